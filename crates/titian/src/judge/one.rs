//! One enterprise: every tier asked about, every reason.

use anyhow::Result;
use jiff::civil::Date;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::dossier::Dossier;
use titian_rulebook::explain::{self, Enterprise, FORMAT, Judgement, Named, UndecidedTier};
use titian_rulebook::judge::judge;
use titian_rulebook::policy::Policy;

use crate::question::Question;

/// Judges a dossier for every tier asked about.
pub fn judgement(policy: &Policy, dossier: &Dossier, question: &Question) -> Result<Judgement> {
    let on = question.on();
    let (mut assessments, mut undecided) = (Vec::new(), Vec::new());
    for tier in question.tiers(policy)? {
        match policy.edition(tier, question.purpose, on, question.edition.as_deref()) {
            Ok(edition) => {
                let facts = policy.facts(dossier, &edition, on);
                assessments.push(explain::report(&policy.catalogue, &edition, &facts, &judge(&edition, &facts), on));
            }
            Err(gap) => undecided.push(UndecidedTier {
                tier: Named { id: tier.id().into(), label: tier.label().into() },
                reason: gap.reason,
                candidates: gap.candidates,
            }),
        }
    }
    Ok(Judgement { format: FORMAT, enterprise: enterprise(policy, dossier, on), assessments, undecided })
}

fn enterprise(policy: &Policy, dossier: &Dossier, on: Date) -> Enterprise {
    let text = |id: &str| dossier.text(&policy.catalogue, id).unwrap_or_default().to_owned();
    let code = text("credit_code");
    let code_warnings = match CreditCode::parse(&code) {
        _ if code.is_empty() => vec![],
        Ok(code) => code.warnings().iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    };
    Enterprise {
        name: text("name"),
        credit_code: code,
        code_warnings,
        city: text("city"),
        size: size(policy, dossier, on),
    }
}

fn size(policy: &Policy, dossier: &Dossier, on: Date) -> Vec<String> {
    let Some(industry) = dossier.text(&policy.catalogue, "industry") else { return vec![] };
    let last_year = on.year() - 1;
    let figure = |id: &str| {
        let (fact, _) = policy.catalogue.fact(id)?;
        let relative = policy.catalogue.slot_of(fact, 1).and_then(|slot| dossier.figures.get(&slot));
        dossier.by_year.get(&(fact, last_year)).or(relative).copied()
    };
    let answer = policy.sizes.classify(industry, figure("employees"), figure("revenue"), figure("total_assets"));
    std::iter::once(answer.to_string()).chain(answer.explain()).collect()
}
