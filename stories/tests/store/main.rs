//! The store on SQLite and on PostgreSQL. One scenario per module.

mod acts;
mod backup;
mod bulk;
mod crash;
mod full;
mod queues;
mod races;
mod schema;
mod tampering;
