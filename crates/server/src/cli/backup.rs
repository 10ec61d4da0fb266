//! `countersign backup` and `restore`. The keys of people and the ledger of erasures are copied into a folder of their own,
//! to be kept apart and renewed more often: a restore with the newest ledger brings nobody back who was erased since.

mod manifest;

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    pin::pin,
};

use clap::Args;
use futures_util::StreamExt;
use serde_json::{Map, Value};

use manifest::Manifest;

use super::{Failure, output};
use crate::{
    app::{App, Source},
    config::Config,
    keep::KeepArgs,
    service::Service,
    store::{Store, TABLES, Tx},
};

/// Rows that a restore holds in memory.
const AT_ONCE: usize = 1024;

#[derive(Args, Debug)]
pub struct BackupArgs {
    #[command(flatten)]
    keep: KeepArgs,
    /// A new folder; `data` in it and `keys` in it are to be kept apart
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Args, Debug)]
pub struct RestoreArgs {
    #[command(flatten)]
    keep: KeepArgs,
    /// The folder `data` of a backup
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// The folder `keys`, of this backup or a later one
    #[arg(long, value_name = "DIR")]
    keys: PathBuf,
}

fn unusable(path: &Path, cause: impl std::fmt::Display) -> Failure {
    Failure::Data(format!("{}: {cause}", path.display()))
}

async fn open(keep: &KeepArgs) -> Result<Service, Failure> {
    keep.open(&App::new(Config::default(), Source::system(None), true), "").await
}

pub(super) fn backup(args: &BackupArgs) -> Result<(), Failure> {
    super::runtime()?.block_on(async {
        let service = open(&args.keep).await?;
        let (data, keys) = (args.out.join("data"), args.out.join("keys"));
        for folder in [&data, &keys] {
            fs::create_dir_all(folder).map_err(|cause| unusable(folder, cause))?;
        }
        let rows = copy_tables(&service, &data, &keys).await?;
        Manifest::of_this_version(service.store.migrate().await?).write(&data)?;
        let pictures = copy_pictures(&service, &data.join("blobs")).await?;
        writeln!(output::out(), "{rows} rows and {pictures} pictures were copied; the master key was not")?;
        Ok(())
    })
}

async fn copy_tables(service: &Service, data: &Path, keys: &Path) -> Result<i64, Failure> {
    let mut snapshot = service.store.snapshot().await?;
    let mut secrets = Lines::create(&keys.join("subject-keys.jsonl"))?;
    let mut count = 0;
    for &(table, key) in TABLES {
        // Who was erased is told with the keys, since it says which of them must not come back.
        let folder = if table == "erasure" { keys } else { data };
        let mut lines = Lines::create(&folder.join(format!("{table}.jsonl")))?;
        let mut rows = pin!(snapshot.rows(table, key)?);
        while let Some(row) = rows.next().await {
            let mut row = row?;
            if let (Some(wrapped), "subject") = (row.remove("wrapped_key"), table) {
                let mut secret = Map::new();
                secret.insert("id".to_owned(), row.get("id").cloned().unwrap_or_default());
                secret.insert("wrapped_key".to_owned(), wrapped);
                secrets.write(&secret)?;
            }
            lines.write(&row)?;
            count += 1;
        }
        lines.finish()?;
    }
    secrets.finish()?;
    Ok(count)
}

async fn copy_pictures(service: &Service, to: &Path) -> Result<usize, Failure> {
    let in_words = |error: crate::blobs::Error| Failure::Data(error.to_string());
    let copies = crate::blobs::Blobs::in_folder(to).map_err(in_words)?;
    let stored = service.blobs.all().await.map_err(in_words)?;
    for (verification, image, _) in &stored {
        match service.blobs.get(verification, image).await {
            Ok(sealed) => copies.put(verification, image, sealed).await.map_err(in_words)?,
            // Deleted while the backup ran.
            Err(crate::blobs::Error::Missing) => {}
            Err(error) => return Err(in_words(error)),
        }
    }
    Ok(stored.len())
}

pub(super) fn restore(args: &RestoreArgs) -> Result<(), Failure> {
    super::runtime()?.block_on(async {
        let app = App::new(Config::default(), Source::system(None), true);
        let store = args.keep.store(&app).await?;
        if !store.is_empty().await? {
            return Err(Failure::Usage("a restore needs an empty database and an empty folder".to_owned()));
        }
        let manifest = Manifest::read(&args.from)?;
        manifest.known(store.migrate().await?)?;
        write_tables(&store, &args.from, &manifest).await?;
        // From here on the master key has to be the one the data was sealed with.
        let service = open(&args.keep).await?;
        let erased = replay(&service, &args.keys).await?;
        let pictures = restore_pictures(&service, &args.from.join("blobs")).await?;
        writeln!(output::out(), "restored, with {pictures} pictures; {erased} people stay erased")?;
        for sentence in manifest.lacks() {
            writeln!(output::out(), "{sentence}")?;
        }
        Ok(())
    })
}

async fn write_tables(store: &Store, from: &Path, manifest: &Manifest) -> Result<(), Failure> {
    let mut tx = store.begin().await?;
    tx.clear_beginnings().await?;
    for (table, _) in TABLES.iter().filter(|(table, _)| *table != "erasure" && manifest.holds(table)) {
        let mut lines = read_lines(&from.join(format!("{table}.jsonl")))?;
        loop {
            let some: Vec<_> = lines.by_ref().take(AT_ONCE).collect::<Result<_, _>>()?;
            if some.is_empty() {
                break;
            }
            tx.insert_copies(table, some).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// Puts the keys back, but for people who were erased; those are erased again.
async fn replay(service: &Service, keys: &Path) -> Result<usize, Failure> {
    let ledger: Vec<Map<String, Value>> = read_lines(&keys.join("erasure.jsonl"))?.collect::<Result<_, _>>()?;
    let erased: HashSet<String> = ledger.iter().map(|line| text(line, "subject_id")).collect();
    let mut tx = service.store.begin().await?;
    restore_keys(&mut tx, &keys.join("subject-keys.jsonl"), &erased).await?;
    for line in &ledger {
        tx.erase_again(&text(line, "subject_id")).await?;
    }
    tx.insert_copies("erasure", ledger).await?;
    tx.commit().await?;
    Ok(erased.len())
}

async fn restore_keys(tx: &mut Tx, file: &Path, erased: &HashSet<String>) -> Result<(), Failure> {
    let mut lines = read_lines(file)?;
    loop {
        let some: Vec<_> = lines.by_ref().take(AT_ONCE).collect::<Result<_, _>>()?;
        if some.is_empty() {
            return Ok(());
        }
        let kept = some.iter().filter(|line| !erased.contains(&text(line, "id")));
        let keys = kept.map(|line| Ok((text(line, "id"), decoded(line)?))).collect::<Result<_, Failure>>()?;
        tx.restore_subject_keys(keys).await?;
    }
}

fn text(line: &Map<String, Value>, name: &str) -> String {
    line.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn decoded(line: &Map<String, Value>) -> Result<Vec<u8>, Failure> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let text = line.get("wrapped_key").and_then(|wrapped| wrapped["base64"].as_str());
    let bytes = text.and_then(|text| STANDARD.decode(text).ok());
    bytes.ok_or_else(|| Failure::Data("a key in the backup is not readable".to_owned()))
}

async fn restore_pictures(service: &Service, from: &Path) -> Result<usize, Failure> {
    let in_words = |error: crate::blobs::Error| Failure::Data(error.to_string());
    let copies = crate::blobs::Blobs::in_folder(from).map_err(in_words)?;
    let named: HashSet<String> = service.store.image_names().await?.into_iter().collect();
    let mut count = 0;
    for (verification, image, _) in copies.all().await.map_err(in_words)? {
        if named.contains(&image) {
            let sealed = copies.get(&verification, &image).await.map_err(in_words)?;
            service.blobs.put(&verification, &image, sealed).await.map_err(in_words)?;
            count += 1;
        }
    }
    Ok(count)
}

/// A file of JSON lines being written.
struct Lines {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Lines {
    fn create(path: &Path) -> Result<Self, Failure> {
        let file = File::create_new(path).map_err(|cause| unusable(path, cause))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file) })
    }

    fn write(&mut self, line: &Map<String, Value>) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.file, line)?;
        self.file.write_all(b"\n").map_err(|cause| unusable(&self.path, cause))
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.file.flush().and_then(|()| self.file.get_ref().sync_all()).map_err(|cause| unusable(&self.path, cause))
    }
}

fn read_lines(path: &Path) -> Result<impl Iterator<Item = Result<Map<String, Value>, Failure>> + use<>, Failure> {
    let file = File::open(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => unusable(path, "this file of the backup is missing: copy the whole backup again"),
        _ => unusable(path, cause),
    })?;
    let path = path.to_owned();
    Ok(BufReader::new(file).lines().map(move |line| {
        let line = line.map_err(|cause| unusable(&path, cause))?;
        serde_json::from_str(&line).map_err(|_| unusable(&path, "a line is not readable"))
    }))
}
