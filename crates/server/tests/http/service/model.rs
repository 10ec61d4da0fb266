//! Random actions of random actors over HTTP, against the pure state machine: what it says is what the server does.

use countersign::auth::Scopes;
use countersign_core::{
    decision::{Mode, Verdict},
    verification::{Action, Moved, Refused, Status, Verification},
};
use jiff::Timestamp;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use super::shop::Shop;

/// Steps of an ordinary run; `STEPS=10000` for a long one.
const STEPS: usize = 400;

#[derive(Clone, Debug)]
enum Step {
    Act(Action),
    /// The pipeline's turn.
    Work,
    /// Somebody of another shop tries.
    Stranger(Action),
    Upload,
}

fn step() -> impl Strategy<Value = Step> {
    let action = prop::sample::select(Action::ALL.to_vec());
    prop_oneof![
        8 => action.clone().prop_map(Step::Act),
        3 => Just(Step::Work),
        1 => action.prop_map(Step::Stranger),
        1 => Just(Step::Upload),
    ]
}

/// The verification as it should be, and the verdict the pipeline will give.
struct Expected {
    life: Verification,
    verdict: Verdict,
    /// Attempts that wait for the pipeline.
    queued: Vec<u32>,
}

impl Expected {
    fn act(&mut self, action: Action) -> Result<Vec<Status>, Refused> {
        let life = self.life.clone();
        let moved = match action {
            Action::Submit => life.submit(Vec::new()),
            Action::Approve => life.approve(),
            Action::Reject => life.reject(),
            Action::Hold => life.hold(),
            Action::Resume => life.resume(),
            Action::Cancel => life.cancel(),
            Action::Resubmit => life.resubmit(Timestamp::MAX),
        }?;
        if action == Action::Submit {
            self.queued.push(moved.verification.attempt);
        }
        Ok(self.moved(moved))
    }

    fn moved(&mut self, moved: Moved) -> Vec<Status> {
        self.life = moved.verification;
        moved.changes.iter().map(|change| change.to).collect()
    }

    fn work(&mut self) -> Vec<Status> {
        let mut all = Vec::new();
        for attempt in std::mem::take(&mut self.queued) {
            let moved = self.life.clone().decide(attempt, self.verdict);
            all.extend(self.moved(moved));
        }
        all
    }
}

async fn walk(shop: &Shop, stranger: &str, verdict: Verdict, steps: &[Step]) {
    let magic = format!("sandbox:{}", verdict.as_str());
    let id = shop.create(json!({ "vendor_state": magic })).await;
    let started = Verification::start(Timestamp::MAX, 5);
    let mut model = Expected { life: started.verification, verdict, queued: Vec::new() };
    let mut history = vec![Status::Started];
    for step in steps {
        match step {
            Step::Act(action) => {
                let said = json!({ "comment": "by chance" });
                let answer = shop.act(&id, action.as_str(), said).await.status.as_u16();
                let expected = model.act(*action);
                assert_eq!(answer < 300, expected.is_ok(), "{action} from {}: {answer}", model.life.status);
                assert!(answer < 300 || answer == 409, "{action}: {answer}");
                history.extend(expected.unwrap_or_default());
            }
            Step::Work => {
                shop.run_jobs().await;
                history.extend(model.work());
            }
            Step::Stranger(action) => {
                let path = format!("/v1/verifications/{id}/{action}");
                let answer = shop.call_as(stranger, "POST", &path, json!({ "comment": "not mine" })).await;
                assert_eq!(answer.status, 404, "{action}");
            }
            Step::Upload => {
                let answer = shop.put(&id, "selfie", json!({ "image_b64": "" })).await.status.as_u16();
                let open = model.life.status.takes_documents();
                assert_eq!(answer, if open { 422 } else { 409 }, "{}", model.life.status);
            }
        }
    }
    shop.run_jobs().await;
    history.extend(model.work());
    let told = shop.get(&format!("/v1/verifications/{id}/history")).await.json();
    let lines: Vec<&str> = told["data"].as_array().unwrap().iter().map(|line| line["to"].as_str().unwrap()).collect();
    assert_eq!(lines, history.iter().map(|status| status.as_str()).collect::<Vec<_>>());
    let view = shop.get(&format!("/v1/verifications/{id}")).await.json();
    assert_eq!((&view["status"], &view["attempt"]), (&json!(model.life.status.as_str()), &json!(model.life.attempt)));
    assert_eq!(view["resume_to"], model.life.status.resume_to().map_or(Value::Null, Value::from));
}

#[tokio::test]
async fn the_server_does_what_the_state_machine_says() {
    let shop = Shop::open().await;
    let stranger = shop.new_key("another", Mode::Test, Scopes::usual()).await;
    let steps = std::env::var_os("STEPS").and_then(|steps| steps.to_str()?.parse().ok()).unwrap_or(STEPS);
    let mut runner = TestRunner::new(Config::default());
    let walks = (
        prop::sample::select(vec![Verdict::Approved, Verdict::Rejected, Verdict::DoubleCheck]),
        prop::collection::vec(step(), 20),
    );
    for _ in 0..steps.div_ceil(20) {
        let (verdict, steps) = walks.new_tree(&mut runner).unwrap().current();
        walk(&shop, &stranger, verdict, &steps).await;
    }
}
