//! Where each format keeps what: one table a format.

use super::Format;

/// What a stretch of a zone holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldName {
    DocumentCode,
    Issuer,
    DocumentNumber,
    Nationality,
    DateOfBirth,
    Sex,
    ExpiryDate,
    /// Optional data; the first of two in TD1.
    Optional,
    /// The second optional data of TD1.
    Optional2,
    /// Surname and given names in one stretch, parted by two fillers.
    Names,
    /// Surname alone, in the French formats.
    Surname,
    /// Given names alone, on the French identity card.
    GivenNames,
    /// Department and office of the French identity card.
    Office,
    CheckDigit,
}

impl FieldName {
    /// The word for it in texts and check names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DocumentCode => "document_code",
            Self::Issuer => "issuing_country",
            Self::DocumentNumber => "document_number",
            Self::Nationality => "nationality",
            Self::DateOfBirth => "date_of_birth",
            Self::Sex => "sex",
            Self::ExpiryDate => "expiry_date",
            Self::Optional | Self::Optional2 => "optional",
            Self::Names => "names",
            Self::Surname => "last_name",
            Self::GivenNames => "first_name",
            Self::Office => "office",
            Self::CheckDigit => "check_digit",
        }
    }

    /// Characters the standard allows there.
    pub(super) fn allows(self, character: char) -> bool {
        match self {
            Self::Issuer | Self::Nationality | Self::Names | Self::Surname | Self::GivenNames => {
                matches!(character, 'A'..='Z' | '<')
            }
            Self::DateOfBirth | Self::ExpiryDate | Self::CheckDigit => matches!(character, '0'..='9' | '<'),
            Self::Sex => matches!(character, 'M' | 'F' | 'X' | '<'),
            Self::DocumentCode | Self::DocumentNumber | Self::Optional | Self::Optional2 | Self::Office => {
                matches!(character, 'A'..='Z' | '0'..='9' | '<')
            }
        }
    }
}

/// A stretch of one line, counted from 0, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub line: usize,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct FieldSpan {
    pub name: FieldName,
    pub span: Span,
}

/// A check digit and the stretches it is computed over, one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct CheckRule {
    pub name: &'static str,
    pub digit: Span,
    pub over: &'static [Span],
    /// A filler may stand for the digit of a field that is all fillers (Doc 9303-4 §4.2.2, optional data).
    pub filler_when_empty: bool,
}

#[derive(Debug)]
pub(super) struct Layout {
    pub format: Format,
    pub lines: usize,
    pub width: usize,
    pub fields: &'static [FieldSpan],
    pub checks: &'static [CheckRule],
    /// A number longer than its field goes on in the optional data (Doc 9303-5 §4.2.2 note j).
    pub long_numbers: bool,
}

impl Layout {
    pub(super) fn span(&self, name: FieldName) -> Option<Span> {
        self.fields.iter().find(|field| field.name == name).map(|field| field.span)
    }

    /// What stands at a place; every place of a layout belongs to exactly one field.
    pub(super) fn field_at(&self, line: usize, position: usize) -> FieldName {
        self.fields
            .iter()
            .find(|field| field.span.line == line && (field.span.start..field.span.end).contains(&position))
            .map_or(FieldName::CheckDigit, |field| field.name)
    }
}

/// Counted from 1 with both ends in, as the standard's tables are.
const fn at(line: usize, first: usize, last: usize) -> Span {
    Span { line: line - 1, start: first - 1, end: last }
}

const fn field(name: FieldName, line: usize, first: usize, last: usize) -> FieldSpan {
    FieldSpan { name, span: at(line, first, last) }
}

const fn check(name: &'static str, line: usize, position: usize, over: &'static [Span]) -> CheckRule {
    CheckRule { name, digit: at(line, position, position), over, filler_when_empty: false }
}

pub(super) const NUMBER: &str = "document_number";
pub(super) const BIRTH: &str = "date_of_birth";
pub(super) const EXPIRY: &str = "expiry_date";
pub(super) const OPTIONAL: &str = "optional";
pub(super) const COMPOSITE: &str = "composite";

static TD1: Layout = Layout {
    format: Format::Td1,
    lines: 3,
    width: 30,
    fields: &[
        field(FieldName::DocumentCode, 1, 1, 2),
        field(FieldName::Issuer, 1, 3, 5),
        field(FieldName::DocumentNumber, 1, 6, 14),
        field(FieldName::Optional, 1, 16, 30),
        field(FieldName::DateOfBirth, 2, 1, 6),
        field(FieldName::Sex, 2, 8, 8),
        field(FieldName::ExpiryDate, 2, 9, 14),
        field(FieldName::Nationality, 2, 16, 18),
        field(FieldName::Optional2, 2, 19, 29),
        field(FieldName::Names, 3, 1, 30),
    ],
    checks: &[
        check(NUMBER, 1, 15, &[at(1, 6, 14)]),
        check(BIRTH, 2, 7, &[at(2, 1, 6)]),
        check(EXPIRY, 2, 15, &[at(2, 9, 14)]),
        check(COMPOSITE, 2, 30, &[at(1, 6, 30), at(2, 1, 7), at(2, 9, 15), at(2, 19, 29)]),
    ],
    long_numbers: true,
};

/// Second line shared by TD2, TD3 and the visas up to the expiry date.
macro_rules! two_lines {
    ($width:literal, $optional_end:literal) => {
        &[
            field(FieldName::DocumentCode, 1, 1, 2),
            field(FieldName::Issuer, 1, 3, 5),
            field(FieldName::Names, 1, 6, $width),
            field(FieldName::DocumentNumber, 2, 1, 9),
            field(FieldName::Nationality, 2, 11, 13),
            field(FieldName::DateOfBirth, 2, 14, 19),
            field(FieldName::Sex, 2, 21, 21),
            field(FieldName::ExpiryDate, 2, 22, 27),
            field(FieldName::Optional, 2, 29, $optional_end),
        ]
    };
}

const NUMBER_CHECK: CheckRule = check(NUMBER, 2, 10, &[at(2, 1, 9)]);
const BIRTH_CHECK: CheckRule = check(BIRTH, 2, 20, &[at(2, 14, 19)]);
const EXPIRY_CHECK: CheckRule = check(EXPIRY, 2, 28, &[at(2, 22, 27)]);

static TD2: Layout = Layout {
    format: Format::Td2,
    lines: 2,
    width: 36,
    fields: two_lines!(36, 35),
    checks: &[
        NUMBER_CHECK,
        BIRTH_CHECK,
        EXPIRY_CHECK,
        check(COMPOSITE, 2, 36, &[at(2, 1, 10), at(2, 14, 20), at(2, 22, 35)]),
    ],
    long_numbers: true,
};

static TD3: Layout = Layout {
    format: Format::Td3,
    lines: 2,
    width: 44,
    fields: two_lines!(44, 42),
    checks: &[
        NUMBER_CHECK,
        BIRTH_CHECK,
        EXPIRY_CHECK,
        CheckRule { filler_when_empty: true, ..check(OPTIONAL, 2, 43, &[at(2, 29, 42)]) },
        check(COMPOSITE, 2, 44, &[at(2, 1, 10), at(2, 14, 20), at(2, 22, 43)]),
    ],
    long_numbers: false,
};

static MRV_A: Layout = Layout {
    format: Format::MrvA,
    lines: 2,
    width: 44,
    fields: two_lines!(44, 44),
    checks: &[NUMBER_CHECK, BIRTH_CHECK, EXPIRY_CHECK],
    long_numbers: false,
};

static MRV_B: Layout = Layout {
    format: Format::MrvB,
    lines: 2,
    width: 36,
    fields: two_lines!(36, 36),
    checks: &[NUMBER_CHECK, BIRTH_CHECK, EXPIRY_CHECK],
    long_numbers: false,
};

static FRA_ID: Layout = Layout {
    format: Format::FraId,
    lines: 2,
    width: 36,
    fields: &[
        field(FieldName::DocumentCode, 1, 1, 2),
        field(FieldName::Issuer, 1, 3, 5),
        field(FieldName::Surname, 1, 6, 30),
        field(FieldName::Office, 1, 31, 36),
        field(FieldName::DocumentNumber, 2, 1, 12),
        field(FieldName::GivenNames, 2, 14, 27),
        field(FieldName::DateOfBirth, 2, 28, 33),
        field(FieldName::Sex, 2, 35, 35),
    ],
    checks: &[
        check(NUMBER, 2, 13, &[at(2, 1, 12)]),
        check(BIRTH, 2, 34, &[at(2, 28, 33)]),
        check(COMPOSITE, 2, 36, &[at(1, 1, 36), at(2, 1, 35)]),
    ],
    long_numbers: false,
};

static FRA_DL: Layout = Layout {
    format: Format::FraDl,
    lines: 1,
    width: 30,
    fields: &[
        field(FieldName::DocumentCode, 1, 1, 2),
        field(FieldName::Issuer, 1, 3, 5),
        field(FieldName::DocumentNumber, 1, 6, 14),
        field(FieldName::ExpiryDate, 1, 16, 21),
        field(FieldName::Surname, 1, 22, 29),
    ],
    checks: &[check(NUMBER, 1, 15, &[at(1, 1, 14)]), check(COMPOSITE, 1, 30, &[at(1, 1, 29)])],
    long_numbers: false,
};

pub(super) static LAYOUTS: [&Layout; 7] = [&TD1, &TD2, &TD3, &MRV_A, &MRV_B, &FRA_ID, &FRA_DL];

pub(super) fn of(format: Format) -> &'static Layout {
    match format {
        Format::Td1 => &TD1,
        Format::Td2 => &TD2,
        Format::Td3 => &TD3,
        Format::MrvA => &MRV_A,
        Format::MrvB => &MRV_B,
        Format::FraId => &FRA_ID,
        Format::FraDl => &FRA_DL,
    }
}

/// The format by size and first characters; nothing when no format has that size.
pub(super) fn detect(lines: usize, width: usize, start: &str) -> Option<&'static Layout> {
    match (lines, width) {
        (3, 30) => Some(&TD1),
        (2, 44) if start.starts_with('V') => Some(&MRV_A),
        (2, 44) => Some(&TD3),
        (2, 36) if start.starts_with('V') => Some(&MRV_B),
        (2, 36) if start.starts_with("IDFRA") => Some(&FRA_ID),
        (2, 36) => Some(&TD2),
        (1, 30) if start.starts_with("D1FRA") => Some(&FRA_DL),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_belongs_to_one_field_or_check_digit() {
        for layout in LAYOUTS {
            let mut taken = vec![vec![0; layout.width]; layout.lines];
            let spans = layout.fields.iter().map(|field| field.span);
            for span in spans.chain(layout.checks.iter().map(|check| check.digit)) {
                for place in &mut taken[span.line][span.start..span.end] {
                    *place += 1;
                }
            }
            assert!(taken.iter().flatten().all(|&count| count == 1), "{:?}: {taken:?}", layout.format);
        }
    }
}
