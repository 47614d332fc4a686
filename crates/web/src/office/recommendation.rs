//! 推荐 Ranked lists to the level above (A10.2, A11): the city's to the province, the province's to MIIT.
//!
//! | page | address |
//! |---|---|
//! | [`preview::Preview`] | GET `/office/recommendations/new?batch=ID`, POST `/office/recommendations/new` |
//! | [`list::List`] | GET `/office/recommendations/ID` |
//!
//! The recommendations of an office stand on [`super::publicity::board::Board`].

pub mod list;
pub mod preview;
