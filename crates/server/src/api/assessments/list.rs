//! `GET /v1/assessments`: filtered, newest first, in pages.

use axum::extract::State;
use countersign_core::risk::Decision;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::view::{Assessment, several};
use crate::{
    api::{
        path::Query,
        query::{limit, moment, no_last},
    },
    app::App,
    auth::{Caller, Scope},
    error::{INVALID_FIELD, Problem},
    extract::Json,
    risk::{Space, space},
    store::{AssessmentFilter, device_key},
};

/// What the list is narrowed to.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `allow`, `hold` or `fraud`.
    decision: Option<String>,
    customer_id: Option<String>,
    /// `dev_…`.
    device_id: Option<String>,
    order_id: Option<String>,
    verification_id: Option<String>,
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

/// Some of the assessments, without their reports.
#[derive(Serialize, ToSchema)]
pub struct AssessmentPage {
    data: Vec<Assessment>,
    /// There are more: ask again with `starting_after` the last id.
    has_more: bool,
}

/// Lists assessments, newest first.
#[utoipa::path(
    get, path = "/v1/assessments", tag = "risk", params(ListQuery),
    responses((status = 200, body = AssessmentPage)),
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<AssessmentPage>, Problem> {
    caller.need(Scope::Read)?;
    let service = app.service()?;
    let space = space(service, &caller.tenant).await?;
    let Some(filter) = filter(&app, &space, query).await? else {
        return Ok(Json(AssessmentPage { data: Vec::new(), has_more: false }));
    };
    let (rows, has_more) = service.store.assessments(space.id, &filter).await?;
    Ok(Json(AssessmentPage { data: several(service, &rows).await?, has_more }))
}

/// The filter; nothing where it names a customer or a device that was never seen.
async fn filter(app: &App, space: &Space, query: ListQuery) -> Result<Option<AssessmentFilter>, Problem> {
    let store = &app.service()?.store;
    let wrong = |param: &'static str, detail: &'static str| Problem::from(&INVALID_FIELD).param(param).detail(detail);
    let unknown = || wrong("decision", "A decision is allow, hold or fraud.");
    let decision = query.decision.as_deref().map(|name| Decision::from_name(name).ok_or_else(unknown)).transpose()?;
    let after = match query.starting_after.as_deref() {
        Some(id) => {
            let row = store.assessment(space.id, id).await?.ok_or_else(no_last)?;
            Some((row.created_at, row.id))
        }
        None => None,
    };
    let mut filter = AssessmentFilter {
        decision: decision.map(Decision::as_str),
        after,
        order_id: query.order_id,
        verification_id: query.verification_id,
        created_from: moment(query.created_after.as_deref(), "created_after")?,
        created_before: moment(query.created_before.as_deref(), "created_before")?,
        limit: limit(query.limit.as_deref())?,
        ..AssessmentFilter::default()
    };
    if let Some(customer) = &query.customer_id {
        filter.account_id = store.account(space.id, &space.customer(customer)).await?;
        if filter.account_id.is_none() {
            return Ok(None);
        }
    }
    if let Some(device) = &query.device_id {
        let key = device_key(device).ok_or_else(|| wrong("device_id", "A device is named `dev_…`."))?;
        filter.device_id = store.device(space.id, &key).await?.map(|row| row.id);
        if filter.device_id.is_none() {
            return Ok(None);
        }
    }
    Ok(Some(filter))
}
