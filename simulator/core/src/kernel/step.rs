//! What goes into a step of a provider within a sandbox, and what comes of it, as its caller sees both.
//! What a provider itself works with is [`Tx`](crate::kernel::tx::Tx).

use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;

use crate::kernel::access::Secret;
use crate::kernel::idempotency::KeyId;
use crate::kernel::message::Response;
use crate::kernel::provider::Subject;
use crate::kernel::rendering::Rendering;
use crate::kernel::tx::Note;
use crate::kernel::tx::TimerId;
use crate::kernel::webhook::Target;

/// What a step needs to know of the sandbox around it.
#[derive(Debug)]
pub struct Around<'a> {
    /// The virtual instant.
    pub at: Timestamp,
    /// Where the caller reaches us.
    pub origin: &'a str,
    /// The sandbox's counter of timers and events.
    pub counter: &'a mut u64,
    /// The documented result that a fault asks for.
    pub outcome: Option<&'a str>,
}

/// What came of a step.
#[derive(Debug, Default)]
pub struct Step {
    /// Lines for the journal.
    pub notes: Vec<Note>,
    /// Events to be delivered; the machine keeps their content.
    pub events: Vec<Announced>,
    /// Secrets of endpoints that the provider made, by the names in its book of endpoints.
    pub secrets: Vec<(String, Secret)>,
    /// Whether the simulator itself failed; nothing has happened then.
    pub panicked: bool,
}

impl Step {
    /// The simulator itself failed, and nothing has happened.
    pub(crate) const PANICKED: Self =
        Self { notes: Vec::new(), events: Vec::new(), secrets: Vec::new(), panicked: true };
}

/// What came of a request.
#[derive(Debug)]
pub struct Answered {
    /// The answer.
    pub response: Response,
    /// What the answer shows, for whoever wants its bytes later; `None` for a refusal.
    pub rendering: Option<Arc<dyn Rendering>>,
    /// What happened.
    pub step: Step,
    /// Whether this is the answer of an earlier call with the same idempotency key.
    pub replayed: bool,
    /// The idempotency key that this call has taken, for [`Machine::hold`](crate::kernel::machine::Machine::hold).
    pub key: Option<KeyName>,
}

impl Answered {
    /// An answer to a request that has changed nothing.
    pub(crate) fn unchanged(response: Response) -> Self {
        let step = Step::default();
        Self { response, rendering: None, step, replayed: false, key: None }
    }

    /// An answer to a request whose step has panicked.
    pub(crate) fn panicked(response: Response) -> Self {
        Self { step: Step::PANICKED, ..Self::unchanged(response) }
    }
}

/// An idempotency key, without its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyName(pub(crate) KeyId);

/// An event that a step caused.
#[derive(Clone, Debug)]
pub struct Announced {
    /// The machine's handle for it.
    pub number: u64,
    /// Its documented name.
    pub kind: std::borrow::Cow<'static, str>,
    /// What it is about.
    pub subject: Subject,
    /// Who is told.
    pub to: Target,
}

/// What is due next.
#[derive(Clone, Debug)]
pub struct Due {
    /// When, and in which order.
    pub id: TimerId,
    /// The timer's name.
    pub name: &'static str,
    /// What it is about.
    pub subject: Subject,
}
