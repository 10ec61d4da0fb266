//! What values look like.

use crate::document::extraction::Sex;

/// Letters with the marks that names have, and hardly anything else.
pub(super) fn is_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let allowed = text.chars().all(|c| c.is_alphabetic() || " -'’‘`.,·()".contains(c));
    letters >= 2 && allowed && text.chars().count() <= 60
}

/// The number without what separates its groups; nothing when the text is no number of a document or person.
pub(super) fn number(text: &str) -> Option<String> {
    let allowed = text.chars().all(|c| c.is_ascii_alphanumeric() || " -./·".contains(c));
    let compact: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let digits = compact.bytes().filter(u8::is_ascii_digit).count();
    let words = text.split_whitespace().count();
    let fits = (5..=20).contains(&compact.len()) && digits >= 3 && digits * 3 >= compact.len() && words <= 5;
    (allowed && fits).then(|| compact.to_uppercase())
}

pub(super) fn is_number(text: &str) -> bool {
    number(text).is_some()
}

/// `F`, `F/F`, `KVK/F`, `Male`: Doc 9303 asks for `M`, `F` or `X` beside the letter of the issuer's language.
pub(super) fn sex(text: &str) -> Option<Sex> {
    if text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(|word| deunicode::deunicode(word).to_ascii_uppercase())
        .collect();
    if words.is_empty() || words.len() > 3 {
        return None;
    }
    let mut told = words.iter().filter_map(|word| one_sex(word));
    let first = told.next()?;
    // A label that names both, such as `M/F`, tells nothing.
    told.all(|other| other == first).then_some(first)
}

fn one_sex(word: &str) -> Option<Sex> {
    const MEN: [&str; 12] = [
        "M",
        "MALE",
        "MASCULIN",
        "MASCULINO",
        "MASKULIN",
        "MANNLICH",
        "MASCHIO",
        "HOMME",
        "HOMBRE",
        "MAN",
        "MUSKI",
        "MASC",
    ];
    const WOMEN: [&str; 13] = [
        "F",
        "FEMALE",
        "FEMININ",
        "FEMENINO",
        "FEMININO",
        "FEMMINILE",
        "FEMININE",
        "WEIBLICH",
        "FEMME",
        "MUJER",
        "VROUW",
        "FEMMINA",
        "FEM",
    ];
    match word {
        word if MEN.contains(&word) => Some(Sex::M),
        word if WOMEN.contains(&word) => Some(Sex::F),
        "X" => Some(Sex::X),
        _ => None,
    }
}

/// Letters of the Latin alphabet.
pub(super) fn is_latin(text: &str) -> bool {
    text.chars()
        .filter(|c| c.is_alphabetic())
        .all(|c| u32::from(c) < 0x0250 || (0x1E00..0x1F00).contains(&u32::from(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in ["O'Brien-Smith", "Maria Olivia", "Đorđević", "Петровић"] {
            assert!(is_name(name), "{name}");
        }
        for other in ["A1", "L898902C3", "12 AUG", "X"] {
            assert!(!is_name(other), "{other}");
        }
    }

    #[test]
    fn numbers_lose_what_separates_their_groups() {
        assert_eq!(number("97-730-0020").as_deref(), Some("977300020"));
        assert_eq!(number("PL 0000000").as_deref(), Some("PL0000000"));
        for other in ["ANNA", "1,71 m", "P", "2nd floor", "5'-08\""] {
            assert_eq!(number(other), None, "{other}");
        }
    }

    #[test]
    fn sexes() {
        for (text, sex_) in [
            ("F/F", Some(Sex::F)),
            ("KVK/F", Some(Sex::F)),
            ("V/M", Some(Sex::M)),
            ("Mara/Female", Some(Sex::F)),
            ("X", Some(Sex::X)),
            ("M/F", None),
            ("K", None),
            ("MARIA", None),
        ] {
            assert_eq!(sex(text), sex_, "{text}");
        }
    }
}
