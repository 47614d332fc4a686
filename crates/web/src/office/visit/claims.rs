//! 申报的内容 What was claimed, numbered alike on the sheet of paper and in the form it is typed back into.

use titian_domain::application::Filing;
use titian_rulebook::catalogue::{Catalogue, Kind};

use crate::show;

/// Something that was claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its number on the sheet, from 1.
    pub at: usize,
    /// What: 2025年营业收入总额.
    pub claim: String,
    /// The value as it was filed.
    pub claimed: String,
}

/// The claims of a filing: every fact that was answered, the latest year first, and the premises.
pub fn claims(filing: &Filing, catalogue: &Catalogue) -> Vec<Claim> {
    let answers = &filing.content.answers;
    let mut all: Vec<(String, String)> = Vec::new();
    for fact in &catalogue.facts {
        let said = |text: &str| match &fact.kind {
            Kind::Choice { options, .. } => {
                let option = options.iter().find(|option| option.id == text);
                option.map_or_else(|| text.to_owned(), |option| option.label.clone())
            }
            _ => show::sentence(text),
        };
        if let Some(answer) = answers.once.get(&fact.id) {
            all.push((show::sentence(&fact.label), said(&answer.text)));
        }
        for (year, answers) in answers.by_year.iter().rev() {
            if let Some(answer) = answers.get(&fact.id) {
                all.push((format!("{year}年{}", show::sentence(&fact.label)), said(&answer.text)));
            }
        }
    }
    all.push(("生产经营场所和主要设备".into(), "在申报地址".into()));
    all.into_iter().zip(1..).map(|((claim, claimed), at)| Claim { at, claim, claimed }).collect()
}
