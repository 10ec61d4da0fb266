//! Making a calibration from labelled scores.

use super::TargetFmr;

/// The lowest threshold at which at most `target` of the impostors score a match (score ≥ threshold): just above the
/// first score that must not pass. `None` without impostors; above every impostor when there are fewer than 1/target.
pub fn threshold_at(impostors: &[f32], target: f64) -> Option<f32> {
    // A share such as 268 × 1e-2 must not lose a whole comparison to rounding.
    let allowed = (target * impostors.len() as f64 + 1e-9).floor() as usize;
    let mut falling = impostors.to_vec();
    falling.sort_by(|a, b| b.total_cmp(a));
    Some(falling.get(allowed)?.next_up())
}

/// Thresholds in the order of [`TargetFmr::ALL`].
pub fn thresholds(impostors: &[f32]) -> Option<[f32; 3]> {
    let [a, b, c] = TargetFmr::ALL.map(|t| threshold_at(impostors, t.rate()));
    Some([a?, b?, c?])
}

/// Offset and slope of the logarithm of the odds that a score is genuine, both classes weighing the same: logistic
/// regression by Newton's method. `None` when a class is empty or the classes do not overlap, where no finite slope
/// is best.
pub fn odds(genuine: &[f32], impostors: &[f32]) -> Option<(f32, f32)> {
    let lowest = genuine.iter().copied().min_by(f32::total_cmp)?;
    let highest = impostors.iter().copied().max_by(f32::total_cmp)?;
    if lowest > highest {
        return None;
    }
    let (mut offset, mut slope) = (0.0f64, 1.0f64);
    for _ in 0..100 {
        let step = newton(genuine, impostors, offset, slope)?;
        (offset, slope) = (offset + step.0, slope + step.1);
        if step.0.abs() + step.1.abs() < 1e-7 {
            break;
        }
    }
    (offset.is_finite() && slope.is_finite()).then_some((offset as f32, slope as f32))
}

fn newton(genuine: &[f32], impostors: &[f32], offset: f64, slope: f64) -> Option<(f64, f64)> {
    // A trace of ridge keeps nearly separated classes from running away.
    let mut gradient = (0.0, -1e-6 * slope);
    let mut hessian = (1e-9, 0.0, 1e-6);
    for (scores, label) in [(genuine, 1.0), (impostors, 0.0)] {
        let weight = 0.5 / scores.len() as f64;
        for score in scores {
            let x = f64::from(*score);
            let p = 1.0 / (1.0 + (-(offset + slope * x)).exp());
            let (miss, curve) = (weight * (label - p), weight * p * (1.0 - p));
            gradient = (gradient.0 + miss, gradient.1 + miss * x);
            hessian = (hessian.0 + curve, hessian.1 + curve * x, hessian.2 + curve * x * x);
        }
    }
    let determinant = hessian.0 * hessian.2 - hessian.1 * hessian.1;
    if determinant.abs() < f64::MIN_POSITIVE {
        return None;
    }
    let step = (
        (hessian.2 * gradient.0 - hessian.1 * gradient.1) / determinant,
        (hessian.0 * gradient.1 - hessian.1 * gradient.0) / determinant,
    );
    // Far from the answer the parabola is too narrow: no leaps.
    let most = (step.0.abs() / 5.0).max(step.1.abs() / 15.0).max(1.0);
    Some((step.0 / most, step.1 / most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_lets_exactly_the_allowed_impostors_pass() {
        let impostors: Vec<f32> = (0..1000).map(|i| i as f32 / 2000.0).collect();
        for (target, allowed) in [(1e-2, 10), (1e-3, 1), (1e-4, 0)] {
            let threshold = threshold_at(&impostors, target).unwrap();
            assert_eq!(impostors.iter().filter(|s| **s >= threshold).count(), allowed, "{target}");
        }
        assert_eq!(threshold_at(&[], 1e-2), None);
    }

    #[test]
    fn ties_do_not_slip_through() {
        let impostors = [[0.5f32; 30].as_slice(), &[0.1; 70]].concat();
        let threshold = threshold_at(&impostors, 1e-2).unwrap();
        assert!(impostors.iter().all(|s| *s < threshold));
    }

    #[test]
    fn known_odds_are_found_again() {
        // As many genuine and impostor scores at each place as the odds −10 + 20·x demand.
        let (mut genuine, mut impostors) = (Vec::new(), Vec::new());
        for place in 0..=100u16 {
            let score = f32::from(place) / 100.0;
            let p = 1.0 / (1.0 + (10.0 - 20.0 * score).exp());
            let count = (1000.0 * p).round() as usize;
            genuine.extend(std::iter::repeat_n(score, count));
            impostors.extend(std::iter::repeat_n(score, 1000 - count));
        }
        let (offset, slope) = odds(&genuine, &impostors).unwrap();
        assert!((offset + 10.0).abs() < 0.05 && (slope - 20.0).abs() < 0.1, "{offset} {slope}");
    }

    #[test]
    fn separated_or_missing_classes_have_no_odds() {
        assert_eq!(odds(&[0.8, 0.9], &[0.1, 0.2]), None);
        assert_eq!(odds(&[], &[0.1]), None);
        assert_eq!(odds(&[0.1], &[]), None);
    }
}
