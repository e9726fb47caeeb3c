//! What a verification found, as it is shown.

use std::fmt;

use sandpay_core::engine::Engine;
use sandpay_core::engine::verify::Findings;
use sandpay_core::engine::verify::Missed;
use sandpay_core::engine::verify::UnknownOperation;
use sandpay_core::engine::verify::Verification;
use serde::Serialize;

use crate::error::ControlError;
use crate::server::sandbox::Sandbox;
use crate::views;

/// Why a verification does not hold: everything that is not as expected.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[non_exhaustive]
pub struct Unverified {
    /// In short.
    pub error: ControlError,
    /// Expectations that do not hold, each with the calls that were nearest to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<Missed>,
    /// Advice, when there must be none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<views::Advice>,
    /// Webhooks that were not acknowledged, when there must be none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undelivered: Vec<Undelivered>,
    /// Entries that had to make room in the journal: what they told is not counted.
    pub evicted: u64,
}

/// A webhook that was not acknowledged.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Undelivered {
    /// Names the delivery.
    pub id: String,
    /// The provider.
    pub provider: &'static str,
    /// The event's documented name.
    pub event: String,
    /// What it is about.
    pub subject: String,
    /// Where the delivery stands.
    pub outcome: sandpay_core::engine::delivery::Status,
    /// What would help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl fmt::Display for Unverified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.error)?;
        for Missed { expected, found, near, called } in &self.missed {
            let (operation, times) = (&expected.operation, expected.times);
            write!(f, "\n  {operation}: expected {times}, found {found}")?;
            for one in near {
                write!(f, "\n    near: {}", one.what)?;
                for difference in &one.differs {
                    let (expected, found) = (&difference.expected, &difference.found);
                    write!(f, "; {} is {found}, not {expected}", difference.member)?;
                }
            }
            for (name, times) in called {
                write!(f, "\n    called instead: {name}, {times} times")?;
            }
        }
        for advice in &self.advice {
            let rule = &advice.rule;
            write!(f, "\n  advice {} {}: {}", advice.provider, rule.code, rule.seen)?;
        }
        for one in &self.undelivered {
            write!(f, "\n  undelivered {} {}: {:?}", one.provider, one.event, one.outcome)?;
        }
        Ok(())
    }
}

/// Compares what happened in a sandbox with what was expected.
pub(crate) fn verify(sandbox: &Sandbox, mut asked: Verification) -> Result<(), Box<Unverified>> {
    asked.no_advice |= sandbox.shared.deny_advice;
    let (_, now) = sandbox.clock();
    sandbox.read(|engine| match engine.verify(now, &asked) {
        Ok(findings) if findings.is_empty() => Ok(()),
        Ok(findings) => Err(Box::new(unverified(engine, findings))),
        Err(UnknownOperation { message, hint }) => Err(Box::new(Unverified {
            error: ControlError::bad("unknown_operation", message, hint),
            missed: Vec::new(),
            advice: Vec::new(),
            undelivered: Vec::new(),
            evicted: engine.journal().evicted(),
        })),
    })
}

/// What is amiss, in short.
fn error(findings: &Findings) -> ControlError {
    let Findings { missed, advice, undelivered, evicted, uncounted } = findings;
    if *uncounted {
        return ControlError::clash(
            "journal_evicted",
            format!(
                "the journal has dropped its {evicted} oldest entries, so calls cannot be counted"
            ),
            "verify sooner, reset the sandbox before each test, or give each test a sandbox of its own",
        );
    }
    let parts = [
        (missed.len(), "expectations missed"),
        (advice.len(), "pieces of advice"),
        (undelivered.len(), "webhooks not acknowledged"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(count, what)| format!("{count} {what}")).collect();
    let hint = if missed.is_empty() && advice.is_empty() {
        "POST /_sim/settle delivers what is due now"
    } else {
        "GET /_sim/journal tells everything that happened"
    };
    ControlError::clash("not_verified", parts.join(", "), hint)
}

fn unverified(engine: &Engine, findings: Findings) -> Unverified {
    let error = error(&findings);
    let Findings { missed, advice, undelivered, evicted, .. } = findings;
    Unverified {
        error,
        missed,
        advice: advice.iter().map(views::advice::shown).collect(),
        undelivered: undelivered
            .into_iter()
            .filter_map(|(id, outcome)| {
                let shown = views::delivery_by_id(engine, id)?;
                let views::Delivery { id, provider, event, subject, hint, .. } = shown;
                Some(Undelivered { id, provider, event, subject, outcome, hint })
            })
            .collect(),
        evicted,
    }
}
