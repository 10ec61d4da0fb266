//! Lines that name a town with its postal code, in the forms that posts ask for.

use super::place::{country_of, state_of};

/// What the last line of an address says; parts that it leaves out are `None`.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Town {
    /// None where the code stands alone, as in Britain.
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: String,
    /// ISO 3166-1 alpha-3, where form, prefix or name tell.
    pub country: Option<&'static str>,
}

/// Town names have at most this many words.
const MOST_WORDS: usize = 5;

/// Reads a line such as `Springfield, IL 62704`, `Leeds LS1 4DY`, `D-50667 Köln`, `1012 AB Amsterdam`.
pub(crate) fn read(line: &str) -> Option<Town> {
    let (line, country) = split_country(line);
    let words: Vec<&str> = line.split([' ', ',', '\u{a0}', '\t']).filter(|word| !word.is_empty()).collect();
    let mut town = american(&words)
        .or_else(|| canadian(&words))
        .or_else(|| british(&words))
        .or_else(|| australian(&words))
        .or_else(|| code_first(&words))
        .or_else(|| code_last(&words, country))?;
    town.country = country.or(town.country);
    Some(town)
}

/// The line without a country behind its last comma.
fn split_country(line: &str) -> (&str, Option<&'static str>) {
    let whole = line.trim().trim_end_matches(['.', ',']);
    if let Some((front, last)) = whole.rsplit_once(',')
        && let Some(country) = country_of(last)
    {
        return (front.trim(), Some(country));
    }
    // Without a comma only behind a code, since many towns bear names of countries.
    if let Some((front, last)) = whole.rsplit_once(' ')
        && front.ends_with(|c: char| c.is_ascii_digit())
        && let Some(country) = country_of(last)
    {
        return (front.trim(), Some(country));
    }
    (whole, None)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether each character is a letter (`A`), a digit (`9`) or either (`?`) as `shape` asks.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(c, wanted)| match wanted {
            b'A' => c.is_ascii_uppercase(),
            b'9' => c.is_ascii_digit(),
            b'?' => c.is_ascii_digit() || c.is_ascii_uppercase(),
            other => c == other,
        })
}

/// The words as a town's name: letters, not too many, no digits.
fn name(words: &[&str]) -> Option<String> {
    let lettered = |word: &&str| word.chars().any(char::is_alphabetic) && !word.chars().any(|c| c.is_ascii_digit());
    let plain = !words.is_empty() && words.len() <= MOST_WORDS && words.iter().all(lettered);
    plain.then(|| words.join(" ").trim_matches(['-', '(', ')', '.']).to_owned())
}

/// A town or nothing: in front of a code nothing else may stand. False where something else does.
fn town_or_nothing(words: &[&str]) -> (bool, Option<String>) {
    let town = name(words);
    (words.is_empty() || town.is_some(), town)
}

/// `Springfield, IL 62704-1234`; six digits pass, since specimens print such codes.
fn american(words: &[&str]) -> Option<Town> {
    let spaced;
    let (code, front) = match words {
        // Wide print is read with a space in the code, and with specks for points.
        [front @ .., a, b] if digits(&a.replace('.', "")) && digits(b) && a.replace('.', "").len() + b.len() == 5 => {
            spaced = format!("{}{b}", a.replace('.', ""));
            (spaced.as_str(), front)
        }
        [front @ .., code] => (*code, front),
        [] => return None,
    };
    let (five, four) = code.split_once('-').unwrap_or((code, "0000"));
    if !(digits(five) && (5..=6).contains(&five.len()) && digits(four) && four.len() == 4) {
        return None;
    }
    let (state, taken) = state_of(front, "USA")?;
    let (plain, city) = town_or_nothing(&front[..front.len() - taken]);
    plain.then_some(())?;
    Some(Town { city, state: Some(state.to_owned()), postal_code: code.to_owned(), country: Some("USA") })
}

/// `Toronto ON M5V 2T6`.
fn canadian(words: &[&str]) -> Option<Town> {
    let (code, front) = match words {
        [front @ .., a, b] if has_shape(a, "A9A") && has_shape(b, "9A9") => (format!("{a} {b}"), front),
        [front @ .., a] if has_shape(a, "A9A9A9") => ((*a).to_owned(), front),
        _ => return None,
    };
    let named = front.last().is_some_and(|last| country_of(last) == Some("CAN"));
    let front = if named { &front[..front.len() - 1] } else { front };
    let (state, taken) = state_of(front, "CAN").map_or((None, 0), |(state, taken)| (Some(state.to_owned()), taken));
    let (plain, city) = town_or_nothing(&front[..front.len() - taken]);
    plain.then_some(())?;
    Some(Town { city, state, postal_code: code, country: Some("CAN") })
}

/// `London W8 4PX`, or the code alone; `Dublin D02 X285`.
fn british(words: &[&str]) -> Option<Town> {
    const OUTWARD: [&str; 6] = ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"];
    let (a, b, front) = match words {
        [front @ .., a, b] => (*a, *b, front),
        _ => return None,
    };
    let irish = has_shape(a, "A9?") && has_shape(b, "????") && b.bytes().any(|b| b.is_ascii_digit());
    let british = has_shape(b, "9AA") && OUTWARD.iter().any(|shape| has_shape(a, shape));
    if !(irish || british) {
        return None;
    }
    let country = if british { "GBR" } else { "IRL" };
    let (plain, city) = town_or_nothing(front);
    plain.then_some(Town { city, state: None, postal_code: format!("{a} {b}"), country: Some(country) })
}

/// `Sydney NSW 2000`.
fn australian(words: &[&str]) -> Option<Town> {
    const STATES: [&str; 8] = ["ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"];
    let [front @ .., state, code] = words else { return None };
    let fits = STATES.contains(state) && digits(code) && code.len() == 4;
    let (plain, city) = town_or_nothing(front);
    (fits && plain).then_some(())?;
    Some(Town { city, state: Some((*state).to_owned()), postal_code: (*code).to_owned(), country: Some("AUS") })
}

/// Prefixes of postal codes in international mail.
const PREFIXES: &[(&str, &str)] = &[
    ("A", "AUT"),
    ("AT", "AUT"),
    ("B", "BEL"),
    ("BE", "BEL"),
    ("CH", "CHE"),
    ("D", "DEU"),
    ("DE", "DEU"),
    ("DK", "DNK"),
    ("E", "ESP"),
    ("ES", "ESP"),
    ("F", "FRA"),
    ("FI", "FIN"),
    ("FR", "FRA"),
    ("I", "ITA"),
    ("IT", "ITA"),
    ("L", "LUX"),
    ("N", "NOR"),
    ("NL", "NLD"),
    ("NO", "NOR"),
    ("P", "PRT"),
    ("PL", "POL"),
    ("PT", "PRT"),
    ("S", "SWE"),
    ("SE", "SWE"),
];

/// `50667 Köln`, `1012 AB Amsterdam`, `00-950 Warszawa`, `1200-195 Lisboa`, `111 22 Stockholm`.
fn code_first(words: &[&str]) -> Option<Town> {
    let (first, mut rest) = words.split_first()?;
    let (prefix, code) = match first.split_once('-') {
        Some((prefix, code)) if PREFIXES.iter().any(|(known, _)| *known == prefix) => (Some(prefix), code),
        _ => (None, *first),
    };
    let mut country = prefix.and_then(|p| PREFIXES.iter().find(|(known, _)| *known == p)).map(|(_, code)| *code);
    let mut code = code.to_owned();
    let next = *rest.first()?;
    if has_shape(&code, "9999") && has_shape(next, "AA") && rest.len() > 1 {
        (code, country, rest) = (format!("{code} {next}"), Some("NLD"), &rest[1..]);
    } else if has_shape(&code, "9999AA") {
        country = Some("NLD");
    } else if has_shape(&code, "99-999") {
        country = Some("POL");
    } else if has_shape(&code, "9999-999") {
        country = Some("PRT");
    } else if has_shape(&code, "999") && has_shape(next, "99") {
        (code, rest) = (format!("{code} {next}"), &rest[1..]);
    } else if !(digits(&code) && (4..=5).contains(&code.len())) {
        return None;
    }
    let (city, state) = without_additions(rest);
    let city = name(city).filter(|city| city.chars().filter(|c| c.is_alphabetic()).count() > 1)?;
    let capital = city.starts_with(|c: char| c.is_uppercase() || c == '\'');
    capital.then_some(Town { city: Some(city), state, postal_code: code, country })
}

/// A town without `CEDEX 08`, and without its province: `Roma RM`, `Alcorcón (Madrid)`.
fn without_additions<'a>(words: &'a [&'a str]) -> (&'a [&'a str], Option<String>) {
    if let Some(at) = words.iter().position(|word| word.eq_ignore_ascii_case("CEDEX")) {
        return (&words[..at], None);
    }
    let Some((last, front)) = words.split_last().filter(|(_, front)| !front.is_empty()) else { return (words, None) };
    let province = last.trim_matches(['(', ')']);
    let bracketed = last.starts_with('(') && last.ends_with(')');
    let italian = has_shape(last, "AA") && front.iter().any(|word| word.chars().any(char::is_lowercase));
    if bracketed || italian { (front, Some(province.to_owned())) } else { (words, None) }
}

/// `Mumbai 400001`, `Mumbai - 400 001`; with the country named, codes of other lengths too: `Singapore 238823`.
fn code_last(words: &[&str], country: Option<&'static str>) -> Option<Town> {
    let (code, front) = match words {
        [front @ .., a, b] if has_shape(a, "999") && has_shape(b, "999") && !a.starts_with('0') => {
            (format!("{a} {b}"), front)
        }
        [front @ .., a] if has_shape(a, "999999") => ((*a).to_owned(), front),
        [front @ .., a] if country.is_some() && digits(a) && (4..=7).contains(&a.len()) => ((*a).to_owned(), front),
        _ => return None,
    };
    let front = if front.last() == Some(&"-") { &front[..front.len() - 1] } else { front };
    Some(Town { city: Some(name(front)?), state: None, postal_code: code, country })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str) -> Option<(String, String, String, String)> {
        let text = |part: Option<String>| part.unwrap_or_default();
        read(line).map(|t| (text(t.city), text(t.state), t.postal_code, t.country.unwrap_or_default().to_owned()))
    }

    #[test]
    fn towns_of_many_posts() {
        for (line, city, state, code, country) in [
            ("Springfield, IL 62704", "Springfield", "IL", "62704", "USA"),
            ("Santa Fe New Mexico 87501-1234 USA", "Santa Fe", "NM", "87501-1234", "USA"),
            ("Springfield, IL 62.7 04", "Springfield", "IL", "62704", "USA"),
            ("ON, Canada , M5H 2H7", "", "ON", "M5H 2H7", "CAN"),
            ("Ottawa, ON, K1A 0B1", "Ottawa", "ON", "K1A 0B1", "CAN"),
            ("Leeds LS1 4DY", "Leeds", "", "LS1 4DY", "GBR"),
            ("SW1A 1AA", "", "", "SW1A 1AA", "GBR"),
            ("Dublin D02 X285", "Dublin", "", "D02 X285", "IRL"),
            ("D-50667 Köln", "Köln", "", "50667", "DEU"),
            ("69002 LYON CEDEX 02", "LYON", "", "69002", ""),
            ("28922 Alcorcón (Madrid)", "Alcorcón", "Madrid", "28922", ""),
            ("00184 Roma RM", "Roma", "RM", "00184", ""),
            ("1012 AB Amsterdam", "Amsterdam", "", "1012 AB", "NLD"),
            ("00-950 Warszawa", "Warszawa", "", "00-950", "POL"),
            ("111 22 Stockholm", "Stockholm", "", "111 22", ""),
            ("Perth WA 6000", "Perth", "WA", "6000", "AUS"),
            ("Mumbai - 400 001", "Mumbai", "", "400 001", ""),
        ] {
            let expected = (!code.is_empty()).then(|| [city, state, code, country].map(str::to_owned));
            let found = parts(line).map(|(a, b, c, d)| [a, b, c, d]);
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn other_lines_are_none() {
        for line in
            ["", "Invoice 12345", "Total 1,234.00", "12 Main St Springfield IL 62704", "2024", "12345", "Tel 030 123"]
        {
            assert!(read(line).is_none(), "{line}");
        }
    }
}
