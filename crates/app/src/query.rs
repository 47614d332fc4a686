//! 查询 Questions that pages ask. They read tables in one snapshot, never replay, and never say more than the reader may
//! see: what belongs to somebody takes the actor and asks the permission table.

mod cases;
mod enterprise;
mod messages;
mod papers;

pub use cases::{Case, Line, Queue, Row};
pub use enterprise::{Membership, OwnCase, OwnFile};
pub use messages::{Mailbox, Message, PAGE as MESSAGES};
pub use papers::{Batch, Paper, PaperKind};
