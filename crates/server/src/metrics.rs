//! What the server counts. Labels come from closed sets, never from a request.

use std::time::Duration;

use metrics::{
    Counter, Gauge, Histogram, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use crate::{admission::Load, store::QueueDepth};

/// Upper bounds of the latency buckets, in seconds.
const SECONDS: &[f64] = &[0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0];

/// A registry of this server's own, so that two servers in one process do not mix.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    gauges: Gauges,
}

struct Gauges {
    admitted: Gauge,
    running: Gauge,
    held: Gauge,
    ready: Gauge,
    model_cpu: Gauge,
}

impl Metrics {
    #[expect(clippy::missing_panics_doc, reason = "the buckets are a constant list that is not empty")]
    pub fn new() -> Self {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)
            .expect("there is at least one bucket")
            .build_recorder();
        let gauges = metrics::with_local_recorder(&recorder, || {
            describe();
            Gauges {
                admitted: gauge!("countersign_requests_admitted"),
                running: gauge!("countersign_work_running"),
                held: gauge!("countersign_upload_bytes_reserved"),
                ready: gauge!("countersign_ready"),
                // A gauge by type, since this recorder's counters hold whole numbers only; it never falls.
                model_cpu: gauge!("countersign_model_cpu_seconds_total"),
            }
        });
        Self { handle: recorder.handle(), recorder, gauges }
    }

    /// One answered request. `route` is the route's pattern, `status` its status code.
    pub fn answered(&self, route: &str, status: u16, took: Duration) {
        let labels = [("route", route.to_owned()), ("status", status.to_string())];
        self.counter(|| counter!("countersign_http_requests_total", &labels)).increment(1);
        let route = [("route", route.to_owned())];
        self.histogram(|| histogram!("countersign_http_request_seconds", &route)).record(took);
    }

    /// One request that was answered with a problem of this code.
    pub fn refused(&self, code: &'static str) {
        self.counter(|| counter!("countersign_problems_total", "code" => code)).increment(1);
    }

    /// One decision: `approved`, `rejected` or `double_check`.
    pub fn decided(&self, decision: &'static str) {
        self.counter(|| counter!("countersign_decisions_total", "decision" => decision)).increment(1);
    }

    /// Time one stage of a verification took.
    pub fn stage(&self, stage: &'static str, took: Duration) {
        self.histogram(|| histogram!("countersign_stage_seconds", "stage" => stage)).record(took);
    }

    /// One try of a webhook delivery: `delivered` or `failed`.
    pub fn webhook(&self, outcome: &'static str) {
        self.counter(|| counter!("countersign_webhook_attempts_total", "outcome" => outcome)).increment(1);
    }

    /// What waits and what is parked.
    pub fn queue(&self, depths: &[QueueDepth]) {
        metrics::with_local_recorder(&self.recorder, || {
            for depth in depths {
                gauge!("countersign_jobs_waiting", "kind" => depth.kind.as_str()).set(depth.waiting as f64);
                gauge!("countersign_jobs_parked", "kind" => depth.kind.as_str()).set(depth.parked as f64);
            }
        });
    }

    /// Everything counted so far, in Prometheus' text format.
    pub fn render(&self, load: Load, ready: bool) -> String {
        self.gauges.admitted.set(load.admitted as f64);
        self.gauges.running.set(load.running as f64);
        self.gauges.held.set(load.held as f64);
        self.gauges.ready.set(f64::from(u8::from(ready)));
        self.gauges.model_cpu.set(countersign_vision::model::run_time().as_secs_f64());
        self.handle.render()
    }

    /// Folds samples into buckets; without it they pile up while nobody scrapes.
    pub fn upkeep(&self) {
        self.handle.run_upkeep();
    }

    fn counter(&self, get: impl FnOnce() -> Counter) -> Counter {
        metrics::with_local_recorder(&self.recorder, get)
    }

    fn histogram(&self, get: impl FnOnce() -> Histogram) -> Histogram {
        metrics::with_local_recorder(&self.recorder, get)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

fn describe() {
    describe_counter!("countersign_http_requests_total", "Answered requests by route and status.");
    describe_histogram!("countersign_http_request_seconds", "Time from a request's head to its answer.");
    describe_counter!("countersign_problems_total", "Requests answered with a problem, by its code.");
    describe_counter!("countersign_decisions_total", "Decisions of verifications.");
    describe_histogram!("countersign_stage_seconds", "Time of each stage of a verification.");
    describe_gauge!("countersign_requests_admitted", "Requests inside, waiting and running.");
    describe_gauge!("countersign_work_running", "Verifications running now.");
    describe_gauge!("countersign_upload_bytes_reserved", "Bytes reserved for request bodies.");
    describe_gauge!("countersign_model_cpu_seconds_total", "CPU time spent inside model runs.");
    describe_counter!("countersign_webhook_attempts_total", "Tries to deliver a webhook, by outcome.");
    describe_gauge!("countersign_jobs_waiting", "Jobs waiting or running, by kind.");
    describe_gauge!("countersign_jobs_parked", "Jobs set aside for a person to look at, by kind.");
    describe_gauge!("countersign_ready", "1 when the models are loaded and passed the self-test.");
}
