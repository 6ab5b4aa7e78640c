//! Times as text, in UTC: `2024-08-01T00:00:00Z`.
//!
//! # Source
//! [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339), with `Z` and without fractions

use countersign::UnixTime;

const SECONDS_PER_DAY: i64 = 86_400;

/// The time of a text such as `2024-08-01T00:00:00Z`; none for any other form.
#[must_use]
pub fn parse(text: &str) -> Option<UnixTime> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let is_time = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    let seconds = hour.checked_mul(3600)?.checked_add(minute.checked_mul(60)?)?.checked_add(second)?;
    let days = days_since_1970(year, month, day)?;
    // A day that the month does not have comes back as another one.
    let is_date = date_of(days)? == (year, month, day);
    let seconds = days.checked_mul(SECONDS_PER_DAY)?.checked_add(seconds)?;
    (is_time && is_date).then(|| UnixTime::from_seconds(seconds))
}

/// The text of a time; the number of seconds where the year has no four digits.
#[must_use]
pub fn format(time: UnixTime) -> String {
    let (days, seconds) =
        (time.seconds().div_euclid(SECONDS_PER_DAY), time.seconds().rem_euclid(SECONDS_PER_DAY));
    let Some((year @ 0..=9999, month, day)) = date_of(days) else { return time.seconds().to_string() };
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Three numbers of so many digits each, with a character between them.
fn numbers(text: &str, between: char, digits: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(between);
    let mut number = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits)?;
        if part.bytes().all(|byte| byte.is_ascii_digit()) { part.parse().ok() } else { None }
    };
    let [first, second, third] = digits;
    let numbers = [number(first)?, number(second)?, number(third)?];
    if parts.next().is_none() { Some(numbers) } else { None }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar. Years begin in March here, so that the leap day is the
/// last of one, and repeat every 400 years, which have 146,097 days.
fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    let month_from_march = month.checked_sub(3)?.rem_euclid(12);
    let year = if month < 3 { year.checked_sub(1)? } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = month_from_march.checked_mul(153)?.checked_add(2)?.checked_div(5)?;
    let day_of_era = year_of_era
        .checked_mul(365)?
        .checked_add(year_of_era / 4)?
        .checked_sub(year_of_era / 100)?
        .checked_add(day_of_year)?
        .checked_add(day)?;
    // 0000-03-01 is 719,468 days before 1970-01-01; days of a month count from 1.
    era.checked_mul(146_097)?.checked_add(day_of_era)?.checked_sub(719_469)
}

/// The date of a day, counted from 1970-01-01.
fn date_of(days: i64) -> Option<(i64, i64, i64)> {
    let days = days.checked_add(719_468)?;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let leap_days = day_of_era / 1460;
    let year_of_era = day_of_era
        .checked_sub(leap_days)?
        .checked_add(day_of_era / 36_524)?
        .checked_sub(day_of_era / 146_096)?
        .checked_div(365)?;
    let days_before =
        year_of_era.checked_mul(365)?.checked_add(year_of_era / 4)?.checked_sub(year_of_era / 100)?;
    let day_of_year = day_of_era.checked_sub(days_before)?;
    let month_from_march = day_of_year.checked_mul(5)?.checked_add(2)?.checked_div(153)?;
    let month_begins = month_from_march.checked_mul(153)?.checked_add(2)?.checked_div(5)?;
    let day = day_of_year.checked_sub(month_begins)?.checked_add(1)?;
    let month = if month_from_march < 10 {
        month_from_march.checked_add(3)?
    } else {
        month_from_march.checked_sub(9)?
    };
    let year = era.checked_mul(400)?.checked_add(year_of_era)?;
    Some((if month < 3 { year.checked_add(1)? } else { year }, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_times_and_writes_them_back() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59Z", -1),
            ("2000-02-29T12:34:56Z", 951_827_696),
            ("2024-08-01T00:00:00Z", 1_722_470_400),
            ("2100-03-01T00:00:00Z", 4_107_542_400),
            ("0000-03-01T00:00:00Z", -62_162_035_200),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            assert_eq!(parse(text).map(UnixTime::seconds), Some(seconds), "{text}");
            assert_eq!(format(UnixTime::from_seconds(seconds)), text);
        }
        assert_eq!(format(UnixTime::from_seconds(i64::MAX)), i64::MAX.to_string());
    }

    #[test]
    fn refuses_other_texts() {
        for text in [
            "",
            "2024-08-01",
            "2024-08-01T00:00:00",
            "2024-08-01T00:00:00+00:00",
            "2024-08-01T00:00:00.5Z",
            "2024-8-1T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-00-01T00:00:00Z",
            "2024-01-00T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:60:00Z",
            "2024-01-01T00:00:60Z",
            "+024-01-01T00:00:00Z",
            "2024-01-01T00:00:00:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
