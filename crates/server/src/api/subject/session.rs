//! Everything a flow shows of a verification.

use std::collections::BTreeMap;

use axum::{extract::State, http::HeaderMap};
use countersign_core::{reason::CATALOGUE, verification::Status};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Person,
    look::{self, Look, Shop, ThemeView, Wanted},
    person,
};
use crate::{
    api::{
        path::Query,
        told,
        view::{self, Advice},
    },
    app::App,
    error::Problem,
    extract::Json,
    flow::{
        Way,
        consent::{self, Consent},
        locale::Locale,
        steps::{self, Standing, Step},
    },
    lifecycle,
    settings::{Contact, MerchantSettings},
    store::{Document, Record},
};

/// What is asked of the person, and how far they are.
#[derive(Serialize, ToSchema)]
pub struct Session {
    pub id: String,
    /// `live` or `test`.
    pub mode: &'static str,
    pub level: u8,
    /// `started`, `submitted`, `approved`, `rejected`, `in_review` or `canceled`.
    pub status: &'static str,
    pub attempt: u32,
    pub attempts_left: u32,
    pub steps: Vec<Step>,
    /// Uploaded in this attempt.
    pub documents: Vec<view::DocumentView>,
    pub consent: ConsentText,
    pub locale: Locale,
    pub locales: [Locale; 5],
    pub merchant: Shop,
    pub theme: ThemeView,
    /// In place of the flow's own, by key.
    pub texts: BTreeMap<String, String>,
    pub contact: Option<Contact>,
    pub ways: Vec<Way>,
    pub way: Way,
    pub upload: Uploads,
    pub redirect_url: Option<String>,
    /// The page, where the shop's own pages may frame it.
    pub frame_url: String,
    pub expires_at: String,
    /// What came of it, once there is something.
    pub result: Option<Outcome>,
}

/// What the person agrees to.
#[derive(Serialize, ToSchema)]
pub struct ConsentText {
    pub version: String,
    pub locale: Locale,
    pub text: String,
    /// Where the shop says more about personal data.
    pub privacy_url: Option<String>,
    pub given: bool,
}

/// What may be sent.
#[derive(Serialize, ToSchema)]
pub struct Uploads {
    /// Files may be chosen in place of the camera.
    pub files: bool,
    /// Most bytes of one file.
    pub bytes: usize,
}

/// What came of a verification, for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Outcome {
    /// `approved`, `rejected`, `in_review` or `canceled`.
    pub outcome: &'static str,
    pub message: &'static str,
    pub reasons: Vec<Advice>,
    /// Another attempt may be opened.
    pub retry: bool,
}

/// What a person is told of a status: that somebody looks is enough.
pub(super) fn public_status(status: Status) -> &'static str {
    match status {
        Status::Hold { .. } | Status::DoubleCheck => "in_review",
        other => other.as_str(),
    }
}

/// Whether the person can still do something: hand in what is asked, or open the next attempt.
pub(crate) fn is_open(record: &Record, settings: &MerchantSettings, now: jiff::Timestamp) -> bool {
    let asked = record.life.status.takes_documents() && !person::over(&record.life, now);
    asked || may_retry(record, settings)
}

/// Whether the person may open the next attempt: the program rejected them, not a person.
pub(super) fn may_retry(record: &Record, settings: &MerchantSettings) -> bool {
    let by_program = record.decision.as_ref().is_some_and(|decision| decision.actor_kind == "system");
    let left = record.life.attempt < record.life.attempts_allowed;
    record.life.status == Status::Rejected && by_program && left && settings.flow.retry
}

/// What came of it, without what is said among colleagues.
pub(super) fn outcome(record: &Record, settings: &MerchantSettings) -> Option<Outcome> {
    let status = record.life.status;
    let codes = record.decision.as_ref().map(|decision| decision.reasons.as_slice()).unwrap_or_default();
    let entries = || codes.iter().filter_map(|code| CATALOGUE.iter().find(|entry| entry.code == code));
    let reasons: Vec<Advice> = match status {
        Status::Rejected => {
            entries().map(|entry| Advice { code: entry.code.to_owned(), message: entry.subject }).collect()
        }
        _ => Vec::new(),
    };
    let message = match status {
        Status::Approved => "Thank you, everything is fine.",
        Status::DoubleCheck | Status::Hold { .. } => "Thank you. A person will take a look.",
        Status::Canceled => "This was canceled. Please ask the shop.",
        Status::Rejected => {
            reasons.first().map_or("We could not confirm who you are. Please ask the shop.", |reason| reason.message)
        }
        Status::Started | Status::Submitted | Status::Expired => return None,
    };
    Some(Outcome { outcome: public_status(status), message, reasons, retry: may_retry(record, settings) })
}

async fn steps(
    app: &App,
    person: &Person,
    way: Way,
    current: &[&Document],
    consented: bool,
) -> Result<Vec<Step>, Problem> {
    let selfie = person.selfie(app).await?;
    let liveness = lifecycle::challenge::liveness(app.service()?, &person.record, selfie.as_deref()).await?;
    let standing = Standing { consented, way, documents: current, liveness: &liveness };
    Ok(steps::of(&person.record, &person.settings, &standing))
}

fn agreement(consent: Consent, settings: &MerchantSettings, given: bool) -> ConsentText {
    let Consent { version, locale, text } = consent;
    ConsentText { version, locale, text, privacy_url: settings.privacy_url.clone(), given }
}

/// The session of a verification, in a language.
pub(crate) async fn of(
    app: &App,
    person: &Person,
    headers: &HeaderMap,
    wanted: Option<&str>,
) -> Result<Session, Problem> {
    let (service, record, flow) = (app.service()?, &person.record, &person.settings.flow);
    let life = &record.life;
    let documents = service.store.documents(&record.id).await?;
    let current: Vec<&Document> = documents.iter().filter(|document| document.attempt == life.attempt).collect();
    let locale = Locale::of_request(headers, wanted, record.locale.as_deref());
    let Look { merchant, theme, texts } = look::of(app, &record.tenant.merchant, flow, locale).await?;
    let text = consent::text(&person.settings, &merchant.name, locale);
    let given = service.store.consents(&record.id).await?.iter().any(|(_, version, _)| *version == text.version);
    let way = service.store.flow(&record.id, life.attempt).await?.way;
    Ok(Session {
        id: record.id.clone(),
        mode: record.tenant.mode.as_str(),
        level: record.level.into(),
        status: public_status(life.status),
        attempt: life.attempt,
        attempts_left: life.attempts_allowed.saturating_sub(life.attempt),
        steps: steps(app, person, way, &current, given).await?,
        documents: current.into_iter().map(view::document).collect(),
        consent: agreement(text, &person.settings, given),
        locale,
        locales: Locale::ALL,
        frame_url: frame_url(&service.public_url, &merchant.id),
        merchant,
        theme,
        texts,
        contact: flow.contact.clone(),
        ways: flow.ways(),
        way,
        upload: Uploads { files: flow.files, bytes: app.config.picture.bytes },
        redirect_url: record.redirect_url.clone(),
        expires_at: told(life.expires_at),
        result: outcome(record, &person.settings),
    })
}

/// The page as the merchant's own pages may frame it.
pub(super) fn frame_url(public_url: &str, merchant: &str) -> String {
    format!("{public_url}/verify?merchant={merchant}")
}

/// The session as it is after something changed.
pub(super) async fn again(app: &App, person: Person, headers: &HeaderMap) -> Result<Session, Problem> {
    let record = app.service()?.store.verification_by_id(&person.record.id).await?.unwrap_or(person.record);
    of(app, &Person { record, ..person }, headers, None).await
}

/// What is asked, in which state it is, and what the person agrees to.
#[utoipa::path(
    get, path = "/v1/subject/session", tag = "subject",
    params(("locale" = Option<String>, Query, description = "BCP 47, as in de-AT")),
    responses((status = 200, body = Session)),
)]
pub async fn read(
    State(app): State<App>,
    person: Person,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Session>, Problem> {
    Ok(Json(of(&app, &person, &headers, wanted.locale.as_deref()).await?))
}
