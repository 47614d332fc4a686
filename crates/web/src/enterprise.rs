//! 企业 Pages for people who act for an enterprise.
//!
//! What an enterprise has filed lies on a [`desk`], read and judged; the views of [`dossier`] and of applications are
//! made from it.

pub mod desk;
pub mod dossier;

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
    let rows = [
        ("enterprise-row", dossier::RowPage::sample(ground)),
        ("enterprise-row-empty", dossier::RowPage::sample_empty(ground)),
        ("enterprise-row-refused", dossier::RowPage::sample_refused(ground)),
    ];
    samples.extend(rows.iter().filter_map(|(name, view)| Some(Sample::of(name, view.as_ref()?))));
    samples
}
