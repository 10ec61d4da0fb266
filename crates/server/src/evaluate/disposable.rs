//! `evaluate disposable`: mail domains of throw-away providers and of ordinary ones, by the list that comes with the program.

use super::{Job, Report, runner::Object};
use crate::{cli::Failure, signals::Disposable};

/// Runs `disposable`: columns `domain`, `disposable`.
pub(super) fn run(job: &Job<'_>) -> Result<Report, Failure> {
    job.manifest.require(&["domain", "disposable"])?;
    let lists = Disposable::default();
    let objects = job.run(&["domain"], |row| {
        let domain = idna::domain_to_ascii(row.get("domain").trim()).unwrap_or_default();
        let entry = lists.entry(&domain);
        let listed = entry.is_some();
        Ok(Object::from_iter([("disposable".to_owned(), listed.into()), ("entry".to_owned(), entry.into())]))
    })?;
    let rows = job.manifest.rows.iter().zip(&objects);
    let pairs: Vec<(bool, bool)> =
        rows.map(|(row, object)| (row.flag("disposable"), object["disposable"] == true)).collect();
    let count = |truth: bool, given: bool| pairs.iter().filter(|pair| **pair == (truth, given)).count();
    let mut report = Report::of(&objects);
    report.rate("throw-away domains found (recall)", (count(true, true), count(true, true) + count(true, false)));
    report.rate("found domains that are (precision)", (count(true, true), count(true, true) + count(false, true)));
    report.error_rate("ordinary domains taken for one", (count(false, true), count(false, true) + count(false, false)));
    report.times(&objects);
    Ok(report)
}
