//! What came of a check: per case whether the contract held, and if not, path by path why not.
//!
//! Values, without a way of showing them: that is for reports to do. No text in here holds a credential.

use std::fmt;
use std::time::Duration;

use super::case::Case;

/// What came of one check.
#[derive(Clone, Debug)]
pub struct Report {
    /// The base URL as it was given.
    pub target: String,
    /// Whether a sandpay answers there.
    pub sandpay: bool,
    /// Whether the observer ended it before every case was begun.
    pub interrupted: bool,
    /// Every case that was asked for, in the order of their names.
    pub cases: Vec<CaseReport>,
    /// How long all took.
    pub took: Duration,
}

impl Report {
    /// Whether no contract is broken and the server was always there.
    #[must_use]
    pub fn held(&self) -> bool {
        self.cases.iter().all(|case| match &case.outcome {
            Outcome::Held | Outcome::Skipped(_) => true,
            Outcome::Broken(_) | Outcome::Unreachable(_) => false,
        })
    }
}

/// What came of one case.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// The case.
    pub case: Case,
    /// What came of it.
    pub outcome: Outcome,
    /// What is worth knowing and breaks nothing.
    pub notes: Vec<Note>,
    /// What was sent and what came back, in order.
    pub exchanges: Vec<Exchange>,
    /// What the judged answers and webhooks consist of, for comparison with another run.
    pub members: Vec<Member>,
    /// How long it took.
    pub took: Duration,
}

impl CaseReport {
    /// A command that repeats the exchange the outcome is about.
    #[must_use]
    pub fn curl(&self) -> Option<&str> {
        let judged = match &self.outcome {
            Outcome::Broken(breaches) => breaches.first().map(|breach| breach.step.as_str()),
            Outcome::Held | Outcome::Skipped(_) | Outcome::Unreachable(_) => None,
        };
        let of = self.exchanges.iter().find(|exchange| Some(exchange.step.as_str()) == judged);
        of.or(self.exchanges.last()).map(|exchange| exchange.curl.as_str())
    }
}

/// Whether a contract held.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// The server answered as documented.
    Held,
    /// It did not.
    Broken(Vec<Breach>),
    /// The case was not run, for this reason.
    Skipped(String),
    /// No answer came: why, in one sentence.
    Unreachable(String),
}

/// One thing that is not as documented.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Breach {
    /// The exchange or webhook in which it was seen, as `capture payment`.
    pub step: String,
    /// Where: `HTTP status`, `body`, `webhook`, `header x-hmac-signature`, or a member of the body as `data.amount`.
    pub path: String,
    /// What the document says, in words.
    pub expected: String,
    /// What was there instead, in words.
    pub got: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.path, self.expected, self.got)
    }
}

/// Something seen that no document knows, and that breaks nothing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// The exchange or webhook in which it was seen.
    pub step: String,
    /// Where.
    pub path: String,
    /// What, in words.
    pub text: String,
}

/// One exchange, or one webhook, with every secret taken out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Exchange {
    /// What it does, as `capture payment`.
    pub step: String,
    /// The HTTP method.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// The body that was sent.
    pub request: Option<String>,
    /// The status that came back; none when nothing did.
    pub status: Option<u16>,
    /// The body that came back, cut where it is very long.
    pub response: Option<String>,
    /// A command that repeats it, with variables where credentials stand.
    pub curl: String,
}

/// A member of a judged answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Member {
    /// The exchange or webhook.
    pub step: String,
    /// Where, as in [`Breach::path`].
    pub path: String,
    /// Its JSON type.
    pub kind: Kind,
    /// What is told of its value.
    pub told: Told,
}

/// A JSON type.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A text.
    String,
    /// A list.
    Array,
    /// Members with names.
    Object,
}

impl Kind {
    /// Every type.
    pub const ALL: [Self; 6] =
        [Self::Null, Self::Boolean, Self::Number, Self::String, Self::Array, Self::Object];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is told of a value, so that two runs can be compared.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Told {
    /// The value, which every run answers: as JSON.
    Fixed(String),
    /// The name of its form, as `uuid`, since every run answers another.
    Form(String),
    /// Nothing: it has members of its own, no document knows it, or it is a secret.
    Nothing,
}

/// Who is told of a check while it goes on, and may end it.
pub trait Observer: Sync {
    /// So many cases will be reported on.
    fn planned(&self, cases: usize) {
        let _ = cases;
    }

    /// Whether no other case is to be begun.
    fn interrupts(&self) -> bool {
        false
    }

    /// One of them is done.
    fn finished(&self, report: &CaseReport) {
        let _ = report;
    }
}

/// Nobody is told.
impl Observer for () {}
