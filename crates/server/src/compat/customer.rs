//! `GET /api/verifyhuman/check-customer-verification/:customerId`: need a customer be asked again?

use axum::extract::State;
use serde::Serialize;

use crate::{
    api::{path::Path, told},
    app::App,
    auth::Visitor,
    error::{NOT_YOUR_CUSTOMER, Problem},
    extract::Json,
};

/// A customer's status.
#[derive(Serialize)]
pub struct Status {
    verified: bool,
    verified_at: Option<String>,
    expires_at: Option<String>,
}

/// Tells a customer's status to the shop's program, or to the customer who is logged in; to nobody else, since the answer
/// would say who is a customer.
pub async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Path(customer): Path<String>,
) -> Result<Json<Status>, Problem> {
    let tenant = visitor.of_a_shop()?;
    if !visitor.may_know(&customer) {
        return Err(Problem::from(&NOT_YOUR_CUSTOMER));
    }
    let found = app.service()?.store.customer(tenant, &customer).await?;
    let found = found.filter(|customer| customer.holds(app.now()).is_some());
    Ok(Json(Status {
        verified: found.is_some(),
        verified_at: found.as_ref().map(|customer| told(customer.verified_at)),
        expires_at: found.as_ref().map(|customer| told(customer.expires_at)),
    }))
}
