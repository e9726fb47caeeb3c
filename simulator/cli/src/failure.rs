//! What a command ends with when it did not do what was asked: an exit code, a sentence, a hint.

use std::fmt::Display;

/// Why a command did not do what was asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The exit code of the process.
    pub(crate) code: u8,
    /// A sentence for stderr; none when the code says everything.
    pub(crate) message: Option<String>,
    /// What to do about it.
    pub(crate) hint: Option<String>,
}

impl Failure {
    fn new(code: u8, message: impl Display) -> Self {
        Self { code, message: Some(message.to_string()), hint: None }
    }

    /// The operation was refused, or something differs: 1.
    pub(crate) fn refused(message: impl Display) -> Self {
        Self::new(1, message)
    }

    /// The command line or the configuration makes no sense: 2.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self::new(2, message)
    }

    /// No simulator answers: 3.
    pub(crate) fn unreachable(message: impl Display) -> Self {
        Self::new(3, message)
    }

    /// Something here is broken: 4.
    pub(crate) fn internal(message: impl Display) -> Self {
        Self::new(4, message)
    }

    /// An exit code without words.
    pub(crate) const fn silent(code: u8) -> Self {
        Self { code, message: None, hint: None }
    }

    /// The same with a hint.
    pub(crate) fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}
