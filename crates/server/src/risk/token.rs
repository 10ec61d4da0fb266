//! The device token: what the collector keeps in the browser. This server made the device's id and signed it together with
//! the fingerprints it saw, so that a copied hash proves nothing and a made-up id is none.
//!
//! `cs_device_` and, in base64url, a version byte, the id of 16 bytes, the time in seconds of 8, the strict and the loose
//! fingerprint of 16 each (zeros for none), and HMAC-SHA-256 over all of it with a key of the merchant and mode.

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};

use super::keys::Space;

const PREFIX: &str = "cs_device_";
const VERSION: u8 = 1;
const BODY: usize = 1 + 16 + 8 + 16 + 16;
const TAG: usize = 32;
/// How long a browser is known by a token that was not refreshed: as long as browsers keep a cookie (RFC 6265bis).
const LIFE: SignedDuration = SignedDuration::from_hours(400 * 24);
/// How far ahead another process's clock may be.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What a token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DeviceToken {
    pub(super) device: [u8; 16],
    pub(super) issued_at: Timestamp,
    /// Keyed hashes; nothing where too little was known.
    pub(super) strict: Option<[u8; 16]>,
    pub(super) loose: Option<[u8; 16]>,
}

fn key(space: &Space) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, space.token_key().bytes())
}

impl DeviceToken {
    /// The text for the browser.
    pub(super) fn sign(&self, space: &Space) -> String {
        let mut bytes = Vec::with_capacity(BODY + TAG);
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.device);
        bytes.extend_from_slice(&self.issued_at.as_second().to_be_bytes());
        bytes.extend_from_slice(&self.strict.unwrap_or_default());
        bytes.extend_from_slice(&self.loose.unwrap_or_default());
        let tag = hmac::sign(&key(space), &bytes);
        bytes.extend_from_slice(tag.as_ref());
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads a token of this space; nothing for one that we did not sign, or that is too old.
    pub(super) fn read(space: &Space, text: &str, now: Timestamp) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let (body, tag) = bytes.split_at_checked(BODY)?;
        hmac::verify(&key(space), body, tag).ok()?;
        let part = |from: usize| -> Option<[u8; 16]> { body.get(from..from + 16)?.try_into().ok() };
        let print = |from| part(from).filter(|print| *print != [0; 16]);
        let issued_at = Timestamp::from_second(i64::from_be_bytes(body.get(17..25)?.try_into().ok()?)).ok()?;
        let alive = issued_at <= now + SKEW && now.duration_since(issued_at) <= LIFE;
        let fits = body.first() == Some(&VERSION) && alive;
        Some(Self { device: part(1)?, issued_at, strict: print(25), loose: print(41) }).filter(|_| fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::SealKey;

    fn space(id: i64) -> Space {
        Space::with(id, SealKey::random())
    }

    #[test]
    fn a_token_is_read_by_whoever_signed_it() {
        let (ours, theirs, now) = (space(1), space(2), Timestamp::from_second(1_780_315_200).unwrap());
        let token = DeviceToken { device: [7; 16], issued_at: now, strict: Some([1; 16]), loose: None };
        let text = token.sign(&ours);
        assert_eq!(DeviceToken::read(&ours, &text, now), Some(token));
        assert_eq!(DeviceToken::read(&theirs, &text, now), None);
        assert_eq!(DeviceToken::read(&ours, &text, now + LIFE), Some(token));
        assert_eq!(DeviceToken::read(&ours, &text, now + LIFE + SKEW), None);
        assert_eq!(DeviceToken::read(&ours, &text, now - SKEW - SKEW), None);
    }

    #[test]
    fn any_changed_letter_is_noticed() {
        let (space, now) = (space(1), Timestamp::from_second(1_780_315_200).unwrap());
        let text = DeviceToken { device: [7; 16], issued_at: now, strict: None, loose: None }.sign(&space);
        for place in PREFIX.len()..text.len() - 1 {
            let mut changed = text.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(DeviceToken::read(&space, &changed, now), None, "letter {place}");
        }
        assert_eq!(DeviceToken::read(&space, "cs_device_", now), None);
        assert_eq!(DeviceToken::read(&space, &text[..60], now), None);
    }
}
