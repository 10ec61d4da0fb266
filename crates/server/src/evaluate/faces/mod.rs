//! `evaluate faces`: pairs of pictures, or all pictures of a list against each other.
//!
//! A pair is compared by one path whatever the pictures are: `file_a` and `file_b` may be photographs or pictures of
//! documents, and the thresholds are the stricter ones of two photographs.

mod list;
mod pairs;
mod roc;

use clap::Args;
use countersign_core::reason::Reason;
use countersign_vision::{
    face::{Face, FaceEngine, FaceError},
    image::{Limits, Picture},
    model::Runtime,
};

use super::{Job, Options, Report, Row};
use crate::cli::Failure;

#[derive(Args, Debug)]
pub(super) struct FacesArgs {
    #[command(flatten)]
    pub options: Options,
    /// Print the calibration measured on this set: thresholds by false match rate, odds by score
    #[arg(long)]
    pub calibrate: bool,
}

/// Runs `faces`: columns `file_a, file_b, same` (or `id_image, selfie, same`), or `file, identity`.
pub(super) fn run(job: &Job<'_>, args: &FacesArgs) -> Result<Report, Failure> {
    let folder = job.settings.model_folder()?;
    let engine = FaceEngine::load(&Runtime::load(&folder.runtime())?, &folder)?;
    let (mut report, scores) =
        if job.manifest.has("identity") { list::evaluate(job, &engine)? } else { pairs::evaluate(job, &engine)? };
    if args.calibrate {
        scores.calibrate(&mut report);
    }
    Ok(report)
}

/// The face of the file named in `column`.
fn face(job: &Job<'_>, engine: &FaceEngine, row: &Row, column: &str) -> Result<Face, Reason> {
    let bytes = std::fs::read(job.manifest.file(row.get(column))).map_err(|_| Reason::ImageUnreadable)?;
    let picture = Picture::decode(&bytes, &Limits::default())?;
    engine.face(&picture.rgb).map_err(|error| match error {
        FaceError::Picture(reason) => reason,
        FaceError::Model(_) => Reason::ProcessingFailed,
    })
}
