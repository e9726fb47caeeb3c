//! What all sandboxes of a server share: no state of theirs, only the way to the outside.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;

use jiff::Timestamp;
use sandpay_core::engine::Catalogue;
use sandpay_core::engine::Engine;
use sandpay_core::engine::Setup;
use sandpay_core::engine::SetupError;
use sandpay_core::engine::delivery::Rewrite;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::log;
use sandpay_core::kernel::ids::Seed;

use crate::server::log_file::LogFile;
use crate::server::sender::Sender;
use crate::views::Totals;

/// What all sandboxes of a server share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) catalogue: Catalogue,
    pub(crate) seed: Seed,
    /// The seed as people name it.
    pub(crate) seed_number: u64,
    pub(crate) sender: Sender,
    /// Rewrites of webhook addresses that every sandbox begins with.
    pub(crate) rewrites: Vec<Rewrite>,
    pub(crate) log: Option<LogFile>,
    pub(crate) log_path: Option<std::path::PathBuf>,
    /// Whether no verification holds as long as there is advice.
    pub(crate) deny_advice: bool,
    /// Advice of worlds that are no more.
    past_advice: Mutex<Totals>,
    started: Instant,
}

impl Shared {
    pub(crate) fn new(catalogue: Catalogue, seed_number: u64, sender: Sender) -> Self {
        let seed = Seed::new(seed_number);
        Self {
            catalogue,
            seed,
            seed_number,
            sender,
            rewrites: Vec::new(),
            log: None,
            log_path: None,
            deny_advice: false,
            past_advice: Mutex::default(),
            started: Instant::now(),
        }
    }

    /// A sandbox's world as it begins: fresh, with the rewrites that the server was started with. Its head
    /// and first records are queued for the log file.
    pub(crate) fn begin(&self, setup: Setup) -> Result<Engine, SetupError> {
        let mut engine = Engine::new(setup, self.catalogue)?;
        if let Some(file) = &self.log {
            file.append([log::line(&engine.head())].into_iter());
        }
        if !self.rewrites.is_empty() {
            // Rewrites are no command that can be refused.
            drop(engine.command(engine.now(), Command::Rewrites(self.rewrites.clone())));
        }
        Ok(engine)
    }

    /// A world ends: its advice is counted, so that emptying a sandbox hides none.
    pub(crate) fn remember_advice(&self, engine: &Engine, now: Timestamp) {
        let mut past = self.past_advice.lock().unwrap_or_else(PoisonError::into_inner);
        past.add(&engine.advice(now));
    }

    /// Advice of worlds that are no more.
    pub(crate) fn past_advice(&self) -> Totals {
        self.past_advice.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Real time since the server was made; never goes back.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

/// The real instant, in whole microseconds.
pub(crate) fn wall() -> Timestamp {
    let now = Timestamp::try_from(SystemTime::now()).unwrap_or_default();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}
