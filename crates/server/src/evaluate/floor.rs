//! Committed figures as a floor: what was reached once is not lost unnoticed.

use std::{fs, path::Path};

use serde::Deserialize;

use super::report::{Better, Item, Report};
use crate::cli::Failure;

/// A rate as an earlier run printed it; figures without counts are no floor.
#[derive(Deserialize)]
struct Earlier {
    metric: String,
    k: Option<usize>,
    n: Option<usize>,
}

/// Fails when a rate of `report` is worse than the rate of the same name in `file`.
pub(super) fn check(file: &Path, report: &Report) -> Result<(), Failure> {
    let refuse = |cause: &dyn std::fmt::Display| Failure::Input(format!("floor {}: {cause}", file.display()));
    let earlier: Vec<Earlier> =
        serde_json::from_slice(&fs::read(file).map_err(|e| refuse(&e))?).map_err(|e| refuse(&e))?;
    let lost: Vec<String> = earlier.iter().filter_map(|floor| lost(floor, report)).collect();
    if lost.is_empty() { Ok(()) } else { Err(Failure::Input(format!("figures got worse:\n{}", lost.join("\n")))) }
}

fn lost(floor: &Earlier, report: &Report) -> Option<String> {
    let (k, n) = (floor.k?, floor.n?);
    let now = report.items().iter().find_map(|item| match item {
        Item::Rate(rate) if rate.name == floor.metric => Some(rate),
        _ => None,
    });
    let Some(now) = now else { return Some(format!("  {}: no longer measured", floor.metric)) };
    // Shares compare across sets of different size: k/n against k'/n', without rounding.
    let (now_share, floor_share) = (now.k * n, k * now.n);
    let worse = match now.better {
        Better::Higher => now_share < floor_share,
        Better::Lower => now_share > floor_share,
    };
    worse.then(|| format!("  {}: {}/{} now, {k}/{n} before", floor.metric, now.k, now.n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_against(floor: &str) -> Result<(), Failure> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("floor.json");
        fs::write(&file, floor).unwrap();
        let mut report = Report::default();
        report.rate("right", (9, 10));
        report.error_rate("wrong", (1, 10));
        check(&file, &report)
    }

    #[test]
    fn equal_and_better_figures_pass() {
        check_against(r#"[{"metric": "right", "k": 9, "n": 10}, {"metric": "wrong", "k": 2, "n": 10}]"#).unwrap();
        check_against(r#"[{"metric": "rows", "value": 10}]"#).unwrap();
    }

    #[test]
    fn worse_and_vanished_figures_are_named() {
        let failure = check_against(r#"[{"metric": "right", "k": 10, "n": 10}, {"metric": "wrong", "k": 0, "n": 10}]"#);
        let text = failure.unwrap_err().to_string();
        assert!(text.contains("right: 9/10 now, 10/10 before") && text.contains("wrong: 1/10 now"), "{text}");
        assert!(check_against(r#"[{"metric": "gone", "k": 0, "n": 1}]"#).unwrap_err().to_string().contains("gone"));
    }
}
