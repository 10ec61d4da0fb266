//! Webhook endpoints: where a merchant listens.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use countersign_core::{id, webhook::EventType};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{path::Path, told};
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::{INTERNAL_ERROR, INVALID_FIELD, MISSING_FIELD, NOT_FOUND, Problem},
    extract::{self, Json, Whole},
    seal::SealKey,
    service::Service,
    store::{AuditEntry, Endpoint, EndpointChange, NewEndpoint, Tx},
    webhooks::sign::Secret,
};

/// How long an exchanged secret still signs.
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);
/// Endpoints of one merchant and mode.
const MOST_ENDPOINTS: usize = 20;

/// Where and what for.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct EndpointRequest {
    /// An http or https address that the public internet reaches.
    url: Option<String>,
    description: Option<String>,
    /// Names of events; all when left out.
    events: Option<Vec<String>>,
    /// `hmac` (default) or `ed25519`; settled when the endpoint is made.
    signing: Option<String>,
    /// False disables, true enables again.
    enabled: Option<bool>,
}

/// An endpoint.
#[derive(Serialize, ToSchema)]
pub struct EndpointView {
    id: String,
    mode: &'static str,
    url: String,
    description: Option<String>,
    events: Vec<String>,
    /// `hmac` or `ed25519`.
    signing: String,
    enabled: bool,
    disabled_reason: Option<String>,
    created_at: String,
    /// Checks signatures: shown when the endpoint is made and when the secret is exchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// Endpoints of the caller's mode.
#[derive(Serialize, ToSchema)]
pub struct EndpointList {
    data: Vec<EndpointView>,
}

fn view(endpoint: &Endpoint, secret: Option<String>) -> EndpointView {
    EndpointView {
        id: endpoint.id.clone(),
        mode: endpoint.tenant.mode.as_str(),
        url: endpoint.url.clone(),
        description: endpoint.description.clone(),
        events: endpoint.events.clone(),
        signing: endpoint.scheme.clone(),
        enabled: endpoint.disabled_at.is_none(),
        disabled_reason: endpoint.disabled_reason.clone(),
        created_at: told(endpoint.created_at),
        secret,
    }
}

fn wrong(param: &'static str, detail: impl Into<std::borrow::Cow<'static, str>>) -> Problem {
    Problem::from(&INVALID_FIELD).param(param).detail(detail)
}

fn address(service: &Service, url: &str) -> Result<String, Problem> {
    if url.len() > 2048 {
        return Err(wrong("url", "The address has up to 2048 characters."));
    }
    service.outgoing.check(url).map_err(|unfit| wrong("url", format!("This address cannot be used: {unfit}.")))?;
    Ok(url.to_owned())
}

fn events(names: Option<Vec<String>>) -> Result<Vec<String>, Problem> {
    let Some(names) = names else { return Ok(vec!["*".to_owned()]) };
    let known = |name: &String| name == "*" || EventType::from_name(name).is_some();
    if names.is_empty() || !names.iter().all(known) {
        return Err(wrong("events", "`events` names events, as docs/api.md lists them, or `*` for all."));
    }
    Ok(names)
}

fn described(text: Option<String>) -> Result<Option<String>, Problem> {
    let fits = text.as_ref().is_none_or(|text| text.chars().count() <= 255 && !text.contains('\0'));
    if fits { Ok(text) } else { Err(wrong("description", "A description has up to 255 characters.")) }
}

fn secrets_key(service: &Service) -> SealKey {
    service.master.derive(&[b"webhook-secrets"])
}

/// A new secret of a scheme: sealed, and as it is told.
fn new_secret(service: &Service, endpoint: &str, scheme: &str) -> Result<(Vec<u8>, String), Problem> {
    let text = if scheme == "ed25519" { Secret::new_pair() } else { Secret::new_shared() };
    let told = Secret::parse(&text).map(|secret| secret.told(&text)).ok_or_else(|| Problem::from(&INTERNAL_ERROR))?;
    Ok((secrets_key(service).seal(&format!("webhook:{endpoint}"), text.as_bytes()), told))
}

/// An endpoint of the caller's.
pub(super) async fn find(app: &App, caller: &Caller, id: &str) -> Result<Endpoint, Problem> {
    let found = app.service()?.store.endpoint(&caller.tenant, id).await?;
    found.ok_or_else(|| Problem::from(&NOT_FOUND).detail("There is no webhook endpoint of this id."))
}

async fn audited(tx: &mut Tx, caller: &Caller, action: &'static str, id: &str) -> Result<(), Problem> {
    let actor = caller.actor();
    let entry = AuditEntry { tenant: Some(&caller.tenant), actor: &actor, action, target: id, detail: None };
    Ok(tx.audit(entry).await?)
}

/// Registers an endpoint.
#[utoipa::path(
    post, path = "/v1/webhook_endpoints", tag = "webhooks", request_body = EndpointRequest,
    responses((status = 201, body = EndpointView, description = "With the secret, which is shown this once")),
)]
pub async fn create(State(app): State<App>, caller: Caller, Whole(body): Whole) -> Result<Response, Problem> {
    caller.need(Scope::Write)?;
    let service = app.service()?;
    let request: EndpointRequest = extract::json(&body)?;
    let url = address(service, &request.url.ok_or_else(|| Problem::from(&MISSING_FIELD).param("url"))?)?;
    let scheme = match request.signing.as_deref() {
        None | Some("hmac") => "hmac",
        Some("ed25519") => "ed25519",
        Some(_) => return Err(wrong("signing", "`signing` is hmac or ed25519.")),
    };
    if service.store.endpoints(&caller.tenant).await?.len() >= MOST_ENDPOINTS {
        return Err(wrong("url", "There may be up to 20 endpoints. Delete one first."));
    }
    let id = app.new_id::<id::Endpoint>().to_string();
    let (secret, told) = new_secret(service, &id, scheme)?;
    let (description, events) = (described(request.description)?, events(request.events)?);
    let new = NewEndpoint { id: id.clone(), url, description, events, scheme, secret };
    let mut tx = service.store.begin().await?;
    tx.insert_endpoint(&caller.tenant, &new).await?;
    audited(&mut tx, &caller, "webhook_endpoint.created", &id).await?;
    tx.commit().await?;
    let endpoint = find(&app, &caller, &id).await?;
    Ok((StatusCode::CREATED, Json(view(&endpoint, Some(told)))).into_response())
}

/// Lists endpoints.
#[utoipa::path(
    get, path = "/v1/webhook_endpoints", tag = "webhooks", responses((status = 200, body = EndpointList)),
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<EndpointList>, Problem> {
    caller.need(Scope::Read)?;
    let endpoints = app.service()?.store.endpoints(&caller.tenant).await?;
    Ok(Json(EndpointList { data: endpoints.iter().map(|endpoint| view(endpoint, None)).collect() }))
}

/// Reads an endpoint.
#[utoipa::path(
    get, path = "/v1/webhook_endpoints/{id}", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 200, body = EndpointView)),
)]
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<EndpointView>, Problem> {
    caller.need(Scope::Read)?;
    Ok(Json(view(&find(&app, &caller, &id).await?, None)))
}

/// Changes an endpoint's address, description or events, or disables and enables it.
#[utoipa::path(
    patch, path = "/v1/webhook_endpoints/{id}", tag = "webhooks", params(("id" = String, Path)),
    request_body = EndpointRequest, responses((status = 200, body = EndpointView)),
)]
pub async fn update(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Whole(body): Whole,
) -> Result<Json<EndpointView>, Problem> {
    caller.need(Scope::Write)?;
    let (service, request): (_, EndpointRequest) = (app.service()?, extract::json(&body)?);
    find(&app, &caller, &id).await?;
    let change = EndpointChange {
        url: request.url.map(|url| address(service, &url)).transpose()?,
        description: described(request.description)?,
        events: request.events.map(|names| events(Some(names))).transpose()?,
        enabled: request.enabled,
    };
    let mut tx = service.store.begin().await?;
    tx.change_endpoint(&id, &change).await?;
    audited(&mut tx, &caller, "webhook_endpoint.changed", &id).await?;
    tx.commit().await?;
    Ok(Json(view(&find(&app, &caller, &id).await?, None)))
}

/// Deletes an endpoint and what is on its way to it.
#[utoipa::path(
    delete, path = "/v1/webhook_endpoints/{id}", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 204)),
)]
pub async fn delete(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    caller.need(Scope::Write)?;
    find(&app, &caller, &id).await?;
    let mut tx = app.service()?.store.begin().await?;
    tx.delete_endpoint(&id).await?;
    audited(&mut tx, &caller, "webhook_endpoint.deleted", &id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Exchanges the secret. For a day deliveries carry the signatures of both.
#[utoipa::path(
    post, path = "/v1/webhook_endpoints/{id}/rotate_secret", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 200, body = EndpointView, description = "With the new secret, which is shown this once")),
)]
pub async fn rotate(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<EndpointView>, Problem> {
    caller.need(Scope::Write)?;
    let service = app.service()?;
    let endpoint = find(&app, &caller, &id).await?;
    let (secret, told) = new_secret(service, &id, &endpoint.scheme)?;
    let mut tx = service.store.begin().await?;
    let until = tx.now + OVERLAP;
    tx.rotate_endpoint_secret(&id, secret, until).await?;
    audited(&mut tx, &caller, "webhook_endpoint.secret_rotated", &id).await?;
    tx.commit().await?;
    Ok(Json(view(&endpoint, Some(told))))
}
