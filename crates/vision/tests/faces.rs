//! The face models on two portraits in the public domain. Needs `make models`; says so and stops where they are not.

use std::{path::PathBuf, sync::OnceLock};

use countersign_core::reason::Reason;
use countersign_vision::{
    face::{FaceEngine, FaceError},
    model::Runtime,
    models::ModelFolder,
};
use image::{RgbImage, imageops};

struct Bench {
    engine: FaceEngine,
    /// A woman in a space suit, a flag and a model of the shuttle behind her.
    astronaut: RgbImage,
    /// An older woman in uniform.
    admiral: RgbImage,
}

/// Loaded once: a process has one runtime.
fn bench() -> Option<&'static Bench> {
    static BENCH: OnceLock<Option<Bench>> = OnceLock::new();
    BENCH.get_or_init(load).as_ref()
}

fn load() -> Option<Bench> {
    let named = std::env::var_os("COUNTERSIGN_MODELS").map(PathBuf::from);
    let folder = named.or_else(|| Some(std::env::home_dir()?.join(".cache/countersign/models")))?;
    let picture = |name: &str| Some(image::open(folder.join(name)).ok()?.into_rgb8());
    let found = (|| {
        let models = ModelFolder::check(&folder).ok()?;
        Some((models, picture("portrait-a.png")?, picture("portrait-b.jpg")?))
    })();
    let Some((models, astronaut, admiral)) = found else {
        eprintln!("skipped: run `make models` to test with the face models");
        return None;
    };
    let runtime = Runtime::load(&models.runtime()).expect("the pinned runtime loads");
    let engine = FaceEngine::load(&runtime, &models).expect("the pinned models load");
    Some(Bench { engine, astronaut, admiral })
}

fn reason<T>(result: Result<T, FaceError>) -> Option<Reason> {
    match result.err()? {
        FaceError::Picture(reason) => Some(reason),
        FaceError::Model(_) => None,
    }
}

/// A card of `width` pixels with a print of the portrait, faded and small, and a ghost of it.
fn card(portrait: &RgbImage, width: u32) -> RgbImage {
    let mut card = RgbImage::from_pixel(width, width * 5 / 8, image::Rgb([205, 214, 222]));
    let side = width * 3 / 10;
    let print = imageops::resize(portrait, side, side, imageops::FilterType::Triangle);
    let faded = RgbImage::from_fn(side, side, |x, y| {
        let grey = print.get_pixel(x, y).0.map(f32::from).iter().sum::<f32>() / 3.0;
        image::Rgb(print.get_pixel(x, y).0.map(|c| (60.0 + 0.6 * (0.3 * f32::from(c) + 0.7 * grey)) as u8))
    });
    imageops::replace(&mut card, &faded, i64::from(width / 20), i64::from(width / 8));
    let ghost = imageops::resize(&faded, side / 2, side / 2, imageops::FilterType::Triangle);
    imageops::replace(&mut card, &ghost, i64::from(width * 3 / 4), i64::from(width / 4));
    card
}

#[test]
fn one_person_is_like_herself_and_unlike_another() {
    let Some(Bench { engine, astronaut, admiral }) = bench() else { return };
    let photo = engine.selfie(astronaut).unwrap();
    let other = engine.selfie(admiral).unwrap();
    let print = engine.portrait(&card(astronaut, 800)).unwrap();
    let genuine = photo.embedding.compare(&print.embedding).0;
    let impostor = other.embedding.compare(&print.embedding).0;
    assert!(genuine > 0.6, "genuine {genuine}");
    assert!(impostor < 0.25, "impostor {impostor}");
    assert!(photo.eye_distance > print.eye_distance);
}

#[test]
fn a_face_is_the_same_at_any_size_and_place() {
    let Some(Bench { engine, astronaut, .. }) = bench() else { return };
    let photo = engine.selfie(astronaut).unwrap();
    let small = imageops::resize(astronaut, 200, 200, imageops::FilterType::Triangle);
    let mut placed = RgbImage::from_pixel(900, 1200, image::Rgb([90; 3]));
    imageops::replace(&mut placed, astronaut, 300, 500);
    let closeup = imageops::crop_imm(astronaut, 165, 50, 125, 145).to_image();
    let closeup = imageops::resize(&closeup, 1000, 1160, imageops::FilterType::Triangle);
    for (name, picture) in [("small", small), ("placed", placed), ("close-up", closeup)] {
        let score = engine.selfie(&picture).unwrap().embedding.compare(&photo.embedding).0;
        assert!(score > 0.75, "{name}: {score}");
    }
}

#[test]
fn nobody_and_a_pair_have_their_own_reasons() {
    let Some(Bench { engine, astronaut, admiral }) = bench() else { return };
    let wall = RgbImage::from_fn(640, 480, |x, y| image::Rgb([(x / 4) as u8, (y / 3) as u8, 128]));
    assert_eq!(reason(engine.selfie(&wall)), Some(Reason::NoFace));
    assert_eq!(reason(engine.portrait(&wall)), Some(Reason::NoPortrait));
    let mut both = RgbImage::new(1024, 512);
    imageops::replace(&mut both, astronaut, 0, 0);
    imageops::replace(&mut both, &imageops::flip_horizontal(astronaut), 512, 0);
    assert_eq!(reason(engine.selfie(&both)), Some(Reason::SeveralFaces));
    // A bystander, much smaller and at the edge.
    let mut bystander = RgbImage::new(1024, 512);
    imageops::replace(&mut bystander, astronaut, 0, 0);
    imageops::replace(&mut bystander, &imageops::resize(admiral, 200, 240, imageops::FilterType::Triangle), 800, 0);
    assert!(engine.selfie(&bystander).is_ok());
    let tiny = imageops::resize(astronaut, 80, 80, imageops::FilterType::Triangle);
    assert!(matches!(reason(engine.selfie(&tiny)), Some(Reason::FaceTooSmall | Reason::NoFace)));
}

#[test]
fn the_way_up_is_told_from_the_face() {
    let Some(Bench { engine, astronaut, .. }) = bench() else { return };
    let mut turned = card(astronaut, 800);
    for quarter in [0u8, 3, 2, 1] {
        let (found, score) = engine.upright_quarter(&turned).unwrap().expect("a card with a portrait");
        assert_eq!(found, quarter);
        assert!(score > 0.6);
        turned = imageops::rotate90(&turned);
    }
}

#[test]
fn threads_share_one_network_and_get_the_same_answer() {
    let Some(Bench { engine, astronaut, admiral }) = bench() else { return };
    let alone = [astronaut, admiral].map(|picture| engine.face(picture).unwrap());
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (engine, alone) = (&engine, &alone);
            scope.spawn(move || {
                for turn in 0..6 {
                    let at = (thread + turn) % 2;
                    assert!(
                        engine.face([astronaut, admiral][at]).unwrap() == alone[at],
                        "thread {thread}, turn {turn}"
                    );
                }
            });
        }
    });
}
