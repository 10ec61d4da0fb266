//! Papers with an address: bills, statements and letters that prove one, and invoices, receipts and payslips that do
//! not. Ten arrangements, filled with the words of several countries; drawn as pictures, or written as PDF files with
//! text or with a scan in them.

mod arrange;
mod pdf;
mod words;

use countersign_core::{
    Date,
    document::{
        address_proof::AddressDocument,
        extraction::{Address, DocumentType},
    },
};
use fastrand::Rng;
use image::RgbImage;
use serde::Serialize;

use crate::{canvas::Canvas, studio::Studio};
pub use arrange::ARRANGEMENTS;
pub use pdf::{empty_pages, encrypted, scan};
use words::{Form, OTHERS, PROOFS, Pack, Place};

/// The `truth` of a proof of address, in the words of an evaluation manifest.
#[derive(Clone, Serialize)]
pub struct PaperTruth {
    pub document_type: DocumentType,
    pub address_document: AddressDocument,
    pub name: String,
    pub issuer: String,
    pub issue_date: Date,
    pub address: Address,
}

/// One line of print: millimetres from the upper left corner of the sheet to that of the line.
#[derive(Clone)]
pub(crate) struct Print {
    pub x: f32,
    pub y: f32,
    /// Height of the letters' box, in millimetres.
    pub height: f32,
    pub bold: bool,
    pub text: String,
}

/// A sheet of paper with what is printed on it.
pub struct Paper {
    /// Width and height in millimetres.
    pub(crate) size: (f32, f32),
    pub(crate) prints: Vec<Print>,
    /// Nothing for papers that prove no address.
    pub truth: Option<PaperTruth>,
}

impl Paper {
    /// The proof of address of this seed in one of the [`ARRANGEMENTS`].
    pub fn proof(arrangement: usize, seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0xADD_2E55);
        let pack = &PROOFS[rng.usize(..PROOFS.len())];
        Self::filled(pack, arrangement, &mut rng, true)
    }

    /// The invoice, receipt, payslip or delivery note of this seed.
    pub fn other(arrangement: usize, seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0x0_7E12);
        let pack = &OTHERS[rng.usize(..OTHERS.len())];
        Self::filled(pack, arrangement, &mut rng, false)
    }

    fn filled(pack: &Pack, arrangement: usize, rng: &mut Rng, proves: bool) -> Self {
        let place = pack.place;
        let (given, family) = (pick(rng, place.given), pick(rng, place.family));
        let capitals = place.form == Form::American && rng.bool();
        let case = |text: String| if capitals { text.to_uppercase() } else { text };
        let issued = Date::new(rng.i16(2024..2027), rng.i8(1..=10), rng.i8(1..=28)).expect("every month has 28 days");
        let truth = PaperTruth {
            document_type: DocumentType::ProofOfAddress,
            address_document: pack.kind,
            name: case(format!("{given} {family}")),
            issuer: pick(rng, pack.issuers).to_owned(),
            issue_date: issued,
            address: address(place, rng, &case),
        };
        let size = if matches!(place.form, Form::American | Form::Canadian) { (216.0, 279.0) } else { (210.0, 297.0) };
        let prints = arrange::arrange(pack, &truth, size, arrangement, rng);
        Self { size, prints, truth: proves.then_some(truth) }
    }
}

impl Studio {
    /// Draws the sheet as a scanner sees it, at `pixels_per_mm` (6 are 150 dots an inch).
    pub fn paper(&self, paper: &Paper, pixels_per_mm: f32) -> RgbImage {
        let mut canvas = Canvas::sheet(&self.fonts, paper.size, pixels_per_mm);
        for print in &paper.prints {
            let at = (print.x, print.y);
            if print.bold {
                canvas.value(at, print.height, &print.text);
            } else {
                canvas.text(at, print.height, &print.text);
            }
        }
        canvas.picture
    }
}

pub(super) fn pick(rng: &mut Rng, from: &[&'static str]) -> &'static str {
    from[rng.usize(..from.len())]
}

fn address(place: &Place, rng: &mut Rng, case: &impl Fn(String) -> String) -> Address {
    let (town, state, code) = place.towns[rng.usize(..place.towns.len())];
    let number = rng.u16(2..980);
    let street = pick(rng, place.streets);
    let street = match place.form {
        Form::American if rng.bool() => format!("{number} {street} Apt {}", rng.u8(1..40)),
        Form::American | Form::Canadian | Form::British | Form::French => format!("{number} {street}"),
        Form::German => format!("{street} {}", number % 140 + 1),
        Form::Spanish => format!("{street} {}, {}º {}", number % 90 + 1, rng.u8(1..7), pick(rng, &["A", "B", "C"])),
    };
    let code = code.replace('#', "?");
    let code: String = code.chars().map(|c| if c == '?' { char::from(b'0' + rng.u8(..10)) } else { c }).collect();
    Address {
        street: Some(case(street)),
        city: Some(case(town.to_owned())),
        state: (!state.is_empty()).then(|| state.to_owned()),
        postal_code: Some(code),
        ..Address::default()
    }
}

/// The lines of an address as the post wants them.
fn address_lines(form: Form, address: &Address) -> Vec<String> {
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let (street, city) = (text(&address.street), text(&address.city));
    let (state, code) = (text(&address.state), text(&address.postal_code));
    match form {
        Form::American => vec![street, format!("{city}, {state} {code}")],
        Form::Canadian => vec![street, format!("{city} {state} {code}")],
        Form::British => vec![street, city, code],
        Form::German | Form::French | Form::Spanish => vec![street, format!("{code} {city}")],
    }
}

/// A date as the country writes it, in figures or with the month's name.
fn date_text(place: &Place, date: Date, in_words: bool) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let name = place.months[usize::from(month.unsigned_abs()) - 1];
    match (place.form, in_words) {
        (Form::American, false) => format!("{month:02}/{day:02}/{year}"),
        (Form::American, true) => format!("{name} {day}, {year}"),
        (Form::Canadian, false) => format!("{year}-{month:02}-{day:02}"),
        (Form::Canadian, true) => format!("{} {day}, {year}", &name[..3]),
        (Form::British | Form::Spanish | Form::French, false) => format!("{day:02}/{month:02}/{year}"),
        (Form::British | Form::French, true) => format!("{day} {name} {year}"),
        (Form::German, false) => format!("{day:02}.{month:02}.{year}"),
        (Form::German, true) => format!("{day}. {name} {year}"),
        (Form::Spanish, true) => format!("{day} de {name} de {year}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_arrangement_prints_the_truth_within_the_sheet() {
        for arrangement in 0..ARRANGEMENTS {
            for seed in 0..20 {
                let paper = Paper::proof(arrangement, seed);
                let truth = paper.truth.as_ref().unwrap();
                let all: String = paper.prints.iter().map(|print| print.text.as_str()).collect::<Vec<_>>().join("\n");
                assert!(all.contains(&truth.name) && all.contains(&truth.issuer), "{arrangement} {seed}");
                assert!(all.contains(truth.address.postal_code.as_deref().unwrap()));
                assert!(paper.prints.iter().all(|print| print.y + print.height < paper.size.1 && print.x >= 0.0));
            }
        }
    }

    #[test]
    fn the_same_seed_is_the_same_paper() {
        let text = |seed| Paper::other(3, seed).prints.into_iter().map(|print| print.text).collect::<String>();
        assert_eq!(text(4), text(4));
        assert!(Paper::other(3, 4).truth.is_none());
    }
}
