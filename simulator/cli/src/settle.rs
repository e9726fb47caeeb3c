//! `sandpay settle`: what is due now happens, and its webhooks are delivered.

use clap::Args;

use crate::clock;
use crate::failure::Failure;
use crate::remote::Remote;

/// Let everything happen that is due now, and deliver its webhooks
#[derive(Debug, Args)]
pub(crate) struct Settle {
    #[command(flatten)]
    remote: Remote,
}

impl Settle {
    pub(crate) fn run(self) -> Result<(), Failure> {
        self.remote.show(&self.remote.send(("POST", "/_sim/settle"), None)?, clock::advanced)
    }
}
