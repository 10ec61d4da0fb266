//! A name as comparable words: Latin capitals, without marks, titles and suffixes set aside.

use std::collections::BTreeSet;

use deunicode::deunicode_char;

use super::Name;

/// Small words between names. They count only where the other side has them too.
const PARTICLES: &[&str] = &[
    "A", "ABU", "AF", "AL", "AND", "AV", "BEN", "BIN", "BINT", "D", "DA", "DAS", "DE", "DEL", "DELLA", "DEM", "DEN",
    "DER", "DES", "DET", "DI", "DO", "DOS", "DU", "E", "EL", "I", "IBN", "L", "LA", "LAS", "LE", "LES", "LO", "LOS",
    "OF", "SAN", "T", "TE", "TEN", "TER", "THE", "UL", "UND", "UR", "VAN", "VOM", "VON", "Y", "ZU", "ZUM", "ZUR",
];
const TITLES: &[&str] =
    &["DAME", "DR", "FRAU", "HERR", "MISS", "MME", "MR", "MRS", "MS", "PROF", "SHAIKH", "SHAYKH", "SHEIKH", "SIR"];
const SUFFIXES: &[&str] = &["ESQ", "II", "III", "IV", "JNR", "JR", "JUNIOR", "MD", "PHD", "SENIOR", "SNR", "SR"];

/// One word of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// As ICAO Doc 9303-3 transliterates it (Ü is UE).
    pub icao: String,
    /// As people type it (Ü is U).
    pub plain: String,
    pub family: bool,
    pub particle: bool,
}

/// The words of one name.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub list: Vec<Word>,
    pub suffixes: BTreeSet<&'static str>,
    pub titled: bool,
    /// Written in Han characters or Hangul throughout.
    pub syllabic: bool,
}

impl Words {
    pub(super) fn of(name: &Name) -> Self {
        let given = split(&name.given).into_iter().map(|(icao, plain)| (icao, plain, false));
        let family = split(&name.family).into_iter().map(|(icao, plain)| (icao, plain, true));
        let mut all = Self { list: Vec::new(), suffixes: BTreeSet::new(), titled: false, syllabic: is_syllabic(name) };
        let spelt: Vec<_> = given.chain(family).collect();
        let count = spelt.len();
        for (icao, plain, family) in spelt {
            let title = TITLES.contains(&plain.as_str());
            let suffix = SUFFIXES.iter().find(|s| **s == plain);
            // A lone word is a name, whatever it looks like.
            if count > 1 && title {
                all.titled = true;
            } else if let (true, Some(suffix)) = (count > 1, suffix) {
                all.suffixes.insert(generation(suffix));
            } else {
                all.list.push(Word { particle: PARTICLES.contains(&plain.as_str()), icao, plain, family });
            }
        }
        all.keep_names_that_look_like_particles();
        all
    }

    /// `Le` and `Do` are family names too: a part made of particles alone is a name.
    fn keep_names_that_look_like_particles(&mut self) {
        for family in [true, false] {
            if self.list.iter().filter(|w| w.family == family).all(|w| w.particle) {
                self.list.iter_mut().filter(|w| w.family == family).for_each(|w| w.particle = false);
            }
        }
    }

    /// Whether a particle such as `bin` names the father.
    pub(super) fn names_a_father(&self) -> bool {
        self.list.iter().any(|w| w.particle && matches!(w.plain.as_str(), "BEN" | "BIN" | "BINT" | "IBN"))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn has(&self, family: bool) -> bool {
        self.list.iter().any(|w| w.family == family)
    }

    /// Every letter in order.
    pub(super) fn letters(&self) -> String {
        self.list.iter().map(|w| w.plain.as_str()).collect()
    }
}

/// Han and Hangul write a syllable a character: one that differs is another name, not a slip of the pen.
fn is_syllabic(name: &Name) -> bool {
    let syllable = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    let mut letters = name.given.chars().chain(name.family.chars()).filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(syllable)
}

/// Whether a word as written is `Jr`, `III` or the like.
pub(super) fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word.trim_end_matches('.').to_ascii_uppercase().as_str())
}

fn generation(suffix: &str) -> &'static str {
    match suffix {
        "JR" | "JNR" | "JUNIOR" => "JR",
        "SR" | "SNR" | "SENIOR" => "SR",
        "II" => "II",
        "III" => "III",
        "IV" => "IV",
        _ => "DEGREE",
    }
}

/// Words as (ICAO, plain) pairs. Apostrophes vanish, every other mark separates.
fn split(text: &str) -> Vec<(String, String)> {
    let mut words = vec![(String::new(), String::new())];
    for c in text.chars().filter(|c| !"'’‘ʼ`´ʻʿ".contains(*c)) {
        let (icao, plain) = letter(c);
        let last = words.last_mut().expect("starts with one word and only grows");
        match &plain {
            Some(plain) => {
                last.0.push_str(icao.unwrap_or(plain));
                last.1.push_str(plain);
            }
            None => words.push((String::new(), String::new())),
        }
    }
    words.retain(|(_, plain)| !plain.is_empty());
    words
}

/// What a character becomes by ICAO where that differs, and plainly; nothing when it separates words.
fn letter(c: char) -> (Option<&'static str>, Option<String>) {
    let icao = match c {
        'ä' | 'Ä' | 'æ' | 'Æ' => Some("AE"),
        'ö' | 'Ö' | 'ø' | 'Ø' | 'œ' | 'Œ' => Some("OE"),
        'ü' | 'Ü' => Some("UE"),
        'å' | 'Å' => Some("AA"),
        _ => None,
    };
    let latin = deunicode_char(c).unwrap_or("");
    // Han and Hangul come out as syllables with a space behind: the syllables of one name belong together.
    let plain: String = latin.trim_end().chars().filter(char::is_ascii_alphanumeric).collect();
    let separates = plain.is_empty() && !(latin.is_empty() || c.is_alphabetic());
    (icao, (!separates).then(|| plain.to_ascii_uppercase()))
}

/// Joins neighbours on one side that are a single word on the other (`Anne Marie`, `Annemarie`). True when any were.
pub(super) fn join_split_words(a: &mut Words, b: &mut Words) -> bool {
    let first = join_where(a, b);
    join_where(b, a) || first
}

fn join_where(split: &mut Words, whole: &Words) -> bool {
    let mut joined = false;
    let mut at = 0;
    while at + 1 < split.list.len() {
        let (left, right) = (&split.list[at], &split.list[at + 1]);
        let plain = format!("{}{}", left.plain, right.plain);
        let there = |word: &Word| whole.list.iter().any(|w| w.plain == word.plain);
        if whole.list.iter().any(|w| w.plain == plain) && !(there(left) && there(right)) {
            let icao = format!("{}{}", left.icao, right.icao);
            let family = right.family;
            split.list.splice(at..=at + 1, [Word { icao, plain, family, particle: false }]);
            joined = true;
        }
        at += 1;
    }
    joined
}
