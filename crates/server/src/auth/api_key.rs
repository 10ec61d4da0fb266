//! Making and telling API keys. A key is a word that says what it is and 256 random bits; only its hash is kept, and since
//! nobody can guess such bits, one round of SHA-256 is enough.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::decision::Mode;

use crate::{
    auth::Scopes,
    hex,
    seal::{MasterKey, random},
    store::{self, Actor, AuditEntry, KeyKind, Merchant, NewKey, Tx},
    tenant::Tenant,
};

/// A key as it is shown, once.
pub struct NewSecret {
    pub id: String,
    pub text: String,
}

fn prefix(kind: KeyKind, mode: Mode) -> &'static str {
    match (kind, mode) {
        (KeyKind::Secret, Mode::Live) => "cs_secret_live_",
        (KeyKind::Secret, Mode::Test) => "cs_secret_test_",
        (KeyKind::Publishable, Mode::Live) => "cs_public_live_",
        (KeyKind::Publishable, Mode::Test) => "cs_public_test_",
    }
}

/// The publishable key of a page of ours that stands for a merchant's.
pub fn of_page(master: &MasterKey, tenant: &Tenant) -> String {
    let key = master.derive(&[b"page-key", tenant.merchant.as_bytes(), tenant.mode.as_str().as_bytes()]);
    format!("{}{}", prefix(KeyKind::Publishable, tenant.mode), URL_SAFE_NO_PAD.encode(key.bytes()))
}

/// What is stored of a key.
pub fn hash(text: &str) -> String {
    hex::sha256(&[b"api-key", text.as_bytes()])
}

/// Makes a key for a merchant; its text is in the answer and nowhere else.
pub async fn create(
    tx: &mut Tx,
    merchant: &Merchant,
    mode: Mode,
    kind: KeyKind,
    scopes: Scopes,
) -> Result<NewSecret, store::Error> {
    let text = format!("{}{}", prefix(kind, mode), URL_SAFE_NO_PAD.encode(random::<32>()));
    let hint = format!("{}…{}", prefix(kind, mode), &text[text.len() - 4..]);
    let (hash, scopes) = (hash(&text), scopes.to_string());
    let new = NewKey { merchant_id: &merchant.id, mode, kind, hash: &hash, hint: &hint, scopes: &scopes };
    let id = tx.insert_key(new).await?;
    let tenant = Tenant { merchant: merchant.id.as_str().into(), mode };
    let entry = AuditEntry {
        tenant: Some(&tenant),
        actor: &Actor::System,
        action: "key.created",
        target: &id,
        detail: Some(kind.as_str()),
    };
    tx.audit(entry).await?;
    Ok(NewSecret { id, text })
}

/// A merchant's first pair of keys, or one more.
pub struct KeyPair {
    pub merchant: Merchant,
    pub mode: Mode,
    pub publishable: NewSecret,
    pub secret: NewSecret,
}

/// Makes a publishable and a secret key, and the merchant when the name is new.
pub async fn create_pair(tx: &mut Tx, name: &str, mode: Mode, scopes: Scopes) -> Result<KeyPair, store::Error> {
    let merchant = tx.merchant_named(name, "{}").await?;
    let publishable = create(tx, &merchant, mode, KeyKind::Publishable, Scopes::NONE).await?;
    let secret = create(tx, &merchant, mode, KeyKind::Secret, scopes).await?;
    Ok(KeyPair { merchant, mode, publishable, secret })
}
