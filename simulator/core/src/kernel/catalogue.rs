//! A provider that has not been opened: it names credentials and admits requests, purely and outside of
//! any lock.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::kernel::access::Caller;
use crate::kernel::access::Credential;
use crate::kernel::access::Identity;
use crate::kernel::access::Keyring;
use crate::kernel::access::Verdict;
use crate::kernel::machine::Machine;
use crate::kernel::message::Request;
use crate::kernel::message::Response;
use crate::kernel::provider::Profile;
use crate::kernel::provider::Provider;
use crate::kernel::provider::World;
use crate::kernel::scrub::Touched;
use crate::kernel::scrub::scrubbed;
use crate::kernel::slot;

/// A provider that has not been opened yet.
pub trait Catalogued: fmt::Debug + Send + Sync {
    /// What it offers.
    fn profile(&self) -> &'static Profile;
    /// A sandbox's credentials.
    fn credentials(&self, sandbox: &Identity<'_>) -> Vec<Credential>;
    /// Verifies, scrubs and parses a raw request. `keys_of` is asked once for the keys of whoever calls.
    fn receive(&self, raw: Request, keys_of: &mut dyn FnMut(Caller<'_>) -> Keyring) -> Admitted;
    /// As [`receive`](Self::receive), whoever calls.
    fn admit(&self, raw: Request, keys: &Keyring) -> Admitted {
        self.receive(raw, &mut |_| keys.clone())
    }
    /// Parses a request that was admitted before, as a replay does.
    fn readmit(&self, request: Arc<Request>, verdict: Verdict) -> Admitted;
    /// Opens the provider in a sandbox.
    fn open(&self, sandbox: &Identity<'_>, world: World) -> Box<dyn Machine>;
    /// The refusal of a request whose body cannot be read.
    fn unreadable(&self) -> Response;
    /// What is answered when the simulator itself fails.
    fn internal_error(&self) -> Response;
}

/// The one implementation of [`Catalogued`]: the provider as a type.
pub struct Kind<P>(PhantomData<fn() -> P>);

impl<P> Kind<P> {
    /// The provider, as a value.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<P> Default for Kind<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P> fmt::Debug for Kind<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::any::type_name::<P>())
    }
}

/// A request that has passed admission: all that anybody downstream may see of it.
#[derive(Debug)]
pub struct Admitted {
    /// What verification found.
    pub verdict: Verdict,
    /// The request without its secrets.
    pub request: Arc<Request>,
    /// The operation that it asks for, when that could be understood.
    pub operation: Option<&'static str>,
    /// The parsed call, or the documented refusal.
    pub call: Result<Box<dyn Any + Send>, Response>,
}

fn admitted<P: Provider>(
    request: Arc<Request>,
    verdict: Verdict,
    call: Result<P::Call, P::Error>,
) -> Admitted {
    let operation = call.as_ref().ok().map(P::operation);
    let call = call.map(|call| Box::new(call) as Box<dyn Any + Send>).map_err(Into::into);
    Admitted { verdict, request, operation, call }
}

impl<P: Provider> Catalogued for Kind<P> {
    fn profile(&self) -> &'static Profile {
        P::PROFILE
    }

    fn credentials(&self, sandbox: &Identity<'_>) -> Vec<Credential> {
        P::credentials(sandbox)
    }

    fn receive(&self, raw: Request, keys_of: &mut dyn FnMut(Caller<'_>) -> Keyring) -> Admitted {
        let sent = raw.body.clone();
        let body = P::read(&sent);
        let verdict = P::verify(&raw, &body, &keys_of(P::identify(&raw, &body)));
        let (request, touched) = scrubbed(raw, &P::PROFILE.scrub);
        let request = Arc::new(request);
        // A replay reads what is kept. Where that lacks the proof alone, it would read the same.
        let reads_alike = touched <= Touched::Proof && matches!(verdict, Verdict::Accepted { .. });
        if !reads_alike {
            return self.readmit(request, verdict);
        }
        let call = P::parse(&request, body, &verdict);
        admitted::<P>(request, verdict, call)
    }

    fn readmit(&self, request: Arc<Request>, verdict: Verdict) -> Admitted {
        let call = P::parse(&request, P::read(&request.body), &verdict);
        admitted::<P>(request, verdict, call)
    }

    fn open(&self, sandbox: &Identity<'_>, world: World) -> Box<dyn Machine> {
        slot::open::<P>(sandbox, world)
    }

    fn unreadable(&self) -> Response {
        P::refusal(P::PROFILE.unreadable).map_or_else(P::internal_error, Into::into)
    }

    fn internal_error(&self) -> Response {
        P::internal_error()
    }
}
