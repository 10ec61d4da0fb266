//! A checkout with everything that was looked up for it, and the signals this makes.

use std::sync::Arc;

use countersign_core::risk::{
    Policy, Signals,
    device::is_common,
    email::Address,
    signal::{Attempts, DeviceFacts, EmailFacts, Label, LinkedAccount, TrustFacts, VelocityFacts, Via},
    timezone::{self, Reported},
};
use jiff::{SignedDuration, Timestamp};

use super::{assess::CheckoutFacts, browser::Browser, keys::Space, step_up};
use crate::{
    app::App,
    error::{INTERNAL_ERROR, Problem},
    lifecycle::Turn,
    service::Service,
    store::{self, EmailCheck, Keys, Known, MOST_LINKED},
};

/// The most attempts that are counted, whatever a policy allows.
const MOST_ATTEMPTS: usize = 1000;

/// A checkout as it is looked at.
pub(super) struct Case<'a> {
    pub(super) facts: &'a CheckoutFacts,
    pub(super) keys: Keys,
    pub(super) loose: Option<Vec<u8>>,
    pub(super) known: Known,
    pub(super) policy: Arc<Policy>,
    /// Hash of the one spelling of the address.
    pub(super) email: i64,
    pub(super) at: Timestamp,
    space: Space,
}

/// One spelling for all addresses that reach the same mailbox; what is no address is itself.
pub(super) fn canonical(email: &str) -> String {
    Address::parse(email).map_or_else(|_| email.trim().to_lowercase(), |address| address.canonical())
}

impl<'a> Case<'a> {
    /// Looks up what is known of browser and account.
    pub(super) async fn of(
        app: &App,
        service: &Service,
        space: Space,
        facts: &'a CheckoutFacts,
    ) -> Result<Self, Problem> {
        let browser = Browser::of(service, &space, &facts.device, app.now()).await?;
        let address = canonical(&facts.email);
        let account = facts.customer_id.as_deref().map_or_else(|| space.guest(&address), |id| space.customer(id));
        let keys = Keys {
            space: space.id,
            account,
            device: browser.device,
            fingerprint: browser.fingerprint,
            ip: space.number("ip", facts.ip.to_string().as_bytes()),
            agent: space.number("agent", facts.user_agent.as_bytes()),
        };
        let known = service.store.known(&keys).await?;
        let policy = service.store.policy(space.id, known.policy_version).await?;
        let policy = policy.ok_or_else(|| Problem::from(&INTERNAL_ERROR))?;
        let email = space.number("email", address.as_bytes());
        let at = facts.occurred_at.unwrap_or_else(|| app.now());
        Ok(Self { facts, keys, loose: browser.loose, known, policy, email, at, space })
    }

    /// Everything that is observed.
    pub(super) async fn signals(&self, service: &Service, turn: &Turn) -> Result<Signals, Problem> {
        let mail = async { Ok(service.signals.email(&service.store, &self.facts.email).await) };
        let verified = step_up::verified(service, turn, self.facts.customer_id.as_deref(), self.at);
        let (email, device, velocity, verified) =
            tokio::try_join!(mail, self.device(service), self.velocity(service), verified)?;
        let country = self.facts.billing.country.as_deref();
        let ip = service.signals.ip(self.facts.ip, country);
        let reported = Reported {
            browser_zone: self.facts.browser_timezone.as_deref(),
            browser_offset_min: self.facts.browser_offset_min,
            billing_country: country,
            ip_zone: ip.zone.as_deref(),
            ip_country: ip.country.as_deref(),
            server_offset_min: self.facts.server_offset_min,
            shop_zone: self.policy.timezone.shop_zone.as_deref(),
        };
        let timezone = timezone::facts(&reported, self.at);
        let count = |labels: Option<i64>| labels.and_then(|labels| u32::try_from(labels).ok()).unwrap_or(0);
        let account = self.known.account;
        let (paid, disputes) = (account.map(|account| account.good), account.map(|account| account.disputes));
        let trust = TrustFacts { verified, paid_orders: count(paid), disputes: count(disputes) };
        Ok(Signals { at: self.at, email, timezone, device, ip, velocity, trust })
    }

    /// The address as it was checked; nothing for one that is none.
    pub(super) fn email_check(&self, signals: &Signals) -> Option<EmailCheck> {
        let EmailFacts { domain: Some(domain), mail_host, source: Some(source), checked_at, .. } = &signals.email
        else {
            return None;
        };
        Some(EmailCheck {
            key: self.email,
            space: self.space.id,
            sealed_address: self.space.seal_address(self.email, self.facts.email.trim()),
            domain: domain.clone(),
            mail_host: *mail_host,
            source: *source,
            checked_at: checked_at.unwrap_or(self.at),
            seen_at: self.at,
        })
    }

    /// Accounts on the fingerprint, this one included.
    fn fingerprint_accounts(&self) -> u32 {
        if self.keys.fingerprint.is_empty() {
            return 0;
        }
        let others = self.known.fingerprint.map_or(0, |row| row.accounts - i64::from(row.linked_day > 0));
        u32::try_from(others + 1).unwrap_or(u32::MAX)
    }

    pub(super) fn common(&self) -> bool {
        is_common(self.fingerprint_accounts(), self.policy.device.common_above)
    }

    /// The number of what velocity and histories hang on; 0 where it is new or says nothing.
    fn primary(&self) -> i64 {
        let fingerprint = self.known.fingerprint.filter(|_| !self.common() && self.keys.device.is_empty());
        self.known.device.or(fingerprint).map_or(0, |row| row.id)
    }

    fn public_device(&self) -> Option<String> {
        let key = if self.keys.device.is_empty() { &self.keys.fingerprint } else { &self.keys.device };
        let tells = !self.keys.device.is_empty() || !self.common();
        store::public_id(key).filter(|_| tells)
    }

    /// Nothing has to be given a number.
    pub(super) fn all_known(&self) -> bool {
        let Known { account, device, fingerprint, .. } = self.known;
        let (no_device, no_print) = (self.keys.device.is_empty(), self.keys.fingerprint.is_empty());
        account.is_some() && (no_device || device.is_some()) && (no_print || fingerprint.is_some())
    }

    /// The device, and who else was on it.
    async fn device(&self, service: &Service) -> Result<DeviceFacts, Problem> {
        let device = self.known.device.map_or(0, |row| row.id);
        let fingerprint = self.known.fingerprint.filter(|_| !self.common()).map_or(0, |row| row.id);
        let mut facts = DeviceFacts {
            id: self.public_device(),
            token: !self.keys.device.is_empty(),
            fingerprint: !self.keys.fingerprint.is_empty(),
            fingerprint_accounts: self.fingerprint_accounts(),
            ..DeviceFacts::default()
        };
        if device == 0 && fingerprint == 0 {
            return Ok(facts);
        }
        let own = self.known.account.map_or(0, |row| row.id);
        let mut others = service.store.linked([device, fingerprint], own).await?;
        // A guest who then makes an account is no other person, as far as the address tells.
        let guest = self.facts.customer_id.is_none();
        others.retain(|row| row.email != self.email || !(guest || row.customer_id.is_none()));
        facts.more = others.len() > MOST_LINKED;
        facts.linked = others.into_iter().take(MOST_LINKED).map(|row| self.shown(&row, device)).collect();
        Ok(facts)
    }

    fn shown(&self, row: &store::LinkedAccount, device: i64) -> LinkedAccount {
        LinkedAccount {
            customer: row.customer_id.clone().unwrap_or_else(|| self.space.guest_name(row.account_id)),
            via: if row.device_id == device { Via::Token } else { Via::Fingerprint },
            label: match (row.frauds, row.chargebacks) {
                (0, 0) => None,
                (0, _) => Some(Label::Chargeback),
                _ => Some(Label::Fraud),
            },
        }
    }

    /// Attempts by the same device, address and e-mail, this one included.
    async fn velocity(&self, service: &Service) -> Result<VelocityFacts, Problem> {
        let limits = self.policy.velocity;
        let most = limits.ten_minutes.max(limits.hour).max(limits.day) as usize;
        let keys = [self.primary(), self.keys.ip, self.email];
        let times = service.store.recent_attempts(keys, self.at, most.min(MOST_ATTEMPTS)).await?;
        let [device, ip, email] = times.map(|times: Vec<Timestamp>| counted(&times, self.at));
        // Without a device that tells, this attempt is one of none.
        let device = if self.public_device().is_some() { device } else { Attempts::default() };
        Ok(VelocityFacts { device, ip, email })
    }
}

fn counted(times: &[Timestamp], until: Timestamp) -> Attempts {
    let within = |span: SignedDuration| 1 + times.iter().filter(|time| **time > until - span).count() as u32;
    Attempts {
        ten_minutes: within(SignedDuration::from_mins(10)),
        hour: within(SignedDuration::from_hours(1)),
        day: within(SignedDuration::from_hours(24)),
    }
}
