//! The store on SQLite and on PostgreSQL. One scenario per module.

mod acts;
