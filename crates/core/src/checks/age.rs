//! Is the person old enough?

use super::Evidence;
use crate::{
    check::{Check, CheckName},
    decision::Policy,
    level::birth,
    reason::Reason,
};

pub(super) fn at_least(evidence: &Evidence<'_>, policy: &Policy) -> Check {
    let name = CheckName::AgeAtLeast;
    let Some(minimum) = policy.minimum_age else { return Check::not_run(name) };
    let years = birth::of(evidence.document, evidence.today).map(|birth| birth.years(evidence.today));
    let least = i16::from(minimum);
    let check = match years {
        Some((fewest, _)) if fewest >= least => Check::pass(name),
        Some((_, most)) if most < least => Check::fail(name, Reason::UnderAge),
        _ => Check::inconclusive(name, Reason::AgeUnknown),
    };
    check.evidence("minimum", minimum)
}
