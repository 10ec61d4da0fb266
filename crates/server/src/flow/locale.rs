//! Languages the person's pages speak.

use axum::http::{HeaderMap, header};
use serde::Serialize;
use utoipa::ToSchema;

/// A language with texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    #[default]
    En,
    De,
    Es,
    Fr,
    Ar,
}

impl Locale {
    pub const ALL: [Self; 5] = [Self::En, Self::De, Self::Es, Self::Fr, Self::Ar];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::Ar => "ar",
        }
    }

    /// What the language calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Es => "Español",
            Self::Fr => "Français",
            Self::Ar => "العربية",
        }
    }

    /// Where lines begin, as in an HTML `dir` attribute.
    pub fn direction(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            Self::En | Self::De | Self::Es | Self::Fr => "ltr",
        }
    }

    /// Of a request: the language it names, the one that was stored, those the browser likes, English.
    pub fn of_request(headers: &HeaderMap, wanted: Option<&str>, stored: Option<&str>) -> Self {
        let accepted = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| Self::accepted(value.to_str().ok()?));
        wanted.and_then(Self::of_tag).or_else(|| stored.and_then(Self::of_tag)).or_else(accepted).unwrap_or_default()
    }

    /// The language of a BCP 47 tag such as `de-AT`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next()?.trim();
        Self::ALL.into_iter().find(|locale| locale.as_str().eq_ignore_ascii_case(language))
    }

    /// The best of an `Accept-Language` (RFC 9110, 12.5.4).
    pub fn accepted(header: &str) -> Option<Self> {
        let weighted = header.split(',').take(20).filter_map(|range| {
            let (tag, rest) = range.split_once(';').unwrap_or((range, ""));
            let weight =
                rest.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse::<f32>().ok())?;
            Some((Self::of_tag(tag)?, weight))
        });
        // Of equals the first.
        let best = weighted.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.filter(|(_, weight)| *weight > 0.0).map(|(locale, _)| locale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_say_what_they_like() {
        for (header, best) in [
            ("de-AT,de;q=0.9,en;q=0.8", Some(Locale::De)),
            ("ja, fr;q=0.3, en;q=0.7", Some(Locale::En)),
            ("es;q=0, ar;q=0.1", Some(Locale::Ar)),
            ("en;q=0", None),
            ("ja", None),
            ("", None),
            ("fr;q=much", None),
        ] {
            assert_eq!(Locale::accepted(header), best, "{header}");
        }
        assert_eq!((Locale::of_tag("FR_ca"), Locale::of_tag("deutsch")), (Some(Locale::Fr), None));
    }
}
