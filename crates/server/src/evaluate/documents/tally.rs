//! What is counted over pictures of documents.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::evaluate::{
    Report, Row,
    compare::{NameSplit, Verdict, candidates, compare},
    runner::Object,
};

type Count = (usize, usize);

fn add(count: &mut Count, hit: bool) {
    count.0 += usize::from(hit);
    count.1 += 1;
}

#[derive(Default)]
pub(super) struct Tally {
    fields: BTreeMap<String, [usize; 3]>,
    /// Fields right by `kind=…` and, where the manifest says so, `confidence=…`.
    groups: BTreeMap<String, Count>,
    rows_right: Count,
    rows_right_by_kind: BTreeMap<String, Count>,
    lines_exact: Count,
    /// By zone: whether every row that shows it was exact.
    zones: BTreeMap<Vec<String>, bool>,
    rows_with_truth: usize,
    said_valid: usize,
    confident_given: usize,
    confident_wrong: usize,
    /// Rows said valid with a wrong value, and which.
    confident_rows: Vec<(String, Vec<String>)>,
    others: Count,
}

impl Tally {
    pub(super) fn row(&mut self, row: &Row, object: &Object) {
        let nothing = Map::new();
        let extraction = object.get("extraction").and_then(Value::as_object).unwrap_or(&nothing);
        let truth = row.truth();
        if truth.is_empty() {
            if row.get("kind") == "other" {
                add(&mut self.others, taken_for_a_document(extraction));
            }
            return;
        }
        self.rows_with_truth += 1;
        let verdicts = compare(&truth, extraction, NameSplit::Free);
        self.count_fields(row, &verdicts);
        let zone = lines(truth.get("mrz_lines"));
        if let Some(exact) = zone_exact(&truth, extraction) {
            add(&mut self.lines_exact, exact);
            *self.zones.entry(zone.clone()).or_insert(true) &= exact;
        }
        let valid = extraction.get("mrz").and_then(|mrz| mrz.get("valid")) == Some(&Value::Bool(true));
        if valid {
            self.count_confident(row, &verdicts, !zone.is_empty());
        }
    }

    fn count_fields(&mut self, row: &Row, verdicts: &BTreeMap<String, Verdict>) {
        let kind = format!("kind={}", row.get("kind"));
        let confidence = Some(row.get("confidence")).filter(|c| !c.is_empty()).map(|c| format!("confidence={c}"));
        for (field, verdict) in verdicts {
            self.fields.entry(field.clone()).or_default()[*verdict as usize] += 1;
            for group in std::iter::once(&kind).chain(&confidence) {
                add(self.groups.entry(group.clone()).or_default(), *verdict == Verdict::Right);
            }
        }
        if !verdicts.is_empty() {
            let right = verdicts.values().all(|verdict| *verdict == Verdict::Right);
            add(&mut self.rows_right, right);
            add(self.rows_right_by_kind.entry(kind).or_default(), right);
        }
    }

    /// A zone whose check digits hold is a promise: nothing given beside it should be wrong.
    fn count_confident(&mut self, row: &Row, verdicts: &BTreeMap<String, Verdict>, has_zone: bool) {
        self.said_valid += usize::from(has_zone);
        self.confident_given += verdicts.values().filter(|verdict| **verdict != Verdict::Missing).count();
        let wrong = verdicts.iter().filter(|(_, verdict)| **verdict == Verdict::Wrong);
        let wrong: Vec<String> = wrong.map(|(field, _)| field.clone()).collect();
        self.confident_wrong += wrong.len();
        if !wrong.is_empty() {
            self.confident_rows.push((row.get("file").to_owned(), wrong));
        }
    }

    pub(super) fn print(self, report: &mut Report) {
        let sum = self.fields.values().fold([0; 3], |sum, c| [sum[0] + c[0], sum[1] + c[1], sum[2] + c[2]]);
        report.rate("fields exact, overall", (sum[0], sum.iter().sum()));
        self.fields.into_iter().for_each(|(field, counts)| report.field(format!("  {field}"), counts));
        report.value("given but wrong / missing, all fields", format!("{} / {}", sum[1], sum[2]), &[]);
        self.groups.into_iter().for_each(|(group, count)| report.rate(format!("fields exact, {group}"), count));
        report.rate("all fields right (rows)", self.rows_right);
        for (kind, count) in self.rows_right_by_kind {
            report.rate(format!("  all fields right, {kind}"), count);
        }
        report.rate("MRZ lines exact", self.lines_exact);
        let exact = self.zones.values().filter(|exact| **exact).count();
        report.rate("MRZ lines exact, distinct MRZs (all their rows)", (exact, self.zones.len()));
        let coverage = (self.said_valid, self.lines_exact.1);
        report.rate("MRZ said valid, of rows with MRZ lines in truth (coverage)", coverage);
        let confident_rows = (self.confident_rows.len(), self.rows_with_truth);
        report.error_rate("wrong but confident, rows (MRZ said valid)", confident_rows);
        let confident = (self.confident_wrong, self.confident_given);
        report.error_rate("wrong but confident, of values given under a valid MRZ", confident);
        for (file, wrong) in self.confident_rows.iter().take(20) {
            report.value(format!("  wrong but confident: {file}"), wrong.join(" "), &[]);
        }
        report.error_rate("kind other taken for a document", self.others);
    }
}

fn taken_for_a_document(extraction: &Object) -> bool {
    let kind = candidates(extraction.get("document_type")).into_iter().next();
    kind.is_some_and(|kind| !matches!(kind.to_lowercase().as_str(), "other" | "unknown" | "none"))
}

/// Whether the lines of the zone were read as they are; nothing where the document has none.
pub(super) fn zone_exact(truth: &Object, extraction: &Object) -> Option<bool> {
    let zone = lines(truth.get("mrz_lines"));
    (!zone.is_empty()).then(|| lines(extraction.get("mrz").and_then(|mrz| mrz.get("lines"))) == zone)
}

fn lines(value: Option<&Value>) -> Vec<String> {
    let lines = value.and_then(Value::as_array).into_iter().flatten();
    lines.filter_map(Value::as_str).map(|line| line.trim().to_owned()).collect()
}
