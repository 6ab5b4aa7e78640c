//! Dates, which metadata has without a time of day and without a zone.

use core::fmt;

const SECONDS_PER_DAY: i64 = 86_400;

/// A day of the calendar, taken as the day that begins at midnight UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`, a day that the calendar has; nothing for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
        let year = number(&[*y1, *y2, *y3, *y4])?;
        let (month, day) =
            (u8::try_from(number(&[*m1, *m2])?).ok()?, u8::try_from(number(&[*d1, *d2])?).ok()?);
        let is_a_day = (1..=12).contains(&month) && (1..=days_of_month(year, month)).contains(&day);
        is_a_day.then_some(Self { year, month, day })
    }

    /// The moment at which the day begins, in seconds since 1970 UTC.
    #[must_use]
    pub fn start(&self) -> i64 {
        let years_before = i64::from(self.year).saturating_sub(1);
        let leap_days = (years_before.div_euclid(4))
            .saturating_sub(years_before.div_euclid(100))
            .saturating_add(years_before.div_euclid(400));
        let of_months: i64 = (1..self.month).map(|month| i64::from(days_of_month(self.year, month))).sum();
        // Days before 1970-01-01, counted from 0001-01-01.
        const BEFORE_1970: i64 = 719_162;
        years_before
            .saturating_mul(365)
            .saturating_add(leap_days)
            .saturating_add(of_months)
            .saturating_add(i64::from(self.day).saturating_sub(1))
            .saturating_sub(BEFORE_1970)
            .saturating_mul(SECONDS_PER_DAY)
    }

    /// Whether the day has begun at a time in seconds since 1970 UTC.
    #[must_use]
    pub fn has_begun(&self, at: i64) -> bool {
        self.start() <= at
    }
}

/// A number of ASCII digits, at most four.
fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0_u16, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| digit.saturating_sub(b'0'))?;
        number.checked_mul(10)?.checked_add(u16::from(digit))
    })
}

const fn days_of_month(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn accepts_days_and_when_they_begin() {
        for (text, start) in [
            ("1970-01-01", 0),
            ("1969-12-31", -86_400),
            ("2000-02-29", 951_782_400),
            ("2000-03-01", 951_868_800),
            ("2021-12-01", 1_638_316_800),
            ("2026-11-27", 1_795_737_600),
            ("2100-03-01", 4_107_542_400),
            ("9999-12-31", 253_402_214_400),
            ("0001-01-01", -62_135_596_800),
            ("0000-01-01", -62_167_219_200),
        ] {
            let date = Date::parse(text).unwrap();
            assert_eq!((date.start(), date.to_string()), (start, text.to_string()));
            assert!(date.has_begun(start) && !date.has_begun(start - 1));
        }
        assert!(Date::parse("2021-12-01") > Date::parse("2021-11-30"));
    }

    #[test]
    fn refuses_days_that_no_calendar_has_and_other_forms() {
        for text in [
            "",
            "2017-02-29",
            "1900-02-29",
            "2021-00-01",
            "2021-13-01",
            "2021-01-00",
            "2021-04-31",
            "2021-1-01",
            "2021-01-01T00:00:00Z",
            "2021/01/01",
            "+021-01-01",
            " 2021-01-01",
            "20210101",
            "2021-01-0\u{661}",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
