//! Fronts of driving licences as issuers of three regions arrange them, for reading without a barcode.
//!
//! North American ones follow the numbered data elements of the AAMVA card design standard (annex A), European ones
//! those of Directive 2006/126/EC (annex I). No issuer's design is copied: what varies is where labels stand, how they
//! are worded, and how dates and names are written.

mod american;
mod canadian;
mod european;

use countersign_core::{
    Date,
    document::{aamva::Fields, extraction::DocumentType},
    normalize::state,
};
use fastrand::Rng;

use crate::{
    barcode,
    canvas::Canvas,
    document::{Style, sex_letter},
    licence,
    person::Person,
    studio::Studio,
    truth::{Specimen, Truth},
};

/// ID-1, in millimetres.
const SIZE: (f32, f32) = (85.6, 54.0);

/// An arrangement of a licence's front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// `4d DLN A1234567`: number, word and value in one line.
    Inline,
    /// The value beneath its number and word.
    Above,
    /// `LN SMITH`, `DOB 03/07/1985`: codes without numbers.
    Codes,
    /// Numbers in a column of their own, values right of them.
    Column,
    /// Words with a colon.
    Words,
    /// English and French, the whole name in two lines under one label.
    Bilingual,
    /// French, the name without a label.
    French,
    /// Germany, France and Poland by the numbers of the directive.
    German,
    Gallic,
    Polish,
}

impl Front {
    pub const ALL: [Self; 10] = [
        Self::Inline,
        Self::Above,
        Self::Codes,
        Self::Column,
        Self::Words,
        Self::Bilingual,
        Self::French,
        Self::German,
        Self::Gallic,
        Self::Polish,
    ];
}

/// What a card says, as printed.
struct Card {
    title: String,
    number: String,
    last: String,
    first: String,
    street: String,
    town: String,
    birth: String,
    birth_place: String,
    issued: String,
    expires: String,
    sex: &'static str,
}

impl Studio {
    /// Draws the front of a licence whose holder and wording follow from the seed of the style.
    pub fn licence_front(&self, front: Front, style: &Style) -> Specimen {
        let mut rng = Rng::with_seed(style.seed ^ 0xF0_17);
        let mut canvas = Canvas::paper(&self.fonts, SIZE, style.pixels_per_mm, &mut rng);
        let (card, truth) = match front {
            Front::German => european(style.seed, "DEU"),
            Front::Gallic => european(style.seed, "FRA"),
            Front::Polish => european(style.seed, "POL"),
            Front::Bilingual => north_american(style.seed, "ON", canadian::date),
            Front::French => north_american(style.seed, "QC", canadian::french_date),
            _ => north_american(style.seed, american_state(style.seed), american::date),
        };
        let portrait = self.portrait(style.photo);
        match front {
            Front::Inline => american::inline(&mut canvas, &card, &portrait),
            Front::Above => american::above(&mut canvas, &card, &portrait),
            Front::Codes => american::codes(&mut canvas, &card, &portrait),
            Front::Column => american::column(&mut canvas, &card, &portrait),
            Front::Words => american::words(&mut canvas, &card, &portrait),
            Front::Bilingual => canadian::bilingual(&mut canvas, &card, &portrait),
            Front::French => canadian::french(&mut canvas, &card, &portrait),
            Front::German => european::dotted(&mut canvas, &card, &portrait, "FÜHRERSCHEIN"),
            Front::Gallic => european::apart(&mut canvas, &card, &portrait, "PERMIS DE CONDUIRE"),
            Front::Polish => european::dotted(&mut canvas, &card, &portrait, "PRAWO JAZDY"),
        }
        Specimen { front: canvas.picture, back: None, truth }
    }
}

fn american_state(seed: u64) -> &'static str {
    const STATES: [&str; 8] = ["CO", "GA", "MN", "NM", "OR", "VT", "WI", "AZ"];
    STATES[(seed / 10) as usize % STATES.len()]
}

fn north_american(seed: u64, issuer: &str, date: fn(Date) -> String) -> (Card, Truth) {
    let country = state::country(issuer).unwrap_or_default();
    let mut fields: Fields = barcode::card(seed);
    fields.document_type = Some(DocumentType::DriverLicense);
    fields.issuing_state = Some(issuer.to_owned());
    fields.issuing_country = Some(country.to_owned());
    if let Some(address) = &mut fields.address {
        address.state = Some(issuer.to_owned());
        address.country = Some(country.to_owned());
        address.postal_code = Some(if country == "CAN" { "K1A 0B1".to_owned() } else { zip(seed) });
    }
    let truth = licence::truth(&fields);
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let address = truth.address.clone().unwrap_or_default();
    let title = state::names().find(|(_, code)| *code == issuer).map_or(issuer, |(name, _)| name);
    let card = Card {
        title: title.to_owned(),
        number: truth.document_number.clone(),
        last: truth.last_name.clone(),
        first: format!("{} {}", truth.first_name, text(&truth.middle_name)).trim_end().to_owned(),
        street: format!("{} {}", text(&address.street), text(&address.street2)).trim_end().to_owned(),
        town: format!("{}, {} {}", text(&address.city), text(&address.state), text(&address.postal_code)),
        birth: date(truth.date_of_birth),
        birth_place: String::new(),
        issued: truth.issue_date.map(date).unwrap_or_default(),
        expires: date(truth.expiry_date),
        sex: truth.sex.map_or("", sex_letter),
    };
    (card, truth)
}

fn zip(seed: u64) -> String {
    format!("{:05}", 10_000 + seed * 7_919 % 89_999)
}

fn european(seed: u64, country: &str) -> (Card, Truth) {
    let person = Person::citizen(seed, country);
    let card = Card {
        title: person.country.name.to_owned(),
        number: person.document_number.clone(),
        last: person.last_name.clone(),
        first: person.first_name.clone(),
        street: String::new(),
        town: String::new(),
        birth: european::date(person.date_of_birth),
        birth_place: person.birth_place.to_owned(),
        issued: european::date(person.issued),
        expires: european::date(person.expires),
        sex: "",
    };
    let truth = Truth {
        document_type: DocumentType::DriverLicense,
        issuing_country: person.country.alpha3.to_owned(),
        issuing_state: None,
        document_number: person.document_number,
        last_name: person.last_name,
        first_name: person.first_name,
        middle_name: None,
        date_of_birth: person.date_of_birth,
        // Licences of the Union do not tell it.
        sex: None,
        nationality: None,
        issue_date: Some(person.issued),
        expiry_date: person.expires,
        address: None,
        mrz_lines: Vec::new(),
    };
    (card, truth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio;

    #[test]
    fn fronts_follow_from_the_seed_and_differ_by_layout() {
        let style = Style { pixels_per_mm: 4.0, seed: 6, ..Style::default() };
        let pictures = Front::ALL.map(|front| studio().licence_front(front, &style).front);
        assert!(pictures[0] == studio().licence_front(Front::Inline, &style).front);
        for (at, picture) in pictures.iter().enumerate() {
            assert_eq!(picture.dimensions(), (342, 216));
            assert!(pictures[..at].iter().all(|other| other != picture));
        }
    }

    #[test]
    fn an_address_lies_in_the_state_that_issues() {
        let truth = studio().licence_front(Front::Words, &Style { pixels_per_mm: 4.0, ..Style::default() }).truth;
        assert_eq!(truth.address.unwrap().state, truth.issuing_state);
    }
}
