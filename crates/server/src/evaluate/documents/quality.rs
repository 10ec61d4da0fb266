//! What warnings of the capture are worth: how well pictures with and without each were read.

use countersign_core::reason::{CATALOGUE, Family};
use serde_json::{Map, Value};

use crate::evaluate::{
    Report, Row,
    compare::{NameSplit, Verdict, compare},
    runner::Object,
};

/// Fields right and fields in all.
type Count = (usize, usize);

/// Fields right by row, with the warnings of its capture. Warnings of the back count with the front.
#[derive(Default)]
pub(super) struct Warnings {
    rows: Vec<(Vec<String>, Count)>,
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
        let given = given.filter_map(Value::as_str).map(str::to_owned).collect();
        self.rows.push((given, (right, verdicts.len())));
    }

    /// A line a warning that was given, beside the pictures that were read without it. Figures of a set, not goals: they
    /// are no floor.
    pub(super) fn print(self, report: &mut Report) {
        for code in CATALOGUE.iter().filter(|entry| entry.family == Family::Capture).map(|entry| entry.code) {
            let (with, without): (Vec<_>, Vec<_>) =
                self.rows.iter().partition(|(given, _)| given.iter().any(|warning| warning == code));
            if with.is_empty() {
                continue;
            }
            let (warned, else_read) = (share(&with), share(&without));
            let extra =
                [("rows", with.len().into()), ("without", else_read.into()), ("rows_without", without.len().into())];
            report.value(format!("fields exact where {code}"), warned, &extra);
        }
    }
}

fn share(rows: &[&(Vec<String>, Count)]) -> String {
    let (right, of) = rows.iter().fold((0, 0), |sum, (_, count)| (sum.0 + count.0, sum.1 + count.1));
    if of == 0 { "n/a".to_owned() } else { format!("{:.1}% ({right}/{of})", 100.0 * right as f64 / of as f64) }
}
