//! 划型 Size class (Art. 3 第三条), by 中小企业划型标准规定 (工信部联企业〔2011〕300号).
//!
//! An enterprise belongs to the highest class whose lower bounds *all* metrics of its industry reach, so its class is
//! the lowest level among them. A value at a lower bound belongs to the upper class: here 以上 includes the number and
//! 以下 does not, unlike in 63号, so this room has its own comparator ([`Bounds::level`]) and lends it to nobody.
//! Where figures are missing the answer is the span of classes still possible, and never more certain than that.

mod answer;
mod read;
#[cfg(test)]
mod tests;

pub use answer::{Classified, Reading, SizeAnswer};

use std::collections::BTreeMap;

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
