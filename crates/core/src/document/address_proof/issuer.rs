//! Who wrote the paper: the firm or office of its letterhead.

use super::{
    kind,
    person::is_firm,
    sheet::{Item, Sheet, fold, says},
    vocabulary::{KINDS, NO_NAME},
};
use crate::document::extraction::TextLine;

/// Points from which a line is taken for the issuer's name.
const ENOUGH: f32 = 2.5;

/// The issuer's name and its line. `taken` are the texts of the recipient.
pub(super) fn find<'a>(sheet: &Sheet<'a>, taken: &[&str]) -> Option<(String, &'a TextLine)> {
    let free = |item: &&Item<'_>| !taken.iter().any(|text| fold(text).trim() == item.folded.trim());
    let scored = sheet.items.iter().filter(free).map(|item| (points(sheet, item), item));
    let (points, best) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    if points < ENOUGH {
        return None;
    }
    Some((name_of(best.text()), best.line))
}

/// The line without what stands behind a separator: `Northwind Energy · 1 Quay Road · Leeds`.
fn name_of(text: &str) -> String {
    let parts = text.split(['·', '|', '•', '–']).map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.collect();
    let firm = parts.iter().find(|part| is_firm(&fold(part)));
    firm.or(parts.first()).unwrap_or(&text).trim_matches([',', '.', ' ', '-']).to_owned()
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
    let mut points = if firm { 3.0 } else { 0.0 };
    points += (item.height() / sheet.height - 1.0).clamp(0.0, 2.0);
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
    let titled = KINDS.iter().filter(|(_, weight, _)| *weight >= 3).flat_map(|(.., phrases)| phrases.iter());
    let mut titled = titled.filter(|phrase| says(item, phrase));
    titled.next().is_some() || NO_NAME.iter().any(|word| item.folded.contains(&format!(" {word} ")))
}
