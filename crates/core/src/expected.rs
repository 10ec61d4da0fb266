//! What the merchant claims about the person: the `expected` object of a verification.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::document::extraction::{Address, DocumentType};

/// Everything is optional: nothing expected means "read and report, compare nothing".
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expected {
    pub person: Option<Person>,
    pub address: Option<Address>,
    pub documents: Option<Documents>,
}

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    pub first_name: Option<String>,
    pub middle_name: Option<String>,
    pub last_name: Option<String>,
    pub date_of_birth: Option<Date>,
}

/// What is asked of each type of document.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Documents {
    pub photo_id: Option<PhotoId>,
}

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PhotoId {
    /// Accepted document types; empty accepts every identity document.
    pub types: Vec<DocumentType>,
    pub number: Option<String>,
    /// ISO 3166-1, alpha-2 or alpha-3.
    pub issuing_country: Option<String>,
    pub issuing_state: Option<String>,
}

/// Claims are personal data.
impl std::fmt::Debug for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Expected(redacted)")
    }
}
