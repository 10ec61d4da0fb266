//! Countries and states as addresses name them.

use crate::{document::country, normalize::state};

/// Countries in the languages their mail is written in; the rest go by their English ISO names.
const COUNTRIES: &[(&str, &str)] = &[
    ("BELGIE", "BEL"),
    ("BELGIQUE", "BEL"),
    ("DANMARK", "DNK"),
    ("DEUTSCHLAND", "DEU"),
    ("EIRE", "IRL"),
    ("ENGLAND", "GBR"),
    ("ESPANA", "ESP"),
    ("GREAT BRITAIN", "GBR"),
    ("HOLLAND", "NLD"),
    ("ITALIA", "ITA"),
    ("NEDERLAND", "NLD"),
    ("NORGE", "NOR"),
    ("NORTHERN IRELAND", "GBR"),
    ("OESTERREICH", "AUT"),
    ("OSTERREICH", "AUT"),
    ("POLSKA", "POL"),
    ("SCHWEIZ", "CHE"),
    ("SCOTLAND", "GBR"),
    ("SUISSE", "CHE"),
    ("SUOMI", "FIN"),
    ("SVERIGE", "SWE"),
    ("THE NETHERLANDS", "NLD"),
    ("UK", "GBR"),
    ("UNITED KINGDOM", "GBR"),
    ("UNITED STATES", "USA"),
    ("UNITED STATES OF AMERICA", "USA"),
    ("US", "USA"),
    ("USA", "USA"),
    ("WALES", "GBR"),
];

/// The country that a text names and nothing else, as ISO 3166-1 alpha-3.
pub(crate) fn country_of(text: &str) -> Option<&'static str> {
    let folded = deunicode::deunicode(text).to_ascii_uppercase().replace('.', "");
    let name = folded.trim_matches(|c: char| !c.is_ascii_alphabetic());
    let known = COUNTRIES.iter().find(|(known, _)| *known == name).map(|(_, code)| *code);
    known.or_else(|| country::from_name(name))
}

/// The state that ends `words`, as its code, and how many words it takes; only of `country` (alpha-3).
pub(super) fn state_of(words: &[&str], country: &str) -> Option<(&'static str, usize)> {
    (1..=words.len().min(3)).rev().find_map(|taken| {
        let text = words[words.len() - taken..].join(" ").replace('.', "").to_ascii_uppercase();
        let code = if text.len() == 2 { state::known_code(&text) } else { state::code(&text) }?;
        (state::country(code) == Some(country)).then_some((code, taken))
    })
}
