//! What warnings of the capture are worth: how well pictures with and without each were read.

use countersign_core::reason::{CATALOGUE, Family};
use serde_json::{Map, Value};

use super::tally::zone_exact;
use crate::evaluate::{
    Report, Row,
    compare::{NameSplit, Verdict, compare},
    runner::Object,
};

/// Right and in all.
type Count = (usize, usize);

/// How one picture was read.
struct Reading {
    /// Codes of the warnings of its capture; those of the back count with the front.
    warnings: Vec<String>,
    fields: Count,
    /// Zones whose lines are exact; none of none where the document has no zone.
    zone: Count,
}

/// Readings in the order of the manifest.
#[derive(Default)]
pub(super) struct Warnings {
    rows: Vec<Reading>,
}

impl Warnings {
    pub(super) fn row(&mut self, row: &Row, object: &Object) {
        let truth = row.truth();
        let nothing = Map::new();
        let Some(extraction) = object.get("extraction").and_then(Value::as_object) else { return };
        let verdicts = compare(&truth, if truth.is_empty() { &nothing } else { extraction }, NameSplit::Free);
        if verdicts.is_empty() {
            return;
        }
        let right = verdicts.values().filter(|verdict| **verdict == Verdict::Right).count();
        let given = extraction.get("warnings").and_then(Value::as_array).into_iter().flatten();
        let zone = zone_exact(&truth, extraction);
        self.rows.push(Reading {
            warnings: given.filter_map(Value::as_str).map(str::to_owned).collect(),
            fields: (right, verdicts.len()),
            zone: (usize::from(zone == Some(true)), usize::from(zone.is_some())),
        });
    }

    /// Two lines a warning that was given, beside the pictures that were read without it, and two for pictures without
    /// any. Figures of a set, not goals: they are no floor.
    pub(super) fn print(self, report: &mut Report) {
        let codes = || CATALOGUE.iter().filter(|entry| entry.family == Family::Capture).map(|entry| entry.code);
        let given = |reading: &Reading, code: &str| reading.warnings.iter().any(|warning| warning == code);
        for code in codes() {
            let (with, without): (Vec<_>, Vec<_>) = self.rows.iter().partition(|reading| given(reading, code));
            if with.is_empty() {
                continue;
            }
            for (what, count) in COUNTS {
                let (warned, else_read) = (share(&with, count), share(&without, count));
                let extra = [
                    ("rows", with.len().into()),
                    ("without", else_read.into()),
                    ("rows_without", without.len().into()),
                ];
                report.value(format!("{what} where {code}"), warned, &extra);
            }
        }
        let unwarned: Vec<&Reading> =
            self.rows.iter().filter(|reading| !codes().any(|code| given(reading, code))).collect();
        if unwarned.len() < self.rows.len() {
            for (what, count) in COUNTS {
                let rows = [("rows", unwarned.len().into())];
                report.value(format!("{what} without any warning"), share(&unwarned, count), &rows);
            }
        }
    }
}

type Counted = (&'static str, fn(&Reading) -> Count);

/// What is counted, with the name it is told by.
const COUNTS: [Counted; 2] =
    [("fields exact", |reading| reading.fields), ("  MRZ lines exact", |reading| reading.zone)];

fn share(rows: &[&Reading], count: fn(&Reading) -> Count) -> String {
    let (right, of) = rows.iter().map(|row| count(row)).fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    if of == 0 { "n/a".to_owned() } else { format!("{:.1}% ({right}/{of})", 100.0 * right as f64 / of as f64) }
}
