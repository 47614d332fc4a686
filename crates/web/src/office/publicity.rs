//! 公示与备案 Lists before the public and their filing to the province (A9.2).
//!
//! | page | address |
//! |---|---|
//! | [`board::Board`] | GET `/office/publicity` |
//! | [`preview::Preview`] | GET `/office/publicity/new?batch=ID`, POST `/office/publicity/new` |
//! | [`list::List`] | GET `/office/publicity/ID`, POST `/office/publicity/ID/file` |

pub mod board;
pub mod list;
pub mod preview;
