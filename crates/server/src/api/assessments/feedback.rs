//! What is told afterwards: the order that a checkout became, and how it ended.

use axum::extract::State;
use countersign_core::risk::signal::Label;
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::{Assessment, whole};
use crate::{
    api::path::Path,
    app::App,
    auth::{Caller, Scope},
    error::{INVALID_FIELD, MISSING_FIELD, Problem},
    extract::{self, Json, Whole},
    risk,
};

/// The order.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct OrderBinding {
    order_id: Option<String>,
}

/// Names the order that an assessed checkout became.
#[utoipa::path(
    post, path = "/v1/assessments/{id}/order", tag = "risk", params(("id" = String, Path)),
    request_body = OrderBinding, responses((status = 200, body = Assessment)),
)]
pub async fn order(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Whole(body): Whole,
) -> Result<Json<Assessment>, Problem> {
    caller.need(Scope::Write)?;
    let OrderBinding { order_id } = extract::json(&body)?;
    let order = order_id.ok_or_else(|| Problem::from(&MISSING_FIELD).param("order_id"))?;
    if order.is_empty() || order.chars().count() > 255 || order.contains('\0') {
        return Err(Problem::from(&INVALID_FIELD).param("order_id").detail("Texts have 1 to 255 characters."));
    }
    let service = app.service()?;
    let row = risk::bind_order(service, &caller.turn(), &id, &order).await?;
    Ok(Json(whole(service, &row).await?))
}

/// How it ended.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Ending {
    /// `fraud`, `chargeback`, `refund` or `good`.
    outcome: Option<String>,
}

/// Records how a checkout ended. Facts are added and never lifted; they count for accounts on the same device.
#[utoipa::path(
    post, path = "/v1/assessments/{id}/outcome", tag = "risk", params(("id" = String, Path)),
    request_body = Ending, responses((status = 200, body = Assessment)),
)]
pub async fn outcome(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Whole(body): Whole,
) -> Result<Json<Assessment>, Problem> {
    caller.need(Scope::Write)?;
    let Ending { outcome } = extract::json(&body)?;
    let name = outcome.ok_or_else(|| Problem::from(&MISSING_FIELD).param("outcome"))?;
    let unknown =
        || Problem::from(&INVALID_FIELD).param("outcome").detail("An outcome is fraud, chargeback, refund or good.");
    let label = Label::from_name(&name).ok_or_else(unknown)?;
    let service = app.service()?;
    let row = risk::label(service, &caller.turn(), &id, label).await?;
    Ok(Json(whole(service, &row).await?))
}
