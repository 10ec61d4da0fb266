//! What the endpoints of storefronts say about people besides their pictures, checked.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer};

use crate::error::{INVALID_FIELD, Problem};

/// Characters of an id.
const ID: usize = 255;

/// An id of the shop's, which some send as a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShopId(pub(super) String);

impl<'de> Deserialize<'de> for ShopId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Number(u64),
        }
        Ok(Self(match Written::deserialize(deserializer)? {
            Written::Text(text) => text,
            Written::Number(number) => number.to_string(),
        }))
    }
}

/// An id where there is one: an empty text is none.
pub(super) fn id(name: &'static str, id: Option<ShopId>) -> Result<Option<String>, Problem> {
    let Some(ShopId(text)) = id.filter(|id| !id.0.is_empty()) else { return Ok(None) };
    if text.chars().count() > ID || text.chars().any(char::is_control) {
        return Err(Problem::from(&INVALID_FIELD)
            .param(name)
            .detail("An id has up to 255 characters, none of them invisible."));
    }
    Ok(Some(text))
}

/// To which text somebody agreed, when, and in which language.
#[derive(Deserialize)]
pub(super) struct Consent {
    text_version: String,
    at: Option<String>,
    locale: Option<String>,
}

impl Consent {
    /// As it is stored. A page's clock is believed for a day back; else it was now.
    pub(super) fn checked(self, now: Timestamp) -> Result<(Timestamp, String, String), Problem> {
        let wrong = |param, detail: &'static str| Problem::from(&INVALID_FIELD).param(param).detail(detail);
        let fits = |text: &str, most: usize| (1..=most).contains(&text.chars().count()) && !text.contains('\0');
        if !fits(&self.text_version, 64) {
            return Err(wrong("consent.text_version", "`text_version` has 1 to 64 characters."));
        }
        let locale = self.locale.unwrap_or_else(|| "en".to_owned());
        if !fits(&locale, 35) {
            return Err(wrong("consent.locale", "`locale` is a language such as `en` or `de-AT`."));
        }
        let at: Option<Timestamp> = match self.at.as_deref() {
            None => None,
            Some(text) => {
                Some(text.parse().map_err(|_| wrong("consent.at", "`at` is a time such as 2026-11-25T08:00:00Z."))?)
            }
        };
        let at = at.filter(|at| *at <= now && now.duration_since(*at) <= SignedDuration::from_hours(24)).unwrap_or(now);
        Ok((at, self.text_version, locale))
    }
}
