//! Webhooks: where they go, every try of them, and sending one again.

use axum::Json;
use axum::extract::RawQuery;
use sandpay_core::engine::delivery::Rewrite;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::outbox::MOST_FINISHED;
use sandpay_core::kernel::access::Secret;
use sandpay_core::kernel::webhook::Endpoint;
use sandpay_core::kernel::webhook::EndpointShape;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Map;
use serde_json::Value;

use crate::control::extract::Answered;
use crate::control::extract::Chosen;
use crate::control::extract::List;
use crate::control::extract::Nothing;
use crate::control::extract::Perhaps;
use crate::control::extract::Segments;
use crate::control::misfit;
use crate::control::parameters::Parameters;
use crate::control::web_address::WebAddress;
use crate::error::ControlError;
use crate::server::sandbox::Sandbox;
use crate::views;

/// Events whose deliveries are answered when nobody says how many.
const USUAL_EVENTS: usize = 1_000;

/// `GET /_sim/webhooks/endpoints/{provider}`
pub(crate) async fn endpoints(
    Chosen(sandbox): Chosen,
    Segments(provider): Segments<String>,
) -> Answered<Vec<Map<String, Value>>> {
    let (position, shape) = described(&sandbox, &provider)?;
    Ok(Json(listed(&sandbox, position, shape)))
}

/// `PUT /_sim/webhooks/endpoints/{provider}`
pub(crate) async fn set_endpoints(
    Chosen(sandbox): Chosen,
    Segments(provider): Segments<String>,
    List(endpoints): List<Map<String, Value>>,
) -> Answered<Vec<Map<String, Value>>> {
    let (position, shape) = described(&sandbox, &provider)?;
    let endpoints = endpoints.into_iter().enumerate();
    let endpoints = endpoints.map(|(index, members)| endpoint(index, members, shape));
    sandbox.set_endpoints(position, endpoints.collect::<Result<_, _>>()?).await?;
    Ok(Json(listed(&sandbox, position, shape)))
}

/// A provider, and how its merchants describe endpoints.
fn described(sandbox: &Sandbox, provider: &str) -> Result<(usize, EndpointShape), ControlError> {
    let position = views::position(sandbox, provider)?;
    let profile = sandbox.shared.catalogue[position].profile();
    let shape = profile.endpoint.ok_or_else(|| {
        let message = format!("{} has no webhook endpoints", profile.title);
        let hint = "each request names the address that is notified";
        ControlError::bad("no_endpoints", message, hint)
    })?;
    Ok((position, shape))
}

fn listed(sandbox: &Sandbox, position: usize, shape: EndpointShape) -> Vec<Map<String, Value>> {
    let members = |endpoint: Endpoint| {
        let mut members = Map::new();
        members.insert("url".to_owned(), endpoint.url.into());
        if let Some(events) = endpoint.events {
            members.insert(shape.events_member.to_owned(), events.into());
        }
        for (member, secret) in endpoint.secrets {
            members.insert(member, secret.reveal().into());
        }
        members
    };
    sandbox.read(|engine| engine.endpoints(position)).into_iter().map(members).collect()
}

/// One endpoint, in the words of the provider's own API.
fn endpoint(
    index: usize,
    members: Map<String, Value>,
    shape: EndpointShape,
) -> Result<Endpoint, ControlError> {
    let misfit = |member: &str, what: &str| {
        let message = format!("[{index}].{member}: expected {what}");
        ControlError::bad("bad_value", message, "nothing has happened")
    };
    let mut endpoint = Endpoint::default();
    for (member, value) in members {
        if value.is_null() {
            continue;
        }
        if member == "url" {
            let address = value.as_str().and_then(WebAddress::parse);
            let address = address.ok_or_else(|| misfit("url", "an http or https address"))?;
            endpoint.url = address.text;
        } else if member == shape.events_member {
            let kinds = serde_json::from_value(value)
                .map_err(|_| misfit(&member, "a list of the provider's events"))?;
            endpoint.events = Some(kinds);
        } else if shape.secret_members.contains(&member.as_str()) {
            let text = value.as_str().filter(|text| !text.is_empty());
            let secret = text.ok_or_else(|| misfit(&member, "a text that is not empty"))?;
            endpoint.secrets.push((member, Secret::new(secret)));
        } else {
            let known = ["url", shape.events_member].into_iter();
            let known = known.chain(shape.secret_members.iter().copied());
            return Err(misfit::unknown_member(&member, known));
        }
    }
    if endpoint.url.is_empty() {
        return Err(misfit("url", "an http or https address"));
    }
    Ok(endpoint)
}

#[derive(Serialize)]
pub(crate) struct Deliveries {
    deliveries: Vec<views::Delivery>,
}

/// `GET /_sim/webhooks/deliveries`
pub(crate) async fn deliveries(
    Chosen(sandbox): Chosen,
    RawQuery(query): RawQuery,
) -> Answered<Deliveries> {
    let parameters = Parameters::only(query.as_deref(), &["limit"])?;
    let limit = parameters.number("limit", 1..=MOST_FINISHED)?.unwrap_or(USUAL_EVENTS);
    let deliveries = sandbox.read(|engine| views::deliveries(engine, limit));
    Ok(Json(Deliveries { deliveries }))
}

/// `POST /_sim/webhooks/deliveries/{id}/redeliver`
pub(crate) async fn redeliver(
    Chosen(sandbox): Chosen,
    Segments(id): Segments<String>,
    Perhaps(Nothing {}): Perhaps<Nothing>,
) -> Answered<views::Delivery> {
    let id = views::delivery_id(&id)?;
    sandbox.command(Command::Redeliver(id)).await?;
    let delivery = sandbox.read(|engine| views::delivery_by_id(engine, id)).ok_or_else(|| {
        let hint = "the sandbox was emptied meanwhile";
        ControlError::unknown("unknown_delivery", format!("there is no delivery {id}"), hint)
    })?;
    Ok(Json(delivery))
}

/// Webhooks for one origin go to another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rewritten {
    from: String,
    to: String,
}

/// `PUT /_sim/webhooks/rewrites`
pub(crate) async fn set_rewrites(
    Chosen(sandbox): Chosen,
    List(rewrites): List<Rewritten>,
) -> Answered<Vec<Rewrite>> {
    let rewrites = (0..).zip(rewrites).map(|(index, one)| rewrite(index, one));
    let rewrites: Vec<_> = rewrites.collect::<Result<_, _>>()?;
    sandbox.command(Command::Rewrites(rewrites)).await?;
    Ok(Json(sandbox.read(|engine| engine.rewrites().to_vec())))
}

fn rewrite(index: usize, one: Rewritten) -> Result<Rewrite, ControlError> {
    let Rewritten { from, to } = one;
    let is_origin = |text: &str| WebAddress::parse(text).is_some_and(|address| address.is_origin);
    for (member, text) in [("from", &from), ("to", &to)] {
        if !is_origin(text) {
            let message = format!("[{index}].{member}: `{text}` is not an origin");
            let hint = "https://shop.example or http://localhost:3000, without a path";
            return Err(ControlError::bad("bad_value", message, hint));
        }
    }
    Ok(Rewrite { from, to })
}
