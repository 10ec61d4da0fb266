//! What a server costs that does nothing but check one Ed25519 signature a request: `bench/token` runs it beside countersign.

use std::{net::SocketAddr, sync::Arc};

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use axum::{Router, body::Bytes, routing::post};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use clap::Parser;

/// Checks tokens.
#[derive(Parser)]
struct Args {
    address: SocketAddr,
    /// In base64url
    public_key: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let key = Arc::new(UnparsedPublicKey::new(&ED25519, URL_SAFE_NO_PAD.decode(&args.public_key)?));
    let verify = async move |body: Bytes| {
        let valid = signed(&key, &body).is_some();
        if valid { "{\"valid\":true}" } else { "{\"valid\":false}" }
    };
    let routes = Router::new().route("/api/verifyhuman/verify-token", post(verify));
    axum::serve(tokio::net::TcpListener::bind(args.address).await?, routes).await?;
    Ok(())
}

/// The token of a body, if its signature is good.
fn signed(key: &UnparsedPublicKey<Vec<u8>>, body: &[u8]) -> Option<()> {
    let token = std::str::from_utf8(body).ok()?.strip_prefix("{\"token\":\"")?.strip_suffix("\"}")?;
    let (signed, signature) = token.rsplit_once('.')?;
    key.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?).ok()
}
