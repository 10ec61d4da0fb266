//! `countersign evaluate`: runs a labelled set and says how good the answers are, with counts and intervals.
//!
//! Manifests, result objects and what is counted are a contract with the independent scorers; metric names are theirs.

mod aamva;
mod ages;
mod compare;
mod disposable;
mod documents;
mod faces;
mod floor;
mod fold;
mod liveness;
mod manifest;
mod metrics;
mod mrz;
mod pairs;
mod report;
mod risk;
mod runner;

use std::path::PathBuf;

use clap::{Args, Subcommand};

pub(crate) use manifest::{Manifest, Row};
pub(crate) use report::Report;

use crate::cli::{Failure, Settings, output};

#[derive(Args, Debug)]
pub struct EvaluateArgs {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// Pictures of documents [columns: file, `back_file`, kind, truth]
    Documents(documents::DocumentsArgs),
    /// Machine readable zones as text [columns: mrz, valid, truth]
    Mrz(Options),
    /// AAMVA payloads and pictures of PDF417 barcodes [columns: file, truth]
    Aamva(Options),
    /// Pairs of person names [columns: `name_a`, `name_b`, same]
    Names(pairs::NamesArgs),
    /// Pairs of raw addresses [columns: `address_a`, `address_b`, same]
    Addresses(Options),
    /// Pairs of faces, or all of a list against each other [columns: `file_a`, `file_b`, same; or: file, identity]
    Faces(faces::FacesArgs),
    /// Single pictures of live people and of attacks [columns: file, label, species]
    Liveness(liveness::StillsArgs),
    /// Recorded answers to a liveness challenge [columns: file, label, species]
    Challenge(Options),
    /// Mail domains of throw-away providers and of others [columns: domain, disposable]
    Disposable(Options),
    /// Checkouts with what became of them, by the default policy [columns: label, `occurred_at`, email, ip …]
    Risk(Options),
    /// Faces and how old they were; the guess is advice, never a check [columns: file, age]
    Ages(Options),
}

impl Kind {
    fn options(&self) -> &Options {
        match self {
            Self::Documents(args) => &args.options,
            Self::Faces(args) => &args.options,
            Self::Names(args) => &args.options,
            Self::Liveness(args) => &args.options,
            Self::Mrz(options)
            | Self::Aamva(options)
            | Self::Addresses(options)
            | Self::Challenge(options)
            | Self::Disposable(options)
            | Self::Risk(options)
            | Self::Ages(options) => options,
        }
    }
}

/// What every kind of evaluation takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Labelled set; files in it are relative to its folder
    #[arg(value_name = "MANIFEST.csv")]
    pub manifest: PathBuf,
    /// Write one JSON object per row, in the order of the manifest
    #[arg(long, value_name = "results.jsonl")]
    pub out: Option<PathBuf>,
    /// Rows worked on at a time [default: number of cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
    /// Print the metrics as JSON
    #[arg(long)]
    pub json: bool,
    /// Fail when a figure is worse than in this file, written earlier by `--json`
    #[arg(long, value_name = "FILE.json")]
    pub floor: Option<PathBuf>,
}

/// One evaluation under way: its rows and how to run them.
pub(crate) struct Job<'a> {
    pub manifest: Manifest,
    pub options: &'a Options,
    pub settings: &'a Settings,
}

impl<'a> Job<'a> {
    fn open(options: &'a Options, settings: &'a Settings) -> Result<Self, Failure> {
        Ok(Self { manifest: Manifest::read(&options.manifest)?, options, settings })
    }

    /// Rows worked on at a time.
    pub(crate) fn threads(&self) -> usize {
        self.options.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, Into::into), usize::from)
    }
}

/// Runs the evaluation asked for and prints its metrics.
pub(crate) fn run(args: &EvaluateArgs, settings: &Settings) -> Result<(), Failure> {
    let job = Job::open(args.kind.options(), settings)?;
    let report = match &args.kind {
        Kind::Documents(args) => documents::run(&job, args),
        Kind::Mrz(_) => mrz::run(&job),
        Kind::Aamva(_) => aamva::run(&job),
        Kind::Names(args) => pairs::names(&job, args),
        Kind::Addresses(_) => pairs::addresses(&job),
        Kind::Faces(args) => faces::run(&job, args),
        Kind::Liveness(args) => liveness::stills(&job, args),
        Kind::Challenge(_) => liveness::challenge(&job),
        Kind::Disposable(_) => disposable::run(&job),
        Kind::Risk(_) => risk::run(&job),
        Kind::Ages(_) => ages::run(&job),
    }?;
    finish(job.options, &report)
}

fn finish(options: &Options, report: &Report) -> Result<(), Failure> {
    if options.json {
        output::json(report.items())?;
    } else {
        report.show(&mut output::out())?;
    }
    options.floor.as_deref().map_or(Ok(()), |file| floor::check(file, report))
}
