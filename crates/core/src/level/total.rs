//! Amounts as decimals without rounding: what a cart comes to.

use std::{fmt, str::FromStr};

/// An amount of money in millionths, in whatever currency the shop counts in; never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Total(i128);

/// The text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount is written as in 250 or 250.00")]
pub struct NotATotal;

/// Digits behind the point.
const PLACES: usize = 6;
/// Digits before the point.
const WHOLE: usize = 15;

impl FromStr for Total {
    type Err = NotATotal;

    /// Digits, and behind a point up to six more; no sign, no exponent, no separators of thousands.
    fn from_str(text: &str) -> Result<Self, NotATotal> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(whole, WHOLE) || !digits(part, PLACES) {
            return Err(NotATotal);
        }
        format!("{whole}{part:0<PLACES$}").parse().map(Self).map_err(|_| NotATotal)
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1_000_000, self.0 % 1_000_000);
        let part = format!("{part:06}");
        let part = part.trim_end_matches('0');
        if part.is_empty() { write!(f, "{whole}") } else { write!(f, "{whole}.{part}") }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn total(text: &str) -> Result<Total, NotATotal> {
        text.parse()
    }

    #[test]
    fn decimals_compare_by_value() {
        assert_eq!(total("250"), total("250.000"));
        assert!(total("99.99").unwrap() < total("100").unwrap());
        assert!(total("9").unwrap() < total("10").unwrap());
        assert!(total("0.1").unwrap() > total("0.09").unwrap());
    }

    #[test]
    fn other_texts_are_no_amounts() {
        for text in
            ["", ".", "1.", ".5", "-1", "+1", "1e9", "1,000", "1 000", "1.0000000", "١", "1234567890123456", "NaN"]
        {
            assert_eq!(total(text), Err(NotATotal), "{text}");
        }
    }

    proptest! {
        #[test]
        fn amounts_survive_their_text(whole in 0u64..1_000_000_000_000, part in 0u32..1_000_000) {
            let amount = total(&format!("{whole}.{part:06}")).unwrap();
            prop_assert_eq!(total(&amount.to_string()), Ok(amount));
        }

        #[test]
        fn any_text_is_an_amount_or_none(text in ".{0,24}") {
            if let Ok(amount) = total(&text) {
                prop_assert_eq!(total(&amount.to_string()), Ok(amount));
            }
        }
    }
}
