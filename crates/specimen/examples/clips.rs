//! What a browser's fake camera shows in end-to-end tests, as MJPEG (JPEG after JPEG, 30 a second), and answers to
//! liveness challenges for a camera that a test draws itself.
//!
//! `cargo run -p countersign-specimen --example clips -- still OUT` writes `document.mjpeg`, `face.mjpeg`, `both.mjpeg`
//! (document and face by turns), and `passport.jpg`, `selfie.jpg`, `bill.pdf` to choose as files.
//! `… -- answer CHALLENGE.json OUT [SPECIES]` writes the frames of an answer and `times.json`.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use countersign_core::{
    document::extraction::Sex,
    liveness::{Action, Challenge, Nonce, Step},
};
use countersign_specimen::{
    Layout, Paper, Person, Photo, Style, assets_folder,
    sequence::{Cast, Species, Still, play},
    studio, to_jpeg,
};
use countersign_vision::{face::FaceEngine, model::Runtime, models::ModelFolder};
use fastrand::Rng;
use image::{
    Rgb, RgbImage,
    imageops::{FilterType, overlay, resize},
};

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
const RATE: u32 = 30;
/// Looks straight at the camera, so that turns are turns.
const WHO: Photo = Photo::B;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["still", out] => clips(Path::new(out)),
        ["answer", challenge, out] => answer(challenge, Path::new(out), Species::BonaFide),
        ["answer", challenge, out, species] => answer(challenge, Path::new(out), named(species)?),
        _ => bail!("usage: clips still OUT | clips answer CHALLENGE.json OUT [SPECIES]"),
    }
}

fn named(name: &str) -> Result<Species> {
    let all = Species::ATTACKS.into_iter().chain([Species::BonaFide]);
    all.into_iter().find(|species| species.name() == name).with_context(|| format!("{name} is no species"))
}

fn clips(out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    let holder = (0..100).map(Person::random).find(|person| person.sex == Sex::F).context("half of all are women")?;
    let passport = studio().document(Layout::Passport, &holder, &Style { photo: WHO, ..Style::default() }).front;
    let document: Vec<Vec<u8>> = (0..4 * RATE).map(|at| to_jpeg(&on_table(&passport, at), 88)).collect();
    let face = face(4.0)?;
    let concat = |parts: &[&[Vec<u8>]]| parts.concat().concat();
    fs::write(out.join("document.mjpeg"), concat(&[&document]))?;
    fs::write(out.join("face.mjpeg"), concat(&[&face]))?;
    fs::write(out.join("both.mjpeg"), concat(&[&document, &face]))?;
    fs::write(out.join("passport.jpg"), to_jpeg(&passport, 90))?;
    fs::write(out.join("selfie.jpg"), to_jpeg(studio().photo(WHO), 90))?;
    fs::write(out.join("bill.pdf"), Paper::proof(0, 3).to_pdf())?;
    Ok(())
}

/// The passport comes nearer for a second and then lies in a hand that is not quite still.
fn on_table(passport: &RgbImage, at: u32) -> RgbImage {
    let mut rng = Rng::with_seed(u64::from(at));
    let mut scene = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb([92, 78, 64]));
    let near = (at as f32 / RATE as f32).min(1.0);
    let width = (420.0 + 510.0 * near) as u32;
    let height = width * passport.height() / passport.width();
    let small = resize(passport, width, height, FilterType::Triangle);
    let (x, y) = (i64::from(WIDTH - width) / 2 + rng.i64(0..2), i64::from(HEIGHT - height) / 2 + rng.i64(0..2));
    overlay(&mut scene, &small, x, y);
    for pixel in scene.pixels_mut() {
        let noise = rng.i16(-4..5);
        pixel.0 = pixel.0.map(|level| (i16::from(level) + noise).clamp(0, 255) as u8);
    }
    scene
}

/// Somebody who looks straight at the camera, not quite still.
fn face(seconds: f32) -> Result<Vec<Vec<u8>>> {
    let end_ms = (seconds * 1e3) as u32;
    let straight =
        Challenge { nonce: Nonce([7; 16]), steps: vec![Step { start_ms: 0, end_ms, action: Action::Straight }] };
    let person = still(&engine()?, WHO)?;
    let frames = play(&straight, Species::BonaFide, Cast { person: &person, other: &person }, 5);
    let shown = (0..(seconds * RATE as f32) as u32).map(|at| {
        let ms = at * 1000 / RATE;
        let frame = frames.iter().rev().find(|frame| frame.t_ms <= ms).or(frames.first());
        frame.context("there is a frame")
    });
    shown.map(|frame| Ok(to_jpeg(&in_room(&image::load_from_memory(&frame?.jpeg)?.into_rgb8()), 88))).collect()
}

/// A portrait frame in the middle of a camera's landscape picture.
fn in_room(frame: &RgbImage) -> RgbImage {
    let mut scene = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb([150, 148, 140]));
    let width = frame.width() * HEIGHT / frame.height();
    overlay(&mut scene, &resize(frame, width, HEIGHT, FilterType::Triangle), i64::from(WIDTH - width) / 2, 0);
    scene
}

fn engine() -> Result<FaceEngine> {
    let models = ModelFolder::check(&assets_folder())?;
    Ok(FaceEngine::load(&Runtime::load(&models.runtime())?, &models)?)
}

fn still(engine: &FaceEngine, photo: Photo) -> Result<Still> {
    let picture = studio().photo(photo);
    let face = engine.selfie(picture)?.detected;
    let [left, right, ..] = face.landmarks;
    let b = face.bbox;
    Still::of(picture, [b.x, b.y, b.width, b.height], [left, right]).context("the photograph shows a face")
}

fn answer(challenge: &str, out: &Path, species: Species) -> Result<()> {
    let challenge: Challenge = serde_json::from_slice(&fs::read(challenge)?)?;
    fs::create_dir_all(out)?;
    let engine = engine()?;
    let (person, other) = (still(&engine, WHO)?, still(&engine, Photo::A)?);
    let frames = play(&challenge, species, Cast { person: &person, other: &other }, 11);
    for (at, frame) in frames.iter().enumerate() {
        fs::write(out.join(format!("{at:03}.jpg")), &frame.jpeg)?;
    }
    let times: Vec<u32> = frames.iter().map(|frame| frame.t_ms).collect();
    Ok(fs::write(out.join("times.json"), serde_json::to_vec(&times)?)?)
}
