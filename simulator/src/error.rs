//! What can go wrong when the simulator itself is asked for something. Refusals of providers are not
//! here: they are answers, as documented.

use std::io;
use std::path::PathBuf;

use http::StatusCode;
use sandpay_core::engine::ReplayError;
use sandpay_core::engine::SetupError;
use sandpay_core::engine::input::CommandRefused;
use sandpay_core::engine::input::Mistake;
use sandpay_core::engine::log::LineError;
use serde::Serialize;
use thiserror::Error;

/// Why the simulator did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: String,
        /// Why not.
        source: io::Error,
    },
    /// The server's thread or runtime could not be made.
    #[error("cannot start the server: {0}")]
    Runtime(io::Error),
    /// Settings do not fit.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The log file cannot be read or written.
    #[error("cannot use the log file {path}: {source}")]
    LogFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A line of the log file cannot be used.
    #[error("line {line} of the log file {path}: {source}")]
    LogLine {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Why not.
        source: LogLineError,
    },
}

/// Why a line of a log cannot be used.
#[derive(Debug, Error)]
pub enum LogLineError {
    /// It is torn or not understood.
    #[error(transparent)]
    Line(#[from] LineError),
    /// It cannot be run again.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// A record of a sandbox that no head has opened.
    #[error("a record of the sandbox `{0}`, which no earlier line has opened")]
    NoHead(String),
}

/// Why a call to the simulator itself was refused; nothing has happened then.
#[derive(Clone, Debug, Error, PartialEq, Eq, Serialize)]
#[error("{message} ({code}; {hint})")]
pub struct ControlError {
    /// The HTTP status of the control plane's answer.
    #[serde(skip)]
    pub status: StatusCode,
    /// A stable code.
    pub code: &'static str,
    /// A sentence.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl ControlError {
    /// Bad input.
    pub(crate) fn bad(
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, message: message.into(), hint: hint.into() }
    }

    /// Something that does not exist.
    pub(crate) fn unknown(
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { status: StatusCode::NOT_FOUND, ..Self::bad(code, message, hint) }
    }

    /// Something that cannot be done now.
    pub(crate) fn clash(
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { status: StatusCode::CONFLICT, ..Self::bad(code, message, hint) }
    }

    /// The log file cannot be written, so nothing may be acknowledged.
    pub(crate) fn not_durable() -> Self {
        let hint = "free some space, or start without --log";
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..Self::bad("log_not_written", "the log file cannot be written", hint)
        }
    }
}

impl From<CommandRefused> for ControlError {
    fn from(refused: CommandRefused) -> Self {
        let CommandRefused { mistake, code, message, hint } = refused;
        match mistake {
            Mistake::BadInput => Self::bad(code, message, hint),
            Mistake::Unknown => Self::unknown(code, message, hint),
            Mistake::Clash => Self::clash(code, message, hint),
        }
    }
}
