//! 人员 Who may act: people of enterprises who wait to be vouched for, officers and their roles (A5).
//!
//! | page | address |
//! |---|---|
//! | [`vouching::Vouching`] | GET `/office/accounts`; POST `/office/accounts/ID` |
//! | [`members::Members`] | GET `/office/members` |
//! | [`member::MemberPage`] | GET `/office/members/ID`; POST `/reset`, `/disable` |
//! | [`officers::Officers`] | GET, POST `/office/officers` |
//! | [`officer::OfficerPage`] | GET `/office/officers/ID`; POST `/grant`, `/revoke`, `/reset`, `/disable` |

pub mod member;
pub mod members;
pub mod officer;
pub mod officers;
pub mod roles;
pub mod vouching;
