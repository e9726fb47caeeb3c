//! How long a connection may keep us waiting. For a request: briefly once one has begun to arrive, longer
//! before that. Clients keep connections for later requests, and on a busy machine one that was just
//! opened can stay silent for seconds; closing it then looks to its owner like an answer that was lost.
//! For a reader: as long as for a request, each time that it takes nothing of what is sent to it.
//!
//! Not for the bodies of requests: those have a time of their own, as a whole.

use std::future::Future;
use std::io;
use std::io::IoSlice;
use std::mem;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::task::Context;
use std::task::Poll;
use std::task::ready;
use std::time::Duration;
use std::time::Instant;

use hyper::rt::Sleep;
use hyper::rt::Timer;
use socket2::SockRef;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::io::ReadBuf;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

/// How long the head of a request may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// How long a connection may be silent: before its first request, and between two.
pub(crate) const SILENT_TIME: Duration = Duration::from_secs(60);
/// How long a reader may take nothing of what is sent to it.
const UNREAD_TIME: Duration = SILENT_TIME;
/// Bytes that the system keeps for a reader. It tells of room again when a third of them was taken, and by itself it
/// would keep megabytes: who reads slowly would look like one who reads nothing.
const KEPT_FOR_READER: usize = 64 << 10;
/// With fewer places left for connections, silence is borne no longer than a slow head.
pub(crate) const FEW_PLACES: usize = 512;

/// Lets a listener's connections tell in time that they are read: they inherit this from it.
pub(crate) fn keep_little(listener: &TcpListener) -> io::Result<()> {
    SockRef::from(listener).set_send_buffer_size(KEPT_FOR_READER)
}

/// The timer of one connection, which begins anew whenever hyper waits for a request.
#[derive(Clone, Debug)]
pub(crate) struct Patience {
    arrived: Arc<AtomicBool>,
    places: Arc<Semaphore>,
}

impl Patience {
    /// For a connection that takes one of `places`.
    pub(crate) fn new(places: Arc<Semaphore>) -> Self {
        Self { arrived: Arc::default(), places }
    }

    /// The connection, watched for bytes that arrive.
    pub(crate) fn watch<S>(&self, stream: S) -> Watched<S> {
        Watched { stream, arrived: Arc::clone(&self.arrived), unread: None, wrote: false }
    }
}

impl Timer for Patience {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until((tokio::time::Instant::now() + duration).into())
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        self.arrived.store(false, Ordering::Release);
        let crowded = self.places.available_permits() < FEW_PLACES;
        let soon = tokio::time::Instant::now() + HEAD_TIME;
        let deadline = if crowded { soon.min(deadline.into()) } else { deadline.into() };
        let sleep = Box::pin(tokio::time::sleep_until(deadline));
        Box::pin(Waiting { sleep, arrived: Arc::clone(&self.arrived), hurried: false })
    }
}

/// The wait for one request.
struct Waiting {
    sleep: Pin<Box<tokio::time::Sleep>>,
    arrived: Arc<AtomicBool>,
    /// Whether the request has begun to arrive.
    hurried: bool,
}

impl Sleep for Waiting {}

impl Future for Waiting {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if !self.hurried && self.arrived.load(Ordering::Acquire) {
            self.hurried = true;
            let soon = tokio::time::Instant::now() + HEAD_TIME;
            let deadline = soon.min(self.sleep.deadline());
            self.sleep.as_mut().reset(deadline);
        }
        self.sleep.as_mut().poll(cx)
    }
}

/// A connection of which can be told that its other side has ended it.
pub(crate) trait Ends {
    /// Whether the other side has ended it, and nothing is left to be read.
    fn poll_ended(&self, cx: &mut Context<'_>) -> Poll<()>;
}

impl Ends for TcpStream {
    fn poll_ended(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut byte = [0];
        match self.poll_peek(cx, &mut ReadBuf::new(&mut byte)) {
            Poll::Ready(Ok(0) | Err(_)) => Poll::Ready(()),
            // The next request is there already.
            Poll::Ready(Ok(_)) | Poll::Pending => Poll::Pending,
        }
    }
}

/// A connection that tells [`Patience`] when bytes arrive, and that fails when nobody reads or when its other
/// side has left: an answer that is held back must not wait for nobody. Hyper would find that out by
/// reading, with a fresh buffer for each request. Who has nothing more to say looks like one who has left, and
/// gets what can be answered at once.
#[derive(Debug)]
pub(crate) struct Watched<S> {
    stream: S,
    arrived: Arc<AtomicBool>,
    /// Runs while the other side takes nothing.
    unread: Option<Pin<Box<tokio::time::Sleep>>>,
    /// Whether anything was written since the last flush.
    wrote: bool,
}

impl<S> Watched<S> {
    /// What became of a write, which may wait for its reader only so long.
    fn limited(
        &mut self,
        written: Poll<io::Result<usize>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.unread = None;
            self.wrote |= matches!(written, Poll::Ready(Ok(1..)));
            return written;
        }
        let unread = self.unread.get_or_insert_with(|| Box::pin(tokio::time::sleep(UNREAD_TIME)));
        unread.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.arrived.store(true, Ordering::Release);
        }
        read
    }
}

impl<S: AsyncWrite + Ends + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.limited(written, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.limited(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        let wrote = mem::take(&mut self.wrote);
        match self.stream.poll_ended(cx) {
            Poll::Pending => Poll::Ready(Ok(())),
            Poll::Ready(()) if wrote => {
                // Hyper may have read further requests, or have more of this answer. Whether anything is made of
                // them at once shows at the next flush.
                cx.waker().wake_by_ref();
                Poll::Ready(Ok(()))
            }
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use rstest::rstest;
    use tokio::io::AsyncReadExt;
    use tokio::io::AsyncWriteExt;
    use tokio::io::DuplexStream;
    use tokio::time;

    use super::*;

    /// When a wait ends, in seconds, if the first byte arrives after some.
    async fn ends(places: usize, first_byte: Option<u64>) -> u64 {
        let patience = Patience::new(Arc::new(Semaphore::new(places)));
        let begun = time::Instant::now();
        let mut wait = patience.sleep_until((begun + SILENT_TIME).into());
        if let Some(seconds) = first_byte {
            let arrives = time::sleep(Duration::from_secs(seconds));
            tokio::select! {
                () = wait.as_mut() => return begun.elapsed().as_secs(),
                () = arrives => patience.arrived.store(true, Ordering::Release),
            }
        }
        wait.await;
        begun.elapsed().as_secs()
    }

    #[rstest]
    #[case::silence(1024, None, 60)]
    #[case::silence_among_many(511, None, 5)]
    #[case::a_head_that_begins_at_once(1024, Some(0), 5)]
    #[case::a_head_that_begins_after_a_while(1024, Some(30), 35)]
    #[case::a_head_that_begins_at_the_last_moment(1024, Some(58), 60)]
    #[tokio::test(start_paused = true)]
    async fn a_head_is_waited_for_briefly_and_silence_longer(
        #[case] places: usize,
        #[case] first_byte: Option<u64>,
        #[case] expected: u64,
    ) {
        assert_eq!(ends(places, first_byte).await, expected);
    }

    #[tokio::test(start_paused = true)]
    async fn every_request_is_waited_for_anew() {
        let patience = Patience::new(Arc::new(Semaphore::new(1024)));
        patience.arrived.store(true, Ordering::Release);
        let begun = time::Instant::now();

        patience.sleep(SILENT_TIME).await;

        assert_eq!(begun.elapsed().as_secs(), SILENT_TIME.as_secs());
    }

    #[test]
    fn little_is_kept_for_the_readers_of_a_listener() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        keep_little(&listener).unwrap();

        let _reader = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (stream, _) = listener.accept().unwrap();

        let kept = SockRef::from(&stream).send_buffer_size().unwrap();
        // Linux doubles what it is told, for its own books.
        assert!((KEPT_FOR_READER..=2 * KEPT_FOR_READER).contains(&kept), "{kept}");
    }

    impl Ends for DuplexStream {
        fn poll_ended(&self, _: &mut Context<'_>) -> Poll<()> {
            Poll::Pending
        }
    }

    /// A watched connection whose other side has nothing more to say, and that side.
    async fn half_closed() -> (Watched<TcpStream>, TcpStream) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut caller = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        caller.shutdown().await.unwrap();
        poll_fn(|cx| stream.poll_ended(cx)).await;
        (Patience::new(Arc::new(Semaphore::new(1024))).watch(stream), caller)
    }

    #[tokio::test]
    async fn who_has_nothing_more_to_say_is_answered_and_not_waited_for() {
        let (mut watched, mut caller) = half_closed().await;

        for answer in 0..3 {
            watched.write_u8(answer).await.unwrap();
            watched.flush().await.unwrap();
            assert_eq!(caller.read_u8().await.unwrap(), answer);
        }

        watched.write_u8(3).await.unwrap();
        // As hyper does it: what was flushed well is looked at again when somebody wakes it.
        let ended = poll_fn(|cx| match Pin::new(&mut watched).poll_flush(cx) {
            Poll::Ready(Err(error)) => Poll::Ready(error.kind()),
            Poll::Ready(Ok(())) | Poll::Pending => Poll::Pending,
        });
        tokio::select! {
            biased;
            () = time::sleep(HEAD_TIME) => panic!("nobody was woken"),
            kind = ended => assert_eq!(kind, io::ErrorKind::ConnectionReset),
        }
    }

    /// A watched connection that holds eight unread bytes, and its other end.
    fn connected() -> (Watched<DuplexStream>, DuplexStream) {
        let (stream, reader) = tokio::io::duplex(8);
        (Patience::new(Arc::new(Semaphore::new(1024))).watch(stream), reader)
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_nothing_is_cut_off() {
        let (mut watched, _reader) = connected();
        let begun = time::Instant::now();

        let cut_off = watched.write_all(&[0; 9]).await.unwrap_err();

        assert_eq!(cut_off.kind(), io::ErrorKind::TimedOut);
        assert_eq!(begun.elapsed().as_secs(), UNREAD_TIME.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_slowly_gets_everything() {
        let (mut watched, mut reader) = connected();
        let reading = tokio::spawn(async move {
            for _ in 0..100 {
                time::sleep(UNREAD_TIME * 3 / 4).await;
                reader.read_u8().await.unwrap();
            }
        });

        watched.write_all(&[0; 100]).await.unwrap();

        reading.await.unwrap();
    }
}
