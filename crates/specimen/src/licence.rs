//! Driving licences and cards of North American states and provinces: numbered labels in front (AAMVA card design
//! standard, 2020), PDF417 on the back.

use countersign_core::{
    Date,
    document::{
        aamva::{self, Fields},
        extraction::DocumentType,
    },
};
use fastrand::Rng;
use image::DynamicImage;

use crate::{
    barcode,
    canvas::Canvas,
    document::{Style, sex_letter},
    studio::Studio,
    truth::{Specimen, Truth},
};

/// ID-1, as every card of a wallet, in millimetres.
const SIZE: (f32, f32) = (85.6, 54.0);
/// Modules of these symbols are about 0.25 mm; the symbol is as wide as the card allows.
const SYMBOL_WIDTH: f32 = 75.0;

impl Studio {
    /// Draws the card that carries these fields, such as those of [`barcode::card`].
    pub fn licence(&self, fields: &Fields, style: &Style) -> Specimen {
        let mut rng = Rng::with_seed(style.seed);
        let mut front = Canvas::paper(&self.fonts, SIZE, style.pixels_per_mm, &mut rng);
        front.portrait(&self.portrait(style.photo), (3.5, 14.0), 23.0);
        let truth = truth(fields);
        print_front(&mut front, &truth);
        let mut back = Canvas::paper(&self.fonts, SIZE, style.pixels_per_mm, &mut rng);
        back.label((5.0, 4.0), 1.8, "CLASS: D - OPERATOR     ENDORSEMENTS: NONE     RESTRICTIONS: NONE");
        let symbol = DynamicImage::ImageLuma8(barcode::pdf417(&aamva::emit(fields), 4.0)).into_rgb8();
        back.picture(&symbol, ((SIZE.0 - SYMBOL_WIDTH) / 2.0, 9.0), SYMBOL_WIDTH);
        Specimen { front: front.picture, back: Some(back.picture), truth }
    }
}

fn print_front(canvas: &mut Canvas<'_>, truth: &Truth) {
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let kind = match truth.document_type {
        DocumentType::IdentityCard => "IDENTIFICATION CARD",
        _ => "DRIVER LICENSE",
    };
    canvas.value((4.0, 2.0), 4.6, &text(&truth.issuing_state));
    canvas.label((42.0, 2.6), 3.2, kind);
    canvas.label((4.0, 7.0), 1.6, &truth.issuing_country);
    let address = truth.address.clone().unwrap_or_default();
    let street = format!("{} {}", text(&address.street), text(&address.street2));
    let town = format!("{}, {} {}", text(&address.city), text(&address.state), text(&address.postal_code));
    let given = format!("{} {}", truth.first_name, text(&truth.middle_name));
    let day = |day: Date| print_date(&truth.issuing_country, day);
    let (left, middle, right) = (30.0, 44.0, 62.0);
    for (x, y, label, value) in [
        (left, 9.0, "4d DLN", truth.document_number.as_str()),
        (left, 13.0, "1", &truth.last_name),
        (left, 17.0, "2", given.trim_end()),
        (left, 21.0, "8", street.trim_end()),
        (left, 24.4, " ", &town),
        (left, 29.0, "3 DOB", &day(truth.date_of_birth)),
        (left, 33.0, "4a ISS", &truth.issue_date.map(day).unwrap_or_default()),
        (right - 5.0, 33.0, "4b EXP", &day(truth.expiry_date)),
        (left, 37.0, "15 SEX", truth.sex.map_or("", sex_letter)),
        (middle, 37.0, "16 HGT", "5'-08\""),
        (right, 37.0, "18 EYES", "BRO"),
        (left, 41.0, "9 CLASS", "D"),
        (middle, 41.0, "12 REST", "NONE"),
    ] {
        canvas.label((x, y + 0.9), 1.7, label);
        canvas.value((x + 1.2 + 0.95 * label.len() as f32, y), 2.9, value);
    }
}

/// The seventh of March is `03/07/1985`, in Canada `1985/03/07`.
fn print_date(country: &str, day: Date) -> String {
    let (year, month, day) = (day.year(), day.month(), day.day());
    if country == "CAN" { format!("{year}/{month:02}/{day:02}") } else { format!("{month:02}/{day:02}/{year}") }
}

pub(crate) fn truth(fields: &Fields) -> Truth {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    Truth {
        document_type: fields.document_type.unwrap_or(DocumentType::DriverLicense),
        issuing_country: text(&fields.issuing_country),
        issuing_state: fields.issuing_state.clone(),
        document_number: text(&fields.document_number),
        last_name: text(&fields.last_name),
        first_name: text(&fields.first_name),
        middle_name: fields.middle_name.clone(),
        date_of_birth: fields.date_of_birth.unwrap_or_default(),
        sex: fields.sex,
        nationality: None,
        issue_date: fields.issue_date,
        expiry_date: fields.expiry_date.unwrap_or_default(),
        address: fields.address.clone(),
        mrz_lines: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio;

    #[test]
    fn the_front_says_what_the_barcode_says() {
        for seed in 0..20 {
            let card = barcode::card(seed);
            let read = truth(&aamva::parse(&aamva::emit(&card)).unwrap().fields);
            let printed = truth(&card);
            assert_eq!((&read.last_name, read.expiry_date), (&printed.last_name, printed.expiry_date));
            assert_eq!((read.address, read.document_number), (printed.address, printed.document_number));
        }
    }

    #[test]
    fn a_licence_has_a_symbol_on_its_back() {
        let style = Style { pixels_per_mm: 4.0, ..Style::default() };
        let back = studio().licence(&barcode::card(1), &style).back.unwrap();
        let black = |y: u32| (0..back.width()).filter(|&x| back.get_pixel(x, y).0[0] < 100).count();
        assert!(black(56) > 60 && black(200) == 0);
    }
}
