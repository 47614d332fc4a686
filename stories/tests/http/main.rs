//! The portal as its people use it, over HTTP and without script, on SQLite and on PostgreSQL. One scenario a file.

mod accounts;
mod announcements;
mod audited;
mod doors;
mod held;
mod hostile;
mod notices;
mod porter;
mod roles;
mod self_test;
mod session;
mod walk;
