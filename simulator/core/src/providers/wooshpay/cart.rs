//! What is read of the call that makes a checkout session. What comes of it is in
//! [`checkout_sessions`](super::checkout_sessions).
//!
//! The guide's conditions (<https://wooshpay.com/docs/alipay>, "Hosted checkout"): all lines have one
//! currency, they are paid once, and `payment_method_types` lists Alipay. The members are those of
//! <https://docs.wooshpay.com/doc-1722914>.

use crate::kernel::money::Currency;
use crate::kernel::money::Money;
use crate::providers::wooshpay::errors::Error;
use crate::providers::wooshpay::json;
use crate::providers::wooshpay::order;
use crate::providers::wooshpay::state::AddressCollection;
use crate::providers::wooshpay::state::Cart;
use crate::providers::wooshpay::state::Item;
use crate::providers::wooshpay::state::MethodKind;
use crate::providers::wooshpay::wire::session::CreateSession;
use crate::providers::wooshpay::wire::session::SentLine;
use crate::providers::wooshpay::wire::session::SentPrice;
use crate::providers::wooshpay::wire::session::SentProduct;

const LINES: &str = "line_items";
const PRICE_DATA: &str = "line_items[].price_data";
const CURRENCY: &str = "line_items[].price_data.currency";
const UNIT_AMOUNT: &str = "line_items[].price_data.unit_amount";
const QUANTITY: &str = "line_items[].quantity";
const TOO_MUCH: Error = Error::IntegerInvalid(LINES, "the total is out of range");

/// Reads the body of the call.
pub(crate) fn cart(body: &[u8]) -> Result<Cart, Error> {
    let sent: CreateSession = json::document(body)?;
    refuse_unserved(&sent)?;
    let success_url =
        order::url(&sent.success_url, "success_url")?.ok_or(Error::Missing("success_url"))?;
    let lines = json::objects::<SentLine>(&sent.line_items, LINES)?.ok_or(Error::Missing(LINES))?;
    let items = lines.iter().map(item).collect::<Result<Vec<_>, _>>()?;
    let cart = Cart {
        success_url,
        cancel_url: order::url(&sent.cancel_url, "cancel_url")?,
        total: total(&items)?,
        items,
        // Undocumented: that a list which is left out stands for Alipay, all that this account offers.
        method_types: order::method_types(&sent.payment_method_types)?
            .unwrap_or_else(|| vec![MethodKind::Alipay]),
        metadata: json::pairs(&sent.metadata, "metadata")?,
        client_reference_id: json::text(&sent.client_reference_id, "client_reference_id")?,
        customer_email: json::text(&sent.customer_email, "customer_email")?,
        address_collection: address_collection(&sent)?,
    };
    json::checked(body)?;
    Ok(cart)
}

/// Refuses what would be answered wrongly if it were ignored.
///
/// Undocumented: the mode of a body that does not say it. The only sample without it has no lines
/// either, and saves a card; one with lines is taken for a payment.
fn refuse_unserved(sent: &CreateSession) -> Result<(), Error> {
    const MODES: [&str; 3] = ["payment", "setup", "subscription"];
    let saves = if sent.line_items.is_none() { "setup" } else { "payment" };
    let mode = json::text(&sent.mode, "mode")?.unwrap_or_else(|| saves.to_owned());
    if !MODES.contains(&mode.as_str()) {
        return Err(order::one_of("mode", &MODES));
    }
    if mode != "payment" {
        return Err(Error::Unserved("mode", "only `payment` is served, with `line_items`"));
    }
    order::refuse_sent(&[
        (&sent.customer, "customer"),
        (&sent.payment_method_options, "payment_method_options"),
        (&sent.expires_at, "expires_at"),
        (&sent.payment_intent_data, "payment_intent_data"),
        (&sent.shipping_address_collection, "shipping_address_collection"),
    ])
}

/// Undocumented: that a line must say its quantity.
fn item(line: &SentLine) -> Result<Item, Error> {
    if line.price.is_some() {
        let why = "prices made before are not served; send `price_data`";
        return Err(Error::Unserved("line_items[].price", why));
    }
    let price: SentPrice =
        json::object(&line.price_data, PRICE_DATA)?.ok_or(Error::Missing(PRICE_DATA))?;
    if price.recurring.is_some() {
        let why = "cannot be sent: Alipay pays for one-time items only".to_owned();
        return Err(Error::Invalid("line_items[].price_data.recurring", why));
    }
    let unit =
        json::amount(&price.unit_amount, order::currency(&price.currency, CURRENCY)?, UNIT_AMOUNT)?;
    let active = json::boolean(&price.active, "line_items[].price_data.active")?;
    let (product_active, name, description) = product(&price)?;
    // It may say anything, and every price is answered as `per_unit`.
    json::text(&price.billing_scheme, "line_items[].price_data.billing_scheme")?;
    let quantity = quantity(line, unit.currency)?;
    Ok(Item {
        unit,
        quantity,
        amount: unit.minor.checked_mul(quantity).ok_or(TOO_MUCH)?,
        // The newest sample answers false where nothing was sent.
        active: active.unwrap_or(false),
        product_active: product_active.or(active).unwrap_or(false),
        name,
        description,
        lookup_key: json::text(&price.lookup_key, "line_items[].price_data.lookup_key")?,
    })
}

fn product(price: &SentPrice) -> Result<(Option<bool>, String, Option<String>), Error> {
    const PARAM: &str = "line_items[].price_data.product_data";
    const NAME: &str = "line_items[].price_data.product_data.name";
    if price.product.is_some() {
        let why = "products made before are not served; send `product_data`";
        return Err(Error::Unserved("line_items[].price_data.product", why));
    }
    let product: SentProduct =
        json::object(&price.product_data, PARAM)?.ok_or(Error::Missing(PARAM))?;
    Ok((
        json::boolean(&product.active, "line_items[].price_data.product_data.active")?,
        json::text(&product.name, NAME)?.ok_or(Error::Missing(NAME))?,
        json::text(&product.description, "line_items[].price_data.product_data.description")?,
    ))
}

/// A quantity is read as strictly as an amount.
fn quantity(line: &SentLine, currency: Currency) -> Result<i64, Error> {
    json::amount(&line.quantity, currency, QUANTITY).map(|quantity| quantity.minor)
}

fn total(items: &[Item]) -> Result<Money, Error> {
    let first = items
        .first()
        .ok_or_else(|| Error::Invalid(LINES, "must hold at least one line".to_owned()))?;
    if items.iter().any(|item| item.unit.currency != first.unit.currency) {
        let why = "must be the same in every line; each currency needs a session of its own";
        return Err(Error::Invalid(CURRENCY, why.to_owned()));
    }
    let minor =
        items.iter().try_fold(0_i64, |sum, item| sum.checked_add(item.amount)).ok_or(TOO_MUCH)?;
    Ok(Money { minor, ..first.unit })
}

fn address_collection(sent: &CreateSession) -> Result<AddressCollection, Error> {
    const PARAM: &str = "billing_address_collection";
    let Some(text) = json::text(&sent.billing_address_collection, PARAM)? else {
        return Ok(AddressCollection::Auto);
    };
    let known = AddressCollection::ALL.into_iter().find(|one| one.name() == text);
    known.ok_or_else(|| order::one_of(PARAM, &AddressCollection::ALL.map(AddressCollection::name)))
}
