//! The fault that payment clients must survive: an answer that never comes, before or after the money has
//! moved. What a caller does next, and where the money is then.

use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use crate::support::World;
use crate::support::http;

/// What a merchant asks for. The amounts of the table below are in US dollars.
#[derive(Clone, Copy, Debug)]
enum Asks {
    Purchase,
    Authorize,
    CaptureAll,
    CapturePart,
    Cancel,
    RefundAll,
    RefundPart,
    CancelOrRefundAuthorization,
    CancelOrRefundPurchase,
    CancelOrRefundOneAuthorization,
    CancelOrRefundPartOfOneCapture,
}

impl Asks {
    /// What moves when it is done once.
    const fn moves(self) -> &'static str {
        match self {
            Self::Purchase => PURCHASED,
            Self::Authorize => AUTHORIZED,
            Self::CaptureAll => CAPTURED,
            Self::CapturePart => "captured 60: held -> merchant",
            Self::Cancel
            | Self::CancelOrRefundAuthorization
            | Self::CancelOrRefundOneAuthorization => "canceled 200: held -> available",
            Self::RefundAll | Self::CancelOrRefundPurchase => "refunded 200: merchant -> available",
            Self::RefundPart | Self::CancelOrRefundPartOfOneCapture => {
                "refunded 60: merchant -> available"
            }
        }
    }

    /// What has moved before.
    const fn after(self) -> &'static [&'static str] {
        match self {
            Self::Purchase | Self::Authorize => &[],
            Self::CaptureAll
            | Self::CapturePart
            | Self::Cancel
            | Self::CancelOrRefundAuthorization
            | Self::CancelOrRefundOneAuthorization => &[AUTHORIZED],
            Self::RefundAll | Self::RefundPart | Self::CancelOrRefundPurchase => &[PURCHASED],
            Self::CancelOrRefundPartOfOneCapture => &[AUTHORIZED, CAPTURED],
        }
    }
}

const PURCHASED: &str = "purchased 200: available -> merchant";
const AUTHORIZED: &str = "authorized 200: available -> held";
const CAPTURED: &str = "captured 200: held -> merchant";

/// Where the answer is lost, or the request.
#[derive(Clone, Copy, Debug)]
enum Lost {
    Before,
    After,
}

/// What the caller does then.
#[derive(Clone, Copy, Debug)]
enum Retry {
    SameKey,
    NewKey,
    Nothing,
}

/// How often the money moves, for a request that is lost before the work and after it; each without a
/// retry, with the same key, and with a new one. A new key moves the money again wherever there is money
/// left to move: that is what the same key is for.
#[rstest]
//                                         lost before       lost after
//                                        none same new     none same new
#[case(Asks::Purchase,                      [0,   1,   1],   [1,   1,   2])]
#[case(Asks::Authorize,                     [0,   1,   1],   [1,   1,   2])]
#[case(Asks::CaptureAll,                    [0,   1,   1],   [1,   1,   1])]
#[case(Asks::CapturePart,                   [0,   1,   1],   [1,   1,   2])]
#[case(Asks::Cancel,                        [0,   1,   1],   [1,   1,   1])]
#[case(Asks::RefundAll,                     [0,   1,   1],   [1,   1,   1])]
#[case(Asks::RefundPart,                    [0,   1,   1],   [1,   1,   2])]
#[case(Asks::CancelOrRefundAuthorization,   [0,   1,   1],   [1,   1,   1])]
#[case(Asks::CancelOrRefundPurchase,        [0,   1,   1],   [1,   1,   1])]
#[case(Asks::CancelOrRefundOneAuthorization,[0,   1,   1],   [1,   1,   1])]
#[case(Asks::CancelOrRefundPartOfOneCapture,[0,   1,   1],   [1,   1,   2])]
#[tokio::test]
async fn the_ledger_says_where_the_money_is_when_an_answer_is_lost(
    #[case] asks: Asks,
    #[case] lost_before: [usize; 3],
    #[case] lost_after: [usize; 3],
) {
    let world = World::new();
    for (lost, times) in [(Lost::Before, lost_before), (Lost::After, lost_after)] {
        for (retry, times) in [Retry::Nothing, Retry::SameKey, Retry::NewKey].into_iter().zip(times)
        {
            world.sandbox.reset();
            let cell = format!("{asks:?}, lost {lost:?}, {retry:?}");
            let merchant = Merchant { world: &world };

            merchant.loses_an_answer(asks, lost, retry).await;

            let mut moved: Vec<&str> = asks.after().to_vec();
            moved.extend(std::iter::repeat_n(asks.moves(), times));
            let ledger = merchant.ledger().await;
            assert_eq!(movements(&ledger), moved, "{cell}");
            assert_eq!(balances(&ledger), sums(&ledger), "{cell}");
        }
    }
}

struct Merchant<'a> {
    world: &'a World,
}

impl Merchant<'_> {
    async fn loses_an_answer(&self, asks: Asks, lost: Lost, retry: Retry) {
        let (path, body) = self.prepared(asks).await;
        let fault = match lost {
            Lost::Before => "before_commit=disconnect",
            Lost::After => "after_commit=disconnect",
        };

        let first = self.post(&path, ("key", Some(fault)), &body).await;
        assert!(first.is_err(), "{first:?}");
        let key = match retry {
            Retry::Nothing => return,
            Retry::SameKey => "key",
            Retry::NewKey => "another key",
        };
        let retried = self.post(&path, (key, None), &body).await.unwrap();

        // A new key is no retry for Yuno: where nothing is left to be done, it is refused.
        let fine = matches!(retried.status, 200 | 201);
        assert!(fine || matches!(retry, Retry::NewKey) && retried.status == 400, "{retried:?}");
    }

    /// The request, once everything has happened that has to happen before.
    async fn prepared(&self, asks: Asks) -> (String, Value) {
        let wish = json!({"merchant_reference": "a reference", "reason": "REQUESTED_BY_CUSTOMER"});
        let part = json!({"merchant_reference": "a reference", "reason": "REQUESTED_BY_CUSTOMER",
                          "amount": {"currency": "USD", "value": 60}});
        let create = |capture| ("/v1/payments".to_owned(), self.payment(capture));
        match asks {
            Asks::Purchase => create(true),
            Asks::Authorize => create(false),
            Asks::CaptureAll => (self.created(false, "capture").await, wish),
            Asks::CapturePart => (self.created(false, "capture").await, part),
            Asks::Cancel => (self.created(false, "cancel").await, wish),
            Asks::RefundAll => (self.created(true, "refund").await, wish),
            Asks::RefundPart => (self.created(true, "refund").await, part),
            Asks::CancelOrRefundAuthorization => (self.whole(false).await, wish),
            Asks::CancelOrRefundPurchase => (self.whole(true).await, wish),
            Asks::CancelOrRefundOneAuthorization => {
                (self.created(false, "cancel-or-refund").await, wish)
            }
            Asks::CancelOrRefundPartOfOneCapture => {
                let authorization = self.created(false, "capture").await;
                let captured = self.post(&authorization, ("before", None), &wish).await.unwrap();
                let capture = captured.json()["id"].as_str().unwrap().to_owned();
                let (payment, _) = authorization.split_once("/transactions/").unwrap();
                (format!("{payment}/transactions/{capture}/cancel-or-refund"), part)
            }
        }
    }

    /// Where an operation on the only transaction of a new payment goes.
    async fn created(&self, capture: bool, verb: &str) -> String {
        let created = self.post("/v1/payments", ("first", None), &self.payment(capture)).await;
        let payment = created.unwrap().json();
        let (id, transaction) = (&payment["id"], &payment["transactions"]["id"]);
        let (id, transaction) = (id.as_str().unwrap(), transaction.as_str().unwrap());
        format!("/v1/payments/{id}/transactions/{transaction}/{verb}")
    }

    /// Where an operation on a new payment as a whole goes.
    async fn whole(&self, capture: bool) -> String {
        let path = self.created(capture, "").await;
        let (payment, _) = path.split_once("/transactions/").unwrap();
        format!("{payment}/cancel-or-refund")
    }

    fn payment(&self, capture: bool) -> Value {
        json!({
            "account_id": self.world.credential("yuno", "account_id"),
            "merchant_order_id": "000025",
            "description": "Payment",
            "country": "US",
            "amount": {"currency": "USD", "value": 200},
            "workflow": "DIRECT",
            "payment_method": {"type": "CARD", "detail": {"card": {"capture": capture, "card_data": {
                "number": "4111111111111111", "expiration_month": 11, "expiration_year": 28,
                "security_code": "123", "holder_name": "John Doe"
            }}}},
        })
    }

    async fn post(
        &self,
        path: &str,
        (key, fault): (&str, Option<&str>),
        body: &Value,
    ) -> Result<http::Answer, reqwest::Error> {
        let public = self.world.credential("yuno", "public_api_key");
        let secret = self.world.credential("yuno", "private_secret_key");
        let mut headers = vec![
            ("public-api-key", public.as_str()),
            ("private-secret-key", secret.as_str()),
            ("x-idempotency-key", key),
            ("content-type", "application/json"),
        ];
        headers.extend(fault.map(|fault| ("sandpay-fault", fault)));
        let url = format!("{}{path}", self.world.simulator.base_url("yuno"));
        http::send("POST", &url, &headers, body.to_string()).await
    }

    async fn ledger(&self) -> Value {
        let url = format!("{}/_sim/ledger?provider=yuno", self.world.simulator.url());
        http::send("GET", &url, &[], "").await.unwrap().json()
    }
}

/// Every movement as one text.
fn movements(ledger: &Value) -> Vec<String> {
    let entries = ledger["entries"].as_array().unwrap().iter();
    entries
        .map(|entry| {
            let [from, to] = [0, 1].map(|side| &entry["postings"][side]);
            let account = |posting: &Value| posting["account"].as_str().unwrap().to_owned();
            let (what, amount) = (entry["what"].as_str().unwrap(), to["amount"].as_str().unwrap());
            assert_eq!(from["amount"], format!("-{amount}"), "an entry adds up to nothing");
            format!("{what} {amount}: {} -> {}", account(from), account(to))
        })
        .collect()
}

/// The balances, by account.
fn balances(ledger: &Value) -> Vec<(String, i64)> {
    let mut balances: Vec<_> = ledger["balances"].as_array().unwrap().iter().map(posting).collect();
    balances.sort_unstable();
    balances
}

/// What the movements add up to, by account.
fn sums(ledger: &Value) -> Vec<(String, i64)> {
    let mut sums = std::collections::BTreeMap::new();
    for entry in ledger["entries"].as_array().unwrap() {
        for (account, amount) in entry["postings"].as_array().unwrap().iter().map(posting) {
            *sums.entry(account).or_insert(0) += amount;
        }
    }
    sums.into_iter().collect()
}

/// An account, and whole dollars.
fn posting(value: &Value) -> (String, i64) {
    let text = |name: &str| value[name].as_str().unwrap().to_owned();
    (text("account"), text("amount").parse().unwrap())
}
