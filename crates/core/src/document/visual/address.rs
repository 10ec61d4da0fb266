//! The holder's address as licences and cards print it.

use super::{
    labels::Family,
    near::{self, Place},
    page::Page,
    sheet::Span,
};
use crate::{document::extraction::Address, normalize::state};

/// An address with where it stands.
#[derive(Clone)]
pub(super) struct Found {
    pub address: Address,
    pub line: usize,
    pub confidence: f32,
}

/// The address of a North American card: the line that ends in state and postal code, and the street above it.
pub(super) fn north_american(page: &Page<'_>) -> Option<Found> {
    let lines = &page.sheet.lines;
    let mut towns = (0..lines.len()).filter(|&at| lines[at].confidence > 0.7);
    let (at, town) = towns.find_map(|at| Some((at, town(lines[at].text)?))).or_else(|| town_apart(page))?;
    let above = street_above(page, at);
    let last = above.first().copied()?;
    let (street, street2) = match above.as_slice() {
        [second, first, ..] if has_digit(&street_text(page, *first)) => {
            (street_text(page, *first), Some(street_text(page, *second)))
        }
        _ => (street_text(page, last), None),
    };
    let address = Address { street: Some(street), street2, ..town };
    let confidence = lines[at].confidence.min(lines[last].confidence) * 0.92;
    Some(Found { address, line: last, confidence })
}

fn has_digit(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
}

/// Up to two lines above the town that begin where it begins and belong to no label but the address's.
fn street_above(page: &Page<'_>, town: usize) -> Vec<usize> {
    let lines = &page.sheet.lines;
    let mut found = Vec::new();
    let mut below = town;
    while found.len() < 2 {
        let here = &lines[below];
        let above = (0..lines.len()).filter(|&at| {
            let line = &lines[at];
            let gap = (here.top - line.bottom) / here.height();
            let shift = (line.left - lines[town].left) / here.height();
            // A number before the street moves it to the right, a label to the left.
            line.confidence > 0.7
                && !street_text(page, at).is_empty()
                && line.middle() < here.middle() - 0.3 * here.height()
                && (-0.8..0.9).contains(&gap)
                && (-2.2..1.5).contains(&shift)
                && belongs_to_address(page, at)
        });
        let Some(at) = above.max_by(|&a, &b| lines[a].top.total_cmp(&lines[b].top)) else { break };
        found.push(at);
        // With a number in front the street is complete.
        if street_text(page, at).starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
        below = at;
    }
    // What stands above a street without a number is a name.
    while found.len() > 1 && !has_digit(&street_text(page, found[found.len() - 1])) {
        found.pop();
    }
    found
}

fn belongs_to_address(page: &Page<'_>, at: usize) -> bool {
    page.labels.iter().filter(|label| label.span.line == at).all(|label| label.family == Family::Address)
        && page.dates.iter().all(|date| date.line != at)
}

/// The line without the number or word that announces it.
fn street_text(page: &Page<'_>, at: usize) -> String {
    let end = page
        .labels
        .iter()
        .filter(|label| label.span.line == at && label.family == Family::Address)
        .map(|label| label.span.to)
        .max()
        .unwrap_or_default();
    let line = &page.sheet.lines[at];
    let text = line.part(end, line.text.chars().count());
    let text = text.trim_matches(|c: char| " ,.:)".contains(c));
    // A label's number that was misread stands before that of the house.
    match text.split_once(' ') {
        Some((number, street))
            if number.len() == 1 && has_digit(number) && street.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            street.to_owned()
        }
        _ => text.to_owned(),
    }
}

/// `ANYTOWN, CA 95818`, `TORONTO, ON, M4B 1B3`.
fn town(text: &str) -> Option<Address> {
    let upper = text.trim().to_uppercase();
    let words: Vec<&str> = upper.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let (code, rest) = match words.as_slice() {
        [rest @ .., zip] if is_zip(zip) => ((*zip).to_owned(), rest),
        [rest @ .., area, local] if is_canadian(&format!("{area}{local}")) => (format!("{area} {local}"), rest),
        [rest @ .., code] if is_canadian(code) => (format!("{} {}", &code[..3], &code[3..]), rest),
        _ => return None,
    };
    let (region, city) = rest.split_last()?;
    let region = region.trim_matches(['.', '(', ')']);
    let country = state::country(region)?;
    if city.is_empty() || !city.iter().all(|word| word.chars().any(char::is_alphabetic)) {
        return None;
    }
    let city = city.join(" ");
    Some(Address {
        city: Some(city.trim_start_matches(|c: char| !c.is_alphabetic()).to_owned()),
        state: Some(region.to_owned()),
        postal_code: Some(code),
        country: Some(country.to_owned()),
        ..Address::default()
    })
}

/// Québec prints town and postal code in lines of their own.
fn town_apart(page: &Page<'_>) -> Option<(usize, Address)> {
    let lines = &page.sheet.lines;
    let code = (0..lines.len()).find(|&at| is_canadian(&lines[at].text.replace(' ', "")))?;
    let compact = lines[code].text.replace(' ', "").to_uppercase();
    let town = (0..code).rev().find(|&at| {
        let gap = (lines[code].top - lines[at].bottom) / lines[code].height();
        (-0.8..0.9).contains(&gap) && (lines[at].left - lines[code].left).abs() < 1.5 * lines[code].height()
    })?;
    let (city, region) = town_and_region(lines[town].text);
    let address = Address {
        city: Some(city),
        state: region,
        postal_code: Some(format!("{} {}", &compact[..3], &compact[3..])),
        country: Some("CAN".to_owned()),
        ..Address::default()
    };
    Some((town, address))
}

/// `MONTRÉAL (QC)`, `TORONTO, ON`.
fn town_and_region(text: &str) -> (String, Option<String>) {
    let upper = text.trim().to_uppercase();
    let parts = upper.rsplit_once([' ', ',']).map(|(city, region)| (city, region.trim_matches(['.', '(', ')'])));
    match parts {
        Some((city, region)) if state::country(region).is_some() => {
            (city.trim_matches([' ', ',']).to_owned(), Some(region.to_owned()))
        }
        _ => (upper, None),
    }
}

fn is_zip(word: &str) -> bool {
    let (zip, four) = word.split_once('-').unwrap_or((word, "0000"));
    let digits = |text: &str, n| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    digits(zip, 5) && digits(four, 4)
}

fn is_canadian(code: &str) -> bool {
    let shape = |(at, c): (usize, char)| if at % 2 == 0 { c.is_ascii_alphabetic() } else { c.is_ascii_digit() };
    code.len() == 6 && code.is_ascii() && code.chars().enumerate().all(shape)
}

/// The address at a label on other cards, in one line or two.
pub(super) fn labelled(page: &Page<'_>) -> Option<Found> {
    let lines = &page.sheet.lines;
    let best = page.values.iter().filter_map(|value| {
        let place = Place { line: value.span.line, left: value.left, right: value.right };
        let fits = page.labels_of(Family::Address).map(|label| label.quality * near::fit(page, label, place));
        let fit = fits.fold(0.0, f32::max);
        let plausible = value.text.chars().filter(|c| c.is_alphabetic()).count() >= 4 && has_digit(&value.text);
        (fit > 0.55 && plausible).then_some((fit, value))
    });
    let (fit, value) = best.max_by(|a, b| a.0.total_cmp(&b.0))?;
    let next = line_below(page, value.span);
    let address = parse(&value.text, next.map(|at| lines[at].text));
    let confidence = 0.85 * fit.min(1.0) * lines[value.span.line].confidence;
    Some(Found { address, line: value.span.line, confidence })
}

fn line_below(page: &Page<'_>, span: Span) -> Option<usize> {
    let lines = &page.sheet.lines;
    let here = &lines[span.line];
    (span.line + 1..lines.len()).find(|&at| {
        let gap = (lines[at].top - here.bottom) / here.height();
        let aligned = (lines[at].left - here.left).abs() < 1.2 * here.height();
        (-0.6..0.7).contains(&gap) && aligned && !page.labels.iter().any(|label| label.span.line == at)
    })
}

/// Street and town, the town with its postal code before or behind it.
fn parse(first: &str, second: Option<&str>) -> Address {
    let (street, town) = match second {
        Some(second) => (first.trim_end_matches(',').to_owned(), Some(second.to_owned())),
        None => match first.rsplit_once(',') {
            Some((street, town)) => (street.trim().to_owned(), Some(town.trim().to_owned())),
            None => (first.to_owned(), None),
        },
    };
    let words: Vec<&str> = town.as_deref().unwrap_or_default().split_whitespace().collect();
    let is_code = |word: &&str| word.chars().filter(char::is_ascii_digit).count() >= 3;
    let codes: Vec<&str> = words.iter().copied().take_while(is_code).collect();
    let codes = if codes.is_empty() { words.iter().copied().rev().take_while(is_code).collect() } else { codes };
    let city: Vec<&str> = words.iter().copied().filter(|word| !codes.contains(word)).collect();
    Address {
        street: Some(street),
        city: (!city.is_empty()).then(|| city.join(" ")),
        postal_code: (!codes.is_empty()).then(|| codes.join(" ")),
        ..Address::default()
    }
}
