//! The JSON API, one file a noun.

pub mod actions;
pub mod assessments;
pub mod collect;
pub mod create;
pub mod credentials;
pub mod customers;
pub mod deliveries;
pub mod devices;
pub mod documents;
pub mod email_checks;
pub mod failures;
pub mod idempotency;
pub mod levels;
pub mod links;
pub mod list;
pub mod openapi;
pub mod path;
pub mod people;
pub mod policies;
pub mod qr;
pub mod query;
pub mod risk_erasure;
pub mod settings;
pub mod shops;
pub mod subject;
pub mod uploads;
pub mod verifications;
pub mod view;
pub mod webhooks;

use jiff::{Timestamp, tz::TimeZone};

/// A time as it is told: ISO 8601 in UTC, to the millisecond.
pub(crate) fn told(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
