//! From the body of a create request to a payment that could be made, or to the refusal that names all
//! that is wrong. Knows no sandbox: whether account and customer exist is decided later.
//!
//! Source: <https://docs.y.uno/reference/payments/create-payment>, lengths and ranges included.

use std::sync::Arc;

use super::card;
use super::card::Charge;
use super::card::Charged;
use super::errors::Code;
use super::errors::Error;
use super::fields::At;
use super::fields::Problems;
use super::json;
use super::json::Document;
use super::json::Value;
use super::placeholder::Placeholder;
use super::plan::Delay;
use super::plan::Delayed;
use super::plan::Delays;
use super::response_codes::ResponseCode;
use super::state::Asked;
use super::state::Card;
use super::state::Charging;
use super::state::Order;
use super::state::Text;
use super::stored::Storing;
use super::stored::Wallet;
use super::wire::request;
use super::wire::request::Member;
use crate::kernel::money::Currency;
use crate::kernel::money::Money;
use crate::kernel::money::Notation;

/// A request to create a payment, understood.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// The account that it names.
    pub account_id: Box<str>,
    /// The stored customer that it names.
    pub customer_id: Option<Box<str>>,
    /// What the items of the order cost together, in the minor units of the amount.
    pub items: Option<i64>,
    /// What it is charged to.
    pub means: Means,
    /// What it says of stored cards; nothing for most.
    pub storing: Option<Box<Storing>>,
    /// Whether it says so where only the first charge of a wallet may.
    pub says_so_in_wallet: bool,
}

/// What a payment is charged to.
#[derive(Clone, Debug)]
pub enum Means {
    /// A card in the request itself.
    Card {
        /// What is remembered of the request.
        asked: Arc<Asked>,
        /// What the card's number decides at the test gateway.
        verdict: Option<ResponseCode>,
    },
    /// A stored card.
    Stored {
        /// The vaulted token.
        token: Box<str>,
        /// The wallet that the request says it came of.
        wallet: Option<Wallet>,
        /// What else is asked for.
        asking: Box<Asking>,
        /// How the card is to be charged.
        charging: Charging,
    },
}

/// What a merchant asks for, but for the card.
#[derive(Clone, Debug)]
pub struct Asking {
    /// What it is for.
    pub order: Order,
    /// How much.
    pub amount: Money,
    /// Whether the money is taken at once.
    pub capture: bool,
    /// What Yuno is asked to do later.
    pub delays: Option<Box<Delays>>,
    /// Whether the card is only looked at.
    pub verify: bool,
}

impl Asking {
    /// The same with its card.
    #[must_use]
    pub fn of(self, card: Card) -> Asked {
        let Self { order, amount, capture, delays, verify } = self;
        Asked { order, amount, capture, delays, verify, card }
    }
}

/// Amounts are decimal in major units and "multiple of 0.0001"; the one description that speaks of cents
/// (<https://docs.y.uno/openapi.json>) is contradicted by all others.
///
/// Undocumented: the numeric texts that the guides send instead of numbers are read like numbers, an
/// exponent included, and always answered as numbers.
const NOTATION: Notation = Notation { digits: 4, exponent: true };

/// The largest amount, in steps of 0.0001. Documented for `currency_conversion` only.
/// Undocumented: that it holds for `amount.value`.
const LARGEST: i64 = 9_999_999_999 * 10_000;

/// Reads the body of a create request, in which some names were left in the place of values.
///
/// Undocumented: a body that is no sound JSON object is `INVALID_REQUEST`, a member that does not fit
/// `INVALID_PARAMETERS`; unknown members are ignored.
///
/// # Errors
///
/// `INVALID_REQUEST` for what is no sound JSON object, `UNAVAILABLE_PAYMENT_METHOD` for what is not
/// served, `INVALID_AMOUNT` for an amount of zero, `INVALID_PARAMETERS` for everything else.
pub(super) fn read(
    document: &Document<'_>,
    left: &[Placeholder],
    idempotency_key: &str,
) -> Result<NewPayment, Error> {
    let body = request::CreatePayment::from(document.root());
    let mut problems = Problems::default();
    let method = served_method(&body, &mut problems)?;
    let token = method.as_ref().and_then(|method| vaulted_token(method, &mut problems));
    let wallet = method.as_ref().and_then(wallet);
    let account_id = problems.required(("account_id", body.account_id));
    let account_id = problems.text(account_id, 1..=36).map(Box::from);
    let customer_id = payer(body.customer_payer, &mut problems);
    let amount = amount(body.amount, &mut problems)?;
    let charge = match method {
        Some(method) => card::read(&method, names_a_token(&method), &mut problems)?,
        None => None,
    };
    let order = order(&body, idempotency_key, &mut problems);
    if let (Some(amount), Some(charge)) = (amount, &charge) {
        fits(amount, charge.verify)?;
    }
    for Placeholder { path, name } in left.iter().filter(|left| left.is_unfilled()) {
        problems.wrong(path, &format!("have a value in the place of {name}"));
    }
    problems.refuse()?;
    let (Some(account_id), Some(amount), Some(charge), Some(order)) =
        (account_id, amount, charge, order)
    else {
        return Err(Code::InvalidRequest.into());
    };
    let Charge { charged, capture, verify, delays, storing, says_so_in_wallet } = charge;
    let items = items(body.additional_data, amount.currency);
    let asking = Asking { order, amount, capture, delays, verify };
    let means = match (charged, token) {
        (Charged::Card(card, verdict), _) => {
            Means::Card { asked: Arc::new(asking.of(card)), verdict }
        }
        (Charged::Stored(charging), Some(token)) => {
            Means::Stored { token, wallet, asking: Box::new(asking), charging }
        }
        (Charged::Stored(_), None) => return Err(Code::InvalidRequest.into()),
    };
    Ok(NewPayment { account_id, customer_id, items, means, storing, says_so_in_wallet })
}

/// Whether a stored card is meant, also where its token is of no use: then no other card is asked for.
fn names_a_token(method: &request::PaymentMethod<'_>) -> bool {
    method.vaulted_token.is_some_and(|token| token.raw() != "\"\"")
}

/// The vaulted token, unless it is empty.
fn vaulted_token(method: &request::PaymentMethod<'_>, problems: &mut Problems) -> Option<Box<str>> {
    let token = problems.text(("payment_method.vaulted_token", method.vaulted_token), 0..=255);
    token.filter(|token| !token.is_empty()).map(Box::from)
}

/// The wallet that the type of a payment method names.
fn wallet(method: &request::PaymentMethod<'_>) -> Option<Wallet> {
    method.r#type?.string().and_then(|name| Wallet::from_name(&name))
}

fn is_empty(member: Member<'_>) -> bool {
    matches!(member.map(Value::raw), None | Some("\"\"" | "[]"))
}

/// What the items of an order cost together: nothing unless each says how many it is, and how much one
/// of them costs.
fn items(additional_data: Member<'_>, currency: Currency) -> Option<i64> {
    let items = additional_data?.member("order")?.member("items")?.items()?;
    let mut sum = None;
    for item in items {
        let quantity: i64 = item.member("quantity")?.raw().parse().ok()?;
        let unit = item.member("unit_amount")?;
        let text = unit.string().unwrap_or(unit.raw().into());
        let unit = Money::from_major(&text, currency, NOTATION).ok()?;
        sum = Some(unit.minor.checked_mul(quantity)?.checked_add(sum.unwrap_or(0))?);
    }
    sum
}

/// A body that is a sound JSON object.
pub(super) fn document(body: &[u8]) -> Result<Document<'_>, Code> {
    let document = std::str::from_utf8(body).ok().and_then(Document::read);
    document.filter(|document| document.root().is_object()).ok_or(Code::InvalidRequest)
}

/// The payment method, when workflow and method are served: `DIRECT` and `CARD`, or the wallet that a
/// stored card came of.
fn served_method<'a>(
    body: &request::CreatePayment<'a>,
    problems: &mut Problems,
) -> Result<Option<request::PaymentMethod<'a>>, Error> {
    let workflow = problems.text(("workflow", body.workflow), 0..=255);
    match (workflow.as_deref(), body.workflow) {
        (Some("DIRECT"), _) => {}
        (Some(workflow @ ("SDK_CHECKOUT" | "CHECKOUT" | "REDIRECT" | "SDK_SEAMLESS")), _) => {
            return Err(Error::not_served(&format!("workflow {workflow}")));
        }
        // "SDK_CHECKOUT (default)".
        (None, None) => {
            return Err(Error::not_served(
                "workflow SDK_CHECKOUT, which is meant when 'workflow' is absent,",
            ));
        }
        (Some(_), _) => problems
            .wrong("workflow", "be one of SDK_CHECKOUT, CHECKOUT, DIRECT, REDIRECT, SDK_SEAMLESS"),
        (None, Some(_)) => {}
    }
    let at = problems.required(("payment_method", body.payment_method));
    let Some(method) = problems.object::<request::PaymentMethod<'_>>(at) else { return Ok(None) };
    // "If sent with `token`, the vaulted token wins."
    let token = method.token.filter(|_| !names_a_token(&method));
    for (what, member) in [
        ("one-time tokens", token),
        ("subscriptions within a payment", body.subscription),
        ("split payments", body.split_marketplace),
    ] {
        refuse_unserved(what, member)?;
    }
    let at = problems.required(("payment_method.type", method.r#type));
    match problems.text(at, 1..=255).as_deref() {
        None | Some("CARD") => {}
        Some(_) if names_a_token(&method) && wallet(&method).is_some() => {}
        Some(other) => return Err(Error::not_served(&format!("payment method {other}"))),
    }
    for (what, path, member) in [
        ("one-time passwords", "payment_method.otp.is_required", {
            let otp: Option<request::Otp<'_>> = problems.object(("payment_method.otp", method.otp));
            otp.and_then(|otp| otp.is_required)
        }),
        ("stand-alone fraud screening", "fraud_screening.stand_alone", {
            let at = ("fraud_screening", body.fraud_screening);
            let screening: Option<request::FraudScreening<'_>> = problems.object(at);
            screening.and_then(|screening| screening.stand_alone)
        }),
    ] {
        if problems.flag((path, member)) == Some(true) {
            return Err(Error::not_served(what));
        }
    }
    Ok(Some(method))
}

/// Refuses what is not served when it is asked for: anything but an empty text or list.
pub(super) fn refuse_unserved(what: &str, member: Member<'_>) -> Result<(), Error> {
    if is_empty(member) { Ok(()) } else { Err(Error::not_served(what)) }
}

/// A verification is for nothing, and nothing else is.
/// <https://docs.y.uno/docs/security-and-compliance/card-verification>
///
/// Undocumented: that the opposite is an error of its own, also beside others; which value the text of
/// the one error names.
fn fits(amount: Money, verify: bool) -> Result<(), Error> {
    match (amount.minor, verify) {
        (0, true) | (1.., false) => Ok(()),
        (_, false) => Err(Code::InvalidAmount.into()),
        (_, true) => {
            let text = format!("Invalid amount for verify payment. [{}]", amount.shortest());
            Err(Error::Explained(Code::InvalidAmount, vec![text]))
        }
    }
}

/// The amount.
pub(super) fn amount(member: Member<'_>, problems: &mut Problems) -> Result<Option<Money>, Error> {
    let at = problems.required(("amount", member));
    let Some(amount) = problems.object::<request::Amount<'_>>(at) else { return Ok(None) };
    refuse_unserved("currency conversion", amount.currency_conversion)?;
    let at = problems.required(("amount.currency", amount.currency));
    let currency = problems.text(at, 3..=3).and_then(|code| {
        let currency = Currency::from_code(&code);
        if currency.is_none() {
            problems.wrong("amount.currency", "be a currency of ISO 4217");
        }
        currency
    });
    let (path, raw) = problems.required(("amount.value", amount.value));
    let (Some(currency), Some(raw)) = (currency, raw) else { return Ok(None) };
    // The guides send the number as a text.
    let text = raw.string().unwrap_or(raw.raw().into());
    match Money::from_major(&text, currency, NOTATION) {
        Ok(money) if (0..=LARGEST).contains(&money.minor) => Ok(Some(money)),
        Ok(_) | Err(_) => {
            problems.wrong(path, "be a decimal number from 0 to 9999999999, in steps of 0.0001");
            Ok(None)
        }
    }
}

/// What the payment is for.
fn order(
    body: &request::CreatePayment<'_>,
    idempotency_key: &str,
    problems: &mut Problems,
) -> Option<Order> {
    let at = problems.required(("merchant_order_id", body.merchant_order_id));
    let merchant_order_id = problems.text(at, 3..=255);
    let at = problems.required(("description", body.description));
    let description = problems.text(at, 3..=255);
    let at = problems.required(("country", body.country));
    let country = country(at, problems);
    let merchant_reference =
        problems.text(("merchant_reference", body.merchant_reference), 3..=255);
    let callback_url = problems.text(("callback_url", body.callback_url), 3..=526);
    let additional_data = additional_data(body.additional_data, problems);
    let metadata = metadata(("metadata", body.metadata), problems);
    let transactions_history = history(body.response_additional_data, problems);
    Some(Order {
        idempotency_key: idempotency_key.into(),
        merchant_order_id: merchant_order_id?.into(),
        merchant_reference: merchant_reference.map(Box::from),
        description: description?.into(),
        country: country?,
        customer_payer: body.customer_payer.map(|raw| Text(json::compact(raw.raw()))),
        additional_data,
        metadata,
        callback_url: callback_url.map(Box::from),
        transactions_history,
    })
}

/// Undocumented: which countries. The document lists seventeen, its examples use others; every pair of
/// capital letters is taken.
fn country(at: At<'_>, problems: &mut Problems) -> Option<[u8; 2]> {
    let country = problems.text(at, 2..=2)?;
    match country.as_bytes() {
        [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => Some([*first, *second]),
        _ => {
            problems.wrong(at.0, "be a country code of two capital letters");
            None
        }
    }
}

/// What the paths of the members of `customer_payer` begin with.
const PAYER: &str = "customer_payer.";

/// The customer: its objects are objects, its texts are texts. Answers the id of a stored one.
fn payer(member: Member<'_>, problems: &mut Problems) -> Option<Box<str>> {
    let payer: Value<'_> = problems.object(("customer_payer", member))?;
    for path in [
        "customer_payer.document",
        "customer_payer.phone",
        "customer_payer.billing_address",
        "customer_payer.shipping_address",
        "customer_payer.browser_info",
        "customer_payer.merchant_customer_validations",
    ] {
        problems.object_at_most((path, payer.member(&path[PAYER.len()..])));
    }
    for path in [
        "customer_payer.merchant_customer_id",
        "customer_payer.first_name",
        "customer_payer.last_name",
        "customer_payer.email",
        "customer_payer.gender",
        "customer_payer.date_of_birth",
        "customer_payer.nationality",
        "customer_payer.ip_address",
        "customer_payer.merchant_customer_created_at",
    ] {
        problems.text((path, payer.member(&path[PAYER.len()..])), 0..=526);
    }
    problems.text(("customer_payer.id", payer.member("id")), 1..=255).map(Box::from)
}

pub(super) fn additional_data(member: Member<'_>, problems: &mut Problems) -> Option<Text> {
    let raw = member?;
    let data: Value<'_> = problems.object(("additional_data", member))?;
    problems.object_at_most(("additional_data.order", data.member("order")));
    Some(Text(json::compact(raw.raw())))
}

fn metadata(at: At<'_>, problems: &mut Problems) -> Option<Text> {
    let raw = at.1?;
    let entries: Vec<Value<'_>> =
        problems.read(at, "be a list", |value| Some(value.items()?.collect()))?;
    if entries.len() > 120 {
        problems.wrong(at.0, "have 120 entries at most");
        return None;
    }
    for entry in entries {
        if let Some(entry) = problems.object::<request::Metadata<'_>>((at.0, Some(entry))) {
            let key = problems.required(("metadata.key", entry.key));
            problems.text(key, 1..=48);
            let value = problems.required(("metadata.value", entry.value));
            problems.text(value, 1..=512);
        }
    }
    Some(Text(json::compact(raw.raw())))
}

pub(super) fn history(member: Member<'_>, problems: &mut Problems) -> bool {
    let wanted: Option<request::ResponseAdditionalData<'_>> =
        problems.object(("response_additional_data", member));
    let path = "response_additional_data.transactions_history";
    wanted.and_then(|wanted| problems.flag((path, wanted.transactions_history))).unwrap_or(false)
}

/// A delayed object. Its `delay` is "required, when the object is used".
pub(super) fn delayed(
    paths: [&'static str; 3],
    member: Member<'_>,
    problems: &mut Problems,
) -> Option<Delayed> {
    let [path, delay_path, mode_path] = paths;
    let settings: request::DelayedSettings<'_> = problems.object((path, member))?;
    let simplified_mode = problems.flag((mode_path, settings.simplified_mode)).unwrap_or(false);
    let at = problems.required((delay_path, settings.delay));
    let text = problems.text(at, 0..=usize::MAX)?;
    let Ok(delay) = Delay::read(&text) else {
        problems.wrong(delay_path, NO_DURATION);
        return None;
    };
    Some(Delayed { delay, simplified_mode })
}

/// What a delay must be.
pub(super) const NO_DURATION: &str = "be an ISO 8601 duration such as P7D or PT3H";
