//! Erasing what checkouts left of a customer or a guest, whether or not anybody was ever verified.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::told;
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::{MISSING_FIELD, Problem},
    extract::{self, Json, Whole},
    risk::{self, Who},
};

/// Whose traces are to go: one of the two.
#[derive(Deserialize, ToSchema)]
pub struct RiskErasureRequest {
    /// The shop's id of a customer.
    customer_id: Option<String>,
    /// The address a guest ordered with.
    email: Option<String>,
}

/// What went.
#[derive(Serialize, ToSchema)]
pub struct RiskErasure {
    /// The receipt's.
    id: String,
    erased_at: String,
    assessments: u64,
    links: u64,
    /// Browsers that nobody else was seen on.
    devices: u64,
}

/// Erases everything that checkouts left of a customer or a guest: assessments, labels, links, devices. Cannot be undone.
#[utoipa::path(
    post, path = "/v1/risk/erasures", tag = "risk", request_body = RiskErasureRequest,
    responses((status = 200, body = RiskErasure)),
)]
pub async fn erase(State(app): State<App>, caller: Caller, Whole(body): Whole) -> Result<Json<RiskErasure>, Problem> {
    caller.need(Scope::Admin)?;
    let request: RiskErasureRequest = extract::json(&body)?;
    let (customer, email) = (request.customer_id.as_deref(), request.email.as_deref());
    let missing = || Problem::from(&MISSING_FIELD).param("customer_id").detail("Name a customer_id or an email.");
    let who = customer.map(Who::Customer).or(email.map(Who::Guest)).ok_or_else(missing)?;
    let (receipt, forgotten) = risk::erase(app.service()?, &caller.turn(), who).await?;
    let (assessments, links, devices) = (forgotten.assessments, forgotten.links, forgotten.devices);
    Ok(Json(RiskErasure { id: receipt.id, erased_at: told(receipt.at), assessments, links, devices }))
}
