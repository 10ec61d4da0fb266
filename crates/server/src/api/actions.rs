//! The actions: submit, approve, reject, hold, resume, cancel, resubmit.

use std::time::Duration;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use countersign_core::{
    reason::CATALOGUE,
    verification::{Action, Status},
};
use serde::Deserialize;
use tokio::time::{Instant, sleep};
use utoipa::ToSchema;

use super::{
    path::{Path, Query},
    verifications,
    view::{self, Verification},
};
use crate::{
    app::App,
    auth::{Caller, Scope, token},
    error::{INVALID_FIELD, MISSING_FIELD, Problem},
    extract::{self, Json, Whole},
    lifecycle::{self, Act},
    store::Note,
};

/// What is said about an action.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ActionRequest {
    /// For colleagues; the person does not see it.
    comment: Option<String>,
    /// A reason code; its text for the person is shown to them.
    reason: Option<String>,
}

#[derive(Deserialize)]
pub struct Wait {
    wait: Option<String>,
}

const MOST_WAIT: u64 = 30;

/// Hands a verification over to the pipeline.
#[utoipa::path(
    post,
    path = "/v1/verifications/{id}/submit",
    tag = "actions",
    params(("id" = String, Path), ("wait" = Option<u32>, Query, description = "Seconds to wait for the decision, up to 30")),
    responses(
        (status = 202, body = Verification, description = "Submitted"),
        (status = 200, body = Verification, description = "Decided while waiting"),
    ),
)]
pub async fn submit(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(query): Query<Wait>,
    Whole(body): Whole,
) -> Result<Response, Problem> {
    caller.need(Scope::Write)?;
    let wait = seconds(query.wait.as_deref())?;
    let note = note(&body)?;
    let act = Act { action: Action::Submit, note, status: 202 };
    lifecycle::act(app.service()?, &caller.turn(), &id, &act).await?;
    if let Some(wait) = wait {
        decided(&app, &caller, &id, wait).await?;
    }
    let record = verifications::record(&app, &caller, &id).await?;
    let open = record.life.status == Status::Submitted || wait.is_none();
    let status = if open { StatusCode::ACCEPTED } else { StatusCode::OK };
    Ok((status, Json(view::of(app.service()?, &record).await?)).into_response())
}

fn seconds(wait: Option<&str>) -> Result<Option<Duration>, Problem> {
    let Some(wait) = wait else { return Ok(None) };
    let wrong = || Problem::from(&INVALID_FIELD).param("wait").detail("`wait` is a number of seconds from 0 to 30.");
    let seconds = wait.parse::<u64>().ok().filter(|seconds| *seconds <= MOST_WAIT).ok_or_else(wrong)?;
    Ok(Some(Duration::from_secs(seconds)))
}

/// Returns when the verification is no longer submitted, or the time is over.
async fn decided(app: &App, caller: &Caller, id: &str, wait: Duration) -> Result<(), Problem> {
    let until = Instant::now() + wait;
    while Instant::now() < until {
        if verifications::record(app, caller, id).await?.life.status != Status::Submitted {
            break;
        }
        // Another process may decide it, so asking the database is the one way that always works.
        sleep(Duration::from_millis(100).min(until - Instant::now())).await;
    }
    Ok(())
}

/// Approves what is submitted or needs a person.
#[utoipa::path(
    post, path = "/v1/verifications/{id}/approve", tag = "actions", params(("id" = String, Path)),
    request_body = Option<ActionRequest>, responses((status = 200, body = Verification)),
)]
pub async fn approve(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Whole(body): Whole,
) -> Result<Json<Verification>, Problem> {
    caller.need(Scope::Review)?;
    act(&app, &caller, &id, Action::Approve, note(&body)?).await
}

/// Rejects what is submitted or needs a person; needs a reason or a comment.
#[utoipa::path(
    post, path = "/v1/verifications/{id}/reject", tag = "actions", params(("id" = String, Path)),
    request_body = ActionRequest, responses((status = 200, body = Verification)),
)]
pub async fn reject(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Whole(body): Whole,
) -> Result<Json<Verification>, Problem> {
    caller.need(Scope::Review)?;
    // Whether it exists and may be rejected comes before how.
    let note = note(&body)?;
    if note.reason.is_none() && note.comment.is_none() {
        verifications::record(&app, &caller, &id).await?;
        return Err(Problem::from(&MISSING_FIELD).param("reason").detail("Say why: a `reason` code or a `comment`."));
    }
    act(&app, &caller, &id, Action::Reject, note).await
}

macro_rules! plain_action {
    ($name:ident $action:ident $path:literal $doc:literal) => {
        #[doc = $doc]
        #[utoipa::path(
                            post, path = $path, tag = "actions", params(("id" = String, Path)),
                            request_body = Option<ActionRequest>, responses((status = 200, body = Verification)),
                        )]
        pub async fn $name(
            State(app): State<App>,
            caller: Caller,
            Path(id): Path<String>,
            Whole(body): Whole,
        ) -> Result<Json<Verification>, Problem> {
            caller.need(Scope::Write)?;
            act(&app, &caller, &id, Action::$action, note(&body)?).await
        }
    };
}

plain_action!(hold Hold "/v1/verifications/{id}/hold" "Stops a verification until it is resumed.");
plain_action!(resume Resume "/v1/verifications/{id}/resume" "Lets a held verification go on where it was.");
plain_action!(cancel Cancel "/v1/verifications/{id}/cancel" "Ends a verification for good.");
plain_action!(resubmit Resubmit "/v1/verifications/{id}/resubmit" "Opens another attempt for a rejected verification.");

async fn act(app: &App, caller: &Caller, id: &str, action: Action, note: Note) -> Result<Json<Verification>, Problem> {
    let service = app.service()?;
    lifecycle::act(service, &caller.turn(), id, &Act { action, note, status: 200 }).await?;
    let record = verifications::record(app, caller, id).await?;
    let view = view::of(service, &record).await?;
    if action == Action::Resubmit {
        let token = token::of(&service.master, &record.id);
        return Ok(Json(view::with_page(service, view, token)?));
    }
    Ok(Json(view))
}

/// The optional body of an action.
fn note(body: &[u8]) -> Result<Note, Problem> {
    let request: ActionRequest = if body.is_empty() { ActionRequest::default() } else { extract::json(body)? };
    let said = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let (comment, reason) = (said(request.comment), said(request.reason));
    if comment.as_ref().is_some_and(|comment| comment.chars().count() > 2000 || comment.contains('\0')) {
        return Err(Problem::from(&INVALID_FIELD).param("comment").detail("A comment has up to 2000 characters."));
    }
    if reason.as_ref().is_some_and(|code| CATALOGUE.iter().all(|entry| entry.code != code)) {
        let known = "This reason code is not in the catalogue; docs/reasons.md lists them.";
        return Err(Problem::from(&INVALID_FIELD).param("reason").detail(known));
    }
    Ok(Note { comment, reason, found: Vec::new() })
}
