//! sandpay as the library has it, in a process of its own. Orders come as lines on stdin; each is
//! answered by a line on stdout. It ends with its input.
//!
//! * `caller` and `new`: the credentials of the sandbox `default`, or of a new one, separated by tabs.
//! * `endpoint URL`: where the provider's webhooks go.
//! * `advance DURATION`: nanoseconds that it took, and whether all was quiet then.
//! * `settle`: as `advance` by nothing.

use std::io;
use std::io::Write;
use std::time::Instant;

use sandpay::Advanced;
use sandpay::ControlError;
use sandpay::Endpoint;
use sandpay::NewSandbox;
use sandpay::Sandbox;
use sandpay::Simulator;

use crate::case;
use crate::case::Case;
use crate::client::broken;
use crate::stats::nanoseconds;

/// Serves until stdin ends.
pub(super) fn serve(arguments: &[String]) -> io::Result<()> {
    let wanted = arguments.first().map(String::as_str).unwrap_or_default();
    let case = case::ALL.into_iter().find(|case| case.name == wanted);
    let case = case.ok_or_else(|| broken(format!("no case `{wanted}`")))?;
    let simulator = Simulator::builder().catalogue((case.catalogue)()).start();
    let simulator = simulator.map_err(io::Error::other)?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}", simulator.url().trim_start_matches("http://"))?;
    for order in io::stdin().lines() {
        let order = order?;
        let (verb, rest) = order.split_once(' ').unwrap_or((&order, ""));
        writeln!(out, "{}", obey(&simulator, &case, (verb, rest)).map_err(io::Error::other)?)?;
    }
    Ok(())
}

fn obey(simulator: &Simulator, case: &Case, order: (&str, &str)) -> Result<String, ControlError> {
    let sandbox = simulator.sandbox();
    match order {
        ("caller", _) => Ok(credentials(&sandbox, case)),
        ("new", _) => Ok(credentials(&simulator.new_sandbox(NewSandbox::default())?, case)),
        ("endpoint", url) => {
            let endpoint = Endpoint { url: url.to_owned(), ..Endpoint::default() };
            sandbox.webhooks().set_endpoints(case.provider, vec![endpoint]).wait()?;
            Ok(String::new())
        }
        ("advance", by) => timed(|| sandbox.clock().advance(by).wait()),
        ("settle", _) => timed(|| sandbox.settle().wait()),
        (unknown, _) => Ok(format!("no order `{unknown}`")),
    }
}

fn credentials(sandbox: &Sandbox, case: &Case) -> String {
    let value = |name: &&str| sandbox.credential(case.provider, name).unwrap_or_default();
    case.credentials.iter().map(value).collect::<Vec<_>>().join("\t")
}

fn timed(turn: impl FnOnce() -> Result<Advanced, ControlError>) -> Result<String, ControlError> {
    let begun = Instant::now();
    let advanced = turn()?;
    Ok(format!("{} {}", nanoseconds(begun.elapsed()), advanced.quiet))
}
