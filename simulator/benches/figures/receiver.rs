//! A merchant's server in this process, so that what it costs is not counted as the sender's.

use std::io;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

use crate::client::Connection;

/// Acknowledges everything, counts it, and keeps the body that came last.
#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    heard: Arc<Heard>,
}

#[derive(Debug, Default)]
struct Heard {
    count: AtomicUsize,
    last: Mutex<Vec<u8>>,
}

impl Receiver {
    pub(crate) fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/hook", listener.local_addr()?);
        let heard = Arc::<Heard>::default();
        let server = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let heard = Arc::clone(&server);
                // Ends when the sender hangs up.
                thread::spawn(move || drop(acknowledge(stream, &heard)));
            }
        });
        Ok(Self { url, heard })
    }

    /// How many came.
    pub(crate) fn received(&self) -> usize {
        self.heard.count.load(Ordering::Acquire)
    }

    /// The body that came last.
    pub(crate) fn last(&self) -> Vec<u8> {
        self.heard.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn acknowledge(stream: TcpStream, heard: &Heard) -> io::Result<()> {
    let mut connection = Connection::over(stream)?;
    loop {
        let (_, body) = connection.message()?;
        let mut last = heard.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.clear();
        last.extend_from_slice(body);
        drop(last);
        heard.count.fetch_add(1, Ordering::AcqRel);
        connection.send(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")?;
    }
}
