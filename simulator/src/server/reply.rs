//! A result that is on its way from the server's thread: await it, or block for it.

use std::future::Future;
use std::pin::Pin;
use std::pin::pin;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;
use std::task::Wake;
use std::task::Waker;
use std::thread;
use std::thread::Thread;

use tokio::sync::oneshot;

/// A result that is on its way from the server's thread.
///
/// Await it in asynchronous code, or call [`wait`](Self::wait) in blocking code; both work in every
/// kind of test. When a webhook receiver runs on the very thread that waits, only awaiting lets it answer.
#[must_use = "await the reply, or call wait()"]
#[derive(Debug)]
pub struct Reply<T>(oneshot::Receiver<T>);

impl<T> Reply<T> {
    pub(crate) const fn new(receiver: oneshot::Receiver<T>) -> Self {
        Self(receiver)
    }

    /// Blocks this thread until the result is there.
    ///
    /// # Panics
    ///
    /// When the simulator was shut down meanwhile.
    pub fn wait(self) -> T {
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut context = Context::from_waker(&waker);
        let mut reply = pin!(self);
        loop {
            match reply.as_mut().poll(&mut context) {
                Poll::Ready(result) => return result,
                Poll::Pending => thread::park(),
            }
        }
    }
}

impl<T> Future for Reply<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        Pin::new(&mut self.0)
            .poll(context)
            .map(|result| result.expect("the simulator was shut down while a reply was awaited"))
    }
}

/// Wakes a thread that is parked. Unlike a runtime's own blocking call, it may be used on any thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
