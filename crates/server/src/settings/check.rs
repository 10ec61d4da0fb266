//! Settings that make sense.

use countersign_core::level::Total;
use jiff::tz::TimeZone;
use reqwest::Url;

use super::MerchantSettings;
use crate::error::{INVALID_FIELD, Problem};

/// A member that may not have its value, and what it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub member: &'static str,
    pub may_be: &'static str,
}

impl From<Wrong> for Problem {
    fn from(wrong: Wrong) -> Self {
        Self::from(&INVALID_FIELD).param(wrong.member).detail(wrong.may_be)
    }
}

/// A member, whether its value fits, and what it may be.
type Rule = (&'static str, bool, &'static str);

/// The longest anything is kept.
const DAYS: u16 = 3650;
/// Origins one merchant may list.
const ORIGINS: usize = 50;
/// Characters of a shop's name: a credential has to fit into 512.
const SHOP: usize = 50;

impl MerchantSettings {
    /// Whether every member may have its value.
    pub fn check(&self) -> Result<(), Wrong> {
        let rules = self.of_verifications().into_iter().chain(self.of_shop()).chain(self.of_identity());
        let wrong = rules.into_iter().find(|(_, fits, _)| !fits);
        wrong.map_or_else(|| self.flow.check(), |(member, _, may_be)| Err(Wrong { member, may_be }))
    }

    fn of_verifications(&self) -> [Rule; 4] {
        let kept = self.retention;
        [
            (
                "required_documents",
                self.required_documents.as_ref().is_none_or(|needs| !needs.is_empty()),
                "Name at least one document, or null.",
            ),
            ("attempts", (1..=20).contains(&self.attempts), "`attempts` is a number from 1 to 20."),
            (
                "expires_in",
                (60..=2_592_000).contains(&self.expires_in),
                "`expires_in` is a number of seconds from 60 to 2592000.",
            ),
            (
                "retention",
                kept.images <= DAYS
                    && kept.extracted <= DAYS
                    && [kept.outcome, kept.signals].iter().all(|days| (1..=DAYS).contains(days)),
                "Data is kept for up to 3650 days, an outcome and signals for at least one.",
            ),
        ]
    }

    fn of_shop(&self) -> [Rule; 6] {
        let zone = self.time_zone.as_deref();
        [
            (
                "origins",
                self.origins.len() <= ORIGINS && self.origins.iter().all(|origin| is_origin(origin)),
                "`origins` holds up to 50 origins such as https://shop.example: scheme, host and port, no path. \
                 Only this machine may do without https.",
            ),
            (
                "shop",
                self.shop.as_deref().is_none_or(is_shop),
                "`shop` is a name of up to 50 letters, digits, dots, dashes.",
            ),
            (
                "time_zone",
                zone.is_none_or(|name| TimeZone::get(name).is_ok()),
                "`time_zone` is a zone of the IANA database such as Europe/Berlin.",
            ),
            (
                "privacy_url",
                self.privacy_url.as_deref().is_none_or(is_page),
                "`privacy_url` is an http or https address.",
            ),
            (
                "customer_page",
                self.customer_page.as_deref().is_none_or(is_page_of),
                "`customer_page` is an http or https address with {id} in it.",
            ),
            (
                "order_page",
                self.order_page.as_deref().is_none_or(is_page_of),
                "`order_page` is an http or https address with {id} in it.",
            ),
        ]
    }

    fn of_identity(&self) -> [Rule; 5] {
        let threshold = self.identity_cart_threshold.as_deref();
        [
            (
                "identity_reuse_ttl_days",
                (1..=DAYS).contains(&self.identity_reuse_ttl_days),
                "`identity_reuse_ttl_days` is a number of days from 1 to 3650.",
            ),
            (
                "identity_cart_threshold",
                threshold.is_none_or(|text| text.parse::<Total>().is_ok()),
                "`identity_cart_threshold` is a decimal such as 250.00, as a text, or null.",
            ),
            ("minimum_age", matches!(self.minimum_age, None | Some(18 | 21)), "`minimum_age` is 18, 21 or null."),
            (
                "product_tag",
                (1..=100).contains(&self.product_tag.trim().chars().count()),
                "`product_tag` has 1 to 100 characters.",
            ),
            (
                "token_ttl_hours",
                (1..=720).contains(&self.token_ttl_hours),
                "`token_ttl_hours` is a number of hours from 1 to 720.",
            ),
        ]
    }

    /// The shop's zone; UTC where none is set.
    pub fn zone(&self) -> TimeZone {
        self.known_zone().unwrap_or(TimeZone::UTC)
    }

    /// The shop's zone, where it is known.
    pub fn known_zone(&self) -> Option<TimeZone> {
        TimeZone::get(self.time_zone.as_deref()?).ok()
    }
}

/// An origin as browsers send it (RFC 6454 section 6.1). Without https only this machine is one, for development.
pub(crate) fn is_origin(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let safe = url.scheme() == "https" || (url.scheme() == "http" && here);
    // A parser takes a star for a letter of a name; no browser sends one.
    safe && text.len() <= 255 && !text.contains('*') && url.origin().ascii_serialization() == text
}

fn is_page(text: &str) -> bool {
    text.len() <= 2048 && Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// An address of one thing of many.
fn is_page_of(text: &str) -> bool {
    text.contains("{id}") && is_page(&text.replace("{id}", "1"))
}

pub(crate) fn is_shop(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (1..=SHOP).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        for origin in ["https://shop.example", "https://shop.example:8443", "http://localhost:3000", "http://127.0.0.1"]
        {
            assert!(is_origin(origin), "{origin}");
        }
        for text in [
            "*",
            "null",
            "https://*.shop.example",
            "http://shop.example",
            "https://shop.example/",
            "https://shop.example:443",
            "https://SHOP.example",
            "https://user@shop.example",
            "https://shop.example?x",
            "ftp://shop.example",
            "shop.example",
            "",
        ] {
            assert!(!is_origin(text), "{text}");
        }
    }

    #[test]
    fn pages_of_the_shop_have_a_place_for_the_id() {
        for (page, fits) in [
            ("https://shop.example/admin/clients.php?userid={id}", true),
            ("http://127.0.0.1/orders/{id}/view", true),
            ("https://shop.example/admin", false),
            ("javascript:alert({id})", false),
            ("{id}", false),
        ] {
            let settings = MerchantSettings { order_page: Some(page.to_owned()), ..MerchantSettings::default() };
            assert_eq!(settings.check().is_ok(), fits, "{page}");
            let settings = MerchantSettings { customer_page: Some(page.to_owned()), ..MerchantSettings::default() };
            assert_eq!(settings.check().map_err(|wrong| wrong.member).err(), (!fits).then_some("customer_page"));
        }
    }

    #[test]
    fn the_defaults_make_sense() {
        assert_eq!(MerchantSettings::default().check(), Ok(()));
    }
}
