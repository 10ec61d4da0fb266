//! Takes a submitted attempt through the pipeline.

use countersign_core::{
    Date,
    attempt::{DocumentKind, Side},
    check::Check,
    decision::{Decision, Policy, Verdict, WithoutLiveness},
    expected::Expected,
    level::{self, age},
    reason::Reason,
    sandbox::Magic,
    verification::Status,
};

use super::Failed;
use crate::{
    app::App,
    error::{INTERNAL_ERROR, Problem},
    examiner::{Examined, Pictures, Refused, Terms},
    flow::steps,
    lifecycle::{self, magic, settle, wanted},
    seal::SealKey,
    service::{Service, expected_purpose, extracted_purpose},
    settings::MerchantSettings,
    store::{Actor, Job, Record},
};

pub(super) async fn run(app: &App, job: &Job) -> Result<(), Failed> {
    let service = app.service()?;
    let (id, attempt) = job.payload.split_once('/').unwrap_or((&job.payload, "0"));
    let attempt: u32 = attempt.parse().unwrap_or_default();
    let record = service.store.verification_by_id(id).await?;
    let verdict = match record.filter(|record| wanted(record, attempt)) {
        None => nothing(),
        Some(record) => match magic(&record) {
            Some(magic) => granted(magic),
            // Whoever had it died each time, most likely over this very picture.
            None if job.attempts > job.max_attempts => given_up(),
            None => match examine(app, service, &record).await {
                Ok(verdict) => verdict,
                Err(Failed::Retry(error)) if job.last() => {
                    tracing::error!(job = job.id, "given up: {error}");
                    given_up()
                }
                Err(failed) => return Err(failed),
            },
        },
    };
    Ok(settle(service, job, id, attempt, &verdict).await?)
}

/// Nobody waits for it any more; [`settle`] finds that out for itself.
fn nothing() -> lifecycle::Verdict {
    plain(decision(Verdict::DoubleCheck, None))
}

fn granted(magic: Magic) -> lifecycle::Verdict {
    plain(decision(magic.verdict, magic.reason))
}

/// A person has to look where the machine could not.
fn given_up() -> lifecycle::Verdict {
    let decision = decision(Verdict::DoubleCheck, Some(Reason::ProcessingFailed));
    let failed = DocumentKind::ALL.map(|kind| (kind, Reason::ProcessingFailed)).to_vec();
    lifecycle::Verdict { failed, park: Some("given up after the last try"), ..plain(decision) }
}

fn decision(verdict: Verdict, reason: Option<Reason>) -> Decision {
    let policy_version = countersign_core::decision::Policy::default().version;
    Decision { verdict, reasons: reason.into_iter().collect(), review: Vec::new(), policy_version }
}

fn plain(decision: Decision) -> lifecycle::Verdict {
    lifecycle::Verdict { decision, checks: "[]".to_owned(), extracted: None, age: None, failed: Vec::new(), park: None }
}

async fn examine(app: &App, service: &Service, record: &Record) -> Result<lifecycle::Verdict, Failed> {
    let attempt = record.life.attempt;
    // Without a key the person was erased, and there is nothing to look at.
    let Some(key) = service.subject_key(&record.subject_id).await? else { return Ok(given_up()) };
    let mut tx = service.store.begin().await?;
    tx.documents_processing(&record.id, attempt).await?;
    tx.commit().await?;
    let pictures = pictures(service, record, &key).await?;
    let settings = lifecycle::settings(service, &record.tenant).await?;
    let policy = level::policy(record.level, &record.needs, record.tenant.mode, record.minimum_age);
    let mut policy = settings.judged(policy);
    let active = active(service, record, &settings, &mut policy).await?;
    let today = app.now().to_zoned(settings.zone()).date();
    let terms = Terms { active, expected: expected(record, &key)?, policy, today };
    let examined = on_a_slot(app, pictures, terms).await?;
    match examined {
        Ok(examined) => findings(app, record, &key, examined, today),
        Err(Refused { reason: Reason::ProcessingFailed, .. }) => Err(Failed::Retry("processing_failed".to_owned())),
        Err(Refused { kind, reason }) => {
            let decision = decision(Verdict::DoubleCheck, Some(reason));
            Ok(lifecycle::Verdict { failed: vec![(kind, reason)], ..plain(decision) })
        }
    }
}

/// Examines where there is a core free; waiting for one is no failure.
async fn on_a_slot(app: &App, pictures: Pictures, terms: Terms) -> Result<Result<Examined, Refused>, Failed> {
    app.examiner().await;
    let desk = app.clone();
    let work = move || desk.examiner_now().map(|examiner| examiner.examine(&pictures, &terms));
    let examined = app.admission.run(work).await.map_err(|stopped| Failed::Retry(stopped.to_string()))?;
    examined.ok_or_else(|| Failed::Retry("the models are not loaded".to_owned()))
}

/// What came of the attempt's challenge. Whoever handed in by the flow and did without one is looked at by a person.
async fn active(
    service: &Service,
    record: &Record,
    settings: &MerchantSettings,
    policy: &mut Policy,
) -> Result<Option<Check>, Problem> {
    let attempt = record.life.attempt;
    let documents = service.store.documents(&record.id).await?;
    let selfie =
        documents.iter().filter(|document| document.attempt == attempt && document.kind == DocumentKind::Selfie);
    let selfie = selfie.flat_map(|document| &document.images).map(|image| image.id.as_str()).next();
    let liveness = lifecycle::challenge::liveness(service, record, selfie).await?;
    let history = service.store.history(&record.id).await?;
    let submitted = history.iter().rfind(|line| line.to == Status::Submitted.as_str());
    let by_subject = submitted.is_some_and(|line| line.actor_kind == Actor::Subject.kind());
    let asked = steps::asks_challenge(record, settings);
    if by_subject && asked && !liveness.passed() {
        policy.without_liveness = WithoutLiveness::DoubleCheck;
    }
    Ok(liveness.check)
}

fn expected(record: &Record, key: &SealKey) -> Result<Expected, Problem> {
    let Some(sealed) = record.expected.as_deref() else { return Ok(Expected::default()) };
    let opened = key.open(&expected_purpose(&record.id), sealed)?;
    // Claims that cannot be read are not no claims: nobody passes without the comparison that the shop asked for.
    serde_json::from_slice(&opened).map_err(|_| Problem::from(&INTERNAL_ERROR))
}

async fn pictures(service: &Service, record: &Record, key: &SealKey) -> Result<Pictures, Problem> {
    let mut pictures = Pictures::default();
    for document in service.store.documents(&record.id).await? {
        for image in document.images.iter().filter(|_| document.attempt == record.life.attempt) {
            let place = match (document.kind, image.side) {
                (DocumentKind::PhotoId, Side::Front) => &mut pictures.front,
                (DocumentKind::PhotoId, Side::Back) => &mut pictures.back,
                (DocumentKind::Selfie, _) => &mut pictures.selfie,
                (DocumentKind::ProofOfAddress, _) => &mut pictures.proof_of_address,
            };
            *place = Some(service.picture(key, &record.id, &image.id).await?);
        }
    }
    Ok(pictures)
}

fn findings(
    app: &App,
    record: &Record,
    key: &SealKey,
    examined: Examined,
    today: Date,
) -> Result<lifecycle::Verdict, Failed> {
    let in_words = |_| Failed::Retry("the findings could not be written".to_owned());
    let purpose = extracted_purpose(&record.id, record.life.attempt);
    let text = examined.extraction.as_ref().map(serde_json::to_vec).transpose().map_err(in_words)?;
    app.metrics.decided(examined.decision.verdict.as_str());
    Ok(lifecycle::Verdict {
        checks: serde_json::to_string(&examined.checks).map_err(in_words)?,
        extracted: text.map(|text| key.seal(&purpose, &text)),
        age: examined.extraction.as_ref().and_then(|read| age::of(read, today)),
        decision: examined.decision,
        failed: Vec::new(),
        park: None,
    })
}
