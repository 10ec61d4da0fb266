//! How two words of names can be one and the same.

use super::{nicknames, words::Word};

/// From the strongest to the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    Same,
    Nickname,
    Transliteration,
    Truncated,
    Initial,
    ForeignForm,
    GenderedForm,
    Spelling,
    /// Two slips of the pen.
    Misspelt,
}

impl Relation {
    /// How much of a word's weight the relation carries.
    pub(super) fn score(self) -> f32 {
        match self {
            Self::Same => 1.0,
            Self::Nickname | Self::Transliteration => 0.95,
            Self::Truncated => 0.9,
            Self::Initial => 0.8,
            Self::ForeignForm | Self::GenderedForm => 0.75,
            Self::Spelling => 0.7,
            Self::Misspelt => 0.6,
        }
    }
}

/// The strongest relation of two words. `cut`: the end of a word may be missing.
pub(super) fn relate(a: &Word, b: &Word, cut: bool) -> Option<Relation> {
    if a.plain == b.plain || a.icao == b.icao || a.icao == b.plain || a.plain == b.icao {
        return Some(Relation::Same);
    }
    let (short, long) = if a.plain.len() <= b.plain.len() { (&*a.plain, &*b.plain) } else { (&*b.plain, &*a.plain) };
    let given = !(a.family && b.family);
    let slips = slips(short, long);
    let relations = [
        (given && nicknames::same_person(short, long) && !nicknames::foreign(short, long), Relation::Nickname),
        (short.len() >= 3 && skeleton(short) == skeleton(long), Relation::Transliteration),
        (short.len() == 1 && long.starts_with(short), Relation::Initial),
        (cut && long.starts_with(short), Relation::Truncated),
        (given && nicknames::same_person(short, long), Relation::ForeignForm),
        (gendered(short, long), Relation::GenderedForm),
        (slips == Some(1), Relation::Spelling),
        (slips == Some(2), Relation::Misspelt),
    ];
    relations.into_iter().find_map(|(holds, relation)| holds.then_some(relation))
}

/// Slips of the pen between two words, one or two by length; short words are too easily another name.
fn slips(short: &str, long: &str) -> Option<usize> {
    let allowed = match short.len() {
        0..2 => return None,
        // Only a letter written twice.
        2..4 => return (undoubled(short) == undoubled(long)).then_some(1),
        4..8 => 1,
        _ => 2,
    };
    let slips = strsim::damerau_levenshtein(short, long);
    (slips <= allowed).then_some(slips)
}

fn undoubled(word: &str) -> String {
    word.chars().fold(String::new(), |mut out, c| {
        if !out.ends_with(c) {
            out.push(c);
        }
        out
    })
}

/// Slavic family names of husband and wife.
fn gendered(short: &str, long: &str) -> bool {
    let ending = |word: &str, end: &str| word.strip_suffix(end).map(str::to_owned);
    let pairs =
        [("", "A"), ("", "OVA"), ("SKI", "SKA"), ("SKY", "SKAYA"), ("SKII", "SKAIA"), ("CKI", "CKA"), ("Y", "A")];
    let slavic = ["OV", "OVA", "EV", "EVA", "IN", "INA", "SKI", "SKA", "SKY", "SKAYA", "SKAIA", "CKA", "NA"];
    short.len() >= 4
        && slavic.iter().any(|end| long.ends_with(end))
        && pairs.iter().any(|(male, female)| {
            let (male, female) = (ending(short, male), ending(long, female));
            male.is_some() && male == female
        })
}

/// Letter groups that romanisation systems write differently, longest first; the digit stands for the sound.
const SOUNDS: &[(&str, &str)] = &[
    ("SHCH", "5"),
    ("TSCH", "1"),
    ("TCH", "1"),
    ("SCH", "2"),
    ("DZH", "3"),
    ("CH", "1"),
    ("SH", "2"),
    ("ZH", "3"),
    ("DJ", "3"),
    ("KH", "H"),
    ("TS", "4"),
    ("TZ", "4"),
    ("PH", "F"),
    ("TH", "T"),
    ("CK", "K"),
    ("QU", "KV"),
    ("AE", "A"),
    ("OE", "O"),
    ("UE", "U"),
    ("OU", "U"),
    ("X", "KS"),
    ("Q", "K"),
    ("W", "V"),
    ("Y", "I"),
    ("J", "I"),
];

/// The word with every romanisation of a sound written alike and no letter doubled.
fn skeleton(word: &str) -> String {
    let mut rest = word;
    let mut out = String::with_capacity(word.len());
    while let Some(first) = rest.chars().next() {
        let (sound, taken) = match SOUNDS.iter().find(|(letters, _)| rest.starts_with(letters)) {
            Some((letters, sound)) => ((*sound).to_owned(), letters.len()),
            None if first == 'C' => (soft_or_hard_c(rest).to_owned(), 1),
            None => (first.to_string(), first.len_utf8()),
        };
        sound.chars().for_each(|c| {
            if !out.ends_with(c) {
                out.push(c);
            }
        });
        rest = &rest[taken..];
    }
    // Aleksandr and Alexander.
    if let Some(stem) = out.strip_suffix("ER") {
        out = format!("{stem}R");
    }
    out
}

fn soft_or_hard_c(rest: &str) -> &'static str {
    if rest[1..].starts_with(['E', 'I', 'Y']) { "S" } else { "K" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn romanisations_meet_and_other_names_do_not() {
        for (a, b) in [
            ("YURIY", "IURII"),
            ("DMITRY", "DMITRII"),
            ("ALEXANDER", "ALEKSANDR"),
            ("MUELLER", "MULLER"),
            ("WLADIMIR", "VLADIMIR"),
            ("TSVETKOV", "TZVETKOV"),
            ("ZELENSKYY", "ZELENSKIY"),
        ] {
            assert_eq!(skeleton(a), skeleton(b));
        }
        for (a, b) in [("JAN", "ANN"), ("MICHEL", "MICHELLE"), ("MARIA", "MARIO"), ("KAREN", "CAREY")] {
            assert_ne!(skeleton(a), skeleton(b));
        }
    }
}
