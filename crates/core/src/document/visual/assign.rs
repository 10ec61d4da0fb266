//! Which value belongs to which label: the best fitting pair first, each label and each value once.

use super::{
    issuer,
    labels::Family,
    near::{self, Place},
    page::{Label, Page, Value},
    shape,
};

/// A value at a label of its family.
#[derive(Clone, Copy, Debug)]
pub(super) struct Assigned {
    pub family: Family,
    /// Index among the page's values.
    pub value: usize,
    /// How well label, place and reading agree, 0 to 1.
    pub score: f32,
}

/// Pairs worse than this are chance.
const WORTH_TRYING: f32 = 0.3;

/// All pairs of the page.
pub(super) fn assign(page: &Page<'_>) -> Vec<Assigned> {
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (at, label) in page.labels.iter().enumerate() {
        for (index, value) in page.values.iter().enumerate() {
            let score = score(page, label, value);
            if score > WORTH_TRYING {
                pairs.push((score, at, index));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut labels, mut values) = (vec![false; page.labels.len()], vec![false; page.values.len()]);
    let mut assigned = Vec::new();
    for (score, label, value) in pairs {
        if !labels[label] && !values[value] {
            (labels[label], values[value]) = (true, true);
            assigned.push(Assigned { family: page.meaning(page.labels[label].family), value, score });
        }
    }
    assigned
}

fn score(page: &Page<'_>, label: &Label, value: &Value) -> f32 {
    let line = &page.sheet.lines[value.span.line];
    let acceptable = match page.meaning(label.family) {
        Family::Surname | Family::Given | Family::FullName | Family::OtherName => {
            shape::is_name(&value.text) && !issuer::describes_citizen(&value.text)
        }
        Family::Document | Family::Passport | Family::Personal | Family::OtherNumber => shape::is_number(&value.text),
        Family::Sex => shape::sex(&value.text).is_some(),
        Family::Nationality => value.text.chars().any(char::is_alphabetic),
        Family::CountryCode => value.text.chars().count() <= 3,
        // Dates are no values of this kind.
        Family::Birth | Family::Issue | Family::Expiry => false,
        _ => true,
    };
    if !acceptable {
        return 0.0;
    }
    let place = Place { line: value.span.line, left: value.left, right: value.right };
    label.quality * near::fit(page, label, place) * line.confidence
}
