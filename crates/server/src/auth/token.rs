//! The token of one verification, for the person it is about. It is derived from the master key, so that it can be shown
//! again as a QR code and is stored nowhere; the database holds its hash.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    hex,
    seal::{MasterKey, random},
};

const PREFIX: &str = "cs_client_";
const CODE: &str = "cs_once_";

/// The token of a verification.
pub fn of(master: &MasterKey, verification: &str) -> String {
    let key = master.derive(&[b"client-token", verification.as_bytes()]);
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(key.bytes()))
}

/// What is stored of it.
pub fn hash(token: &str) -> String {
    hex::sha256(&[b"client-token", token.as_bytes()])
}

/// Whether a text looks like one at all.
pub fn is_token(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// A code with which one other device goes on, once.
pub fn new_code() -> String {
    format!("{CODE}{}", URL_SAFE_NO_PAD.encode(random::<32>()))
}

/// Whether a text looks like such a code.
pub fn is_code(text: &str) -> bool {
    text.starts_with(CODE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::SealKey;

    #[test]
    fn each_verification_has_one_token_for_each_installation() {
        let (ours, theirs) = (MasterKey::new(SealKey::random()), MasterKey::new(SealKey::random()));
        assert_eq!(of(&ours, "ver_1"), of(&ours, "ver_1"));
        assert_ne!(of(&ours, "ver_1"), of(&ours, "ver_2"));
        assert_ne!(of(&ours, "ver_1"), of(&theirs, "ver_1"));
        assert!(is_token(&of(&ours, "ver_1")));
    }
}
