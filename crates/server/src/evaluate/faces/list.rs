//! A list of pictures with identities: each embedded once, all compared with all.

use countersign_core::face::{Calibration, Case, TargetFmr};
use countersign_vision::face::FaceEngine;
use serde_json::{Map, Value};

use super::{face, roc::Scores};
use crate::{
    cli::Failure,
    evaluate::{Job, Report, runner::Object},
};

pub(super) fn evaluate(job: &Job<'_>, engine: &FaceEngine) -> Result<(Report, Scores), Failure> {
    job.manifest.require(&["file", "identity"])?;
    let calibration = Calibration::of(Case::PhotoToPhoto);
    let thresholds: Map<String, Value> =
        TargetFmr::ALL.map(|t| (t.name().to_owned(), calibration.threshold(t).0.into())).into_iter().collect();
    let objects = job.run(&["file", "identity"], |row| {
        let embedding = face(job, engine, row, "file")?.embedding.values().to_vec();
        Ok([("embedding".to_owned(), embedding.into()), ("thresholds".to_owned(), thresholds.clone().into())]
            .into_iter()
            .collect())
    })?;
    let identities: Vec<&str> = job.manifest.rows.iter().map(|row| row.get("identity")).collect();
    let scores = all_against_all(&objects, &identities);
    Ok((report(&objects, &scores), scores))
}

/// Every pair of files, one that failed in each pair of its own.
fn all_against_all(objects: &[Object], identities: &[&str]) -> Scores {
    let embeddings: Vec<Option<Vec<f32>>> = objects.iter().map(embedding).collect();
    let mut scores = Scores::default();
    for (at, a) in embeddings.iter().enumerate() {
        for (other, b) in embeddings.iter().enumerate().skip(at + 1) {
            let score = a.as_ref().zip(b.as_ref()).map(|(a, b)| a.iter().zip(b).map(|(x, y)| x * y).sum());
            scores.push(identities[at] == identities[other], score);
        }
    }
    scores
}

fn embedding(object: &Object) -> Option<Vec<f32>> {
    let values = object.get("embedding")?.as_array()?;
    values.iter().map(|v| v.as_f64().map(|v| v as f32)).collect()
}

fn report(objects: &[Object], scores: &Scores) -> Report {
    let mut report = Report::of(objects);
    let failed = objects.iter().filter(|o| o.contains_key("error")).count();
    report.value("genuine pairs", scores.genuine.len(), &[]);
    report.value("impostor pairs", scores.impostor.len(), &[]);
    report.error_rate("failure to detect or embed (files)", (failed, objects.len()));
    scores.area(&mut report);
    for target in TargetFmr::ALL {
        scores.fnmr_at(&mut report, target.rate());
    }
    for target in TargetFmr::ALL {
        let threshold = Calibration::of(Case::PhotoToPhoto).threshold(target).0;
        let below = scores.genuine.iter().filter(|s| s.is_none_or(|s| s < threshold)).count();
        let above = scores.impostor.iter().filter(|s| s.is_some_and(|s| s >= threshold)).count();
        report.error_rate(format!("FNMR at shipped {}", target.name()), (below, scores.genuine.len()));
        report.error_rate(format!("FMR at shipped {}", target.name()), (above, scores.impostor.len()));
    }
    report.times(objects);
    report
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_pair_is_counted_once_and_failures_in_all_of_theirs() {
        let file = |value: Value| value.as_object().unwrap().clone();
        let objects = [
            file(json!({"embedding": [1.0, 0.0]})),
            file(json!({"embedding": [0.6, 0.8]})),
            file(json!({"error": "no_face"})),
            file(json!({"embedding": [0.0, 1.0]})),
        ];
        let scores = all_against_all(&objects, &["a", "a", "a", "b"]);
        assert_eq!(scores.genuine, [Some(0.6), None, None]);
        assert_eq!(scores.impostor, [Some(0.0), Some(0.8), None]);
        let items = serde_json::to_value(report(&objects, &scores).items()).unwrap();
        let rate =
            |metric: &str| items.as_array().unwrap().iter().find(|i| i["metric"] == metric).unwrap()["k"].clone();
        assert_eq!(rate("failure to detect or embed (files)"), 1);
        assert_eq!(rate("FNMR at shipped 1e-3"), 2);
        assert_eq!(rate("FMR at shipped 1e-3"), 1);
    }
}
