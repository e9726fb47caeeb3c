//! Which sandbox a caller means: by credential, by page, by name.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use sandpay_core::kernel::access::Caller;
use sandpay_core::kernel::access::DEFAULT_SANDBOX;
use sandpay_core::kernel::catalogue::Admitted;
use sandpay_core::kernel::message::Request;

use crate::error::ControlError;
use crate::server::driver::Order;
use crate::server::sandbox::Sandbox;

/// All sandboxes of a server.
#[derive(Debug)]
pub(crate) struct Directory {
    sandboxes: RwLock<Sandboxes>,
    /// The one that exists from the start; it serves callers whom nobody knows.
    default: Arc<Sandbox>,
    /// How many this server has made, so that ids of deleted ones are not given again while it runs.
    made: AtomicU64,
    /// Held while one is being made, so that no id is given twice.
    making: Mutex<()>,
}

#[derive(Debug, Default)]
struct Sandboxes {
    by_id: BTreeMap<Arc<str>, Arc<Sandbox>>,
    /// By the provider's position, then by selecting credential.
    by_credential: BTreeMap<usize, BTreeMap<String, Arc<Sandbox>>>,
}

impl Directory {
    pub(crate) fn new(default: Arc<Sandbox>) -> Self {
        let directory = Self {
            sandboxes: RwLock::default(),
            default: Arc::clone(&default),
            made: AtomicU64::new(0),
            making: Mutex::new(()),
        };
        directory.insert(default);
        directory
    }

    /// Lets one sandbox be made at a time.
    pub(crate) fn making(&self) -> MutexGuard<'_, ()> {
        self.making.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sandbox that exists from the start.
    pub(crate) fn default(&self) -> Arc<Sandbox> {
        Arc::clone(&self.default)
    }

    /// How many sandboxes were ever made.
    pub(crate) fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    pub(crate) fn insert(&self, sandbox: Arc<Sandbox>) {
        self.made.fetch_add(1, Ordering::Relaxed);
        let mut sandboxes = self.sandboxes.write().unwrap_or_else(PoisonError::into_inner);
        for (provider, credentials) in sandbox.credentials.iter().enumerate() {
            for credential in credentials.iter().filter(|credential| credential.selects) {
                let known = sandboxes.by_credential.entry(provider).or_default();
                known.insert(credential.value.clone(), Arc::clone(&sandbox));
            }
        }
        sandboxes.by_id.insert(Arc::clone(&sandbox.id), sandbox);
    }

    /// Removes a sandbox; its credentials select nobody any more.
    pub(crate) fn remove(&self, id: &str) -> Result<Arc<Sandbox>, ControlError> {
        if id == DEFAULT_SANDBOX {
            let hint = "POST /_sim/reset empties it";
            return Err(ControlError::clash(
                "default_sandbox",
                "the sandbox `default` cannot be deleted",
                hint,
            ));
        }
        let mut sandboxes = self.sandboxes.write().unwrap_or_else(PoisonError::into_inner);
        let sandbox = sandboxes.by_id.remove(id).ok_or_else(|| unknown(id))?;
        for known in sandboxes.by_credential.values_mut() {
            known.retain(|_, owner| !Arc::ptr_eq(owner, &sandbox));
        }
        // The driver may be gone already, together with the server.
        drop(sandbox.orders.send(Order::Stop));
        Ok(sandbox)
    }

    pub(crate) fn by_id(&self, id: &str) -> Result<Arc<Sandbox>, ControlError> {
        let sandboxes = self.sandboxes.read().unwrap_or_else(PoisonError::into_inner);
        sandboxes.by_id.get(id).cloned().ok_or_else(|| unknown(id))
    }

    /// The sandbox that a page belongs to: its id begins with the sandbox's.
    pub(crate) fn by_page(&self, page: &str) -> Result<Arc<Sandbox>, ControlError> {
        self.by_id(page.split('-').next().unwrap_or_default())
    }

    /// Admits a request to a provider, and finds the sandbox that it is meant for.
    pub(crate) fn admit(&self, provider: usize, raw: Request) -> (Arc<Sandbox>, Admitted) {
        let mut owner = self.default();
        let admitted = self.default.shared.catalogue[provider].receive(raw, &mut |caller| {
            if let Some(known) = self.by_caller(provider, &caller) {
                owner = known;
            }
            owner.keyring(provider)
        });
        (owner, admitted)
    }

    fn by_caller(&self, provider: usize, caller: &Caller<'_>) -> Option<Arc<Sandbox>> {
        let Caller::Key(key) = caller else { return None };
        let sandboxes = self.sandboxes.read().unwrap_or_else(PoisonError::into_inner);
        sandboxes.by_credential.get(&provider)?.get(&**key).cloned()
    }

    /// Every sandbox, by id.
    pub(crate) fn all(&self) -> Vec<Arc<Sandbox>> {
        self.sandboxes
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .by_id
            .values()
            .cloned()
            .collect()
    }
}

fn unknown(id: &str) -> ControlError {
    ControlError::unknown(
        "unknown_sandbox",
        format!("there is no sandbox `{id}`"),
        "GET /_sim/sandboxes lists them",
    )
}
