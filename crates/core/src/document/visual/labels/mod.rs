//! Labels: what the printed word beside a value says the value is.
//!
//! The tables hold the words of documents in many languages, one file for each kind of field. They are compared
//! without case, marks, spaces and punctuation, and with as many errors as a small, worn print is read with.

mod dates;
mod find;
mod names;
mod numbers;
mod other;
mod person;

pub(super) use self::find::{find, without_overlap};

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Family {
    Surname,
    Given,
    FullName,
    /// `Name`: the family name or the whole, by what else is labelled.
    BareName,
    /// `Nome`: the given names or the whole, by what else is labelled.
    BareGiven,
    /// Names that are not those the document is issued in.
    OtherName,
    Birth,
    Issue,
    Expiry,
    Document,
    Passport,
    Personal,
    OtherNumber,
    Sex,
    Nationality,
    Address,
    BirthPlace,
    CountryCode,
    /// What no field of ours is made of.
    Rest,
}

/// A label in a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    pub family: Family,
    /// First character and the one behind the last.
    pub from: usize,
    pub to: usize,
    /// 1 = letter by letter.
    pub quality: f32,
}

/// Words with what they announce.
const WORDS: &[(Family, &[&str])] = &[
    (Family::Surname, names::SURNAME),
    (Family::Given, names::GIVEN),
    (Family::FullName, names::FULL),
    (Family::BareName, names::FAMILY_OR_FULL),
    (Family::BareGiven, names::GIVEN_OR_FULL),
    (Family::OtherName, names::OTHER_NAMES),
    (Family::Birth, dates::BIRTH),
    (Family::Issue, dates::ISSUE),
    (Family::Expiry, dates::EXPIRY),
    (Family::Document, numbers::DOCUMENT),
    (Family::Passport, numbers::PASSPORT),
    (Family::Personal, numbers::PERSONAL),
    (Family::OtherNumber, numbers::OTHER_NUMBERS),
    (Family::Sex, person::SEX),
    (Family::Nationality, person::NATIONALITY),
    (Family::Address, person::ADDRESS),
    (Family::BirthPlace, other::PLACE_OF_BIRTH),
    (Family::CountryCode, other::COUNTRY_CODE),
    (Family::Rest, other::REST),
];

/// Codes of North American licences: short, so they must begin a line or stand alone, but may be glued to a value.
const CODES: &[(Family, &[&str])] = &[
    (Family::Surname, names::SURNAME_CODES),
    (Family::Given, names::GIVEN_CODES),
    (Family::Birth, dates::BIRTH_CODES),
    (Family::Issue, dates::ISSUE_CODES),
    (Family::Expiry, dates::EXPIRY_CODES),
    (Family::Document, numbers::DOCUMENT_CODES),
    (Family::Sex, person::SEX_CODES),
    (Family::Address, person::ADDRESS_CODES),
    (Family::Rest, other::REST_CODES),
];
