//! One sandbox on the server: the engine under its lock, its clock, and the way to its driver.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use sandpay_core::engine::Engine;
use sandpay_core::engine::Happened;
use sandpay_core::engine::MOST_ROWS;
use sandpay_core::engine::Setup;
use sandpay_core::engine::SetupError;
use sandpay_core::engine::clock::Clock;
use sandpay_core::engine::clock::Mode;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::input::Done;
use sandpay_core::engine::input::Fate;
use sandpay_core::engine::input::HeldId;
use sandpay_core::engine::input::Reply;
use sandpay_core::engine::log;
use sandpay_core::kernel::access::Credential;
use sandpay_core::kernel::access::Identity;
use sandpay_core::kernel::access::Keyring;
use sandpay_core::kernel::catalogue::Admitted;
use sandpay_core::kernel::webhook::Endpoint;
use tokio::sync::Notify;
use tokio::sync::mpsc;

use crate::error::ControlError;
use crate::server::driver::Order;
use crate::server::lanes::Concluded;
use crate::server::log_file::NotDurable;
use crate::server::log_file::Ticket;
use crate::server::log_file::append_keys;
use crate::server::recovery::Deleted;
use crate::server::recovery::Tagged;
use crate::server::sender;
use crate::server::shared::Shared;
use crate::server::shared::wall;

/// One sandbox on the server.
#[derive(Debug)]
pub(crate) struct Sandbox {
    pub(crate) id: Arc<str>,
    pub(crate) shared: Arc<Shared>,
    /// One a provider, in the order of the catalogue.
    pub(crate) credentials: Vec<Vec<Credential>>,
    keyrings: Vec<Keyring>,
    /// A lock of the standard library: it is never held across an await.
    state: Mutex<State>,
    /// Wakes the driver when something is ready or the clock has changed.
    pub(crate) wake: Notify,
    /// Told when another world has taken this one's place.
    pub(crate) replaced: Notify,
    pub(crate) orders: mpsc::UnboundedSender<Order>,
    /// Whether a change of the clock is under way.
    turning: AtomicBool,
    /// Webhooks under way.
    pub(crate) under_way: AtomicUsize,
}

/// What the lock protects.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) engine: Engine,
    pub(crate) clock: Clock,
    /// While time is being advanced, it stands where the engine stands; the instant of the beginning.
    pub(crate) advancing: Option<Timestamp>,
    /// Rows of what was refused at once while time is being advanced, for whoever is told what happened.
    pub(crate) refused: Vec<Happened>,
    /// Counts the worlds that this sandbox has had: a reset and an import begin another. What belongs to an
    /// older one is dropped.
    pub(crate) world: u64,
    /// Whether the sandbox was deleted.
    gone: bool,
    /// Secrets that are beside the log already, by name.
    keys_written: BTreeSet<String>,
}

/// Keeps the clock from being changed twice at once.
#[derive(Debug)]
pub(crate) struct Turning(Arc<Sandbox>);

impl Drop for Turning {
    fn drop(&mut self) {
        self.0.turning.store(false, Ordering::Release);
    }
}

impl Sandbox {
    /// A sandbox around an engine, and the orders that its driver is to read.
    pub(crate) fn new(
        engine: Engine,
        shared: Arc<Shared>,
    ) -> (Arc<Self>, mpsc::UnboundedReceiver<Order>) {
        let setup = engine.setup();
        let identity = Identity { id: &setup.sandbox, seed: &setup.seed };
        let credentials: Vec<_> =
            shared.catalogue.iter().map(|provider| provider.credentials(&identity)).collect();
        let (orders, queue) = mpsc::unbounded_channel();
        let sandbox = Self {
            id: Arc::clone(&setup.sandbox),
            keyrings: credentials.iter().map(|list| Keyring::new(list)).collect(),
            credentials,
            wake: Notify::new(),
            replaced: Notify::new(),
            orders,
            turning: AtomicBool::new(false),
            under_way: AtomicUsize::new(0),
            state: Mutex::new(State {
                clock: Clock::new(setup.clock, engine.now(), shared.elapsed()),
                advancing: None,
                refused: Vec::new(),
                world: 0,
                gone: false,
                keys_written: engine.secrets().keys().cloned().collect(),
                engine,
            }),
            shared,
        };
        (Arc::new(sandbox), queue)
    }

    /// The engine and its clock. Steps of providers are caught inside of the engine; should anything else
    /// panic under the lock, the others go on with what there is.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the engine.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&Engine) -> R) -> R {
        look(&self.lock().engine)
    }

    /// The virtual instant, and whether time flows.
    pub(crate) fn clock(&self) -> (Mode, Timestamp) {
        let state = self.lock();
        (state.clock.mode(), state.now(&self.shared))
    }

    /// Changes the engine at the present instant, and queues its records.
    pub(crate) fn change<R>(
        &self,
        change: impl FnOnce(&mut Engine, Timestamp) -> R,
    ) -> (R, Option<Ticket>) {
        self.apply(self.lock(), change)
    }

    /// As [`change`](Self::change), unless the world has been replaced meanwhile.
    fn change_world<R>(
        &self,
        world: u64,
        change: impl FnOnce(&mut Engine, Timestamp) -> R,
    ) -> Option<R> {
        let state = self.lock();
        (state.world == world).then(|| self.apply(state, change).0)
    }

    fn apply<R>(
        &self,
        mut state: MutexGuard<'_, State>,
        change: impl FnOnce(&mut Engine, Timestamp) -> R,
    ) -> (R, Option<Ticket>) {
        let now = state.now(&self.shared);
        let (due, ready) = (state.engine.next_due(), state.engine.ready());
        let result = change(&mut state.engine, now);
        let refused = state.refuse_ready(ready, &self.shared);
        // One more than are told, so that it shows that there are more.
        if state.advancing.is_some() && state.refused.len() <= MOST_ROWS {
            state.refused.extend(refused);
        }
        let ticket = state.queue_records(&self.shared);
        // The driver sleeps until the next due thing; only an earlier one, or a webhook, concerns it.
        let wake = state.engine.has_ready() || state.engine.next_due() != due;
        drop(state);
        if wake {
            self.wake.notify_one();
        }
        (result, ticket)
    }

    /// Waits until what was queued is durable.
    pub(crate) async fn durable(&self, ticket: Option<Ticket>) -> Result<(), NotDurable> {
        match (&self.shared.log, ticket) {
            (Some(log), Some(ticket)) => log.durable(ticket).await,
            (None, _) | (_, None) => Ok(()),
        }
    }

    /// What callers of the provider at `position` must know.
    pub(crate) fn keyring(&self, position: usize) -> Keyring {
        self.keyrings[position].clone()
    }

    /// Gives a request to the provider at `position`. An answer that is held back comes with its guard.
    pub(crate) async fn request(
        self: &Arc<Self>,
        position: usize,
        admitted: Admitted,
    ) -> Result<(Reply, Option<Held>), NotDurable> {
        let (reply, held, ticket) = self.admitted(position, admitted);
        self.durable(ticket).await?;
        Ok((reply, held))
    }

    fn admitted(
        self: &Arc<Self>,
        position: usize,
        admitted: Admitted,
    ) -> (Reply, Option<Held>, Option<Ticket>) {
        let state = self.lock();
        let world = state.world;
        let (reply, ticket) =
            self.apply(state, |engine, now| engine.request(now, position, admitted));
        // Made before anything is awaited: a caller who leaves meanwhile must not keep its key in process.
        let held = match reply.fate {
            Fate::Delayed(_, id) | Fate::Hanging(id) => {
                Some(Held { sandbox: Arc::clone(self), world, id })
            }
            Fate::Answered | Fate::Disconnected | Fate::Truncated | Fate::Dribbled => None,
        };
        (reply, held, ticket)
    }

    /// Applies a command.
    pub(crate) async fn command(&self, command: Command) -> Result<Done, ControlError> {
        let (result, ticket) = self.change(|engine, now| engine.command(now, command));
        self.durable(ticket).await.map_err(|_| ControlError::not_durable())?;
        Ok(result?)
    }

    /// Sets a provider's webhook endpoints.
    pub(crate) async fn set_endpoints(
        &self,
        provider: usize,
        endpoints: Vec<Endpoint>,
    ) -> Result<(), ControlError> {
        let (result, ticket) =
            self.change(|engine, now| engine.set_endpoints(now, provider, endpoints));
        self.durable(ticket).await.map_err(|_| ControlError::not_durable())?;
        result?;
        Ok(())
    }

    /// Feeds the outcome of a try back. Answers a row for people.
    pub(crate) fn conclude(&self, concluded: Concluded) -> Option<Happened> {
        self.under_way.fetch_sub(1, Ordering::AcqRel);
        self.change_world(concluded.world, |engine, now| engine.delivered(now, concluded.report))
            .flatten()
    }

    /// Whether no webhook is ready or under way.
    pub(crate) fn is_idle(&self) -> bool {
        self.under_way.load(Ordering::Acquire) == 0 && !self.read(Engine::has_ready)
    }

    /// Claims the clock for one change.
    pub(crate) fn turn(self: &Arc<Self>) -> Result<Turning, ControlError> {
        if self.turning.swap(true, Ordering::AcqRel) {
            let hint = "wait for the other call to return; inside of a webhook handler, reading and paying are allowed, turning the clock is not";
            return Err(ControlError::clash(
                "clock_busy",
                "the clock is being turned by another call",
                hint,
            ));
        }
        Ok(Turning(Arc::clone(self)))
    }

    /// Stops or starts virtual time.
    pub(crate) async fn set_mode(&self, mode: Mode) -> Result<(Mode, Timestamp), ControlError> {
        self.command(Command::Clock(mode)).await?;
        let mut state = self.lock();
        let elapsed = self.shared.elapsed();
        match mode {
            Mode::Frozen => state.clock.freeze(elapsed),
            Mode::Flowing => state.clock.flow(elapsed),
        }
        drop(state);
        self.wake.notify_one();
        Ok(self.clock())
    }

    /// Empties the sandbox: a new epoch that begins as the first did.
    pub(crate) fn reset(&self) -> Result<(), SetupError> {
        let mut state = self.lock();
        let old = state.engine.setup();
        let mut setup =
            Setup { epoch: old.epoch.saturating_add(1), clock: state.clock.mode(), ..old.clone() };
        if setup.clock == Mode::Flowing {
            setup.start = state.now(&self.shared);
        }
        let engine = self.shared.begin(setup)?;
        state.replace(engine, &self.shared);
        drop(state);
        self.wake.notify_one();
        self.replaced.notify_one();
        Ok(())
    }

    /// Puts another world in the place of this one. Secrets that its log names are kept.
    pub(crate) fn replace(&self, mut engine: Engine) {
        let mut state = self.lock();
        engine.adopt_secrets(state.engine.secrets().clone());
        if let Some(log) = &self.shared.log {
            log.append([log::line(&engine.head())].into_iter());
        }
        state.replace(engine, &self.shared);
        drop(state);
        self.wake.notify_one();
        self.replaced.notify_one();
    }

    /// The sandbox is deleted: what still happens to it leaves no record.
    pub(crate) fn bury(&self) {
        let mut state = self.lock();
        if let Some(log) = &self.shared.log {
            let deleted = Deleted { sandbox: (*self.id).to_owned(), deleted: true };
            log.append([log::line(&deleted)].into_iter());
        }
        self.shared.remember_advice(&state.engine, state.now(&self.shared));
        state.gone = true;
    }

    /// Whether the sandbox was deleted.
    pub(crate) fn is_gone(&self) -> bool {
        self.lock().gone
    }
}

/// An answer that is held back. Dropping it ends that: also when the caller hangs up, since then the
/// whole exchange is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    sandbox: Arc<Sandbox>,
    world: u64,
    id: HeldId,
}

impl Drop for Held {
    fn drop(&mut self) {
        let release = |engine: &mut Engine, now| engine.released(now, self.id);
        self.sandbox.change_world(self.world, release);
    }
}

impl State {
    /// The virtual instant of an input that arrives now.
    pub(crate) fn now(&self, shared: &Shared) -> Timestamp {
        // A clock that stands need not be told what passed.
        let elapsed = match self.clock.mode() {
            Mode::Frozen => Duration::ZERO,
            Mode::Flowing => shared.elapsed(),
        };
        let floor = self.advancing.unwrap_or_else(|| self.clock.now(elapsed));
        self.engine.now().max(floor)
    }

    /// The real instant, where time flows and the virtual one differs from it by a second or more.
    pub(crate) fn wall(&self, shared: &Shared) -> Option<Timestamp> {
        match self.clock.mode() {
            Mode::Frozen => None,
            Mode::Flowing => {
                let (wall, now) = (wall(), self.now(shared));
                (wall.duration_since(now).abs().as_secs() >= 1).then_some(wall)
            }
        }
    }

    fn replace(&mut self, engine: Engine, shared: &Shared) {
        shared.remember_advice(&self.engine, self.now(shared));
        self.clock = Clock::new(engine.setup().clock, engine.now(), shared.elapsed());
        self.advancing = None;
        self.world += 1;
        self.engine = engine;
        // Another epoch may use the same names for other secrets.
        self.keys_written.clear();
        self.queue_records(shared);
    }

    /// Concludes webhooks that are never sent, out of those behind the `first` that were ready before. Rows for
    /// people.
    pub(crate) fn refuse_ready(&mut self, first: usize, shared: &Shared) -> Vec<Happened> {
        if self.engine.ready() == first {
            return Vec::new();
        }
        let wall = self.wall(shared);
        self.engine.refuse_ready(first, wall, sender::unsendable)
    }

    /// Queues new records for the log file, in the order in which they happened.
    pub(crate) fn queue_records(&mut self, shared: &Shared) -> Option<Ticket> {
        let log = shared.log.as_ref()?;
        let path = shared.log_path.as_ref()?;
        if self.gone {
            drop(self.engine.drain_log());
            return None;
        }
        self.write_keys(path);
        let records = self.engine.drain_log();
        let sandbox = &*self.engine.setup().sandbox;
        Some(log.append(records.iter().map(|record| log::line(&Tagged { sandbox, record }))))
    }

    /// Puts fresh secrets of merchants beside the log, before a record names them.
    fn write_keys(&mut self, log: &Path) {
        if self.engine.secrets().len() == self.keys_written.len() {
            return;
        }
        let secrets = self.engine.secrets().iter();
        let fresh: Vec<_> = secrets
            .filter(|(name, _)| !self.keys_written.contains(*name))
            .map(|(name, secret)| (name.clone(), secret.clone()))
            .collect();
        let setup = self.engine.setup();
        let whose = (&*setup.sandbox, setup.epoch);
        if let Err(error) = append_keys(log, whose, &fresh) {
            tracing::error!(%error, "the secrets of webhook endpoints cannot be kept beside the log");
        }
        self.keys_written.extend(fresh.into_iter().map(|(name, _)| name));
    }
}
