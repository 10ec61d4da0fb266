//! The API of the person a verification is about, as docs/subject-api.md tells it: opened by the token of that verification
//! alone, or by what the token was exchanged for.

mod burst;
pub mod challenge;
pub mod cors;
pub mod entry;
pub mod look;
mod person;
pub mod progress;
pub mod session;
pub mod start;
pub mod way;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use countersign_core::verification::Action;
use serde::Deserialize;
use utoipa::ToSchema;

pub use person::Person;

use self::session::Session;
use super::{documents, path::Path, view};
use crate::{
    app::App,
    error::{CHALLENGE_MISSING, CONSENT_MISSING, INVALID_FIELD, Problem},
    extract::{self, Json, Whole},
    flow::{Way, consent, steps},
    lifecycle::{self, Act, magic},
    limits::ClientAddress,
    store::Note,
};

/// Which text the person agreed to.
#[derive(Deserialize, ToSchema)]
pub struct ConsentRequest {
    version: String,
    locale: Option<String>,
}

/// Stores the person's consent.
#[utoipa::path(
    post, path = "/v1/subject/consent", tag = "subject", request_body = ConsentRequest, responses((status = 204)),
)]
pub async fn consent(State(app): State<App>, person: Person, Whole(body): Whole) -> Result<StatusCode, Problem> {
    let request: ConsentRequest = extract::json(&body)?;
    agree(&app, &person, &request.version, request.locale.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Stores that the person agreed to a text, which has to be the one in force.
pub(crate) async fn agree(app: &App, person: &Person, version: &str, locale: Option<&str>) -> Result<(), Problem> {
    if version != consent::version(&person.settings) {
        return Err(Problem::from(&INVALID_FIELD).param("version").detail("This is not the text that was shown."));
    }
    let locale = locale.filter(|locale| locale.len() <= 35 && !locale.contains('\0'));
    let mut tx = app.service()?.store.begin().await?;
    tx.insert_consent(&person.record.id, version, locale.unwrap_or("en")).await?;
    Ok(tx.commit().await?)
}

/// Uploads a document.
#[utoipa::path(
    put, path = "/v1/subject/documents/{type}", tag = "subject",
    params(
        ("type" = String, Path, description = "photo_id, proof_of_address or selfie"),
        ("side" = Option<String>, Query, description = "For raw bytes: front or back"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = view::DocumentView)),
)]
pub async fn put(
    State(app): State<App>,
    person: Person,
    Path(name): Path<String>,
    request: Request,
) -> Result<Json<view::DocumentView>, Problem> {
    let kind = documents::kind(&name)?;
    consented(&app, &person).await?;
    documents::put_into(&app, &person.turn(), &person.record, kind, request).await.map(Json)
}

/// No picture is taken before the person agreed to that.
pub(crate) async fn consented(app: &App, person: &Person) -> Result<(), Problem> {
    let given = app.service()?.store.consents(&person.record.id).await?;
    let version = consent::version(&person.settings);
    let agreed = given.iter().any(|(_, given, _)| *given == version);
    if agreed { Ok(()) } else { Err(Problem::from(&CONSENT_MISSING)) }
}

/// Hands everything in.
#[utoipa::path(post, path = "/v1/subject/submit", tag = "subject", responses((status = 202, body = Session)))]
pub async fn submit(State(app): State<App>, person: Person, headers: HeaderMap) -> Result<Response, Problem> {
    hand_in(&app, &person, &headers).await?;
    let session = session::again(&app, person, &headers).await?;
    Ok((StatusCode::ACCEPTED, Json(session)).into_response())
}

/// Hands in, once the challenge is done where one is asked for.
pub(crate) async fn hand_in(app: &App, person: &Person, headers: &HeaderMap) -> Result<(), Problem> {
    app.limits.outsider(ClientAddress::of(app, headers, &person.extensions), &person.record.tenant, app.now())?;
    if person.record.life.status.takes_documents() && magic(&person.record).is_none() {
        challenged(app, person).await?;
    }
    let act = Act { action: Action::Submit, note: Note::default(), status: 202 };
    lifecycle::act(app.service()?, &person.turn(), &person.record.id, &act).await
}

/// Whoever goes the usual way has passed the challenge, or used all tries, once everything else is there.
async fn challenged(app: &App, person: &Person) -> Result<(), Problem> {
    let (service, record) = (app.service()?, &person.record);
    let flow = service.store.flow(&record.id, record.life.attempt).await?;
    if flow.way != Way::Usual || !steps::asks_challenge(record, &person.settings) {
        return Ok(());
    }
    let selfie = person.selfie(app).await?;
    let liveness = lifecycle::challenge::liveness(service, record, selfie.as_deref()).await?;
    // A missing selfie is named with the other missing documents.
    let open = selfie.is_some() && liveness.state() == "open";
    if open { Err(Problem::from(&CHALLENGE_MISSING)) } else { Ok(()) }
}

/// Opens the next attempt of somebody the program rejected.
#[utoipa::path(post, path = "/v1/subject/retry", tag = "subject", responses((status = 200, body = Session)))]
pub async fn retry(State(app): State<App>, person: Person, headers: HeaderMap) -> Result<Json<Session>, Problem> {
    reopen(&app, &person).await?;
    Ok(Json(session::again(&app, person, &headers).await?))
}

/// Opens the next attempt, where the person may.
pub(crate) async fn reopen(app: &App, person: &Person) -> Result<(), Problem> {
    if !session::may_retry(&person.record, &person.settings) {
        let refused = countersign_core::verification::Refused::InvalidTransition {
            status: person.record.life.status,
            action: Action::Resubmit,
        };
        return Err(lifecycle::refusal(&refused));
    }
    let act = Act { action: Action::Resubmit, note: Note::default(), status: 200 };
    lifecycle::act(app.service()?, &person.turn(), &person.record.id, &act).await
}
