//! Where things are kept: the data folder or a PostgreSQL database, and the master key.

use std::{fs, path::PathBuf};

use clap::Args;

use crate::{
    app::App,
    blobs::Blobs,
    cli::Failure,
    outgoing::Outgoing,
    seal::MasterKey,
    service::Service,
    signals::Sources,
    store::{self, Store},
};

/// Connections of one process to PostgreSQL, or readers of SQLite.
const CONNECTIONS: u32 = 16;

/// Which data a command works with.
#[derive(Args, Clone, Debug)]
pub struct KeepArgs {
    /// Folder for the database, the sealed pictures and the master key
    #[arg(long, default_value = ".data", value_name = "DIR")]
    pub data: PathBuf,
    /// Keep the database in PostgreSQL instead of the folder, as in `postgres://user@host/name`
    #[arg(long, value_name = "URL", env = "COUNTERSIGN_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// File of the master key [default: `master.key` in the data folder]; processes that share a database share the key
    #[arg(long, value_name = "FILE")]
    pub master_key_file: Option<PathBuf>,
    /// The master key itself, 64 hexadecimal digits
    #[arg(long, env = "COUNTERSIGN_MASTER_KEY", hide_env_values = true, hide = true)]
    pub master_key: Option<String>,
    /// Let webhooks reach private addresses, such as this machine's
    #[arg(long)]
    pub allow_private_webhooks: bool,
}

impl KeepArgs {
    /// The address of the database.
    pub fn url(&self) -> Result<String, Failure> {
        match &self.database {
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => Ok(url.clone()),
            Some(_) => Err(Failure::Usage("--database takes an address that begins with postgres://".to_owned())),
            None => Ok(store::sqlite_url(&self.data)),
        }
    }

    /// Makes the data folder where there is none, readable by its owner alone.
    pub fn folder(&self) -> Result<(), Failure> {
        use std::os::unix::fs::DirBuilderExt;
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.data);
        made.map_err(|cause| Failure::Data(format!("{} cannot be made: {cause}", self.data.display())))
    }

    pub fn master(&self) -> Result<MasterKey, Failure> {
        if let Some(text) = &self.master_key {
            let wrong = || Failure::Usage("COUNTERSIGN_MASTER_KEY has to be 64 hexadecimal digits".to_owned());
            return MasterKey::from_text(text).ok_or_else(wrong);
        }
        let file = self.master_key_file.clone().unwrap_or_else(|| self.data.join("master.key"));
        MasterKey::of_file(&file).map_err(|error| Failure::Data(format!("the master key cannot be used: {error}")))
    }

    /// Opens the database alone.
    pub async fn store(&self, app: &App) -> Result<Store, Failure> {
        self.folder()?;
        let opened = Store::open(&self.url()?, CONNECTIONS, app.source.clone()).await;
        opened.map_err(|error| Failure::Data(format!("the database cannot be opened: {error}")))
    }

    /// Opens everything but sources of signals, and makes sure that the master key is the one this data was sealed with.
    pub async fn open(&self, app: &App, public_url: &str) -> Result<Service, Failure> {
        let store = self.store(app).await?;
        let master = self.master()?;
        let mut tx = store.begin().await?;
        let ours = master.fingerprint();
        let known = tx.settle_meta("master_key", &ours).await?;
        tx.commit().await?;
        if known != ours {
            return Err(Failure::Data(
                "the master key is another than the one this data was sealed with\n\
                 hint: name the right one with --master-key-file"
                    .to_owned(),
            ));
        }
        let blobs = Blobs::in_folder(&self.data.join("blobs")).map_err(|error| Failure::Data(error.to_string()))?;
        let outgoing = Outgoing::new(self.allow_private_webhooks)
            .map_err(|error| Failure::Data(format!("webhooks cannot be sent: {error}")))?;
        let signals = Sources::silent(app.source.clone());
        let public_url = public_url.trim_end_matches('/').to_owned();
        Ok(Service { store, blobs, master, outgoing, signals, public_url })
    }
}
