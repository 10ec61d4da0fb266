//! Known phrases in text that was not read letter by letter.

/// Phrases to look for, each with what it stands for.
pub(super) struct Vocabulary<T> {
    phrases: Vec<Phrase<T>>,
}

struct Phrase<T> {
    meaning: T,
    letters: Vec<u8>,
    count: [u8; 26],
}

/// A phrase where it stands: letters it spans, and how well they agree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met<T> {
    pub meaning: T,
    pub start: usize,
    pub end: usize,
    /// 1 = letter by letter, in words of its own.
    pub quality: f32,
    /// Letters that agree less those that do not: what a phrase is worth beside others at the same place.
    pub worth: f32,
}

impl<T: Copy> Vocabulary<T> {
    pub(super) fn new<'a>(words: impl Iterator<Item = (T, &'a str)>) -> Self {
        let phrases = words.map(|(meaning, word)| {
            let letters = Letters::of(word).plain;
            Phrase { meaning, count: count(&letters), letters }
        });
        Self { phrases: phrases.collect() }
    }

    /// Every phrase in every place where it stands in the text, errors allowed.
    pub(super) fn met(&self, text: &Letters) -> Vec<Met<T>> {
        let available = count(&text.plain);
        self.phrases.iter().flat_map(|phrase| met(phrase, text, &available)).collect()
    }

    /// Every phrase that begins the text or one of its words, letter by letter. Glued to what follows it must begin
    /// the text.
    pub(super) fn begun(&self, text: &Letters) -> Vec<Met<T>> {
        self.phrases.iter().filter_map(|phrase| begun(phrase, text)).collect()
    }
}

fn count(letters: &[u8]) -> [u8; 26] {
    let mut count = [0_u8; 26];
    for letter in letters {
        let of = &mut count[usize::from(letter - b'A')];
        *of = of.saturating_add(1);
    }
    count
}

/// A text's letters as plain capitals, with where each came from.
pub(super) struct Letters {
    pub plain: Vec<u8>,
    /// Character of the text that a letter came from.
    pub origin: Vec<usize>,
    /// Whether a letter begins a word.
    begins: Vec<bool>,
}

impl Letters {
    pub(super) fn of(text: &str) -> Self {
        let mut folded = Self { plain: Vec::new(), origin: Vec::new(), begins: Vec::new() };
        let mut in_word = false;
        for (at, character) in text.chars().enumerate() {
            // Signs such as `ª` and `№` are marks beside a word, not letters of it.
            let plain = if character.is_alphabetic() { deunicode::deunicode_char(character) } else { None };
            for letter in plain.unwrap_or_default().bytes().filter(u8::is_ascii_alphabetic) {
                folded.plain.push(letter.to_ascii_uppercase());
                folded.origin.push(at);
                folded.begins.push(!in_word);
                in_word = true;
            }
            in_word &= plain.is_some();
        }
        folded
    }

    /// The end of the word that the letter before `end` belongs to, when at most `most` letters are left of it.
    pub(super) fn rest_of_word(&self, end: usize, most: usize) -> usize {
        (end..=(end + most).min(self.plain.len())).find(|&at| self.ends_word(at)).unwrap_or(end)
    }

    fn starts_word(&self, at: usize) -> bool {
        self.begins.get(at).copied().unwrap_or(true)
    }

    /// Whether the letter before `end` is a word's last.
    fn ends_word(&self, end: usize) -> bool {
        self.starts_word(end)
    }
}

/// Errors a phrase of this many letters may be read with.
fn tolerance(letters: usize) -> usize {
    match letters {
        0..=4 => 0,
        5..=6 => 1,
        7..=9 => 2,
        10..=13 => 3,
        more => more * 3 / 11,
    }
}

fn met<T: Copy>(phrase: &Phrase<T>, text: &Letters, available: &[u8; 26]) -> Vec<Met<T>> {
    let (length, most) = (phrase.letters.len(), tolerance(phrase.letters.len()));
    let missing: usize =
        phrase.count.iter().zip(available).map(|(need, have)| usize::from(need.saturating_sub(*have))).sum();
    if missing > most || text.plain.len() + most < length {
        return Vec::new();
    }
    let placed = approximate(&phrase.letters, &text.plain, most).into_iter().filter_map(|(start, end, errors)| {
        let bounds = u8::from(text.starts_word(start)) + u8::from(text.ends_word(end));
        // Short words stand inside of others by chance.
        if bounds < 2 && length < 7 || bounds < 1 && length < 10 {
            return None;
        }
        let loose = 0.06 * f32::from(2 - bounds);
        let quality = 1.0 - 1.4 * errors as f32 / length as f32 - loose;
        let worth = length as f32 - 2.5 * errors as f32 - 8.0 * loose;
        Some(Met { meaning: phrase.meaning, start, end, quality, worth })
    });
    placed.collect()
}

/// Places where `wanted` stands in `text` with at most `most` letters changed, missing or added (Sellers 1980):
/// beginning, end and errors of each, the best of those that share an end's neighbourhood.
fn approximate(wanted: &[u8], text: &[u8], most: usize) -> Vec<(usize, usize, usize)> {
    let mut column: Vec<(usize, usize)> = (0..=wanted.len()).map(|errors| (errors, 0)).collect();
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (at, &letter) in text.iter().enumerate() {
        let mut diagonal = column[0];
        column[0] = (0, at + 1);
        for row in 1..=wanted.len() {
            let changed = (diagonal.0 + usize::from(wanted[row - 1] != letter), diagonal.1);
            let added = (column[row].0 + 1, column[row].1);
            let left_out = (column[row - 1].0 + 1, column[row - 1].1);
            diagonal = column[row];
            column[row] = changed.min(added).min(left_out);
        }
        let (errors, start) = column[wanted.len()];
        if errors > most || start > at {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.1 + most >= at && last.2 <= errors => {}
            Some(last) if last.1 + most >= at => *last = (start, at + 1, errors),
            _ => found.push((start, at + 1, errors)),
        }
    }
    found
}

fn begun<T: Copy>(phrase: &Phrase<T>, text: &Letters) -> Option<Met<T>> {
    let length = phrase.letters.len();
    // Dots may stand between the letters of a code, but no digits.
    let close = |start: usize| text.origin[start + length - 1] - text.origin[start] < length + 2;
    let stands = |start: usize| text.plain.get(start..start + length) == Some(&phrase.letters[..]) && close(start);
    let apart = (0..text.plain.len()).find(|&at| stands(at) && text.starts_word(at) && text.ends_word(at + length));
    let glued = || (stands(0) && text.plain.len() >= length + 2 && text.origin[0] <= 3).then_some(0);
    let (start, quality) = match apart {
        Some(start) => (start, 1.0),
        None => (glued()?, 0.8),
    };
    Some(Met { meaning: phrase.meaning, start, end: start + length, quality, worth: length as f32 * quality })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_allowed_by_length() {
        let names = Vocabulary::new([(1, "United States of America"), (2, "Iran")].into_iter());
        let met = |text: &str| names.met(&Letters::of(text)).first().map(|met| met.meaning);
        assert_eq!(met("UNITEID STATES OFAMERICA"), Some(1));
        assert_eq!(met("Islamic Republic of Iran"), Some(2));
        assert_eq!(met("Tirana"), None);
        assert_eq!(met("Iron"), None);
    }

    #[test]
    fn a_phrase_is_found_where_it_stands() {
        assert_eq!(approximate(b"NAME", b"SURNAMENAME", 0), [(3, 7, 0), (7, 11, 0)]);
        assert_eq!(approximate(b"BIRTH", b"OFBIRHX", 1), [(2, 6, 1)]);
    }
}
