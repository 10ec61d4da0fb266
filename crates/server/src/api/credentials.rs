//! Credentials: public keys, issuing, taking back, and using one for an order.

use axum::{
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use countersign_core::decision::Mode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{
    path::{Path, Query},
    told,
};
use crate::{
    app::App,
    auth::{Caller, Scope},
    credential::LONGEST,
    error::{INVALID_FIELD, NOT_FOUND, Problem},
    extract::{self, Json, Whole},
    lifecycle::credential::{self, Order},
    store::CredentialRow,
};

#[derive(Deserialize)]
pub struct KeySet {
    mode: Option<String>,
}

/// The public keys (RFC 7517) of credentials in force; with `?mode=test`, of those to try things with.
pub async fn jwks(State(app): State<App>, Query(query): Query<KeySet>) -> Result<Response, Problem> {
    let mode = query.mode.as_deref().map_or(Some(Mode::Live), Mode::from_name);
    let mode = mode.ok_or_else(|| Problem::from(&INVALID_FIELD).param("mode").detail("`mode` is live or test."))?;
    let service = app.service()?;
    let mut keys = service.store.signing_keys(app.now() - LONGEST).await?;
    if keys.iter().all(|key| key.mode != mode) {
        // Whoever asks before the first credential has to see the key that will sign it.
        let mut tx = service.store.begin().await?;
        keys.push(credential::current_key(service, &mut tx, mode).await?);
        tx.commit().await?;
    }
    let keys = keys.iter().filter(|key| key.mode == mode).map(
        |key| json!({ "kty": "OKP", "crv": "Ed25519", "x": key.public, "kid": key.id, "alg": "EdDSA", "use": "sig" }),
    );
    let body = json!({ "keys": keys.collect::<Vec<_>>() });
    // Public by nature: any page may read it, and for five minutes any cache.
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "application/jwk-set+json"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    Ok((headers, body.to_string()).into_response())
}

/// An issued credential, without the token.
#[derive(Serialize, ToSchema)]
pub struct CredentialView {
    id: String,
    /// 1, 2 or 3.
    level: u8,
    verification_id: Option<String>,
    customer_id: Option<String>,
    one_use: bool,
    issued_at: String,
    expires_at: String,
    /// The order that used it.
    order_id: Option<String>,
    used_at: Option<String>,
    revoked_at: Option<String>,
}

pub(super) fn view(row: CredentialRow) -> CredentialView {
    let (used_at, order_id) = row.consumed.unzip();
    CredentialView {
        id: row.id,
        level: row.level.into(),
        verification_id: row.verification_id,
        customer_id: row.customer_id,
        one_use: row.one_use,
        issued_at: told(row.issued_at),
        expires_at: told(row.expires_at),
        order_id,
        used_at: used_at.map(told),
        revoked_at: row.revoked_at.map(told),
    }
}

async fn found(app: &App, caller: &Caller, id: &str) -> Result<Json<CredentialView>, Problem> {
    let row = app.service()?.store.credential(&caller.tenant, id).await?;
    Ok(Json(view(row.ok_or_else(|| Problem::from(&NOT_FOUND))?)))
}

/// What is known of a credential, by its `jti`.
#[utoipa::path(
    get, path = "/v1/credentials/{id}", tag = "credentials", params(("id" = String, Path, description = "Its `jti`")),
    responses((status = 200, body = CredentialView)),
)]
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<CredentialView>, Problem> {
    caller.need(Scope::Read)?;
    found(&app, &caller, &id).await
}

/// Takes a credential back.
#[utoipa::path(
    post, path = "/v1/credentials/{id}/revoke", tag = "credentials", params(("id" = String, Path, description = "Its `jti`")),
    responses((status = 200, body = CredentialView)),
)]
pub async fn revoke(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<CredentialView>, Problem> {
    caller.need(Scope::Write)?;
    credential::revoke(&app, &caller.turn(), &id).await?;
    found(&app, &caller, &id).await
}

/// For whom a credential is asked.
#[derive(Deserialize, ToSchema, Default)]
#[serde(default)]
pub struct IssueRequest {
    /// Binds it to a cart.
    cart_token: Option<String>,
}

/// A new credential.
#[derive(Serialize, ToSchema)]
pub struct IssuedView {
    id: String,
    /// Told once.
    token: String,
    expires_at: String,
}

/// Issues a credential for a verification that was approved.
#[utoipa::path(
    post, path = "/v1/verifications/{id}/credential", tag = "credentials", params(("id" = String, Path)),
    request_body = IssueRequest, responses((status = 201, body = IssuedView)),
)]
pub async fn issue(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Whole(body): Whole,
) -> Result<(StatusCode, Json<IssuedView>), Problem> {
    caller.need(Scope::Write)?;
    let request: IssueRequest = if body.is_empty() { IssueRequest::default() } else { extract::json(&body)? };
    let issued =
        credential::of_verification(app.service()?, &caller.tenant, &id, request.cart_token.as_deref()).await?;
    let view = IssuedView { id: issued.id, token: issued.token, expires_at: told(issued.expires_at) };
    Ok((StatusCode::CREATED, Json(view)))
}

/// An order that comes with a credential.
#[derive(Deserialize, ToSchema)]
pub struct UseRequest {
    token: String,
    order_id: String,
    /// The cart the order was made of.
    cart_token: Option<String>,
    /// The customer who ordered.
    customer_id: Option<String>,
}

/// Whether the credential is good for the order.
#[derive(Serialize, ToSchema)]
pub struct UseView {
    valid: bool,
    /// `malformed`, `bad_signature`, `expired`, `revoked`, `wrong_shop`, `wrong_cart`, `wrong_customer` or `used`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assurance_level: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verification_id: Option<String>,
}

/// Uses a credential for an order: checks what a checker without memory cannot, and uses it up where it is good for one
/// order. The same order may ask again.
#[utoipa::path(
    post, path = "/v1/credentials/use", tag = "credentials", request_body = UseRequest,
    responses((status = 200, body = UseView)),
)]
pub async fn consume(State(app): State<App>, caller: Caller, Whole(body): Whole) -> Result<Json<UseView>, Problem> {
    caller.need(Scope::Write)?;
    let request: UseRequest = extract::json(&body)?;
    if !(1..=255).contains(&request.order_id.chars().count()) || request.order_id.contains('\0') {
        return Err(Problem::from(&INVALID_FIELD).param("order_id").detail("`order_id` has 1 to 255 characters."));
    }
    let order =
        Order { id: &request.order_id, cart: request.cart_token.as_deref(), customer: request.customer_id.as_deref() };
    Ok(Json(match credential::consume(&app, &caller.tenant, &request.token, &order).await? {
        Ok(checked) => UseView {
            valid: true,
            reason: None,
            assurance_level: Some(checked.claims.aal.into()),
            verification_id: checked.claims.vid,
        },
        Err(unfit) => {
            UseView { valid: false, reason: Some(unfit.as_str()), assurance_level: None, verification_id: None }
        }
    }))
}
