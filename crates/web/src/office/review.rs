//! 审核 The workbench for one case (A9.2): what was declared, what proves it, what the reviewer says, side by side.
//!
//! All pages of a case stand in one bench: the head, the rail with every question and its state, and the tally with
//! declared and reviewed points always in sight. A [`Docket`] is what the shell gathers; each page is made from it.
//!
//! | page | address under `/office/applications/ID` |
//! |---|---|
//! | [`glance::Glance`] | itself, for who has nothing to do there now |
//! | [`item::Item`] | `/items/ITEM` (GET, POST), `/items/ITEM/try` (POST, while typing) |
//! | [`rest::Rest`] | `/rest` |
//! | [`gates::Gates`] | `/gates` |
//! | [`inspection::InspectionPage`] | `/inspection` |
//! | [`signals::SignalsPage`] | `/signals` |
//! | [`history::History`] | `/history`; POST `/take-up`, `/county`, `/recusal`, `/notes`, `/questions` |
//! | [`correction::Correction`] | `/correction` |
//! | [`conclusion::Conclusion`] | `/conclusion` |
//! | [`approval::ApprovalPage`] | `/approval`; POST `/send-back` |

pub mod apart;
pub mod approval;
pub mod bench;
pub mod conclusion;
pub mod consulting;
pub mod correction;
pub mod county;
mod docket;
mod figures;
pub mod gates;
pub mod glance;
pub mod history;
pub mod inspection;
pub mod item;
mod overview;
pub mod rest;
pub mod signals;
pub mod story;
pub mod written;

pub use bench::Bench;
pub use docket::{Docket, Matter, Neighbours, Obstacle, Reader};
pub use overview::{Overview, OverviewLine};
