//! The report of an assessment, stored whole: what was decided and why, ready to be shown.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    device,
    policy::{FRAUD_FROM, Policy},
    score::{self, Assessed, Decision, Triggered},
    signal::{LinkedAccount, MailHost, Signals, Source},
    timezone::Comparison,
};

/// How a score is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Below the threshold.
    Low,
    Medium,
    /// From 80 on.
    High,
}

impl Band {
    pub fn of(score: i32, threshold: i32) -> Self {
        match score {
            FRAUD_FROM.. => Self::High,
            _ if score >= threshold => Self::Medium,
            _ => Self::Low,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// About the e-mail address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailSection {
    /// As the customer wrote it.
    pub address: String,
    pub valid: bool,
    /// What is wrong with the address, in words.
    pub fault: Option<String>,
    pub domain: Option<String>,
    pub mail_host: MailHost,
    pub source: Option<Source>,
    pub checked_at: Option<Timestamp>,
    pub disposable: bool,
    pub role: bool,
}

impl fmt::Debug for EmailSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmailSection")
            .field("valid", &self.valid)
            .field("mail_host", &self.mail_host)
            .finish_non_exhaustive()
    }
}

/// About the device and the accounts that were seen on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSection {
    pub id: Option<String>,
    pub missing: bool,
    /// Its fingerprint is on too many accounts to link any.
    pub common: bool,
    /// Accounts that share its fingerprint, this one included.
    pub fingerprint_accounts: u32,
    pub linked_count: usize,
    /// There are more than were counted.
    pub more: bool,
    pub linked: Vec<LinkedAccount>,
}

/// The whole report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub policy_version: u32,
    pub score: i32,
    pub threshold: i32,
    pub band: Band,
    pub decision: Decision,
    /// Their points add up to `sum`.
    pub reasons: Vec<Triggered>,
    /// Before it was brought into the range of the score.
    pub sum: i32,
    pub email: EmailSection,
    pub timezone: Comparison,
    pub device: DeviceSection,
    /// Everything that was observed.
    pub technical: Signals,
}

impl Report {
    /// Of an assessment of `signals` by `policy`; `address` is the e-mail address as it was sent.
    pub fn new(signals: Signals, policy: &Policy, assessed: Assessed, address: &str) -> Self {
        let email = EmailSection {
            address: address.to_owned(),
            valid: signals.email.fault.is_none(),
            fault: signals.email.fault.map(|fault| fault.text().to_owned()),
            domain: signals.email.domain.clone(),
            mail_host: signals.email.mail_host,
            source: signals.email.source,
            checked_at: signals.email.checked_at,
            disposable: score::disposable(&signals.email, policy).is_some(),
            role: signals.email.role,
        };
        let facts = &signals.device;
        let linked: Vec<_> = device::linked(facts, policy.device.common_above).cloned().collect();
        let device = DeviceSection {
            id: facts.id.clone(),
            missing: facts.is_missing(),
            common: device::is_common(facts.fingerprint_accounts, policy.device.common_above),
            fingerprint_accounts: facts.fingerprint_accounts,
            linked_count: linked.len(),
            more: facts.more && !linked.is_empty(),
            linked,
        };
        Self {
            policy_version: policy.version,
            score: assessed.score,
            threshold: policy.threshold,
            band: Band::of(assessed.score, policy.threshold),
            decision: assessed.decision,
            reasons: assessed.reasons,
            sum: assessed.sum,
            email,
            timezone: Comparison::of(&signals.timezone, &policy.timezone),
            device,
            technical: signals,
        }
    }
}
