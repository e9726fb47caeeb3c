//! `sandpay next`: what can happen to a payment now, and who does it; or, of any provider, what can happen
//! at all, as a diagram.

use clap::Args;
use sandpay_core::kernel::diagram::mermaid;
use sandpay_core::kernel::settings::nearest;
use sandpay_core::providers;
use serde_json::Value;

use crate::client::encoded;
use crate::failure::Failure;
use crate::output;
use crate::output::aligned;
use crate::remote::Remote;
use crate::remote::cell;
use crate::remote::instant;
use crate::remote::list;

/// Show what can happen to a payment now, and who does it
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sandpay next f522205f-172a-4aa7-9ab9-6529189b0928
  sandpay next yuno --diagram > yuno.mmd")]
pub(crate) struct Next {
    /// The provider's own id of the payment; with `--diagram`, the provider
    subject: String,
    /// Print the state machine of a provider as Mermaid; no simulator has to run
    #[arg(long)]
    diagram: bool,
    #[command(flatten)]
    remote: Remote,
}

impl Next {
    pub(crate) fn run(self) -> Result<(), Failure> {
        if self.diagram {
            return output::print(&diagram(&self.subject)?);
        }
        let path = format!("/_sim/subjects/{}/next", encoded(&self.subject));
        self.remote.show(&self.remote.get(&path)?, in_words)
    }
}

/// The state machine of a provider.
fn diagram(name: &str) -> Result<String, Failure> {
    let profiles = providers::all().iter().map(|provider| provider.profile());
    let profile = profiles.clone().find(|profile| profile.name == name).ok_or_else(|| {
        let names = profiles.map(|profile| profile.name);
        let failure = Failure::usage(format!("there is no provider `{name}`"));
        match nearest(name, names.clone()) {
            Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
            None => {
                failure.with_hint(format!("providers are {}", names.collect::<Vec<_>>().join(", ")))
            }
        }
    })?;
    Ok(mermaid(profile))
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
    fn a_diagram_is_of_a_known_provider() {
        assert!(diagram("yuno").unwrap().starts_with("stateDiagram-v2\n"));

        let near = diagram("yunno").unwrap_err();
        let far = diagram("f522205f-172a-4aa7-9ab9-6529189b0928").unwrap_err();

        assert_eq!((near.code, near.hint.as_deref()), (2, Some("did you mean `yuno`?")));
        assert_eq!(far.hint.unwrap(), "providers are yuno, yabandpay, wooshpay");
    }

    #[test]
    fn an_end_is_told_as_one() {
        let answer = json!({"id": "p1", "state": "REFUNDED", "next": []});

        assert_eq!(in_words(&answer), "p1 is REFUNDED\nnothing can happen to it any more");
    }
}
