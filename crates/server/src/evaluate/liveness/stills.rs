//! `evaluate liveness`: single pictures, live or not, by passive signals.

use clap::Args;
use countersign_core::reason::Reason;
use countersign_vision::{
    face::{FaceEngine, dominant},
    image::{Limits, Picture},
    liveness::{self, Slot},
    model::Runtime,
};
use serde_json::{Value, json};

use super::{
    super::{Job, Options, Report, Row, runner::Object},
    rates,
};
use crate::{cli::Failure, pipeline::reason_of};

#[derive(Args, Debug)]
pub(in super::super) struct StillsArgs {
    #[command(flatten)]
    pub options: Options,
    /// Your own model of presentation attacks, described by a manifest
    #[arg(long, value_name = "FILE.toml")]
    liveness_model: Option<std::path::PathBuf>,
}

struct Desk {
    faces: FaceEngine,
    slot: Option<Slot>,
}

/// Runs `liveness`: columns `file`, `label`, `species`.
pub(in super::super) fn run(job: &Job<'_>, args: &StillsArgs) -> Result<Report, Failure> {
    job.manifest.require(&["file", "label", "species"])?;
    let folder = job.settings.model_folder()?;
    let runtime = Runtime::load(&folder.runtime())?;
    let slot = args.liveness_model.as_deref().map(|path| Slot::load(&runtime, path)).transpose()?;
    let desk = Desk { faces: FaceEngine::load(&runtime, &folder)?, slot };
    let objects = job.run(&["file"], |row| examine(job, &desk, row))?;
    let mut report = rates::report(job, &objects);
    let own: Vec<f64> = objects.iter().filter_map(|object| object.get("signals_ms")?.as_f64()).collect();
    if let Some((median, p95)) = super::super::metrics::median_p95(own) {
        report.value("time of the signals alone, ms, median", median, &[("p95", p95.into())]);
    }
    Ok(report)
}

fn examine(job: &Job<'_>, desk: &Desk, row: &Row) -> Result<Object, Reason> {
    let bytes = std::fs::read(job.manifest.file(row.get("file"))).map_err(|_| Reason::ImageUnreadable)?;
    let picture = Picture::decode(&bytes, &Limits::default())?.rgb;
    let broken = |error: countersign_vision::model::ModelError| reason_of(error.into());
    let faces = desk.faces.detect(&picture).map_err(broken)?;
    // Whom a verification would refuse for other reasons is examined here all the same.
    let face = dominant(&faces, picture.width(), picture.height())?;
    let started = std::time::Instant::now();
    let mut signals = liveness::signals(&picture, &bytes, face);
    let ms = started.elapsed().as_secs_f64() * 1e3;
    if let Some(slot) = &desk.slot {
        signals.model = slot.score(&picture, face).map_err(broken)?;
    }
    let Value::Object(mut object) = json!(signals.weigh()) else { return Err(Reason::ProcessingFailed) };
    object.insert("signals_ms".to_owned(), ms.into());
    Ok(object)
}
