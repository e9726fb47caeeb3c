//! What is sent: one case a kind of create call, each with everything that the sections need to know.

pub(crate) mod jars;
mod yabandpay;
mod yuno;

use std::io;

use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use sandpay_core::engine::Catalogue;
use sha2::Sha256;

use crate::client::Answer;
use crate::client::broken;

/// A kind of create call.
#[derive(Debug)]
pub(crate) struct Case {
    /// Names it, for people and for the child process.
    pub(crate) name: &'static str,
    /// The provider.
    pub(crate) provider: &'static str,
    /// The providers that the server is to have.
    pub(crate) catalogue: fn() -> Catalogue,
    /// Names of the credentials that `order` is given, in its order.
    pub(crate) credentials: &'static [&'static str],
    /// The call with a number that no other call has: fresh ids, correct signature.
    pub(crate) order: fn(&Caller, u64) -> Order,
    /// Turning the clock by this makes everything fall due that `order` leaves behind.
    pub(crate) due_after: &'static str,
    /// Whether webhooks go to endpoints rather than to an address in the call.
    pub(crate) has_endpoints: bool,
    /// Whether an answer says that the order was created.
    pub(crate) created: fn(&Answer<'_>) -> bool,
}

/// Card payments with Yuno, captured by themselves after seven days.
pub(crate) const YUNO_DELAYED_CAPTURE: Case = yuno::DELAYED_CAPTURE;
/// Token sales with YabandPay.
pub(crate) const YABANDPAY_SALE: Case = yabandpay::SALE;
/// Token authorizations with YabandPay, which expire after thirty days.
pub(crate) const YABANDPAY_AUTHORIZATION: Case = yabandpay::AUTHORIZATION;
/// Timers with nothing around them.
pub(crate) const JARS: Case = jars::CASE;

/// Every case, for the child process to find its own.
pub(crate) const ALL: [Case; 4] =
    [YUNO_DELAYED_CAPTURE, YABANDPAY_SALE, YABANDPAY_AUTHORIZATION, JARS];

/// Who calls.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// Values of the credentials that the case names.
    pub(crate) credentials: Vec<String>,
    /// Where the provider is to send notifications, for those that are told so in the call.
    pub(crate) notify_url: String,
}

/// A call, before it is written as HTTP.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    /// Path, with the provider's prefix.
    pub(crate) path: String,
    /// Header fields besides `host`, type and length.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// JSON.
    pub(crate) body: String,
}

impl Caller {
    /// The owner of credentials that were told as a line.
    pub(crate) fn of(line: &str, notify_url: String) -> Self {
        Self { credentials: line.split('\t').map(str::to_owned).collect(), notify_url }
    }
}

impl Case {
    /// Whether an answer says that the order was created; an error that shows it when not.
    pub(crate) fn check(&self, answer: &Answer<'_>) -> io::Result<()> {
        if (self.created)(answer) {
            return Ok(());
        }
        let body = String::from_utf8_lossy(answer.body);
        Err(broken(format!("nothing was created: {} {body}", answer.status)))
    }
}

impl Order {
    /// The bytes on the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let Self { path, headers, body } = self;
        let mut text = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            text.extend([name, ": ", value.as_str(), "\r\n"]);
        }
        text.extend(["\r\n", body.as_str()]);
        text.into_bytes()
    }

    /// The same call for the yardstick, which wants its body signed.
    pub(crate) fn for_yardstick(mut self) -> Self {
        let key = crate::serve::yardstick::KEY;
        let signature = signature(key, self.body.as_bytes());
        self.headers.push((crate::serve::yardstick::SIGNATURE, signature));
        self
    }
}

/// The signature of some bytes, as lower-case hexadecimal text.
pub(crate) fn signature(key: &[u8], bytes: &[u8]) -> String {
    hex(&hmac(key, bytes).finalize().into_bytes())
}

/// Whether a signature is the one of some bytes; compared in constant time.
pub(crate) fn is_signature(signature: &[u8], key: &[u8], bytes: &[u8]) -> bool {
    hmac(key, bytes).verify_slice(signature).is_ok()
}

fn hmac(key: &[u8], bytes: &[u8]) -> Hmac<Sha256> {
    let mut code = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    code.update(bytes);
    code
}

/// Lower-case hexadecimal text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes behind hexadecimal text.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let pair = |start| u8::from_str_radix(text.get(start..start + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}
