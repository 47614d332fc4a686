//! 案例 A worked case: what is filled in, what is asked, and the answer by the annex.

use jiff::civil::Date;
use titian_rulebook::catalogue::Slot;
use titian_rulebook::derive::Definitions;
use titian_rulebook::dossier::Dossier;
use titian_rulebook::facts::{Cell, Facts};
use titian_rulebook::judge::{Edition, Points, Truth};
use titian_rulebook::policy::Policy;
use titian_rulebook::source::Problem;
use titian_rulebook::tier::Purpose;

/// A file of worked cases.
pub struct CaseFile {
    /// What the file says of its standard as a whole.
    pub sums: Option<Sums>,
    /// Its cases, in order.
    pub cases: Vec<Case>,
}

/// How many points and clauses a standard has, as the annex counts them.
pub struct Sums {
    pub file: String,
    pub line: u32,
    pub standard: String,
    /// Points in all and needed in all; `None` if the standard gives no points.
    pub total: Option<(i64, i64)>,
    /// Id, points, points needed.
    pub groups: Vec<(String, i64, i64)>,
    pub conditions: i64,
    pub routes: i64,
    /// The most points of each indicator, as its blocks say.
    pub maxima: Vec<(String, i64)>,
}

/// One row: a name, what is filled in, and what follows.
pub struct Case {
    pub file: String,
    pub line: u32,
    pub name: String,
    pub on: Date,
    /// What is filled in; what is wrong with it, where the row says that it is refused.
    pub dossier: Result<Dossier, Vec<Problem>>,
    pub question: Question,
}

/// What a case asks, and the answer by the annex.
pub enum Question {
    Points { under: Under, indicator: String, points: Points, reason: Option<String> },
    Clause { under: Under, part: Part, clause: String, answer: Truth, reason: Option<String> },
    Outcome { under: Under, expected: Expected },
    Fact { definitions: String, slot: Slot, is: Is, reason: Option<String> },
    Refused { says: String },
}

/// A standard behind gates, asked for one purpose.
#[derive(Clone)]
pub struct Under {
    pub standard: String,
    pub gates: String,
    pub purpose: Purpose,
}

/// Where a clause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Gate,
    Condition,
    Route,
}

/// What follows for a whole enterprise. What a row leaves out is not compared, except that a result has its reason.
pub struct Expected {
    pub outcome: Truth,
    /// 得分, 条件, or the ids of direct routes.
    pub by: Vec<String>,
    pub unmet: Vec<String>,
    pub needs: Vec<String>,
    pub total: Option<Points>,
    pub groups: Vec<(String, Points)>,
    pub reason: Option<String>,
}

/// What becomes of a fact that follows from records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    Known(i64),
    /// 待定: the records leave it open.
    Open,
    /// 不能计算.
    NotComputable,
}

impl Case {
    /// The facts of the case under the definitions of a standard; nothing is known of a refused dossier.
    pub fn facts(&self, policy: &Policy, definitions: &Definitions) -> Facts {
        match &self.dossier {
            Ok(dossier) => dossier.facts(&policy.catalogue, definitions, &policy.sizes, self.on),
            Err(_) => Facts::blank(policy.catalogue.slots().len()),
        }
    }

    /// What the case is judged by; `None` for facts and refusals, which no standard judges.
    pub fn under(&self) -> Option<&Under> {
        match &self.question {
            Question::Points { under, .. } | Question::Clause { under, .. } | Question::Outcome { under, .. } => {
                Some(under)
            }
            Question::Fact { .. } | Question::Refused { .. } => None,
        }
    }
}

impl Under {
    pub fn edition(&self, policy: &Policy) -> Edition {
        policy.edition_of(&self.standard, &self.gates, self.purpose).expect("checked while reading")
    }
}

impl From<Cell> for Is {
    fn from(cell: Cell) -> Is {
        match cell {
            Cell::Known(stored) => Is::Known(stored),
            Cell::Missing => Is::Open,
            Cell::NotComputable(_) => Is::NotComputable,
        }
    }
}
