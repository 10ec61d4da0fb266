//! Labelled sets: CSV with a header, files relative to its folder.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use crate::cli::Failure;

/// A manifest as read. Columns that no evaluation asks for are ignored.
pub(crate) struct Manifest {
    path: PathBuf,
    columns: Vec<String>,
    pub rows: Vec<Row>,
}

/// One row: values by column, and its line for messages.
pub(crate) struct Row {
    cells: HashMap<String, String>,
    line: u64,
}

impl Row {
    /// The value in `column`; empty where the column is absent.
    pub(crate) fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// Columns `same`, `valid` and their like: 1 or true.
    pub(crate) fn flag(&self, column: &str) -> bool {
        matches!(self.get(column).trim(), "1" | "true" | "True")
    }

    /// The truth of the row, `{}` where none is given. Checked to be an object when the manifest was opened.
    pub(crate) fn truth(&self) -> Map<String, Value> {
        parse_truth(self.get("truth")).unwrap_or_default()
    }
}

fn parse_truth(text: &str) -> Result<Map<String, Value>, serde_json::Error> {
    if text.trim().is_empty() { Ok(Map::new()) } else { serde_json::from_str(text) }
}

impl Manifest {
    /// Reads a manifest; a byte order mark is accepted.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let refuse = |cause: &dyn std::fmt::Display| Failure::Input(format!("manifest {}: {cause}", path.display()));
        let bytes = fs::read(path).map_err(|e| refuse(&e))?;
        let mut reader = csv::Reader::from_reader(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes));
        let columns: Vec<String> = reader.headers().map_err(|e| refuse(&e))?.iter().map(str::to_owned).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| refuse(&e))?;
            let cells = columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
            let row = Row { cells, line: record.position().map_or(0, csv::Position::line) };
            parse_truth(row.get("truth"))
                .map_err(|e| refuse(&format!("line {}: column `truth` is no JSON object: {e}", row.line)))?;
            rows.push(row);
        }
        Ok(Self { path: path.to_owned(), columns, rows })
    }

    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|c| c == column)
    }

    /// Complains about a manifest of another kind.
    pub(crate) fn require(&self, columns: &[&str]) -> Result<(), Failure> {
        let missing: Vec<_> = columns.iter().filter(|c| !self.has(c)).map(|c| format!("`{c}`")).collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Failure::Input(format!(
            "manifest {} has no column {}\nhint: it has {}",
            self.path.display(),
            missing.join(", "),
            self.columns.join(", ")
        )))
    }

    /// A file named by the manifest.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.parent().unwrap_or_else(|| Path::new("")).join(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(text: &str) -> Result<Manifest, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.csv");
        fs::write(&path, text).unwrap();
        Manifest::read(&path)
    }

    #[test]
    fn byte_order_mark_and_extra_columns_do_no_harm() {
        let m = manifest("\u{feff}file,truth,note\na.png,\"{\"\"sex\"\": \"\"F\"\"}\",x\nb.png,,\n").unwrap();
        m.require(&["file", "truth"]).unwrap();
        assert_eq!(m.rows[0].get("file"), "a.png");
        assert_eq!(m.rows[0].truth()["sex"], "F");
        assert!(m.rows[1].truth().is_empty());
    }

    #[test]
    fn wrong_manifests_are_named() {
        let missing = manifest("file,kind\na,b\n").unwrap().require(&["file", "truth"]).unwrap_err();
        assert!(missing.to_string().contains("has no column `truth`"), "{missing}");
        let truth = manifest("file,truth\na,[1]\n").err().unwrap();
        assert!(truth.to_string().contains("line 2"), "{truth}");
        let ragged = manifest("file,truth\na\n").err().unwrap();
        assert_eq!(ragged.status(), 1);
    }
}
