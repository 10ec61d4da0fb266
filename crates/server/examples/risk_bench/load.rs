//! Checkouts: most of customers and browsers that are known, some of new ones.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{Router, body::Body, http::Request};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::history::Regular;

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// A shop that sells.
pub(crate) struct Shop {
    pub(crate) router: Router,
    pub(crate) key: String,
    pub(crate) regulars: Vec<Regular>,
}

impl Shop {
    /// Seven of ten are regulars on their browser, two are regulars on a new one, one is new altogether.
    fn body(&self, number: u64) -> Value {
        let place = (number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) as usize % self.regulars.len();
        let (known, run) = (&self.regulars[place], std::process::id());
        let new = |what: &str| format!("{what}-{run}-{number}");
        let (customer, device, fingerprint) = match number % 10 {
            0..7 => (known.customer.clone(), known.device.clone(), known.fingerprint.clone()),
            7 | 8 => (known.customer.clone(), new("browser"), new("print")),
            _ => (new("customer"), new("browser"), new("print")),
        };
        json!({
            "email": format!("{customer}@shop{}.example", place % 50),
            "customer_id": customer,
            "ip": format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255),
            "user_agent": format!("Mozilla/5.0 (X11; Linux x86_64; rv:{}.0) Firefox", number % 300),
            "browser_timezone": "Europe/Berlin",
            "browser_offset_min": 60,
            "device": { "id": device, "fingerprint": fingerprint },
            "billing": { "country": "DE" },
            "order": { "id": format!("o{run}-{number}"), "amount": "49.90", "currency": "EUR" },
        })
    }

    /// One checkout; how long it took.
    async fn checkout(&self) -> Duration {
        let body = self.body(NUMBER.fetch_add(1, Ordering::Relaxed)).to_string();
        let request = Request::post("/v1/assessments")
            .header("host", "127.0.0.1:8080")
            .header("authorization", format!("Bearer {}", self.key))
            .header("content-type", "application/json")
            .body(Body::from(body))
            .expect("the request is whole");
        let started = Instant::now();
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let status = response.status();
        let answer = response.into_body().collect().await.expect("the answer is whole").to_bytes();
        let took = started.elapsed();
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&answer));
        took
    }

    /// So many, one after the other.
    pub(crate) async fn alone(&self, count: usize) -> Value {
        let mut took = Vec::with_capacity(count);
        for _ in 0..count {
            took.push(self.checkout().await);
        }
        told(took, 1, None)
    }

    /// As many as are answered, so many on the way at once.
    pub(crate) async fn together(self: &Arc<Self>, together: usize, seconds: f64) -> Value {
        let (started, length) = (Instant::now(), Duration::from_secs_f64(seconds));
        let buyers = (0..together).map(|_| {
            let shop = Arc::clone(self);
            tokio::spawn(async move {
                let mut took = Vec::new();
                while started.elapsed() < length {
                    took.push(shop.checkout().await);
                }
                took
            })
        });
        let mut all = Vec::new();
        for buyer in buyers.collect::<Vec<_>>() {
            all.extend(buyer.await.expect("a buyer ends"));
        }
        let elapsed = started.elapsed();
        told(all, together, Some(elapsed))
    }
}

fn told(mut took: Vec<Duration>, at_once: usize, elapsed: Option<Duration>) -> Value {
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    json!({
        "at_once": at_once,
        "checkouts": took.len(),
        "a_second": elapsed.map(|elapsed| (took.len() as f64 / elapsed.as_secs_f64()).round()),
        "p50_ms": (at(0.5) * 100.0).round() / 100.0,
        "p99_ms": (at(0.99) * 100.0).round() / 100.0,
    })
}
