//! A side's print taken apart: labels, dates, and what else may be a value.

use std::ops::Range;

use super::{
    labels::{self, Family, Found},
    numbered::{self, Scheme},
    sheet::{Sheet, Span},
};
use crate::document::printed_date::{self, Order, PrintedDate};

/// A label where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label {
    pub family: Family,
    pub span: Span,
    pub left: f32,
    pub right: f32,
    pub quality: f32,
    /// A mark such as a colon says that the value follows on the line.
    pub opens: bool,
}

/// A run of text that no label or date covers.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub span: Span,
    pub left: f32,
    pub right: f32,
    pub text: String,
}

/// A date where it stands; of two lines where it runs over both.
#[derive(Clone, Debug)]
pub(super) struct DateValue {
    pub date: PrintedDate,
    pub line: usize,
    pub left: f32,
    pub right: f32,
}

pub(super) struct Page<'a> {
    pub sheet: Sheet<'a>,
    pub labels: Vec<Label>,
    pub values: Vec<Value>,
    pub dates: Vec<DateValue>,
}

/// Lines less sure than this are read for labels, never for values.
const READABLE: f32 = 0.6;
/// A line of which labels cover this share of letters and digits holds no other value before or between them.
const ALL_LABEL: f32 = 0.5;

impl<'a> Page<'a> {
    /// Takes a sheet apart; of licences, whose numbers stand for labels, by their scheme.
    pub(super) fn new(sheet: Sheet<'a>, scheme: Option<Scheme>) -> Self {
        let numbered = scheme.map(|scheme| numbered::labels(&sheet, scheme)).unwrap_or_default();
        let codes = scheme == Some(Scheme::NorthAmerican);
        let mut page = Self { sheet, labels: Vec::new(), values: Vec::new(), dates: Vec::new() };
        for line in 0..page.sheet.lines.len() {
            page.take_line(line, codes, &numbered);
        }
        page.dates_across_lines();
        page
    }

    /// What a label means here: `Name` is the family name beside a label of given names, and the whole name alone.
    pub(super) fn meaning(&self, family: Family) -> Family {
        match family {
            Family::BareName if self.has(Family::Given) || self.has(Family::BareGiven) => Family::Surname,
            Family::BareGiven if self.has(Family::Surname) || self.has(Family::BareName) => Family::Given,
            Family::BareName | Family::BareGiven => Family::FullName,
            plain => plain,
        }
    }

    pub(super) fn has(&self, family: Family) -> bool {
        self.labels.iter().any(|label| label.family == family)
    }

    pub(super) fn labels_of(&self, family: Family) -> impl Iterator<Item = &Label> {
        self.labels.iter().filter(move |label| label.family == family)
    }

    fn take_line(&mut self, at: usize, codes: bool, numbered: &[Label]) {
        let line = &self.sheet.lines[at];
        let text = line.text;
        let found = labels::find(text, codes);
        let readable = line.confidence >= READABLE;
        let dates = if readable { printed_date::find(text) } else { Vec::new() };
        let characters: Vec<char> = text.chars().collect();
        // What a date covers is no label, whatever the letters of its month are like.
        let found = with_numbers(found, numbered.iter().filter(|label| label.span.line == at));
        let found: Vec<_> =
            found.into_iter().filter(|l| dates.iter().all(|d| l.to <= d.from || d.to <= l.from)).collect();
        let covered: Vec<Range<usize>> =
            found.iter().map(|l| l.from..l.to).chain(dates.iter().map(|d| d.from..d.to)).collect();
        for label in &found {
            let (left, right) = line.extent(label.from, label.to);
            let is_number = numbered.iter().any(|n| n.span.line == at && n.span.to == label.to);
            let opens = is_number || opens(&characters, label);
            let span = Span { line: at, from: label.from, to: label.to };
            self.labels.push(Label { family: label.family, span, left, right, quality: label.quality, opens });
        }
        for date in dates {
            let (left, right) = line.extent(date.from, date.to);
            self.dates.push(DateValue { date, line: at, left, right });
        }
        if readable {
            let last_label = found.last().map(|label| label.to);
            let labelled: usize = found.iter().map(|label| label.to - label.from).sum();
            let mostly_label = labelled as f32 > ALL_LABEL * characters.len() as f32;
            for range in uncovered(&characters, covered) {
                let after = last_label.filter(|&end| range.start >= end);
                // Rests of a bilingual label: `/Norr`, `(s)`.
                let rest = after.is_some_and(|end| is_rest_of_label(&characters[end..range.start]));
                if !rest && (!mostly_label || after.is_some()) {
                    self.take_value(at, &range, &characters);
                }
            }
        }
    }

    fn take_value(&mut self, line: usize, range: &Range<usize>, characters: &[char]) {
        let (left, right) = self.sheet.lines[line].extent(range.start, range.end);
        let text: String = characters[range.clone()].iter().collect();
        self.values.push(Value { span: Span { line, from: range.start, to: range.end }, left, right, text });
    }

    /// A date may be found in two pieces side by side: `19 OKT/OCT` and `1971`.
    fn dates_across_lines(&mut self) {
        for at in 0..self.sheet.lines.len() {
            let Some(next) = self.sheet.right_of(at, 3.5) else { continue };
            let (here, there) = (&self.sheet.lines[at], &self.sheet.lines[next]);
            if here.confidence.min(there.confidence) < READABLE {
                continue;
            }
            let (first, all) = (here.text.chars().count(), format!("{} {}", here.text, there.text));
            let across = printed_date::find(&all).into_iter().find(|date| date.from < first && date.to > first + 1);
            // Numbers that happen to stand side by side make many a date.
            if let Some(date) = across.filter(|date| date.order == Order::Told) {
                let left = here.extent(date.from, first).0;
                let right = there.extent(0, date.to - first - 1).1;
                self.dates.push(DateValue { date, line: at, left, right });
            }
        }
    }
}

/// A number and the word behind it are one label, and the word decides: `4d DLN`, `15 SEX`.
fn with_numbers<'n>(words: Vec<Found>, numbers: impl Iterator<Item = &'n Label>) -> Vec<Found> {
    let mut found = words;
    for number in numbers {
        let (from, mut to) = (number.span.from, number.span.to);
        // `1,2 NAME / NOM`: both names, whatever the words alone would say.
        if number.family == Family::FullName {
            to = found.iter().map(|word| word.to).max().unwrap_or_default().max(to);
            found.clear();
        }
        match found.iter_mut().find(|word| (to..=to + 2).contains(&word.from)) {
            Some(word) => word.from = from,
            None => found.push(Found { family: number.family, from, to, quality: number.quality }),
        }
    }
    found.sort_by_key(|label| label.from);
    found
}

/// Whether a value follows on the line: behind a mark, behind a code in capitals, or in other print than the label.
fn opens(characters: &[char], label: &Found) -> bool {
    let (own, rest) = (&characters[label.from..label.to], &characters[label.to..]);
    let last_word = own.iter().rev().take_while(|c| c.is_alphabetic()).count();
    match rest.iter().find(|c| !c.is_whitespace()) {
        Some(':' | '=' | ';') => return true,
        // Behind a short word it is the dot of an abbreviation.
        Some('.') if last_word >= 4 || rest.iter().any(|c| c.is_alphanumeric()) => return true,
        Some(c) if c.is_alphanumeric() => {}
        _ => return false,
    }
    let capitals = |part: &[char]| !part.iter().any(|c| c.is_lowercase());
    let is_code = capitals(own) && own.len() <= 8;
    is_code || capitals(rest) && (!capitals(own) || rest.iter().any(char::is_ascii_digit))
}

/// A slash or bracket goes on with the label in another language.
fn is_rest_of_label(between: &[char]) -> bool {
    between.iter().any(|c| matches!(c, '/' | '|' | '·' | '•' | '\\'))
}

/// The parts of a line that nothing covers, trimmed to where letters and digits begin and end.
fn uncovered(characters: &[char], mut covered: Vec<Range<usize>>) -> Vec<Range<usize>> {
    covered.sort_by_key(|range| range.start);
    covered.push(characters.len()..characters.len());
    let mut start = 0;
    let mut free = Vec::new();
    for range in covered {
        if range.start > start {
            let part = &characters[start..range.start];
            let first = part.iter().position(|c| c.is_alphanumeric());
            let last = part.iter().rposition(|c| c.is_alphanumeric());
            if let (Some(first), Some(last)) = (first, last) {
                free.push(start + first..start + last + 1);
            }
        }
        start = start.max(range.end);
    }
    free
}
