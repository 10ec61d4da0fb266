//! An address in comparable parts.

use std::collections::BTreeSet;

use super::vocabulary::{direction, is_box, is_unit, number_in_words, street_type, written_out};
use crate::{
    document::{country, extraction::Address},
    normalize::state,
};

/// Upper case, Latin, abbreviations written one way; what is absent or could not be told is `None` or empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub number: Option<String>,
    pub name: String,
    pub street_type: Option<&'static str>,
    pub directions: BTreeSet<&'static str>,
    /// What tells apartments, suites, floors and private mailboxes apart, without the designator.
    pub unit: Option<String>,
    pub post_box: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
}

impl Parts {
    pub(super) fn of(address: &Address) -> Self {
        let text = |part: &Option<String>| part.as_deref().map(latin).filter(|text| !text.is_empty());
        let mut parts = Self {
            city: text(&address.city).map(|city| city.split(' ').map(written_out).collect::<Vec<_>>().join(" ")),
            state: text(&address.state).map(|name| state::code(&name).map_or(name, str::to_owned)),
            postal_code: text(&address.postal_code).map(|code| postal_code(&code)),
            country: text(&address.country).map(|code| country::from_alpha2(&code).map_or(code, str::to_owned)),
            ..Self::default()
        };
        let lines = [&address.street, &address.street2].map(|line| line.as_deref().map(latin).unwrap_or_default());
        let lines = lines.join(" ");
        let mut words: Vec<&str> = lines.split_whitespace().collect();
        parts.post_box = take_box(&mut words);
        parts.unit = take_unit(&mut words);
        parts.number = take_number(&mut words);
        parts.take_street(words);
        parts
    }

    /// What is left: directions around the name, and the street's type behind it. The name is never left empty.
    fn take_street(&mut self, mut words: Vec<&str>) {
        let behind = words.last().and_then(|w| direction(w)).filter(|_| words.len() > 1);
        if behind.is_some() {
            words.pop();
        }
        self.street_type = words.last().and_then(|w| street_type(w)).filter(|_| words.len() > 1);
        if self.street_type.is_some() {
            words.pop();
        }
        let before = words.first().and_then(|w| direction(w)).filter(|_| words.len() > 1);
        if before.is_some() {
            words.remove(0);
        }
        self.directions = before.into_iter().chain(behind).collect();
        self.name = words.iter().map(|word| ordinal(written_out(word))).collect::<Vec<_>>().join(" ");
    }
}

/// `FIFTH` as `5TH`, other words as they are.
pub(super) fn ordinal(word: &str) -> String {
    number_in_words(word).map_or_else(|| word.to_owned(), with_ending)
}

fn with_ending(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "TH",
        (1, _) => "ST",
        (2, _) => "ND",
        (3, _) => "RD",
        _ => "TH",
    };
    format!("{number}{ending}")
}

/// `PO BOX 12`, `P O BOX 12`, `POST OFFICE BOX 12`.
fn take_box(words: &mut Vec<&str>) -> Option<String> {
    let at = words.iter().position(|word| is_box(word))?;
    let number = (*words.get(at + 1)?).to_owned();
    let announces = |word: &&str| matches!(*word, "P" | "O" | "PO" | "POST" | "OFFICE");
    let start = at - words[..at].iter().rev().take_while(|word| announces(word)).count();
    words.drain(start..=at + 1);
    Some(number)
}

/// `APT 4`, `# 4`, `APT # 4`, `STE 200`, `PMB 7`, `2ND FL`; several in one order, joined.
pub(super) fn take_unit(words: &mut Vec<&str>) -> Option<String> {
    let mut units = BTreeSet::new();
    // `Apt 4, 12 Main St`, `Apt # 4, 12 Main St`: a unit in front has its number and the house's behind it.
    let numeric = |at: usize| words.get(at).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let designators = words.iter().take_while(|word| is_unit(word)).count();
    if designators > 0 && words.len() > designators + 2 && numeric(designators + 1) {
        let unit = words[designators];
        units.insert(ordinal_number(unit).unwrap_or_else(|| unit.to_owned()));
        words.drain(..=designators);
    }
    while let Some(at) = words.iter().skip(1).position(|word| is_unit(word)).map(|at| at + 1) {
        let floor_before = ordinal_number(words[at - 1]).filter(|_| at > 1 && words[at].starts_with("FL"));
        if let Some(number) = floor_before {
            units.insert(number);
            words.drain(at - 1..=at);
            continue;
        }
        words.remove(at);
        // A second designator, as in `APT # 4`, is taken off on the next round.
        if words.get(at).is_some_and(|word| !is_unit(word)) {
            let unit = words.remove(at);
            units.insert(ordinal_number(unit).unwrap_or_else(|| unit.to_owned()));
        }
    }
    (!units.is_empty()).then(|| units.into_iter().collect::<Vec<_>>().join(" "))
}

/// The number of `2ND` or `SECOND`.
fn ordinal_number(word: &str) -> Option<String> {
    if let Some(number) = number_in_words(word) {
        return Some(number.to_string());
    }
    let number = ["ST", "ND", "RD", "TH"].iter().find_map(|ending| word.strip_suffix(ending))?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then(|| number.to_owned())
}

/// Before the street, or behind it as in most of Europe.
pub(super) fn take_number(words: &mut Vec<&str>) -> Option<String> {
    let numeric = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) && ordinal_number(word).is_none();
    let at = match words.as_slice() {
        [first, _, ..] if numeric(first) => 0,
        [_, .., last] if numeric(last) => words.len() - 1,
        _ => return None,
    };
    Some(words.remove(at).to_owned())
}

/// Latin capitals and digits with single spaces; `#` stands alone, hyphens and slashes inside numbers stay.
pub(super) fn latin(text: &str) -> String {
    let mut out = String::new();
    for c in deunicode::deunicode(text).to_ascii_uppercase().chars() {
        match c {
            '#' => out.push_str(" # "),
            '\'' | '.' => {}
            c if c.is_ascii_alphanumeric() => out.push(c),
            '-' | '/' if out.ends_with(|c: char| c.is_ascii_digit()) => out.push(c),
            _ => out.push(' '),
        }
    }
    out.split_whitespace().map(|word| word.trim_end_matches(['-', '/'])).collect::<Vec<_>>().join(" ")
}

/// US codes compare by their five digits, all others as they stand.
fn postal_code(code: &str) -> String {
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let with_extension = code.len() == 9 && code.bytes().all(|b| b.is_ascii_digit());
    if with_extension { code[..5].to_owned() } else { code }
}
