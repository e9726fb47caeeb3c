//! Which texts are sound, and that `serde_json` agrees.

use std::collections::BTreeSet;
use std::fmt;

use proptest::prelude::*;
use rstest::rstest;
use serde::Deserializer;
use serde::de::DeserializeSeed;
use serde::de::Error;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;

use crate::providers::yuno::json::DEPTH;
use crate::providers::yuno::json::Document;

fn is_sound(text: &str) -> bool {
    Document::read(text).is_some()
}

#[rstest]
#[case(r#"{"a":[1,2.5,-3e2,true,null,"x"],"b":{}}"#)]
#[case("7")]
fn a_plain_text_is_sound(#[case] text: &str) {
    assert!(is_sound(text));
}

#[rstest]
#[case::empty("")]
#[case::open("{")]
#[case::two("{} {}")]
#[case::duplicate(r#"{"a":1,"a":2}"#)]
#[case::duplicate_by_escape(r#"{"a":1,"\u0061":2}"#)]
#[case::deep_duplicate(r#"[{"x":{"a":1,"a":1}}]"#)]
#[case::out_of_range(r#"{"a":1e400}"#)]
#[case::half_a_character(r#"{"a":"\ud800"}"#)]
#[case::comment("{/**/}")]
fn another_text_is_not(#[case] text: &str) {
    assert!(!is_sound(text));
}

#[test]
fn two_of_many_members_are_told_apart_too() {
    let many = |last: &str| {
        let names: String = (0..40).map(|number| format!("\"m{number}\":[0],")).collect();
        format!("{{{names}\"{last}\":1}}")
    };

    assert!(is_sound(&many("m40")));
    assert!(!is_sound(&many("m0")) && !is_sound(&many("\\u006d39")));
}

#[test]
fn nesting_is_followed_to_its_limit_and_never_beyond() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));

    assert!(is_sound(&nested(64)));
    assert!(!is_sound(&nested(65)));
    assert!(!is_sound(&nested(10_000)));
    assert!(!is_sound(&"{\"a\":".repeat(10_000)));
}

/// The same question, answered by `serde_json` with a reader of our own for names and levels.
fn is_sound_to_serde_json(text: &str) -> bool {
    let mut from = serde_json::Deserializer::from_str(text);
    Sound { depth: DEPTH }.deserialize(&mut from).is_ok() && from.end().is_ok()
}

#[derive(Clone, Copy)]
struct Sound {
    /// How many levels may still follow.
    depth: u8,
}

impl Sound {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| E::custom("nested too deeply"))?;
        Ok(Self { depth })
    }
}

impl<'de> DeserializeSeed<'de> for Sound {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Sound {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        while items.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut names = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !names.insert(name) {
                return Err(A::Error::custom("duplicate member"));
            }
            members.next_value_seed(inner)?;
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn what_is_sound_is_so_to_serde_json_too(
        text in r#"[\[{]?("?[a-b]?"? ?[:,]? ?([0-9]{0,2}|[-.eE0-9+]{1,6}|1e[0-9]{1,3}|true|null|\\[u"n\\/ad08]{1,5}|\[|\]|\{|\}|")?){0,8}[\]}"]?"#,
    ) {
        prop_assert_eq!(is_sound(&text), is_sound_to_serde_json(&text), "{}", text);
    }

    #[test]
    fn a_number_is_one_to_serde_json_too(text in "-?[0-9]{0,25}(\\.[0-9]{0,3})?([eE][+-]?[0-9]{0,4})?") {
        prop_assert_eq!(is_sound(&text), is_sound_to_serde_json(&text), "{}", text);
    }

    #[test]
    fn a_damaged_text_is_as_sound_as_it_is_to_serde_json(
        at in 0_usize..120,
        sign in r#"[\[\]{}",:\\ eE.0-9-]"#,
    ) {
        let mut text = r#"{"a":[1,{"b":"x\u0041"},-2.5e1],"c":{"a":null,"b":[]},"d":"\"é","e":true}"#.to_owned();
        let at = (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        let width = text[at..].chars().next().map_or(0, char::len_utf8);
        text.replace_range(at..at + width, &sign);

        prop_assert_eq!(is_sound(&text), is_sound_to_serde_json(&text), "{}", text);
    }
}
