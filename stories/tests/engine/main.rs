//! The whole engine without the web: acts through the one door, on SQLite and on PostgreSQL, at the same time, killed
//! and out of room. One scenario per module.

mod crash;
mod disk;
mod skew;
