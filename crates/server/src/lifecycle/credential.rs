//! Issuing credentials, taking them back, and using them for an order.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::{
    credential::{Claims, Invalid, MOST_CHARACTERS, local_end},
    decision::Mode,
    id,
    level::{AgeResult, Level},
    verification::Status,
};
use jiff::{SignedDuration, Timestamp};

use super::{Turn, settings};
use crate::{
    app::App,
    credential::{self, new_key, sign},
    error::{INTERNAL_ERROR, NOT_APPROVED, NOT_FOUND, Problem},
    seal::random,
    service::Service,
    settings::MerchantSettings,
    store::{AuditEntry, NewCredential, SigningKey, Tx},
    tenant::Tenant,
};

/// For whom a credential is, and what it says.
pub struct Grant<'a> {
    pub tenant: &'a Tenant,
    /// A customer by the shop's id, or a guest's id.
    pub holder: &'a str,
    /// The customer, where somebody vouches for that.
    pub customer: Option<&'a str>,
    pub level: Level,
    pub age: Option<AgeResult>,
    pub verification: Option<&'a str>,
    pub subject: Option<&'a str>,
    pub cart: Option<&'a str>,
}

/// A credential; the token is stored nowhere.
#[derive(Clone)]
pub struct Issued {
    pub id: String,
    pub token: String,
    pub expires_at: Timestamp,
}

/// The name of a merchant's shop in credentials.
pub fn shop_name(settings: &MerchantSettings, tenant: &Tenant) -> String {
    settings.shop.clone().unwrap_or_else(|| tenant.merchant.to_string())
}

/// Issues a credential in the transaction of whatever it is for.
pub async fn issue(
    service: &Service,
    tx: &mut Tx,
    settings: &MerchantSettings,
    grant: &Grant<'_>,
) -> Result<Issued, Problem> {
    let key = current_key(service, tx, grant.tenant.mode).await?;
    let expires_at = tx.now + SignedDuration::from_hours(i64::from(settings.token_ttl_hours));
    // Whole seconds: what the token says and what is stored are the same moment.
    let expires_at = Timestamp::from_second(expires_at.as_second()).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    let claims = Claims {
        iss: issuer(service, grant.tenant.mode),
        sub: grant.holder.to_owned(),
        shop: shop_name(settings, grant.tenant),
        aal: grant.level,
        age: grant.age,
        jti: URL_SAFE_NO_PAD.encode(random::<12>()),
        vid: grant.verification.map(str::to_owned),
        cart: grant.cart.map(cart_hash),
        iat: tx.now.as_second(),
        exp: expires_at.as_second(),
        exl: settings.known_zone().map(|zone| local_end(expires_at.to_zoned(zone).datetime())),
    };
    let (claims, token) = shortest(service, &key, claims)?;
    let new = NewCredential {
        id: &claims.jti,
        tenant: grant.tenant,
        key_id: &key.id,
        level: grant.level,
        verification_id: grant.verification,
        subject_id: grant.subject,
        customer_id: grant.customer,
        one_use: settings.one_use_credentials,
        expires_at,
    };
    tx.insert_credential(&new).await?;
    Ok(Issued { id: claims.jti, token, expires_at })
}

/// Issues a credential for a verification that was approved, for a cart where one is named.
pub async fn of_verification(
    service: &Service,
    tenant: &Tenant,
    id: &str,
    cart: Option<&str>,
) -> Result<Issued, Problem> {
    let settings = settings(service, tenant).await?;
    let mut tx = service.store.begin().await?;
    let record = tx.verification(tenant, id).await?.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    if record.life.status != Status::Approved {
        return Err(Problem::from(&NOT_APPROVED).member("current_status", record.life.status.as_str()));
    }
    let attempts = tx.attempts(id).await?;
    let guest = tx.new_id::<id::Guest>().to_string();
    let grant = Grant {
        tenant,
        holder: record.customer_id.as_deref().unwrap_or(&guest),
        customer: record.customer_id.as_deref(),
        level: record.level,
        age: attempts.iter().find(|attempt| attempt.number == record.life.attempt).and_then(|attempt| attempt.age),
        verification: Some(&record.id),
        subject: Some(&record.subject_id),
        cart,
    };
    let issued = issue(service, &mut tx, &settings, &grant).await?;
    tx.commit().await?;
    Ok(issued)
}

/// The first form of the claims that is short enough: ids of people are hashed before the issuer's name is left out.
fn shortest(service: &Service, key: &SigningKey, claims: Claims) -> Result<(Claims, String), Problem> {
    let hashed = Claims { sub: holder_hash(&claims.sub), ..claims.clone() };
    let plain = Claims { iss: "countersign".to_owned(), ..hashed.clone() };
    for claims in [claims, hashed, plain] {
        let token = sign(&service.master, key, &claims)?;
        if token.len() <= MOST_CHARACTERS {
            return Ok((claims, token));
        }
    }
    Err(Problem::from(&INTERNAL_ERROR))
}

/// The host this installation is reached at; test credentials say so.
fn issuer(service: &Service, mode: Mode) -> String {
    let address = service.public_url.split_once("://").map_or(service.public_url.as_str(), |(_, rest)| rest);
    let host = address.split('/').next().unwrap_or_default();
    match mode {
        Mode::Live => host.to_owned(),
        Mode::Test => format!("{host}/test"),
    }
}

fn hashed(purpose: &[u8], text: &str) -> String {
    let bytes: Vec<u8> = [purpose, b":", text.as_bytes()].concat();
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, &bytes).as_ref()[..12])
}

/// What a token says of the cart it is for.
pub fn cart_hash(cart: &str) -> String {
    hashed(b"cart", cart)
}

/// What a token says of a holder whose id is too long.
fn holder_hash(holder: &str) -> String {
    format!("~{}", hashed(b"holder", holder))
}

/// The key that signs, made where there is none yet.
pub(crate) async fn current_key(service: &Service, tx: &mut Tx, mode: Mode) -> Result<SigningKey, Problem> {
    if let Some(key) = tx.signing_key(mode).await? {
        return Ok(key);
    }
    tx.insert_signing_key(&new_key(&service.master, mode, tx.now)?).await?;
    tx.signing_key(mode).await?.ok_or_else(|| Problem::from(&INTERNAL_ERROR))
}

/// Puts a new key in force. Those before it go on verifying what they signed, unless `forget` says that one was lost.
pub async fn rotate_signing_key(service: &Service, mode: Mode, forget: bool) -> Result<SigningKey, Problem> {
    let mut tx = service.store.begin().await?;
    tx.retire_signing_key(mode).await?;
    if forget {
        tx.forget_retired_keys(mode).await?;
    }
    let key = current_key(service, &mut tx, mode).await?;
    let actor = crate::store::Actor::System;
    let detail = if forget { "earlier keys forgotten" } else { "earlier keys retired" };
    let entry = AuditEntry {
        tenant: None,
        actor: &actor,
        action: "signing_key.rotated",
        target: &key.id,
        detail: Some(detail),
    };
    tx.audit(entry).await?;
    tx.commit().await?;
    Ok(key)
}

/// Takes a credential back; it is not valid from now on.
pub async fn revoke(app: &App, turn: &Turn, id: &str) -> Result<(), Problem> {
    let mut tx = app.service()?.store.begin().await?;
    if tx.credential(&turn.tenant, id).await?.is_none() {
        return Err(Problem::from(&NOT_FOUND));
    }
    if tx.revoke_credential(&turn.tenant, id).await? {
        let entry = AuditEntry {
            tenant: Some(&turn.tenant),
            actor: &turn.actor,
            action: "credential.revoked",
            target: id,
            detail: None,
        };
        tx.audit(entry).await?;
    }
    tx.commit().await?;
    app.credentials.forget();
    Ok(())
}

/// Why a credential is no good for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    Invalid(Invalid),
    /// Issued for another cart.
    WrongCart,
    /// Issued to another customer.
    WrongCustomer,
    /// Another order used it.
    Used,
}

impl Unfit {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invalid(invalid) => invalid.as_str(),
            Self::WrongCart => "wrong_cart",
            Self::WrongCustomer => "wrong_customer",
            Self::Used => "used",
        }
    }
}

/// An order that comes with a credential.
pub struct Order<'a> {
    pub id: &'a str,
    pub cart: Option<&'a str>,
    pub customer: Option<&'a str>,
}

/// Uses a credential for an order: what a checker without memory cannot know is found out here. The same order may ask
/// again and is told the same.
pub async fn consume(
    app: &App,
    tenant: &Tenant,
    token: &str,
    order: &Order<'_>,
) -> Result<Result<credential::Checked, Unfit>, Problem> {
    let service = app.service()?;
    let settings = super::settings(service, tenant).await?;
    let shop = shop_name(&settings, tenant);
    let checked = match app.credentials.check(app, token, Some((&shop, tenant.mode))).await? {
        // A second question about the order that used it is no second use.
        Err(Invalid::Revoked) => return used_before(app, tenant, token, order).await,
        Err(invalid) => return Ok(Err(Unfit::Invalid(invalid))),
        Ok(checked) => checked,
    };
    let (claims, mut tx) = (&checked.claims, service.store.begin().await?);
    let Some(row) = tx.credential(tenant, &claims.jti).await? else { return Ok(Err(Unfit::Invalid(Invalid::Revoked))) };
    if claims.cart.is_some() && claims.cart != order.cart.map(cart_hash) {
        return Ok(Err(Unfit::WrongCart));
    }
    if row.customer_id.is_some() && row.customer_id.as_deref() != order.customer {
        return Ok(Err(Unfit::WrongCustomer));
    }
    if !tx.consume_credential(tenant, &claims.jti, order.id).await? {
        return Ok(Err(Unfit::Used));
    }
    tx.commit().await?;
    app.credentials.forget();
    Ok(Ok(checked))
}

async fn used_before(
    app: &App,
    tenant: &Tenant,
    token: &str,
    order: &Order<'_>,
) -> Result<Result<credential::Checked, Unfit>, Problem> {
    let Some(checked) = app.credentials.signed(app, token).await? else {
        return Ok(Err(Unfit::Invalid(Invalid::Revoked)));
    };
    let row = app.service()?.store.credential(tenant, &checked.claims.jti).await?;
    Ok(match row.filter(|row| row.one_use).and_then(|row| row.consumed) {
        Some((_, by)) if by == order.id => Ok(checked),
        Some(_) => Err(Unfit::Used),
        None => Err(Unfit::Invalid(Invalid::Revoked)),
    })
}
