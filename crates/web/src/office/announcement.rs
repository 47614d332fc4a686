//! 公告 The province's announcements (A9.3, A13.1): a list is fixed, the office's approval is registered, titles begin.
//!
//! | page | address |
//! |---|---|
//! | [`preview::Preview`] | GET `/office/announcements/new?batch=ID`, POST `/office/announcements/new` |
//! | [`page::AnnouncementPage`] | GET `/office/announcements/ID`; POST `/approve` (with a file), `/drop`; GET `/files/FILE` |
//! | [`paper::ListPaper`] | GET `/office/announcements/ID/paper` |
//!
//! The list of announcements stands on [`super::publicity::board::Board`].

pub mod page;
pub mod paper;
pub mod preview;
