//! Reading verifications and their history.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    path::Path,
    told,
    view::{self, ActorView, Verification},
};
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::{NOT_FOUND, Problem},
    extract::Json,
    store::{HistoryEntry, Record},
};

/// A verification of the caller's; another's is not there.
pub(crate) async fn record(app: &App, caller: &Caller, id: &str) -> Result<Record, Problem> {
    let found = app.service()?.store.verification(&caller.tenant, id).await?;
    found.ok_or_else(nothing)
}

fn nothing() -> Problem {
    Problem::from(&NOT_FOUND).detail("There is no verification of this id.")
}

/// Reads a verification.
#[utoipa::path(
    get,
    path = "/v1/verifications/{id}",
    tag = "verifications",
    params(("id" = String, Path)),
    responses((status = 200, body = Verification)),
)]
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Verification>, Problem> {
    caller.need(Scope::Read)?;
    let service = app.service()?;
    let found = service.store.verification_to_show(&caller.tenant, &id).await?.ok_or_else(nothing)?;
    Ok(Json(view::of_found(service, &found).await?))
}

/// One status change.
#[derive(Serialize, ToSchema)]
pub struct HistoryLine {
    /// Nothing before the first.
    from: Option<String>,
    to: String,
    actor: ActorView,
    comment: Option<String>,
    reason: Option<String>,
    at: String,
}

/// Every status change, oldest first.
#[derive(Serialize, ToSchema)]
pub struct History {
    data: Vec<HistoryLine>,
}

/// Reads the history of a verification.
#[utoipa::path(
    get,
    path = "/v1/verifications/{id}/history",
    tag = "verifications",
    params(("id" = String, Path)),
    responses((status = 200, body = History)),
)]
pub async fn history(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Json<History>, Problem> {
    caller.need(Scope::Read)?;
    let record = record(&app, &caller, &id).await?;
    let entries = app.service()?.store.history(&record.id).await?;
    Ok(Json(History { data: entries.into_iter().map(line).collect() }))
}

pub(crate) fn line(entry: HistoryEntry) -> HistoryLine {
    HistoryLine {
        from: entry.from,
        to: entry.to,
        actor: ActorView { kind: entry.actor_kind, id: entry.actor_id },
        comment: entry.comment,
        reason: entry.reason,
        at: told(entry.at),
    }
}
