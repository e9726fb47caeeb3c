//! `sandpay fidelity`: how true the simulator is to the documents, found out by trying.
//!
//! What is emulated and on what grounds the profiles say ([`sandpay_core::kernel::fidelity`]). What is missing
//! comes from the documented examples: each is held against a simulator that is started for this and goes
//! away with it. Nothing here is written by hand, so nothing can be out of date.

mod caller;
mod comparison;
mod dialect;
mod documents;
mod report;
mod seen;
mod self_check;
mod steps;
mod tables;
#[cfg(test)]
mod tests;
mod walk;

use std::thread;

use clap::Args;
use clap::ValueEnum;
use sandpay_core::kernel::catalogue::Catalogued;
use sandpay_core::kernel::fidelity::emulated;
use sandpay_core::kernel::settings::nearest;
use sandpay_core::providers;
use serde_json::json;

use crate::demo::merchant::Provider;
use crate::failure::Failure;
use crate::fidelity::report::Report;
use crate::fidelity::seen::Goals;
use crate::fidelity::seen::Seen;
use crate::fidelity::self_check::Checked;
use crate::fidelity::walk::Walk;
use crate::output;

/// Show what is emulated: documented, inferred, missing
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sandpay fidelity                     a table and lists for each provider
  sandpay fidelity yuno --format json  everything, with sources and examples
  sandpay fidelity --self-check        drive every refusal, state and event over HTTP; refusals by faults

Exit codes: 0 done, 1 something was not reached by --self-check, 2 usage.")]
pub(crate) struct Fidelity {
    /// Only this provider: yuno, yabandpay, wooshpay
    provider: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Drive every documented refusal, state and event over HTTP, and count what was reached
    #[arg(long)]
    self_check: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Human,
    /// With sources and examples
    Json,
    /// The table of the README
    Markdown,
}

/// A provider, and what was seen of it.
struct Walked {
    provider: Provider,
    kind: &'static dyn Catalogued,
    goals: Goals,
    seen: Seen,
}

impl Fidelity {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let walked = walked(self.provider.as_deref())?;
        if self.self_check {
            return self.check(&walked);
        }
        let reports: Vec<_> = walked.iter().map(Walked::report).collect();
        match self.format {
            Format::Human => output::print(&tables::human(&reports)),
            Format::Json => output::print(&pretty(&json!({ "providers": reports }))),
            Format::Markdown => output::print(&tables::markdown(&reports)),
        }
    }

    fn check(&self, walked: &[Walked]) -> Result<(), Failure> {
        let checked: Vec<_> = walked.iter().map(Walked::checked).collect();
        let lines: Vec<_> = checked.iter().map(Checked::line).collect();
        match self.format {
            Format::Human => output::print(&lines.join("\n"))?,
            Format::Json => output::print(&pretty(&json!({ "providers": checked })))?,
            Format::Markdown => {
                let items: Vec<_> = lines.iter().map(|line| format!("* {line}")).collect();
                output::print(&items.join("\n"))?;
            }
        }
        self_check::judge(&checked)
    }
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}")
}

impl Walked {
    fn report(&self) -> Report {
        let documents = documents::of(self.kind.profile());
        Report::of(self.provider, emulated(self.kind), (&documents, &self.seen))
    }

    fn checked(&self) -> Checked {
        Checked::new(self.kind.profile().name, &self.goals, &self.seen)
    }
}

/// The chosen providers, each walked through on a thread of its own.
fn walked(chosen: Option<&str>) -> Result<Vec<Walked>, Failure> {
    let walks: Vec<_> = chosen_of(chosen)?
        .into_iter()
        .map(|(provider, kind)| {
            thread::spawn(move || {
                let goals = Goals::of(kind.profile());
                let seen = Walk::through(provider, kind.profile(), goals.clone())?;
                Ok(Walked { provider, kind, goals, seen })
            })
        })
        .collect();
    let ended = walks.into_iter().map(|walk| {
        walk.join().unwrap_or_else(|_| Err(Failure::internal("a walk ended by a panic")))
    });
    ended.collect()
}

fn chosen_of(chosen: Option<&str>) -> Result<Vec<(Provider, &'static dyn Catalogued)>, Failure> {
    let kinds = providers::all().iter().copied();
    let spoken = |kind: &'static dyn Catalogued| {
        let provider = Provider::ALL.into_iter().find(|one| one.name() == kind.profile().name)?;
        Some((provider, kind))
    };
    let all: Vec<_> = kinds.filter_map(spoken).collect();
    let Some(name) = chosen else { return Ok(all) };
    let names = all.iter().map(|(provider, _)| provider.name());
    if let Some(one) = all.iter().find(|(provider, _)| provider.name() == name) {
        return Ok(vec![*one]);
    }
    let hint = match nearest(name, names.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => names.collect::<Vec<_>>().join(", "),
    };
    Err(Failure::usage(format!("there is no provider `{}`", output::plain(name))).with_hint(hint))
}
