//! Answers that can be written again: what they show is kept, which is small where their bytes are not.
//!
//! The bytes that leave are made by the [machine](super::machine); this is for whoever wants them later.

use std::fmt;
use std::sync::Arc;

use crate::kernel::message::Response;
use crate::kernel::provider::Provider;

/// An answer that can be written again: a version and how to show it.
pub trait Rendering: fmt::Debug + Send + Sync {
    /// The answer, the same as it left.
    fn response(&self) -> Response;
}

struct Shown<P: Provider>(P::Answer);

/// What an answer of a provider shows.
pub(crate) fn of<P: Provider>(answer: P::Answer) -> Arc<dyn Rendering> {
    Arc::new(Shown::<P>(answer))
}

impl<P: Provider> fmt::Debug for Shown<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an answer of {}", P::PROFILE.name)
    }
}

impl<P: Provider> Rendering for Shown<P> {
    fn response(&self) -> Response {
        P::answer(&self.0)
    }
}
