//! 主管部门 Pages for the people of county, city and province.

pub mod read;
pub mod review;
mod sample;

use askama::Template;

use crate::sample::Sample;

/// Every office page with its sample values.
pub fn samples() -> Vec<Sample> {
    use review::{approval, conclusion, correction, gates, history, inspection, item, rest};
    vec![
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
