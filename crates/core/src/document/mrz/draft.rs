//! Writing a zone from its fields.

use std::fmt;

use jiff::civil::Date;

use super::{
    FieldName, Format,
    check_digit::check_digit,
    layout::{self, Layout, Span},
    translit::transliterate,
};
use crate::document::extraction::Sex;

/// What to write. Texts are transliterated and cut or padded to their fields; a format without a field ignores it.
#[derive(Clone)]
pub struct Draft {
    pub format: Format,
    pub document_code: String,
    /// As the zone writes it: three letters, or `D`.
    pub issuer: String,
    pub document_number: String,
    pub last_name: String,
    pub first_name: String,
    pub date_of_birth: Option<Date>,
    pub sex: Option<Sex>,
    pub nationality: String,
    pub expiry_date: Option<Date>,
    pub optional: String,
    pub optional2: String,
    /// French identity cards: department and office.
    pub office: String,
}

/// Values are personal data.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Draft({:?}, redacted)", self.format)
    }
}

impl Draft {
    /// A draft with nothing filled in.
    pub fn new(format: Format) -> Self {
        Self {
            format,
            document_code: String::new(),
            issuer: String::new(),
            document_number: String::new(),
            last_name: String::new(),
            first_name: String::new(),
            date_of_birth: None,
            sex: None,
            nationality: String::new(),
            expiry_date: None,
            optional: String::new(),
            optional2: String::new(),
            office: String::new(),
        }
    }

    /// The lines with every check digit right. An unknown date is all fillers.
    pub fn build(&self) -> Vec<String> {
        let layout = layout::of(self.format);
        let mut lines = vec![vec!['<'; layout.width]; layout.lines];
        for field in layout.fields {
            put(&mut lines, field.span, &self.text(field.name, field.span));
        }
        let long = self.put_long_number(layout, &mut lines);
        for rule in layout.checks {
            if long && rule.name == layout::NUMBER {
                continue;
            }
            let covered: String = rule.over.iter().flat_map(|&span| text(&lines, span)).collect();
            let digit = check_digit(&covered).unwrap_or('<');
            lines[rule.digit.line][rule.digit.start] = digit;
        }
        lines.into_iter().map(String::from_iter).collect()
    }

    fn text(&self, name: FieldName, span: Span) -> String {
        match name {
            FieldName::DocumentCode => zone_text(&self.document_code),
            FieldName::Issuer => zone_text(&self.issuer),
            FieldName::DocumentNumber => zone_text(&self.document_number),
            FieldName::Nationality => zone_text(&self.nationality),
            FieldName::DateOfBirth => six_digits(self.date_of_birth),
            FieldName::ExpiryDate => six_digits(self.expiry_date),
            FieldName::Sex => match self.sex {
                Some(Sex::M) => "M".to_owned(),
                Some(Sex::F) => "F".to_owned(),
                Some(Sex::X) | None => "<".to_owned(),
            },
            FieldName::Optional => zone_text(&self.optional),
            FieldName::Optional2 => zone_text(&self.optional2),
            FieldName::Office => zone_text(&self.office),
            FieldName::Surname => filled(&self.last_name),
            FieldName::GivenNames => filled(&self.first_name),
            FieldName::Names => self.names(span.end - span.start),
            FieldName::CheckDigit => String::new(),
        }
    }

    /// Surname, two fillers, given names. A surname that leaves no room is cut so that a given name's initial stays
    /// (Doc 9303-4 §4.2.3).
    fn names(&self, width: usize) -> String {
        let mut last = filled(&self.last_name);
        let first = filled(&self.first_name);
        if first.is_empty() {
            return last;
        }
        last.truncate(width - 3);
        format!("{}<<{first}", last.trim_end_matches('<'))
    }

    /// Writes the part of the number that does not fit; says whether there was one.
    fn put_long_number(&self, layout: &Layout, lines: &mut [Vec<char>]) -> bool {
        let number = zone_text(&self.document_number);
        let (Some(head), Some(optional)) = (layout.span(FieldName::DocumentNumber), layout.span(FieldName::Optional))
        else {
            return false;
        };
        let width = head.end - head.start;
        if !layout.long_numbers || number.len() <= width {
            return false;
        }
        let tail = &number[width..];
        let digit = check_digit(&number).unwrap_or('<');
        put(lines, optional, &format!("{tail}{digit}<{}", zone_text(&self.optional)));
        true
    }
}

/// Characters a zone can carry; anything else is left out.
fn zone_text(text: &str) -> String {
    text.to_ascii_uppercase().chars().filter(|c| matches!(c, 'A'..='Z' | '0'..='9' | '<')).collect()
}

fn filled(name: &str) -> String {
    transliterate(name).replace(' ', "<")
}

fn six_digits(date: Option<Date>) -> String {
    date.map_or_else(|| "<<<<<<".to_owned(), |date| date.strftime("%y%m%d").to_string())
}

fn put(lines: &mut [Vec<char>], span: Span, text: &str) {
    let places = &mut lines[span.line][span.start..span.end];
    for (place, character) in places.iter_mut().zip(text.chars()) {
        *place = character;
    }
}

fn text(lines: &[Vec<char>], span: Span) -> impl Iterator<Item = char> + '_ {
    lines[span.line][span.start..span.end].iter().copied()
}
