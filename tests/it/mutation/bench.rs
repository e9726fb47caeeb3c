//! A simulator, a proxy that can break what it answers, and the runner before it.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use sandpay::Sandbox;
use sandpay::Simulator;
use sandpay_contracts::runner;
use sandpay_contracts::runner::CaseReport;
use sandpay_contracts::runner::Credentials;
use sandpay_contracts::runner::Options;
use sandpay_contracts::runner::Outcome;
use sandpay_contracts::runner::Receiver;
use sandpay_contracts::runner::Report;
use sandpay_contracts::runner::Run;
use sandpay_contracts::runner::Target;
use sandpay_contracts::runner::WooshPayKeys;
use sandpay_contracts::runner::YabandPayKeys;
use sandpay_contracts::runner::YunoKeys;
use sandpay_fixtures::fixture;
use serde_json::Value;

use super::mutant::Judged;
use super::mutant::Mutant;
use super::mutant::On;
use super::mutant::mutants;
use super::proxy::Passing;
use super::proxy::Proxy;

/// The published credentials.
pub(crate) fn credentials() -> Credentials {
    Credentials {
        yuno: Some(YunoKeys {
            public_key: "sandbox_sandpay_public".into(),
            secret_key: "sandbox_sandpay_secret".into(),
            account_id: "11111111-1111-4111-8111-111111111111".to_owned(),
        }),
        yabandpay: Some(YabandPayKeys {
            user: "016683".to_owned(),
            secret_key: "sandpay_yabandpay_secret".into(),
        }),
        wooshpay: Some(WooshPayKeys { secret_key: "sk_test_sandpay".into() }),
    }
}

/// Those of a sandbox.
pub(crate) fn credentials_of(sandbox: &Sandbox) -> Credentials {
    let text = |provider, name| sandbox.credential(provider, name).unwrap().to_owned();
    let secret = |provider, name| text(provider, name).as_str().into();
    Credentials {
        yuno: Some(YunoKeys {
            public_key: secret("yuno", "public_api_key"),
            secret_key: secret("yuno", "private_secret_key"),
            account_id: text("yuno", "account_id"),
        }),
        yabandpay: Some(YabandPayKeys {
            user: text("yabandpay", "user"),
            secret_key: secret("yabandpay", "secret_key"),
        }),
        wooshpay: Some(WooshPayKeys { secret_key: secret("wooshpay", "secret_key") }),
    }
}

pub(crate) fn options(run: u64) -> Options {
    Options::new(Run::new(run))
}

pub(crate) async fn check(url: &str, options: &Options) -> Report {
    let target = Target::find(url, options.time_limit).await.unwrap();
    runner::run(&target, &credentials(), options, &()).await
}

/// A simulator, a proxy that can break what it answers, and the runner before it.
pub(crate) struct Bench {
    _simulator: Simulator,
    proxy: Proxy,
    receiver: Receiver,
    target: Target,
    runs: AtomicU64,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        let simulator = Simulator::start();
        let receiver = Receiver::start().await.unwrap();
        let proxy = Proxy::start(simulator.url(), receiver.url()).await;
        let target = Target::find(&proxy.url, options(0).time_limit).await.unwrap();
        let receiver = receiver.known_as(&proxy.hook());
        Self { _simulator: simulator, proxy, receiver, target, runs: AtomicU64::new(1) }
    }

    /// Runs one case alone, broken or not.
    async fn play(&self, name: &str, mutant: Option<&Mutant>) -> (CaseReport, Passing) {
        let mut options = options(self.runs.fetch_add(1, Ordering::Relaxed));
        options.only = Some(vec![name.to_owned()]);
        options.receiver = Some(self.receiver.clone());
        self.proxy.breaking(mutant);
        let mut report = runner::run(&self.target, &credentials(), &options, &()).await;
        (report.cases.remove(0), self.proxy.passed())
    }

    /// Everything that can be broken in what a case judges.
    pub(crate) async fn mutants(&self, name: &str) -> Vec<Mutant> {
        let (report, passed) = self.play(name, None).await;
        let Some(step) = report.members.first().map(|member| member.step.as_str()) else {
            assert!(matches!(report.outcome, Outcome::Skipped(_)), "{name}: {:?}", report.outcome);
            return Vec::new();
        };
        assert_eq!(report.outcome, Outcome::Held, "{name}");
        let webhook = step.starts_with("webhook");
        let of_step = |one: &&runner::Exchange| !one.step.starts_with("webhook");
        let exchanges: Vec<_> = report.exchanges.iter().filter(of_step).collect();
        let judged = exchanges.iter().rposition(|one| one.step == step);
        let (on, body) = if webhook {
            (On::Webhook, passed.webhooks[0].as_str())
        } else if name.ends_with("request-in-process") {
            // Which of the two requests comes first is anybody's guess.
            let refused = passed.answers.iter().find(|(status, _)| *status == 400).unwrap();
            (On::Answer { at: None, status: 400 }, refused.1.as_str())
        } else {
            let at = judged.unwrap();
            let (status, body) = &passed.answers[at];
            (On::Answer { at: Some(at), status: *status }, body.as_str())
        };
        let body: Value = serde_json::from_str(body).unwrap();
        let printed = printed(name, &body);
        let exact = exact(name);
        mutants(&Judged { report: &report, on, printed: &printed, body: &body, exact })
    }

    /// What the runner says of a broken thing, if it does not catch it or names another.
    pub(crate) async fn survives(&self, mutant: &Mutant) -> Option<String> {
        let (report, passed) = self.play(mutant.case, Some(mutant)).await;
        assert!(passed.broken, "nothing was broken: {mutant:?}");
        let named = match &report.outcome {
            Outcome::Broken(breaches) => breaches.iter().any(|one| one.path == mutant.path),
            Outcome::Held | Outcome::Skipped(_) | Outcome::Unreachable(_) => false,
        };
        (!named).then(|| format!("{mutant:?}: {:?}", report.outcome))
    }
}

/// Whether the printed answer is one to the printed request.
fn exact(name: &str) -> bool {
    let example = fixture(name);
    let notes = example.example.response.as_ref();
    // What is read was made by another request than the one behind the print.
    let read = ["get-", "list-", "query-", "retrieve-"];
    let read = read.iter().any(|verb| example.operation.starts_with(verb));
    notes.is_some_and(|notes| !notes.of_another) && !read
}

/// What is printed of an answer: its own, or that of the same operation to another request.
fn printed(name: &str, body: &Value) -> Value {
    let own = fixture(name);
    let printed = match own.operation {
        _ if own.response.is_some() => own.response_text(),
        _ if own.event.is_some() => own.event_text(),
        "create-payment" => fixture("yuno/create-payment/card-with-authorization").response_text(),
        "capture-payment" => fixture("yuno/capture-payment/full-capture").response_text(),
        "cancel-payment" => fixture("yuno/cancel-payment/basic").response_text(),
        "refund-payment" => fixture("yuno/refund-payment/full-refund").response_text(),
        "create-customer" => fixture("yuno/create-customer/full-data").response_text(),
        "create-card-payments" | "capture" => {
            fixture("yabandpay/create-card-payments/token-sale").response_text()
        }
        "create-refund" if own.provider == "yabandpay" => {
            fixture("yabandpay/query-refund-order/refunded").response_text()
        }
        "create-refund" => fixture("wooshpay/retrieve-refund/reference").response_text(),
        other => panic!("nothing is printed of an answer to {other}"),
    };
    let mut printed: Value = serde_json::from_str(printed).unwrap();
    if own.provider == "wooshpay" && own.event.is_some() {
        // The printed event is of a product; ours of the payment intent that was just answered.
        printed["data"]["object"] = body["data"]["object"].clone();
    }
    printed
}
