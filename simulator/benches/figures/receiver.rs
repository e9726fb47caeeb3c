//! A merchant's server in this process, so that what it costs is not counted as the sender's.

use std::io;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::thread;
use std::time::Duration;

use crate::client::Connection;
use crate::client::broken;

/// Notifications later than this end the run.
const PATIENCE: Duration = Duration::from_secs(60);

/// Acknowledges everything, counts it, and keeps the body that came last.
#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    heard: Arc<Heard>,
}

#[derive(Debug, Default)]
struct Heard {
    notifications: Mutex<Notifications>,
    more: Condvar,
}

#[derive(Debug, Default)]
struct Notifications {
    count: usize,
    last: Vec<u8>,
}

impl Heard {
    fn lock(&self) -> MutexGuard<'_, Notifications> {
        self.notifications.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
        self.heard.lock().count
    }

    /// Waits until so many came.
    pub(crate) fn wait(&self, count: usize) -> io::Result<()> {
        let missing = |heard: &mut Notifications| heard.count < count;
        let waited = self.heard.more.wait_timeout_while(self.heard.lock(), PATIENCE, missing);
        let (heard, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(broken(format!("{} of {count} notifications came", heard.count)));
        }
        Ok(())
    }

    /// The body that came last.
    pub(crate) fn last(&self) -> Vec<u8> {
        self.heard.lock().last.clone()
    }
}

fn acknowledge(stream: TcpStream, heard: &Heard) -> io::Result<()> {
    let mut connection = Connection::over(stream)?;
    loop {
        let (_, body) = connection.message()?;
        let mut notifications = heard.lock();
        notifications.count += 1;
        notifications.last.clear();
        notifications.last.extend_from_slice(body);
        drop(notifications);
        heard.more.notify_all();
        connection.send(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")?;
    }
}
