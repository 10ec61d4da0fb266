//! The page, its policy and its files.

use axum::body::Body;
use serde_json::json;

use crate::{service::shop::Shop, support::request};

/// Whether this program was built with the flow.
async fn built(shop: &Shop) -> bool {
    shop.get("/assets/flow.js").await.status == 200
}

#[tokio::test]
async fn the_plain_page_brings_its_own_script_and_nothing_else() {
    let shop = Shop::open().await;
    let page = shop.get("/verify/plain").await;
    assert_eq!((page.status.as_u16(), page.header("referrer-policy")), (200, "no-referrer"));
    assert!(page.header("content-security-policy").contains("connect-src 'self'"));
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert!(page.body.contains("/static/verify.js?"));
    assert_eq!(shop.get("/static/verify.js").await.status, 200);
}

#[tokio::test]
async fn both_pages_speak_the_persons_language_from_the_first_byte() {
    let shop = Shop::open().await;
    let page = async |path: &str, accepts: &str| {
        let call = request("GET", path).header("accept-language", accepts).body(Body::empty()).unwrap();
        let page = shop.send(call).await;
        assert_eq!(page.status, 200, "{path}");
        page.body
    };
    for path in ["/verify", "/verify/plain"] {
        for (wanted, accepts, opening, title) in [
            ("", "", r#"<html lang="en" dir="ltr">"#, "<title>Confirm who you are</title>"),
            ("", "de-AT,en;q=0.5", r#"<html lang="de" dir="ltr">"#, "<title>Zeig, dass du es bist</title>"),
            ("?locale=ar", "de", r#"<html lang="ar" dir="rtl">"#, "<title>أكّد هويتك</title>"),
            (
                "?locale=fr-CA&merchant=mer_x",
                "de",
                r#"<html lang="fr" dir="ltr">"#,
                "<title>Confirmez votre identité</title>",
            ),
            ("?locale=xx", "es", r#"<html lang="es" dir="ltr">"#, "<title>Confirma quién eres</title>"),
        ] {
            let body = page(&format!("{path}{wanted}"), accepts).await;
            assert!(body.contains(opening) && body.contains(title), "{path}{wanted} {accepts}: {body}");
        }
    }
    let body = page("/verify/plain?locale=ar", "").await;
    let (_, rest) = body.split_once(r#"<script type="application/json" id="words">"#).unwrap();
    let (words, _) = rest.split_once("</script>").unwrap();
    let words: serde_json::Value = serde_json::from_str(words).unwrap();
    assert_eq!(words["reason-document_expired"], "انتهت صلاحية هذه الوثيقة. استخدم وثيقة سارية.");
    assert!(words["intro-lead"].as_str().unwrap().contains("{shop}"), "values are filled in on the page");
}

#[tokio::test]
async fn the_plain_page_wears_the_merchants_colours() {
    let shop = Shop::open().await;
    let theme = json!({ "accent": "#ffd500", "scheme": "dark", "radius": 3 });
    shop.set(json!({ "flow": { "theme": theme } })).await;
    let view = shop.post("/v1/verifications", json!({})).await.json();
    let token = view["client_token"].as_str().unwrap();
    let session = shop.call_as(token, "GET", "/v1/subject/session", serde_json::Value::Null).await.json();
    let sheet = shop.get(&format!("/verify/look.css?merchant={}", session["merchant"]["id"].as_str().unwrap())).await;
    assert_eq!((sheet.status.as_u16(), sheet.header("content-type")), (200, "text/css; charset=utf-8"));
    let worn = ":root { color-scheme: dark; --accent: #ffd500; --on-accent: #000000; --radius: 3px; }\n";
    assert_eq!(sheet.body, worn);
    assert_eq!(shop.get("/verify/look.css?merchant=mer_x").await.problem().0, 404);
    assert_eq!(shop.get("/verify/look.css").await.problem().0, 422);
}

#[tokio::test]
async fn the_page_may_be_framed_by_the_shops_own_pages_alone() {
    let shop = Shop::open().await;
    if !built(&shop).await {
        return assert!(
            shop.get("/verify").await.body.contains("/static/verify.js?"),
            "the plain page stands in for the flow"
        );
    }
    let page = shop.get("/verify").await;
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.ends_with("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    assert_eq!((page.header("x-frame-options"), page.header("referrer-policy")), ("DENY", "no-referrer"));
    assert!(page.header("permissions-policy").starts_with("camera=(self)"));
    assert!(!page.body.contains("<style") && !page.body.contains("style=\""));
    assert_eq!(page.body.matches("integrity=\"sha384-").count(), 2);
    shop.set(json!({ "origins": ["https://shop.test", "https://other.test:8443"] })).await;
    let view = shop.post("/v1/verifications", json!({})).await.json();
    let token = view["client_token"].as_str().unwrap();
    let session = shop.call_as(token, "GET", "/v1/subject/session", serde_json::Value::Null).await.json();
    let framed = session["frame_url"].as_str().unwrap().strip_prefix("https://verify.test").unwrap().to_owned();
    let page = shop.get(&framed).await;
    assert!(
        page.header("content-security-policy")
            .ends_with("frame-ancestors 'self' https://shop.test https://other.test:8443")
    );
    assert_eq!(page.header("x-frame-options"), "");
    let unknown = shop.get("/verify?merchant=mer_x").await;
    assert!(unknown.header("content-security-policy").ends_with("frame-ancestors 'none'"));
}

#[tokio::test]
async fn files_are_compressed_known_by_their_tag_and_may_be_loaded_by_shops() {
    let shop = Shop::open().await;
    assert_eq!(shop.get("/assets/nothing.js").await.status, 404);
    if !built(&shop).await {
        return;
    }
    for path in ["/widget.js", "/collector.js", "/assets/flow.js"] {
        let plain = shop.get(path).await;
        assert_eq!(
            (plain.status.as_u16(), plain.header("content-type")),
            (200, "text/javascript; charset=utf-8"),
            "{path}"
        );
        assert_eq!(
            (plain.header("access-control-allow-origin"), plain.header("cross-origin-resource-policy")),
            ("*", "cross-origin")
        );
        let call = request("GET", path).header("accept-encoding", "br, gzip").body(Body::empty()).unwrap();
        let small = shop.send(call).await;
        assert_eq!((small.header("content-encoding"), small.header("vary")), ("gzip", "accept-encoding"));
        let again = request("GET", path).header("if-none-match", plain.header("etag")).body(Body::empty()).unwrap();
        assert_eq!(shop.send(again).await.status, 304);
        assert_eq!(plain.header("cache-control"), "public, no-cache");
    }
}
