//! `POST /api/verifyhuman/complete-identity-verification`: verifies, and answers with a credential to carry in the cart.

use axum::extract::State;
use countersign_core::{
    decision::{Decision, Verdict},
    level::{AgeResult, Level},
    reason::Reason,
};
use serde::{Deserialize, Serialize};

use super::{
    call::{Beyond, Call},
    challenge::{Answered, Frames},
    examine::{Found, Taken},
    identity::against,
    person::{self, Consent, ShopId},
    pictures::Pictures,
};
use crate::{
    api::told,
    app::App,
    auth::Visitor,
    error::Problem,
    extract::{self, Json, Whole},
    lifecycle::{
        challenge::{self, Open},
        one_shot::{self, Kept},
    },
    limits::ClientAddress,
};

/// What is said about the person besides the pictures.
#[derive(Deserialize)]
struct About {
    customer_id: Option<ShopId>,
    order_id: Option<ShopId>,
    cart_token: Option<ShopId>,
    consent: Option<Consent>,
    liveness: Option<Answered>,
}

/// The frames of a challenge that was done.
#[derive(Deserialize)]
struct Recorded<'a> {
    #[serde(borrow)]
    liveness: Frames<'a>,
}

/// The verdict, with a credential where it is good.
#[derive(Serialize)]
pub struct Completed {
    /// The request was processed.
    success: bool,
    verified: bool,
    /// See `confidence` of `verify-identity`.
    confidence: Option<f32>,
    verification_id: String,
    verification_event_id: String,
    /// The credential; null where somebody was not verified.
    token: Option<String>,
    token_expires_at: Option<String>,
    /// The shop's customer is known as verified from now on.
    customer_persisted: bool,
    message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uvc: Option<Credential>,
    /// How the selfie was examined: `active`, `passive_only` or `not_run`.
    liveness: String,
}

/// What the credential says.
#[derive(Serialize)]
struct Credential {
    verification_id: String,
    assurance_level: u8,
    age_result: Option<AgeResult>,
    verified_at: String,
}

/// Verifies one person, and issues the credential.
pub async fn complete(
    State(app): State<App>,
    visitor: Visitor,
    address: ClientAddress,
    Whole(body): Whole,
) -> Result<Json<Completed>, Problem> {
    visitor.of_a_shop()?;
    let about: About = extract::json(&body)?;
    let cart = person::id("cart_token", about.cart_token)?;
    let consent = about.consent.map(|consent| consent.checked(app.now())).transpose()?;
    let call = Call::begin(&app, &visitor, address, (about.customer_id, about.order_id)).await?;
    let found = match &about.liveness {
        None => call.examine(&app, move |limit| taken(&body, limit, None)).await?,
        Some(answered) => alive(&app, &call, answered, body).await?,
    };
    let kept = call
        .keep(&app, &found, Beyond { consent, credential: one_shot::Credential::For { cart: cart.as_deref() } })
        .await?;
    Ok(Json(completed(&found, kept)))
}

/// Examines a body that answers a challenge.
async fn alive(app: &App, call: &Call<'_>, answered: &Answered, body: Vec<u8>) -> Result<Found, Problem> {
    let open = answered.take(app, call.tenant()).await?;
    let asked = open.clone();
    let found = call.examine(app, move |limit| taken(&body, limit, Some(asked))).await;
    if let Err(refused) = &found {
        challenge::give_back(app.service()?, &open, refused).await?;
    }
    found
}

fn taken(body: &[u8], limit: usize, open: Option<Open>) -> Result<Taken, Problem> {
    let pictures = extract::json::<Pictures<'_>>(body)?.decode(limit)?;
    let Some(open) = open else { return Ok((pictures, None)) };
    let burst = extract::json::<Recorded<'_>>(body)?.liveness.decode()?;
    Ok((pictures, Some((open, burst))))
}

fn completed(found: &Found, kept: Kept) -> Completed {
    let decision: &Decision = &found.decision;
    let verified = decision.verdict == Verdict::Approved;
    let (reason, message) = against(decision);
    let uvc = verified.then(|| Credential {
        verification_id: kept.verification.clone(),
        assurance_level: Level::Identity.into(),
        age_result: found.age,
        verified_at: told(kept.at),
    });
    let expires_at = kept.credential.as_ref().map(|credential| told(credential.expires_at));
    Completed {
        success: true,
        verified,
        confidence: found.confidence(),
        verification_id: kept.verification,
        verification_event_id: kept.event,
        token: kept.credential.map(|credential| credential.token),
        token_expires_at: expires_at,
        customer_persisted: kept.customer.is_some(),
        message: message.unwrap_or("Thank you, you are verified."),
        reason,
        uvc,
        liveness: found.liveness().to_owned(),
    }
}
