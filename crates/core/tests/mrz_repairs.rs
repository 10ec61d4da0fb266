//! Single repairs, one case each: what is mended, what is said of it, and what is left alone.

use countersign_core::document::mrz::{Cell, Draft, Format, Row, Solved, row_from_text, solve};

const PASSPORT: [&str; 2] =
    ["P<D<<STROEM<<ELSA<MARIE<<<<<<<<<<<<<<<<<<<<<", "X10275830<D<<7001011F3001019<<<<<<<<<<<<<<<0"];

/// The passport above with right check digits.
fn passport() -> Vec<String> {
    let draft = Draft {
        document_code: "P".into(),
        issuer: "D".into(),
        document_number: "X10275830".into(),
        last_name: "Ström".into(),
        first_name: "Elsa Marie".into(),
        date_of_birth: Some(countersign_core::Date::constant(1970, 1, 1)),
        nationality: "D".into(),
        expiry_date: Some(countersign_core::Date::constant(2030, 1, 1)),
        ..Draft::new(Format::Td3)
    };
    draft.build()
}

/// The passport read with some characters wrong: line, place, what was read.
fn misread(mistakes: &[(usize, usize, &str)]) -> Solved {
    let mut lines = passport();
    for &(line, place, read) in mistakes {
        lines[line].replace_range(place..place + read.len(), read);
    }
    let rows: Vec<Row> = lines.iter().map(|line| row_from_text(line, 0.97)).collect();
    solve(&rows).expect("the rows are a zone")
}

#[test]
fn the_draft_is_the_passport_meant() {
    let lines = passport();
    assert_eq!(lines[0], PASSPORT[0]);
    assert_eq!(lines[1].len(), 44);
    assert!(misread(&[]).valid && misread(&[]).repaired.is_empty());
}

#[test]
fn alphabets_mend_dates_and_countries() {
    for (mistakes, repaired) in [
        (&[(1, 14, "O")][..], "date_of_birth: 1 character"),
        (&[(1, 13, "7O0I")][..], "date_of_birth: 2 characters"),
        (&[(0, 2, "DKK")][..], "issuing_country: 2 characters"),
        (&[(1, 10, "0<<")][..], "nationality: 1 character"),
        (&[(0, 8, "0")][..], "names: 1 character"),
        (&[(0, 32, "K<C")][..], "names: 2 characters"),
        (&[(1, 5, "S")][..], "document_number: 1 character"),
    ] {
        let solved = misread(mistakes);
        assert!(solved.valid, "{repaired}");
        assert_eq!(solved.zone.lines(), passport(), "{repaired}");
        assert_eq!(solved.repaired, [repaired]);
    }
}

#[test]
fn what_cannot_be_settled_is_not_called_valid() {
    // No look-alike of W fits the check digit; two digits at once could be anything.
    for mistakes in [&[(1, 4, "W")][..], &[(1, 3, "95")][..]] {
        assert!(!misread(mistakes).valid);
    }
}

#[test]
fn equally_likely_twins_are_not_called_valid() {
    let lines = passport();
    let mut rows: Vec<Row> = lines.iter().map(|line| row_from_text(line, 0.97)).collect();
    // 1 and L count the same in every check digit.
    rows[1][1] = Cell { options: vec![('1', 0.5), ('L', 0.4)] };
    assert!(!solve(&rows).expect("the rows are a zone").valid);
}

#[test]
fn a_printed_name_mends_a_misread_letter() {
    let mut solved = misread(&[(0, 20, "N")]);
    assert_eq!(solved.zone.lines()[0], "P<D<<STROEM<<ELSA<MA".to_owned() + "NIE<<<<<<<<<<<<<<<<<<<<<");
    solved.correct_names(&["Ström", "Elsa Manie"]);
    assert!(solved.repaired.is_empty(), "what is printed agrees");
    let mut solved = misread(&[(0, 18, "N")]);
    solved.correct_names(&["Ström", "Elsa Marie"]);
    assert_eq!(solved.zone.lines(), passport());
    assert_eq!(solved.repaired, ["names: 1 character by the printed name"]);
}

#[test]
fn other_text_is_no_zone() {
    let rows: Vec<Row> = ["The quick brown fox jumps over the lazy dog", "and runs away into the deep dark green wood"]
        .iter()
        .map(|line| row_from_text(line, 0.97))
        .collect();
    assert!(solve(&rows).is_none_or(|solved| !solved.valid));
}
