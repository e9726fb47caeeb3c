//! Laws of money, held against random histories of an order and its refunds.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::kernel::ledger::Account;

/// One thing that somebody does to the order, sensible or not.
#[derive(Clone, Debug)]
enum Step {
    Act(&'static str),
    Capture(u16),
    Refund(u16),
    Cancel,
    Wait(u32),
}

const ACTIONS: [&str; 9] =
    ["approve", "decline", "abandon", "expire", "clear", "reject", "capture", "cancel", "refund"];

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::sample::select(&ACTIONS[..]).prop_map(Step::Act),
        3 => (1_u16..150).prop_map(Step::Capture),
        4 => (1_u16..150).prop_map(Step::Refund),
        1 => Just(Step::Cancel),
        2 => (1_u32..60 * 60 * 24 * 20).prop_map(Step::Wait),
    ]
}

fn any_order() -> impl Strategy<Value = Sale> {
    let token = ["11", "12"].map(|operation| sale().with("operation", &format!("\"{operation}\"")));
    let pages =
        ["10", "11", "12"].map(|operation| hosted().with("operation", &format!("\"{operation}\"")));
    prop::sample::select([token.to_vec(), pages.to_vec()].concat())
}

fn decimal(cents: u16) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Does a step; answers whether it changed anything by itself.
fn take(sandbox: &mut Sandbox, trade: &str, (number, step): (usize, &Step)) -> bool {
    let request = match step {
        Step::Act(action) => return sandbox.act(trade, action, &json!({})).is_ok(),
        Step::Wait(seconds) => {
            let end = sandbox.at + SignedDuration::from_secs(i64::from(*seconds));
            while sandbox.machine.next_due().is_some_and(|due| due.at <= end) {
                sandbox.fire();
            }
            sandbox.at = end;
            return true;
        }
        Step::Capture(cents) => {
            let amount = decimal(*cents);
            let request_id = format!("capture number {number:032}");
            let data = [
                ("amount", amount.as_str()),
                ("currency", "EUR"),
                ("description", "test"),
                ("notify_url", "https://www.yabandpay.com/notify"),
                ("request_id", &request_id),
                ("trade_id", trade),
            ];
            to("v3.Capture", &data)
        }
        Step::Refund(cents) => {
            let amount = decimal(*cents);
            let data = [
                ("refund_amount", amount.as_str()),
                ("refund_currency", "EUR"),
                ("refund_description", "test"),
                ("trade_id", trade),
            ];
            to("v3.CreateRefund", &data)
        }
        Step::Cancel => to("v3.CancelPayment", &[("trade_id", trade)]),
    };
    code(&sandbox.post(request.body())) == "200"
}

/// What lies where, in minor units.
fn balances(sandbox: &Sandbox) -> BTreeMap<Account, i64> {
    let mut balances: BTreeMap<Account, i64> =
        Account::ALL.into_iter().map(|account| (account, 0)).collect();
    for movement in sandbox.machine.movements() {
        assert!(movement.amount.minor > 0 && movement.at <= sandbox.at);
        *balances.get_mut(&movement.from).unwrap() -= movement.amount.minor;
        *balances.get_mut(&movement.to).unwrap() += movement.amount.minor;
    }
    balances
}

const FINAL: [&str; 4] = ["declined", "failed", "expired", "cancelled"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn money_is_where_the_state_says_whatever_happens(
        order in any_order(),
        review in any::<bool>(),
        steps in proptest::collection::vec(any_step(), 1..14),
    ) {
        let mut sandbox = Sandbox::new();
        sandbox.set("refund_settles_after", json!("P3D"));
        sandbox.set("risk_review", if review { json!("P1D") } else { Value::Null });
        let trade = trade_id(&sandbox.post(order.body()));
        let moves_money = order.data.iter().all(|(name, text)| *name != "operation" || text != r#""10""#);
        for step in steps.iter().enumerate() {
            let (before, state) = (sandbox.machine.snapshot(), sandbox.state(&trade));

            let done = take(&mut sandbox, &trade, step);

            prop_assert!(done || sandbox.machine.snapshot() == before, "{step:?}");
            let now = sandbox.state(&trade);
            prop_assert!(!FINAL.contains(&state.as_str()) || now == state, "{state} -> {now}");
            let balances = balances(&sandbox);
            let (held, merchant) = (balances[&Account::Held], balances[&Account::Merchant]);
            prop_assert_eq!(balances[&Account::Available], -held - merchant);
            prop_assert_eq!(held, if now == "authorized" { 100 } else { 0 });
            prop_assert!((0..=100).contains(&merchant));
            prop_assert!(merchant == 0 || now == "paid" && moves_money, "{now}: {merchant}");
            let refunded = sandbox.machine.movements().iter().any(|one| one.what == "refunded");
            prop_assert!(!refunded || now == "paid");
            let waits = !FINAL.contains(&now.as_str()) && now != "paid";
            prop_assert!(!waits || sandbox.machine.next_due().is_some(), "{now} waits for nothing");
            prop_assert!(!FINAL.contains(&now.as_str()) || sandbox.machine.next_due().is_none());
        }
    }
}
