//! Turning the clock: what is asked for, checked, and handed to the driver.

use std::sync::Arc;

use jiff::Timestamp;
use sandpay_core::engine::clock::Mode;
use sandpay_core::kernel::duration;
use tokio::sync::oneshot;

use crate::error::ControlError;
use crate::server::driver::Advanced;
use crate::server::driver::Order;
use crate::server::driver::Turn;
use crate::server::sandbox::Sandbox;
use crate::server::sandbox::Turning;

/// How far the clock is to be turned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// By an ISO 8601 duration, counted on the calendar in UTC.
    By(String),
    /// To an instant that has not passed.
    To(Timestamp),
    /// To whatever is due next; nowhere when nothing is.
    Next,
    /// To the present instant: what is due happens, and webhooks are delivered.
    Here,
}

/// Turns the clock and returns when the world is quiet.
pub(crate) async fn turn(sandbox: Arc<Sandbox>, target: Target) -> Result<Advanced, ControlError> {
    let turning = sandbox.turn()?;
    let to = instant(&sandbox, &target)?;
    turned(&sandbox, turning, to).await
}

/// Hands a claimed turn to the driver.
async fn turned(
    sandbox: &Sandbox,
    turning: Turning,
    to: Timestamp,
) -> Result<Advanced, ControlError> {
    let (reply, advanced) = oneshot::channel();
    let gone = || {
        let hint = "it was deleted, or the server stops";
        ControlError::unknown("unknown_sandbox", "the sandbox is no more", hint)
    };
    sandbox.orders.send(Order::Turn(Turn { to, turning, reply })).map_err(|_| gone())?;
    advanced.await.map_err(|_| gone())
}

fn instant(sandbox: &Sandbox, target: &Target) -> Result<Timestamp, ControlError> {
    let (_, now) = sandbox.clock();
    match target {
        Target::Here => Ok(now),
        Target::Next => {
            Ok(sandbox.read(sandpay_core::engine::Engine::next_due).unwrap_or(now).max(now))
        }
        Target::To(to) if *to < now => {
            let message = format!("the clock turns forward only: it is {now} now");
            Err(ControlError::bad(
                "clock_backwards",
                message,
                "POST /_sim/reset begins a new epoch",
            ))
        }
        Target::To(to) => Ok(*to),
        Target::By(text) => {
            duration::parse(text).and_then(|span| duration::after(now, &span)).map_err(|error| {
                let message = format!("`{text}` cannot be added to {now}: {error}");
                ControlError::bad(
                    "bad_duration",
                    message,
                    "P7D is seven days, PT3H three hours, P1M a month",
                )
            })
        }
    }
}

/// Stops virtual time, at a later instant when one is given.
pub(crate) async fn freeze(
    sandbox: Arc<Sandbox>,
    at: Option<Timestamp>,
) -> Result<(Mode, Timestamp), ControlError> {
    let turning = sandbox.turn()?;
    if let Some(at) = at {
        // Checked before anything changes, so that a refused call leaves the clock as it was.
        instant(&sandbox, &Target::To(at))?;
    }
    let (_, now) = sandbox.set_mode(Mode::Frozen).await?;
    if let Some(at) = at {
        // One claim for both steps; time that passed while the clock was being stopped is no mistake.
        turned(&sandbox, turning, at.max(now)).await?;
    }
    Ok(sandbox.clock())
}

/// Lets virtual time flow from where it stands.
pub(crate) async fn flow(sandbox: Arc<Sandbox>) -> Result<(Mode, Timestamp), ControlError> {
    let _turning = sandbox.turn()?;
    sandbox.set_mode(Mode::Flowing).await
}
