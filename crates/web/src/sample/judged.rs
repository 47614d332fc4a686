//! 样例评价 The sample enterprise judged by the shipped rulebook, so that sample pages say what real ones say.

use std::sync::LazyLock;

use titian_rulebook::advise::{Advice, Horizon, advise};
use titian_rulebook::dossier::Dossier;
use titian_rulebook::explain::{self, Report};
use titian_rulebook::judge::judge;
use titian_rulebook::policy::Policy;
use titian_rulebook::source::parse_toml;
use titian_rulebook::tier::{Purpose, Tier};

use super::today;

/// The shipped policy; none if it does not load, which the rulebook's own tests would tell.
pub fn policy() -> Option<&'static Policy> {
    static POLICY: LazyLock<Option<Policy>> = LazyLock::new(|| Policy::shipped().ok());
    POLICY.as_ref()
}

/// A tier judged: the report, and the way to reach it in the rulebook's words.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The assessment in words.
    pub report: Report,
    /// The cheapest way to the tier by the next year.
    pub advice: Advice,
}

/// The three tiers, the lowest first.
pub fn judged() -> &'static [Judged] {
    static JUDGED: LazyLock<Vec<Judged>> = LazyLock::new(|| all(include_str!("dossier.toml")));
    &JUDGED
}

/// The three tiers of an enterprise of which hardly anything is known.
pub fn hardly_known() -> &'static [Judged] {
    static JUDGED: LazyLock<Vec<Judged>> = LazyLock::new(|| all("[years.2025]\nrevenue = \"4128万元\"\n"));
    &JUDGED
}

fn all(dossier: &str) -> Vec<Judged> {
    Tier::ALL.into_iter().filter_map(|tier| judged_in(tier, dossier)).collect()
}

fn judged_in(tier: Tier, dossier: &str) -> Option<Judged> {
    let policy = policy()?;
    let catalogue = &policy.catalogue;
    let node = parse_toml("dossier.toml", dossier).ok()?;
    let dossier = Dossier::read(catalogue, "dossier.toml", &node).ok()?;
    let edition = policy.edition(tier, Purpose::Apply, today(), None).ok()?;
    let facts = policy.facts(&dossier, &edition, today());
    let report = explain::report(catalogue, &edition, &facts, &judge(&edition, &facts), today());
    let advice = advise(&edition, catalogue, &facts, Horizon::NextYear);
    Some(Judged { report, advice })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_enterprise_is_judged_in_all_tiers() {
        assert_eq!((judged().len(), hardly_known().len()), (3, 3));
    }
}
