//! The pictures of a request, as the endpoints of storefronts send them.

use std::borrow::Cow;

use serde::Deserialize;

use super::base64;
use crate::{
    error::{MISSING_FIELD, Problem},
    verifier::{Side, Submission},
};

/// An identity document and a selfie, as text.
#[derive(Deserialize)]
pub(super) struct Pictures<'a> {
    #[serde(borrow, rename = "id_front_b64")]
    front: Option<Text<'a>>,
    #[serde(borrow, rename = "id_back_b64")]
    back: Option<Text<'a>>,
    #[serde(borrow, rename = "selfie_b64")]
    selfie: Option<Text<'a>>,
}

/// Text of the body itself where it holds no escapes.
#[derive(Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

const FRONT: &str = "id_front_b64";
const BACK: &str = "id_back_b64";
const SELFIE: &str = "selfie_b64";

impl Pictures<'_> {
    /// The pictures behind the texts, each of at most `limit` bytes.
    pub(super) fn decode(&self, limit: usize) -> Result<Submission, Problem> {
        let needed = |text: &Option<Text<'_>>, name: &'static str| {
            let text = text.as_ref().ok_or_else(|| Problem::from(&MISSING_FIELD).param(name))?;
            base64::decode(&text.0, limit).map_err(|problem| problem.param(name))
        };
        let has_back = self.back.as_ref().is_some_and(|text| !text.0.is_empty());
        Ok(Submission {
            front: needed(&self.front, FRONT)?,
            back: has_back.then(|| needed(&self.back, BACK)).transpose()?,
            selfie: needed(&self.selfie, SELFIE)?,
            active: None,
            proof_of_address: None,
        })
    }
}

/// The field a picture came in.
pub(super) fn field(side: Side) -> &'static str {
    match side {
        Side::Front => FRONT,
        Side::Back => BACK,
        // The call takes no paper.
        Side::Selfie | Side::ProofOfAddress => SELFIE,
    }
}
