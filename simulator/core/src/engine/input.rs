//! Everything that can happen to a sandbox, as values that are logged in order, and what comes of it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Map;
use serde_json::Value;

use crate::engine::CameOut;
use crate::engine::clock::Mode;
use crate::engine::delivery::DeliveryId;
use crate::engine::delivery::Report;
use crate::engine::delivery::Rewrite;
use crate::engine::faults::Fault;
use crate::kernel::access::Verdict;
use crate::kernel::endpoints::EndpointEntry;
use crate::kernel::kept::Kept;
use crate::kernel::message::Response;

/// One thing that happens to a sandbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// A request to a provider, already scrubbed.
    Request {
        /// The provider's name.
        provider: Cow<'static, str>,
        /// What verification found before the secrets were taken out.
        verdict: Verdict,
        /// The request without its secrets.
        request: Arc<Kept>,
    },
    /// The end of a held answer: the request is finished business now.
    Released {
        /// The held answer.
        held: HeldId,
    },
    /// What became of one try of a delivery.
    Delivered(Report),
    /// Something that a person or a test asks of the simulator itself.
    Command(Command),
    /// Time passes, and so many due things happen.
    Tick {
        /// How many.
        fired: u64,
    },
}

/// What a person or a test asks of the simulator itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Replaces a provider's webhook endpoints.
    Endpoints {
        /// The provider's name.
        provider: String,
        /// The new list.
        endpoints: Vec<EndpointEntry>,
    },
    /// Sends webhooks for one origin to another.
    Rewrites(Vec<Rewrite>),
    /// Changes settings of a provider by name.
    Settings {
        /// The provider's name.
        provider: String,
        /// Names and new values.
        changes: Map<String, Value>,
    },
    /// Arms a fault.
    AddFault(Fault),
    /// Disarms one fault.
    RemoveFault(u64),
    /// Disarms all faults.
    ClearFaults,
    /// Does one of a subject's actions.
    Act {
        /// The subject, by the provider's own id.
        subject: String,
        /// The action.
        action: String,
        /// What a page's fields hold.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        fields: Map<String, Value>,
    },
    /// Does one of a hosted page's actions: the shopper's click, or its headless twin.
    Page {
        /// The page's id.
        page: String,
        /// The action.
        action: String,
        /// What the page's fields hold.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        fields: Map<String, Value>,
    },
    /// Sends a delivery once more.
    Redeliver(DeliveryId),
    /// Virtual time starts or stops flowing.
    Clock(Mode),
}

/// The handle of an answer that a fault holds back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HeldId(pub u64);

/// The answer to a request, and what the shell does with it.
#[derive(Debug)]
pub struct Reply {
    /// The answer itself.
    pub response: Response,
    /// How it leaves.
    pub fate: Fate,
}

/// How an answer leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// At once.
    Answered,
    /// After a while of real time; then [`Input::Released`].
    Delayed(SignedDuration, HeldId),
    /// Not at all: the caller waits until it gives up; then [`Input::Released`].
    Hanging(HeldId),
    /// Not at all: the connection is closed.
    Disconnected,
    /// Half of its body; then the connection is closed.
    Truncated,
    /// In many small pieces.
    Dribbled,
}

/// Why a command was refused. Nothing has happened then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommandRefused {
    /// What sort of mistake.
    pub mistake: Mistake,
    /// A stable code.
    pub code: &'static str,
    /// A sentence.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// What sort of mistake a refused command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mistake {
    /// The command makes no sense.
    BadInput,
    /// It names something that does not exist.
    Unknown,
    /// It cannot happen now.
    Clash,
}

/// What a command did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// What was asked.
    Applied,
    /// A fault is armed under this number.
    Armed(u64),
    /// A subject changed; its id.
    Acted(String),
}

/// One line of a log: an input, when it happened, and a digest of what came out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// Position in the epoch, from 1.
    pub seq: u64,
    /// The virtual instant.
    pub at: Timestamp,
    /// What happened.
    pub input: Input,
    /// Digest of all that came out, but for bytes that depend on a merchant's secret.
    pub out: CameOut,
}

/// Secrets by the names under which records refer to them.
pub type Secrets = BTreeMap<String, crate::kernel::access::Secret>;
