//! `evaluate documents`: pictures of documents against what stands on them.

mod quality;
mod tally;
mod warp;

use std::fs;

use clap::{Args, ValueEnum};
use countersign_core::{document::extraction::Extraction, reason::Reason};
use countersign_vision::{
    document::{Engine, Papers, ReadOptions},
    image::Picture,
};
use image::imageops;
use serde_json::json;

use super::{Job, Options, Report, Row, runner::Object};
use crate::{cli::Failure, pipeline};

#[derive(Args, Debug)]
pub(super) struct DocumentsArgs {
    #[command(flatten)]
    pub options: Options,
    /// Turn every picture clockwise by this many degrees first
    #[arg(long, value_enum, value_name = "DEGREES")]
    rotate: Option<Turn>,
    /// Distort every picture first: perspective, blur and glare of moderate strength that follow from this seed
    #[arg(long, value_name = "SEED")]
    warp: Option<u64>,
    /// Read as if documents had no machine readable zone
    #[arg(long)]
    ignore_mrz: bool,
    /// Read as if documents had no barcode
    #[arg(long)]
    ignore_barcode: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Turn {
    #[value(name = "90")]
    Quarter,
    #[value(name = "180")]
    Half,
    #[value(name = "270")]
    ThreeQuarters,
}

/// Runs `documents`: columns `file`, `back_file` (may be absent), `kind`, `truth`.
pub(super) fn run(job: &Job<'_>, args: &DocumentsArgs) -> Result<Report, Failure> {
    job.manifest.require(&["file", "kind", "truth"])?;
    let engine = Engine::load(&job.settings.model_folder()?)?;
    let objects = job.run(&["file"], |row| {
        let extraction = read(job, args, &engine, row)?;
        Ok(Object::from_iter([("extraction".to_owned(), json!(extraction))]))
    })?;
    let mut tally = tally::Tally::default();
    let mut warnings = quality::Warnings::default();
    for (row, object) in job.manifest.rows.iter().zip(&objects) {
        tally.row(row, object);
        warnings.row(row, object);
    }
    let mut report = Report::of(&objects);
    tally.print(&mut report);
    warnings.print(&mut report);
    report.times(&objects);
    Ok(report)
}

fn read(job: &Job<'_>, args: &DocumentsArgs, engine: &Engine, row: &Row) -> Result<Extraction, Reason> {
    let options = ReadOptions {
        ignore_mrz: args.ignore_mrz,
        ignore_barcode: args.ignore_barcode,
        papers: papers(row),
        ..ReadOptions::on(job.settings.today())
    };
    let side = |name: &str| {
        let bytes = fs::read(job.manifest.file(name)).map_err(|_| Reason::ImageUnreadable)?;
        pipeline::read_changed(engine, &bytes, &options, |picture| changed(args, name, picture))
    };
    let front = side(row.get("file"))?;
    match row.get("back_file") {
        "" => Ok(front),
        back => Ok(front.with_back(&side(back)?)),
    }
}

/// What the kind of a row says about the place where its file was handed in. What is neither an identity document nor a
/// proof of address could come in either.
fn papers(row: &Row) -> Papers {
    match row.get("kind") {
        "proof_of_address" => Papers::Expected,
        "passport" | "identity_card" | "driver_license" | "visa" => Papers::Refused,
        _ => Papers::Allowed,
    }
}

fn changed(args: &DocumentsArgs, file: &str, picture: Picture) -> Picture {
    let picture = match args.warp {
        Some(seed) => Picture { rgb: warp::Warp::of(seed, file).apply(&picture.rgb) },
        None => picture,
    };
    turned(picture, args.rotate)
}

fn turned(picture: Picture, turn: Option<Turn>) -> Picture {
    match turn {
        None => picture,
        Some(Turn::Quarter) => Picture { rgb: imageops::rotate90(&picture.rgb) },
        Some(Turn::Half) => Picture { rgb: imageops::rotate180(&picture.rgb) },
        Some(Turn::ThreeQuarters) => Picture { rgb: imageops::rotate270(&picture.rgb) },
    }
}
