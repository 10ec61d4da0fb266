use jiff::civil::date;

use super::*;
use crate::{
    check::Outcome,
    decision::{Mode, Verdict, WithoutLiveness, decide},
    document::{
        extraction::{Address, Barcode, DocumentType, MrzZone, Quad, Source, TextLine},
        mrz::Format,
    },
    expected::{Documents, Person, PhotoId},
    liveness::Signals,
};

fn sure<T>(value: T, source: Source) -> Field<T> {
    Field::new(value, source, 0.95)
}

fn line(text: &str) -> TextLine {
    TextLine { text: text.to_owned(), confidence: 0.9, place: Quad([[0.0; 2]; 4]) }
}

fn passport() -> Extraction {
    Extraction {
        document_type: Some(sure(DocumentType::Passport, Source::Mrz)),
        issuing_country: Some(sure("SVN".to_owned(), Source::Mrz)),
        nationality: Some(sure("SVN".to_owned(), Source::Mrz)),
        document_number: Some(sure("XK1234567".to_owned(), Source::Mrz)),
        last_name: Some(sure("ZUPAN".to_owned(), Source::Mrz)),
        first_name: Some(sure("MAJA".to_owned(), Source::Mrz)),
        date_of_birth: Some(sure(date(1990, 3, 4), Source::Mrz)),
        expiry_date: Some(sure(date(2030, 1, 31), Source::Mrz)),
        mrz: Some(MrzZone {
            format: Format::Td3,
            lines: vec!["P<SVNZUPAN<<MAJA<<<".to_owned(), String::new()],
            valid: true,
            checks: [("composite".to_owned(), true)].into(),
            repaired: vec![],
        }),
        text_lines: ["Priimek", "Župan", "04.03.1990", "XK1234567"].map(line).into(),
        ..Extraction::default()
    }
}

/// A front, what was expected, and the rest at its best.
fn examine(front: &Extraction, expected: &Expected, policy: &Policy) -> Vec<Check> {
    let faces =
        FaceEvidence { score: ComparisonScore(0.6), probability: 0.99, matches_at: Some(TargetFmr::OneIn10000) };
    let evidence = Evidence {
        front,
        back: None,
        document: front,
        proof_of_address: None,
        faces: Some(Ok(faces)),
        passive: None,
        active: None,
        expected,
        today: date(2026, 6, 1),
    };
    run(&evidence, policy)
}

fn outcome(front: &Extraction, expected: &Expected, name: CheckName) -> (Outcome, Option<Reason>) {
    let checks = examine(front, expected, &Policy::default());
    let check = checks.into_iter().find(|check| check.name == name).unwrap();
    (check.outcome, check.reason)
}

fn person(first: &str, last: &str) -> Expected {
    let person = Person { first_name: Some(first.to_owned()), last_name: Some(last.to_owned()), ..Person::default() };
    Expected { person: Some(person), ..Expected::default() }
}

#[test]
fn a_good_passport_is_approved() {
    let checks = examine(&passport(), &person("Maja", "Župan"), &Policy::default());
    let decision = decide(&checks, &Policy::default());
    assert_eq!((decision.verdict, decision.reasons), (Verdict::Approved, vec![]));
}

#[test]
fn expiry_is_the_last_good_day() {
    let mut front = passport();
    for (expiry, expected) in
        [(date(2026, 6, 1), (Outcome::Pass, None)), (date(2026, 5, 31), (Outcome::Fail, Some(Reason::DocumentExpired)))]
    {
        front.expiry_date = Some(sure(expiry, Source::Mrz));
        assert_eq!(outcome(&front, &Expected::default(), CheckName::DocumentNotExpired), expected);
    }
    front.expiry_date = Some(Field::new(date(2020, 1, 1), Source::Visual, 0.3));
    let doubtful = (Outcome::Inconclusive, Some(Reason::DocumentExpired));
    assert_eq!(outcome(&front, &Expected::default(), CheckName::DocumentNotExpired), doubtful);
}

#[test]
fn specimens_are_refused_in_live_mode_only() {
    let mut front = passport();
    front.text_lines.push(line("SPECIMEN"));
    let failed = (Outcome::Fail, Some(Reason::DocumentSpecimen));
    assert_eq!(outcome(&front, &Expected::default(), CheckName::DocumentNotSpecimen), failed);
    let test = Policy { mode: Mode::Test, ..Policy::default() };
    assert_eq!(decide(&examine(&front, &Expected::default(), &test), &test).verdict, Verdict::Approved);
    front.text_lines = vec![line("Musterstadt")];
    assert_eq!(outcome(&front, &Expected::default(), CheckName::DocumentNotSpecimen), (Outcome::Pass, None));
    front.issuing_country = Some(sure("UTO".to_owned(), Source::Mrz));
    assert_eq!(outcome(&front, &Expected::default(), CheckName::DocumentNotSpecimen), failed);
}

#[test]
fn names_are_graded() {
    for (first, last, expected) in [
        ("Maja", "Zupan", (Outcome::Pass, None)),
        ("", "Zupan", (Outcome::Pass, None)),
        ("M.", "Zupan", (Outcome::Inconclusive, Some(Reason::NameClose))),
        ("Petra", "Zupan", (Outcome::Fail, Some(Reason::NameMismatch))),
    ] {
        assert_eq!(outcome(&passport(), &person(first, last), CheckName::NameMatches), expected, "{first} {last}");
    }
    assert_eq!(outcome(&passport(), &person(" ", ""), CheckName::NameMatches).0, Outcome::NotRun);
    let unread = Extraction { last_name: None, first_name: None, ..passport() };
    let inconclusive = (Outcome::Inconclusive, Some(Reason::NameUnreadable));
    assert_eq!(outcome(&unread, &person("Maja", "Zupan"), CheckName::NameMatches), inconclusive);
}

#[test]
fn claims_about_the_document() {
    let asked = |number: &str, country: &str| {
        let photo_id = PhotoId {
            number: Some(number.to_owned()),
            issuing_country: Some(country.to_owned()),
            types: vec![DocumentType::Passport],
            ..PhotoId::default()
        };
        Expected { documents: Some(Documents { photo_id: Some(photo_id) }), ..Expected::default() }
    };
    let number = |n: &str| outcome(&passport(), &asked(n, "SI"), CheckName::DocumentNumberMatches).0;
    assert_eq!(number("xk-1234567"), Outcome::Pass);
    assert_eq!(number("XKI234567"), Outcome::Inconclusive);
    assert_eq!(number("XK7654321"), Outcome::Fail);
    let country = |c: &str| outcome(&passport(), &asked("", c), CheckName::IssuingCountryMatches).0;
    assert_eq!((country("SI"), country("svn"), country("HR")), (Outcome::Pass, Outcome::Pass, Outcome::Fail));
    let licence = Extraction { document_type: Some(sure(DocumentType::DriverLicense, Source::Visual)), ..passport() };
    assert_eq!(outcome(&licence, &asked("", "SI"), CheckName::DocumentTypeExpected).0, Outcome::Fail);
}

#[test]
fn birth_dates_and_ages() {
    let born = |date| {
        let person = Person { date_of_birth: Some(date), ..Person::default() };
        Expected { person: Some(person), ..Expected::default() }
    };
    let check = |date| outcome(&passport(), &born(date), CheckName::DateOfBirthMatches).0;
    assert_eq!(check(date(1990, 3, 4)), Outcome::Pass);
    assert_eq!(check(date(1990, 4, 3)), Outcome::Inconclusive);
    assert_eq!(check(date(1991, 3, 4)), Outcome::Fail);
    let policy = Policy { minimum_age: Some(40), ..Policy::default() };
    let decision = decide(&examine(&passport(), &Expected::default(), &policy), &policy);
    assert_eq!((decision.verdict, decision.reasons), (Verdict::Rejected, vec![Reason::UnderAge]));
}

#[test]
fn a_zone_that_does_not_hold_goes_to_a_person() {
    let mut front = passport();
    let zone = front.mrz.as_mut().unwrap();
    zone.valid = false;
    zone.checks.insert("composite".to_owned(), false);
    assert_eq!(
        outcome(&front, &Expected::default(), CheckName::MrzValid),
        (Outcome::Fail, Some(Reason::MrzCheckFailed))
    );
    let decision = decide(&examine(&front, &Expected::default(), &Policy::default()), &Policy::default());
    assert_eq!(decision.verdict, Verdict::DoubleCheck);
    front.mrz = None;
    assert_eq!(outcome(&front, &Expected::default(), CheckName::MrzValid).1, Some(Reason::MrzMissing));
}

#[test]
fn zone_and_print_confirm_each_other() {
    assert_eq!(outcome(&passport(), &Expected::default(), CheckName::MrzMatchesVisual).0, Outcome::Pass);
    let bare = Extraction { text_lines: vec![], ..passport() };
    assert_eq!(outcome(&bare, &Expected::default(), CheckName::MrzMatchesVisual).0, Outcome::Inconclusive);
    let other = Extraction { warnings: vec![Reason::MrzVisualMismatch], ..passport() };
    assert_eq!(outcome(&other, &Expected::default(), CheckName::MrzMatchesVisual).0, Outcome::Fail);
}

#[test]
fn barcode_and_front_must_belong_together() {
    let back = Extraction {
        document_number: Some(sure("D1234567".to_owned(), Source::Barcode)),
        date_of_birth: Some(sure(date(1990, 3, 4), Source::Barcode)),
        barcode: Some(Barcode {
            symbology: "PDF417".to_owned(),
            standard: "AAMVA".to_owned(),
            version: Some(10),
            jurisdiction: None,
            elements: [].into(),
        }),
        ..Extraction::default()
    };
    let front = |number: &str| Extraction {
        document_type: Some(sure(DocumentType::DriverLicense, Source::Visual)),
        document_number: Some(sure(number.to_owned(), Source::Visual)),
        ..Extraction::default()
    };
    let check = |front: &Extraction| {
        let expected = Expected::default();
        let evidence = Evidence {
            front,
            back: Some(&back),
            document: &back,
            proof_of_address: None,
            faces: None,
            passive: None,
            active: None,
            expected: &expected,
            today: date(2026, 6, 1),
        };
        zone::barcode_matches_front(&evidence).outcome
    };
    assert_eq!(check(&front("D123-4567")), Outcome::Pass);
    assert_eq!(check(&front("D7654321")), Outcome::Fail);
    assert_eq!(check(&Extraction::default()), Outcome::Inconclusive);
}

#[test]
fn addresses_count_where_the_document_carries_one() {
    let address = |street: &str| Address {
        street: Some(street.to_owned()),
        street2: None,
        city: Some("Springfield".to_owned()),
        state: Some("IL".to_owned()),
        postal_code: Some("62704".to_owned()),
        country: None,
    };
    let expected = Expected { address: Some(address("12 Main Street")), ..Expected::default() };
    let licence = |street: &str| Extraction {
        document_type: Some(sure(DocumentType::DriverLicense, Source::Barcode)),
        address: Some(sure(address(street), Source::Barcode)),
        ..passport()
    };
    let check = |front: &Extraction| outcome(front, &expected, CheckName::AddressMatches);
    assert_eq!(check(&licence("12 MAIN ST")).0, Outcome::Pass);
    assert_eq!(check(&licence("14 MAIN ST")), (Outcome::Fail, Some(Reason::AddressMismatch)));
    assert_eq!(check(&Extraction { address: None, ..licence("") }).1, Some(Reason::AddressUnreadable));
    assert_eq!(check(&passport()).0, Outcome::NotRun);
}

#[test]
fn faces_pass_by_operating_point() {
    let check = |faces: Option<Result<FaceEvidence, Reason>>| {
        let (front, expected) = (passport(), Expected::default());
        let evidence = Evidence {
            front: &front,
            back: None,
            document: &front,
            proof_of_address: None,
            faces,
            passive: None,
            active: None,
            expected: &expected,
            today: date(2026, 6, 1),
        };
        face::matches(&evidence, &Policy::default()).outcome
    };
    let at = |matches_at| Some(Ok(FaceEvidence { score: ComparisonScore(0.3), probability: 0.5, matches_at }));
    assert_eq!(check(at(Some(TargetFmr::OneIn10000))), Outcome::Pass);
    assert_eq!(check(at(Some(TargetFmr::OneIn1000))), Outcome::Pass);
    assert_eq!(check(at(Some(TargetFmr::OneIn100))), Outcome::Inconclusive);
    assert_eq!(check(at(None)), Outcome::Fail);
    assert_eq!(check(Some(Err(Reason::NoFace))), Outcome::Inconclusive);
    assert_eq!(check(None), Outcome::NotRun);
}

#[test]
fn reading_less_of_a_document_never_approves_it() {
    let expected = Expected { documents: None, ..person("Petra", "Zupan") };
    let policy = Policy::default();
    let removals: [fn(&mut Extraction); 8] = [
        |e| e.last_name = None,
        |e| e.first_name = None,
        |e| e.document_number = None,
        |e| e.date_of_birth = None,
        |e| e.expiry_date = None,
        |e| e.mrz = None,
        |e| e.document_type = None,
        |e| e.text_lines.clear(),
    ];
    for mask in 0_u32..256 {
        let mut front = passport();
        removals.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1).for_each(|(_, remove)| remove(&mut front));
        let verdict = decide(&examine(&front, &expected, &policy), &policy).verdict;
        assert_ne!(verdict, Verdict::Approved, "{mask:08b}");
    }
}

#[test]
fn a_still_is_passive_only_and_a_policy_says_whether_that_is_enough() {
    let live = |passive: Option<&Passive>| selfie_live(None, passive);
    assert_eq!(
        (live(None).reason, live(None).evidence["liveness"].as_str()),
        (Some(Reason::LivenessNotRun), Some("not_run"))
    );
    let seen = live(Some(&Signals { saturation: 0.3, ..Signals::default() }.weigh()));
    assert_eq!((seen.outcome, seen.reason), (Outcome::NotRun, Some(Reason::LivenessPassiveOnly)));
    let strict = Policy { without_liveness: WithoutLiveness::DoubleCheck, ..Policy::default() };
    let reasons = |policy: &Policy| decide(std::slice::from_ref(&seen), policy).reasons;
    assert!(reasons(&strict).contains(&Reason::LivenessPassiveOnly));
    assert!(!reasons(&Policy::default()).contains(&Reason::LivenessPassiveOnly));
}

#[test]
fn a_challenge_that_was_passed_is_live_unless_the_still_shows_an_attack() {
    let passed = Check::pass(CheckName::SelfieLive).score(0.8).evidence("liveness", "active");
    let plain = Signals { saturation: 0.3, ..Signals::default() }.weigh();
    let screen = Signals { pattern: Some(9.0), edges: 0.9, saturation: 0.3, ..Signals::default() }.weigh();
    assert_eq!(selfie_live(Some(&passed), None), passed);
    assert_eq!(selfie_live(Some(&passed), Some(&plain)), passed);
    let doubted = selfie_live(Some(&passed), Some(&screen));
    assert_eq!((doubted.outcome, doubted.reason), (Outcome::Inconclusive, Some(Reason::LivenessInconclusive)));
    assert_eq!(doubted.evidence["liveness"], "active");
    let failed = Check::fail(CheckName::SelfieLive, Reason::LivenessFailed);
    assert_eq!(selfie_live(Some(&failed), Some(&plain)), failed);
}
