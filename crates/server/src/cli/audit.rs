//! `countersign audit verify`: follows the chain of the audit log.

use std::io::Write;

use clap::{Args, Subcommand};

use super::{Failure, output};
use crate::{
    app::{App, Source},
    config::Config,
    keep::KeepArgs,
};

#[derive(Args, Debug)]
pub struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Follow the chain of hashes from the first line to the last
    Verify(KeepArgs),
}

pub(super) fn run(args: &AuditArgs) -> Result<(), Failure> {
    let AuditCommand::Verify(keep) = &args.command;
    let runtime = super::runtime()?;
    runtime.block_on(async {
        let store = keep.store(&App::new(Config::default(), Source::system(None), true)).await?;
        let lines = store.verify_audit().await?.map_err(|broken| Failure::Data(broken.to_string()))?;
        writeln!(output::out(), "the audit log holds together, {lines} lines")?;
        Ok(())
    })
}
