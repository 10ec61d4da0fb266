//! The command line: what can be asked for, and how each answer ends.

mod audit;
mod backup;
mod clock;
mod doctor;
mod extras;
mod failure;
mod input;
mod keys;
mod matching;
mod migrate;
mod models;
pub(crate) mod output;
mod parse;
mod read;
mod reasons;
mod shops;
mod table;
mod verify;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

pub(crate) use extras::ExtraArgs;
pub use failure::Failure;
pub(crate) use input::read_bytes;

/// Reads identity documents, compares faces and decides, on this machine alone.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub settings: Settings,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Folder that holds the model files [default: `models` beside the program, else the user's cache]
    #[arg(long, global = true, value_name = "DIR", env = "COUNTERSIGN_MODELS", hide_env_values = true)]
    pub models: Option<PathBuf>,
    /// Judge dates as of this day instead of today (UTC)
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub today: Option<Date>,
}

impl Settings {
    /// The day against which expiry and ages are judged.
    pub(crate) fn today(&self) -> Date {
        self.today.unwrap_or_else(clock::today)
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read pictures of documents
    Read(read::ReadArgs),
    /// Compare two faces
    Match(matching::MatchArgs),
    /// Decide whether a document is real, in force and belongs to the person of a selfie
    Verify(verify::VerifyArgs),
    /// Take the text of a zone or a barcode apart
    Parse(parse::ParseArgs),
    /// Measure quality and speed on a labelled set
    Evaluate(crate::evaluate::EvaluateArgs),
    /// List every reason code with its texts
    Reasons(reasons::ReasonsArgs),
    /// Answer over HTTP and work on what was asked
    Serve(crate::serve::ServeArgs),
    /// Work on what was asked, without answering
    Work(crate::work::WorkArgs),
    /// Make, list, exchange and end API keys
    Keys(keys::KeysArgs),
    /// Connect shops whose platform signs requests
    Shops(shops::ShopsArgs),
    /// Bring the database's schema up to date
    Migrate(crate::keep::KeepArgs),
    /// Say what is wrong with an installation
    Doctor(doctor::DoctorArgs),
    /// Copy everything into a folder, with the keys of people apart from their data
    Backup(backup::BackupArgs),
    /// Bring a backup back into an empty installation
    Restore(backup::RestoreArgs),
    /// Check the audit log
    Audit(audit::AuditArgs),
}

/// For commands that ask the database and end.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// Runs the command of this process's arguments.
pub fn main() -> ExitCode {
    countersign_vision::model::forbid_telemetry();
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::failure(&failure);
            ExitCode::from(failure.status())
        }
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Command::Evaluate(args) => crate::evaluate::run(&args, &cli.settings),
        Command::Parse(args) => parse::run(&args, &cli.settings),
        Command::Read(args) => read::run(&args, &cli.settings),
        Command::Match(args) => matching::run(&args, &cli.settings),
        Command::Verify(args) => verify::run(&args, &cli.settings),
        Command::Reasons(args) => reasons::run(&args),
        Command::Serve(args) => crate::serve::run(&args, &cli.settings),
        Command::Work(args) => crate::work::run(&args, &cli.settings),
        Command::Keys(args) => keys::run(&args),
        Command::Shops(args) => shops::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Doctor(args) => doctor::run(&args, &cli.settings),
        Command::Backup(args) => backup::backup(&args),
        Command::Restore(args) => backup::restore(&args),
        Command::Audit(args) => audit::run(&args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
