//! Signatures of deliveries: `v1` is HMAC-SHA256 with a shared secret, `v1a` Ed25519 with a key pair of the endpoint.
//! What is signed is the id, the time and the body, joined by full stops (Standard Webhooks, "Signature scheme").

use std::fmt;

use aws_lc_rs::{
    hmac,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::seal::random;

/// A secret that signs, as its text says: `whsec_…` shared, `whsk_…` an Ed25519 seed.
pub enum Secret {
    Hmac(Vec<u8>),
    Ed25519(Box<Ed25519KeyPair>),
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

const SHARED: &str = "whsec_";
const PRIVATE: &str = "whsk_";
const PUBLIC: &str = "whpk_";

impl Secret {
    /// A new shared secret as text, of 32 random bytes.
    pub fn new_shared() -> String {
        format!("{SHARED}{}", STANDARD.encode(random::<32>()))
    }

    /// A new key pair as text, by its seed of 32 random bytes.
    pub fn new_pair() -> String {
        format!("{PRIVATE}{}", STANDARD.encode(random::<32>()))
    }

    /// Reads a secret. Without a prefix it is a shared one, as some libraries write it.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(seed) = text.strip_prefix(PRIVATE) {
            let seed = STANDARD.decode(seed).ok()?;
            return Ed25519KeyPair::from_seed_unchecked(&seed).ok().map(Box::new).map(Self::Ed25519);
        }
        STANDARD.decode(text.strip_prefix(SHARED).unwrap_or(text)).ok().map(Self::Hmac)
    }

    /// What a merchant needs to check signatures: the secret itself, or the public key.
    pub fn told(&self, text: &str) -> String {
        match self {
            Self::Hmac(_) => text.to_owned(),
            Self::Ed25519(pair) => format!("{PUBLIC}{}", STANDARD.encode(pair.public_key().as_ref())),
        }
    }

    /// One signature with its scheme before it. `timestamp` is in seconds since 1970.
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let message = format!("{id}.{timestamp}.{body}");
        match self {
            Self::Hmac(secret) => {
                let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
                format!("v1,{}", STANDARD.encode(tag.as_ref()))
            }
            Self::Ed25519(pair) => format!("v1a,{}", STANDARD.encode(pair.sign(message.as_bytes()).as_ref())),
        }
    }
}

/// The headers of one delivery, signed with each secret that is in force.
pub fn headers(secrets: &[Secret], id: &str, timestamp: i64, body: &str) -> [(&'static str, String); 3] {
    let signatures: Vec<String> = secrets.iter().map(|secret| secret.sign(id, timestamp, body)).collect();
    [
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-signature", signatures.join(" ")),
    ]
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
    use standardwebhooks::Webhook;

    use super::*;

    #[test]
    fn the_official_library_takes_our_signatures() {
        let text = Secret::new_shared();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
        let old = Secret::parse(&Secret::new_shared()).unwrap();
        let sent = headers(&[old, Secret::parse(&text).unwrap()], "evt_1", now, r#"{"a":"ü"}"#);
        let mut map = axum::http::HeaderMap::new();
        for (name, value) in &sent {
            map.insert(*name, value.parse().unwrap());
        }
        let verifier = Webhook::new(&text).unwrap();
        assert!(verifier.verify(r#"{"a":"ü"}"#.as_bytes(), &map).is_ok());
        assert!(verifier.verify(br#"{"a":"u"}"#, &map).is_err());
    }

    #[test]
    fn a_key_pair_signs_what_its_public_key_verifies() {
        let text = Secret::new_pair();
        let secret = Secret::parse(&text).unwrap();
        let signature = secret.sign("evt_1", 1_700_000_000, "{}");
        let raw = STANDARD.decode(signature.strip_prefix("v1a,").unwrap()).unwrap();
        let public = STANDARD.decode(secret.told(&text).strip_prefix(PUBLIC).unwrap()).unwrap();
        let key = UnparsedPublicKey::new(&ED25519, public);
        assert!(key.verify(b"evt_1.1700000000.{}", &raw).is_ok());
        assert!(key.verify(b"evt_2.1700000000.{}", &raw).is_err());
    }

    /// Vectors of the developers' data, where they are: a right signature is ours, a wrong one is not.
    #[test]
    fn vectors_hold() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dev/webhooks/vectors.json");
        let Ok(text) = fs::read_to_string(&file) else {
            eprintln!("not compared: there is no {}", file.display());
            return;
        };
        let vectors: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        let mut compared = 0;
        for vector in vectors.iter().filter(|vector| vector["scheme"] == "standard-webhooks") {
            let text = |name: &str| vector[name].as_str().unwrap();
            let (then, now) = (vector["timestamp"].as_i64().unwrap(), vector["now"].as_i64().unwrap());
            let in_time = (now - then).abs() <= vector["tolerance"].as_i64().unwrap();
            let ours = Secret::parse(text("secret")).unwrap().sign(text("id"), then, text("body"));
            let named = text("signature").split(' ').any(|signature| signature == ours);
            assert_eq!(named && in_time, vector["valid"].as_bool().unwrap(), "{}", vector["why"]);
            compared += 1;
        }
        assert!(compared > 5);
    }
}
