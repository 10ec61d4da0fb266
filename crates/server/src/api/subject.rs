//! The API of the person a verification is about, opened by the token of that verification alone.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use countersign_core::{
    reason::CATALOGUE,
    verification::{Action, Status, Verification},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{documents, path::Path, told, view};
use crate::{
    app::App,
    auth::token,
    error::{INVALID_FIELD, INVALID_TOKEN, Problem},
    extract::{self, Json, Whole},
    lifecycle::{self, Act, Turn},
    limits::ClientAddress,
    store::{Actor, Note, Record},
};

/// The text a person agrees to before a picture is taken, and the version that is stored with their consent.
const CONSENT: &str = "We compare your document and your selfie to confirm who you are. The pictures are stored encrypted, \
                       seen only by the shop you came from, and deleted when their time is over. Nothing is sent to anyone \
                       else.";
const CONSENT_VERSION: &str = "2026-11";

/// The person of one verification.
pub struct Person {
    record: Record,
}

impl Person {
    fn turn(&self) -> Turn {
        Turn { tenant: self.record.tenant.clone(), actor: Actor::Subject, claim: None }
    }
}

impl FromRequestParts<App> for Person {
    type Rejection = Problem;

    /// Looking is counted by verification, doing anything by address and shop.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let address = ClientAddress::of(app, &parts.headers, &parts.extensions);
        let Some(record) = of_link(app, &parts.headers).await? else {
            app.limits.anonymous(address, app.now())?;
            return Err(Problem::from(&INVALID_TOKEN));
        };
        if parts.method.is_safe() {
            app.limits.look(&record.id, app.now())?;
        } else {
            app.limits.outsider(address, &record.tenant, app.now())?;
        }
        Ok(Self { record })
    }
}

/// The verification whose link a request carries, while the link lasts.
async fn of_link(app: &App, headers: &HeaderMap) -> Result<Option<Record>, Problem> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some((scheme, text)) = value.and_then(|value| value.split_once(' ')) else { return Ok(None) };
    if !scheme.eq_ignore_ascii_case("bearer") || !token::is_token(text) {
        return Ok(None);
    }
    let record = app.service()?.store.verification_of_token(&token::hash(text)).await?;
    // A link ends with what it was for: what was not submitted in time is over, the rest can be looked at.
    let over = |life: &Verification| match life.status {
        Status::Started => life.expires_at <= app.now(),
        status => status == Status::Expired,
    };
    Ok(record.filter(|record| !over(&record.life)))
}

/// What is asked of the person.
#[derive(Serialize, ToSchema)]
pub struct Session {
    status: &'static str,
    required_documents: Vec<&'static str>,
    documents: Vec<view::DocumentView>,
    attempt: u32,
    attempts_left: u32,
    locale: String,
    redirect_url: Option<String>,
    expires_at: String,
    consent: ConsentText,
    /// What came of it, once it is decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
}

/// What the person agrees to.
#[derive(Serialize, ToSchema)]
pub struct ConsentText {
    version: &'static str,
    text: &'static str,
    given: bool,
}

async fn session_of(app: &App, person: &Person) -> Result<Session, Problem> {
    let (service, record) = (app.service()?, &person.record);
    let life = &record.life;
    let documents = service.store.documents(&record.id).await?;
    let given = !service.store.consents(&record.id).await?.is_empty();
    Ok(Session {
        status: public_status(life.status),
        required_documents: record.needs.iter().map(|need| need.as_str()).collect(),
        documents: view::documents_of(&documents, life.attempt),
        attempt: life.attempt,
        attempts_left: life.attempts_allowed.saturating_sub(life.attempt),
        locale: record.locale.clone().unwrap_or_else(|| "en".to_owned()),
        redirect_url: record.redirect_url.clone(),
        expires_at: told(life.expires_at),
        consent: ConsentText { version: CONSENT_VERSION, text: CONSENT, given },
        message: message(record),
    })
}

/// What a person is told of a status: that somebody looks is enough.
fn public_status(status: Status) -> &'static str {
    match status {
        Status::Hold { .. } | Status::DoubleCheck => "in_review",
        other => other.as_str(),
    }
}

fn message(record: &Record) -> Option<&'static str> {
    match record.life.status {
        Status::Approved => Some("Thank you, everything is fine."),
        Status::DoubleCheck | Status::Hold { .. } => Some("Thank you. A person will take a look."),
        Status::Rejected => {
            let code = record.decision.as_ref().and_then(|decision| decision.reasons.first());
            let entry = code.and_then(|code| CATALOGUE.iter().find(|entry| entry.code == code));
            Some(entry.map_or("We could not confirm who you are. Please ask the shop.", |entry| entry.subject))
        }
        Status::Canceled => Some("This was canceled. Please ask the shop."),
        Status::Started | Status::Submitted | Status::Expired => None,
    }
}

/// What is asked, in which state it is, and what the person agrees to.
#[utoipa::path(get, path = "/v1/subject/session", tag = "subject", responses((status = 200, body = Session)))]
pub async fn session(State(app): State<App>, person: Person) -> Result<Json<Session>, Problem> {
    Ok(Json(session_of(&app, &person).await?))
}

/// How far it is; ask every second or two.
#[utoipa::path(get, path = "/v1/subject/progress", tag = "subject", responses((status = 200, body = Session)))]
pub async fn progress(State(app): State<App>, person: Person) -> Result<Json<Session>, Problem> {
    Ok(Json(session_of(&app, &person).await?))
}

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
    if request.version != CONSENT_VERSION {
        return Err(Problem::from(&INVALID_FIELD).param("version").detail("This is not the text that was shown."));
    }
    let locale = request.locale.filter(|locale| locale.len() <= 35 && !locale.contains('\0'));
    let mut tx = app.service()?.store.begin().await?;
    tx.insert_consent(&person.record.id, CONSENT_VERSION, locale.as_deref().unwrap_or("en")).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Uploads a document.
#[utoipa::path(
    put, path = "/v1/subject/documents/{type}", tag = "subject",
    params(("type" = String, Path, description = "photo_id, proof_of_address or selfie")),
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
    documents::put_into(&app, &person.turn(), &person.record, kind, request).await.map(Json)
}

/// Hands everything in.
#[utoipa::path(post, path = "/v1/subject/submit", tag = "subject", responses((status = 202, body = Session)))]
pub async fn submit(State(app): State<App>, person: Person) -> Result<Response, Problem> {
    let service = app.service()?;
    let act = Act { action: Action::Submit, note: Note::default(), status: 202 };
    lifecycle::act(service, &person.turn(), &person.record.id, &act).await?;
    let record = service.store.verification_by_id(&person.record.id).await?.unwrap_or(person.record);
    Ok((StatusCode::ACCEPTED, Json(session_of(&app, &Person { record }).await?)).into_response())
}
