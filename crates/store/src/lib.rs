#![doc = include_str!("../README.md")]

mod ahead;
mod backup;
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
mod seal;
mod store;
mod value;
mod verify;

pub use backup::Contents;
pub use blob::{Blob, Blobs, Upload};
pub use changes::{Changes, Recipient};
pub use commit::Tx;
pub use db::{Sql, Table, TableColumn};
pub use error::StoreError;
pub use journal::{Entry, broken};
pub use queue::{After, Job, Queue};
pub use reading::{Reading, Standing};
pub use seal::{Checkpoint, PublicKey, Seal, SealKey};
pub use store::Store;
pub use value::{Row, Value};
pub use verify::{Check, Finding, Report, Wrong, verify};
