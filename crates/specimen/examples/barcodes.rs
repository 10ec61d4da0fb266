//! Draws small, badly photographed PDF417 barcodes and counts how many are read, by countersign and by plain zxing-cpp.
//!
//! `cargo run -p countersign-specimen --example barcodes -- [N] [SEED] [--out DIR]`
//!
//! With `--out`, the pictures and a manifest for `countersign evaluate aamva` are written too.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use countersign_core::document::aamva::{self, Fields};
use countersign_specimen::barcode;
use countersign_vision::barcode::read_pdf417;
use image::{DynamicImage, GrayImage};

/// Pixels a module, at the edge of what decoders resolve.
const MODULE_PX: f32 = 2.5;

struct Arguments {
    count: u64,
    seed: u64,
    out: Option<PathBuf>,
}

/// One drawn barcode and who read it.
struct Row {
    card: Fields,
    picture: GrayImage,
    ours: bool,
    zxing: bool,
    ours_took: Duration,
    zxing_took: Duration,
}

fn main() -> Result<()> {
    let arguments = arguments()?;
    let seeds = arguments.seed..arguments.seed + arguments.count;
    let rows: Vec<Row> = seeds.map(row).collect();
    report(&rows);
    arguments.out.as_deref().map_or(Ok(()), |folder| export(&rows, folder))
}

fn arguments() -> Result<Arguments> {
    let mut arguments = Arguments { count: 100, seed: 0, out: None };
    let mut given = std::env::args().skip(1);
    let mut position = 0;
    while let Some(argument) = given.next() {
        match (argument.as_str(), position) {
            ("--out", _) => arguments.out = Some(given.next().context("--out needs a folder")?.into()),
            (count, 0) => arguments.count = count.parse().context("N is a number")?,
            (seed, 1) => arguments.seed = seed.parse().context("SEED is a number")?,
            _ => bail!("usage: barcodes [N] [SEED] [--out DIR]"),
        }
        position += usize::from(argument != "--out");
    }
    Ok(arguments)
}

fn row(seed: u64) -> Row {
    let card = barcode::card(seed);
    let payload = aamva::emit(&card);
    let picture = barcode::degrade(&barcode::pdf417(&payload, MODULE_PX), seed);
    let rgb = DynamicImage::ImageLuma8(picture.clone()).into_rgb8();
    let start = Instant::now();
    let ours = read_pdf417(&rgb).is_some_and(|reading| reading.bytes == payload);
    let ours_took = start.elapsed();
    let start = Instant::now();
    let zxing = plain_zxing(&picture).is_some_and(|bytes| bytes == payload);
    Row { card, picture, ours, zxing, ours_took, zxing_took: start.elapsed() }
}

/// zxing-cpp as it comes, trying as hard as it can.
fn plain_zxing(picture: &GrayImage) -> Option<Vec<u8>> {
    let reader = zxingcpp::read().formats([zxingcpp::BarcodeFormat::PDF417]).try_harder(true).try_rotate(true);
    let (width, height) = picture.dimensions();
    let view = zxingcpp::ImageView::from_slice(picture.as_raw(), width, height, zxingcpp::ImageFormat::Lum).ok()?;
    reader.from(view).ok()?.into_iter().find(zxingcpp::Barcode::is_valid).map(|found| found.bytes())
}

#[expect(clippy::print_stdout, reason = "the report is what this program is for")]
fn report(rows: &[Row]) {
    let count = |read: fn(&Row) -> bool| rows.iter().filter(|row| read(row)).count();
    let time = |took: fn(&Row) -> Duration| {
        let mut times: Vec<Duration> = rows.iter().map(took).collect();
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default().as_secs_f64() * 1e3;
        format!("median {:.1} ms, p95 {:.1} ms", at(50), at(95))
    };
    let (n, ours, zxing) = (rows.len(), count(|row| row.ours), count(|row| row.zxing));
    println!("countersign  {ours}/{n}  {}", time(|row| row.ours_took));
    println!("zxing-cpp    {zxing}/{n}  {}", time(|row| row.zxing_took));
    println!(
        "ratio        {:.2}   read by zxing-cpp only: {}",
        ours as f64 / zxing.max(1) as f64,
        count(|row| row.zxing && !row.ours)
    );
}

fn export(rows: &[Row], folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let mut manifest = csv::Writer::from_path(folder.join("aamva.csv"))?;
    manifest.write_record(["file", "truth", "form", "reads_back"])?;
    for (i, row) in rows.iter().enumerate() {
        let file = format!("{i:04}.png");
        row.picture.save(folder.join(&file))?;
        let truth = serde_json::to_string(&row.card)?;
        let reads_back = if row.zxing { "1" } else { "0" };
        manifest.write_record([file.as_str(), truth.as_str(), "image_degraded", reads_back])?;
    }
    Ok(manifest.flush()?)
}
