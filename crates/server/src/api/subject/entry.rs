//! Getting in: tokens and one-time codes are exchanged for a cookie, each once; a code lets one other device go on.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    person::{self, Person},
    session::{self, Session},
};
use crate::{
    api::{qr, told, view},
    app::App,
    auth::token,
    error::{DOCUMENTS_LOCKED, INVALID_TOKEN, Problem, RATE_LIMITED, SESSION_EXPIRED, TOKEN_USED},
    extract::Json,
    lifecycle,
    limits::ClientAddress,
    seal::random,
    store::{self, Pass, PassKind, Place, Record},
};

/// How long a browser stays in.
const COOKIE_LASTS: SignedDuration = SignedDuration::from_hours(24);
/// How long a code for another device is good.
const CODE_LASTS: SignedDuration = SignedDuration::from_mins(10);
/// Codes of one verification in that time.
const CODES: i64 = 20;
const COOKIE: &str = "cs_subject";

/// The hash of the cookie a request carries.
pub(super) fn cookie_hash(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == COOKIE).map(|(_, value)| token::hash(value)).next()
}

/// Exchanges a client token or a one-time code for a cookie. Each is exchanged once.
#[utoipa::path(
    post, path = "/v1/subject/session", tag = "subject",
    responses((status = 201, body = Session, description = "With the cookie")),
)]
pub async fn exchange(
    State(app): State<App>,
    headers: HeaderMap,
    request: axum::extract::Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let address = ClientAddress::of(&app, &headers, &parts.extensions);
    let text = person::bearer(&headers).unwrap_or_default();
    let (record, value) = admitted(&app, address, text).await?;
    let settings = lifecycle::settings(app.service()?, &record.tenant).await?;
    let person = Person { record, settings, extensions: parts.extensions };
    let session = session::of(&app, &person, &headers, None).await?;
    let cookie = cookie(&app, &value, "/v1/subject")?;
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)], Json(session)).into_response())
}

/// The cookie for the page of forms at `path`, by a link's token or code; none where this browser has it already.
pub(crate) async fn by_link(
    app: &App,
    headers: &HeaderMap,
    address: ClientAddress,
    text: &str,
    path: &str,
) -> Result<Option<HeaderValue>, Problem> {
    match admitted(app, address, text).await {
        Ok((_, value)) => cookie(app, &value, path).map(Some),
        Err(problem) if problem.code == TOKEN_USED.code => person::by_token(app, headers, text).await.map(|_| None),
        Err(problem) => Err(problem),
    }
}

/// Whose token or code it is, and the cookie's value it is exchanged for. Whoever guesses is counted by address.
async fn admitted(app: &App, address: ClientAddress, text: &str) -> Result<(Record, String), Problem> {
    let Some((record, another_device)) = holder(app, text).await? else {
        app.limits.anonymous(address, app.now())?;
        return Err(Problem::from(&INVALID_TOKEN));
    };
    app.limits.look(&record.id, app.now())?;
    if person::over(&record.life, app.now()) {
        return Err(Problem::from(&SESSION_EXPIRED));
    }
    let value = enter(app, &record, text, another_device).await?;
    Ok((record, value))
}

/// Whose token or code it is, and whether it is for another device.
async fn holder(app: &App, text: &str) -> Result<Option<(Record, bool)>, Problem> {
    let (store, hash) = (&app.service()?.store, token::hash(text));
    if token::is_token(text) {
        return Ok(store.verification_of_token(&hash).await?.map(|record| (record, false)));
    }
    let Some(pass) = store.pass(PassKind::Code, &hash).await?.filter(|_| token::is_code(text)) else { return Ok(None) };
    if store.exchanged(&hash).await?.is_some() {
        return Err(Problem::from(&TOKEN_USED));
    }
    if pass.expires_at <= app.now() {
        return Err(
            Problem::from(&SESSION_EXPIRED).detail("This code is too old. Please show a new one and scan that.")
        );
    }
    Ok(store.verification_by_id(&pass.verification_id).await?.map(|record| (record, true)))
}

/// Makes the cookie; the second one for the same token is refused.
async fn enter(app: &App, record: &Record, text: &str, another_device: bool) -> Result<String, Problem> {
    let value = URL_SAFE_NO_PAD.encode(random::<32>());
    let mut tx = app.service()?.store.begin().await?;
    let expires_at = tx.now + COOKIE_LASTS;
    let pass = Pass { hash: token::hash(&value), verification_id: record.id.clone(), expires_at };
    match tx.insert_pass(PassKind::Cookie, &pass, Some(&token::hash(text))).await {
        Err(store::Error::Exists) => return Err(Problem::from(&TOKEN_USED)),
        other => other?,
    }
    if another_device {
        let place =
            Place { page: pass.hash[..16].to_owned(), device: "phone".into(), step: "opened".into(), at: tx.now };
        tx.note_step(&record.id, record.life.attempt, &place).await?;
    }
    tx.commit().await?;
    Ok(value)
}

/// Sent back to what is below `path` alone, by no page of another site, read by no script. Without TLS, as on the operator's own
/// machine, a browser would not keep a `Secure` one.
fn cookie(app: &App, value: &str, path: &str) -> Result<HeaderValue, Problem> {
    let secure = if app.service()?.public_url.starts_with("https:") { "; Secure" } else { "" };
    let age = COOKIE_LASTS.as_secs();
    let text = format!("{COOKIE}={value}; Path={path}; HttpOnly; SameSite=Strict; Max-Age={age}{secure}");
    HeaderValue::from_str(&text).map_err(|_| Problem::from(&INVALID_TOKEN))
}

/// A way for another device to go on.
#[derive(Serialize, ToSchema)]
pub struct Handoff {
    /// Good once.
    url: String,
    /// `url` as a data URI of an SVG picture.
    qr_code: String,
    expires_at: String,
}

/// Makes a one-time code with which another device goes on.
#[utoipa::path(post, path = "/v1/subject/handoff", tag = "subject", responses((status = 201, body = Handoff)))]
pub async fn handoff(State(app): State<App>, person: Person) -> Result<Response, Problem> {
    let (service, record) = (app.service()?, &person.record);
    if !record.life.status.takes_documents() {
        return Err(Problem::from(&DOCUMENTS_LOCKED).member("current_status", record.life.status.as_str()));
    }
    if service.store.codes_since(&record.id, app.now() - CODE_LASTS).await? >= CODES {
        return Err(Problem::from(&RATE_LIMITED).retry_after(60).member("limit", "codes"));
    }
    let code = token::new_code();
    let mut tx = service.store.begin().await?;
    let expires_at = tx.now + CODE_LASTS;
    let pass = Pass { hash: token::hash(&code), verification_id: record.id.clone(), expires_at };
    tx.insert_pass(PassKind::Code, &pass, None).await?;
    tx.commit().await?;
    let url = view::hosted(service, &code);
    let handoff = Handoff { qr_code: qr::data_uri(&url)?, url, expires_at: told(expires_at) };
    Ok((StatusCode::CREATED, Json(handoff)).into_response())
}
