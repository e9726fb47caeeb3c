//! Another process: this program as a server, or the `sandpay` binary. What it used and occupies is read
//! from `/proc`, so that the client's own work does not count.

use std::env;
use std::fs;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::net::SocketAddr;
use std::process::Child;
use std::process::ChildStdin;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;

use crate::case::Case;
use crate::client::broken;
use crate::serve;

/// A server in a process of its own; ends with this value.
#[derive(Debug)]
pub(crate) struct Server {
    process: Process,
    orders: ChildStdin,
    replies: BufReader<ChildStdout>,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// sandpay, with what a case needs.
    pub(crate) fn sandpay(case: &Case) -> io::Result<Self> {
        Self::start([serve::SANDPAY, case.name], &[])
    }

    /// The yardstick, which gives one answer to everything, and may notify somebody each time.
    pub(crate) fn yardstick(answer: &str, notification: &str) -> io::Result<Self> {
        Self::start([serve::YARDSTICK, ""], &[answer, notification])
    }

    fn start(arguments: [&str; 2], first: &[&str]) -> io::Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        let command = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = Process(command.spawn()?);
        let pipes = (process.0.stdin.take(), process.0.stdout.take());
        let (Some(mut orders), Some(out)) = pipes else {
            return Err(broken("a child without pipes"));
        };
        for line in first {
            writeln!(orders, "{line}")?;
        }
        let mut replies = BufReader::new(out);
        let address =
            line(&mut replies)?.parse().map_err(|_| broken("the server told no address"))?;
        Ok(Self { process, orders, replies, address })
    }

    /// Gives an order and waits for the reply.
    pub(crate) fn ask(&mut self, order: &str) -> io::Result<String> {
        writeln!(self.orders, "{order}")?;
        line(&mut self.replies)
    }

    /// CPU time that all its threads have used, in nanoseconds.
    pub(crate) fn cpu(&self) -> io::Result<u64> {
        self.process.cpu()
    }

    /// Resident memory in bytes.
    pub(crate) fn resident(&self) -> io::Result<u64> {
        self.process.resident()
    }
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut text = String::new();
    if from.read_line(&mut text)? == 0 {
        return Err(broken("the server ended"));
    }
    Ok(text.trim_end().to_owned())
}

/// A process that is ended when this value is dropped.
#[derive(Debug)]
pub(crate) struct Process(pub(crate) Child);

impl Process {
    fn cpu(&self) -> io::Result<u64> {
        let mut sum = 0;
        for task in fs::read_dir(format!("/proc/{}/task", self.0.id()))? {
            // A thread may end between the listing and the reading.
            let text = fs::read_to_string(task?.path().join("schedstat")).unwrap_or_default();
            sum += text.split(' ').next().and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
        }
        Ok(sum)
    }

    /// Resident memory in bytes.
    pub(crate) fn resident(&self) -> io::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let kilobytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
        Ok(kilobytes.ok_or_else(|| broken("no VmRSS"))? * 1024)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
