//! A line of text as numbers, months and what stands between them.

use super::months;

/// What separates two parts of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing: `12AUG`.
    None,
    Space,
    /// A mark such as `.`, `/` or `-`, with or without spaces.
    Mark(char),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    Number {
        value: i16,
        digits: usize,
    },
    /// The months a name may mean.
    Month(Vec<i8>),
}

/// One part of what may be a date.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub what: What,
    /// What stands before it; nothing when that keeps it apart from the part before.
    pub gap: Option<Gap>,
    /// Where it stands in the line, in characters.
    pub from: usize,
    pub to: usize,
}

/// Small words inside of dates: `12 de agosto de 1990`, `4th of May`.
const INSIDE: [&str; 8] = ["DE", "OF", "TH", "ST", "ND", "RD", "DEN", "DEL"];

/// The parts of a line in their order.
pub(super) fn of(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let (mut gap, mut glued) = (None, false);
    for (from, token) in tokens(text) {
        let to = from + token.chars().count();
        let first = token.chars().next().unwrap_or(' ');
        if first.is_ascii_digit() {
            // `S7`: the rest of a word that was misread is no number.
            if !(glued && gap.is_none()) {
                push_number(&mut parts, &token, from, gap.take());
                gap = Some(Gap::None);
            }
        } else if first.is_alphabetic() {
            gap = word(&mut parts, &token, from, to, gap);
        } else {
            gap = gap.and_then(|gap| between(gap, &token));
        }
        glued = first.is_alphabetic();
    }
    parts
}

/// Runs of digits, of letters and of anything else, with where they begin.
fn tokens(text: &str) -> Vec<(usize, String)> {
    let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
    let mut tokens: Vec<(usize, String)> = Vec::new();
    let mut last = None;
    for (at, character) in text.chars().enumerate() {
        match tokens.last_mut() {
            Some((_, token)) if last == Some(kind(character)) => token.push(character),
            _ => tokens.push((at, character.to_string())),
        }
        last = Some(kind(character));
    }
    tokens
}

fn push_number(parts: &mut Vec<Part>, token: &str, from: usize, gap: Option<Gap>) {
    // A month and year whose mark was not read: `21.121971`.
    let follows_day = gap.is_some_and(|gap| gap != Gap::None) && token.len() == 6;
    let cuts: &[usize] = match token.len() {
        8 if year(&token[4..]) => &[2, 4],
        8 if year(&token[..4]) => &[4, 6],
        6 if follows_day && year(&token[2..]) => &[2],
        _ => &[],
    };
    let mut start = 0;
    for &end in cuts.iter().chain([&token.len()]) {
        let digits = &token[start..end];
        let value = if digits.len() <= 4 { digits.parse().unwrap_or(-1) } else { -1 };
        let before = match (start, gap, parts.last()) {
            (0, gap, _) => gap,
            // Cut from one run of digits: apart as what came before was, if anything.
            (_, Some(gap @ Gap::Mark(_)), _) if cuts.len() == 1 => Some(gap),
            _ => Some(Gap::Space),
        };
        let what = What::Number { value, digits: digits.len() };
        parts.push(Part { what, gap: before, from: from + start, to: from + end });
        start = end;
    }
}

fn year(digits: &str) -> bool {
    digits.parse::<i32>().is_ok_and(|year| (1900..2100).contains(&year))
}

/// Takes a month name in; gives what separates the next part.
fn word(parts: &mut Vec<Part>, token: &str, from: usize, to: usize, gap: Option<Gap>) -> Option<Gap> {
    let folded = deunicode::deunicode(token).to_ascii_uppercase();
    let after_number = parts.last().is_some_and(|last| matches!(last.what, What::Number { .. }));
    let months = match folded.len() {
        2 if after_number => months::canadian(&folded).into_iter().collect(),
        0..=2 => Vec::new(),
        _ => months::named(&folded),
    };
    // `12 de agosto`: a code would have no month behind it, which is told when the date is read.
    let inside = INSIDE.contains(&folded.as_str()) && gap.is_some();
    match parts.last_mut() {
        Some(Part { what: What::Month(known), from: start, to: end, .. }) if !months.is_empty() && gap.is_some() => {
            join(known, &months, *end - *start == 2);
            *end = to;
            Some(Gap::None)
        }
        _ if months.is_empty() && inside => Some(Gap::Space),
        _ if months.is_empty() => None,
        _ => {
            parts.push(Part { what: What::Month(months), gap, from, to });
            Some(Gap::None)
        }
    }
}

/// A bilingual month: what both names may mean, or what the first means when they have nothing in common. Two letters
/// before a name were a preposition, no code.
fn join(known: &mut Vec<i8>, months: &[i8], preposition: bool) {
    let common: Vec<i8> = known.iter().copied().filter(|month| months.contains(month)).collect();
    if preposition {
        *known = months.to_vec();
    } else if !common.is_empty() {
        *known = common;
    }
}

/// What separates parts after some more marks; nothing when these keep them apart.
fn between(before: Gap, token: &str) -> Option<Gap> {
    let mut gap = before;
    for character in token.chars() {
        gap = match (gap, character) {
            (Gap::None, ' ') => Gap::Space,
            (gap, ' ' | '\u{a0}') => gap,
            (Gap::None | Gap::Space, '.' | '/' | '-' | '–' | '—' | ',' | '·' | '•' | '\'' | '’' | '|' | '\\') => {
                Gap::Mark(character)
            }
            // A dot before another mark is an abbreviation's or a speck: `12 AUG./AOÛT 74`.
            (Gap::Mark('.'), mark @ ('/' | '-')) => Gap::Mark(mark),
            (Gap::Mark(mark), other) if mark == other || other == '.' => Gap::Mark(mark),
            _ => return None,
        };
    }
    Some(gap)
}
