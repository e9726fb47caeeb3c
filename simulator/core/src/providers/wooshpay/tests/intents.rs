//! The life of an intent, from the call to its end.

use jiff::SignedDuration;
use jiff::Timestamp;
use rstest::rstest;
use serde_json::json;

use super::Bench;
use super::kinds;
use super::web_request;
use crate::kernel::ledger::Movement;

#[test]
fn creating_tells_of_the_intent_and_of_what_the_payer_must_do() {
    let mut bench = Bench::new();

    let reply = bench.create(web_request());

    assert_eq!(reply.kinds(), ["payment_intent.created", "payment_intent.requires_action"]);
    for event in &reply.step.events {
        assert_eq!(event.subject.to_string(), reply.id());
        assert_eq!(bench.body(event)["data"]["object"], reply.json());
    }
}

#[rstest]
#[case("approve", "succeeded", "payment_intent.succeeded")]
#[case("decline", "requires_payment_method", "payment_intent.payment_failed")]
#[case("expire", "requires_payment_method", "payment_intent.payment_failed")]
fn a_decision_ends_the_intent_and_is_told_once(
    #[case] action: &str,
    #[case] status: &str,
    #[case] kind: &str,
) {
    let mut bench = Bench::new();
    let id = bench.created();
    let created = bench.retrieve(&id).json();

    let step = bench.act(&id, action).unwrap();

    let intent = bench.retrieve(&id).json();
    assert_eq!(kinds(&step.events), [kind]);
    assert_eq!(bench.body(&step.events[0])["data"]["object"], intent);
    assert_eq!(intent["status"], status);
    assert_eq!(intent.get("next_action"), None);
    for kept in ["id", "amount", "currency", "created", "client_secret", "return_url"] {
        assert_eq!(intent[kept], created[kept]);
    }
    assert_eq!(bench.machine.next_due(), None);
}

#[test]
fn a_succeeded_intent_says_what_was_received() {
    let mut bench = Bench::new();
    let id = bench.created();
    let method = bench.retrieve(&id).json()["payment_method"].clone();

    bench.act(&id, "approve").unwrap();

    let intent = bench.retrieve(&id).json();
    assert_eq!(intent["amount_received"], 20);
    assert_eq!(intent["payment_method"], method);
    assert_eq!(intent.get("last_payment_error"), None);
}

#[rstest]
#[case("decline", "payment_intent_payment_attempt_failed")]
#[case("expire", "payment_intent_payment_attempt_expired")]
fn a_failed_intent_says_why_and_lacks_a_method(#[case] action: &str, #[case] code: &str) {
    let mut bench = Bench::new();
    let id = bench.created();

    bench.act(&id, action).unwrap();

    let intent = bench.retrieve(&id).json();
    assert_eq!(intent["last_payment_error"]["code"], code);
    assert_eq!(intent["last_payment_error"]["type"], "invalid_request_error");
    assert_eq!(intent.get("payment_method"), None);
    assert_eq!(intent.get("amount_received"), None);
}

#[test]
fn the_link_expires_after_an_hour_by_itself() {
    let mut bench = Bench::new();
    let id = bench.created();
    let due = bench.machine.peek().unwrap();

    let step = bench.fire();

    assert_eq!(due.id.at, "2026-01-01T01:00:00Z".parse().unwrap());
    assert_eq!((due.name, due.subject.to_string()), ("redirect_expires", id.clone()));
    assert_eq!(kinds(&step.events), ["payment_intent.payment_failed"]);
    assert_eq!(bench.retrieve(&id).json()["status"], "requires_payment_method");
    assert_eq!(bench.machine.next_due(), None);
}

#[test]
fn the_lifetime_of_links_can_be_set_for_intents_to_come() {
    let mut bench = Bench::new();
    bench.created();

    bench.change(&json!({"redirect_lifetime": "PT5M"}));
    bench.created();

    assert_eq!(bench.machine.next_due().unwrap().at, "2026-01-01T00:05:00Z".parse().unwrap());
}

#[rstest]
#[case("approve")]
#[case("decline")]
#[case("expire")]
fn a_finished_intent_refuses_every_decision_in_a_clear_sentence(#[case] first: &str) {
    let mut bench = Bench::new();
    let id = bench.created();
    bench.act(&id, first).unwrap();
    let before = bench.machine.snapshot();

    for action in ["approve", "decline", "abandon", "expire"] {
        let refused = bench.act(&id, action).unwrap_err();
        assert!(refused.message.starts_with(&id), "{}", refused.message);
        assert!(refused.message.contains("cannot decide"), "{}", refused.message);
    }

    assert_eq!(bench.machine.snapshot(), before);
    assert_eq!(bench.next(&id), [""; 0]);
}

#[test]
fn unknown_actions_and_subjects_are_refused_by_name() {
    let mut bench = Bench::new();
    let id = bench.created();

    let action = bench.act(&id, "capture").unwrap_err().message;
    let subject = bench.act("pi_0", "approve").unwrap_err().message;

    assert!(action.contains("capture") && action.contains("approve"), "{action}");
    assert!(subject.contains("pi_0"), "{subject}");
}

#[test]
fn an_abandoned_intent_stays_as_it_is_and_can_still_be_paid() {
    let mut bench = Bench::new();
    let id = bench.created();
    let before = bench.machine.snapshot();

    let step = bench.act(&id, "abandon").unwrap();

    assert!(step.events.is_empty() && step.notes.is_empty());
    assert_eq!(bench.machine.snapshot(), before);
    bench.act(&id, "approve").unwrap();
    assert_eq!(bench.retrieve(&id).json()["status"], "succeeded");
}

#[test]
fn a_subject_shows_the_intent_and_what_can_happen_to_it() {
    let mut bench = Bench::new();
    let id = bench.created();

    let view = bench.machine.subject(&id).unwrap();

    let next: Vec<_> = view
        .next
        .iter()
        .map(|action| (action.name, action.leads_to, action.at.is_some()))
        .collect();
    assert_eq!((view.kind, view.state.as_str()), ("payment_intent", "requires_action"));
    assert_eq!(view.object, bench.retrieve(&id).json());
    assert_eq!(
        next,
        [
            ("approve", "succeeded", false),
            ("decline", "requires_payment_method", false),
            ("abandon", "requires_action", false),
            ("expire", "requires_payment_method", true),
        ]
    );
}

#[rstest]
#[case("succeeded", "succeeded", "payment_intent.succeeded", None)]
#[case(
    "requires_payment_method",
    "requires_payment_method",
    "payment_intent.payment_failed",
    Some("payment_intent_payment_attempt_failed")
)]
#[case(
    "insufficient_funds",
    "requires_payment_method",
    "payment_intent.payment_failed",
    Some("insufficient_funds")
)]
#[case(
    "payment_intent_payment_attempt_expired",
    "requires_payment_method",
    "payment_intent.payment_failed",
    Some("payment_intent_payment_attempt_expired")
)]
fn a_fault_decides_the_intent_as_it_is_created(
    #[case] outcome: &'static str,
    #[case] status: &str,
    #[case] kind: &str,
    #[case] code: Option<&str>,
) {
    let mut bench = Bench::new();
    bench.outcome = Some(outcome);

    let reply = bench.create(web_request());

    let intent = reply.json();
    assert_eq!(reply.status, 200);
    assert_eq!(intent["status"], status);
    assert_eq!(intent["last_payment_error"]["code"].as_str(), code);
    assert_eq!(intent.get("next_action"), None);
    assert_eq!(reply.kinds(), ["payment_intent.created", kind]);
    assert_eq!(bench.machine.next_due(), None);
}

#[rstest]
#[case("requires_action")]
#[case("rate_limit")]
#[case("no such outcome")]
fn an_outcome_that_is_no_end_changes_nothing(#[case] outcome: &'static str) {
    let mut bench = Bench::new();
    bench.outcome = Some(outcome);

    assert_eq!(bench.create(web_request()).json()["status"], "requires_action");
}

#[test]
fn a_fault_can_turn_the_expiry_into_a_late_payment() {
    let mut bench = Bench::new();
    let id = bench.created();
    bench.outcome = Some("succeeded");

    let step = bench.fire();

    assert_eq!(kinds(&step.events), ["payment_intent.succeeded"]);
    assert_eq!(bench.retrieve(&id).json()["status"], "succeeded");
}

#[test]
fn ids_rise_strictly_while_the_clock_stands_still() {
    let mut bench = Bench::new();

    let ids: Vec<_> = (0..50).map(|_| bench.created()).collect();

    assert!(ids.is_sorted_by(|before, after| before < after));
}

#[rstest]
#[case("0000-01-01T00:00:00Z")]
#[case("9999-12-30T00:00:00Z")]
fn a_clock_far_away_is_no_trouble(#[case] at: Timestamp) {
    let mut bench = Bench::new();
    bench.at = at;

    let id = bench.created();
    bench.pass(SignedDuration::from_mins(1));
    bench.act(&id, "approve").unwrap();

    assert_eq!(bench.retrieve(&id).json()["status"], "succeeded");
}

#[test]
fn a_restored_snapshot_goes_on_as_if_nothing_had_been() {
    let mut bench = Bench::new();
    let (paid, open) = (bench.created(), bench.created());
    bench.act(&paid, "approve").unwrap();
    let mut other = Bench::new();

    other.machine.restore(bench.machine.snapshot()).unwrap();
    (other.counter, other.at) = (bench.counter, bench.at);

    assert_eq!(other.machine.snapshot(), bench.machine.snapshot());
    assert_eq!(other.retrieve(&paid).text, bench.retrieve(&paid).text);
    assert_eq!(other.page_of(&open), bench.page_of(&open));
    assert_eq!(other.create(web_request()).text, bench.create(web_request()).text);
}

#[test]
fn the_same_seed_gives_the_same_answers_and_another_gives_others() {
    let text = |seed| Bench::seeded(seed).create(web_request()).text;

    assert_eq!(text(1), text(1));
    assert_ne!(text(1), text(2));
}

#[rstest]
#[case("approve", &["2026-01-01T00:10:00Z paid 0.2 CNY Available Merchant"])]
#[case("decline", &[])]
fn money_moves_when_the_payer_pays(#[case] action: &str, #[case] moved: &[&str]) {
    let mut bench = Bench::new();
    let id = bench.created();
    assert!(bench.machine.movements().is_empty());
    bench.pass(SignedDuration::from_mins(10));

    bench.act(&id, action).unwrap();

    let shown = |movement: Movement| {
        assert_eq!(movement.subject.to_string(), id);
        let Movement { at, what, amount, from, to, .. } = movement;
        format!("{at} {what} {amount} {from:?} {to:?}")
    };
    let movements: Vec<_> = bench.machine.movements().into_iter().map(shown).collect();
    assert_eq!(movements, moved);
}
