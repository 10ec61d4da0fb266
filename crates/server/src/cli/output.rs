//! Writing for a person: colours where the output is a terminal, plain text elsewhere.

use std::{
    fmt::Display,
    io::{self, Write},
};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::Failure;

pub(crate) const HEADING: Style = Style::new().bold();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
pub(crate) const DOUBTFUL: Style = AnsiColor::Yellow.on_default();
pub(crate) const QUIET: Style = Style::new().dimmed();

/// Standard output, locked; colours vanish when it is no terminal or `NO_COLOR` is set.
pub(crate) fn out() -> impl Write {
    anstream::stdout().lock()
}

/// `text` in `style`.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// `text` in `style`, padded on the right to `width` characters as seen.
pub(crate) fn cell(style: Style, text: &str, width: usize) -> String {
    let padding = width.saturating_sub(text.chars().count());
    format!("{style}{text}{style:#}{:padding$}", "")
}

/// One JSON document on standard output.
pub(crate) fn json(value: &(impl Serialize + ?Sized)) -> Result<(), Failure> {
    let mut out = out();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

/// Says on standard error why the command failed. A reader that closed the pipe early needs no complaint.
pub(super) fn failure(failure: &Failure) {
    if matches!(failure, Failure::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe) {
        return;
    }
    let mut err = anstream::stderr().lock();
    // Nothing is left to tell when standard error is gone too.
    let _ = writeln!(err, "{} {failure}", paint(BAD.bold(), "error:"));
}
