//! Finding labels in a line that was not read letter by letter.

use std::sync::LazyLock;

use super::{
    super::fuzzy::{Letters, Met, Vocabulary},
    CODES, Family, Found, WORDS,
};

type Table = [(Family, &'static [&'static str])];

static PHRASES: LazyLock<Vocabulary<Family>> = LazyLock::new(|| vocabulary(WORDS));
static SHORT: LazyLock<Vocabulary<Family>> = LazyLock::new(|| vocabulary(CODES));

fn vocabulary(table: &Table) -> Vocabulary<Family> {
    Vocabulary::new(table.iter().flat_map(|(family, words)| words.iter().map(move |word| (*family, *word))))
}

/// The labels of a line, left to right; `codes` when those of North American licences are looked for too.
pub(in crate::document::visual) fn find(text: &str, codes: bool) -> Vec<Found> {
    let line = Letters::of(text);
    if line.plain.len() < 2 {
        return Vec::new();
    }
    let mut met = PHRASES.met(&line);
    // What leads to no field of ours must be read well: it would only hide what does.
    met.retain(|met| {
        !matches!(met.meaning, Family::Rest | Family::OtherName | Family::OtherNumber) || met.quality > 0.75
    });
    // The last letters of a word that ends in another way than the table's belong to the label.
    for met in &mut met {
        met.end = line.rest_of_word(met.end, 3);
    }
    if codes {
        let word_before = |met: &Met<Family>| (0..met.start).filter(|&at| line.origin[at] > 2).count() > 0;
        // `LN` ends the names of streets.
        let is_street = |met: &Met<Family>| matches!(met.meaning, Family::Surname | Family::Given) && word_before(met);
        met.extend(SHORT.begun(&line).into_iter().filter(|met| !is_street(met)));
    }
    let labels = without_overlap(met).into_iter().map(|label| Found {
        family: label.meaning,
        from: line.origin[label.start],
        to: line.origin[label.end - 1] + 1,
        quality: label.quality,
    });
    merged(labels)
}

/// The worthiest where several share letters, in the order of the line.
pub(in crate::document::visual) fn without_overlap<T: Copy>(mut met: Vec<Met<T>>) -> Vec<Met<T>> {
    met.sort_by(|a, b| b.worth.total_cmp(&a.worth));
    let mut taken: Vec<Met<T>> = Vec::new();
    for candidate in met {
        if taken.iter().all(|other| candidate.end <= other.start || other.end <= candidate.start) {
            taken.push(candidate);
        }
    }
    taken.sort_by_key(|label| label.start);
    taken
}

/// Neighbours that say the same in two languages are one label; agreement makes it surer.
fn merged(labels: impl Iterator<Item = Found>) -> Vec<Found> {
    let mut merged: Vec<Found> = Vec::new();
    for label in labels {
        match merged.last_mut() {
            Some(last) if last.family == label.family && label.from <= last.to + 4 => {
                last.to = label.to;
                last.quality = 1.0 - (1.0 - last.quality) * (1.0 - label.quality);
            }
            _ => merged.push(label),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn families(text: &str) -> Vec<Family> {
        find(text, false).into_iter().map(|label| label.family).collect()
    }

    #[test]
    fn labels_in_several_languages_are_one() {
        for (text, family) in [
            ("Surname/Nom", Family::Surname),
            ("Uzvārds/Surname/Nom", Family::Surname),
            ("Given names / Prénoms", Family::Given),
            ("Geburtsdatum/Date of birth/Date de naissance", Family::Birth),
            ("Презиме", Family::Surname),
            ("Ημερομηνία λήξης", Family::Expiry),
            ("Data ważności / Expiry date", Family::Expiry),
        ] {
            assert_eq!(families(text), [family], "{text}");
        }
    }

    #[test]
    fn misread_labels_are_known_still() {
        for (text, family) in [
            ("Sumame/Nom", Family::Surname),
            ("Date ot expirv", Family::Expiry),
            ("Dete of isue", Family::Issue),
            ("Natonality/Natonalité", Family::Nationality),
            ("Personai N°/Personal No.", Family::Personal),
        ] {
            assert_eq!(families(text), [family], "{text}");
        }
    }

    #[test]
    fn several_labels_of_a_line_are_told_apart() {
        assert_eq!(families("Sex / Sexe   Place of birth / Lieu de naissance"), [Family::Sex, Family::BirthPlace]);
        assert_eq!(families("Secondary identifier/ Nationality/"), [Family::Given, Family::Nationality]);
    }

    #[test]
    fn values_are_no_labels() {
        for text in ["SMITH", "ANNA MARIA", "L898902C3", "12 AUG 1974", "BRITISH CITIZEN", "SAMUEL", "NOMAD"] {
            assert_eq!(families(text), [], "{text}");
        }
    }

    #[test]
    fn codes_may_be_glued_to_the_value() {
        let found = find("LNSMITH", true);
        assert_eq!((found[0].family, found[0].from, found[0].to), (Family::Surname, 0, 2));
        assert_eq!(find("4b EXP 08/31/2031", true)[0].family, Family::Expiry);
        assert_eq!(find("1 LN SMITH", true)[0].family, Family::Surname);
        assert!(find("8 4842 ALDER LN APT 35", true).is_empty());
        assert!(find("EXPOSITO", false).is_empty());
    }
}
