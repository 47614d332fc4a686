//! 主管部门 Pages for the people of county, city and province, and for those who administer the house.
//!
//! A page is made by its `of` from the domain's own types and from a [`crate::Page`]; only names, counts and files come
//! as texts. Boxes of a list are named `pick.ID`, so that a form is a map with each name once. A form's `parse` gives
//! the domain's types or [`crate::components::Errors`] at their controls; a refusal of the domain goes into `refused`.
//! Pages of a case and of the queue are wide.

pub mod announcement;
pub mod audit;
pub mod compliance_list;
pub mod consultation;
pub mod correction;
pub mod draw;
pub mod import;
pub mod local_table;
pub mod notice;
pub mod objection;
pub mod open;
pub mod people;
pub mod publicity;
pub mod queue;
pub mod read;
pub mod recommendation;
pub mod review;
pub(crate) mod sample;
pub mod signing;
pub mod together;
pub mod update;
pub mod visit;
pub mod work;

use askama::Template;

use crate::sample::Sample;

/// Every office page with its sample values.
pub fn samples() -> Vec<Sample> {
    use review::{approval, conclusion, correction as review_correction, gates, history, inspection, item, rest};
    vec![
        made("office-queue", queue::Queue::sample()),
        made("office-queue-leader", queue::Queue::sample_leader()),
        made("office-queue-refused", queue::Queue::sample_refused()),
        made("office-queue-empty", queue::Queue::sample_empty()),
        made("office-queue-done", queue::Queue::sample_done()),
        made("office-together", together::Together::sample()),
        made("office-together-refused", together::Together::sample_refused()),
        made("office-together-empty", together::Together::sample_empty()),
        made("office-work", work::Work::sample()),
        made("office-work-handler", work::Work::sample_handler()),
        made("office-work-refused", work::Work::sample_refused()),
        made("office-assignment", work::assignment::Assignment::sample()),
        made("office-assignment-refused", work::assignment::Assignment::sample_refused()),
        made("office-assignment-empty", work::assignment::Assignment::sample_empty()),
        made("office-signing", signing::Signing::sample()),
        made("office-signing-refused", signing::Signing::sample_refused()),
        made("office-signing-empty", signing::Signing::sample_empty()),
        made("office-publicity", publicity::board::Board::sample()),
        made("office-publicity-province", publicity::board::Board::sample_province()),
        made("office-publicity-none", publicity::board::Board::sample_empty()),
        Sample::of("office-consultations", &consultation::board::Board::sample()),
        Sample::of("office-consultations-none", &consultation::board::Board::sample_empty()),
        made("office-consultation-new", consultation::draft::Draft::sample()),
        made("office-consultation-new-refused", consultation::draft::Draft::sample_refused()),
        Sample::of("office-consultation", &consultation::page::ConsultationPage::sample()),
        Sample::of("office-consultation-link", &consultation::page::ConsultationPage::sample_link()),
        Sample::of("office-consultation-bad", &consultation::page::ConsultationPage::sample_bad()),
        Sample::of("office-consultation-consent", &consultation::page::ConsultationPage::sample_consent()),
        Sample::of("office-consultation-read", &consultation::page::ConsultationPage::sample_read()),
        made("office-corrections", correction::board::Board::sample()),
        made("office-corrections-none", correction::board::Board::sample_empty()),
        made("office-list-correction-new", correction::draft::Draft::sample()),
        made("office-list-correction-new-refused", correction::draft::Draft::sample_refused()),
        made("office-list-correction", correction::page::CorrectionPage::sample()),
        made("office-list-correction-refused", correction::page::CorrectionPage::sample_refused()),
        made("office-list-correction-announced", correction::page::CorrectionPage::sample_announced()),
        made("office-list-correction-dropped", correction::page::CorrectionPage::sample_dropped()),
        made("office-correction-request", correction::request::RequestPage::sample()),
        made("office-correction-request-examined", correction::request::RequestPage::sample_examined()),
        made("office-correction-request-refused", correction::request::RequestPage::sample_refused()),
        made("office-correction-request-accepted", correction::request::RequestPage::sample_accepted()),
        made("office-recommendation-new", recommendation::preview::Preview::sample()),
        made("office-recommendation-refused", recommendation::preview::Preview::sample_refused()),
        made("office-recommendation", recommendation::list::List::sample()),
        made("office-publicity-new", publicity::preview::Preview::sample()),
        made("office-publicity-new-refused", publicity::preview::Preview::sample_refused()),
        made("office-publicity-new-empty", publicity::preview::Preview::sample_empty()),
        made("office-publicity-open", publicity::list::List::sample()),
        made("office-publicity-over", publicity::list::List::sample_over()),
        made("office-publicity-refused", publicity::list::List::sample_refused()),
        made("office-publicity-later", publicity::list::List::sample_supplementary()),
        made("office-draws", draw::board::Board::sample()),
        made("office-draws-none", draw::board::Board::sample_empty()),
        made("office-draw-new", draw::form::Prepare::sample()),
        made("office-draw-new-refused", draw::form::Prepare::sample_refused()),
        made("office-draw", draw::page::DrawPage::sample()),
        made("office-draw-refused", draw::page::DrawPage::sample_refused()),
        made("office-draw-fixed", draw::page::DrawPage::sample_fixed()),
        made("office-draw-drawn", draw::page::DrawPage::sample_drawn()),
        made("office-draw-dropped", draw::page::DrawPage::sample_dropped()),
        made("office-visits", visit::list::Visits::sample()),
        made("office-visits-none", visit::list::Visits::sample_empty()),
        made("office-visit", visit::entry::Entry::sample()),
        made("office-visit-refused", visit::entry::Entry::sample_refused()),
        made("office-visit-sheet", visit::sheet::SheetPage::sample()),
        made("office-notices", notice::list::Notices::sample()),
        made("office-notices-none", notice::list::Notices::sample_empty()),
        made("office-notice-draft", notice::draft::NoticeDraft::sample()),
        made("office-notice-draft-lapsed", notice::draft::NoticeDraft::sample_lapsed()),
        made("office-notice-draft-refused", notice::draft::NoticeDraft::sample_refused()),
        made("office-notice", notice::page::NoticePage::sample()),
        made("office-notice-unpublished", notice::page::NoticePage::sample_draft()),
        made("office-notice-refused", notice::page::NoticePage::sample_refused()),
        made("office-local-tables", local_table::list::Tables::sample()),
        made("office-local-tables-none", local_table::list::Tables::sample_empty()),
        made("office-local-table-draft", local_table::draft::TableDraft::sample()),
        made("office-local-table-draft-refused", local_table::draft::TableDraft::sample_refused()),
        made("office-local-table", local_table::page::TablePage::sample()),
        made("office-local-table-wrong", local_table::page::TablePage::sample_wrong()),
        made("office-local-table-published", local_table::page::TablePage::sample_published()),
        made("office-local-table-effect", local_table::effect::EffectPage::sample()),
        made("office-imports", import::list::Imports::sample()),
        made("office-imports-none", import::list::Imports::sample_empty()),
        made("office-import-titles", import::form::ImportForm::sample_titles()),
        made("office-import-miit", import::form::ImportForm::sample_miit()),
        made("office-import-filings", import::form::ImportForm::sample_filings()),
        made("office-import", import::page::ImportPage::sample()),
        made("office-import-refused", import::page::ImportPage::sample_refused()),
        made("office-import-done", import::page::ImportPage::sample_done()),
        made("office-announcement-new", announcement::preview::Preview::sample()),
        made("office-announcement-new-refused", announcement::preview::Preview::sample_refused()),
        made("office-announcement-new-empty", announcement::preview::Preview::sample_empty()),
        made("office-announcement", announcement::page::AnnouncementPage::sample()),
        made("office-announcement-refused", announcement::page::AnnouncementPage::sample_refused()),
        made("office-announcement-in-force", announcement::page::AnnouncementPage::sample_in_force()),
        made("office-announcement-dropped", announcement::page::AnnouncementPage::sample_dropped()),
        made("office-announcement-paper", announcement::paper::ListPaper::sample()),
        made("office-updates", update::board::Board::sample()),
        made("office-updates-confirm", update::board::Board::sample_confirm()),
        made("office-updates-city", update::board::Board::sample_city()),
        made("office-updates-refused", update::board::Board::sample_refused()),
        made("office-update-list", update::preview::Preview::sample()),
        made("office-update-list-wrong", update::preview::Preview::sample_wrong()),
        made("office-update", update::one::One::sample()),
        made("office-update-missed", update::one::One::sample_missed()),
        made("office-accounts", people::vouching::Vouching::sample()),
        made("office-accounts-refused", people::vouching::Vouching::sample_refused()),
        made("office-accounts-none", people::vouching::Vouching::sample_empty()),
        made("office-members", people::members::Members::sample()),
        made("office-members-none", people::members::Members::sample_none()),
        made("office-member", people::member::MemberPage::sample()),
        made("office-member-reset", people::member::MemberPage::sample_reset()),
        made("office-member-disabled", people::member::MemberPage::sample_disabled()),
        made("office-officers", people::officers::Officers::sample()),
        made("office-officers-opened", people::officers::Officers::sample_opened()),
        made("office-officers-refused", people::officers::Officers::sample_refused()),
        made("office-officers-none", people::officers::Officers::sample_empty()),
        made("office-officer", people::officer::OfficerPage::sample()),
        made("office-officer-refused", people::officer::OfficerPage::sample_refused()),
        made("office-officer-reset", people::officer::OfficerPage::sample_reset()),
        made("office-officer-disabled", people::officer::OfficerPage::sample_disabled()),
        made("office-audit-case", audit::journal::Journal::sample()),
        made("office-audit-case-broken", audit::journal::Journal::sample_broken()),
        made("office-audit-case-cut", audit::journal::Journal::sample_cut()),
        made("office-audit-case-empty", audit::journal::Journal::sample_empty()),
        made("office-audit", audit::reads::Reads::sample()),
        made("office-audit-refused", audit::reads::Reads::sample_refused()),
        made("office-audit-none", audit::reads::Reads::sample_empty()),
        made("office-permissions", audit::permissions::Permissions::sample()),
        made("office-compliance-lists", compliance_list::board::Board::sample()),
        made("office-compliance-lists-none", compliance_list::board::Board::sample_empty()),
        made("office-compliance-list-new", compliance_list::entry::Entry::sample()),
        made("office-compliance-list-new-refused", compliance_list::entry::Entry::sample_refused()),
        made("office-compliance-list-preview", compliance_list::preview::Preview::sample()),
        made("office-compliance-list", compliance_list::page::ListPage::sample()),
        made("office-compliance-list-refused", compliance_list::page::ListPage::sample_refused()),
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
        made("office-review-province", item::Item::sample_province()),
        made("office-rest", rest::Rest::sample()),
        made("office-rest-province", rest::Rest::sample_province()),
        made("office-rest-refused", rest::Rest::sample_refused()),
        made("office-rest-done", rest::Rest::sample_done()),
        made("office-gates", gates::Gates::sample()),
        made("office-gates-refused", gates::Gates::sample_refused()),
        made("office-gates-done", gates::Gates::sample_done()),
        made("office-inspection", inspection::InspectionPage::sample()),
        made("office-inspection-empty", inspection::InspectionPage::sample_empty()),
        made("office-inspection-refused", inspection::InspectionPage::sample_refused()),
        made("office-signals", review::signals::SignalsPage::sample()),
        made("office-signals-none", review::signals::SignalsPage::sample_empty()),
        made("office-signals-refused", review::signals::SignalsPage::sample_refused()),
        made("office-signals-read", review::signals::SignalsPage::sample_read()),
        made("office-case", review::glance::Glance::sample()),
        made("office-case-returned", review::glance::Glance::sample_returned()),
        made("office-case-stale", review::glance::Glance::sample_stale()),
        made("office-history", history::History::sample()),
        made("office-history-county", history::History::sample_county()),
        made("office-history-recused", history::History::sample_recused()),
        made("office-history-refused", history::History::sample_refused()),
        made("office-correction", review_correction::Correction::sample()),
        made("office-correction-list", review_correction::Correction::sample_list()),
        made("office-correction-refused", review_correction::Correction::sample_refused()),
        made("office-conclusion", conclusion::Conclusion::sample()),
        made("office-conclusion-ready", conclusion::Conclusion::sample_ready()),
        made("office-conclusion-refused", conclusion::Conclusion::sample_refused()),
        made("office-approval", approval::ApprovalPage::sample()),
        made("office-approval-refused", approval::ApprovalPage::sample_refused()),
        made("office-approval-substitute", approval::ApprovalPage::sample_substitute()),
        made("office-approval-recused", approval::ApprovalPage::sample_recused()),
        made("office-approval-own", approval::ApprovalPage::sample_own()),
    ]
}

/// A page made from the domain's own types.
fn made<T: Template>(name: &'static str, page: Option<T>) -> Sample {
    Sample::made(name, page)
}
