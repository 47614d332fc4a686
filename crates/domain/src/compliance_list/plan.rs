//! All rows of a list, and what each comes to.

use jiff::civil::Date;

use super::{Hit, Line, Standing};
use crate::id::EnterpriseId;
use crate::matching::{Candidate, Directory, Doubt, Ground, Known, Match};

/// What a list comes to over the enterprises that its office looks after.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Rows that mean, or may mean, one of ours: one for each enterprise, by row.
    pub hits: Vec<Hit>,
    /// How many rows mean nobody of ours.
    pub unknown: u64,
}

impl Plan {
    /// How many hits stand like this.
    pub fn count(&self, like: impl Fn(&Standing) -> bool) -> usize {
        self.hits.iter().filter(|hit| like(&hit.standing)).count()
    }
}

/// Plans a list as of a day. A code names a firm for life: a row that bears one of ours is a hit, whatever it calls it. By
/// a name alone nothing is found: a person says whether it is the same firm. Whoever was taken off by that day is told and
/// not held against anybody.
pub fn plan(lines: &[Line], known: impl IntoIterator<Item = Known<EnterpriseId>>, as_of: Date) -> Plan {
    let directory: Directory<EnterpriseId> = known.into_iter().collect();
    let mut plan = Plan::default();
    for line in lines {
        let found = meant(&directory, line);
        if found.is_empty() {
            plan.unknown += 1;
        }
        let off = line.removed.is_some_and(|removed| removed <= as_of);
        for Candidate { known, by, doubts } in found {
            let standing = match by {
                _ if off => Standing::Removed,
                Ground::Code => Standing::ByCode,
                _ => Standing::Waiting,
            };
            let doubts: Vec<&str> = doubts.iter().map(|doubt| doubt.label()).collect();
            plan.hits.push(Hit {
                row: line.row,
                enterprise: known.id.clone(),
                ours: known.name.clone(),
                name: line.named.name.clone(),
                code: line.named.code.map(|code| code.to_string()).unwrap_or_default(),
                ground: std::iter::once(by.label()).chain(doubts).collect::<Vec<_>>().join("，"),
                listed: line.listed,
                removed: line.removed,
                reason: line.reason.clone(),
                authority: line.authority.clone(),
                standing,
            });
        }
    }
    plan
}

/// Whom a row means or may mean. Another code on both sides is another firm, unless the whole name is the same.
fn meant<'d>(directory: &'d Directory<EnterpriseId>, line: &Line) -> Vec<Candidate<'d, EnterpriseId>> {
    let mut found = match directory.find(&line.named) {
        Match::Unknown => vec![],
        Match::Matched { known, by } => vec![Candidate { known, by, doubts: vec![] }],
        Match::Ambiguous(candidates) => candidates,
    };
    if found.iter().any(|one| one.by == Ground::Code) {
        found.retain(|one| one.by == Ground::Code);
    }
    found.retain(|one| one.by != Ground::NearName || !one.doubts.contains(&Doubt::CodeDiffers));
    found
}
