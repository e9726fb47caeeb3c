//! One broken thing, and every thing that can be broken in an answer that was really given.
//!
//! What is documented is taken from the fixtures; what a value is worth, from what the runner says of an unbroken run.

use std::collections::BTreeMap;

use sandpay_contracts::runner::CaseReport;
use sandpay_contracts::runner::Kind;
use sandpay_contracts::runner::Told;
use serde_json::Value;
use serde_json::json;

/// One broken thing.
#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    pub(crate) case: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) on: On,
    pub(crate) change: Change,
    /// What the runner must name.
    pub(crate) path: String,
}

/// What is broken.
#[derive(Clone, Debug)]
pub(crate) enum On {
    /// An answer of this status: that of the so-manieth request, or of any.
    Answer { at: Option<usize>, status: u16 },
    /// Every webhook.
    Webhook,
}

/// How it is broken.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// The member at this pointer is gone.
    Remove(String),
    /// It is called otherwise.
    Rename(String),
    /// It has this value.
    Set(String, Value),
    /// The status is this one.
    Status(u16),
    /// The header is gone.
    Drop(&'static str),
    /// A digit in the header is another.
    Flip(&'static str),
    /// The webhook is signed with another key.
    OtherKey,
}

impl Change {
    /// Breaks a body, if what is to be broken is there.
    pub(crate) fn apply(&self, body: &mut Value) -> Option<()> {
        match self {
            Self::Remove(pointer) => take(body, pointer).map(drop),
            Self::Rename(pointer) => {
                let value = take(body, pointer)?;
                let (parent, name) = pointer.rsplit_once('/')?;
                let members = body.pointer_mut(parent)?.as_object_mut()?;
                members.insert(format!("{name}x"), value).is_none().then_some(())
            }
            Self::Set(pointer, value) => {
                *body.pointer_mut(pointer)? = value.clone();
                Some(())
            }
            Self::Status(_) | Self::Drop(_) | Self::Flip(_) | Self::OtherKey => None,
        }
    }
}

fn take(body: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, name) = pointer.rsplit_once('/')?;
    body.pointer_mut(parent)?.as_object_mut()?.remove(name)
}

/// An answer or webhook that was judged.
pub(crate) struct Judged<'a> {
    pub(crate) report: &'a CaseReport,
    pub(crate) on: On,
    /// As it is printed.
    pub(crate) printed: &'a Value,
    /// As it was.
    pub(crate) body: &'a Value,
    /// Whether the printed answer is one to this very request: then all that agrees must be held to.
    pub(crate) exact: bool,
}

/// Everything that can be broken in it.
pub(crate) fn mutants(judged: &Judged<'_>) -> Vec<Mutant> {
    let members = judged.report.members.iter();
    let members = members.map(|member| (member.path.as_str(), &member.told)).collect();
    let told = Heard { members, exact: judged.exact };
    let mut found = Vec::new();
    walk(("", judged.printed, judged.body), &told, &mut |change, pointer| {
        found.push(mutant(judged, change, words(pointer)));
    });
    let headers: &[&'static str] = match (&judged.on, judged.report.case.provider.name()) {
        (On::Answer { status, .. }, _) => {
            let other = if *status < 300 { 203 } else { 418 };
            found.push(mutant(judged, Change::Status(other), "HTTP status".to_owned()));
            &[]
        }
        (On::Webhook, "yuno") => &["x-hmac-signature", "x-api-key", "x-secret"],
        (On::Webhook, "wooshpay") => &["wooshpay-signature"],
        (On::Webhook, _) => &[],
    };
    for name in headers {
        let path = format!("header {name}");
        found.push(mutant(judged, Change::Drop(name), path.clone()));
        found.push(mutant(judged, Change::Flip(name), path));
    }
    if matches!(judged.on, On::Webhook) {
        let path = "header content-type".to_owned();
        found.push(mutant(judged, Change::Drop("content-type"), path));
    }
    if let Some(signature) = headers.first() {
        found.push(mutant(judged, Change::OtherKey, format!("header {signature}")));
    }
    found
}

fn mutant(judged: &Judged<'_>, change: Change, path: String) -> Mutant {
    let case = judged.report.case;
    Mutant { case: case.name, operation: case.operation, on: judged.on.clone(), change, path }
}

/// What the runner says of the values of an unbroken answer.
struct Heard<'a> {
    members: BTreeMap<&'a str, &'a Told>,
    exact: bool,
}

impl Heard<'_> {
    fn of(&self, pointer: &str) -> Option<&Told> {
        self.members.get(words(pointer).as_str()).copied()
    }
}

impl Heard<'_> {
    /// Whether there is a value of a form below, an id or a time say.
    fn holds_words_of_its_own(&self, pointer: &str) -> bool {
        let at = words(pointer);
        self.members.iter().any(|(path, told)| {
            let below =
                path.strip_prefix(at.as_str()).is_some_and(|rest| rest.starts_with(['.', '[']));
            let formed = matches!(told, Told::Form(form) if form != "anything");
            formed && (below || pointer.is_empty())
        })
    }
}

type Break<'a> = &'a mut dyn FnMut(Change, &str);

fn walk((at, printed, body): (&str, &Value, &Value), told: &Heard<'_>, found: Break<'_>) {
    let made_up = matches!(told.of(at), Some(Told::Form(_)));
    match (printed, body) {
        (Value::Object(printed), Value::Object(members)) if !made_up => {
            for (name, value) in printed {
                let Some(body) = members.get(name) else { continue };
                let at = format!("{at}/{name}");
                found(Change::Remove(at.clone()), &at);
                found(Change::Rename(at.clone()), &at);
                walk((&at, value, body), told, found);
            }
        }
        (Value::Array(printed), Value::Array(items)) if !made_up => {
            for (index, item) in items.iter().enumerate() {
                if let Some(printed) = printed.get(index).or(printed.first()) {
                    walk((&format!("{at}/{index}"), printed, item), told, found);
                }
            }
        }
        (printed, body) => plain((at, printed, body), told, found),
    }
    if !made_up && printed.is_array() | printed.is_object() && !body.is_null() {
        if !at.is_empty() {
            found(Change::Set(at.to_owned(), json!("another")), at);
        }
        // What holds something made up or sent is there in every answer, whatever it answers.
        if told.exact || told.holds_words_of_its_own(at) {
            found(Change::Set(at.to_owned(), Value::Null), at);
            if body.as_array().is_some_and(|items| !items.is_empty()) {
                found(Change::Set(at.to_owned(), json!([])), at);
            }
        }
    }
}

/// Another type, another value, another form.
fn plain((at, printed, body): (&str, &Value, &Value), told: &Heard<'_>, found: Break<'_>) {
    let agrees = told.exact && printed == body;
    let told = told.of(at);
    // Where nothing is printed, nothing tells which type or form is right.
    let mute = printed.is_null() || printed == "";
    let made_up = matches!(told, Some(Told::Form(_)));
    let strict = matches!(told, Some(Told::Fixed(_))) || agrees && !made_up;
    let echoed = matches!(told, Some(Told::Form(name)) if name == "as sent or answered before");
    if strict || echoed || !mute {
        let others = [json!(7), json!("another"), json!(true)];
        let other =
            others.into_iter().find(|one| kind(one) != kind(printed) && kind(one) != kind(body));
        found(Change::Set(at.to_owned(), other.unwrap()), at);
    }
    let wrong = match (told, body) {
        (Some(Told::Form(_)), body) if !echoed && !mute => wrong_form(body),
        (_, body) if strict || echoed => another(body),
        _ => None,
    };
    if let Some(wrong) = wrong {
        found(Change::Set(at.to_owned(), wrong), at);
    }
}

fn another(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => Some(json!(format!("{text}x"))),
        Value::Number(number) => Some(json!(number.as_i64()? + 1)),
        Value::Bool(value) => Some(json!(!value)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A value that has the form of this one no longer.
fn wrong_form(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => Some(json!(number.as_i64()?.to_string().len()))
            .filter(|_| number.to_string().len() >= 10),
        Value::String(text) => Some(json!(match text.split_once('_') {
            Some((_, rest)) => format!("xx_{rest}"),
            None if text.contains("://") => text.replacen("://", ":", 1),
            None if text.len() == 36 && text.contains('-') => text.to_uppercase() + "0",
            None if text.ends_with('Z') => text.replacen('T', " ", 1),
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => format!("{text}x"),
            None => String::new(),
        })),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn kind(value: &Value) -> Kind {
    match value {
        Value::Null => Kind::Null,
        Value::Bool(_) => Kind::Boolean,
        Value::Number(_) => Kind::Number,
        Value::String(_) => Kind::String,
        Value::Array(_) => Kind::Array,
        Value::Object(_) => Kind::Object,
    }
}

/// A pointer as reports name it.
fn words(pointer: &str) -> String {
    let mut words = String::new();
    for step in pointer.split('/').skip(1) {
        let index = step.parse::<usize>().is_ok();
        let (before, after) = match (index, words.is_empty()) {
            (true, _) => ("[", "]"),
            (false, true) => ("", ""),
            (false, false) => (".", ""),
        };
        words.extend([before, step, after]);
    }
    if words.is_empty() { "body".to_owned() } else { words }
}
