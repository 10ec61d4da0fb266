//! Assessments: scoring a checkout before the order is there, and telling what became of it.

pub mod feedback;
pub mod list;
pub mod request;
pub mod view;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use self::{
    request::AssessmentRequest,
    view::{Assessment, created, found, whole},
};
use super::path::Path;
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::Problem,
    extract::{self, Json, Whole},
    risk,
};

/// Assesses a checkout: a score, a decision and every reason. Ask before the order is created.
#[utoipa::path(
    post, path = "/v1/assessments", tag = "risk", request_body = AssessmentRequest,
    responses((status = 201, body = Assessment, description = "Assessed; what was seen is stored")),
)]
pub async fn create(State(app): State<App>, caller: Caller, Whole(body): Whole) -> Result<Response, Problem> {
    caller.need(Scope::Write)?;
    let facts = extract::json::<AssessmentRequest>(&body)?.checked(app.now())?;
    let answer = risk::assess(&app, &caller.turn(), &facts).await?;
    let location = format!("/v1/assessments/{}", answer.id);
    let view = created(&app, &facts, &answer)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(view)).into_response())
}

/// Reads an assessment with its whole report.
#[utoipa::path(
    get, path = "/v1/assessments/{id}", tag = "risk", params(("id" = String, Path)),
    responses((status = 200, body = Assessment)),
)]
pub async fn read(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Json<Assessment>, Problem> {
    caller.need(Scope::Read)?;
    let row = found(&app, &caller.tenant, &id).await?;
    Ok(Json(whole(app.service()?, &row).await?))
}

/// Hands out an assessment as a file.
#[utoipa::path(
    get, path = "/v1/assessments/{id}/report.json", tag = "risk", params(("id" = String, Path)),
    responses((status = 200, body = Assessment)),
)]
pub async fn export(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Response, Problem> {
    caller.need(Scope::Read)?;
    let row = found(&app, &caller.tenant, &id).await?;
    let file = format!("attachment; filename=\"{}.json\"", row.id);
    Ok(([(header::CONTENT_DISPOSITION, file)], Json(whole(app.service()?, &row).await?)).into_response())
}

/// The report as a page to read or print. It loads nothing; the settings `customer_page` and `order_page` make links of ids.
#[utoipa::path(
    get, path = "/v1/assessments/{id}/report.html", tag = "risk", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/html", body = String)),
)]
pub async fn page(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Response, Problem> {
    caller.need(Scope::Read)?;
    let row = found(&app, &caller.tenant, &id).await?;
    let html = risk::html(app.service()?, &caller.tenant, &row).await?;
    Ok(([(header::CONTENT_SECURITY_POLICY, risk::PAGE_POLICY.as_str())], Html(html)).into_response())
}
