//! Sends one webhook delivery, and plans the next try where it was not taken.

use std::time::Instant;

use countersign_core::webhook;
use jiff::SignedDuration;

use super::Failed;
use crate::{
    app::App,
    error::Problem,
    outgoing::Answer,
    seal::random,
    service::Service,
    store::{Delivery, DeliveryAttempt, DueDelivery, Endpoint, Job},
    webhooks::sign::{Secret, headers},
};

/// What the merchant's server has to say to be left alone for good (RFC 9110, 410 Gone).
const GONE: u16 = 410;

pub(super) async fn run(app: &App, job: &Job) -> Result<(), Failed> {
    let service = app.service()?;
    let due = service.store.due_delivery(&job.payload).await?;
    let Some(due) = due.filter(|due| due.delivery.status == "pending") else { return Ok(done(service, job).await?) };
    if due.endpoint.disabled_at.is_some() {
        let ended = Delivery {
            attempts: due.delivery.attempts + 1,
            status: "failed".to_owned(),
            next_at: None,
            finished_at: Some(crate::store::micros(app.now())),
            ..due.delivery
        };
        let attempt = attempt(app, &ended, 0, Err("the endpoint is disabled".to_owned()));
        return Ok(written(service, job, ended, &attempt, false).await?);
    }
    let started = Instant::now();
    let sent = send(app, service, &due).await?;
    let milliseconds = started.elapsed().as_millis() as i64;
    let number = due.delivery.attempts + 1;
    let delivered = matches!(&sent, Ok(answer) if (200..300).contains(&answer.status));
    let gone = matches!(&sent, Ok(answer) if answer.status == GONE);
    app.metrics.webhook(if delivered { "delivered" } else { "failed" });
    let asked = sent.as_ref().ok().and_then(|answer| answer.retry_after);
    let wait = if delivered || gone { None } else { webhook::wait(number as u32, jitter(), asked) };
    let next = wait.map(|seconds| app.now() + SignedDuration::from_millis((seconds * 1000.0) as i64));
    let status = match (delivered, next) {
        (true, _) => "delivered",
        (false, Some(_)) => "pending",
        (false, None) => "failed",
    };
    let delivery = Delivery {
        attempts: number,
        status: status.to_owned(),
        next_at: next.map(crate::store::micros),
        finished_at: next.is_none().then(|| crate::store::micros(app.now())),
        ..due.delivery.clone()
    };
    let attempt = attempt(app, &delivery, milliseconds, sent);
    Ok(written(service, job, delivery, &attempt, gone).await?)
}

async fn done(service: &Service, job: &Job) -> Result<(), Problem> {
    let mut tx = service.store.begin().await?;
    tx.finish(job).await?;
    Ok(tx.commit().await?)
}

async fn send(app: &App, service: &Service, due: &DueDelivery) -> Result<Result<Answer, String>, Problem> {
    let secrets = secrets(app, service, &due.endpoint)?;
    let timestamp = app.now().as_second();
    let headers = headers(&secrets, &due.delivery.event_id, timestamp, &due.payload);
    Ok(service.outgoing.post(&due.endpoint.url, &headers, due.payload.clone()).await)
}

/// The secrets in force: the newest, and the one before it while a rotation lasts.
fn secrets(app: &App, service: &Service, endpoint: &Endpoint) -> Result<Vec<Secret>, Problem> {
    let key = service.master.derive(&[b"webhook-secrets"]);
    let previous = endpoint.previous.as_ref().filter(|(_, until)| *until > app.now()).map(|(sealed, _)| sealed);
    let mut secrets = Vec::new();
    for sealed in std::iter::once(&endpoint.secret).chain(previous) {
        let text = key.open(&format!("webhook:{}", endpoint.id), sealed)?;
        secrets.extend(Secret::parse(&String::from_utf8_lossy(&text)));
    }
    Ok(secrets)
}

fn attempt(app: &App, delivery: &Delivery, milliseconds: i64, sent: Result<Answer, String>) -> DeliveryAttempt {
    let (status, excerpt, error) = match sent {
        Ok(answer) => (Some(i64::from(answer.status)), Some(answer.excerpt), None),
        Err(error) => (None, None, Some(error)),
    };
    let at = crate::store::micros(app.now());
    DeliveryAttempt { number: delivery.attempts, at, status, error, excerpt, milliseconds }
}

/// Writes the try, the next one's time, and ends an endpoint that is gone; all or nothing, and nothing where another worker
/// has the delivery by now.
async fn written(
    service: &Service,
    job: &Job,
    delivery: Delivery,
    attempt: &DeliveryAttempt,
    gone: bool,
) -> Result<(), Problem> {
    let mut tx = service.store.begin().await?;
    let mine = match delivery.next_at {
        Some(next) => tx.retry(job, crate::store::time(next), "not taken yet").await?,
        None => tx.finish(job).await?,
    };
    if !mine {
        return Ok(tx.rollback().await?);
    }
    tx.record_attempt(&delivery, attempt).await?;
    if gone {
        tx.disable_endpoint(&delivery.endpoint_id, "the endpoint answered 410 Gone").await?;
    }
    Ok(tx.commit().await?)
}

fn jitter() -> f64 {
    f64::from(random::<1>()[0]) / 255.0
}
