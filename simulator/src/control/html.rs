//! Draws hosted pages as HTML. No script, nothing from elsewhere; every text is escaped by the template.

use std::sync::LazyLock;

use askama::Template;
use axum::response::IntoResponse;
use axum::response::Response;
use http::HeaderValue;
use http::StatusCode;
use http::header;
use qrcode::Color;
use qrcode::EcLevel;
use qrcode::QrCode;
use sandpay_core::kernel::mac;
use sandpay_core::kernel::page::Field;
use sandpay_core::kernel::page::Page;
use sandpay_core::kernel::page::PageAction;
use sandpay_core::kernel::page::PageState;
use sandpay_core::kernel::page::Wallet;
use sha2::Digest;
use sha2::Sha256;

use crate::control::extract::Refusal;
use crate::control::web_address::WebAddress;

/// Stands in every page, and its digest in the policy: no request for a style, no style but this one.
const STYLE: &str = include_str!("../../templates/hosted.css");

#[derive(Template)]
#[template(path = "hosted.html")]
struct Hosted<'a> {
    style: &'static str,
    page: &'a Page,
    /// The state that it ended in; `None` while the shopper can act.
    ended: Option<String>,
    /// In the words of the shopper's clock, which is the sandbox's.
    until: Option<String>,
    back: Option<WebAddress>,
    /// A code for the wallet on another device.
    code: Option<Code>,
    /// The address of the wallet on this device.
    app: Option<WebAddress>,
}

/// A code for another device, and what it says.
struct Code {
    svg: String,
    address: String,
}

impl Hosted<'_> {
    /// The fields belong to the first button, which is the one that pays.
    fn fields_of(&self, position: &usize) -> &[Field] {
        if *position == 0 { &self.page.fields } else { &[] }
    }

    fn buttons(&self) -> impl Iterator<Item = (usize, &PageAction)> {
        self.page.actions.iter().enumerate()
    }
}

#[derive(Template)]
#[template(path = "refused.html")]
struct Refused<'a> {
    style: &'static str,
    title: &'a str,
    message: &'a str,
    hint: &'a str,
}

/// A page as HTML. Where the wallet can be on another device or on this one, the device decides.
pub(crate) fn page(page: &Page, state: Option<String>, device: Device) -> Response {
    let back = page.return_url.as_deref().and_then(WebAddress::parse);
    let (scan, open) = page.wallet.as_ref().map_or((None, None), |wallet| {
        let Wallet { scan, open } = wallet;
        match (scan, open, device) {
            (Some(_), Some(_), Device::Telephone) => (None, open.as_deref()),
            (Some(_), Some(_), Device::Desktop) => (scan.as_deref(), None),
            (Some(_), None, _) | (None, _, _) => (scan.as_deref(), open.as_deref()),
        }
    });
    let is_open = page.state == PageState::Open;
    let drawn = Hosted {
        style: STYLE,
        page,
        ended: (!is_open).then(|| state.unwrap_or_default().replace('_', " ")),
        until: page.expires_at.map(|at| at.strftime("%-d %B %Y, %H:%M UTC").to_string()),
        back,
        code: scan.and_then(code),
        app: open.and_then(WebAddress::parse),
    };
    answered(StatusCode::OK, &drawn)
}

/// What a page is looked at with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Device {
    Desktop,
    Telephone,
}

impl Device {
    /// Undocumented: how a hosted page tells them apart; by what browsers call themselves.
    pub(crate) fn of(user_agent: &str) -> Self {
        let names = ["Mobile", "Android", "iPhone", "iPad"];
        if names.iter().any(|name| user_agent.contains(name)) {
            Self::Telephone
        } else {
            Self::Desktop
        }
    }
}

/// Draws an address as a code; nothing where no code is large enough for it.
///
/// Dark on light with the margin that scanners ask for, whatever colours the page has.
fn code(address: &str) -> Option<Code> {
    const MARGIN: usize = 4;
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let width = code.width();
    let side = width + 2 * MARGIN;
    let modules = code.to_colors();
    let dark = modules.iter().enumerate().filter(|(_, color)| **color == Color::Dark);
    let path: String = dark
        .map(|(index, _)| format!("M{} {}h1v1h-1z", index % width + MARGIN, index / width + MARGIN))
        .collect();
    let svg = format!(
        "<svg class=\"code\" role=\"img\" aria-label=\"QR code\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#ffffff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path fill=\"#000000\" d=\"{path}\"/></svg>"
    );
    Some(Code { svg, address: address.to_owned() })
}

/// A refusal as HTML.
pub(crate) fn refusal(refusal: Refusal) -> Response {
    let error = refusal.into_error();
    let is_unknown = error.status == StatusCode::NOT_FOUND;
    let drawn = Refused {
        style: STYLE,
        title: if is_unknown { "No such page" } else { "This did not work" },
        message: &error.message,
        hint: if is_unknown {
            "The address may be mistyped, or the sandbox was emptied since the page was made."
        } else {
            &error.hint
        },
    };
    answered(error.status, &drawn)
}

fn answered(status: StatusCode, drawn: &impl Template) -> Response {
    static POLICY: LazyLock<HeaderValue> = LazyLock::new(policy);
    let html = drawn.render().expect("templates write plain text into a string");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, POLICY.clone()),
        // Not `no-referrer`, under which browsers hide the origin of a form even from its own server.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    (status, headers, html).into_response()
}

/// `form-action` judges redirects after a form as well, in Chromium the merchant's own further ones
/// included; where those lead cannot be known here, hence every web address.
fn policy() -> HeaderValue {
    let digest = digest(STYLE);
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{digest}'; form-action 'self' http: https:; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).expect("a policy is ASCII text")
}

/// The digest by which a policy names an inline style.
fn digest(style: &str) -> String {
    mac::base64(&Sha256::digest(style))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_style_that_stands_in_the_page() {
        let drawn = Refused { style: STYLE, title: "", message: "", hint: "" };

        assert!(drawn.render().unwrap().contains(&format!("<style>{STYLE}</style>")));
        assert_eq!(digest(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn fields_are_labelled_inputs_of_the_first_button_alone() {
        let fields = vec![
            Field { name: "card_number", label: "Card number", default: "4111111111111111" },
            Field { name: "consent", label: "I agree", default: "true" },
        ];
        let action = |name, label| PageAction { name, label };
        let page = Page {
            id: "default-1".into(),
            provider: "X",
            title: "Pay \"now\" <b>".into(),
            subject: "p1".into(),
            state: PageState::Open,
            rows: vec![("Amount", "1 <i>".into())],
            fields,
            actions: vec![action("approve", "Pay"), action("decline", "Refuse")],
            expires_at: None,
            return_url: Some("javascript:alert(1)".into()),
            wallet: None,
        };

        let html = Hosted {
            style: "",
            page: &page,
            ended: None,
            until: None,
            back: None,
            code: None,
            app: None,
        };
        let html = html.render().unwrap();

        let (first, second) = html.split_once("</form>").unwrap();
        assert!(first.contains("<label for=\"card_number\">Card number</label>"));
        assert!(first.contains("<input type=\"hidden\" name=\"consent\" value=\"false\">"));
        assert!(first.contains("name=\"consent\" value=\"true\" checked>"));
        assert!(second.contains("action=\"/pay/default-1/decline\"") && !second.contains("<input"));
        assert!(!html.contains("<b>") && !html.contains("<i>") && !html.contains("javascript:"));
    }

    #[test]
    fn a_telephone_is_told_by_what_its_browser_says() {
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148";

        assert_eq!(Device::of(safari), Device::Telephone);
        assert_eq!(Device::of("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0"), Device::Desktop);
    }

    #[test]
    fn an_address_that_no_code_can_hold_is_not_drawn() {
        assert!(code("http://127.0.0.1:7250/pay/default-1").is_some());
        assert!(code(&"x".repeat(5_000)).is_none());
    }
}
