//! 企业 Pages for people who act for an enterprise.
//!
//! What an enterprise has filed lies on a [`desk`], read and judged; the views of [`dossier`] and of applications are
//! made from it.

pub mod desk;
pub mod moment;
pub mod open;

pub mod home;
pub mod standing;

pub mod dossier;

pub mod application;
pub mod applications;

pub mod update;

pub mod joining;
pub mod messages;
pub mod names;
pub mod team;

pub mod sample;

use crate::sample::Sample;

/// Every enterprise page with its sample values.
pub fn samples() -> Vec<Sample> {
    let Some(ground) = sample::ground() else { return vec![] };
    let mut samples = vec![
        Sample::of("enterprise-dossier", &dossier::Overview::sample(ground)),
        Sample::of("enterprise-dossier-empty", &dossier::Overview::sample_empty(ground)),
    ];
    let sections = [
        ("enterprise-section", dossier::SectionPage::sample(ground, "operation")),
        ("enterprise-section-basics", dossier::SectionPage::sample(ground, "basics")),
        ("enterprise-section-innovation", dossier::SectionPage::sample(ground, "innovation")),
        ("enterprise-section-compliance", dossier::SectionPage::sample(ground, "compliance")),
        ("enterprise-section-empty", dossier::SectionPage::sample_empty(ground, "operation")),
        ("enterprise-section-refused", dossier::SectionPage::sample_refused(ground)),
        ("enterprise-section-cautions", dossier::SectionPage::sample_cautions(ground)),
    ];
    samples.extend(sections.iter().filter_map(|(name, view)| Some(Sample::of(name, view.as_ref()?))));
    samples.extend(applications(ground));
    samples.extend(around(ground));
    samples.push(Sample::of("enterprise-names", &names::Names::sample()));
    samples.extend(names::Names::sample_refused().map(|view| Sample::of("enterprise-names-refused", &view)));
    let rows = [
        ("enterprise-row", dossier::RowPage::sample(ground)),
        ("enterprise-row-empty", dossier::RowPage::sample_empty(ground)),
        ("enterprise-row-refused", dossier::RowPage::sample_refused(ground)),
    ];
    samples.extend(rows.iter().filter_map(|(name, view)| Some(Sample::of(name, view.as_ref()?))));
    samples.extend([
        Sample::made("enterprise-update", update::UpdatePage::sample(ground)),
        Sample::made("enterprise-update-refused", update::UpdatePage::sample_refused(ground)),
        Sample::made("enterprise-update-missed", update::UpdatePage::sample_missed(ground)),
    ]);
    samples
}

fn applications(ground: &sample::Ground) -> Vec<Sample> {
    use application::{CasePage, CheckPage, DeclarePage, PrintPage, ReceiptPage, StartPage, WithdrawPage};
    use applications::Applications;
    let mut samples = vec![
        Sample::of("enterprise-applications-open", &Applications::sample_open(ground)),
        Sample::of("enterprise-applications-empty", &Applications::sample_empty()),
        Sample::of("enterprise-start", &StartPage::sample(ground)),
        Sample::of("enterprise-start-empty", &StartPage::sample_empty(ground)),
        Sample::of("enterprise-start-untitled", &StartPage::sample_untitled(ground)),
        Sample::of("enterprise-start-refused", &StartPage::sample_refused(ground)),
        Sample::of("enterprise-check", &CheckPage::sample(ground)),
        Sample::of("enterprise-check-empty", &CheckPage::sample_empty(ground)),
        Sample::of("enterprise-check-short", &CheckPage::sample_short(ground)),
        Sample::of("enterprise-declare", &DeclarePage::sample(ground)),
        Sample::of("enterprise-declare-click", &DeclarePage::sample_click(ground)),
        Sample::of("enterprise-declare-refused", &DeclarePage::sample_refused(ground)),
        Sample::of("enterprise-print", &PrintPage::sample(ground)),
    ];
    let cases = [
        ("enterprise-case", CasePage::sample(ground)),
        ("enterprise-case-asked", CasePage::sample_asked(ground)),
        ("enterprise-case-corrected", CasePage::sample_corrected(ground)),
        ("enterprise-case-draft", CasePage::sample_draft(ground)),
        ("enterprise-case-returned", CasePage::sample_returned(ground)),
        ("enterprise-case-refused", CasePage::sample_refused(ground)),
    ];
    samples.extend(cases.iter().filter_map(|(name, view)| Some(Sample::of(name, view.as_ref()?))));
    let corrections = [
        ("enterprise-correct", application::correct::CorrectPage::sample(ground)),
        ("enterprise-correct-refused", application::correct::CorrectPage::sample_refused(ground)),
        ("enterprise-correct-closed", application::correct::CorrectPage::sample_closed(ground)),
    ];
    samples.extend(corrections.iter().filter_map(|(name, view)| Some(Sample::of(name, view.as_ref()?))));
    let requests = [
        ("enterprise-correction", application::correct::RequestPage::sample(ground)),
        ("enterprise-correction-accepted", application::correct::RequestPage::sample_accepted(ground)),
    ];
    samples.extend(requests.iter().filter_map(|(name, view)| Some(Sample::of(name, view.as_ref()?))));
    samples.extend(Applications::sample(ground).map(|view| Sample::of("enterprise-applications", &view)));
    samples.extend(ReceiptPage::sample(ground).map(|view| Sample::of("enterprise-receipt", &view)));
    samples.extend(WithdrawPage::sample(ground).map(|view| Sample::of("enterprise-withdraw", &view)));
    samples
}

fn around(ground: &sample::Ground) -> Vec<Sample> {
    let homes = [
        ("enterprise-home", home::Home::sample(ground)),
        ("enterprise-home-held", home::Home::sample_held(ground)),
        ("enterprise-home-empty", Some(home::Home::sample_empty(ground))),
    ];
    let mut samples: Vec<Sample> =
        homes.iter().filter_map(|(name, view)| Some(Sample::of(name, view.as_ref()?))).collect();
    samples.extend([
        Sample::of("enterprise-standing", &standing::Standing::sample()),
        Sample::of("enterprise-standing-empty", &standing::Standing::sample_empty(ground)),
        Sample::of("enterprise-messages", &messages::Messages::sample()),
        Sample::of("enterprise-messages-empty", &messages::Messages::sample_empty()),
        Sample::of("enterprise-team", &team::Team::sample()),
        Sample::of("enterprise-team-pending", &team::Team::sample_pending(ground)),
        Sample::of("enterprise-team-refused", &team::Team::sample_refused(ground)),
        Sample::of("enterprise-joining", &joining::Joining::sample()),
        Sample::of("enterprise-joining-pending", &joining::Joining::sample_pending(ground)),
        Sample::of("enterprise-joining-refused", &joining::Joining::sample_refused(ground)),
    ]);
    samples
}
