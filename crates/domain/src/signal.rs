//! 风险提示 Risk signals for the reviewer (Art. 9 第九条(二), Art. 10 第十条).
//!
//! What is worth a second look in a case: a figure that jumps, figures that contradict each other or the last filing, a
//! number that stands in another enterprise's application too. A signal is no finding and decides nothing: it says the
//! numbers and the facts they concern, and asks for one of two degrees of attention. What is not known raises none. When
//! to say something is policy (`policy/signals.toml`).

mod alike;
mod clue;
mod figures;
mod looked;
mod neighbours;
mod normal;

use jiff::civil::Date;
use serde_json::json;
use sha2::{Digest, Sha256};
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::Policy;

pub use alike::likeness;
pub use clue::{Clue, PRODUCT, clues};
pub use looked::{Event, Look, LookedInto, look_into};
pub use neighbours::{Known, Neighbour};
pub use normal::normal;
pub use titian_rulebook::signals::Weight;

use crate::answers::Place;
use crate::application::Content;

/// Something to look at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// Its name within the case, the same as long as it is about the same: `jump:revenue@2025`.
    pub key: String,
    /// What kind.
    pub kind: Kind,
    /// The facts it concerns, by the ids of the catalogue; of a record, its id.
    pub facts: Vec<Place>,
    /// In a sentence, with the numbers.
    pub sentence: String,
    /// Why one looks, as the policy says.
    pub why: String,
    /// How much it asks for.
    pub weight: Weight,
    /// Of exactly the numbers it rests on, readable or not by who looks: what was looked into is this and nothing that
    /// came later.
    pub digest: String,
}

/// Kinds of signals, in the order they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 数据矛盾.
    Contradiction,
    /// 比例超过 100%.
    Share,
    /// 年度间跳变.
    Jump,
    /// 与上次申报不一致.
    LastFiling,
    /// 近期受让.
    Transfer,
    /// 多家企业相同.
    Shared,
    /// 同集团相似产品.
    Group,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 7] =
        [Kind::Contradiction, Kind::Share, Kind::Jump, Kind::LastFiling, Kind::Transfer, Kind::Shared, Kind::Group];

    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Contradiction => "数据相互矛盾",
            Kind::Share => "比例超过 100%",
            Kind::Jump => "年度间变化大",
            Kind::LastFiling => "与上次申报不一致",
            Kind::Transfer => "专利近期受让",
            Kind::Shared => "与其他企业相同",
            Kind::Group => "同一集团产品相似",
        }
    }
}

/// What was filed, on which day: this time, or the last time.
#[derive(Debug, Clone, Copy)]
pub struct Filed<'a> {
    /// The frozen content.
    pub content: &'a Content,
    /// The day.
    pub on: Date,
}

/// Everything worth a second look, what weighs more first. `last` is what the same enterprise filed in an earlier
/// application, `neighbours` are applications of other enterprises that a clue of this one stands in.
pub fn signals(
    filed: Filed<'_>,
    edition: &Edition,
    last: Option<Filed<'_>>,
    neighbours: &[Neighbour],
    policy: &Policy,
) -> Vec<Signal> {
    let mut all = figures::signals(filed, edition, last, policy);
    all.extend(neighbours::signals(filed.content, neighbours, policy));
    all.sort_by(|a, b| (b.weight, a.kind, &a.key).cmp(&(a.weight, b.kind, &b.key)));
    all
}

/// SHA-256 of what a signal rests on.
fn digest(key: &str, rests_on: &[String]) -> String {
    let text = json!({ "key": key, "on": rests_on }).to_string();
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A place as it stands in a key: `revenue@2025`.
fn name(place: &Place) -> String {
    place.year.map_or_else(|| place.fact.clone(), |year| format!("{}@{year}", place.fact))
}
