//! Writes papers with an address and the manifest that `countersign evaluate documents` reads: of three, two prove an
//! address and one does not; of four, one is a scan, one a photograph, one a PDF with text, one a PDF with a scan.
//!
//! `cargo run -p countersign-specimen --example papers -- OUT N [SEED]`

use std::{fs, path::Path};

use anyhow::{Context, Result};
use countersign_specimen::{Camera, Paper, paper, studio, to_jpeg, to_png};
use image::imageops::{FilterType, resize};

/// Of drawn sheets, in pixels: 200 dots an inch.
const PIXELS_PER_MM: f32 = 8.0;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (out, count, seed) = match arguments.as_slice() {
        [out, count] => (out, count, "0"),
        [out, count, seed] => (out, count, seed.as_str()),
        _ => anyhow::bail!("usage: papers OUT N [SEED]"),
    };
    let (out, first, count): (_, u64, u64) = (Path::new(out), seed.parse()?, count.parse()?);
    fs::create_dir_all(out).with_context(|| format!("creating {}", out.display()))?;
    let mut manifest = csv::Writer::from_path(out.join("manifest.csv"))?;
    manifest.write_record(["file", "kind", "truth"])?;
    for seed in first..first + count {
        manifest.write_record(write(out, seed)?)?;
    }
    manifest.flush()?;
    Ok(())
}

fn write(out: &Path, seed: u64) -> Result<[String; 3]> {
    let arrangement = seed as usize % paper::ARRANGEMENTS;
    let sheet = if seed % 3 == 2 { Paper::other(arrangement, seed) } else { Paper::proof(arrangement, seed) };
    let (bytes, extension) = arrive(&sheet, seed);
    let file = format!("{seed:04}.{extension}");
    fs::write(out.join(&file), bytes).with_context(|| format!("writing {file}"))?;
    let (kind, truth) = match &sheet.truth {
        Some(truth) => ("proof_of_address", serde_json::to_string(truth)?),
        None => ("other", "{}".to_owned()),
    };
    Ok([file, kind.to_owned(), truth])
}

fn arrive(sheet: &Paper, seed: u64) -> (Vec<u8>, &'static str) {
    let drawn = || studio().paper(sheet, PIXELS_PER_MM);
    // Every arrangement comes in every form.
    match (seed + seed / paper::ARRANGEMENTS as u64) % 4 {
        0 => (to_png(&drawn()), "png"),
        1 => (to_jpeg(&Camera::phone(seed).shoot(&drawn()), 85), "jpg"),
        2 => (sheet.to_pdf(), "pdf"),
        _ => {
            let flat = drawn();
            let scan = resize(&flat, flat.width() * 3 / 4, flat.height() * 3 / 4, FilterType::Triangle);
            (paper::scan(&scan), "pdf")
        }
    }
}
