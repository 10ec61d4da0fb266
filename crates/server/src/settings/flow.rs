//! How the flow of the person looks and what it offers.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Wrong;
use crate::flow::{Way, locale::Locale};

/// The flow of the person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own, named as it is told")]
pub struct FlowSettings {
    /// The shop's name as persons know it; null means the merchant's name. Up to 80 characters.
    pub name: Option<String>,
    pub theme: Theme,
    /// Texts in place of the flow's own: by language, then by key. Up to 100 in a language, of up to 500 characters.
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
    /// What persons agree to, by language, in place of our text; `{shop}` and `{days}` are filled in.
    pub consent: BTreeMap<String, String>,
    /// Where persons find help.
    pub contact: Option<Contact>,
    /// Files may be chosen in place of the camera.
    pub files: bool,
    /// The back of a document is asked for, though it may be skipped.
    pub back: bool,
    /// A person may be asked to look in place of the challenge.
    pub human_review: bool,
    /// There is a way without a selfie; a person looks.
    pub non_biometric: bool,
    /// Whoever was rejected by the program may try again, while attempts are left.
    pub retry: bool,
}

/// Colours and form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Theme {
    /// `#rrggbb`.
    pub accent: String,
    /// `auto`, `light` or `dark`.
    pub scheme: Scheme,
    /// Of corners, in CSS pixels, 0 to 32.
    pub radius: u8,
    /// A `data:` URI of a PNG, JPEG, WebP or SVG picture, up to 64 KiB.
    pub logo: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// As the person's device is set.
    #[default]
    Auto,
    Light,
    Dark,
}

/// Where persons find help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Up to 300 characters.
    pub text: String,
    /// `https:`, `mailto:` or `tel:`.
    #[serde(default)]
    pub url: Option<String>,
}

impl Default for FlowSettings {
    fn default() -> Self {
        Self {
            name: None,
            theme: Theme::default(),
            texts: BTreeMap::new(),
            consent: BTreeMap::new(),
            contact: None,
            files: true,
            back: true,
            human_review: true,
            non_biometric: false,
            retry: true,
        }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self { accent: "#1d4ed8".to_owned(), scheme: Scheme::Auto, radius: 12, logo: None }
    }
}

/// A logo would fill the log.
impl fmt::Debug for FlowSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FlowSettings({}, {:?})", self.theme.accent, self.ways())
    }
}

impl FlowSettings {
    /// The ways a person may go.
    pub fn ways(&self) -> Vec<Way> {
        let offered = |way: &Way| match way {
            Way::Usual => true,
            Way::HumanReview => self.human_review,
            Way::NonBiometric => self.non_biometric,
        };
        Way::ALL.into_iter().filter(offered).collect()
    }

    /// Refuses what cannot be shown, naming the member.
    pub fn check(&self) -> Result<(), Wrong> {
        let rules = [
            ("flow.name", self.name.as_deref().is_none_or(|name| is_text(name, 80)), "A name has 1 to 80 characters."),
            ("flow.theme.accent", light(&self.theme.accent).is_some(), "A colour is written as in #1d4ed8."),
            ("flow.theme.radius", self.theme.radius <= 32, "Corners are round by 0 to 32 pixels."),
            (
                "flow.theme.logo",
                self.theme.logo.as_deref().is_none_or(is_logo),
                "A logo is a data: URI of a PNG, JPEG, WebP or SVG picture in base64, up to 64 KiB.",
            ),
            (
                "flow.texts",
                self.texts.iter().all(|(tag, texts)| {
                    is_language(tag) && texts.len() <= 100 && texts.values().all(|t| is_text(t, 500))
                }),
                "Texts are by language (en, de, es, fr, ar), then by key: up to 100 in each, of 1 to 500 characters.",
            ),
            (
                "flow.consent",
                self.consent.iter().all(|(tag, text)| is_language(tag) && is_text(text, 5000)),
                "Consent texts are by language (en, de, es, fr, ar), of 1 to 5000 characters.",
            ),
            (
                "flow.contact",
                self.contact.as_ref().is_none_or(Contact::fits),
                "A contact has a text of 1 to 300 characters and, if it likes, an https:, mailto: or tel: address.",
            ),
        ];
        let wrong = rules.into_iter().find(|(_, fits, _)| !fits);
        wrong.map_or(Ok(()), |(member, _, may_be)| Err(Wrong { member, may_be }))
    }
}

impl Theme {
    /// Black or white, whichever can be read on the accent colour better (WCAG 2.2, relative luminance).
    pub fn on_accent(&self) -> &'static str {
        let Some(rgb) = light(&self.accent) else { return "#ffffff" };
        let luminance = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
        if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) { "#000000" } else { "#ffffff" }
    }
}

impl Contact {
    fn fits(&self) -> bool {
        let safe = |url: &str| {
            url.len() <= 500 && ["https://", "mailto:", "tel:"].iter().any(|scheme| url.starts_with(scheme))
        };
        is_text(&self.text, 300) && self.url.as_deref().is_none_or(safe)
    }
}

fn is_text(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count()) && !text.contains('\0')
}

fn is_language(tag: &str) -> bool {
    Locale::ALL.into_iter().any(|locale| locale.as_str() == tag)
}

fn is_logo(uri: &str) -> bool {
    let kinds = ["png", "jpeg", "webp", "svg+xml"];
    let body =
        kinds.iter().find_map(|kind| uri.strip_prefix("data:image/")?.strip_prefix(kind)?.strip_prefix(";base64,"));
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    body.is_some_and(|body| !body.is_empty() && body.bytes().all(base64)) && uri.len() <= 64 << 10
}

/// Linear light of `#rrggbb`, each 0 to 1.
fn light(colour: &str) -> Option<[f32; 3]> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let mut rgb = [0.0; 3];
    for (place, channel) in rgb.iter_mut().enumerate() {
        let level = f32::from(u8::from_str_radix(&digits[2 * place..2 * place + 2], 16).ok()?) / 255.0;
        *channel = if level <= 0.040_45 { level / 12.92 } else { ((level + 0.055) / 1.055).powf(2.4) };
    }
    Some(rgb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_on_a_colour_can_be_read() {
        let on = |accent: &str| Theme { accent: accent.to_owned(), ..Theme::default() }.on_accent();
        assert_eq!(
            [on("#1d4ed8"), on("#ffd500"), on("#000000"), on("#ffffff")],
            ["#ffffff", "#000000", "#ffffff", "#000000"]
        );
    }

    fn complaint(change: impl FnOnce(&mut FlowSettings)) -> Option<&'static str> {
        let mut settings = FlowSettings::default();
        change(&mut settings);
        settings.check().err().map(|wrong| wrong.member)
    }

    #[test]
    fn what_cannot_be_shown_is_named() {
        assert_eq!(complaint(|_| ()), None);
        assert_eq!(complaint(|flow| flow.theme.accent = "red".into()), Some("flow.theme.accent"));
        assert_eq!(complaint(|flow| flow.theme.accent = "#12345é".into()), Some("flow.theme.accent"));
        for logo in [
            "https://shop.test/logo.png",
            "data:text/html;base64,AA==",
            "data:image/png;base64,<",
            "data:image/png;base64,",
        ] {
            assert_eq!(complaint(|flow| flow.theme.logo = Some(logo.into())), Some("flow.theme.logo"), "{logo}");
        }
        assert_eq!(complaint(|flow| flow.theme.logo = Some("data:image/svg+xml;base64,PHN2Zy8+".into())), None);
        let contact = |url: &str| Some(Contact { text: "Call us".into(), url: Some(url.into()) });
        assert_eq!(complaint(|flow| flow.contact = contact("javascript:alert(1)")), Some("flow.contact"));
        assert_eq!(complaint(|flow| flow.contact = contact("tel:+4930123")), None);
        assert_eq!(complaint(|flow| drop(flow.consent.insert("xx".into(), "?".into()))), Some("flow.consent"));
        assert_eq!(
            complaint(|flow| drop(flow.texts.insert("en".into(), [("a".into(), String::new())].into()))),
            Some("flow.texts")
        );
    }
}
