//! Public ids: a prefix that says what is named, and 128 bits as 26 letters and digits, such as `ver_01kb…`.
//!
//! The bits are a UUIDv7 (RFC 9562 section 5.7), so ids sort by the time they were made. They are written in Crockford's
//! base 32 in lower case, as TypeID 0.3 does. Time and random bits are the caller's.

use std::{fmt, marker::PhantomData, str::FromStr};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

/// What an id may name.
pub trait Noun {
    /// Letters before the underscore.
    const PREFIX: &'static str;
}

/// The id of one `N`.
pub struct Id<N> {
    bits: u128,
    noun: PhantomData<fn() -> N>,
}

impl<N> Id<N> {
    /// From the bits of a UUID.
    pub const fn from_bits(bits: u128) -> Self {
        Self { bits, noun: PhantomData }
    }

    pub const fn bits(self) -> u128 {
        self.bits
    }
}

impl<N> Clone for Id<N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N> Copy for Id<N> {}

impl<N> PartialEq for Id<N> {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits
    }
}

impl<N> Eq for Id<N> {}

impl<N> std::hash::Hash for Id<N> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bits.hash(state);
    }
}

impl<N: Noun> fmt::Display for Id<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_", N::PREFIX)?;
        // 26 digits of 5 bits hold 130: the first is at most 7.
        for place in (0..LENGTH).rev() {
            let digit = (self.bits >> (place * 5)) & 31;
            write!(f, "{}", ALPHABET[digit as usize] as char)?;
        }
        Ok(())
    }
}

impl<N: Noun> fmt::Debug for Id<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is no id of this noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the expected kind")]
pub struct NotAnId;

impl<N: Noun> FromStr for Id<N> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let digits = text.strip_prefix(N::PREFIX).and_then(|rest| rest.strip_prefix('_')).ok_or(NotAnId)?.as_bytes();
        if digits.len() != LENGTH || digits[0] > b'7' {
            return Err(NotAnId);
        }
        let bits = digits.iter().try_fold(0u128, |bits, byte| {
            let digit = ALPHABET.iter().position(|letter| letter == byte)?;
            Some(bits << 5 | digit as u128)
        });
        bits.map(Self::from_bits).ok_or(NotAnId)
    }
}

impl<N: Noun> serde::Serialize for Id<N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

macro_rules! nouns {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {
        $($(#[$doc])* #[derive(Clone, Copy, Debug)] pub struct $name;
        impl Noun for $name { const PREFIX: &'static str = $prefix; })*
    };
}

nouns! {
    /// A verification.
    Verification "ver";
    /// A document of a verification.
    Document "doc";
    /// The person of one or more verifications.
    Subject "sub";
    /// A tenant.
    Merchant "mer";
    /// An API key; names it, opens nothing.
    Key "key";
    /// Something that happened and is told to webhooks.
    Event "evt";
    /// A webhook endpoint.
    Endpoint "we";
    /// One event on its way to one endpoint.
    Delivery "whd";
    /// A piece of queued work.
    Job "job";
    /// One HTTP request.
    Request "req";
    /// One stored picture or file.
    Image "img";
    /// Somebody who is no customer of the shop yet.
    Guest "gst";
    /// What an erasure left behind.
    Receipt "era";
    /// One scoring of one checkout.
    Assessment "asm";
    /// A browser, or a kind of browser.
    Device "dev";
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_that_of_type_ids() {
        // The worked example of the TypeID specification.
        let id = Id::<Verification>::from_bits(0x0188_bac7_4afa_78aa_bc3b_bd1e_ef28_d881);
        assert_eq!(id.to_string(), "ver_01h2xcejqtf2nbrexx3vqjhp41");
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in [
            "",
            "ver_",
            "doc_01h2xcejqtf2nbrexx3vqjhp41",
            "ver_81h2xcejqtf2nbrexx3vqjhp41",
            "ver_01H2XCEJQTF2NBREXX3VQJHP41",
            "ver_01h2xcejqtf2nbrexx3vqjhp4",
            "ver_01h2xcejqtf2nbrexx3vqjhp4é",
            "ver01h2xcejqtf2nbrexx3vqjhp41",
        ] {
            assert_eq!(text.parse::<Id<Verification>>(), Err(NotAnId), "{text}");
        }
    }

    proptest! {
        #[test]
        fn ids_survive_their_text_and_sort_as_their_bits(a: u128, b: u128) {
            let (a, b) = (Id::<Job>::from_bits(a), Id::<Job>::from_bits(b));
            prop_assert_eq!(a.to_string().parse(), Ok(a));
            prop_assert_eq!(a.to_string().cmp(&b.to_string()), a.bits().cmp(&b.bits()));
        }
    }
}
