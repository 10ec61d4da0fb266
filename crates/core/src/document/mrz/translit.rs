//! Letters outside A to Z as Doc 9303-3 §6 writes them in the zone.

use deunicode::deunicode_char;

/// How a letter with several lawful spellings is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `Ä` as `AE`: the form of most issuers.
    Long,
    /// `Ä` as `A`.
    Short,
    /// `Ü` as `UXX`, `Ñ` as `NXX`, the rest short.
    Marked,
}

impl Spelling {
    pub(super) const ALL: [Self; 3] = [Self::Long, Self::Short, Self::Marked];
}

/// Letters whose spellings differ: long, short, marked.
const VARYING: [(char, [&str; 3]); 6] = [
    ('Ä', ["AE", "A", "A"]),
    ('Å', ["AA", "A", "A"]),
    ('Ñ', ["N", "N", "NXX"]),
    ('Ö', ["OE", "O", "O"]),
    ('Ø', ["OE", "O", "O"]),
    ('Ü', ["UE", "U", "UXX"]),
];

/// Letters that are not their base letter without marks, and the Cyrillic table of §6 B.
const FIXED: [(char, &str); 48] = [
    ('Æ', "AE"),
    ('Œ', "OE"),
    ('ẞ', "SS"),
    ('ß', "SS"),
    ('Þ', "TH"),
    ('Ð', "D"),
    ('Đ', "D"),
    ('Ĳ', "IJ"),
    ('Ŋ', "N"),
    ('ĸ', "Q"),
    ('А', "A"),
    ('Б', "B"),
    ('В', "V"),
    ('Г', "G"),
    ('Д', "D"),
    ('Е', "E"),
    ('Ё', "E"),
    ('Ж', "ZH"),
    ('З', "Z"),
    ('И', "I"),
    ('Й', "I"),
    ('К', "K"),
    ('Л', "L"),
    ('М', "M"),
    ('Н', "N"),
    ('О', "O"),
    ('П', "P"),
    ('Р', "R"),
    ('С', "S"),
    ('Т', "T"),
    ('У', "U"),
    ('Ф', "F"),
    ('Х', "KH"),
    ('Ц', "TS"),
    ('Ч', "CH"),
    ('Ш', "SH"),
    ('Щ', "SHCH"),
    ('Ъ', "IE"),
    ('Ы', "Y"),
    ('Ь', ""),
    ('Э', "E"),
    ('Ю', "IU"),
    ('Я', "IA"),
    ('Є', "IE"),
    ('І', "I"),
    ('Ї', "I"),
    ('Ґ', "G"),
    ('Ў', "U"),
];

/// A name in the letters of the zone: A to Z, single spaces between its parts. Hyphens part, apostrophes vanish.
pub fn transliterate(name: &str) -> String {
    spell(name, Spelling::Long)
}

pub(super) fn spell(name: &str, spelling: Spelling) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.chars().flat_map(char::to_uppercase) {
        out.push_str(&letters(character, spelling));
    }
    out.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn letters(character: char, spelling: Spelling) -> String {
    match character {
        'A'..='Z' => return character.to_string(),
        '-' | '‐' | '–' | '<' | ',' | '.' | '/' => return " ".to_owned(),
        _ if character.is_whitespace() => return " ".to_owned(),
        _ => {}
    }
    if let Some((_, forms)) = VARYING.iter().find(|(letter, _)| *letter == character) {
        return forms[spelling as usize].to_owned();
    }
    if let Some((_, form)) = FIXED.iter().find(|(letter, _)| *letter == character) {
        return (*form).to_owned();
    }
    if !character.is_alphabetic() {
        return String::new();
    }
    let base = deunicode_char(character).unwrap_or_default().to_ascii_uppercase();
    base.chars().filter(char::is_ascii_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_the_table() {
        let cases = [
            ("Österbyen", "OESTERBYEN"),
            ("Åsamund", "AASAMUND"),
            ("Þórður", "THORDUR"),
            ("Gauß", "GAUSS"),
            ("D'Artagnan", "DARTAGNAN"),
            ("Smith-Jones", "SMITH JONES"),
            ("Łukasz  Żółć", "LUKASZ ZOLC"),
            ("Щербаков", "SHCHERBAKOV"),
            ("van der Mühle", "VAN DER MUEHLE"),
        ];
        for (name, expected) in cases {
            assert_eq!(transliterate(name), expected);
        }
    }

    #[test]
    fn spellings_differ() {
        let forms = Spelling::ALL.map(|spelling| spell("Müñoz", spelling));
        assert_eq!(forms, ["MUENOZ", "MUNOZ", "MUXXNXXOZ"]);
    }
}
