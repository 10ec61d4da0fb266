//! Whole documents as lines with places. The people and numbers are invented.

use jiff::civil::date;

use super::complete;
use crate::{
    document::{
        extraction::{DocumentType, Extraction, Field, MrzZone, Portrait, Quad, Sex, Source, TextLine},
        mrz::Format,
    },
    reason::Reason,
};

/// A line of text with the height of its letters; its width follows from the number of characters.
fn line(x: f32, y: f32, height: f32, text: &str) -> TextLine {
    let right = x + text.chars().count() as f32 * height * 0.55;
    let place = Quad([[x, y], [right, y], [right, y + height], [x, y + height]]);
    TextLine { text: text.to_owned(), confidence: 0.99, place }
}

/// What the lines say of a document with a portrait.
fn read(lines: &[(f32, f32, f32, &str)]) -> Extraction {
    let text_lines = lines.iter().map(|&(x, y, height, text)| line(x, y, height, text)).collect();
    let portrait = Some(Portrait { place: Quad([[0.0; 2]; 4]), eye_distance: 60.0 });
    let mut extraction = Extraction { text_lines, portrait, ..Extraction::default() };
    complete(&mut extraction, date(2026, 11, 1));
    extraction
}

macro_rules! value {
    ($extraction:expr, $field:ident) => {
        $extraction.$field.as_ref().map(|field| field.value.clone())
    };
}

#[expect(clippy::unnecessary_wraps, reason = "compared with fields that may be absent")]
fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

#[test]
fn a_passport_by_its_labels() {
    let read = read(&[
        (40.0, 10.0, 20.0, "RZECZPOSPOLITA POLSKA"),
        (40.0, 40.0, 20.0, "PASZPORT / PASSPORT"),
        (300.0, 60.0, 12.0, "Kod/Code"),
        (300.0, 76.0, 18.0, "POL"),
        (420.0, 60.0, 12.0, "Numer paszportu/Passport No."),
        (422.0, 76.0, 18.0, "ZX 1234567"),
        (200.0, 110.0, 12.0, "1. Nazwisko/Sumame"),
        (204.0, 126.0, 18.0, "ŻURAWSKA"),
        (200.0, 150.0, 12.0, "2. Imiona/Given nanes"),
        (204.0, 166.0, 18.0, "EWA MARIA"),
        (200.0, 190.0, 12.0, "3. Obywatelstwo/Nationality"),
        (204.0, 206.0, 18.0, "POLSKIE/POLISH"),
        (200.0, 230.0, 12.0, "4. Data urodzenia/Date of birth"),
        (204.0, 246.0, 18.0, "03.04.1985"),
        (200.0, 270.0, 12.0, "6. Płeć/Sex"),
        (204.0, 286.0, 18.0, "K/F"),
        (280.0, 270.0, 12.0, "7. Miejsce urodzenia/Place of birth"),
        (284.0, 286.0, 18.0, "GDYNIA"),
        (200.0, 310.0, 12.0, "8. Data wydania/Date of issue"),
        (204.0, 326.0, 18.0, "05.06.2021"),
        (200.0, 350.0, 12.0, "10. Data ważności/Date of expiry"),
        (204.0, 366.0, 18.0, "05.06.2031"),
        (30.0, 420.0, 18.0, "P<POLZURAWSKA<<EWA<MARIA<<<<<<<<<<<<<<<<<<<<"),
    ]);
    assert_eq!(value!(read, document_type), Some(DocumentType::Passport));
    assert_eq!(value!(read, issuing_country), text("POL"));
    assert_eq!(value!(read, document_number), text("ZX1234567"));
    assert_eq!(value!(read, last_name), text("ŻURAWSKA"));
    assert_eq!(value!(read, first_name), text("EWA MARIA"));
    assert_eq!(value!(read, nationality), text("POL"));
    assert_eq!(value!(read, sex), Some(Sex::F));
    assert_eq!(value!(read, date_of_birth), Some(date(1985, 4, 3)));
    assert_eq!(value!(read, issue_date), Some(date(2021, 6, 5)));
    assert_eq!(value!(read, expiry_date), Some(date(2031, 6, 5)));
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
}

#[test]
fn a_passport_whose_labels_cannot_be_read_by_its_order() {
    let read = read(&[
        (40.0, 10.0, 20.0, "CESTOVNÍ PAS / PASSPORT"),
        (40.0, 40.0, 20.0, "ČESKÁ REPUBLIKA"),
        (300.0, 76.0, 18.0, "CZE"),
        (500.0, 76.0, 18.0, "87654321"),
        (204.0, 126.0, 18.0, "NOVOTNÝ"),
        (204.0, 166.0, 18.0, "Jiří"),
        (204.0, 206.0, 18.0, "ČESKÁ REPUBLIKA/CZECH REPUBLIC"),
        (204.0, 246.0, 18.0, "17.04.1978"),
        (204.0, 326.0, 18.0, "05.06.2021"),
        (504.0, 326.0, 18.0, "05.06.2031"),
    ]);
    assert_eq!(value!(read, last_name), text("NOVOTNÝ"));
    assert_eq!(value!(read, first_name), text("Jiří"));
    assert_eq!(value!(read, nationality), text("CZE"));
    assert_eq!(value!(read, document_number), text("87654321"));
    assert_eq!(value!(read, date_of_birth), Some(date(1978, 4, 17)));
    assert_eq!(value!(read, expiry_date), Some(date(2031, 6, 5)));
}

#[test]
fn a_licence_of_an_american_state_by_its_numbers() {
    let read = read(&[
        (20.0, 10.0, 40.0, "OREGON"),
        (300.0, 14.0, 24.0, "DRIVER LICENSE"),
        (280.0, 60.0, 20.0, "4d DLN 7654321"),
        (250.0, 92.0, 14.0, "1"),
        (280.0, 90.0, 20.0, "HOLLOWAY"),
        (250.0, 122.0, 14.0, "2"),
        (280.0, 120.0, 20.0, "JUNE MARIE"),
        (250.0, 152.0, 14.0, "8"),
        (280.0, 150.0, 20.0, "12 NW FERN ST"),
        (280.0, 172.0, 20.0, "SALEM, OR 97301"),
        (280.0, 200.0, 20.0, "3 DOB 04/05/1990"),
        (280.0, 230.0, 20.0, "4a ISS 06/07/2022"),
        (520.0, 230.0, 20.0, "4b EXP 04/05/2030"),
        (280.0, 260.0, 20.0, "15 SEX F"),
        (420.0, 260.0, 20.0, "16 HGT 5'-06\""),
        (280.0, 290.0, 20.0, "5 DD 01/02/2022AB123"),
    ]);
    assert_eq!(value!(read, document_type), Some(DocumentType::DriverLicense));
    assert_eq!((value!(read, issuing_country), value!(read, issuing_state)), (text("USA"), text("OR")));
    assert_eq!(value!(read, document_number), text("7654321"));
    assert_eq!((value!(read, last_name), value!(read, first_name)), (text("HOLLOWAY"), text("JUNE MARIE")));
    assert_eq!(value!(read, date_of_birth), Some(date(1990, 4, 5)));
    assert_eq!(value!(read, issue_date), Some(date(2022, 6, 7)));
    assert_eq!(value!(read, expiry_date), Some(date(2030, 4, 5)));
    assert_eq!(value!(read, sex), Some(Sex::F));
    let address = value!(read, address).unwrap();
    assert_eq!((address.street.as_deref(), address.city.as_deref()), (Some("12 NW FERN ST"), Some("SALEM")));
    assert_eq!((address.state.as_deref(), address.postal_code.as_deref()), (Some("OR"), Some("97301")));
}

#[test]
fn a_european_licence_by_its_numbers() {
    let read = read(&[
        (150.0, 10.0, 24.0, "FÜHRERSCHEIN BUNDESREPUBLIK DEUTSCHLAND"),
        (250.0, 60.0, 20.0, "1. Grünwald"),
        (250.0, 90.0, 20.0, "2. Jonas"),
        (250.0, 120.0, 20.0, "3. 04.05.1990 Ulm"),
        (250.0, 150.0, 20.0, "4a. 06.07.2022"),
        (450.0, 150.0, 20.0, "4c. Stadt Ulm"),
        (250.0, 180.0, 20.0, "4b. 05.07.2037"),
        (250.0, 210.0, 20.0, "5. B072RRE2I55"),
        (250.0, 240.0, 20.0, "9. AM/B/L"),
    ]);
    assert_eq!(value!(read, document_type), Some(DocumentType::DriverLicense));
    assert_eq!((value!(read, issuing_country), value!(read, issuing_state)), (text("DEU"), None));
    assert_eq!((value!(read, last_name), value!(read, first_name)), (text("Grünwald"), text("Jonas")));
    assert_eq!(value!(read, document_number), text("B072RRE2I55"));
    assert_eq!(value!(read, date_of_birth), Some(date(1990, 5, 4)));
    assert_eq!(value!(read, issue_date), Some(date(2022, 7, 6)));
    assert_eq!(value!(read, expiry_date), Some(date(2037, 7, 5)));
}

#[test]
fn a_name_in_another_script_keeps_its_printed_form() {
    let read = read(&[
        (40.0, 10.0, 20.0, "РЕПУБЛИКА СРБИЈА / REPUBLIC OF SERBIA"),
        (40.0, 40.0, 20.0, "ЛИЧНА КАРТА / IDENTITY CARD"),
        (200.0, 80.0, 12.0, "Презиме / Surname"),
        (204.0, 96.0, 18.0, "Живковић"),
        (200.0, 120.0, 12.0, "Име / Given name"),
        (204.0, 136.0, 18.0, "Љубица"),
        (200.0, 160.0, 12.0, "Датум рођења / Date of birth"),
        (204.0, 176.0, 18.0, "24.05.1990."),
    ]);
    let last = read.last_name.unwrap();
    assert!(last.value.is_ascii() && last.printed.as_deref() == Some("Живковић"));
    assert_eq!(read.issuing_country.map(|field| field.value), text("SRB"));
}

#[test]
fn a_date_that_nothing_settles_is_reported() {
    let card = |title: &'static str, day: &'static str| {
        read(&[
            (20.0, 10.0, 24.0, title),
            (200.0, 60.0, 12.0, "Surname"),
            (204.0, 76.0, 18.0, "MORROW"),
            (200.0, 100.0, 12.0, "Date of birth"),
            (204.0, 116.0, 18.0, day),
        ])
    };
    let open = card("IDENTITY CARD", "04/05/1990");
    assert!(open.warnings.contains(&Reason::DateAmbiguous));
    let settled = card("IDENTITY CARD", "24/05/1990");
    assert_eq!(value!(settled, date_of_birth), Some(date(1990, 5, 24)));
    assert!(!settled.warnings.contains(&Reason::DateAmbiguous));
    let french = card("CARTE D'IDENTITE REPUBLIQUE FRANCAISE", "04/05/1990");
    assert_eq!(value!(french, date_of_birth), Some(date(1990, 5, 4)));
    assert!(!french.warnings.contains(&Reason::DateAmbiguous));
}

#[test]
fn a_letter_is_no_document() {
    let mut letter = Extraction {
        text_lines: vec![
            line(40.0, 10.0, 20.0, "ACME POWER COMPANY"),
            line(40.0, 60.0, 18.0, "Name"),
            line(40.0, 80.0, 18.0, "JUNE HOLLOWAY"),
            line(40.0, 120.0, 18.0, "Date of issue 04.05.2025"),
            line(40.0, 160.0, 18.0, "Please bring a driver's license or passport."),
        ],
        ..Extraction::default()
    };
    complete(&mut letter, date(2026, 11, 1));
    assert!(letter.document_type.is_none() && letter.last_name.is_none() && letter.issue_date.is_none());
    assert!(letter.warnings.contains(&Reason::NoDocument));
}

/// A card with a zone whose check digits hold or do not, beside these lines.
fn beside_zone(valid: bool, text_lines: Vec<TextLine>) -> Extraction {
    Extraction {
        document_type: Some(Field::new(DocumentType::IdentityCard, Source::Mrz, 0.98)),
        mrz: Some(MrzZone {
            format: Format::Td2,
            lines: Vec::new(),
            valid,
            checks: std::collections::BTreeMap::new(),
            repaired: Vec::new(),
        }),
        text_lines,
        ..Extraction::default()
    }
}

fn zone_field(value: &str) -> Field<String> {
    Field::new(value.to_owned(), Source::Mrz, 0.98)
}

#[test]
fn what_a_zone_says_stays_and_the_print_adds_to_it() {
    let lines = vec![
        line(200.0, 60.0, 12.0, "Document No."),
        line(204.0, 76.0, 18.0, "X1284567"),
        line(200.0, 100.0, 12.0, "Date of issue"),
        line(204.0, 116.0, 18.0, "24.05.2024"),
        line(200.0, 140.0, 12.0, "Personal code"),
        line(204.0, 156.0, 18.0, "39001234567"),
    ];
    let mut card = Extraction { document_number: Some(zone_field("X1234567")), ..beside_zone(true, lines) };
    complete(&mut card, date(2026, 11, 1));
    assert_eq!(value!(card, document_number), text("X1234567"));
    assert_eq!(value!(card, issue_date), Some(date(2024, 5, 24)));
    let personal = card.personal_number.unwrap();
    assert_eq!((personal.value.as_str(), personal.source), ("39001234567", Source::Visual));
}

#[test]
fn what_no_check_digit_covers_is_left_out_where_zone_and_print_disagree_in_doubt() {
    let lines = || vec![line(200.0, 60.0, 12.0, "Sex"), line(204.0, 76.0, 18.0, "F")];
    for (sureness, expected) in [(0.7, None), (0.99, Some(Sex::M))] {
        let sex = Some(Field::new(Sex::M, Source::Mrz, sureness));
        let mut card = Extraction { sex, ..beside_zone(true, lines()) };
        complete(&mut card, date(2026, 11, 1));
        assert_eq!(value!(card, sex), expected, "read with {sureness}");
    }
}

#[test]
fn the_print_parts_names_that_the_zone_runs_together() {
    let lines = vec![
        line(200.0, 60.0, 12.0, "Surname"),
        line(204.0, 76.0, 18.0, "DE LA ROVER"),
        line(200.0, 100.0, 12.0, "Given names"),
        line(204.0, 116.0, 18.0, "JUNE"),
    ];
    let mut card = Extraction { last_name: Some(zone_field("DE LA ROVER JUNE")), ..beside_zone(false, lines.clone()) };
    complete(&mut card, date(2026, 11, 1));
    assert_eq!((value!(card, last_name), value!(card, first_name)), (text("DE LA ROVER"), text("JUNE")));
    let one_line = vec![line(204.0, 76.0, 18.0, "DE LA ROVER June")];
    let mut card = Extraction { last_name: Some(zone_field("DE LA ROVER JUNE")), ..beside_zone(false, one_line) };
    complete(&mut card, date(2026, 11, 1));
    assert_eq!((value!(card, last_name), value!(card, first_name)), (text("DE LA ROVER"), text("June")));
    let mut other = Extraction { last_name: Some(zone_field("DE LA ROSER JUNE")), ..beside_zone(false, lines) };
    complete(&mut other, date(2026, 11, 1));
    assert_eq!(value!(other, last_name), text("DE LA ROSER JUNE"));
}
