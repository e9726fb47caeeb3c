//! The lifecycle of a payment as a list of transitions, made from [`Status::after`]; for diagrams.

use super::lifecycle::Operation;
use super::lifecycle::Outcome;
use super::lifecycle::Status;
use super::lifecycle::Transition;
use crate::kernel::provider::Actor;
use crate::kernel::provider::Edge;

/// How a payment comes to be, by a merchant's order of a page or by a token, and every transition.
pub(super) fn edges() -> Vec<Edge> {
    let mut edges = vec![opening("ordered", Status::Pending, Actor::Merchant)];
    for outcome in Outcome::ALL {
        for operation in Operation::ALL {
            let status = Status::opened(operation, outcome);
            let edge = opening(outcome.name(), status, Actor::Provider);
            // A refused sale and a refused authorization look alike.
            if !edges.contains(&edge) {
                edges.push(edge);
            }
        }
    }
    for from in Status::ALL {
        edges.extend(Transition::ALL.into_iter().filter_map(|transition| {
            let to = from.after(transition).ok()?.name();
            let by = actor(from, transition);
            Some(Edge { from: from.name(), transition: transition.name(), to, by })
        }));
    }
    edges
}

const fn opening(transition: &'static str, to: Status, by: Actor) -> Edge {
    Edge { from: Edge::NOTHING, transition, to: to.name(), by }
}

const fn actor(from: Status, transition: Transition) -> Actor {
    match transition {
        Transition::Visited => Actor::Shopper,
        Transition::Paid | Transition::Authorized | Transition::Declined if from.is_open() => {
            Actor::Shopper
        }
        Transition::Paid
        | Transition::Authorized
        | Transition::Declined
        | Transition::HeldForReview
        | Transition::Failed => Actor::Provider,
        Transition::Expired => Actor::Time,
        Transition::Captured | Transition::Cancelled => Actor::Merchant,
    }
}
