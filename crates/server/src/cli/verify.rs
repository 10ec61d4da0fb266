//! `countersign verify`: a document and a selfie in, a decision with its checks out.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use anstyle::Style;
use clap::Args;
use countersign_core::{
    Date,
    check::{Check, CheckName, Outcome},
    decision::{Mode, Policy, Verdict},
    document::extraction::Extraction,
    expected::Expected,
    face,
};
use countersign_vision::document::Engine;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    ExtraArgs, Failure, Settings,
    output::{self, BAD, DOUBTFUL, GOOD, HEADING, QUIET, cell, paint},
    read, read_bytes,
};
use crate::{
    pipeline::{self, Terms},
    verifier::{Refused, Side, Submission, Verified},
};

#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// Side of the document with the portrait
    #[arg(long, value_name = "IMAGE")]
    id_front: PathBuf,
    /// The other side of the document
    #[arg(long, value_name = "IMAGE")]
    id_back: Option<PathBuf>,
    /// Photograph of the person
    #[arg(long, value_name = "IMAGE")]
    selfie: PathBuf,
    /// A bill, statement or letter that shows where the person lives: a picture or a PDF
    #[arg(long, value_name = "FILE")]
    proof_of_address: Option<PathBuf>,
    /// What is claimed about the person, as in the API's `expected`
    #[arg(long, value_name = "FILE.json")]
    expected: Option<PathBuf>,
    /// How checks become a decision; settings left out keep their defaults
    #[arg(long, value_name = "FILE.json")]
    policy: Option<PathBuf>,
    /// Accept specimen documents
    #[arg(long)]
    test: bool,
    #[command(flatten)]
    extras: ExtraArgs,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &VerifyArgs, settings: &Settings) -> Result<(), Failure> {
    let expected: Expected = settings_file(args.expected.as_deref())?;
    let mut policy: Policy = settings_file(args.policy.as_deref())?;
    if args.test {
        policy.mode = Mode::Test;
    }
    let submission = Submission {
        front: read_bytes(&args.id_front)?,
        back: args.id_back.as_deref().map(read_bytes).transpose()?,
        selfie: read_bytes(&args.selfie)?,
        active: None,
        proof_of_address: None,
    };
    let engine = Engine::load(&settings.model_folder()?)?;
    let extras = args.extras.load(settings, &engine.runtime)?;
    let today = settings.today();
    let proof = args.proof_of_address.as_deref().map(|file| proof(&engine, file, today)).transpose()?;
    let terms =
        Terms { expected: &expected, policy: &policy, proof_of_address: proof.as_ref(), today, extras: &extras };
    let verified = pipeline::verify(&engine, &submission, terms).map_err(|refused| named(args, refused))?;
    if args.json { output::json(&as_json(&verified)) } else { Ok(show(&mut output::out(), &verified)?) }
}

fn proof(engine: &Engine, file: &Path, today: Date) -> Result<Extraction, Failure> {
    pipeline::read_proof(engine, &read_bytes(file)?, today).map_err(|reason| Failure::refused(file, reason))
}

/// A JSON file; everything at its default without one.
fn settings_file<T: DeserializeOwned + Default>(file: Option<&Path>) -> Result<T, Failure> {
    let Some(file) = file else { return Ok(T::default()) };
    serde_json::from_slice(&read_bytes(file)?).map_err(|cause| Failure::Input(format!("{}: {cause}", file.display())))
}

fn named(args: &VerifyArgs, refused: Refused) -> Failure {
    let file = match refused.side {
        Side::Front => &args.id_front,
        Side::Back => args.id_back.as_ref().unwrap_or(&args.id_front),
        Side::Selfie => &args.selfie,
        Side::ProofOfAddress => args.proof_of_address.as_ref().unwrap_or(&args.selfie),
    };
    Failure::refused(file, refused.reason)
}

fn as_json(verified: &Verified) -> Value {
    let live = check(verified, CheckName::SelfieLive).and_then(|check| check.evidence.get("liveness"));
    let stages: serde_json::Map<String, Value> = verified
        .stages
        .iter()
        .map(|(stage, took)| ((*stage).to_owned(), (took.as_secs_f64() * 1e3).round().into()))
        .collect();
    json!({
        "decision": verified.decision.verdict,
        "reasons": verified.decision.reasons,
        "review": verified.decision.review,
        "policy_version": verified.decision.policy_version,
        "checks": verified.checks,
        "extraction": verified.extraction,
        "proof_of_address": verified.proof_of_address,
        "faces": faces(verified),
        "liveness": live,
        "liveness_signals": verified.passive,
        "age_estimate": verified.age,
        "ms": stages,
    })
}

fn check(verified: &Verified, name: CheckName) -> Option<&Check> {
    verified.checks.iter().find(|check| check.name == name)
}

fn faces(verified: &Verified) -> Value {
    let Some(faces) = &verified.faces else {
        return json!({"error": check(verified, CheckName::FaceMatches).and_then(|check| check.reason)});
    };
    let verdict = if faces.score >= faces.threshold { face::Verdict::Match } else { face::Verdict::NoMatch };
    json!({
        "score": faces.score, "threshold": faces.threshold, "target_fmr": faces.target, "verdict": verdict,
        "probability": faces.probability,
    })
}

fn show(out: &mut impl Write, verified: &Verified) -> io::Result<()> {
    let (style, word) = match verified.decision.verdict {
        Verdict::Approved => (GOOD, "approved"),
        Verdict::Rejected => (BAD, "rejected"),
        Verdict::DoubleCheck => (DOUBTFUL, "double check: a person should look"),
    };
    writeln!(out, "{}", paint(style.bold(), word))?;
    for reason in &verified.decision.reasons {
        writeln!(out, "  {} {}", paint(style, reason), reason.entry().private)?;
    }
    writeln!(out, "\n{}", paint(HEADING, "Document"))?;
    read::show(out, &verified.extraction)?;
    if let Some(paper) = &verified.proof_of_address {
        writeln!(out, "\n{}", paint(HEADING, "Proof of address"))?;
        read::show(out, paper)?;
    }
    show_checks(out, &verified.checks)?;
    if let Some(faces) = &verified.faces {
        writeln!(out, "\n{}", paint(HEADING, "Faces"))?;
        let target = faces.target.name();
        writeln!(
            out,
            "  score {:.3}, threshold {:.3} at FMR {target}, probability {:.1}%",
            faces.score.0,
            faces.threshold.0,
            100.0 * faces.probability
        )?;
    }
    show_liveness(out, verified)?;
    let stages: Vec<_> =
        verified.stages.iter().map(|(stage, took)| format!("{stage} {:.0} ms", took.as_secs_f64() * 1e3)).collect();
    writeln!(out, "\n{}", paint(QUIET, stages.join(", ")))
}

fn show_liveness(out: &mut impl Write, verified: &Verified) -> io::Result<()> {
    writeln!(out, "\n{}", paint(HEADING, "Liveness"))?;
    match &verified.passive {
        None => writeln!(out, "  not run")?,
        Some(passive) => {
            let nothing = if passive.reasons.is_empty() { ": no signs of a print or a screen" } else { "" };
            writeln!(out, "  still only, score {:.2}{nothing}", passive.score)?;
            for sign in &passive.reasons {
                writeln!(out, "  {} {}", paint(DOUBTFUL, sign), sign.entry().private)?;
            }
        }
    }
    verified
        .age
        .map_or(Ok(()), |years| writeln!(out, "  age by the face about {years:.0}: a guess, often off by ten years"))
}

fn show_checks(out: &mut impl Write, checks: &[Check]) -> io::Result<()> {
    writeln!(out, "\n{}", paint(HEADING, "Checks"))?;
    let name = |check: &Check| json!(check.name).as_str().unwrap_or_default().replace('_', " ");
    let width = checks.iter().map(|check| name(check).len()).max().unwrap_or(0);
    for check in checks {
        let (style, word): (Style, &str) = match check.outcome {
            Outcome::Pass => (GOOD, "pass"),
            Outcome::Fail => (BAD, "fail"),
            Outcome::Inconclusive => (DOUBTFUL, "unsure"),
            Outcome::NotRun => (QUIET, "not run"),
        };
        let why = check.reason.map_or_else(String::new, |r| format!("  {}", paint(QUIET, r.entry().private)));
        // The last column is not padded: nothing follows most names.
        let width = if why.is_empty() { 0 } else { width };
        writeln!(out, "  {}  {}{why}", cell(style, word, 7), cell(Style::new(), &name(check), width))?;
    }
    Ok(())
}
