//! The test house: everything that needs a database. Rules are tested beside the rules; here the same rules meet
//! SQLite and PostgreSQL as they are.

pub mod browser;
pub mod consulting;
pub mod database;
pub mod disk;
pub mod dossier;
pub mod html;
pub mod orchard;
pub mod portal;
pub mod postgres;
pub mod province;
pub mod reader;
pub mod ready;
pub mod routes;
pub mod stores;

pub use database::{Answer, Database, answer, columnar, show};
pub use postgres::Postgres;

use titian_rulebook::applicability::Answer as Applies;
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::Policy;
use titian_rulebook::tier::{Purpose, Tier};

/// Every edition that the table of applicability leads to, or names as a candidate for a day left open.
pub fn editions(policy: &Policy) -> Vec<Edition> {
    let mut named = Vec::new();
    for (tier, purpose) in Tier::ALL.into_iter().flat_map(|tier| Purpose::ALL.map(|purpose| (tier, purpose))) {
        for span in policy.applicability.line(tier, purpose) {
            let rules = match &span.answer {
                Applies::Rule(rule) => std::slice::from_ref(rule),
                Applies::Gap(gap) => &gap.candidates,
            };
            named.extend(rules.iter().map(|rule| (rule.standard.clone(), rule.gates.clone(), purpose.id())));
        }
    }
    named.sort();
    named.dedup();
    let edition = |(standard, gates, purpose): &(String, String, &str)| {
        policy.edition_of(standard, gates, Purpose::from_id(purpose)?)
    };
    named.iter().filter_map(edition).collect()
}

/// `miit-2022/innovative behind gates/guangxi-2023, apply`.
pub fn name(edition: &Edition) -> String {
    format!("{} behind {}, {}", edition.standard.id, edition.gates.id, edition.purpose.id())
}
