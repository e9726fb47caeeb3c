//! Hosted pages: as a browser sees them below `/pay`, and their headless twins below `/_sim/pages`.
//!
//! A click and its twin are one command with the same content, so that nobody can tell from the log
//! which of the two it was.

use axum::Json;
use axum::extract::Request;
use axum::response::IntoResponse;
use axum::response::Response;
use http::StatusCode;
use http::header;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::input::Done;
use sandpay_core::kernel::page::Field;
use sandpay_core::kernel::page::Page;
use sandpay_core::kernel::page::PageState;
use serde_json::Map;
use serde_json::Value;

use crate::control::extract::Answered;
use crate::control::extract::Body;
use crate::control::extract::OfPage;
use crate::control::extract::OnPage;
use crate::control::extract::Perhaps;
use crate::control::extract::Refusal;
use crate::control::extract::unknown_page;
#[cfg(feature = "ui")]
use crate::control::html as drawn;
#[cfg(feature = "ui")]
use crate::control::html::Device;
use crate::control::misfit;
#[cfg(not(feature = "ui"))]
use crate::control::pages::drawn::Device;
use crate::control::subjects;
use crate::control::web_address::WebAddress;
use crate::error::ControlError;
use crate::server::sandbox::Sandbox;
use crate::views;

/// What a shopper does who goes away: the page stays open behind them.
const LEAVING: &str = "abandon";
/// The query of a page that was open when it was shown and looks again.
const LOOKS_AGAIN: &str = "seen=open";

/// `GET /_sim/pages/{id}`
pub(crate) async fn read(OfPage(sandbox, id): OfPage) -> Answered<Page> {
    Ok(Json(known(&sandbox, &id)?))
}

/// `POST /_sim/pages/{id}/{action}`
pub(crate) async fn act(
    OnPage(OfPage(sandbox, page), action): OnPage,
    Perhaps(fields): Perhaps<Map<String, Value>>,
) -> Answered<views::Subject> {
    let shown = known(&sandbox, &page)?;
    let fields = entered(&shown, fields)?;
    match sandbox.command(Command::Page { page, action, fields }).await? {
        Done::Acted(subject) => Ok(Json(subjects::known(&sandbox, &subject)?)),
        Done::Applied | Done::Armed(_) => unreachable!("acting on a page answers its subject"),
    }
}

/// `GET /pay/{id}`. A page that looks again by itself, since the shopper decides on another device, leads
/// back to the merchant once it is over.
pub(crate) async fn show(of: Result<OfPage, Refusal>, request: Request) -> Response {
    let shown = of.and_then(|OfPage(sandbox, id)| {
        let page = known(&sandbox, &id)?;
        let back = page.return_url.as_deref().and_then(WebAddress::parse);
        if page.state == PageState::Done
            && request.uri().query() == Some(LOOKS_AGAIN)
            && let Some(address) = back
        {
            return Ok(to(address.text));
        }
        let state = sandbox.read(|engine| views::subject(engine, &page.subject));
        let state = state.map(|subject| subject.view.state);
        Ok(drawn::page(&page, state, device(&request)))
    });
    shown.unwrap_or_else(drawn::refusal)
}

fn device(request: &Request) -> Device {
    let name = request.headers().get(header::USER_AGENT);
    Device::of(name.and_then(|name| name.to_str().ok()).unwrap_or_default())
}

fn to(address: String) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
}

/// `POST /pay/{id}/{action}`
pub(crate) async fn press(on: Result<OnPage, Refusal>, request: Request) -> Response {
    match pressed(on, request).await {
        Ok(address) => to(address),
        Err(refusal) => drawn::refusal(refusal),
    }
}

/// Does what a button says; answers where the browser goes from there.
async fn pressed(on: Result<OnPage, Refusal>, request: Request) -> Result<String, Refusal> {
    let OnPage(OfPage(sandbox, id), action) = on?;
    let shown = known(&sandbox, &id)?;
    let body = Body::FORM.read(request).await?.unwrap_or_default();
    let fields = entered(&shown, form(&shown.fields, &body))?;
    let leaves = action == LEAVING;
    let has_button = shown.actions.iter().any(|button| button.name == action);
    let result = sandbox.command(Command::Page { page: id.clone(), action, fields }).await;
    // What cannot happen any more was decided elsewhere: the page tells how it ended.
    let decided = shown.state == PageState::Done || has_button;
    if let Err(error) = result
        && !(decided && error.status == StatusCode::CONFLICT)
    {
        return Err(error.into());
    }
    let page = known(&sandbox, &id)?;
    let back = page.return_url.as_deref().and_then(WebAddress::parse);
    let is_over = page.state == PageState::Done || leaves;
    Ok(match back {
        Some(address) if is_over && shown.state == PageState::Open => address.text,
        Some(_) | None => format!("/pay/{id}"),
    })
}

fn known(sandbox: &Sandbox, id: &str) -> Result<Page, ControlError> {
    sandbox.read(|engine| engine.page(id)).ok_or_else(|| unknown_page(id))
}

/// The fields of a form, as the twin's body has them: what is ticked or not is a truth value.
fn form(fields: &[Field], body: &[u8]) -> Map<String, Value> {
    let typed = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        let field = fields.iter().find(|field| field.name == name);
        let value = match (field.is_some_and(is_box), &*value) {
            (true, "true") => Value::Bool(true),
            (true, "false") => Value::Bool(false),
            (true, _) | (false, _) => Value::String(value.into_owned()),
        };
        (name.into_owned(), value)
    };
    form_urlencoded::parse(body).map(typed).collect()
}

/// Whether a field is ticked rather than filled in.
pub(crate) fn is_box(field: &Field) -> bool {
    matches!(field.default, "true" | "false")
}

/// What the shopper changed: values that a field holds anyway are the same as none.
fn entered(page: &Page, fields: Map<String, Value>) -> Result<Map<String, Value>, ControlError> {
    if page.state == PageState::Done {
        // It is refused for being over, whatever was entered.
        return Ok(Map::new());
    }
    let mut changed = Map::new();
    for (name, value) in fields {
        let names = page.fields.iter().map(|field| field.name);
        let field = page.fields.iter().find(|field| field.name == name);
        let field = field.ok_or_else(|| misfit::unknown_member(&name, names))?;
        let is_default = match &value {
            Value::Bool(value) => is_box(field) && field.default == value.to_string(),
            Value::String(value) => field.default == value,
            Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
        };
        if !is_default {
            changed.insert(name, value);
        }
    }
    Ok(changed)
}

/// Without the feature `ui`, pages are shown as their view models.
#[cfg(not(feature = "ui"))]
mod drawn {
    use axum::Json;
    use axum::response::IntoResponse;
    use axum::response::Response;
    use sandpay_core::kernel::page::Page;

    use crate::control::extract::Refusal;

    /// View models are the same on every device.
    pub(super) struct Device;

    impl Device {
        pub(super) const fn of(_user_agent: &str) -> Self {
            Self
        }
    }

    pub(super) fn page(page: &Page, _state: Option<String>, _device: Device) -> Response {
        Json(page).into_response()
    }

    pub(super) fn refusal(refusal: Refusal) -> Response {
        refusal.into_response()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn page(state: PageState) -> Page {
        let fields = vec![
            Field { name: "card_number", label: "Card number", default: "4111111111111111" },
            Field { name: "consent", label: "I agree", default: "true" },
        ];
        Page {
            id: "default-1".into(),
            provider: "X",
            title: "Pay".into(),
            subject: "p1".into(),
            state,
            rows: Vec::new(),
            fields,
            actions: Vec::new(),
            expires_at: None,
            return_url: None,
            wallet: None,
        }
    }

    #[rstest]
    #[case::untouched("card_number=4111111111111111&consent=false&consent=true", json!({}))]
    #[case::without_consent("card_number=4111111111111111&consent=false", json!({"consent": false}))]
    #[case::other_card("card_number=4000+0000&consent=false&consent=true", json!({"card_number": "4000 0000"}))]
    #[case::another_button("", json!({}))]
    fn a_form_says_what_its_twin_says(#[case] body: &str, #[case] twin: Value) {
        let page = page(PageState::Open);
        let Value::Object(twin) = twin else { panic!("a twin's body is an object") };

        let clicked = entered(&page, form(&page.fields, body.as_bytes()));

        assert_eq!(clicked, Ok(twin.clone()));
        assert_eq!(entered(&page, twin.clone()), Ok(twin));
    }

    #[test]
    fn a_field_that_the_page_lacks_is_refused_with_the_nearest() {
        let Value::Object(fields) = json!({"consen": true}) else { panic!("an object") };

        let error = entered(&page(PageState::Open), fields.clone()).unwrap_err();

        assert_eq!(
            (error.code, error.hint.as_str()),
            ("unknown_member", "did you mean `consent`?")
        );
        assert_eq!(entered(&page(PageState::Done), fields), Ok(Map::new()));
    }
}
