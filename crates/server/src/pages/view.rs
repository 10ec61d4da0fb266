//! What the page of an outcome shows, in the words and places it shows it.

use std::time::Duration;

use askama::Template;
use countersign_core::{
    Date,
    check::{self, Check},
    decision::Verdict,
    document::extraction::Extraction,
    reason::{Entry, Reason},
};
use image::ImageError;
use serde_json::{Map, Value};

use super::{
    draw::{self, Drawing},
    fields::{FieldRow, Mark, fields, points, text, words},
    life::Life,
};
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
    life: Life,
    checks: Vec<CheckRow>,
    /// Checks there was nothing to examine for.
    unasked: Vec<String>,
    fields: Vec<FieldRow>,
    paper: Option<Paper>,
    warnings: Vec<ReasonRow>,
    stages: Vec<StageRow>,
    total: u128,
    /// What the API would have answered.
    answer: String,
}

pub(super) struct ReasonRow {
    pub code: &'static str,
    pub private: &'static str,
    pub subject: &'static str,
}

/// The proof of address.
struct Paper {
    fields: Vec<FieldRow>,
    warnings: Vec<ReasonRow>,
}

struct Faces {
    portrait: Option<Drawing>,
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
    /// What it went by: kinds, grades, scores.
    evidence: String,
}

struct StageRow {
    label: String,
    ms: u128,
    /// Share of the whole time, 0 to 100.
    share: f32,
}

impl Outcome {
    pub(super) fn of(verified: &Verified, today: Date, answer: String) -> Result<Self, ImageError> {
        let (tone, title, lead) = banner(verified.decision.verdict);
        let (fields, marks) = fields(&verified.extraction, verified.front.rgb.width() as f32 * 0.012);
        // Stages run side by side, so the whole is no sum.
        let (whole, stages): (Vec<_>, Vec<_>) = verified.stages.iter().partition(|(name, _)| *name == TOTAL);
        let total = whole.first().map(|(_, took)| *took).unwrap_or_default();
        Ok(Self {
            tone,
            title,
            lead,
            reasons: reason_rows(&verified.decision.reasons),
            document: draw::whole(&verified.front)?,
            marks,
            portrait: verified.extraction.portrait.map(|portrait| points(portrait.place)),
            faces: verified.faces.map(|faces| Faces::of(verified, &faces)).transpose()?,
            life: Life::of(verified, today),
            checks: verified.checks.iter().filter(|check| !unasked(check)).map(check_row).collect(),
            unasked: verified
                .checks
                .iter()
                .filter(|check| unasked(check))
                .map(|check| check_row(check).label)
                .collect(),
            fields,
            paper: verified.proof_of_address.as_ref().map(Paper::of),
            warnings: reason_rows(&verified.extraction.warnings),
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

pub(super) fn reason_rows(reasons: &[Reason]) -> Vec<ReasonRow> {
    let row = |entry: &Entry| ReasonRow { code: entry.code, private: entry.private, subject: entry.subject };
    reasons.iter().map(|reason| row(reason.entry())).collect()
}

impl Paper {
    fn of(extraction: &Extraction) -> Self {
        Self { fields: fields(extraction, 0.0).0, warnings: reason_rows(&extraction.warnings) }
    }
}

impl Faces {
    fn of(verified: &Verified, faces: &Compared) -> Result<Self, ImageError> {
        let portrait = verified.extraction.portrait;
        Ok(Self {
            portrait: portrait.map(|portrait| draw::face(&verified.front, portrait.place, 0.15)).transpose()?,
            selfie: draw::face(&verified.selfie, faces.selfie, 0.5)?,
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
    CheckRow { label: words(&name), outcome, word, text, evidence: evidence(&check.evidence) }
}

/// `grade match · against expected`: what a check says of itself, in the words of the API.
fn evidence(told: &Map<String, Value>) -> String {
    let plain = |value: &Value| match value {
        Value::String(text) => text.replace('_', " "),
        Value::Array(parts) => parts.iter().map(text).collect::<Vec<_>>().join(", ").replace('_', " "),
        Value::Number(number) => number.as_f64().map_or_else(String::new, rounded),
        other => other.to_string(),
    };
    let parts = told.iter().map(|(key, value)| (key.replace('_', " "), plain(value)));
    let parts =
        parts.filter(|(_, value)| !value.is_empty() && value != "null").map(|(key, value)| format!("{key}: {value}"));
    parts.collect::<Vec<_>>().join(" · ")
}

fn rounded(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number}") } else { format!("{number:.2}") }
}

fn stage_row((name, took): (&'static str, Duration), total: Duration) -> StageRow {
    let share = took.as_secs_f32() / total.as_secs_f32().max(f32::EPSILON) * 100.0;
    StageRow { label: words(name), ms: took.as_millis(), share }
}
