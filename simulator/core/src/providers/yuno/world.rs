//! What the documents' examples refer to, and what a sandbox therefore holds from the start.

use std::sync::Arc;

use uuid::Uuid;

use super::card;
use super::credentials::Reason;
use super::customers::Customers;
use super::json::Document;
use super::state::Brand;
use super::state::Card;
use super::state::Funding;
use super::stored::Customer;
use super::stored::CustomerId;
use super::stored::First;
use super::stored::Token;
use super::stored::TokenId;
use super::stored::Wallet;
use super::vault::Vault;
use crate::kernel::provider::World;

/// The customer of the documented world: its id is that of
/// <https://docs.y.uno/docs/payment-features/stored-credentials>, its data that of the customer in the
/// answer of "Card - With card details" (<https://docs.y.uno/reference/payments/create-payment>), its
/// country and its instants those of <https://docs.y.uno/reference/customers/retrieve-customer>.
const CUSTOMER: Uuid = Uuid::from_u128(0x967e_cd18_d898_4b88_9400_dd5b_01b1_8edc);

const MERCHANT_CUSTOMER: &str = "1749820178";

const DATA: &str = concat!(
    r#"{"id":"967ecd18-d898-4b88-9400-dd5b01b18edc","merchant_customer_id":"1749820178","#,
    r#""first_name":"John","last_name":"Doe","gender":"F","date_of_birth":"1990-02-28","#,
    r#""email":"johndoe@example.com","nationality":"CO","country":"CO","#,
    r#""document":{"document_type":"CC","document_number":"1010268952"},"#,
    r#""phone":{"number":"3132450765","country_code":"57"},"#,
    r#""billing_address":{"address_line_1":"Calle 34 # 56 - 78","#,
    r#""address_line_2":"Apartamento 502, Torre I","country":"CO","state":"Cundinamarca","#,
    r#""city":"Bogotá","zip_code":"111111"},"#,
    r#""shipping_address":{"address_line_1":"Calle 34 # 56 - 78","#,
    r#""address_line_2":"Apartamento 502, Torre I","country":"CO","state":"Cundinamarca","#,
    r#""city":"Bogotá","zip_code":"111111"},"#,
    r#""created_at":"2025-04-11T20:09:14.927971Z","updated_at":"2025-04-11T20:09:14.927972Z"}"#
);

/// The vaulted token of the documented world, which is that of the same page, with the network's id and
/// the reason of the guide's charge. The card is that of the answer "Card - With vaulted token"
/// (<https://docs.y.uno/reference/payments/retrieve-payment-by-id-v2>), which shows this token.
///
/// Undocumented: its whole number. 4051885600446623, which
/// <https://docs.y.uno/reference/payments/payment-examples/cards> prints, has the same first and last
/// digits. That it never expires, since the answer tells no month.
const TOKEN: Uuid = Uuid::from_u128(0xeb8c_aa17_6407_457b_960e_125d_8d7a_90c1);

const NUMBER: &str = "4051885600446623";
const NETWORK_TRANSACTION: &str = "583103536844189";

/// The customer and the vaulted token of the recurring payments of
/// <https://docs.y.uno/docs/wallets/apple-pay/apple-pay-direct-integration>: a Visa credit card that ends in
/// 3748 as Apple Pay shows it, stored by a first charge for a subscription. The first charge of a wallet is
/// not served, so that later ones have only this token.
///
/// Undocumented: the merchant's own id of the customer; the first eight digits of the card; the network's id
/// of the first charge; that both were stored when the other customer and its token were.
const APPLE_PAYER: Uuid = Uuid::from_u128(0x24e2_5748_6ab3_4d43_bb8b_eb02_04bb_0951);

const APPLE_PAY_TOKEN: Uuid = Uuid::from_u128(0x98c1_6e23_ebdd_4d0f_85bd_e0ba_7d2f_edf6);

const APPLE_PAYERS_MERCHANT_CUSTOMER: &str = "apple-pay-customer";

const APPLE_PAYERS_DATA: &str = concat!(
    r#"{"id":"24e25748-6ab3-4d43-bb8b-eb0204bb0951","merchant_customer_id":"apple-pay-customer","#,
    r#""first_name":"John","last_name":"Doe","email":"customer@example.com","#,
    r#""created_at":"2025-04-11T20:09:14.927971Z","updated_at":"2025-04-11T20:09:14.927972Z"}"#
);

const APPLE_PAY_NETWORK_TRANSACTION: &str = "583103536844190";

/// The stored cards of a world.
#[must_use]
pub(super) fn vault(world: World) -> Vault {
    let mut vault = Vault::default();
    match world {
        World::Documented => {
            [token(), apple_pay_token()].into_iter().for_each(|token| vault.put(Arc::new(token)))
        }
        World::Empty => {}
    }
    vault
}

fn token() -> Token {
    let created_at = "2023-07-24T01:28:45.444722Z".parse();
    Token {
        id: TokenId(TOKEN),
        customer: CustomerId(CUSTOMER),
        card: Card {
            holder_name: "John Doe".into(),
            iin: 40_518_856,
            lfd: 6623,
            number_length: 16,
            security_code_length: 3,
            brand: Brand::Visa,
            funding: Some(Funding::Credit),
            expiration_month: None,
            expiration_year: None,
            fingerprint: card::fingerprint(NUMBER),
            installments: 1,
            first_installment_deferral: 0,
            soft_descriptor: None,
        },
        verdict: None,
        created_at: created_at.expect("the instant of the documented payment"),
        first: Some(First {
            reason: Some(Reason::CardOnFile),
            network_transaction_id: NETWORK_TRANSACTION.into(),
        }),
        wallet: None,
    }
}

fn apple_pay_token() -> Token {
    let token = token();
    Token {
        id: TokenId(APPLE_PAY_TOKEN),
        customer: CustomerId(APPLE_PAYER),
        card: Card {
            iin: 41_111_111,
            lfd: 3748,
            // The wallet hands no code over.
            security_code_length: 0,
            fingerprint: card::fingerprint("Visa 3748"),
            ..token.card
        },
        first: Some(First {
            reason: Some(Reason::Subscription),
            network_transaction_id: APPLE_PAY_NETWORK_TRANSACTION.into(),
        }),
        wallet: Some(Wallet::ApplePay),
        ..token
    }
}

/// The customers of a world.
#[must_use]
pub(super) fn customers(world: World) -> Customers {
    let mut customers = Customers::default();
    match world {
        World::Documented => {
            for (id, merchant_customer_id, data) in [
                (CUSTOMER, MERCHANT_CUSTOMER, DATA),
                (APPLE_PAYER, APPLE_PAYERS_MERCHANT_CUSTOMER, APPLE_PAYERS_DATA),
            ] {
                let data = Document::read(data).expect("a documented customer is sound JSON");
                let (id, merchant_customer_id) = (CustomerId(id), merchant_customer_id.into());
                customers.put(Arc::new(Customer { id, merchant_customer_id, data }));
            }
        }
        World::Empty => {}
    }
    customers
}
