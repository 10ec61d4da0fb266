//! The first start: a merchant to try things with, whose keys are shown once on the terminal and never logged.

use std::io::Write;

use countersign_core::decision::Mode;

use crate::{
    auth::{
        Scopes,
        api_key::{self, KeyPair},
    },
    cli::output,
    service::Service,
    store::{Error, KeyKind, NewKey},
    tenant::Tenant,
};

/// The name of the merchant to try things with.
pub const MERCHANT: &str = "demo";

/// Makes the demo merchant where there is no merchant yet.
pub async fn first_start(service: &Service) -> Result<Option<KeyPair>, Error> {
    let mut tx = service.store.begin().await?;
    // Whoever writes this first makes the merchant, however many processes start.
    let id = tx.new_id::<countersign_core::id::Merchant>().to_string();
    if tx.settle_meta("demo", &id).await? != id || tx.any_merchant().await? {
        tx.commit().await?;
        return Ok(None);
    }
    let pair = api_key::create_pair(&mut tx, MERCHANT, Mode::Test, Scopes::usual()).await?;
    tx.commit().await?;
    Ok(Some(pair))
}

/// A publishable key for the demo shop's own page. It follows from the master key, so that it can be shown again.
pub async fn page_key(service: &Service, tenant: &Tenant) -> Result<String, Error> {
    let text = api_key::of_page(&service.master, tenant);
    let hash = api_key::hash(&text);
    if service.store.key_of_hash(&hash).await?.is_none() {
        let mut tx = service.store.begin().await?;
        let (merchant_id, mode) = (&*tenant.merchant, tenant.mode);
        let new = NewKey { merchant_id, mode, kind: KeyKind::Publishable, hash: &hash, hint: "demo shop", scopes: "" };
        match tx.insert_key(new).await {
            // Another page was opened at the same moment.
            Err(Error::Exists) => {}
            other => {
                other?;
                tx.commit().await?;
            }
        }
    }
    Ok(text)
}

/// Shows the keys and what to do with them.
pub fn welcome(keys: &KeyPair, public_url: &str) {
    let text = format!(
        "\n  A merchant to try things with was made. Its test keys are shown this once:\n\n    \
         publishable  {}\n    secret       {}\n\n  A first verification, decided by a magic value:\n\n    \
         curl -u {}: {public_url}/v1/verifications \\\n      -H 'content-type: application/json' \\\n      \
         -d '{{\"vendor_state\": \"sandbox:approved\"}}'\n\n",
        keys.publishable.text, keys.secret.text, keys.secret.text
    );
    // A terminal that is gone has nobody to show keys to.
    drop(output::out().write_all(text.as_bytes()));
}
