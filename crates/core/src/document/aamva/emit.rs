//! Writes payloads: for specimens, and to prove the parser against its inverse.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::{
    fields::Fields,
    issuer::{self, Issuer},
};
use crate::document::extraction::{Address, DocumentType, Sex};

/// Version of the standard written: 2020.
const VERSION: u8 = 10;
/// Characters before the first subfile, with one subfile announced.
const HEADER_LENGTH: usize = 31;

/// Writes a payload of the 2020 standard with one subfile: header, offset and length as annex D asks, and every
/// mandatory element, `NONE` or `unavl` standing for what is not known.
///
/// `fields.issuing_state` chooses the issuer's number; unknown states get number 0.
pub fn emit(fields: &Fields) -> Vec<u8> {
    let kind = if fields.document_type == Some(DocumentType::IdentityCard) { "ID" } else { "DL" };
    let issuer = fields.issuing_state.as_deref().and_then(issuer::by_state);
    let number = issuer.map_or(0, |issuer| issuer.number);
    let subfile = format!("{kind}{}\r", elements(fields, issuer));
    let length = subfile.chars().count();
    let header = format!("@\n\u{1e}\rANSI {number:06}{VERSION:02}0001{kind}{HEADER_LENGTH:04}{length:04}");
    (header + &subfile).into_bytes()
}

/// The elements of the subfile, each ended by a line feed.
fn elements(fields: &Fields, issuer: Option<Issuer>) -> String {
    let nowhere = Address::default();
    let address = fields.address.as_ref().unwrap_or(&nowhere);
    let country = fields.issuing_country.as_deref().or(issuer.map(|issuer| issuer.country)).unwrap_or("USA");
    let or_none = |value: Option<&String>| value.map_or_else(|| "NONE".to_owned(), Clone::clone);
    let or_unavailable = |value: Option<&String>| value.map_or_else(|| "unavl".to_owned(), Clone::clone);
    let state = address.state.as_ref().or(fields.issuing_state.as_ref());
    let date = |value: Option<Date>| value.map_or_else(|| "unavl".to_owned(), |value| layout(value, country));
    let mut written = vec![
        ("DAQ", or_unavailable(fields.document_number.as_ref())),
        ("DCS", or_unavailable(fields.last_name.as_ref())),
        ("DDE", "N".to_owned()),
        ("DAC", or_unavailable(fields.first_name.as_ref())),
        ("DDF", "N".to_owned()),
        ("DAD", or_none(fields.middle_name.as_ref())),
        ("DDG", "N".to_owned()),
        ("DCA", "NONE".to_owned()),
        ("DCB", "NONE".to_owned()),
        ("DCD", "NONE".to_owned()),
        ("DBD", date(fields.issue_date)),
        ("DBB", date(fields.date_of_birth)),
        ("DBA", date(fields.expiry_date)),
        ("DBC", sex(fields.sex).to_owned()),
        ("DAU", if country == "CAN" { "173 cm" } else { "068 in" }.to_owned()),
        ("DAY", "BRO".to_owned()),
        ("DAG", or_unavailable(address.street.as_ref())),
        ("DAI", or_unavailable(address.city.as_ref())),
        ("DAJ", or_unavailable(state)),
        ("DAK", postal_code(address.postal_code.as_deref())),
        ("DCF", "unavl".to_owned()),
        ("DCG", country.to_owned()),
    ];
    written.extend(address.street2.as_ref().map(|line| ("DAH", line.clone())));
    written.into_iter().fold(String::new(), |mut text, (id, value)| {
        writeln!(text, "{id}{value}").expect("writing to a string cannot fail");
        text
    })
}

fn layout(date: Date, country: &str) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    if country == "CAN" { format!("{year:04}{month:02}{day:02}") } else { format!("{month:02}{day:02}{year:04}") }
}

fn sex(sex: Option<Sex>) -> &'static str {
    match sex {
        Some(Sex::M) => "1",
        Some(Sex::F) => "2",
        Some(Sex::X) => "9",
        None => "unavl",
    }
}

/// Eleven characters, filled with spaces; five digits get the `0000` that many issuers write for no +4.
fn postal_code(code: Option<&str>) -> String {
    let code: String = code.unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
    let no_plus_four = if code.len() == 5 { "0000" } else { "" };
    format!("{:<11}", code + no_plus_four)
}
