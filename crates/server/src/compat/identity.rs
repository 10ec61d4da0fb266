//! `POST /api/verify-identity`: an identity document and a selfie in one request, a verdict in its answer.
//!
//! The pictures live for the length of the request. For a shop the result is kept, without pictures and without what was
//! read; for nobody in particular, as on the page to try things with, nothing is. Members that are not listed are ignored.

use axum::extract::State;
use countersign_core::{
    check::{Check, CheckName, Outcome},
    decision::{Decision, Verdict},
    id,
    reason::Reason,
};
use serde::{Deserialize, Serialize};

use super::{
    call::{Beyond, Call},
    person::ShopId,
    pictures::{Pictures, field},
};
use crate::{
    app::App,
    auth::Visitor,
    error::Problem,
    extract::{self, Json, Whole},
    limits::ClientAddress,
    verifier::Verified,
};

/// What is said about the person besides the pictures.
#[derive(Deserialize)]
struct About {
    customer_id: Option<ShopId>,
    order_id: Option<ShopId>,
}

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
pub async fn verify(
    State(app): State<App>,
    visitor: Visitor,
    address: ClientAddress,
    Whole(body): Whole,
) -> Result<Json<Answer>, Problem> {
    if visitor.tenant().is_none() {
        return anonymous(app, body).await.map(Json);
    }
    let about: About = extract::json(&body)?;
    let call = Call::begin(&app, &visitor, address, (about.customer_id, about.order_id)).await?;
    let read = move |limit| Ok((extract::json::<Pictures<'_>>(&body)?.decode(limit)?, None));
    let found = call.examine(&app, read).await?;
    let kept = call.keep(&app, &found, Beyond::default()).await?;
    Ok(Json(Answer::of(&found.decision, found.confidence(), kept.verification)))
}

/// For nobody in particular: judged by the policy of the command line, kept nowhere.
async fn anonymous(app: App, body: Vec<u8>) -> Result<Answer, Problem> {
    let verified = app
        .work(move |desk| {
            let submission = extract::json::<Pictures<'_>>(&body)?.decode(desk.app.config.picture.bytes)?;
            drop(body);
            desk.examine(&submission).map_err(|refused| Problem::from(refused.reason).param(field(refused.side)))
        })
        .await?;
    Ok(answer(&app, &verified))
}

/// The answer for what was found, which is kept nowhere.
pub(crate) fn answer(app: &App, verified: &Verified) -> Answer {
    let probability = verified.faces.map(|faces| faces.probability);
    let id = app.new_id::<id::Verification>().to_string();
    Answer::of(&verified.decision, confidence(probability, &verified.checks), id)
}

impl Answer {
    fn of(decision: &Decision, confidence: Option<f32>, verification_id: String) -> Self {
        let verified = decision.verdict == Verdict::Approved;
        let (reason, message) = against(decision);
        Self { success: true, verified, confidence, verification_id, reason, message }
    }
}

/// The strongest reason against somebody, with what they can do about it.
pub(super) fn against(decision: &Decision) -> (Option<Reason>, Option<&'static str>) {
    let reason = decision.reasons.first().copied().filter(|_| decision.verdict != Verdict::Approved);
    (reason, reason.map(|reason| reason.entry().subject))
}

/// The calibrated probability that both faces are one person, halved for every other check that failed: two hints
/// against a person are not averaged away by a good likeness.
pub(super) fn confidence(probability: Option<f32>, checks: &[Check]) -> Option<f32> {
    let failed = checks.iter().filter(|check| check.outcome == Outcome::Fail);
    let others = failed.filter(|check| check.name != CheckName::FaceMatches).count();
    let lowered = probability? * 0.5_f32.powi(others as i32);
    // Four digits, and never 1: no comparison is certain.
    Some(((lowered * 1e4).round() / 1e4).min(0.9999))
}
