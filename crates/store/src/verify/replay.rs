//! A room's events folded again, without knowing the room by name.

use titian_domain::room::Room;

use super::finding::Wrong;
use crate::error::StoreError;
use crate::journal::{self, Entry};
use crate::value::{Row, Value, from_json};

/// A room to verify: `Check::of::<Application>()`.
pub struct Check {
    pub(super) name: &'static str,
    pub(super) begin: fn() -> Box<dyn Replay>,
}

impl Check {
    /// A room.
    pub fn of<R: Room>() -> Check {
        Check { name: R::NAME, begin: || Box::new(Fold::<R> { state: None }) }
    }
}

/// A stream under way.
pub(super) trait Replay: Send {
    /// One more event.
    fn push(&mut self, entry: &Entry) -> Result<(), Wrong>;

    /// The first column of the room's row that is not as the events have it.
    fn differs(&self, row: &Row) -> Result<Option<String>, StoreError>;
}

struct Fold<R> {
    state: Option<R>,
}

impl<R: Room> Replay for Fold<R> {
    fn push(&mut self, entry: &Entry) -> Result<(), Wrong> {
        let (kind, event) = journal::read::<R::Event>(&entry.body).map_err(Wrong::Unreadable)?;
        self.state = R::evolve(self.state.take(), &event);
        if kind == entry.kind { Ok(()) } else { Err(Wrong::Kind) }
    }

    fn differs(&self, row: &Row) -> Result<Option<String>, StoreError> {
        let stored = row.maybe_text("state")?;
        // What was stored before the state learned a new field reads as the same state, and is the same.
        let same = match (stored.map(from_json::<R>), &self.state) {
            (None, None) => true,
            (Some(Ok(stored)), Some(state)) => stored == *state,
            _ => false,
        };
        if !same {
            return Ok(Some("state".into()));
        }
        for (name, field) in self.state.iter().flat_map(Room::columns) {
            if *row.get(name)? != Value::from(field) {
                return Ok(Some(name.into()));
            }
        }
        Ok(None)
    }
}
