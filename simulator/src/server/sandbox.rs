//! One sandbox on the server: the engine under its lock, its clock, and the way to its driver.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use sandpay_core::engine::Engine;
use sandpay_core::engine::Setup;
use sandpay_core::engine::SetupError;
use sandpay_core::engine::clock::Clock;
use sandpay_core::engine::clock::Mode;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::input::Done;
use sandpay_core::engine::input::HeldId;
use sandpay_core::engine::input::Reply;
use sandpay_core::engine::log;
use sandpay_core::kernel::access::Credential;
use sandpay_core::kernel::access::Identity;
use sandpay_core::kernel::access::Keyring;
use sandpay_core::kernel::message::Request;
use sandpay_core::kernel::webhook::Endpoint;
use tokio::sync::Notify;
use tokio::sync::mpsc;

use crate::error::ControlError;
use crate::server::driver::Order;
use crate::server::lanes::Concluded;
use crate::server::log_file::NotDurable;
use crate::server::log_file::Ticket;
use crate::server::log_file::append_keys;
use crate::server::recovery::Tagged;
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
    keys_written: usize,
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
            orders,
            turning: AtomicBool::new(false),
            under_way: AtomicUsize::new(0),
            state: Mutex::new(State {
                clock: Clock::new(setup.clock, engine.now(), shared.elapsed()),
                advancing: None,
                keys_written: engine.secrets().len(),
                engine,
            }),
            shared,
        };
        (Arc::new(sandbox), queue)
    }

    /// The engine and its clock. A panic of a provider never gets here, so the lock is taken as it is.
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
        let mut state = self.lock();
        let now = state.now(&self.shared);
        let due = state.engine.next_due();
        let result = change(&mut state.engine, now);
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

    /// Gives a request to the provider at `position`.
    pub(crate) async fn request(&self, position: usize, raw: Request) -> Result<Reply, NotDurable> {
        let admitted = self.shared.catalogue[position].admit(raw, &self.keyrings[position]);
        let (reply, ticket) = self.change(|engine, now| engine.request(now, position, admitted));
        self.durable(ticket).await?;
        Ok(reply)
    }

    /// A held answer has left, or its caller has given up.
    pub(crate) fn release(&self, held: HeldId) {
        self.change(|engine, now| engine.released(now, held));
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
    pub(crate) fn conclude(&self, concluded: Concluded) -> Option<sandpay_core::engine::Happened> {
        self.under_way.fetch_sub(1, Ordering::AcqRel);
        let change = |engine: &mut Engine, now| {
            if engine.setup().epoch != concluded.epoch {
                return None;
            }
            engine.delivered(now, concluded.report)
        };
        self.change(change).0
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
        let mut setup = Setup { epoch: old.epoch + 1, clock: state.clock.mode(), ..old.clone() };
        if setup.clock == Mode::Flowing {
            setup.start = state.now(&self.shared);
        }
        let engine = self.shared.begin(setup)?;
        state.replace(engine, &self.shared);
        drop(state);
        self.wake.notify_one();
        Ok(())
    }

    /// Puts another world in the place of this one.
    pub(crate) fn replace(&self, engine: Engine) {
        if let Some(log) = &self.shared.log {
            log.append([log::line(&engine.head())].into_iter());
        }
        self.lock().replace(engine, &self.shared);
        self.wake.notify_one();
    }
}

impl State {
    /// The virtual instant of an input that arrives now.
    pub(crate) fn now(&self, shared: &Shared) -> Timestamp {
        let floor = self.advancing.unwrap_or_else(|| self.clock.now(shared.elapsed()));
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
        self.clock = Clock::new(engine.setup().clock, engine.now(), shared.elapsed());
        self.keys_written = engine.secrets().len();
        self.engine = engine;
        self.queue_records(shared);
    }

    /// Queues new records for the log file, in the order in which they happened.
    pub(crate) fn queue_records(&mut self, shared: &Shared) -> Option<Ticket> {
        let log = shared.log.as_ref()?;
        let path = shared.log_path.as_ref()?;
        if self.engine.secrets().len() > self.keys_written {
            let fresh: Vec<_> = self
                .engine
                .secrets()
                .iter()
                .map(|(name, secret)| (name.clone(), secret.clone()))
                .collect();
            if let Err(error) = append_keys(path, &fresh) {
                tracing::error!(%error, "the secrets of webhook endpoints cannot be kept beside the log");
            }
            self.keys_written = fresh.len();
        }
        let records = self.engine.drain_log();
        let sandbox = &*self.engine.setup().sandbox;
        Some(log.append(records.iter().map(|record| log::line(&Tagged { sandbox, record }))))
    }
}
