//! 审计 What auditors read (A5): the journal of one case, who looked at what is sensitive, who may do what. Nothing here
//! changes anything.
//!
//! | page | address |
//! |---|---|
//! | [`journal::Journal`] | GET `/office/audit/cases/ID`; `/office/audit/cases?number=` leads there |
//! | [`reads::Reads`] | GET `/office/audit` |
//! | [`permissions::Permissions`] | GET `/office/permissions` |

pub mod journal;
pub mod kinds;
pub mod permissions;
pub mod reads;
