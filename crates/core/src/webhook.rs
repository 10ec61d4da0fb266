//! What is told to merchants' endpoints: the names of events and the payload, which carries ids, status and links and
//! nothing about the person.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident $name:literal;)*) => {
        /// Every event there is. Names are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum EventType {
            $(#[serde(rename = $name)] $(#[$doc])* $variant,)*
        }

        impl EventType {
            /// In the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

events! {
    VerificationStarted "verification.started";
    VerificationSubmitted "verification.submitted";
    VerificationApproved "verification.approved";
    VerificationRejected "verification.rejected";
    VerificationDoubleCheck "verification.double_check";
    VerificationHeld "verification.held";
    VerificationResumed "verification.resumed";
    VerificationCanceled "verification.canceled";
    VerificationResubmitted "verification.resubmitted";
    VerificationExpired "verification.expired";
    DocumentUploaded "document.uploaded";
    DocumentProcessed "document.processed";
    DocumentFailed "document.failed";
    AssessmentCreated "assessment.created";
    CustomerVerified "customer.verified";
    CustomerExpired "customer.expired";
    /// Sent by hand to see whether an endpoint listens.
    EndpointTest "webhook_endpoint.test";
}

impl EventType {
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|event| event.as_str() == name)
    }
}

/// Which events an endpoint wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    All,
    Only(Vec<EventType>),
}

impl Filter {
    /// A test is for the endpoint it is sent to, whatever it listens for.
    pub fn wants(&self, event: EventType) -> bool {
        match self {
            Self::All => true,
            Self::Only(events) => events.contains(&event) || event == EventType::EndpointTest,
        }
    }
}

/// The body of one delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Payload<'a> {
    #[serde(rename = "type")]
    pub event: EventType,
    pub timestamp: Timestamp,
    pub data: Data<'a>,
}

/// What happened to whom, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Data<'a> {
    pub id: &'a str,
    pub mode: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor_reference: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<&'a str>,
    /// Where the whole of it can be read, with a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// Waits after the first, second … failed delivery, in seconds; after the last one it is given up.
pub const RETRIES: [u32; 9] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600];

/// Seconds to wait after `failures` failed deliveries, or nothing when there is no further try. `jitter` is 0 to 1 and
/// adds up to a tenth; a longer wait that the endpoint asked for is honoured up to twice the table's.
pub fn wait(failures: u32, jitter: f64, asked: Option<u32>) -> Option<f64> {
    let base = f64::from(*RETRIES.get(failures.checked_sub(1)? as usize)?);
    let spread = base * (1.0 + 0.1 * jitter.clamp(0.0, 1.0));
    Some(asked.map_or(spread, |asked| spread.max(f64::from(asked).min(base * 2.0))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_filters_hold() {
        assert!(EventType::ALL.iter().all(|event| EventType::from_name(event.as_str()) == Some(*event)));
        let only = Filter::Only(vec![EventType::VerificationApproved]);
        assert!(only.wants(EventType::VerificationApproved) && !only.wants(EventType::VerificationRejected));
        assert!(only.wants(EventType::EndpointTest) && Filter::All.wants(EventType::VerificationHeld));
    }

    #[test]
    fn waits_follow_the_table_and_end() {
        assert_eq!(wait(0, 0.0, None), None);
        assert_eq!(wait(1, 0.0, None), Some(5.0));
        assert_eq!(wait(2, 1.0, None), Some(330.0));
        assert_eq!(wait(9, 0.0, None), Some(86_400.0));
        assert_eq!(wait(10, 0.0, None), None);
    }

    #[test]
    fn what_the_endpoint_asks_for_is_honoured_within_bounds() {
        assert_eq!(wait(1, 0.0, Some(1)), Some(5.0));
        assert_eq!(wait(1, 0.0, Some(8)), Some(8.0));
        assert_eq!(wait(1, 0.0, Some(4000)), Some(10.0));
    }
}
