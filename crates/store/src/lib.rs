//! 存 The store.
mod blob;
mod changes;
mod commit;
mod db;
mod error;
mod hex;
mod journal;
mod migrate;
mod queue;
mod reading;
mod store;
mod value;

pub use blob::Blob;
pub use changes::{Changes, Recipient};
pub use commit::Tx;
pub use db::Sql;
pub use error::StoreError;
pub use journal::Entry;
pub use queue::{After, Job, Queue};
pub use reading::{Reading, Standing};
pub use store::Store;
pub use value::{Row, Value};
