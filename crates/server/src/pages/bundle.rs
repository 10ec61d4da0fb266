//! What browsers get of the flow, the widget and the collector: built from `web/`, carried in the binary.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA384, digest};
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::error::{NOT_FOUND, Problem};

struct File {
    name: &'static str,
    bytes: &'static [u8],
    gzip: &'static [u8],
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/bundle.rs"));

/// A file with what a page needs to name it.
pub(super) struct Named {
    file: &'static File,
    /// As in an `integrity` attribute (W3C Subresource Integrity).
    pub(super) integrity: String,
}

static NAMED: LazyLock<Vec<Named>> = LazyLock::new(|| {
    let named = |file| Named { file, integrity: format!("sha384-{}", STANDARD.encode(digest(&SHA384, file.bytes))) };
    FILES.iter().map(named).collect()
});

/// A file by its name, where this build has it.
pub(super) fn find(name: &str) -> Option<&'static Named> {
    NAMED.iter().find(|named| named.file.name == name)
}

impl Named {
    /// The address of this very version.
    pub(super) fn address(&self) -> String {
        let version: String = self.integrity.chars().filter(char::is_ascii_alphanumeric).skip(6).take(12).collect();
        format!("/assets/{}?{version}", self.file.name)
    }

    fn tag(&self) -> String {
        format!("\"{}\"", &self.integrity[7..39])
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let common = [
            (header::ETAG, self.tag()),
            (header::CACHE_CONTROL, caching(self.file.name).to_owned()),
            (header::VARY, "accept-encoding".to_owned()),
            // Shops load these from their own pages, with `crossorigin` and `integrity` or without.
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()),
            (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin".to_owned()),
        ];
        if text(header::IF_NONE_MATCH).contains(&self.tag()) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let media = [(header::CONTENT_TYPE, media(self.file.name))];
        if text(header::ACCEPT_ENCODING).contains("gzip") {
            return (common, media, [(header::CONTENT_ENCODING, "gzip")], self.file.gzip).into_response();
        }
        (common, media, self.file.bytes).into_response()
    }
}

/// What has its content's hash in its name never changes; the rest is asked for anew, and mostly has not changed.
fn caching(name: &str) -> &'static str {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    let hashed = hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hashed { "public, max-age=31536000, immutable" } else { "public, no-cache" }
}

fn media(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

fn served(name: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    find(name).map(|named| named.answer(headers)).ok_or_else(|| Problem::from(&NOT_FOUND))
}

/// One file of the build.
pub async fn file(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    served(&name, &headers)
}

/// The script with which a shop opens the flow on its own pages.
pub async fn widget(headers: HeaderMap) -> Result<Response, Problem> {
    served("widget.js", &headers)
}

/// The script that collects what a checkout is judged by.
pub async fn collector(headers: HeaderMap) -> Result<Response, Problem> {
    served("collector.js", &headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_good() {
        for name in ["flow.js", "widget.js", "messages-extraordinary.json", "face-finder.js"] {
            assert_eq!(caching(name), "public, no-cache", "{name}");
        }
        assert!(caching("face-cc27419ac93c.js").contains("immutable"));
        assert_eq!(media("messages-de-1bed20c600fa.json"), "application/json");
    }

    #[test]
    fn every_file_says_what_it_is_and_unpacks_to_itself() {
        for named in NAMED.iter() {
            assert!(named.integrity.starts_with("sha384-") && named.address().starts_with("/assets/"));
            assert_eq!(named.file.gzip[..2], [0x1f, 0x8b]);
            assert_ne!(media(named.file.name), "application/octet-stream", "{}", named.file.name);
        }
    }
}
