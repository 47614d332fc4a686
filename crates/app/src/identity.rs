//! 身份 Identity: passwords, second factors, sessions, lock-outs. Secrets stay on this floor.

pub mod attempt;
pub mod change;
pub mod password;
pub mod session;
pub mod totp;
