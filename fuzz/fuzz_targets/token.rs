//! A credential: any text for the token, and any text for the claims of one that is rightly signed.

#![no_main]

use std::{collections::HashSet, sync::LazyLock};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::decision::Mode;
use jiff::Timestamp;
use jsonwebtoken::DecodingKey;
use libfuzzer_sys::fuzz_target;
use token::{PublicKeys, check};

// The file itself and not its crate, which brings the whole server along.
#[path = "../../crates/server/src/credential/token.rs"]
mod token;

static PAIR: LazyLock<Ed25519KeyPair> = LazyLock::new(|| Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap());

static KEYS: LazyLock<PublicKeys> = LazyLock::new(|| {
    let public = URL_SAFE_NO_PAD.encode(PAIR.public_key().as_ref());
    PublicKeys::from([("k".to_owned(), (Mode::Live, DecodingKey::from_ed_components(&public).unwrap()))])
});

fn signed(claims: &str) -> String {
    let encoded = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", encoded(r#"{"alg":"EdDSA","kid":"k"}"#), encoded(claims));
    let signature = PAIR.sign(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
}

fuzz_target!(|text: &str| {
    let (now, none) = (Timestamp::UNIX_EPOCH, HashSet::new());
    // Nobody signs by chance.
    assert!(check(text, &KEYS, &none, now, None).is_err());
    let token = signed(text);
    if let Ok(checked) = check(&token, &KEYS, &none, now, Some(("shop", Mode::Live))) {
        assert!(checked.remaining_ms > 0 && checked.claims.shop == "shop");
        let revoked = HashSet::from([checked.claims.jti]);
        assert!(check(&token, &KEYS, &revoked, now, None).is_err());
        assert!(check(&token, &KEYS, &none, now, Some(("shop", Mode::Test))).is_err());
        assert!(check(&token.replacen("eyJ", "eyK", 1), &KEYS, &none, now, None).is_err());
    }
});
