//! The credential: what a passed verification says about somebody, to be carried in a cart and checked by anyone.
//!
//! A compact JWS (RFC 7515) with `alg: EdDSA` (RFC 8037) of at most [`MOST_CHARACTERS`]. Signing and checking signatures
//! is the server's; what the claims mean is here.

use std::fmt;

use jiff::{
    Timestamp, ToSpan,
    civil::{DateTime, Time},
};
use serde::{Deserialize, Serialize};

use crate::level::{AgeResult, Level};

/// Characters a whole token may have: carts keep attributes of little more.
pub const MOST_CHARACTERS: usize = 512;

/// What a credential says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The installation that issued it, by its host.
    pub iss: String,
    /// The customer by the shop's id, or a guest.
    pub sub: String,
    /// The shop it is good for.
    pub shop: String,
    pub aal: Level,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<AgeResult>,
    /// Names this credential, to revoke it or to use it once.
    pub jti: String,
    /// The verification behind it; none behind a proof of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vid: Option<String>,
    /// A hash of the cart it was issued for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cart: Option<String>,
    /// Seconds since 1970.
    pub iat: i64,
    /// Seconds since 1970; from then on it is no longer valid.
    pub exp: i64,
    /// `exp` on the shop's own clock, for checkers that know no more than a date and a quarter of a day, see [`local_end`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exl: Option<String>,
}

/// Who somebody is to the shop is personal data.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Claims({}, redacted)", self.jti)
    }
}

/// Why a token is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Invalid {
    /// No token of ours in form.
    Malformed,
    /// Signed by nobody we know, or changed since.
    BadSignature,
    Expired,
    /// Taken back, or used up.
    Revoked,
    WrongShop,
}

impl Invalid {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::BadSignature => "bad_signature",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::WrongShop => "wrong_shop",
        }
    }
}

impl Claims {
    /// Milliseconds it is still valid at `now` for `shop`, where one is given.
    pub fn valid(&self, now: Timestamp, shop: Option<&str>) -> Result<i64, Invalid> {
        if shop.is_some_and(|shop| shop != self.shop) {
            return Err(Invalid::WrongShop);
        }
        let remaining = self.exp.saturating_mul(1000).saturating_sub(now.as_millisecond());
        if remaining <= 0 { Err(Invalid::Expired) } else { Ok(remaining) }
    }
}

/// An expiry on a clock that shows only quarters of days: the next of 0, 6, 12 and 18 o'clock, as in `2026-11-26T18`.
///
/// A checker writes the quarter that has begun in the same way, and the credential is good while that text sorts before
/// this one. It lasts up to six hours longer there than `exp` says; `exp` counts where a clock is.
pub fn local_end(expiry: DateTime) -> String {
    let quarter = |at: DateTime| format!("{}T{:02}", at.date(), at.hour());
    let begun = begun_quarter(expiry);
    let end = if begun == expiry { begun } else { begun.saturating_add(6.hours()) };
    quarter(end)
}

/// The quarter of the day a local time is in, as [`local_end`] writes it.
pub fn local_quarter(now: DateTime) -> String {
    let begun = begun_quarter(now);
    format!("{}T{:02}", begun.date(), begun.hour())
}

fn begun_quarter(at: DateTime) -> DateTime {
    at.date().to_datetime(Time::constant(at.hour() / 6 * 6, 0, 0, 0))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};
    use proptest::prelude::*;

    use super::*;

    fn claims() -> Claims {
        Claims {
            iss: "verify.example.com".to_owned(),
            sub: "7".to_owned(),
            shop: "shop.example".to_owned(),
            aal: Level::Identity,
            age: Some(AgeResult::Over21),
            jti: "abc".to_owned(),
            vid: None,
            cart: None,
            iat: 1_780_000_000,
            exp: 1_780_086_400,
            exl: None,
        }
    }

    #[test]
    fn a_credential_is_valid_for_its_shop_until_it_ends() {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(claims().valid(at(1_780_086_399), Some("shop.example")), Ok(1000));
        assert_eq!(claims().valid(at(1_780_086_400), None), Err(Invalid::Expired));
        assert_eq!(claims().valid(at(1_780_000_000), Some("other.example")), Err(Invalid::WrongShop));
        let absurd = Claims { exp: i64::MIN, ..claims() };
        assert_eq!(absurd.valid(at(0), None), Err(Invalid::Expired));
    }

    #[test]
    fn claims_are_short_and_read_back() {
        let text = serde_json::to_string(&claims()).unwrap();
        assert!(!text.contains("vid") && !text.contains("null"), "{text}");
        assert_eq!(serde_json::from_str::<Claims>(&text).unwrap(), claims());
        assert!(!format!("{:?}", claims()).contains('7'));
    }

    #[test]
    fn a_local_end_is_the_next_quarter_of_the_day() {
        for (at, end) in [
            (datetime(2026, 11, 26, 13, 20, 0, 0), "2026-11-26T18"),
            (datetime(2026, 11, 26, 18, 0, 0, 0), "2026-11-26T18"),
            (datetime(2026, 11, 26, 18, 0, 0, 1), "2026-11-27T00"),
            (datetime(2026, 12, 31, 23, 59, 59, 0), "2027-01-01T00"),
            (datetime(2026, 11, 26, 0, 0, 0, 0), "2026-11-26T00"),
        ] {
            assert_eq!(local_end(at), end);
        }
    }

    proptest! {
        #[test]
        fn by_quarters_it_is_good_until_its_end_and_six_hours_later_no_more(
            expiry in -40_000_000i64..40_000_000, ahead in 1i64..400_000,
        ) {
            let noon = date(2026, 6, 1).at(12, 0, 0, 0);
            let expiry = noon + expiry.seconds();
            let end = local_end(expiry);
            prop_assert!(local_quarter(expiry - 1.second()) < end);
            prop_assert!(local_quarter(expiry - ahead.seconds()) < end);
            prop_assert!(local_quarter(expiry + 6.hours()) >= end);
        }
    }
}
