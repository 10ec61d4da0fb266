//! Labelled pairs: `file_a, file_b, same`, or `id_image, selfie, same`.

use std::collections::BTreeMap;

use countersign_core::face::{Calibration, Case, ComparisonScore, TargetFmr, Verdict};
use countersign_vision::face::FaceEngine;
use serde_json::{Map, Value};

use super::{face, roc::Scores};
use crate::{
    cli::Failure,
    evaluate::{Job, Report, runner::Object},
};

pub(super) fn evaluate(job: &Job<'_>, engine: &FaceEngine) -> Result<(Report, Scores), Failure> {
    let columns = if job.manifest.has("id_image") { ["id_image", "selfie"] } else { ["file_a", "file_b"] };
    job.manifest.require(&[columns[0], columns[1], "same"])?;
    let objects = job.run(&columns, |row| {
        let [a, b] = columns.map(|column| face(job, engine, row, column));
        Ok(compared(a?.embedding.compare(&b?.embedding)))
    })?;
    let same: Vec<bool> = job.manifest.rows.iter().map(|row| row.flag("same")).collect();
    Ok(report(&objects, &same))
}

fn compared(score: ComparisonScore) -> Object {
    let calibration = Calibration::of(Case::PhotoToPhoto);
    let word = |target| match calibration.verdict(score, target) {
        Verdict::Match => "match",
        Verdict::NoMatch => "no_match",
    };
    let verdicts: Map<String, Value> =
        TargetFmr::ALL.map(|t| (t.name().to_owned(), word(t).into())).into_iter().collect();
    let verdict = word(TargetFmr::default());
    let confidence = calibration.probability(score);
    [
        ("score", score.0.into()),
        ("verdict", verdict.into()),
        ("verdicts", verdicts.into()),
        ("confidence", confidence.into()),
    ]
    .map(|(key, value): (&str, Value)| (key.to_owned(), value))
    .into_iter()
    .collect()
}

fn report(objects: &[Object], same: &[bool]) -> (Report, Scores) {
    let mut scores = Scores::default();
    let mut errors: BTreeMap<&str, usize> = BTreeMap::new();
    for (object, same) in objects.iter().zip(same) {
        scores.push(*same, object.get("score").and_then(Value::as_f64).map(|s| s as f32));
        if let Some(error) = object.get("error").and_then(Value::as_str) {
            *errors.entry(error).or_default() += 1;
        }
    }
    let mut report = Report::of(objects);
    report.error_rate("failure to detect or compare (pairs)", (errors.values().sum(), objects.len()));
    for (error, count) in errors {
        report.value(format!("  {error}"), count, &[]);
    }
    scores.area(&mut report);
    for target in [1e-2, 1e-3] {
        scores.fnmr_at(&mut report, target);
    }
    shipped(&mut report, objects, same, "default", |object| object.get("verdict"));
    for target in TargetFmr::ALL {
        shipped(&mut report, objects, same, target.name(), |object| object.get("verdicts")?.get(target.name()));
    }
    report.times(objects);
    (report, scores)
}

/// FNMR and FMR of the verdicts given at a shipped operating point.
fn shipped<'o>(
    report: &mut Report,
    objects: &'o [Object],
    same: &[bool],
    name: &str,
    verdict: impl Fn(&'o Object) -> Option<&'o Value>,
) {
    let (mut genuine, mut impostor) = ((0, 0), (0, 0));
    for (object, same) in objects.iter().zip(same) {
        let matched = verdict(object).and_then(Value::as_str) == Some("match");
        let (errors, trials) =
            if *same { (usize::from(!matched), &mut genuine) } else { (usize::from(matched), &mut impostor) };
        *trials = (trials.0 + errors, trials.1 + 1);
    }
    report.error_rate(format!("FNMR at shipped threshold {name}"), genuine);
    report.error_rate(format!("FMR at shipped threshold {name}"), impostor);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rate(report: &Report, metric: &str) -> (u64, u64) {
        let items = serde_json::to_value(report.items()).unwrap();
        let item = items.as_array().unwrap().iter().find(|i| i["metric"] == metric).unwrap();
        (item["k"].as_u64().unwrap(), item["n"].as_u64().unwrap())
    }

    #[test]
    fn failures_count_against_genuine_pairs_only() {
        let failed = json!({"error": "no_face"}).as_object().unwrap().clone();
        let objects = [0.8, 0.1, 0.7, 0.0].map(|s| compared(ComparisonScore(s)));
        let objects = [objects.as_slice(), &[failed.clone(), failed]].concat();
        let (report, scores) = report(&objects, &[true, true, false, false, true, false]);
        assert_eq!(rate(&report, "failure to detect or compare (pairs)"), (2, 6));
        assert_eq!(rate(&report, "FNMR at shipped threshold default"), (2, 3));
        assert_eq!(rate(&report, "FMR at shipped threshold 1e-4"), (1, 3));
        assert_eq!(scores.genuine, [Some(0.8), Some(0.1), None]);
    }
}
