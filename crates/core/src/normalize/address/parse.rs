//! Raw address lines into components, as far as commas, states and postal codes tell them apart.

use super::vocabulary::{is_unit, street_type};
use crate::{document::extraction::Address, normalize::state};

type Segments<'a> = Vec<Vec<&'a str>>;

/// Splits a raw address, such as `12 Main St Apt 4, Springfield, IL 62704`. What cannot be told apart stays in `street`.
pub fn parse(raw: &str) -> Address {
    let segments = raw.split([',', '\n', ';']).map(|segment| segment.split_whitespace().collect::<Vec<_>>());
    let mut segments: Segments<'_> = segments.filter(|segment| !segment.is_empty()).collect();
    let country = take_last(&mut segments, country);
    let postal_code = take_last(&mut segments, postal_code);
    let state = take_state(&mut segments);
    let city = match segments.as_mut_slice() {
        [_, .., _] => segments.pop().and_then(|words| join(&words)),
        [words] if state.is_some() => {
            let city = words.split_off(end_of_street(words));
            join(&city)
        }
        _ => None,
    };
    let street = segments.first().and_then(|words| join(words));
    let street2 = join(&segments.iter().skip(1).flatten().copied().collect::<Vec<_>>());
    Address { street, street2, city, state, postal_code, country }
}

fn join(words: &[&str]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(" "))
}

/// Takes the last word of the last segment when `read` understands it.
fn take_last(segments: &mut Segments<'_>, read: impl Fn(&str) -> Option<String>) -> Option<String> {
    let last = segments.last_mut()?;
    let value = read(last.last()?)?;
    last.pop();
    if last.is_empty() {
        segments.pop();
    }
    Some(value)
}

/// A two-letter code, or a name of up to three words that ends the line.
fn take_state(segments: &mut Segments<'_>) -> Option<String> {
    let code = |word: &str| {
        let word = word.replace('.', "").to_ascii_uppercase();
        state::country(&word).map(|_| word)
    };
    if let Some(code) = take_last(segments, code) {
        return Some(code);
    }
    let last = segments.last_mut()?;
    let (words, code) = (1..=last.len().min(3)).rev().find_map(|words| {
        let name = last[last.len() - words..].join(" ").to_ascii_uppercase();
        Some((words, state::code(&name)?))
    })?;
    last.truncate(last.len() - words);
    if last.is_empty() {
        segments.pop();
    }
    Some(code.to_owned())
}

fn country(word: &str) -> Option<String> {
    let word = word.replace('.', "").to_ascii_uppercase();
    matches!(word.as_str(), "USA" | "US").then(|| "USA".to_owned())
}

fn postal_code(word: &str) -> Option<String> {
    let (code, extension) = word.split_once('-').unwrap_or((word, "0000"));
    let digits = |text: &str, n| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    (digits(code, 5) && digits(extension, 4)).then(|| word.to_owned())
}

/// Without commas the street ends behind its unit, else behind its type.
fn end_of_street(words: &[&str]) -> usize {
    let upper: Vec<String> = words.iter().map(|word| word.trim_end_matches('.').to_ascii_uppercase()).collect();
    let unit = upper.iter().rposition(|word| is_unit(word) || word.starts_with('#'));
    // `#4` holds its number, `# 4` and `APT 4` are followed by it.
    let behind_unit = unit.map(|at| if upper[at].len() > 1 && upper[at].starts_with('#') { at + 1 } else { at + 2 });
    let behind_type = upper.iter().skip(1).position(|word| street_type(word).is_some()).map(|at| at + 2);
    behind_unit.or(behind_type).unwrap_or(words.len()).min(words.len())
}
