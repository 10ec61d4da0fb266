//! `evaluate ages`: guesses at the age of a face against the age at the time of the picture. Columns `file`, `age` (years).

use std::fs;

use countersign_core::reason::Reason;
use countersign_vision::{
    face::{AgeModel, FaceEngine},
    image::{Limits, Picture},
    model::Runtime,
};
use serde_json::Value;

use super::{Job, Report, Row, runner::Object};
use crate::{cli::Failure, pipeline::reason_of};

pub(super) fn run(job: &Job<'_>) -> Result<Report, Failure> {
    job.manifest.require(&["file", "age"])?;
    let folder = job.settings.model_folder()?;
    let runtime = Runtime::load(&folder.runtime())?;
    let (engine, model) = (FaceEngine::load(&runtime, &folder)?, AgeModel::load(&runtime, &folder)?);
    let objects = job.run(&["file"], |row| guess(job, &engine, &model, row))?;
    let truth = job.manifest.rows.iter().map(|row| row.get("age").parse::<f64>().ok());
    let guesses = objects.iter().map(|object| object.get("age").and_then(Value::as_f64));
    let errors: Vec<f64> = truth.zip(guesses).filter_map(|(age, guess)| Some(guess? - age?)).collect();
    let mut report = Report::of(&objects);
    print(&mut report, &errors, objects.len());
    report.times(&objects);
    Ok(report)
}

/// The face may be a document's portrait.
fn guess(job: &Job<'_>, engine: &FaceEngine, model: &AgeModel, row: &Row) -> Result<Object, Reason> {
    let bytes = fs::read(job.manifest.file(row.get("file"))).map_err(|_| Reason::ImageUnreadable)?;
    let picture = Picture::decode(&bytes, &Limits::default())?.rgb;
    let face = engine.portrait(&picture).map_err(reason_of)?;
    let years = model.estimate(&picture, &face.detected).map_err(|error| reason_of(error.into()))?;
    Ok(Object::from_iter([("age".to_owned(), years.ok_or(Reason::NoFace)?.into())]))
}

/// Years by which guesses are off; a row without a guess counts in the shares as one that is far off.
fn print(report: &mut Report, errors: &[f64], rows: usize) {
    let count = errors.len().max(1) as f64;
    report.value("mean absolute error, years", errors.iter().map(|error| error.abs()).sum::<f64>() / count, &[]);
    report.value("bias (guess minus age), years", errors.iter().sum::<f64>() / count, &[]);
    for years in [5.0, 10.0] {
        let within = errors.iter().filter(|error| error.abs() <= years).count();
        report.rate(format!("within {years} years"), (within, rows));
    }
}
