//! The portal as its people use it, over HTTP and without script, on SQLite and on PostgreSQL. One scenario a file.

mod accounts;
mod announcements;
mod audited;
mod carry;
mod doors;
mod dossier;
mod evidence;
mod held;
mod notices;
mod own_account;
mod people;
mod roles;
mod self_test;
mod session;
mod submission;
mod walk;
