//! Values of query strings that several lists share.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::error::{INVALID_FIELD, Problem};

/// Items on a page: what was asked for within 1 to 100, else 20.
pub(crate) fn limit(asked: Option<&str>) -> Result<u32, Problem> {
    let Some(asked) = asked else { return Ok(20) };
    let number = asked.parse::<u32>().ok().filter(|number| (1..=100).contains(number));
    number.ok_or_else(|| Problem::from(&INVALID_FIELD).param("limit").detail("`limit` is a number from 1 to 100."))
}

/// A moment: an ISO 8601 time, or a day, which begins at midnight UTC.
pub(crate) fn moment(asked: Option<&str>, name: &'static str) -> Result<Option<Timestamp>, Problem> {
    let Some(asked) = asked else { return Ok(None) };
    let day = || Some(asked.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp());
    let wrong = || Problem::from(&INVALID_FIELD).param(name).detail("Times are ISO 8601, as in 2026-06-01T12:00:00Z.");
    asked.parse::<Timestamp>().ok().or_else(day).map(Some).ok_or_else(wrong)
}

/// The id that a page should start after is none of this list's.
pub(crate) fn no_last() -> Problem {
    Problem::from(&INVALID_FIELD)
        .param("starting_after")
        .detail("`starting_after` is the id of the last item of a page.")
}
