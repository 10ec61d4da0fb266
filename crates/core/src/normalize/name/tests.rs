use proptest::prelude::*;

use super::{Difference::*, Grade::*, *};

fn check(a: &str, b: &str) -> (Grade, Vec<Difference>) {
    let there = compare(&Name::whole(a), &Name::whole(b));
    let back = compare(&Name::whole(b), &Name::whole(a));
    assert_eq!(there.grade, back.grade, "{a} | {b}");
    (there.grade, there.differences.into_iter().collect())
}

#[test]
fn the_same_name_in_other_writing_matches() {
    let cases: &[(&str, &str, &[Difference])] = &[
        ("Anna Weber", "ANNA WEBER", &[]),
        ("Анна Вебер", "ANNA VEBER", &[]),
        ("Anna Weber", "Weber, Anna", &[]),
        ("Anna Weber", "Weber Anna", &[Order]),
        ("Zoë Müller", "ZOE MUELLER", &[]),
        ("Zoë Müller", "ZOE MULLER", &[]),
        ("Zoe Mueller", "Zoe Muller", &[Transliteration]),
        ("Maria da Silva", "MARIA SILVA", &[Particle]),
        ("Jean-Luc Petit", "JEAN LUC PETIT", &[]),
        ("Anne Marie Holm", "Annemarie Holm", &[Joined]),
        ("Sinead O'Hara", "SINEAD O HARA", &[Joined]),
        ("Bob Miller", "Robert Miller", &[Nickname]),
        ("Yuriy Sokolov", "Iurii Sokolov", &[Transliteration]),
        ("Ivan Petrovich Sokolov", "Ivan Sokolov", &[MiddleName]),
        ("Anna B. Weber", "Anna Berta Weber", &[Initial]),
        ("Dr. Anna Weber", "Anna Weber", &[Affix]),
        ("John Hall Jr.", "John Hall", &[Affix]),
        ("AnnaWeber", "Anna Weber", &[Joined]),
    ];
    for (a, b, differences) in cases {
        assert_eq!(check(a, b), (Match, differences.to_vec()), "{a} | {b}");
    }
}

#[test]
fn what_a_person_should_see_is_close() {
    let cases: &[(&str, &str, Difference)] = &[
        ("Anna Weber", "Anna Weber-Lang", SecondFamilyName),
        ("A. Weber", "Anna Weber", Initial),
        ("Anna Weber", "Anna Wexer", Spelling),
        ("Irina Sokolova", "Irina Sokolov", GenderedForm),
        ("John Hall Jr", "John Hall Sr", AffixConflict),
        ("Weber", "Anna Weber", Incomplete),
        ("William Hale", "Wilhelm Hale", ForeignForm),
        ("Maria Clara Torres", "Clara Maria Torres", GivenOrder),
        ("AnnaFaerweather", "Anna Fairweather", Joined),
        ("Wenceslauz", "Wenceslaus", Spelling),
        ("Ali al-Rashid", "Ali Ahmad Hassan Rashid", ManyMiddleNames),
    ];
    for (a, b, difference) in cases {
        let (grade, differences) = check(a, b);
        assert_eq!(grade, Close, "{a} | {b}: {differences:?}");
        assert!(differences.contains(difference), "{a} | {b}: {differences:?}");
    }
}

#[test]
fn another_name_is_a_mismatch() {
    for (a, b) in [
        ("Anna Weber", "Bruno Weber"),
        ("Anna Weber", "Anna Fischer"),
        ("Anna Maria Weber", "Anna Klara Weber"),
        ("Jan Novak", "Ann Novak"),
        ("Olga Barkova", "Oleg Berkov"),
        ("Ali Hassan", "Ali Hussein"),
        ("Omar bin Abdullah al-Rashid", "Abdullah bin Omar al-Rashid"),
        ("Ronald Bakker", "Ronald Bakkerino"),
        ("林大文", "林大明"),
        ("Ali al-Rashid", "Ali Ahmad Hassan Karim Rashid"),
        ("", "Anna Weber"),
    ] {
        assert_eq!(check(a, b).0, Mismatch, "{a} | {b}");
    }
}

#[test]
fn a_name_cut_off_by_its_field_still_matches() {
    let whole = Name::new("Bartholomew Alexander", "Featherstonehaugh-Cholmondeley");
    let cut = Name { cut: true, ..Name::new("BARTHOLOM", "FEATHERSTONEHAUGH CHOLMONDELEY") };
    let comparison = compare(&whole, &cut);
    assert_eq!((comparison.grade, comparison.differences), (Match, [Truncated].into()));
    let other = Name { cut: true, ..Name::new("GREG", "FEATHERSTONEHAUGH CHOLMONDELEY") };
    assert_eq!(compare(&whole, &other).grade, Mismatch);
}

#[test]
fn family_names_that_look_like_particles_count() {
    assert_eq!(compare(&Name::new("Minh", "Le"), &Name::new("Minh", "Do")).grade, Mismatch);
    assert_eq!(compare(&Name::new("Minh", "Le"), &Name::new("MINH", "LE")).grade, Match);
}

proptest! {
    #[test]
    fn every_name_matches_itself(name in "\\PC{0,40}") {
        let name = Name::whole(&name);
        let comparison = compare(&name, &name);
        prop_assert!(comparison.grade == Match || comparison.differences.contains(&Incomplete));
    }

    #[test]
    fn order_of_arguments_and_length_do_not_matter(a in "[A-Za-zäöü' -]{0,30}", b in "[A-Za-zäöü' -]{0,30}") {
        let (a, b) = (Name::whole(&a), Name::whole(&b));
        let (there, back) = (compare(&a, &b), compare(&b, &a));
        prop_assert_eq!(there.grade, back.grade);
        prop_assert!((0.0..=1.0).contains(&there.score));
    }
}
