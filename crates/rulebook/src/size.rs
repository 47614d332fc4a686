//! 划型 Size class (Art. 3 第三条), by 中小企业划型标准规定 (工信部联企业〔2011〕300号).
//!
//! An enterprise belongs to the highest class whose lower bounds *all* metrics of its industry reach, so its class is
//! the lowest level among them. A value at a lower bound belongs to the upper class: here 以上 includes the number and
//! 以下 does not, unlike in 63号, so this room has its own comparator ([`Bounds::level`]) and lends it to nobody.
//! Where figures are missing the answer is the span of classes still possible, and never more certain than that.

mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use crate::industry::{Industries, Industry};

/// A size class, from small to large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// 微型.
    Micro,
    /// 小型.
    Small,
    /// 中型.
    Medium,
    /// 大型.
    Large,
}

impl Size {
    /// All classes, from small to large.
    pub const ALL: [Size; 4] = [Size::Micro, Size::Small, Size::Medium, Size::Large];

    /// Its Chinese name: 微型, 小型, 中型, 大型.
    pub fn label(self) -> &'static str {
        match self {
            Size::Micro => "微型",
            Size::Small => "小型",
            Size::Medium => "中型",
            Size::Large => "大型",
        }
    }

    /// Whether it is one of the 中小微企业: everything below large.
    pub fn is_sme(self) -> bool {
        self < Size::Large
    }

    fn above(self) -> Option<Size> {
        Size::ALL.into_iter().find(|size| *size > self)
    }
}

/// What a size class is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// 从业人员, in persons.
    Employees,
    /// 营业收入, in 分.
    Revenue,
    /// 资产总额, in 分.
    Assets,
}

impl Metric {
    /// All metrics, in the order of the table.
    pub const ALL: [Metric; 3] = [Metric::Employees, Metric::Revenue, Metric::Assets];

    /// Its name in the policy file: the id of the fact.
    pub fn key(self) -> &'static str {
        match self {
            Metric::Employees => "employees",
            Metric::Revenue => "revenue",
            Metric::Assets => "assets",
        }
    }

    /// Its Chinese name.
    pub fn label(self) -> &'static str {
        match self {
            Metric::Employees => "从业人员",
            Metric::Revenue => "营业收入",
            Metric::Assets => "资产总额",
        }
    }

    /// A value in the unit 300号 uses: 人, or 万元 in full decimals.
    pub fn show(self, value: i64) -> String {
        match self {
            Metric::Employees => format!("{value} 人"),
            Metric::Revenue | Metric::Assets => format!("{} 万元", in_ten_thousands(value)),
        }
    }
}

/// 分 as 万元, exact.
fn in_ten_thousands(fen: i64) -> String {
    const UNIT: u64 = 1_000_000;
    let sign = if fen < 0 { "-" } else { "" };
    let (whole, rest) = (fen.unsigned_abs() / UNIT, fen.unsigned_abs() % UNIT);
    match rest {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{}", format!("{rest:06}").trim_end_matches('0')),
    }
}

/// The lower bounds of one metric in one industry: persons or 分.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// From here on small; below it micro.
    pub small: i64,
    /// From here on medium.
    pub medium: i64,
    /// From here on large.
    pub large: i64,
}

impl Bounds {
    /// The level a value reaches. At a bound it is the upper one (300号: 以上 includes the number, 以下 does not).
    pub fn level(self, value: i64) -> Size {
        if value < self.small {
            Size::Micro
        } else if value < self.medium {
            Size::Small
        } else if value < self.large {
            Size::Medium
        } else {
            Size::Large
        }
    }

    /// Where a class begins; micro begins nowhere.
    pub fn of(self, size: Size) -> Option<i64> {
        match size {
            Size::Micro => None,
            Size::Small => Some(self.small),
            Size::Medium => Some(self.medium),
            Size::Large => Some(self.large),
        }
    }
}

/// One of the industries of 300号 and its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Id, ASCII; `industry`.
    pub id: String,
    /// Label, Chinese; 工业.
    pub label: String,
    /// Where it stands in the document; 第四条(二).
    pub article: String,
    /// The metrics that count here, one to three.
    pub bounds: Vec<(Metric, Bounds)>,
}

/// Industries outside the table, which a person classifies by reference to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Label, Chinese; 金融业.
    pub label: String,
    /// Why the table does not answer.
    pub reason: String,
    /// The article that refers it to a person; 第六条.
    pub article: String,
}

/// The size classes of all industries: 300号, or another edition with the same shape.
#[derive(Debug, Clone)]
pub struct SizeTable {
    /// Id, ASCII; `miit-2011`.
    pub id: String,
    /// Title of the document.
    pub label: String,
    /// Its number.
    pub document: String,
    /// The day it was issued.
    pub issued: jiff::civil::Date,
    /// How well each part is attested: part and mark, see STANDARDS.
    pub evidence: Vec<(String, String)>,
    /// The industries, in the order of the document.
    pub rows: Vec<Row>,
    /// The industries it leaves to a person.
    pub by_reference: Vec<Reference>,
    industries: Industries,
    /// Who answers for a code and all codes below it. No key is the beginning of another, and every division is here,
    /// itself or by its groups.
    owners: BTreeMap<String, Owner>,
}

/// Place in [`SizeTable::rows`] or [`SizeTable::by_reference`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Row(usize),
    Reference(usize),
}

/// The part of the table that answers for an industry.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part<'t> {
    Row(&'t Row),
    Reference(&'t Reference),
}

impl<'t> Part<'t> {
    fn label(self) -> &'t str {
        match self {
            Part::Row(row) => &row.label,
            Part::Reference(scope) => &scope.label,
        }
    }
}

impl SizeTable {
    /// The size class of an enterprise: `industry` is its code (`C3562`, `3562`, `C35`, `35`), `employees` are
    /// persons, `revenue_fen` and `assets_fen` are 分. What is not known is `None`, never 0.
    pub fn classify(
        &self,
        industry: &str,
        employees: Option<i64>,
        revenue_fen: Option<i64>,
        assets_fen: Option<i64>,
    ) -> SizeAnswer<'_> {
        let industry = match self.industries.parse(industry) {
            Ok(industry) => industry,
            Err(advice) => return SizeAnswer::UnknownIndustry { advice },
        };
        let value = |metric| match metric {
            Metric::Employees => employees,
            Metric::Revenue => revenue_fen,
            Metric::Assets => assets_fen,
        };
        let read = |&(metric, bounds): &(Metric, Bounds)| Reading { metric, bounds, value: value(metric) };
        match self.parts(industry).as_slice() {
            [] => SizeAnswer::UnknownIndustry { advice: self.no_such_code(industry) },
            [(_, Part::Reference(scope))] => SizeAnswer::ByReference { industry, scope },
            [(_, Part::Row(row))] => {
                let readings = row.bounds.iter().map(read).collect();
                SizeAnswer::Classified(Classified { document: &self.document, industry, row, readings })
            }
            several => {
                let choices = several.iter().map(|(codes, part)| (codes.join("、"), part.label())).collect();
                SizeAnswer::FinerCodeNeeded { industry, choices }
            }
        }
    }

    /// Who answers for a code, each with the codes that are theirs: one part where the code is fine enough, several
    /// where it is not, none where it does not exist.
    fn parts(&self, industry: Industry) -> Vec<(Vec<&str>, Part<'_>)> {
        let digits = digits(industry);
        let above = (2..=digits.len()).find_map(|end| self.owners.get_key_value(digits.get(..end)?));
        let mut parts: Vec<(Vec<&str>, Part<'_>)> = Vec::new();
        for (code, owner) in above.into_iter().chain(self.below(digits)) {
            let Some(part) = self.part(*owner) else { continue };
            match parts.iter_mut().find(|(_, known)| *known == part) {
                Some((codes, _)) => codes.push(code),
                None => parts.push((vec![code], part)),
            }
        }
        parts
    }

    fn below(&self, digits: String) -> impl Iterator<Item = (&String, &Owner)> {
        self.owners.range(digits.clone()..).take_while(move |(code, _)| code.starts_with(&digits))
    }

    fn part(&self, owner: Owner) -> Option<Part<'_>> {
        match owner {
            Owner::Row(at) => self.rows.get(at).map(Part::Row),
            Owner::Reference(at) => self.by_reference.get(at).map(Part::Reference),
        }
    }

    fn no_such_code(&self, industry: Industry) -> String {
        let division = format!("{:02}", industry.division());
        let known: Vec<_> = self.below(division.clone()).map(|(code, _)| code.as_str()).collect();
        format!("“{industry}”在国民经济行业分类中不存在,大类 {division} 之下有 {},请核对", known.join("、"))
    }
}

/// The digits of a code: 3562 of C3562.
fn digits(industry: Industry) -> String {
    industry.to_string().chars().filter(char::is_ascii_digit).collect()
}

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
