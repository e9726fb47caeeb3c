//! Movements of money, as the ledger shows them.

use rstest::rstest;
use serde_json::json;

use super::*;
use crate::kernel::ledger::Movement;

fn shown(movement: &Movement) -> String {
    let Movement { at, what, amount, from, to, .. } = movement;
    format!("{at} {what} {amount} {from:?} -> {to:?}").to_lowercase()
}

fn movements(sandbox: &Sandbox) -> Vec<String> {
    sandbox.machine.movements().iter().map(shown).collect()
}

const HELD: &str = "2026-01-15t12:00:00z authorized 20000 usd available -> held";

#[rstest]
#[case::capture(
    Some("P7D"),
    None,
    None,
    "2026-01-22t12:00:00z captured 20000 usd held -> merchant"
)]
#[case::cancel(
    None,
    Some("P7D"),
    None,
    "2026-01-22t12:00:00z canceled 20000 usd held -> available"
)]
#[case::failed_capture(
    Some("P7D"),
    None,
    Some("DO_NOT_HONOR"),
    "2026-01-22t12:00:00z released 20000 usd held -> available"
)]
fn reserved_money_goes_to_the_merchant_or_back(
    #[case] capture: Option<&str>,
    #[case] cancel: Option<&str>,
    #[case] forced: Option<&'static str>,
    #[case] then: &str,
) {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    let payment = sandbox.created(&delayed(capture, cancel));
    assert_eq!(movements(&sandbox), [HELD]);
    sandbox.forced = forced;

    sandbox.advance("2026-02-01T00:00:00Z");

    assert_eq!(movements(&sandbox), [HELD, then]);
    let payment = sandbox.read(&payment);
    let moved = sandbox.machine.movements();
    for (movement, transaction) in moved.iter().zip(payment["transactions"].as_array().unwrap()) {
        assert_eq!(transaction["id"], json!(movement.transaction));
        assert_eq!(payment["id"], json!(movement.subject.to_string()));
    }
}

#[test]
fn an_authorization_that_ends_gives_the_money_back_when_it_ends() {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    sandbox.set("authorization_hold", "P7D");
    sandbox.created(&guide("manual"));

    sandbox.advance("2026-02-01T00:00:00Z");

    let released = "2026-01-22t12:00:00z released 20000 usd held -> available";
    assert_eq!(movements(&sandbox), [HELD, released]);
}

#[test]
fn a_capture_that_is_confirmed_later_moves_the_money_then() {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    let payment = sandbox.created(&delayed(Some("P7D"), None));
    sandbox.forced = Some("PENDING_PROVIDER_CONFIRMATION");
    sandbox.advance("2026-02-01T00:00:00Z");
    assert_eq!(movements(&sandbox), [HELD]);

    sandbox.act(&payment, "confirm").unwrap();

    let captured = "2026-02-01t00:00:00z captured 20000 usd held -> merchant";
    assert_eq!(movements(&sandbox), [HELD, captured]);
}

#[test]
fn a_failed_cancel_leaves_the_money_reserved() {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    sandbox.created(&delayed(None, Some("P7D")));
    sandbox.forced = Some("DO_NOT_HONOR");

    sandbox.advance("2026-02-01T00:00:00Z");

    assert_eq!(movements(&sandbox), [HELD]);
}

#[test]
fn a_purchase_goes_to_the_merchant_at_once_and_a_declined_one_moves_nothing() {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    sandbox.created(&guide("real-time"));
    sandbox.forced = Some("DO_NOT_HONOR");
    sandbox.created(&guide("real-time"));

    let paid = "2026-01-15t12:00:00z purchased 20000 usd available -> merchant";
    assert_eq!(movements(&sandbox), [paid]);
}
