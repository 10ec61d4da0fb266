//! What was sent to webhook endpoints, and sending it again.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use countersign_core::webhook::{Data, EventType};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    path::{Path, Query},
    query::{limit, no_last},
    told,
    webhooks::find,
};
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::{NOT_FOUND, Problem},
    extract::Json,
    store::{self, Delivery, DeliveryAttempt, EventSubject},
};

/// One event on its way.
#[derive(Serialize, ToSchema)]
pub struct DeliveryView {
    id: String,
    /// The same in each try: `webhook-id`.
    event_id: String,
    event: String,
    /// `pending`, `delivered` or `failed`.
    status: String,
    attempts: Vec<AttemptView>,
    created_at: String,
    next_attempt_at: Option<String>,
}

/// One try.
#[derive(Serialize, ToSchema)]
pub struct AttemptView {
    at: String,
    /// What the endpoint answered, where it did.
    status: Option<i64>,
    error: Option<String>,
    /// The first part of the answer.
    response: Option<String>,
    milliseconds: i64,
}

/// Some of the deliveries.
#[derive(Serialize, ToSchema)]
pub struct DeliveryPage {
    data: Vec<DeliveryView>,
    has_more: bool,
}

fn delivery_view(delivery: Delivery, attempts: Vec<DeliveryAttempt>) -> DeliveryView {
    let time = |micros: i64| told(store::time(micros));
    let attempt = |attempt: DeliveryAttempt| AttemptView {
        at: time(attempt.at),
        status: attempt.status,
        error: attempt.error,
        response: attempt.excerpt,
        milliseconds: attempt.milliseconds,
    };
    DeliveryView {
        id: delivery.id,
        event_id: delivery.event_id,
        event: delivery.event,
        status: delivery.status,
        attempts: attempts.into_iter().map(attempt).collect(),
        created_at: time(delivery.created_at),
        next_attempt_at: delivery.next_at.map(time),
    }
}

/// Which deliveries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    /// The id of the last item of the page before.
    starting_after: Option<String>,
    /// Items on a page, 1 to 100; 20 unless told.
    #[param(value_type = Option<u32>)]
    limit: Option<String>,
}

/// Lists what was sent to an endpoint, newest first.
#[utoipa::path(
    get, path = "/v1/webhook_endpoints/{id}/deliveries", tag = "webhooks",
    params(("id" = String, Path), DeliveryQuery), responses((status = 200, body = DeliveryPage)),
)]
pub async fn deliveries(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(query): Query<DeliveryQuery>,
) -> Result<Json<DeliveryPage>, Problem> {
    caller.need(Scope::Read)?;
    let store = &app.service()?.store;
    let endpoint = find(&app, &caller, &id).await?;
    let limit = limit(query.limit.as_deref())?;
    let after = match query.starting_after {
        Some(id) => {
            let last = store.delivery(&caller.tenant, &id).await?;
            Some((store::time(last.ok_or_else(no_last)?.created_at), id))
        }
        None => None,
    };
    let mut found = store.deliveries(&endpoint.id, after, limit).await?;
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let mut data = Vec::new();
    for delivery in found {
        let attempts = store.delivery_attempts(&delivery.id).await?;
        data.push(delivery_view(delivery, attempts));
    }
    Ok(Json(DeliveryPage { data, has_more }))
}

/// Sends a test event to an endpoint.
#[utoipa::path(
    post, path = "/v1/webhook_endpoints/{id}/test", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 202, body = DeliveryView)),
)]
pub async fn test(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Response, Problem> {
    caller.need(Scope::Write)?;
    let endpoint = find(&app, &caller, &id).await?;
    let mut tx = app.service()?.store.begin().await?;
    let about = EventSubject { tenant: &caller.tenant, verification: None };
    let data = Data { id: &endpoint.id, mode: caller.tenant.mode.as_str(), ..Data::default() };
    let delivery = tx.emit_to(&endpoint.id, about, EventType::EndpointTest, data).await?;
    tx.commit().await?;
    accepted(&app, &caller, &delivery).await
}

/// Sends a delivery once more, with the same event id.
#[utoipa::path(
    post, path = "/v1/webhook_deliveries/{id}/resend", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 202, body = DeliveryView)),
)]
pub async fn resend(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Response, Problem> {
    caller.need(Scope::Write)?;
    let store = &app.service()?.store;
    let nothing = || Problem::from(&NOT_FOUND).detail("There is no delivery of this id.");
    let delivery = store.delivery(&caller.tenant, &id).await?.ok_or_else(nothing)?;
    let mut tx = store.begin().await?;
    tx.resend(&delivery.id).await?;
    tx.commit().await?;
    accepted(&app, &caller, &delivery.id).await
}

async fn accepted(app: &App, caller: &Caller, id: &str) -> Result<Response, Problem> {
    let store = &app.service()?.store;
    let delivery = store.delivery(&caller.tenant, id).await?.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    let attempts = store.delivery_attempts(id).await?;
    Ok((StatusCode::ACCEPTED, Json(delivery_view(delivery, attempts))).into_response())
}
