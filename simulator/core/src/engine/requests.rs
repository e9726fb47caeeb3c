//! A request to a provider: faults, the provider's own decision, and how the answer leaves.

use std::sync::Arc;

use http::HeaderName;
use http::StatusCode;
use jiff::SignedDuration;
use jiff::Timestamp;
use serde_json::json;

use crate::engine::Engine;
use crate::engine::faults;
use crate::engine::faults::Candidate;
use crate::engine::faults::Damage;
use crate::engine::faults::Disturbance;
use crate::engine::faults::Effect;
use crate::engine::input::Fate;
use crate::engine::input::HeldId;
use crate::engine::input::Input;
use crate::engine::input::Reply;
use crate::engine::journal::Answer;
use crate::engine::journal::Entry;
use crate::engine::journal::Exchange;
use crate::engine::journal::Kind;
use crate::kernel::catalogue::Admitted;
use crate::kernel::kept::Kept;
use crate::kernel::machine::Answered;
use crate::kernel::machine::Around;
use crate::kernel::machine::KeyName;
use crate::kernel::machine::Step;
use crate::kernel::message::Response;
use crate::kernel::rendering::Rendering;
use crate::kernel::tx::NoteKind;

/// The request header that arms a fault for this request alone.
static FAULT_HEADER: HeaderName = HeaderName::from_static("sandpay-fault");

/// The response header that names the rules which the call has broken.
const ADVICE_HEADER: &str = "sandpay-advice";

/// What the provider made of a request.
struct Decided {
    response: Response,
    /// What the response shows; `None` for refusals.
    rendering: Option<Arc<dyn Rendering>>,
    step: Step,
    key: Option<KeyName>,
    replayed: bool,
}

impl Decided {
    fn unchanged(response: Response) -> Self {
        Self { response, rendering: None, step: Step::default(), key: None, replayed: false }
    }
}

impl Engine {
    /// Applies an admitted request to the provider at `position`.
    pub fn request(&mut self, at: Timestamp, position: usize, admitted: Admitted) -> Reply {
        self.move_to(at);
        let (mut decided, effect) = match self.effect_on(position, &admitted) {
            Err(response) => (Decided::unchanged(response), None),
            Ok(Some(Effect::BeforeCommit(disturbance))) => (
                Decided::unchanged(disturbed(disturbance)),
                Some(Effect::BeforeCommit(disturbance)),
            ),
            Ok(effect) => (self.decide(position, &admitted, effect.as_ref()), effect),
        };
        let advised = advised(&decided.step);
        let Admitted { verdict, request, operation, call } = admitted;
        drop(call);
        let request = Arc::new(Kept::of(&request));
        self.journal_request(position, (operation, &request), &mut decided);
        let mishap = match &effect {
            Some(Effect::Webhook(mishap)) => Some(*mishap),
            Some(
                Effect::Error(_)
                | Effect::Outcome(_)
                | Effect::BeforeCommit(_)
                | Effect::AfterCommit(_)
                | Effect::Latency(_)
                | Effect::Response(_)
                | Effect::Sequence(_),
            )
            | None => None,
        };
        self.absorb(position, std::mem::take(&mut decided.step), mishap);
        self.out.response(&decided.response);
        if let Some(codes) = advised {
            // Ours, not the provider's: the journal shows the answer without it.
            decided.response.headers.push((ADVICE_HEADER, codes.into()));
        }
        let reply = self.leave(position, decided, effect.as_ref());
        let provider = self.provider_name(position).into();
        self.record(Input::Request { provider, verdict, request });
        reply
    }

    /// The fault that strikes a request: its own header first, then what is armed.
    fn effect_on(
        &mut self,
        position: usize,
        admitted: &Admitted,
    ) -> Result<Option<Effect>, Response> {
        let profile = self.machines[position].profile();
        if admitted.request.headers.contains_key(&FAULT_HEADER) {
            let mut sent = admitted.request.headers.get_all(&FAULT_HEADER).iter();
            let text =
                sent.next().and_then(|value| value.to_str().ok()).filter(|_| sent.next().is_none());
            let text = text
                .ok_or_else(|| bad_header("it is no text, or there are several", "send it once"))?;
            let effect = faults::from_header(text)
                .ok_or_else(|| bad_header(text, "EFFECT=VALUE, as in after_commit=disconnect"))?;
            effect.check(profile).map_err(|(message, hint)| bad_header(&message, &hint))?;
            return Ok(Some(effect));
        }
        if self.faults.armed().is_empty() {
            return Ok(None);
        }
        let (provider, operation) = (profile.name, admitted.operation);
        let candidate =
            Candidate { provider, operation, scheduled: false, body: &admitted.request.body };
        let struck = self.faults.strike(&candidate);
        if let Some((id, effect)) = &struck {
            self.note_fault(provider, *id, effect);
        }
        Ok(struck.map(|(_, effect)| effect))
    }

    pub(super) fn note_fault(&mut self, provider: &'static str, id: u64, effect: &Effect) {
        let effect = serde_json::to_string(effect).unwrap_or_default();
        let mut entry = Entry::new(self.now, Kind::Fault, format!("fault {id}: {effect}").into());
        entry.provider = Some(provider);
        self.journal.write(entry);
    }

    fn decide(&mut self, position: usize, admitted: &Admitted, effect: Option<&Effect>) -> Decided {
        let call = match &admitted.call {
            Err(refusal) => {
                return Decided::unchanged(self.machines[position].shaped(refusal.clone()));
            }
            Ok(call) => call.as_ref(),
        };
        let outcome = match effect {
            Some(Effect::Error(code)) => {
                let response = self.machines[position].refuse(call, code, self.now);
                return Decided::unchanged(
                    response.unwrap_or_else(|| self.catalogue[position].internal_error()),
                );
            }
            Some(Effect::Outcome(code)) => Some(code.as_str()),
            Some(
                Effect::BeforeCommit(_)
                | Effect::AfterCommit(_)
                | Effect::Latency(_)
                | Effect::Response(_)
                | Effect::Webhook(_)
                | Effect::Sequence(_),
            )
            | None => None,
        };
        let origin = admitted.request.origin.as_deref().unwrap_or(&self.setup.origin);
        let around = Around { at: self.now, origin, counter: &mut self.counter, outcome };
        let machine = &mut self.machines[position];
        let unheard = effect.is_some_and(Effect::is_unheard);
        let Answered { response, rendering, step, replayed, key } =
            if unheard { machine.call_unheard(call, around) } else { machine.call(call, around) };
        Decided { response, rendering, step, key, replayed }
    }

    /// How the answer leaves, given the fault that struck.
    fn leave(&mut self, position: usize, decided: Decided, effect: Option<&Effect>) -> Reply {
        let Decided { response, key, .. } = decided;
        match effect {
            Some(Effect::BeforeCommit(disturbance)) => {
                self.disturb(*disturbance, response, (position, None))
            }
            Some(Effect::AfterCommit(disturbance)) => {
                self.disturb(*disturbance, disturbed(*disturbance), (position, key))
            }
            Some(Effect::Latency(latency)) => {
                let drawn = u64::from_be_bytes(self.setup.seed.bytes("latency", self.sequence));
                let fate = Fate::Delayed(latency.pick(drawn), self.hold(position, key));
                Reply { response, fate }
            }
            Some(Effect::Response(damage)) => {
                let fate = match damage {
                    Damage::Truncate => Fate::Truncated,
                    Damage::Dribble => Fate::Dribbled,
                    Damage::Malformed | Damage::WrongContentType => Fate::Answered,
                };
                Reply { response: damage.done_to(response), fate }
            }
            // A sequence strikes as the effect whose turn it is.
            Some(
                Effect::Error(_) | Effect::Outcome(_) | Effect::Webhook(_) | Effect::Sequence(_),
            )
            | None => Reply { response, fate: Fate::Answered },
        }
    }

    fn disturb(
        &mut self,
        disturbance: Disturbance,
        response: Response,
        held: (usize, Option<KeyName>),
    ) -> Reply {
        let fate = match disturbance {
            Disturbance::Status(_) | Disturbance::RateLimited { .. } => Fate::Answered,
            Disturbance::Disconnect => Fate::Disconnected,
            Disturbance::Hang => Fate::Hanging(self.hold(held.0, held.1)),
        };
        Reply { response, fate }
    }

    fn hold(&mut self, position: usize, key: Option<KeyName>) -> HeldId {
        let id = HeldId(self.counter);
        self.counter += 1;
        if let Some(key) = key {
            self.machines[position].hold(key);
        }
        self.held.insert(id, (position, key));
        id
    }

    /// Answers that are held back now.
    #[must_use]
    pub fn held(&self) -> Vec<HeldId> {
        self.held.keys().copied().collect()
    }

    /// Ends the holding back of an answer: it has left, or its caller has given up.
    pub fn released(&mut self, at: Timestamp, held: HeldId) {
        self.move_to(at);
        let Some((position, key)) = self.held.remove(&held) else {
            return;
        };
        if let Some(key) = key {
            self.machines[position].release(key);
        }
        self.record(Input::Released { held });
    }

    /// The answer as people see it, when it hands a secret to the merchant: that is covered.
    fn covered(&self, decided: &Decided) -> Option<Response> {
        let fresh = decided.step.secrets.iter().map(|(_, secret)| secret);
        // A repeated answer may hold a secret that was made when it was given first.
        let earlier = self.told.iter().filter(|_| decided.replayed);
        let earlier = earlier.filter_map(|name| self.secrets.get(name));
        let mut covered: Option<Response> = None;
        for secret in fresh.chain(earlier) {
            let shown = covered.as_ref().unwrap_or(&decided.response);
            let text = String::from_utf8_lossy(&shown.body);
            if text.contains(secret.reveal()) {
                let body = text.replace(secret.reveal(), "[secret]").into_bytes().into();
                covered = Some(Response { body, ..decided.response.clone() });
            }
        }
        covered
    }

    fn journal_request(
        &mut self,
        position: usize,
        (operation, request): (Option<&'static str>, &Arc<Kept>),
        decided: &mut Decided,
    ) {
        let status = decided.response.status;
        let replayed = if decided.replayed { " (replayed)" } else { "" };
        let (method, path) = (request.method().as_str(), request.path());
        let what = [method, " ", &path, " -> ", status.as_str(), replayed].concat();
        let mut entry = Entry::new(self.now, Kind::Request, what.into());
        entry.provider = Some(self.provider_name(position));
        entry.operation = operation;
        let answer = match (self.covered(decided), decided.rendering.take()) {
            (Some(covered), _) => Answer::Written(covered),
            (None, Some(rendering)) => Answer::Rendered(rendering),
            (None, None) => Answer::Written(decided.response.clone()),
        };
        let exchange = Exchange { request: Arc::clone(request), answer };
        self.journal.write(entry.with_exchange(exchange, decided.response.body.len()));
    }
}

/// The codes of the rules that a step has broken, each once; `None` when there are none.
fn advised(step: &Step) -> Option<String> {
    let mut codes: Vec<&str> = Vec::new();
    for note in &step.notes {
        match note.kind {
            NoteKind::Advice(rule) if !codes.contains(&rule.code) => codes.push(rule.code),
            NoteKind::Advice(_) | NoteKind::Changed | NoteKind::ProviderCall => {}
        }
    }
    (!codes.is_empty()).then(|| codes.join(", "))
}

/// What a caller gets instead of the provider's answer.
fn disturbed(disturbance: Disturbance) -> Response {
    match disturbance {
        Disturbance::Status(status) => {
            Response::empty(StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE))
        }
        Disturbance::RateLimited { retry_after } => Response::empty(StatusCode::TOO_MANY_REQUESTS)
            .with_header("retry-after", retry_after.to_string()),
        Disturbance::Hang | Disturbance::Disconnect => Response::empty(StatusCode::GATEWAY_TIMEOUT),
    }
}

fn bad_header(message: &str, hint: &str) -> Response {
    let message = format!("the header Sandpay-Fault is not understood: {message}");
    let body = json!({"error": {"code": "bad_fault", "message": message, "hint": hint}});
    Response::json(StatusCode::BAD_REQUEST, &body)
}

/// The longest that an answer hangs before the shell gives up on the caller: Yuno documents 60 s for a
/// whole exchange (docs.y.uno, API environments), and no provider documents more.
pub const LONGEST_HANG: SignedDuration = SignedDuration::from_secs(60);
