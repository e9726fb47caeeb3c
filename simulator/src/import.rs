//! A log that comes back in: every line read, every record run again and compared, and the sandbox put
//! in its place. Nothing is kept of a log that does not come out as it was written.

use std::sync::Arc;

use sandpay_core::engine::Engine;
use sandpay_core::engine::ReplayError;
use sandpay_core::engine::Setup;
use sandpay_core::engine::input::Record;
use sandpay_core::engine::log;
use sandpay_core::engine::log::Head;
use sandpay_core::engine::log::Keep;
use sandpay_core::engine::log::LineError;

use crate::error::ControlError;
use crate::server::front::Server;
use crate::server::sandbox::Sandbox;
use crate::server::shared::Shared;

/// Runs the lines of an export again.
pub(crate) fn run(lines: &str, shared: &Shared) -> Result<Engine, ControlError> {
    let mut lines = (1..).zip(lines.lines());
    let (_, first) = lines.next().unwrap_or((1, ""));
    let head = log::read_head(first).map_err(|error| bad_line(1, &error))?;
    check_id(&head)?;
    let keep = if shared.log.is_some() { Keep::HandedOver } else { Keep::default() };
    let setup = Setup::from_head(&head, keep);
    let mut engine =
        Engine::new(setup, shared.catalogue).map_err(|error| refused(&error.into()))?;
    if engine.head().editions != head.editions {
        tracing::warn!(sandbox = head.sandbox, "the log was written by other editions");
    }
    for (number, line) in lines {
        let record: Record = log::read(line).map_err(|error| bad_line(number, &error))?;
        engine.repeat(record).map_err(|error| refused(&error))?;
    }
    // Whoever waited for a held answer waited elsewhere.
    for held in engine.held() {
        engine.released(engine.now(), held);
    }
    Ok(engine)
}

/// Puts the world in the place of the sandbox of the same id, or beside the others. Runs on the server's
/// runtime.
pub(crate) fn adopt(server: &Server, engine: Engine) -> Result<Arc<Sandbox>, ControlError> {
    let present = server.directory.by_id(&engine.setup().sandbox).ok();
    // Not in the middle of a turn, whose rows would tell of two worlds.
    let _turning = present.as_ref().map(Sandbox::turn).transpose()?;
    Ok(server.adopt(engine))
}

/// Credentials and pages are made from a sandbox's id, which is letters and digits.
fn check_id(head: &Head) -> Result<(), ControlError> {
    let id = &head.sandbox;
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if head.epoch > u64::from(u32::MAX) {
        return Err(bad_log(format!("{} cannot be the number of an epoch", head.epoch)));
    }
    if plain && (1..=64).contains(&id.len()) {
        return Ok(());
    }
    Err(bad_log(format!("`{id}` cannot be the id of a sandbox")))
}

fn bad_line(number: usize, error: &LineError) -> ControlError {
    bad_log(format!("line {number}: {error}"))
}

fn bad_log(message: String) -> ControlError {
    ControlError::bad("bad_log", message, "send what GET /_sim/export answered, unchanged")
}

fn refused(error: &ReplayError) -> ControlError {
    match error {
        ReplayError::Differs { .. } => {
            let hint = "it was written by another version, or a record was changed";
            ControlError::clash("log_differs", error.to_string(), hint)
        }
        ReplayError::Setup(_) | ReplayError::UnknownProvider { .. } | ReplayError::Gap { .. } => {
            bad_log(error.to_string())
        }
    }
}
