//! 抽查抽签 Which cases are visited: the draws of an office, one in preparation, one with its result.

pub mod board;
pub mod form;
pub mod page;
