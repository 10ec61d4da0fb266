//! Everybody here is invented.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{Fields, Payload, Truncated, date as dates, emit, parse};
use crate::document::extraction::{Address, DocumentType, Sex};

fn read(payload: &str) -> Payload {
    parse(payload.as_bytes()).expect("the payload parses")
}

/// A payload with the elements given, under a California header of the version.
fn with(version: u8, elements: &[&str]) -> Payload {
    let header = format!("@\n\u{1e}\rANSI 636014{version:02}0001DL00310100DL");
    read(&(header + &elements.join("\n") + "\r"))
}

fn names(payload: &Payload) -> [Option<&str>; 3] {
    let fields = &payload.fields;
    [fields.last_name.as_deref(), fields.first_name.as_deref(), fields.middle_name.as_deref()]
}

fn card() -> Fields {
    Fields {
        document_type: Some(DocumentType::DriverLicense),
        issuing_country: Some("USA".into()),
        issuing_state: Some("OR".into()),
        document_number: Some("Q7715302".into()),
        last_name: Some("FENWICK".into()),
        first_name: Some("ODALYS".into()),
        middle_name: Some("BRAM".into()),
        date_of_birth: Some(date(1988, 11, 30)),
        sex: Some(Sex::F),
        issue_date: Some(date(2021, 2, 3)),
        expiry_date: Some(date(2029, 11, 30)),
        address: Some(Address {
            street: Some("17 QUARRY RD".into()),
            street2: Some("UNIT 4".into()),
            city: Some("MOSSFORD".into()),
            state: Some("OR".into()),
            postal_code: Some("97123-4410".into()),
            country: Some("USA".into()),
        }),
    }
}

#[test]
fn reads_back_what_it_writes() {
    let payload = parse(&emit(&card())).unwrap();
    assert!(payload.fields == card());
    assert_eq!((payload.barcode.version, payload.barcode.jurisdiction.as_deref()), (Some(10), Some("OR")));
    assert_eq!(payload.barcode.elements["DBB"], "11301988");
}

#[test]
fn writes_offset_and_length_of_the_subfile() {
    let payload = String::from_utf8(emit(&card())).unwrap();
    let number = |from: usize| payload[from..from + 4].parse::<usize>().unwrap();
    let (offset, length) = (number(23), number(27));
    assert_eq!(&payload[offset..offset + 5], "DLDAQ");
    assert_eq!((offset + length, payload.as_bytes()[offset + length - 1]), (payload.len(), b'\r'));
}

#[test]
fn canada_writes_the_year_first() {
    let mut card = card();
    card.issuing_country = Some("CAN".into());
    card.issuing_state = Some("MB".into());
    let address = card.address.as_mut().unwrap();
    (address.state, address.country) = (Some("MB".into()), Some("CAN".into()));
    address.postal_code = Some("R3C 4T3".into());
    let payload = parse(&emit(&card)).unwrap();
    assert_eq!(payload.barcode.elements["DBA"], "20291130");
    assert!(payload.fields == card);
}

#[test]
fn names_in_every_historic_form() {
    let cases: [(&[&str], [Option<&str>; 3]); 10] = [
        (&["DAAFENWICK,ODALYS,BRAM,JR"], [Some("FENWICK"), Some("ODALYS"), Some("BRAM")]),
        (&["DAAFENWICK,ODALYS BRAM"], [Some("FENWICK"), Some("ODALYS"), Some("BRAM")]),
        (&["DAAFENWICK,ODALYS, ,"], [Some("FENWICK"), Some("ODALYS"), None]),
        (&["DAAODALYS BRAM FENWICK"], [Some("FENWICK"), Some("ODALYS"), Some("BRAM")]),
        (&["DABFENWICK", "DACODALYS", "DADBRAM"], [Some("FENWICK"), Some("ODALYS"), Some("BRAM")]),
        (&["DCSFENWICK,   ", "DCTODALYS,BRAM  "], [Some("FENWICK"), Some("ODALYS"), Some("BRAM")]),
        (&["DCSDE LA FENWICK", "DCTODALYS BRAM"], [Some("DE LA FENWICK"), Some("ODALYS"), Some("BRAM")]),
        (&["DCSFENWICK", "DACODALYS MAE", "DADNONE"], [Some("FENWICK"), Some("ODALYS MAE"), None]),
        (&["DCSFENWICK", "DACODALYS B", "DAD"], [Some("FENWICK"), Some("ODALYS"), Some("B")]),
        (&["DCSFENWICK", "DACunavl", "DADunavl"], [Some("FENWICK"), None, None]),
    ];
    for (elements, expected) in cases {
        let elements = [elements, &["DAQ1"]].concat();
        assert_eq!(names(&with(8, &elements)), expected, "{elements:?}");
    }
}

#[test]
fn dates_in_both_layouts() {
    assert_eq!(dates::parse("11301988"), Some(date(1988, 11, 30)));
    assert_eq!(dates::parse("19881130"), Some(date(1988, 11, 30)));
    assert_eq!(dates::parse("12202019"), Some(date(2019, 12, 20)));
    assert_eq!(dates::parse("20191220"), Some(date(2019, 12, 20)));
    assert_eq!(dates::parse("11/30/1988"), Some(date(1988, 11, 30)));
    assert_eq!(dates::parse("1988-11-30 00:00"), Some(date(1988, 11, 30)));
    for no_date in ["", "00000000", "MMDDCCYY", "113088", "02301988", "99999999"] {
        assert_eq!(dates::parse(no_date), None, "{no_date}");
    }
}

#[test]
fn postal_codes() {
    let cases = [
        ("DAK971230000  ", Some("97123")),
        ("DAK971234410  ", Some("97123-4410")),
        ("DAK97123-4410", Some("97123-4410")),
        ("DAK97123", Some("97123")),
        ("DAK000000000  ", None),
    ];
    for (element, expected) in cases {
        let payload = with(8, &["DAQ1", "DAG17 QUARRY RD", element]);
        assert_eq!(payload.fields.address.unwrap().postal_code.as_deref(), expected, "{element}");
    }
    let canadian = with(8, &["DAQ1", "DAJNB", "DAKe2l4l5     "]);
    assert_eq!(canadian.fields.address.unwrap().postal_code.as_deref(), Some("E2L 4L5"));
}

#[test]
fn sexes_and_unknown_values() {
    for (value, expected) in
        [("1", Some(Sex::M)), ("2", Some(Sex::F)), ("9", Some(Sex::X)), ("f", Some(Sex::F)), ("0", None)]
    {
        assert_eq!(with(9, &["DAQ1", &format!("DBC{value}")]).fields.sex, expected);
    }
    let unknown = with(9, &["DAQ1", "DCSNONE", "DBBunavl", "DAGN/A", "DAI----"]);
    assert_eq!((unknown.fields.last_name, unknown.fields.date_of_birth), (None, None));
    assert!(unknown.fields.address.is_none());
}

#[test]
fn truncation_flags() {
    let payload = with(10, &["DAQ1", "DCSFENWICKSHIREBOROUGH", "DDET", "DDFN", "DDGU"]);
    assert_eq!(payload.truncated, Truncated { last_name: true, ..Truncated::default() });
}

#[test]
fn a_second_street_line_that_repeats_the_city_is_dropped() {
    let lines = |second: &str| {
        let elements = ["DAQ1", "DAG17 QUARRY RD,", second, "DAIMOSSFORD", "DAJOR", "DAK97123"];
        with(8, &elements).fields.address.unwrap().street2
    };
    assert_eq!(lines("DAHMOSSFORD, OR  97123"), None);
    assert_eq!(lines("DAHUNIT 4,").as_deref(), Some("UNIT 4"));
}

#[test]
fn the_issuer_is_the_number_and_the_state_where_there_is_no_number() {
    let elsewhere = with(8, &["DAQ1", "DAJWA", "DCG"]);
    assert_eq!(elsewhere.fields.issuing_state.as_deref(), Some("CA"));
    assert_eq!(elsewhere.fields.address.unwrap().state.as_deref(), Some("WA"));
    let unlisted = read("@\nANSI 123456030001DLDAQ1\nDAJSK\n");
    assert_eq!(unlisted.fields.issuing_state.as_deref(), Some("SK"));
    assert_eq!(unlisted.fields.issuing_country.as_deref(), Some("CAN"));
}

#[test]
fn damaged_headers() {
    let elements = "DAQQ7715302\nDCSFENWICK\nDBB11301988\nDBA11302029\n";
    let headers = [
        "@\n\u{1e}\rANSI 636029080102DL00410100ZO01410005DL",
        "@\r\n\u{1c}\r\nANSI 636029080102DL00410100ZO01410005DL",
        "@\nANSI 6360290801DL",
        " @zzANSI 636029080001DLxyzzyDL",
        "ANSI 636029080102",
        "AAMVA6360290101DL00290100",
        "@\n\u{1e}\rANSI 636029080001DL00310100\nDL",
        "]L2@ANSI636029080001DL00310100DL",
    ];
    for header in headers {
        let payload = read(&format!("{header}{elements}"));
        assert_eq!(payload.fields.document_number.as_deref(), Some("Q7715302"), "{header}");
        assert_eq!(payload.fields.issuing_state.as_deref(), Some("OR"), "{header}");
    }
    let bare = read(elements);
    assert_eq!((bare.barcode.version, bare.fields.last_name.as_deref()), (None, Some("FENWICK")));
}

#[test]
fn separators_of_every_kind() {
    for separator in ["\n", "\r", "\r\n", "\n\r", "\u{1e}", "\u{90}\n\u{90}"] {
        let elements = ["ANSI 636029080001DL00310100DLDAQQ7715302", "DCSFENWICK", "DBC2", ""];
        let payload = read(&elements.join(separator));
        assert_eq!(payload.barcode.elements.len(), 3, "{separator:?}");
    }
}

#[test]
fn several_subfiles() {
    let glued = read("@\n\u{1e}\rANSI 636029050002ID00410032ZO00730010IDDAQQ7715302\nDDB03162012ZOZOA77\nZOB8\r");
    assert_eq!(glued.fields.document_type, Some(DocumentType::IdentityCard));
    let elements: Vec<_> = glued.barcode.elements.iter().map(|(id, value)| (id.as_str(), value.as_str())).collect();
    assert_eq!(elements, [("DAQ", "Q7715302"), ("DDB", "03162012"), ("ZOA", "77"), ("ZOB", "8")]);
}

#[test]
fn versions_and_elements_to_come() {
    let payload = with(12, &["DAQ1", "DDP1", "DDZ0"]);
    assert_eq!(payload.barcode.version, Some(12));
    assert_eq!(payload.barcode.elements["DDP"], "1");
}

#[test]
fn latin_1_bytes() {
    let payload = parse(b"@\n\x1e\rANSI 604428080001DL00310030DLDAQ1\nDCSB\xc9LANGER\r").unwrap();
    assert_eq!(payload.fields.last_name.as_deref(), Some("BÉLANGER"));
}

#[test]
fn other_barcodes_are_not_taken_for_licences() {
    for other in ["", "M1FENWICK/ODALYS       EABC123", "ANSI 636014", "DAQ1\nDAGSTREET", "https://example.org/ANSI"] {
        assert!(parse(other.as_bytes()).is_none(), "{other}");
    }
}

#[test]
fn debug_shows_no_personal_data() {
    let shown = format!("{:?} {:?}", parse(&emit(&card())).unwrap(), card());
    assert!(!shown.contains("FENWICK") && !shown.contains("Q7715302"), "{shown}");
}

/// Words as cards print them. The first starts with two letters, so that it is no middle initial and never `NONE`.
fn words(count: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec("[B-M][A-Z]{2,8}", count).prop_map(|words| words.join(" "))
}

fn any_date(years: std::ops::Range<i16>) -> impl Strategy<Value = Date> {
    (years, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

prop_compose! {
    fn any_card()(
        (state, country, postal_code) in prop::sample::select(vec![
            ("NY", "USA", "10911-3120"), ("TX", "USA", "75123"), ("ON", "CAN", "K1A 0B1"), ("QC", "CAN", "H2X 1Y4"),
        ]),
        number in "[A-Z][0-9]{6,12}",
        last in words(1..=2), first in words(1..=2), middle in prop::option::of(words(1..=2)),
        born in any_date(1920..2010), issued in any_date(2010..2026), expires in any_date(2026..2040),
        sex in prop::sample::select(vec![Sex::M, Sex::F, Sex::X]),
        house in 1u16..9999, street in words(1..=2), street2 in prop::option::of("UNIT [1-9]{1,3}"), city in words(1..=2),
        identity_card: bool,
    ) -> Fields {
        Fields {
            document_type: Some(if identity_card { DocumentType::IdentityCard } else { DocumentType::DriverLicense }),
            issuing_country: Some(country.into()), issuing_state: Some(state.into()), document_number: Some(number),
            last_name: Some(last), first_name: Some(first), middle_name: middle,
            date_of_birth: Some(born), sex: Some(sex), issue_date: Some(issued), expiry_date: Some(expires),
            address: Some(Address {
                street: Some(format!("{house} {street}")), street2, city: Some(city), state: Some(state.into()),
                postal_code: Some(postal_code.into()), country: Some(country.into()),
            }),
        }
    }
}

proptest! {
    #[test]
    fn any_card_reads_back(card in any_card()) {
        let payload = parse(&emit(&card)).unwrap();
        prop_assert_eq!(serde_json::to_value(&payload.fields).unwrap(), serde_json::to_value(&card).unwrap());
    }

    #[test]
    fn never_panics_on_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn never_panics_on_a_damaged_payload(card in any_card(), at in 0usize..400, byte: u8, end in 0usize..500) {
        let mut payload = emit(&card);
        if let Some(place) = payload.get_mut(at) {
            *place = byte;
        }
        payload.truncate(end);
        let _ = parse(&payload);
    }

    #[test]
    fn never_panics_behind_a_header(text in "ANSI [0-9]{4,14}[A-Z]{0,3}.{0,80}(D[A-D][A-Z].{0,9}\n){0,5}") {
        let _ = parse(text.as_bytes());
    }
}
