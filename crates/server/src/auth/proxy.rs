//! Requests that a shop's platform passes on and signs, as Shopify's app proxy does. Only the query is signed: not the
//! body, the method or the path.

use aws_lc_rs::hmac;
use jiff::{SignedDuration, Timestamp};

use crate::hex;

/// How far the platform's clock may be from ours.
const WINDOW: SignedDuration = SignedDuration::from_secs(90);
/// Parameters that may stand in a query once.
const ONCE: [&str; 4] = ["hmac", "shop", "signature", "timestamp"];

/// Parameters of a signed query, decoded.
pub struct SignedQuery {
    /// In the order in which they came.
    pairs: Vec<(String, String)>,
}

impl SignedQuery {
    /// The query, where it claims to be signed and says what has to be said once.
    pub fn of(query: &str) -> Option<Self> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
        let count = |name: &str| pairs.iter().filter(|(other, _)| other == name).count();
        let once = ONCE.iter().all(|name| count(name) <= 1);
        (once && count("signature") == 1 && count("shop") == 1).then_some(Self { pairs })
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The domain of the shop, whose secret it should be signed with.
    pub fn shop(&self) -> &str {
        self.get("shop").unwrap_or_default()
    }

    /// The customer who is logged in, as the platform says.
    pub fn customer(&self) -> Option<&str> {
        self.get("logged_in_customer_id").filter(|id| !id.is_empty())
    }

    /// Whether it was signed with this secret, and lately. Compared in constant time.
    pub fn signed_with(&self, secret: &[u8], now: Timestamp) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let signature = self.get("signature").and_then(hex::decode).unwrap_or_default();
        hmac::verify(&key, self.message().as_bytes(), &signature).is_ok() && self.is_fresh(now)
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        let then = self.get("timestamp").and_then(|text| text.parse().ok());
        let then = then.and_then(|second: i64| Timestamp::from_second(second).ok());
        then.is_some_and(|then| now.duration_since(then).abs() <= WINDOW)
    }

    /// Sorted `name=value` one after the other, the values of one name joined by commas, without the signature.
    fn message(&self) -> String {
        let mut names: Vec<&str> =
            self.pairs.iter().map(|(name, _)| name.as_str()).filter(|n| *n != "signature").collect();
        names.sort_unstable();
        names.dedup();
        let values = |name: &str| -> Vec<&str> {
            self.pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str()).collect()
        };
        let mut lines: Vec<String> = names.iter().map(|name| format!("{name}={}", values(name).join(","))).collect();
        lines.sort_unstable();
        lines.concat()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The platform's own example: secret `hush`.
    const EXAMPLE: &str = "extra=1&extra=2&shop=shop-name.myshopify.com&logged_in_customer_id=1\
                           &path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555\
                           &signature=4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_platforms_own_example_is_signed() {
        let query = SignedQuery::of(EXAMPLE).unwrap();
        assert!(query.signed_with(b"hush", at(1_317_327_555)));
        assert_eq!((query.shop(), query.customer()), ("shop-name.myshopify.com", Some("1")));
    }

    #[test]
    fn another_secret_time_or_word_is_not() {
        let query = SignedQuery::of(EXAMPLE).unwrap();
        assert!(!query.signed_with(b"hash", at(1_317_327_555)));
        assert!(!query.signed_with(b"", at(1_317_327_555)));
        assert!(
            query.signed_with(b"hush", at(1_317_327_555 + 90)) && query.signed_with(b"hush", at(1_317_327_555 - 90))
        );
        assert!(
            !query.signed_with(b"hush", at(1_317_327_555 + 91)) && !query.signed_with(b"hush", at(1_317_327_555 - 91))
        );
        for changed in [
            EXAMPLE.replace("customer_id=1", "customer_id=2"),
            EXAMPLE.replace("extra=1&", ""),
            EXAMPLE.replace("shop-name", "shop-game"),
            EXAMPLE.replace("ddb", "ddc"),
            EXAMPLE.replace("ddb", ""),
            EXAMPLE.replace("timestamp=1317327555", "timestamp=1317327556"),
            format!("{EXAMPLE}&more=1"),
        ] {
            assert!(!SignedQuery::of(&changed).unwrap().signed_with(b"hush", at(1_317_327_555)), "{changed}");
        }
    }

    #[test]
    fn what_stands_twice_or_not_at_all_is_no_signed_query() {
        for query in [
            "",
            "shop=a.example",
            "signature=00",
            &format!("{EXAMPLE}&shop=other.example"),
            &format!("{EXAMPLE}&signature=00"),
            &format!("{EXAMPLE}&timestamp=1"),
        ] {
            assert!(SignedQuery::of(query).is_none(), "{query}");
        }
        let guest = SignedQuery::of("shop=a&signature=00&logged_in_customer_id=").unwrap();
        assert_eq!(guest.customer(), None);
    }

    proptest! {
        #[test]
        fn no_query_does_harm(query in ".{0,200}") {
            if let Some(query) = SignedQuery::of(&query) {
                prop_assert!(!query.signed_with(b"hush", at(0)));
            }
        }
    }
}
