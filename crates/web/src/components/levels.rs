//! 两本账 Declared beside reviewed, group by group, as terraces that rise: water is what was reviewed, a dashed bank is
//! what was declared, the tick is the pass mark of the group. The figures stand above, always.

use askama::Template;
use askama::filters::HtmlSafe;
use titian_rulebook::explain::{GroupReport, Mark};

use crate::show;

/// Groups of points, declared and reviewed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/levels.html")]
pub struct Levels(pub Vec<Level>);

/// One group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// 创新能力.
    pub label: String,
    /// Declared points; empty if they are those reviewed.
    pub was: String,
    /// Reviewed points.
    pub now: String,
    /// Out of.
    pub max: i64,
    /// What is needed: 须满 20; empty = nothing of its own.
    pub pass: String,
    /// Whether the pass mark is certainly reached.
    pub reached: bool,
    fill: String,
    bank: Option<String>,
    mark: Option<String>,
}

impl Level {
    /// A group as declared and as reviewed.
    pub fn new(label: &str, declared: Mark, reviewed: Mark) -> Level {
        let differs = (declared.low, declared.high) != (reviewed.low, reviewed.high);
        Level {
            label: label.into(),
            was: if differs { show::points(declared.low, declared.high) } else { String::new() },
            now: show::points(reviewed.low, reviewed.high),
            max: reviewed.max,
            pass: if reviewed.pass > 0 { format!("须满\u{a0}{}", reviewed.pass) } else { String::new() },
            reached: reviewed.low >= reviewed.pass,
            fill: show::tenths(reviewed.low, reviewed.max),
            bank: differs.then(|| show::tenths(declared.high, declared.max)),
            mark: (reviewed.pass > 0).then(|| show::tenths(reviewed.pass, reviewed.max)),
        }
    }
}

impl Levels {
    /// The groups of two reports on one standard.
    pub fn of(declared: &[GroupReport], reviewed: &[GroupReport]) -> Levels {
        let pairs = declared.iter().zip(reviewed);
        Levels(pairs.map(|(was, now)| Level::new(&now.label, was.mark, now.mark)).collect())
    }
}

impl HtmlSafe for Levels {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_declared_is_said_only_where_it_differs() {
        let mark = |low| Mark { low, high: low, max: 40, pass: 20 };
        let same = Level::new("创新能力", mark(30), mark(30));
        assert_eq!((same.was.as_str(), same.bank.is_none(), same.reached), ("", true, true));
        let cut = Level::new("创新能力", mark(30), mark(15));
        assert_eq!((cut.was.as_str(), cut.now.as_str(), cut.reached), ("30", "15", false));
        assert_eq!((cut.fill.as_str(), cut.bank.as_deref(), cut.mark.as_deref()), ("37.5", Some("75.0"), Some("50.0")));
    }
}
