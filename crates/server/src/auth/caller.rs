//! Whose key a request carries.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{Extensions, HeaderMap, header, request::Parts},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::SignedDuration;

use super::{Scope, Scopes, api_key};
use crate::{
    app::App,
    error::{MISSING_SCOPE, Problem, UNAUTHORIZED},
    lifecycle::Turn,
    limits::ClientAddress,
    store::{Actor, Claim, KeyKind, KeyRow},
    tenant::Tenant,
};

/// How exact the time of last use is.
const LAST_USE: SignedDuration = SignedDuration::from_secs(60);

/// A merchant's program, known by its key.
#[derive(Clone, Debug)]
pub struct Caller {
    pub tenant: Tenant,
    pub key: String,
    pub scopes: Scopes,
    /// The right to answer this request, where it carries an idempotency key.
    pub claim: Option<Claim>,
}

impl Caller {
    /// The key must be allowed this.
    pub fn need(&self, scope: Scope) -> Result<(), Problem> {
        if self.scopes.has(scope) {
            return Ok(());
        }
        Err(Problem::from(&MISSING_SCOPE).detail(format!("This needs a key with the scope `{scope}`.")))
    }

    pub fn actor(&self) -> Actor {
        Actor::ApiKey(self.key.clone())
    }

    pub fn turn(&self) -> Turn {
        Turn { tenant: self.tenant.clone(), actor: self.actor(), claim: self.claim.clone() }
    }
}

/// A caller that was found out once for this request.
impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let caller = authenticate(app, &parts.headers, &parts.extensions).await?;
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

impl OptionalFromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        match <Self as FromRequestParts<App>>::from_request_parts(parts, app).await {
            Ok(caller) => Ok(Some(caller)),
            Err(problem) if problem.code == UNAUTHORIZED.code => Ok(None),
            Err(problem) => Err(problem),
        }
    }
}

/// The caller of a request's `Authorization`, counted. Whoever has no valid key is counted by address, and one that asks too
/// often is told so instead.
pub async fn authenticate(app: &App, headers: &HeaderMap, extensions: &Extensions) -> Result<Caller, Problem> {
    let address = ClientAddress::of(app, headers, extensions);
    let (caller, kind) = match known(app, headers).await {
        Err(problem) if problem.code == UNAUTHORIZED.code => {
            app.limits.anonymous(address, app.now())?;
            return Err(problem);
        }
        other => other?,
    };
    match kind {
        KeyKind::Secret => app.limits.key(&caller.key, app.now())?,
        KeyKind::Publishable => app.limits.outsider(address, &caller.tenant, app.now())?,
    }
    Ok(caller)
}

/// The key a request carries, not counted.
pub(super) async fn known(app: &App, headers: &HeaderMap) -> Result<(Caller, KeyKind), Problem> {
    let nobody = || Problem::from(&UNAUTHORIZED);
    let credentials = Credentials::of(headers).ok_or_else(nobody)?;
    let row = valid(app, &credentials.key).await?.ok_or_else(nobody)?;
    let tenant = Tenant { merchant: row.merchant_id.as_str().into(), mode: row.mode };
    if let Some(beside) = credentials.beside {
        // Key and secret have to be of one merchant and mode.
        let beside = valid(app, &beside).await?.ok_or_else(nobody)?;
        if beside.merchant_id != row.merchant_id || beside.mode != row.mode {
            return Err(nobody());
        }
    }
    Ok((Caller { tenant, key: row.id, scopes: Scopes::parse(&row.scopes), claim: None }, row.kind))
}

/// A key in force, whose use is remembered.
async fn valid(app: &App, key: &str) -> Result<Option<KeyRow>, Problem> {
    let (service, now) = (app.service()?, app.now());
    let row = service.store.key_of_hash(&api_key::hash(key)).await?;
    let Some(row) = row.filter(|row| row.expires_at.is_none_or(|end| end > now)) else { return Ok(None) };
    if row.last_used_at.is_none_or(|last| last + LAST_USE <= now) {
        service.store.key_used(&row.id, now).await?;
    }
    Ok(Some(row))
}

struct Credentials {
    /// What opens.
    key: String,
    /// The publishable key that came with it.
    beside: Option<String>,
}

impl Credentials {
    /// `Bearer KEY`, or Basic as `publishable:secret`, `secret:` or `:secret` (RFC 7617, RFC 6750).
    fn of(headers: &HeaderMap) -> Option<Self> {
        let mut all = headers.get_all(header::AUTHORIZATION).iter();
        let (Some(value), None) = (all.next(), all.next()) else { return None };
        let (scheme, rest) = value.to_str().ok()?.trim().split_once(' ')?;
        let rest = rest.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(Self { key: rest.to_owned(), beside: None });
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let text = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
        match text.split_once(':')? {
            ("", key) | (key, "") => Some(Self { key: key.to_owned(), beside: None }),
            (beside, key) => Some(Self { key: key.to_owned(), beside: Some(beside.to_owned()) }),
        }
    }
}
