//! 人员 Who may act: people of enterprises who wait to be vouched for, officers and their roles, one's own devices (A5).
//!
//! | page | address |
//! |---|---|
//! | [`vouching::Vouching`] | GET `/office/accounts`; POST `/office/accounts/ID` |
//! | [`officers::Officers`] | GET, POST `/office/officers` |
//! | [`officer::OfficerPage`] | GET `/office/officers/ID`; POST `/grant`, `/revoke`, `/disable` |
//! | [`devices::Devices`] | GET, POST `/account/devices` |

pub mod devices;
pub mod officer;
pub mod officers;
pub mod roles;
pub mod vouching;
