//! A card that is looked at with a payment of nothing
//! (<https://docs.y.uno/docs/security-and-compliance/card-verification>).

use rstest::rstest;
use sandpay::Simulator;
use sandpay_contracts::yuno::VerifyCard;

use super::shop::ORDER;
use super::shop::Shop;
use super::shop::money;
use super::shop::state;
use super::shop::transactions;
use crate::support::story::story;
use crate::support::world::documented_card;

fn question(shop: &Shop, description: &str) -> VerifyCard {
    VerifyCard {
        account_id: shop.world.credential("yuno", "account_id").as_str().into(),
        merchant_order_id: ORDER.into(),
        description: description.into(),
        country: "US".into(),
        currency: "USD".into(),
        merchant_reference: None,
        customer_payer: None,
        card: documented_card().into(),
        stored_credentials: None,
    }
}

#[rstest]
#[case::as_in_the_example("succeeded", "SUCCEEDED/VERIFIED")]
#[case::as_in_the_table("verified", "VERIFIED/VERIFIED")]
#[tokio::test]
async fn a_good_card_is_verified_and_no_money_moves(#[case] setting: &str, #[case] expected: &str) {
    let simulator = Simulator::builder().setting("yuno", "verified_status", setting);
    let shop = Shop::of(simulator.start().unwrap()).await;

    let key = shop.key();
    let verified =
        shop.client.verify_card(&key, &question(&shop, "Is it good?")).await.unwrap().value;
    shop.settle().await;

    assert_eq!(state(&verified), expected);
    assert_eq!(transactions(&verified), ["VERIFY SUCCEEDED 0"]);
    assert_eq!(money(&verified), ["0", "0"]);
    assert!(shop.world.sandbox.ledger().entries.is_empty());
    assert_eq!(shop.told(), [format!("payment.verify {expected}")]);
    insta::assert_snapshot!(format!("card_{setting}"), story(&shop.world.sandbox));
}

#[tokio::test]
async fn a_bad_card_is_an_answer_that_declines() {
    let shop = Shop::open().await;

    let declined = shop
        .client
        .verify_card(&shop.key(), &question(&shop, "INVALID_SECURITY_CODE"))
        .await
        .unwrap()
        .value;
    shop.settle().await;

    assert_eq!(state(&declined), "DECLINED/DECLINED");
    assert_eq!(transactions(&declined), ["VERIFY DECLINED 0"]);
    assert_eq!(shop.told(), ["payment.verify DECLINED/DECLINED"]);
    insta::assert_snapshot!("card_declined", story(&shop.world.sandbox));
}
