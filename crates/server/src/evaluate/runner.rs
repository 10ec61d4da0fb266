//! Works on the rows side by side and writes their results in the order of the manifest.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufWriter, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use countersign_core::reason::Reason;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value};

use super::{Job, Row};
use crate::cli::Failure;

/// One result.
pub(crate) type Object = Map<String, Value>;

impl Job<'_> {
    /// The result of `work` for every row, in the order of the manifest, with its wall time as `ms`; written to
    /// `--out` on the way. `keys` are columns repeated in each object. A row whose work panics is a failed row.
    pub(crate) fn run(
        &self,
        keys: &[&str],
        work: impl Fn(&Row) -> Result<Object, Reason> + Sync,
    ) -> Result<Vec<Object>, Failure> {
        let rows = &self.manifest.rows;
        let writer = Mutex::new(OrderedWriter::open(self.options.out.as_deref())?);
        let (next, bar) = (AtomicUsize::new(0), progress(rows.len()));
        std::thread::scope(|scope| {
            for _ in 0..self.threads().min(rows.len()) {
                scope.spawn(|| {
                    while let Some((at, row)) = take(&next, rows) {
                        let object = one(keys, row, &work);
                        writer.lock().unwrap_or_else(PoisonError::into_inner).put(at, object);
                        bar.inc(1);
                    }
                });
            }
        });
        bar.finish_and_clear();
        writer.into_inner().unwrap_or_else(PoisonError::into_inner).finish().map_err(Failure::Output)
    }
}

fn take<'r>(next: &AtomicUsize, rows: &'r [Row]) -> Option<(usize, &'r Row)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    Some((at, rows.get(at)?))
}

fn one(keys: &[&str], row: &Row, work: impl Fn(&Row) -> Result<Object, Reason>) -> Object {
    let started = Instant::now();
    let result = catch_unwind(AssertUnwindSafe(|| work(row))).unwrap_or(Err(Reason::ProcessingFailed));
    let ms = (started.elapsed().as_secs_f64() * 1e5).round() / 1e2;
    let mut object = result.unwrap_or_else(|reason| Object::from_iter([("error".to_owned(), reason.code().into())]));
    object.extend(keys.iter().map(|key| ((*key).to_owned(), row.get(key).into())));
    object.insert("ms".to_owned(), ms.into());
    object
}

/// A bar on standard error; none where that is no terminal.
fn progress(rows: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40.green} {pos}/{len}  {elapsed} passed, about {eta} to go")
        .expect("the template is written here and tested by every run");
    ProgressBar::new(rows as u64).with_style(style)
}

/// Holds results that came early until their turn.
struct OrderedWriter {
    file: Option<BufWriter<File>>,
    early: BTreeMap<usize, Object>,
    done: Vec<Object>,
    error: Option<io::Error>,
}

impl OrderedWriter {
    fn open(path: Option<&std::path::Path>) -> Result<Self, Failure> {
        let create = |path| {
            File::create(path)
                .map_err(|e| Failure::Input(format!("{} cannot be written: {e}", std::path::Path::display(path))))
        };
        let file = path.map(create).transpose()?.map(BufWriter::new);
        Ok(Self { file, early: BTreeMap::new(), done: Vec::new(), error: None })
    }

    fn put(&mut self, at: usize, object: Object) {
        self.early.insert(at, object);
        while let Some(object) = self.early.remove(&self.done.len()) {
            let written = self.file.as_mut().map_or(Ok(()), |file| write_line(file, &object));
            self.error = self.error.take().or(written.err());
            self.done.push(object);
        }
    }

    fn finish(mut self) -> io::Result<Vec<Object>> {
        self.error.map_or(Ok(()), Err)?;
        self.file.as_mut().map_or(Ok(()), Write::flush)?;
        Ok(self.done)
    }
}

fn write_line(out: &mut impl Write, object: &Object) -> io::Result<()> {
    serde_json::to_writer(&mut *out, object)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_manifest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.jsonl");
        let mut writer = OrderedWriter::open(Some(&path)).unwrap();
        for at in [2, 0, 1] {
            writer.put(at, Object::from_iter([("row".to_owned(), at.into())]));
        }
        let done = writer.finish().unwrap();
        assert_eq!(done.iter().map(|o| o["row"].clone()).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(std::fs::read_to_string(path).unwrap(), "{\"row\":0}\n{\"row\":1}\n{\"row\":2}\n");
    }
}
