//! Shops whose platform passes requests on and signs them.

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::path::Path;
use crate::{
    app::App,
    auth::{Caller, Scope, seal_secret},
    error::{INVALID_FIELD, NOT_FOUND, Problem},
    extract::{self, Json, Whole},
    settings::is_shop,
    store::{AuditEntry, ShopRow},
};

/// Shops of this mode.
#[derive(Serialize, ToSchema)]
pub struct Shops {
    /// Domains, as in `name.myshopify.com`.
    data: Vec<String>,
}

/// The shops that are connected.
#[utoipa::path(get, path = "/v1/shops", tag = "settings", responses((status = 200, body = Shops)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Shops>, Problem> {
    caller.need(Scope::Read)?;
    Ok(Json(Shops { data: app.service()?.store.shops(&caller.tenant).await? }))
}

/// The secret the shop's platform signs with.
#[derive(Deserialize, ToSchema)]
pub struct ShopRequest {
    /// Stored sealed, and never shown again.
    secret: String,
}

/// Connects a shop, or gives it another secret. Requests that its platform passes on are believed from then on.
#[utoipa::path(
    put, path = "/v1/shops/{domain}", tag = "settings", params(("domain" = String, Path)), request_body = ShopRequest,
    responses((status = 204)),
)]
pub async fn put(
    State(app): State<App>,
    caller: Caller,
    Path(domain): Path<String>,
    Whole(body): Whole,
) -> Result<StatusCode, Problem> {
    caller.need(Scope::Admin)?;
    let request: ShopRequest = extract::json(&body)?;
    if !(8..=255).contains(&request.secret.len()) {
        return Err(Problem::from(&INVALID_FIELD).param("secret").detail("`secret` has 8 to 255 characters."));
    }
    connect(&app, &caller, &domain, &request.secret).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn connect(app: &App, caller: &Caller, domain: &str, secret: &str) -> Result<(), Problem> {
    let wrong = |detail: &'static str| Problem::from(&INVALID_FIELD).param("domain").detail(detail);
    if !is_shop(domain) || domain.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(wrong(
            "A shop's domain is written in lower case, as in name.myshopify.com, with up to 50 characters.",
        ));
    }
    let service = app.service()?;
    let sealed_secret = seal_secret(service, domain, secret);
    let shop = ShopRow { domain: domain.to_owned(), tenant: caller.tenant.clone(), sealed_secret };
    let mut tx = service.store.begin().await?;
    if !tx.put_shop(&shop).await? {
        return Err(wrong("This shop is connected to another merchant or mode."));
    }
    let actor = caller.actor();
    let tenant = Some(&caller.tenant);
    tx.audit(AuditEntry { tenant, actor: &actor, action: "shop.connected", target: domain, detail: None }).await?;
    Ok(tx.commit().await?)
}

/// Disconnects a shop.
#[utoipa::path(
    delete, path = "/v1/shops/{domain}", tag = "settings", params(("domain" = String, Path)),
    responses((status = 204)),
)]
pub async fn delete(State(app): State<App>, caller: Caller, Path(domain): Path<String>) -> Result<StatusCode, Problem> {
    caller.need(Scope::Admin)?;
    let mut tx = app.service()?.store.begin().await?;
    if !tx.delete_shop(&caller.tenant, &domain).await? {
        return Err(Problem::from(&NOT_FOUND));
    }
    let actor = caller.actor();
    let tenant = Some(&caller.tenant);
    tx.audit(AuditEntry { tenant, actor: &actor, action: "shop.disconnected", target: &domain, detail: None }).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
