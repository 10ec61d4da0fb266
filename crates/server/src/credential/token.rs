//! Checking a token, which anybody may have written: its signature by a known key, then what it says.

use std::collections::{HashMap, HashSet};

use countersign_core::{
    credential::{Claims, Invalid, MOST_CHARACTERS},
    decision::Mode,
};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};

/// Public keys by id.
pub(super) type PublicKeys = HashMap<String, (Mode, DecodingKey)>;

/// A token that was checked.
#[derive(Debug)]
pub struct Checked {
    pub claims: Claims,
    pub mode: Mode,
    pub remaining_ms: i64,
}

/// Checks a token at a moment. For `shop`, where the caller speaks for one.
pub(super) fn check(
    token: &str,
    keys: &PublicKeys,
    revoked: &HashSet<String>,
    now: Timestamp,
    shop: Option<(&str, Mode)>,
) -> Result<Checked, Invalid> {
    if token.len() > MOST_CHARACTERS || token.bytes().filter(|byte| *byte == b'.').count() != 2 {
        return Err(Invalid::Malformed);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| Invalid::Malformed)?;
    let kid = header.kid.ok_or(Invalid::Malformed)?;
    let (mode, key) = keys.get(&kid).ok_or(Invalid::BadSignature)?;
    let claims = jsonwebtoken::decode::<Claims>(token, key, &rules()).map_err(|error| reason(error.kind()))?.claims;
    if revoked.contains(&claims.jti) {
        return Err(Invalid::Revoked);
    }
    if shop.is_some_and(|(_, other)| other != *mode) {
        return Err(Invalid::WrongShop);
    }
    let remaining_ms = claims.valid(now, shop.map(|(shop, _)| shop))?;
    Ok(Checked { claims, mode: *mode, remaining_ms })
}

/// The signature alone: what the claims mean is core's, and time is the application's.
fn rules() -> Validation {
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.required_spec_claims.clear();
    (rules.validate_exp, rules.validate_aud) = (false, false);
    rules
}

fn reason(error: &jsonwebtoken::errors::ErrorKind) -> Invalid {
    use jsonwebtoken::errors::ErrorKind as E;
    match error {
        E::InvalidSignature | E::InvalidAlgorithm | E::InvalidAlgorithmName => Invalid::BadSignature,
        _ => Invalid::Malformed,
    }
}
