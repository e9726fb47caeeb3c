//! The report on one provider: what is emulated, on what grounds, and what is missing, counted and listed.

use sandpay_core::kernel::fidelity::Basis;
use sandpay_core::kernel::fidelity::Emulated;
use sandpay_core::kernel::fidelity::Origin;
use sandpay_core::kernel::fidelity::Stated;
use serde::Serialize;

use crate::demo::merchant::Provider;
use crate::fidelity::comparison::Comparison;
use crate::fidelity::comparison::Missing;
use crate::fidelity::comparison::MissingMember;
use crate::fidelity::comparison::Said;
use crate::fidelity::documents::Document;
use crate::fidelity::seen::Seen;
use crate::fidelity::seen::Sent;

/// How much of one kind of thing is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Count {
    pub(crate) what: &'static str,
    pub(crate) documented: usize,
    pub(crate) inferred: usize,
    pub(crate) missing: usize,
}

/// What came of the documented requests of served operations.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Requests {
    pub(crate) accepted: Vec<&'static str>,
    /// Refused wherever they were tried, and with which code.
    pub(crate) refused: Vec<NotCarriedOut>,
    /// Never sent, and why: they need what only the provider can give out.
    pub(crate) unsent: Vec<NotCarriedOut>,
    /// Operations all of whose documented requests are refused.
    pub(crate) operations_refused: Vec<&'static str>,
}

/// A documented request that was not carried out.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NotCarriedOut {
    pub(crate) example: &'static str,
    pub(crate) why: String,
}

/// The report on one provider.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) counts: Vec<Count>,
    pub(crate) requests: Requests,
    pub(crate) missing: Missing,
    pub(crate) answers: Said,
    pub(crate) webhooks: Said,
    pub(crate) emulated: Emulated,
}

impl Report {
    /// What documents and simulator are beside each other.
    pub(crate) fn of(
        provider: Provider,
        emulated: Emulated,
        (documents, seen): (&[Document], &Seen),
    ) -> Self {
        let comparison = Comparison { provider, documents, emulated: &emulated, seen };
        let (missing, (answers, webhooks)) = (comparison.missing(), comparison.said());
        let counts = counts(&emulated, &missing, (&answers, &webhooks));
        Self { counts, requests: requests(documents, seen), missing, answers, webhooks, emulated }
    }
}

fn counts(
    emulated: &Emulated,
    missing: &Missing,
    (answers, webhooks): (&Said, &Said),
) -> Vec<Count> {
    let said = |what, said: &Said, missing: &[MissingMember]| {
        let (documented, inferred) = (said.printed, said.unprinted.len());
        Count { what, documented, inferred, missing: missing.len() }
    };
    let offered = || emulated.operations.iter().map(|one| &one.offered);
    let known: usize = offered().map(|one| one.request.len()).sum();
    let inferred: usize = offered().map(|one| one.inferred.len()).sum();
    vec![
        count("operations", offered().map(|one| &one.origin), missing.operations.len()),
        Count {
            what: "members of requests",
            documented: known - inferred,
            inferred,
            missing: missing.request_members.len(),
        },
        said("members of answers", answers, &missing.answer_members),
        said("members of webhooks", webhooks, &missing.event_members),
        count("refusals", origins(&emulated.errors), missing.errors.len()),
        count("events", origins(&emulated.events), missing.events.len()),
        count("states of a payment", origins(&emulated.statuses), missing.statuses.len()),
        count("switches", origins(&emulated.settings), 0),
    ]
}

fn origins(stated: &[Stated]) -> impl Iterator<Item = &Origin> {
    stated.iter().map(|one| &one.origin)
}

fn count<'a>(
    what: &'static str,
    origins: impl Iterator<Item = &'a Origin>,
    missing: usize,
) -> Count {
    let mut count = Count { what, documented: 0, inferred: 0, missing };
    for origin in origins {
        match origin.basis {
            Basis::Documented => count.documented += 1,
            Basis::Inferred => count.inferred += 1,
        }
    }
    count
}

fn requests(documents: &[Document], seen: &Seen) -> Requests {
    let mut requests = Requests::default();
    for (example, sent) in &seen.requests {
        let not = |why: &String| NotCarriedOut { example, why: why.clone() };
        match sent {
            Sent::Accepted => requests.accepted.push(example),
            Sent::Refused(code) => requests.refused.push(not(code)),
            Sent::Unsent(why) => requests.unsent.push(not(why)),
        }
    }
    let is_refused = |name: &str| matches!(seen.requests.get(name), Some(Sent::Refused(_)));
    let mut sendable = Vec::new();
    for document in documents.iter().filter(|one| one.is_sendable()) {
        let Some(operation) = document.operation else { continue };
        if !sendable.contains(&operation.name) {
            sendable.push(operation.name);
        }
    }
    let all_refused = |operation: &&str| {
        let of = documents.iter().filter(|one| {
            one.is_sendable() && one.operation.is_some_and(|known| known.name == *operation)
        });
        of.into_iter().all(|one| is_refused(one.fixture.name))
    };
    requests.operations_refused = sendable.into_iter().filter(all_refused).collect();
    requests
}
