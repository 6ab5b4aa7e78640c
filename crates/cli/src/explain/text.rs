//! The table for people, 100 columns wide.

use std::io::{self, Write};

use countersign_vectors::{ModelReport, Report, Row, RowOutcome, TrustPath};

use super::verdict;

/// Columns of a line.
const WIDTH: usize = 100;

/// Columns between two cells.
const GAP: usize = 2;

/// Columns before the step, and before what stands below a step.
const INDENT: usize = 2;
const HINT_INDENT: usize = 10;

/// Columns of what a certificate is in its path.
const ROLE: usize = 12;

/// Widths of the columns before the evidence.
struct Layout {
    step: usize,
    name: usize,
    outcome: usize,
    has_colour: bool,
}

/// One or several steps in a line.
enum Line<'r> {
    One(&'r Row),
    /// Steps that were not reached, from the first to the last.
    NotReached(&'r Row, &'r Row),
}

pub(crate) fn write(report: &Report, has_colour: bool, output: &mut dyn Write) -> io::Result<()> {
    write_steps(&report.title().join(" · "), report.refused_at(), report.rows(), has_colour, output)?;
    for path in report.paths() {
        write_path(path, output)?;
    }
    for model in report.models() {
        write_model(model, has_colour, output)?;
    }
    for note in report.notes() {
        writeln!(output, "{:INDENT$}note: {note}", "")?;
    }
    Ok(())
}

/// The title with the verdict, and the steps.
pub(crate) fn write_steps(
    title: &str,
    refused_at: Option<&str>,
    rows: &[Row],
    has_colour: bool,
    output: &mut dyn Write,
) -> io::Result<()> {
    let layout = Layout::of(rows, has_colour);
    layout.write_title(title, refused_at, output)?;
    layout.write_rows(rows, output)
}

/// What metadata says of a model, step by step.
fn write_model(model: &ModelReport, has_colour: bool, output: &mut dyn Write) -> io::Result<()> {
    let format = model.format().identifier();
    let name = model.description().map(|name| format!(", {name}")).unwrap_or_default();
    writeln!(output, "{:INDENT$}metadata of {format}{name}: {}", "", super::model_verdict(model))?;
    Layout::of(model.rows(), has_colour).write_rows(model.rows(), output)?;
    let mut remarks = model.remarks().iter();
    remarks.try_for_each(|remark| writeln!(output, "{:HINT_INDENT$}note: {remark}", ""))
}

/// A path, certificate by certificate from the leaf upwards.
fn write_path(path: &TrustPath, output: &mut dyn Write) -> io::Result<()> {
    writeln!(output, "{:INDENT$}trust path of {}: {}", "", path.format().identifier(), verdict(path))?;
    let column = HINT_INDENT.saturating_add(ROLE).saturating_add(GAP);
    let room = WIDTH.saturating_sub(column);
    let is_told = path.certificates().iter().any(|certificate| !certificate.reason().is_empty());
    for certificate in path.certificates() {
        let lines = [
            certificate.subject().to_owned(),
            format!("issued by {}", certificate.issuer()),
            format!("valid from {} to {}", certificate.not_before(), certificate.not_after()),
        ];
        let reason = Some(certificate.reason()).filter(|reason| !reason.is_empty());
        let reason = reason.map(|reason| format!("BROKEN {reason}"));
        let lines = lines.iter().chain(&reason).flat_map(|line| wrapped(line, room));
        for (index, line) in lines.enumerate() {
            let role = if index == 0 { certificate.role().name() } else { "" };
            writeln!(output, "{:HINT_INDENT$}{role:ROLE$}{:GAP$}{line}", "", "")?;
        }
    }
    let reason = if is_told { "" } else { path.reason() };
    let lines = wrapped(reason, WIDTH.saturating_sub(HINT_INDENT));
    lines
        .iter()
        .filter(|line| !line.is_empty())
        .try_for_each(|line| writeln!(output, "{:HINT_INDENT$}{line}", ""))
}

/// Whether a step is one of ours: its id is its name, and stands where others have both.
fn is_ours(row: &Row) -> bool {
    ["c.", "mds-"].iter().any(|prefix| row.step().id().starts_with(prefix))
}

/// The rows, those that were not reached drawn together where they follow each other.
fn lines(rows: &[Row]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for row in rows {
        match (lines.last_mut(), row.outcome()) {
            (Some(Line::NotReached(_, last)), RowOutcome::NotReached) => *last = row,
            (_, RowOutcome::NotReached) => lines.push(Line::NotReached(row, row)),
            (_, _) => lines.push(Line::One(row)),
        }
    }
    lines
}

impl Layout {
    fn of(rows: &[Row], has_colour: bool) -> Self {
        let lines = lines(rows);
        let shown: Vec<&Row> = lines
            .iter()
            .filter_map(|line| match line {
                Line::One(row) => Some(*row),
                Line::NotReached(..) => None,
            })
            .collect();
        let widest = |width: fn(&Row) -> usize| shown.iter().map(|row| width(row)).max().unwrap_or_default();
        Self {
            step: widest(|row| if is_ours(row) { 0 } else { row.step().id().len() }),
            name: widest(|row| row.step().name().len()),
            outcome: widest(|row| row.outcome().name().len()),
            has_colour,
        }
    }

    fn write_rows(&self, rows: &[Row], output: &mut dyn Write) -> io::Result<()> {
        lines(rows).iter().try_for_each(|line| match line {
            Line::One(row) => self.write_row(row, output),
            Line::NotReached(first, last) => self.write_not_reached(first, last, output),
        })
    }

    fn write_title(&self, title: &str, refused_at: Option<&str>, output: &mut dyn Write) -> io::Result<()> {
        let (verdict, outcome) = match refused_at {
            None => ("ACCEPTED".to_owned(), RowOutcome::Passed),
            Some(step) => (format!("REFUSED at {step}"), RowOutcome::Refused),
        };
        let used = title.chars().count().saturating_add(verdict.len());
        let gap = WIDTH.saturating_sub(used).max(GAP);
        writeln!(output, "{title}{:gap$}{}", "", self.painted(&verdict, outcome))
    }

    fn write_row(&self, row: &Row, output: &mut dyn Write) -> io::Result<()> {
        let Self { step, name, outcome, .. } = self;
        let is_refused = row.outcome() == RowOutcome::Refused;
        let word = if is_refused { "REFUSED" } else { row.outcome().name() };
        let padding = outcome.saturating_sub(word.len()).saturating_add(GAP);
        let both = if is_ours(row) {
            row.step().id().to_owned()
        } else {
            format!("{:step$}{:GAP$}{}", row.step().id(), "", row.step().name())
        };
        let width = [*step, GAP, *name].iter().sum::<usize>();
        write!(output, "{:INDENT$}{both:width$}{:GAP$}{}", "", "", self.painted(word, row.outcome()))?;
        let column = [INDENT, width, GAP, *outcome, GAP].iter().sum::<usize>();
        let room = WIDTH.saturating_sub(column);
        let (beside, below) =
            if is_refused { refusal(row, room) } else { (wrapped(row.got(), room), Vec::new()) };
        for (index, line) in beside.iter().enumerate() {
            match index {
                0 => write!(output, "{:padding$}{line}", "")?,
                _ => write!(output, "\n{:column$}{line}", "")?,
            }
        }
        writeln!(output)?;
        below.iter().try_for_each(|line| writeln!(output, "{:HINT_INDENT$}{line}", ""))
    }

    fn write_not_reached(&self, first: &Row, last: &Row, output: &mut dyn Write) -> io::Result<()> {
        let (first, last) = (first.step().id(), last.step().id());
        // Notes under the last step are a part of it.
        let last = last.split_once(".r").map_or(last, |(step, _)| step);
        let steps = if first == last { first.to_owned() } else { format!("{first} to {last}") };
        let words = self.painted(RowOutcome::NotReached.name(), RowOutcome::NotReached);
        let width = self.step.saturating_add(self.name).saturating_add(GAP);
        writeln!(output, "{:INDENT$}{steps:width$}{:GAP$}{words}", "", "")
    }

    /// A word in the colour of an outcome.
    fn painted(&self, word: &str, outcome: RowOutcome) -> String {
        if !self.has_colour {
            return word.to_owned();
        }
        let code = match outcome {
            RowOutcome::Passed => 32,
            RowOutcome::Refused => 31,
            RowOutcome::NotApplicable | RowOutcome::CallersDuty | RowOutcome::NotReached => 2,
        };
        format!("\u{1b}[{code}m{word}\u{1b}[0m")
    }
}

/// What is said of a refusal: beside the step what was expected and got, if that has room there, and the rest below.
fn refusal(row: &Row, room: usize) -> (Vec<String>, Vec<String>) {
    let below = WIDTH.saturating_sub(HINT_INDENT);
    let seen = [("expected ", row.expected()), ("got      ", row.got())];
    let seen = seen.into_iter().filter(|(_, text)| !text.is_empty());
    let seen: Vec<String> = seen.map(|(label, text)| format!("{label}{text}")).collect();
    let inner = row.inner().map(|inner| format!("{} {}: {}", inner.id(), inner.name(), inner.rule()));
    let rest = [row.cause_beside_evidence(), inner.as_deref().unwrap_or_default(), row.hint()]
        .map(|text| wrapped(text, below));
    if seen.iter().all(|line| line.len() <= room) {
        (seen, rest.concat())
    } else {
        let seen = seen.iter().flat_map(|line| wrapped(line, below));
        (Vec::new(), seen.chain(rest.concat()).collect())
    }
}

/// A text in lines of at most so many columns, broken at spaces where there are any.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut room = 0;
    for (index, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if index > 0 && length < room {
            room = room.saturating_sub(length).saturating_sub(1);
            if let Some(line) = lines.last_mut() {
                line.push(' ');
                line.push_str(word);
            }
            continue;
        }
        let characters: Vec<char> = word.chars().collect();
        lines.extend(characters.chunks(width).map(|part| part.iter().collect::<String>()));
        room = width.saturating_sub(lines.last().map_or(0, |line| line.chars().count()));
    }
    lines
}
