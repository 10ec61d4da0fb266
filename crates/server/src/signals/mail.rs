//! What is known of mail domains: in memory, else in the database, else from name servers. Many who ask for one domain
//! at the same time make one question.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use countersign_core::risk::signal::{MailHost, Source};
use jiff::{SignedDuration, Timestamp};
use tokio::{sync::SetOnce, time::timeout};

use super::dns::{Dns, Said};
use crate::{
    app,
    store::{EmailDomain, Store},
};

/// How long a checkout waits for name servers. The question goes on, for the next one.
pub const BUDGET: Duration = Duration::from_millis(800);

/// Domains kept in memory.
const KEPT: usize = 50_000;
/// Domains asked for at the same time; beyond that none is asked for, so that nobody can make us flood a name server.
const FLIGHTS: usize = 512;

/// How long an answer holds.
fn lasts(mail_host: MailHost) -> SignedDuration {
    match mail_host {
        MailHost::Mx | MailHost::ImplicitMx => SignedDuration::from_hours(24),
        MailHost::NullMx | MailHost::NoMailHost | MailHost::Nxdomain => SignedDuration::from_hours(1),
        MailHost::Unknown => SignedDuration::from_mins(2),
    }
}

/// What is known of a domain, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub mail_host: MailHost,
    pub hosts: Vec<String>,
    pub source: Source,
    pub checked_at: Timestamp,
}

impl Checked {
    fn of(known: &EmailDomain, source: Source) -> Self {
        Self { mail_host: known.mail_host, hosts: known.hosts.clone(), source, checked_at: known.checked_at }
    }

    fn unknown(at: Timestamp) -> Self {
        Self { mail_host: MailHost::Unknown, hosts: Vec::new(), source: Source::Fresh, checked_at: at }
    }
}

/// A question on its way.
type Flight = Arc<SetOnce<Checked>>;

/// Knows mail domains.
pub struct Mail {
    dns: Dns,
    clock: Arc<app::Source>,
    kept: Mutex<HashMap<String, Arc<EmailDomain>>>,
    flights: Arc<Mutex<HashMap<String, Flight>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Mail {
    pub fn new(dns: Dns, clock: Arc<app::Source>) -> Arc<Self> {
        Arc::new(Self { dns, clock, kept: Mutex::default(), flights: Arc::default() })
    }

    /// Whether a domain, in ASCII, can receive mail; unknown when it cannot be told within the budget.
    pub async fn check(self: &Arc<Self>, store: &Store, domain: &str) -> Checked {
        let now = (self.clock.now)();
        if let Some(known) = self.kept(domain, now) {
            return Checked::of(&known, Source::Cached);
        }
        if self.dns.is_off() {
            return Checked::unknown(now);
        }
        let Some(flight) = self.join(store, domain) else { return Checked::unknown(now) };
        match timeout(BUDGET, flight.wait()).await {
            Ok(checked) => checked.clone(),
            Err(_) => Checked::unknown(now),
        }
    }

    fn kept(&self, domain: &str, now: Timestamp) -> Option<Arc<EmailDomain>> {
        lock(&self.kept).get(domain).filter(|known| now < known.expires_at).cloned()
    }

    fn keep(&self, known: EmailDomain, now: Timestamp) {
        let mut kept = lock(&self.kept);
        if kept.len() >= KEPT {
            kept.retain(|_, known| now < known.expires_at);
        }
        if kept.len() >= KEPT {
            // The database has them all.
            kept.clear();
        }
        kept.insert(known.domain.clone(), Arc::new(known));
    }

    /// The question that is on its way, or a new one; nothing when there are too many.
    fn join(self: &Arc<Self>, store: &Store, domain: &str) -> Option<Flight> {
        let mut flights = lock(&self.flights);
        let crowded = flights.len() >= FLIGHTS;
        match flights.entry(domain.to_owned()) {
            Entry::Occupied(flying) => Some(Arc::clone(flying.get())),
            Entry::Vacant(_) if crowded => None,
            Entry::Vacant(place) => {
                let flight = Flight::default();
                place.insert(Arc::clone(&flight));
                let landing = Landing { flights: Arc::clone(&self.flights), domain: domain.to_owned() };
                let (mail, store, landed) = (Arc::clone(self), store.clone(), Arc::clone(&flight));
                tokio::spawn(async move {
                    let checked = mail.learn(&store, &landing.domain).await;
                    // What was learnt is in memory before the flight is over, so nobody asks again in between.
                    drop(landing);
                    drop(landed.set(checked));
                });
                Some(flight)
            }
        }
    }

    /// From the database when it knows, else from name servers. What these say is kept, also when nobody waits any more.
    async fn learn(&self, store: &Store, domain: &str) -> Checked {
        match store.email_domain(domain).await {
            Ok(Some(known)) if (self.clock.now)() < known.expires_at => {
                let checked = Checked::of(&known, Source::Cached);
                self.keep(known, (self.clock.now)());
                return checked;
            }
            Ok(_) => {}
            Err(error) => tracing::warn!("what is known of mail domains cannot be read: {error}"),
        }
        let Said { mail_host, hosts } = self.dns.mail_host(domain).await;
        let checked_at = (self.clock.now)();
        let expires_at = checked_at.saturating_add(lasts(mail_host)).unwrap_or(Timestamp::MAX);
        let known = EmailDomain { domain: domain.to_owned(), mail_host, hosts, checked_at, expires_at };
        let checked = Checked::of(&known, Source::Fresh);
        if let Err(error) = store.keep_email_domain(&known).await {
            tracing::warn!("what name servers said cannot be written: {error}");
        }
        self.keep(known, checked_at);
        checked
    }
}

/// Takes a question off the list when it is answered, or when its task dies.
struct Landing {
    flights: Arc<Mutex<HashMap<String, Flight>>>,
    domain: String,
}

impl Drop for Landing {
    fn drop(&mut self) {
        lock(&self.flights).remove(&self.domain);
    }
}
