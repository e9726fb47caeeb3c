//! Where one case is played: requests go out, answers come back, and what is said of them is kept.
//!
//! It sends bytes and keeps books. What a case sends, and what it expects, is told by its provider's table.

use std::collections::BTreeMap;
use std::sync::Arc;

use sandpay_fixtures::Fixture;
use serde_json::Value;

use super::ask::Ask;
use super::ask::Came;
use super::ask::exchange;
use super::ask::in_words;
use super::compare::Difference;
use super::compare::Expected;
use super::compare::compare;
use super::compare::shown;
use super::compare::words;
use super::control::Control;
use super::fresh::Fresh;
use super::mask::Mask;
use super::outcome::Breach;
use super::outcome::Exchange;
use super::outcome::Member;
use super::outcome::Note;
use super::receiver::Receiver;
use super::receiver::Webhook;
use super::repeats::repeats;
use super::target::Run;
use super::yuno::OTHER_CUSTOMER;
use crate::transport::Transport;
use crate::transport::TransportError;

/// Bodies in reports are cut here, in characters.
const LONGEST: usize = 20_000;

/// What all cases of a provider have in common.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) transport: Transport,
    /// The base URL, for people.
    pub(super) base_url: String,
    pub(super) mask: Mask,
    pub(super) receiver: Option<Receiver>,
    pub(super) control: Option<Arc<Control>>,
    pub(super) differences: &'static [Difference],
    pub(super) run: Run,
    pub(super) sandpay: bool,
    /// How long a webhook may take.
    pub(super) patience: std::time::Duration,
}

/// How an answer is held against a printed one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum By {
    /// It answers the same request: values count.
    Values,
    /// The same, and the print is cut short: there may be more.
    ValuesCutShort,
    /// It answers another request: members and their forms count.
    Form,
    /// The same, and the print is cut short.
    FormCutShort,
}

impl By {
    fn new(of_another: bool, cut_short: bool) -> Self {
        match (of_another, cut_short) {
            (false, false) => Self::Values,
            (false, true) => Self::ValuesCutShort,
            (true, false) => Self::Form,
            (true, true) => Self::FormCutShort,
        }
    }
}

/// A printed body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Print<'a> {
    pub(super) text: &'a str,
    /// Where the provider makes values up.
    pub(super) generated: &'a [String],
    pub(super) by: By,
}

/// Why a case goes no further.
#[derive(Debug)]
pub(super) enum Stop {
    /// Something is not as documented, and without it there is nothing to go on with; it is in the books.
    Broken,
    /// This server cannot be asked, for this reason.
    Skipped(String),
    /// No answer came.
    Unreachable(String),
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) step: String,
    pub(super) status: u16,
    /// What the body is said to be.
    pub(super) kind: String,
    pub(super) text: String,
}

/// One case on its way.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) setting: Arc<Setting>,
    pub(super) fresh: Fresh,
    /// What must be in the judged answer whatever is printed, by pointer.
    pub(super) known: BTreeMap<String, Value>,
    /// Whether another customer than the documented one pays.
    pub(super) other_customer: bool,
    case: &'static str,
    mask: Mask,
    pub(super) exchanges: Vec<Exchange>,
    pub(super) breaches: Vec<Breach>,
    pub(super) notes: Vec<Note>,
    pub(super) members: Vec<Member>,
}

impl Stage {
    pub(super) fn new(setting: Arc<Setting>, fresh: Fresh, case: &'static str) -> Self {
        let mask = setting.mask.clone();
        Self {
            setting,
            fresh,
            known: BTreeMap::new(),
            other_customer: false,
            case,
            mask,
            exchanges: Vec::new(),
            breaches: Vec::new(),
            notes: Vec::new(),
            members: Vec::new(),
        }
    }

    /// Sends a request.
    pub(super) async fn send(&mut self, ask: Ask) -> Result<Answer, Stop> {
        let sent = exchange(&self.setting.transport, &ask).await;
        self.received(&ask, sent)
    }

    /// Sends one request twice at the same time.
    pub(super) async fn send_twice(&mut self, ask: Ask) -> Result<[Answer; 2], Stop> {
        let transport = &self.setting.transport;
        let (one, other) = tokio::join!(exchange(transport, &ask), exchange(transport, &ask));
        Ok([self.received(&ask, one)?, self.received(&ask, other)?])
    }

    fn received(&mut self, ask: &Ask, sent: Result<Came, TransportError>) -> Result<Answer, Stop> {
        let curl = ask.curl(&self.setting.base_url, &self.mask);
        let mut shown = Exchange {
            step: ask.step.clone(),
            method: ask.method.to_string(),
            url: self.mask.text(&ask.address(&self.setting.base_url)),
            request: ask.body.as_deref().map(|body| self.mask.text(body)),
            status: None,
            response: None,
            curl,
        };
        let answer = match sent {
            Ok(Came { status, kind, text }) => {
                Answer { step: ask.step.clone(), status, kind, text }
            }
            Err(error) => {
                self.exchanges.push(shown);
                return Err(self.unanswered(&ask.step, &error));
            }
        };
        self.mask.learn(&answer.text);
        shown.status = Some(answer.status);
        shown.response = Some(cut(&self.mask.text(&answer.text)));
        self.exchanges.push(shown);
        Ok(answer)
    }

    /// An exchange that broke off is an answer that is wrong; all else is none.
    fn unanswered(&mut self, step: &str, error: &TransportError) -> Stop {
        match error {
            TransportError::NotConnected(_) | TransportError::TimedOut(_) => {
                Stop::Unreachable(in_words(error))
            }
            TransportError::BrokenOff(_) => {
                self.breach(step, ("body", "a whole answer", &in_words(error)))
            }
        }
    }

    /// Notes that something is not as documented.
    pub(super) fn breach(&mut self, step: &str, (path, expected, got): (&str, &str, &str)) -> Stop {
        self.breaches.push(Breach {
            step: step.to_owned(),
            path: path.to_owned(),
            expected: self.mask.text(expected),
            got: self.mask.text(got),
        });
        Stop::Broken
    }

    /// The body of an answer that has this status.
    pub(super) fn body(&mut self, answer: &Answer, status: u16) -> Result<Value, Stop> {
        if answer.status != status {
            let got = format!("{}{}", answer.status, self.beginning(&answer.text));
            self.breach(&answer.step, ("HTTP status", &status.to_string(), &got));
        }
        if answer.status != status {
            return Err(Stop::Broken);
        }
        self.read(&answer.step, &answer.text)
    }

    /// The body of a webhook.
    pub(super) fn event(&mut self, step: &str, webhook: &Webhook) -> Result<Value, Stop> {
        self.read(step, &String::from_utf8_lossy(&webhook.body))
    }

    /// A body, which is JSON and can be read in one way only.
    fn read(&mut self, step: &str, text: &str) -> Result<Value, Stop> {
        let Ok(body) = serde_json::from_str(text) else {
            let got = format!("what is not{}", self.beginning(text));
            return Err(self.breach(step, ("body", "JSON", &got)));
        };
        for pointer in repeats(text) {
            self.breach(step, (&words(&pointer), "one member of this name", "more than one"));
        }
        Ok(body)
    }

    /// The first words of a body, for a line of a report; secrets go before it is cut in the middle of one.
    fn beginning(&self, text: &str) -> String {
        beginning(&self.mask.text(text))
    }

    /// A text of an answer that the next step needs.
    pub(super) fn text_at(
        &mut self,
        step: &str,
        body: &Value,
        pointer: &str,
    ) -> Result<String, Stop> {
        match body.pointer(pointer) {
            Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
            other => {
                let got = other.map_or_else(|| "nothing".to_owned(), shown);
                Err(self.breach(step, (&words(pointer), "a string", &got)))
            }
        }
    }

    /// Judges an answer by the printed one of a fixture: by its values, too, where that is the answer to this request.
    pub(super) fn judge(&mut self, answer: &Answer, fixture: &Fixture) -> Result<Value, Stop> {
        let of_another = fixture.name != self.case;
        self.judge_by(answer, fixture, of_another)
    }

    /// Judges an answer by the members and forms of a printed one.
    pub(super) fn judge_form(&mut self, answer: &Answer, fixture: &Fixture) -> Result<Value, Stop> {
        self.judge_by(answer, fixture, true)
    }

    fn judge_by(
        &mut self,
        answer: &Answer,
        fixture: &Fixture,
        of_another: bool,
    ) -> Result<Value, Stop> {
        let notes = fixture.example.response.as_ref().expect("a case is judged by a response");
        let body = self.body(answer, notes.status)?;
        if !is_json(answer.kind.as_bytes()) {
            let text = format!("{:?} where the body is JSON", self.mask.text(&answer.kind));
            let (step, path) = (answer.step.clone(), "header content-type".to_owned());
            self.notes.push(Note { step, path, text });
        }
        let by = By::new(of_another || notes.of_another, notes.partial);
        let text = fixture.response_text();
        let print = Print { text, generated: &notes.generated, by };
        self.compare(&answer.step, &print, &body);
        Ok(body)
    }

    /// Judges a body by a printed one.
    pub(super) fn compare(&mut self, step: &str, print: &Print<'_>, body: &Value) {
        let Print { text, generated, by } = *print;
        let printed: Value = serde_json::from_str(text).expect("a fixture is JSON");
        let mine = |one: &&Difference| one.cases.iter().any(|case| self.case.starts_with(case));
        let other = self.other_customer.then_some(&OTHER_CUSTOMER);
        let differences: Vec<_> =
            self.setting.differences.iter().chain(other).filter(mine).collect();
        let expected = Expected {
            printed: &printed,
            generated,
            of_another: matches!(by, By::Form | By::FormCutShort),
            cut_short: matches!(by, By::ValuesCutShort | By::FormCutShort),
            known: &self.known,
            differences: &differences,
        };
        let found = compare(&expected, body);
        for (path, expected, got) in found.breaches {
            self.breach(step, (&path, &expected, &got));
        }
        let step = step.to_owned();
        let notes = found.notes.into_iter();
        self.notes.extend(notes.map(|(path, text)| Note { step: step.clone(), path, text }));
        let members = found.members.into_iter();
        self.members.extend(members.map(|(path, kind, told)| Member {
            step: step.clone(),
            path,
            kind,
            told,
        }));
    }

    /// What must be in the judged body whatever is printed.
    pub(super) fn know<const N: usize>(&mut self, members: [(&str, Value); N]) {
        self.known.extend(members.map(|(at, value)| (at.to_owned(), value)));
    }

    /// Lets the shopper agree to a payment.
    pub(super) async fn approve(&mut self, subject: &str) -> Result<(), Stop> {
        let control = self.control()?;
        match control.act(subject, "approve").await {
            Ok(()) => Ok(()),
            Err(answer) => Err(self.breach("approve", ("HTTP status", "200", &answer))),
        }
    }

    /// The control plane, where there is one.
    pub(super) fn control(&self) -> Result<Arc<Control>, Stop> {
        self.setting.control.clone().ok_or_else(|| Stop::Skipped("only a sandpay can".to_owned()))
    }

    /// Where the receiver takes webhooks for this case.
    pub(super) fn receiver_url(&self, path: &str) -> Result<String, Stop> {
        let receiver = self.setting.receiver.as_ref();
        let receiver = receiver.ok_or_else(|| Stop::Skipped("there is no receiver".to_owned()))?;
        Ok(format!("{}{path}", receiver.url()))
    }

    /// Waits for a webhook, and keeps it in the books.
    pub(super) async fn webhook(
        &mut self,
        step: &str,
        fits: impl Fn(&Webhook) -> bool,
    ) -> Result<Webhook, Stop> {
        let receiver = self.setting.receiver.clone();
        let receiver = receiver.ok_or_else(|| Stop::Skipped("there is no receiver".to_owned()))?;
        let Some(webhook) = receiver.wait_for(self.setting.patience, fits).await else {
            let got = format!("none at {} in {:?}", receiver.url(), self.setting.patience);
            return Err(self.breach(step, ("webhook", "a webhook", &got)));
        };
        let body = String::from_utf8_lossy(&webhook.body);
        self.mask.learn(&body);
        self.exchanges.push(Exchange {
            step: step.to_owned(),
            method: webhook.method.clone(),
            url: format!("{}{}", receiver.url(), webhook.path),
            request: Some(cut(&self.mask.text(&body))),
            status: Some(200),
            response: None,
            curl: "# sent by the server".to_owned(),
        });
        self.check_head(step, &webhook);
        Ok(webhook)
    }

    /// What all three providers document of their webhooks: JSON, sent with POST.
    fn check_head(&mut self, step: &str, webhook: &Webhook) {
        if webhook.method != "POST" {
            self.breach(step, ("method", "POST", &webhook.method));
        }
        let kind = webhook.headers.get("content-type").map(|value| value.as_bytes());
        if !kind.is_some_and(is_json) {
            let got = kind.map_or("nothing".into(), String::from_utf8_lossy);
            self.breach(step, ("header content-type", "application/json", &got));
        }
    }
}

fn is_json(kind: &[u8]) -> bool {
    kind.starts_with(b"application/json")
}

/// The first words of a body, for a line of a report.
fn beginning(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let printable = |one: char| if one.is_control() { '\u{fffd}' } else { one };
    let short: String = line.chars().take(100).map(printable).collect();
    if short.is_empty() { " and an empty body".to_owned() } else { format!(": {short}") }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}… ({} bytes in all)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}
