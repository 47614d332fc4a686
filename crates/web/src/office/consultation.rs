//! 征求部门意见 Other departments are asked about enterprises under review (A10.2, A10.3).
//!
//! | page | address |
//! |---|---|
//! | [`board::Board`] | GET `/office/consultations` |
//! | [`draft::Draft`] | GET `/office/consultations/new?batch=ID`, POST `/office/consultations/new` |
//! | [`page::ConsultationPage`] | GET `/office/consultations/ID`; POST `/link`, `/remind`, `/reply` below it |

pub mod board;
pub mod draft;
pub mod page;
