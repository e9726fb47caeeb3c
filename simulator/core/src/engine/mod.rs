//! One sandbox's world and its rules of motion.
//!
//! The shell hands every input over with its virtual instant, never less than the last; the engine
//! answers with what comes of it. Three rules hold:
//!
//! * When time has moved, everything that fell due meanwhile happens first, each thing at its own
//!   instant. When time stands, due things happen only in [`Engine::run_until`], so that the shell can
//!   deliver webhooks between them.
//! * What is due happens in the order (instant, deliveries first, number in the sandbox).
//! * Every input leaves a [`Record`](input::Record) with a digest of what came out of it; the same inputs
//!   give the same digests.

pub mod advice;
pub mod clock;
mod commands;
pub mod delivery;
pub mod faults;
pub mod input;
pub mod journal;
pub mod ledger;
pub mod log;
mod mishap;
mod motion;
pub mod outbox;
mod output;
mod replay;
mod requests;
mod sending;
pub mod verify;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Map;
use serde_json::Value;

use crate::engine::advice::Raised;
use crate::engine::clock::Mode;
use crate::engine::delivery::DeliveryId;
use crate::engine::delivery::Rewrite;
use crate::engine::faults::Faults;
use crate::engine::input::HeldId;
use crate::engine::input::Secrets;
use crate::engine::journal::Journal;
use crate::engine::log::FORMAT;
use crate::engine::log::Head;
use crate::engine::log::Keep;
use crate::engine::log::Log;
pub use crate::engine::motion::Happened;
pub use crate::engine::motion::MOST_ROWS;
pub use crate::engine::motion::Ran;
use crate::engine::outbox::Outbox;
pub use crate::engine::output::CameOut;
use crate::engine::output::Digest;
pub use crate::engine::replay::ReplayError;
pub use crate::engine::replay::Replayed;
pub use crate::engine::requests::LONGEST_HANG;
pub use crate::engine::sending::Outgoing;
use crate::engine::sending::Sent;
use crate::kernel::access::Identity;
use crate::kernel::catalogue::Catalogued;
use crate::kernel::endpoints::EndpointEntry;
use crate::kernel::ids::Seed;
use crate::kernel::machine::KeyName;
use crate::kernel::machine::Machine;
use crate::kernel::page::Page;
use crate::kernel::provider::SubjectView;
use crate::kernel::provider::World;
use crate::kernel::settings::SettingError;

/// The catalogue of providers that an engine opens.
pub type Catalogue = &'static [&'static dyn Catalogued];

/// What a sandbox is made from.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The sandbox's id.
    pub sandbox: Arc<str>,
    /// The name that people gave it.
    pub name: Option<String>,
    /// What its identifiers derive from.
    pub seed: Seed,
    /// The number by which people named the seed, when they did.
    pub seed_number: Option<u64>,
    /// Where callers reach us, when they do not say it themselves.
    pub origin: Arc<str>,
    /// The virtual instant at which it begins.
    pub start: Timestamp,
    /// Whether virtual time flows at first.
    pub clock: Mode,
    /// What it holds at first.
    pub world: World,
    /// Settings that differ from the defaults, by provider.
    pub settings: BTreeMap<String, Map<String, Value>>,
    /// How often it was reset before.
    pub epoch: u64,
    /// Where its records go.
    pub keep: Keep,
}

/// Why a sandbox cannot be made.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum SetupError {
    /// Settings are given for a provider that does not exist.
    #[error("there is no provider `{0}`")]
    UnknownProvider(String),
    /// A setting is unknown or its value does not fit.
    #[error("{0}: {1}")]
    Setting(String, SettingError),
}

/// One sandbox's world.
pub struct Engine {
    setup: Setup,
    catalogue: Catalogue,
    machines: Vec<Box<dyn Machine>>,
    now: Timestamp,
    /// Numbers timers and events; what is due at one instant happens in this order.
    counter: u64,
    rewrites: Vec<Rewrite>,
    outbox: Outbox,
    faults: Faults,
    /// The endpoint that a call named last.
    addressed: Arc<EndpointEntry>,
    /// What the tries sent that are under way.
    sent: BTreeMap<DeliveryId, Sent>,
    held: BTreeMap<HeldId, (usize, Option<KeyName>)>,
    /// Secrets that merchants set: beside the log, which only names them.
    secrets: Secrets,
    /// The names of those that a provider made and told in an answer.
    told: BTreeSet<String>,
    journal: Journal,
    raised: Raised,
    log: Log,
    sequence: u64,
    /// What comes out of the present input.
    out: Digest,
    /// Digest of what came out of the last input, for a replay to compare.
    last_out: CameOut,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sandbox {} at {}", self.setup.sandbox, self.now)
    }
}

impl Engine {
    /// A sandbox as it is before its first input.
    ///
    /// # Errors
    ///
    /// [`SetupError`] when the settings do not fit.
    pub fn new(setup: Setup, catalogue: Catalogue) -> Result<Self, SetupError> {
        let identity = Identity { id: &setup.sandbox, seed: &setup.seed };
        let mut machines: Vec<_> =
            catalogue.iter().map(|provider| provider.open(&identity, setup.world)).collect();
        for (provider, changes) in &setup.settings {
            let machine = machines
                .iter_mut()
                .find(|machine| machine.profile().name == provider)
                .ok_or_else(|| SetupError::UnknownProvider(provider.clone()))?;
            machine
                .change_settings(changes)
                .map_err(|error| SetupError::Setting(provider.clone(), error))?;
        }
        let log = Log::new(setup.keep);
        Ok(Self {
            now: setup.start,
            catalogue,
            machines,
            counter: 0,
            rewrites: Vec::new(),
            outbox: Outbox::default(),
            faults: Faults::default(),
            addressed: Arc::default(),
            sent: BTreeMap::new(),
            held: BTreeMap::new(),
            secrets: Secrets::new(),
            told: BTreeSet::new(),
            journal: Journal::default(),
            raised: Raised::default(),
            log,
            sequence: 0,
            out: Digest::default(),
            last_out: CameOut::default(),
            setup,
        })
    }

    /// What the sandbox was made from.
    #[must_use]
    pub const fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The head of this epoch's log.
    #[must_use]
    pub fn head(&self) -> Head {
        let edition = |provider: &&dyn Catalogued| {
            let profile = provider.profile();
            (profile.name.to_owned(), profile.edition.to_owned())
        };
        Head {
            sandpay: env!("CARGO_PKG_VERSION").to_owned(),
            format: FORMAT,
            editions: self.catalogue.iter().map(edition).collect(),
            origin: (*self.setup.origin).to_owned(),
            seed: self.setup.seed,
            seed_number: self.setup.seed_number,
            settings: self.setup.settings.clone(),
            sandbox: (*self.setup.sandbox).to_owned(),
            name: self.setup.name.clone(),
            epoch: self.setup.epoch,
            start: self.setup.start,
            clock: self.setup.clock,
            world: self.setup.world,
        }
    }

    /// The virtual instant of the last thing that happened.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// What happened, for people.
    #[must_use]
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The inputs so far.
    #[must_use]
    pub const fn log(&self) -> &Log {
        &self.log
    }

    /// Hands over the records that have not been handed over yet.
    pub fn drain_log(&mut self) -> Vec<input::Record> {
        self.log.drain()
    }

    /// How many inputs there were.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The armed faults.
    #[must_use]
    pub const fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Webhooks and where they stand.
    #[must_use]
    pub const fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// The rewrites of webhook addresses.
    #[must_use]
    pub fn rewrites(&self) -> &[Rewrite] {
        &self.rewrites
    }

    /// The secrets that merchants set, by the names in the log.
    #[must_use]
    pub const fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Gives secrets back that an earlier run of the same log had.
    pub fn adopt_secrets(&mut self, secrets: Secrets) {
        self.sent.clear();
        self.secrets.extend(secrets);
    }

    /// The name of the provider at a position.
    #[must_use]
    pub fn provider_name(&self, position: usize) -> &'static str {
        self.machines[position].profile().name
    }

    /// A provider's position, by name.
    #[must_use]
    pub fn provider(&self, name: &str) -> Option<usize> {
        self.machines.iter().position(|machine| machine.profile().name == name)
    }

    /// A provider's webhook endpoints as the merchant set them, secrets included.
    #[must_use]
    pub fn endpoints(&self, provider: usize) -> Vec<crate::kernel::webhook::Endpoint> {
        self.machines[provider].endpoints().iter().map(|entry| self.revealed(entry)).collect()
    }

    /// A provider's settings, as an object.
    #[must_use]
    pub fn settings(&self, provider: usize) -> Value {
        self.machines[provider].settings()
    }

    /// An entity of any provider, by the provider's own id.
    #[must_use]
    pub fn subject(&self, id: &str) -> Option<(&'static str, SubjectView)> {
        self.machines
            .iter()
            .find_map(|machine| Some((machine.profile().name, machine.subject(id)?)))
    }

    /// A hosted page.
    #[must_use]
    pub fn page(&self, id: &str) -> Option<Page> {
        self.machines.iter().find_map(|machine| machine.page(id))
    }
}
