//! Reports as people read them: a table and lists in the terminal, one table in Markdown.

use sandpay_core::kernel::fidelity::Basis;
use sandpay_core::kernel::fidelity::Emulated;
use sandpay_core::kernel::fidelity::Origin;

use crate::fidelity::report::Count;
use crate::fidelity::report::Report;
use crate::output::aligned;

/// More than these of a list are not worth reading in a terminal.
const MOST: usize = 12;

/// One table for all providers, for the README.
pub(crate) fn markdown(reports: &[Report]) -> String {
    let mut text = String::from("| documented / inferred / missing |");
    for report in reports {
        text.push_str(&format!(" {} |", report.emulated.title));
    }
    text.push_str(&format!("\n| --- |{}\n", " --- |".repeat(reports.len())));
    let rows = reports.first().map_or(0, |report| report.counts.len());
    for row in 0..rows {
        text.push_str(&format!("| {} |", reports[0].counts[row].what));
        for report in reports {
            let Count { documented, inferred, missing, .. } = report.counts[row];
            text.push_str(&format!(" {documented} / {inferred} / {missing} |"));
        }
        text.push('\n');
    }
    text.push_str(
        "| documented requests of these operations: carried out / refused / not sent as printed |",
    );
    for report in reports {
        let requests = &report.requests;
        let (accepted, refused) = (requests.accepted.len(), requests.refused.len());
        text.push_str(&format!(" {accepted} / {refused} / {} |", requests.unsent.len()));
    }
    text + "\n"
}

/// A section for each provider.
pub(crate) fn human(reports: &[Report]) -> String {
    reports.iter().map(section).collect::<Vec<_>>().join("\n")
}

fn section(report: &Report) -> String {
    let mut text = format!("{} {}\n\n", report.emulated.title, report.emulated.edition);
    text.push_str(&counted(&report.counts));
    let requests = &report.requests;
    text.push_str(&format!(
        "\n{} documented requests of these operations are carried out, {} are refused, {} leave values to \
         their sender\n",
        requests.accepted.len(),
        requests.refused.len(),
        requests.unsent.len()
    ));
    for (title, lines) in lists(report) {
        if !lines.is_empty() {
            text.push_str(&listed(title, &lines));
        }
    }
    text
}

fn counted(counts: &[Count]) -> String {
    let head = ["", "documented", "inferred", "missing"].map(str::to_owned).to_vec();
    let row = |count: &Count| {
        let Count { what, documented, inferred, missing } = count;
        vec![format!("  {what}"), documented.to_string(), inferred.to_string(), missing.to_string()]
    };
    aligned(&[head].into_iter().chain(counts.iter().map(row)).collect::<Vec<_>>())
}

fn lists(report: &Report) -> Vec<(&'static str, Vec<String>)> {
    let missing = &report.missing;
    let operations = missing.operations.iter().map(|one| {
        let call = one.call.map(|call| format!(" {call}")).unwrap_or_default();
        format!(
            "{} {}{call}  ({}, {})",
            one.method,
            one.path,
            counted_examples(one.examples.len()),
            one.source
        )
    });
    let member = |one: &crate::fidelity::comparison::MissingMember| {
        format!("{}: {}  ({})", one.of, one.place, one.example)
    };
    let name =
        |one: &crate::fidelity::comparison::MissingName| format!("{}  ({})", one.name, one.example);
    let refused =
        report.requests.refused.iter().map(|one| format!("{}  ({})", one.example, one.why));
    vec![
        ("operations that are missing", operations.collect()),
        ("documented requests that are refused", refused.collect()),
        (
            "members of requests that are missing",
            missing.request_members.iter().map(member).collect(),
        ),
        (
            "members of answers that are missing",
            missing.answer_members.iter().map(member).collect(),
        ),
        (
            "members of webhooks that are missing",
            missing.event_members.iter().map(member).collect(),
        ),
        ("refusals that are missing", missing.errors.iter().map(name).collect()),
        ("events that are missing", missing.events.iter().map(name).collect()),
        ("states that are missing", missing.statuses.iter().map(name).collect()),
        ("inferred, and from what", inferred(&report.emulated)),
    ]
}

fn counted_examples(count: usize) -> String {
    if count == 1 { "1 example".to_owned() } else { format!("{count} examples") }
}

/// Operations, members of requests, and whatever else has a name.
fn inferred(emulated: &Emulated) -> Vec<String> {
    let line = |(name, origin): (&str, &Origin)| {
        let is_inferred = origin.basis == Basis::Inferred;
        is_inferred.then(|| format!("{name}  ({})", origin.source))
    };
    let offered = || emulated.operations.iter().map(|one| &one.offered);
    let operations = offered().map(|one| (one.name, &one.origin)).filter_map(line);
    let members = offered().flat_map(|one| {
        one.inferred.iter().map(|place| format!("{}: {place}  (no page has it)", one.name))
    });
    let stated = [&emulated.errors, &emulated.events, &emulated.statuses, &emulated.settings];
    let stated = stated.into_iter().flatten().map(|one| (one.name, &one.origin));
    operations.chain(members).chain(stated.filter_map(line)).collect()
}

fn listed(title: &str, lines: &[String]) -> String {
    let mut text = format!("\n{title}\n");
    for line in lines.iter().take(MOST) {
        text.push_str(&format!("  {line}\n"));
    }
    let left = lines.len().saturating_sub(MOST);
    if left > 0 {
        text.push_str(&format!("  and {left} more: --format json lists all\n"));
    }
    text
}
