//! Writes specimens and the manifest that `countersign evaluate documents` reads.
//!
//! `cargo run -p countersign-specimen --example write -- OUT N [SEED] [--licences] [--careless]`
//!
//! With `--licences`, fronts of driving licences in every layout instead of documents with a zone or barcode; with
//! `--careless`, every picture is taken with something wrong: soft, under a lamp, too small, dark or cut off.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use countersign_specimen::{Camera, Front, Layout, Person, Photo, Style, barcode, studio, to_jpeg, to_png, to_webp};
use image::RgbImage;

fn main() -> Result<()> {
    let (options, arguments): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let given = |name: &str| options.iter().any(|option| option == name);
    let (licences, careless) = (given("--licences"), given("--careless"));
    let (out, count, seed) = match arguments.as_slice() {
        [out, count] => (out, count, "0"),
        [out, count, seed] => (out, count, seed.as_str()),
        _ => anyhow::bail!("usage: write OUT N [SEED] [--licences] [--careless]"),
    };
    let (out, first, count): (_, u64, u64) = (Path::new(out), seed.parse()?, count.parse()?);
    fs::create_dir_all(out).with_context(|| format!("creating {}", out.display()))?;
    let mut manifest = csv::Writer::from_path(out.join("manifest.csv"))?;
    manifest.write_record(["file", "back_file", "kind", "truth"])?;
    for seed in first..first + count {
        manifest.write_record(write(out, seed, licences, careless)?)?;
    }
    fs::write(out.join("selfie-a.jpg"), to_jpeg(studio().photo(Photo::A), 92))?;
    fs::write(out.join("selfie-b.jpg"), to_jpeg(studio().photo(Photo::B), 92))?;
    manifest.flush()?;
    Ok(())
}

/// One specimen: its picture, of a back too where there is one, and its row of the manifest.
fn write(out: &Path, seed: u64, licences: bool, careless: bool) -> Result<[String; 4]> {
    let photo = if seed.is_multiple_of(2) { Photo::A } else { Photo::B };
    let style = Style::random(seed, photo);
    // Every sixth is a licence.
    let specimen = match Layout::ALL.get(seed as usize % 6) {
        _ if licences => studio().licence_front(Front::ALL[seed as usize % Front::ALL.len()], &style),
        Some(&layout) => studio().document(layout, &Person::random(seed), &style),
        None => studio().licence(&barcode::card(seed), &style),
    };
    let save = |picture: &RgbImage, side: &str| -> Result<String> {
        let (bytes, extension) =
            if careless { (to_jpeg(&Camera::careless(seed).shoot(picture), 85), "jpg") } else { arrive(picture, seed) };
        let name = format!("{seed:04}-{side}.{extension}");
        fs::write(out.join(&name), bytes).with_context(|| format!("writing {name}"))?;
        Ok(name)
    };
    let front = save(&specimen.front, "front")?;
    let back = specimen.back.as_ref().map(|back| save(back, "back")).transpose()?.unwrap_or_default();
    let kind = serde_json::to_value(specimen.truth.document_type)?;
    let kind = kind.as_str().context("a document type is a word")?.to_owned();
    Ok([front, back, kind, serde_json::to_string(&specimen.truth)?])
}

/// How a picture arrives: one in four is a scan, the rest are photographs.
fn arrive(picture: &RgbImage, seed: u64) -> (Vec<u8>, &'static str) {
    match seed % 4 {
        0 => (to_png(picture), "png"),
        1 => (to_webp(&Camera::phone(seed).shoot(picture)), "webp"),
        _ => (to_jpeg(&Camera::phone(seed).shoot(picture), 85), "jpg"),
    }
}
