//! Values brought to a common form before they are compared, by the rules of "How values are compared".

use std::collections::BTreeSet;

use serde_json::Value;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Letters that fold in two ways: by ICAO Doc 9303-3 and as people type them.
const LETTERS: &[(char, &str, &str)] = &[
    ('ß', "SS", "SS"),
    ('ẞ', "SS", "SS"),
    ('Æ', "AE", "A"),
    ('Ø', "OE", "O"),
    ('Œ', "OE", "O"),
    ('Å', "AA", "A"),
    ('Ä', "AE", "A"),
    ('Ö', "OE", "O"),
    ('Ü', "UE", "U"),
    ('Ñ', "N", "N"),
    ('Þ', "TH", "TH"),
    ('Ð', "D", "D"),
    ('Đ', "D", "D"),
    ('Ł', "L", "L"),
    ('ı', "I", "I"),
    ('İ', "I", "I"),
    ('Ħ', "H", "H"),
    ('Ŧ', "T", "T"),
    ('Ĳ', "IJ", "IJ"),
    ('Ŋ', "N", "N"),
    ('ĸ', "Q", "Q"),
];

const APOSTROPHES: &str = "'’‘ʼ`´ʻʿ";

/// Every folded spelling of a name: transliterated either way, apostrophes dropped or as spaces.
pub(super) fn name_forms(name: &str) -> BTreeSet<String> {
    let upper: String = name.nfc().collect::<String>().to_uppercase().replace('<', " ");
    let mut forms = BTreeSet::new();
    for icao in [true, false] {
        let plain = without_marks(&spell(&upper, icao));
        for apostrophe in [None, Some(' ')] {
            let letters = plain.chars().filter_map(|c| if APOSTROPHES.contains(c) { apostrophe } else { Some(c) });
            forms.insert(words(letters));
        }
    }
    forms.remove("");
    forms
}

fn spell(upper: &str, icao: bool) -> String {
    let mut out = String::with_capacity(upper.len());
    for c in upper.chars() {
        match LETTERS.iter().find(|(letter, ..)| *letter == c) {
            Some((_, long, short)) => out.push_str(if icao { long } else { short }),
            None => out.push(c),
        }
    }
    out
}

fn without_marks(text: &str) -> String {
    text.nfd().filter(|&c| !is_combining_mark(c)).collect()
}

/// Runs of letters and digits, one space between them.
fn words(letters: impl Iterator<Item = char>) -> String {
    let spaced: String = letters.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn same_name(a: &str, b: &str) -> bool {
    !name_forms(a).is_disjoint(&name_forms(b))
}

/// The same words in any order.
pub(super) fn same_tokens(a: &str, b: &str) -> bool {
    !tokens(a).is_disjoint(&tokens(b))
}

fn tokens(name: &str) -> BTreeSet<Vec<String>> {
    let sorted = |form: String| {
        let mut words: Vec<String> = form.split(' ').map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    name_forms(name).into_iter().map(sorted).collect()
}

/// The shortest folded spelling.
pub(super) fn fold(text: &str) -> String {
    name_forms(text).into_iter().min_by_key(|form| (form.chars().count(), form.clone())).unwrap_or_default()
}

/// Equal, or one within the other, and not drowned in a whole line of other words.
pub(super) fn same_issuer(truth: &str, given: &str) -> bool {
    let (truth, given) = (fold(truth), fold(given));
    let fits = given.chars().count() <= 2 * truth.chars().count() + 20;
    !truth.is_empty() && !given.is_empty() && (truth.contains(&given) || given.contains(&truth)) && fits
}

/// Letters and digits alone, upper case.
pub(super) fn alphanumeric(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase()
}

/// A postal code; a US `+4` of zeros is none.
pub(super) fn postal_code(text: &str) -> String {
    let code = alphanumeric(text);
    let empty_extension = code.len() == 9 && code.ends_with("0000") && code.bytes().all(|b| b.is_ascii_digit());
    if empty_extension { code[..5].to_owned() } else { code }
}

/// ISO alpha-3, with the one-letter code of German zones.
pub(super) fn country(text: &str) -> String {
    let code = text.trim().to_uppercase();
    match code.trim_end_matches('<') {
        "D" => "DEU".to_owned(),
        code => code.to_owned(),
    }
}

/// Countries inside an address: alpha-2 and common names too.
pub(super) fn address_country(text: &str) -> String {
    let code = text.trim().to_uppercase();
    let alpha3 = match code.as_str() {
        "US" | "UNITED STATES" | "UNITED STATES OF AMERICA" => "USA",
        "CA" | "CANADA" => "CAN",
        "FR" | "FRANCE" => "FRA",
        "GB" => "GBR",
        "DE" | "D" => "DEU",
        "ES" => "ESP",
        "IT" => "ITA",
        "MX" => "MEX",
        other => other,
    };
    alpha3.to_owned()
}

/// A state or province as its two letters, given by code, by name or with its country before it.
pub(super) fn state(text: &str) -> String {
    let folded = fold(text);
    if let Some(code) = countersign_core::normalize::state::code(&folded) {
        return code.to_owned();
    }
    let bare = folded.strip_prefix("US ").or_else(|| folded.strip_prefix("CA "));
    bare.filter(|rest| rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_uppercase())).unwrap_or(&folded).to_owned()
}

pub(super) fn sex(text: &str) -> String {
    match text.trim().to_uppercase().as_str() {
        "MALE" => "M".to_owned(),
        "FEMALE" => "F".to_owned(),
        other => other.to_owned(),
    }
}

/// A JSON value as the text that is compared.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_meet() {
        for (a, b) in [
            ("MUELLER", "Müller"),
            ("MULLER", "Müller"),
            ("OBRIEN", "O'Brien"),
            ("O BRIEN", "O’Brien"),
            ("GARCIA LOPEZ", "García-López"),
            ("EVA LENA", "EVA<LENA<<<"),
            ("OESTERGAARD", "Østergård"),
            ("WEISS", "Weiß"),
        ] {
            assert!(same_name(a, b), "{a} {b}");
        }
        for (a, b) in [("MULLER", "MILLER"), ("EVA LENA", "EVA"), ("", "")] {
            assert!(!same_name(a, b), "{a} {b}");
        }
        assert!(same_tokens("Eva Lena Weiß", "WEISS EVA LENA"));
    }

    #[test]
    fn codes_fold() {
        assert_eq!(postal_code("04401-0000"), "04401");
        assert_eq!(postal_code("04401-1234"), "044011234");
        assert_eq!(country("D<<"), "DEU");
        assert_eq!(address_country("us"), "USA");
        assert_eq!([state("Maine"), state("me"), state("US-ME")], ["ME", "ME", "ME"]);
        assert!(same_issuer("Stadtwerke", "Stadtwerke Neustadt GmbH"));
        assert!(!same_issuer("EVN", &format!("EVN {}", "word ".repeat(20))));
    }
}
