//! Who wrote the paper: the firm or office of its letterhead.

use super::{
    kind,
    person::is_firm,
    sheet::{Item, Sheet, fold, says},
    vocabulary::{KINDS, NO_NAME, phrases},
};
use crate::document::extraction::TextLine;

/// Points from which a line is taken for the issuer's name.
const ENOUGH: f32 = 2.5;
/// Lines of a logo are larger than the typical line by this.
const LOGO: f32 = 1.3;

/// The issuer's name and its line. `taken` are the texts of the recipient.
pub(super) fn find<'a>(sheet: &Sheet<'a>, taken: &[&str]) -> Option<(String, &'a TextLine)> {
    let free = |at: &usize| !taken.iter().any(|text| fold(text).trim() == sheet.items[*at].folded.trim());
    let scored = (0..sheet.items.len()).filter(free).map(|at| (points(sheet, &sheet.items[at]), at));
    let (points, best) = scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
    (points >= ENOUGH).then(|| (whole_name(sheet, best), sheet.items[best].line))
}

/// The name with the lines of a logo that go with it: as large, and right above or below.
fn whole_name(sheet: &Sheet<'_>, at: usize) -> String {
    let item = &sheet.items[at];
    let name = name_of(item.text());
    let part = |other: Option<usize>| {
        let other = &sheet.items[other?];
        let large = item.height() > LOGO * sheet.height && other.height() > LOGO * sheet.height;
        let alike = (other.height() / item.height() - 1.0).abs() < 0.3;
        let worded = other.text().chars().all(|c| c.is_alphabetic() || " .&-'".contains(c)) && !names_a_kind(other);
        (large && alike && worded).then(|| other.text().to_owned())
    };
    let lines = [part(sheet.above(at)), Some(name), part(sheet.below(at))];
    lines.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The line without what stands behind a separator: `Northwind Energy · 1 Quay Road · Leeds`.
fn name_of(text: &str) -> String {
    let parts = text.split(['·', '|', '•', '–']).map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.collect();
    let firm = parts.iter().find(|part| is_firm(&fold(part)));
    firm.or(parts.first()).unwrap_or(&text).trim_matches([',', ' ', '-']).to_owned()
}

fn points(sheet: &Sheet<'_>, item: &Item<'_>) -> f32 {
    let text = item.text();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let place = item.top / sheet.bottom;
    if letters < 3 || digits > letters || text.ends_with(':') || text.chars().count() > 90 {
        return 0.0;
    }
    let head = text.split(['·', '|', '•']).next().unwrap_or(text);
    let firm = is_firm(&fold(head));
    let words = head.split_whitespace().count();
    // `Par internet` and `our service` are no names.
    let named = head.split_whitespace().filter(|word| word.len() > 3).all(|word| !word.starts_with(char::is_lowercase));
    let mut points = match (firm, named) {
        (true, true) => 3.0,
        (true, false) => 1.5,
        _ => 0.0,
    };
    points += (item.height() / sheet.height - 1.0).clamp(0.0, 3.0);
    points += if place < 0.15 {
        1.5
    } else if place < 0.3 {
        0.5
    } else if place > 0.85 && firm {
        -1.0
    } else {
        -2.0
    };
    if words > 7 || text.ends_with('.') && words > 3 || head.contains(':') || head.contains(',') && words > 4 {
        points -= 2.5;
    }
    if names_a_kind(item) || head.contains('@') || head.to_lowercase().contains("www.") {
        points -= 3.0;
    }
    if kind::is_title(sheet, item) && firm {
        points += 0.5;
    }
    points
}

/// Titles such as `Electricity bill` name the paper, not who wrote it.
fn names_a_kind(item: &Item<'_>) -> bool {
    let titled = KINDS.iter().filter(|(_, weight, _)| *weight >= 3).flat_map(|(.., list)| phrases(list));
    let mut titled = titled.filter(|phrase| says(item, phrase));
    titled.next().is_some() || phrases(NO_NAME).any(|word| item.folded.contains(&format!(" {word} ")))
}
