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
    examine::{Found, examine},
    person::{self, ShopId},
    pictures::{Pictures, field},
};
use crate::{
    app::App,
    auth::Visitor,
    error::Problem,
    extract::{self, Json, Whole},
    lifecycle::{
        self,
        one_shot::{self, Outcome as Kept},
    },
    limits::{self, ClientAddress},
    settings::MerchantSettings,
    tenant::Tenant,
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
    let Some(tenant) = visitor.tenant() else { return anonymous(app, body).await.map(Json) };
    visitor.may_write()?;
    let about: About = extract::json(&body)?;
    let (hint, order) = (person::id("customer_id", about.customer_id)?, person::id("order_id", about.order_id)?);
    let customer = visitor.customer(hint.as_deref());
    let who = admitted(&app, tenant, customer, address).await?;
    let settings = lifecycle::settings(app.service()?, tenant).await?;
    let found = examined(&app, tenant, &settings, body).await?;
    let kept = Kept {
        checks: &found.checks,
        decision: &found.decision,
        age: found.age,
        has_back: found.has_back,
        customer,
        hint: hint.as_deref(),
        order: order.as_deref(),
        consent: None,
        credential: None,
        who: &who,
    };
    let kept = one_shot::keep(app.service()?, &visitor.turn(tenant), &settings, &kept).await?;
    Ok(Json(Answer::of(&found.decision, found.confidence(), kept.verification)))
}

/// Lets a try in: customers are counted by the day, and whoever failed waits. Answers whose tries these are.
pub(super) async fn admitted(
    app: &App,
    tenant: &Tenant,
    customer: Option<&str>,
    address: ClientAddress,
) -> Result<String, Problem> {
    let who = one_shot::who(customer, &address.0.to_string());
    one_shot::may_try(app.service()?, tenant, &who, app.now()).await?;
    if let Some(customer) = customer {
        limits::customer_attempt(app, tenant, customer).await?;
    }
    Ok(who)
}

/// The pictures of a body, examined for a shop.
async fn examined(app: &App, tenant: &Tenant, settings: &MerchantSettings, body: Vec<u8>) -> Result<Found, Problem> {
    examine(app, tenant, settings, move |limit| Ok((extract::json::<Pictures<'_>>(&body)?.decode(limit)?, None))).await
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
