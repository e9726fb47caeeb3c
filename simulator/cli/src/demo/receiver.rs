//! The shop's own server of a story: takes webhooks on loopback, keeps them as they came, and acknowledges.
//!
//! Serves the simulator of the demo alone: what does not arrive whole is dropped, never answered.

use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::mem;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use http::HeaderMap;
use http::HeaderName;
use http::HeaderValue;

/// How long a sender may keep silent.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes that a webhook may have, its header included.
const LARGEST: u64 = 1 << 20;

/// A webhook as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// A server that listens until it is dropped.
#[derive(Debug)]
pub(crate) struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    received: Mutex<Vec<Received>>,
    closed: AtomicBool,
}

impl Receiver {
    /// Listens on a free port of the loopback interface.
    pub(crate) fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let serving = Arc::clone(&shared);
        thread::Builder::new().name("demo receiver".into()).spawn(move || {
            for stream in listener.incoming().flatten() {
                if serving.closed.load(Ordering::Acquire) {
                    return;
                }
                let shared = Arc::clone(&serving);
                thread::spawn(move || while exchange(&stream, &shared).is_ok() {});
            }
        })?;
        Ok(Self { address, shared })
    }

    /// Where it is reached, without a path.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What came since the last call.
    pub(crate) fn take(&self) -> Vec<Received> {
        mem::take(&mut *self.shared.received())
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Release);
        // Wakes the thread that waits for a connection.
        drop(TcpStream::connect_timeout(&self.address, PATIENCE));
    }
}

impl Shared {
    fn received(&self) -> MutexGuard<'_, Vec<Received>> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn exchange(mut stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let received = read(BufReader::new(stream).take(LARGEST))?;
    shared.received().push(received);
    // YabandPay takes nothing but this body for an acknowledgement; the others look at the status.
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
}

fn read(mut input: impl BufRead) -> io::Result<Received> {
    let odd = || io::Error::from(io::ErrorKind::InvalidData);
    let line = read_line(&mut input)?;
    let path = line.split(' ').nth(1).ok_or_else(odd)?.to_owned();
    let mut headers = HeaderMap::new();
    loop {
        let line = read_line(&mut input)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(odd)?;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| odd())?;
        headers.append(name, HeaderValue::from_str(value.trim()).map_err(|_| odd())?);
    }
    let length = headers.get(http::header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length: u64 = length.and_then(|length| length.parse().ok()).ok_or_else(odd)?;
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    if body.len() as u64 == length { Ok(Received { path, headers, body }) } else { Err(odd()) }
}

fn read_line(input: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    line.truncate(line.trim_end().len());
    Ok(line)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_webhook_is_kept_as_it_came() {
        let text = "POST /hooks/yuno HTTP/1.1\r\nx-hmac-signature: a=b: c\r\ncontent-length: 2\r\n\r\n{}more";

        let received = read(text.as_bytes()).unwrap();

        assert_eq!((received.path.as_str(), received.body.as_slice()), ("/hooks/yuno", &b"{}"[..]));
        assert_eq!(received.headers["x-hmac-signature"], "a=b: c");
    }

    #[rstest]
    #[case::nothing("")]
    #[case::no_length("POST / HTTP/1.1\r\n\r\n{}")]
    #[case::half_a_header("POST / HTTP/1.1\r\nx")]
    #[case::half_a_body("POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\n{}")]
    fn what_does_not_arrive_whole_is_dropped(#[case] text: &str) {
        assert!(read(text.as_bytes()).is_err());
    }
}
