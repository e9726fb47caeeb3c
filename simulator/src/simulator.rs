//! Starting and stopping a server, from code that blocks as well as from code that awaits.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use jiff::Timestamp;
use sandpay_core::engine::Catalogue;
use sandpay_core::engine::clock::Mode;
use sandpay_core::engine::delivery::Rewrite;
use sandpay_core::engine::log::Keep;
use sandpay_core::kernel::provider::World;
use sandpay_core::providers;
use serde_json::Map;
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::control;
use crate::error::ControlError;
use crate::error::StartError;
use crate::handle::Sandbox;
use crate::import;
use crate::server::accept;
use crate::server::front::Server;
use crate::server::opening;
use crate::server::opening::Plan;
use crate::server::patience;
use crate::views;

/// The instant at which a frozen clock begins when none is given.
const EPOCH: &str = "2026-01-01T00:00:00Z";
/// How long [`Simulator::shutdown`] waits for what is under way.
const DRAIN_TIME: Duration = Duration::from_secs(9);

/// How a simulator is to be started.
#[derive(Debug)]
pub struct Builder {
    pub(crate) address: SocketAddr,
    pub(crate) workers: usize,
    pub(crate) plan: Plan,
    pub(crate) routes: Router,
}

impl Default for Builder {
    fn default() -> Self {
        let plan = Plan {
            catalogue: providers::all(),
            seed: 0,
            clock: Mode::Frozen,
            start: EPOCH.parse().expect("the epoch is an instant"),
            world: World::Documented,
            settings: BTreeMap::new(),
            public_url: None,
            allow_egress: Vec::new(),
            rewrites: Vec::new(),
            log: None,
            deny_advice: false,
        };
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        Self { address, workers: 1, plan, routes: Router::new() }
    }
}

impl Builder {
    /// What identifiers and drawn numbers derive from; 0 unless set.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.plan.seed = seed;
        self
    }

    /// Virtual time stands at `at` and moves only by being advanced. Without this call it stands at
    /// 2026-01-01T00:00:00Z.
    #[must_use]
    pub const fn frozen_at(mut self, at: Timestamp) -> Self {
        self.plan.clock = Mode::Frozen;
        self.plan.start = at;
        self
    }

    /// Virtual time flows from `at` as real time does.
    #[must_use]
    pub const fn flowing_from(mut self, at: Timestamp) -> Self {
        self.plan.clock = Mode::Flowing;
        self.plan.start = at;
        self
    }

    /// Virtual time flows from the present.
    #[must_use]
    pub fn flowing(self) -> Self {
        self.flowing_from(crate::server::shared::wall())
    }

    /// The address to listen on; a free port of 127.0.0.1 unless set.
    #[must_use]
    pub const fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Threads that serve; one unless set.
    #[must_use]
    pub const fn workers(mut self, workers: usize) -> Self {
        self.workers = workers;
        self
    }

    /// Base of every page and redirect; unless set, what the caller's `Host` says.
    #[must_use]
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.plan.public_url = Some(url.into());
        self
    }

    /// Allows webhooks to the public addresses of a host.
    #[must_use]
    pub fn allow_egress(mut self, host: impl Into<String>) -> Self {
        self.plan.allow_egress.push(host.into());
        self
    }

    /// Sends webhooks for the origin `from` to `to` instead; path, query and signature stay.
    #[must_use]
    pub fn deliver(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.plan.rewrites.push(Rewrite { from: from.into(), to: to.into() });
        self
    }

    /// Appends everything that happens to a file. An existing one is run again first: its seed,
    /// sandboxes, settings and instant win.
    #[must_use]
    pub fn log(mut self, path: impl Into<PathBuf>) -> Self {
        self.plan.log = Some(path.into());
        self
    }

    /// Lets every [`verify`](Sandbox::verify) fail when there is advice. Calls are answered as ever.
    #[must_use]
    pub const fn deny_advice(mut self) -> Self {
        self.plan.deny_advice = true;
        self
    }

    /// Changes a setting of a provider in the sandbox `default`.
    #[must_use]
    pub fn setting(mut self, provider: &str, name: &str, value: impl Into<Value>) -> Self {
        self.plan
            .settings
            .entry(provider.to_owned())
            .or_default()
            .insert(name.to_owned(), value.into());
        self
    }

    /// Serves these providers instead of the ones that sandpay has: for tests of the simulator itself.
    #[doc(hidden)]
    #[must_use]
    pub const fn catalogue(mut self, catalogue: Catalogue) -> Self {
        self.plan.catalogue = catalogue;
        self
    }

    /// Serves these routes as well, behind the same guard against pages of other origins: for what a
    /// program around the simulator has to show, below `/_sim`.
    #[doc(hidden)]
    #[must_use]
    pub fn routes(mut self, routes: Router) -> Self {
        self.routes = self.routes.merge(routes);
        self
    }

    /// Starts the simulator and returns as soon as it accepts connections.
    ///
    /// # Errors
    ///
    /// [`StartError`] when the address is taken, the settings do not fit, or the log cannot be used.
    pub fn start(self) -> Result<Simulator, StartError> {
        let address = self.address.to_string();
        let listen = |source| StartError::Listen { address: address.clone(), source };
        let listener = TcpListener::bind(self.address).map_err(listen)?;
        patience::keep_little(&listener).map_err(listen)?;
        listener.set_nonblocking(true).map_err(listen)?;
        let local = listener.local_addr().map_err(listen)?;
        let origin = format!("http://{local}");
        let opening = opening::open(self.plan, &origin)?;
        let (stop, stopped) = watch::channel(Stop::No);
        let (ready, started) = mpsc::channel();
        let (workers, entrance) = (self.workers, Entrance { listener, routes: self.routes });
        let thread = thread::Builder::new()
            .name("sandpay".into())
            .spawn(move || run(workers, entrance, opening, Life { stopped, ready }))
            .map_err(StartError::Runtime)?;
        match started.recv() {
            Ok(Ok((server, handle))) => {
                Ok(Simulator { url: origin, server, handle, stop, thread: Some(thread) })
            }
            Ok(Err(error)) => Err(StartError::Runtime(error)),
            Err(_) => Err(StartError::Runtime(std::io::Error::other("the server's thread ended"))),
        }
    }
}

/// Whether the server is to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    No,
    Drained,
    AtOnce,
}

/// Where requests come in, and what is served beside our own.
struct Entrance {
    listener: TcpListener,
    routes: Router,
}

struct Life {
    stopped: watch::Receiver<Stop>,
    ready: mpsc::Sender<std::io::Result<(Arc<Server>, Handle)>>,
}

/// The server's thread.
fn run(workers: usize, entrance: Entrance, opening: opening::Opening, life: Life) {
    let mut builder = match workers {
        0 | 1 => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    let runtime = match builder.worker_threads(workers.max(1)).enable_io().enable_time().build() {
        Ok(runtime) => runtime,
        Err(error) => return drop(life.ready.send(Err(error))),
    };
    let handle = runtime.handle().clone();
    let (Life { mut stopped, ready }, Entrance { listener, routes }) = (life, entrance);
    runtime.block_on(async move {
        let server = opening.begin();
        let listener = match tokio::net::TcpListener::from_std(listener) {
            Ok(listener) => listener,
            Err(error) => return drop(ready.send(Err(error))),
        };
        let router = control::router(Arc::clone(&server), routes);
        let (drain, draining) = watch::channel(false);
        let serving = tokio::spawn(accept::serve(Arc::clone(&server), listener, router, draining));
        drop(ready.send(Ok((Arc::clone(&server), handle))));
        let how =
            stopped.wait_for(|stop| *stop != Stop::No).await.map_or(Stop::AtOnce, |stop| *stop);
        if how == Stop::Drained {
            drain.send_replace(true);
            let drained = async {
                drop(serving.await);
                server.webhooks_sent().await;
            };
            drop(tokio::time::timeout(DRAIN_TIME, drained).await);
        }
        if let Some(log) = &server.shared.log {
            log.close();
        }
    });
    runtime.shutdown_background();
}

/// A running simulator. Dropping it closes it at once.
pub struct Simulator {
    url: String,
    server: Arc<Server>,
    handle: Handle,
    stop: watch::Sender<Stop>,
    thread: Option<JoinHandle<()>>,
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "simulator at {}", self.url)
    }
}

impl Simulator {
    /// Starts a simulator on a free port of 127.0.0.1, frozen at 2026-01-01T00:00:00Z, with seed 0.
    ///
    /// # Panics
    ///
    /// When no port can be had; [`builder`](Self::builder) gives the error instead.
    #[must_use = "dropping the simulator closes it"]
    pub fn start() -> Self {
        Self::builder().start().expect("a free port of the loopback interface can be had")
    }

    /// How a simulator is to be started.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where the simulator is reached, without a final slash.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What a client of a provider (`yuno`, `yabandpay`, `wooshpay`) takes as its base URL.
    #[must_use]
    pub fn base_url(&self, provider: &str) -> String {
        format!("{}/{provider}", self.url)
    }

    /// What identifiers and drawn numbers derive from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.server.shared.seed_number
    }

    /// The sandbox that exists from the start, with the published credentials.
    #[must_use]
    pub fn sandbox(&self) -> Sandbox {
        Sandbox::new(self.server.directory.default(), self.handle.clone())
    }

    /// Makes another sandbox: a world of its own, with credentials of its own.
    ///
    /// # Errors
    ///
    /// [`ControlError`] when its settings do not fit.
    pub fn new_sandbox(&self, new: NewSandbox) -> Result<Sandbox, ControlError> {
        let _runtime = self.handle.enter();
        let sandbox = self.server.make_sandbox(new)?;
        Ok(Sandbox::new(sandbox, self.handle.clone()))
    }

    /// Every sandbox, by id.
    #[must_use]
    pub fn sandboxes(&self) -> Vec<Sandbox> {
        let all = self.server.directory.all().into_iter();
        all.map(|sandbox| Sandbox::new(sandbox, self.handle.clone())).collect()
    }

    /// Deletes a sandbox; its credentials select nobody any more.
    ///
    /// # Errors
    ///
    /// [`ControlError`] when there is none of this id, or it is `default`.
    pub fn delete_sandbox(&self, id: &str) -> Result<(), ControlError> {
        self.server.delete_sandbox(id)
    }

    /// Runs an exported log again and puts the sandbox that comes out in the place of the one with the
    /// same id, or beside the others. Secrets of webhook endpoints are not part of a log.
    ///
    /// # Errors
    ///
    /// [`ControlError`] when a line cannot be used, or a record comes out differently; nothing has changed
    /// then.
    pub fn import(&self, lines: &str) -> Result<Sandbox, ControlError> {
        let engine = import::run(lines, &self.server.shared)?;
        let _runtime = self.handle.enter();
        Ok(Sandbox::new(import::adopt(&self.server, engine)?, self.handle.clone()))
    }

    /// How often which rule of the documents was broken since the start: in all sandboxes, and in those
    /// that were emptied or deleted.
    #[must_use]
    pub fn advice_totals(&self) -> Vec<views::AdviceTotal> {
        let mut totals = self.server.shared.past_advice();
        for sandbox in self.server.directory.all() {
            let (_, now) = sandbox.clock();
            totals.add(&sandbox.read(|engine| engine.advice(now)));
        }
        totals.into_list()
    }

    /// Finishes what is under way, for some seconds at most, and stops. Answers what
    /// [`advice_totals`](Self::advice_totals) would answer then.
    pub fn shutdown(mut self) -> Vec<views::AdviceTotal> {
        self.end(Stop::Drained);
        self.advice_totals()
    }

    fn end(&mut self, how: Stop) {
        self.stop.send_replace(how);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.end(Stop::AtOnce);
    }
}

/// What a new sandbox is to be like. The default shares the server's clock mode and begins at its present
/// instant, with a seed that derives from the server's.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSandbox {
    /// A name for people.
    pub name: Option<String>,
    /// What its identifiers derive from.
    pub seed: Option<u64>,
    /// Whether its time flows, and from which instant.
    pub clock: Option<NewClock>,
    /// What it holds at first.
    #[serde(default)]
    pub world: World,
    /// Settings that differ from the defaults, by provider.
    #[serde(default)]
    pub settings: BTreeMap<String, Map<String, Value>>,
}

/// The clock of a new sandbox.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewClock {
    /// Whether time flows.
    pub mode: Mode,
    /// From which instant.
    pub at: Option<Timestamp>,
}

impl Plan {
    /// Where records of a sandbox go.
    pub(crate) const fn keep(&self) -> Keep {
        if self.log.is_some() { Keep::HandedOver } else { Keep::InMemory(64 << 20) }
    }
}
