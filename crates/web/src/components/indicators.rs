//! 指标得分 Scored standards, line by line: value, reason, points, distance to the next band; groups and total.

use askama::Template;
use askama::filters::HtmlSafe;
use titian_rulebook::explain::{IndicatorReport, Mark, Report};

use super::Meter;
use crate::show;

/// The points of an assessment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/indicators.html")]
pub struct Indicators {
    /// Said to those who hear the table: 创新型各指标得分.
    pub caption: String,
    /// Groups in the order of the standard.
    pub groups: Vec<IndicatorGroup>,
    /// All points; `None` where the standard has no total.
    pub total: Option<PointsShown>,
}

/// Indicators that are counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorGroup {
    /// 创新能力.
    pub label: String,
    /// Its points.
    pub points: PointsShown,
    /// Its indicators.
    pub lines: Vec<IndicatorLine>,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorLine {
    /// 研发费用占营业收入比重.
    pub label: String,
    /// 附件1 指标2.
    pub article: String,
    /// The value, large: 4.51%. Empty where there is none.
    pub value: String,
    /// Where it comes from: the formula with its numbers, or what is missing.
    pub formula: String,
    /// The band it fell into: ≥ 3%. May be empty.
    pub band: String,
    /// Its points.
    pub points: PointsShown,
    /// What the next band takes; says so at the top.
    pub gap: String,
    /// A reading of ours or an open question; may be empty.
    pub note: String,
}

/// Points, ready to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointsShown {
    /// 15, or 0–15 while something is open.
    pub points: String,
    /// Out of: 20.
    pub max: String,
    /// What must be reached: 须满 20 分; empty = nothing of its own.
    pub pass: String,
    /// As a bar.
    pub meter: Meter,
}

impl From<Mark> for PointsShown {
    fn from(mark: Mark) -> PointsShown {
        PointsShown {
            points: show::points(mark.low, mark.high),
            max: mark.max.to_string(),
            pass: if mark.pass > 0 { format!("须满\u{a0}{}\u{a0}分", mark.pass) } else { String::new() },
            meter: Meter::between(mark.low, mark.high, mark.max).mark(mark.pass, mark.max),
        }
    }
}

impl From<&IndicatorReport> for IndicatorLine {
    fn from(line: &IndicatorReport) -> IndicatorLine {
        let (formula, value, band) = parts(&line.reason);
        let gap = match &line.next {
            Some(next) => format!("{}，得\u{a0}{}\u{a0}分", show::sentence(&next.takes), next.points),
            None if line.low < line.high => "有了数据才能说".into(),
            None if line.low >= line.max => "已是满分".into(),
            None => String::new(),
        };
        IndicatorLine {
            label: line.label.clone(),
            article: line.article.clone(),
            value: show::sentence(value),
            formula: show::sentence(formula),
            band: show::bound(band),
            points: Mark { low: line.low, high: line.high, max: line.max, pass: 0 }.into(),
            gap,
            note: show::sentence(&line.note),
        }
    }
}

/// A reason of the rulebook in three parts: formula, value, band. `研发费用 3万元 ÷ 营业收入 100万元 = 3%,≥ 3%`.
fn parts(reason: &str) -> (&str, &str, &str) {
    let (rest, band) = match reason.rsplit_once(',') {
        Some((rest, band)) if band.starts_with(['≥', '≤', '>', '<']) => (rest, band),
        _ => (reason, ""),
    };
    let cut = rest.rfind("= ").or_else(|| rest.rfind('≈'));
    match cut {
        Some(at) if !rest.contains(';') => {
            let value = rest[at..].strip_prefix("= ").unwrap_or(&rest[at..]);
            (rest[..at].trim_end(), value, band)
        }
        // A choice: the question, a blank, the answer.
        _ if !rest.contains([';', ',', '=']) && !rest.contains("不能计算") => match rest.rsplit_once(' ') {
            Some((question, answer)) => (question, answer, band),
            None => (rest, "", band),
        },
        _ => (rest, "", band),
    }
}

impl From<&Report> for Indicators {
    fn from(report: &Report) -> Indicators {
        let lines = |id: &str| {
            report.indicators.iter().filter(|line| line.group == id).map(IndicatorLine::from).collect::<Vec<_>>()
        };
        Indicators {
            caption: format!("{}各指标的得分", report.tier.label),
            groups: report
                .groups
                .iter()
                .map(|group| IndicatorGroup {
                    label: group.label.clone(),
                    points: group.mark.into(),
                    lines: lines(&group.id),
                })
                .collect(),
            total: report.points.map(PointsShown::from),
        }
    }
}

impl HtmlSafe for Indicators {}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_reason_falls_into_formula_value_and_band() {
        assert_eq!(parts("甲 3万元 ÷ 乙 100万元 = 3%,≥ 3%"), ("甲 3万元 ÷ 乙 100万元", "3%", "≥ 3%"));
        assert_eq!(parts("甲 1万元 ÷ 乙 3万元 ≈ 33.33%,< 40%"), ("甲 1万元 ÷ 乙 3万元", "≈ 33.33%", "< 40%"));
        assert_eq!(parts("甲 不能计算:乙未填"), ("甲 不能计算:乙未填", "", ""));
        assert_eq!(parts("主导产品属于《分类》 否"), ("主导产品属于《分类》", "否", ""));
        assert_eq!(parts("甲 1 = 1,≥ 1;乙 2 = 2,≥ 2"), ("甲 1 = 1,≥ 1;乙 2 = 2", "", "≥ 2"));
    }
}
