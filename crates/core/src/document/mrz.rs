//! The machine readable zone of ICAO Doc 9303 and its national relatives.

use serde::{Deserialize, Serialize};

/// Layout of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Format {
    #[serde(rename = "TD1")]
    Td1,
    #[serde(rename = "TD2")]
    Td2,
    #[serde(rename = "TD3")]
    Td3,
    #[serde(rename = "MRVA")]
    MrvA,
    #[serde(rename = "MRVB")]
    MrvB,
    /// French identity card, 2 × 36, issued until 2021.
    #[serde(rename = "FRA_ID")]
    FraId,
    /// French driving licence, 1 × 30.
    #[serde(rename = "FRA_DL")]
    FraDl,
}
