//! The document's number and the person's.

use super::{
    assign::Assigned,
    labels::Family,
    page::{Page, Value},
    shape,
};
use crate::document::{extraction::DocumentType, printed_date};

/// A number as it is compared and shown, with where it stands.
#[derive(Clone)]
pub(super) struct Number {
    pub text: String,
    pub line: usize,
    pub confidence: f32,
}

/// Most characters of a visa's own number that fit a zone; longer ones give way to the passport's (Doc 9303-7 §4.2.2).
const ZONE_NUMBER: usize = 9;

/// Most characters of the numbers of cards and licences.
const CARD_NUMBER: usize = 10;
const LICENCE_NUMBER: usize = 17;

/// What place, size and shape must tell of a number without a label, and where it is the only one of a licence, whose
/// number may stand at the bottom.
const TELLING: f32 = 1.2;
const LONE: f32 = 0.75;

/// The number of the document.
pub(super) fn document(page: &Page<'_>, assigned: &[Assigned], kind: Option<DocumentType>) -> Option<Number> {
    let own = labelled(page, assigned, Family::Document);
    let passport = labelled(page, assigned, Family::Passport);
    match kind {
        Some(DocumentType::Visa) => own
            .filter(|number| compact(number) <= ZONE_NUMBER)
            .or_else(|| sticker(page))
            .or(passport)
            .or_else(|| unlabelled(page, assigned, ZONE_NUMBER, None)),
        Some(DocumentType::Passport) | None => {
            better(passport, own).or_else(|| unlabelled(page, assigned, ZONE_NUMBER, None))
        }
        Some(DocumentType::DriverLicense) => {
            better(own, passport).or_else(|| unlabelled(page, assigned, LICENCE_NUMBER, Some(LONE)))
        }
        _ => better(own, passport).or_else(|| unlabelled(page, assigned, CARD_NUMBER, None)),
    }
}

/// The number of the person.
pub(super) fn personal(page: &Page<'_>, assigned: &[Assigned]) -> Option<Number> {
    labelled(page, assigned, Family::Personal)
}

fn compact(number: &Number) -> usize {
    number.text.chars().filter(char::is_ascii_alphanumeric).count()
}

/// The first when both are there and as sure.
fn better(first: Option<Number>, second: Option<Number>) -> Option<Number> {
    match (first, second) {
        (Some(a), Some(b)) => Some(if b.confidence > a.confidence + 0.15 { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn labelled(page: &Page<'_>, assigned: &[Assigned], family: Family) -> Option<Number> {
    let pair = assigned.iter().find(|pair| pair.family == family)?;
    let value = &page.values[pair.value];
    Some(number(value, 0.97 * pair.score.min(1.0).sqrt()))
}

fn number(value: &Value, confidence: f32) -> Number {
    let text = without_sign(&value.text).trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_uppercase();
    Number { text: text.split_whitespace().collect::<Vec<_>>().concat(), line: value.span.line, confidence }
}

/// A visa's own number in a corner of the sticker, letters before digits, without a label.
fn sticker(page: &Page<'_>) -> Option<Number> {
    let lines = &page.sheet.lines;
    let (top, bottom) = (lines.first()?.top, lines.last()?.bottom);
    let corner = page.values.iter().filter(|value| {
        let high = (lines[value.span.line].top - top) / (bottom - top).max(1.0);
        let fits = shape::number(&value.text).is_some_and(|number| {
            number.len() == ZONE_NUMBER
                && number.bytes().take(1).all(|b| b.is_ascii_uppercase())
                && ends_in_digits(&number)
        });
        fits && high < 0.25 && lines[value.span.line].confidence > 0.9
    });
    corner.map(|value| number(value, 0.75)).next()
}

fn ends_in_digits(number: &str) -> bool {
    number.bytes().skip(3).all(|byte| byte.is_ascii_digit())
}

/// A number without a label: the one in the shape that issuers give to documents, most of all when it is printed more
/// than once, large, or near the top.
fn unlabelled(page: &Page<'_>, assigned: &[Assigned], longest: usize, lone: Option<f32>) -> Option<Number> {
    let lines = &page.sheet.lines;
    let (top, bottom) = (lines.first()?.top, lines.last()?.bottom);
    let usual = page.sheet.usual_height();
    let free = page.values.iter().enumerate().filter(|(index, value)| {
        !assigned.iter().any(|pair| pair.value == *index)
            && lines[value.span.line].confidence > 0.9
            && !page.labels.iter().any(|label| label.span.line == value.span.line)
            && printed_date::find(&value.text).is_empty()
    });
    let mut candidates: Vec<(f32, &Value, String)> = free
        .filter_map(|(_, value)| {
            let number =
                shape::number(without_sign(&value.text)).filter(|number| is_document_shaped(number, longest))?;
            let line = &lines[value.span.line];
            let high = 1.0 - (line.top - top) / (bottom - top).max(1.0);
            let large = (line.height() / usual).clamp(0.5, 1.6);
            let letters = if number.starts_with(|c: char| c.is_ascii_uppercase()) { 0.4 } else { 0.0 };
            Some((high + 0.6 * large + letters, value, number))
        })
        .collect();
    let numbers: Vec<String> = candidates.iter().map(|(_, _, number)| number.clone()).collect();
    for (score, _, number) in &mut candidates {
        *score += 0.6 * (numbers.iter().filter(|other| *other == number).count() - 1).min(1) as f32;
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (best, value, text) = candidates.first()?;
    let rival = candidates.iter().find(|(_, _, other)| other != text).map_or(0.0, |(score, ..)| *score);
    let clear = (best - rival).clamp(0.0, 1.0);
    let enough = lone.filter(|_| rival == 0.0).unwrap_or(TELLING);
    (*best > enough).then(|| number(value, 0.5 + 0.25 * clear))
}

/// The number behind a sign for number.
fn without_sign(text: &str) -> &str {
    let signs = ["N°", "Nº", "No.", "No ", "Nr.", "Nr ", "№", "#"];
    let rest = signs.iter().find_map(|sign| text.strip_prefix(sign));
    rest.unwrap_or(text).trim_start_matches([':', '.', ' '])
}

/// Six characters and more, few of them letters.
fn is_document_shaped(number: &str, longest: usize) -> bool {
    let letters = number.bytes().filter(u8::is_ascii_alphabetic).count();
    (6..=longest).contains(&number.len()) && letters <= 4 && number.len() - letters >= 5
}
