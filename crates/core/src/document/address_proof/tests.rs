use jiff::civil::date;

use super::*;

/// Lines as (left, top, height, text), a letter being half as wide as it is high.
fn page(lines: &[(f32, f32, f32, &str)]) -> Vec<TextLine> {
    let line = |&(x, y, h, text): &(f32, f32, f32, &str)| {
        let right = x + 0.5 * h * text.chars().count() as f32;
        TextLine {
            text: text.to_owned(),
            confidence: 0.98,
            place: Quad([[x, y], [right, y], [right, y + h], [x, y + h]]),
        }
    };
    lines.iter().map(line).collect()
}

fn fields(lines: &[(f32, f32, f32, &str)]) -> (Option<String>, Option<Address>, Option<Date>, Option<String>) {
    let read = read(page(lines), Source::Text, Asked::Proof, date(2026, 6, 1));
    let value = |field: Option<Field<String>>| field.map(|f| f.value);
    (value(read.name), read.address.map(|f| f.value), read.issue_date.map(|f| f.value), value(read.issuer))
}

const AMERICAN: &[(f32, f32, f32, &str)] = &[
    (50.0, 40.0, 24.0, "Prairie Power Company"),
    (50.0, 70.0, 10.0, "PO Box 1200, Omaha, NE 68101"),
    (400.0, 40.0, 12.0, "Statement date: 04/05/2026"),
    (400.0, 56.0, 12.0, "Due date: 04/26/2026"),
    (50.0, 150.0, 12.0, "NORA J LINDQVIST"),
    (50.0, 164.0, 12.0, "1418 ELM GROVE RD APT 7"),
    (50.0, 178.0, 12.0, "LINCOLN, NE 68502"),
    (50.0, 260.0, 18.0, "Your electric bill"),
    (50.0, 300.0, 12.0, "Meter reading 10442 kWh"),
    (50.0, 500.0, 12.0, "Mail payment to"),
    (50.0, 514.0, 12.0, "Prairie Power Company"),
    (50.0, 528.0, 12.0, "PO Box 1200"),
    (50.0, 542.0, 12.0, "Omaha, NE 68101"),
];

#[test]
fn an_american_bill() {
    let (name, address, issued, issuer) = fields(AMERICAN);
    let address = address.unwrap();
    assert_eq!(name.as_deref(), Some("NORA J LINDQVIST"));
    assert_eq!(address.street.as_deref(), Some("1418 ELM GROVE RD APT 7"));
    assert_eq!((address.city.as_deref(), address.postal_code.as_deref()), (Some("LINCOLN"), Some("68502")));
    assert_eq!((issued, issuer.as_deref()), (Some(date(2026, 4, 5)), Some("Prairie Power Company")));
}

#[test]
fn a_german_letter() {
    let (name, address, issued, issuer) = fields(&[
        (350.0, 30.0, 20.0, "Stadtwerke Altenfels GmbH"),
        (60.0, 130.0, 8.0, "Stadtwerke Altenfels GmbH · Am Wehr 3 · 36100 Altenfels"),
        (60.0, 144.0, 12.0, "Herrn"),
        (60.0, 158.0, 12.0, "Jörg Tiefenbach"),
        (60.0, 172.0, 12.0, "Lindenstraße 14"),
        (60.0, 186.0, 12.0, "36101 Altenfels"),
        (350.0, 200.0, 12.0, "Altenfels, den 3. März 2026"),
        (60.0, 240.0, 18.0, "Ihre Stromrechnung"),
        (60.0, 270.0, 12.0, "Abrechnungszeitraum 01.01.2025 bis 31.12.2025"),
    ]);
    let address = address.unwrap();
    assert_eq!(name.as_deref(), Some("Jörg Tiefenbach"));
    assert_eq!((address.street.as_deref(), address.city.as_deref()), (Some("Lindenstraße 14"), Some("Altenfels")));
    assert_eq!((issued, issuer.as_deref()), (Some(date(2026, 3, 3)), Some("Stadtwerke Altenfels GmbH")));
}

#[test]
fn invoices_and_payslips_prove_nothing() {
    for (title, rows) in [
        ("INVOICE", ["Qty Description Unit price", "Subtotal", "Net 30"]),
        ("Earnings statement", ["Employee", "Gross pay", "Net pay"]),
        ("Lieferschein", ["Artikel", "Menge", "Tracking"]),
    ] {
        let mut lines = vec![(300.0, 30.0, 24.0, title)];
        lines.extend([
            (50.0, 100.0, 12.0, "Nora Lindqvist"),
            (50.0, 114.0, 12.0, "14 Elm Rd"),
            (50.0, 128.0, 12.0, "Lincoln, NE 68502"),
        ]);
        lines.extend(rows.iter().enumerate().map(|(i, row)| (50.0, 200.0 + 20.0 * i as f32, 12.0, *row)));
        let read = read(page(&lines), Source::Visual, Asked::Nothing, date(2026, 6, 1));
        assert_eq!(read.document_type.map(|f| f.value), Some(DocumentType::Other), "{title}");
        assert_eq!(read.warnings, [Reason::AddressDocumentUnsuitable], "{title}");
    }
}

#[test]
fn points_within_abbreviations_join_them() {
    assert_eq!(sheet::fold("Luz del Sur S.A."), " LUZ DEL SUR SA ");
    assert_eq!(sheet::fold("K. Lind, 3.5 kWh. P.O. Box"), " K LIND 3 5 KWH PO BOX ");
}

#[test]
fn a_page_that_names_nobody_is_no_proof() {
    let read = read(page(&AMERICAN[..4]), Source::Visual, Asked::Nothing, date(2026, 6, 1));
    assert_eq!(read.document_type, None);
}

proptest::proptest! {
    #[test]
    fn any_page_is_survived(lines in proptest::collection::vec((0.0..600_f32, 0.0..800_f32, 1.0..40_f32, "\\PC{0,40}"), 0..20)) {
        let lines: Vec<_> = lines.iter().map(|(x, y, h, text)| (*x, *y, *h, text.as_str())).collect();
        read(page(&lines), Source::Visual, Asked::Proof, date(2026, 6, 1));
    }
}
