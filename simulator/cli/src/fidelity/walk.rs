//! A walk through everything that a provider emulates, over HTTP: from documented requests onwards by what
//! merchants send, by what shoppers, the provider and the clock do, and by results that faults ask for.
//!
//! Hardly anything is listed by hand: the requests are the documents', what can happen next is asked of the
//! simulator, and where it pays to look for what was not seen yet is read off the transitions of the profile.

use std::collections::BTreeSet;

use sandpay_core::kernel::provider::Edge;
use sandpay_core::kernel::provider::Profile;
use serde_json::Value;
use serde_json::json;

use crate::demo::merchant::Provider;
use crate::failure::Failure;
use crate::fidelity::caller::Caller;
use crate::fidelity::dialect;
use crate::fidelity::dialect::Known;
use crate::fidelity::documents;
use crate::fidelity::documents::Document;
use crate::fidelity::seen::Goals;
use crate::fidelity::seen::Seen;
use crate::fidelity::seen::Sent;
use crate::fidelity::steps::Asking;
use crate::fidelity::steps::Change;
use crate::fidelity::steps::Making;
use crate::fidelity::steps::Step;
use crate::fidelity::steps::Traveller;
use crate::fidelity::steps::View;

/// A state, and a way to it.
#[derive(Clone, Debug)]
struct Node {
    /// What it is a state of.
    kind: String,
    state: String,
    way: Vec<Step>,
    known: Known,
    acts: Vec<String>,
    /// Whether something happens by itself.
    waits: bool,
    /// Requests that were carried out here.
    open: Vec<Asking>,
    /// Whether another way led here before.
    is_twin: bool,
}

/// A walk through one provider.
pub(crate) struct Walk {
    traveller: Traveller,
    goals: Goals,
    makings: Vec<Making>,
    askings: Vec<Asking>,
    nodes: Vec<Node>,
    /// How many of the nodes were left by every plain way.
    expanded: usize,
    /// The node of which there is something that nothing has happened to since.
    standing: Option<(usize, Known)>,
}

impl Walk {
    /// Goes everywhere, then on until all goals are reached or no way is left.
    pub(crate) fn through(
        provider: Provider,
        profile: &'static Profile,
        goals: Goals,
    ) -> Result<Seen, Failure> {
        let mut walk = Self {
            traveller: Traveller::new(Caller::open(provider)?, profile),
            goals,
            makings: Vec::new(),
            askings: Vec::new(),
            nodes: Vec::new(),
            expanded: 0,
            standing: None,
        };
        walk.plan();
        for making in walk.makings.clone() {
            walk.go(vec![Step::Make(making)])?;
        }
        walk.expand()?;
        let outcomes = walk.make_otherwise()?;
        walk.make_changed()?;
        walk.expand()?;
        walk.force(&outcomes)?;
        walk.switch()?;
        walk.force(&outcomes)?;
        walk.refuse()?;
        Ok(walk.traveller.seen)
    }

    /// Sorts the documented requests into those that make something and those that are about something made;
    /// what reads or ends something and has no documented body is sent without one.
    fn plan(&mut self) {
        let documents = documents::of(self.traveller.profile);
        for document in documents.iter().filter(|one| one.is_sendable()) {
            self.plan_request(document);
        }
        for operation in self.traveller.profile.operations {
            let has_request = documents.iter().any(|one| {
                one.is_sendable() && one.operation.is_some_and(|of| of.name == operation.name)
            });
            let asking = Asking { operation, request: None, transaction: 0, fault: None };
            if !has_request && (asking.is_read() || operation.path.contains('{')) {
                self.askings.push(asking);
            }
        }
    }

    fn plan_request(&mut self, document: &Document) {
        let Document { fixture: request, operation: Some(operation) } = *document else { return };
        match self.traveller.caller.documented(request) {
            Err(error) => {
                let unsent = Sent::Unsent(error.to_string());
                self.traveller.seen.requests.insert(request.name, unsent);
            }
            Ok(body) if dialect::is_follow_up(operation.path, Some(&body)) => {
                let request = Some(request);
                self.askings.push(Asking { operation, request, transaction: 0, fault: None });
            }
            Ok(_) => {
                let change = Change::Nothing;
                self.makings.push(Making { operation, request, change, fault: None });
            }
        }
    }

    /// Goes a way from its beginning, and keeps where it leads to if nobody was there before. Answers the
    /// state there.
    fn go(&mut self, way: Vec<Step>) -> Result<Option<String>, Failure> {
        self.standing = None;
        let state = match self.follow(&way)? {
            Some(known) => self.arrive(way, known)?,
            None => None,
        };
        self.traveller.turn_back()?;
        Ok(state)
    }

    /// Goes one step on from a node, as [`go`](Self::go) does; whether that was possible. What is refused or
    /// read changes nothing, so the next step goes on from the same thing.
    fn go_on(&mut self, at: usize, step: Step) -> Result<bool, Failure> {
        let way = self.nodes[at].way.clone();
        let known = match self.standing.take() {
            Some((here, known)) if here == at => Some(known),
            Some(_) | None => self.follow(&way)?,
        };
        let Some(known) = known else { return Ok(false) };
        let mut after = known.clone();
        let is_taken = self.traveller.take(&step, &mut after)?;
        let is_as_before = match &step {
            Step::Ask(asking) => !is_taken || asking.is_read(),
            Step::Act(_) => !is_taken,
            Step::Make(_) | Step::Wait(_) | Step::Turn(..) => false,
        };
        if is_taken && !is_as_before {
            self.arrive(longer(&way, step), after)?;
        }
        let is_plain = !way.iter().any(|step| matches!(step, Step::Turn(..)));
        self.standing = Some((at, known)).filter(|_| is_as_before && is_plain);
        self.traveller.turn_back()?;
        Ok(is_taken)
    }

    fn follow(&mut self, way: &[Step]) -> Result<Option<Known>, Failure> {
        let mut known = Known::default();
        for step in way {
            if !self.traveller.take(step, &mut known)? {
                return Ok(None);
            }
        }
        Ok(Some(known))
    }

    fn arrive(&mut self, way: Vec<Step>, mut known: Known) -> Result<Option<String>, Failure> {
        let view = match (self.traveller.look(&mut known)?, way.last()) {
            (Some(view), _) => view,
            (None, Some(Step::Make(making))) => View::of_nothing(making.operation.name),
            (None, _) => return Ok(None),
        };
        let View { kind, state, acts, due } = view;
        let is_twin = self.nodes.iter().any(|node| (&node.kind, &node.state) == (&kind, &state));
        let is_documented = matches!(&*way, [Step::Make(making)] if making.is_plain());
        if !is_twin || is_documented {
            let (state, waits, open) = (state.clone(), due.is_some(), Vec::new());
            self.nodes.push(Node { kind, state, way, known, acts, waits, open, is_twin });
        }
        Ok(Some(state))
    }

    /// Leaves every new state by every plain way, until no state is new.
    fn expand(&mut self) -> Result<(), Failure> {
        while let Some(node) = self.nodes.get(self.expanded).cloned() {
            for asking in self.asks(&node) {
                if self.go_on(self.expanded, Step::Ask(asking.clone()))? && !asking.is_read() {
                    self.nodes[self.expanded].open.push(asking);
                }
            }
            let wait = node.waits.then_some(Step::Wait(None));
            for step in acts(&node).chain(wait) {
                self.go_on(self.expanded, step)?;
            }
            self.expanded += 1;
        }
        Ok(())
    }

    /// Every request about what stands in a state.
    fn asks(&self, node: &Node) -> Vec<Asking> {
        let of_each = |asking: &Asking| {
            let is_of_transaction = asking.operation.path.contains("{transaction_id}");
            let count = if is_of_transaction { node.known.transactions.len() } else { 1 };
            let asking = asking.clone();
            (0..count).map(move |transaction| Asking { transaction, ..asking.clone() })
        };
        let asks = self.askings.iter().flat_map(of_each);
        asks.filter(|asking| asking.path(&node.known).is_some()).collect()
    }

    /// Makes things with every result that a fault can ask for. Answers those that differ in what they lead
    /// to, and those that make no difference here but may elsewhere.
    fn make_otherwise(&mut self) -> Result<Vec<&'static str>, Failure> {
        let mut telling = Vec::new();
        for making in self.makers() {
            let usual = self.go(vec![Step::Make(making.clone())])?;
            let mut states = BTreeSet::new();
            let (mut other, mut same) = (Vec::new(), Vec::new());
            for outcome in self.traveller.profile.outcomes {
                let fault = Some(format!("outcome={outcome}"));
                let state = self.go(vec![Step::Make(Making { fault, ..making.clone() })])?;
                if state == usual {
                    same.push(*outcome);
                } else if states.insert(state) {
                    other.push(*outcome);
                }
            }
            // What no result changes tells nothing of results.
            if !other.is_empty() {
                telling.extend(other.into_iter().chain(same));
            }
        }
        telling.sort_unstable();
        telling.dedup();
        Ok(telling)
    }

    /// Makes things with a member less, and as pages say in words.
    fn make_changed(&mut self) -> Result<(), Failure> {
        for making in self.makers() {
            for change in self.changes(&making) {
                self.go(vec![Step::Make(Making { change, ..making.clone() })])?;
            }
        }
        Ok(())
    }

    fn changes(&self, making: &Making) -> Vec<Change> {
        let caller = &self.traveller.caller;
        let body = caller.documented(making.request).unwrap_or_default();
        let members = body.as_object().into_iter().flatten();
        let without = members.map(|(name, _)| Change::Without(name.clone()));
        let varied = dialect::variations(caller.provider).iter().map(|vary| Change::Varied(*vary));
        without.chain(varied).collect()
    }

    /// What makes something without a fault: one for each state that it leads to.
    fn makers(&self) -> Vec<Making> {
        let of_node = |node: &Node| match node.way.as_slice() {
            [Step::Make(making)] if making.fault.is_none() => Some(making.clone()),
            _ => None,
        };
        self.nodes.iter().filter(|node| !node.is_twin).filter_map(of_node).collect()
    }

    /// Asks, and lets time pass, with results that faults ask for: where the transitions say that what was
    /// not seen yet may come next.
    fn force(&mut self, outcomes: &[&'static str]) -> Result<(), Failure> {
        let mut before = 0;
        while before < self.nodes.len() {
            before = self.nodes.len();
            for outcome in outcomes {
                if self.is_done()? {
                    return Ok(());
                }
                self.expand()?;
                for at in 0..self.nodes.len() {
                    self.force_from(at, outcome)?;
                }
            }
        }
        Ok(())
    }

    fn force_from(&mut self, at: usize, outcome: &'static str) -> Result<(), Failure> {
        let node = self.nodes[at].clone();
        if node.is_twin {
            return Ok(());
        }
        let fault = Some(format!("outcome={outcome}"));
        let ask = |asking: &Asking| Step::Ask(Asking { fault: fault.clone(), ..asking.clone() });
        let wait = node.waits.then_some(Step::Wait(Some(outcome)));
        for step in wait.into_iter().chain(node.open.iter().map(ask)) {
            if !self.may_lead_on(&node.state)? {
                break;
            }
            self.go_on(at, step)?;
        }
        Ok(())
    }

    /// Makes things, and does what can be done, once more with each switch turned to each value that its
    /// description names, where what was not seen yet may come next.
    fn switch(&mut self) -> Result<(), Failure> {
        let settings = self.traveller.profile.settings.iter();
        let turns = settings.flat_map(|setting| {
            values(setting.values).into_iter().map(|value| Step::Turn(setting.name, value))
        });
        let turns: Vec<_> = turns.collect();
        for turn in &turns {
            for making in self.makers() {
                if self.may_lead_on(Edge::NOTHING)? {
                    self.go(vec![turn.clone(), Step::Make(making)])?;
                }
            }
        }
        for turn in &turns {
            for node in self.nodes.clone() {
                for act in acts(&node) {
                    if self.may_lead_on(&node.state)? {
                        let way = [turn].into_iter().chain(&node.way).cloned().chain([act]);
                        self.go(way.collect())?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether something that was not seen yet may come after a state.
    fn may_lead_on(&mut self, state: &str) -> Result<bool, Failure> {
        let missed = self.goals.missed_statuses(&self.traveller.seen);
        let leads = |edge: &Edge| edge.from == state && missed.iter().any(|one| one == edge.to);
        if (self.traveller.profile.transitions)().iter().any(leads) {
            return Ok(true);
        }
        if self.goals.missed_events(&self.traveller.seen).is_empty() {
            return Ok(false);
        }
        self.traveller.listen()?;
        Ok(!self.goals.missed_events(&self.traveller.seen).is_empty())
    }

    fn is_done(&mut self) -> Result<bool, Failure> {
        self.traveller.listen()?;
        let seen = &self.traveller.seen;
        let missed = self.goals.missed_statuses(seen).len() + self.goals.missed_events(seen).len();
        Ok(missed == 0)
    }

    /// Has every refusal asked for by a fault.
    fn refuse(&mut self) -> Result<(), Failure> {
        let Some(making) = self.makers().into_iter().next() else { return Ok(()) };
        for code in self.goals.errors.clone() {
            let fault = Some(format!("error={code}"));
            let step = Step::Make(Making { fault, ..making.clone() });
            self.traveller.take(&step, &mut Known::default())?;
        }
        self.traveller.listen()
    }
}

fn acts(node: &Node) -> impl Iterator<Item = Step> + use<> {
    node.acts.clone().into_iter().map(Step::Act)
}

fn longer(way: &[Step], step: Step) -> Vec<Step> {
    way.iter().cloned().chain([step]).collect()
}

/// The values that the description of a switch names: words in quotes, `true` and `false`, durations.
fn values(described: &str) -> Vec<Value> {
    let quoted = described.split('"').skip(1).step_by(2).map(Value::from);
    let words = described.split([' ', ',']).filter_map(|word| match word {
        "true" => Some(json!(true)),
        "false" => Some(json!(false)),
        _ => {
            let digits = word.trim_start_matches(['P', 'T']);
            let is_duration = word.starts_with('P') && digits.starts_with(char::is_numeric);
            is_duration.then(|| json!(word))
        }
    });
    quoted.chain(words).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("true or false", json!([true, false]))]
    #[case("\"bare\" or \"wrapped\"", json!(["bare", "wrapped"]))]
    #[case("null or an ISO 8601 duration such as PT5M, at most P366D", json!(["PT5M", "P366D"]))]
    #[case("a number", json!([]))]
    fn the_description_of_a_switch_names_values(#[case] described: &str, #[case] found: Value) {
        assert_eq!(json!(values(described)), found);
    }
}
