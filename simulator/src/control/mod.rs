//! The control plane: what a person or a test asks of the simulator itself, over HTTP.
//!
//! Every route makes the same call as the library's handle does; nothing is decided here but how it is
//! asked for and how the answer is written.

mod about;
mod advice;
mod clock;
mod events;
pub(crate) mod extract;
mod faults;
mod fidelity;
mod guard;
#[cfg(feature = "ui")]
mod html;
mod journal;
mod ledger;
mod log;
mod misfit;
mod pages;
mod parameters;
mod sandboxes;
mod settings;
mod subjects;
mod verify;
mod web_address;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware;
use axum::routing::MethodRouter;
use axum::routing::delete;
use axum::routing::get;
use axum::routing::patch;
use axum::routing::post;
use axum::routing::put;
use http::StatusCode;
use sandpay_core::kernel::settings::nearest;

use crate::control::extract::Refusal;
use crate::error::ControlError;
use crate::server::front::Server;

/// Everything below `/_sim` and `/pay`.
fn table() -> Vec<(&'static str, MethodRouter<Arc<Server>>)> {
    vec![
        ("/", get(about::pointer)),
        ("/_sim", get(about::about)),
        ("/_sim/health", get(about::health)),
        ("/_sim/sandboxes", get(sandboxes::list).post(sandboxes::create)),
        ("/_sim/sandboxes/{id}", delete(sandboxes::remove)),
        ("/_sim/clock", get(clock::read)),
        ("/_sim/clock/freeze", post(clock::freeze)),
        ("/_sim/clock/flow", post(clock::flow)),
        ("/_sim/clock/advance", post(clock::advance)),
        ("/_sim/settle", post(clock::settle)),
        ("/_sim/reset", post(sandboxes::reset)),
        ("/_sim/settings", get(settings::all)),
        ("/_sim/settings/{provider}", get(settings::of_provider).merge(patch(settings::change))),
        ("/_sim/faults", get(faults::list).post(faults::arm).delete(faults::clear)),
        ("/_sim/faults/{id}", get(faults::one).delete(faults::remove)),
        ("/_sim/journal", get(journal::read)),
        ("/_sim/events", get(events::stream)),
        ("/_sim/advice", get(advice::list)),
        ("/_sim/verify", post(verify::verify)),
        ("/_sim/ledger", get(ledger::read)),
        ("/_sim/fidelity", get(fidelity::read)),
        (
            "/_sim/webhooks/endpoints/{provider}",
            get(webhooks::endpoints).put(webhooks::set_endpoints),
        ),
        ("/_sim/webhooks/deliveries", get(webhooks::deliveries)),
        ("/_sim/webhooks/deliveries/{id}/redeliver", post(webhooks::redeliver)),
        ("/_sim/webhooks/rewrites", put(webhooks::set_rewrites)),
        ("/_sim/subjects/{id}", get(subjects::read)),
        ("/_sim/subjects/{id}/next", get(subjects::next)),
        ("/_sim/subjects/{id}/act", post(subjects::act)),
        ("/_sim/pages/{id}", get(pages::read)),
        ("/_sim/pages/{id}/{action}", post(pages::act)),
        ("/_sim/export", get(log::export)),
        ("/_sim/import", post(log::import)),
        ("/pay/{id}", get(pages::show)),
        ("/pay/{id}/{action}", post(pages::press)),
    ]
}

/// The routes and those of the program around us, behind the guard, with our own words for what does not
/// exist.
pub(crate) fn router(server: Arc<Server>, others: Router) -> Router {
    let mut paths = Vec::new();
    let mut router = Router::new();
    for (path, methods) in table() {
        paths.push(path);
        router = router.route(path, methods);
    }
    let paths: Arc<[&'static str]> = paths.into();
    router
        .method_not_allowed_fallback(other_method)
        .fallback(move |request: Request| async move { no_route(&paths, request.uri().path()) })
        .with_state(server)
        .merge(others)
        .layer(middleware::from_fn(guard::guard))
}

/// The answer's `Allow` is added by the router.
async fn other_method(request: Request) -> Refusal {
    let message = format!("{} is not for {}", request.method(), request.uri().path());
    let hint = "the header field Allow names the methods that are";
    ControlError {
        status: StatusCode::METHOD_NOT_ALLOWED,
        ..ControlError::bad("method_not_allowed", message, hint)
    }
    .into()
}

fn no_route(paths: &[&'static str], path: &str) -> Refusal {
    let hint = match nearest_route(paths, path) {
        Some(near) => format!("did you mean {near}?"),
        None => {
            "GET /_sim names the providers' base URLs; everything else of ours is below it".into()
        }
    };
    ControlError::unknown("unknown_route", format!("there is nothing at {path}"), hint).into()
}

/// The route that is nearest to a path, whatever stands for its parameters; among equals, one of the same
/// length.
fn nearest_route(paths: &[&'static str], path: &str) -> Option<&'static str> {
    let asked: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let is_like = |route: &&&'static str| {
        let (fixed, said) = fixed_segments(route, &asked);
        nearest(&said, std::iter::once(fixed.as_str())).is_some()
    };
    let like: Vec<_> = paths.iter().filter(is_like).collect();
    let same_length = like.iter().filter(|route| route.split('/').count() == asked.len());
    let (same_length, all) = (same_length.copied().collect(), like.clone());
    [same_length, all].iter().find_map(|routes: &Vec<&&'static str>| {
        let filled = |route: &&&'static str| filled(route, &asked);
        let texts: Vec<String> = routes.iter().map(filled).collect();
        let near = nearest(path.trim_end_matches('/'), texts.iter().map(String::as_str))?;
        let position = texts.iter().position(|text| text == near)?;
        Some(*routes[position])
    })
}

/// What a route says without its parameters, and what was asked for in the same places.
fn fixed_segments(route: &str, asked: &[&str]) -> (String, String) {
    let is_parameter = |position: usize| {
        route.split('/').nth(position).is_some_and(|segment| segment.starts_with('{'))
    };
    let fixed: Vec<&str> = route.split('/').filter(|segment| !segment.starts_with('{')).collect();
    let said = asked.iter().enumerate().filter(|(position, _)| !is_parameter(*position));
    (fixed.join("/"), said.map(|(_, segment)| *segment).collect::<Vec<_>>().join("/"))
}

/// A route with what was asked for in the places of its parameters.
fn filled(route: &str, asked: &[&str]) -> String {
    let fill = |(position, segment)| match asked.get(position) {
        Some(said) if str::starts_with(segment, "{") => *said,
        Some(_) | None => segment,
    };
    route.split('/').enumerate().map(fill).collect::<Vec<&str>>().join("/")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("/_sim/clok", Some("/_sim/clock"))]
    #[case("/_sim/clock/advanced", Some("/_sim/clock/advance"))]
    #[case("/_sim/fault/7", Some("/_sim/faults/{id}"))]
    #[case("/_sim/page/default-1/approve", Some("/_sim/pages/{id}/{action}"))]
    #[case("/_sim/clock/", Some("/_sim/clock"))]
    #[case("/somewhere/else/entirely", None)]
    #[case("/_sim/completely/elsewhere/x/y", None)]
    fn a_slip_of_the_pen_is_recognized(#[case] path: &str, #[case] route: Option<&str>) {
        let paths: Vec<_> = table().into_iter().map(|(path, _)| path).collect();

        assert_eq!(nearest_route(&paths, path), route);
    }
}
