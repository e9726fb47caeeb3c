//! A blocking HTTP/1.1 client, as small as talking to the simulator allows: plain `http`, one exchange a
//! connection, bodies by length, in chunks, or up to the end.
//!
//! Not for the internet: no TLS, no redirects, no proxies, no compression.

use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::net::ToSocketAddrs;
use std::time::Duration;

/// How long a connection may take to come about.
const CONNECT_TIME: Duration = Duration::from_secs(3);
/// Bytes that a line of the header may have.
const LONGEST_LINE: u64 = 64 << 10;

/// Where a server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    host: String,
    port: u16,
    /// What the URL's path begins with, without a final slash.
    base: String,
}

/// What is asked of a server.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) method: &'a str,
    /// Path and query.
    pub(crate) path: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// JSON.
    pub(crate) body: Option<&'a [u8]>,
    /// How long the server may keep silent.
    pub(crate) patience: Duration,
}

/// What a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Server {
    /// Reads a URL such as `http://127.0.0.1:7250`.
    pub(crate) fn parse(url: &str) -> Result<Self, &'static str> {
        let rest = url.strip_prefix("http://").ok_or("it must begin with http://")?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let odd = |byte: u8| byte.is_ascii_control() || b" @?#\\".contains(&byte);
        if url.bytes().any(odd) {
            return Err("it is a host, a port and perhaps a path, nothing else");
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, port.parse().map_err(|_| "its port is no number up to 65535")?)
            }
            Some(_) | None => (authority, 80),
        };
        if host.is_empty() {
            return Err("it names no host");
        }
        let path = path.trim_end_matches('/');
        let base = if path.is_empty() { String::new() } else { format!("/{path}") };
        Ok(Self { host: host.to_owned(), port, base })
    }

    /// Sends a request and reads the whole answer.
    pub(crate) fn send(&self, ask: &Ask<'_>) -> io::Result<Answer> {
        let stream = self.connect()?;
        stream.set_read_timeout(Some(ask.patience))?;
        stream.set_write_timeout(Some(ask.patience))?;
        (&stream).write_all(&self.request(ask))?;
        read_answer(&mut BufReader::new(stream))
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let mut failure = io::Error::other("the host name has no address");
        for address in (self.host.trim_matches(['[', ']']), self.port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, CONNECT_TIME) {
                Ok(stream) => return Ok(stream),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    fn request(&self, ask: &Ask<'_>) -> Vec<u8> {
        let Self { host, port, base } = self;
        let mut head =
            format!("{} {base}{} HTTP/1.1\r\nhost: {host}:{port}\r\n", ask.method, ask.path);
        head.push_str("connection: close\r\naccept: application/json\r\n");
        for (name, value) in ask.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if ask.body.is_some() {
            head.push_str("content-type: application/json\r\n");
        }
        let body = ask.body.unwrap_or_default();
        if ask.method != "GET" {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        [head.as_bytes(), body].concat()
    }
}

fn read_answer(reader: &mut impl BufRead) -> io::Result<Answer> {
    loop {
        let (status, headers) = read_head(reader)?;
        if (100..200).contains(&status) {
            continue;
        }
        let header = |name: &str| {
            headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        let body = if status == 204 || status == 304 {
            Vec::new()
        } else if header("transfer-encoding").is_some_and(|value| value.ends_with("chunked")) {
            read_chunks(reader)?
        } else if let Some(length) = header("content-length") {
            read_exactly(reader, length.parse().map_err(|_| malformed("its length is no number"))?)?
        } else {
            let mut body = Vec::new();
            reader.read_to_end(&mut body)?;
            body
        };
        return Ok(Answer { status, body });
    }
}

/// The status and the header fields, their names in lower case.
fn read_head(reader: &mut impl BufRead) -> io::Result<(u16, Vec<(String, String)>)> {
    let line = read_line(reader)?;
    let status = line
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.split(' ').nth(1)?.parse().ok())
        .ok_or_else(|| malformed("it is not HTTP"))?;
    let mut headers = Vec::new();
    loop {
        let line = read_line(reader)?;
        if line.is_empty() {
            return Ok((status, headers));
        }
        let (name, value) =
            line.split_once(':').ok_or_else(|| malformed("a header field has no colon"))?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_ascii_lowercase()));
    }
}

fn read_chunks(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(reader)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size =
            u64::from_str_radix(size, 16).map_err(|_| malformed("a chunk's size is no number"))?;
        if size == 0 {
            while !read_line(reader)?.is_empty() {}
            return Ok(body);
        }
        body.append(&mut read_exactly(reader, size)?);
        if !read_line(reader)?.is_empty() {
            return Err(malformed("a chunk is longer than it says"));
        }
    }
}

fn read_exactly(reader: &mut impl BufRead, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(cut_off()) }
}

/// A line without its end.
fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    reader.take(LONGEST_LINE).read_until(b'\n', &mut line)?;
    if line.pop() != Some(b'\n') {
        return Err(cut_off());
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    String::from_utf8(line).map_err(|_| malformed("its header is no text"))
}

fn malformed(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the answer is not understood: {why}"))
}

fn cut_off() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the answer was cut off")
}

/// A text as one part of a path or of a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use rstest::rstest;

    use super::*;

    fn server(host: &str, port: u16, base: &str) -> Server {
        Server { host: host.into(), port, base: base.into() }
    }

    #[rstest]
    #[case("http://127.0.0.1:7250", server("127.0.0.1", 7250, ""))]
    #[case("http://localhost:7250/", server("localhost", 7250, ""))]
    #[case("http://sim.test", server("sim.test", 80, ""))]
    #[case("http://[::1]:7250", server("[::1]", 7250, ""))]
    #[case("http://[::1]", server("[::1]", 80, ""))]
    #[case("http://proxy.test/sandpay/", server("proxy.test", 80, "/sandpay"))]
    fn a_url_is_taken_apart(#[case] url: &str, #[case] expected: Server) {
        assert_eq!(Server::parse(url), Ok(expected));
    }

    #[rstest]
    #[case("https://127.0.0.1:7250")]
    #[case("127.0.0.1:7250")]
    #[case("http://")]
    #[case("http://host:99999")]
    #[case("http://user@host")]
    #[case("http://host/\r\nx: y")]
    fn another_url_is_refused(#[case] url: &str) {
        assert!(Server::parse(url).is_err());
    }

    fn read(text: &str) -> io::Result<(u16, String)> {
        let answer = read_answer(&mut text.as_bytes())?;
        Ok((answer.status, String::from_utf8(answer.body).unwrap()))
    }

    #[rstest]
    #[case::length("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", 200, "he")]
    #[case::chunks(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nt: v\r\n\r\n",
        200,
        "abc0123456789"
    )]
    #[case::the_end("HTTP/1.0 404 Not Found\r\n\r\nall of it", 404, "all of it")]
    #[case::interim(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n",
        201,
        ""
    )]
    #[case::no_content("HTTP/1.1 204 No Content\r\n\r\n", 204, "")]
    fn an_answer_is_read_to_its_end(#[case] text: &str, #[case] status: u16, #[case] body: &str) {
        assert_eq!(read(text).unwrap(), (status, body.to_owned()));
    }

    #[rstest]
    #[case::nothing("")]
    #[case::another_protocol("SSH-2.0-OpenSSH\r\n\r\n")]
    #[case::half_a_header("HTTP/1.1 200 OK\r\nconte")]
    #[case::half_a_body("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf")]
    #[case::half_a_chunk("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab")]
    #[case::an_odd_chunk(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n"
    )]
    fn a_broken_answer_is_an_error(#[case] text: &str) {
        assert!(read(text).is_err());
    }

    #[test]
    fn a_request_carries_its_body_and_header_fields() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let receiver = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let length = stream.read(&mut request).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").unwrap();
            String::from_utf8(request[..length].to_vec()).unwrap()
        });
        let ask = Ask {
            method: "POST",
            path: "/_sim/reset",
            headers: &[("sandpay-sandbox", "s1")],
            body: Some(b"{}"),
            patience: Duration::from_secs(5),
        };

        let answer = server("127.0.0.1", port, "/base").send(&ask).unwrap();

        assert_eq!(answer, Answer { status: 200, body: b"ok".to_vec() });
        let request = receiver.join().unwrap();
        assert!(request.starts_with("POST /base/_sim/reset HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("\r\nsandpay-sandbox: s1\r\n"), "{request}");
        assert!(request.ends_with("\r\ncontent-length: 2\r\n\r\n{}"), "{request}");
    }

    #[test]
    fn parts_of_a_path_are_encoded() {
        assert_eq!(encoded("a-b_c/d e?é"), "a-b_c%2Fd%20e%3F%C3%A9");
    }
}
