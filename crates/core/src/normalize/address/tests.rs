use proptest::prelude::*;

use super::{Difference::*, Grade::*, *};

fn check(a: &str, b: &str) -> (Grade, Vec<Difference>) {
    let there = compare(&parse(a), &parse(b));
    assert_eq!(there, compare(&parse(b), &parse(a)), "{a} | {b}");
    (there.grade, there.differences.into_iter().collect())
}

#[test]
fn one_address_in_many_writings() {
    for (a, b) in [
        ("12 Main Street, Springfield, IL 62704", "12 MAIN ST, SPRINGFIELD, IL 62704-1234"),
        ("12 North Main Street, Springfield, IL 62704", "12 N. Main St., Springfield, Illinois 62704"),
        ("12 Main St Apt 4, Springfield, IL 62704", "12 Main St #4, Springfield, IL 62704"),
        ("12 Main St Apt #4, Springfield, IL 62704", "12 Main St, Unit 4, Springfield, IL 62704"),
        ("12 Main St, Suite 200, Springfield, IL 62704", "12 Main St Ste 200, Springfield, IL 62704"),
        ("300 Fifth Avenue, New York, NY 10001", "300 5th Ave, New York, New York 10001"),
        ("P.O. Box 77, St. Louis, MO 63101", "PO BOX 77, Saint Louis, MO 63101, USA"),
        ("12 Main St PMB 9, Springfield, IL 62704", "12 Main St # 9, Springfield, IL 62704"),
        ("12 Main St, Second Floor, Springfield, IL 62704", "12 Main St Fl 2, Springfield, IL 62704"),
        ("12 Main St Springfield IL 62704", "12 Main Street, Springfield, IL 62704"),
        ("12 Meadow Gate Way, Springfield, IL 62704", "12 meadow gate way springfield il 62704"),
        ("12 State Road 75, Springfield, IL 62704", "12 STATE RD 75 SPRINGFIELD IL 62704"),
        ("12 W Monroe, Palo Alto", "12 West Monroe Palo Alto"),
        ("Suite 200, 12 W Main St, Springfield, IL 62704", "12 West Main Street #200, Springfield, IL 62704"),
        ("12 Mt Vernon Blvd, Ft Wayne, IN 46802", "12 Mount Vernon Boulevard, Fort Wayne, IN 46802"),
    ] {
        assert_eq!(check(a, b), (Match, vec![]), "{a} | {b}");
    }
}

#[test]
fn what_a_person_should_see() {
    let base = "12 N Main St Apt 4, Springfield, IL 62704";
    for (other, difference) in [
        ("12 N Main St, Springfield, IL 62704", UnitMissing),
        ("12 Main St Apt 4, Springfield, IL 62704", DirectionMissing),
        ("12 N Main Ave Apt 4, Springfield, IL 62704", StreetType),
        ("12 N Main St Apt 4, Sprngfield, IL 62704", Spelling),
        ("12 N Main St Apt 4, Riverton, IL 62704", City),
    ] {
        assert_eq!(check(base, other), (Close, vec![difference]), "{other}");
    }
}

#[test]
fn another_address() {
    let base = "12 N Main St Apt 4, Springfield, IL 62704";
    for (other, difference) in [
        ("14 N Main St Apt 4, Springfield, IL 62704", HouseNumber),
        ("12 S Main St Apt 4, Springfield, IL 62704", Direction),
        ("12 N Oak St Apt 4, Springfield, IL 62704", Street),
        ("12 N Main St Apt 5, Springfield, IL 62704", Unit),
        ("12 N Main St Apt 4, Springfield, IL 62707", PostalCode),
    ] {
        assert_eq!(check(base, other), (Mismatch, vec![difference]), "{other}");
    }
}

#[test]
fn numbers_behind_the_street() {
    let address = |street: &str, city: &str, country: &str| Address {
        street: Some(street.to_owned()),
        city: Some(city.to_owned()),
        postal_code: Some("50667".to_owned()),
        country: Some(country.to_owned()),
        ..Address::default()
    };
    let here = address("Hohe Gasse 12", "Köln", "DE");
    assert_eq!(compare(&here, &address("HOHE GASSE 12", "KOLN", "DEU")).grade, Match);
    assert_eq!(compare(&here, &address("Hohe Gasse 21", "Köln", "DE")).grade, Mismatch);
}

#[test]
fn nothing_and_a_direction_compare_alike_in_either_order() {
    let (nothing, direction) = (parse(""), parse("E#"));
    assert_eq!(compare(&nothing, &direction), compare(&direction, &nothing));
    assert_eq!(compare(&nothing, &direction).differences, [Difference::Incomplete].into());
}

proptest! {
    #[test]
    fn any_line_can_be_parsed_and_compared(a in "\\PC{0,60}", b in "[A-Z0-9 ,#.-]{0,60}") {
        let (a, b) = (parse(&a), parse(&b));
        prop_assert_eq!(compare(&a, &b), compare(&b, &a));
        prop_assert!(compare(&b, &b).grade != Mismatch);
    }
}
