//! `countersign match`: are two faces one person?

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::Args;
use countersign_core::face::{Calibration, Case, TargetFmr, Verdict};
use countersign_vision::{
    face::{Face, FaceEngine},
    image::{Limits, Picture},
    model::Runtime,
};
use serde_json::{Value, json};

use super::{
    Failure, Settings,
    output::{self, BAD, GOOD, QUIET, paint},
    read_bytes,
};
use crate::pipeline::reason_of;

#[derive(Args, Debug)]
pub struct MatchArgs {
    #[arg(value_name = "A")]
    a: PathBuf,
    #[arg(value_name = "B")]
    b: PathBuf,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &MatchArgs, settings: &Settings) -> Result<(), Failure> {
    let folder = settings.model_folder()?;
    let engine = FaceEngine::load(&Runtime::load(&folder.runtime())?, &folder)?;
    let (a, b) = rayon::join(|| face(&engine, &args.a), || face(&engine, &args.b));
    let score = a?.embedding.compare(&b?.embedding);
    let calibration = Calibration::of(Case::PhotoToPhoto);
    let target = TargetFmr::default();
    let (threshold, verdict) = (calibration.threshold(target), calibration.verdict(score, target));
    let probability = calibration.probability(score);
    if args.json {
        let verdicts: serde_json::Map<String, Value> =
            TargetFmr::ALL.iter().map(|t| (t.name().to_owned(), json!(calibration.verdict(score, *t)))).collect();
        return output::json(&json!({
            "score": score, "threshold": threshold, "target_fmr": target, "verdict": verdict, "verdicts": verdicts,
            "probability": probability,
        }));
    }
    let (style, word) = if verdict == Verdict::Match { (GOOD, "match") } else { (BAD, "no match") };
    let mut out = output::out();
    writeln!(out, "{}  score {:.3}, threshold {:.3}", paint(style.bold(), word), score.0, threshold.0)?;
    let meaning = format!(
        "at one false match in {:.0}; probability of one person {:.1}%",
        1.0 / target.rate(),
        100.0 * probability
    );
    Ok(writeln!(out, "{}", paint(QUIET, meaning))?)
}

fn face(engine: &FaceEngine, file: &Path) -> Result<Face, Failure> {
    let picture = Picture::decode(&read_bytes(file)?, &Limits::default()).map_err(|r| Failure::refused(file, r))?;
    engine.face(&picture.rgb).map_err(|error| Failure::refused(file, reason_of(error)))
}
