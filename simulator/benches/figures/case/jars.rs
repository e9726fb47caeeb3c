//! A provider that is nothing but a timer: jars that open by themselves. What it costs is what the
//! mechanisms cost, without the documents of a real provider.

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
use sandpay_core::kernel::catalogue::Kind;
use sandpay_core::kernel::fidelity::Grounds;
use sandpay_core::kernel::ledger::Movement;
use sandpay_core::kernel::message::Request;
use sandpay_core::kernel::message::Response;
use sandpay_core::kernel::page::Page;
use sandpay_core::kernel::provider::Act;
use sandpay_core::kernel::provider::Conflict;
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

use super::Case;
use super::Order;

pub(super) const CASE: Case = Case {
    name: "jar (mechanisms alone)",
    provider: "jars",
    catalogue,
    credentials: &["key"],
    order: |caller, number| Order {
        path: "/jars/jars".into(),
        headers: vec![
            ("x-key", caller.credentials[0].clone()),
            ("idempotency-key", format!("key-{number:032}")),
        ],
        body: format!(r#"{{"name":"jar {number}"}}"#),
    },
    due_after: "P7D",
    has_endpoints: true,
    created: |answer| answer.status == 201,
};

/// How long a jar stays closed.
const CLOSED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

fn catalogue() -> Catalogue {
    const JARS: Catalogue = &[&Kind::<Jars>::new()];
    JARS
}

/// Jars by id.
#[derive(Debug, Default)]
struct Jars(BTreeMap<Uuid, Arc<Jar>>);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Jar {
    id: Uuid,
    name: String,
    opens: Timestamp,
    open: bool,
}

struct Call {
    name: String,
    key: Option<String>,
}

struct Unfit(StatusCode);

impl From<Unfit> for Response {
    fn from(unfit: Unfit) -> Self {
        Self::empty(unfit.0)
    }
}

static PROFILE: Profile = Profile {
    name: "jars",
    title: "Jars",
    hosts: &["api.jars.example"],
    edition: "2026-01/1",
    operations: &[OperationInfo {
        name: "fill_jar",
        method: Method::POST,
        path: "/jars",
        source: "none",
    }],
    events: &["jar.opened"],
    statuses: &["closed", "open"],
    transitions: Vec::new,
    errors: &[],
    unreadable: "BROKEN",
    outcomes: &[],
    timers: &["jar_opens"],
    settings: &[],
    advice: &[],
    grounds: Grounds::NONE,
    scrub: ScrubRules {
        headers: &[],
        authentication: &[],
        card_numbers: &[],
        card_codes: &[],
        plain: &[],
        test_cards: &[],
    },
    endpoint: Some(EndpointShape { events_member: "events", secret_members: &[] }),
};

impl Provider for Jars {
    const PROFILE: &'static Profile = &PROFILE;
    type Settings = ();
    type Body<'a> = ();
    type Call = Call;
    type Answer = Arc<Jar>;
    type Version = Arc<Jar>;
    type Timer = Uuid;
    type Error = Unfit;

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

    fn parse(request: &Request, (): (), verdict: &Verdict) -> Result<Call, Unfit> {
        if !matches!(verdict, Verdict::Accepted { .. }) {
            return Err(Unfit(StatusCode::UNAUTHORIZED));
        }
        let body: BTreeMap<String, String> =
            serde_json::from_slice(&request.body).map_err(|_| Unfit(StatusCode::BAD_REQUEST))?;
        let name = body.get("name").cloned().ok_or(Unfit(StatusCode::BAD_REQUEST))?;
        Ok(Call { name, key: request.header("idempotency-key").map(str::to_owned) })
    }

    fn operation(_: &Call) -> &'static str {
        "fill_jar"
    }

    fn idempotency(call: &Call) -> Option<IdempotencyKey<'_>> {
        let window = SignedDuration::from_hours(24);
        let key = call.key.as_deref()?;
        Some(IdempotencyKey { key, scope: "fill_jar", body: None, window })
    }

    fn conflict(_: Conflict) -> Unfit {
        Unfit(StatusCode::CONFLICT)
    }

    fn refusal(_: &str) -> Option<Unfit> {
        None
    }

    fn internal_error() -> Response {
        Response::empty(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn handle(&self, call: &Call, tx: &mut Tx<'_, Self>) -> Result<Arc<Jar>, Unfit> {
        let opens = tx.at().checked_add(CLOSED_FOR).map_err(|_| Unfit(StatusCode::BAD_REQUEST))?;
        let id = tx.uuid("jar");
        tx.schedule(opens, id);
        let jar = Arc::new(Jar { id, name: call.name.clone(), opens, open: false });
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
        let open = Arc::new(Jar { open: true, ..(*self.0[timer]).clone() });
        tx.put(Arc::clone(&open), open.id, "open");
        tx.emit(EmittedEvent {
            kind: "jar.opened",
            id: String::new(),
            subject: open.id.into(),
            version: open,
            to: Target::Endpoints,
        });
    }

    fn put(&mut self, jar: Arc<Jar>) {
        self.0.insert(jar.id, jar);
    }

    fn versions(&self) -> Vec<Arc<Jar>> {
        self.0.values().cloned().collect()
    }

    fn subject(&self, id: &str, (): &()) -> Option<SubjectView> {
        let jar = self.0.get(&Uuid::try_parse(id).ok()?)?;
        let state = if jar.open { "open" } else { "closed" };
        Some(SubjectView {
            id: id.into(),
            kind: "jar",
            state: state.into(),
            object: json!({"name": jar.name}),
            next: Vec::new(),
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

    fn seal(&self, event: &Event<Self>, _: &Delivering<'_, Self>) -> Sealed {
        let body = json!({"jar": event.version.id, "open": event.version.open});
        Sealed { headers: Vec::new(), body: body.to_string().into_bytes() }
    }

    fn acknowledged(answer: &DeliveryAnswer) -> bool {
        answer.status == 200
    }

    fn retries((): &()) -> Vec<SignedDuration> {
        [5, 50, 360].map(SignedDuration::from_mins).to_vec()
    }
}
