//! A zone as it stands, and which of its check digits hold.

use std::{collections::BTreeMap, fmt};

use super::{
    FieldName, Format,
    check_digit::check_digit,
    layout::{self, CheckRule, Layout, Span},
};

/// Why lines are no zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MrzError {
    #[error("no known zone has {lines} lines of {width} characters")]
    UnknownLayout { lines: usize, width: usize },
    #[error("the lines differ in length")]
    UnevenLines,
    #[error("line {line} has a character other than A-Z, 0-9 and < at position {position}")]
    ForeignCharacter { line: usize, position: usize },
}

/// Lines of a known layout, with the outcome of every check digit.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    format: Format,
    lines: Vec<String>,
    checks: Vec<(&'static str, bool)>,
}

/// Reads lines exactly as they stand; only white space around a line is dropped.
pub fn parse(lines: &[&str]) -> Result<Zone, MrzError> {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    for (number, line) in lines.iter().enumerate() {
        if let Some(position) = line.chars().position(|c| !matches!(c, 'A'..='Z' | '0'..='9' | '<')) {
            return Err(MrzError::ForeignCharacter { line: number + 1, position: position + 1 });
        }
    }
    let first = lines.first().copied().unwrap_or_default();
    if lines.iter().any(|line| line.len() != first.len()) {
        return Err(MrzError::UnevenLines);
    }
    let layout = layout::detect(lines.len(), first.len(), first)
        .ok_or(MrzError::UnknownLayout { lines: lines.len(), width: first.len() })?;
    Ok(Zone::new(layout, lines.iter().map(|&line| line.to_owned()).collect()))
}

impl Zone {
    /// `lines` have the layout's size and only characters of the zone's alphabet.
    pub(super) fn new(layout: &'static Layout, lines: Vec<String>) -> Self {
        let mut zone = Self { format: layout.format, lines, checks: Vec::new() };
        zone.checks = layout.checks.iter().map(|rule| (rule.name, zone.holds(rule))).collect();
        zone
    }

    pub fn format(&self) -> Format {
        self.format
    }

    /// The lines, fillers kept.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Every check digit of the format holds. Says nothing of countries, dates or names.
    pub fn valid(&self) -> bool {
        self.checks.iter().all(|&(_, holds)| holds)
    }

    /// Outcome of each check digit by name: `document_number`, `date_of_birth`, `expiry_date`, `optional`, `composite`.
    pub fn checks(&self) -> BTreeMap<String, bool> {
        self.checks.iter().map(|&(name, holds)| (name.to_owned(), holds)).collect()
    }

    /// The text of a field with its fillers; nothing when the format has no such field.
    pub fn raw(&self, name: FieldName) -> Option<&str> {
        self.layout().span(name).map(|span| self.text(span))
    }

    /// Line and columns of a field, counted from 0, end exclusive; nothing when the format has no such field.
    pub fn columns(&self, name: FieldName) -> Option<(usize, std::ops::Range<usize>)> {
        self.layout().span(name).map(|span| (span.line, span.start..span.end))
    }

    pub(super) fn layout(&self) -> &'static Layout {
        layout::of(self.format)
    }

    pub(super) fn text(&self, span: Span) -> &str {
        &self.lines[span.line][span.start..span.end]
    }

    fn holds(&self, rule: &CheckRule) -> bool {
        let covered: String = rule.over.iter().map(|&span| self.text(span)).collect();
        let given = self.text(rule.digit);
        if rule.name == layout::NUMBER && given == "<" && self.layout().long_numbers {
            return self.long_number().is_some_and(|number| number.check_holds);
        }
        if given == "<" {
            return rule.filler_when_empty && covered.bytes().all(|byte| byte == b'<');
        }
        let is_date = matches!(rule.name, layout::BIRTH | layout::EXPIRY);
        if is_date && covered.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return false;
        }
        check_digit(&covered).is_some_and(|digit| given.starts_with(digit))
    }

    /// The number that overflows into the optional data: a filler where its check digit would stand, then the rest of
    /// the number and its check digit up to the next filler (Doc 9303-5 §4.2.2 note j).
    pub(super) fn long_number(&self) -> Option<LongNumber> {
        let layout = self.layout();
        let rule = layout.checks.iter().find(|rule| rule.name == layout::NUMBER)?;
        if !layout.long_numbers || self.text(rule.digit) != "<" {
            return None;
        }
        let head = self.raw(FieldName::DocumentNumber)?;
        let overflow = self.raw(FieldName::Optional)?.split('<').next().unwrap_or_default();
        let digit = overflow.chars().last()?;
        let tail = &overflow[..overflow.len() - 1];
        // Issuers differ in whether the filler between the two parts takes a weight of its own.
        let check_holds =
            [format!("{head}{tail}"), format!("{head}<{tail}")].iter().any(|number| check_digit(number) == Some(digit));
        Some(LongNumber { number: format!("{head}{tail}"), check_holds })
    }
}

pub(super) struct LongNumber {
    pub number: String,
    pub check_holds: bool,
}

/// The lines are personal data.
impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({:?}, {:?}, redacted)", self.format, self.checks)
    }
}
