//! Is the person old enough?

use super::{Evidence, SURE};
use crate::{
    check::{Check, CheckName},
    decision::Policy,
    level::age,
    reason::Reason,
};

pub(super) fn at_least(evidence: &Evidence<'_>, policy: &Policy) -> Check {
    let name = CheckName::AgeAtLeast;
    let Some(minimum) = policy.minimum_age else { return Check::not_run(name) };
    let Some(birth) = evidence.document.date_of_birth.as_ref().filter(|field| field.confidence >= SURE) else {
        return Check::inconclusive(name, Reason::AgeUnknown).evidence("minimum", minimum);
    };
    let old_enough = age::years(evidence.today, birth.value) >= i16::from(minimum);
    let check = if old_enough { Check::pass(name) } else { Check::fail(name, Reason::UnderAge) };
    check.evidence("minimum", minimum)
}
