//! The card of a create request, and how it is to be charged.

use std::borrow::Cow;

use uuid::Builder;
use uuid::Uuid;

use super::create;
use super::errors::Error;
use super::fields::Problems;
use super::gateway;
use super::plan::Delays;
use super::response_codes::ResponseCode;
use super::state::Brand;
use super::state::Card;
use super::state::Charging;
use super::state::Funding;
use super::stored::Storing;
use super::storing;
use super::wire::request;
use crate::kernel::mac;

/// A card and what is to be done with it.
#[derive(Debug)]
pub(super) struct Charge {
    /// The card.
    pub charged: Charged,
    /// Whether the money is taken at once. Absent means yes: examples without it come back as purchases.
    pub capture: bool,
    /// Whether the card is only looked at.
    pub verify: bool,
    /// What Yuno is asked to do later.
    pub delays: Option<Box<Delays>>,
    /// What the merchant says of stored cards.
    pub storing: Option<Box<Storing>>,
    /// Whether it says so under `detail.wallet`.
    pub says_so_in_wallet: bool,
}

/// Which card.
#[derive(Debug)]
pub(super) enum Charged {
    /// The one that was sent, and what its number decides at the test gateway.
    Card(Card, Option<ResponseCode>),
    /// A stored one, and how it is to be charged.
    Stored(Charging),
}

const DETAIL: &str = "payment_method.detail";
const CARD: &str = "payment_method.detail.card";
const CARD_DATA: &str = "payment_method.detail.card.card_data";
const CAPTURE_SETTINGS: [&str; 3] = [
    "payment_method.detail.card.delayed_capture_settings",
    "payment_method.detail.card.delayed_capture_settings.delay",
    "payment_method.detail.card.delayed_capture_settings.simplified_mode",
];
const CANCEL_SETTINGS: [&str; 3] = [
    "payment_method.detail.card.delayed_cancel_settings",
    "payment_method.detail.card.delayed_cancel_settings.delay",
    "payment_method.detail.card.delayed_cancel_settings.simplified_mode",
];

/// Reads `payment_method.detail.card`; `None` when something is wrong with it. A stored card needs none.
///
/// # Errors
///
/// When it asks for what is not served.
pub(super) fn read(
    method: &request::PaymentMethod<'_>,
    stored: bool,
    problems: &mut Problems,
) -> Result<Option<Charge>, Error> {
    let Some(sent) = detail(method, stored, problems) else { return Ok(None) };
    for (what, member) in [
        ("3DS", sent.three_d_secure),
        ("network tokens", sent.network_token),
        ("cards of external providers", sent.external_providers_data),
    ] {
        create::refuse_unserved(what, member)?;
    }
    let verify = problems.flag(("payment_method.detail.card.verify", sent.verify));
    let verify = verify.unwrap_or(false);
    let capture = problems.flag(("payment_method.detail.card.capture", sent.capture));
    let capture = capture.unwrap_or(true);
    // "Only with capture: false": https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow.
    // Undocumented: how the opposite is refused, and that there is nothing to do later about a card that
    // is only looked at.
    for (path, member) in [
        (CAPTURE_SETTINGS[0], sent.delayed_capture_settings),
        (CANCEL_SETTINGS[0], sent.delayed_cancel_settings),
    ] {
        if capture && member.is_some() {
            problems.wrong(path, "be absent unless 'capture' is false");
        } else if verify && member.is_some() {
            problems.wrong(path, "be absent where 'verify' is true");
        }
    }
    let delays = Delays {
        capture: create::delayed(CAPTURE_SETTINGS, sent.delayed_capture_settings, problems),
        cancel: create::delayed(CANCEL_SETTINGS, sent.delayed_cancel_settings, problems),
    };
    let delays = (delays.capture.is_some() || delays.cancel.is_some()).then(|| Box::new(delays));
    let storing = storing::read(method, sent.stored_credentials, problems);
    let charging = charging(&sent, problems);
    let charged = if stored {
        Charged::Stored(charging)
    } else {
        let Some((card, verdict)) = card(&sent, charging, problems) else { return Ok(None) };
        Charged::Card(card, verdict)
    };
    let says_so_in_wallet = says_so_in_wallet(method);
    Ok(Some(Charge { charged, capture, verify, delays, storing, says_so_in_wallet }))
}

fn detail<'a>(
    method: &request::PaymentMethod<'a>,
    stored: bool,
    problems: &mut Problems,
) -> Option<request::Card<'a>> {
    if !stored {
        problems.required((DETAIL, method.detail));
    }
    let detail: Option<request::Detail<'_>> = problems.object((DETAIL, method.detail));
    if !stored && detail.is_some() {
        problems.required((CARD, detail.as_ref().and_then(|detail| detail.card)));
    }
    let card = detail.and_then(|detail| problems.object((CARD, detail.card)));
    if stored { Some(card.unwrap_or_default()) } else { card }
}

/// Whether `stored_credentials` stand under `detail.wallet`, which is for the first charge of a wallet alone.
///
/// Undocumented: what becomes of them there. They are not looked at, as those under `detail.card` of such a
/// first charge are not.
fn says_so_in_wallet(method: &request::PaymentMethod<'_>) -> bool {
    let wallet = method.detail.and_then(|detail| request::Detail::from(detail).wallet);
    wallet.is_some_and(|wallet| request::Wallet::from(wallet).stored_credentials.is_some())
}

/// How a card is to be charged.
fn charging(sent: &request::Card<'_>, problems: &mut Problems) -> Charging {
    let installments =
        problems.number(("payment_method.detail.card.installments", sent.installments), 1..=50);
    let deferral_path = "payment_method.detail.card.first_installment_deferral";
    let deferral = problems.number((deferral_path, sent.first_installment_deferral), 0..=u16::MAX);
    let descriptor_path = "payment_method.detail.card.soft_descriptor";
    let soft_descriptor = problems.text((descriptor_path, sent.soft_descriptor), 0..=255);
    Charging {
        installments: installments.and_then(|count| u8::try_from(count).ok()).unwrap_or(1),
        first_installment_deferral: deferral.unwrap_or(0),
        soft_descriptor: soft_descriptor.map(Box::from),
    }
}

/// The card itself. Its number goes no further than this function.
fn card(
    sent: &request::Card<'_>,
    charging: Charging,
    problems: &mut Problems,
) -> Option<(Card, Option<ResponseCode>)> {
    let at = problems.required((CARD_DATA, sent.card_data));
    let data: request::CardData<'_> = problems.object(at)?;
    let at =
        problems.required(("payment_method.detail.card.card_data.holder_name", data.holder_name));
    let holder_name = problems.text(at, 3..=26);
    let number = number(&data, problems);
    let security_code_length = security_code_length(&data, problems);
    let (expiration_month, expiration_year) = expiration(&data, problems);
    let funding = funding(&data, problems);
    let (number, holder_name) = (number?, holder_name?);
    let card = Card {
        holder_name: holder_name.into(),
        iin: number[..8].parse().ok()?,
        lfd: number[number.len() - 4..].parse().ok()?,
        number_length: u8::try_from(number.len()).ok()?,
        security_code_length,
        brand: brand(&number),
        funding,
        expiration_month,
        expiration_year,
        fingerprint: fingerprint(&number),
        installments: charging.installments,
        first_installment_deferral: charging.first_installment_deferral,
        soft_descriptor: charging.soft_descriptor,
    };
    Some((card, gateway::verdict_of_card(&number)))
}

fn number<'a>(data: &request::CardData<'a>, problems: &mut Problems) -> Option<Cow<'a, str>> {
    let path = "payment_method.detail.card.card_data.number";
    let at = problems.required((path, data.number));
    let number = problems.text(at, 8..=19)?;
    if number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(number);
    }
    problems.wrong(path, "have 8 to 19 digits and nothing else");
    None
}

fn security_code_length(data: &request::CardData<'_>, problems: &mut Problems) -> u8 {
    let path = "payment_method.detail.card.card_data.security_code";
    let Some(code) = problems.text((path, data.security_code), 3..=4) else { return 0 };
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        problems.wrong(path, "have 3 or 4 digits and nothing else");
    }
    u8::try_from(code.len()).unwrap_or_default()
}

/// Month and year; a year of four digits is shown with two, as in the examples.
fn expiration(data: &request::CardData<'_>, problems: &mut Problems) -> (Option<u8>, Option<u8>) {
    let path = "payment_method.detail.card.card_data.expiration_month";
    let month = problems.number((path, data.expiration_month), 1..=12);
    let path = "payment_method.detail.card.card_data.expiration_year";
    let year = problems.number((path, data.expiration_year), 0..=9999);
    let year = year.filter(|year| {
        let known = *year < 100 || (2000..2100).contains(year);
        if !known {
            problems.wrong(path, "have two digits, or four that begin with 20");
        }
        known
    });
    let small = |number: u16| u8::try_from(number % 100).ok();
    (month.and_then(small), year.and_then(small))
}

fn funding(data: &request::CardData<'_>, problems: &mut Problems) -> Option<Funding> {
    let path = "payment_method.detail.card.card_data.type";
    match problems.text((path, data.r#type), 0..=255)?.as_ref() {
        "CREDIT" => Some(Funding::Credit),
        "DEBIT" => Some(Funding::Debit),
        _ => {
            problems.wrong(path, "be CREDIT or DEBIT");
            None
        }
    }
}

/// Undocumented: how Yuno makes a fingerprint. The same card has the same one in every example.
pub(super) fn fingerprint(number: &str) -> Uuid {
    let digest = mac::digest(&[b"yuno fingerprint", number.as_bytes()]);
    Builder::from_random_bytes(std::array::from_fn(|at| digest[at])).into_uuid()
}

fn brand(number: &str) -> Brand {
    let prefix = |length: usize| number[..length].parse::<u16>().unwrap_or_default();
    match (prefix(1), prefix(2), prefix(4)) {
        (4, ..) => Brand::Visa,
        (1, ..) => Brand::Uatp,
        (_, 51..=55, _) | (_, _, 2221..=2720) => Brand::Mastercard,
        (_, 34 | 37, _) => Brand::Amex,
        (_, 36 | 38 | 39, _) | (_, _, 3000..=3059 | 3095) => Brand::Diners,
        (_, _, 3528..=3589) => Brand::Jcb,
        (_, 64 | 65, _) | (_, _, 6011) => Brand::Discover,
        _ => Brand::Other,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("4507990000000002", Brand::Visa)]
    #[case("5252440000000002", Brand::Mastercard)]
    #[case("2221000000000009", Brand::Mastercard)]
    #[case("370000000000002", Brand::Amex)]
    #[case("3647166000000002", Brand::Diners)]
    #[case("3095000000000000", Brand::Diners)]
    #[case("3528000000000000", Brand::Jcb)]
    #[case("1139000000000002", Brand::Uatp)]
    #[case("5641523891636636", Brand::Other)]
    fn a_published_number_has_its_brand(#[case] number: &str, #[case] expected: Brand) {
        assert_eq!(brand(number), expected);
    }

    #[test]
    fn a_fingerprint_is_a_uuid_and_tells_cards_apart() {
        let own = fingerprint("4111111111111111");

        assert_eq!(own.get_version_num(), 4);
        assert_eq!(own, fingerprint("4111111111111111"));
        assert_ne!(own, fingerprint("4507990000000002"));
    }
}
