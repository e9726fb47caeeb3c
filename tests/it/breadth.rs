//! As broad as each other: the reference clients call every operation that the simulator serves, which asks for nothing
//! that they let out, and know every word that it may answer.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use sandpay::Fault;
use sandpay_contracts::Open;
use sandpay_contracts::open::Word;
use sandpay_contracts::wooshpay;
use sandpay_contracts::wooshpay::Alipay;
use sandpay_contracts::wooshpay::ConfirmIntent;
use sandpay_contracts::wooshpay::CreateCheckoutSession;
use sandpay_contracts::wooshpay::CreateConfirmedIntent;
use sandpay_contracts::wooshpay::CreateIntent;
use sandpay_contracts::wooshpay::CreateRefund;
use sandpay_contracts::wooshpay::CreateWebhookEndpoint;
use sandpay_contracts::wooshpay::LineItem;
use sandpay_contracts::wooshpay::LineItems;
use sandpay_contracts::wooshpay::Money;
use sandpay_contracts::wooshpay::TerminalType;
use sandpay_contracts::wooshpay::UpdateWebhookEndpoint;
use sandpay_contracts::yabandpay;
use sandpay_contracts::yuno;
use sandpay_contracts::yuno::CancelOrRefund;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::CreateCustomer;
use sandpay_contracts::yuno::Payment;
use sandpay_contracts::yuno::Transaction;
use sandpay_core::kernel::provider::Profile;
use serde_json::json;

use crate::support::World;
use crate::support::world::payment;
use crate::yabandpay::shop as yabandpay_shop;
use crate::yuno::shop as yuno_shop;

fn profile(name: &str) -> &'static Profile {
    let providers = sandpay_core::providers::all();
    providers.iter().map(|provider| provider.profile()).find(|known| known.name == name).unwrap()
}

/// Asserts that every operation of a provider was called, and answered with a success.
fn assert_all_succeeded(world: &World, provider: &str) {
    let journal = world.sandbox.journal();
    let succeeded: BTreeSet<_> = journal
        .iter()
        .filter(|entry| entry.response.as_ref().is_some_and(|answer| answer.line.starts_with('2')))
        .filter_map(|entry| entry.operation)
        .collect();

    let served = profile(provider).operations.iter().map(|operation| operation.name).collect();

    assert_eq!(succeeded, served);
}

#[tokio::test]
async fn the_client_of_yuno_calls_every_operation_and_says_no_more_than_it_must() {
    let shop = yuno_shop::Shop::open().await;
    let client = &shop.client;
    let customer = client.create_customer(&CreateCustomer::new("shopper")).await.unwrap().value;
    client.customer(&customer.id).await.unwrap();
    client.customer_of_merchant("shopper").await.unwrap();

    let captured = shop.capture(&shop.authorized().await, None).await.target();
    let refund = yuno::RefundPayment { reason: None, ..yuno_shop::refund_of(None) };
    client.refund(&shop.key(), &captured, &refund).await.unwrap();
    let cancel = yuno::CancelPayment { reason: None, ..yuno_shop::cancel() };
    client.cancel(&shop.key(), &shop.authorized().await, &cancel).await.unwrap();
    let whole = CancelOrRefund::default();
    let purchase = shop.purchased().await;
    client.cancel_or_refund_transaction(&shop.key(), &purchase, &whole).await.unwrap();
    let purchase = shop.purchased().await.payment;
    client.cancel_or_refund(&shop.key(), &purchase, &whole).await.unwrap();
    client.payment(&purchase).await.unwrap();
    client.payments_of_order(yuno_shop::ORDER).await.unwrap();

    assert_all_succeeded(&shop.world, "yuno");
}

#[tokio::test]
async fn the_client_of_yabandpay_calls_every_operation_and_says_no_more_than_it_must() {
    let shop = yabandpay_shop::Shop::open();
    let (client, at) = (&shop.client, yabandpay_shop::AT);
    let by_token = |number, operation| shop.by_token(number, yabandpay_shop::TOKEN, operation);
    let sale = by_token(1, yabandpay::Operation::Sale);
    let sold = client.create_card_payment(&sale, at).await.unwrap().value.trade_id;
    let refund = yabandpay::CreateRefund {
        trade_id: sold.clone(),
        m_refund_id: None,
        refund_amount: "0.5".parse().unwrap(),
        refund_currency: "EUR".into(),
        refund_description: "test".into(),
        notify_url: None,
    };
    let refund = client.create_refund(&refund, at).await.unwrap().value.refund_id;
    client.query_refund(&refund, at).await.unwrap();
    client.query_order(&sold, at).await.unwrap();
    let held = by_token(2, yabandpay::Operation::Authorization);
    let capture = yabandpay::Capture {
        trade_id: client.create_card_payment(&held, at).await.unwrap().value.trade_id,
        amount: "1".parse().unwrap(),
        currency: "EUR".into(),
        description: "test".into(),
        notify_url: shop.world.receiver.url("/captured"),
        request_id: yabandpay_shop::request_id(3),
    };
    client.capture(&capture, at).await.unwrap();
    let hosted = shop.hosted(4, yabandpay::HostedOperation::Sale);
    let hosted = yabandpay::HostedPayment { redirect_url: None, ..hosted };
    let open = client.create_hosted_payment(&hosted, at).await.unwrap().value.trade_id;
    client.cancel_payment(&open, at).await.unwrap();

    assert_all_succeeded(&shop.world, "yabandpay");
}

fn cny(minor: u64) -> Money {
    Money { minor, currency: "CNY".into() }
}

fn alipay_intent() -> CreateConfirmedIntent {
    CreateConfirmedIntent::new(
        cny(2000),
        Alipay::at(TerminalType::Web),
        "https://shop.example/back",
    )
}

fn session() -> CreateCheckoutSession {
    CreateCheckoutSession {
        success_url: "https://shop.example/thanks".into(),
        cancel_url: None,
        payment_method_types: Vec::new(),
        currency: "CNY".into(),
        line_items: LineItems::of(LineItem::new("tea", 2000, 1)),
        client_reference_id: None,
        metadata: BTreeMap::new(),
    }
}

fn endpoint(world: &World) -> CreateWebhookEndpoint {
    CreateWebhookEndpoint {
        url: world.receiver.url("/hook"),
        description: None,
        enabled_events: wooshpay::EventType::ALL.to_vec(),
        api_version: None,
        metadata: BTreeMap::new(),
    }
}

#[tokio::test]
async fn the_client_of_wooshpay_calls_every_operation_and_says_no_more_than_it_must() {
    let world = World::new();
    let client = world.wooshpay();
    let made = client.create_webhook_endpoint(&endpoint(&world)).await.unwrap().value.id;
    client.update_webhook_endpoint(&made, &UpdateWebhookEndpoint::default()).await.unwrap();
    client.webhook_endpoint(&made).await.unwrap();
    client.webhook_endpoints().await.unwrap();
    client.delete_webhook_endpoint(&made).await.unwrap();

    let paid = client.create_payment_intent(&alipay_intent()).await.unwrap().value.id;
    world.sandbox.act(paid.as_str(), "approve").await.unwrap();
    let refund = client.create_refund(&CreateRefund::full(paid.clone())).await.unwrap().value;
    client.refund(&refund.id).await.unwrap();
    client.payment_intent(&paid).await.unwrap();
    let left = client.create_unconfirmed_intent(&CreateIntent::new(cny(1))).await.unwrap().value;
    let how = Alipay::at(TerminalType::Web).into();
    let confirm = ConfirmIntent { method: Some(how), return_url: None };
    client.confirm_payment_intent(&left.id, &confirm).await.unwrap();
    client.cancel_payment_intent(&left.id).await.unwrap();
    let open = client.create_checkout_session(&session()).await.unwrap().value;
    client.checkout_session(&open.id).await.unwrap();
    client.expire_checkout_session(&open.id).await.unwrap();

    assert_all_succeeded(&world, "wooshpay");
}

/// Has the next call of an operation refused with a documented error, or end with a documented result.
async fn ask(world: &World, (provider, operation): (&str, &str), (what, code): (&str, &str)) {
    let on = json!({"provider": provider, "operation": operation});
    let fault = json!({"on": on, "do": {what: code}});
    world.sandbox.faults().arm(serde_json::from_value::<Fault>(fault).unwrap()).await.unwrap();
}

#[tokio::test]
async fn every_refusal_of_yuno_has_a_code_that_its_client_knows() {
    let world = World::new();
    for code in profile("yuno").errors {
        ask(&world, ("yuno", "create_payment"), ("error", code)).await;

        let key = world.key(code);
        let wanted = payment(&world, Capture::Immediate);
        let refused = world.yuno().create_payment(&key, &wanted).await.unwrap_err();

        let refusal = refused.refusal().unwrap_or_else(|| panic!("{code}: {refused:?}"));
        assert_eq!(refusal.code().map(yuno::ErrorCode::text), Some(*code));
    }
}

#[tokio::test]
async fn every_refusal_of_yabandpay_has_a_code_that_its_client_knows() {
    let shop = yabandpay_shop::Shop::open();
    for (number, code) in (1..).zip(profile("yabandpay").errors) {
        ask(&shop.world, ("yabandpay", "create_card_payments"), ("error", code)).await;

        let sale = shop.by_token(number, yabandpay_shop::TOKEN, yabandpay::Operation::Sale);
        let refused = shop.client.create_card_payment(&sale, yabandpay_shop::AT).await.unwrap_err();

        let refusal = refused.refusal().unwrap_or_else(|| panic!("{code}: {refused:?}"));
        assert_eq!(refusal.code().map(yabandpay::ReturnCode::text), Some(*code));
    }
}

/// WooshPay's codes are in no public page; its families of errors are.
#[tokio::test]
async fn every_refusal_of_wooshpay_is_of_a_family_that_its_client_knows() {
    let world = World::new();
    for code in profile("wooshpay").errors {
        ask(&world, ("wooshpay", "create_payment_intent"), ("error", code)).await;

        let refused = world.wooshpay().create_payment_intent(&alipay_intent()).await.unwrap_err();

        let refusal = refused.refusal().unwrap_or_else(|| panic!("{code}: {refused:?}"));
        assert!(refusal.kind().is_some(), "{refusal:?}");
        assert_eq!(refusal.error.code.value().map(String::as_str), Some(*code));
    }
}

/// Where payments stand that the table of payment statuses does not list. The simulator names a held payment by
/// the response code of its transaction; of this one no page tells the payment's own word.
const IN_NO_TABLE: [&str; 1] = ["IN_REVIEW"];

#[tokio::test]
async fn every_result_of_yuno_is_in_words_that_its_client_knows() {
    let world = World::new();
    let mut unknown = BTreeSet::new();
    for code in profile("yuno").outcomes {
        ask(&world, ("yuno", "create_payment"), ("outcome", code)).await;

        let (key, wanted) = (world.key(code), payment(&world, Capture::Immediate));
        let made = world.yuno().create_payment(&key, &wanted).await.unwrap().value;

        let Payment { status, sub_status, transactions, .. } = made;
        unknown.extend(other(&status).into_iter().chain(other(&sub_status)));
        for Transaction { r#type, status, .. } in transactions.as_slice() {
            unknown.extend(other(r#type).into_iter().chain(other(status)));
        }
    }

    assert_eq!(unknown, IN_NO_TABLE.map(str::to_owned).into());
}

fn other<W>(word: &Open<W>) -> Option<String> {
    match word {
        Open::Known(_) => None,
        Open::Other(text) => Some(text.clone()),
    }
}

/// The words of a list, as they travel.
fn texts<W: Word>() -> BTreeSet<&'static str> {
    W::ALL.iter().map(|word| word.text()).collect()
}

/// Words that a simulator has and a client does not know.
fn unknown<'w>(said: &[&'w str], known: &BTreeSet<&str>) -> BTreeSet<&'w str> {
    said.iter().copied().filter(|word| !known.contains(word)).collect()
}

#[test]
fn every_event_is_one_that_the_client_knows() {
    let of = |provider: &str| profile(provider).events;

    assert_eq!(unknown(of("yuno"), &texts::<yuno::EventType>()), BTreeSet::new());
    assert_eq!(unknown(of("yabandpay"), &texts::<yabandpay::Kind>()), BTreeSet::new());
    assert_eq!(unknown(of("wooshpay"), &texts::<wooshpay::EventType>()), BTreeSet::new());
}

#[test]
fn every_state_of_a_payment_or_a_refund_is_one_that_the_client_knows() {
    let states = &texts::<yabandpay::State>() | &texts::<yabandpay::RefundState>();

    assert_eq!(unknown(profile("yabandpay").statuses, &states), BTreeSet::new());
    assert_eq!(unknown(profile("yabandpay").outcomes, &states), BTreeSet::new());
    let known = texts::<wooshpay::Status>();
    assert_eq!(unknown(profile("wooshpay").statuses, &known), BTreeSet::new());
}
