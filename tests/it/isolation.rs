//! What one request does wrong stays with it, over real sockets too.

use sandpay::Simulator;
use tokio::task::JoinSet;

use crate::support::http;
use crate::toy;

#[tokio::test]
async fn a_panic_in_a_handler_harms_no_other_request() {
    let simulator = Simulator::builder().catalogue(toy::catalogue()).start().unwrap();
    let base = simulator.base_url("toy");
    let mut calls = JoinSet::new();

    for number in 0..100 {
        let base = base.clone();
        calls.spawn(async move {
            let headers = [("x-key", "key-default")];
            let planted = number % 10 == 0;
            let (path, body) = if planted {
                ("/panics", String::new())
            } else {
                ("/jars", format!(r#"{{"name":"{number}","wait":"PT1H"}}"#))
            };
            let answer =
                http::send("POST", &format!("{base}{path}"), &headers, body).await.unwrap();
            (planted, answer.status)
        });
    }

    let answers = calls.join_all().await;
    assert!(
        answers.iter().all(|(planted, status)| *status == if *planted { 500 } else { 201 }),
        "{answers:?}"
    );
    let advanced = simulator.sandbox().clock().advance("PT1H").await.unwrap();
    assert_eq!(advanced.happened.len(), 90);
}

#[tokio::test]
async fn a_provider_that_the_server_never_heard_of_needs_nothing_changed() {
    let simulator = Simulator::builder().catalogue(toy::catalogue()).start().unwrap();

    let by_host = [("host", "api.toy.example"), ("x-key", "key-default")];
    let answer = http::send(
        "POST",
        &format!("{}/jars", simulator.url()),
        &by_host,
        r#"{"name":"jar","wait":"P1D"}"#,
    )
    .await
    .unwrap();

    assert_eq!(answer.status, 201);
}
