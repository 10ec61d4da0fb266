//! One request for a shop: its pictures through the pipeline by the shop's own policy, its result kept.

use std::time::Instant;

use countersign_core::{
    attempt::{DocumentKind, Need},
    check::{Check, CheckName},
    decision::{Decision, WithoutLiveness},
    expected::Expected,
    level::{self, AgeResult, Level, age},
};

use super::{challenge, confidence, pictures};
use crate::{
    app::App,
    error::Problem,
    examiner::{Burst, Pictures, Refused, Terms},
    lifecycle::challenge::Open,
    settings::MerchantSettings,
    tenant::Tenant,
    verifier::{Side, Submission},
};

/// What was found, without anything that was read.
pub(super) struct Found {
    pub(super) checks: Vec<Check>,
    pub(super) decision: Decision,
    pub(super) age: Option<AgeResult>,
    pub(super) has_back: bool,
}

impl Found {
    /// See [`confidence`].
    pub(super) fn confidence(&self) -> Option<f32> {
        let faces = self.checks.iter().find(|check| check.name == CheckName::FaceMatches);
        confidence(faces?.score, &self.checks)
    }

    /// `active`, `passive_only` or `not_run`.
    pub(super) fn liveness(&self) -> &str {
        liveness(&self.checks)
    }
}

/// How the checks say that the selfie was examined for life.
pub(crate) fn liveness(checks: &[Check]) -> &str {
    let live = checks.iter().find(|check| check.name == CheckName::SelfieLive);
    live.and_then(|check| check.evidence.get("liveness")?.as_str()).unwrap_or("not_run")
}

/// What is taken out of a body: the pictures, and the frames of a challenge that was done.
pub(super) type Taken = (Submission, Option<(Open, Burst)>);

/// Examines by a shop's policy; `read` takes the pictures out of the body where there is a core free for it.
pub(super) async fn examine(
    app: &App,
    tenant: &Tenant,
    settings: &MerchantSettings,
    read: impl FnOnce(usize) -> Result<Taken, Problem> + Send + 'static,
) -> Result<Found, Problem> {
    let mut policy = level::policy(Level::Identity, &[Need::PhotoId, Need::Selfie], tenant.mode, settings.minimum_age);
    if settings.stills_need_challenge() {
        policy.required.insert(CheckName::SelfieLive);
        policy.without_liveness = WithoutLiveness::DoubleCheck;
    }
    let today = app.now().to_zoned(settings.zone()).date();
    let policy = settings.judged(policy);
    let limit = app.config.picture.bytes;
    app.examine(move |app, examiner| {
        let (Submission { front, back, selfie, .. }, burst) = read(limit)?;
        let active = burst.map(|(open, burst)| challenge::judged(examiner, &open, &burst, &selfie));
        let terms = Terms { active, expected: Expected::default(), policy, today };
        let has_back = back.is_some();
        let pictures = Pictures { front: Some(front), back, selfie: Some(selfie), proof_of_address: None };
        let started = Instant::now();
        let examined = examiner.examine(&pictures, &terms).map_err(refused)?;
        app.metrics.stage("one_shot", started.elapsed());
        app.metrics.decided(examined.decision.verdict.as_str());
        let age = examined.extraction.as_ref().and_then(|read| age::of(read, today));
        Ok(Found { checks: examined.checks, decision: examined.decision, age, has_back })
    })
    .await
}

fn refused(refused: Refused) -> Problem {
    let side = if refused.kind == DocumentKind::Selfie { Side::Selfie } else { Side::Front };
    Problem::from(refused.reason).param(pictures::field(side))
}
