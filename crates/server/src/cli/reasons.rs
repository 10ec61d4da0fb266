//! `countersign reasons`: the closed catalogue, for people, for programs and for the documentation.

use std::io::Write;

use clap::Args;
use countersign_core::reason::{CATALOGUE, Entry, Family};
use serde::Serialize;

use super::{
    Failure,
    output::{self, HEADING, QUIET, cell, paint},
};

#[derive(Args, Debug)]
pub struct ReasonsArgs {
    /// Print a JSON array instead of text
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Line {
    code: &'static str,
    family: Family,
    private: &'static str,
    subject: &'static str,
}

pub(super) fn run(args: &ReasonsArgs) -> Result<(), Failure> {
    if args.json {
        let line = |e: &Entry| Line { code: e.code, family: e.family, private: e.private, subject: e.subject };
        return output::json(&CATALOGUE.iter().map(line).collect::<Vec<_>>());
    }
    Ok(write_text(&mut output::out())?)
}

fn write_text(out: &mut impl Write) -> std::io::Result<()> {
    let width = CATALOGUE.iter().map(|e| e.code.len()).max().unwrap_or(0);
    for (family, entries) in families() {
        writeln!(out, "{}", paint(HEADING, title(family)))?;
        for entry in entries {
            writeln!(out, "  {}  {}", cell(anstyle::Style::new(), entry.code, width), entry.private)?;
            writeln!(out, "  {:width$}  {}", "", paint(QUIET, entry.subject))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Entries by family, both in the order of the catalogue.
fn families() -> Vec<(Family, Vec<&'static Entry>)> {
    let mut families: Vec<(Family, Vec<&Entry>)> = Vec::new();
    for entry in CATALOGUE {
        match families.iter_mut().find(|(family, _)| *family == entry.family) {
            Some((_, entries)) => entries.push(entry),
            None => families.push((entry.family, vec![entry])),
        }
    }
    families
}

fn title(family: Family) -> &'static str {
    match family {
        Family::Input => "Input",
        Family::Capture => "Capture",
        Family::Document => "Document",
        Family::Face => "Face",
        Family::Liveness => "Liveness",
        Family::Comparison => "Comparison",
    }
}

#[cfg(test)]
mod tests {
    use std::{fmt::Write as _, fs, path::Path};

    use super::*;

    /// The page `docs/reasons.md`.
    fn page() -> String {
        let mut page = String::from(
            "# Reason codes\n\nEvery warning, check and refusal names one of these. Codes are stable: some may be added, \
             none is renamed.\nWritten by the test of `crates/server/src/cli/reasons.rs`; `UPDATE=1 cargo test -p \
             countersign reasons` writes it again.\n",
        );
        for (family, entries) in families() {
            write!(page, "\n## {}\n\n| code | for the merchant | for the subject |\n|---|---|---|\n", title(family))
                .unwrap();
            for e in entries {
                writeln!(page, "| `{}` | {} | {} |", e.code, e.private, e.subject).unwrap();
            }
        }
        page
    }

    #[test]
    fn documentation_lists_every_reason() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reasons.md");
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, page()).unwrap();
        }
        let written = fs::read_to_string(&file).expect("docs/reasons.md is committed");
        assert!(written == page(), "docs/reasons.md is out of date: run `UPDATE=1 cargo test -p countersign reasons`");
    }

    #[test]
    fn texts_for_the_subject_are_short_and_codes_unique() {
        let mut codes: Vec<_> = CATALOGUE.iter().map(|e| e.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), CATALOGUE.len());
        for entry in CATALOGUE {
            assert!(entry.subject.len() <= 120, "{}", entry.code);
            assert!(entry.code.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", entry.code);
        }
    }

    #[test]
    fn every_code_is_printed() {
        let mut text = Vec::new();
        write_text(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(CATALOGUE.iter().all(|e| text.contains(e.code) && text.contains(e.private)));
    }
}
