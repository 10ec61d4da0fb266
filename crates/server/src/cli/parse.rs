//! `countersign parse`: the text of a zone or of a barcode in, fields out.

use std::{io::Write, path::PathBuf};

use clap::{Args, Subcommand};
use countersign_core::document::{aamva, mrz};
use serde_json::{Value, json};

use super::{
    Failure, Settings,
    output::{self, BAD, GOOD, HEADING, QUIET, paint},
    read_bytes, table,
};

#[derive(Args, Debug)]
pub struct ParseArgs {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// The lines of a machine readable zone
    Mrz(Input),
    /// The payload of a PDF417 barcode
    Aamva(Input),
}

#[derive(Args, Debug)]
struct Input {
    /// File to read; - is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ParseArgs, settings: &Settings) -> Result<(), Failure> {
    match &args.kind {
        Kind::Mrz(input) => parse_mrz(input, settings),
        Kind::Aamva(input) => parse_aamva(input),
    }
}

fn parse_mrz(input: &Input, settings: &Settings) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(&read_bytes(&input.file)?).into_owned();
    let lines: Vec<&str> = text.split(['\n', '|']).map(str::trim).filter(|line| !line.is_empty()).collect();
    let refuse = |cause| Failure::Input(format!("{}: no machine readable zone: {cause}", input.file.display()));
    let zone = mrz::parse(&lines).map_err(refuse)?;
    let fields = zone.fields(settings.today());
    if input.json {
        let zone = json!({"format": zone.format(), "valid": zone.valid(), "checks": zone.checks(), "fields": fields});
        return output::json(&zone);
    }
    let mut out = output::out();
    let (style, verdict) =
        if zone.valid() { (GOOD, "every check digit holds") } else { (BAD, "a check digit does not hold") };
    writeln!(out, "{}  {}\n", paint(HEADING, text_of(&json!(zone.format()))), paint(style, verdict))?;
    table::values(&mut out, &json!(fields))?;
    writeln!(out)?;
    for (digit, holds) in zone.checks() {
        let (style, word) = if holds { (GOOD, "holds") } else { (BAD, "does not hold") };
        writeln!(out, "  {} {}", paint(QUIET, format!("check digit {digit}:")), paint(style, word))?;
    }
    Ok(())
}

fn parse_aamva(input: &Input) -> Result<(), Failure> {
    let payload = aamva::parse(&read_bytes(&input.file)?)
        .ok_or_else(|| Failure::Input(format!("{}: no AAMVA payload", input.file.display())))?;
    let barcode = &payload.barcode;
    if input.json {
        return output::json(&json!({"barcode": barcode, "fields": payload.fields, "truncated": payload.truncated}));
    }
    let mut out = output::out();
    let version = barcode.version.map_or_else(|| "unknown version".to_owned(), |v| format!("version {v:02}"));
    writeln!(out, "{}  {version}, {} elements\n", paint(HEADING, &barcode.standard), barcode.elements.len())?;
    table::values(&mut out, &json!(payload.fields))?;
    writeln!(out)?;
    for (id, value) in &barcode.elements {
        writeln!(out, "  {}  {value}", paint(QUIET, id))?;
    }
    Ok(())
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
