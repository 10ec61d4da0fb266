//! Challenges answered by rendered people, and stills of prints and screens, on portraits in the public domain. Needs
//! `make models`; says so and stops where they are not.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as loudly as the tests")]

use std::sync::OnceLock;

use countersign_core::{
    liveness::{Challenge, Judgement, Nonce, Signals, Verdict, judge},
    reason::Reason,
};
use countersign_specimen::{
    assets_folder,
    sequence::{Cast, Species, Still, play},
};
use countersign_vision::{
    face::{AgeModel, Face, FaceEngine},
    liveness::{Observer, Slot, signals},
    model::Runtime,
    models::ModelFolder,
};
use image::{Rgb, RgbImage, imageops};

struct Person {
    picture: RgbImage,
    face: Face,
    still: Still,
}

struct Bench {
    runtime: Runtime,
    folder: ModelFolder,
    engine: FaceEngine,
    astronaut: Person,
    admiral: Person,
}

/// Loaded once: a process has one runtime.
fn bench() -> Option<&'static Bench> {
    static BENCH: OnceLock<Option<Bench>> = OnceLock::new();
    BENCH.get_or_init(load).as_ref()
}

fn load() -> Option<Bench> {
    let picture = |name: &str| Some(image::open(assets_folder().join(name)).ok()?.into_rgb8());
    let found = (|| {
        Some((ModelFolder::check(&assets_folder()).ok()?, picture("portrait-a.png")?, picture("portrait-b.jpg")?))
    })();
    let Some((folder, astronaut, admiral)) = found else {
        eprintln!("skipped: run `make models` to test with the face models");
        return None;
    };
    let runtime = Runtime::load(&folder.runtime()).expect("the pinned runtime loads");
    let engine = FaceEngine::load(&runtime, &folder).expect("the pinned models load");
    let person = |picture: RgbImage| {
        let face = engine.selfie(&picture).expect("a portrait has a face");
        let b = face.detected.bbox;
        let [left, right, ..] = face.detected.landmarks;
        let still = Still::of(&picture, [b.x, b.y, b.width, b.height], [left, right]).expect("a face has a place");
        Person { picture, face, still }
    };
    let (astronaut, admiral) = (person(astronaut), person(admiral));
    Some(Bench { runtime, folder, engine, astronaut, admiral })
}

fn answer(bench: &Bench, species: Species, seed: u8) -> Judgement {
    let challenge = Challenge::of(Nonce([seed; 16]));
    let cast = Cast { person: &bench.astronaut.still, other: &bench.admiral.still };
    let selfie = if species == Species::Stranger { &bench.admiral } else { &bench.astronaut };
    let mut observer = Observer::new(&bench.engine, Some(&selfie.face.embedding));
    for frame in play(&challenge, species, cast, u64::from(seed)) {
        let picture = image::load_from_memory(&frame.jpeg).unwrap().into_rgb8();
        observer.push(frame.t_ms, picture).unwrap();
    }
    judge(&challenge, &observer.finish())
}

#[test]
fn a_person_who_follows_passes() {
    let Some(bench) = bench() else { return };
    let judgement = answer(bench, Species::BonaFide, 3);
    assert_eq!(judgement.verdict, Verdict::BonaFide, "{judgement:?}");
}

#[track_caller]
fn refused(species: Species, seed: u8, reasons: &[Reason]) {
    let Some(bench) = bench() else { return };
    let judgement = answer(bench, species, seed);
    assert_ne!(judgement.verdict, Verdict::BonaFide, "{judgement:?}");
    assert!(judgement.reasons.iter().any(|reason| reasons.contains(reason)), "{judgement:?}");
}

#[test]
fn recordings_and_edited_bursts_are_refused() {
    refused(
        Species::Replay,
        4,
        &[Reason::ChallengeTurnsMistimed, Reason::ChallengeTurnsWrong, Reason::ChallengeFlashWrong],
    );
    refused(Species::Frozen, 5, &[Reason::ChallengeFrozen]);
    refused(Species::WrongOrder, 6, &[Reason::ChallengeTurnsWrong, Reason::ChallengeTurnsMistimed]);
    refused(Species::ScreenColours, 7, &[Reason::ChallengeFlashWrong, Reason::ChallengeFlashUnseen]);
}

#[test]
fn prints_and_other_people_are_refused() {
    refused(
        Species::FlatPrint,
        8,
        &[Reason::ChallengeFlat, Reason::ChallengeTurnsMissing, Reason::ChallengeTurnsMistimed],
    );
    refused(Species::Swapped, 9, &[Reason::ChallengePersonChanged]);
    refused(Species::Stranger, 10, &[Reason::ChallengeSelfieMismatch]);
}

/// The portrait as a camera sees it on a screen: red, green and blue stripes of sub-pixels, sampled by another grid.
fn on_screen(picture: &RgbImage) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let place = x as f32 * 0.937 + y as f32 * 0.041;
        let stripe = ((place * 0.73).fract() * 3.0) as usize;
        let dark_row = (y as f32 * 0.71 + x as f32 * 0.03).fract() < 0.25;
        let level =
            |c: usize, v: u8| f32::from(v) * if c == stripe { 1.25 } else { 0.85 } * if dark_row { 0.8 } else { 1.0 };
        let rgb = picture.get_pixel(x, y).0;
        Rgb(std::array::from_fn(|c| level(c, rgb[c]).min(255.0) as u8))
    })
}

fn seen(bench: &Bench, picture: &RgbImage) -> Signals {
    let face = bench.engine.face(picture).unwrap();
    signals(picture, b"", &face.detected)
}

#[test]
fn photographs_from_life_show_no_signs_and_a_screens_grid_is_one() {
    let Some(bench) = bench() else { return };
    for person in [&bench.astronaut, &bench.admiral] {
        let plain = seen(bench, &person.picture).weigh();
        assert_eq!((plain.verdict, plain.reasons.len()), (Verdict::BonaFide, 0), "{plain:?}");
    }
    let screen = seen(bench, &on_screen(&bench.astronaut.picture)).weigh();
    assert!(screen.reasons.contains(&Reason::PatternSeen), "{screen:?}");
    assert_ne!(screen.verdict, Verdict::BonaFide);
}

#[test]
fn the_edges_of_a_held_print_are_a_sign() {
    let Some(bench) = bench() else { return };
    let print = imageops::crop_imm(&bench.astronaut.picture, 130, 0, 190, 230).to_image();
    let mut held = RgbImage::from_pixel(700, 700, Rgb([96, 84, 70]));
    let sheet = RgbImage::from_pixel(230, 270, Rgb([235; 3]));
    imageops::replace(&mut held, &sheet, 230, 210);
    imageops::replace(&mut held, &print, 250, 230);
    let passive = seen(bench, &held).weigh();
    assert!(passive.reasons.contains(&Reason::EdgesSeen), "{passive:?}");
}

#[test]
fn an_operators_model_runs_in_its_slot() {
    let Some(bench) = bench() else { return };
    let folder = tempfile();
    std::fs::write(folder.join("mean.onnx"), onnx::mean_of_channels(32)).unwrap();
    let manifest = "file = \"mean.onnx\"\nwidth = 32\nheight = 32\ncrop = 1.5\ndivide = 32.0\nbona_fide = 1\n";
    std::fs::write(folder.join("slot.toml"), manifest).unwrap();
    let slot = Slot::load(&bench.runtime, &folder.join("slot.toml")).unwrap();
    let score = |colour: [u8; 3]| {
        let picture = RgbImage::from_pixel(300, 300, Rgb(colour));
        slot.score(&picture, &bench.astronaut.face.detected).unwrap().unwrap().bona_fide
    };
    let green = score([0, 160, 0]);
    let expected = 5f32.exp() / (5f32.exp() + 2.0);
    assert!((green - expected).abs() < 1e-3, "{green} for {expected}");
    assert!(score([160, 0, 0]) < 0.01);
    assert!(Slot::load(&bench.runtime, &folder.join("none.toml")).is_err());
    std::fs::remove_dir_all(folder).unwrap();
}

fn tempfile() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("countersign-slot-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn ages_are_guessed_in_their_order() {
    let Some(bench) = bench() else { return };
    let Ok(model) = AgeModel::load(&bench.runtime, &bench.folder) else {
        eprintln!("skipped: run `make models` to test the age model");
        return;
    };
    let years = |person: &Person| model.estimate(&person.picture, &person.face.detected).unwrap().unwrap();
    let (astronaut, admiral) = (years(&bench.astronaut), years(&bench.admiral));
    assert!((25.0..60.0).contains(&astronaut) && admiral > astronaut, "{astronaut} {admiral}");
}

/// A network small enough to write down: the means of three channels, as its only output.
mod onnx {
    fn varint(mut value: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        while value >= 0x80 {
            bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
        bytes
    }

    fn number(field: u64, value: u64) -> Vec<u8> {
        [varint(field << 3), varint(value)].concat()
    }

    fn bytes(field: u64, content: &[u8]) -> Vec<u8> {
        [varint(field << 3 | 2), varint(content.len() as u64), content.to_vec()].concat()
    }

    fn node(input: &str, output: &str, operator: &str) -> Vec<u8> {
        bytes(1, &[bytes(1, input.as_bytes()), bytes(2, output.as_bytes()), bytes(4, operator.as_bytes())].concat())
    }

    fn value(field: u64, name: &str, shape: &[u64]) -> Vec<u8> {
        let dims: Vec<u8> = shape.iter().flat_map(|dim| bytes(1, &number(1, *dim))).collect();
        let tensor = [number(1, 1), bytes(2, &dims)].concat();
        bytes(field, &[bytes(1, name.as_bytes()), bytes(2, &bytes(1, &tensor))].concat())
    }

    pub(super) fn mean_of_channels(edge: u64) -> Vec<u8> {
        let graph = [
            node("picture", "pooled", "GlobalAveragePool"),
            node("pooled", "means", "Flatten"),
            bytes(2, b"means"),
            value(11, "picture", &[1, 3, edge, edge]),
            value(12, "means", &[1, 3]),
        ];
        [number(1, 8), bytes(8, &number(2, 13)), bytes(7, &graph.concat())].concat()
    }
}
