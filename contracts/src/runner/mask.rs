//! Takes credentials and client secrets out of every text that leaves the runner.
//!
//! It hides what it was told of, and what a body names as secret, even a body that is broken off.

use serde_json::Value;

/// What stands for a hidden text.
const HIDDEN: &str = "[hidden]";

/// Members whose texts are secrets, whoever sends them.
const SECRET_MEMBERS: &[&str] =
    &["client_secret", "secret", "hmac_client_secret", "private_secret_key", "secret_key"];

/// The texts to hide.
#[derive(Clone, Debug, Default)]
pub(super) struct Mask {
    hidden: Vec<String>,
}

impl Mask {
    /// Hides a text from now on.
    pub(super) fn hide(&mut self, text: &str) {
        // So short a text says nothing, and hiding it would deface everything else.
        if text.len() >= 6 && !self.hidden.iter().any(|known| known == text) {
            self.hidden.push(text.to_owned());
        }
    }

    /// Hides what a body names as secret. One that is not JSON is searched for the names as they would stand in it.
    pub(super) fn learn(&mut self, body: &str) {
        match serde_json::from_str(body) {
            Ok(value) => self.learn_members(&value),
            Err(_) => self.learn_scraps(body),
        }
    }

    fn learn_scraps(&mut self, body: &str) {
        for name in SECRET_MEMBERS {
            for rest in body.split(&format!("\"{name}\"")).skip(1) {
                let value = rest.trim_start().strip_prefix(':').map_or("", str::trim_start);
                if let Some(secret) = value.strip_prefix('"').and_then(|it| it.split('"').next()) {
                    self.hide(secret);
                }
            }
        }
    }

    fn learn_members(&mut self, body: &Value) {
        match body {
            Value::Object(members) => {
                for (name, value) in members {
                    match value.as_str().filter(|_| SECRET_MEMBERS.contains(&name.as_str())) {
                        Some(text) => self.hide(text),
                        None => self.learn_members(value),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn_members(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// A text without what is hidden.
    pub(super) fn text(&self, text: &str) -> String {
        self.hidden.iter().fold(text.to_owned(), |text, hidden| text.replace(hidden, HIDDEN))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn credentials_and_secret_members_do_not_leave() {
        let mut mask = Mask::default();
        mask.hide("sk_test_sandpay");
        mask.learn(
            &json!({"data": [{"client_secret": "pi_1_secret_2", "id": "pi_1"}]}).to_string(),
        );

        let text = mask.text("Bearer sk_test_sandpay pi_1_secret_2 pi_1");

        assert_eq!(text, "Bearer [hidden] [hidden] pi_1");
    }

    #[test]
    fn secret_members_of_a_body_that_breaks_off_do_not_leave() {
        for body in [
            r#"{"id":"we_1","secret" : "whsec_abc"#,
            r#"{"secret":"whsec_abc","id":"#,
            r#"{"a":{"client_secret":"whsec_abc"},,}"#,
        ] {
            let mut mask = Mask::default();
            mask.learn(body);

            let text = mask.text(body);

            assert!(!text.contains("whsec_abc") && text.contains("[hidden]"), "{text}");
        }
    }

    #[test]
    fn a_short_text_is_left_alone() {
        let mut mask = Mask::default();
        mask.hide("");
        mask.hide("a");

        assert_eq!(mask.text("banana"), "banana");
    }
}
