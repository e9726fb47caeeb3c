//! Appends logs to a file. One thread writes; whoever waits for durability waits for the write call, so
//! that a killed process loses nothing that was acknowledged.
//!
//! Not a promise against a power failure: the file is synchronized when the simulator stops, not before.

use std::collections::BTreeMap;
use std::fs::File;
use std::fs::OpenOptions;
use std::fs::TryLockError;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc;
use std::thread;
use std::thread::JoinHandle;

use sandpay_core::engine::input::Secrets;
use sandpay_core::kernel::access::Secret;
use serde::Deserialize;
use serde::Serialize;
use tokio::sync::watch;

/// A log file that is being appended to.
#[derive(Debug)]
pub(crate) struct LogFile {
    state: Mutex<State>,
    durable: watch::Receiver<Written>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct State {
    lines: Option<mpsc::Sender<String>>,
    appended: u64,
}

/// How far the writer has come.
#[derive(Clone, Copy, Debug)]
struct Written {
    lines: u64,
    failed: bool,
}

/// Names the point in the file that an answer must wait for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket(u64);

/// The log could not be written; nothing may be acknowledged any more.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the log file cannot be written")]
pub(crate) struct NotDurable;

/// Where the secrets of merchants lie: beside the log, readable by its owner alone.
pub(crate) fn keys_path(log: &Path) -> PathBuf {
    let mut name = log.as_os_str().to_owned();
    name.push(".keys");
    name.into()
}

/// Opens a log file and claims it: a second process must not write to it.
pub(crate) fn claim(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    if !file.metadata()?.is_file() {
        // A device may have no end, and what is read back at a start has to.
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a log is a regular file"));
    }
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let why = "another sandpay writes to it; give each its own file";
            Err(io::Error::new(io::ErrorKind::ResourceBusy, why))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

impl LogFile {
    /// Goes on with a claimed file whose first `whole` bytes are intact; what follows is a torn line and
    /// is cut off.
    pub(crate) fn resume(file: File, whole: u64) -> io::Result<Self> {
        file.set_len(whole)?;
        let (lines, queue) = mpsc::channel();
        let (progress, durable) = watch::channel(Written { lines: 0, failed: false });
        let writer = thread::Builder::new()
            .name("sandpay-log".into())
            .spawn(move || write(file, &queue, &progress))?;
        let state = State { lines: Some(lines), appended: 0 };
        Ok(Self { state: Mutex::new(state), durable, writer: Mutex::new(Some(writer)) })
    }

    /// Appends lines in order. Called under a sandbox's lock, so it only queues them.
    pub(crate) fn append(&self, lines: impl Iterator<Item = String>) -> Ticket {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for line in lines {
            if let Some(queue) = &state.lines {
                // A send fails only after the writer has failed, which `durable` reports.
                drop(queue.send(line));
            }
            state.appended += 1;
        }
        Ticket(state.appended)
    }

    /// Waits until everything up to a ticket has been written.
    pub(crate) async fn durable(&self, ticket: Ticket) -> Result<(), NotDurable> {
        let mut progress = self.durable.clone();
        let written =
            progress.wait_for(|written| written.failed || written.lines >= ticket.0).await;
        match written {
            Ok(written) if !written.failed => Ok(()),
            Ok(_) | Err(_) => Err(NotDurable),
        }
    }

    /// Writes what is queued, synchronizes the file, and ends.
    pub(crate) fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).lines = None;
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            drop(writer.join());
        }
    }
}

fn write(mut file: File, queue: &mpsc::Receiver<String>, progress: &watch::Sender<Written>) {
    let mut written = 0;
    while let Ok(first) = queue.recv() {
        let mut batch = first;
        batch.push('\n');
        let mut lines = 1;
        // Everything that has queued up meanwhile leaves in one write call.
        while let Ok(line) = queue.try_recv() {
            batch.push_str(&line);
            batch.push('\n');
            lines += 1;
        }
        written += lines;
        let failed = file
            .write_all(batch.as_bytes())
            .inspect_err(|error| tracing::error!(%error, "log file"))
            .is_err();
        progress.send_replace(Written { lines: written, failed });
        if failed {
            return;
        }
    }
    drop(file.sync_data());
}

/// A secret of a merchant as it lies beside the log.
#[derive(Debug, Serialize, Deserialize)]
struct Key {
    sandbox: String,
    epoch: u64,
    name: String,
    secret: String,
}

/// Appends secrets of one sandbox to the file beside a log.
pub(crate) fn append_keys(
    log: &Path,
    whose: (&str, u64),
    secrets: &[(String, Secret)],
) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(keys_path(log))?;
    for (name, secret) in secrets {
        let (sandbox, epoch) = (whose.0.to_owned(), whose.1);
        let key = Key { sandbox, epoch, name: name.clone(), secret: secret.reveal().to_owned() };
        // In one write call: a process that is killed between two would tear the line.
        file.write_all(format!("{}\n", serde_json::to_string(&key)?).as_bytes())?;
    }
    Ok(())
}

/// Reads the secrets beside a log, by sandbox and epoch.
pub(crate) fn read_keys(log: &Path) -> io::Result<BTreeMap<(String, u64), Secrets>> {
    let text = match std::fs::read_to_string(keys_path(log)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let mut keys: BTreeMap<_, Secrets> = BTreeMap::new();
    // A torn last line belongs to a call that was never acknowledged.
    for key in text.lines().filter_map(|line| serde_json::from_str::<Key>(line).ok()) {
        keys.entry((key.sandbox, key.epoch)).or_default().insert(key.name, Secret::new(key.secret));
    }
    Ok(keys)
}
