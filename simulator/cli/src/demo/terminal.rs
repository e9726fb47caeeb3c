//! Tells stories as lines of text.

use std::fmt::Write as _;
use std::io;
use std::sync::mpsc;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;

use crate::demo::qr;
use crate::demo::scene::Audience;
use crate::demo::scene::Call;
use crate::demo::scene::Scene;
use crate::demo::scene::Shopper;
use crate::demo::scene::Turn;
use crate::demo::scene::Visit;
use crate::demo::scene::Webhook;
use crate::demo::shown::Fact;
use crate::demo::stories::ALL;
use crate::demo::stories::Story;
use crate::failure::Failure;
use crate::output;
use crate::output::aligned;
use crate::output::wrapped;

/// How often a page is looked at while somebody may be on it.
const LOOK: Duration = Duration::from_millis(300);

/// Somebody in front of a terminal, or a pipe that nobody waits for.
#[derive(Debug)]
pub(crate) struct Terminal {
    /// A line each time that somebody presses Enter; none when nobody is to wait.
    enters: Option<Receiver<()>>,
}

impl Terminal {
    /// With `pauses`, Enter is waited for.
    pub(crate) fn new(pauses: bool) -> Self {
        Self { enters: pauses.then(enters) }
    }

    /// Waits for Enter, if anybody is there to press it.
    pub(crate) fn pause(&mut self, what: &str) -> Result<(), Failure> {
        let Some(enters) = &self.enters else { return Ok(()) };
        output::note(&format!("\n[{what}]"));
        // At the end of the input nobody will press anything any more.
        enters.recv().map_err(|_| Failure::silent(0))
    }
}

/// Lines of the standard input, read on a thread of its own.
fn enters() -> Receiver<()> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in io::stdin().lines() {
            if line.is_err() || sender.send(()).is_err() {
                return;
            }
        }
    });
    receiver
}

impl Audience for Terminal {
    fn begins(&mut self, story: &Story, number: usize) -> Result<(), Failure> {
        output::print(&beginning(story, number))
    }

    fn sees(&mut self, scene: &Scene, number: usize) -> Result<(), Failure> {
        output::print(&in_words(scene, number))?;
        match (scene, &self.enters) {
            (Scene::Visit(visit), Some(_)) => {
                let code = |address| qr::text(address, output::may_be_coloured());
                if let Some(code) = visit.scan.as_deref().and_then(code) {
                    output::note(&code);
                }
                output::note("[pay on the page, or press Enter to let the shopper pay]");
                Ok(())
            }
            (Scene::Visit(_) | Scene::Call(_) | Scene::Webhook(_) | Scene::Turn(_), _) => Ok(()),
        }
    }

    fn waits(&mut self) -> Result<Shopper, Failure> {
        let Some(enters) = &self.enters else { return Ok(Shopper::Absent) };
        match enters.recv_timeout(LOOK) {
            Ok(()) => Ok(Shopper::Absent),
            Err(RecvTimeoutError::Timeout) => Ok(Shopper::Present),
            Err(RecvTimeoutError::Disconnected) => Err(Failure::silent(0)),
        }
    }
}

/// How a story begins.
pub(super) fn beginning(story: &Story, number: usize) -> String {
    let Story { title, provider, about, when, source, .. } = story;
    let line = format!("{number}/{} {title}, with {}", ALL.len(), provider.title());
    let rule = "=".repeat(line.chars().count());
    format!(
        "\n{line}\n{rule}\n\n{}\n  When to choose it:\n{}\n  {source}\n",
        wrapped(about, "  "),
        wrapped(when, "  ")
    )
}

/// What happens, in lines.
pub(super) fn in_words(scene: &Scene, number: usize) -> String {
    match scene {
        Scene::Call(call) => told_call(call, number),
        Scene::Webhook(webhook) => told_webhook(webhook, number),
        Scene::Turn(turn) => told_turn(turn, number),
        Scene::Visit(visit) => told_visit(visit, number),
    }
}

fn told_call(call: &Call, number: usize) -> String {
    let Call { says, method, path, headers, body, status, facts, .. } = call;
    let mut text = format!("\n{number}. {says}\n\n   > {method} {path}\n");
    for (name, value) in headers {
        push(&mut text, format_args!("   > {name}: {value}"));
    }
    for line in body.iter().flat_map(|body| body.lines()) {
        push(&mut text, format_args!("   > {line}"));
    }
    push(&mut text, format_args!("\n   < {status}"));
    text + &told_facts(facts, "   < ")
}

fn told_webhook(webhook: &Webhook, number: usize) -> String {
    let Webhook { event, path, signature, facts, .. } = webhook;
    let holds = match signature {
        Ok(how) => format!("signature holds: {how}"),
        Err(why) => format!("SIGNATURE DOES NOT HOLD: {why}"),
    };
    let text =
        format!("\n{number}. Webhook {event}\n\n   * POST {path} of the shop\n   * {holds}\n");
    text + &told_facts(facts, "   * ")
}

fn told_turn(turn: &Turn, number: usize) -> String {
    let Turn { says, by, from, now, happened } = turn;
    let mut text = format!("\n{number}. {says}\n\n   ~ clock {by}: from {from} to {now}\n");
    for what in happened {
        push(&mut text, format_args!("   ~ {what}"));
    }
    text
}

fn told_visit(visit: &Visit, number: usize) -> String {
    let Visit { says, url, scan, .. } = visit;
    let scan = scan.iter().map(|scan| format!("   @ the code leads to {scan}\n"));
    format!("\n{number}. {says}\n\n   @ {url}\n") + &scan.collect::<String>()
}

fn told_facts(facts: &[Fact], margin: &str) -> String {
    let rows: Vec<_> =
        facts.iter().map(|fact| vec![fact.name.clone(), output::plain(&fact.value)]).collect();
    aligned(&rows).lines().map(|line| format!("{margin}{line}\n")).collect()
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a String takes every text");
}
