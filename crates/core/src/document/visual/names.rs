//! Names: by their labels, or by the order in which travel documents print their fields.

use super::{
    assign::Assigned,
    issuer,
    labels::Family,
    page::{Page, Value},
    shape,
};

/// A name as printed, with where it stands.
#[derive(Clone)]
pub(super) struct Name {
    pub text: String,
    pub line: usize,
    pub confidence: f32,
}

#[derive(Clone, Default)]
pub(super) struct Names {
    pub last: Option<Name>,
    pub first: Option<Name>,
}

/// The names by their labels.
pub(super) fn by_label(page: &Page<'_>, assigned: &[Assigned]) -> Names {
    let best = |family| assigned.iter().find(|pair| pair.family == family).map(|pair| name(page, pair));
    let mut names = Names { last: best(Family::Surname), first: best(Family::Given) };
    if names.last.is_none() && names.first.is_none() {
        names = best(Family::FullName).map(|full| split(page, &full)).unwrap_or_default();
    } else if names.first.is_none() {
        // `ERIKSSON, ANNA MARIA` beneath a label that says `Name` in one language and `Nom` in another.
        if let Some(both) = names.last.as_ref().filter(|last| last.text.contains(',')) {
            names = split(page, &both.clone());
        }
    }
    names
}

fn name(page: &Page<'_>, pair: &Assigned) -> Name {
    let value = &page.values[pair.value];
    Name { text: tidy(&value.text), line: value.span.line, confidence: 0.97 * pair.score.min(1.0).sqrt() }
}

/// The whole name in its two parts: by the comma, by the piece beside it, or by words, the family's first as Doc 9303
/// prints them.
fn split(page: &Page<'_>, full: &Name) -> Names {
    let part = |text: &str, weight: f32| {
        let text = tidy(text);
        shape::is_name(&text).then_some(Name { text, confidence: full.confidence * weight, ..*full })
    };
    if let Some((last, first)) = full.text.split_once(',') {
        return Names { last: part(last, 1.0), first: part(first, 1.0) };
    }
    if let Some(first) = beside(page, full).or_else(|| beneath(page, full)) {
        return Names { last: part(&full.text, 0.9), first: Some(first) };
    }
    match full.text.split_once(' ') {
        Some((last, first)) => Names { last: part(last, 0.6), first: part(first, 0.6) },
        None => Names { last: part(&full.text, 0.6), first: None },
    }
}

/// Given names that stand right of the family name in the same row, without a label of their own.
fn beside(page: &Page<'_>, last: &Name) -> Option<Name> {
    let at = page.sheet.right_of(last.line, 14.0)?;
    let value = page.values.iter().find(|value| value.span.line == at && shape::is_name(&value.text))?;
    let labelled = page.labels.iter().any(|label| label.span.line == at);
    let same_size = page.sheet.lines[at].height() / page.sheet.lines[last.line].height();
    let fits = !labelled && (0.7..1.4).contains(&same_size);
    fits.then(|| Name { text: tidy(&value.text), line: at, confidence: last.confidence * 0.85 })
}

/// The family name right above labelled given names, in the same print and without a label that could be read.
pub(super) fn above_given(page: &Page<'_>, taken: &[Assigned], first: &Name) -> Option<Name> {
    let lines = &page.sheet.lines;
    let below = &lines[first.line];
    let found = page.values.iter().enumerate().filter(|(index, value)| {
        let line = &lines[value.span.line];
        let gap = (below.top - line.bottom) / below.height();
        !taken.iter().any(|pair| pair.value == *index && is_told(pair))
            && (line.left - below.left).abs() < 1.2 * below.height()
            && (-0.5..1.0).contains(&gap)
            && could_be_name(page, value, first.line)
    });
    let mut found = found.map(|(_, value)| value);
    let value = found.next()?;
    let text = tidy(&value.text);
    found.next().is_none().then_some(Name { text, line: value.span.line, confidence: first.confidence * 0.8 })
}

/// Given names right beneath the family name, in the same print.
fn beneath(page: &Page<'_>, last: &Name) -> Option<Name> {
    let lines = &page.sheet.lines;
    let above = &lines[last.line];
    let value = page.values.iter().find(|value| {
        let line = &lines[value.span.line];
        let gap = (line.top - above.bottom) / above.height();
        let aligned = (line.left - above.left).abs() < 0.8 * above.height();
        let same_size = (0.75..1.35).contains(&(line.height() / above.height()));
        value.span.line != last.line
            && aligned
            && same_size
            && (-0.5..0.7).contains(&gap)
            && shape::is_name(&value.text)
            && !page.labels.iter().any(|label| label.span.line == value.span.line)
    })?;
    Some(Name { text: tidy(&value.text), line: value.span.line, confidence: last.confidence * 0.85 })
}

fn tidy(text: &str) -> String {
    let trimmed = text.trim_matches(|c: char| !c.is_alphabetic());
    trimmed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Surname, given names, nationality, birth date: the order of Doc 9303-4 §4.1 for the visual zone of a passport. The
/// lines above the nationality or the birth date that begin where it begins are the names, when nothing else is there.
/// Licences have them above birth date or address. `anchors` are the lines they may stand above, `titles` those that are
/// no names for sure.
pub(super) fn by_order(page: &Page<'_>, taken: &[Assigned], anchors: [Option<usize>; 3], titles: &[usize]) -> Names {
    let found = anchors.into_iter().flatten().map(|anchor| above(page, taken, anchor, titles));
    found.into_iter().find(|names| names.last.is_some()).unwrap_or_default()
}

fn above(page: &Page<'_>, taken: &[Assigned], anchor: usize, titles: &[usize]) -> Names {
    let below = &page.sheet.lines[anchor];
    let usual = below.height();
    let is_free = |index: usize| !taken.iter().any(|pair| pair.value == index && is_told(pair));
    let mut column: Vec<&Value> = page
        .values
        .iter()
        .enumerate()
        .filter(|(index, value)| {
            is_free(*index) && could_be_name(page, value, anchor) && !titles.contains(&value.span.line)
        })
        .map(|(_, value)| value)
        .filter(|value| (value.left - below.left).abs() < 1.2 * usual)
        .collect();
    column.sort_by(|a, b| page.sheet.lines[a.span.line].top.total_cmp(&page.sheet.lines[b.span.line].top));
    drop_native_spelling(&mut column);
    let name = |value: &Value, confidence: f32| Name {
        text: tidy(&value.text),
        line: value.span.line,
        confidence: confidence * page.sheet.lines[value.span.line].confidence,
    };
    match column.as_slice() {
        [one] if one.text.contains(',') => split(page, &name(one, 0.75)),
        [last, first] => Names { last: Some(name(last, 0.7)), first: Some(name(first, 0.7)) },
        _ => Names::default(),
    }
}

/// Labels that leave no doubt what their value is.
fn is_told(pair: &Assigned) -> bool {
    pair.score > 0.45 && !matches!(pair.family, Family::Surname | Family::Given | Family::FullName)
}

fn could_be_name(page: &Page<'_>, value: &Value, anchor: usize) -> bool {
    let (line, below) = (&page.sheet.lines[value.span.line], &page.sheet.lines[anchor]);
    let size = line.height() / below.height();
    let above = (below.top - line.bottom) / below.height();
    line.confidence > 0.85
        && (0.65..1.5).contains(&size)
        && (-0.3..11.0).contains(&above)
        && value.text.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && shape::is_name(&value.text)
        && !issuer::describes_citizen(&value.text)
        && !page.labels.iter().any(|label| label.span.line == value.span.line)
}

/// A name in the issuer's spelling with the same in plain letters beneath it (Doc 9303-3 §3.4) is one name; what is
/// plain, and what the zone gives, comes last.
fn drop_native_spelling(column: &mut Vec<&Value>) {
    let mut at = 0;
    while at + 1 < column.len() {
        if is_spelling_of(&column[at].text, &column[at + 1].text) {
            column.remove(at);
        } else {
            at += 1;
        }
    }
}

fn is_spelling_of(native: &str, plain: &str) -> bool {
    let first = |text: &str| deunicode::deunicode(text).split_whitespace().next().unwrap_or_default().to_uppercase();
    let (a, b) = (first(native), first(plain));
    !a.is_empty() && (a == b || (a.len() > 4 && strsim::levenshtein(&a, &b) <= 1))
}
