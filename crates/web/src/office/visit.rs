//! 实地抽查 The visits that draws have sent somebody to: the list, the sheet on paper, and the form it is typed back into.

pub mod claims;
pub mod entry;
pub mod list;
pub mod sheet;
