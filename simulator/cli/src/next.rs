//! `sandpay next`: what can happen to a payment now, and who does it.

use clap::Args;
use serde_json::Value;

use crate::client::encoded;
use crate::failure::Failure;
use crate::output::aligned;
use crate::remote::Remote;
use crate::remote::cell;
use crate::remote::instant;
use crate::remote::list;

/// Show what can happen to a payment now, and who does it
#[derive(Debug, Args)]
pub(crate) struct Next {
    /// The provider's own id of the payment
    subject: String,
    #[command(flatten)]
    remote: Remote,
}

impl Next {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let path = format!("/_sim/subjects/{}/next", encoded(&self.subject));
        self.remote.show(&self.remote.get(&path)?, in_words)
    }
}

fn in_words(answer: &Value) -> String {
    let actions = list(answer, "next");
    let state = format!("{} is {}\n", cell(&answer["id"]), cell(&answer["state"]));
    if actions.is_empty() {
        return format!("{state}nothing can happen to it any more");
    }
    let heading = ["ACTION", "BY", "LEADS TO", "AT"].map(str::to_owned).to_vec();
    let row = |action: &Value| {
        let [name, by, leads_to] = ["name", "by", "leads_to"].map(|name| cell(&action[name]));
        vec![name, by, leads_to, instant(&action["at"])]
    };
    let rows: Vec<_> = std::iter::once(heading).chain(actions.iter().map(row)).collect();
    state + &aligned(&rows)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn actions_are_told_with_who_does_them() {
        let answer = json!({"id": "p1", "state": "PENDING", "next": [
            {"name": "capture", "by": "merchant", "leads_to": "SUCCEEDED"},
            {"name": "capture_due", "by": "time", "leads_to": "SUCCEEDED", "at": "2026-01-08T00:00:00Z"},
        ]});

        assert_eq!(
            in_words(&answer),
            "p1 is PENDING\n\
             ACTION       BY        LEADS TO   AT\n\
             capture      merchant  SUCCEEDED\n\
             capture_due  time      SUCCEEDED  2026-01-08T00:00:00Z\n"
        );
    }

    #[test]
    fn an_end_is_told_as_one() {
        let answer = json!({"id": "p1", "state": "REFUNDED", "next": []});

        assert_eq!(in_words(&answer), "p1 is REFUNDED\nnothing can happen to it any more");
    }
}
