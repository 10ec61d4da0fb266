use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

const LATER: Timestamp = Timestamp::MAX;

fn at(status: Status) -> Verification {
    Verification { status, attempt: 1, attempts_allowed: 5, expires_at: LATER, kept: None }
}

fn act(verification: Verification, action: Action) -> Result<Moved, Refused> {
    match action {
        Action::Submit => verification.submit(Vec::new()),
        Action::Approve => verification.approve(),
        Action::Reject => verification.reject(),
        Action::Hold => verification.hold(),
        Action::Resume => verification.resume(),
        Action::Cancel => verification.cancel(),
        Action::Resubmit => verification.resubmit(LATER),
    }
}

/// The table of docs/api.md, from what the transitions do.
fn table() -> String {
    let mut table = String::from("| from \\ action |");
    for action in Action::ALL {
        write!(table, " {action} |").unwrap();
    }
    table.push_str("\n|---|---|---|---|---|---|---|---|\n");
    for status in Status::ALL {
        let goes_on = status.resume_to().map_or(String::new(), |to| format!(" (from {to})"));
        write!(table, "| {status}{goes_on} |").unwrap();
        for action in Action::ALL {
            let to = act(at(status), action).map_or(String::new(), |moved| moved.verification.status.to_string());
            write!(table, " {to} |").unwrap();
        }
        table.push('\n');
    }
    table
}

#[test]
fn transition_table() {
    insta::assert_snapshot!(table(), @r"
    | from \ action | submit | approve | reject | hold | resume | cancel | resubmit |
    |---|---|---|---|---|---|---|---|
    | started | submitted |  |  | hold |  | canceled |  |
    | submitted |  | approved | rejected | hold |  | canceled |  |
    | double_check |  | approved | rejected | hold |  | canceled |  |
    | approved |  |  |  |  |  |  |  |
    | rejected |  |  |  |  |  |  | started |
    | expired |  |  |  |  |  |  |  |
    | canceled |  |  |  |  |  |  |  |
    | hold (from started) |  |  |  |  | started | canceled |  |
    | hold (from submitted) |  |  |  |  | submitted | canceled |  |
    | hold (from double_check) |  |  |  |  | double_check | canceled |  |
    ");
}

#[test]
fn what_is_allowed_is_what_succeeds() {
    for status in Status::ALL {
        for action in Action::ALL {
            let allowed = status.allowed().contains(&action);
            assert_eq!(act(at(status), action).is_ok(), allowed, "{status} {action}");
        }
    }
}

#[test]
fn a_verdict_during_hold_is_applied_at_resume() {
    let held = at(Status::Submitted).hold().unwrap().verification;
    let kept = held.decide(1, Verdict::Approved);
    assert_eq!((kept.verification.status.as_str(), kept.changes.len()), ("hold", 0));
    let moved = kept.verification.resume().unwrap();
    let events: Vec<_> = moved.changes.iter().map(|change| (change.event, change.automatic)).collect();
    assert_eq!(events, [(EventType::VerificationResumed, false), (EventType::VerificationApproved, true)]);
    assert_eq!((moved.verification.status, moved.verification.kept), (Status::Approved, None));
}

#[test]
fn a_verdict_comes_too_late_for_what_is_over_or_decided_by_a_person() {
    for status in [Status::Approved, Status::Rejected, Status::Canceled, Status::Started] {
        let moved = at(status).decide(1, Verdict::DoubleCheck);
        assert_eq!((moved.verification, moved.changes), (at(status), Vec::new()));
    }
}

#[test]
fn a_verdict_on_an_earlier_attempt_changes_nothing() {
    let second = Verification { attempt: 2, ..at(Status::Submitted) };
    assert!(second.decide(1, Verdict::Rejected).changes.is_empty());
}

#[test]
fn attempts_are_capped() {
    let last = Verification { attempt: 5, ..at(Status::Rejected) };
    assert_eq!(last.resubmit(LATER), Err(Refused::AttemptsExhausted(5)));
    let second = at(Status::Rejected).resubmit(LATER).unwrap();
    assert_eq!((second.verification.attempt, second.changes[0].event), (2, EventType::VerificationResubmitted));
}

#[test]
fn only_what_is_started_and_due_expires() {
    let now = Timestamp::from_second(1_780_315_200).unwrap();
    let due = Verification { expires_at: now, ..at(Status::Started) };
    assert!(at(Status::Started).expire(now).is_none());
    assert_eq!(due.clone().expire(now).unwrap().verification.status, Status::Expired);
    assert!(Verification { status: Status::Submitted, ..due }.expire(now).is_none());
}

#[test]
fn missing_documents_are_named() {
    let refused = at(Status::Started).submit(vec![Need::Selfie]);
    assert_eq!(refused, Err(Refused::DocumentsMissing(vec![Need::Selfie])));
    let wrong_status = at(Status::Approved).submit(vec![Need::Selfie]);
    assert!(matches!(wrong_status, Err(Refused::InvalidTransition { status: Status::Approved, .. })));
}

proptest! {
    /// However it is pushed around: each change starts where the last one ended, and what is final stays.
    #[test]
    fn any_walk_is_one_line_of_changes(steps in prop::collection::vec((0usize..9, 0u32..3), 0..60)) {
        let Moved { mut verification, mut changes } = Verification::start(LATER, 3);
        for (step, verdict) in steps {
            let verdicts = [Verdict::Approved, Verdict::Rejected, Verdict::DoubleCheck];
            let before = verification.clone();
            let moved = match Action::ALL.get(step) {
                Some(action) => act(verification, *action),
                None if step == 7 => {
                    let attempt = verification.attempt;
                    Ok(verification.decide(attempt, verdicts[verdict as usize]))
                }
                None => Ok(verification.expire(LATER).unwrap_or(Moved { verification: before.clone(), changes: vec![] })),
            };
            let over = matches!(before.status, Status::Canceled | Status::Expired | Status::Approved);
            match moved {
                Ok(moved) => {
                    prop_assert!(!over || moved.changes.is_empty());
                    changes.extend(moved.changes);
                    verification = moved.verification;
                }
                Err(_) => verification = before,
            }
            prop_assert!(verification.attempt <= 3);
            prop_assert_eq!(changes.last().unwrap().to, verification.status);
        }
        prop_assert_eq!(changes[0].from, None);
        for pair in changes.windows(2) {
            prop_assert_eq!(Some(pair[0].to), pair[1].from);
        }
    }
}
