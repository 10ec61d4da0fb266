//! The machine readable zone of ICAO Doc 9303 and its national relatives.
//!
//! * [`parse`] takes the lines of a zone exactly as they stand and says which check digits hold;
//!   [`Zone::fields`] gives the canonical fields.
//! * [`solve()`] takes rows as a recogniser read them, with what else each character might be, and finds the zone
//!   that was most likely printed. It changes characters only as far as the layout and the check digits support it.
//! * [`Draft::build`] writes a zone with right check digits.
//!
//! A check digit is a sum modulo ten: one wrong reading in ten passes it, and it says nothing of names, issuer and
//! nationality. `valid` therefore means "consistent", never "true".

mod align;
mod check_digit;
mod code;
mod codes;
mod confusion;
mod dates;
mod draft;
mod fields;
mod layout;
mod name_tail;
mod names;
mod repair;
mod row;
mod solve;
mod translit;
mod zone;

use serde::{Deserialize, Serialize};

pub use check_digit::check_digit;
pub use draft::Draft;
pub use fields::ZoneFields;
pub use layout::FieldName;
pub use names::{NameAgreement, PrintedName, names_agree, printed_name};
pub use row::{Cell, Row, looks_like_row, row_from_text};
pub use solve::{Solved, solve};
pub use translit::transliterate;
pub use zone::{MrzError, Zone, parse};

/// Layout of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Format {
    /// Identity cards, 3 × 30 (Doc 9303-5).
    #[serde(rename = "TD1")]
    Td1,
    /// Older identity cards, 2 × 36 (Doc 9303-6).
    #[serde(rename = "TD2")]
    Td2,
    /// Passports, 2 × 44 (Doc 9303-4).
    #[serde(rename = "TD3")]
    Td3,
    /// Visas of a passport page's size, 2 × 44 (Doc 9303-7).
    #[serde(rename = "MRVA")]
    MrvA,
    /// Smaller visas, 2 × 36 (Doc 9303-7).
    #[serde(rename = "MRVB")]
    MrvB,
    /// French identity card, 2 × 36, issued until 2021.
    #[serde(rename = "FRA_ID")]
    FraId,
    /// French driving licence, 1 × 30.
    #[serde(rename = "FRA_DL")]
    FraDl,
}
