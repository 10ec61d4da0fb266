//! Puts what `scripts/web` built for browsers into the program, each file as it is and compressed. Without it the program is
//! built all the same and shows the plain page.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let built = root.join("../../web/dist");
    // A folder that is not there cannot be watched.
    fs::create_dir_all(&built)?;
    println!("cargo::rerun-if-changed={}", built.display());
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut files: Vec<PathBuf> = fs::read_dir(&built)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|file| file.is_file() && !file.ends_with("manifest.json"));
    files.sort();
    if !files.iter().any(|file| file.ends_with("flow.js")) {
        println!(
            "cargo::warning=web/dist has no flow.js: this build shows persons the plain page. Run scripts/web, then build again."
        );
    }
    let mut list = String::from("&[\n");
    for file in &files {
        list.push_str(&entry(file, &out)?);
    }
    list.push_str("]\n");
    fs::write(out.join("bundle.rs"), list)
}

/// The line of one file, which is compressed into `out`.
fn entry(file: &Path, out: &Path) -> io::Result<String> {
    let file = file.canonicalize()?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let small = out.join(format!("{name}.gz"));
    let mut encoder = GzEncoder::new(fs::File::create(&small)?, Compression::best());
    encoder.write_all(&fs::read(&file)?)?;
    encoder.finish()?;
    // As literals of Rust, quoted and escaped.
    let (whole, small) = (file.display().to_string(), small.display().to_string());
    Ok(format!("    File {{ name: {name:?}, bytes: include_bytes!({whole:?}), gzip: include_bytes!({small:?}) }},\n"))
}
