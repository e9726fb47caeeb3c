//! Three shapes that every provider's wire types have: identifiers, lists of documented words, and answers.
//!
//! They spare the repetition of serde attributes and decide nothing about any provider.

/// Declares newtypes of text that travel as plain JSON strings.
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, serde::Deserialize, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

/// Declares an enum of documented words; used as `Open<…>`, it also holds words nobody documented.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$word_meta:meta])* $word:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum $name {
            $(
                #[doc = concat!("`", $text, "`.")]
                $(#[$word_meta])*
                $word,
            )+
        }

        impl $crate::open::Word for $name {
            const ALL: &'static [Self] = &[$(Self::$word),+];

            fn text(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::open::Word::text(*self))
            }
        }
    };
}

/// Declares a decoded JSON object: `required` members must be there, `optional` ones may be absent or null.
macro_rules! answer {
    (
        $(#[$meta:meta])* $name:ident
        $(required { $($(#[$required_meta:meta])* $required:ident: $required_type:ty,)* })?
        $(optional { $($(#[$optional_meta:meta])* $optional:ident: $optional_type:ty,)* })?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
        pub struct $name {
            $($($(#[$required_meta])* pub $required: $required_type,)*)?
            $($(
                $(#[$optional_meta])*
                #[serde(default, skip_serializing_if = "crate::member::Member::is_absent")]
                pub $optional: crate::member::Member<$optional_type>,
            )*)?
        }
    };
}
