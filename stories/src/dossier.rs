//! A dossier that reaches the innovative tier, the same for every enterprise of a story; and what the higher tiers ask.

use jiff::civil::Date;
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::enterprise::{Command, Evidence};
use titian_domain::id::EvidenceId;
use titian_store::Blob;

/// What is answered, for the year of accounts 2025.
const FIGURES: [(&str, Option<i16>, &str); 23] = [
    ("revenue", Some(2025), "1000万元"),
    ("main_revenue", Some(2025), "800万元"),
    ("main_revenue", Some(2024), "600万元"),
    ("rd_expense", Some(2025), "50万元"),
    ("total_assets", Some(2025), "1000万元"),
    ("total_liabilities", Some(2025), "500万元"),
    ("ip_class", None, "class1"),
    ("strategic_emerging", None, "是"),
    ("valid_honour", None, "否"),
    ("institution_level", None, "none"),
    ("national_award_rank", None, "0"),
    ("provincial_award_rank", None, "0"),
    ("equity_raised", Some(2025), "0元"),
    ("equity_raised", Some(2024), "0元"),
    ("equity_raised", Some(2023), "0元"),
    ("registered_in_guangxi", None, "是"),
    ("legal_person", None, "是"),
    ("sme", None, "是"),
    ("abnormal_operations", None, "否"),
    ("serious_dishonesty", None, "否"),
    ("restricted_product", None, "否"),
    ("major_violation", None, "否"),
    ("serious_incident_2026", None, "否"),
];

/// What the higher tiers ask beyond that.
const HIGHER: [(&str, Option<i16>, &str); 19] = [
    ("revenue", Some(2025), "5512.5万元"),
    ("revenue", Some(2024), "5200万元"),
    ("revenue", Some(2023), "5000万元"),
    ("main_revenue", Some(2025), "4961.25万元"),
    ("rd_expense", Some(2025), "600万元"),
    ("rd_expense", Some(2024), "600万元"),
    ("total_assets", Some(2025), "1000万元"),
    ("total_liabilities", Some(2025), "500万元"),
    ("market_entry", None, "2019-01-01"),
    ("market_share", None, "12%"),
    ("market_rank", None, "0"),
    ("market_position", None, "是"),
    ("key_field", None, "是"),
    ("chain_role", None, "是"),
    ("class1_applied", None, "4"),
    ("holds_technology_sme", None, "否"),
    ("development_score", Some(2025), "60分"),
    ("development_score", Some(2024), "0分"),
    ("equity_raised", Some(2022), "0元"),
];

/// The figures.
pub fn figures() -> Command {
    filed(&FIGURES)
}

/// The same for another year of accounts.
pub fn figures_of(year: i16) -> Command {
    let shifted =
        |(fact, of, text): &(&'static str, Option<i16>, &'static str)| (*fact, of.map(|of| of + year - 2025), *text);
    filed(&FIGURES.iter().map(shifted).collect::<Vec<_>>())
}

/// Figures that reach all three tiers.
pub fn higher() -> Command {
    filed(&HIGHER)
}

fn filed(answers: &[(&str, Option<i16>, &str)]) -> Command {
    let edit = |(fact, year, text): &(&str, Option<i16>, &str)| Edit {
        place: Place { fact: (*fact).into(), year: *year },
        text: Some((*text).into()),
    };
    Command::File { edits: answers.iter().map(edit).collect(), source: Source::Enterprise }
}

/// The licence; its bytes are nowhere.
pub fn licence(on: Date) -> Command {
    Command::AddEvidence(Evidence {
        id: EvidenceId("00".repeat(32)),
        kind: "licence".into(),
        year: None,
        name: "营业执照.pdf".into(),
        media: "application/pdf".into(),
        size: 1_000,
        on,
    })
}

/// Kinds of evidence that the questions of the innovative tier ask for.
pub const PROOFS: [&str; 3] = ["ip_certificate", "audit_report", "product_note"];

/// A file that was kept, as evidence of a kind.
pub fn proof(kind: &str, blob: &Blob, on: Date) -> Command {
    Command::AddEvidence(Evidence {
        id: EvidenceId(blob.id.clone()),
        kind: kind.into(),
        year: (kind == "audit_report").then_some(2025),
        name: format!("{kind}.pdf"),
        media: "application/pdf".into(),
        size: blob.size,
        on,
    })
}
