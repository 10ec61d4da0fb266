//! Shops whose platform passes requests on and signs them.

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::path::Path;
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::Problem,
    extract::{self, Json, Whole},
    lifecycle,
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
    lifecycle::connect_shop(app.service()?, &caller.turn(), &domain, &request.secret).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Disconnects a shop.
#[utoipa::path(
    delete, path = "/v1/shops/{domain}", tag = "settings", params(("domain" = String, Path)),
    responses((status = 204)),
)]
pub async fn delete(State(app): State<App>, caller: Caller, Path(domain): Path<String>) -> Result<StatusCode, Problem> {
    caller.need(Scope::Admin)?;
    lifecycle::disconnect_shop(app.service()?, &caller.turn(), &domain).await?;
    Ok(StatusCode::NO_CONTENT)
}
