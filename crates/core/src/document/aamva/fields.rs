//! What the elements mean.

use std::{collections::BTreeMap, fmt};

use jiff::civil::Date;
use serde::Serialize;

use super::{
    date,
    elements::Parts,
    issuer::{self, Issuer},
    names,
};
use crate::document::extraction::{Address, DocumentType, Sex};

/// Canonical fields of a payload; absent is unknown.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct Fields {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_type: Option<DocumentType>,
    /// ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuing_country: Option<String>,
    /// Two-letter code of the state, province or territory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuing_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fields(redacted)")
    }
}

/// The value of an element, unless it is one of the ways of saying that there is none.
pub(super) fn known<'a>(elements: &'a BTreeMap<String, String>, id: &str) -> Option<&'a str> {
    const UNKNOWN: [&str; 4] = ["none", "unavl", "unavail", "n/a"];
    let value = elements.get(id)?.trim();
    let says_nothing = !value.chars().any(char::is_alphanumeric);
    let says_unknown = UNKNOWN.iter().any(|word| value.eq_ignore_ascii_case(word));
    (!says_nothing && !says_unknown).then_some(value)
}

/// Reads the canonical fields; `issuer` is the one of the header, when its number is known.
pub(super) fn interpret(parts: &Parts, issuer: Option<Issuer>) -> Fields {
    let elements = &parts.elements;
    let get = |id: &str| known(elements, id);
    let day = |id: &str| get(id).and_then(date::parse);
    let home = get("DAJ").or_else(|| get("DAO")).and_then(issuer::by_state);
    // The issuer's number names the issuing state; the element is the holder's address, which may lie elsewhere.
    let authority = issuer.or(home);
    let country = get("DCG").and_then(country).or_else(|| authority.map(|issuer| issuer.country));
    let names = names::names(elements);
    Fields {
        document_type: parts.document_type,
        issuing_country: country.map(str::to_owned),
        issuing_state: authority.and_then(|issuer| issuer.state).map(str::to_owned),
        document_number: get("DAQ").map(str::to_owned),
        last_name: names.last,
        first_name: names.first,
        middle_name: names.middle,
        date_of_birth: day("DBB"),
        sex: get("DBC").and_then(sex),
        issue_date: day("DBD"),
        expiry_date: day("DBA"),
        address: address(elements, home.map(|home| home.country).or(country)),
    }
}

fn country(value: &str) -> Option<&'static str> {
    match value.to_ascii_uppercase().as_str() {
        "USA" | "US" => Some("USA"),
        "CAN" | "CA" | "CDN" => Some("CAN"),
        "MEX" | "MX" => Some("MEX"),
        _ => None,
    }
}

/// 1, 2 and 9 by the standard (ANSI D20 and ISO 5218); letters in older cards.
fn sex(value: &str) -> Option<Sex> {
    match value.to_ascii_uppercase().as_str() {
        "1" | "M" => Some(Sex::M),
        "2" | "F" => Some(Sex::F),
        "9" | "X" => Some(Sex::X),
        _ => None,
    }
}

/// The mailing address (DAG …), or the residence address of version 01 (DAL …) where only that is given.
fn address(elements: &BTreeMap<String, String>, country: Option<&str>) -> Option<Address> {
    let given = |ids: [&str; 2]| ids.iter().any(|id| known(elements, id).is_some());
    let residence_only = given(["DAL", "DAN"]) && !given(["DAG", "DAI"]);
    let ids = if residence_only { ["DAL", "DAM", "DAN", "DAO", "DAP"] } else { ["DAG", "DAH", "DAI", "DAJ", "DAK"] };
    let [street, street2, city, state, postal_code] = ids.map(|id| known(elements, id));
    let tidy = |text: &str| text.trim_end_matches([',', ' ']).to_owned();
    let second = street2.filter(|line| !repeats(line, [city, state, postal_code]));
    let address = Address {
        street: street.map(tidy),
        street2: second.map(tidy),
        city: city.map(tidy),
        state: state.map(str::to_uppercase),
        postal_code: postal_code.and_then(|code| self::postal_code(code, country)),
        country: None,
    };
    (address != Address::default()).then(|| Address { country: country.map(str::to_owned), ..address })
}

/// Some issuers print city, state and postal code once more as the second line of the street.
fn repeats(line: &str, parts: [Option<&str>; 3]) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_uppercase).collect()
    };
    let there: Vec<String> = parts.into_iter().flatten().flat_map(words).collect();
    let line = words(line);
    line.len() > 1 && line.iter().all(|word| there.contains(word))
}

/// United States: five digits, and the +4 where there is one. Canada: `A1A 1A1`. Elsewhere as it stands.
fn postal_code(value: &str, country: Option<&str>) -> Option<String> {
    let code: String = value.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let all_digits = code.bytes().all(|byte| byte.is_ascii_digit());
    match (country, code.len()) {
        (Some("CAN"), 6) => Some(format!("{} {}", &code[..3], &code[3..])),
        (Some("CAN"), _) => Some(value.to_owned()),
        (_, 5..) if all_digits => {
            let (zip, plus_four) = (&code[..5], code.get(5..9).filter(|digits| *digits != "0000"));
            let zip_known = zip != "00000";
            zip_known.then(|| plus_four.map_or_else(|| zip.to_owned(), |digits| format!("{zip}-{digits}")))
        }
        _ => Some(value.to_owned()),
    }
}
