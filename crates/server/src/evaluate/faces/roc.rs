//! Error rates over genuine and impostor scores; a comparison that failed scores nothing.

use countersign_core::face::{TargetFmr, fit};

use crate::evaluate::Report;

/// Scores of comparisons by their truth; `None` where no comparison was possible.
#[derive(Default)]
pub(super) struct Scores {
    pub(super) genuine: Vec<Option<f32>>,
    pub(super) impostor: Vec<Option<f32>>,
}

impl Scores {
    pub(super) fn push(&mut self, same: bool, score: Option<f32>) {
        if same { self.genuine.push(score) } else { self.impostor.push(score) }
    }

    /// FNMR at the lowest threshold whose FMR stays within `target`, both over all comparisons: a failed genuine one
    /// is a miss, a failed impostor one no match.
    pub(super) fn fnmr_at(&self, report: &mut Report, target: f64) {
        let (genuine, impostor) = (lowest_if_failed(&self.genuine), lowest_if_failed(&self.impostor));
        let Some(threshold) = fit::threshold_at(&impostor, target) else { return };
        let misses = genuine.iter().filter(|s| **s < threshold || !s.is_finite()).count();
        let matches = impostor.iter().filter(|s| **s >= threshold && s.is_finite()).count();
        report.error_rate(format!("FNMR at FMR {target} (by score)"), (misses, genuine.len()));
        let counted = format!("{matches}/{}", impostor.len());
        let mut extra = vec![("false_matches", counted.into())];
        if impostor.len() as f64 * target < 1.0 {
            extra.push(("note", "fewer impostor pairs than 1/FMR: threshold is above every impostor".into()));
        }
        report.value("  threshold", f64::from(threshold), &extra);
    }

    /// Area under the ROC curve over the comparisons that were possible, with its interval, and over all.
    pub(super) fn area(&self, report: &mut Report) {
        let (genuine, impostor) = (possible(&self.genuine), possible(&self.impostor));
        if let Some(area) = area_under_curve(&genuine, &impostor) {
            let (low, high) = area_interval(area, genuine.len() as f64, impostor.len() as f64);
            let round = |v: f64| (v * 1e4).round() / 1e4;
            let counts = [("genuine", genuine.len().into()), ("impostor", impostor.len().into())];
            let interval = [("low", round(low).into()), ("high", round(high).into())];
            report.value("AUC, scored pairs", area, &[interval, counts].concat());
        }
        let (genuine, impostor) = (lowest_if_failed(&self.genuine), lowest_if_failed(&self.impostor));
        if let Some(area) = area_under_curve(&genuine, &impostor) {
            let counts = [("genuine", genuine.len().into()), ("impostor", impostor.len().into())];
            report.value("AUC, failures as lowest score", area, &counts);
        }
    }

    /// The calibration of `countersign-core` as these scores would have it.
    pub(super) fn calibrate(&self, report: &mut Report) {
        let (genuine, impostor) = (possible(&self.genuine), possible(&self.impostor));
        for (target, threshold) in TargetFmr::ALL.iter().zip(fit::thresholds(&impostor).into_iter().flatten()) {
            let behind = (impostor.len() as f64 * target.rate()).floor();
            let name = format!("calibration: threshold {}", target.name());
            report.value(name, f64::from(threshold), &[("impostors_above", behind.into())]);
        }
        if let Some((offset, slope)) = fit::odds(&genuine, &impostor) {
            report.value("calibration: log odds at score 0", f64::from(offset), &[("per_unit", slope.into())]);
        }
    }
}

fn possible(scores: &[Option<f32>]) -> Vec<f32> {
    scores.iter().copied().flatten().collect()
}

fn lowest_if_failed(scores: &[Option<f32>]) -> Vec<f32> {
    scores.iter().map(|s| s.unwrap_or(f32::NEG_INFINITY)).collect()
}

/// Probability that a genuine score is above an impostor score, ties counting half: by rank sums (Mann and Whitney).
fn area_under_curve(genuine: &[f32], impostor: &[f32]) -> Option<f64> {
    if genuine.is_empty() || impostor.is_empty() {
        return None;
    }
    let labelled = genuine.iter().map(|s| (*s, true)).chain(impostor.iter().map(|s| (*s, false)));
    let mut all: Vec<(f32, bool)> = labelled.collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut ranks, mut before) = (0.0, 0usize);
    for ties in all.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let middle = before as f64 + f64::midpoint(1.0, ties.len() as f64);
        ranks += middle * ties.iter().filter(|(_, same)| *same).count() as f64;
        before += ties.len();
    }
    let (g, i) = (genuine.len() as f64, impostor.len() as f64);
    Some((ranks - g * (g + 1.0) / 2.0) / (g * i))
}

/// 95% interval of an area (Hanley and McNeil 1982).
fn area_interval(area: f64, genuine: f64, impostor: f64) -> (f64, f64) {
    let (q1, q2) = (area / (2.0 - area), 2.0 * area * area / (1.0 + area));
    let spread = (genuine - 1.0) * (q1 - area * area) + (impostor - 1.0) * (q2 - area * area);
    let variance = (area * (1.0 - area) + spread) / (genuine * impostor);
    let half = 1.959_963_984_540_054 * variance.max(0.0).sqrt();
    ((area - half).max(0.0), (area + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_counts_ties_half() {
        let area = area_under_curve(&[0.9, 0.5], &[0.5, 0.1]).unwrap();
        assert!((area - 0.875).abs() < 1e-12);
        assert_eq!(area_under_curve(&[], &[0.1]), None);
        let (low, high) = area_interval(area, 2.0, 2.0);
        assert!(low < area && area < high && high <= 1.0);
    }

    #[test]
    fn failures_are_misses_and_never_matches() {
        let mut scores = Scores::default();
        for score in [Some(0.9), Some(0.8), None] {
            scores.push(true, score);
        }
        for score in [Some(0.3), None, Some(0.1)] {
            scores.push(false, score);
        }
        let mut report = Report::default();
        scores.fnmr_at(&mut report, 1e-2);
        let json = serde_json::to_value(report.items()).unwrap();
        assert_eq!(
            (&json[0]["metric"], &json[0]["k"], &json[0]["n"]),
            (&"FNMR at FMR 0.01 (by score)".into(), &1.into(), &3.into())
        );
        assert_eq!(json[1]["false_matches"], "0/3");
        assert!(json[1]["value"].as_f64().unwrap() > 0.3);
    }
}
