//! Who issued a document, and whose national its holder is, by the names of countries and states in print.

use std::sync::LazyLock;

use super::{
    countries::COUNTRIES,
    fuzzy::{Letters, Vocabulary},
    labels::{Family, without_overlap},
    near::{self, Place},
    page::Page,
};
use crate::{document::country, normalize::state};

/// A name met in print.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    pub code: &'static str,
    pub line: usize,
    pub confidence: f32,
}

static TITLES: LazyLock<Vocabulary<&'static str>> = LazyLock::new(|| {
    Vocabulary::new(COUNTRIES.iter().flat_map(|country| country.names.iter().map(|name| (country.code, *name))))
});
static CITIZENS: LazyLock<Vocabulary<&'static str>> = LazyLock::new(|| {
    let words = |c: &'static super::countries::Country| c.citizens.iter().chain(c.names).map(|word| (c.code, *word));
    Vocabulary::new(COUNTRIES.iter().flat_map(words))
});
static STATES: LazyLock<Vocabulary<&'static str>> =
    LazyLock::new(|| Vocabulary::new(state::names().map(|(name, code)| (code, name))));

/// The country whose name stands as a title: large and near the top.
pub(super) fn title(page: &Page<'_>) -> Option<Named> {
    named_at_the_top(page, &TITLES, 0.0)
}

/// The state or province whose name stands as a title.
pub(super) fn state(page: &Page<'_>) -> Option<Named> {
    named_at_the_top(page, &STATES, 0.6)
}

fn named_at_the_top(page: &Page<'_>, names: &Vocabulary<&'static str>, above: f32) -> Option<Named> {
    let lines = &page.sheet.lines;
    let (top, bottom) = (lines.first()?.top, lines.iter().map(|line| line.bottom).fold(f32::MIN, f32::max));
    let usual = page.sheet.usual_height();
    let mut best: Option<(f32, Named)> = None;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.confidence > 0.5) {
        let text = Letters::of(line.text);
        let labelled = page.labels.iter().any(|label| label.span.line == at && label.family != Family::Rest);
        for met in names.met(&text) {
            let share = (met.end - met.start) as f32 / text.plain.len() as f32;
            let high = 1.0 - (line.top - top) / (bottom - top).max(1.0);
            let large = (line.height() / usual).min(2.0);
            let whole = share.max(((met.end - met.start) as f32 / 24.0).min(1.0));
            let score = met.quality * (high + 0.5 * large + whole) - if labelled { 0.8 } else { 0.0 };
            if high >= above && best.as_ref().is_none_or(|(known, _)| score > *known) {
                let confidence = met.quality * line.confidence.max(0.8) * if high > 0.6 { 0.95 } else { 0.7 };
                best = Some((score, Named { code: met.meaning, line: at, confidence }));
            }
        }
    }
    best.filter(|(score, _)| *score > 1.0).map(|(_, named)| named)
}

/// The nationality: at its label, or in the words that only a citizen is described with.
pub(super) fn nationality(page: &Page<'_>) -> Option<Named> {
    let labelled = page.values.iter().filter_map(|value| {
        let place = Place { line: value.span.line, left: value.left, right: value.right };
        let fit = page
            .labels_of(Family::Nationality)
            .map(|label| label.quality * near::fit(page, label, place))
            .fold(0.0, f32::max);
        let line = &page.sheet.lines[value.span.line];
        let code = code(&value.text).or_else(|| citizen(&value.text))?;
        (fit > 0.3).then_some(Named {
            code,
            line: value.span.line,
            confidence: 0.97 * fit.min(1.0).sqrt() * line.confidence,
        })
    });
    let best = labelled.max_by(|a, b| a.confidence.total_cmp(&b.confidence));
    best.or_else(|| unlabelled_citizen(page))
}

/// The names of one country alone in a line among the fields, as some passports print nationality.
pub(super) fn country_among_fields(page: &Page<'_>) -> Option<Named> {
    let (top, bottom) = (page.sheet.lines.first()?.top, page.sheet.lines.last()?.bottom);
    let among = |y: f32| (0.15..0.75).contains(&((y - top) / (bottom - top).max(1.0)));
    let mut found = page.values.iter().filter_map(|value| {
        let line = &page.sheet.lines[value.span.line];
        let labelled = page.labels.iter().any(|label| label.span.line == value.span.line);
        let code = citizen(&value.text).filter(|_| among(line.top) && !labelled && value.text.contains('/'))?;
        Some(Named { code, line: value.span.line, confidence: 0.65 * line.confidence })
    });
    found.next().filter(|_| found.next().is_none())
}

/// `CANADIAN/CANADIENNE`: no title says that.
fn unlabelled_citizen(page: &Page<'_>) -> Option<Named> {
    let mut found = page.values.iter().filter_map(|value| {
        let line = &page.sheet.lines[value.span.line];
        let words: Vec<&str> = value.text.split('/').map(str::trim).collect();
        let code = citizen(&value.text)?;
        let describes = words.iter().any(|word| is_adjective(word, code));
        describes.then_some(Named { code, line: value.span.line, confidence: 0.75 * line.confidence })
    });
    let first = found.next()?;
    found.all(|other| other.code == first.code).then_some(first)
}

/// Whether the text says what somebody is a citizen of, so that it is no name.
pub(super) fn describes_citizen(text: &str) -> bool {
    citizen(text).is_some_and(|code| text.split('/').any(|word| is_adjective(word, code)))
}

/// A word that describes a person and does not name the country.
fn is_adjective(word: &str, code: &str) -> bool {
    let folded = Letters::of(word).plain;
    let country = COUNTRIES.iter().find(|country| country.code == code);
    country.is_some_and(|country| {
        let same = |known: &str| Letters::of(known).plain == folded;
        country.citizens.iter().any(|known| same(known)) && !country.names.iter().any(|known| same(known))
    })
}

/// The country whose citizens or name make up the whole text.
fn citizen(text: &str) -> Option<&'static str> {
    let letters = Letters::of(text);
    let met = CITIZENS.met(&letters).into_iter().max_by(|a, b| a.worth.total_cmp(&b.worth))?;
    let share = (met.end - met.start) as f32 / letters.plain.len() as f32;
    let alone = text.contains('/') || share > 0.75 || named_throughout(&letters, met.meaning);
    (alone && met.quality > 0.7).then_some(met.meaning)
}

/// Whether the names of one country, in several languages, make up most of the text.
fn named_throughout(text: &Letters, code: &str) -> bool {
    let same = CITIZENS.met(text).into_iter().filter(|met| met.meaning == code).collect();
    let covered: usize = without_overlap(same).iter().map(|met| met.end - met.start).sum();
    covered * 10 >= text.plain.len() * 6
}

/// A three-letter code that stands alone, or the `D` of Germany.
fn code(text: &str) -> Option<&'static str> {
    let upper = text.trim().to_uppercase();
    country::zone_codes().find(|code| *code == upper || *code == "D<<" && upper == "D").and_then(country::canonical)
}

/// The code of the issuer on a travel document: at its label, or in the row of the document's number.
pub(super) fn issuer_code(page: &Page<'_>) -> Option<Named> {
    let usual = page.sheet.usual_height();
    let top = page.sheet.lines.first()?.top;
    let bottom = page.sheet.lines.iter().map(|line| line.bottom).fold(f32::MIN, f32::max);
    let candidates = page.values.iter().flat_map(|value| {
        let words: Vec<&str> = value.text.split_whitespace().collect();
        let named = words.into_iter().filter(|word| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase()));
        named.filter_map(code).map(move |code| (value, code)).collect::<Vec<_>>()
    });
    let scored = candidates.map(|(value, code)| {
        let place = Place { line: value.span.line, left: value.left, right: value.right };
        let line = &page.sheet.lines[value.span.line];
        let labelled = page
            .labels_of(Family::CountryCode)
            .map(|label| label.quality * near::fit(page, label, place))
            .fold(0.0, f32::max);
        let nationality = page
            .labels_of(Family::Nationality)
            .map(|label| label.quality * near::fit(page, label, place))
            .fold(0.0, f32::max);
        let high = 1.0 - (line.top - top) / (bottom - top).max(1.0);
        let upper = if high > 0.65 && line.height() < 2.5 * usual { 0.6 } else { 0.0 };
        let score = (labelled.max(upper) - 0.5 * nationality) * line.confidence;
        Named { code, line: value.span.line, confidence: score }
    });
    scored.max_by(|a, b| a.confidence.total_cmp(&b.confidence)).filter(|named| named.confidence > 0.45)
}
