//! One sandbox from the library's side: the same calls as the control plane offers over HTTP.

use std::future::Future;
use std::sync::Arc;

use jiff::Timestamp;
use sandpay_core::engine::clock::Mode;
use sandpay_core::engine::delivery::Rewrite;
use sandpay_core::engine::faults::Armed;
use sandpay_core::engine::faults::Fault;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::input::Done;
use sandpay_core::engine::journal::Filter;
use sandpay_core::engine::verify::Verification;
use sandpay_core::kernel::page::Page;
use sandpay_core::kernel::webhook::Endpoint;
use serde_json::Map;
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::error::ControlError;
use crate::server;
use crate::server::driver::Advanced;
use crate::server::reply::Reply;
use crate::server::turn;
use crate::server::turn::Target;
use crate::views;

/// A sandbox of a running simulator.
#[derive(Clone, Debug)]
pub struct Sandbox {
    sandbox: Arc<server::sandbox::Sandbox>,
    runtime: Handle,
}

impl Sandbox {
    pub(crate) const fn new(sandbox: Arc<server::sandbox::Sandbox>, runtime: Handle) -> Self {
        Self { sandbox, runtime }
    }

    /// Runs a task on the server's runtime.
    fn run<T: Send + 'static>(&self, task: impl Future<Output = T> + Send + 'static) -> Reply<T> {
        let (reply, receiver) = oneshot::channel();
        self.runtime.spawn(async move { drop(reply.send(task.await)) });
        Reply::new(receiver)
    }

    fn command(&self, command: Command) -> Reply<Result<Done, ControlError>> {
        let sandbox = Arc::clone(&self.sandbox);
        self.run(async move { sandbox.command(command).await })
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.sandbox.id
    }

    /// A credential by provider and name: `("yuno", "public_api_key")`.
    #[must_use]
    pub fn credential(&self, provider: &str, name: &str) -> Option<&str> {
        let position = self.position(provider)?;
        let credentials = self.sandbox.credentials.get(position)?;
        credentials
            .iter()
            .find(|credential| credential.name == name)
            .map(|credential| credential.value.as_str())
    }

    fn position(&self, provider: &str) -> Option<usize> {
        self.sandbox.shared.catalogue.iter().position(|known| known.profile().name == provider)
    }

    /// Its clock.
    #[must_use]
    pub const fn clock(&self) -> Clock<'_> {
        Clock(self)
    }

    /// Its faults.
    #[must_use]
    pub const fn faults(&self) -> Faults<'_> {
        Faults(self)
    }

    /// Its webhooks.
    #[must_use]
    pub const fn webhooks(&self) -> Webhooks<'_> {
        Webhooks(self)
    }

    /// Lets everything happen that is due now, and delivers what is to be delivered.
    pub fn settle(&self) -> Reply<Result<Advanced, ControlError>> {
        self.run(turn::turn(Arc::clone(&self.sandbox), Target::Here))
    }

    /// What happened so far, oldest first; up to the last 10,000 entries.
    #[must_use]
    pub fn journal(&self) -> Vec<views::JournalEntry> {
        let filter = Filter { limit: usize::MAX, ..Filter::default() };
        self.sandbox.read(|engine| views::journal(engine, &filter))
    }

    /// What the documents warn of: what was raised so far, oldest first, then what stands open now.
    #[must_use]
    pub fn advice(&self) -> Vec<views::Advice> {
        views::advice(&self.sandbox)
    }

    /// Compares what happened with what was expected: the one call that a test needs at its end.
    ///
    /// # Errors
    ///
    /// [`Unverified`](views::Unverified), which names everything that is not as expected.
    pub fn verify(&self, expected: Verification) -> Result<(), Box<views::Unverified>> {
        views::verify(&self.sandbox, expected)
    }

    /// Every movement of money so far, and what it adds up to.
    #[must_use]
    pub fn ledger(&self) -> views::Ledger {
        views::ledger(&self.sandbox, None)
    }

    /// Empties the sandbox: a new epoch that begins as the first did.
    pub fn reset(&self) {
        // The settings fitted once already.
        drop(self.sandbox.reset());
    }

    /// Changes settings of a provider by name.
    pub fn change_settings(
        &self,
        provider: &str,
        changes: Map<String, Value>,
    ) -> Reply<Result<Done, ControlError>> {
        self.command(Command::Settings { provider: provider.to_owned(), changes })
    }

    /// The switches of a provider: what each is now, by default, and what it changes.
    ///
    /// # Errors
    ///
    /// [`ControlError`] when there is no such provider.
    pub fn settings(&self, provider: &str) -> Result<Vec<views::Setting>, ControlError> {
        let position = views::position(&self.sandbox, provider)?;
        Ok(views::settings(&self.sandbox, position))
    }

    /// An entity by the provider's own id: its state, and what can happen to it now.
    #[must_use]
    pub fn subject(&self, id: &str) -> Option<views::Subject> {
        self.sandbox.read(|engine| views::subject(engine, id))
    }

    /// Does one of the actions that a subject offers.
    pub fn act(&self, subject: &str, action: &str) -> Reply<Result<Done, ControlError>> {
        let (subject, action) = (subject.to_owned(), action.to_owned());
        self.command(Command::Act { subject, action, fields: Map::new() })
    }

    /// What a hosted page shows; its id is the last segment of its address.
    #[must_use]
    pub fn hosted_page(&self, page: &str) -> Option<Page> {
        self.sandbox.read(|engine| engine.page(page))
    }

    /// Does what a shopper does on a hosted page: the headless twin of a click.
    pub fn page(
        &self,
        page: &str,
        action: &str,
        fields: Map<String, Value>,
    ) -> Reply<Result<Done, ControlError>> {
        let (page, action) = (page.to_owned(), action.to_owned());
        self.command(Command::Page { page, action, fields })
    }

    /// The log of this epoch as lines: a head, then one record each. `sandpay replay` runs it again.
    ///
    /// # Errors
    ///
    /// [`ControlError`] when the log has outgrown the memory that is kept for it.
    pub fn export(&self) -> Result<String, ControlError> {
        views::export(&self.sandbox)
    }
}

/// The clock of a sandbox.
#[derive(Clone, Copy, Debug)]
pub struct Clock<'a>(&'a Sandbox);

impl Clock<'_> {
    /// The virtual instant.
    #[must_use]
    pub fn now(self) -> Timestamp {
        self.0.sandbox.clock().1
    }

    /// Whether virtual time flows.
    #[must_use]
    pub fn mode(self) -> Mode {
        self.0.sandbox.clock().0
    }

    /// Turns the clock by an ISO 8601 duration (`P7D`, `PT3H`, `P1M`) and returns when everything that
    /// fell due has happened and every webhook was tried.
    pub fn advance(self, by: &str) -> Reply<Result<Advanced, ControlError>> {
        self.turn(Target::By(by.to_owned()))
    }

    /// Turns the clock to an instant.
    pub fn advance_to(self, to: Timestamp) -> Reply<Result<Advanced, ControlError>> {
        self.turn(Target::To(to))
    }

    /// Turns the clock to whatever is due next.
    pub fn advance_to_next(self) -> Reply<Result<Advanced, ControlError>> {
        self.turn(Target::Next)
    }

    fn turn(self, target: Target) -> Reply<Result<Advanced, ControlError>> {
        self.0.run(turn::turn(Arc::clone(&self.0.sandbox), target))
    }

    /// Stops virtual time.
    pub fn freeze(self) -> Reply<Result<(Mode, Timestamp), ControlError>> {
        self.0.run(turn::freeze(Arc::clone(&self.0.sandbox), None))
    }

    /// Stops virtual time at a later instant, which is advanced to.
    pub fn freeze_at(self, at: Timestamp) -> Reply<Result<(Mode, Timestamp), ControlError>> {
        self.0.run(turn::freeze(Arc::clone(&self.0.sandbox), Some(at)))
    }

    /// Lets virtual time flow.
    pub fn flow(self) -> Reply<Result<(Mode, Timestamp), ControlError>> {
        self.0.run(turn::flow(Arc::clone(&self.0.sandbox)))
    }
}

/// The faults of a sandbox.
#[derive(Clone, Copy, Debug)]
pub struct Faults<'a>(&'a Sandbox);

impl Faults<'_> {
    /// Arms a fault.
    pub fn arm(self, fault: Fault) -> Reply<Result<Done, ControlError>> {
        self.0.command(Command::AddFault(fault))
    }

    /// What is armed.
    #[must_use]
    pub fn armed(self) -> Vec<Armed> {
        self.0.sandbox.read(|engine| engine.faults().armed().to_vec())
    }

    /// Disarms one fault, by the number that arming it answered.
    pub fn disarm(self, id: u64) -> Reply<Result<Done, ControlError>> {
        self.0.command(Command::RemoveFault(id))
    }

    /// Disarms all faults.
    pub fn clear(self) -> Reply<Result<Done, ControlError>> {
        self.0.command(Command::ClearFaults)
    }
}

/// The webhooks of a sandbox.
#[derive(Clone, Copy, Debug)]
pub struct Webhooks<'a>(&'a Sandbox);

impl Webhooks<'_> {
    /// Replaces a provider's endpoints, as a merchant does in the provider's dashboard.
    pub fn set_endpoints(
        self,
        provider: &str,
        endpoints: Vec<Endpoint>,
    ) -> Reply<Result<(), ControlError>> {
        let sandbox = Arc::clone(&self.0.sandbox);
        let position = views::position(&sandbox, provider);
        self.0.run(async move {
            let position = position?;
            sandbox.set_endpoints(position, endpoints).await
        })
    }

    /// A provider's endpoints, secrets that were made for them included.
    #[must_use]
    pub fn endpoints(self, provider: &str) -> Vec<Endpoint> {
        let position = self.0.position(provider);
        position.map_or_else(Vec::new, |position| {
            self.0.sandbox.read(|engine| engine.endpoints(position))
        })
    }

    /// Every delivery and its tries, oldest event first.
    #[must_use]
    pub fn deliveries(self) -> Vec<views::Delivery> {
        self.0.sandbox.read(|engine| views::deliveries(engine, usize::MAX))
    }

    /// Sends a delivery once more, whatever became of it before.
    pub fn redeliver(self, delivery: &str) -> Reply<Result<Done, ControlError>> {
        let (sandbox, id) = (Arc::clone(&self.0.sandbox), views::delivery_id(delivery));
        self.0.run(async move { sandbox.command(Command::Redeliver(id?)).await })
    }

    /// Sends webhooks for some origins to others from now on; path, query and signature stay.
    pub fn rewrite(self, rewrites: Vec<Rewrite>) -> Reply<Result<Done, ControlError>> {
        self.0.command(Command::Rewrites(rewrites))
    }
}
