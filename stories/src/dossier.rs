//! A dossier that reaches the innovative tier, the same for every enterprise of a story.

use jiff::civil::Date;
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::enterprise::{Command, Evidence};
use titian_domain::id::EvidenceId;

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

/// The figures.
pub fn figures() -> Command {
    let edit = |(fact, year, text): (&str, Option<i16>, &str)| Edit {
        place: Place { fact: fact.into(), year },
        text: Some(text.into()),
    };
    Command::File { edits: FIGURES.map(edit).into(), source: Source::Enterprise }
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
