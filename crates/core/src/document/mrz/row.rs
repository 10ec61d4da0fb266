//! Rows as a recogniser reads them.

use std::fmt;

/// One recognised character: what it may be, best first, with probabilities that sum to at most one.
#[derive(Clone, Default, PartialEq)]
pub struct Cell {
    pub options: Vec<(char, f32)>,
}

/// The characters of one text line, left to right.
pub type Row = Vec<Cell>;

impl Cell {
    pub fn new(character: char, probability: f32) -> Self {
        Self { options: vec![(character, probability)] }
    }
}

/// What was read is personal data.
impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cell({} options, redacted)", self.options.len())
    }
}

/// A row of plain text, every character read with the same probability.
pub fn row_from_text(text: &str, probability: f32) -> Row {
    text.chars().map(|character| Cell::new(character, probability)).collect()
}

/// A cell in the zone's alphabet.
#[derive(Clone)]
pub(super) struct Reading {
    /// The recogniser's first choice; nothing when no character of the zone looks like it.
    pub seen: Option<char>,
    pub options: Vec<(char, f32)>,
}

impl Reading {
    pub(super) fn is_filler(&self) -> bool {
        self.seen == Some('<')
    }

    pub(super) fn best(&self) -> char {
        self.options.first().map_or('<', |option| option.0)
    }
}

/// Probability below which an option is noise.
const NOISE: f32 = 0.002;

/// The row in the zone's alphabet, without spaces.
pub(super) fn readings(row: &[Cell]) -> Vec<Reading> {
    row.iter()
        .filter(|cell| cell.options.first().is_some_and(|option| !option.0.is_whitespace()))
        .map(reading)
        .collect()
}

fn reading(cell: &Cell) -> Reading {
    let mut options: Vec<(char, f32)> = Vec::new();
    for &(character, probability) in &cell.options {
        let Some(character) = zone_character(character).filter(|_| probability >= NOISE) else { continue };
        match options.iter_mut().find(|option| option.0 == character) {
            Some(option) => option.1 += probability,
            None => options.push((character, probability)),
        }
    }
    options.sort_by(|a, b| b.1.total_cmp(&a.1));
    Reading { seen: cell.options.first().and_then(|option| zone_character(option.0)), options }
}

/// The zone's character for one a general recogniser gives: capitals, chevrons and brackets of every kind, look-alikes
/// of other scripts.
fn zone_character(character: char) -> Option<char> {
    match character.to_ascii_uppercase() {
        known @ ('A'..='Z' | '0'..='9' | '<') => Some(known),
        '«' | '‹' | '〈' | '《' | '＜' | '≤' | '≪' | '(' | '{' | '[' | '（' | '【' | 'ㄑ' | 'く' | '∠' | '^' => {
            Some('<')
        }
        full @ 'Ａ'..='Ｚ' => char::from_u32(u32::from(full) - u32::from('Ａ') + u32::from('A')),
        full @ '０'..='９' => char::from_u32(u32::from(full) - u32::from('０') + u32::from('0')),
        'Ø' | 'О' | 'о' | 'Ο' | '〇' | '○' => Some('0'),
        '|' | '!' | 'ı' | 'І' | 'Ι' => Some('I'),
        '$' => Some('S'),
        '€' | 'Е' | 'É' | 'È' => Some('E'),
        'А' | 'Α' | 'Á' | 'À' | 'Ä' => Some('A'),
        'В' | 'Β' | 'ß' => Some('B'),
        'К' | 'Κ' => Some('K'),
        'М' | 'Μ' => Some('M'),
        'Н' | 'Η' => Some('H'),
        'Р' | 'Ρ' => Some('P'),
        'С' | 'Ç' | '©' => Some('C'),
        'Т' | 'Τ' => Some('T'),
        'Х' | 'Χ' | '×' => Some('X'),
        _ => None,
    }
}

/// How much a recognised line looks like a row of a zone, 0 to 1: its length, how few characters are foreign to a
/// zone, and fillers or, where a row has none, digits among capitals without a space.
pub fn looks_like_row(text: &str) -> f32 {
    let total = text.chars().filter(|character| !character.is_whitespace()).count();
    let count = |test: fn(char) -> bool| text.chars().filter(|&character| test(character)).count() as f32;
    let length = total as f32;
    if total < 20 {
        return 0.0;
    }
    let native =
        count(|c| matches!(c, 'A'..='Z' | '0'..='9' | '<')) + 0.8 * count(|c| matches!(c, '«' | '‹' | '＜' | '《'));
    let fillers = count(|c| zone_character(c) == Some('<'));
    let digits = count(|c| c.is_ascii_digit());
    let spaces = count(char::is_whitespace);
    let fits = [30.0_f32, 36.0, 44.0].iter().map(|width| 1.0 - (length - width).abs() / 16.0).fold(0.0, f32::max);
    let marks = (fillers / 4.0).min(1.0).max((digits / length * 1.2).min(0.7));
    (native / length).powi(2) * fits * (0.1 + 0.9 * marks) / (1.0 + spaces / 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_look_like_rows() {
        for text in [
            "P<UTOSTROEM<<ELSA<MARIE<<<<<<<<<<<<<<<<<<<<<",
            "X12345678<UTO7001011F3001019ZZ99<<<<<<<<<<<0",
            "G123456784CHN8310291F1904220LAAAAAAAAAAAA984",
            "I<UTOX123456784<<<<<<<<<<<<<<<",
            "STROEM««ELSA«MARIE««««««««««««",
        ] {
            assert!(looks_like_row(text) > 0.5, "{text}: {}", looks_like_row(text));
        }
    }

    #[test]
    fn other_lines_do_not() {
        for text in [
            "REPUBLIC OF UTOPIA",
            "Surname / Nom / Apellidos: STROEM",
            "12 JAN 2030   UTOPIAN CITIZEN 0001",
            "",
            "Please keep this document in a safe place at home.",
        ] {
            assert!(looks_like_row(text) < 0.4, "{text}: {}", looks_like_row(text));
        }
    }
}
