//! What this program is in a child process: one of the servers that are measured.

pub(crate) mod sandpay;
pub(crate) mod yardstick;

use std::io;

/// The argument for sandpay.
pub(crate) const SANDPAY: &str = "__sandpay";
/// The argument for the yardstick.
pub(crate) const YARDSTICK: &str = "__yardstick";

/// Serves until its input ends, as the arguments say.
type Serve = fn(&[String]) -> io::Result<()>;

/// The server that an argument names.
pub(crate) fn named(argument: &str) -> Option<Serve> {
    match argument {
        SANDPAY => Some(sandpay::serve),
        YARDSTICK => Some(|_| yardstick::serve()),
        _ => None,
    }
}
