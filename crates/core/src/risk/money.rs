//! Amounts of money as exact decimals.

use std::{fmt, str::FromStr};

const PLACES: usize = 4;
const UNIT: i128 = 10_000;

/// An amount in ten-thousandths of its currency's unit; no currency has smaller change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(pub i128);

/// The text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount is digits with at most four decimals after a point, such as 12.50")]
pub struct NotAnAmount;

impl FromStr for Amount {
    type Err = NotAnAmount;

    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(part) || whole.len() > 15 || part.len() > PLACES {
            return Err(NotAnAmount);
        }
        let whole: i128 = whole.parse().map_err(|_| NotAnAmount)?;
        let part: i128 = format!("{part:0<PLACES$}").parse().map_err(|_| NotAnAmount)?;
        Ok(Self(whole * UNIT + part))
    }
}

impl fmt::Display for Amount {
    /// At least two decimals, and as many as it has.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = format!("{:0PLACES$}", (self.0 % UNIT).unsigned_abs());
        let kept = part.trim_end_matches('0').len().max(2);
        write!(f, "{}.{}", self.0 / UNIT, &part[..kept])
    }
}

impl std::ops::Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl serde::Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_decimals() {
        for (text, shown) in [("0", "0.00"), ("12", "12.00"), ("12.5", "12.50"), ("0.0625", "0.0625"), ("007", "7.00")]
        {
            assert_eq!(text.parse::<Amount>().map(|amount| amount.to_string()), Ok(shown.to_owned()), "{text}");
        }
        for text in ["", ".", "1.", ".5", "-1", "+1", "1,5", "1e3", "1.23456", "1 000", "NaN", "9999999999999999"] {
            assert_eq!(text.parse::<Amount>(), Err(NotAnAmount), "{text}");
        }
    }

    proptest! {
        #[test]
        fn amounts_survive_their_text(ten_thousandths in 0i128..10_000_000_000_000_000) {
            let amount = Amount(ten_thousandths);
            prop_assert_eq!(amount.to_string().parse(), Ok(amount));
        }
    }
}
