//! `countersign migrate`: what `serve` does at its start, by itself.

use std::io::Write;

use super::{Failure, output};
use crate::{
    app::{App, Source},
    config::Config,
    keep::KeepArgs,
};

pub(super) fn run(args: &KeepArgs) -> Result<(), Failure> {
    let runtime = super::runtime()?;
    runtime.block_on(async {
        let app = App::new(Config::default(), Source::system(None), true);
        let count = args.store(&app).await?.migrate().await?;
        writeln!(output::out(), "the schema is up to date ({count} migrations)")?;
        Ok(())
    })
}
