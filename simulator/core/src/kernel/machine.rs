//! The object-safe face of a provider within one sandbox: what the engine asks of it, and what it tells.
//!
//! It is implemented once for all providers, in `slot.rs`.

use std::any::Any;
use std::sync::Arc;

use jiff::SignedDuration;
use jiff::Timestamp;
use serde_json::Map;
use serde_json::Value;

use crate::kernel::access::Secret;
use crate::kernel::advice::OpenEnd;
use crate::kernel::endpoints::EndpointEntry;
use crate::kernel::ledger::Movement;
use crate::kernel::message::Response;
use crate::kernel::page::Page;
use crate::kernel::provider::Act;
use crate::kernel::provider::Profile;
use crate::kernel::provider::Refused;
use crate::kernel::provider::SubjectView;
use crate::kernel::settings::SettingError;
pub use crate::kernel::step::Announced;
pub use crate::kernel::step::Answered;
pub use crate::kernel::step::Around;
pub use crate::kernel::step::Due;
pub use crate::kernel::step::KeyName;
pub use crate::kernel::step::Step;
use crate::kernel::tx::Note;
use crate::kernel::tx::TimerId;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::DeliveryAnswer;
use crate::kernel::webhook::Endpoint;
use crate::kernel::webhook::Sealed;

/// A provider within one sandbox.
pub trait Machine: Send {
    /// What the provider offers.
    fn profile(&self) -> &'static Profile;

    /// Decides a call that was admitted for this provider.
    fn call(&mut self, call: &(dyn Any + Send), around: Around<'_>) -> Answered;
    /// Decides a call as [`call`](Self::call) does, and remembers that its caller never gets the answer.
    fn call_unheard(&mut self, call: &(dyn Any + Send), around: Around<'_>) -> Answered;
    /// Refuses a call with a documented error, as a fault asks. An error on the server's side spends the
    /// call's key.
    fn refuse(&mut self, call: &(dyn Any + Send), code: &str, at: Timestamp) -> Option<Response>;
    /// A refusal from admission, which knows no sandbox, as this sandbox's settings shape it.
    fn shaped(&self, refusal: Response) -> Response;
    /// Keeps a key in process while its answer is held back.
    fn hold(&mut self, key: KeyName);
    /// Ends [`hold`](Self::hold).
    fn release(&mut self, key: KeyName);

    /// When the next timer falls due.
    fn next_due(&self) -> Option<TimerId>;
    /// What the next timer is.
    fn peek(&self) -> Option<Due>;
    /// Fires the next timer.
    fn fire(&mut self, around: Around<'_>) -> Step;
    /// Takes a step back whose lists were emptied: the next one uses their memory.
    fn reuse(&mut self, emptied: Step);

    /// The settings, as an object.
    fn settings(&self) -> Value;
    /// Changes settings by name.
    ///
    /// # Errors
    ///
    /// [`SettingError`]; nothing has changed then.
    fn change_settings(&mut self, changes: &Map<String, Value>) -> Result<(), SettingError>;

    /// An entity by the provider's own id.
    fn subject(&self, id: &str) -> Option<SubjectView>;
    /// Does one of a subject's actions.
    ///
    /// # Errors
    ///
    /// [`Refused`]; nothing has happened then.
    fn act(&mut self, act: &Act<'_>, around: Around<'_>) -> Result<Step, Refused>;
    /// A hosted page.
    fn page(&self, id: &str) -> Option<Page>;
    /// Every movement of money so far, in order.
    fn movements(&self) -> Vec<Movement>;
    /// What the documents warn of that stands open at `at`.
    fn open_ends(&self, at: Timestamp) -> Vec<OpenEnd>;

    /// The merchant's webhook endpoints, oldest first.
    fn endpoints(&self) -> &[Arc<EndpointEntry>];
    /// Replaces the merchant's webhook endpoints.
    fn set_endpoints(&mut self, entries: Vec<EndpointEntry>, around: Around<'_>) -> Step;
    /// The bytes of a delivery of an event.
    fn seal(&self, event: u64, to: &Endpoint, attempt: &Attempt) -> Option<Sealed>;
    /// A delivery whose signature does not fit.
    fn forged(&self, sealed: Sealed) -> Sealed;
    /// Forgets an event that nobody can ask for any more.
    fn forget(&mut self, event: u64);
    /// Whether a receiver's answer counts as acknowledged.
    fn acknowledged(&self, answer: &DeliveryAnswer) -> bool;
    /// What a refused delivery gives reason to warn of; see
    /// [`Provider::refused_delivery`](crate::kernel::provider::Provider::refused_delivery).
    fn refused(&self, event: u64, attempt: &Attempt, far: bool) -> Option<Note>;
    /// The waits between deliveries, each from the previous try.
    fn retries(&self) -> Vec<SignedDuration>;
    /// A secret for the `count`-th endpoint that was set without one.
    fn endpoint_secret(&self, count: u64) -> Option<Secret>;

    /// Everything the provider knows, as plain data.
    fn snapshot(&self) -> Value;
    /// Takes a snapshot of the same edition in.
    ///
    /// # Errors
    ///
    /// When the data is not such a snapshot.
    fn restore(&mut self, snapshot: Value) -> Result<(), serde_json::Error>;
}
