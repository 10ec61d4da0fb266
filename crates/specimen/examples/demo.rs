//! Writes something to try: a passport as a telephone sees it, its holder's selfie and a stranger's.
//!
//! `cargo run -p countersign-specimen --example demo -- OUT`

use std::{fs, path::Path};

use anyhow::{Context, Result};
use countersign_core::document::extraction::Sex;
use countersign_specimen::{Camera, Layout, Person, Photo, Style, studio, to_jpeg};

fn main() -> Result<()> {
    let out = std::env::args().nth(1).context("usage: demo OUT")?;
    let out = Path::new(&out);
    fs::create_dir_all(out).with_context(|| format!("creating {}", out.display()))?;
    let holder = (0..100).map(Person::random).find(|person| person.sex == Sex::F).context("half of all are women")?;
    let passport = studio().document(Layout::Passport, &holder, &Style::default()).front;
    fs::write(out.join("passport.jpg"), to_jpeg(&Camera::phone(1).shoot(&passport), 90))?;
    fs::write(out.join("selfie.jpg"), to_jpeg(studio().photo(Photo::A), 90))?;
    fs::write(out.join("stranger.jpg"), to_jpeg(studio().photo(Photo::B), 90))?;
    Ok(())
}
