//! Zones made up for tests: no number, name or date of a real document.

use countersign_core::{
    Date,
    document::{
        extraction::Sex,
        mrz::{Draft, Format},
    },
};

pub(crate) const FORMATS: [Format; 7] =
    [Format::Td1, Format::Td2, Format::Td3, Format::MrvA, Format::MrvB, Format::FraId, Format::FraDl];

const LAST: [&str; 12] = [
    "STROEM",
    "GARCIA LOPEZ",
    "NGUYEN",
    "KOWALSKI",
    "O CONNOR",
    "SILVA",
    "BECK",
    "DE VRIES",
    "IVANOVA",
    "KIM",
    "OKAFOR",
    "PAPADOPOULOS",
];
const FIRST: [&str; 12] = [
    "ELSA MARIE",
    "JUAN",
    "VAN ANH",
    "EWA",
    "LIAM",
    "ANA BEATRIZ",
    "OTTO",
    "SASKIA",
    "OLGA",
    "MIN JUN",
    "CHIDI",
    "ELENI SOFIA",
];
const COUNTRIES: [&str; 12] = ["SWE", "ESP", "VNM", "POL", "IRL", "BRA", "D", "NLD", "UKR", "KOR", "NGA", "GRC"];

/// A small deterministic generator (xorshift), so that a failure comes back.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    pub(crate) fn chance(&mut self, probability: f32) -> bool {
        self.below(1_000_000) < (probability * 1_000_000.0) as usize
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn text(&mut self, alphabet: &str, length: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        (0..length).map(|_| self.pick(&alphabet)).collect()
    }

    fn date(&mut self, from: i16, years: usize) -> Date {
        Date::constant(from + self.below(years) as i16, 1 + self.below(12) as i8, 1 + self.below(28) as i8)
    }
}

const DIGITS: &str = "0123456789";
/// Without the letter O, which issuers avoid and solving distrusts.
const ALPHANUMERIC: &str = "ABCDEFGHIJKLMNPQRSTUVWXYZ0123456789";

pub(crate) fn draft(dice: &mut Dice, format: Format) -> Draft {
    let french = matches!(format, Format::FraId | Format::FraDl);
    let country = if french { "FRA" } else { dice.pick(&COUNTRIES) };
    let alphabet = dice.pick(&[DIGITS, ALPHANUMERIC]);
    let length = match format {
        Format::FraId => 12,
        Format::Td1 if dice.chance(0.1) => 12,
        _ => dice.pick(&[8, 9, 9]),
    };
    Draft {
        document_code: match format {
            Format::Td1 | Format::Td2 => dice.pick(&["I", "ID", "IR"]),
            Format::Td3 => "P",
            Format::MrvA | Format::MrvB => "V",
            Format::FraId => "ID",
            Format::FraDl => "D1",
        }
        .to_owned(),
        issuer: country.to_owned(),
        document_number: dice.text(alphabet, length),
        last_name: dice.pick(&LAST).to_owned(),
        first_name: dice.pick(&FIRST).to_owned(),
        date_of_birth: Some(dice.date(1940, 70)),
        sex: Some(dice.pick(&[Sex::M, Sex::F])),
        nationality: if dice.chance(0.8) { country } else { dice.pick(&COUNTRIES) }.to_owned(),
        expiry_date: Some(dice.date(2018, 18)),
        optional: if dice.chance(0.3) { dice.text(DIGITS, 6) } else { String::new() },
        optional2: if dice.chance(0.2) { dice.text(DIGITS, 5) } else { String::new() },
        office: dice.text(DIGITS, 6),
        ..Draft::new(format)
    }
}
