//! `evaluate challenge`: recorded answers to a challenge, judged.

use std::{fs, path::Path};

use countersign_core::{
    liveness::{Challenge, TargetApcer, Verdict, judge},
    reason::Reason,
};
use countersign_vision::{
    face::{Embedding, FaceEngine},
    image::{Limits, Picture},
    liveness::Observer,
    model::Runtime,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    super::{Job, Report, Row, runner::Object},
    rates,
};
use crate::{cli::Failure, pipeline::reason_of};

/// One answer: `docs/liveness.md` describes the file.
#[derive(Deserialize)]
struct Sequence {
    /// What the server issued; the challenge follows from it.
    nonce: Option<String>,
    /// The challenge itself, where it did not come from a nonce.
    challenge: Option<Challenge>,
    /// Who should be seen; relative to the file, as are the frames.
    selfie: Option<String>,
    frames: Vec<FrameFile>,
}

#[derive(Deserialize)]
struct FrameFile {
    file: String,
    t_ms: u32,
}

impl Sequence {
    fn challenge(&self) -> Option<Challenge> {
        self.challenge.clone().or_else(|| Some(Challenge::of(self.nonce.as_ref()?.parse().ok()?)))
    }
}

/// Runs `challenge`: columns `file`, `label`, `species`.
pub(in super::super) fn run(job: &Job<'_>) -> Result<Report, Failure> {
    job.manifest.require(&["file", "label", "species"])?;
    let folder = job.settings.model_folder()?;
    let engine = FaceEngine::load(&Runtime::load(&folder.runtime())?, &folder)?;
    let objects = job.run(&["file"], |row| examine(job, &engine, row))?;
    let mut report = rates::report(job, &objects);
    for target in TargetApcer::ALL {
        let [attacks, live] = rates::at(job, &objects, |object| passes(object, target));
        report.error_rate(format!("APCER at {} (score {})", target.name(), target.threshold()), attacks);
        report.error_rate(format!("BPCER at {}", target.name()), live);
    }
    Ok(report)
}

fn passes(object: &Object, target: TargetApcer) -> bool {
    object.get("verdicts").is_some_and(|verdicts| verdicts[target.name()] == json!(Verdict::BonaFide))
}

fn examine(job: &Job<'_>, engine: &FaceEngine, row: &Row) -> Result<Object, Reason> {
    let file = job.manifest.file(row.get("file"));
    let text = fs::read(&file).map_err(|_| Reason::ImageUnreadable)?;
    let sequence: Sequence = serde_json::from_slice(&text).map_err(|_| Reason::ChallengeIncomplete)?;
    let challenge = sequence.challenge().ok_or(Reason::ChallengeIncomplete)?;
    let folder = file.parent().unwrap_or_else(|| Path::new(""));
    let selfie = sequence.selfie.as_ref().map(|name| embedding(engine, &folder.join(name))).transpose()?;
    let mut observer = Observer::new(engine, selfie.as_ref());
    for frame in &sequence.frames {
        observer.push(frame.t_ms, picture(&folder.join(&frame.file))?.rgb).map_err(|error| reason_of(error.into()))?;
    }
    let judgement = judge(&challenge, &observer.finish());
    let Value::Object(mut object) = json!(judgement) else { return Err(Reason::ProcessingFailed) };
    let verdicts = TargetApcer::ALL.map(|target| (target.name().to_owned(), json!(judgement.at(target))));
    object.insert("verdicts".to_owned(), Value::Object(verdicts.into_iter().collect()));
    Ok(object)
}

fn embedding(engine: &FaceEngine, selfie: &Path) -> Result<Embedding, Reason> {
    Ok(engine.selfie(&picture(selfie)?.rgb).map_err(reason_of)?.embedding)
}

fn picture(path: &Path) -> Result<Picture, Reason> {
    Picture::decode(&fs::read(path).map_err(|_| Reason::ImageUnreadable)?, &Limits::default())
}
