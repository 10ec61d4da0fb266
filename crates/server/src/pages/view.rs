//! What the page of an outcome shows, in the words and places it shows it.

use std::time::Duration;

use askama::Template;
use countersign_core::{
    check::{self, Check},
    decision::Verdict,
    document::extraction::{Extraction, Quad},
    liveness::Passive,
    reason::Reason,
};
use image::ImageError;
use serde_json::Value;

use super::draw::{self, Drawing};
use crate::verifier::{Compared, TOTAL, Verified};

#[derive(Template)]
#[template(path = "outcome.html")]
pub(super) struct Outcome {
    tone: &'static str,
    title: &'static str,
    lead: &'static str,
    reasons: Vec<ReasonRow>,
    document: Drawing,
    marks: Vec<Mark>,
    portrait: Option<String>,
    faces: Option<Faces>,
    checks: Vec<CheckRow>,
    /// Checks there was nothing to examine for.
    unasked: Vec<String>,
    fields: Vec<FieldRow>,
    warnings: Vec<ReasonRow>,
    stages: Vec<StageRow>,
    total: u128,
    /// What the API would have answered.
    answer: String,
}

struct ReasonRow {
    code: &'static str,
    private: &'static str,
    subject: &'static str,
}

/// A field's place on the document's picture.
struct Mark {
    number: usize,
    label: String,
    source: String,
    points: String,
    corner: [f32; 2],
}

struct Faces {
    portrait: Option<Drawing>,
    /// What the selfie says about a living person.
    live: String,
    selfie: Drawing,
    same: bool,
    score: String,
    threshold: String,
    target: String,
    probability: String,
    /// Along the scale, 0 to 100.
    score_at: f32,
    threshold_at: f32,
}

struct CheckRow {
    label: String,
    outcome: &'static str,
    word: &'static str,
    text: String,
}

struct FieldRow {
    number: Option<usize>,
    label: String,
    value: String,
    source: String,
    percent: u32,
}

struct StageRow {
    label: String,
    ms: u128,
    /// Share of the whole time, 0 to 100.
    share: f32,
}

impl Outcome {
    pub(super) fn of(verified: &Verified, answer: String) -> Result<Self, ImageError> {
        let (tone, title, lead) = banner(verified.decision.verdict);
        let (fields, marks) = fields(&verified.extraction, verified.front.rgb.width() as f32 * 0.012);
        // Stages run side by side, so the whole is no sum.
        let (whole, stages): (Vec<_>, Vec<_>) = verified.stages.iter().partition(|(name, _)| *name == TOTAL);
        let total = whole.first().map(|(_, took)| *took).unwrap_or_default();
        Ok(Self {
            tone,
            title,
            lead,
            reasons: verified.decision.reasons.iter().map(|reason| reason_row(*reason)).collect(),
            document: draw::whole(&verified.front)?,
            marks,
            portrait: verified.extraction.portrait.map(|portrait| points(portrait.place)),
            faces: verified.faces.map(|faces| Faces::of(verified, &faces)).transpose()?,
            checks: verified.checks.iter().filter(|check| !unasked(check)).map(check_row).collect(),
            unasked: verified
                .checks
                .iter()
                .filter(|check| unasked(check))
                .map(|check| check_row(check).label)
                .collect(),
            fields,
            warnings: verified.extraction.warnings.iter().map(|reason| reason_row(*reason)).collect(),
            stages: stages.into_iter().map(|stage| stage_row(stage, total)).collect(),
            total: total.as_millis(),
            answer,
        })
    }
}

fn banner(verdict: Verdict) -> (&'static str, &'static str, &'static str) {
    match verdict {
        Verdict::Approved => {
            ("good", "Approved", "Document and selfie belong together, and every check that is needed passed.")
        }
        Verdict::Rejected => ("bad", "Not approved", "At least one check failed beyond doubt."),
        Verdict::DoubleCheck => ("unsure", "A person should take a look", "Nothing is decided on weak evidence."),
    }
}

fn reason_row(reason: Reason) -> ReasonRow {
    let entry = reason.entry();
    ReasonRow { code: entry.code, private: entry.private, subject: entry.subject }
}

impl Faces {
    fn of(verified: &Verified, faces: &Compared) -> Result<Self, ImageError> {
        let portrait = verified.extraction.portrait;
        Ok(Self {
            portrait: portrait.map(|portrait| draw::face(&verified.front, portrait.place, 0.15)).transpose()?,
            selfie: draw::face(&verified.selfie, faces.selfie, 0.5)?,
            live: verified.passive.as_ref().map_or_else(|| "not examined".to_owned(), live),
            same: faces.score >= faces.threshold,
            score: format!("{:.3}", faces.score.0),
            threshold: format!("{:.3}", faces.threshold.0),
            target: serde_json::to_value(faces.target).map_or_else(|_| String::new(), |name| text(&name)),
            probability: percent(faces.probability),
            score_at: along(faces.score.0),
            threshold_at: along(faces.threshold.0),
        })
    }
}

fn live(passive: &Passive) -> String {
    let seen = if passive.reasons.is_empty() { "nothing suspicious" } else { "signs of a print or a screen" };
    format!("still only: {seen}")
}

/// Strangers score around 0 and few pairs reach 0.9, so the scale runs from −0.1 to 1.
fn along(score: f32) -> f32 {
    ((score + 0.1) / 1.1 * 100.0).clamp(0.5, 99.5)
}

/// Never says 0 or 100: no comparison is certain.
fn percent(probability: f32) -> String {
    format!("{:.1} %", (probability * 100.0).clamp(0.1, 99.9))
}

fn unasked(check: &Check) -> bool {
    check.outcome == check::Outcome::NotRun && check.reason.is_none()
}

fn check_row(check: &Check) -> CheckRow {
    let (outcome, word) = match check.outcome {
        check::Outcome::Pass => ("good", "passed"),
        check::Outcome::Fail => ("bad", "failed"),
        check::Outcome::Inconclusive => ("unsure", "unsure"),
        check::Outcome::NotRun => ("none", "not run"),
    };
    let name = serde_json::to_value(check.name).map_or_else(|_| String::new(), |name| text(&name));
    let text = check.reason.map_or(String::new(), |reason| reason.entry().private.to_owned());
    CheckRow { label: words(&name), outcome, word, text }
}

fn stage_row((name, took): (&'static str, Duration), total: Duration) -> StageRow {
    let share = took.as_secs_f32() / total.as_secs_f32().max(f32::EPSILON) * 100.0;
    StageRow { label: words(name), ms: took.as_millis(), share }
}

/// The fields of an extraction in the order people expect them.
const FIELDS: &[&str] = &[
    "document_type",
    "issuing_country",
    "issuing_state",
    "document_number",
    "last_name",
    "first_name",
    "middle_name",
    "date_of_birth",
    "sex",
    "nationality",
    "issue_date",
    "expiry_date",
    "personal_number",
    "name",
    "issuer",
    "address",
];

/// The parts of an address in the order they are written.
const ADDRESS: &[&str] = &["street", "street2", "city", "state", "postal_code", "country"];

fn fields(extraction: &Extraction, tag: f32) -> (Vec<FieldRow>, Vec<Mark>) {
    let tree = serde_json::to_value(extraction).unwrap_or_default();
    let mut marks = Vec::new();
    let mut rows = Vec::new();
    for name in FIELDS {
        let Some(field) = tree.get(name) else { continue };
        let label = words(name);
        let source = text(&field["source"]);
        let place = serde_json::from_value::<Quad>(field["box"].clone()).ok();
        let number = place.map(|place| {
            let number = marks.len() + 1;
            let corner = beside(place, tag);
            marks.push(Mark { number, label: label.clone(), source: source.clone(), points: points(place), corner });
            number
        });
        // Rounded down: nothing that was read is certain.
        let percent = (field["confidence"].as_f64().unwrap_or_default() * 100.0).min(99.0) as u32;
        rows.push(FieldRow { number, label, value: value(name, &field["value"]), source, percent });
    }
    (rows, marks)
}

/// Where a place's number stands: above its first corner, by `distance`, so that it hides no letter.
fn beside(Quad([first, _, _, below]): Quad, distance: f32) -> [f32; 2] {
    let up = [first[0] - below[0], first[1] - below[1]];
    let length = up[0].hypot(up[1]).max(1.0);
    [first[0] + up[0] / length * distance, first[1] + up[1] / length * distance]
}

/// A value as a person writes it; an address over its parts.
fn value(field: &str, value: &Value) -> String {
    match value {
        Value::Object(parts) => {
            ADDRESS.iter().filter_map(|part| parts.get(*part)?.as_str()).collect::<Vec<_>>().join(", ")
        }
        Value::String(code) if field == "document_type" => words(code),
        other => text(other),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// `date_of_birth` as "Date of birth".
fn words(code: &str) -> String {
    let spaced = code.replace('_', " ");
    let mut letters = spaced.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    (first + letters.as_str()).replace("Mrz", "MRZ").replace(" mrz", " MRZ")
}

fn points(Quad(corners): Quad) -> String {
    corners.map(|[x, y]| format!("{x:.1},{y:.1}")).join(" ")
}
