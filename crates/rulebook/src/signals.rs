//! 风险提示 What a reviewer is asked to look at again, as data (`policy/signals.toml`; A9.2, A10.2, A10.3).
//!
//! Thresholds and what is compared with what. The signals themselves are found where the cases are known; here it is
//! only said when there is one. A signal weighs something and decides nothing: no weight refuses, holds or takes points.

mod read;

use std::collections::BTreeMap;

use crate::catalogue::FactIx;
use crate::quantity::Ratio;
use crate::region::DivisionCode;
use crate::stated::Warrant;

/// How much a signal asks for. There is nothing stronger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// 留意.
    Notice,
    /// 重点核对.
    LookClosely,
}

/// When there is a signal.
#[derive(Debug, Clone)]
pub struct Signals {
    /// Figures that jump from one year to the next.
    pub jumps: Vec<Jump>,
    /// Parts above their whole.
    pub share: Share,
    /// Contradictions that the catalogue knows (`[[caution]]`).
    pub caution: Cautioned,
    /// Rights that were acquired lately.
    pub transfer: Transfer,
    /// Figures that differ from the last filing.
    pub filing: Differs,
    /// What belongs to one enterprise alone.
    pub shared: Vec<Shared>,
    /// Enterprises of one group with products alike.
    pub group: Group,
    /// Area codes of landlines, by city.
    pub area_codes: BTreeMap<DivisionCode, String>,
}

/// A figure against the year before it.
#[derive(Debug, Clone)]
pub struct Jump {
    /// Which figure; asked by year.
    pub fact: FactIx,
    /// It grew by more than this share of the year before.
    pub up: Ratio,
    /// It fell by more than this share of the year before.
    pub down: Ratio,
    /// In stored units: where both figures are smaller, nothing is said.
    pub below: i64,
    /// How much it asks for.
    pub weight: Weight,
    /// What it rests on.
    pub warrant: Warrant,
}

/// Measures that cannot be above 100 %.
#[derive(Debug, Clone)]
pub struct Share {
    /// Their places in [`crate::catalogue::Catalogue::measures`].
    pub measures: Vec<usize>,
    /// How much it asks for.
    pub weight: Weight,
    /// What it rests on.
    pub warrant: Warrant,
}

/// Which of the catalogue's cautions weigh more.
#[derive(Debug, Clone)]
pub struct Cautioned {
    /// Their ids; the others are noticed only.
    pub look_closely: Vec<String>,
    /// What it rests on.
    pub warrant: Warrant,
}

/// A right that was transferred to the enterprise lately.
#[derive(Debug, Clone)]
pub struct Transfer {
    /// For so many months after the transfer.
    pub months: i32,
    /// How much it asks for.
    pub weight: Weight,
    /// What it rests on.
    pub warrant: Warrant,
}

/// Against the last filing of the same enterprise.
#[derive(Debug, Clone)]
pub struct Differs {
    /// A figure differs by more than this share of the former one.
    pub figures: Ratio,
    /// Dates that differ at all.
    pub dates: Vec<FactIx>,
    /// How much it asks for.
    pub weight: Weight,
    /// What it rests on.
    pub warrant: Warrant,
}

/// What belongs to one enterprise alone.
#[derive(Debug, Clone)]
pub struct Shared {
    /// Id, ASCII: `patent`.
    pub id: String,
    /// What it is called: 知识产权号.
    pub label: String,
    /// Where it stands.
    pub place: Where,
    /// When two are the same.
    pub compare: Compare,
    /// How much it asks for.
    pub weight: Weight,
    /// What it rests on.
    pub warrant: Warrant,
}

/// Where a text stands in a dossier, by the ids of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// A fact asked once.
    Fact(String),
    /// A field of every row of a record.
    Field {
        /// The record.
        record: String,
        /// Its field.
        field: String,
    },
}

/// When two texts mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    /// A patent or registration number, with or without ZL and check digit.
    Right,
    /// A telephone number, with or without area code.
    Phone,
    /// An address with a house number.
    Address,
    /// The number of a paper.
    Number,
    /// A name of a person, a company or a group.
    Name,
}

/// Enterprises of one controller or group, with main products alike.
#[derive(Debug, Clone)]
pub struct Group {
    /// By which of [`Signals::shared`] they are one group.
    pub by: Vec<String>,
    /// The fact that names the main product.
    pub product: String,
    /// At least this share of pieces is the same.
    pub alike: Ratio,
    /// How much it asks for.
    pub weight: Weight,
    /// What it rests on.
    pub warrant: Warrant,
}

impl Weight {
    /// All, the lighter first.
    pub const ALL: [Weight; 2] = [Weight::Notice, Weight::LookClosely];

    /// The id used in policy files.
    pub const fn id(self) -> &'static str {
        match self {
            Weight::Notice => "notice",
            Weight::LookClosely => "look_closely",
        }
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Weight::Notice => "留意",
            Weight::LookClosely => "重点核对",
        }
    }
}

impl Compare {
    /// All of them.
    pub const ALL: [Compare; 5] = [Compare::Right, Compare::Phone, Compare::Address, Compare::Number, Compare::Name];

    /// The id used in policy files.
    pub const fn id(self) -> &'static str {
        match self {
            Compare::Right => "right",
            Compare::Phone => "phone",
            Compare::Address => "address",
            Compare::Number => "number",
            Compare::Name => "name",
        }
    }
}

impl Signals {
    /// Every warrant, with what it is about.
    pub fn warrants(&self) -> impl Iterator<Item = (&str, &Warrant)> {
        let jumps = self.jumps.iter().map(|jump| ("jump", &jump.warrant));
        let single = [
            ("share", &self.share.warrant),
            ("caution", &self.caution.warrant),
            ("transfer", &self.transfer.warrant),
            ("filing", &self.filing.warrant),
            ("group", &self.group.warrant),
        ];
        jumps.chain(single).chain(self.shared.iter().map(|one| (one.id.as_str(), &one.warrant)))
    }
}
