//! The end of `sandpay serve`: the first signal finishes what is under way, the second ends at once.

use std::io;
use std::thread;

use sandpay::Simulator;
use sandpay::views::AdviceTotal;
use tokio::runtime;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::failure::Failure;

/// Signals that were asked for and not yet waited for.
pub(crate) struct Signals {
    runtime: Runtime,
    stream: Stream,
}

/// The exit code of a process that a second signal ended.
const INTERRUPTED: u8 = 130;

impl Signals {
    /// From now on signals are caught; before, they end the process.
    pub(crate) fn caught() -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_io().build()?;
        let entered = runtime.enter();
        let stream = Stream::open()?;
        drop(entered);
        Ok(Self { runtime, stream })
    }

    /// Serves until a signal comes, then drains and stops. Answers the advice of the whole run.
    pub(crate) fn serve(self, simulator: Simulator) -> Result<Vec<AdviceTotal>, Failure> {
        let Self { runtime, mut stream } = self;
        runtime.block_on(async move {
            stream.next().await;
            tracing::info!("stopping: finishing what is under way; a second signal stops at once");
            let (stopped, drained) = oneshot::channel();
            thread::spawn(move || {
                // The receiver is gone when a second signal came first.
                let _ = stopped.send(simulator.shutdown());
            });
            tokio::select! {
                advice = drained => {
                    advice.map_err(|_| Failure::internal("stopping failed; the panic is above"))
                }
                () = stream.next() => Err(Failure::silent(INTERRUPTED)),
            }
        })
    }
}

#[cfg(unix)]
struct Stream {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Stream {
    fn open() -> io::Result<Self> {
        use tokio::signal::unix::SignalKind;
        use tokio::signal::unix::signal;

        let terminate = signal(SignalKind::terminate())?;
        Ok(Self { terminate, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(windows)]
struct Stream(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Stream {
    fn open() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}
