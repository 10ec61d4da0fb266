//! Where signals of a checkout come from: name servers, lists, and the operator's own tables of places and networks.

mod disposable;
mod dns;
mod mail;
mod networks;
mod place;
mod watched;

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use clap::Args;
use countersign_core::risk::{
    email::Address,
    signal::{EmailFacts, IpFacts},
};

pub use disposable::Disposable;
pub use dns::{Dns, NameServer, Said};
pub use mail::{BUDGET, Checked, Mail};
pub use networks::Networks;
pub use place::{Place, Places};
pub use watched::Watched;

use crate::{app, store::Store};

/// How often files are looked at.
const LOOK: Duration = Duration::from_secs(5);

/// What the operator supplies. Files are read again when they change.
#[derive(Args, Clone, Debug, Default)]
pub struct SignalArgs {
    /// Whom to ask about mail domains: `system`, an address, or `off` to ask nobody
    #[arg(long, default_value_t, value_name = "ADDR")]
    pub dns: NameServer,
    /// Table of places in MaxMind's format (country, and zone where it has one)
    #[arg(long, value_name = "FILE")]
    pub place_table: Option<PathBuf>,
    /// List of Tor's exits, an address or network a line
    #[arg(long, value_name = "FILE")]
    pub tor_list: Option<PathBuf>,
    /// List of networks of VPNs
    #[arg(long, value_name = "FILE")]
    pub vpn_list: Option<PathBuf>,
    /// List of networks of data centres
    #[arg(long, value_name = "FILE")]
    pub datacenter_list: Option<PathBuf>,
    /// Mail domains that are not throw-away, whatever the list says
    #[arg(long, value_name = "FILE")]
    pub disposable_allow: Option<PathBuf>,
    /// Mail domains that are throw-away, whatever the list says
    #[arg(long, value_name = "FILE")]
    pub disposable_deny: Option<PathBuf>,
}

/// Everything outside of the database that a checkout is looked up in.
pub struct Sources {
    mail: Arc<Mail>,
    disposable: Disposable,
    places: Option<Watched<Places>>,
    tor: Option<Watched<Networks>>,
    vpn: Option<Watched<Networks>>,
    datacenter: Option<Watched<Networks>>,
}

fn open<T>(path: Option<&Path>, read: fn(&[u8]) -> Result<T, String>) -> Result<Option<Watched<T>>, String> {
    path.map(|path| Watched::open(path, read)).transpose()
}

impl Sources {
    /// Asks nobody and has no files: for processes that assess no checkouts.
    pub fn silent(clock: Arc<app::Source>) -> Self {
        Self {
            mail: Mail::new(Dns::off(), clock),
            disposable: Disposable::default(),
            places: None,
            tor: None,
            vpn: None,
            datacenter: None,
        }
    }

    /// Opens what the operator supplied; the error says in words which file is wrong and why.
    pub fn open(args: &SignalArgs, clock: Arc<app::Source>) -> Result<Self, String> {
        let dns = Dns::new(args.dns).map_err(|cause| format!("name servers cannot be asked: {cause}"))?;
        Ok(Self {
            mail: Mail::new(dns, clock),
            disposable: Disposable {
                allow: open(args.disposable_allow.as_deref(), disposable::read)?,
                deny: open(args.disposable_deny.as_deref(), disposable::read)?,
            },
            places: open(args.place_table.as_deref(), place::read)?,
            tor: open(args.tor_list.as_deref(), networks::read)?,
            vpn: open(args.vpn_list.as_deref(), networks::read)?,
            datacenter: open(args.datacenter_list.as_deref(), networks::read)?,
        })
    }

    /// What is known of an e-mail address as it was sent.
    pub async fn email(&self, store: &Store, text: &str) -> EmailFacts {
        let address = match Address::parse(text) {
            Ok(address) => address,
            Err(fault) => return EmailFacts { fault: Some(fault), ..EmailFacts::default() },
        };
        let checked = self.mail.check(store, address.domain()).await;
        EmailFacts {
            fault: None,
            domain: Some(address.domain().to_owned()),
            mail_host: checked.mail_host,
            source: Some(checked.source),
            checked_at: Some(checked.checked_at),
            disposable: self.disposable.entry(address.domain()),
            role: address.is_role(),
        }
    }

    /// What is known of a network address.
    pub fn ip(&self, ip: IpAddr, billing_country: Option<&str>) -> IpFacts {
        let place = self.places.as_ref().map(|places| places.get().of(ip)).unwrap_or_default();
        let entry = |list: &Option<Watched<Networks>>| Some(list.as_ref()?.get().find(ip)?.to_string());
        IpFacts {
            country: place.country,
            billing_country: billing_country.map(str::to_ascii_uppercase),
            zone: place.zone,
            tor: entry(&self.tor),
            vpn: entry(&self.vpn),
            datacenter: entry(&self.datacenter),
        }
    }

    /// Reads again what changed. Blocks.
    pub fn refresh(&self) {
        let lists = [&self.tor, &self.vpn, &self.datacenter];
        lists.into_iter().flatten().for_each(Watched::refresh);
        [&self.disposable.allow, &self.disposable.deny].into_iter().flatten().for_each(Watched::refresh);
        self.places.iter().for_each(Watched::refresh);
    }

    /// Files that are in use, and what is wrong with them as they are now.
    pub fn files(&self) -> Vec<(PathBuf, Option<String>)> {
        fn state<T>(file: &Watched<T>) -> (PathBuf, Option<String>) {
            (file.path().to_owned(), file.wrong())
        }
        let lists = [&self.tor, &self.vpn, &self.datacenter].into_iter().flatten().map(state);
        let own = [&self.disposable.allow, &self.disposable.deny].into_iter().flatten().map(state);
        lists.chain(own).chain(self.places.iter().map(state)).collect()
    }
}

/// Looks at the files every few seconds, for as long as the process runs.
pub async fn keep_fresh(app: app::App) {
    loop {
        tokio::time::sleep(LOOK).await;
        let app = app.clone();
        let look = move || {
            if let Ok(service) = app.service() {
                service.signals.refresh();
            }
        };
        // A reader that panicked is reported by the panic itself; the others go on next time.
        drop(tokio::task::spawn_blocking(look).await);
    }
}
