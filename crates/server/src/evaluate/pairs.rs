//! `evaluate names` and `evaluate addresses`: graded comparisons of pairs that are the same or not.

use countersign_core::normalize::{Grade, address, name};

use super::{Job, Report, runner::Object};
use crate::cli::Failure;

/// Runs `names`: columns `name_a, name_b, same`.
pub(super) fn names(job: &Job<'_>) -> Result<Report, Failure> {
    run(job, ["name_a", "name_b"], |a, b| {
        let comparison = name::compare(&name::Name::whole(a), &name::Name::whole(b));
        (comparison.grade, comparison.score)
    })
}

/// Runs `addresses`: columns `address_a, address_b, same`, raw lines.
pub(super) fn addresses(job: &Job<'_>) -> Result<Report, Failure> {
    run(job, ["address_a", "address_b"], |a, b| {
        let comparison = address::compare(&address::parse(a), &address::parse(b));
        (comparison.grade, comparison.score)
    })
}

fn run(
    job: &Job<'_>,
    [a, b]: [&str; 2],
    compare: impl Fn(&str, &str) -> (Grade, f32) + Sync,
) -> Result<Report, Failure> {
    job.manifest.require(&[a, b, "same"])?;
    let objects = job.run(&[a, b], |row| {
        let (grade, score) = compare(row.get(a), row.get(b));
        Ok(Object::from_iter([("grade".to_owned(), grade.as_str().into()), ("score".to_owned(), score.into())]))
    })?;
    let same = job.manifest.rows.iter().map(|row| row.flag("same"));
    let graded: Vec<(bool, &str)> =
        same.zip(&objects).map(|(same, o)| (same, o["grade"].as_str().unwrap_or(""))).collect();
    let mut report = Report::of(&objects);
    grades(&mut report, &graded);
    report.times(&objects);
    Ok(report)
}

/// A grade is taken for "the same" at two points: `match` alone, and `match` or `close`.
fn grades(report: &mut Report, graded: &[(bool, &str)]) {
    let accepted = [("match", &["match"][..]), ("match or close", &["match", "close"])];
    for (point, grades) in accepted {
        let right = graded.iter().filter(|(same, grade)| *same == grades.contains(grade)).count();
        report.rate(format!("accuracy, {point} taken for the same"), (right, graded.len()));
        let of = |wanted: bool| graded.iter().filter(move |(same, _)| *same == wanted);
        let accepts = of(false).filter(|(_, grade)| grades.contains(grade)).count();
        report.error_rate(format!("  false accept, {point}"), (accepts, of(false).count()));
        let refusals = of(true).filter(|(_, grade)| !grades.contains(grade)).count();
        report.error_rate(format!("  false refuse, {point}"), (refusals, of(true).count()));
    }
}
