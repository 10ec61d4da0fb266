//! Writes answers to liveness challenges, honest and not, rendered from any folder of face stills, and the manifest that
//! `countersign evaluate challenge` reads.
//!
//! `cargo run --release -p countersign-specimen --example challenges -- FACES_DIR OUT N [SEED [SPECIES]]`
//!
//! Half of the N sequences are bona fide, the rest go through the attacks in turn; or all are of one species. Pictures in a subfolder
//! of `FACES_DIR` are of one person: another picture of the same folder is then the selfie. Stills whose face looks aside are left out.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use countersign_core::liveness::{Challenge, Nonce, pose::Pose};
use countersign_specimen::{
    assets_folder,
    sequence::{Cast, Species, Still, play},
    to_jpeg,
};
use countersign_vision::{
    face::{Embedding, FaceEngine},
    image::{Limits, Picture},
    model::Runtime,
    models::ModelFolder,
};
use fastrand::Rng;
use serde_json::json;

/// Two stills are two people when they are less alike than this.
const STRANGERS: f32 = 0.2;
/// A still is looked at from the front up to these degrees.
const FRONT: f32 = 14.0;

/// One still with its face.
struct Person {
    path: PathBuf,
    still: Still,
    embedding: Embedding,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [faces, out, count, rest @ ..] = arguments.as_slice() else {
        anyhow::bail!("usage: challenges FACES_DIR OUT N [SEED [SPECIES]]");
    };
    let seed: u64 = rest.first().map_or(Ok(0), |seed| seed.parse())?;
    let only = rest.get(1).map(|name| species(name)).transpose()?;
    let people = people(Path::new(faces))?;
    ensure!(people.len() >= 2, "{faces} holds fewer than two stills with a face looked at from the front");
    let out = Path::new(out);
    fs::create_dir_all(out)?;
    let mut manifest = csv::Writer::from_path(out.join("manifest.csv"))?;
    manifest.write_record(["file", "label", "species"])?;
    for at in 0..count.parse()? {
        let attack = Species::ATTACKS[at / 2 % Species::ATTACKS.len()];
        let wanted = only.unwrap_or(if at % 2 == 0 { Species::BonaFide } else { attack });
        manifest.write_record(write(out, &people, wanted, seed, at)?)?;
    }
    Ok(manifest.flush()?)
}

fn species(name: &str) -> Result<Species> {
    let all = Species::ATTACKS.into_iter().chain([Species::BonaFide]);
    all.into_iter().find(|species| species.name() == name).with_context(|| format!("{name} is no species"))
}

fn people(folder: &Path) -> Result<Vec<Person>> {
    let models = ModelFolder::check(&assets_folder())?;
    let engine = FaceEngine::load(&Runtime::load(&models.runtime())?, &models)?;
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    Ok(files.into_iter().filter_map(|path| person(&engine, path)).collect())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

/// Files that are no picture of one face from the front are passed over.
fn person(engine: &FaceEngine, path: PathBuf) -> Option<Person> {
    let picture = Picture::decode(&fs::read(&path).ok()?, &Limits::default()).ok()?;
    let face = engine.selfie(&picture.rgb).ok()?;
    let pose = Pose::of(&face.detected.landmarks)?;
    let b = face.detected.bbox;
    let [left, right, ..] = face.detected.landmarks;
    let front = pose.yaw.abs() < FRONT && pose.pitch.abs() < 1.5 * FRONT && face.eye_distance > 30.0;
    let still = Still::of(&picture.rgb, [b.x, b.y, b.width, b.height], [left, right])?;
    front.then_some(Person { path, still, embedding: face.embedding })
}

fn write(out: &Path, people: &[Person], wanted: Species, seed: u64, at: usize) -> Result<[String; 3]> {
    let mut rng = Rng::with_seed(seed.wrapping_mul(1_000_003).wrapping_add(at as u64));
    let (person, other) = pair(people, &mut rng);
    let species = if wanted.takes_two() && other.is_none() { Species::Replay } else { wanted };
    let (subject, stranger) = (&people[person], &people[other.unwrap_or(person)]);
    let challenge = Challenge::of(Nonce(rng.u128(..).to_be_bytes()));
    let cast = Cast { person: &subject.still, other: &stranger.still };
    let whose = if species == Species::Stranger { stranger } else { selfie_of(people, person, &mut rng) };

    let name = format!("{at:04}");
    let folder = out.join(&name);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("selfie.jpg"), to_jpeg(whose.still.picture(), 90))?;
    let mut frames = Vec::new();
    for (i, frame) in play(&challenge, species, cast, rng.u64(..)).into_iter().enumerate() {
        let file = format!("{i:03}.jpg");
        fs::write(folder.join(&file), &frame.jpeg)?;
        frames.push(json!({"file": file, "t_ms": frame.t_ms}));
    }
    let sequence = json!({"nonce": challenge.nonce.to_string(), "selfie": "selfie.jpg", "frames": frames});
    fs::write(folder.join("sequence.json"), serde_json::to_vec(&sequence)?)?;
    let label = if species == Species::BonaFide { "bona_fide" } else { "attack" };
    Ok([format!("{name}/sequence.json"), label.to_owned(), species.name().to_owned()])
}

/// Anybody, and somebody who is clearly another person.
fn pair(people: &[Person], rng: &mut Rng) -> (usize, Option<usize>) {
    let person = rng.usize(..people.len());
    let start = rng.usize(..people.len());
    let others = (0..people.len()).map(|step| (start + step) % people.len());
    let apart = |at: &usize| people[person].embedding.compare(&people[*at].embedding).0 < STRANGERS;
    (person, others.into_iter().find(apart))
}

/// Another picture of the same person where the folders tell of one.
fn selfie_of<'a>(people: &'a [Person], person: usize, rng: &mut Rng) -> &'a Person {
    let folder = |at: usize| people[at].path.parent();
    let root = people.iter().all(|one| one.path.parent() == folder(person));
    let mates: Vec<usize> =
        (0..people.len()).filter(|at| !root && *at != person && folder(*at) == folder(person)).collect();
    rng.choice(mates).map_or(&people[person], |at| &people[at])
}
