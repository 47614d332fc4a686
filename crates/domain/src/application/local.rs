//! 特色化指标得分 What reviewers enter of the local indicators (Art. 8 第八条): the points while no table is known, an
//! option where a table leaves it to them. A figure of theirs has a reason and a file behind it, always.

use titian_rulebook::catalogue::{Catalogue, Kind};
use titian_rulebook::judge::Edition;
use titian_rulebook::standard::Score;

use super::{Application, Ruling};

/// How the facts of local indicators begin.
pub(super) const LOCAL: &str = "local_";

/// Something that reviewers enter by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// The indicator.
    pub item: String,
    /// The fact that holds what is entered.
    pub fact: String,
    /// What it can be.
    pub kind: Kind,
    /// The points it can give.
    pub max: i64,
}

/// All of an edition that is entered by hand.
pub fn by_hand(edition: &Edition, catalogue: &Catalogue) -> Vec<ByHand> {
    let indicators = edition.standard.indicators.iter();
    let one = |indicator: &titian_rulebook::standard::Indicator| {
        let (Score::External(slot) | Score::Classes { slot, .. }) = &indicator.score else { return None };
        let fact = catalogue.fact_of(*slot);
        let ours = fact.judged_by_officer && fact.id.starts_with(LOCAL);
        ours.then(|| ByHand {
            item: indicator.id.clone(),
            fact: fact.id.clone(),
            kind: fact.kind.clone(),
            max: indicator.max,
        })
    };
    indicators.filter_map(one).collect()
}

impl ByHand {
    /// What a ruling on it lacks; nothing if it is whole. Where nothing is declared, to accept it enters nothing.
    pub(super) fn wants(&self, case: &Application, label: &str, ruling: &Ruling) -> Option<String> {
        let declared = || {
            let filing = case.filing.as_ref();
            filing.is_some_and(|filing| filing.content.answers.once.contains_key(&self.fact))
        };
        match ruling {
            Ruling::Accept if declared() => {
                Some(format!("“{label}”不能直接采信企业的估计，请选“调整”，录入得分、理由和佐证（第八条）"))
            }
            Ruling::Accept | Ruling::Reject { .. } | Ruling::Ask { .. } => None,
            Ruling::Adjust { edits, evidence, .. } => {
                let text = edits.iter().find(|edit| edit.place.fact == self.fact).and_then(|edit| edit.text.as_deref());
                let points = text.and_then(|text| self.kind.parse(text).ok());
                let fits = points.is_some_and(|points| match self.kind {
                    Kind::Count { .. } => (0..=self.max).contains(&points),
                    _ => true,
                });
                match (fits, evidence) {
                    (false, _) if matches!(self.kind, Kind::Count { .. }) => {
                        Some(format!("“{label}”的得分应当是 0 到 {} 的整数", self.max))
                    }
                    (false, _) => Some(format!("“{label}”要选一档")),
                    (true, None) => Some(format!("“{label}”要指明依据哪一份佐证材料（第八条）")),
                    (true, Some(_)) => None,
                }
            }
        }
    }
}
