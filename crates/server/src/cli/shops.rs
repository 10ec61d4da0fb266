//! `countersign shops`: whose signed requests are believed.

use std::{io::Write, path::PathBuf};

use clap::{Args, Subcommand};

use super::{Failure, input::read_bytes, keys::Mode, output};
use crate::{
    app::{App, Source},
    config::Config,
    error::Problem,
    keep::KeepArgs,
    lifecycle::{self, Turn},
    service::Service,
    store::Actor,
    tenant::Tenant,
};

#[derive(Args, Debug)]
pub struct ShopsArgs {
    #[command(subcommand)]
    command: ShopsCommand,
}

#[derive(Debug, Subcommand)]
enum ShopsCommand {
    /// Believe what a shop's platform passes on and signs, or give the shop another secret
    Connect(ConnectArgs),
    /// List the domains of a merchant's shops
    List(OfArgs),
    /// Believe a shop's platform no longer
    Disconnect(DisconnectArgs),
}

/// Whose shops.
#[derive(Args, Debug)]
struct OfArgs {
    #[command(flatten)]
    keep: KeepArgs,
    /// Name of the merchant
    #[arg(long, value_name = "NAME")]
    merchant: String,
    #[arg(long, value_enum)]
    mode: Mode,
}

#[derive(Args, Debug)]
struct ConnectArgs {
    /// The shop's domain, as in `name.myshopify.com`
    domain: String,
    #[command(flatten)]
    of: OfArgs,
    /// File with the secret that the platform signs with; `-` is standard input
    #[arg(long, value_name = "FILE", default_value = "-")]
    secret_file: PathBuf,
}

#[derive(Args, Debug)]
struct DisconnectArgs {
    /// The shop's domain
    domain: String,
    #[command(flatten)]
    of: OfArgs,
}

pub(super) fn run(args: &ShopsArgs) -> Result<(), Failure> {
    let runtime = super::runtime()?;
    runtime.block_on(async {
        match &args.command {
            ShopsCommand::Connect(args) => connect(args).await,
            ShopsCommand::List(args) => list(args).await,
            ShopsCommand::Disconnect(args) => disconnect(args).await,
        }
    })
}

/// The installation, and the merchant as the operator acts for it.
async fn open(args: &OfArgs) -> Result<(Service, Turn), Failure> {
    let service = args.keep.open(&App::new(Config::default(), Source::system(None), true), "").await?;
    let name = args.merchant.trim();
    let found = service.store.merchant_called(name).await?;
    let unknown = || Failure::Usage(format!("there is no merchant {name}\nhint: `countersign keys create` makes one"));
    let tenant = Tenant { merchant: found.ok_or_else(unknown)?.id.into(), mode: args.mode.into() };
    Ok((service, Turn { tenant, actor: Actor::System, claim: None }))
}

fn refused(problem: Problem) -> Failure {
    let why = problem.detail.into_owned();
    if problem.status.is_client_error() { Failure::Usage(why) } else { Failure::Data(why) }
}

async fn connect(args: &ConnectArgs) -> Result<(), Failure> {
    let secret = String::from_utf8(read_bytes(&args.secret_file)?);
    let secret = secret.map_err(|_| Failure::Input("the secret is no text".to_owned()))?;
    let (service, turn) = open(&args.of).await?;
    lifecycle::connect_shop(&service, &turn, &args.domain, secret.trim()).await.map_err(refused)?;
    writeln!(output::out(), "{} is connected", args.domain)?;
    Ok(())
}

async fn list(args: &OfArgs) -> Result<(), Failure> {
    let (service, turn) = open(args).await?;
    let mut out = output::out();
    for domain in service.store.shops(&turn.tenant).await? {
        writeln!(out, "{domain}")?;
    }
    Ok(())
}

async fn disconnect(args: &DisconnectArgs) -> Result<(), Failure> {
    let (service, turn) = open(&args.of).await?;
    lifecycle::disconnect_shop(&service, &turn, &args.domain).await.map_err(refused)?;
    writeln!(output::out(), "{} is believed no longer", args.domain)?;
    Ok(())
}
