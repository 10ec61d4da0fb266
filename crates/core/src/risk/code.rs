//! The closed list of signals that carry points. Codes are stable: they may be added, never renamed.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $code:literal $points:literal $cap:literal $text:literal;)*) => {
        /// A stable name of a signal.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code {
            $(#[serde(rename = $code)] $(#[$doc])* $variant,)*
        }

        impl Code {
            /// Every code, in the order in which a report lists them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What it means, for the merchant's eyes.
            pub fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Points of one unit, unless the merchant says otherwise; trust has negative ones.
            pub fn default_points(self) -> i32 {
                match self { $(Self::$variant => $points,)* }
            }

            /// How far from zero all units together may come, unless the merchant says otherwise.
            pub fn default_cap(self) -> i32 {
                match self { $(Self::$variant => $cap,)* }
            }
        }
    };
}

codes! {
    /// Syntax of RFC 5321 and RFC 6531, with a domain of IDNA.
    EmailFormatInvalid "EMAIL_FORMAT_INVALID" 50 50 "This is not a valid e-mail address.";
    EmailNxdomain "EMAIL_NXDOMAIN" 40 40 "The domain of the e-mail address does not exist.";
    EmailNoMailHost "EMAIL_NO_MAIL_HOST" 40 40 "The domain of the e-mail address has no host that takes mail.";
    /// RFC 7505.
    EmailNullMx "EMAIL_NULL_MX" 40 40 "The domain of the e-mail address says that it takes no mail.";
    /// RFC 5321 section 5.1.
    EmailImplicitMx "EMAIL_IMPLICIT_MX" 15 15 "The domain of the e-mail address names no mail host, only an address.";
    EmailDisposable "EMAIL_DISPOSABLE" 25 25 "The e-mail address is of a provider of throw-away addresses.";
    TzMismatch "TZ_MISMATCH" 20 20 "The browser's clock is far from where the customer should be.";
    TzTampered "TZ_TAMPERED" 20 20 "The browser's time zone and its clock contradict each other.";
    /// One unit for each other account.
    DeviceLinkedAccounts "DEVICE_LINKED_ACCOUNTS" 15 45 "Other accounts were used on the same device.";
    DeviceLinkedToFraud "DEVICE_LINKED_TO_FRAUD" 45 45 "An account with fraud or a chargeback was used on the same device.";
    DeviceMissing "DEVICE_MISSING" 5 5 "The browser sent nothing about the device.";
    IpCountryMismatch "IP_COUNTRY_MISMATCH" 10 10 "The network is in another country than the billing address.";
    IpTor "IP_TOR" 25 25 "The connection came through Tor.";
    IpVpn "IP_VPN" 10 10 "The connection came through a VPN.";
    IpDatacenter "IP_DATACENTER" 5 5 "The connection came from a data centre.";
    /// One unit for each of the limits of ten minutes, an hour and a day up to the longest that was passed.
    VelocityDevice "VELOCITY_DEVICE" 10 30 "Many attempts came from this device in a short time.";
    VelocityIp "VELOCITY_IP" 10 30 "Many attempts came from this network address in a short time.";
    VelocityEmail "VELOCITY_EMAIL" 10 30 "Many attempts named this e-mail address in a short time.";
    CustomerVerified "CUSTOMER_VERIFIED" -30 30 "The customer's identity is verified.";
    CustomerEstablished "CUSTOMER_ESTABLISHED" -15 15 "The customer paid earlier orders and disputed none.";
}

impl Code {
    /// Speaks for the customer and takes points away.
    pub fn is_trust(self) -> bool {
        self.default_points() < 0
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
