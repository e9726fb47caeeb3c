//! Every documented refusal: its code and message, and the answer that it becomes.
//!
//! Source: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>, return codes.

use http::StatusCode;
use serde::Deserialize;

use super::settings::FailureData;
use super::wire;
use crate::kernel::json_text;
use crate::kernel::message::Response;

/// Bytes that most answers have at most.
const USUAL: usize = 512;

/// What YabandPay refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// `-1000`. Undocumented: raised for what is no JSON, and by faults; the page names no cause.
    Internal,
    /// `-403`: the signature does not fit.
    Signature,
    /// `-2001`: nobody is called so.
    UnknownUser,
    /// `-3001`: a required member is missing, empty or not as documented.
    MissingField,
    /// `-4118`: the request id was used before.
    RequestId,
    /// `-4119`: the token is unknown, revoked or expired.
    InvalidToken,
    /// `-4120`: the account may not do that, or nobody may, or not now.
    NotPermitted,
    /// Undocumented: a path beside `/Payments`. A plain 404, as of any web server.
    NoSuchPath,
    /// Undocumented: another HTTP method than `POST`. A plain 405: a request without a body can mean
    /// nothing here, and the HTTP status says so more clearly than `-1000` would.
    NotPost,
}

impl Error {
    /// The refusals of the documents' table, in its order.
    const DOCUMENTED: [Self; 7] = [
        Self::Internal,
        Self::Signature,
        Self::UnknownUser,
        Self::MissingField,
        Self::RequestId,
        Self::InvalidToken,
        Self::NotPermitted,
    ];

    /// The refusal with a documented code.
    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::DOCUMENTED
            .into_iter()
            .find(|error| error.documented().is_some_and(|(known, _)| known == code))
    }

    /// Code and message, letter by letter; `None` where the refusal is plain HTTP.
    const fn documented(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::Internal => ("-1000", "Internal error"),
            Self::Signature => ("-403", "The signature Error"),
            Self::UnknownUser => ("-2001", "The user not exist"),
            Self::MissingField => ("-3001", "Required field is missing"),
            Self::RequestId => ("-4118", "Incorrect request ID"),
            Self::InvalidToken => ("-4119", "Invalid Token"),
            Self::NotPermitted => ("-4120", "No operational permissions"),
            Self::NoSuchPath | Self::NotPost => return None,
        })
    }

    /// The answer, with the `data` that a setting puts beside the refusal.
    fn response(self, data: FailureData) -> Response {
        match self.documented() {
            Some((code, message)) => {
                answered(&wire::Failure { status: false, code, data: data.member(), message })
            }
            None if self == Self::NotPost => {
                plain(StatusCode::METHOD_NOT_ALLOWED, "POST only\n").with_header("allow", "POST")
            }
            None => plain(StatusCode::NOT_FOUND, "Not Found\n"),
        }
    }
}

impl From<Error> for Response {
    fn from(error: Error) -> Self {
        error.response(FailureData::Absent)
    }
}

/// The codes of all refusals, for the profile.
pub(super) const CODES: &[&str] = &["-1000", "-403", "-2001", "-3001", "-4118", "-4119", "-4120"];

/// The answer of a call that was carried out.
pub(super) fn succeeded(data: impl serde::Serialize, response_id: Option<&str>) -> Response {
    answered(&wire::Success { status: true, code: "200", data, message: "", response_id })
}

/// An answer in YabandPay's envelope.
///
/// Undocumented: the HTTP status. Every client that could be read looks at the body alone, so all
/// answers have 200; and the charset is named, since messages may hold any text.
fn answered(envelope: &impl serde::Serialize) -> Response {
    Response { body: json_text::sized(envelope, USUAL).into(), ..Response::empty(StatusCode::OK) }
        .with_header("content-type", "application/json; charset=utf-8")
}

/// A refusal with the `data` that a setting puts beside it.
pub(super) fn shaped(refusal: Response, data: FailureData) -> Response {
    #[derive(Deserialize)]
    struct Coded {
        code: String,
    }

    if data == FailureData::Absent {
        return refusal;
    }
    serde_json::from_slice(&refusal.body)
        .ok()
        .and_then(|Coded { code }| Error::from_code(&code))
        .map_or(refusal, |error| error.response(data))
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    Response { body: text.into(), ..Response::empty(status) }
        .with_header("content-type", "text/plain; charset=utf-8")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("-1000", "Internal error")]
    #[case("-403", "The signature Error")]
    #[case("-2001", "The user not exist")]
    #[case("-3001", "Required field is missing")]
    #[case("-4118", "Incorrect request ID")]
    #[case("-4119", "Invalid Token")]
    #[case("-4120", "No operational permissions")]
    fn a_refusal_is_answered_letter_by_letter(#[case] code: &str, #[case] message: &str) {
        let response: Response = Error::from_code(code).unwrap().into();

        assert_eq!(response.status, StatusCode::OK);
        assert_eq!(response.headers, [("content-type", "application/json; charset=utf-8".into())]);
        assert_eq!(
            response.body,
            format!(r#"{{"status":false,"code":"{code}","message":"{message}"}}"#)
        );
    }

    #[rstest]
    #[case(FailureData::Absent, "")]
    #[case(FailureData::Null, r#""data":null,"#)]
    #[case(FailureData::List, r#""data":[],"#)]
    #[case(FailureData::Object, r#""data":{},"#)]
    fn a_setting_puts_data_beside_a_refusal(#[case] data: FailureData, #[case] member: &str) {
        let refusal = shaped(Error::Signature.into(), data);

        assert_eq!(
            refusal.body,
            format!(r#"{{"status":false,"code":"-403",{member}"message":"The signature Error"}}"#)
        );
        assert_eq!(refusal.headers, Response::from(Error::Signature).headers);
    }

    #[test]
    fn a_plain_refusal_keeps_its_shape_under_every_setting() {
        let plain: Response = Error::NotPost.into();

        assert_eq!(shaped(plain.clone(), FailureData::Null), plain);
        assert_eq!(plain.status, StatusCode::METHOD_NOT_ALLOWED);
    }

    #[test]
    fn the_profile_lists_every_documented_code() {
        let codes = Error::DOCUMENTED.map(|error| error.documented().unwrap().0);

        assert_eq!(codes, CODES);
        assert_eq!(Error::from_code("200"), None);
    }
}
