//! `evaluate aamva`: barcode payloads and pictures of barcodes; fields and elements.

use std::{collections::BTreeMap, fs};

use countersign_core::{document::aamva, reason::Reason};
use countersign_vision::{
    barcode,
    image::{Limits, Picture},
};
use serde_json::{Map, Value, json};

use super::{
    Job, Report, Row,
    compare::{NameSplit, Verdict, candidates, compare},
    fold,
    runner::Object,
};
use crate::cli::Failure;

/// Runs `aamva`: columns `file`, `truth`.
pub(super) fn run(job: &Job<'_>) -> Result<Report, Failure> {
    job.manifest.require(&["file", "truth"])?;
    let objects = job.run(&["file"], |row| read(job, row))?;
    let mut report = Report::of(&objects);
    let mut tally = Tally::default();
    for (row, object) in job.manifest.rows.iter().zip(&objects) {
        tally.row(row, object);
    }
    tally.print(&mut report);
    report.times(&objects);
    Ok(report)
}

/// A file is a picture when it looks like one, whatever it is called; else it is a payload.
fn read(job: &Job<'_>, row: &Row) -> Result<Object, Reason> {
    let bytes = fs::read(job.manifest.file(row.get("file"))).map_err(|_| Reason::ImageUnreadable)?;
    let payload = match Picture::decode(&bytes, &Limits { shortest_edge: 1, ..Limits::default() }) {
        Ok(picture) => barcode::read_pdf417(&picture.rgb).map(|reading| reading.bytes),
        Err(Reason::ImageTypeUnsupported) => return Ok(object(aamva::parse(&bytes), false)),
        Err(reason) => return Err(reason),
    };
    let decoded = payload.is_some();
    Ok(object(payload.and_then(|bytes| aamva::parse(&bytes)), decoded))
}

fn object(payload: Option<aamva::Payload>, decoded: bool) -> Object {
    let mut object = Object::from_iter([("decoded".to_owned(), (decoded || payload.is_some()).into())]);
    if let Some(payload) = payload {
        object.insert("fields".to_owned(), json!(payload.fields));
        object.insert("elements".to_owned(), json!(payload.barcode.elements));
    }
    object
}

type Count = (usize, usize);

/// Counts by scope: `payloads`, `images`, `all`, and what was decoded of each.
#[derive(Default)]
struct Tally {
    decoded: BTreeMap<String, Count>,
    fields: BTreeMap<String, BTreeMap<String, [usize; 3]>>,
    elements: BTreeMap<String, Count>,
    rows: BTreeMap<String, Count>,
}

fn add(count: &mut Count, hits: usize, of: usize) {
    count.0 += hits;
    count.1 += of;
}

impl Tally {
    fn row(&mut self, row: &Row, object: &Object) {
        let decoded = object.get("decoded") == Some(&Value::Bool(true));
        let form = form(row);
        let group = if form.starts_with("image") { "images" } else { "payloads" };
        for scope in decode_scopes(row, form) {
            add(self.decoded.entry(scope).or_default(), usize::from(decoded), 1);
        }
        let nothing = Map::new();
        let part = |key: &str| object.get(key).and_then(Value::as_object).filter(|_| decoded).unwrap_or(&nothing);
        let truth = row.truth();
        let verdicts = compare(&truth, part("fields"), NameSplit::Strict);
        let (right, elements) = elements_right(truth.get("elements"), part("elements"));
        let whole = right == elements && verdicts.values().all(|v| *v == Verdict::Right);
        let only_decoded = decoded.then(|| format!("{group}, decoded only"));
        for scope in [group.to_owned(), "all".to_owned()].into_iter().chain(only_decoded) {
            for (field, verdict) in &verdicts {
                self.fields.entry(scope.clone()).or_default().entry(field.clone()).or_default()[*verdict as usize] += 1;
            }
            add(self.elements.entry(scope.clone()).or_default(), right, elements);
            if !verdicts.is_empty() || elements > 0 {
                add(self.rows.entry(scope).or_default(), usize::from(whole), 1);
            }
        }
    }

    fn print(self, report: &mut Report) {
        for (scope, count) in self.decoded {
            report.rate(format!("decoded, {scope}"), count);
        }
        let nothing = BTreeMap::new();
        for (scope, rows) in self.rows {
            let fields = self.fields.get(&scope).unwrap_or(&nothing).values();
            let exact = fields.fold((0, 0), |sum: Count, c| (sum.0 + c[0], sum.1 + c.iter().sum::<usize>()));
            report.rate(format!("fields exact, {scope}"), exact);
            report.rate(format!("elements exact, {scope}"), self.elements[&scope]);
            report.rate(format!("whole row right, {scope}"), rows);
        }
        for (field, counts) in self.fields.get("payloads").unwrap_or(&nothing) {
            report.field(format!("  payloads, {field}"), *counts);
        }
    }
}

/// The manifest may say what a file is; else its name does.
fn form(row: &Row) -> &str {
    let text = std::path::Path::new(row.get("file")).extension().is_some_and(|e| e.eq_ignore_ascii_case("txt"));
    match row.get("form") {
        "" if text => "payload",
        "" => "image",
        form => form,
    }
}

fn decode_scopes(row: &Row, form: &str) -> Vec<String> {
    let group = if form.starts_with("image") { "images" } else { form };
    let mut scopes = vec![form.to_owned()];
    if group != form {
        scopes.push(group.to_owned());
    }
    match row.get("reads_back") {
        "" => {}
        "1" => scopes.push(format!("{form}, reference reader reads it")),
        _ => scopes.push(format!("{form}, reference reader fails")),
    }
    scopes
}

/// How many of the true elements are given exactly, after trimming.
fn elements_right(truth: Option<&Value>, given: &Object) -> Count {
    let Some(truth) = truth.and_then(Value::as_object) else { return (0, 0) };
    let given = |id: &str| candidates(given.get(id)).into_iter().next().unwrap_or_default().trim().to_owned();
    (truth.iter().filter(|(id, value)| given(id) == fold::text(value).trim()).count(), truth.len())
}
