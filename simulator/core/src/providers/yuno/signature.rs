//! The signature of a webhook. No state.
//!
//! `x-hmac-signature` is Base64 of HMAC-SHA256 over the raw bytes of the body, with the bytes of
//! `hmac_client_secret` as key: <https://docs.y.uno/docs/webhooks/verify-webhook-signatures-hmac>. No
//! prefix, no timestamp, no version.

use crate::kernel::mac;

/// The signature of a body.
#[must_use]
pub(super) fn sign(secret: &str, body: &[u8]) -> String {
    mac::base64(&mac::hmac_sha256(secret.as_bytes(), &[body]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed independently, with Python's `hmac`, `hashlib` and `base64`; the documents' own samples
    /// cannot be computed again, since their secret is not published.
    #[test]
    fn a_body_has_the_signature_that_python_computes() {
        let body = br#"{"type":"payment","type_event":"payment.capture","account_id":"11111111-1111-4111-8111-111111111111","retry":0,"version":2,"data":{}}"#;

        assert_eq!(
            sign("hmac-client-secret-\u{e9}", body),
            "lCWRyNCObtCqzG2U+p5r21HsM5SyqxuBFTn6Pn0nmws="
        );
    }

    #[test]
    fn every_byte_of_the_body_counts() {
        assert_ne!(sign("secret", b"{\"retry\":0}"), sign("secret", b"{\"retry\": 0}"));
    }
}
