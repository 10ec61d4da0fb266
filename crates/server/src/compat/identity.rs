//! `POST /api/verify-identity`: an identity document and a selfie in one request, a verdict in its answer.
//!
//! The pictures live for the length of the request. Fields that are not listed in [`Request`] are ignored, as are
//! `customer_id` and `order_id` until results are kept.

use std::borrow::Cow;

use axum::extract::State;
use countersign_core::{
    check::{CheckName, Outcome},
    decision::Verdict,
    id,
    reason::Reason,
};
use serde::{Deserialize, Serialize};

use super::base64;
use crate::{
    app::App,
    error::{MISSING_FIELD, Problem},
    extract::{self, Json, Whole},
    verifier::{Side, Submission, Verified},
};

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow, rename = "id_front_b64")]
    id_front: Option<Text<'a>>,
    #[serde(borrow, rename = "id_back_b64")]
    id_back: Option<Text<'a>>,
    #[serde(borrow, rename = "selfie_b64")]
    selfie: Option<Text<'a>>,
}

/// Text of the body itself where it holds no escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// The verdict.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// The request was processed.
    success: bool,
    verified: bool,
    /// 0 to 1, see [`confidence`]; null when no faces could be compared.
    confidence: Option<f32>,
    verification_id: String,
    /// The strongest reason why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    /// What the customer can do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
}

/// Verifies one person.
pub async fn verify(State(app): State<App>, Whole(body): Whole) -> Result<Json<Answer>, Problem> {
    let verified = app
        .work(move |desk| {
            let submission = submission(&body, desk.app.config.picture.bytes)?;
            drop(body);
            desk.examine(&submission).map_err(|refused| Problem::from(refused.reason).param(field(refused.side)))
        })
        .await?;
    Ok(Json(answer(&app, &verified)))
}

fn submission(body: &[u8], limit: usize) -> Result<Submission, Problem> {
    let request: Request<'_> = extract::json(body)?;
    let needed = |text: &Option<Text<'_>>, name: &'static str| {
        let text = text.as_ref().ok_or_else(|| Problem::from(&MISSING_FIELD).param(name))?;
        base64::decode(&text.0, limit).map_err(|problem| problem.param(name))
    };
    let has_back = request.id_back.as_ref().is_some_and(|text| !text.0.is_empty());
    Ok(Submission {
        front: needed(&request.id_front, FRONT)?,
        back: has_back.then(|| needed(&request.id_back, BACK)).transpose()?,
        selfie: needed(&request.selfie, SELFIE)?,
    })
}

const FRONT: &str = "id_front_b64";
const BACK: &str = "id_back_b64";
const SELFIE: &str = "selfie_b64";

fn field(side: Side) -> &'static str {
    match side {
        Side::Front => FRONT,
        Side::Back => BACK,
        Side::Selfie => SELFIE,
    }
}

/// The answer for what was found.
pub(crate) fn answer(app: &App, verified: &Verified) -> Answer {
    let passed = verified.decision.verdict == Verdict::Approved;
    let reason = verified.decision.reasons.first().copied().filter(|_| !passed);
    Answer {
        success: true,
        verified: passed,
        confidence: confidence(verified),
        verification_id: app.new_id::<id::Verification>().to_string(),
        reason,
        message: reason.map(|reason| reason.entry().subject),
    }
}

/// The calibrated probability that both faces are one person, halved for every other check that failed: two hints
/// against a person are not averaged away by a good likeness.
fn confidence(verified: &Verified) -> Option<f32> {
    let failed = verified.checks.iter().filter(|check| check.outcome == Outcome::Fail);
    let others = failed.filter(|check| check.name != CheckName::FaceMatches).count();
    let lowered = verified.faces?.probability * 0.5_f32.powi(others as i32);
    // Four digits, and never 1: no comparison is certain.
    Some(((lowered * 1e4).round() / 1e4).min(0.9999))
}
