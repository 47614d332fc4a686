//! 补录 Titles granted before these rules (Art. 13 第十三条第四款): what each row of an old list comes to.
//!
//! Old lists often carry a name and a city and nothing else. What a row does not say stays unknown; whom it means is
//! [`matching`](crate::matching)'s to say, and where that is in doubt an officer of the province confirms. A list is
//! planned as a whole before anything is written: every row has its fate, and a plan with a row that is refused or
//! undecided writes nothing.

mod line;
mod plan;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::id::EnterpriseId;
use crate::matching::{Ground, Named};

pub use line::{COLUMNS, Texts, read};
pub(crate) use line::{city, confirmed, tier, whom};
pub use plan::{Held, Plan, plan};

/// A row that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its row in the list, as a spreadsheet counts it.
    pub row: u64,
    /// Whom it names.
    pub named: Named,
    /// The tier of the title.
    pub tier: Tier,
    /// First day, if the list has it.
    pub from: Option<Date>,
    /// The first day on which its term is over, if the list has its last day.
    pub until: Option<Date>,
    /// What else the list says of when it was granted, in its own words: 2020年度, 第七批.
    pub stated: String,
    /// Where it stands written.
    pub source: String,
    /// Whom an officer has confirmed it to mean.
    pub confirmed: Option<Confirmed>,
}

/// What an officer has confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmed {
    /// It is the enterprise with this code or, where none is known, this id.
    Known(String),
    /// It is none of those we know.
    New,
}

/// Somebody whom a row may mean, for a person to say yes or no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maybe {
    /// What is written under 确认企业 if it is this one: its code or, where none is known, its id; empty for one that
    /// the same list brings in without a code, which cannot be named so.
    pub answer: String,
    /// Who it may be and why that is not certain.
    pub told: String,
}

/// What a row comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// A title of an enterprise that we know.
    Joins {
        /// Which.
        enterprise: EnterpriseId,
        /// Its city, where the list names none.
        city: DivisionCode,
        /// By what we know that it is meant; `None` where an officer has confirmed it.
        by: Option<Ground>,
    },
    /// A title of an enterprise that we did not know. Rows that name the same new enterprise carry the same number.
    Founds(usize),
    /// It is on record already: nothing is written.
    Again,
    /// An officer has to confirm whom it means: everybody who may be, and why that is not certain.
    Asks(Vec<Maybe>),
    /// It cannot be taken over: every reason, with what to do.
    Refused(Vec<String>),
}

impl Fate {
    /// In Chinese, in a few words.
    pub fn label(&self) -> &'static str {
        match self {
            Fate::Joins { .. } => "补录到已有企业",
            Fate::Founds(_) => "补录为新登记的企业",
            Fate::Again => "已有记录，不重复补录",
            Fate::Asks(_) => "需要确认",
            Fate::Refused(_) => "不能补录",
        }
    }

    /// Whether nothing can be written while it is so.
    pub fn is_open(&self) -> bool {
        matches!(self, Fate::Asks(_) | Fate::Refused(_))
    }

    /// Why, as far as there is something to say.
    pub fn reasons(&self) -> Vec<&str> {
        match self {
            Fate::Asks(who) => who.iter().map(|one| one.told.as_str()).collect(),
            Fate::Refused(reasons) => reasons.iter().map(String::as_str).collect(),
            Fate::Joins { .. } | Fate::Founds(_) | Fate::Again => vec![],
        }
    }
}
