//! The machine readable zone of a person's document, with the check digits of the standard.

use countersign_core::document::mrz::{Draft, Format};

use crate::{country::Country, person::Person};

pub(crate) fn lines(format: Format, person: &Person, issuer: &Country) -> Vec<String> {
    let code = match format {
        Format::Td3 => "P",
        Format::MrvA | Format::MrvB => "V",
        // `IDFRA` on two lines would be France's own format.
        Format::Td2 => "I",
        _ => "ID",
    };
    Draft {
        document_code: code.to_owned(),
        issuer: in_zone(issuer),
        document_number: person.document_number.clone(),
        last_name: person.last_name.clone(),
        first_name: person.first_name.clone(),
        date_of_birth: Some(person.date_of_birth),
        sex: Some(person.sex),
        nationality: in_zone(person.country),
        expiry_date: Some(person.expires),
        ..Draft::new(format)
    }
    .build()
}

/// Germany alone has a shorter code in the zone than in ISO 3166 (Doc 9303-3, 5).
fn in_zone(country: &Country) -> String {
    if country.alpha3 == "DEU" { "D".to_owned() } else { country.alpha3.to_owned() }
}

#[cfg(test)]
mod tests {
    use countersign_core::document::mrz::parse;

    use super::*;
    use crate::Layout;

    #[test]
    fn zones_carry_the_format_and_every_check_digit() {
        for seed in 0..200 {
            let person = Person::random(seed);
            for layout in Layout::ALL {
                let lines = lines(layout.format(), &person, person.country);
                let zone = parse(&lines.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
                assert!(zone.format() == layout.format() && zone.valid(), "seed {seed}, {layout:?}");
            }
        }
    }
}
