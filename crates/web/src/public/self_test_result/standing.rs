//! 目前的位置 Where one tier stands: as a line beside the form, as a step of the terraces.

use titian_rulebook::explain::Report;
use titian_rulebook::judge::Truth;

use crate::components::{Meter, Step, Strip, Tag};
use crate::show;

/// Where a tier stands, in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// 创新型.
    pub tier: String,
    /// 达到, 未达到, 待定.
    pub tag: Tag,
    /// 80 分，过线 60 分; 还差 2 条，待定 3 条.
    pub line: String,
    /// The points as a bar, where there are any.
    pub meter: Option<Meter>,
}

/// The answer as a state.
pub(super) fn tag(report: &Report) -> Tag {
    match report.outcome.id.as_str() {
        "passes" => Tag::ok("达到"),
        "fails" => Tag::plain("未达到"),
        _ => Tag::ask("待定"),
    }
}

/// How many gates, conditions and groups are met, open, and not met.
pub(super) fn counted(report: &Report) -> [usize; 3] {
    let clauses = report.gates.iter().chain(&report.conditions).map(|clause| clause.truth);
    let groups = report.groups.iter().map(|group| match group.mark {
        mark if mark.low >= mark.pass => Truth::Met,
        mark if mark.high >= mark.pass => Truth::Unknown,
        _ => Truth::Unmet,
    });
    let mut counts = [0; 3];
    for truth in clauses.chain(groups) {
        counts[match truth {
            Truth::Met => 0,
            Truth::Unknown => 1,
            Truth::Unmet => 2,
        }] += 1;
    }
    counts
}

/// 还差 2 条，待定 3 条; 全部满足.
pub(super) fn missing([_, ask, open]: [usize; 3]) -> String {
    let mut parts = Vec::new();
    if open > 0 {
        parts.push(format!("还差\u{a0}{open}\u{a0}条"));
    }
    if ask > 0 {
        parts.push(format!("待定\u{a0}{ask}\u{a0}条"));
    }
    if parts.is_empty() { "全部满足".into() } else { parts.join("，") }
}

impl From<&Report> for Standing {
    fn from(report: &Report) -> Standing {
        let counts = counted(report);
        let line = match report.points {
            Some(mark) => {
                let points = show::with_unit(show::points(mark.low, mark.high), "分");
                format!("{points}，过线 {}\u{a0}分；{}", mark.pass, missing(counts))
            }
            None => missing(counts),
        };
        Standing {
            tier: show::tier(&report.tier.id).into(),
            tag: tag(report),
            line,
            meter: report.points.map(|mark| Meter::between(mark.low, mark.high, mark.max).mark(mark.pass, mark.max)),
        }
    }
}

/// A tier as a step of the terraces.
pub fn step(report: &Report) -> Step {
    let counts = counted(report);
    let [met, ask, open] = counts;
    let (figure, unit) = match report.points {
        Some(mark) => (show::points(mark.low, mark.high), "分"),
        None if open > 0 => (format!("差 {open}"), "条"),
        None if ask > 0 => (format!("待定 {ask}"), "条"),
        None => ("全部".into(), "满足"),
    };
    let line = match report.points {
        Some(_) if ask + open > 0 => missing(counts),
        None if open > 0 && ask > 0 => format!("待定\u{a0}{ask}\u{a0}条"),
        _ => String::new(),
    };
    Step {
        name: show::tier(&report.tier.id).into(),
        figure,
        unit: unit.into(),
        tag: Some(tag(report)),
        line,
        strips: Strip::pile(met, ask, open),
    }
}
