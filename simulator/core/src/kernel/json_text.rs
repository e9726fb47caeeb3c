//! The JSON text of wire types, without detours.
//!
//! A serializer of `serde` like that of `serde_json`, for what the wire types are made of: structs with
//! plain names, texts, whole numbers, lists and echoed JSON. Bytes are JSON already and stand as they are.
//! Nothing else is known here, floats least of all.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::Serializer;
use serde::ser::Impossible;
use serde::ser::SerializeMap;
use serde::ser::SerializeSeq;
use serde::ser::SerializeStruct;
use serde::ser::SerializeTuple;

use crate::kernel::strings::is_plain;

/// More than the longest ordinary body, so that its buffer need not grow.
const ORDINARY: usize = 10_000;
/// More than the longest ordinary transaction.
const PART: usize = 3_000;

/// Letters of the longest documented name at most.
const LONGEST_NAME: usize = 44;

/// The JSON text of a wire type.
#[must_use]
pub(crate) fn bytes(value: &impl Serialize) -> Vec<u8> {
    sized(value, ORDINARY)
}

/// The JSON text of a wire type that mostly has no more bytes than `capacity`.
#[must_use]
pub(crate) fn sized(value: &impl Serialize, capacity: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(capacity);
    value.serialize(Json(&mut out)).expect("wire types are made of what is served here");
    out
}

/// JSON that is written as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verbatim<'a>(pub &'a str);

impl Serialize for Verbatim<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(self.0.as_bytes())
    }
}

/// A wire type that is shown more than once, already as JSON.
#[derive(Debug)]
pub(crate) struct Rendered<T>(Vec<u8>, PhantomData<T>);

impl<T: Serialize> Rendered<T> {
    /// Renders a wire type of some hundred members at most.
    #[must_use]
    pub(crate) fn of(value: &T) -> Self {
        Self(sized(value, PART), PhantomData)
    }
}

impl<T> Serialize for Rendered<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}

/// Where one value is written.
struct Json<'a>(&'a mut Vec<u8>);

impl Json<'_> {
    /// A text; most have nothing to escape.
    fn text(self, text: &str) {
        if !is_plain(text.as_bytes()) {
            serde_json::to_writer(self.0, text).expect("a text can always be written to memory");
            return;
        }
        self.0.reserve(text.len() + 2);
        self.0.push(b'"');
        self.0.extend_from_slice(text.as_bytes());
        self.0.push(b'"');
    }

    fn number(self, number: u64, negative: bool) {
        let mut digits = [0; 20];
        let (mut left, mut first) = (number, digits.len());
        loop {
            first -= 1;
            digits[first] = b'0' + (left % 10) as u8;
            left /= 10;
            if left == 0 {
                break;
            }
        }
        if negative {
            self.0.push(b'-');
        }
        self.0.extend_from_slice(&digits[first..]);
    }
}

/// Where the members of an object or the items of a list are written.
struct Inside<'a> {
    out: &'a mut Vec<u8>,
    /// What stands before the next one.
    before: u8,
    close: u8,
}

impl<'a> Inside<'a> {
    const fn object(out: &'a mut Vec<u8>) -> Self {
        Self { out, before: b'{', close: b'}' }
    }

    const fn list(out: &'a mut Vec<u8>) -> Self {
        Self { out, before: b'[', close: b']' }
    }

    fn next(&mut self) {
        self.out.push(self.before);
        self.before = b',';
    }

    fn close(self) {
        if self.before != b',' {
            self.out.push(self.before);
        }
        self.out.push(self.close);
    }
}

type Written = Result<(), fmt::Error>;
type Unserved = Impossible<(), fmt::Error>;

/// Methods for what no wire type holds.
macro_rules! unserved {
    ($($method:ident($($argument:ty),*) -> $result:ty;)*) => {$(
        fn $method(self, $(_: $argument),*) -> Result<$result, fmt::Error> {
            Err(fmt::Error)
        }
    )*};
}

/// Methods for whole numbers.
macro_rules! whole {
    ($($method:ident($number:ty);)*) => {$(
        fn $method(self, number: $number) -> Written {
            self.number(u64::from(number), false);
            Ok(())
        }
    )*};
}

impl<'a> Serializer for Json<'a> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Inside<'a>;
    type SerializeTuple = Inside<'a>;
    type SerializeTupleStruct = Unserved;
    type SerializeTupleVariant = Unserved;
    type SerializeMap = Inside<'a>;
    type SerializeStruct = Inside<'a>;
    type SerializeStructVariant = Unserved;

    whole! {
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
    }

    unserved! {
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_tuple_struct(&'static str, usize) -> Unserved;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Unserved;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Unserved;
    }

    fn serialize_i64(self, number: i64) -> Written {
        self.number(number.unsigned_abs(), number < 0);
        Ok(())
    }

    fn serialize_bool(self, flag: bool) -> Written {
        self.0.extend_from_slice(if flag { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Written {
        self.text(text);
        Ok(())
    }

    fn serialize_bytes(self, json: &[u8]) -> Written {
        self.0.extend_from_slice(json);
        Ok(())
    }

    fn serialize_none(self) -> Written {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.0.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Written {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Written {
        Err(fmt::Error)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'a>, fmt::Error> {
        Ok(Inside::list(self.0))
    }

    fn serialize_tuple(self, _: usize) -> Result<Inside<'a>, fmt::Error> {
        Ok(Inside::list(self.0))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'a>, fmt::Error> {
        Ok(Inside::object(self.0))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<'a>, fmt::Error> {
        Ok(Inside::object(self.0))
    }
}

impl SerializeStruct for Inside<'_> {
    type Ok = ();
    type Error = fmt::Error;

    // The names of documented members need no escaping, and a name that is known when this is
    // compiled is written in a few machine words.
    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
        let mut text = [0; LONGEST_NAME + 4];
        let end = name.len() + 2;
        text[0] = self.before;
        text[1] = b'"';
        text[2..end].copy_from_slice(name.as_bytes());
        text[end..end + 2].copy_from_slice(b"\":");
        self.before = b',';
        self.out.extend_from_slice(&text[..end + 2]);
        value.serialize(Json(self.out))
    }

    fn end(self) -> Written {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Written {
        self.next();
        name.serialize(Json(self.out))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.out.push(b':');
        value.serialize(Json(self.out))
    }

    fn end(self) -> Written {
        self.close();
        Ok(())
    }
}

impl SerializeSeq for Inside<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.next();
        value.serialize(Json(self.out))
    }

    fn end(self) -> Written {
        self.close();
        Ok(())
    }
}

impl SerializeTuple for Inside<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Written {
        SerializeSeq::end(self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::SizeRange;
    use proptest::prelude::*;

    use super::*;

    #[derive(Serialize)]
    struct Everything {
        text: String,
        map: BTreeMap<String, Option<u64>>,
        list: Vec<(bool, i64)>,
        none: [(); 0],
        inner: Inner,
    }

    #[derive(Serialize)]
    struct Inner {
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        first: bool,
        unit: (),
        small: (u8, u16, u32),
    }

    /// Any text. The pattern is that of [`any`], which reads it again for every text.
    fn texts() -> impl Strategy<Value = String> {
        proptest::string::string_regex("\\PC*").unwrap()
    }

    fn maps() -> impl Strategy<Value = BTreeMap<String, Option<u64>>> {
        prop::collection::btree_map(texts(), any::<Option<u64>>(), SizeRange::default())
    }

    proptest! {
        #[test]
        fn every_value_is_written_as_serde_json_writes_it(
            text in texts(),
            map in maps(),
            list: Vec<(bool, i64)>,
            first: bool,
            small: (u8, u16, u32),
        ) {
            let inner = Inner { first, unit: (), small };
            let value = Everything { text, map, list, none: [], inner };

            prop_assert_eq!(bytes(&value), serde_json::to_vec(&value).unwrap());
        }
    }

    #[test]
    fn json_that_is_there_already_stands_as_it_is() {
        let inner = Rendered::of(&[Verbatim("1.50")]);

        assert_eq!(bytes(&(inner, Verbatim("{}"))), b"[[1.50],{}]");
    }
}
