//! A fourth provider, as small as can be: jars that open by themselves after a while.
//!
//! It exists to show that nothing in kernel, engine or server has to change to admit a provider, and to
//! misbehave where the real ones do not: `POST /panics` panics in its handler, a jar named `cursed` in its
//! timer.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::Method;
use http::StatusCode;
use jiff::SignedDuration;
use jiff::Timestamp;
use sandpay_core::engine::Catalogue;
use sandpay_core::kernel::access::Caller;
use sandpay_core::kernel::access::Credential;
use sandpay_core::kernel::access::Identity;
use sandpay_core::kernel::access::Keyring;
use sandpay_core::kernel::access::Verdict;
use sandpay_core::kernel::advice::AdviceRule;
use sandpay_core::kernel::advice::OpenEnd;
use sandpay_core::kernel::catalogue::Kind;
use sandpay_core::kernel::duration;
use sandpay_core::kernel::fidelity::Grounds;
use sandpay_core::kernel::ledger::Movement;
use sandpay_core::kernel::message::Request;
use sandpay_core::kernel::message::Response;
use sandpay_core::kernel::page::Page;
use sandpay_core::kernel::provider::Act;
use sandpay_core::kernel::provider::Action;
use sandpay_core::kernel::provider::Actor;
use sandpay_core::kernel::provider::Conflict;
use sandpay_core::kernel::provider::Edge;
use sandpay_core::kernel::provider::IdempotencyKey;
use sandpay_core::kernel::provider::OperationInfo;
use sandpay_core::kernel::provider::Profile;
use sandpay_core::kernel::provider::Provider;
use sandpay_core::kernel::provider::Refused;
use sandpay_core::kernel::provider::Subject;
use sandpay_core::kernel::provider::SubjectView;
use sandpay_core::kernel::provider::World;
use sandpay_core::kernel::scrub::ScrubRules;
use sandpay_core::kernel::tx::EmittedEvent;
use sandpay_core::kernel::tx::TimerId;
use sandpay_core::kernel::tx::Tx;
use sandpay_core::kernel::webhook::Delivering;
use sandpay_core::kernel::webhook::DeliveryAnswer;
use sandpay_core::kernel::webhook::EndpointShape;
use sandpay_core::kernel::webhook::Event;
use sandpay_core::kernel::webhook::Sealed;
use sandpay_core::kernel::webhook::Target;
use serde::Deserialize;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

/// The toy alone.
pub(crate) fn catalogue() -> Catalogue {
    const TOY: Catalogue = &[&Kind::<Toy>::new()];
    TOY
}

/// Jars by id.
#[derive(Default)]
pub(crate) struct Toy(BTreeMap<Uuid, Arc<Jar>>);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Jar {
    id: Uuid,
    name: String,
    filled: Timestamp,
    opens: Timestamp,
    timer: Option<TimerId>,
    opened: Option<String>,
}

pub(crate) enum Call {
    Fill { name: String, wait: String, key: Option<String> },
    Panic,
}

static PROFILE: Profile = Profile {
    name: "toy",
    title: "Toy",
    hosts: &["api.toy.example"],
    edition: "2026-01/1",
    operations: &[
        OperationInfo { name: "fill_jar", method: Method::POST, path: "/jars", source: "none" },
        OperationInfo { name: "panic", method: Method::POST, path: "/panics", source: "none" },
    ],
    events: &["jar.opened"],
    statuses: &["closed", "opened"],
    transitions: || {
        let filled =
            Edge { from: Edge::NOTHING, transition: "filled", to: "closed", by: Actor::Merchant };
        vec![filled, Edge { from: "closed", transition: "opened", to: "opened", by: Actor::Time }]
    },
    errors: &["BROKEN", "OVERLOADED"],
    unreadable: "BROKEN",
    outcomes: &["spilled"],
    timers: &["jar_opens"],
    settings: &[],
    advice: &[&NAMELESS, &UNHEARD, &LEFT_CLOSED],
    grounds: Grounds::NONE,
    scrub: ScrubRules {
        headers: &[],
        authentication: &[],
        card_numbers: &["number"],
        card_codes: &["cvv"],
        plain: &[],
        test_cards: &["4111111111111111"],
    },
    endpoint: Some(EndpointShape { events_member: "events", secret_members: &["secret"] }),
};

/// A jar without a name; refused when it is named `nothing`.
pub(crate) static NAMELESS: AdviceRule =
    AdviceRule { code: "nameless", says: "Jars want a name.", source: "none" };
/// A jar of the name of an earlier one whose maker got no answer.
pub(crate) static UNHEARD: AdviceRule =
    AdviceRule { code: "unheard", says: "Ask before you fill another.", source: "none" };
/// A jar that is closed for more than a day.
pub(crate) static LEFT_CLOSED: AdviceRule = AdviceRule {
    code: "left_closed",
    says: "Jars want to be opened within a day.",
    source: "none",
};

pub(crate) struct Broken(StatusCode);

impl From<Broken> for Response {
    fn from(broken: Broken) -> Self {
        Self::empty(broken.0)
    }
}

impl Provider for Toy {
    const PROFILE: &'static Profile = &PROFILE;
    type Settings = Settings;
    type Body<'a> = ();
    type Call = Call;
    type Answer = Arc<Jar>;
    type Version = Arc<Jar>;
    type Timer = Uuid;
    type Error = Broken;

    fn credentials(sandbox: &Identity<'_>) -> Vec<Credential> {
        vec![Credential { name: "key", value: format!("key-{}", sandbox.id), selects: true }]
    }

    fn open(_: &Identity<'_>, _: World) -> Self {
        Self::default()
    }

    fn read(_: &[u8]) {}

    fn identify<'r>(raw: &'r Request, (): &()) -> Caller<'r> {
        raw.header("x-key").map_or(Caller::Nobody, |key| Caller::Key(key.into()))
    }

    fn verify(raw: &Request, (): &(), keys: &Keyring) -> Verdict {
        match raw.header("x-key") {
            Some(key) if key == keys.reveal("key") => {
                Verdict::Accepted { credential: key.into(), lenient: false }
            }
            Some(_) => Verdict::Unknown,
            None => Verdict::Missing,
        }
    }

    fn parse(request: &Request, (): (), verdict: &Verdict) -> Result<Call, Broken> {
        if !matches!(verdict, Verdict::Accepted { .. }) {
            return Err(Broken(StatusCode::UNAUTHORIZED));
        }
        if request.path == "/panics" {
            return Ok(Call::Panic);
        }
        let body: BTreeMap<String, String> =
            serde_json::from_slice(&request.body).map_err(|_| Broken(StatusCode::BAD_REQUEST))?;
        let member = |name| body.get(name).cloned().ok_or(Broken(StatusCode::BAD_REQUEST));
        let key = request.header("idempotency-key").map(str::to_owned);
        Ok(Call::Fill { name: member("name")?, wait: member("wait")?, key })
    }

    fn operation(call: &Call) -> &'static str {
        match call {
            Call::Fill { .. } => "fill_jar",
            Call::Panic => "panic",
        }
    }

    fn idempotency(call: &Call) -> Option<IdempotencyKey<'_>> {
        match call {
            Call::Fill { key: Some(key), .. } => {
                let window = SignedDuration::from_hours(24);
                Some(IdempotencyKey { key, scope: "fill_jar", body: None, window })
            }
            Call::Fill { key: None, .. } | Call::Panic => None,
        }
    }

    fn conflict(_: Conflict) -> Broken {
        Broken(StatusCode::CONFLICT)
    }

    fn refusal(code: &str) -> Option<Broken> {
        match code {
            "BROKEN" => Some(Broken(StatusCode::BAD_REQUEST)),
            "OVERLOADED" => Some(Broken(StatusCode::SERVICE_UNAVAILABLE)),
            _ => None,
        }
    }

    fn internal_error() -> Response {
        Response::empty(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn handle(&self, call: &Call, tx: &mut Tx<'_, Self>) -> Result<Arc<Jar>, Broken> {
        let Call::Fill { name, wait, .. } = call else { panic!("planted") };
        let span = duration::parse(wait).map_err(|_| Broken(StatusCode::BAD_REQUEST))?;
        let opens = duration::after(tx.at(), &span).map_err(|_| Broken(StatusCode::BAD_REQUEST))?;
        if ["", "nothing"].contains(&name.as_str()) {
            tx.advise("jars", &NAMELESS, format!("the name is `{name}`"));
        }
        if name == "nothing" {
            return Err(Broken(StatusCode::BAD_REQUEST));
        }
        for twin in self.0.values().filter(|jar| jar.name == *name) {
            if tx.answer_lost(&twin.id.into()) {
                tx.advise(twin.id, &UNHEARD, "nobody was told of this jar");
            }
        }
        let id = tx.uuid("jar");
        let timer = Some(tx.schedule(opens, id));
        let filled = tx.at();
        let jar = Arc::new(Jar { id, name: name.clone(), filled, opens, timer, opened: None });
        tx.put(Arc::clone(&jar), id, "closed");
        Ok(jar)
    }

    fn answer(jar: &Arc<Jar>) -> Response {
        Response::json(StatusCode::CREATED, &json!({"id": jar.id, "opens": jar.opens}))
    }

    fn timer(timer: &Uuid) -> (&'static str, Subject) {
        ("jar_opens", (*timer).into())
    }

    fn due(&self, timer: &Uuid, tx: &mut Tx<'_, Self>) {
        let jar = &self.0[timer];
        assert_ne!(jar.name, "cursed", "planted");
        let how = tx.forced_outcome().unwrap_or("opened").to_owned();
        let opened = Arc::new(Jar { timer: None, opened: Some(how), ..(**jar).clone() });
        tx.put(Arc::clone(&opened), jar.id, "opened");
        let subject = jar.id.into();
        tx.emit(EmittedEvent {
            kind: "jar.opened",
            id: String::new(),
            subject,
            version: opened,
            to: Target::Endpoints,
        });
    }

    fn put(&mut self, jar: Arc<Jar>) {
        self.0.insert(jar.id, jar);
    }

    fn versions(&self) -> Vec<Arc<Jar>> {
        self.0.values().cloned().collect()
    }

    fn subject(&self, id: &str, (): &Settings) -> Option<SubjectView> {
        let jar = self.0.get(&Uuid::try_parse(id).ok()?)?;
        let next = jar.timer.map(|timer| Action {
            name: "jar_opens",
            by: Actor::Time,
            leads_to: "opened",
            at: Some(timer.at),
        });
        let state = jar.opened.clone().unwrap_or_else(|| "closed".into());
        Some(SubjectView {
            id: id.into(),
            kind: "jar",
            state,
            object: json!({"name": jar.name}),
            next: next.into_iter().collect(),
            provider_calls: Vec::new(),
        })
    }

    fn act(&self, _: &Act<'_>, _: &mut Tx<'_, Self>) -> Result<(), Refused> {
        Err(Refused { message: "a jar only opens by itself".into() })
    }

    fn page(&self, _: &str) -> Option<Page> {
        None
    }

    fn movements(&self) -> Vec<Movement> {
        Vec::new()
    }

    fn open_ends(&self, at: Timestamp) -> Vec<OpenEnd> {
        let late = |jar: &&Arc<Jar>| {
            jar.opened.is_none() && at.duration_since(jar.filled) > SignedDuration::from_hours(24)
        };
        let open_end = |jar: &Arc<Jar>| OpenEnd {
            subject: jar.id.into(),
            rule: &LEFT_CLOSED,
            seen: "it is closed".into(),
            since: jar.filled,
        };
        self.0.values().filter(late).map(open_end).collect()
    }

    fn seal(&self, event: &Event<Self>, delivering: &Delivering<'_, Self>) -> Sealed {
        let body = json!({"jar": event.version.id, "how": event.version.opened, "try": delivering.attempt.number});
        let secret = delivering.to.secret("secret").unwrap_or_default().to_owned();
        Sealed { headers: vec![("x-secret", secret)], body: body.to_string().into_bytes() }
    }

    fn acknowledged(answer: &DeliveryAnswer) -> bool {
        answer.status == 200
    }

    fn retries((): &Settings) -> Vec<SignedDuration> {
        [5, 50, 360].map(SignedDuration::from_mins).to_vec()
    }
}

type Settings = ();
