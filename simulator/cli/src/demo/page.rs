//! Tells stories on a page: served by the demo's own simulator, where opening a story runs it, or written
//! into a file with all of them told. Nothing on it comes from elsewhere.
//!
//! Scenes are sent as they happen, as fragments of HTML with a mark behind each; every text in them is
//! escaped by the templates.

use std::sync::Arc;
use std::sync::LazyLock;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;
use bytes::Bytes;
use http::HeaderValue;
use http::StatusCode;
use http::header;
use http_body_util::channel::Channel;
use hyper::body::Frame;
use sandpay::Simulator;
use sandpay_core::kernel::mac;
use sha2::Digest;
use sha2::Sha256;

use crate::demo::qr;
use crate::demo::scene::Audience;
use crate::demo::scene::Scene;
use crate::demo::scene::Shopper;
use crate::demo::stories::ALL;
use crate::demo::stories::Story;
use crate::demo::stories::named;
use crate::failure::Failure;

/// Where the page is.
pub(crate) const PAGE: &str = "/_sim/demo";
/// Where shoppers come back to from a hosted page.
pub(crate) const BACK: &str = "/_sim/demo/back";
/// Stands in the page, and its digest in the policy.
const STYLE: &str = include_str!("../../templates/demo.css");
/// Runs a story when it is opened.
const SCRIPT: &str = include_str!("../../templates/demo.js");
/// Stands behind each fragment; alone it says that the story waits.
const MARK: &str = "<!--scene-->";
/// Fragments that wait for a slow reader; a story that is told faster than it is read has fewer.
const BUFFERED: usize = 256;
/// How often a hosted page is looked at while somebody may be on it.
const LOOK: Duration = Duration::from_millis(300);

/// A story that somebody has opened on the page, and where its scenes go.
#[derive(Debug)]
pub(crate) struct Opened {
    story: &'static Story,
    reader: http_body_util::channel::Sender<Bytes>,
}

#[derive(Template)]
#[template(path = "demo.html")]
struct Page<'a> {
    style: &'static str,
    /// None when all stories are told already.
    script: Option<&'static str>,
    stories: &'a [(&'static Story, String)],
}

#[derive(Template)]
#[template(path = "scene.html")]
struct Drawn<'a> {
    scene: &'a Scene,
    number: usize,
    code: Option<String>,
    /// Whether somebody can press buttons.
    live: bool,
}

#[derive(Template)]
#[template(path = "note.html")]
struct Note<'a> {
    style: &'static str,
    title: &'static str,
    text: &'a str,
}

#[derive(Template)]
#[template(source = "<p class=\"broken\" role=\"alert\">{{ message }}</p>", ext = "html")]
struct Broken<'a> {
    message: &'a str,
}

/// The page's routes; stories that are opened go to `opened`.
pub(crate) fn router(opened: mpsc::Sender<Opened>) -> Router {
    let run = move |Path(name): Path<String>| async move { run(&name, &opened) };
    Router::new()
        .route(PAGE, get(|| async { live() }))
        .route(BACK, get(|| async { back() }))
        .route("/_sim/demo/stories/{name}", post(run))
}

/// Tells the stories that are opened, each on a thread of its own.
pub(crate) fn tell(simulator: Arc<Simulator>, opened: mpsc::Receiver<Opened>) {
    thread::spawn(move || {
        for Opened { story, reader } in opened {
            let simulator = Arc::clone(&simulator);
            thread::spawn(move || {
                let mut reader = Reader(reader);
                if let Err(failure) = story.tell(&simulator, &mut reader)
                    && let Some(message) = failure.message
                {
                    // A reader who has gone away needs no message.
                    drop(reader.send(&html(&Broken { message: &message })));
                }
            });
        }
    });
}

/// The page with all stories told, for a file.
pub(crate) fn told(simulator: &Simulator) -> Result<String, Failure> {
    let mut stories = Vec::new();
    for story in &ALL {
        let mut written = Written(String::new());
        story.tell(simulator, &mut written)?;
        stories.push((story, written.0));
    }
    Ok(html(&Page { style: STYLE, script: None, stories: &stories }))
}

fn live() -> Response {
    let stories: Vec<_> = ALL.iter().map(|story| (story, String::new())).collect();
    answered(html(&Page { style: STYLE, script: Some(SCRIPT), stories: &stories }))
}

fn back() -> Response {
    let text = "Your browser is back in the shop. Whether the order is paid, the webhook tells.";
    answered(html(&Note { style: STYLE, title: "Thank you", text }))
}

/// Has a story told; its scenes are the body of the answer, as they happen.
fn run(name: &str, opened: &mpsc::Sender<Opened>) -> Response {
    let Some(story) = named(name) else { return StatusCode::NOT_FOUND.into_response() };
    let (reader, body) = Channel::<Bytes>::new(BUFFERED);
    if opened.send(Opened { story, reader }).is_err() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    ([kind], Body::new(body)).into_response()
}

fn answered(html: String) -> Response {
    static POLICY: LazyLock<HeaderValue> = LazyLock::new(policy);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, POLICY.clone()),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (headers, html).into_response()
}

/// No style and no script but those that stand in the page.
fn policy() -> HeaderValue {
    let digest = |text: &str| mac::base64(&Sha256::digest(text));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; connect-src 'self'; \
         form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
        digest(STYLE),
        digest(SCRIPT)
    );
    HeaderValue::try_from(policy).expect("a policy is ASCII text")
}

fn drawn(scene: &Scene, number: usize, live: bool) -> String {
    let scan = match scene {
        Scene::Visit(visit) => visit.scan.as_deref(),
        Scene::Call(_) | Scene::Webhook(_) | Scene::Turn(_) => None,
    };
    html(&Drawn { scene, number, code: scan.and_then(qr::svg), live })
}

fn html(drawn: &impl Template) -> String {
    drawn.render().expect("templates write plain text into a string")
}

/// Somebody who has opened a story on the page.
struct Reader(http_body_util::channel::Sender<Bytes>);

impl Reader {
    fn send(&mut self, fragment: &str) -> Result<(), Failure> {
        let frame = Frame::data(Bytes::from(format!("{fragment}{MARK}")));
        // The story ends when nobody reads it any more.
        self.0.try_send(frame).map_err(|_| Failure::silent(0))
    }
}

impl Audience for Reader {
    fn begins(&mut self, _story: &Story, _number: usize) -> Result<(), Failure> {
        // The page says what the story is about before it is opened.
        Ok(())
    }

    fn sees(&mut self, scene: &Scene, number: usize) -> Result<(), Failure> {
        self.send(&drawn(scene, number, true))
    }

    fn waits(&mut self) -> Result<Shopper, Failure> {
        // Nothing wakes it earlier: a page that is over is seen at the next look.
        thread::park_timeout(LOOK);
        self.send("")?;
        Ok(Shopper::Present)
    }
}

/// A story for a file: nobody is on its hosted pages.
struct Written(String);

impl Audience for Written {
    fn begins(&mut self, _story: &Story, _number: usize) -> Result<(), Failure> {
        Ok(())
    }

    fn sees(&mut self, scene: &Scene, number: usize) -> Result<(), Failure> {
        self.0.push_str(&drawn(scene, number, false));
        Ok(())
    }

    fn waits(&mut self) -> Result<Shopper, Failure> {
        Ok(Shopper::Absent)
    }
}
