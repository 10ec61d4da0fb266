//! Who the person is: by a client token, or by the cookie that a token or code was exchanged for.

use axum::{
    extract::FromRequestParts,
    http::{Extensions, HeaderMap, header, request::Parts},
};
use countersign_core::{
    attempt::{DocumentKind, Side},
    verification::{Status, Verification},
};

use super::{cors, entry};
use crate::{
    app::App,
    auth::token,
    error::{INVALID_TOKEN, Problem, SESSION_EXPIRED, TOKEN_USED},
    lifecycle::{self, Turn},
    limits::ClientAddress,
    settings::MerchantSettings,
    store::{Actor, PassKind, Record},
};

/// The person of one verification.
pub struct Person {
    pub(crate) record: Record,
    pub(crate) settings: MerchantSettings,
    pub(super) extensions: Extensions,
}

impl Person {
    pub(crate) fn turn(&self) -> Turn {
        Turn { tenant: self.record.tenant.clone(), actor: Actor::Subject, claim: None }
    }

    /// The image of the current attempt's selfie.
    pub(super) async fn selfie(&self, app: &App) -> Result<Option<String>, Problem> {
        let documents = app.service()?.store.documents(&self.record.id).await?;
        let current = documents.into_iter().filter(|document| document.attempt == self.record.life.attempt);
        let selfie = current.filter(|document| document.kind == DocumentKind::Selfie).flat_map(|d| d.images);
        Ok(selfie.filter(|image| image.side == Side::Front).map(|image| image.id).next())
    }
}

impl FromRequestParts<App> for Person {
    type Rejection = Problem;

    /// What a valid link does is counted by verification, an invalid one by address.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let record = match found(app, &parts.headers).await {
            Err(problem) if problem.code == INVALID_TOKEN.code => {
                let address = ClientAddress::of(app, &parts.headers, &parts.extensions);
                app.limits.anonymous(address, app.now())?;
                return Err(problem);
            }
            other => other?,
        };
        app.limits.look(&record.id, app.now())?;
        let settings = lifecycle::settings(app.service()?, &record.tenant).await?;
        cors::allowed(app, &parts.headers, &settings)?;
        Ok(Self { record, settings, extensions: parts.extensions.clone() })
    }
}

async fn found(app: &App, headers: &HeaderMap) -> Result<Record, Problem> {
    let record = match bearer(headers) {
        Some(text) => by_token(app, headers, text).await?,
        None => by_cookie(app, headers).await?,
    };
    // A link ends with what it was for: what was not submitted in time is over, the rest can be looked at.
    if over(&record.life, app.now()) { Err(Problem::from(&SESSION_EXPIRED)) } else { Ok(record) }
}

pub(super) fn over(life: &Verification, now: jiff::Timestamp) -> bool {
    match life.status {
        Status::Started => life.expires_at <= now,
        status => status == Status::Expired,
    }
}

/// What `Authorization: Bearer` carries.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, text) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(text.trim())
}

/// A token that was exchanged opens nothing any more, but in the browser that has the cookie.
pub(super) async fn by_token(app: &App, headers: &HeaderMap, text: &str) -> Result<Record, Problem> {
    let nobody = || Problem::from(&INVALID_TOKEN);
    if token::is_code(text) {
        // A code is there to be exchanged. In the browser that did so it stands for the cookie.
        return match app.service()?.store.exchanged(&token::hash(text)).await? {
            Some(cookie) if entry::cookie_hash(headers).as_deref() == Some(&*cookie.hash) => {
                by_cookie(app, headers).await
            }
            Some(_) => Err(Problem::from(&TOKEN_USED)),
            None => Err(nobody()),
        };
    }
    if !token::is_token(text) {
        return Err(nobody());
    }
    let (store, hash) = (&app.service()?.store, token::hash(text));
    let record = store.verification_of_token(&hash).await?.ok_or_else(nobody)?;
    match store.exchanged(&hash).await? {
        Some(cookie) if entry::cookie_hash(headers).as_deref() != Some(&*cookie.hash) => {
            Err(Problem::from(&TOKEN_USED))
        }
        _ => Ok(record),
    }
}

async fn by_cookie(app: &App, headers: &HeaderMap) -> Result<Record, Problem> {
    let nobody = || Problem::from(&INVALID_TOKEN);
    let hash = entry::cookie_hash(headers).ok_or_else(nobody)?;
    let store = &app.service()?.store;
    let pass = store.pass(PassKind::Cookie, &hash).await?.ok_or_else(nobody)?;
    if pass.expires_at <= app.now() {
        return Err(Problem::from(&SESSION_EXPIRED));
    }
    store.verification_by_id(&pass.verification_id).await?.ok_or_else(nobody)
}
