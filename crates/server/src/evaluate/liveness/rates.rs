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
    // The species that passes most is what an attacker would choose (ISO/IEC 30107-3).
    let share = |count: &(usize, usize)| count.0 as f64 / count.1 as f64;
    if let Some((species, count)) = passed.iter().max_by(|a, b| share(a.1).total_cmp(&share(b.1))) {
        report.error_rate(format!("APCER, worst species ({species})"), *count);
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

/// Attacks that pass and live people who do not, each of how many, where `passes` decides. An attack without a verdict
/// stopped nobody.
pub(super) fn at(job: &Job<'_>, objects: &[Object], passes: impl Fn(&Object) -> bool) -> [(usize, usize); 2] {
    let [mut attacks, mut live] = [(0, 0); 2];
    for (row, object) in job.manifest.rows.iter().zip(objects) {
        if row.get("label") == "bona_fide" {
            live = (live.0 + usize::from(!passes(object)), live.1 + 1);
        } else {
            let through = passes(object) || object.get("verdict").is_none();
            attacks = (attacks.0 + usize::from(through), attacks.1 + 1);
        }
    }
    [attacks, live]
}
