//! Writes small specimens as seeds for fuzzing: zones, payloads, pictures in every format that is read, claims of credentials.
//!
//! `cargo run -p countersign-specimen --example seeds -- OUT`

use std::{fs, path::Path};

use anyhow::{Context, Result};
use countersign_core::document::aamva;
use countersign_specimen::{Layout, Person, Style, barcode, studio, to_jpeg, to_png, to_webp};

fn main() -> Result<()> {
    let out = std::env::args().nth(1).context("usage: seeds OUT")?;
    let save = |target: &str, name: &str, bytes: &[u8]| -> Result<()> {
        let folder = Path::new(&out).join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), bytes).with_context(|| format!("writing {name}"))
    };
    let small = Style { pixels_per_mm: 0.5, ..Style::default() };
    for (seed, layout) in (0_u64..).zip(Layout::ALL) {
        let specimen = studio().document(layout, &Person::random(seed), &small);
        save("mrz", &format!("{seed}"), specimen.truth.mrz_lines.join("\n").as_bytes())?;
        save("aamva", &format!("{seed}"), &aamva::emit(&barcode::card(seed)))?;
        save("decode", &format!("{seed}.png"), &to_png(&specimen.front))?;
        save("decode", &format!("{seed}.jpg"), &to_jpeg(&specimen.front, 60))?;
        save("decode", &format!("{seed}.webp"), &to_webp(&specimen.front))?;
    }
    save("token", "signed", b"eyJhbGciOiJFZERTQSIsImtpZCI6ImsifQ.eyJpc3MiOiJhIn0.c2ln")?;
    for (seed, age) in
        [r#""age":"over_18","#, r#""vid":"ver_1","cart":"c","exl":"2026-11-26T18","#, ""].iter().enumerate()
    {
        let claims = format!(r#"{{"iss":"a","sub":"7","shop":"shop","aal":3,{age}"jti":"j","iat":1,"exp":2}}"#);
        save("token", &format!("{seed}"), claims.as_bytes())?;
    }
    Ok(())
}
