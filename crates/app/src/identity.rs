//! 身份 Identity: passwords, second factors, sessions, lock-outs. Secrets stay on this floor.

mod change;

pub mod attempt;
pub mod password;
pub mod session;
pub mod totp;
