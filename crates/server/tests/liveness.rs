//! `evaluate challenge` and `evaluate liveness` on sequences and stills made here.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{fs, path::Path, process::Command, sync::LazyLock};

use countersign_core::liveness::{Challenge, Nonce, TargetApcer};
use countersign_specimen::{
    Photo, assets_folder,
    sequence::{Cast, Species, Still, play},
    studio, to_jpeg,
};
use countersign_vision::{face::FaceEngine, model::Runtime, models::ModelFolder};
use serde_json::{Value, json};

fn countersign(folder: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(arguments)
        .args(["--json", "--out", "results.jsonl", "--models"])
        .arg(assets_folder())
        .current_dir(folder)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn results(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("results.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn metric<'a>(report: &'a Value, name: &str) -> &'a Value {
    report.as_array().unwrap().iter().find(|item| item["metric"] == name).unwrap()
}

/// Loaded once: a process has one runtime.
fn still() -> &'static Still {
    static STILL: LazyLock<Still> = LazyLock::new(load);
    &STILL
}

fn load() -> Still {
    let models = ModelFolder::check(&assets_folder()).unwrap();
    let engine = FaceEngine::load(&Runtime::load(&models.runtime()).unwrap(), &models).unwrap();
    let face = engine.selfie(studio().photo(Photo::A)).unwrap().detected;
    let [left, right, ..] = face.landmarks;
    let b = face.bbox;
    Still::of(studio().photo(Photo::A), [b.x, b.y, b.width, b.height], [left, right]).unwrap()
}

/// Writes an answer; the description names its nonce or spells the challenge out.
fn write(folder: &Path, name: &str, species: Species, spelt_out: bool) {
    let challenge = Challenge::of(Nonce([21; 16]));
    let (still, place) = (still(), folder.join(name));
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join("selfie.jpg"), to_jpeg(still.picture(), 90)).unwrap();
    let cast = Cast { person: still, other: still };
    let mut frames = Vec::new();
    for (at, frame) in play(&challenge, species, cast, 5).into_iter().enumerate() {
        fs::write(place.join(format!("{at}.jpg")), frame.jpeg).unwrap();
        frames.push(json!({"file": format!("{at}.jpg"), "t_ms": frame.t_ms}));
    }
    let asked = if spelt_out { ("challenge", json!(challenge)) } else { ("nonce", json!(challenge.nonce.to_string())) };
    let sequence = json!({asked.0: asked.1, "selfie": "selfie.jpg", "frames": frames});
    fs::write(place.join("sequence.json"), sequence.to_string()).unwrap();
}

#[test]
fn challenges_are_judged_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "live", Species::BonaFide, true);
    write(folder.path(), "frozen", Species::Frozen, false);
    let manifest = "file,label,species\nlive/sequence.json,bona_fide,\nfrozen/sequence.json,attack,frozen\nnone.json,attack,frozen\n";
    fs::write(folder.path().join("m.csv"), manifest).unwrap();
    let report = countersign(folder.path(), &["evaluate", "challenge", "m.csv"]);
    assert_eq!(metric(&report, "BPCER")["k"], 0, "{:#}", json!(results(folder.path())));
    // The row that could not be read stopped nobody.
    assert_eq!((&metric(&report, "APCER frozen")["k"], &metric(&report, "APCER frozen")["n"]), (&json!(1), &json!(2)));
    let results = results(folder.path());
    assert_eq!((&results[0]["verdict"], &results[1]["verdict"]), (&json!("bona_fide"), &json!("attack")));
    assert!(results[1]["reasons"].as_array().unwrap().contains(&json!("challenge_frozen")));
    assert_eq!(results[2]["error"], "image_unreadable");
    assert!(results[0]["score"].as_f64().unwrap() >= 0.5);
    for target in TargetApcer::ALL {
        let name = target.name();
        assert_eq!(
            (&results[0]["verdicts"][name], &results[1]["verdicts"][name]),
            (&json!("bona_fide"), &json!("attack"))
        );
        // The attack is stopped at the most lenient point, too.
        let passed = metric(&report, &format!("APCER at {name} (score {})", target.threshold()));
        assert_eq!((&passed["k"], &passed["n"]), (&json!(1), &json!(2)), "{name}");
    }
}

#[test]
fn stills_are_judged_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("live.jpg"), to_jpeg(studio().photo(Photo::A), 92)).unwrap();
    fs::write(folder.path().join("m.csv"), "file,label,species\nlive.jpg,bona_fide,\nnone.jpg,attack,print\n").unwrap();
    let report = countersign(folder.path(), &["evaluate", "liveness", "m.csv"]);
    assert_eq!((&metric(&report, "BPCER")["k"], &metric(&report, "APCER print")["k"]), (&json!(0), &json!(1)));
    assert_eq!(
        (&results(folder.path())[0]["verdict"], &results(folder.path())[1]["error"]),
        (&json!("bona_fide"), &json!("image_unreadable"))
    );
}
