//! Numbers that stand for labels: on driving licences of North America (AAMVA DL/ID card design standard, annex A, data
//! elements 1 to 20) and of Europe (Directive 2006/126/EC, annex I).

use super::{
    labels::{self, Family},
    page::Label,
    sheet::{Line, Sheet, Span},
};
use crate::document::printed_date;

/// Whose numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    NorthAmerican,
    European,
}

/// What a number announces.
fn meaning(number: &str, scheme: Scheme) -> Option<Family> {
    let both = match number {
        "1" => Family::Surname,
        "2" => Family::Given,
        "1,2" => Family::FullName,
        "3" => Family::Birth,
        "4a" => Family::Issue,
        "4b" => Family::Expiry,
        "8" => Family::Address,
        "4c" | "7" | "9" | "9a" | "10" | "11" | "12" | "13" | "14" => Family::Rest,
        _ => return meaning_of_one(number, scheme),
    };
    Some(both)
}

fn meaning_of_one(number: &str, scheme: Scheme) -> Option<Family> {
    Some(match (scheme, number) {
        (Scheme::NorthAmerican, "4d") | (Scheme::European, "5") => Family::Document,
        (Scheme::European, "4d") => Family::Personal,
        (Scheme::NorthAmerican, "5") => Family::OtherNumber,
        (Scheme::NorthAmerican, "15") => Family::Sex,
        (Scheme::NorthAmerican, "16" | "17" | "18" | "19" | "20") => Family::Rest,
        _ => return None,
    })
}

/// A number that stands alone is no label when it was read less surely than this: specks look like numbers.
const READABLE: f32 = 0.5;
/// So many letters and digits glued to a number and its dot are a document's: `5.ABC123456`.
const GLUED: usize = 6;

/// The numbered labels of a sheet: at the beginning of a line, alone left of their value, and `4a` to `4d` anywhere.
pub(super) fn labels(sheet: &Sheet<'_>, scheme: Scheme) -> Vec<Label> {
    (0..sheet.lines.len()).flat_map(|at| in_line(sheet, at, scheme)).collect()
}

fn in_line(sheet: &Sheet<'_>, at: usize, scheme: Scheme) -> Vec<Label> {
    let line = &sheet.lines[at];
    let characters: Vec<char> = line.text.chars().collect();
    let dates = printed_date::find(line.text);
    let mut labels = Vec::new();
    for from in 0..characters.len() {
        let Some((number, to)) = number_at(&characters, from) else { continue };
        let in_date = dates.iter().any(|date| date.from < to && from < date.to);
        let lettered = number.starts_with('4') && number.len() == 2;
        let alone = to >= characters.len();
        let first = from == 0
            && if alone {
                line.confidence >= READABLE && stands_left_of_value(sheet, at)
            } else {
                announces(sheet, at, &number, to)
            };
        let allowed = first || lettered;
        if in_date || !allowed {
            continue;
        }
        if let Some(family) = meaning(&number, scheme) {
            let (left, right) = line.extent(from, to);
            let quality = if from == 0 { 0.95 } else { 0.9 };
            labels.push(Label { family, span: Span { line: at, from, to }, left, right, quality, opens: true });
        }
    }
    labels
}

/// A label's number that begins at `from`, with what closes it: `1`, `4a`, `4b.`, `1,2`, `9a)`.
fn number_at(characters: &[char], from: usize) -> Option<(String, usize)> {
    let before = from.checked_sub(1).map(|at| characters[at]);
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '.' | ',')) {
        return None;
    }
    let digits = characters[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    let mut number: String = characters[from..from + digits].iter().collect();
    let mut to = from + digits;
    if let Some(length) = second_of_both(&characters[to..]).filter(|_| number == "1") {
        to += length;
        number.push_str(",2");
    } else if let Some(letter) = characters.get(to).filter(|c| matches!(c, 'a'..='d' | 'A'..='D')) {
        // `4bEXP` is read without its space; `4d12345` too.
        let next = characters.get(to + 1);
        let closes = next.is_none_or(|c| !c.is_lowercase());
        if closes {
            number.push(letter.to_ascii_lowercase());
            to += 1;
        }
    }
    let lettered = number.len() > digits;
    let closed = match characters.get(to) {
        None | Some(' ') => true,
        Some('.' | ')' | ':') => {
            let glued = characters[to + 1..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
            !characters.get(to + 1).is_some_and(char::is_ascii_digit) || lettered || glued >= GLUED
        }
        // Glued to a word: `17WGT`. Two capitals at the least, or it is the number of a house: `12A`.
        Some(c) => lettered || (c.is_uppercase() && characters.get(to + 1).is_some_and(|c| c.is_uppercase())),
    };
    closed.then_some((number, to))
}

/// The rest of `1,2`, which announces both names and is read with a dot now and then: its length.
fn second_of_both(rest: &[char]) -> Option<usize> {
    let mark = rest.first().filter(|c| matches!(c, ',' | '.'))?;
    let space = usize::from(rest.get(1) == Some(&' '));
    let after = rest.get(2 + space);
    let ends = *mark == ',' || after.is_some_and(|c| *c == ' ');
    (rest.get(1 + space) == Some(&'2') && ends && !after.is_some_and(char::is_ascii_digit)).then_some(2 + space)
}

/// Whether a number that begins a line is a label, and not that of a house: it is closed by a dot, small enough to
/// announce a name or address, or followed by a word of the standard. One that a label stands left of is none.
fn announces(sheet: &Sheet<'_>, at: usize, number: &str, to: usize) -> bool {
    let text = sheet.lines[at].text;
    let rest: String = text.chars().skip(to).collect();
    let labelled = (0..sheet.lines.len()).any(|other| {
        let alone: Vec<char> = sheet.lines[other].text.trim().chars().collect();
        let is_number = number_at(&alone, 0).is_some_and(|(_, end)| end >= alone.len());
        other != at && is_number && stands_before(&sheet.lines[other], &sheet.lines[at])
    });
    let small = matches!(number, "1" | "2" | "3" | "8" | "1,2") || number.ends_with(|c: char| c.is_alphabetic());
    let word = labels::find(rest.trim_start_matches([' ', '.', ':']), true);
    let worded = word.first().is_some_and(|label| label.from <= 1);
    !labelled && (rest.starts_with(['.', ')', ':']) || small || worded)
}

/// A number in a line of its own is a label when something stands close to its right.
fn stands_left_of_value(sheet: &Sheet<'_>, at: usize) -> bool {
    let here = &sheet.lines[at];
    sheet.lines.iter().enumerate().any(|(other, line)| other != at && stands_before(here, line))
}

/// Close left of another line, at its height.
fn stands_before(here: &Line<'_>, other: &Line<'_>) -> bool {
    let gap = (other.left - here.right) / other.height();
    let level = (here.middle() - other.middle()).abs() < 0.9 * other.height();
    level && (-0.5..4.0).contains(&gap)
}
