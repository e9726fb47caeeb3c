//! What a fault does to webhooks on their way.

use jiff::Timestamp;

use crate::engine::delivery::Delivery;
use crate::engine::delivery::Status;
use crate::engine::faults::LONGEST_REORDER;
use crate::engine::faults::Mishap;
use crate::engine::faults::STALE_BY;
use crate::kernel::webhook::Attempt;

/// The deliveries of an event, with what befalls them.
pub(super) fn befallen(deliveries: Vec<Delivery>, mishap: Mishap, now: Timestamp) -> Vec<Delivery> {
    let waiting = |wait| {
        move |one: Delivery| Delivery {
            next: Some(now.saturating_add(wait).unwrap_or(Timestamp::MAX)),
            mishap: Some(mishap),
            ..one
        }
    };
    let deliveries = deliveries.into_iter();
    match mishap {
        Mishap::Drop => deliveries.map(|one| Delivery { status: Status::Dropped, ..one }).collect(),
        Mishap::Duplicate => deliveries.flat_map(|one| [one.clone(), one]).collect(),
        Mishap::Reorder => deliveries.map(waiting(LONGEST_REORDER)).collect(),
        Mishap::Delay(wait) => deliveries.map(waiting(wait)).collect(),
        Mishap::BadSignature | Mishap::Stale => {
            deliveries.map(|one| Delivery { mishap: Some(mishap), ..one }).collect()
        }
    }
}

/// The try as its signature has it.
pub(super) fn seeming(attempt: Attempt, mishap: Option<Mishap>) -> Attempt {
    if mishap != Some(Mishap::Stale) {
        return attempt;
    }
    let earlier = |at: Timestamp| at.saturating_sub(STALE_BY).unwrap_or(Timestamp::MIN);
    let Attempt { number, at, first, wall, first_wall } = attempt;
    Attempt {
        number,
        at: earlier(at),
        first: earlier(first),
        wall: wall.map(earlier),
        first_wall: first_wall.map(earlier),
    }
}
