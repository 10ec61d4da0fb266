use proptest::{prelude::*, sample::subsequence};

use super::*;

fn all_passed() -> Vec<Check> {
    let policy = Policy::default();
    policy.required.iter().chain(&policy.conditional).map(|name| Check::pass(*name)).collect()
}

fn with(check: Check) -> Decision {
    let mut checks = all_passed();
    checks.retain(|c| c.name != check.name);
    checks.push(check);
    decide(&checks, &Policy::default())
}

#[test]
fn everything_passed_is_approved() {
    let decision = decide(&all_passed(), &Policy::default());
    assert_eq!((decision.verdict, decision.reasons.len(), decision.review.len()), (Verdict::Approved, 0, 0));
}

#[test]
fn hard_failures_reject_and_come_first() {
    let mut checks = all_passed();
    checks[3] = Check::inconclusive(checks[3].name, Reason::NameClose);
    checks.push(Check::fail(CheckName::DocumentNotExpired, Reason::DocumentExpired));
    let decision = decide(&checks, &Policy::default());
    assert_eq!(decision.verdict, Verdict::Rejected);
    assert_eq!(decision.reasons, [Reason::DocumentExpired, Reason::NameClose]);
}

#[test]
fn soft_failures_and_doubts_go_to_a_person() {
    for check in [
        Check::fail(CheckName::NameMatches, Reason::NameMismatch),
        Check::inconclusive(CheckName::FaceMatches, Reason::NoFace),
        Check::not_run(CheckName::FaceMatches),
        Check::inconclusive(CheckName::MrzValid, Reason::MrzMissing),
        // Not asked for by the policy, but speaking against the document.
        Check::fail(CheckName::MrzMatchesVisual, Reason::MrzVisualMismatch),
    ] {
        let name = check.name;
        let decision = with(check);
        assert_eq!((decision.verdict, decision.review), (Verdict::DoubleCheck, vec![name]));
    }
}

#[test]
fn checks_without_an_object_do_not_object() {
    for name in [CheckName::NameMatches, CheckName::MrzValid, CheckName::SelfieLive] {
        assert_eq!(with(Check::not_run(name)).verdict, Verdict::Approved);
    }
    let informative = Check::inconclusive(CheckName::MrzMatchesVisual, Reason::MrzNameUncertain);
    assert_eq!(with(informative).verdict, Verdict::Approved);
}

#[test]
fn missing_liveness_is_a_setting() {
    let policy = Policy { without_liveness: WithoutLiveness::DoubleCheck, ..Policy::default() };
    let mut checks = all_passed();
    checks.retain(|c| c.name != CheckName::SelfieLive);
    checks.push(Check { reason: Some(Reason::LivenessNotRun), ..Check::not_run(CheckName::SelfieLive) });
    let decision = decide(&checks, &policy);
    assert_eq!((decision.verdict, decision.reasons), (Verdict::DoubleCheck, vec![Reason::LivenessNotRun]));
}

#[test]
fn policy_round_trips_and_refuses_unknown_settings() {
    let policy = Policy { minimum_age: Some(18), ..Policy::default() };
    let text = serde_json::to_string(&policy).unwrap();
    assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
    assert_eq!(serde_json::from_str::<Policy>("{}").unwrap(), Policy::default());
    assert!(serde_json::from_str::<Policy>(r#"{"minimun_age": 18}"#).is_err());
}

fn outcome() -> impl Strategy<Value = (Outcome, Option<Reason>)> {
    prop_oneof![
        4 => Just((Outcome::Pass, None)),
        1 => Just((Outcome::NotRun, None)),
        1 => Just((Outcome::Inconclusive, Some(Reason::NameClose))),
        1 => Just((Outcome::Fail, Some(Reason::NameMismatch))),
        1 => Just((Outcome::Fail, Some(Reason::DocumentExpired))),
    ]
}

fn checks() -> impl Strategy<Value = Vec<Check>> {
    let names: Vec<CheckName> = all_passed().into_iter().map(|c| c.name).chain([CheckName::MrzMatchesVisual]).collect();
    let count = names.len();
    prop::collection::vec(outcome(), count).prop_map(move |outcomes| {
        let found = names.iter().zip(outcomes);
        found.map(|(name, (outcome, reason))| Check { outcome, reason, ..Check::pass(*name) }).collect()
    })
}

proptest! {
    #[test]
    fn taking_checks_away_never_approves(all in checks(), keep in subsequence((0..16).collect::<Vec<usize>>(), 0..16)) {
        let policy = Policy::default();
        let before = decide(&all, &policy).verdict;
        let fewer: Vec<Check> = keep.iter().filter_map(|at| all.get(*at).cloned()).collect();
        let known = |checks: &[Check]| policy.required.iter().chain(&policy.conditional).all(|n| checks.iter().any(|c| c.name == *n));
        let after = decide(&fewer, &policy).verdict;
        prop_assert!(after != Verdict::Approved || before == Verdict::Approved || known(&fewer));
        if !known(&fewer) {
            prop_assert_ne!(after, Verdict::Approved);
        }
    }

    #[test]
    fn weakening_a_pass_never_helps(all in checks(), at in 0_usize..16, (outcome, reason) in outcome()) {
        let policy = Policy::default();
        let passes: Vec<usize> = (0..all.len()).filter(|at| all[*at].outcome == Outcome::Pass).collect();
        prop_assume!(!passes.is_empty());
        let at = passes[at % passes.len()];
        let mut weaker = all.clone();
        weaker[at] = Check { outcome, reason, ..weaker[at].clone() };
        let (before, after) = (decide(&all, &policy).verdict, decide(&weaker, &policy).verdict);
        prop_assert!(after != Verdict::Approved || before == Verdict::Approved);
        prop_assert!(before != Verdict::Rejected || after == Verdict::Rejected);
    }

    #[test]
    fn order_does_not_matter_and_replay_agrees(all in checks().prop_flat_map(|c| (Just(c.clone()), Just(c).prop_shuffle()))) {
        let (checks, shuffled) = all;
        let policy = Policy::default();
        let decision = decide(&checks, &policy);
        prop_assert_eq!(&decision, &decide(&shuffled, &policy));
        let stored = serde_json::to_string(&(&checks, &policy)).unwrap();
        let (checks, policy): (Vec<Check>, Policy) = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(decision, decide(&checks, &policy));
    }
}
