//! What the library reports while it runs, on stderr: a subscriber of a page instead of a crate of many.
//!
//! Spans are not kept: nothing here has any.

use std::fmt;
use std::fmt::Write as _;

use serde_json::Map;
use serde_json::Value;
use tracing::Event;
use tracing::Level;
use tracing::Metadata;
use tracing::Subscriber;
use tracing::field::Field;
use tracing::field::Visit;
use tracing::span;

use crate::output;
use crate::serve::options::LogFormat;

/// Writes events of our own crates to stderr from now on.
pub(crate) fn start(format: LogFormat) {
    // It can be set once a process, and is.
    drop(tracing::subscriber::set_global_default(Stderr(format)));
}

struct Stderr(LogFormat);

impl Subscriber for Stderr {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::INFO && metadata.target().starts_with("sandpay")
    }

    fn event(&self, event: &Event<'_>) {
        let mut said = Said::default();
        event.record(&mut said);
        output::note(&said.line(self.0, *event.metadata().level()));
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// The message of an event and its fields.
#[derive(Debug, Default)]
struct Said {
    message: String,
    fields: Map<String, Value>,
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name().to_owned(), value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}");
        if field.name() == "message" {
            self.message = text;
        } else {
            self.fields.insert(field.name().to_owned(), text.into());
        }
    }
}

impl Said {
    fn line(mut self, format: LogFormat, level: Level) -> String {
        let word = match level {
            Level::ERROR => "error",
            Level::WARN => "warning",
            _ => "info",
        };
        match format {
            LogFormat::Human => {
                let mut line = format!("{word}: {}", output::plain(&self.message));
                for (name, value) in &self.fields {
                    let text = value.as_str().unwrap_or_default();
                    // Writing to a string does not fail.
                    let _ = write!(line, " {name}={}", output::plain(text));
                }
                line
            }
            LogFormat::Json => {
                self.fields.insert("level".into(), word.into());
                self.fields.insert("message".into(), self.message.into());
                Value::Object(self.fields).to_string()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said() -> Said {
        let fields = Map::from_iter([("error".to_owned(), "disk\nfull".into())]);
        Said { message: "cannot write".into(), fields }
    }

    #[test]
    fn an_event_is_a_line_for_people() {
        let line = said().line(LogFormat::Human, Level::WARN);

        assert_eq!(line, "warning: cannot write error=disk\\nfull");
    }

    #[test]
    fn an_event_is_a_json_object_for_machines() {
        let line = said().line(LogFormat::Json, Level::ERROR);

        assert_eq!(line, r#"{"error":"disk\nfull","level":"error","message":"cannot write"}"#);
    }
}
