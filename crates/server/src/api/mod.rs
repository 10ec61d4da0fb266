//! The JSON API, one file a noun.

pub mod actions;
pub mod create;
pub mod credentials;
pub mod customers;
pub mod documents;
pub mod idempotency;
pub mod levels;
pub mod list;
pub mod openapi;
pub mod path;
pub mod people;
pub mod qr;
pub mod query;
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
