//! What all cases of a run stand on: ways to the server, the receiver, the control plane of a sandpay, and which cases
//! cannot be run here.
//!
//! It plays cases and puts their reports together; what a case does is told by its provider's table.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

use base64::Engine as _;
use sandpay_fixtures::fixture;
use serde_json::Value;

use super::case::Case;
use super::case::Need;
use super::case::Provider;
use super::compare::Difference;
use super::control::Control;
use super::fresh::Fresh;
use super::mask::Mask;
use super::outcome::Breach;
use super::outcome::CaseReport;
use super::outcome::Outcome;
use super::plan::Planned;
use super::receiver::Receiver;
use super::stage::Setting;
use super::stage::Stage;
use super::stage::Stop;
use super::target::Credentials;
use super::target::Options;
use super::target::Run;
use super::target::Target;
use super::wooshpay;
use super::yabandpay;
use super::yuno;
use crate::transport::Transport;

/// A sandpay delivers at once; others are given this long for a webhook.
const PATIENCE: [Duration; 2] = [Duration::from_secs(5), Duration::from_secs(30)];

/// What all cases of a run stand on.
#[derive(Debug)]
pub(super) struct Ground {
    credentials: Credentials,
    run: Run,
    allow_charges: bool,
    sandpay: bool,
    /// Ways to the providers; why there is none, where there is none.
    settings: BTreeMap<Provider, Result<Arc<Setting>, String>>,
    /// Why no webhook can be received.
    no_receiver: Option<String>,
    /// Why Yuno knows no endpoint for this run.
    no_hook: Option<String>,
    /// What becomes of the cases of a provider with whom there is nothing to go on.
    closed: Mutex<BTreeMap<Provider, Outcome>>,
    /// The endpoint to take off Yuno's list at the end.
    hook: Option<yuno::Hook>,
}

impl Ground {
    /// Gets everything ready that the chosen cases need.
    pub(super) async fn prepare(
        target: &Target,
        credentials: &Credentials,
        options: &Options,
        chosen: &[Planned],
    ) -> Self {
        let mut ground = Self {
            credentials: credentials.clone(),
            run: options.run.clone(),
            allow_charges: options.allow_charges,
            sandpay: target.is_sandpay(),
            settings: BTreeMap::new(),
            no_receiver: None,
            no_hook: None,
            closed: Mutex::default(),
            hook: None,
        };
        let needed = |needs: &[Need]| {
            chosen.iter().any(|planned| {
                let case = planned.case();
                needs.iter().any(|need| case.needs.contains(need))
                    && ground.obstacle(planned).is_none()
            })
        };
        let control = if needed(&[Need::Shopper, Need::Receiver]) {
            control(target, credentials, options).await
        } else {
            None
        };
        let receiver = if needed(&[Need::Receiver]) {
            receiver(target, options).await
        } else {
            Err("no case needs it".to_owned())
        };
        ground.no_receiver = receiver.as_ref().err().cloned();
        let receiver = receiver.ok();
        for provider in chosen.iter().map(|planned| planned.provider()) {
            ground.settings.entry(provider).or_insert_with(|| {
                let base_url = target.base_url(provider);
                let transport = Transport::with_time_limit(&base_url, options.time_limit);
                Ok(Arc::new(Setting {
                    transport: transport.map_err(|error| error.to_string())?,
                    base_url,
                    mask: mask(credentials),
                    receiver: receiver.clone(),
                    control: control.clone(),
                    differences: differences(provider),
                    run: options.run.clone(),
                    sandpay: target.is_sandpay(),
                    patience: patience(target, options),
                }))
            });
        }
        if let (true, Some(receiver)) = (ground.settings.contains_key(&Provider::Yuno), &receiver) {
            ground.hang(receiver, options, control.as_deref()).await;
        }
        ground
    }

    /// Makes an endpoint for Yuno, which takes none through its API.
    async fn hang(&mut self, receiver: &Receiver, options: &Options, control: Option<&Control>) {
        let hook = yuno::Hook::new(&options.run, receiver.url());
        let added = match control {
            Some(control) => control.add_endpoint(Provider::Yuno.name(), &hook.to_json()).await,
            None => Err("the control plane does not answer".to_owned()),
        };
        match added {
            Ok(()) => self.hook = Some(hook),
            Err(reason) => self.no_hook = Some(reason),
        }
    }

    /// Why a case cannot be run here.
    pub(super) fn obstacle(&self, planned: &Planned) -> Option<String> {
        let case = planned.case();
        if !self.credentials.has(case.provider) {
            return Some(format!("there are no credentials of {}", case.provider));
        }
        let obstacle = |need: &Need| match need {
            Need::Charge if self.sandpay || self.allow_charges => None,
            Need::Charge => Some("it moves money, which has to be allowed".to_owned()),
            Need::Shopper if self.sandpay => None,
            Need::Shopper => {
                Some("it needs a shopper, whom only a sandpay stands in for".to_owned())
            }
            Need::Sandpay if self.sandpay => None,
            Need::Sandpay => Some("only a sandpay can bring it about".to_owned()),
            Need::Receiver if case.provider == Provider::Yuno && !self.sandpay => {
                Some("Yuno takes webhook endpoints from its dashboard alone".to_owned())
            }
            Need::Receiver if case.provider == Provider::Yuno => {
                self.no_receiver.clone().or(self.no_hook.clone())
            }
            Need::Receiver => self.no_receiver.clone(),
        };
        case.needs.iter().find_map(obstacle)
    }

    /// Plays the first case of a provider; what the others come to, if there is nothing to go on with.
    pub(super) async fn knock(&self, planned: Planned) -> (CaseReport, Option<Outcome>) {
        let mut report = self.play(planned).await;
        let shut = match &report.outcome {
            Outcome::Held | Outcome::Skipped(_) => None,
            Outcome::Unreachable(reason) => Some(Outcome::Unreachable(reason.clone())),
            Outcome::Broken(_) => self.misunderstanding(&mut report),
        };
        (report, shut)
    }

    /// Whether the server knows other credentials, or is no provider.
    fn misunderstanding(&self, report: &mut CaseReport) -> Option<Outcome> {
        let last = report.exchanges.last()?;
        if last.status.is_some_and(|status| status == 429 || status >= 500) {
            // A bad moment tells nothing of the server's others.
            return None;
        }
        let body: Option<Value> =
            last.response.as_ref().and_then(|text| serde_json::from_str(text).ok());
        let provider = report.case.provider;
        let Some(body) = body else {
            let reason = format!("not asked, since the server does not answer as {provider} does");
            return Some(Outcome::Skipped(reason));
        };
        let example = fixture(report.case.name);
        let expected = example.example.response.as_ref().is_some_and(|notes| {
            let printed = serde_json::from_str(example.response_text()).unwrap_or_default();
            refuses_credentials(provider, notes.status, &printed)
        });
        if expected || !refuses_credentials(provider, last.status.unwrap_or_default(), &body) {
            return None;
        }
        let said = [&body["messages"][0], &body["error"]["message"], &body["message"]];
        let said = said.iter().find_map(|text| text.as_str()).unwrap_or("no message");
        let said: String = said.chars().take(120).collect();
        report.outcome = Outcome::Broken(vec![Breach {
            step: last.step.clone(),
            path: "credentials".to_owned(),
            expected: format!("{provider} to know the credentials"),
            got: format!("a refusal: {}", mask(&self.credentials).text(&said)),
        }]);
        Some(Outcome::Skipped("not asked, since the server refuses the credentials".to_owned()))
    }

    /// Lets the other cases of a provider come to this.
    pub(super) fn close(&self, provider: Provider, outcome: Outcome) {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).insert(provider, outcome);
    }

    /// Plays a case.
    pub(super) async fn play(&self, planned: Planned) -> CaseReport {
        let started = Instant::now();
        let case = planned.case();
        let closed =
            self.closed.lock().unwrap_or_else(PoisonError::into_inner).get(&case.provider).cloned();
        let obstacle = self.obstacle(&planned).map(Outcome::Skipped).or(closed);
        let setting = self.settings.get(&case.provider).cloned();
        let outcome = match (obstacle, setting) {
            (Some(outcome), _) => outcome,
            (None, Some(Ok(setting))) => {
                let fresh = Fresh::new(&self.run, case.name);
                let mut stage = Stage::new(setting, fresh, case.name);
                let ended = self.enter(planned, &mut stage).await;
                if let Err(Stop::Unreachable(reason)) = &ended {
                    // Nobody waits again for a server that is gone.
                    self.close(case.provider, Outcome::Unreachable(reason.clone()));
                }
                return report(case, stage, ended, started);
            }
            (None, Some(Err(reason))) => Outcome::Unreachable(reason),
            (None, None) => Outcome::Skipped("there is no way to this provider".to_owned()),
        };
        CaseReport {
            case,
            outcome,
            notes: Vec::new(),
            exchanges: Vec::new(),
            members: Vec::new(),
            took: started.elapsed(),
        }
    }

    async fn enter(&self, planned: Planned, stage: &mut Stage) -> Result<(), Stop> {
        let nothing = || Stop::Skipped("there are no credentials".to_owned());
        match planned {
            Planned::Yuno(plan) => {
                let keys = self.credentials.yuno.as_ref().ok_or_else(nothing)?;
                yuno::play(plan, keys, stage).await
            }
            Planned::YabandPay(plan) => {
                let keys = self.credentials.yabandpay.as_ref().ok_or_else(nothing)?;
                yabandpay::play(plan, keys, stage).await
            }
            Planned::WooshPay(plan) => {
                let keys = self.credentials.wooshpay.as_ref().ok_or_else(nothing)?;
                wooshpay::play(plan, keys, stage).await
            }
        }
    }

    /// Puts back what was changed for the run.
    pub(super) async fn leave(&self) {
        let setting = self.settings.get(&Provider::Yuno);
        let control = setting.and_then(|one| one.as_ref().ok()).and_then(|one| one.control.clone());
        if let (Some(hook), Some(control)) = (&self.hook, control) {
            // The cases have been judged; a server that is gone by now keeps an endpoint that leads nowhere.
            drop(control.remove_endpoint(Provider::Yuno.name(), &hook.url).await);
        }
    }
}

/// Whether an answer says that the server does not know who asks.
fn refuses_credentials(provider: Provider, status: u16, body: &Value) -> bool {
    match provider {
        Provider::Yuno | Provider::WooshPay => status == 401,
        Provider::YabandPay => matches!(body["code"].as_str(), Some("-403" | "-2001")),
    }
}

fn report(case: Case, stage: Stage, ended: Result<(), Stop>, started: Instant) -> CaseReport {
    let outcome = match ended {
        Err(Stop::Broken) => Outcome::Broken(stage.breaches),
        _ if !stage.breaches.is_empty() => Outcome::Broken(stage.breaches),
        Ok(()) => Outcome::Held,
        Err(Stop::Skipped(reason)) => Outcome::Skipped(reason),
        Err(Stop::Unreachable(reason)) => Outcome::Unreachable(reason),
    };
    CaseReport {
        case,
        outcome,
        notes: stage.notes,
        exchanges: stage.exchanges,
        members: stage.members,
        took: started.elapsed(),
    }
}

/// Every text that no report may hold.
fn mask(credentials: &Credentials) -> Mask {
    let mut mask = Mask::default();
    if let Some(keys) = &credentials.yuno {
        mask.hide(keys.public_key.expose());
        mask.hide(keys.secret_key.expose());
    }
    if let Some(keys) = &credentials.yabandpay {
        mask.hide(keys.secret_key.expose());
    }
    if let Some(keys) = &credentials.wooshpay {
        let plain = format!("{}:", keys.secret_key.expose());
        mask.hide(&base64::engine::general_purpose::STANDARD.encode(plain));
        mask.hide(keys.secret_key.expose());
    }
    mask
}

/// Where a provider's documents contradict each other.
pub(super) fn differences(provider: Provider) -> &'static [Difference] {
    match provider {
        Provider::Yuno => yuno::DIFFERENCES,
        Provider::YabandPay => yabandpay::DIFFERENCES,
        Provider::WooshPay => wooshpay::DIFFERENCES,
    }
}

fn patience(target: &Target, options: &Options) -> Duration {
    let [sandpay, other] = PATIENCE;
    let usual = if target.is_sandpay() { sandpay } else { other };
    usual.min(options.time_limit)
}

async fn control(
    target: &Target,
    credentials: &Credentials,
    options: &Options,
) -> Option<Arc<Control>> {
    let transport = Transport::with_time_limit(target.root()?, options.time_limit).ok()?;
    Control::of(transport, credentials).await.ok().map(Arc::new)
}

/// The receiver that was handed in, or one that the server can reach.
async fn receiver(target: &Target, options: &Options) -> Result<Receiver, String> {
    match &options.receiver {
        Some(receiver) => Ok(receiver.clone()),
        None => Receiver::reached_from(target.url()).await,
    }
}
