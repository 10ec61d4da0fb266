//! Who calls the endpoints of storefronts: a merchant's program, a page of the shop, the shop's own proxy, or nobody in
//! particular. From this follows what is believed of a customer's id.

use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, Uri, header, request::Parts},
};

use super::{Caller, Scope, caller, proxy::SignedQuery};
use crate::{
    app::App,
    error::{FOREIGN_ORIGIN, Problem, UNAUTHORIZED},
    guard,
    lifecycle::{self, Turn},
    limits::ClientAddress,
    service::Service,
    store::{Actor, KeyKind},
    tenant::Tenant,
};

/// Who calls.
#[derive(Clone, Debug)]
pub enum Visitor {
    /// With a secret key: whatever it says of customers is the merchant's own word.
    Program(Caller),
    /// A page of an origin that the merchant lists, with the publishable key. What it says of customers is a hint.
    Page(Tenant),
    /// Passed on and signed by the shop's platform, which says which customer is logged in.
    Proxy {
        tenant: Tenant,
        customer: Option<String>,
    },
    Nobody,
}

impl Visitor {
    /// For which shop the visitor speaks.
    pub fn tenant(&self) -> Option<&Tenant> {
        match self {
            Self::Program(caller) => Some(&caller.tenant),
            Self::Page(tenant) | Self::Proxy { tenant, .. } => Some(tenant),
            Self::Nobody => None,
        }
    }

    /// The shop, which has to be known.
    pub fn of_a_shop(&self) -> Result<&Tenant, Problem> {
        self.tenant().ok_or_else(|| Problem::from(&UNAUTHORIZED))
    }

    /// The customer somebody vouches for: whom a program named, or who is logged in. All else is a hint.
    pub fn customer<'a>(&'a self, named: Option<&'a str>) -> Option<&'a str> {
        match self {
            Self::Program(_) => named,
            Self::Proxy { customer, .. } => {
                let logged_in = customer.as_deref()?;
                // A body that names somebody else is no reason to believe it.
                named.is_none_or(|named| named == logged_in).then_some(logged_in)
            }
            Self::Page(_) | Self::Nobody => None,
        }
    }

    /// Whether this customer's status may be told.
    pub fn may_know(&self, customer: &str) -> bool {
        match self {
            Self::Program(caller) => caller.scopes.has(Scope::Read),
            Self::Proxy { customer: logged_in, .. } => logged_in.as_deref() == Some(customer),
            Self::Page(_) | Self::Nobody => false,
        }
    }

    /// Programs need the right to write; what pages and proxies may do, they may.
    pub fn may_write(&self) -> Result<(), Problem> {
        match self {
            Self::Program(caller) => caller.need(Scope::Write),
            _ => Ok(()),
        }
    }

    /// Acts for a shop.
    pub fn turn(&self, tenant: &Tenant) -> Turn {
        let actor = match self {
            Self::Program(caller) => caller.actor(),
            _ => Actor::Subject,
        };
        Turn { tenant: tenant.clone(), actor, claim: None }
    }
}

/// Found out once for a request, and counted: programs by key, everybody else by address and shop.
impl FromRequestParts<App> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let visitor = recognised(app, parts).await?;
        let address = ClientAddress::of(app, &parts.headers, &parts.extensions);
        match &visitor {
            Self::Program(caller) => app.limits.key(&caller.key, app.now())?,
            Self::Page(tenant) | Self::Proxy { tenant, .. } => app.limits.outsider(address, tenant, app.now())?,
            // Whoever tries things on this machine may do so as often as they like.
            Self::Nobody if address.0.is_loopback() || address.0.is_unspecified() => {}
            Self::Nobody => app.limits.anonymous(address, app.now())?,
        }
        parts.extensions.insert(visitor.clone());
        Ok(visitor)
    }
}

/// A page of the shop's that only wants to know how things look. It is not counted, so that it takes nothing from those who
/// act; only wrong keys are.
pub struct Onlooker(pub Tenant);

impl FromRequestParts<App> for Onlooker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        match recognised(app, parts).await? {
            Visitor::Page(tenant) => Ok(Self(tenant)),
            _ => Err(Problem::from(&UNAUTHORIZED)),
        }
    }
}

/// Who calls. Whoever guesses is counted; whom we could not look up is not to blame.
async fn recognised(app: &App, parts: &Parts) -> Result<Visitor, Problem> {
    let visitor = found(app, &parts.uri, &parts.headers).await;
    if visitor.as_ref().is_err_and(|problem| problem.status.is_client_error()) {
        app.limits.anonymous(ClientAddress::of(app, &parts.headers, &parts.extensions), app.now())?;
    }
    visitor
}

/// Whether a request says at all whose it is.
pub fn says_who(request: &Request) -> bool {
    request.headers().contains_key(header::AUTHORIZATION) || signed_query(request.uri()).is_some()
}

fn signed_query(uri: &Uri) -> Option<SignedQuery> {
    SignedQuery::of(uri.query()?)
}

async fn found(app: &App, uri: &Uri, headers: &HeaderMap) -> Result<Visitor, Problem> {
    if headers.contains_key(header::AUTHORIZATION) {
        let (caller, kind) = caller::known(app, headers).await?;
        return match kind {
            KeyKind::Secret => Ok(Visitor::Program(caller)),
            KeyKind::Publishable => page(app, headers, caller.tenant).await,
        };
    }
    match signed_query(uri) {
        Some(query) => passed_on(app, &query).await,
        None => Ok(Visitor::Nobody),
    }
}

async fn page(app: &App, headers: &HeaderMap, tenant: Tenant) -> Result<Visitor, Problem> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else {
        return Err(
            Problem::from(&FOREIGN_ORIGIN).detail("A publishable key is for pages: this request has no Origin.")
        );
    };
    let service = app.service()?;
    let settings = lifecycle::settings(service, &tenant).await?;
    if guard::is_own_page(app, &service.public_url, headers)
        || settings.origins.iter().any(|listed| listed.as_bytes() == origin.as_bytes())
    {
        return Ok(Visitor::Page(tenant));
    }
    Err(Problem::from(&FOREIGN_ORIGIN).detail("The shop does not list this origin: add it to the setting `origins`."))
}

async fn passed_on(app: &App, query: &SignedQuery) -> Result<Visitor, Problem> {
    let nobody = || Problem::from(&UNAUTHORIZED).detail("The signature of this request is not the shop's, or too old.");
    let service = app.service()?;
    let row = service.store.shop(query.shop()).await?.ok_or_else(nobody)?;
    let secret = open_secret(service, &row.domain, &row.sealed_secret)?;
    if !query.signed_with(&secret, app.now()) {
        return Err(nobody());
    }
    Ok(Visitor::Proxy { tenant: row.tenant, customer: query.customer().map(str::to_owned) })
}

/// A shop's secret, sealed.
pub fn seal_secret(service: &Service, domain: &str, secret: &str) -> Vec<u8> {
    service.master.derive(&[b"shop-secrets"]).seal(&format!("shop:{domain}"), secret.as_bytes())
}

fn open_secret(service: &Service, domain: &str, sealed: &[u8]) -> Result<Vec<u8>, Problem> {
    Ok(service.master.derive(&[b"shop-secrets"]).open(&format!("shop:{domain}"), sealed)?)
}
