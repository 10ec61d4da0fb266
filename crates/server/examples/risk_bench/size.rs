//! How much room a link takes, and how long the disk takes to keep a commit.

use std::{
    fs::File,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use countersign::store::{Engine, Store};

/// The links.
pub(crate) struct Size {
    pub(crate) links: i64,
    /// With both indexes.
    pub(crate) bytes_per_link: f64,
}

pub(crate) async fn of_link(store: &Store) -> anyhow::Result<Size> {
    let (links, bytes) = store.link_size().await?;
    Ok(Size { links, bytes_per_link: (bytes as f64 / links.max(1) as f64 * 10.0).round() / 10.0 })
}

/// Reads all there is once, as a database that has been running for a while has: what is measured is no cold start.
pub(crate) async fn warm(store: &Store, folder: &Path) -> anyhow::Result<()> {
    if store.engine() == Engine::Sqlite {
        std::io::copy(&mut File::open(folder.join("countersign.db"))?, &mut std::io::sink())?;
        return Ok(());
    }
    let all = "CREATE EXTENSION IF NOT EXISTS pg_prewarm; SELECT CAST(SUM(pg_prewarm(oid::regclass, 'read')) AS BIGINT) FROM pg_class \
               WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace";
    Ok(store.execute(all.to_owned()).await?)
}

/// The median of some writes that are waited for, and the time that one of a hundred exceeds, in milliseconds: no durable
/// answer is faster.
pub(crate) fn commit_milliseconds(folder: &Path) -> anyhow::Result<[f64; 2]> {
    let path = folder.join("commit");
    let mut file = File::create(&path)?;
    let mut took: Vec<Duration> = Vec::new();
    for _ in 0..301 {
        let started = Instant::now();
        file.write_all(&[7; 16 * 1024])?;
        file.sync_data()?;
        took.push(started.elapsed());
    }
    std::fs::remove_file(path)?;
    took.sort_unstable();
    Ok([took[150], took[297]].map(|took| (took.as_secs_f64() * 100_000.0).round() / 100.0))
}
