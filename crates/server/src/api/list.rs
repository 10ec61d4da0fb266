//! `GET /v1/verifications`: filtered, newest first, in pages.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    path::Query,
    query::{limit, moment, no_last},
    view::{self, Verification},
};
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::{INVALID_FIELD, Problem},
    extract::Json,
    store::{Filter, status_name},
};

/// What the list is narrowed to.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    status: Option<String>,
    /// A key sees its own mode alone; naming another finds nothing.
    mode: Option<String>,
    vendor_reference: Option<String>,
    vendor_state: Option<String>,
    customer_id: Option<String>,
    order_id: Option<String>,
    /// At or after this time or day.
    created_after: Option<String>,
    /// Before this time or day.
    created_before: Option<String>,
    /// The id of the last item of the page before.
    starting_after: Option<String>,
    /// Items on a page, 1 to 100; 20 unless told.
    #[param(value_type = Option<u32>)]
    limit: Option<String>,
}

/// Some of the verifications, without documents and readings.
#[derive(Serialize, ToSchema)]
pub struct VerificationPage {
    data: Vec<Verification>,
    /// There are more: ask again with `starting_after` the last id.
    has_more: bool,
}

/// Lists verifications, newest first.
#[utoipa::path(
    get,
    path = "/v1/verifications",
    tag = "verifications",
    params(ListQuery),
    responses((status = 200, body = VerificationPage)),
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<VerificationPage>, Problem> {
    caller.need(Scope::Read)?;
    if query.mode.as_deref().is_some_and(|mode| mode != caller.tenant.mode.as_str()) {
        return Ok(Json(VerificationPage { data: Vec::new(), has_more: false }));
    }
    let filter = filter(&app, &caller, query).await?;
    let page = app.service()?.store.verifications(&caller.tenant, &filter).await?;
    let data = page.records.iter().map(|record| view::bare(record, None)).collect::<Result<_, _>>()?;
    Ok(Json(VerificationPage { data, has_more: page.has_more }))
}

async fn filter(app: &App, caller: &Caller, query: ListQuery) -> Result<Filter, Problem> {
    let unknown = || Problem::from(&INVALID_FIELD).param("status").detail("There is no such status.");
    let status = query.status.as_deref().map(|name| status_name(name).ok_or_else(unknown)).transpose()?;
    let after = match query.starting_after.as_deref() {
        Some(id) => {
            let found = app.service()?.store.verification(&caller.tenant, id).await?;
            let record = found.ok_or_else(no_last)?;
            Some((record.created_at, record.id))
        }
        None => None,
    };
    Ok(Filter {
        status,
        after,
        vendor_reference: query.vendor_reference,
        vendor_state: query.vendor_state,
        customer_id: query.customer_id,
        order_id: query.order_id,
        created_from: moment(query.created_after.as_deref(), "created_after")?,
        created_before: moment(query.created_before.as_deref(), "created_before")?,
        limit: limit(query.limit.as_deref())?,
    })
}
