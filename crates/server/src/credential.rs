//! Signing credentials and checking them.
//!
//! Keys and revocations are held in memory, since a check has to be quick: this process learns of its own revocations at
//! once, and of another's within [`STALE`].

mod token;

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::{
    credential::{Claims, Invalid},
    decision::Mode,
};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use tokio::sync::Mutex;

pub use token::Checked;
use token::PublicKeys;

use crate::{
    app::App,
    error::{INTERNAL_ERROR, Problem},
    lifecycle,
    seal::{MasterKey, random},
    store::{SigningKey, Store},
    tenant::Tenant,
};

/// How old what is known of keys and revocations may be.
const STALE: Duration = Duration::from_secs(1);
/// How old it may be where a token is signed by nobody known. Forged tokens cost no more than one look in this time.
const PATIENCE: Duration = Duration::from_millis(20);
/// How long a retired key goes on verifying: as long as the longest credential lasts.
pub(crate) const LONGEST: SignedDuration = SignedDuration::from_hours(720);
/// Revocations are read again from a little before the last one, since transactions end in another order than they begin.
const OVERLAP: SignedDuration = SignedDuration::from_secs(60);
/// How long revocations are added to those known before.
const REREAD: Duration = Duration::from_hours(1);

/// A new key pair, sealed.
pub fn new_key(master: &MasterKey, mode: Mode, now: Timestamp) -> Result<SigningKey, Problem> {
    let mistake = |_| Problem::from(&INTERNAL_ERROR);
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(mistake)?;
    let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    let id = URL_SAFE_NO_PAD.encode(random::<6>());
    let sealed = sealing(master).seal(&purpose(&id), document.as_ref());
    let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    Ok(SigningKey { id, mode, public, sealed, created_at: now, retired_at: None })
}

fn sealing(master: &MasterKey) -> crate::seal::SealKey {
    master.derive(&[b"signing-keys"])
}

fn purpose(id: &str) -> String {
    format!("signing-key:{id}")
}

/// Signs claims: a compact JWS.
pub fn sign(master: &MasterKey, key: &SigningKey, claims: &Claims) -> Result<String, Problem> {
    let pair = sealing(master).open(&purpose(&key.id), &key.sealed)?;
    let mut header = Header::new(Algorithm::EdDSA);
    // Without a type the token is shorter, and nothing else is signed with these keys.
    (header.typ, header.kid) = (None, Some(key.id.clone()));
    let token = jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(&pair));
    token.map_err(|_| Problem::from(&INTERNAL_ERROR))
}

/// The public keys by which one process checks, and what was revoked.
#[derive(Default)]
pub struct Book {
    known: RwLock<Option<Known>>,
    /// Counts how often what is known was forgotten.
    age: AtomicU64,
    reading: Mutex<()>,
    shops: RwLock<HashMap<Arc<str>, Named>>,
}

/// A shop's name, and since when it is known.
type Named = (Instant, Arc<str>);

/// Shops whose names are remembered; beyond that all are forgotten.
const SHOPS: usize = 10_000;

#[derive(Clone)]
struct Known {
    keys: Arc<PublicKeys>,
    revoked: Arc<HashSet<String>>,
    /// The latest revocation that was seen.
    through: Timestamp,
    at: Instant,
    /// When everything was read, rather than what is new.
    whole: Instant,
}

impl Book {
    /// Checks a token by everything that is known of it. For `shop`, where the caller speaks for one.
    pub async fn check(
        &self,
        app: &App,
        token: &str,
        shop: Option<(&str, Mode)>,
    ) -> Result<Result<Checked, Invalid>, Problem> {
        let known = self.known(app, STALE).await?;
        match known.check(token, app.now(), shop) {
            // A key that is new, perhaps: made a moment ago, by this process or another.
            Err(Invalid::BadSignature) if known.at.elapsed() > PATIENCE => {
                Ok(self.known(app, PATIENCE).await?.check(token, app.now(), shop))
            }
            found => Ok(found),
        }
    }

    /// A token that is good but for being revoked; nothing where it is not even that.
    pub async fn signed(&self, app: &App, token: &str) -> Result<Option<Checked>, Problem> {
        let known = Known { revoked: Arc::default(), ..self.known(app, STALE).await? };
        Ok(known.check(token, app.now(), None).ok())
    }

    /// Has everything read again before the next check.
    pub fn forget(&self) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        self.age.fetch_add(1, Ordering::Relaxed);
        *known = None;
    }

    /// Keeps what was read, unless something was revoked since the reading began.
    fn keep(&self, read: &Known, age: u64) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if self.age.load(Ordering::Relaxed) == age {
            *known = Some(read.clone());
        }
    }

    /// The name of a merchant's shop, at most [`STALE`] old.
    pub async fn shop_of(&self, app: &App, tenant: &Tenant) -> Result<Arc<str>, Problem> {
        let known = self.shops.read().unwrap_or_else(PoisonError::into_inner).get(&tenant.merchant).cloned();
        if let Some((_, name)) = known.filter(|(at, _)| at.elapsed() < STALE) {
            return Ok(name);
        }
        let settings = lifecycle::settings(app.service()?, tenant).await?;
        let name: Arc<str> = lifecycle::credential::shop_name(&settings, tenant).into();
        let mut shops = self.shops.write().unwrap_or_else(PoisonError::into_inner);
        if shops.len() >= SHOPS {
            shops.clear();
        }
        shops.insert(Arc::clone(&tenant.merchant), (Instant::now(), Arc::clone(&name)));
        Ok(name)
    }

    async fn known(&self, app: &App, stale: Duration) -> Result<Known, Problem> {
        let current = self.current();
        match current {
            Some(known) if known.at.elapsed() < stale => return Ok(known),
            // Somebody is reading already: what was known a moment ago does.
            Some(known) if self.reading.try_lock().is_err() => return Ok(known),
            _ => {}
        }
        let _reading = self.reading.lock().await;
        let (age, before) = (self.age.load(Ordering::Relaxed), self.current());
        if let Some(known) = before.as_ref().filter(|known| known.at.elapsed() < stale) {
            return Ok(known.clone());
        }
        let known = Known::read(&app.service()?.store, before, app.now()).await?;
        self.keep(&known, age);
        Ok(known)
    }

    fn current(&self) -> Option<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Known {
    async fn read(store: &Store, before: Option<Self>, now: Timestamp) -> Result<Self, Problem> {
        let at = Instant::now();
        // From time to time those that ended are forgotten.
        let before = before.filter(|before| before.whole.elapsed() < REREAD);
        let whole = before.as_ref().map_or(at, |before| before.whole);
        let keys = store.signing_keys(now - LONGEST).await?.into_iter().filter_map(|key| {
            let public = DecodingKey::from_ed_components(&key.public).ok()?;
            Some((key.id, (key.mode, public)))
        });
        let since = before.as_ref().map_or(Timestamp::UNIX_EPOCH, |before| before.through - OVERLAP);
        let news = store.revoked_since(since, now).await?;
        let mut revoked = before.map(|before| before.revoked).unwrap_or_default();
        let through = news.iter().map(|(_, at)| *at).max().unwrap_or(since).max(since);
        let unknown: Vec<String> = news.into_iter().map(|(id, _)| id).filter(|id| !revoked.contains(id)).collect();
        if !unknown.is_empty() {
            Arc::make_mut(&mut revoked).extend(unknown);
        }
        Ok(Self { keys: Arc::new(keys.collect()), revoked, through: through.max(Timestamp::UNIX_EPOCH), at, whole })
    }

    fn check(&self, token: &str, now: Timestamp, shop: Option<(&str, Mode)>) -> Result<Checked, Invalid> {
        token::check(token, &self.keys, &self.revoked, now, shop)
    }
}
