//! What a page says about the living person: signs of a print or a screen on the selfie, and ages.

use countersign_core::{Date, level::age};

use super::{
    fields::words,
    view::{ReasonRow, reason_rows},
};
use crate::verifier::Verified;

pub(super) struct Life {
    /// Nothing where no face could be examined.
    pub score: Option<String>,
    pub signs: Vec<ReasonRow>,
    /// What each sign weighed, the heaviest first.
    pub weights: Vec<(String, String)>,
    /// Completed years by the birth date on the document.
    pub age: Option<i16>,
    /// By the face, where the operator asked for a guess.
    pub guess: Option<String>,
}

impl Life {
    pub(super) fn of(verified: &Verified, today: Date) -> Self {
        let passive = verified.passive.as_ref();
        let mut weights: Vec<_> = passive.map(|p| p.contributions.iter().collect()).unwrap_or_default();
        weights.sort_by(|a, b| b.1.total_cmp(a.1));
        Self {
            score: passive.map(|passive| format!("{:.2}", passive.score)),
            signs: passive.map(|passive| reason_rows(&passive.reasons)).unwrap_or_default(),
            weights: weights.into_iter().map(|(name, weight)| (words(name), format!("{weight:+.1}"))).collect(),
            age: verified.extraction.date_of_birth.as_ref().map(|birth| age::years(today, birth.value)),
            guess: verified.age.map(|years| format!("{years:.0}")),
        }
    }
}
