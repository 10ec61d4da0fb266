//! Is the person old enough?

use super::{Evidence, SURE};
use crate::{
    Date,
    check::{Check, CheckName},
    decision::Policy,
    reason::Reason,
};

pub(super) fn at_least(evidence: &Evidence<'_>, policy: &Policy) -> Check {
    let name = CheckName::AgeAtLeast;
    let Some(minimum) = policy.minimum_age else { return Check::not_run(name) };
    let Some(birth) = evidence.document.date_of_birth.as_ref().filter(|field| field.confidence >= SURE) else {
        return Check::inconclusive(name, Reason::AgeUnknown).evidence("minimum", minimum);
    };
    let old_enough = age_on(evidence.today, birth.value) >= i16::from(minimum);
    let check = if old_enough { Check::pass(name) } else { Check::fail(name, Reason::UnderAge) };
    check.evidence("minimum", minimum)
}

/// Completed years of life. Somebody born on 29 February completes a year on 1 March where there is no 29th:
/// the later of the two customs, so that nobody passes a day early.
fn age_on(today: Date, birth: Date) -> i16 {
    let birthday_to_come = (today.month(), today.day()) < (birth.month(), birth.day());
    today.year() - birth.year() - i16::from(birthday_to_come)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn birthdays() {
        let birth = date(2000, 6, 15);
        assert_eq!(age_on(date(2018, 6, 14), birth), 17);
        assert_eq!(age_on(date(2018, 6, 15), birth), 18);
        assert_eq!(age_on(date(2018, 12, 31), birth), 18);
        assert_eq!(age_on(date(2019, 1, 1), birth), 18);
    }

    #[test]
    fn leap_day_births() {
        let birth = date(2004, 2, 29);
        assert_eq!(age_on(date(2022, 2, 28), birth), 17);
        assert_eq!(age_on(date(2022, 3, 1), birth), 18);
        assert_eq!(age_on(date(2024, 2, 29), birth), 20);
    }
}
