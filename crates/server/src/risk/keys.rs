//! A merchant's space: the secret behind its hashes. Equal values of two merchants, or of live and test, have different
//! hashes, and without the secret nobody can tell which value a hash is of.

use std::fmt;

use countersign_core::risk::Policy;

use crate::{
    error::{INTERNAL_ERROR, Problem},
    seal::{KEY_LENGTH, SealKey, random},
    service::Service,
    store::{self, Actor},
    tenant::Tenant,
};

/// A merchant in one mode, with its secret.
#[derive(Clone)]
pub struct Space {
    pub id: i64,
    secret: SealKey,
}

impl fmt::Debug for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Space").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Space {
    pub(super) fn with(id: i64, secret: SealKey) -> Self {
        Self { id, secret }
    }

    /// A hash of 16 bytes; what it is of is part of it.
    pub fn hash(&self, of: &str, value: &[u8]) -> Vec<u8> {
        self.secret.derive(&[of.as_bytes(), value]).bytes()[..16].to_vec()
    }

    /// A hash of 63 bits that is never 0.
    pub fn number(&self, of: &str, value: &[u8]) -> i64 {
        let bytes: [u8; 8] = self.secret.derive(&[of.as_bytes(), value]).bytes()[..8].try_into().unwrap_or_default();
        (i64::from_be_bytes(bytes) & i64::MAX).max(1)
    }

    /// Seals an address for the list of those that were checked; `key` is its hash.
    pub(super) fn seal_address(&self, key: i64, address: &str) -> Vec<u8> {
        self.secret.derive(&[b"email-checks"]).seal(&format!("email:{key}"), address.as_bytes())
    }

    /// Opens a sealed address; nothing where it is not of this space.
    pub fn open_address(&self, key: i64, sealed: &[u8]) -> Option<String> {
        let opened = self.secret.derive(&[b"email-checks"]).open(&format!("email:{key}"), sealed).ok()?;
        String::from_utf8(opened).ok()
    }

    /// The key that signs device tokens.
    pub(super) fn token_key(&self) -> SealKey {
        self.secret.derive(&[b"device-token"])
    }

    /// The key of a customer's account.
    pub fn customer(&self, id: &str) -> Vec<u8> {
        self.hash("customer", id.as_bytes())
    }

    /// The key of a guest's account: an address has one, whoever's device it is typed on.
    pub fn guest(&self, address: &str) -> Vec<u8> {
        self.hash("guest", address.as_bytes())
    }

    /// What a guest is called where a customer has an id. Says nothing about the address.
    pub fn guest_name(&self, account: i64) -> String {
        format!("guest_{:012x}", self.number("guest-name", &account.to_be_bytes()) & 0xffff_ffff_ffff)
    }
}

fn purpose(tenant: &Tenant) -> String {
    format!("risk:{}:{}", tenant.merchant, tenant.mode.as_str())
}

/// The space of a tenant, made when its first checkout comes, with the default policy as version 1.
pub async fn space(service: &Service, tenant: &Tenant) -> Result<Space, Problem> {
    let sealing = service.master.derive(&[b"risk-spaces"]);
    if let Some(row) = service.store.space(tenant).await? {
        let secret = SealKey::from_bytes(&sealing.open(&purpose(tenant), &row.sealed_secret)?)?;
        return Ok(Space::with(row.id, secret));
    }
    let number = service.store.numbers(1).await?.start;
    let mut tx = service.store.begin().await?;
    let secret: [u8; KEY_LENGTH] = random();
    if tx.insert_space(number, tenant, sealing.seal(&purpose(tenant), &secret)).await? {
        insert_first_policy(&mut tx, number).await?;
    }
    tx.commit().await?;
    // Of two that made it at once, one did.
    let row = service.store.space(tenant).await?.ok_or_else(|| Problem::from(&INTERNAL_ERROR))?;
    let secret = SealKey::from_bytes(&sealing.open(&purpose(tenant), &row.sealed_secret)?)?;
    Ok(Space::with(row.id, secret))
}

async fn insert_first_policy(tx: &mut store::Tx, space: i64) -> Result<(), store::Error> {
    tx.insert_policy(space, 0, &Policy { version: 1, ..Policy::default() }, &Actor::System).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_of_one_space_and_one_purpose() {
        let space = |id| Space::with(id, SealKey::random());
        let (ours, theirs) = (space(1), space(2));
        assert_eq!(ours.hash("ip", b"x"), ours.hash("ip", b"x"));
        assert_ne!(ours.hash("ip", b"x"), ours.hash("agent", b"x"));
        assert_ne!(ours.hash("ip", b"x"), theirs.hash("ip", b"x"));
        assert_ne!(ours.hash("ab", b"c"), ours.hash("a", b"bc"), "a part cannot move into another");
        assert!((0..1000_i64).all(|n| ours.number("ip", &n.to_be_bytes()) > 0));
        let sealed = ours.seal_address(7, "ada@example.org");
        assert_eq!(ours.open_address(7, &sealed).as_deref(), Some("ada@example.org"));
        assert_eq!((ours.open_address(8, &sealed), theirs.open_address(7, &sealed)), (None, None));
        assert!(ours.guest_name(7).starts_with("guest_"));
    }
}
