//! `countersign read`: what pictures of documents say.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use countersign_core::document::extraction::Extraction;
use countersign_vision::document::{Engine, Papers, ReadOptions};
use serde_json::json;

use super::{
    Failure, Settings,
    output::{self, BAD, DOUBTFUL, GOOD, HEADING, QUIET, paint},
    read_bytes, table,
};
use crate::pipeline;

#[derive(Args, Debug)]
pub struct ReadArgs {
    /// Pictures of documents; PDF files where they are papers with an address
    #[arg(required = true, value_name = "FILE")]
    images: Vec<PathBuf>,
    /// The other side of the one document given
    #[arg(long, value_name = "IMAGE")]
    back: Option<PathBuf>,
    /// Take everything for a proof of address
    #[arg(long)]
    proof_of_address: bool,
    /// Print JSON, one object per image, instead of text
    #[arg(long)]
    json: bool,
}

impl ReadArgs {
    fn papers(&self) -> Papers {
        if self.proof_of_address { Papers::Expected } else { Papers::Allowed }
    }
}

/// Reads every image; those that cannot be processed are named at the end.
pub(super) fn run(args: &ReadArgs, settings: &Settings) -> Result<(), Failure> {
    if args.back.is_some() && args.images.len() > 1 {
        return Err(Failure::Usage("--back goes with a single image".to_owned()));
    }
    let engine = Engine::load(&settings.model_folder()?)?;
    let options = ReadOptions { papers: args.papers(), ..ReadOptions::on(settings.today()) };
    let mut failures = Vec::new();
    for image in &args.images {
        match read(&engine, image, args.back.as_deref(), options) {
            Ok(extraction) => print(args, image, &extraction)?,
            Err(failure) => failures.push(failure.to_string()),
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(Failure::Input(failures.join("\n"))) }
}

fn read(engine: &Engine, image: &Path, back: Option<&Path>, options: ReadOptions) -> Result<Extraction, Failure> {
    let side = |file: &Path| {
        pipeline::read_file(engine, &read_bytes(file)?, &options).map_err(|reason| Failure::refused(file, reason))
    };
    let front = side(image)?;
    Ok(match back {
        Some(back) => front.with_back(&side(back)?),
        None => front,
    })
}

fn print(args: &ReadArgs, image: &Path, extraction: &Extraction) -> Result<(), Failure> {
    if args.json && args.images.len() == 1 {
        return output::json(extraction);
    }
    let mut out = output::out();
    if args.json {
        serde_json::to_writer(&mut out, extraction)?;
        return Ok(writeln!(out)?);
    }
    if args.images.len() > 1 {
        writeln!(out, "{}", paint(HEADING, image.display()))?;
    }
    show(&mut out, extraction)?;
    if args.images.len() > 1 {
        writeln!(out)?;
    }
    Ok(())
}

/// Fields with where they were read and how surely, then zone, barcode and warnings.
pub(super) fn show(out: &mut impl Write, extraction: &Extraction) -> io::Result<()> {
    table::readings(out, &json!(extraction))?;
    if let Some(zone) = &extraction.mrz {
        let (style, verdict) =
            if zone.valid { (GOOD, "every check digit holds") } else { (BAD, "a check digit does not hold") };
        writeln!(out, "\n  {}", paint(style, format!("machine readable zone {:?}: {verdict}", zone.format)))?;
        for line in &zone.lines {
            writeln!(out, "    {line}")?;
        }
        for repair in &zone.repaired {
            writeln!(out, "    {}", paint(QUIET, format!("repaired {repair}")))?;
        }
    }
    if let Some(barcode) = &extraction.barcode {
        writeln!(out, "\n  {} {}, {} elements", barcode.symbology, barcode.standard, barcode.elements.len())?;
    }
    for warning in &extraction.warnings {
        writeln!(out, "  {} {}", paint(DOUBTFUL, warning), warning.entry().private)?;
    }
    Ok(())
}
