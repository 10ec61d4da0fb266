//! What kind of paper a page is, by the words on it.

use super::{
    AddressDocument,
    sheet::{Item, Sheet, says},
    vocabulary::{KINDS, phrases},
};

/// Evidence below this, in points of the vocabulary, names no kind.
const ENOUGH: f32 = 5.0;
/// Lines of a title are short.
const TITLE_LETTERS: usize = 40;
/// How much more a title's words say.
const TITLE: f32 = 1.75;

/// The kind that the words speak for most, with a confidence that grows with its lead.
pub(super) fn classify(sheet: &Sheet<'_>) -> Option<(AddressDocument, f32)> {
    let mut points: Vec<(AddressDocument, f32)> = Vec::new();
    for (kind, weight, list) in KINDS {
        let sum: f32 = phrases(list).map(|phrase| f32::from(*weight) * said(sheet, phrase)).sum();
        match points.iter_mut().find(|(known, _)| known == kind) {
            Some((_, total)) => *total += sum,
            None => points.push((*kind, sum)),
        }
    }
    points.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (best, most) = *points.first()?;
    let rival = points.iter().find(|(kind, _)| kind.proves_address() != best.proves_address());
    let rival = rival.map_or(0.0, |(_, points)| *points);
    (most >= ENOUGH).then(|| (best, (0.5 + 0.5 * (most - rival) / most).clamp(0.5, 0.98)))
}

/// 0 not said, 1 said, more where a title says it.
fn said(sheet: &Sheet<'_>, phrase: &str) -> f32 {
    let worth = |item: &Item<'_>| if is_title(sheet, item) { TITLE } else { 1.0 };
    sheet.items.iter().filter(|item| says(item, phrase)).map(worth).fold(0.0, f32::max)
}

/// Large or high on the page, and short.
pub(super) fn is_title(sheet: &Sheet<'_>, item: &Item<'_>) -> bool {
    let large = item.height() > 1.35 * sheet.height;
    item.text().chars().count() <= TITLE_LETTERS && large && item.top < 0.5 * sheet.bottom
}
