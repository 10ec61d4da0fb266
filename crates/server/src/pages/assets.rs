//! Our own style and script, carried in the binary.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use crate::error::{NOT_FOUND, Problem};

struct Asset {
    name: &'static str,
    media: &'static str,
    bytes: &'static [u8],
}

const ASSETS: &[Asset] = &[
    Asset { name: "app.css", media: "text/css; charset=utf-8", bytes: include_bytes!("../../static/app.css") },
    Asset { name: "app.js", media: "text/javascript; charset=utf-8", bytes: include_bytes!("../../static/app.js") },
    Asset {
        name: "verify.js",
        media: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../static/verify.js"),
    },
    Asset { name: "demo.js", media: "text/javascript; charset=utf-8", bytes: include_bytes!("../../static/demo.js") },
    Asset { name: "mark.svg", media: "image/svg+xml", bytes: include_bytes!("../../static/mark.svg") },
];

/// Changes whenever an asset does, so that a browser may keep them and still never shows an old one.
pub(super) static VERSION: LazyLock<String> = LazyLock::new(|| {
    let all = ASSETS.iter().flat_map(|asset| asset.bytes);
    // FNV-1a: names a version, protects nothing.
    let hash =
        all.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
});

/// One asset.
pub async fn asset(Path(name): Path<String>) -> Result<Response, Problem> {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or_else(|| Problem::from(&NOT_FOUND))?;
    let headers = [(header::CONTENT_TYPE, asset.media), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.bytes).into_response())
}
