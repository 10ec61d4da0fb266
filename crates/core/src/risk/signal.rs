//! What was observed about one checkout, as plain data. Stored with the assessment, so that it can be scored again.
//!
//! Whatever depends on the outside (a name server, tables of time zones, the operator's lists) is in here as the answer it
//! gave then. A fact that is not known is absent, and what is absent has no points.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::level::Level;

use super::email::Fault;

/// Everything observed about one checkout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signals {
    /// When the checkout happened; offsets of time zones are those of this moment.
    pub at: Timestamp,
    pub email: EmailFacts,
    pub timezone: TimezoneFacts,
    pub device: DeviceFacts,
    pub ip: IpFacts,
    pub velocity: VelocityFacts,
    pub trust: TrustFacts,
}

impl Signals {
    /// Nothing is known yet, apart from the time.
    pub fn at(at: Timestamp) -> Self {
        Self {
            at,
            email: EmailFacts::default(),
            timezone: TimezoneFacts::default(),
            device: DeviceFacts::default(),
            ip: IpFacts::default(),
            velocity: VelocityFacts::default(),
            trust: TrustFacts::default(),
        }
    }
}

/// Whether a domain can receive mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailHost {
    /// It names mail hosts.
    Mx,
    /// It names the root as its only one, which means none (RFC 7505).
    NullMx,
    /// It names none but has an address, which then takes the mail (RFC 5321 section 5.1).
    ImplicitMx,
    /// It exists, and neither names a mail host nor has an address.
    NoMailHost,
    /// It does not exist.
    Nxdomain,
    /// No name server could tell, or none told in time.
    #[default]
    Unknown,
}

impl MailHost {
    pub const ALL: [Self; 6] =
        [Self::Mx, Self::NullMx, Self::ImplicitMx, Self::NoMailHost, Self::Nxdomain, Self::Unknown];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mx => "mx",
            Self::NullMx => "null_mx",
            Self::ImplicitMx => "implicit_mx",
            Self::NoMailHost => "no_mail_host",
            Self::Nxdomain => "nxdomain",
            Self::Unknown => "unknown",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }
}

/// Where the answer about a domain came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Asked for this checkout.
    Fresh,
    /// Asked for an earlier one.
    Cached,
}

impl Source {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Cached => "cached",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Fresh, Self::Cached].into_iter().find(|known| known.as_str() == name)
    }
}

/// Facts about the e-mail address; the address itself is no part of them.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EmailFacts {
    /// What is wrong with the address; nothing is known of the domain then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// In ASCII and lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    pub mail_host: MailHost,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<Timestamp>,
    /// The entry of the list of throw-away providers that matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disposable: Option<String>,
    /// Names a function, such as `info@`, and no person. Shown, never counted: businesses order with them.
    pub role: bool,
}

/// An offset that the browser's is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Minutes east of UTC.
    pub offset_min: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// Facts about time zones. All offsets are minutes east of UTC.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TimezoneFacts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser_offset_min: Option<i32>,
    /// What the browser's zone had at that moment; absent when the zone is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone_offset_min: Option<i32>,
    /// The zone of the billing country that is nearest to the browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_country: Option<Reference>,
    /// The zone of the network address, or the nearest of its country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<Reference>,
    /// The shop server's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<Reference>,
}

/// What ties two accounts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The token that this server signed and the browser kept.
    Token,
    /// The same fingerprint.
    Fingerprint,
}

/// What an outcome said about an account. Never lifted by a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    Fraud,
    Chargeback,
    Refund,
    Good,
}

impl Label {
    pub const ALL: [Self; 4] = [Self::Fraud, Self::Chargeback, Self::Refund, Self::Good];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fraud => "fraud",
            Self::Chargeback => "chargeback",
            Self::Refund => "refund",
            Self::Good => "good",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    /// Counts against accounts that share a device with this one.
    pub fn is_adverse(self) -> bool {
        matches!(self, Self::Fraud | Self::Chargeback)
    }
}

/// Another account on the same device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedAccount {
    /// The merchant's id of the customer.
    pub customer: String,
    pub via: Via,
    /// The worst that outcomes said about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
}

impl fmt::Debug for LinkedAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkedAccount").field("via", &self.via).field("label", &self.label).finish_non_exhaustive()
    }
}

/// Facts about the device.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeviceFacts {
    /// The public id of the device, when it is known by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A token that this server signed was shown.
    pub token: bool,
    /// A fingerprint was sent or could be computed.
    pub fingerprint: bool,
    /// Accounts on this fingerprint, this checkout's included; one above the limit is enough to know that it is common.
    pub fingerprint_accounts: u32,
    /// Other accounts on this device, up to a limit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub linked: Vec<LinkedAccount>,
    /// There are more than those.
    pub more: bool,
}

impl DeviceFacts {
    /// Nothing came from the browser.
    pub fn is_missing(&self) -> bool {
        !self.token && !self.fingerprint
    }
}

/// Kinds of networks that the operator may list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NetworkKind {
    Tor,
    Vpn,
    Datacenter,
}

impl NetworkKind {
    pub const ALL: [Self; 3] = [Self::Tor, Self::Vpn, Self::Datacenter];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tor => "tor",
            Self::Vpn => "vpn",
            Self::Datacenter => "datacenter",
        }
    }
}

/// Facts about the network address, as far as the operator supplied tables; the address itself is no part of them.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct IpFacts {
    /// ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The entry of the operator's list that matched, as a network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datacenter: Option<String>,
}

/// Attempts within three spans of time, this one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Attempts {
    pub ten_minutes: u32,
    pub hour: u32,
    pub day: u32,
}

/// Attempts by the same device, network address and e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct VelocityFacts {
    pub device: Attempts,
    pub ip: Attempts,
    pub email: Attempts,
}

/// What speaks for the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TrustFacts {
    /// The highest level that is verified and valid at that moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<Level>,
    /// Earlier orders that were paid.
    pub paid_orders: u32,
    /// Earlier orders that ended in fraud or a chargeback.
    pub disputes: u32,
}
