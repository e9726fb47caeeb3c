//! From a plan to the sandboxes of a running server, old ones from a log file included.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jiff::Timestamp;
use sandpay_core::engine::Catalogue;
use sandpay_core::engine::Engine;
use sandpay_core::engine::Setup;
use sandpay_core::engine::clock::Mode;
use sandpay_core::engine::delivery::Rewrite;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::log;
use sandpay_core::engine::log::Keep;
use sandpay_core::kernel::access::DEFAULT_SANDBOX;
use sandpay_core::kernel::ids::Seed;
use sandpay_core::kernel::mac;
use sandpay_core::kernel::provider::World;
use serde_json::Map;
use serde_json::Value;

use crate::error::ControlError;
use crate::error::StartError;
use crate::server::directory::Directory;
use crate::server::driver;
use crate::server::front::Server;
use crate::server::log_file;
use crate::server::log_file::LogFile;
use crate::server::policy::Policy;
use crate::server::recovery;
use crate::server::sandbox::Sandbox;
use crate::server::sender::Sender;
use crate::server::shared::Shared;
use crate::simulator::NewClock;
use crate::simulator::NewSandbox;

/// What a server is made from.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) catalogue: Catalogue,
    pub(crate) seed: u64,
    pub(crate) clock: Mode,
    pub(crate) start: Timestamp,
    pub(crate) world: World,
    pub(crate) settings: BTreeMap<String, Map<String, Value>>,
    pub(crate) public_url: Option<String>,
    pub(crate) allow_egress: Vec<String>,
    pub(crate) rewrites: Vec<Rewrite>,
    pub(crate) log: Option<PathBuf>,
    pub(crate) deny_advice: bool,
}

/// A server before its first task.
#[derive(Debug)]
pub(crate) struct Opening {
    shared: Arc<Shared>,
    engines: BTreeMap<String, Engine>,
    origin: Arc<str>,
    public: bool,
}

/// Makes the engines of a server, from its log file where there is one.
pub(crate) fn open(plan: Plan, local: &str) -> Result<Opening, StartError> {
    let origin: Arc<str> = plan.public_url.as_deref().unwrap_or(local).trim_end_matches('/').into();
    let keep = plan.keep();
    let sender = Sender::new(Policy::new(plan.allow_egress));
    let mut shared = Shared::new(plan.catalogue, plan.seed, sender);
    shared.rewrites = plan.rewrites;
    shared.deny_advice = plan.deny_advice;
    let mut engines = BTreeMap::new();
    if let Some(path) = &plan.log {
        let failed = |source| StartError::LogFile { path: path.clone(), source };
        let file = log_file::claim(path).map_err(failed)?;
        let recovered = recovery::recover(path, plan.catalogue)?;
        for sandbox in &recovered.other_editions {
            tracing::warn!(sandbox, "the log was written by other editions of the providers");
        }
        engines = recovered.engines;
        for engine in engines.values_mut().filter(|_| !shared.rewrites.is_empty()) {
            drop(engine.command(engine.now(), Command::Rewrites(shared.rewrites.clone())));
        }
        shared.log = Some(LogFile::resume(file, recovered.whole).map_err(failed)?);
        shared.log_path = Some(path.clone());
    }
    if let Some(default) = engines.get(DEFAULT_SANDBOX) {
        shared.seed = default.setup().seed;
        shared.seed_number = default.setup().seed_number.unwrap_or(shared.seed_number);
    } else {
        let setup = Setup {
            sandbox: DEFAULT_SANDBOX.into(),
            name: None,
            seed: shared.seed,
            seed_number: Some(shared.seed_number),
            origin: Arc::clone(&origin),
            start: plan.start,
            clock: plan.clock,
            world: plan.world,
            settings: plan.settings,
            epoch: 0,
            keep,
        };
        engines.insert(DEFAULT_SANDBOX.to_owned(), shared.begin(setup)?);
    }
    let public = plan.public_url.is_some();
    Ok(Opening { shared: Arc::new(shared), engines, origin, public })
}

fn append_head(shared: &Shared, engine: &Engine) {
    if let Some(file) = &shared.log {
        file.append([log::line(&engine.head())].into_iter());
    }
}

impl Opening {
    /// Starts one driver a sandbox; runs on the server's runtime.
    pub(crate) fn begin(self) -> Arc<Server> {
        let Self { shared, engines, origin, public } = self;
        let mut sandboxes =
            engines.into_values().map(|engine| launch(engine, &shared)).collect::<Vec<_>>();
        let default = sandboxes.iter().position(|sandbox| &*sandbox.id == DEFAULT_SANDBOX);
        let default =
            sandboxes.swap_remove(default.expect("the plan always holds the sandbox `default`"));
        let directory = Directory::new(default);
        sandboxes.into_iter().for_each(|sandbox| directory.insert(sandbox));
        Arc::new(Server { directory, shared, origin, public, draining: AtomicBool::new(false) })
    }
}

/// A sandbox with its driver running.
fn launch(engine: Engine, shared: &Arc<Shared>) -> Arc<Sandbox> {
    let (sandbox, orders) = Sandbox::new(engine, Arc::clone(shared));
    tokio::spawn(driver::drive(Arc::clone(&sandbox), orders));
    sandbox
}

impl Server {
    /// Makes another sandbox. Runs on the server's runtime.
    pub(crate) fn make_sandbox(&self, new: NewSandbox) -> Result<Arc<Sandbox>, ControlError> {
        let _making = self.directory.making();
        let default = self.directory.default();
        let id = self.fresh_id();
        let (mode, now) = default.clock();
        let NewClock { mode, at } = new.clock.unwrap_or(NewClock { mode, at: None });
        let setup = Setup {
            seed: new.seed.map_or_else(|| self.shared.seed.derive(&id), Seed::new),
            seed_number: new.seed,
            sandbox: id.into(),
            name: new.name,
            origin: Arc::clone(&self.origin),
            start: at.unwrap_or(now),
            clock: mode,
            world: new.world,
            settings: new.settings,
            epoch: 0,
            keep: if self.shared.log.is_some() { Keep::HandedOver } else { Keep::default() },
        };
        let engine = self.shared.begin(setup).map_err(|error| {
            ControlError::bad(
                "bad_setting",
                error.to_string(),
                "GET /_sim/settings lists every setting",
            )
        })?;
        let sandbox = launch(engine, &self.shared);
        self.directory.insert(Arc::clone(&sandbox));
        Ok(sandbox)
    }

    /// An id that no sandbox has: drawn from the seed, so that it is the same run after run.
    fn fresh_id(&self) -> String {
        let draw = |count| format!("s{}", mac::hex(&self.shared.seed.bytes::<5>("sandbox", count)));
        let mut count = self.directory.made();
        let mut id = draw(count);
        while self.directory.by_id(&id).is_ok() {
            count += 1;
            id = draw(count);
        }
        id
    }

    /// Puts a world in the place of a sandbox of the same id, or beside the others. Runs on the server's
    /// runtime.
    pub(crate) fn adopt(&self, engine: Engine) -> Arc<Sandbox> {
        let _making = self.directory.making();
        if let Ok(sandbox) = self.directory.by_id(&engine.setup().sandbox) {
            sandbox.replace(engine);
            return sandbox;
        }
        append_head(&self.shared, &engine);
        let sandbox = launch(engine, &self.shared);
        self.directory.insert(Arc::clone(&sandbox));
        sandbox
    }

    /// Deletes a sandbox.
    pub(crate) fn delete_sandbox(&self, id: &str) -> Result<(), ControlError> {
        self.directory.remove(id)?.bury();
        Ok(())
    }

    /// Waits until no webhook is ready or under way.
    pub(crate) async fn webhooks_sent(&self) {
        for sandbox in self.directory.all() {
            while !sandbox.is_idle() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }
}
