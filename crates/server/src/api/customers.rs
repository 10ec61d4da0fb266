//! Customers who were verified.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    path::Path,
    people::{self, ErasureReceipt},
    told,
};
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::{INVALID_FIELD, NOT_FOUND, Problem},
    extract::{self, Json, Whole},
    store::Customer,
};

/// A verified customer.
#[derive(Serialize, ToSchema)]
pub struct CustomerView {
    customer_id: String,
    subject_id: String,
    /// The verification holds, and no other is asked for.
    verified: bool,
    /// 1, 2 or 3.
    level: u8,
    /// `under_18`, `over_18` or `over_21`, where a birth date was read.
    #[schema(value_type = Option<String>)]
    age_result: Option<countersign_core::level::AgeResult>,
    verification_id: String,
    verified_at: String,
    expires_at: String,
    /// Another verification is asked for, since then and for this reason.
    reverify: Option<Reverify>,
}

/// Why another verification is asked for.
#[derive(Serialize, ToSchema)]
pub struct Reverify {
    since: String,
    reason: String,
}

pub(super) fn view(app: &App, customer: Customer) -> CustomerView {
    CustomerView {
        verified: customer.holds(app.now()).is_some(),
        customer_id: customer.customer_id,
        subject_id: customer.subject_id,
        level: customer.level.into(),
        age_result: customer.age,
        verification_id: customer.verification_id,
        verified_at: told(customer.verified_at),
        expires_at: told(customer.expires_at),
        reverify: customer.reverify.map(|(since, reason)| Reverify { since: told(since), reason }),
    }
}

/// A customer's status.
#[utoipa::path(
    get, path = "/v1/customers/{id}", tag = "customers", params(("id" = String, Path)),
    responses((status = 200, body = CustomerView)),
)]
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<CustomerView>, Problem> {
    caller.need(Scope::Read)?;
    let found = app.service()?.store.customer(&caller.tenant, &id).await?;
    Ok(Json(view(&app, found.ok_or_else(|| Problem::from(&NOT_FOUND))?)))
}

/// Erases a customer: the person behind the id with everything sealed for them, and what they were known as. Credentials
/// they carry are no longer valid. Cannot be undone.
#[utoipa::path(
    delete, path = "/v1/customers/{id}", tag = "customers", params(("id" = String, Path)),
    responses((status = 200, body = ErasureReceipt)),
)]
pub async fn erase(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<ErasureReceipt>, Problem> {
    caller.need(Scope::Admin)?;
    let mut tx = app.service()?.store.begin().await?;
    let subject = tx.subject_of_customer(&caller.tenant, &id).await?;
    tx.rollback().await?;
    let subject = subject.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    people::erased(&app, &caller, &subject.id).await.map(Json)
}

/// Why another verification is asked for.
#[derive(Deserialize, ToSchema)]
pub struct ReverifyRequest {
    /// Such as `name_changed` or `merged`: letters, digits and underscores.
    reason: String,
}

/// Asks for another verification, whatever was known: after a change of name, or when two customers became one.
#[utoipa::path(
    post, path = "/v1/customers/{id}/reverify", tag = "customers", params(("id" = String, Path)),
    request_body = ReverifyRequest, responses((status = 200, body = CustomerView)),
)]
pub async fn reverify(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Whole(body): Whole,
) -> Result<Json<CustomerView>, Problem> {
    caller.need(Scope::Write)?;
    let request: ReverifyRequest = extract::json(&body)?;
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !(1..=64).contains(&request.reason.len()) || !request.reason.bytes().all(word) {
        let problem = Problem::from(&INVALID_FIELD).param("reason");
        return Err(problem.detail("`reason` is a word of up to 64 lower-case letters, digits and underscores."));
    }
    let mut tx = app.service()?.store.begin().await?;
    tx.reverify_customer(&caller.tenant, &id, &request.reason).await?;
    let found = tx.customer(&caller.tenant, &id).await?.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    tx.commit().await?;
    Ok(Json(view(&app, found)))
}
