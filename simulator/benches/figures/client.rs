//! The least HTTP client: one connection that is kept open, requests as bytes made beforehand, answers
//! told apart by their length. It costs little, so that the server is what is measured.

use std::io;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::time::Duration;

/// An answer later than this ends the run.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection to a server.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    /// Bytes that have arrived; the ones before `read` belong to answers that were taken already.
    arrived: Vec<u8>,
    read: usize,
}

/// One answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) head: &'a str,
    pub(crate) body: &'a [u8],
}

impl Connection {
    pub(crate) fn open(to: SocketAddr) -> io::Result<Self> {
        Self::over(TcpStream::connect(to)?)
    }

    /// Speaks over a connection that is open already.
    pub(crate) fn over(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream, arrived: Vec::new(), read: 0 })
    }

    /// Sends one request, or several at once.
    pub(crate) fn send(&mut self, requests: &[u8]) -> io::Result<()> {
        self.stream.write_all(requests)
    }

    /// Waits for the next answer.
    pub(crate) fn receive(&mut self) -> io::Result<Answer<'_>> {
        let (head, body) = self.message()?;
        let status = head.get(9..12).and_then(|text| text.parse().ok());
        let status = status.ok_or_else(|| broken("an answer without a status"))?;
        Ok(Answer { status, head, body })
    }

    /// Waits for the next head and body, of an answer or of a request.
    pub(crate) fn message(&mut self) -> io::Result<(&str, &[u8])> {
        let (head, end) = loop {
            if let Some(found) = ends(&self.arrived[self.read..])? {
                break found;
            }
            self.more()?;
        };
        let (head, body) = self.arrived[self.read..self.read + end].split_at(head);
        self.read += end;
        Ok((text(head)?, body))
    }

    fn more(&mut self) -> io::Result<()> {
        self.arrived.drain(..self.read);
        self.read = 0;
        let filled = self.arrived.len();
        self.arrived.resize(filled + (64 << 10), 0);
        let length = self.stream.read(&mut self.arrived[filled..]);
        self.arrived.truncate(filled + *length.as_ref().unwrap_or(&0));
        if length? == 0 { Err(broken("the server closed the connection")) } else { Ok(()) }
    }
}

impl Answer<'_> {
    /// A header field, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        field(self.head, name)
    }

    /// Whether the body contains some bytes.
    pub(crate) fn contains(&self, bytes: &[u8]) -> bool {
        self.body.windows(bytes.len()).any(|window| window == bytes)
    }
}

/// Where head and body of the first answer end, when all of it has arrived.
fn ends(arrived: &[u8]) -> io::Result<Option<(usize, usize)>> {
    let Some(head) = arrived.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = head + 4;
    let length = field(text(&arrived[..head])?, "content-length");
    let length = length.and_then(|length| length.parse::<usize>().ok());
    let end = head + length.ok_or_else(|| broken("a message without a length"))?;
    Ok((end <= arrived.len()).then_some((head, end)))
}

fn text(head: &[u8]) -> io::Result<&str> {
    str::from_utf8(head).map_err(|_| broken("a head that is no text"))
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// Something came back that ends the run.
pub(crate) fn broken(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}
