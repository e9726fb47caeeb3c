//! What the reference clients can ask for and the simulator does not serve: a refusal that the client reads, and nothing
//! else.

use std::collections::BTreeMap;

use sandpay_contracts::Secret;
use sandpay_contracts::wooshpay;
use sandpay_contracts::wooshpay::CreateConfirmedIntent;
use sandpay_contracts::wooshpay::CreateSetupSession;
use sandpay_contracts::wooshpay::CreateSubscriptionSession;
use sandpay_contracts::wooshpay::ErrorType;
use sandpay_contracts::wooshpay::LineItems;
use sandpay_contracts::wooshpay::Money;
use sandpay_contracts::wooshpay::RecurringItem;
use sandpay_contracts::wooshpay::Upi;
use sandpay_contracts::wooshpay::UpiApp;
use sandpay_contracts::yuno;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::Checkout;
use sandpay_contracts::yuno::CreatePayment;
use sandpay_contracts::yuno::ErrorCode;
use sandpay_contracts::yuno::Method;
use sandpay_contracts::yuno::Redirect;
use sandpay_contracts::yuno::RedirectMethod;
use sandpay_contracts::yuno::Wallet;
use sandpay_contracts::yuno::WalletCard;
use sandpay_contracts::yuno::requests::BankScheme;
use sandpay_contracts::yuno::requests::EnrolledNuPay;
use sandpay_contracts::yuno::requests::NuPayCard;

use crate::support::World;
use crate::support::story::story;
use crate::support::world::payment;

const SESSION: &str = "3d6794b3-dff2-40a3-8e53-981e69f35191";
const TOKEN: &str = "eb8caa17-6407-457b-960e-125d8d7a90c1";

/// One of every way to pay but by a card that the merchant knows.
fn methods() -> [Method; 6] {
    let checkout = |method| Method::Checkout(Checkout { session: SESSION.into(), method });
    let by_card = yuno::CardDetails::new(yuno::VaultedToken::from(TOKEN), Capture::Immediate);
    let card = WalletCard {
        wallet: Wallet::ApplePay,
        merchant_id: None,
        payment_token: "what the wallet told".into(),
    };
    let enrolled = EnrolledNuPay { token: TOKEN.into(), card: NuPayCard::Credit, session: None };
    [
        Method::Wallet { card, capture: Some(true) },
        Method::BankTransfer(yuno::BankTransfer::by(BankScheme::Pix)),
        Method::EnrolledNuPay(enrolled),
        Method::Redirect(Redirect { method: RedirectMethod::Acuotaz, session: None }),
        checkout(Secret::from("a-token").into()),
        checkout(by_card.into()),
    ]
}

#[tokio::test]
async fn yuno_refuses_what_is_not_served_as_a_method_that_is_not_available() {
    let world = World::new();

    for (number, method) in (1..).zip(methods()) {
        let wanted = CreatePayment { method, ..payment(&world, Capture::Immediate) };
        let key = world.key(&format!("method-{number}"));
        let refused = world.yuno().create_payment(&key, &wanted).await.unwrap_err();

        let refusal = refused.refusal().unwrap_or_else(|| panic!("{wanted:?}: {refused:?}"));
        assert_eq!(refusal.code(), Some(ErrorCode::UnavailablePaymentMethod), "{wanted:?}");
    }

    insta::assert_snapshot!("yuno", story(&world.sandbox));
}

#[tokio::test]
async fn wooshpay_refuses_what_is_not_served_by_the_member_that_asks_for_it() {
    let world = World::new();
    let client = world.wooshpay();
    let (success_url, cancel_url) = ("https://shop.example/thanks", "https://shop.example/back");
    let subscription = CreateSubscriptionSession {
        success_url: success_url.into(),
        cancel_url: None,
        line_items: LineItems::of(RecurringItem {
            price: "price_1795818288165421056".into(),
            quantity: 1,
        }),
        metadata: BTreeMap::new(),
    };
    let setup = CreateSetupSession {
        success_url: success_url.into(),
        cancel_url: cancel_url.into(),
        customer: None,
        metadata: BTreeMap::new(),
    };
    let card = wooshpay::Card::new(
        wooshpay::CardNumber::new("4111111111111111").unwrap(),
        wooshpay::Expiry { month: 11, year: 2028 },
        wooshpay::SecurityCode::new("123").unwrap(),
    );
    let upi = Upi { app_type: UpiApp::Other, email: "payer@shop.example".into() };
    let by = |method: wooshpay::Method| {
        let sum = Money { minor: 2000, currency: "CNY".into() };
        CreateConfirmedIntent::new(sum, method, cancel_url)
    };

    let refused = [
        client.create_subscription_session(&subscription).await.unwrap_err(),
        client.create_setup_session(&setup).await.unwrap_err(),
        client.create_payment_intent(&by(card.into())).await.unwrap_err(),
        client.create_payment_intent(&by(upi.into())).await.unwrap_err(),
    ];

    let told = refused.each_ref().map(|error| {
        let refusal = error.refusal().unwrap_or_else(|| panic!("{error:?}"));
        assert_eq!(refusal.kind(), Some(ErrorType::InvalidRequest), "{error:?}");
        let (code, param) = (refusal.error.code.value(), refusal.error.param.value());
        [code, param].map(|text| text.unwrap().as_str())
    });
    let (mode, kind) = ("mode", "payment_method_data.type");
    assert_eq!(told, [mode, mode, kind, kind].map(|param| ["parameter_not_served", param]));
    insta::assert_snapshot!("wooshpay", story(&world.sandbox));
}
