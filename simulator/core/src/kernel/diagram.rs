//! A provider's lifecycle as a Mermaid state diagram, from the transitions in its profile.

use std::fmt::Write;

use crate::kernel::provider::Actor;
use crate::kernel::provider::Edge;
use crate::kernel::provider::Profile;

/// The diagram of a provider's main entity: `stateDiagram-v2`, a line a transition.
#[must_use]
pub fn mermaid(profile: &Profile) -> String {
    drawn(profile.statuses, &(profile.transitions)())
}

fn drawn(statuses: &[&str], edges: &[Edge]) -> String {
    let mut text = String::from("stateDiagram-v2\n");
    for status in statuses {
        line(&mut text, format_args!("state \"{status}\" as {}", identifier(status)));
    }
    for (index, edge) in edges.iter().enumerate() {
        let is_told = |told: &Edge| (told.from, told.to) == (edge.from, edge.to);
        if edges[..index].iter().any(is_told) {
            continue;
        }
        // What leads from one state to another is one arrow, whatever it is called.
        let labels: Vec<_> =
            edges[index..].iter().filter(|edge| is_told(edge)).map(label).collect();
        let (from, to) = (identifier(edge.from), identifier(edge.to));
        line(&mut text, format_args!("{from} --> {to}: {}", labels.join(", ")));
    }
    let is_left = |status: &str| edges.iter().any(|edge| edge.from == status);
    for end in statuses.iter().filter(|status| !is_left(status)) {
        line(&mut text, format_args!("{} --> {}", identifier(end), Edge::NOTHING));
    }
    text
}

fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    writeln!(text, "    {words}").expect("writing to memory does not fail");
}

fn label(edge: &Edge) -> String {
    let by = match edge.by {
        Actor::Merchant => "merchant",
        Actor::Shopper => "shopper",
        Actor::Provider => "provider",
        Actor::Time => "time",
    };
    format!("{} ({by})", edge.transition)
}

/// A state's name without what Mermaid takes for syntax.
fn identifier(state: &str) -> String {
    if state == Edge::NOTHING {
        return state.to_owned();
    }
    state.chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagram_shows_beginning_transitions_actors_and_ends() {
        let edge = |from, transition, to, by| Edge { from, transition, to, by };
        let edges = [
            edge(Edge::NOTHING, "filled", "JAR/CLOSED", Actor::Merchant),
            edge("JAR/CLOSED", "opened", "JAR/OPEN", Actor::Time),
            edge("JAR/CLOSED", "shaken", "JAR/CLOSED", Actor::Shopper),
            edge("JAR/CLOSED", "dropped", "JAR/OPEN", Actor::Provider),
        ];

        assert_eq!(
            drawn(&["JAR/CLOSED", "JAR/OPEN"], &edges),
            "\
stateDiagram-v2
    state \"JAR/CLOSED\" as JAR_CLOSED
    state \"JAR/OPEN\" as JAR_OPEN
    [*] --> JAR_CLOSED: filled (merchant)
    JAR_CLOSED --> JAR_OPEN: opened (time), dropped (provider)
    JAR_CLOSED --> JAR_CLOSED: shaken (shopper)
    JAR_OPEN --> [*]
"
        );
    }
}
