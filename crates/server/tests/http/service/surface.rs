use std::{fs, path::Path};

use serde_json::Value;

use super::shop::Shop;

/// The API's description is in the repository: a change of the API shows in its diff.
#[tokio::test]
async fn the_description_is_the_one_in_the_repository() {
    let shop = Shop::open().await;
    let served: Value = shop.get("/openapi.json").await.json();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let text = format!("{}\n", serde_json::to_string_pretty(&served).unwrap());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &text).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(written == text, "docs/openapi.json is out of date: run `UPDATE=1 cargo test -p countersign description`");
    assert_eq!(served["openapi"], "3.1.0");
}

#[tokio::test]
async fn the_page_shows_every_operation() {
    let shop = Shop::open().await;
    let document: Value = shop.get("/openapi.json").await.json();
    let page = shop.get("/docs").await;
    assert_eq!(page.status, 200);
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 20);
    for (path, item) in paths {
        for method in item.as_object().unwrap().keys() {
            assert!(page.body.contains(&format!("{} {path}", method.to_uppercase())), "{method} {path}");
        }
    }
    assert!(!page.body.contains("http://") && !page.body.contains("https://"), "the page asks nobody else");
}
