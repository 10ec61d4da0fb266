//! `countersign keys`: while the server runs, or before.

use std::io::Write;

use clap::{Args, Subcommand, ValueEnum};
use countersign_core::decision;
use jiff::SignedDuration;
use serde::Serialize;

use super::{
    Failure,
    output::{self, QUIET, paint},
};
use crate::{
    app::{App, Source},
    auth::{Scope, Scopes, api_key},
    config::Config,
    keep::KeepArgs,
    lifecycle,
    store::{Actor, AuditEntry, KeyKind, KeyRow, Store, Tx},
    tenant::Tenant,
};

#[derive(Args, Debug)]
pub struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Make a publishable and a secret key, and the merchant when the name is new
    Create(CreateArgs),
    /// List keys; what they open with is not stored
    List(ListArgs),
    /// Exchange a key: an API key by its id, or without an id the key that signs credentials
    Rotate(RotateArgs),
    /// End a key now
    Revoke(RevokeArgs),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Mode {
    Live,
    Test,
}

impl From<Mode> for decision::Mode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Live => Self::Live,
            Mode::Test => Self::Test,
        }
    }
}

#[derive(Args, Debug)]
struct CreateArgs {
    #[command(flatten)]
    keep: KeepArgs,
    /// Name of the merchant
    #[arg(long, value_name = "NAME")]
    merchant: String,
    #[arg(long, value_enum)]
    mode: Mode,
    /// What the secret key may do [default: read,write,images,review]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "SCOPE")]
    scopes: Vec<Scope>,
    /// Print a JSON object instead of text
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
struct ListArgs {
    #[command(flatten)]
    keep: KeepArgs,
    /// Only this merchant's
    #[arg(long, value_name = "NAME")]
    merchant: Option<String>,
    /// Print a JSON array instead of text
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
struct RotateArgs {
    #[command(flatten)]
    keep: KeepArgs,
    /// Id of an API key, as `keys list` shows it; without it the key that signs credentials is exchanged
    id: Option<String>,
    /// Credentials of this mode
    #[arg(long, value_enum, default_value = "live", conflicts_with = "id")]
    mode: Mode,
    /// A signing key was lost: nothing signed so far is valid any more
    #[arg(long, conflicts_with = "id")]
    now: bool,
    /// Hours during which both keys open
    #[arg(long, default_value_t = 24)]
    overlap: u32,
    /// Print a JSON object instead of text
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
struct RevokeArgs {
    #[command(flatten)]
    keep: KeepArgs,
    /// Id of the key, as `keys list` shows it
    id: String,
}

pub(super) fn run(args: &KeysArgs) -> Result<(), Failure> {
    let runtime = super::runtime()?;
    runtime.block_on(async {
        match &args.command {
            KeysCommand::Create(args) => create(args).await,
            KeysCommand::List(args) => list(args).await,
            KeysCommand::Rotate(args) => rotate(args).await,
            KeysCommand::Revoke(args) => revoke(args).await,
        }
    })
}

async fn open(keep: &KeepArgs) -> Result<Store, Failure> {
    keep.store(&App::new(Config::default(), Source::system(None), true)).await
}

#[derive(Serialize)]
struct Created {
    merchant: String,
    mode: &'static str,
    publishable_key: String,
    secret_key: String,
}

async fn create(args: &CreateArgs) -> Result<(), Failure> {
    let store = open(&args.keep).await?;
    let name = args.merchant.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Failure::Usage("--merchant takes a name of 1 to 100 characters".to_owned()));
    }
    let mode = args.mode.into();
    let scopes = if args.scopes.is_empty() { Scopes::usual() } else { args.scopes.iter().copied().collect() };
    let mut tx = store.begin().await?;
    let pair = api_key::create_pair(&mut tx, name, mode, scopes).await?;
    tx.commit().await?;
    let created = Created {
        merchant: pair.merchant.name,
        mode: mode.as_str(),
        publishable_key: pair.publishable.text,
        secret_key: pair.secret.text,
    };
    if args.json {
        return output::json(&created);
    }
    let mut out = output::out();
    writeln!(out, "merchant         {} ({})", created.merchant, created.mode)?;
    writeln!(out, "publishable key  {}", created.publishable_key)?;
    writeln!(out, "secret key       {}", created.secret_key)?;
    writeln!(out, "{}", paint(QUIET, "The secret key is shown this once."))?;
    Ok(())
}

#[derive(Serialize)]
struct Line {
    id: String,
    merchant: String,
    mode: &'static str,
    kind: &'static str,
    hint: String,
    scopes: Vec<&'static str>,
    created_at: String,
    expires_at: Option<String>,
    last_used_at: Option<String>,
}

fn line((key, merchant): (KeyRow, String)) -> Line {
    Line {
        id: key.id,
        merchant,
        mode: key.mode.as_str(),
        kind: key.kind.as_str(),
        hint: key.hint,
        scopes: Scopes::parse(&key.scopes).iter().map(Scope::as_str).collect(),
        created_at: key.created_at.to_string(),
        expires_at: key.expires_at.map(|at| at.to_string()),
        last_used_at: key.last_used_at.map(|at| at.to_string()),
    }
}

async fn list(args: &ListArgs) -> Result<(), Failure> {
    let store = open(&args.keep).await?;
    let keys = store.keys(args.merchant.as_deref()).await?;
    let lines: Vec<Line> = keys.into_iter().map(line).collect();
    if args.json {
        return output::json(&lines);
    }
    let mut out = output::out();
    for line in lines {
        let used = line.last_used_at.as_deref().unwrap_or("never");
        let ends = line.expires_at.map(|at| format!(", ends {at}")).unwrap_or_default();
        writeln!(out, "{}  {}  {}  {}  used {used}{ends}", line.id, line.merchant, line.hint, line.scopes.join(","))?;
    }
    Ok(())
}

fn unknown(id: &str) -> Failure {
    Failure::Usage(format!("there is no key {id}\nhint: `countersign keys list` shows them"))
}

async fn rotate(args: &RotateArgs) -> Result<(), Failure> {
    let Some(id) = &args.id else { return rotate_signing(args).await };
    let store = open(&args.keep).await?;
    let mut tx = store.begin().await?;
    let old = tx.key(id).await?.ok_or_else(|| unknown(id))?;
    let merchant = store.merchant(&old.merchant_id).await?.ok_or_else(|| unknown(id))?;
    let scopes = if old.kind == KeyKind::Secret { Scopes::parse(&old.scopes) } else { Scopes::NONE };
    let new = api_key::create(&mut tx, &merchant, old.mode, old.kind, scopes).await?;
    let end = tx.now + SignedDuration::from_hours(i64::from(args.overlap));
    tx.end_key(id, end).await?;
    audit(&mut tx, old, "key.rotated", id, Some(&new.id)).await?;
    tx.commit().await?;
    if args.json {
        return output::json(&serde_json::json!({ "id": new.id, "key": new.text, "old_key_ends": end.to_string() }));
    }
    writeln!(output::out(), "new key  {}\nthe old one ends {end}", new.text)?;
    Ok(())
}

/// A new key signs from now on; a running server sees it within a second.
async fn rotate_signing(args: &RotateArgs) -> Result<(), Failure> {
    let app = App::new(Config::default(), Source::system(None), true);
    let service = args.keep.open(&app, "").await?;
    let rotated = lifecycle::credential::rotate_signing_key(&service, args.mode.into(), args.now).await;
    let key = rotated.map_err(|problem| Failure::Data(format!("the key could not be exchanged: {}", problem.code)))?;
    if args.json {
        return output::json(
            &serde_json::json!({ "kid": key.id, "mode": key.mode.as_str(), "public_key": key.public }),
        );
    }
    let old = if args.now {
        "nothing signed before is valid any more"
    } else {
        "the old ones verify until their credentials end"
    };
    writeln!(output::out(), "signing key  {} ({})\n{old}", key.id, key.mode.as_str())?;
    Ok(())
}

async fn revoke(args: &RevokeArgs) -> Result<(), Failure> {
    let store = open(&args.keep).await?;
    let mut tx = store.begin().await?;
    let key = tx.key(&args.id).await?.ok_or_else(|| unknown(&args.id))?;
    let now = tx.now;
    tx.end_key(&args.id, now).await?;
    audit(&mut tx, key, "key.revoked", &args.id, None).await?;
    tx.commit().await?;
    writeln!(output::out(), "{} opens nothing any more", args.id)?;
    Ok(())
}

/// A line of the audit log about a key.
async fn audit(
    tx: &mut Tx,
    key: KeyRow,
    action: &'static str,
    target: &str,
    detail: Option<&str>,
) -> Result<(), Failure> {
    let tenant = Tenant { merchant: key.merchant_id.into(), mode: key.mode };
    Ok(tx.audit(AuditEntry { tenant: Some(&tenant), actor: &Actor::System, action, target, detail }).await?)
}
