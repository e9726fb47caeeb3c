//! Why a call has no answer to give: the way there, the provider's refusal, or an answer nobody can read.
//!
//! What a refusal says is each provider's own (`errors` in its folder). A declined payment is no error: it is an answer.

use crate::transport::Received;
use crate::transport::TransportError;

/// Why a call gave no answer; `R` is the provider's documented refusal.
#[derive(Debug, thiserror::Error)]
pub enum CallError<R> {
    /// No complete HTTP answer came. The provider may have acted all the same.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The provider refused, and said why.
    #[error("refused: {0}")]
    Refused(R),
    /// An HTTP answer came that is neither the documented answer nor a documented refusal.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

impl<R> CallError<R> {
    /// The provider's refusal, if it was one.
    #[must_use]
    pub fn refusal(&self) -> Option<&R> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Transport(_) | Self::Unreadable(_) => None,
        }
    }
}

/// An HTTP answer that does not have a documented shape.
#[derive(Debug, thiserror::Error)]
#[error("HTTP {} with an undocumented body", received.status)]
pub struct Unreadable {
    /// What came.
    pub received: Box<Received>,
    /// Where its body leaves the documented shape.
    #[source]
    pub reason: serde_json::Error,
}

impl Unreadable {
    pub(crate) fn new(received: Received, reason: serde_json::Error) -> Self {
        Self { received: Box::new(received), reason }
    }
}
