//! What a backup says of itself, `data/backup.json`: a restore learns from it what an older version did not keep yet, and
//! refuses what a newer one kept.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::unusable;
use crate::{cli::Failure, store::TABLES};

const FILE: &str = "backup.json";
/// Tables that backups may be without which say nothing of themselves. All others were in every one of those.
const UNSAID: [&str; 1] = ["pass"];

/// Who made a backup, and what is in it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    version: String,
    /// How many migrations the database had seen.
    migrations: usize,
    tables: Vec<String>,
}

impl Manifest {
    pub(super) fn of_this_version(migrations: usize) -> Self {
        let tables = TABLES.iter().map(|(table, _)| (*table).to_owned()).collect();
        Self { version: env!("CARGO_PKG_VERSION").to_owned(), migrations, tables }
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), Failure> {
        let path = folder.join(FILE);
        let file = File::create_new(&path).map_err(|cause| unusable(&path, cause))?;
        serde_json::to_writer_pretty(&file, self)?;
        file.sync_all().map_err(|cause| unusable(&path, cause))
    }

    /// What the backup in a folder says, or what is known of those that say nothing.
    pub(super) fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(FILE);
        match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::unsaid(folder)),
            Err(error) => Err(unusable(&path, error)),
            Ok(text) => serde_json::from_slice(&text).map_err(|_| unusable(&path, "this is not what a backup says")),
        }
    }

    fn unsaid(folder: &Path) -> Self {
        let there = |table: &str| !UNSAID.contains(&table) || folder.join(format!("{table}.jsonl")).exists();
        let tables = TABLES.iter().map(|(table, _)| (*table).to_owned()).filter(|table| there(table)).collect();
        Self { version: "of an earlier day".to_owned(), migrations: 0, tables }
    }

    pub(super) fn holds(&self, table: &str) -> bool {
        self.tables.iter().any(|held| held == table)
    }

    /// Refuses what a newer version made: it keeps what this one would lose.
    pub(super) fn known(&self, migrations: usize) -> Result<(), Failure> {
        let strange = self.tables.iter().any(|held| TABLES.iter().all(|(table, _)| table != held));
        if strange || self.migrations > migrations {
            let (theirs, ours) = (&self.version, env!("CARGO_PKG_VERSION"));
            return Err(Failure::Data(format!(
                "countersign {theirs} made this backup, and this is {ours}, which does not know all that is in it\n\
                 hint: restore it with countersign {theirs} or newer"
            )));
        }
        Ok(())
    }

    /// A sentence for each table that the version which made the backup did not keep yet.
    pub(super) fn lacks(&self) -> impl Iterator<Item = String> + '_ {
        let missing = TABLES.iter().map(|(table, _)| *table).filter(|table| !self.holds(table));
        missing.map(|table| format!("countersign {} made this backup and kept no {}", self.version, meaning(table)))
    }
}

/// What it means that a table is not there.
fn meaning(table: &str) -> &str {
    match table {
        "pass" => {
            "record of which links were opened: whoever has a link of a verification that still waits can open it once \
             more, and pages that were open have to be opened anew"
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_newer_version_keeps_is_refused_and_what_an_older_one_did_not_is_told() {
        let folder = tempfile::tempdir().unwrap();
        Manifest::of_this_version(9).write(folder.path()).unwrap();
        let same = Manifest::read(folder.path()).unwrap();
        assert!(same.known(9).is_ok() && same.holds("pass") && same.lacks().next().is_none());
        assert!(same.known(8).unwrap_err().to_string().contains("or newer"));
        let newer = Manifest { tables: vec!["moon".to_owned()], ..Manifest::of_this_version(9) };
        assert!(newer.known(9).is_err());
        let mut older = Manifest::of_this_version(3);
        older.tables.retain(|table| table != "pass");
        assert!(older.known(9).is_ok());
        assert_eq!(older.lacks().collect::<Vec<_>>().len(), 1);
        fs::write(folder.path().join(FILE), "{").unwrap();
        assert!(Manifest::read(folder.path()).is_err());
    }
}
