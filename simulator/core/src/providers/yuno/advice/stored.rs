//! What the page on stored credentials warns of. "Filling these fields badly lowers approval rates and loses
//! chargebacks", and no error of the API says so.

use crate::kernel::advice::AdviceRule;
use crate::kernel::tx::Tx;
use crate::providers::yuno::Yuno;
use crate::providers::yuno::create::Means;
use crate::providers::yuno::create::NewPayment;
use crate::providers::yuno::credentials::Initiator;
use crate::providers::yuno::credentials::Origin;
use crate::providers::yuno::credentials::Reason;
use crate::providers::yuno::credentials::Usage;
use crate::providers::yuno::state::Payment;
use crate::providers::yuno::stored::Credentials;
use crate::providers::yuno::stored::Stored;
use crate::providers::yuno::stored::Token;
use crate::providers::yuno::stored::Vaulted;

const PAGE: &str = "https://docs.y.uno/docs/payment-features/stored-credentials";

/// Where a subscription needs an agreement: the page says "some markets", and names this one.
const AGREEMENT_NEEDED: [u8; 2] = *b"MX";

pub(super) static USED_WITHOUT_NETWORK_ID: AdviceRule = AdviceRule {
    code: "used_without_network_id",
    says: "A charge by the merchant should name the network's id of the first use; Yuno fills it in only \
           where it remembers one for the vaulted token.",
    source: PAGE,
};

pub(super) static REASON_CHANGED: AdviceRule = AdviceRule {
    code: "reason_changed",
    says: "Some providers want one reason from the first use of a stored card to the last.",
    source: PAGE,
};

pub(super) static FIRST_AGAIN: AdviceRule = AdviceRule {
    code: "first_again",
    says: "FIRST is the first use of a stored card; every later one is USED.",
    source: PAGE,
};

pub(super) static USED_BEFORE_FIRST: AdviceRule = AdviceRule {
    code: "used_before_first",
    says: "The first use of a stored card is FIRST: only then does Yuno remember the network's id of it.",
    source: PAGE,
};

pub(super) static AGREEMENT_MISSING: AdviceRule = AdviceRule {
    code: "agreement_missing",
    says: "In some markets, Mexico among them, a subscription needs its subscription_agreement_id.",
    source: PAGE,
};

pub(super) static USAGE_MISSING: AdviceRule = AdviceRule {
    code: "usage_missing",
    says: "Without usage nothing is remembered and nothing is filled in.",
    source: PAGE,
};

pub(super) static VAULT_WITHOUT_CUSTOMER: AdviceRule = AdviceRule {
    code: "vault_without_customer",
    says: "A card is stored for a stored customer only: without customer_payer.id there is no vaulted token.",
    source: PAGE,
};

pub(super) static CREDENTIALS_IN_WALLET: AdviceRule = AdviceRule {
    code: "credentials_in_wallet",
    says: "Under detail.wallet belong the stored_credentials of a wallet's first charge; once the card is \
           stored, later charges say them under detail.card, as for every card.",
    source: PAGE,
};

/// Looks at a payment that was made.
pub(super) fn of_payment(new: &NewPayment, payment: &Payment, tx: &mut Tx<'_, Yuno>) {
    if new.says_so_in_wallet {
        let seen =
            "payment_method.detail.wallet.stored_credentials of a CARD; nobody looks at them";
        tx.advise(payment.id, &CREDENTIALS_IN_WALLET, seen);
    }
    let Some(stored) = payment.terms.stored.as_deref() else { return };
    let own_card = match &new.means {
        Means::Card { .. } => true,
        Means::Stored { .. } => false,
    };
    if stored.storing.on_success && own_card && payment.terms.customer.is_none() {
        let seen = "vault_on_success without customer_payer.id";
        tx.advise(payment.id, &VAULT_WITHOUT_CUSTOMER, seen);
    }
    let Some(sent) = &stored.storing.credentials else { return };
    of_credentials(payment, (stored, sent), tx);
    if let Vaulted::Charged(token) = &stored.vaulted {
        of_token(payment, (token, sent), tx);
    }
}

fn of_credentials(
    payment: &Payment,
    (stored, sent): (&Stored, &Credentials),
    tx: &mut Tx<'_, Yuno>,
) {
    if sent.usage.is_none() {
        tx.advise(payment.id, &USAGE_MISSING, "stored_credentials without usage");
    }
    let by_merchant = sent.reason.filter(|reason| reason.initiator() == Initiator::Merchant);
    if let (Some(reason), Some(Usage::Used), Origin::None) =
        (by_merchant, sent.usage, stored.origin)
    {
        let seen = format!("{} USED; no network_transaction_id sent or remembered", reason.name());
        tx.advise(payment.id, &USED_WITHOUT_NETWORK_ID, seen);
    }
    let mexican = payment.terms.asked.order.country == AGREEMENT_NEEDED;
    let agreed = sent.subscription_agreement_id.is_some();
    if mexican && sent.reason == Some(Reason::Subscription) && !agreed {
        let seen = "SUBSCRIPTION in MX without subscription_agreement_id";
        tx.advise(payment.id, &AGREEMENT_MISSING, seen);
    }
}

fn of_token(payment: &Payment, (token, sent): (&Token, &Credentials), tx: &mut Tx<'_, Yuno>) {
    match (&token.first, sent.usage) {
        (Some(first), Some(Usage::First)) => {
            let before = &first.network_transaction_id;
            let seen = format!("FIRST for a vaulted token that has had its first use, {before}");
            tx.advise(payment.id, &FIRST_AGAIN, seen);
        }
        (None, Some(Usage::Used)) => {
            let seen = "USED for a vaulted token that never was FIRST";
            tx.advise(payment.id, &USED_BEFORE_FIRST, seen);
        }
        (Some(_), Some(Usage::Used) | None) | (None, Some(Usage::First) | None) => {}
    }
    let first = token.first.as_ref().and_then(|first| first.reason);
    if token.series_is_broken_by(sent)
        && let (Some(first), Some(now)) = (first, sent.reason)
    {
        let seen = format!("{}, where the first use was {}", now.name(), first.name());
        tx.advise(payment.id, &REASON_CHANGED, seen);
    }
}
