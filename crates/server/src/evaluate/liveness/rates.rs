//! Error rates of a liveness examination (ISO/IEC 30107-3), named as the independent scorer names them.

use std::collections::BTreeMap;

use super::super::{Job, Report, runner::Object};

/// Rates and times of `objects`, which are in the order of the manifest.
pub(super) fn report(job: &Job<'_>, objects: &[Object]) -> Report {
    let mut report = Report::of(objects);
    let mut passed: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut refused, mut unsure, mut silent) = ((0, 0), BTreeMap::new(), 0);
    for (row, object) in job.manifest.rows.iter().zip(objects) {
        let verdict = object.get("verdict").and_then(|verdict| verdict.as_str());
        silent += usize::from(verdict.is_none());
        *unsure.entry(row.get("label")).or_insert(0) += usize::from(verdict == Some("inconclusive"));
        if row.get("label") == "bona_fide" {
            refused = (refused.0 + usize::from(verdict != Some("bona_fide")), refused.1 + 1);
        } else {
            let species = Some(row.get("species")).filter(|name| !name.is_empty()).unwrap_or("other");
            let count = passed.entry(species).or_default();
            // An attack without a verdict stopped nobody.
            *count = (count.0 + usize::from(matches!(verdict, None | Some("bona_fide"))), count.1 + 1);
        }
    }
    for (species, count) in &passed {
        report.error_rate(format!("APCER {species}"), *count);
    }
    let all = passed.values().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    report.error_rate("APCER all species", all);
    report.error_rate("BPCER", refused);
    for (label, count) in unsure {
        report.value(format!("inconclusive, {label}"), count, &[]);
    }
    report.error_rate("rows without a verdict (counted as errors)", (silent, objects.len()));
    report.times(objects);
    report
}
