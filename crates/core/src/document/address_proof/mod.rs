//! Proofs of address: what a bill, a statement, a lease or a letter says about where somebody lives, and papers that
//! look like one and prove nothing.
//!
//! Input are the lines of a page with their boxes, from a picture or from a PDF's own text. The page is told by its
//! words ([`kind`]), the recipient is the address block of a person ([`recipient`]), the date of issue is the labelled
//! one ([`issued`]), the issuer is the letterhead ([`issuer`]). Words are known in English, German, French and
//! Spanish, the commonest in Italian, Dutch and Portuguese too.

mod issued;
mod issuer;
mod kind;
mod person;
mod recipient;
mod sheet;
mod vocabulary;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::extraction::{Address, DocumentType, Extraction, Field, Quad, Source, TextLine};
use crate::reason::Reason;
use issued::DateOrder;
use sheet::Sheet;

const NOWHERE: Quad = Quad([[0.0; 2]; 4]);

/// What kind of paper with an address it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressDocument {
    UtilityBill,
    PhoneBill,
    BankStatement,
    Lease,
    Insurance,
    GovernmentLetter,
    TaxNotice,
    /// A shop's or contractor's: anybody can be billed anywhere.
    Invoice,
    Receipt,
    /// Written by an employer from what the employee says.
    Payslip,
    DeliveryNote,
    /// Filled in by the taxpayer.
    TaxReturn,
    /// Something else that is no proof.
    Other,
}

impl AddressDocument {
    /// Whether its issuer knows where the person lives.
    pub fn proves_address(self) -> bool {
        !matches!(
            self,
            Self::Invoice | Self::Receipt | Self::Payslip | Self::DeliveryNote | Self::TaxReturn | Self::Other
        )
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::UtilityBill => "utility_bill",
            Self::PhoneBill => "phone_bill",
            Self::BankStatement => "bank_statement",
            Self::Lease => "lease",
            Self::Insurance => "insurance",
            Self::GovernmentLetter => "government_letter",
            Self::TaxNotice => "tax_notice",
            Self::Invoice => "invoice",
            Self::Receipt => "receipt",
            Self::Payslip => "payslip",
            Self::DeliveryNote => "delivery_note",
            Self::TaxReturn => "tax_return",
            Self::Other => "other",
        }
    }
}

/// What the caller takes the page for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A proof of address was asked for: fields are read as well as they can be.
    Proof,
    /// Nothing is known: only what is surely a proof of address is called one.
    Nothing,
}

/// Reads a page. `source` says whether its lines were recognised in a picture or come from a PDF.
pub fn read(lines: Vec<TextLine>, source: Source, asked: Asked, today: Date) -> Extraction {
    let sheet = Sheet::of(&lines);
    let kind = kind::classify(&sheet);
    let addressee = recipient::find(&sheet);
    let taken: Vec<&str> = addressee.name.iter().map(|(_, line)| line.text.as_str()).collect();
    let issuer = issuer::find(&sheet, &taken);
    let order = date_order(addressee.address.as_ref().map(|(address, _)| address), &lines);
    let dated = issued::find(&sheet, order, today);
    let sure = if source == Source::Text { 0.97 } else { 0.92 };
    let field = |confidence: f32, line: &TextLine| (confidence * line.confidence, Some(line.place));
    let mut extraction = Extraction {
        name: addressee.name.map(|(name, line)| place(name, source, field(sure, line))),
        issuer: issuer.map(|(name, line)| place(name, source, field(0.85, line))),
        issue_date: dated.map(|(date, confidence, line)| place(date, source, field(confidence, line))),
        address: addressee.address.map(|(address, line)| place(address, source, field(sure, line))),
        address_document: kind.map(|(kind, confidence)| Field::new(kind, source, confidence)),
        ..Extraction::default()
    };
    judge(&mut extraction, asked, source);
    extraction.text_lines = lines;
    extraction
}

fn place<T>(value: T, source: Source, (confidence, place): (f32, Option<Quad>)) -> Field<T> {
    Field::new(value, source, confidence).at(place)
}

/// Whether the page is a proof of address, and why not.
fn judge(extraction: &mut Extraction, asked: Asked, source: Source) {
    let kind = extraction.address_document.as_ref().map(|field| (field.value, field.confidence));
    let addressed = extraction.address.is_some() && extraction.name.is_some();
    match kind {
        Some((kind, confidence)) if kind.proves_address() && addressed => {
            extraction.document_type = Some(Field::new(DocumentType::ProofOfAddress, source, confidence));
        }
        Some((kind, confidence)) if !kind.proves_address() => {
            extraction.document_type = Some(Field::new(DocumentType::Other, source, confidence));
            extraction.warnings.push(Reason::AddressDocumentUnsuitable);
        }
        // Asked for, addressed to somebody, and nothing speaks against it: a person may say.
        None if asked == Asked::Proof && addressed => {
            extraction.document_type = Some(Field::new(DocumentType::ProofOfAddress, source, 0.5));
        }
        _ if asked == Asked::Proof => extraction.warnings.push(Reason::NoAddressFound),
        _ => {}
    }
}

/// Americans put the month first, most others the day; Canadians do either.
fn date_order(address: Option<&Address>, lines: &[TextLine]) -> DateOrder {
    let country = address.and_then(|address| address.country.as_deref());
    match country {
        Some("USA") => DateOrder::MonthFirst,
        Some("CAN") => DateOrder::Unknown,
        Some(_) => DateOrder::DayFirst,
        // Dollars without a country are more often American.
        None if lines.iter().any(|line| line.text.contains('$')) => DateOrder::MonthFirst,
        None if address.is_some() => DateOrder::DayFirst,
        None => DateOrder::Unknown,
    }
}

#[cfg(test)]
mod tests;
