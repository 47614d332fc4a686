//! 实时得分 What the dossier comes to now, in a box beside the questions: the total, its parts, the nearest next steps.

use askama::Template;
use askama::filters::HtmlSafe;
use titian_rulebook::explain::{IndicatorReport, Next, Report};
use titian_rulebook::judge::Truth;

use super::notes::Notes;
use super::section::Section;
use crate::components::{PointsShown, Tag};
use crate::enterprise::desk::Desk;
use crate::show;

/// What the dossier comes to now.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "enterprise/dossier/score.html")]
pub struct ScoreBox {
    /// 创新型中小企业.
    pub tier: String,
    /// 达到, 未达到, 待定.
    pub outcome: Tag,
    /// Points in all; none where the standard gives none.
    pub total: Option<PointsShown>,
    /// What must be reached in all: 60.
    pub pass: i64,
    /// Its parts.
    pub groups: Vec<(String, PointsShown)>,
    /// Gates and conditions that are met.
    pub met: usize,
    /// Those not decided yet.
    pub open: usize,
    /// Those not met.
    pub unmet: usize,
    /// One sentence that says why.
    pub because: String,
    /// What would give more points, the most first.
    pub steps: Vec<String>,
}

impl From<&Report> for ScoreBox {
    fn from(report: &Report) -> ScoreBox {
        let outcome = match report.outcome.id.as_str() {
            "passes" => Tag::ok("达到标准"),
            "fails" => Tag::warn("未达到标准"),
            _ => Tag::ask("还不能判定"),
        };
        let clauses = report.gates.iter().chain(&report.conditions);
        let count = |wanted: Truth| clauses.clone().filter(|clause| clause.truth == wanted).count();
        let mut steps: Vec<_> = report.indicators.iter().filter_map(|line| Some((line, line.next.as_ref()?))).collect();
        steps.sort_by_key(|(line, next)| line.low - next.points);
        let step = |(line, next): &(&IndicatorReport, &Next)| {
            let (points, now) = (next.points, show::points(line.low, line.high));
            format!("{}：得\u{a0}{points}\u{a0}分（现在\u{a0}{now}\u{a0}分）", show::sentence(&next.takes))
        };
        ScoreBox {
            tier: report.tier.label.clone(),
            outcome,
            total: report.points.map(PointsShown::from),
            pass: report.points.map_or(0, |points| points.pass),
            groups: report.groups.iter().map(|group| (group.label.clone(), group.mark.into())).collect(),
            met: count(Truth::Met),
            open: count(Truth::Unknown),
            unmet: count(Truth::Unmet),
            because: because(report),
            steps: steps.iter().take(3).map(step).collect(),
        }
    }
}

impl ScoreBox {
    fn clauses(&self) -> usize {
        self.met + self.open + self.unmet
    }
}

impl HtmlSafe for ScoreBox {}

/// Why, in a sentence. Points that cannot be enough any more are said to be so while a direct route is still open.
fn because(report: &Report) -> String {
    let short =
        report.points.iter().chain(report.groups.iter().map(|group| &group.mark)).any(|mark| mark.high < mark.pass);
    match report.outcome.id.as_str() {
        "undetermined" if short => "按得分达不到。符合一项直通条件也可以，这些还没有填。".into(),
        "undetermined" => format!("还有 {} 项没有填或没有定，填了才能判定。", report.needs.len()),
        _ => show::sentence(&report.because),
    }
}

/// What follows the typing, sent to the script: the score, and the notes and growth rates of a section.
#[derive(Debug, Clone, Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html><html lang="zh-CN"><title>得分</title><body>{{ score }}{% for one in notes %}{{ one }}{% endfor %}{% for (name, was) in growth %}<span class="was" id="w-{{ name }}">{{ was }}</span>{% endfor %}</body></html>"#
)]
pub struct Live {
    /// The score.
    pub score: ScoreBox,
    /// Notes by question.
    pub notes: Vec<Notes>,
    /// Growth rates by control.
    pub growth: Vec<(String, String)>,
}

impl Live {
    /// A section at a desk.
    pub fn of(desk: &Desk<'_>, section: Section) -> Live {
        let cells = section.fields.iter().flat_map(|field| &field.cells).filter(|cell| !cell.year.is_empty());
        let growth = cells.map(|cell| (cell.name.clone(), cell.was.clone())).collect();
        Live {
            score: ScoreBox::from(&desk.report),
            growth,
            notes: section.fields.into_iter().map(|field| field.notes).collect(),
        }
    }
}
