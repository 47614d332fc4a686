//! 事实目录 The fact catalogue: what we ask of an enterprise (`policy/facts.toml`).
//!
//! The form, the spreadsheet template, batch columns, the JSON schema and the manual's field list are made from it.
//! A fact that can be judged owns one [`Slot`] a year; facts of an enterprise are a flat row over the slots, which is
//! what makes judging quick and the three ways of running a standard the same.

mod read;

pub(crate) use read::id;

use std::collections::HashMap;

use crate::quantity::{self, AmountError, Dimension};

/// Everything we ask.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Parts of the form, in order.
    pub sections: Vec<Section>,
    /// Single facts, in the order of the form.
    pub facts: Vec<Fact>,
    /// Records that repeat: intellectual property rights, awards, financing rounds, …
    pub records: Vec<Record>,
    /// Named ratios of facts that several standards share.
    pub measures: Vec<NamedMeasure>,
    /// Kinds of evidence: id and label.
    pub evidence: Vec<(String, String)>,
    /// Figures that contradict each other: asked about, never decided by.
    pub cautions: Vec<Caution>,
    slots: Vec<SlotInfo>,
    by_key: HashMap<String, Slot>,
    by_id: HashMap<String, FactIx>,
}

/// A part of the form.
#[derive(Debug, Clone)]
pub struct Section {
    /// Id, ASCII.
    pub id: String,
    /// Label, Chinese.
    pub label: String,
}

/// Place of a fact in [`Catalogue::facts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactIx(pub u16);

/// A fact we ask.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Id, ASCII; `revenue`.
    pub id: String,
    /// Label, Chinese; 营业收入总额.
    pub label: String,
    /// Place of its section in [`Catalogue::sections`].
    pub section: usize,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// How many accounting years it is asked for; 0 = it is not asked by year.
    pub years: u8,
    /// What is plausible, in stored units; outside it people are asked to check.
    pub range: Option<(i64, i64)>,
    /// Below this, in stored units, a figure is refused.
    pub never_below: Option<i64>,
    /// Which way an enterprise can still move it by its own doing.
    pub change: Option<Change>,
    /// A person decides, after looking at the evidence.
    pub judged_by_officer: bool,
    /// The function that computes it from records, where records are given.
    pub derived: Option<String>,
    /// An enterprise that did not exist yet had none of it: zero, not unknown.
    pub zero_before_founding: bool,
    /// Worth knowing, never lacking: a dossier without it is complete.
    pub optional: bool,
    /// Ids of the evidence that proves it.
    pub evidence: Vec<String>,
    /// One sentence of help; may be empty.
    pub help: String,
    /// Where the fact is called for.
    pub source: String,
}

/// What kind of answer a fact or a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Money, asked in `unit` (元, 万元 or 亿元), stored in 分.
    Money {
        /// The unit people are asked to write.
        unit: String,
    },
    /// A percentage, stored in millionths.
    Share,
    /// A number of things, with the word behind it.
    Count {
        /// 人, 项, 名 …; may be empty.
        unit: String,
    },
    /// Whole months.
    Months,
    /// Points, stored in hundredths.
    Score,
    /// 是 or 否, stored as 1 or 0.
    YesNo,
    /// One of several options, stored as its place.
    Choice {
        /// From low to high if `ordered`.
        options: Vec<Choice>,
        /// Whether "at least this option" means something.
        ordered: bool,
    },
    /// A civil date.
    Date,
    /// Free text.
    Text,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Id, ASCII.
    pub id: String,
    /// Label, Chinese.
    pub label: String,
}

/// Which way an enterprise can move a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Only up.
    Up,
    /// Only down.
    Down,
    /// Either way.
    Either,
}

impl Change {
    /// Whether a step from `old` to `new` goes the way this fact can move.
    pub fn allows(self, old: i64, new: i64) -> bool {
        match self {
            Change::Up => new > old,
            Change::Down => new < old,
            Change::Either => new != old,
        }
    }
}

/// A record that repeats.
#[derive(Debug, Clone)]
pub struct Record {
    /// Id, ASCII; `ip_right`.
    pub id: String,
    /// Label, Chinese.
    pub label: String,
    /// Place of its section.
    pub section: usize,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// Where the record is called for.
    pub source: String,
}

/// A field of a record.
#[derive(Debug, Clone)]
pub struct Field {
    /// Id, ASCII.
    pub id: String,
    /// Label, Chinese.
    pub label: String,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// Without it the record says nothing.
    pub required: bool,
    /// A yes_no left blank means 否 here: one ticks what is special.
    pub blank_is_no: bool,
}

/// A named ratio of two facts of the same year.
#[derive(Debug, Clone)]
pub struct NamedMeasure {
    /// Id, ASCII; `rd_share`.
    pub id: String,
    /// Label, Chinese; 研发费用总额占营业收入总额比重.
    pub label: String,
    /// Numerator.
    pub over: FactIx,
    /// Denominator.
    pub under: FactIx,
}

/// Figures that contradict each other.
#[derive(Debug, Clone)]
pub struct Caution {
    /// Id, ASCII.
    pub id: String,
    /// What to tell people.
    pub message: String,
    /// When to tell them.
    pub when: crate::standard::Condition,
    /// The article behind it; may be empty.
    pub source: String,
}

/// Place of a fact (of one year) in a row of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub u16);

impl Slot {
    /// As an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What stands in a slot.
#[derive(Debug, Clone)]
pub struct SlotInfo {
    /// The fact.
    pub fact: FactIx,
    /// The accounting year, 1 = 上年度 (the last full one); `None` for facts that are not asked by year.
    pub year: Option<u8>,
    /// As policy files write it: `revenue.y1`.
    pub key: String,
    /// As tables and databases write it: `revenue_y1`.
    pub column: String,
    /// What the figure measures.
    pub dimension: Dimension,
}

impl Kind {
    /// What a figure of this kind measures; `None` for dates and texts, which no standard compares.
    pub fn dimension(&self) -> Option<Dimension> {
        Some(match self {
            Kind::Money { .. } => Dimension::Money,
            Kind::Share => Dimension::Share,
            Kind::Count { .. } => Dimension::Count,
            Kind::Months => Dimension::Months,
            Kind::Score => Dimension::Score,
            Kind::YesNo | Kind::Choice { .. } => Dimension::Choice,
            Kind::Date | Kind::Text => return None,
        })
    }

    /// The unit people are asked to write, as shown in a heading; empty if there is none.
    pub fn unit(&self) -> &str {
        match self {
            Kind::Money { unit } | Kind::Count { unit } => unit,
            Kind::Share => "%",
            Kind::Months => "个月",
            Kind::Score => "分",
            Kind::YesNo | Kind::Choice { .. } | Kind::Date | Kind::Text => "",
        }
    }

    /// Ids and labels one may choose from; empty if it is not a choice. 是 and 否 are choices too.
    pub fn options(&self) -> Vec<(&str, &str)> {
        match self {
            Kind::YesNo => vec![("no", "否"), ("yes", "是")],
            Kind::Choice { options, .. } => options.iter().map(|o| (o.id.as_str(), o.label.as_str())).collect(),
            _ => vec![],
        }
    }

    /// Reads one answer into stored units. Choices may be written by id or by label. Dates and texts have no figure.
    pub fn parse(&self, text: &str) -> Result<i64, String> {
        let Some(dimension) = self.dimension() else {
            return Err("这一项不是数字".into());
        };
        if dimension == Dimension::Choice {
            return self.parse_choice(text);
        }
        let unit = self.unit();
        let text = quantity::tidy(text);
        // A count may carry its word (120人); the other dimensions know theirs.
        let bare = match self {
            Kind::Count { unit } if !unit.is_empty() => text.strip_suffix(unit.as_str()).unwrap_or(&text),
            _ => &text,
        };
        quantity::parse_amount(bare, dimension, Some(unit)).map_err(|error| match (&error, self) {
            (AmountError::Unit | AmountError::NotANumber, Kind::Count { unit }) => {
                format!("“{text}”不是整数,请只写数字(单位:{})", if unit.is_empty() { "个" } else { unit })
            }
            _ => error.advice(&text, dimension),
        })
    }

    fn parse_choice(&self, text: &str) -> Result<i64, String> {
        let text = text.trim();
        let options = self.options();
        let found = options.iter().position(|(id, label)| *id == text || *label == text);
        let spelt_otherwise = || match (self, quantity::tidy(text).to_ascii_lowercase().as_str()) {
            (Kind::YesNo, "true" | "y" | "1" | "有" | "√") => Some(1),
            (Kind::YesNo, "false" | "n" | "0" | "无" | "×") => Some(0),
            _ => None,
        };
        found.map(|at| at as i64).or_else(spelt_otherwise).ok_or_else(|| {
            let allowed: Vec<&str> = options.iter().map(|(_, label)| *label).collect();
            format!("“{text}”不在可选范围内,请选择:{}", allowed.join("、"))
        })
    }

    /// The label of an option by its place; `None` if this is no choice or there is no such option.
    pub fn option_label(&self, place: i64) -> Option<&str> {
        let place = usize::try_from(place).ok()?;
        match self {
            Kind::YesNo => ["否", "是"].get(place).copied(),
            Kind::Choice { options, .. } => options.get(place).map(|option| option.label.as_str()),
            _ => None,
        }
    }

    /// Shows a stored figure.
    pub fn show(&self, stored: i64) -> String {
        match self {
            Kind::YesNo | Kind::Choice { .. } => self.option_label(stored).unwrap_or("?").to_owned(),
            Kind::Count { unit } => [&stored.to_string(), unit.as_str()].concat(),
            _ => self.dimension().map_or_else(|| stored.to_string(), |d| quantity::show(stored, d)),
        }
    }
}

impl Catalogue {
    /// The fact with this id.
    pub fn fact(&self, id: &str) -> Option<(FactIx, &Fact)> {
        let ix = *self.by_id.get(id)?;
        Some((ix, &self[ix]))
    }

    /// The slot with this key (`revenue.y1`) or column name (`revenue_y1`).
    pub fn slot(&self, key: &str) -> Option<Slot> {
        self.by_key.get(key).copied()
    }

    /// The slot of a fact in a year (1 = 上年度); year 0 for facts not asked by year.
    pub fn slot_of(&self, fact: FactIx, year: u8) -> Option<Slot> {
        let fact = &self[fact];
        if fact.years == 0 { self.slot(&fact.id) } else { self.slot(&format!("{}.y{year}", fact.id)) }
    }

    /// All slots, in the order of the form.
    pub fn slots(&self) -> &[SlotInfo] {
        &self.slots
    }

    /// What stands in a slot.
    pub fn info(&self, slot: Slot) -> &SlotInfo {
        &self.slots[slot.index()]
    }

    /// The fact that a slot belongs to.
    pub fn fact_of(&self, slot: Slot) -> &Fact {
        &self[self.info(slot).fact]
    }

    /// The record with this id.
    pub fn record(&self, id: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.id == id)
    }

    /// The slot in words: 上年度营业收入总额.
    pub fn label(&self, slot: Slot) -> String {
        let info = self.info(slot);
        [year_label(info.year), &self[info.fact].label].concat()
    }

    /// A stored figure of a slot, as people write it.
    pub fn show(&self, slot: Slot, stored: i64) -> String {
        self.fact_of(slot).kind.show(stored)
    }

    /// The label of a kind of evidence.
    pub fn evidence_label<'a>(&'a self, id: &'a str) -> &'a str {
        self.evidence.iter().find(|(e, _)| e == id).map_or(id, |(_, label)| label)
    }
}

/// 上年度, 上上年度, 前三年; nothing for facts that are not asked by year.
pub fn year_label(year: Option<u8>) -> &'static str {
    match year {
        None => "",
        Some(1) => "上年度",
        Some(2) => "上上年度",
        Some(_) => "再上一年度",
    }
}

impl std::ops::Index<FactIx> for Catalogue {
    type Output = Fact;
    fn index(&self, ix: FactIx) -> &Fact {
        &self.facts[usize::from(ix.0)]
    }
}
