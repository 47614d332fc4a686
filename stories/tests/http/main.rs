//! The portal as its people use it, over HTTP and without script, on SQLite and on PostgreSQL. One scenario a file.

mod accounts;
mod announcements;
mod audited;
mod carry;
mod doors;
mod dossier;
mod evidence;
mod foreign;
mod held;
mod hostile;
mod many;
mod members;
mod notices;
mod opened;
mod overtaken;
mod own_account;
mod people;
mod porter;
mod returned;
mod reviewed;
mod roles;
mod self_test;
mod session;
mod submission;
mod uploads;
mod walk;
