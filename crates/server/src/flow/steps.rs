//! The steps of a verification, from what it needs and what is there.

use countersign_core::{
    attempt::{DocumentKind, Need, Side},
    level::Level,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::Way;
use crate::{
    lifecycle::Liveness,
    settings::MerchantSettings,
    store::{Document, Record},
};

/// One thing that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Step {
    /// `consent`, `photo_id`, `photo_id_back`, `proof_of_address`, `selfie` or `challenge`.
    pub step: &'static str,
    /// `required` or `optional`.
    pub need: &'static str,
    /// `open` or `done`; of the challenge also `failed`.
    pub state: &'static str,
    /// Of the challenge: bursts that may still come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u32>,
}

/// What stands of an attempt.
pub struct Standing<'a> {
    pub consented: bool,
    pub way: Way,
    /// Of this attempt.
    pub documents: &'a [&'a Document],
    pub liveness: &'a Liveness,
}

/// Whether an active challenge belongs to a verification: where a face is compared with a person's, unless the merchant
/// does without.
pub fn asks_challenge(record: &Record, settings: &MerchantSettings) -> bool {
    let of_a_person = matches!(record.level, Level::Human | Level::Identity);
    of_a_person && record.needs.contains(&Need::Selfie) && settings.require_active_liveness != Some(false)
}

/// What has to be there before submit, by the way that is gone.
pub fn needs(record: &Record, way: Way) -> Vec<Need> {
    let kept = |need: &Need| way != Way::NonBiometric || *need != Need::Selfie;
    record.needs.iter().copied().filter(kept).collect()
}

/// The steps in their order.
pub fn of(record: &Record, settings: &MerchantSettings, standing: &Standing<'_>) -> Vec<Step> {
    let needs = needs(record, standing.way);
    let mut steps = vec![step("consent", true, standing.consented)];
    let has = |kind, side| {
        let of_kind = standing.documents.iter().filter(|document| document.kind == kind);
        of_kind.flat_map(|document| &document.images).any(|image| image.side == side)
    };
    let photo = needs.contains(&Need::PhotoId) || needs.contains(&Need::PhotoIdBack);
    if photo {
        steps.push(step("photo_id", true, has(DocumentKind::PhotoId, Side::Front)));
        let required = needs.contains(&Need::PhotoIdBack);
        if required || settings.flow.back {
            steps.push(step("photo_id_back", required, has(DocumentKind::PhotoId, Side::Back)));
        }
    }
    if needs.contains(&Need::ProofOfAddress) {
        steps.push(step("proof_of_address", true, has(DocumentKind::ProofOfAddress, Side::Front)));
    }
    if needs.contains(&Need::Selfie) {
        steps.push(step("selfie", true, has(DocumentKind::Selfie, Side::Front)));
    }
    if standing.way == Way::Usual && asks_challenge(record, settings) {
        steps.push(Step {
            state: standing.liveness.state(),
            tries_left: Some(standing.liveness.tries_left),
            ..step("challenge", true, false)
        });
    }
    steps
}

fn step(step: &'static str, required: bool, done: bool) -> Step {
    let need = if required { "required" } else { "optional" };
    Step { step, need, state: if done { "done" } else { "open" }, tries_left: None }
}
