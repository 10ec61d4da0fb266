//! The rules of ARCHITECTURE.md that a machine can check, read from the sources themselves.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as loudly as the tests")]

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every Rust file beneath a folder of the workspace, with its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut waiting = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

/// Names in the `[dependencies]` of a crate.
fn dependencies(krate: &str) -> Vec<String> {
    let manifest = fs::read_to_string(root().join("crates").join(krate).join("Cargo.toml")).unwrap();
    let section = manifest.split("\n[").find_map(|section| section.strip_prefix("dependencies]")).unwrap_or_default();
    let name = |line: &str| line.split(['.', '=', ' ']).next().unwrap_or_default().to_owned();
    section.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).map(name).collect()
}

#[track_caller]
fn assert_nowhere(sources: &[(String, String)], words: &[&str], why: &str) {
    for (file, text) in sources {
        for word in words {
            assert!(!text.contains(word), "{file} says `{word}`: {why}");
        }
    }
}

#[test]
fn core_depends_on_words_dates_and_text_alone() {
    let known = ["deunicode", "idna", "jiff", "psl", "rust_iso3166", "serde", "serde_json", "strsim", "thiserror"];
    let used = dependencies("core");
    assert!(used.contains(&"serde".to_owned()), "the manifest was not read");
    for name in used {
        assert!(known.contains(&name.as_str()), "core depends on {name}: it must stay free of I/O, clocks and pixels");
    }
}

#[test]
fn core_reads_no_file_clock_network_or_environment() {
    let outside =
        ["std::fs", "std::net", "std::env", "std::process", "std::io", "SystemTime", "Instant::now", "::now()"];
    assert_nowhere(&sources("crates/core/src"), &outside, "values in, values out; what it needs is an argument");
}

#[test]
fn vision_knows_no_server() {
    for name in dependencies("vision") {
        assert!(
            !["tokio", "axum", "hyper", "sqlx", "countersign"].contains(&name.as_str()),
            "vision depends on {name}"
        );
    }
}

#[test]
fn the_server_does_not_draw_specimens() {
    assert!(!dependencies("server").contains(&"countersign-specimen".to_owned()));
}

#[test]
fn one_module_names_the_inference_runtime() {
    let others: Vec<_> = ["crates/vision/src", "crates/server/src", "crates/core/src"]
        .into_iter()
        .flat_map(sources)
        .filter(|(file, _)| !file.starts_with("crates/vision/src/model/"))
        .collect();
    assert_nowhere(&others, &["use ort::", " ort::"], "only vision::model names the runtime");
}

#[test]
fn one_place_speaks_to_the_database_and_one_file_to_the_storage() {
    let server = sources("crates/server/src");
    let outside =
        |place: &str| -> Vec<_> { server.iter().filter(|(file, _)| !file.contains(place)).cloned().collect() };
    assert_nowhere(&outside("/src/store/"), &["sqlx::", "use sqlx"], "SQL lives in store, one file a noun");
    assert_nowhere(&outside("/src/blobs.rs"), &["object_store::"], "pictures are stored by blobs");
}

#[test]
fn one_module_is_unsafe() {
    let others: Vec<_> =
        sources("crates").into_iter().filter(|(file, _)| !file.starts_with("crates/vision/src/model/")).collect();
    // Put together here, so that this file does not name it.
    let word = ["unsafe", "_code"].concat();
    assert_nowhere(&others, &[&word], "only vision::model may expect the lint against unsafe code");
}

#[test]
fn files_stay_small_enough_to_read() {
    let mut lengths: Vec<(usize, String)> =
        sources("crates").into_iter().map(|(file, text)| (text.lines().count(), file)).collect();
    lengths.sort();
    let (longest, file) = lengths.last().unwrap();
    assert!(*longest <= 800, "{file} has {longest} lines");
    let ninth = lengths[lengths.len() * 9 / 10].0;
    assert!(ninth <= 400, "one file in ten has more than {ninth} lines");
}

#[test]
fn nothing_is_left_for_later() {
    let tests_too = sources("crates");
    let others: Vec<_> = tests_too.into_iter().filter(|(file, _)| !file.ends_with("tests/invariants.rs")).collect();
    assert_nowhere(&others, &["todo!(", "unimplemented!(", "FIXME", "#[ignore"], "finish it or leave it out");
}
