//! `sandpay serve`: from options to a simulator that runs until it is told to stop.

mod banner;
mod diagnostics;
mod file;
pub(crate) mod options;
mod ready;
mod signals;

use std::env;
use std::hash::BuildHasher;
use std::hash::RandomState;
use std::io;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::net::ToSocketAddrs;
use std::path::PathBuf;

use clap::Args;
use sandpay::Builder;
use sandpay::Mode;
use sandpay::Simulator;
use sandpay::StartError;
use sandpay::views::AdviceTotal;
use sandpay_core::engine::SetupError;
use sandpay_core::kernel::settings::SettingError;

use crate::failure::Failure;
use crate::output;
use crate::serve::file::File;
use crate::serve::options::ClockStart;
use crate::serve::options::DEFAULT_PORT;
use crate::serve::options::Options;
use crate::serve::ready::Ready;
use crate::serve::signals::Signals;

/// Threads that serve.
const WORKERS: usize = 2;

/// Serve the simulator until SIGINT or SIGTERM
#[derive(Debug, Args)]
#[command(after_help = "\
Each option has an environment variable (SANDPAY_PORT_FILE for --port-file) and a key of the same name
in the TOML file. The command line wins over the environment, the environment over the file. The file
may also hold tables [yuno], [yabandpay] and [wooshpay] of settings: `sandpay settings` lists them.

Examples:
  sandpay serve --port 0 --port-file port.txt
  sandpay serve --clock frozen --seed 1
  sandpay serve --clock frozen@2026-12-24T00:00:00Z --log run.log
  sandpay serve --deliver https://shop.example=http://localhost:3000")]
pub(crate) struct Serve {
    #[command(flatten)]
    options: Options,
    /// TOML file with options and settings
    #[arg(long, value_name = "FILE", env = "SANDPAY_CONFIG", hide_env = true)]
    config: Option<PathBuf>,
}

impl Serve {
    /// Serves until a signal comes.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let file = self.config.as_deref().map(File::read).transpose()?.unwrap_or_default();
        let options = self.options.or(Options::of_the_platform()?).or(file.options);
        let format = options.log_format.unwrap_or_default();
        diagnostics::start(format);
        let signals = Signals::caught()
            .map_err(|error| Failure::internal(format!("cannot catch signals: {error}")))?;
        if let Some(path) = &options.port_file {
            ready::remove_stale(path)?;
        }
        let mut builder = configured(&options)?;
        for (provider, name, value) in file.settings {
            builder = builder.setting(&provider, &name, value);
        }
        let seed = options.seed.unwrap_or_else(drawn_seed);
        let simulator = builder.seed(seed).start().map_err(not_started)?;
        let ready = Ready::new(&simulator);
        if let Some(path) = &options.port_file {
            ready::write_port(path, simulator.url())?;
        }
        if io::stderr().is_terminal() {
            output::note(&banner::text(&simulator, &program()));
        }
        ready.announce(format);
        let advice = signals.serve(simulator)?;
        if options.deny_advice.unwrap_or_default() { denied(&advice) } else { Ok(()) }
    }
}

/// How the process ends where advice is denied.
fn denied(advice: &[AdviceTotal]) -> Result<(), Failure> {
    if advice.is_empty() {
        return Ok(());
    }
    let line = |one: &AdviceTotal| {
        let AdviceTotal { provider, code, says, source, times, .. } = one;
        format!("\n  {provider} {code}, {times} times: {says} ({source})")
    };
    let lines: String = advice.iter().map(line).collect();
    Err(Failure::refused(format!("there was advice, which --deny-advice denies:{lines}"))
        .with_hint("while it runs, GET /_sim/advice says what each was about"))
}

fn configured(options: &Options) -> Result<Builder, Failure> {
    let mut builder = Simulator::builder().workers(WORKERS).address(address(options)?);
    builder = match options.clock.unwrap_or(ClockStart { mode: Mode::Flowing, at: None }) {
        ClockStart { mode: Mode::Flowing, at: None } => builder.flowing(),
        ClockStart { mode: Mode::Flowing, at: Some(at) } => builder.flowing_from(at),
        ClockStart { mode: Mode::Frozen, at: Some(at) } => builder.frozen_at(at),
        ClockStart { mode: Mode::Frozen, at: None } => builder,
    };
    if let Some(log) = &options.log {
        builder = builder.log(log);
    }
    if let Some(url) = &options.public_url {
        builder = builder.public_url(url.0.clone());
    }
    if options.deny_advice.unwrap_or_default() {
        builder = builder.deny_advice();
    }
    for host in &options.allow_egress {
        builder = builder.allow_egress(host.0.clone());
    }
    for deliver in &options.deliver {
        builder = builder.deliver(deliver.from.clone(), deliver.to.clone());
    }
    Ok(builder)
}

fn address(options: &Options) -> Result<SocketAddr, Failure> {
    let host = options.host.as_deref().filter(|host| !host.is_empty()).unwrap_or("127.0.0.1");
    let port = options.port.unwrap_or(DEFAULT_PORT);
    let found = (host.trim_matches(['[', ']']), port).to_socket_addrs();
    let address = found.ok().and_then(|mut addresses| addresses.next()).ok_or_else(|| {
        Failure::usage(format!("`{host}` is no address to listen on"))
            .with_hint("--host 127.0.0.1 for this machine alone, --host 0.0.0.0 for all networks")
    })?;
    if !address.ip().is_loopback() {
        tracing::warn!(
            "listening beyond this machine: whoever reaches the port can use and reset it"
        );
    }
    Ok(address)
}

/// A seed from the operating system, short enough to be typed.
fn drawn_seed() -> u64 {
    // Every process keys its hash maps with numbers from the operating system.
    RandomState::new().hash_one("seed") >> 32
}

/// How the user calls this binary, when that is by a path.
fn program() -> String {
    env::args().next().filter(|name| !name.is_empty()).unwrap_or_else(|| "sandpay".to_owned())
}

fn not_started(error: StartError) -> Failure {
    let failure = Failure::usage(&error);
    match error {
        StartError::Listen { source, .. } if source.kind() == io::ErrorKind::AddrInUse => {
            failure.with_hint("another sandpay may be running; --port 0 takes a free port")
        }
        StartError::Listen { .. } => failure.with_hint("--host and --port say where to listen"),
        StartError::Setup(SetupError::Setting(_, SettingError::Unknown { nearest, .. })) => {
            match nearest {
                Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
                None => failure.with_hint("`sandpay settings` lists every setting"),
            }
        }
        StartError::Setup(_) => failure.with_hint("`sandpay settings` lists every setting"),
        StartError::LogFile { .. } => failure.with_hint("--log takes a file that can be written"),
        StartError::LogLine { .. } => {
            failure.with_hint("move the file away to begin a new one, or name another with --log")
        }
        StartError::Runtime(_) => Failure { code: 4, ..failure },
    }
}
