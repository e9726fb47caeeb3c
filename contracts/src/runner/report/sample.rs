//! A check with everything in it that can be told, some of it hostile: what the tests of the forms tell.

use std::time::Duration;

use crate::runner::Breach;
use crate::runner::Case;
use crate::runner::CaseReport;
use crate::runner::Exchange;
use crate::runner::Kind;
use crate::runner::Member;
use crate::runner::Note;
use crate::runner::Outcome;
use crate::runner::Provider;
use crate::runner::Report;
use crate::runner::Told;
use crate::runner::drift::Change;
use crate::runner::drift::Drift;
use crate::runner::drift::What;

/// What a server says that would like to be more than text.
pub(super) const HOSTILE: &str =
    "<script>alert(1)</script>]]>\u{1b}[31m\u{202e}&amp;\"'\u{0}\u{ffff}";

pub(super) fn breach(path: &str, expected: &str, got: &str) -> Breach {
    let [step, path, expected, got] = ["the call", path, expected, got].map(str::to_owned);
    Breach { step, path, expected, got }
}

/// A case of this name that ended so, with one exchange, of status and body.
pub(super) fn case(
    name: &'static str,
    outcome: Outcome,
    (status, response): (u16, &str),
) -> CaseReport {
    let (provider, rest) = name.split_once('/').unwrap();
    let exchange = Exchange {
        step: "the call".to_owned(),
        method: "POST".to_owned(),
        url: "http://sut.test/v1/payments".to_owned(),
        request: Some("{\"amount\":1}".to_owned()),
        status: Some(status),
        response: Some(response.to_owned()),
        curl: "curl -s http://sut.test/v1/payments \\\n  -d '{\"amount\":1}'".to_owned(),
    };
    CaseReport {
        case: Case {
            name,
            provider: Provider::named(provider).unwrap(),
            operation: rest.split_once('/').unwrap().0,
            title: "What it shows",
            source: "https://docs.test/page",
            section: "A table",
            needs: &[],
        },
        outcome,
        notes: Vec::new(),
        exchanges: vec![exchange],
        members: Vec::new(),
        took: Duration::from_millis(12),
    }
}

/// A report of everything.
pub(super) fn report() -> Report {
    let refused = |expected: &str, body: &str| {
        ("HTTP status", expected.to_owned(), format!("401: {body}"), body.to_owned())
    };
    let by_key = |name, (path, expected, got, body): (&str, String, String, String)| {
        case(name, Outcome::Broken(vec![breach(path, &expected, &got)]), (401, &body))
    };
    let mut held = case("wooshpay/create-refund/full", Outcome::Held, (200, "{}"));
    let [step, path, text] = ["the call", "data.x", HOSTILE].map(str::to_owned);
    held.notes = vec![Note { step: step.clone(), path: path.clone(), text }];
    held.members =
        vec![Member { step, path, kind: Kind::String, told: Told::Fixed("\"a\"".into()) }];
    let charge = "it moves money: --allow-charges runs it".to_owned();
    let broken =
        vec![breach("data.amount", "string", "number"), breach("data.id", "a uuid", HOSTILE)];
    Report {
        target: "http://sut.test".to_owned(),
        sandpay: false,
        interrupted: false,
        cases: vec![
            held,
            case("wooshpay/create-refund/part", Outcome::Skipped(charge.clone()), (0, "")),
            case("wooshpay/create-refund/rest", Outcome::Skipped(charge), (0, "")),
            case("yabandpay/query-order/paid", Outcome::Broken(broken), (200, HOSTILE)),
            case(
                "yabandpay/token-sale/lost",
                Outcome::Unreachable("no answer in time".into()),
                (0, ""),
            ),
            by_key("yuno/capture-payment/full", refused("200", "{\"code\":\"NO\",\"id\":1}")),
            by_key("yuno/create-payment/basic", refused("201", "{\"code\":\"NO\",\"id\":22}")),
            by_key("yuno/refund-payment/full", refused("200", "{\"code\":\"NO\",\"id\":3}")),
        ],
        took: Duration::from_millis(1234),
    }
}

/// What has changed, some of it hostile.
pub(super) fn drift() -> Drift {
    let change = |path: &str, what| Change {
        case: "wooshpay/create-refund/full".to_owned(),
        step: "the call".to_owned(),
        path: path.to_owned(),
        what,
    };
    Drift {
        since: "http://earlier.test".to_owned(),
        compared: 2,
        changes: vec![
            change("fee", What::Appeared(Kind::Number)),
            change(HOSTILE, What::Value { before: "\"a\"".to_owned(), now: HOSTILE.to_owned() }),
        ],
        unseen: vec!["yuno/cancel-payment/gone".to_owned()],
        new: Vec::new(),
    }
}
