//! The one place where a command learns what day it is.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Today in UTC: the same verdict on every machine, whatever its time zone.
pub(super) fn today() -> Date {
    #[expect(
        clippy::disallowed_methods,
        reason = "a command line run starts here; everything below takes the day as an argument"
    )]
    let now = Timestamp::now();
    now.to_zoned(TimeZone::UTC).date()
}
