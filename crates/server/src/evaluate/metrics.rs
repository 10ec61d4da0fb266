//! Statistics that the metrics share.

/// 97.5% quantile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson score interval of `k` successes in `n` trials, at 95% (Wilson 1927).
pub(super) fn wilson(k: usize, n: usize) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (n as f64, k as f64 / n as f64);
    let scale = 1.0 + Z * Z / n;
    let centre = (p + Z * Z / (2.0 * n)) / scale;
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

/// Median (mean of the middle two) and 95th percentile (nearest rank) of `values`.
pub(super) fn median_p95(mut values: Vec<f64>) -> Option<(f64, f64)> {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let upper = *values.get(n / 2)?;
    let median = if n % 2 == 1 { upper } else { f64::midpoint(values[n / 2 - 1], upper) };
    let rank = (0.95 * n as f64).ceil() as usize;
    Some((median, values[rank.saturating_sub(1)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_published_values() {
        let (low, high) = wilson(8, 10);
        assert!((low - 0.4902).abs() < 1e-4 && (high - 0.9433).abs() < 1e-4);
        let (low, high) = wilson(0, 20);
        assert!(low.abs() < 1e-12 && (high - 0.1611).abs() < 1e-4);
        assert_eq!(wilson(0, 0), (0.0, 1.0));
    }

    #[test]
    fn quantiles() {
        assert_eq!(median_p95(vec![]), None);
        assert_eq!(median_p95(vec![3.0]), Some((3.0, 3.0)));
        assert_eq!(median_p95(vec![4.0, 1.0, 3.0, 2.0]), Some((2.5, 4.0)));
        assert_eq!(median_p95((1..=100).map(f64::from).collect()), Some((50.5, 95.0)));
    }
}
