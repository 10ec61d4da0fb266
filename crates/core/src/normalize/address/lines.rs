//! Addresses as they stand on envelopes: lines from the street down to the town and the country.

use super::{
    place::country_of,
    town::{self, Town},
};
use crate::document::extraction::Address;

/// Reads the lines of one address, the street first. Nothing where no line names a town or nothing stands above it.
pub fn of_lines<S: AsRef<str>>(lines: &[S]) -> Option<Address> {
    let mut lines: Vec<&str> = lines.iter().map(|line| line.as_ref().trim()).filter(|line| !line.is_empty()).collect();
    let named = lines.last().and_then(|line| country_of(line));
    if named.is_some() {
        lines.pop();
    }
    let (town, front) = town_of(lines.pop()?)?;
    lines.extend(front);
    let mut city = town.city;
    if city.is_none() {
        city = Some(take_city(&mut lines)?);
    }
    let (street, rest) = lines.split_first()?;
    let street2 = (!rest.is_empty()).then(|| rest.join(", "));
    Some(Address {
        street: Some((*street).trim_end_matches(',').to_owned()),
        street2,
        city,
        state: town.state,
        postal_code: Some(town.postal_code),
        country: named.or(town.country).map(str::to_owned),
    })
}

/// The town of a line, and what stands before it there, as in `12 Main St, Springfield, IL 62704`.
fn town_of(line: &str) -> Option<(Town, Vec<&str>)> {
    let starts = std::iter::once(0).chain(line.match_indices(',').map(|(at, _)| at + 1));
    starts.into_iter().find_map(|start| {
        let town = town::read(&line[start..])?;
        let front = line[..start].split(',').map(str::trim).filter(|part| !part.is_empty());
        Some((town, front.collect()))
    })
}

/// The city above a postal code that stands alone.
fn take_city(lines: &mut Vec<&str>) -> Option<String> {
    let line = lines.pop()?;
    // `…, Toronto` in front of `ON M5H 2H7`: what stands before the last comma is still street.
    let (front, city) = line.rsplit_once(',').map_or((None, line), |(front, city)| (Some(front), city));
    lines.extend(front);
    let city = city.trim();
    let plain = !city.is_empty() && !city.chars().any(|c| c.is_ascii_digit());
    plain.then(|| city.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelopes() {
        for (lines, expected) in [
            (&["12 Main St", "Springfield, IL 62704"][..], ["12 Main St", "", "Springfield", "IL", "62704", "USA"]),
            (&["12 Main St, Springfield, IL 62704"], ["12 Main St", "", "Springfield", "IL", "62704", "USA"]),
            (&["9 King St W, Toronto", "ON M5H 2H7", "Canada"], ["9 King St W", "", "Toronto", "ON", "M5H 2H7", "CAN"]),
            (
                &["Flat 2", "12 High Street", "London", "W8 4PX"],
                ["Flat 2", "12 High Street", "London", "", "W8 4PX", "GBR"],
            ),
            (&["Lange Gasse 7", "1080 Wien", "Österreich"], ["Lange Gasse 7", "", "Wien", "", "1080", "AUT"]),
        ] {
            let a = of_lines(lines).unwrap();
            let found = [a.street, a.street2, a.city, a.state, a.postal_code, a.country].map(Option::unwrap_or_default);
            assert_eq!(found, expected, "{lines:?}");
        }
    }

    #[test]
    fn lines_without_a_town_are_no_address() {
        for lines in [&["12 Main St"][..], &["Dear customer", "thank you"], &["62704"], &[]] {
            assert!(of_lines(lines).is_none(), "{lines:?}");
        }
    }
}
