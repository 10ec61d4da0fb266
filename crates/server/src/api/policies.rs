//! Scoring policies: numbered versions, and what a proposed one would have changed.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::{
    path::{Path, Query},
    query::limit,
    told,
};
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::{INTERNAL_ERROR, INVALID_FIELD, NOT_FOUND, Problem},
    extract::{self, Json, Whole},
    risk::{self, Window, current_policy, space},
    store::PolicyRow,
};

/// One version of the policy.
#[derive(Serialize, ToSchema)]
pub struct PolicyView {
    pub version: i64,
    /// The newest is in force.
    pub in_force: bool,
    pub created_at: String,
    /// Who made it: `system` or `api_key`, with its id.
    pub made_by: String,
    pub made_by_id: Option<String>,
    /// Every rule with its points, cap and whether it is on, thresholds and references.
    #[schema(value_type = Object)]
    pub policy: Value,
}

/// Versions, newest first.
#[derive(Serialize, ToSchema)]
pub struct PolicyPage {
    data: Vec<PolicyView>,
    has_more: bool,
}

fn view(row: &PolicyRow, in_force: bool) -> Result<PolicyView, Problem> {
    let policy = serde_json::to_value(&*row.policy).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    Ok(PolicyView {
        version: row.version,
        in_force,
        created_at: told(row.created_at),
        made_by: row.actor_kind.clone(),
        made_by_id: row.actor_id.clone(),
        policy,
    })
}

/// Which part of the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PolicyQuery {
    /// The version of the last item of the page before.
    #[param(value_type = Option<i64>)]
    starting_after: Option<String>,
    /// Items on a page, 1 to 100; 20 unless told.
    #[param(value_type = Option<u32>)]
    limit: Option<String>,
}

fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| *number > 0)
}

/// Lists the versions of the scoring policy, newest first.
#[utoipa::path(
    get, path = "/v1/policies", tag = "risk", params(PolicyQuery), responses((status = 200, body = PolicyPage)),
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PolicyQuery>,
) -> Result<Json<PolicyPage>, Problem> {
    caller.need(Scope::Read)?;
    let service = app.service()?;
    let space = space(service, &caller.tenant).await?;
    let limit = limit(query.limit.as_deref())?;
    let wrong = || Problem::from(&INVALID_FIELD).param("starting_after").detail("A version is a number from 1.");
    let before = query.starting_after.as_deref().map(|text| number(text).ok_or_else(wrong)).transpose()?;
    let newest = current_policy(service, &space).await?.version;
    let rows = service.store.policies(space.id, before, limit + 1).await?;
    let shown = rows.iter().take(limit as usize);
    let data = shown.map(|row| view(row, row.version == newest)).collect::<Result<_, _>>()?;
    Ok(Json(PolicyPage { data, has_more: rows.len() > limit as usize }))
}

/// Reads one version of the scoring policy.
#[utoipa::path(
    get, path = "/v1/policies/{version}", tag = "risk", params(("version" = i64, Path)),
    responses((status = 200, body = PolicyView)),
)]
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(version): Path<String>,
) -> Result<Json<PolicyView>, Problem> {
    caller.need(Scope::Read)?;
    let service = app.service()?;
    let space = space(service, &caller.tenant).await?;
    let nothing = || Problem::from(&NOT_FOUND);
    let version = number(&version).ok_or_else(nothing)?;
    let newest = current_policy(service, &space).await?.version;
    let rows = service.store.policies(space.id, version.checked_add(1), 1).await?;
    let row = rows.first().filter(|row| row.version == version).ok_or_else(nothing)?;
    Ok(Json(view(row, version == newest)?))
}

/// A change: members that are left out stay as they are.
#[derive(Deserialize, ToSchema)]
pub struct PolicyChange {
    /// As read, or a part of it: `{"threshold": 60, "rules": {"TZ_MISMATCH": {"points": 10}}}`.
    #[schema(value_type = Object, required = true)]
    #[serde(default)]
    policy: Value,
    /// The version it was made from; refused where another came in between.
    based_on: Option<i64>,
}

/// Makes a new version of the scoring policy. It holds from the next checkout on; what was assessed keeps its own.
#[utoipa::path(
    post, path = "/v1/policies", tag = "risk", request_body = PolicyChange,
    responses((status = 201, body = PolicyView)),
)]
pub async fn create(State(app): State<App>, caller: Caller, Whole(body): Whole) -> Result<Response, Problem> {
    caller.need(Scope::Admin)?;
    let change: PolicyChange = extract::json(&body)?;
    let service = app.service()?;
    let row = risk::change_policy(service, &caller.turn(), &change.policy, change.based_on).await?;
    Ok((StatusCode::CREATED, Json(view(&row, true)?)).into_response())
}

/// A change to be tried.
#[derive(Deserialize, ToSchema)]
pub struct ReplayRequest {
    /// As for a new version.
    #[schema(value_type = Object, required = true)]
    #[serde(default)]
    policy: Value,
    /// At or after this time or day; 30 days ago unless told.
    created_after: Option<String>,
    /// Before this time or day.
    created_before: Option<String>,
}

/// What a change would have done.
#[derive(Serialize, ToSchema)]
pub struct ReplayResult {
    /// How many assessments were scored again.
    assessments: u64,
    /// How many would have been decided otherwise.
    flipped: u64,
    /// By decision before and after, with what they stand for in each currency.
    #[schema(value_type = Vec<Object>)]
    groups: Value,
    /// The newest hundred of them.
    #[schema(value_type = Vec<Object>)]
    flips: Value,
    /// There were more assessments than are scored at once; narrow the time.
    truncated: bool,
}

/// Scores stored assessments by a proposed policy, and says which decisions would flip. Nothing is changed.
#[utoipa::path(
    post, path = "/v1/policies/replay", tag = "risk", request_body = ReplayRequest,
    responses((status = 200, body = ReplayResult)),
)]
pub async fn replay(State(app): State<App>, caller: Caller, Whole(body): Whole) -> Result<Json<ReplayResult>, Problem> {
    caller.need(Scope::Read)?;
    let request: ReplayRequest = extract::json(&body)?;
    let window = Window::of(app.now(), request.created_after.as_deref(), request.created_before.as_deref())?;
    let service = app.service()?;
    let space = space(service, &caller.tenant).await?;
    let before = current_policy(service, &space).await?;
    let proposed = risk::proposed(&before.policy, &request.policy)?;
    let (replay, truncated) = risk::replay(service, &space, &proposed, &window).await?;
    Ok(Json(ReplayResult {
        assessments: replay.assessments,
        flipped: replay.flipped,
        groups: json!(replay.groups),
        flips: json!(replay.flips),
        truncated,
    }))
}
