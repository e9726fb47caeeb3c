//! Telling whoever started the simulator that it is ready: the one line on stdout, and the port file.

use std::fs;
use std::io;
use std::path::Path;

use sandpay::Simulator;
use serde_json::json;

use crate::failure::Failure;
use crate::output;
use crate::serve::options::LogFormat;

/// What the ready line says.
#[derive(Debug)]
pub(crate) struct Ready {
    url: String,
    seed: u64,
}

impl Ready {
    /// What to say of a simulator. The seed of a resumed log wins over the one it was started with.
    pub(crate) fn new(simulator: &Simulator) -> Self {
        Self { url: simulator.url().to_owned(), seed: simulator.seed() }
    }

    /// Writes the line. A stdout that cannot be written is no reason not to serve.
    pub(crate) fn announce(&self, format: LogFormat) {
        if let Err(Failure { message: Some(message), .. }) = output::print(&self.line(format)) {
            tracing::warn!("{message}");
        }
    }

    fn line(&self, format: LogFormat) -> String {
        let Self { url, seed } = self;
        let version = env!("CARGO_PKG_VERSION");
        match format {
            LogFormat::Human => {
                format!("ready url={url} version={version} seed={seed}")
            }
            LogFormat::Json => {
                json!({ "event": "ready", "url": url, "version": version, "seed": seed })
                    .to_string()
            }
        }
    }
}

/// Removes the port file of an earlier run, so that nobody takes its port for the new one.
pub(crate) fn remove_stale(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(unwritable(path, &error)),
    }
}

/// Writes the port of a URL to a file that appears as a whole.
pub(crate) fn write_port(path: &Path, url: &str) -> Result<(), Failure> {
    let port = url.rsplit(':').next().unwrap_or_default();
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}", std::process::id()));
    fs::write(&beside, format!("{port}\n"))
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("cannot write the port file {}: {error}", path.display()))
        .with_hint("--port-file takes a file in a folder that exists")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_line_is_stable() {
        let ready = Ready { url: "http://127.0.0.1:7250".into(), seed: 7 };
        let version = env!("CARGO_PKG_VERSION");

        assert_eq!(
            ready.line(LogFormat::Human),
            format!("ready url=http://127.0.0.1:7250 version={version} seed=7")
        );
        let json: serde_json::Value = serde_json::from_str(&ready.line(LogFormat::Json)).unwrap();
        assert_eq!(json["event"], "ready");
        assert_eq!(json["url"], "http://127.0.0.1:7250");
        assert_eq!(json["seed"], 7);
    }
}
