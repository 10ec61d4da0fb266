//! Agreement with the developers' labelled zones, where they are at hand. They are no part of this repository.

use countersign_core::{Date, document::mrz};
use serde_json::{Map, Value};

const TODAY: Date = Date::constant(2026, 11, 22);

/// Rows of a CSV file with quoted cells; no cell of ours spans lines.
fn rows(text: &str) -> impl Iterator<Item = Vec<String>> + '_ {
    text.lines().skip(1).map(|line| {
        let mut cells = Vec::new();
        let mut cell = String::new();
        let mut quoted = false;
        let mut characters = line.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '"' if quoted && characters.peek() == Some(&'"') => {
                    characters.next();
                    cell.push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                other => cell.push(other),
            }
        }
        cells.push(cell);
        cells
    })
}

/// The first field of `truth` that `given` has otherwise.
fn difference(truth: &Map<String, Value>, given: &Value) -> Option<String> {
    let plain = |value: &Value| value.as_str().unwrap_or_default().replace('<', "");
    truth
        .iter()
        .find(|&(name, expected)| given.get(name).map(&plain) != Some(plain(expected)))
        .map(|(name, expected)| format!("{name}: {expected} was read as {:?}", given.get(name)))
}

#[test]
fn labelled_zones_agree() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/dev/mrz.csv");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: the labelled zones are not here");
        return;
    };
    let mut wrong = Vec::new();
    for cells in rows(&text) {
        let lines: Vec<&str> = cells[0].split('|').collect();
        let zone = mrz::parse(&lines);
        let valid = zone.as_ref().is_ok_and(mrz::Zone::valid);
        if valid != (cells[1] == "1") {
            wrong.push(format!("{}: valid {valid}, {zone:?}", cells[0]));
        }
        let truth: Map<String, Value> = serde_json::from_str(&cells[2]).unwrap();
        if truth.is_empty() {
            continue;
        }
        let fields = serde_json::to_value(zone.unwrap().fields(TODAY)).unwrap();
        wrong.extend(difference(&truth, &fields).map(|difference| format!("{}: {difference}", cells[0])));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
