//! Properties that hold for whatever is observed and whatever the policy says.

use jiff::Timestamp;
use proptest::{option, prelude::*, sample};

use super::{
    email::Fault,
    policy::{Policy, Rule, TimezoneReference},
    report::{Band, Report},
    score::{Assessed, Decision, assess},
    signal::{
        Attempts, DeviceFacts, EmailFacts, IpFacts, Label, LinkedAccount, MailHost, Reference, Signals, Source,
        TimezoneFacts, TrustFacts, VelocityFacts, Via,
    },
    *,
};
use crate::level::Level;

fn email() -> impl Strategy<Value = EmailFacts> {
    let fault = option::weighted(0.2, sample::select(vec![Fault::NoAt, Fault::TooLong, Fault::DomainInvalid]));
    let disposable = option::of(Just("throwaway.example".to_owned()));
    (fault, sample::select(MailHost::ALL.to_vec()), disposable, any::<bool>()).prop_map(
        |(fault, mail_host, disposable, role)| EmailFacts {
            fault,
            domain: fault.is_none().then(|| "throwaway.example".to_owned()),
            mail_host,
            source: Some(Source::Cached),
            checked_at: Some(Timestamp::UNIX_EPOCH),
            disposable,
            role,
        },
    )
}

fn clock() -> impl Strategy<Value = TimezoneFacts> {
    let offset = || option::of(timezone::OFFSETS);
    let reference = || offset().prop_map(|offset| offset.map(|offset_min| Reference { offset_min, zone: None }));
    (offset(), offset(), reference(), reference(), reference()).prop_map(
        |(browser_offset_min, zone_offset_min, billing_country, ip, server)| TimezoneFacts {
            browser_zone: None,
            browser_offset_min,
            zone_offset_min,
            billing_country,
            ip,
            server,
        },
    )
}

fn account() -> impl Strategy<Value = LinkedAccount> {
    let via = prop_oneof![Just(Via::Token), Just(Via::Fingerprint)];
    ("[a-z]{1,6}", via, option::of(sample::select(Label::ALL.to_vec())))
        .prop_map(|(customer, via, label)| LinkedAccount { customer, via, label })
}

fn device() -> impl Strategy<Value = DeviceFacts> {
    (any::<bool>(), any::<bool>(), 0u32..40, prop::collection::vec(account(), 0..8), any::<bool>()).prop_map(
        |(token, fingerprint, fingerprint_accounts, linked, more)| DeviceFacts {
            id: None,
            token,
            fingerprint,
            fingerprint_accounts,
            linked,
            more,
        },
    )
}

fn network() -> impl Strategy<Value = IpFacts> {
    let country = || option::of(sample::select(vec!["DE", "US", "us"]).prop_map(str::to_owned));
    let entry = || option::of(Just("192.0.2.0/24".to_owned()));
    (country(), country(), entry(), entry(), entry()).prop_map(|(country, billing_country, tor, vpn, datacenter)| {
        IpFacts { country, billing_country, zone: None, tor, vpn, datacenter }
    })
}

fn velocity() -> impl Strategy<Value = VelocityFacts> {
    let attempts =
        || (0u32..30, 0u32..30, 0u32..30).prop_map(|(ten_minutes, hour, day)| Attempts { ten_minutes, hour, day });
    (attempts(), attempts(), attempts()).prop_map(|(device, ip, email)| VelocityFacts { device, ip, email })
}

fn trust() -> impl Strategy<Value = TrustFacts> {
    let level = option::of(sample::select(vec![Level::Human, Level::Age, Level::Identity]));
    (level, 0u32..3, 0u32..2).prop_map(|(verified, paid_orders, disputes)| TrustFacts {
        verified,
        paid_orders,
        disputes,
    })
}

fn signals() -> impl Strategy<Value = Signals> {
    (email(), clock(), device(), network(), velocity(), trust()).prop_map(
        |(email, timezone, device, ip, velocity, trust)| Signals {
            at: Timestamp::UNIX_EPOCH,
            email,
            timezone,
            device,
            ip,
            velocity,
            trust,
        },
    )
}

fn policy() -> impl Strategy<Value = Policy> {
    let rule = (any::<bool>(), 0i32..=100, 0i32..=100, option::weighted(0.1, sample::select(Decision::ALL.to_vec())));
    let rules = prop::collection::vec(rule, Code::ALL.len());
    let reference =
        sample::select(vec![TimezoneReference::BillingCountry, TimezoneReference::Ip, TimezoneReference::Server]);
    (rules, reference, 1i32..=80, 1u32..30).prop_map(|(rules, reference, threshold, common_above)| {
        let mut policy = Policy { threshold, ..Policy::default() };
        policy.timezone.reference = reference;
        policy.device.common_above = common_above;
        for (code, (on, points, cap, at_least)) in Code::ALL.iter().zip(rules) {
            let trust = code.is_trust();
            let (points, at_least) = if trust { (-points, None) } else { (points, at_least) };
            policy.rules.set(*code, Rule { on, points, cap, at_least });
        }
        policy
    })
}

/// Makes one thing worse; which one is `which`.
fn worse(signals: &Signals, which: usize) -> Signals {
    let mut worse = signals.clone();
    let email = &mut worse.email;
    match which {
        0 if email.fault.is_none() => email.disposable = Some("throwaway.example".to_owned()),
        1 if email.mail_host == MailHost::Mx => email.mail_host = MailHost::Unknown,
        2 => worse.ip.tor = Some("192.0.2.0/24".to_owned()),
        3 => worse.ip.vpn = Some("192.0.2.0/24".to_owned()),
        4 => worse.ip.datacenter = Some("192.0.2.0/24".to_owned()),
        5 => worse.velocity.device.ten_minutes += 10,
        6 => worse.velocity.ip.hour += 10,
        7 => worse.velocity.email.day += 10,
        8 => worse.trust.verified = None,
        9 => worse.trust.paid_orders = 0,
        10 => worse.trust.disputes += 1,
        11 => worse.device.linked.push(LinkedAccount { customer: "x".to_owned(), via: Via::Token, label: None }),
        12 => worse.device.linked.iter_mut().for_each(|account| account.label = Some(Label::Fraud)),
        13 => (worse.device.token, worse.device.fingerprint) = (false, false),
        14 => worse.device.fingerprint_accounts = 0,
        15 if email.mail_host == MailHost::Mx => email.mail_host = MailHost::ImplicitMx,
        16 if email.mail_host == MailHost::Mx => email.mail_host = MailHost::NullMx,
        17 if email.mail_host == MailHost::Mx => email.mail_host = MailHost::Nxdomain,
        18 if email.mail_host == MailHost::Unknown => email.mail_host = MailHost::NoMailHost,
        19 => {
            let countries = ("US".to_owned(), "DE".to_owned());
            (worse.ip.country, worse.ip.billing_country) = (Some(countries.0), Some(countries.1));
        }
        // The clock stays where it is and the named zone goes elsewhere.
        20 if worse.timezone.browser_offset_min.is_some() => {
            worse.timezone.zone_offset_min = worse.timezone.browser_offset_min.map(|offset| offset - 60);
        }
        _ => {}
    }
    worse
}

proptest! {
    #[test]
    fn points_add_up_and_stay_within_their_caps(signals in signals(), policy in policy()) {
        let Assessed { score, sum, decision, reasons } = assess(&signals, &policy);
        prop_assert_eq!(sum, reasons.iter().map(|reason| reason.points).sum::<i32>());
        prop_assert_eq!(score, sum.clamp(0, 100));
        for reason in &reasons {
            let rule = policy.rules.of(reason.code);
            prop_assert!(rule.on && reason.points.abs() <= rule.cap, "{:?}", reason);
            prop_assert!((reason.points <= 0) == reason.code.is_trust() || reason.points == 0);
        }
        prop_assert!(reasons.windows(2).all(|pair| pair[0].code < pair[1].code), "each code once, in the order of the table");
        let floor = reasons.iter().filter_map(|reason| policy.rules.of(reason.code).at_least).max();
        prop_assert_eq!(decision, Decision::of(score, policy.threshold).max(floor.unwrap_or(Decision::Allow)));
    }

    #[test]
    fn no_bad_sign_makes_a_checkout_better(signals in signals(), policy in policy(), which in 0usize..21) {
        let (before, after) = (assess(&signals, &policy), assess(&worse(&signals, which), &policy));
        prop_assert!(after.sum >= before.sum, "{} became {}", before.sum, after.sum);
        prop_assert!(after.decision >= before.decision);
    }

    #[test]
    fn farther_from_the_reference_is_never_better(signals in signals(), policy in policy(), a in timezone::OFFSETS, b in timezone::OFFSETS) {
        let with = |browser: i32| {
            let mut moved = signals.clone();
            moved.timezone.zone_offset_min = None;
            moved.timezone.browser_offset_min = Some(browser);
            moved
        };
        let from = |browser: i32| timezone::Comparison::of(&with(browser).timezone, &policy.timezone).difference_min;
        let (near, far) = if from(a) <= from(b) { (a, b) } else { (b, a) };
        prop_assert!(assess(&with(near), &policy).sum <= assess(&with(far), &policy).sum);
    }

    #[test]
    fn the_order_of_what_was_seen_does_not_matter(signals in signals(), policy in policy()) {
        let mut turned = signals.clone();
        turned.device.linked.reverse();
        let (one, other) = (assess(&signals, &policy), assess(&turned, &policy));
        let points = |assessed: &Assessed| assessed.reasons.iter().map(|r| (r.code, r.points)).collect::<Vec<_>>();
        prop_assert_eq!(points(&one), points(&other));
        prop_assert_eq!((one.score, one.sum, one.decision), (other.score, other.sum, other.decision));
    }

    #[test]
    fn what_is_stored_gives_the_same_report(signals in signals(), policy in policy()) {
        let report = |signals: &Signals, policy: &Policy| {
            Report::new(signals.clone(), policy, assess(signals, policy), "ada@throwaway.example")
        };
        let first = report(&signals, &policy);
        let (text, policy_text) = (serde_json::to_string(&first).unwrap(), serde_json::to_string(&policy).unwrap());
        let stored: Report = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&stored, &first);
        let again = report(&stored.technical, &serde_json::from_str(&policy_text).unwrap());
        prop_assert_eq!(serde_json::to_string(&again).unwrap(), text);
    }

    #[test]
    fn a_rule_that_is_off_is_as_if_its_sign_were_not_there(signals in signals(), policy in policy(), at in 0..Code::ALL.len()) {
        let code = Code::ALL[at];
        let with = assess(&signals, &policy);
        let mut off = policy.clone();
        off.rules.set(code, Rule { on: false, ..policy.rules.of(code) });
        let without = assess(&signals, &off);
        let points = with.reasons.iter().find(|reason| reason.code == code).map_or(0, |reason| reason.points);
        prop_assert_eq!(without.sum, with.sum - points);
        prop_assert!(without.reasons.iter().all(|reason| reason.code != code));
    }

    #[test]
    fn names_never_reach_a_log(signals in signals(), customer in "customer-[0-9]{6}") {
        let mut signals = signals;
        signals.device.linked = vec![LinkedAccount { customer: customer.clone(), via: Via::Token, label: None }];
        let shown = format!("{signals:?}");
        prop_assert!(!shown.contains(&customer));
    }
}

/// A checkout of which everything is known and nothing speaks against it.
fn good() -> Signals {
    let mut signals = Signals::at(Timestamp::UNIX_EPOCH);
    signals.email.domain = Some("example.org".to_owned());
    signals.email.mail_host = MailHost::Mx;
    signals.device.token = true;
    signals
}

#[track_caller]
fn check(change: impl FnOnce(&mut Signals), expected: &[(Code, i32)]) {
    let mut signals = good();
    change(&mut signals);
    let found: Vec<_> = assess(&signals, &Policy::default()).reasons.iter().map(|r| (r.code, r.points)).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_code_fires_for_its_reason_with_its_points() {
    let net = || Some("192.0.2.0/24".to_owned());
    check(|_| {}, &[]);
    check(|s| s.email.fault = Some(Fault::NoAt), &[(Code::EmailFormatInvalid, 50)]);
    check(|s| s.email.mail_host = MailHost::Nxdomain, &[(Code::EmailNxdomain, 40)]);
    check(|s| s.email.mail_host = MailHost::NoMailHost, &[(Code::EmailNoMailHost, 40)]);
    check(|s| s.email.mail_host = MailHost::NullMx, &[(Code::EmailNullMx, 40)]);
    check(|s| s.email.mail_host = MailHost::ImplicitMx, &[(Code::EmailImplicitMx, 15)]);
    check(|s| s.email.mail_host = MailHost::Unknown, &[]);
    check(|s| s.email.role = true, &[]);
    check(|s| s.email.disposable = Some("example.org".to_owned()), &[(Code::EmailDisposable, 25)]);
    check(|s| s.device.token = false, &[(Code::DeviceMissing, 5)]);
    check(|s| s.ip.tor = net(), &[(Code::IpTor, 25)]);
    check(|s| s.ip.vpn = net(), &[(Code::IpVpn, 10)]);
    check(|s| s.ip.datacenter = net(), &[(Code::IpDatacenter, 5)]);
    let countries = |a: &str, b: &str| (Some(a.to_owned()), Some(b.to_owned()));
    check(|s| (s.ip.country, s.ip.billing_country) = countries("US", "DE"), &[(Code::IpCountryMismatch, 10)]);
    check(|s| (s.ip.country, s.ip.billing_country) = countries("DE", "de"), &[]);
    check(|s| s.trust.verified = Some(Level::Identity), &[(Code::CustomerVerified, -30)]);
    check(|s| s.trust.verified = Some(Level::Age), &[]);
    check(|s| s.trust.paid_orders = 1, &[(Code::CustomerEstablished, -15)]);
    check(|s| (s.trust.paid_orders, s.trust.disputes) = (9, 1), &[]);
}

#[test]
fn linked_accounts_count_up_to_their_cap_and_labels_once() {
    let linked = |count: usize, label: Option<Label>| {
        move |s: &mut Signals| {
            s.device.linked =
                (0..count).map(|n| LinkedAccount { customer: n.to_string(), via: Via::Token, label }).collect();
        }
    };
    for (count, points) in [(1, 15), (2, 30), (3, 45), (4, 45), (50, 45)] {
        check(linked(count, None), &[(Code::DeviceLinkedAccounts, points)]);
        check(linked(count, Some(Label::Good)), &[(Code::DeviceLinkedAccounts, points)]);
        for label in [Label::Fraud, Label::Chargeback] {
            let expected = [(Code::DeviceLinkedAccounts, points), (Code::DeviceLinkedToFraud, 45)];
            check(linked(count, Some(label)), &expected);
        }
    }
}

#[test]
fn velocity_counts_by_the_longest_span_that_was_passed() {
    for (attempts, points) in [
        ((5, 10, 20), None),
        ((6, 6, 6), Some(10)),
        ((6, 11, 11), Some(20)),
        ((0, 11, 20), Some(20)),
        ((6, 11, 21), Some(30)),
        ((1, 1, 21), Some(30)),
    ] {
        let (ten_minutes, hour, day) = attempts;
        let attempts = Attempts { ten_minutes, hour, day };
        let expected = |code| points.map(|points| (code, points)).into_iter().collect::<Vec<_>>();
        check(|s| s.velocity.device = attempts, &expected(Code::VelocityDevice));
        check(|s| s.velocity.ip = attempts, &expected(Code::VelocityIp));
        check(|s| s.velocity.email = attempts, &expected(Code::VelocityEmail));
    }
}

#[test]
fn decisions_turn_at_the_threshold_and_at_eighty() {
    for (score, decision, band) in [
        (0, Decision::Allow, Band::Low),
        (49, Decision::Allow, Band::Low),
        (50, Decision::Hold, Band::Medium),
        (79, Decision::Hold, Band::Medium),
        (80, Decision::Fraud, Band::High),
        (100, Decision::Fraud, Band::High),
    ] {
        assert_eq!((Decision::of(score, 50), Band::of(score, 50)), (decision, band), "{score}");
    }
    // With a threshold of 80 nothing is held.
    assert_eq!((Decision::of(79, 80), Decision::of(80, 80)), (Decision::Allow, Decision::Fraud));
}

#[test]
fn trust_lowers_a_score_but_not_below_a_decision_that_is_set() {
    let mut signals = good();
    signals.device.linked =
        vec![LinkedAccount { customer: "x".to_owned(), via: Via::Token, label: Some(Label::Fraud) }];
    signals.trust = TrustFacts { verified: Some(Level::Identity), paid_orders: 1, disputes: 0 };
    let mut policy = Policy::default();
    let plain = assess(&signals, &policy);
    assert_eq!((plain.sum, plain.decision), (15, Decision::Allow));
    let rule = policy.rules.of(Code::DeviceLinkedToFraud);
    policy.rules.set(Code::DeviceLinkedToFraud, Rule { at_least: Some(Decision::Hold), ..rule });
    let set = assess(&signals, &policy);
    assert_eq!((set.sum, set.score, set.decision), (15, 15, Decision::Hold));
}

#[test]
fn a_merchants_lists_win_over_the_servers() {
    let mut signals = good();
    signals.email.disposable = Some("example.org".to_owned());
    let mut policy = Policy::default();
    policy.email.allow.insert("example.org".to_owned());
    assert_eq!(assess(&signals, &policy).sum, 0);
    signals.email.disposable = None;
    let mut policy = Policy::default();
    policy.email.deny.insert("example.org".to_owned());
    assert_eq!(assess(&signals, &policy).reasons[0].evidence["listed"], "example.org");
}

#[test]
fn what_the_checkout_shows_has_a_reference_and_no_reasons() {
    assert_eq!(Decision::Allow.message("asm_1"), None);
    for decision in [Decision::Hold, Decision::Fraud] {
        let message = decision.message("asm_1").unwrap();
        assert!(message.contains("asm_1"));
        for word in ["fraud", "risk", "score", "e-mail", "device"] {
            assert!(!message.to_lowercase().contains(word), "{message}");
        }
    }
}

#[test]
fn a_replay_names_what_flips_and_what_it_stands_for() {
    use replay::{Past, Replay};
    let past = |id: &str, entry: Option<&str>, amount: Option<&str>| {
        let mut signals = good();
        signals.email.disposable = entry.map(str::to_owned);
        let assessed = assess(&signals, &Policy::default());
        let amount = amount.map(|amount| (amount.parse().unwrap(), "EUR".to_owned()));
        Past { id: id.to_owned(), signals, score: assessed.score, decision: assessed.decision, amount }
    };
    let proposed: Policy =
        serde_json::from_str(r#"{"rules": {"EMAIL_DISPOSABLE": {"points": 60, "cap": 60}}}"#).unwrap();
    let mut replay = Replay::new(1);
    for past in [
        past("a", None, Some("10.00")),
        past("b", Some("x.example"), Some("12.50")),
        past("c", Some("x.example"), Some("0.75")),
        past("d", Some("x.example"), None),
    ] {
        replay.add(past, &proposed);
    }
    let shown = serde_json::to_value(&replay).unwrap();
    let expected = serde_json::json!({
        "assessments": 4, "flipped": 3,
        "groups": [{"from": "allow", "to": "hold", "count": 3, "amounts": {"EUR": "13.25"}}],
        "flips": [{"id": "b", "from": "allow", "to": "hold", "score_before": 25, "score_after": 60,
                   "amount": "12.50", "currency": "EUR"}],
    });
    assert_eq!(shown, expected);
}
