//! Names of the zone beside names printed in the visual zone.

use super::{
    confusion::confusable,
    translit::{Spelling, spell, transliterate},
};

/// How the printed form agrees with the zone's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameAgreement {
    /// The same letters, by one of the lawful spellings.
    Same,
    /// The zone was cut; the printed name goes on.
    Continued,
    /// A few letters differ, each by one that is taken for it when reading.
    Misread,
}

/// A printed line that gives a name of the zone.
#[derive(Clone, PartialEq, Eq)]
pub struct PrintedName {
    /// Index among the lines given.
    pub line: usize,
    /// The name as printed.
    pub text: String,
    pub agreement: NameAgreement,
}

/// The name is personal data.
impl std::fmt::Debug for PrintedName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrintedName({}, {:?}, redacted)", self.line, self.agreement)
    }
}

/// Finds the words among `printed` that give `name`, which is in the zone's letters. The best agreement wins, the
/// first line among equals. `truncated` when the zone may have cut the name.
pub fn printed_name(name: &str, printed: &[&str], truncated: bool) -> Option<PrintedName> {
    let wanted = transliterate(name);
    if wanted.is_empty() {
        return None;
    }
    let mut best: Option<PrintedName> = None;
    for (line, text) in printed.iter().enumerate() {
        let Some((text, agreement)) = within(&wanted, text, truncated) else { continue };
        if best.as_ref().is_none_or(|best| rank(agreement) < rank(best.agreement)) {
            best = Some(PrintedName { line, text, agreement });
        }
    }
    best
}

/// Whether both names of a zone stand among the printed lines without a difference.
pub fn names_agree(last_name: &str, first_name: &str, printed: &[&str], truncated: bool) -> bool {
    let stands = |name: &str| {
        let found = printed_name(name, printed, truncated);
        found.is_some_and(|found| found.agreement != NameAgreement::Misread)
    };
    stands(last_name) && stands(first_name)
}

/// A name field with misread letters as printed; nothing when no printed name differs in just that way.
pub(super) fn corrected(field: &str, printed: &[&str]) -> Option<String> {
    let mut corrected = field.to_owned();
    for part in field.split("<<").map(|part| part.trim_matches('<')).filter(|part| !part.is_empty()) {
        let Some(found) = printed_name(part, printed, false) else { continue };
        if found.agreement != NameAgreement::Misread {
            continue;
        }
        let forms = Spelling::ALL.map(|spelling| spell(&found.text, spelling).replace(' ', "<"));
        if let Some(form) = forms.iter().find(|form| form.len() == part.len()) {
            corrected = corrected.replacen(part, form, 1);
        }
    }
    (corrected != field && corrected.len() == field.len()).then_some(corrected)
}

fn rank(agreement: NameAgreement) -> u8 {
    match agreement {
        NameAgreement::Same => 0,
        NameAgreement::Continued => 1,
        NameAgreement::Misread => 2,
    }
}

/// The words of one line that give the name: a line may carry its label, or both names.
fn within(wanted: &str, line: &str, truncated: bool) -> Option<(String, NameAgreement)> {
    let words: Vec<&str> = line.split([' ', ',', ':', '/']).filter(|word| !word.is_empty()).collect();
    let mut best: Option<(String, NameAgreement)> = None;
    for start in 0..words.len() {
        for end in start + 1..=words.len().min(start + 8) {
            let text = words[start..end].join(" ");
            let Some(agreement) = agreement(wanted, &text, truncated && end == words.len()) else { continue };
            if best.as_ref().is_none_or(|best| rank(agreement) < rank(best.1)) {
                best = Some((text, agreement));
            }
        }
    }
    best
}

fn agreement(wanted: &str, printed: &str, truncated: bool) -> Option<NameAgreement> {
    let forms = Spelling::ALL.map(|spelling| spell(printed, spelling));
    // Print without marks, or a recogniser that drops them, still gives the letters under the marks.
    if forms.iter().any(|form| form == wanted || *form == unmarked(wanted)) {
        return Some(NameAgreement::Same);
    }
    // Issuers differ in whether a hyphen becomes a filler or nothing: the letters are the same.
    let joined = |text: &str| text.replace(' ', "");
    if wanted.len() >= 5 && forms.iter().any(|form| joined(form) == joined(wanted)) {
        return Some(NameAgreement::Same);
    }
    if truncated && wanted.len() >= 3 && forms.iter().any(|form| form.starts_with(wanted)) {
        return Some(NameAgreement::Continued);
    }
    forms.iter().any(|form| misread(wanted, form)).then_some(NameAgreement::Misread)
}

/// Vowels that stand for a marked letter, without the `E` that shows the mark.
fn unmarked(name: &str) -> String {
    name.replace("AE", "A").replace("OE", "O").replace("UE", "U").replace("AA", "A")
}

/// Same length, at most one letter in four different and each of those easily taken for the other.
fn misread(wanted: &str, printed: &str) -> bool {
    if wanted.len() != printed.len() || wanted.len() < 4 {
        return false;
    }
    let different = || wanted.chars().zip(printed.chars()).filter(|(a, b)| a != b);
    different().count() <= wanted.len() / 4 && different().all(|(a, b)| a != ' ' && b != ' ' && confusable(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, printed: &[&str], truncated: bool) -> Option<(usize, String, NameAgreement)> {
        printed_name(name, printed, truncated).map(|found| (found.line, found.text, found.agreement))
    }

    #[test]
    fn printed_forms_are_found() {
        let printed = ["UTOPIA", "Surname/Nom STRÖM-ÅBERG", "Elsa Márie", "MUSTER, Jürgen"];
        assert_eq!(found("STROEM AABERG", &printed, false), Some((1, "STRÖM-ÅBERG".to_owned(), NameAgreement::Same)));
        assert_eq!(found("STROM ABERG", &printed, false), Some((1, "STRÖM-ÅBERG".to_owned(), NameAgreement::Same)));
        assert_eq!(found("ELSA MARIE", &printed, false), Some((2, "Elsa Márie".to_owned(), NameAgreement::Same)));
        assert_eq!(found("JUERGEN", &["JURGEN"], false).map(|found| found.2), Some(NameAgreement::Same));
        assert_eq!(found("ELSA MAR", &printed, true), Some((2, "Elsa Márie".to_owned(), NameAgreement::Continued)));
        assert_eq!(found("ELSA MAR", &printed, false), None);
        let joined = Some((1, "STRÖM-ÅBERG".to_owned(), NameAgreement::Same));
        assert_eq!(found("STROEMAABERG", &printed, false), joined, "the zone left the hyphen out");
        assert_eq!(found("NIELSEN", &printed, false), None);
    }

    #[test]
    fn a_misread_letter_is_told() {
        assert_eq!(
            found("STR0EM".replace('0', "D").as_str(), &["STROEM"], false).map(|found| found.2),
            Some(NameAgreement::Misread)
        );
        assert_eq!(found("STRAEM", &["STROEM"], false), None);
    }

    #[test]
    fn misread_names_are_corrected() {
        let printed = ["STRÖM", "Elsa Marie"];
        assert_eq!(corrected("STRDM<<ELSA<NARIE<<<", &printed).as_deref(), Some("STROM<<ELSA<MARIE<<<"));
        assert_eq!(corrected("STROEM<<ELSA<MARIE<<", &printed), None);
        assert_eq!(corrected("STRAM<<EVA<MARIE<<<<", &printed), None);
    }

    #[test]
    fn both_names_must_stand() {
        assert!(names_agree("STROEM", "ELSA", &["Ström", "Elsa"], false));
        assert!(!names_agree("STROEM", "ELSA", &["Ström"], false));
    }
}
