//! 房间 What all rooms share: a state that changes by events only, told in a stream of its own.
//!
//! A command goes to the room's pure `decide`, which answers with events or a [`Refusal`](crate::refusal::Refusal).
//! Events are written down for ever; the state is what [`Room::evolve`] makes of them, and is kept beside them so that
//! pages read one row and never replay. A state must be the fold of its events and nothing else: the store checks it.

use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A room: one kind of thing with a life of its own (an application, a notice, a title).
pub trait Room: Clone + PartialEq + std::fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The room's word: its streams are `NAME/id`, its table is `NAME`.
    const NAME: &'static str;

    /// What happens in it.
    type Event: Event;

    /// The state after an event. `None` is "not there yet"; an event that does not fit leaves the state as it is.
    fn evolve(state: Option<Self>, event: &Self::Event) -> Option<Self>;

    /// The clause that an event rests on, given the state after it; where the same act has another article for another
    /// tier, the room says so.
    fn basis(state: Option<&Self>, event: &Self::Event) -> &'static str {
        let _ = state;
        event.basis()
    }

    /// What lists filter and sort by; columns of the room's table, in its order, each made of the state alone.
    fn columns(&self) -> Vec<(&'static str, Field)>;
}

/// What happened, in the past tense. Its JSON carries its `kind`; a shape once written stays readable for ever.
pub trait Event: Clone + PartialEq + std::fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The clause it rests on: `A9.1`.
    fn basis(&self) -> &'static str;

    /// The version of its shape. It only rises where an old shape would be read otherwise.
    fn version(&self) -> u32 {
        1
    }
}

/// The state after a whole stream.
pub fn replay<'e, R: Room>(events: impl IntoIterator<Item = &'e R::Event>) -> Option<R> {
    events.into_iter().fold(None, R::evolve)
}

/// A value that a list can filter and sort by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Nothing.
    Blank,
    /// A whole number: counts, 分, microseconds.
    Number(i64),
    /// A text; days are `2026-11-26`.
    Text(String),
}

impl From<&str> for Field {
    fn from(text: &str) -> Field {
        Field::Text(text.to_owned())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Field {
        Field::Text(text)
    }
}

impl From<i64> for Field {
    fn from(number: i64) -> Field {
        Field::Number(number)
    }
}

impl From<bool> for Field {
    fn from(yes: bool) -> Field {
        Field::Number(yes.into())
    }
}

impl From<Date> for Field {
    fn from(day: Date) -> Field {
        Field::Text(day.to_string())
    }
}

impl<T: Into<Field>> From<Option<T>> for Field {
    fn from(value: Option<T>) -> Field {
        value.map_or(Field::Blank, Into::into)
    }
}
