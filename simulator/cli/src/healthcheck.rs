//! `sandpay healthcheck`: an exit code for containers, without an HTTP client in the image.

use std::time::Duration;

use clap::Args;

use crate::failure::Failure;
use crate::output;
use crate::remote::Remote;

const PATIENCE: Duration = Duration::from_secs(2);

/// Exit with 0 when the simulator is healthy, else with 1
#[derive(Debug, Args)]
pub(crate) struct Healthcheck {
    #[command(flatten)]
    remote: Remote,
    /// Say what was found
    #[arg(short, long)]
    verbose: bool,
}

impl Healthcheck {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let found = self.remote.exchange(("GET", "/_sim/health"), None, PATIENCE);
        let (healthy, words) = match found {
            Ok(answer) => (
                answer.status == 200,
                output::plain(String::from_utf8_lossy(&answer.body).trim_end()),
            ),
            Err(failure) => (false, failure.message.unwrap_or_default()),
        };
        if self.verbose {
            output::print(&words)?;
        }
        if healthy { Ok(()) } else { Err(Failure::silent(1)) }
    }
}
