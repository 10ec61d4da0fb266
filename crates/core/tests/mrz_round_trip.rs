//! Zones written and read back, against our own reader and an independent one.

mod support;

use countersign_core::{
    Date,
    document::{
        extraction::Sex,
        mrz::{self, FieldName, Format, looks_like_row, row_from_text, solve},
    },
};
use proptest::prelude::*;
use support::{Dice, FORMATS, draft};

const TODAY: Date = Date::constant(2026, 11, 22);

fn lines(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(seed in 1_u64.., format in 0..FORMATS.len()) {
        let draft = draft(&mut Dice(seed), FORMATS[format]);
        let built = draft.build();
        let zone = mrz::parse(&lines(&built)).unwrap();
        prop_assert!(zone.valid(), "{built:?}");
        prop_assert_eq!(zone.format(), draft.format);
        let fields = zone.fields(TODAY);
        prop_assert_eq!(fields.document_number, Some(draft.document_number));
        if zone.raw(FieldName::ExpiryDate).is_some() {
            prop_assert_eq!(fields.expiry_date, draft.expiry_date);
        }
        if zone.raw(FieldName::DateOfBirth).is_some() {
            prop_assert_eq!(fields.date_of_birth, draft.date_of_birth);
            prop_assert_eq!(fields.sex, draft.sex);
        }
        if !fields.names_truncated {
            prop_assert_eq!(fields.last_name, Some(draft.last_name));
            if draft.format != Format::FraDl {
                prop_assert_eq!(fields.first_name, Some(draft.first_name));
            }
        }
    }

    /// A clean reading comes through the solver as it is, even with its filler runs miscounted.
    #[test]
    fn clean_rows_are_solved(seed in 1_u64.., format in 0..FORMATS.len(), cut in 0_usize..5) {
        let built = draft(&mut Dice(seed), FORMATS[format]).build();
        let rows: Vec<_> = built
            .iter()
            .map(|line| {
                let fillers = line.len() - line.trim_end_matches('<').len();
                row_from_text(&line[..line.len() - cut.min(fillers)], 0.98)
            })
            .collect();
        let solved = solve(&rows).unwrap();
        prop_assert!(solved.valid, "{built:?} {:?}", solved.zone.lines());
        prop_assert_eq!(solved.zone.lines(), &built[..]);
    }

    #[test]
    fn an_independent_reader_agrees(seed in 1_u64.., format in 0_usize..5, place in 0_usize..88, digit in 0_u8..10) {
        let mut built = draft(&mut Dice(seed), FORMATS[format]).build();
        // Half of the zones are spoilt by one digit.
        if seed.is_multiple_of(2) {
            let line = 1.min(built.len() - 1);
            let at = place % built[line].len();
            if built[line].as_bytes()[at].is_ascii_digit() {
                built[line].replace_range(at..=at, &digit.to_string());
            }
        }
        let ours = mrz::parse(&lines(&built)).unwrap();
        let theirs = match ours.format() {
            Format::Td1 => ::mrz::parse_td1(&built[0], &built[1], &built[2]),
            Format::Td2 => ::mrz::parse_td2(&built[0], &built[1]),
            Format::Td3 => ::mrz::parse_td3(&built[0], &built[1]),
            Format::MrvA => ::mrz::parse_mrv_a(&built[0], &built[1]),
            _ => ::mrz::parse_mrv_b(&built[0], &built[1]),
        };
        // It refuses some spoilt zones altogether.
        let Ok(theirs) = theirs else { return Ok(()) };
        prop_assert_eq!(ours.valid(), theirs.valid(), "{:?}", built);
        let fields = ours.fields(TODAY);
        prop_assert_eq!(fields.last_name.unwrap_or_default(), theirs.surname);
        prop_assert_eq!(fields.first_name.unwrap_or_default(), theirs.given_names);
        prop_assert_eq!(ours.raw(FieldName::DateOfBirth).unwrap().len(), 6);
        prop_assert_eq!(fields.sex == Some(Sex::M), theirs.sex.to_string() == "M");
    }

    #[test]
    fn nothing_panics(texts in prop::collection::vec("\\PC{0,60}", 0..5)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        if let Ok(zone) = mrz::parse(&texts) {
            zone.fields(TODAY);
        }
        let rows: Vec<_> = texts.iter().map(|text| row_from_text(text, 0.5)).collect();
        solve(&rows);
        for text in &texts {
            prop_assert!((0.0..=1.0).contains(&looks_like_row(text)));
            mrz::transliterate(text);
        }
        mrz::names_agree(texts.first().unwrap_or(&""), texts.last().unwrap_or(&""), &texts, true);
    }

    #[test]
    fn nothing_panics_near_a_zone(texts in prop::collection::vec("[A-Z0-9<«K ]{25,48}", 1..4)) {
        let rows: Vec<_> = texts.iter().map(|text| row_from_text(text, 0.9)).collect();
        if let Some(solved) = solve(&rows) {
            solved.zone.fields(TODAY);
        }
    }
}
