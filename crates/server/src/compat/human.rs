//! Level 1 without a camera: a proof of work by the ALTCHA protocol (version 2), which the official widget solves. Nobody
//! else is asked, and a solution is good once.

use altcha::{Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge, verify_solution};
use axum::extract::State;
use base64::{Engine, engine::general_purpose::STANDARD};
use countersign_core::{id, level::Level};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::person::{self, ShopId};
use crate::{
    api::told,
    app::App,
    auth::Visitor,
    error::{INTERNAL_ERROR, MISSING_FIELD, Problem},
    extract::{self, Json, Whole},
    hex,
    lifecycle::{
        self,
        credential::{Grant, Issued, issue},
    },
    service::Service,
    tenant::Tenant,
};

/// How long a challenge is good.
const LASTS: SignedDuration = SignedDuration::from_mins(5);
/// Iterations of one guess, of which 256 are needed on average: about a second of a telephone.
const COST: u32 = 10_000;
/// Characters of a payload; a real one has some 600.
const MOST: usize = 4096;

/// Signs challenges of one tenant.
fn secret(service: &Service, tenant: &Tenant) -> String {
    let key = service.master.derive(&[b"altcha", tenant.merchant.as_bytes(), tenant.mode.as_str().as_bytes()]);
    hex::encode(key.bytes())
}

/// A challenge for the widget.
pub async fn challenge(State(app): State<App>, visitor: Visitor) -> Result<Json<Challenge>, Problem> {
    let tenant = visitor.of_a_shop()?;
    let options = CreateChallengeOptions {
        cost: COST,
        expires_at: Some((app.now() + LASTS).as_second()),
        hmac_signature_secret: Some(secret(app.service()?, tenant)),
        ..CreateChallengeOptions::default()
    };
    create_challenge(options).map(Json).map_err(|_| Problem::from(&INTERNAL_ERROR))
}

#[derive(Deserialize)]
struct Request {
    /// What the widget puts into its form: JSON in base64.
    payload: Option<String>,
    customer_id: Option<ShopId>,
    cart_token: Option<ShopId>,
}

/// Whether there was a human's patience, with a credential of level 1.
#[derive(Serialize)]
pub struct Human {
    success: bool,
    verified: bool,
    token: Option<String>,
    token_expires_at: Option<String>,
    /// `malformed`, `invalid`, `expired` or `used`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    message: &'static str,
}

/// Takes a solution, once.
pub async fn solved(State(app): State<App>, visitor: Visitor, Whole(body): Whole) -> Result<Json<Human>, Problem> {
    let tenant = visitor.of_a_shop()?;
    visitor.may_write()?;
    let request: Request = extract::json(&body)?;
    let text = request.payload.ok_or_else(|| Problem::from(&MISSING_FIELD).param("payload"))?;
    let (customer, cart) =
        (person::id("customer_id", request.customer_id)?, person::id("cart_token", request.cart_token)?);
    let (service, now) = (app.service()?, app.now());
    let Some(payload) = payload(&text) else { return Ok(Json(refused("malformed"))) };
    let key = secret(service, tenant);
    let checked = tokio::task::spawn_blocking(move || check(&payload, &key, now)).await;
    let (hash, ends_at) = match checked.map_err(|_| Problem::from(&INTERNAL_ERROR))? {
        Err(reason) => return Ok(Json(refused(reason))),
        Ok(solved) => solved,
    };
    let issued =
        spend(service, tenant, visitor.customer(customer.as_deref()), cart.as_deref(), (&hash, ends_at)).await?;
    Ok(Json(issued.map_or_else(|| refused("used"), passed)))
}

/// Spends a solution, and issues the credential for it; nothing where it was spent before.
async fn spend(
    service: &Service,
    tenant: &Tenant,
    customer: Option<&str>,
    cart: Option<&str>,
    (hash, ends_at): (&str, Timestamp),
) -> Result<Option<Issued>, Problem> {
    let settings = lifecycle::settings(service, tenant).await?;
    let mut tx = service.store.begin().await?;
    if !tx.spend("altcha", hash, ends_at).await? {
        return Ok(None);
    }
    let guest = tx.new_id::<id::Guest>().to_string();
    let grant = Grant {
        tenant,
        holder: customer.unwrap_or(&guest),
        customer,
        level: Level::Human,
        age: None,
        verification: None,
        subject: None,
        cart,
    };
    let issued = issue(service, &mut tx, &settings, &grant).await?;
    tx.commit().await?;
    Ok(Some(issued))
}

fn payload(text: &str) -> Option<Payload> {
    let bytes = (text.len() <= MOST).then(|| STANDARD.decode(text).ok()).flatten()?;
    serde_json::from_slice(&bytes).ok()
}

/// Checks a solution: what it is remembered by, and until when.
fn check(payload: &Payload, secret: &str, now: Timestamp) -> Result<(String, Timestamp), &'static str> {
    let ends_at = payload.challenge.parameters.expires_at.and_then(|second| Timestamp::from_second(second).ok());
    let ends_at = ends_at.ok_or("invalid")?;
    let found = verify_solution(VerifySolutionOptions::new(&payload.challenge, &payload.solution, secret));
    match found {
        Ok(found) if found.verified && ends_at > now => {
            let signature = payload.challenge.signature.as_deref().unwrap_or_default();
            Ok((hex::sha256(&[b"altcha", signature.to_ascii_lowercase().as_bytes()]), ends_at))
        }
        Ok(found) if found.verified || found.expired => Err("expired"),
        _ => Err("invalid"),
    }
}

fn refused(reason: &'static str) -> Human {
    let message = match reason {
        "expired" => "That took a little too long. Please try again.",
        "used" => "This was used already. Please try again.",
        _ => "That did not work. Please load the page again.",
    };
    Human { success: true, verified: false, token: None, token_expires_at: None, reason: Some(reason), message }
}

fn passed(issued: Issued) -> Human {
    Human {
        success: true,
        verified: true,
        token: Some(issued.token),
        token_expires_at: Some(told(issued.expires_at)),
        reason: None,
        message: "Thank you.",
    }
}
