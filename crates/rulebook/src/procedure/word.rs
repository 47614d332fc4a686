//! Closed vocabularies: an enum, the id each word has in policy files, and how people read it.

/// A closed vocabulary: `Variant = "id", "中文"`, with `ALL`, `id`, `label`, `from_id` and the ids for messages.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $word:ident = $id:literal, $label:literal;)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $word,)+ }

        impl $name {
            /// All words, in the order of this list.
            pub const ALL: &[$name] = &[$($name::$word),+];

            /// The id used in policy files.
            pub const fn id(self) -> &'static str {
                match self { $($name::$word => $id,)+ }
            }

            /// As people read it.
            pub const fn label(self) -> &'static str {
                match self { $($name::$word => $label,)+ }
            }

            /// The word with this id.
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.id() == id)
            }
        }

        impl $crate::procedure::word::Word for $name {
            fn word(id: &str) -> Option<Self> { Self::from_id(id) }
            fn known() -> Vec<&'static str> { Self::ALL.iter().map(|word| word.id()).collect() }
        }
    };
}

/// A closed vocabulary, as the reader needs it.
pub(super) trait Word: Sized {
    /// The word with this id.
    fn word(id: &str) -> Option<Self>;
    /// The ids of all words.
    fn known() -> Vec<&'static str>;
}

impl Word for crate::tier::Tier {
    fn word(id: &str) -> Option<Self> {
        Self::from_id(id)
    }
    fn known() -> Vec<&'static str> {
        Self::ALL.map(Self::id).to_vec()
    }
}

impl Word for crate::tier::Purpose {
    fn word(id: &str) -> Option<Self> {
        Self::from_id(id)
    }
    fn known() -> Vec<&'static str> {
        Self::ALL.map(Self::id).to_vec()
    }
}

pub(super) use words;
