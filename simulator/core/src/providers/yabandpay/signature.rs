//! How YabandPay signs: HMAC-SHA256 over the sorted members, printed as lower-case hexadecimal text.
//!
//! Source: <https://docs.yabandpay.com/api/en/sign.html>, signing steps. Which members belong to the
//! signed text is decided by the caller: envelope and `data` of a request, `data` alone of a notification.

use crate::kernel::mac;

/// Which of the two documented readings of a signature fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Every member is signed, also those without a value.
    Whole,
    /// Members without a value are left out.
    WithoutEmpty,
}

/// The text that is signed: `name=value`, sorted by the bytes of the names, joined by `&`, nothing
/// escaped.
pub(super) fn canonical(members: &[(&str, &str)]) -> String {
    let mut sorted: Vec<_> =
        members.iter().map(|(name, value)| (beginning(name), (*name, *value))).collect();
    sorted.sort_unstable();
    let length = members.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
    let mut text = String::with_capacity(length);
    for (position, (_, (name, value))) in sorted.iter().enumerate() {
        text.push_str(if position == 0 { "" } else { "&" });
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
    text
}

/// The first eight bytes of a name as a number: by it, most names are sorted without a look at the rest.
fn beginning(name: &str) -> u64 {
    let whole = name.as_bytes().first_chunk().copied();
    u64::from_be_bytes(whole.unwrap_or_else(|| {
        let mut first = [0; 8];
        first.iter_mut().zip(name.bytes()).for_each(|(place, byte)| *place = byte);
        first
    }))
}

/// The signature of some members.
pub(super) fn sign(secret: &str, members: &[(&str, &str)]) -> String {
    mac::hex(&code(secret, members))
}

/// The signature as bytes.
fn code(secret: &str, members: &[(&str, &str)]) -> [u8; 32] {
    mac::hmac_sha256(secret.as_bytes(), &[canonical(members).as_bytes()])
}

/// The reading under which `signature` fits, if any.
///
/// Undocumented: the examples contradict each other about members without a value. The token page's own
/// text signs `payment_token_object=` (<https://docs.yabandpay.com/api/cn/payments/cards/token.html>,
/// signature example), an older in-app page leaves an empty `redirect_url` out
/// (<https://docs.yabandpay.com/api/en/payments/alipayplus/app.html>). Both are tried, in this order.
/// Undocumented: upper-case hexadecimal text is refused, since every example is in lower case.
pub(super) fn reading(secret: &str, members: &[(&str, &str)], signature: &str) -> Option<Reading> {
    let sent: [u8; 32] = mac::from_small_hex(signature)?;
    let fits = |members: &[(&str, &str)]| mac::same(&code(secret, members), &sent);
    if fits(members) {
        return Some(Reading::Whole);
    }
    let filled: Vec<_> = members.iter().copied().filter(|(_, value)| !value.is_empty()).collect();
    fits(&filled).then_some(Reading::WithoutEmpty)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    /// Invented for these vectors: YabandPay publishes no secret, so none of its printed signatures can
    /// be reproduced. The signatures below were computed apart from this code.
    const SECRET: &str = "sandbox-secret-0123456789abcdef";

    /// The members of the printed token sale, without one of them where a case brings its own.
    fn sale_with<'a>(own: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let printed = [
            ("user", "016683"),
            ("method", "v3.CreateCardPayments"),
            ("time", "1725875543"),
            ("description", "test"),
            ("timeout", "0"),
            ("pay_method", "online"),
            ("sub_pay_method", "Token"),
            ("operation", "11"),
            ("order_id", "1725875543"),
            ("amount", "1"),
            ("currency", "EUR"),
            ("payment_token_object", "VnXaRabcsedfsSlPFZXavcsdfasdEFDd"),
            ("notify_url", "https://www.yabandpay.com/notify"),
            ("request_id", "hjf5lv32i40lh7oh86j6az98tnscwv37"),
        ];
        let is_own = |name: &str| own.iter().any(|(known, _)| *known == name);
        printed.into_iter().filter(|(name, _)| !is_own(name)).chain(own.iter().copied()).collect()
    }

    #[rstest]
    #[case::sale(
        &[],
        "68ec34efede32f38f7d8fbed0ff06ae153ce8036642ffd9f74763d3659748e33"
    )]
    #[case::authorisation(
        &[("operation", "12")],
        "2bd61d23dda28dfdd65e754d7f1eaf62260fb4cdccffdf6a6b04f531d8202200"
    )]
    #[case::empty_value_kept(
        &[("demo", "")],
        "2451289124ba48a715757de1e5c11e1c6b62c2e698910f697bab7b9119a22152"
    )]
    #[case::name_with_a_digit_sorts_first(
        &[("3ds_initiate", "01")],
        "d4c3ccece8e46909a81726605f7aaa68f4275634ca959a3c0de5d236a0ca4d89"
    )]
    #[case::utf8_and_nothing_escaped(
        &[("description", "Bücher & Café=1 订单")],
        "5e52d7f45899087b1bb09f50babd1e0641ae56fa75fb0841806fd489ae35c45f"
    )]
    #[case::time_timeout_tip(
        &[("tip_amount", "0.5")],
        "b68cd981ee70e55a81476fa245801dff93875bb912dcf5f06e1207c82b737b47"
    )]
    fn a_constructed_request_vector_is_met(#[case] own: &[(&str, &str)], #[case] signature: &str) {
        assert_eq!(sign(SECRET, &sale_with(own)), signature);
    }

    #[test]
    fn the_constructed_notification_vector_is_met() {
        let data = [
            ("user", "036870"),
            ("time", "1708484735"),
            ("gateway_name", "YabandPay"),
            ("payout_id", "0594bf99-fce7-3784-28f7-e8e76ad01989"),
            ("currency", "EUR"),
            ("amount", "100.01"),
            ("reference", "456789"),
            ("notify_url", "https://www.yabandpay.com/notify"),
            ("state", "completed"),
        ];

        assert_eq!(
            sign(SECRET, &data),
            "fbd2269362d217909fa1bbb671e181b78e3672b6810edf7e7d907e4346f1995f"
        );
    }

    #[test]
    fn the_printed_text_of_the_token_page_comes_out_of_its_members() {
        let members = [
            ("user", "016683"),
            ("method", "v3.CreateCardPayments"),
            ("time", "1725875388"),
            ("3ds_initiate", "01"),
            ("amount", "1"),
            ("currency", "EUR"),
            ("description", "test"),
            ("notify_url", "https://www.yabandpay.com/notify"),
            ("operation", "11"),
            ("order_id", "1725875388"),
            ("pay_method", "online"),
            ("payment_token_object", ""),
            ("request_id", "dxktqiedfpkswnripi631ppg6fl2uoym"),
            ("sub_pay_method", "Cards HPP Token"),
            ("timeout", "0"),
        ];

        assert_eq!(
            canonical(&members),
            "3ds_initiate=01&amount=1&currency=EUR&description=test&method=v3.CreateCardPayments\
             &notify_url=https://www.yabandpay.com/notify&operation=11&order_id=1725875388\
             &pay_method=online&payment_token_object=&request_id=dxktqiedfpkswnripi631ppg6fl2uoym\
             &sub_pay_method=Cards HPP Token&time=1725875388&timeout=0&user=016683"
        );
    }

    #[test]
    fn a_signature_without_empty_members_fits_only_the_second_reading() {
        let members = sale_with(&[("demo", "")]);

        assert_eq!(
            reading(SECRET, &members, &sign(SECRET, &sale_with(&[]))),
            Some(Reading::WithoutEmpty)
        );
        assert_eq!(reading(SECRET, &members, &sign(SECRET, &members)), Some(Reading::Whole));
    }

    #[rstest]
    #[case::empty("")]
    #[case::cut_off("68ec34efede32f38")]
    #[case::upper_case("68EC34EFEDE32F38F7D8FBED0FF06AE153CE8036642FFD9F74763D3659748E33")]
    #[case::of_other_members("2bd61d23dda28dfdd65e754d7f1eaf62260fb4cdccffdf6a6b04f531d8202200")]
    #[case::with_a_space("68ec34efede32f38f7d8fbed0ff06ae153ce8036642ffd9f74763d3659748e33 ")]
    fn another_signature_fits_neither_reading(#[case] signature: &str) {
        assert_eq!(reading(SECRET, &sale_with(&[]), signature), None);
    }

    proptest! {
        #[test]
        fn members_are_sorted_by_the_bytes_of_their_names(
            names in proptest::collection::btree_set("[a-b\u{0}\u{e9}]{0,10}", 0..24),
        ) {
            let members: Vec<_> = names.iter().rev().map(|name| (&**name, "")).collect();

            let sorted: Vec<_> = names.iter().map(|name| format!("{name}=")).collect();
            prop_assert_eq!(canonical(&members), sorted.join("&"));
        }

        #[test]
        fn the_order_of_members_is_no_matter(
            members in proptest::collection::btree_map("[a-z0-9_]{1,8}", ".{0,8}", 0..8)
        ) {
            let forth: Vec<_> = members.iter().map(|(name, value)| (&**name, &**value)).collect();
            let back: Vec<_> = forth.iter().rev().copied().collect();

            prop_assert_eq!(sign("key", &forth), sign("key", &back));
        }
    }
}
