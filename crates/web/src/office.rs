//! 主管部门 Pages for the people of county, city and province.

pub mod announcement;
pub mod notice;
pub mod objection;
pub mod publicity;
pub mod queue;
pub mod read;
pub mod review;
mod sample;
pub mod signing;

use askama::Template;

use crate::sample::Sample;

/// Every office page with its sample values.
pub fn samples() -> Vec<Sample> {
    use review::{approval, conclusion, correction, gates, history, inspection, item, rest};
    vec![
        made("office-queue", queue::Queue::sample()),
        made("office-queue-leader", queue::Queue::sample_leader()),
        made("office-queue-refused", queue::Queue::sample_refused()),
        made("office-queue-empty", queue::Queue::sample_empty()),
        made("office-queue-done", queue::Queue::sample_done()),
        made("office-signing", signing::Signing::sample()),
        made("office-signing-refused", signing::Signing::sample_refused()),
        made("office-signing-empty", signing::Signing::sample_empty()),
        made("office-publicity", publicity::board::Board::sample()),
        made("office-publicity-province", publicity::board::Board::sample_province()),
        made("office-publicity-none", publicity::board::Board::sample_empty()),
        made("office-publicity-new", publicity::preview::Preview::sample()),
        made("office-publicity-new-refused", publicity::preview::Preview::sample_refused()),
        made("office-publicity-new-empty", publicity::preview::Preview::sample_empty()),
        made("office-publicity-open", publicity::list::List::sample()),
        made("office-publicity-over", publicity::list::List::sample_over()),
        made("office-publicity-refused", publicity::list::List::sample_refused()),
        made("office-publicity-later", publicity::list::List::sample_supplementary()),
        made("office-notices", notice::list::Notices::sample()),
        made("office-notices-none", notice::list::Notices::sample_empty()),
        made("office-notice-draft", notice::draft::NoticeDraft::sample()),
        made("office-notice-draft-lapsed", notice::draft::NoticeDraft::sample_lapsed()),
        made("office-notice-draft-refused", notice::draft::NoticeDraft::sample_refused()),
        made("office-notice", notice::page::NoticePage::sample()),
        made("office-notice-unpublished", notice::page::NoticePage::sample_draft()),
        made("office-notice-refused", notice::page::NoticePage::sample_refused()),
        made("office-announcement-new", announcement::preview::Preview::sample()),
        made("office-announcement-new-refused", announcement::preview::Preview::sample_refused()),
        made("office-announcement-new-empty", announcement::preview::Preview::sample_empty()),
        made("office-announcement", announcement::page::AnnouncementPage::sample()),
        made("office-announcement-refused", announcement::page::AnnouncementPage::sample_refused()),
        made("office-announcement-in-force", announcement::page::AnnouncementPage::sample_in_force()),
        made("office-announcement-dropped", announcement::page::AnnouncementPage::sample_dropped()),
        made("office-objections", objection::Objections::sample()),
        made("office-objections-none", objection::Objections::sample_empty()),
        made("office-objection", objection::ObjectionPage::sample()),
        made("office-objection-refused", objection::ObjectionPage::sample_refused()),
        made("office-objection-answered", objection::ObjectionPage::sample_answered()),
        made("office-review", item::Item::sample()),
        made("office-review-open", item::Item::sample_open()),
        made("office-review-records", item::Item::sample_records()),
        made("office-review-route", item::Item::sample_route()),
        made("office-review-refused", item::Item::sample_refused()),
        made("office-review-read", item::Item::sample_read()),
        made("office-rest", rest::Rest::sample()),
        made("office-rest-refused", rest::Rest::sample_refused()),
        made("office-rest-done", rest::Rest::sample_done()),
        made("office-gates", gates::Gates::sample()),
        made("office-gates-refused", gates::Gates::sample_refused()),
        made("office-gates-done", gates::Gates::sample_done()),
        made("office-inspection", inspection::InspectionPage::sample()),
        made("office-inspection-empty", inspection::InspectionPage::sample_empty()),
        made("office-inspection-refused", inspection::InspectionPage::sample_refused()),
        made("office-history", history::History::sample()),
        made("office-history-refused", history::History::sample_refused()),
        made("office-correction", correction::Correction::sample()),
        made("office-correction-refused", correction::Correction::sample_refused()),
        made("office-conclusion", conclusion::Conclusion::sample()),
        made("office-conclusion-ready", conclusion::Conclusion::sample_ready()),
        made("office-conclusion-refused", conclusion::Conclusion::sample_refused()),
        made("office-approval", approval::ApprovalPage::sample()),
        made("office-approval-refused", approval::ApprovalPage::sample_refused()),
        made("office-approval-own", approval::ApprovalPage::sample_own()),
    ]
}

/// A page made from the domain's own types; one that could not be made becomes a page that says so, which the tests
/// refuse.
fn made<T: Template>(name: &'static str, page: Option<T>) -> Sample {
    match page {
        Some(page) => Sample::of(name, &page),
        None => Sample { name, html: format!("{name}: the sample could not be made") },
    }
}
