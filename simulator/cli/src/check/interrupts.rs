//! Signals during a check: the first lets no other case begin, the second ends at once.
//!
//! A check that ends by itself leaves a server as it was, without the endpoint that it listened with.

use std::io;

use crate::check::progress::Progress;
use crate::output;

/// Signals that were asked for.
pub(crate) struct Interrupts {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Interrupts {
    /// From now on signals are caught; before, they end the process.
    #[cfg(unix)]
    pub(crate) fn caught() -> io::Result<Self> {
        use tokio::signal::unix::SignalKind;
        use tokio::signal::unix::signal;

        let terminate = signal(SignalKind::terminate())?;
        Ok(Self { terminate, interrupt: signal(SignalKind::interrupt())? })
    }

    /// From now on signals are caught; before, they end the process.
    #[cfg(windows)]
    pub(crate) fn caught() -> io::Result<Self> {
        Ok(Self { interrupt: tokio::signal::windows::ctrl_c()? })
    }

    /// Returns with the second signal.
    pub(crate) async fn twice(mut self, progress: &Progress) {
        self.next().await;
        progress.interrupt();
        output::note(
            "stopping: finishing the cases that are under way; a second signal stops at once",
        );
        self.next().await;
    }

    #[cfg(unix)]
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(windows)]
    async fn next(&mut self) {
        self.interrupt.recv().await;
    }
}
