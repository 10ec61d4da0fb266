//! `evaluate mrz`: zones as text; verdict and fields.

use std::collections::BTreeMap;

use countersign_core::{document::mrz, reason::Reason};
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{
    Job, Report, Row,
    compare::{NameSplit, Verdict, compare},
    fold,
    runner::Object,
};
use crate::cli::Failure;

/// Runs `mrz`: columns `mrz` (lines joined by `|`), `valid`, `truth`.
pub(super) fn run(job: &Job<'_>) -> Result<Report, Failure> {
    job.manifest.require(&["mrz", "valid", "truth"])?;
    let today = job.settings.today();
    let objects = job.run(&["mrz"], |row| read(row, today))?;
    let mut report = Report::of(&objects);
    exact(&mut report, &job.manifest.rows, &objects);
    verdicts(&mut report, &job.manifest.rows, &objects);
    report.times(&objects);
    Ok(report)
}

/// Text that is no zone at all is an invalid zone, not a failure.
fn read(row: &Row, today: Date) -> Result<Object, Reason> {
    let lines: Vec<&str> = row.get("mrz").split(['|', '\n']).collect();
    let mut object = Object::from_iter([("valid".to_owned(), false.into()), ("fields".to_owned(), Map::new().into())]);
    if let Ok(zone) = mrz::parse(&lines) {
        let fields = serde_json::to_value(zone.fields(today)).map_err(|_| Reason::ProcessingFailed)?;
        object.insert("valid".to_owned(), zone.valid().into());
        object.insert("fields".to_owned(), fields);
    }
    Ok(object)
}

fn exact(report: &mut Report, rows: &[Row], objects: &[Object]) {
    let nothing = Map::new();
    let mut whole = (0, 0);
    let mut formats: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut fields: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for (row, object) in rows.iter().zip(objects) {
        let truth = row.truth();
        if truth.is_empty() {
            continue;
        }
        let given = object.get("fields").and_then(Value::as_object).unwrap_or(&nothing);
        let verdicts = compare(&truth, given, NameSplit::Free);
        let right = !verdicts.is_empty() && verdicts.values().all(|v| *v == Verdict::Right);
        let format = truth.get("format").map_or_else(|| "?".to_owned(), fold::text);
        for count in [&mut whole, formats.entry(format).or_default()] {
            count.0 += usize::from(right);
            count.1 += 1;
        }
        for (field, verdict) in verdicts {
            fields.entry(field).or_default()[verdict as usize] += 1;
        }
    }
    report.rate("exact parse (all fields right)", whole);
    for (format, count) in formats {
        report.rate(format!("  exact parse, {format}"), count);
    }
    for (field, counts) in fields {
        report.field(format!("  field {field}"), counts);
    }
}

fn verdicts(report: &mut Report, rows: &[Row], objects: &[Object]) {
    let pairs: Vec<(bool, Option<bool>)> =
        rows.iter().zip(objects).map(|(row, o)| (row.flag("valid"), o.get("valid").and_then(Value::as_bool))).collect();
    let count = |wanted: &dyn Fn(bool, Option<bool>) -> bool| {
        pairs.iter().filter(|(truth, given)| wanted(*truth, *given)).count()
    };
    let valid = count(&|truth, _| truth);
    report.rate("verdict agreement", (count(&|truth, given| given == Some(truth)), pairs.len()));
    report.error_rate(
        "  invalid MRZ accepted",
        (count(&|truth, given| !truth && given == Some(true)), pairs.len() - valid),
    );
    report.error_rate("  valid MRZ refused", (count(&|truth, given| truth && given != Some(true)), valid));
}
