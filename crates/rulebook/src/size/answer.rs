//! What can be said of an enterprise's size, how certain it is, and how it came about.

use std::fmt;

use super::{Bounds, Metric, Reference, Row, Size};
use crate::industry::Industry;

/// What can be said of an enterprise's size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SizeAnswer<'t> {
    /// The industry is in the table; with missing figures the class may still be a span.
    Classified(Classified<'t>),
    /// The table leaves this industry to a person (300号 第六条); nothing may be presumed.
    ByReference {
        /// The industry.
        industry: Industry,
        /// The part of the table that says so.
        scope: &'t Reference,
    },
    /// The code is too coarse: its parts stand in different rows.
    FinerCodeNeeded {
        /// The industry as given.
        industry: Industry,
        /// The codes to choose from (701, or 703、709) and whose they are.
        choices: Vec<(String, &'t str)>,
    },
    /// No such industry.
    UnknownIndustry {
        /// What to write instead.
        advice: String,
    },
}

/// The size of an enterprise whose industry is in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classified<'t> {
    /// Number of the document.
    pub document: &'t str,
    /// The industry.
    pub industry: Industry,
    /// The row that applies.
    pub row: &'t Row,
    /// A reading for each metric of the row.
    pub readings: Vec<Reading>,
}

/// One metric: what is known of it, and the bounds it is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The metric.
    pub metric: Metric,
    /// Its bounds in this industry.
    pub bounds: Bounds,
    /// Persons or 分, if known.
    pub value: Option<i64>,
}

impl Reading {
    /// The level reached, if the value is known.
    pub fn level(&self) -> Option<Size> {
        self.value.map(|value| self.bounds.level(value))
    }

    /// The bound that was reached last; none for micro.
    pub fn reached(&self) -> Option<(Size, i64)> {
        let level = self.level()?;
        Some((level, self.bounds.of(level)?))
    }

    /// The first bound that was missed; none for large.
    pub fn missed(&self) -> Option<(Size, i64)> {
        let next = self.level()?.above()?;
        Some((next, self.bounds.of(next)?))
    }
}

/// `从业人员 300 人,达到中型下限 300 人,未达大型下限 1000 人`
impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metric = self.metric;
        let Some(value) = self.value else { return write!(f, "{}没有填写", metric.label()) };
        write!(f, "{} {}", metric.label(), metric.show(value))?;
        if let Some((size, bound)) = self.reached() {
            write!(f, ",达到{}下限 {}", size.label(), metric.show(bound))?;
        }
        if let Some((size, bound)) = self.missed() {
            write!(f, ",未达{}下限 {}", size.label(), metric.show(bound))?;
        }
        Ok(())
    }
}

impl Classified<'_> {
    /// The lowest class still possible: a figure that is missing may turn out to be anything.
    pub fn lowest(&self) -> Size {
        self.readings.iter().map(|reading| reading.level().unwrap_or(Size::Micro)).min().unwrap_or(Size::Micro)
    }

    /// The highest class still possible: no missing figure can lift the class above a level already known.
    pub fn highest(&self) -> Size {
        self.readings.iter().filter_map(Reading::level).min().unwrap_or(Size::Large)
    }

    /// The metrics that could still change the class.
    pub fn missing(&self) -> Vec<Metric> {
        if self.lowest() == self.highest() {
            return Vec::new();
        }
        self.readings.iter().filter(|reading| reading.value.is_none()).map(|reading| reading.metric).collect()
    }

    /// The metrics that hold the class where it is.
    pub fn deciding(&self) -> Vec<Metric> {
        let lowest = self.readings.iter().filter_map(Reading::level).min();
        self.readings.iter().filter(|r| r.level().is_some() && r.level() == lowest).map(|r| r.metric).collect()
    }

    fn conclusion(&self) -> String {
        let (lowest, highest) = (self.lowest(), self.highest());
        if lowest < highest {
            let sme = if highest.is_sme() {
                "无论如何属于中小微企业"
            } else {
                "还不能确定是否属于中小微企业"
            };
            return format!("请补充{},现在只知道是{},{sme}", labels(&self.missing()), span(lowest, highest));
        }
        let decided = match self.readings.len() {
            1 => String::new(),
            _ => format!("各项指标取最低一档,由{}决定:", labels(&self.deciding())),
        };
        let sme = if highest.is_sme() { "属于中小微企业" } else { "不属于中小微企业" };
        format!("{decided}划为{}企业,{sme}", highest.label())
    }
}

fn labels(metrics: &[Metric]) -> String {
    metrics.iter().map(|metric| metric.label()).collect::<Vec<_>>().join("、")
}

fn span(lowest: Size, highest: Size) -> String {
    if lowest == highest { lowest.label().into() } else { format!("{}至{}", lowest.label(), highest.label()) }
}

impl SizeAnswer<'_> {
    /// The lowest and highest class possible; none where the table does not answer.
    pub fn span(&self) -> Option<(Size, Size)> {
        match self {
            SizeAnswer::Classified(classified) => Some((classified.lowest(), classified.highest())),
            _ => None,
        }
    }

    /// The class, where only one is possible.
    pub fn size(&self) -> Option<Size> {
        self.span().filter(|(lowest, highest)| lowest == highest).map(|(size, _)| size)
    }

    /// Whether it is a 中小微企业: yes as soon as one metric is known to lie below the large bound, no once all reach
    /// it, and otherwise nobody knows yet.
    pub fn is_sme(&self) -> Option<bool> {
        let (lowest, highest) = self.span()?;
        (lowest.is_sme() == highest.is_sme()).then(|| highest.is_sme())
    }

    /// The metrics that could still change the class.
    pub fn missing(&self) -> Vec<Metric> {
        match self {
            SizeAnswer::Classified(classified) => classified.missing(),
            _ => Vec::new(),
        }
    }

    /// How the answer comes about, sentence by sentence, for people.
    pub fn explain(&self) -> Vec<String> {
        match self {
            SizeAnswer::Classified(it) => {
                let (row, document) = (it.row, it.document);
                let mut lines = vec![format!("行业 {} 按“{}”划型({document} {})", it.industry, row.label, row.article)];
                lines.extend(it.readings.iter().map(Reading::to_string));
                lines.push(it.conclusion());
                lines
            }
            SizeAnswer::ByReference { industry, scope } => vec![
                format!("行业 {industry} 属于“{}”:{}", scope.label, scope.reason),
                format!("依{}参照划型,由主管部门人工判定", scope.article),
            ],
            SizeAnswer::FinerCodeNeeded { industry, choices } => {
                let choices: Vec<_> = choices.iter().map(|(codes, label)| format!("{codes}({label})")).collect();
                vec![format!("行业代码 {industry} 还不够细,请在 {} 中选择", choices.join("、"))]
            }
            SizeAnswer::UnknownIndustry { advice } => vec![advice.clone()],
        }
    }
}

/// The answer in one word: `中型`, `微型至中型`, `参照划型`, `行业代码不够细`, `行业代码有误`.
impl fmt::Display for SizeAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SizeAnswer::Classified(classified) => f.write_str(&span(classified.lowest(), classified.highest())),
            SizeAnswer::ByReference { .. } => f.write_str("参照划型"),
            SizeAnswer::FinerCodeNeeded { .. } => f.write_str("行业代码不够细"),
            SizeAnswer::UnknownIndustry { .. } => f.write_str("行业代码有误"),
        }
    }
}
