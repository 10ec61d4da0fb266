//! `evaluate names` and `evaluate addresses`: graded comparisons of pairs that are the same or not.

use clap::Args;
use countersign_core::normalize::{Grade, address, name};

use super::{Job, Options, Report, Row, runner::Object};
use crate::cli::Failure;

#[derive(Args, Debug)]
pub(super) struct NamesArgs {
    #[command(flatten)]
    pub options: Options,
    /// Run but do not count pairs of this `category`; may be given several times
    #[arg(long, value_name = "CATEGORY")]
    leave_out: Vec<String>,
}

/// Runs `names`: columns `name_a, name_b, same`.
pub(super) fn names(job: &Job<'_>, args: &NamesArgs) -> Result<Report, Failure> {
    let counted = |row: &Row| !args.leave_out.iter().any(|category| category == row.get("category"));
    run(job, ["name_a", "name_b"], counted, |a, b| {
        let comparison = name::compare(&name::Name::whole(a), &name::Name::whole(b));
        (comparison.grade, comparison.score)
    })
}

/// Runs `addresses`: columns `address_a, address_b, same`, raw lines.
pub(super) fn addresses(job: &Job<'_>) -> Result<Report, Failure> {
    run(
        job,
        ["address_a", "address_b"],
        |_| true,
        |a, b| {
            let comparison = address::compare(&address::parse(a), &address::parse(b));
            (comparison.grade, comparison.score)
        },
    )
}

fn run(
    job: &Job<'_>,
    [a, b]: [&str; 2],
    counted: impl Fn(&Row) -> bool,
    compare: impl Fn(&str, &str) -> (Grade, f32) + Sync,
) -> Result<Report, Failure> {
    job.manifest.require(&[a, b, "same"])?;
    let objects = job.run(&[a, b], |row| {
        let (grade, score) = compare(row.get(a), row.get(b));
        Ok(Object::from_iter([("grade".to_owned(), grade.as_str().into()), ("score".to_owned(), score.into())]))
    })?;
    let rows = job.manifest.rows.iter().zip(&objects).filter(|(row, _)| counted(row));
    let graded: Vec<(bool, &str)> =
        rows.map(|(row, object)| (row.flag("same"), object["grade"].as_str().unwrap_or(""))).collect();
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
