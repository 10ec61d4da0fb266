//! The commands that need models, on drawn documents.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use countersign_specimen::{Layout, Person, Photo, Specimen, Style, assets_folder, studio, to_jpeg, to_png};
use image::RgbImage;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder with a passport, a selfie of its holder and one of somebody else.
struct Case {
    folder: TempDir,
    specimen: Specimen,
}

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let specimen = studio().document(Layout::ALL[0], &Person::random(0), &Style::random(0, Photo::A));
        let case = Self { folder, specimen };
        case.write("front.png", &to_png(&case.specimen.front));
        case.write("holder.jpg", &to_jpeg(studio().photo(Photo::A), 92));
        case.write("stranger.jpg", &to_jpeg(studio().photo(Photo::B), 92));
        case.write("grey.png", &to_png(&RgbImage::from_pixel(640, 480, image::Rgb([128; 3]))));
        case.write("broken.jpg", b"\xff\xd8\xff\xe0 and then nothing");
        case
    }

    fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(arguments)
            .args(["--today", "2026-07-01", "--models"])
            .arg(assets_folder())
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn complaint(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{text}");
        text
    }

    fn verify(&self, selfie: &str, more: &[&str]) -> Value {
        self.json(&[&["verify", "--id-front", "front.png", "--selfie", selfie, "--test"], more].concat())
    }
}

#[test]
fn a_document_and_its_holder_are_approved_and_anybody_else_is_not() {
    let case = Case::new();
    let truth = &case.specimen.truth;
    let person = json!({"person": {"first_name": truth.first_name, "last_name": truth.last_name}});
    case.write("expected.json", person.to_string().as_bytes());
    let verified = case.verify("holder.jpg", &["--expected", "expected.json"]);
    assert_eq!((&verified["decision"], &verified["reasons"]), (&json!("approved"), &json!([])), "{verified:#}");
    assert_eq!(verified["extraction"]["document_number"]["value"], json!(truth.document_number));
    assert_eq!(verified["faces"]["verdict"], "match");

    let stranger = case.verify("stranger.jpg", &[]);
    assert_eq!((&stranger["decision"], &stranger["reasons"][0]), (&json!("rejected"), &json!("selfie_face_mismatch")));
    let nobody = case.verify("grey.png", &[]);
    assert_eq!((&nobody["decision"], &nobody["reasons"]), (&json!("double_check"), &json!(["no_face"])));

    case.write("expected.json", br#"{"person": {"last_name": "Quitesomebodyelse"}}"#);
    let claimed = case.verify("holder.jpg", &["--expected", "expected.json"]);
    assert_eq!((&claimed["decision"], &claimed["reasons"]), (&json!("double_check"), &json!(["name_mismatch"])));
}

#[test]
fn a_selfie_is_passive_only_and_a_policy_may_want_more() {
    let case = Case::new();
    let verified = case.verify("holder.jpg", &["--age"]);
    assert_eq!(verified["liveness"], "passive_only");
    assert!(verified["liveness_signals"]["score"].as_f64().unwrap() > 0.5, "{verified:#}");
    assert!((20.0..70.0).contains(&verified["age_estimate"].as_f64().unwrap()), "{}", verified["age_estimate"]);
    case.write("policy.json", br#"{"without_liveness": "double_check"}"#);
    let strict = case.verify("holder.jpg", &["--policy", "policy.json"]);
    assert_eq!(strict["decision"], "double_check");
    assert!(strict["reasons"].as_array().unwrap().contains(&json!("liveness_passive_only")), "{strict:#}");
    assert_eq!(
        (&strict["age_estimate"], case.verify("grey.png", &[])["liveness"].clone()),
        (&Value::Null, json!("not_run"))
    );
    let wrong =
        case.run(&["verify", "--id-front", "front.png", "--selfie", "holder.jpg", "--liveness-model", "none.toml"]);
    assert_eq!(wrong.status.code(), Some(3));
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("none.toml"));
}

#[test]
fn what_cannot_be_processed_is_named() {
    let case = Case::new();
    let text = case.complaint(&["verify", "--id-front", "front.png", "--selfie", "broken.jpg"]);
    assert!(text.contains("broken.jpg") && text.contains("image_unreadable"), "{text}");
    case.write("expected.json", br#"{"persn": {}}"#);
    let text =
        case.complaint(&["verify", "--id-front", "front.png", "--selfie", "holder.jpg", "--expected", "expected.json"]);
    assert!(text.contains("expected.json: unknown field `persn`"), "{text}");
    case.write("empty.png", b"");
    assert!(case.complaint(&["read", "empty.png"]).contains("image_empty"));
    assert!(case.complaint(&["match", "holder.jpg", "grey.png"]).contains("no_face"));
}

#[test]
fn faces_are_matched() {
    let case = Case::new();
    assert_eq!(case.json(&["match", "holder.jpg", "holder.jpg"])["verdict"], "match");
    assert_eq!(case.json(&["match", "holder.jpg", "stranger.jpg"])["verdict"], "no_match");
}

#[test]
fn missing_models_have_a_status_of_their_own() {
    let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(["read", "whatever.png", "--models", "/no/such/folder"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stderr).unwrap().contains("make models"));
}

/// A set with something of everything: right, wrong by its truth, no document, failed.
fn labelled(case: &Case) -> PathBuf {
    let truth = serde_json::to_string(&case.specimen.truth).unwrap();
    let wrong = json!({"last_name": "NOT THIS NAME", "sex": "X", "mrz_lines": ["ONE", "TWO"]}).to_string();
    let mut manifest = csv::Writer::from_path(case.folder.path().join("m.csv")).unwrap();
    for row in [
        ["file", "kind", "truth"],
        ["front.png", "passport", &truth],
        ["./front.png", "passport", &wrong],
        ["grey.png", "other", ""],
        ["broken.jpg", "passport", &truth],
    ] {
        manifest.write_record(row).unwrap();
    }
    manifest.flush().unwrap();
    case.folder.path().join("m.csv")
}

#[test]
fn figures_are_those_of_the_independent_scorer() {
    let case = Case::new();
    let manifest = labelled(&case);
    let ours = case.json(&["evaluate", "documents", "m.csv", "--out", "r.jsonl"]);
    let metric = |name: &str| ours.as_array().unwrap().iter().find(|m| m["metric"] == name).unwrap();
    assert_eq!((&metric("MRZ lines exact")["k"], &metric("MRZ lines exact")["n"]), (&json!(1), &json!(3)));
    assert_eq!(metric("rows")["with_error"], 1);
    assert_eq!(metric("wrong but confident, rows (MRZ said valid)")["k"], 1);

    let scorer = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/scorers/score_documents.py");
    if !scorer.is_file() {
        eprintln!("not compared: there is no {}", scorer.display());
        return;
    }
    let results = case.folder.path().join("r.jsonl");
    let printed = Command::new("python3").arg(scorer).args([&manifest, &results]).arg("--json").output().unwrap();
    let figures: Vec<Value> = serde_json::from_slice(&printed.stdout).unwrap();
    for theirs in figures.iter().filter(|m| m["k"].is_number()) {
        let own = metric(theirs["metric"].as_str().unwrap());
        assert_eq!((&own["k"], &own["n"]), (&theirs["k"], &theirs["n"]), "{}", theirs["metric"]);
        assert!((own["low"].as_f64().unwrap() - theirs["low"].as_f64().unwrap()).abs() < 1e-9);
    }
}
