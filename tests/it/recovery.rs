//! A log file over restarts: what was acknowledged is there again, and one log has one writer.

use std::path::PathBuf;

use sandpay::Endpoint;
use sandpay::NewSandbox;
use sandpay::Secret;
use sandpay::Simulator;
use sandpay_contracts::Transport;
use sandpay_contracts::yuno;
use sandpay_contracts::yuno::Capture;

use crate::support::World;
use crate::support::world::payment;

/// A folder of its own, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("sandpay-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn start(&self) -> World {
        World::of(Simulator::builder().log(self.0.join("log")).start().unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn endpoint(secret: &str) -> Endpoint {
    let secrets = vec![("hmac_client_secret".to_owned(), Secret::new(secret))];
    Endpoint { url: "http://127.0.0.1:9/hook".into(), events: None, secrets }
}

#[tokio::test]
async fn a_restart_finds_the_payment_its_key_and_its_timer() {
    let folder = Folder::new("restart");
    let world = folder.start();
    let delayed = yuno::Delayed { delay: yuno::Delay::new("P7D").unwrap(), simplified_mode: None };
    let later = Capture::Later { delayed_capture: Some(delayed), delayed_cancel: None };
    let body = payment(&world, later);
    let before = world.yuno().create_payment(&world.key("one"), &body).await.unwrap();
    drop(world);

    let world = folder.start();
    let again = world.yuno().create_payment(&world.key("one"), &body).await.unwrap();
    let advanced = world.sandbox.clock().advance("P7D").await.unwrap();

    assert_eq!(again.received.body.bytes(), before.received.body.bytes());
    assert_eq!(advanced.happened[0].what, "capture_due");
}

#[tokio::test]
async fn a_log_has_one_writer() {
    let folder = Folder::new("writer");
    let world = folder.start();

    let second = Simulator::builder().log(folder.0.join("log")).start().unwrap_err();

    assert!(second.to_string().contains("another sandpay writes to it"), "{second}");
    drop(world);
    drop(folder.start());
}

#[cfg(unix)]
#[tokio::test]
async fn a_log_is_no_device() {
    let refused = Simulator::builder().log("/dev/null").start().unwrap_err();

    assert!(refused.to_string().contains("a log is a regular file"), "{refused}");
}

#[tokio::test]
async fn each_sandbox_has_its_own_secrets_again_after_a_restart() {
    let folder = Folder::new("secrets");
    let world = folder.start();
    let other = world.simulator.new_sandbox(NewSandbox::default()).unwrap();
    world.sandbox.webhooks().set_endpoints("yuno", vec![endpoint("AAA")]).await.unwrap();
    other.webhooks().set_endpoints("yuno", vec![endpoint("BBB")]).await.unwrap();
    let id = other.id().to_owned();
    drop((world, other));

    let world = folder.start();

    let other = world.simulator.sandboxes().into_iter().find(|sandbox| sandbox.id() == id).unwrap();
    let secret = |sandbox: &sandpay::Sandbox| {
        sandbox.webhooks().endpoints("yuno")[0].secret("hmac_client_secret").map(str::to_owned)
    };
    assert_eq!(
        (secret(&world.sandbox).as_deref(), secret(&other).as_deref()),
        (Some("AAA"), Some("BBB"))
    );
}

#[tokio::test]
async fn a_secret_that_was_set_after_a_reset_is_there_again_after_a_restart() {
    let folder = Folder::new("secret-after-reset");
    let world = folder.start();
    world.sandbox.webhooks().set_endpoints("yuno", vec![endpoint("AAA")]).await.unwrap();
    world.sandbox.reset();
    world.sandbox.webhooks().set_endpoints("yuno", vec![endpoint("BBB")]).await.unwrap();
    drop(world);

    let world = folder.start();

    let found = world.sandbox.webhooks().endpoints("yuno");
    assert_eq!(found[0].secret("hmac_client_secret"), Some("BBB"));
}

#[tokio::test]
async fn a_sandbox_that_is_deleted_while_an_answer_is_held_leaves_a_log_that_starts() {
    let folder = Folder::new("deleted");
    let world = folder.start();
    let other = world.simulator.new_sandbox(NewSandbox::default()).unwrap();
    let secret = other.credential("yuno", "private_secret_key").unwrap().into();
    let credentials =
        yuno::Credentials::new(other.credential("yuno", "public_api_key").unwrap(), &secret)
            .unwrap();
    let transport = Transport::new(&world.simulator.base_url("yuno")).unwrap();
    let client = yuno::Client::new(transport, credentials);
    let hang = serde_json::json!({"on": {"provider": "yuno"}, "do": {"after_commit": "hang"}});
    other.faults().arm(serde_json::from_value(hang).unwrap()).await.unwrap();
    let body = payment(&world, Capture::Immediate);

    let key = world.key("one");
    // The caller leaves when the second branch has ended: after the sandbox is gone.
    tokio::select! {
        answer = client.create_payment(&key, &body) => panic!("answered: {answer:?}"),
        () = async {
            while other.journal().iter().all(|entry| entry.kind != "fault") {
                tokio::task::yield_now().await;
            }
            world.simulator.delete_sandbox(other.id()).unwrap();
        } => {}
    }
    drop(world);

    drop(folder.start());
}

#[tokio::test]
async fn a_reset_in_the_middle_of_a_turn_begins_at_the_beginning() {
    let world = World::new();
    world.register("yuno", "/hook", &[]).await;
    let sandbox = world.sandbox.clone();
    world.receiver.answer_with(move |received| {
        if String::from_utf8_lossy(&received.body).contains("payment.capture") {
            sandbox.reset();
        }
        (200, String::new())
    });
    let delayed = yuno::Delayed { delay: yuno::Delay::new("PT1H").unwrap(), simplified_mode: None };
    let later = Capture::Later { delayed_capture: Some(delayed), delayed_cancel: None };
    world.yuno().create_payment(&world.key("one"), &payment(&world, later)).await.unwrap();

    let advanced = world.sandbox.clock().advance("P1D").await.unwrap();

    assert!(!advanced.quiet);
    assert_eq!(world.sandbox.clock().now(), "2026-01-01T00:00:00Z".parse().unwrap());
    assert!(world.sandbox.settle().await.unwrap().happened.is_empty());
}

#[tokio::test]
async fn sandboxes_that_are_made_at_once_differ() {
    let world = World::of(Simulator::builder().workers(2).start().unwrap());
    let mut made = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let url = format!("{}/_sim/sandboxes", world.simulator.url());
        made.spawn(async move {
            let answer = crate::support::http::send("POST", &url, &[], "").await.unwrap();
            answer.json()["id"].as_str().unwrap().to_owned()
        });
    }

    let ids: std::collections::BTreeSet<_> = made.join_all().await.into_iter().collect();

    assert_eq!(ids.len(), 64);
}
