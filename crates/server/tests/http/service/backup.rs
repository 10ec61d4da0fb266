//! A backup and its restore, by the program itself: from the database of the tests into a folder.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

use countersign::store::{Engine, sqlite_url};
use countersign_core::decision::Mode;
use serde_json::{Value, json};

use super::{
    risk,
    shop::{Shop, fresh},
};
use countersign::auth::Scope;

const MASTER: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn ran(arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_countersign"));
    program.args(arguments).env("COUNTERSIGN_MASTER_KEY", MASTER).output().unwrap()
}

fn countersign(arguments: &[&str]) -> String {
    let done = ran(arguments);
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Restores the backup in a folder into a database.
fn restore(backup: &Path, data: &Path, database: Option<&str>) -> String {
    let (from, keys) = (backup.join("data"), backup.join("keys"));
    let database: Vec<&str> = database.iter().flat_map(|url| ["--database", url]).collect();
    let arguments = ["restore", "--data", text(data), "--from", text(&from), "--keys", text(&keys)];
    countersign(&[&arguments[..], &database[..]].concat())
}

fn backup(data: &Path, database: Option<&str>, out: &Path) {
    let (data, out) = (text(data), text(out));
    let database: Vec<&str> = database.iter().flat_map(|url| ["--database", url]).collect();
    countersign(&[&["backup", "--data", data, "--out", out], &database[..]].concat());
}

/// Every table's rows, in no order: databases sort texts differently.
fn tables(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let mut tables = BTreeMap::new();
    for part in ["data", "keys"] {
        for file in fs::read_dir(folder.join(part)).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|end| end == "jsonl") {
                let mut lines: Vec<_> = fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
                lines.sort_unstable();
                tables.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), lines);
            }
        }
    }
    tables
}

fn same(before: &BTreeMap<String, Vec<String>>, after: &BTreeMap<String, Vec<String>>) {
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (table, rows) in before {
        assert_eq!(rows, &after[table], "{table}");
    }
}

#[tokio::test]
async fn a_restored_backup_is_the_same_row_for_row() {
    let shop = Shop::open().await;
    let admin = shop.new_key("shop", Mode::Test, Scope::ALL.into_iter().collect()).await;
    let id = shop.create(json!({ "customer_id": "ada" })).await;
    shop.upload(&id).await;
    shop.act(&id, "submit", Value::Null).await;
    shop.run_jobs().await;
    for _ in 0..6 {
        // People enough for more than one statement of keys.
        shop.create(json!({})).await;
    }
    for number in 0..40 {
        // Many at one moment: their attempts are rows that are equal.
        shop.assess(risk::on_fingerprint(&format!("c{}", number % 20), "f1")).await;
    }
    let erased = shop.call_as(&admin, "POST", "/v1/risk/erasures", json!({ "customer_id": "c3" })).await;
    assert_eq!(erased.status, 200, "{}", erased.body);

    let work = tempfile::tempdir().unwrap();
    let [first, second, data] = ["first", "second", "data"].map(|name| work.path().join(name));
    let elsewhere = (shop.service().store.engine() == Engine::Postgres).then_some(shop.url.as_str());
    backup(shop.folder.path(), elsewhere, &first);
    let said = restore(&first, &data, None);
    assert!(said.contains("1 people stay erased"), "{said}");
    backup(&data, None, &second);

    let before = tables(&first);
    same(&before, &tables(&second));
    assert_eq!(before["subject-keys.jsonl"].len(), 7);
    // And into a database of the kind that the tests run on.
    let [third, folder] = ["third", "folder"].map(|name| work.path().join(name));
    let url = fresh(&tempfile::tempdir().unwrap(), &shop.app.source).await;
    let back = elsewhere.map(|_| url.as_str());
    restore(&second, &folder, back);
    backup(&folder, back, &third);
    same(&before, &tables(&third));
    assert_eq!(before["assessment.jsonl"].len(), 38);
    assert_eq!(
        before["risk_attempt.jsonl"].len(),
        118,
        "a device, an address and an e-mail each, but not of the erased one"
    );
}

#[tokio::test]
async fn a_token_that_was_exchanged_is_refused_after_a_restore_and_another_is_not() {
    let shop = Shop::open().await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let created = shop.post("/v1/verifications", json!({})).await.json();
        tokens.push(created["client_token"].as_str().unwrap().to_owned());
    }
    assert_eq!(shop.call_as(&tokens[0], "POST", "/v1/subject/session", Value::Null).await.status, 201);

    let work = tempfile::tempdir().unwrap();
    let [copy, data] = ["copy", "data"].map(|name| work.path().join(name));
    let postgres = shop.service().store.engine() == Engine::Postgres;
    backup(shop.folder.path(), postgres.then_some(shop.url.as_str()), &copy);
    let url = if postgres { fresh(&shop.folder, &shop.app.source).await } else { sqlite_url(&data) };
    restore(&copy, &data, postgres.then_some(url.as_str()));
    let restored = shop.moved_to(url).await;
    let again = restored.call_as(&tokens[0], "POST", "/v1/subject/session", Value::Null).await;
    assert_eq!(again.problem(), (401, "token_used".to_owned()));
    assert_eq!(restored.call_as(&tokens[1], "POST", "/v1/subject/session", Value::Null).await.status, 201);
}

/// Restores a copy that `change` was done to; the exit status and what was said.
fn restored(copy: &Path, data: &Path, change: impl FnOnce(&Path)) -> (Option<i32>, String) {
    change(&copy.join("data"));
    let (from, keys) = (copy.join("data"), copy.join("keys"));
    let done = ran(&["restore", "--data", text(data), "--from", text(&from), "--keys", text(&keys)]);
    let said = [done.stdout, done.stderr].concat();
    (done.status.code(), String::from_utf8(said).unwrap())
}

#[tokio::test]
async fn an_older_backup_says_what_it_lacks_and_a_newer_or_incomplete_one_is_refused() {
    let shop = Shop::open().await;
    shop.create(json!({})).await;
    let work = tempfile::tempdir().unwrap();
    let elsewhere = (shop.service().store.engine() == Engine::Postgres).then_some(shop.url.as_str());
    let tried = |name: &str, change: &dyn Fn(&Path)| {
        let [copy, data] = [name.to_owned(), format!("{name}-data")].map(|name| work.path().join(name));
        backup(shop.folder.path(), elsewhere, &copy);
        restored(&copy, &data, change)
    };
    let remove =
        |folder: &Path, files: &[&str]| files.iter().for_each(|file| fs::remove_file(folder.join(file)).unwrap());
    assert_eq!(tried("whole", &|_| {}), (Some(0), "restored, with 0 pictures; 0 people stay erased\n".to_owned()));
    // As it was before backups had a manifest and kept which links were opened.
    let (status, said) = tried("older", &|data| remove(data, &["backup.json", "pass.jsonl"]));
    assert!(status == Some(0) && said.contains("kept no record of which links were opened"), "{said}");
    let (status, said) = tried("incomplete", &|data| remove(data, &["pass.jsonl"]));
    assert!(status == Some(4) && said.contains("this file of the backup is missing"), "{said}");
    let (status, said) = tried("unsaid", &|data| remove(data, &["backup.json", "verification.jsonl"]));
    assert!(status == Some(4) && said.contains("this file of the backup is missing"), "{said}");
    let (status, said) = tried("newer", &|data| {
        let newer = json!({ "version": "9.9.9", "migrations": 99, "tables": ["meta"] });
        fs::write(data.join("backup.json"), newer.to_string()).unwrap();
    });
    assert!(status == Some(4) && said.contains("restore it with countersign 9.9.9 or newer"), "{said}");
}

#[tokio::test]
async fn the_doctor_finds_pictures_that_are_missing_and_says_where_to_get_them() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    shop.upload(&id).await;
    let service = shop.service();
    let elsewhere = (service.store.engine() == Engine::Postgres).then_some(shop.url.as_str());
    let database: Vec<&str> = elsewhere.iter().flat_map(|url| ["--database", url]).collect();
    let arguments = [&["doctor", "--data", text(shop.folder.path())], &database[..]].concat();
    let said = || String::from_utf8(ran(&arguments).stdout).unwrap();
    assert!(said().contains("pictures: 2 are there"), "{}", said());
    let (_, image, _) = service.blobs.all().await.unwrap().remove(0);
    service.blobs.delete(&id, &image).await.unwrap();
    let found = "pictures: 1 of 2 are missing from the storage; bring the folder of pictures back from a backup";
    assert!(said().contains(found), "{}", said());
}
