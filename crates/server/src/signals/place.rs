//! Where a network address is, by a table in MaxMind's format that the operator supplies. None comes with the program.

use std::net::IpAddr;

use maxminddb::Reader;
use serde::Deserialize;

/// The country and zone of an address, as far as the table knows them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Place {
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    pub zone: Option<String>,
}

/// A table of places.
pub struct Places(Reader<Vec<u8>>);

#[derive(Deserialize)]
struct Named {
    iso_code: Option<String>,
}

#[derive(Deserialize)]
struct Location {
    time_zone: Option<String>,
}

/// What tables of the several publishers have in common.
#[derive(Deserialize)]
struct Row {
    country: Option<Named>,
    /// Where there is no other, as for satellites and the military.
    registered_country: Option<Named>,
    /// Tables without a hierarchy.
    country_code: Option<String>,
    location: Option<Location>,
    timezone: Option<String>,
}

/// Reads a table, and looks through it once: a file cut short is found out now and not with a customer.
pub(super) fn read(bytes: &[u8]) -> Result<Places, String> {
    let reader = Reader::from_source(bytes.to_vec()).map_err(|wrong| wrong.to_string())?;
    reader.verify().map_err(|wrong| wrong.to_string())?;
    Ok(Places(reader))
}

impl Places {
    pub fn of(&self, ip: IpAddr) -> Place {
        let found = self.0.lookup(ip.to_canonical()).and_then(|found| found.decode::<Row>());
        let Some(row) = found.ok().flatten() else { return Place::default() };
        let code = |named: Option<Named>| named.and_then(|named| named.iso_code);
        let country = code(row.country).or(row.country_code).or_else(|| code(row.registered_country));
        let zone = row.location.and_then(|location| location.time_zone).or(row.timezone);
        Place { country: country.map(|code| code.to_ascii_uppercase()), zone }
    }
}
