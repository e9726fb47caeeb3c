//! The steps of a walk, and taking them: each is a request to the provider, or something that happens in the
//! simulator, over HTTP. What is seen on the way is kept.

use sandpay_core::kernel::places::places;
use sandpay_core::kernel::provider::OperationInfo;
use sandpay_core::kernel::provider::Profile;
use sandpay_fixtures::Fixture;
use serde_json::Value;
use serde_json::json;

use crate::client::encoded;
use crate::failure::Failure;
use crate::fidelity::caller::Answer;
use crate::fidelity::caller::Call;
use crate::fidelity::caller::Caller;
use crate::fidelity::dialect;
use crate::fidelity::dialect::Known;
use crate::fidelity::seen::Seen;
use crate::fidelity::seen::Sent;

/// How often in a row nothing but time passes: more than the longest documented ladder of tries.
const LONGEST_WAIT: usize = 12;

/// One step of a way.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Something is made by a documented request that needs nothing made before.
    Make(Making),
    /// A request about what was made.
    Ask(Asking),
    /// Something that a shopper, the merchant's dashboard or the provider does.
    Act(String),
    /// Time passes until the state changes; what timers do may end as a fault asks for.
    Wait(Option<&'static str>),
    /// A switch is turned, until the way ends.
    Turn(&'static str, Value),
}

/// How something is made.
#[derive(Clone, Debug)]
pub(crate) struct Making {
    pub(crate) operation: &'static OperationInfo,
    pub(crate) request: &'static Fixture,
    pub(crate) change: Change,
    pub(crate) fault: Option<String>,
}

impl Making {
    /// Whether it is sent as documented, and nothing goes wrong on purpose.
    pub(crate) fn is_plain(&self) -> bool {
        matches!((&self.change, &self.fault), (Change::Nothing, None))
    }
}

/// How a documented request is changed before it is sent.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Nothing,
    /// Without one of its members.
    Without(String),
    /// As pages say in words.
    Varied(fn(&mut Value)),
}

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) struct Asking {
    pub(crate) operation: &'static OperationInfo,
    /// As documented; an empty body where nothing is documented.
    pub(crate) request: Option<&'static Fixture>,
    /// The position of the transaction that it is about.
    pub(crate) transaction: usize,
    pub(crate) fault: Option<String>,
}

impl Asking {
    /// The path with what is known in its variable parts, and the query that belongs to it.
    pub(crate) fn path(&self, known: &Known) -> Option<String> {
        let mut path = String::new();
        let mut before = "";
        for segment in self.operation.path.split('/').skip(1) {
            let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            let value = match name {
                None => segment,
                Some("transaction_id") => known.transactions.get(self.transaction)?,
                Some("id") => known.ids.get(before)?,
                Some(name) => known.ids.get(name)?,
            };
            path.push('/');
            path.push_str(&encoded(value));
            before = segment;
        }
        let query = dialect::query(self.operation.name, known)?;
        Some(path + &query)
    }

    /// Whether nothing can come of it.
    pub(crate) fn is_read(&self) -> bool {
        self.operation.method == http::Method::GET
    }
}

/// What stands at the end of a way.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) kind: String,
    pub(crate) state: String,
    /// Names of what can happen.
    pub(crate) acts: Vec<String>,
    /// When the next of it happens by itself.
    pub(crate) due: Option<String>,
}

impl View {
    /// Of what the simulator knows no state of.
    pub(crate) fn of_nothing(kind: &str) -> Self {
        Self { kind: kind.to_owned(), state: String::new(), acts: Vec::new(), due: None }
    }
}

/// Takes steps.
pub(crate) struct Traveller {
    pub(crate) caller: Caller,
    pub(crate) profile: &'static Profile,
    pub(crate) seen: Seen,
    /// Switches that were turned, and how they stood before.
    turned: Vec<(&'static str, Value)>,
}

impl Traveller {
    pub(crate) fn new(caller: Caller, profile: &'static Profile) -> Self {
        Self { caller, profile, seen: Seen::default(), turned: Vec::new() }
    }

    /// Takes a step; whether that was possible.
    pub(crate) fn take(&mut self, step: &Step, known: &mut Known) -> Result<bool, Failure> {
        match step {
            Step::Make(making) => self.make(making, known),
            Step::Ask(asking) => self.ask(asking, known),
            Step::Act(action) => self.act(action, known),
            Step::Wait(outcome) => self.wait(*outcome, known),
            Step::Turn(name, value) => self.turn(name, value),
        }
    }

    /// Turns every switch back that steps have turned.
    pub(crate) fn turn_back(&mut self) -> Result<(), Failure> {
        for (name, before) in std::mem::take(&mut self.turned) {
            let path = format!("/_sim/settings/{}", self.profile.name);
            self.caller.control("PATCH", &path, Some(&json!({ name: before })))?;
        }
        Ok(())
    }

    fn make(&mut self, making: &Making, known: &mut Known) -> Result<bool, Failure> {
        let Making { operation, request, change, fault } = making;
        let Ok(mut body) = self.caller.documented(request) else { return Ok(false) };
        match change {
            Change::Nothing => {}
            Change::Without(name) => {
                body.as_object_mut().and_then(|members| members.remove(name));
            }
            Change::Varied(vary) => vary(&mut body),
        }
        let call = Call {
            method: operation.method.as_str(),
            path: operation.path,
            body: Some(body),
            fault: fault.as_deref(),
        };
        let refused = self.call(operation, &call, known)?;
        if making.is_plain() && self.turned.is_empty() {
            self.note(request, refused.as_deref());
        }
        Ok(refused.is_none())
    }

    fn turn(&mut self, name: &'static str, value: &Value) -> Result<bool, Failure> {
        let path = format!("/_sim/settings/{}", self.profile.name);
        let settings = self.caller.control("GET", &path, None)?.body;
        let known = settings.as_array().into_iter().flatten().find(|one| one["name"] == name);
        let before = known.map(|one| one["value"].clone()).unwrap_or_default();
        self.turned.push((name, before));
        let turned = self.caller.control("PATCH", &path, Some(&json!({ name: value })))?;
        Ok(turned.status == 200)
    }

    fn ask(&mut self, asking: &Asking, known: &mut Known) -> Result<bool, Failure> {
        let Asking { operation, request, fault, .. } = asking;
        let Some(path) = asking.path(known) else { return Ok(false) };
        let body = match request {
            Some(fixture) => self.caller.documented(fixture).ok(),
            None => (operation.method == http::Method::POST).then(|| json!({})),
        };
        let body = body.map(|mut body| {
            dialect::about(&mut body, known);
            body
        });
        let call =
            Call { method: operation.method.as_str(), path: &path, body, fault: fault.as_deref() };
        let refused = self.call(operation, &call, known)?;
        if let (Some(request), None) = (request, fault) {
            self.note(request, refused.as_deref());
        }
        Ok(refused.is_none())
    }

    /// Calls the provider and keeps what is seen; answers the code when it refuses.
    fn call(
        &mut self,
        operation: &OperationInfo,
        call: &Call<'_>,
        known: &mut Known,
    ) -> Result<Option<String>, Failure> {
        let Answer { status, body } = self.caller.call(call)?;
        let provider = self.caller.provider;
        if let Some(code) = dialect::refusal(provider, status, &body) {
            self.seen.errors.insert(code.clone());
            return Ok(Some(code));
        }
        self.seen.statuses.extend(dialect::states(provider, &body));
        let answers = &mut self.seen.answers;
        answers
            .entry(operation.name.to_owned())
            .or_default()
            .extend(places(dialect::unwrapped(provider, &body)));
        dialect::learn(provider, &body, known);
        Ok(None)
    }

    /// Keeps what came of a documented request, of several tries the best.
    fn note(&mut self, request: &'static Fixture, refused: Option<&str>) {
        let before = self.seen.requests.get(request.name);
        let sent = match (before, refused) {
            (Some(Sent::Accepted), _) | (_, None) => Sent::Accepted,
            (_, Some(code)) => Sent::Refused(code.to_owned()),
        };
        self.seen.requests.insert(request.name, sent);
    }

    fn act(&mut self, action: &str, known: &Known) -> Result<bool, Failure> {
        let Some(subject) = &known.subject else { return Ok(false) };
        let path = format!("/_sim/subjects/{}/act", encoded(subject));
        let acted = self.caller.control("POST", &path, Some(&json!({ "action": action })))?;
        Ok(acted.status == 200)
    }

    fn wait(&mut self, outcome: Option<&'static str>, known: &mut Known) -> Result<bool, Failure> {
        let Some(start) = self.view(known)? else { return Ok(false) };
        for (timer, outcome) in self.profile.timers.iter().zip(outcome.iter().cycle()) {
            let on = json!({ "provider": self.profile.name, "operation": timer });
            let fault = json!({ "on": on, "do": { "outcome": outcome }, "times": "always" });
            self.caller.control("POST", "/_sim/faults", Some(&fault))?;
        }
        let (mut due, mut moved) = (start.due, false);
        for _ in 0..LONGEST_WAIT {
            let Some(to) = due.take() else { break };
            self.caller.control("POST", "/_sim/clock/advance", Some(&json!({ "to": to })))?;
            let Some(now) = self.view(known)? else { break };
            moved = now.state != start.state;
            due = now.due.filter(|_| !moved);
        }
        if outcome.is_some() {
            self.caller.control("DELETE", "/_sim/faults", None)?;
        }
        Ok(moved)
    }

    /// What stands at the end of a way, and reads the payment as any merchant would.
    pub(crate) fn look(&mut self, known: &mut Known) -> Result<Option<View>, Failure> {
        let (name, request) = dialect::reading(self.caller.provider);
        if let Some(operation) = self.profile.operations.iter().find(|one| one.name == name) {
            let request = request.map(sandpay_fixtures::fixture);
            let read = Asking { operation, request, transaction: 0, fault: None };
            let subject = known.subject.clone();
            self.ask(&read, known)?;
            known.subject = subject;
        }
        self.view(known)
    }

    fn view(&self, known: &Known) -> Result<Option<View>, Failure> {
        let Some(subject) = &known.subject else { return Ok(None) };
        let path = format!("/_sim/subjects/{}", encoded(subject));
        let Answer { status: 200, body } = self.caller.control("GET", &path, None)? else {
            return Ok(None);
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let next = body["next"].as_array().map_or(&[][..], Vec::as_slice);
        let due = next.iter().filter_map(|one| one["at"].as_str());
        Ok(Some(View {
            kind: text(&body["kind"]),
            state: text(&body["state"]),
            acts: next.iter().map(|one| text(&one["name"])).collect(),
            due: due.min().map(str::to_owned),
        }))
    }

    /// Takes in what webhooks told.
    pub(crate) fn listen(&mut self) -> Result<(), Failure> {
        for body in self.caller.told()? {
            if let Some(event) = dialect::event(self.caller.provider, &body) {
                self.seen.events.entry(event.to_owned()).or_default().extend(places(&body));
            }
        }
        Ok(())
    }
}
