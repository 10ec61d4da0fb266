//! How often a noisy reading is recovered, and how often it is called valid though wrong.

mod support;

use countersign_core::document::mrz::{Cell, FieldName, Row, solve};
use support::{Dice, FORMATS, draft};

/// What recognisers take for what, kept apart from the tables of the solver.
const MISTAKES: [(&str, &str); 20] = [
    ("0", "ODQ8"),
    ("1", "IL7T"),
    ("2", "Z7"),
    ("3", "8B"),
    ("4", "A9"),
    ("5", "S6"),
    ("6", "G85"),
    ("7", "1TY2"),
    ("8", "B3609"),
    ("9", "g8"),
    ("<", "KCLES«("),
    ("O", "0QD"),
    ("I", "1LT"),
    ("B", "8R"),
    ("S", "5"),
    ("G", "6C"),
    ("Z", "2"),
    ("D", "O0"),
    ("K", "<X"),
    ("M", "NW"),
];

struct Noise {
    /// A character is read as another.
    mistaken: f32,
    /// A run of fillers is miscounted.
    miscounted: f32,
    /// A character is lost or read twice.
    slipped: f32,
}

fn cell(dice: &mut Dice, printed: char, noise: &Noise) -> Cell {
    let likely = MISTAKES.iter().find(|(from, _)| from.starts_with(printed)).map_or("NRH", |pair| pair.1);
    let likely: Vec<char> = likely.chars().collect();
    if !dice.chance(noise.mistaken) {
        let sure = 0.90 + 0.001 * dice.below(99) as f32;
        return Cell { options: vec![(printed, sure), (dice.pick(&likely), (1.0 - sure) / 2.0)] };
    }
    // One mistake in ten is like nothing in any table, and one in three does not even offer what was printed.
    let unlike: Vec<char> = ('A'..='Z').chain('0'..='9').filter(|&character| character != printed).collect();
    let read = if dice.chance(0.1) { dice.pick(&unlike) } else { dice.pick(&likely) };
    let sure = 0.45 + 0.005 * dice.below(100) as f32;
    let mut options = vec![(read, sure)];
    if dice.chance(0.67) {
        options.push((printed, (1.0 - sure) * 0.8));
    }
    Cell { options }
}

fn noisy(dice: &mut Dice, line: &str, noise: &Noise) -> Row {
    let mut row = Row::new();
    let characters: Vec<char> = line.chars().collect();
    for (position, &printed) in characters.iter().enumerate() {
        let in_run = printed == '<' && position > 1 && characters[position - 2..position].iter().all(|&c| c == '<');
        let slips = if in_run { noise.miscounted } else { noise.slipped };
        let copies = if dice.chance(slips) { dice.pick(&[0, 2]) } else { 1 };
        for _ in 0..copies {
            row.push(cell(dice, printed, noise));
        }
    }
    row
}

#[derive(Debug, Default)]
struct Tally {
    read: usize,
    valid: usize,
    wrong_number_or_date: usize,
    wrong_elsewhere: usize,
    wrong_though_sure: usize,
}

const CHECKED: [FieldName; 3] = [FieldName::DocumentNumber, FieldName::DateOfBirth, FieldName::ExpiryDate];
const UNCHECKED: [FieldName; 6] = [
    FieldName::Issuer,
    FieldName::Nationality,
    FieldName::Sex,
    FieldName::Names,
    FieldName::Surname,
    FieldName::GivenNames,
];

fn tally(rounds: u64, noise: &Noise) -> Tally {
    let mut tally = Tally::default();
    for round in 1..=rounds {
        let mut dice = Dice(round.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let format = dice.pick(&FORMATS);
        let built = draft(&mut dice, format).build();
        let rows: Vec<Row> = built.iter().map(|line| noisy(&mut dice, line, noise)).collect();
        tally.read += 1;
        let Some(solved) = solve(&rows).filter(|solved| solved.valid) else { continue };
        tally.valid += 1;
        let lines: Vec<&str> = built.iter().map(String::as_str).collect();
        let truth = countersign_core::document::mrz::parse(&lines).expect("a draft builds a zone");
        let wrong = |field: &FieldName| truth.raw(*field) != solved.zone.raw(*field);
        if CHECKED.iter().any(wrong) {
            tally.wrong_number_or_date += 1;
        } else if UNCHECKED.iter().any(wrong) {
            tally.wrong_elsewhere += 1;
        }
        tally.wrong_though_sure +=
            usize::from(UNCHECKED.iter().any(|field| wrong(field) && solved.confidence_of(*field) > 0.9));
    }
    tally
}

#[test]
fn a_good_reading_is_recovered() {
    let tally = tally(200, &Noise { mistaken: 0.01, miscounted: 0.03, slipped: 0.0005 });
    println!("good reading: {tally:?}");
    assert!(tally.valid * 10 > tally.read * 8, "{tally:?}");
    assert!(tally.wrong_number_or_date <= 1 + tally.valid / 200, "{tally:?}");
    assert!(tally.wrong_though_sure <= 1 + tally.valid / 200, "{tally:?}");
}

#[test]
fn a_bad_reading_is_not_called_valid_though_wrong() {
    let tally = tally(150, &Noise { mistaken: 0.03, miscounted: 0.1, slipped: 0.003 });
    println!("bad reading: {tally:?}");
    assert!(tally.wrong_number_or_date <= 1 + tally.valid / 60, "{tally:?}");
    assert!(tally.wrong_though_sure <= 2 + tally.valid / 60, "{tally:?}");
}
