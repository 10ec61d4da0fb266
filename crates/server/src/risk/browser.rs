//! What a request says about the browser, as keys to look up.

use countersign_core::risk::device::{self, Components};
use jiff::Timestamp;

use super::{keys::Space, token::DeviceToken};
use crate::{error::Problem, service::Service, store::device_key};

/// The `device` of a checkout, as it was sent.
#[derive(Clone, Default)]
pub struct DeviceClaim {
    /// Signed by us.
    pub token: Option<String>,
    /// An id that the shop's server vouches for: one of its own devices, `dev_…`, or a word of its own.
    pub id: Option<String>,
    /// A fingerprint of the shop's own collector.
    pub fingerprint: Option<String>,
    /// What our collector found, for the fingerprint to be made here.
    pub components: Option<Components>,
}

/// The browser of a checkout or a page view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Browser {
    /// 16 bytes; empty for none.
    pub(super) device: Vec<u8>,
    pub(super) fingerprint: Vec<u8>,
    pub(super) loose: Option<Vec<u8>>,
}

impl Browser {
    /// Of a claim.
    pub(super) async fn of(
        service: &Service,
        space: &Space,
        claim: &DeviceClaim,
        now: Timestamp,
    ) -> Result<Self, Problem> {
        let mut browser = Self::shown(space, claim, now);
        if let Some(id) = claim.id.as_deref().filter(|_| browser.device.is_empty()) {
            browser.vouched(service, space, id).await?;
        }
        Ok(browser)
    }

    /// Believes an id. One that looks like ours is ours where this merchant saw it; else it is a word like any other, so
    /// that nobody reaches into another merchant's devices or another mode's.
    async fn vouched(&mut self, service: &Service, space: &Space, id: &str) -> Result<(), Problem> {
        let known = match device_key(id) {
            Some(key) => service.store.device(space.id, &key).await?.map(|row| (row.by_fingerprint, key)),
            None => None,
        };
        match known {
            Some((false, key)) => self.device = key,
            // A kind of browser and no browser: it links where it is rare.
            Some((true, key)) if self.fingerprint.is_empty() => self.fingerprint = key,
            Some((true, _)) => {}
            None => self.device = space.hash("device", id.as_bytes()),
        }
        Ok(())
    }

    /// What the browser showed. A token that we did not sign counts as none: nothing is believed of it.
    fn shown(space: &Space, claim: &DeviceClaim, now: Timestamp) -> Self {
        let token = claim.token.as_deref().and_then(|text| DeviceToken::read(space, text, now));
        let sent = claim.components.as_ref();
        let strict = sent.and_then(device::strict).map(|text| space.hash("strict", text.as_bytes()));
        let loose = sent.and_then(device::loose).map(|text| space.hash("loose", text.as_bytes()));
        let named = claim.fingerprint.as_deref().map(|text| space.hash("fingerprint", text.as_bytes()));
        Self {
            device: token.map(|token| token.device.to_vec()).unwrap_or_default(),
            fingerprint: strict.or(named).or(token.and_then(|token| token.strict).map(Vec::from)).unwrap_or_default(),
            loose: loose.or(token.and_then(|token| token.loose).map(Vec::from)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seal::SealKey;

    #[test]
    fn what_we_did_not_sign_is_not_believed() {
        let (ours, theirs) = (Space::with(1, SealKey::random()), Space::with(2, SealKey::random()));
        let now = Timestamp::from_second(1_780_315_200).unwrap();
        let token = DeviceToken { device: [7; 16], issued_at: now, strict: Some([1; 16]), loose: Some([2; 16]) };
        let claim = |space| DeviceClaim { token: Some(token.sign(space)), ..DeviceClaim::default() };
        let known = Browser::shown(&ours, &claim(&ours), now);
        assert_eq!((known.device, known.fingerprint), (vec![7; 16], vec![1; 16]));
        assert_eq!(Browser::shown(&ours, &claim(&theirs), now), Browser::default());
    }

    #[test]
    fn what_the_browser_shows_now_wins_over_what_it_showed_then() {
        let space = Space::with(1, SealKey::random());
        let now = Timestamp::from_second(1_780_315_200).unwrap();
        let token = DeviceToken { device: [7; 16], issued_at: now, strict: Some([1; 16]), loose: None };
        let components = json!({ "canvas": "a", "platform": "b", "fonts": ["c"], "audio": 1.5 });
        let components: Components = serde_json::from_value(components).unwrap();
        let claim = DeviceClaim { components: Some(components.clone()), ..DeviceClaim::default() };
        let shown = Browser::shown(&space, &claim, now).fingerprint;
        assert_eq!(shown.len(), 16);
        let both = DeviceClaim { token: Some(token.sign(&space)), ..claim };
        assert_eq!(Browser::shown(&space, &both, now).fingerprint, shown);
    }
}
