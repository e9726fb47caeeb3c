//! `sandpay reset`: a sandbox begins again.

use clap::Args;

use crate::failure::Failure;
use crate::remote::Remote;

/// Empty the sandbox: it begins again as it first did
#[derive(Debug, Args)]
pub(crate) struct Reset {
    #[command(flatten)]
    remote: Remote,
}

impl Reset {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let answer = self.remote.send(("POST", "/_sim/reset"), None)?;
        self.remote.show(&answer, |_| "the sandbox begins again".to_owned())
    }
}
