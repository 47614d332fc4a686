//! The heading of a table: which column is which fact, of which year, in which unit.
//!
//! A heading may be a column id (`revenue_y1`), a key (`revenue.y1`) or words: the catalogue's label with a year word
//! or a calendar year and the unit in brackets (上年度营业收入总额(万元), 2025年营业收入(元)). Anything else is refused
//! with the nearest known name, because a column that is silently dropped is a figure that is silently unknown.

mod nearest;
mod words;

use titian_rulebook::catalogue::{Catalogue, FactIx, Kind, Slot};
use titian_rulebook::quantity;

use crate::number::{Figure, Unit, units};
use words::Words;

/// What a column holds.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// A figure, at this place among the figures of the table.
    Figure(usize),
    /// 统一社会信用代码.
    Code,
    /// 企业名称.
    Name,
    /// 所在设区市.
    City,
    /// 所属行业代码.
    Industry,
    /// A date.
    Date(FactIx),
    /// Nothing a standard looks at.
    Passed,
    /// No heading: the column must be blank.
    Nameless,
}

/// A column of the file.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// As the file writes it.
    pub heading: String,
    pub target: Target,
}

/// The columns of a table.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    pub columns: Vec<Column>,
    /// The columns of figures, in the order of the file.
    pub figures: Vec<Figure>,
    /// Unknown headings that were passed over.
    pub ignored: Vec<String>,
}

/// What is wrong with a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadHeading {
    pub heading: String,
    pub message: String,
}

/// What a heading names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Figure(Slot, Option<Unit>),
    Other(FactIx),
    Passed,
}

/// What one heading alone names, where each column is asked for itself.
#[derive(Debug, Clone)]
pub(crate) enum Single {
    /// A column of figures.
    Figure(Box<Figure>),
    /// A fact that is no figure.
    Other(FactIx),
    /// Nothing that is known, or nothing that is looked at.
    Nothing,
    /// It is known, but something about it is wrong.
    Wrong(String),
}

/// What the row below the header is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Below {
    /// The ids of the columns.
    Ids,
    /// Ids, but under this heading that of another column.
    OtherIds(String),
    /// Figures.
    Figures,
}

/// Reads headings by a catalogue, on a day, with the unit of money said above the table (单位:元), if any.
pub(crate) struct Headings<'a> {
    catalogue: &'a Catalogue,
    words: Words<'a>,
    pub money: Option<Unit>,
}

impl<'a> Headings<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue, on: jiff::civil::Date) -> Headings<'a> {
        Headings { catalogue, words: Words::new(catalogue, on), money: None }
    }

    /// Reads the headings of a table. Everything wrong is told at once.
    pub(crate) fn read(&self, headings: &[&str], ignore_unknown: bool) -> Result<Header, BadHeading> {
        let mut header = Header { columns: Vec::new(), figures: Vec::new(), ignored: Vec::new() };
        let mut bad = Vec::new();
        let mut seen: Vec<(Named, usize)> = Vec::new();
        for heading in headings {
            let heading = clean(heading);
            let named = if heading.is_empty() { Ok(None) } else { self.named(heading).map(Some) };
            let target = match named {
                Ok(None) => Target::Nameless,
                Ok(Some(named)) => {
                    let same = |(other, _): &&(Named, usize)| same_fact(*other, named);
                    if let Some((_, at)) = seen.iter().find(same).filter(|_| named != Named::Passed) {
                        let other = &headings[*at];
                        let message = format!("与“{}”是同一项,请删去其中一列", clean(other));
                        bad.push(BadHeading { heading: heading.into(), message });
                    }
                    seen.push((named, header.columns.len()));
                    self.target(named, &mut header)
                }
                Err(Unnamed::Unknown) if ignore_unknown => {
                    header.ignored.push(heading.into());
                    Target::Passed
                }
                Err(unnamed) => {
                    let message = match unnamed {
                        Unnamed::Wrong(message) => message,
                        // The nearest name is looked for where it will be told: for the first of all.
                        Unnamed::Unknown if bad.is_empty() => self.unknown(heading),
                        Unnamed::Unknown => String::new(),
                    };
                    bad.push(BadHeading { heading: heading.into(), message });
                    Target::Passed
                }
            };
            header.columns.push(Column { heading: heading.into(), target });
        }
        one_message(bad)?;
        let known = |column: &Column| !matches!(column.target, Target::Passed | Target::Nameless);
        if !header.columns.iter().any(known) {
            let message = "表头中没有一列是认识的;第一行请写表头,可以用 titian rulebook template 生成填报模板";
            let heading = header.columns.first().map(|column| column.heading.clone()).unwrap_or_default();
            return Err(BadHeading { heading, message: message.into() });
        }
        Ok(header)
    }

    /// What a heading names, whatever stands beside it.
    pub(crate) fn single(&self, heading: &str) -> Single {
        match self.named(clean(heading)) {
            Ok(Named::Figure(slot, unit)) => Single::Figure(Box::new(Figure::of(self.catalogue, slot, unit))),
            Ok(Named::Other(fact)) => Single::Other(fact),
            Ok(Named::Passed) | Err(Unnamed::Unknown) => Single::Nothing,
            Err(Unnamed::Wrong(message)) => Single::Wrong(message),
        }
    }

    /// How many of these cells are known headings: to find the header below a title.
    pub(crate) fn known(&self, cells: &[&str]) -> usize {
        let known = |cell: &&&str| matches!(self.named(clean(cell)), Ok(Named::Figure(..) | Named::Other(_)));
        cells.iter().filter(|cell| !clean(cell).is_empty()).filter(known).count()
    }

    /// What these cells, the row below the header, are: the template's second row repeats the ids of the columns.
    pub(crate) fn below(&self, header: &Header, cells: &[&str]) -> Below {
        let mut other = None;
        let mut ids = 0;
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !clean(cell).is_empty()) {
            let Some(named) = self.words.by_id(clean(cell)) else { return Below::Figures };
            ids += 1;
            if !header.columns.get(at).is_some_and(|column| self.same(named, &column.target, header)) {
                other.get_or_insert_with(|| header.columns.get(at).map_or("", |column| &column.heading).to_owned());
            }
        }
        match other {
            _ if ids == 0 => Below::Figures,
            None => Below::Ids,
            Some(heading) => Below::OtherIds(heading),
        }
    }

    fn same(&self, named: Named, target: &Target, header: &Header) -> bool {
        match (named, target) {
            (Named::Figure(slot, _), Target::Figure(at)) => header.figures[*at].slot == slot,
            (Named::Other(fact), target) => std::mem::discriminant(&self.other(fact)) == std::mem::discriminant(target),
            _ => false,
        }
    }

    fn target(&self, named: Named, header: &mut Header) -> Target {
        match named {
            Named::Passed => Target::Passed,
            Named::Other(fact) => self.other(fact),
            Named::Figure(slot, unit) => {
                header.figures.push(Figure::of(self.catalogue, slot, unit));
                Target::Figure(header.figures.len() - 1)
            }
        }
    }

    fn other(&self, fact: FactIx) -> Target {
        let known = &self.catalogue[fact];
        match (known.id.as_str(), &known.kind) {
            ("credit_code", _) => Target::Code,
            ("name", _) => Target::Name,
            ("city", _) => Target::City,
            ("industry", _) => Target::Industry,
            (_, Kind::Date) => Target::Date(fact),
            _ => Target::Passed,
        }
    }

    fn named(&self, heading: &str) -> Result<Named, Unnamed> {
        let tidy = quantity::tidy(heading);
        if let Some(named) = self.words.by_id(&tidy) {
            return Ok(self.with_money(named));
        }
        if let Some(named) = self.words.by_words(&tidy)? {
            return Ok(self.with_money(named));
        }
        let Some((base, word)) = split_unit(&tidy) else { return Err(Unnamed::Unknown) };
        let named = match self.words.by_id(base) {
            None => self.words.by_words(base)?,
            named => named,
        };
        match named {
            None => Err(Unnamed::Unknown),
            Some(Named::Figure(slot, _)) => {
                self.unit(slot, word).map(|unit| Named::Figure(slot, unit)).map(|n| self.with_money(n))
            }
            Some(other) => Ok(other),
        }
    }

    /// A unit said above the whole table serves the columns of money that name none.
    fn with_money(&self, named: Named) -> Named {
        match named {
            Named::Figure(slot, None) if matches!(self.catalogue.fact_of(slot).kind, Kind::Money { .. }) => {
                Named::Figure(slot, self.money)
            }
            _ => named,
        }
    }

    fn unit(&self, slot: Slot, word: &str) -> Result<Option<Unit>, Unnamed> {
        let word = word.strip_prefix("单位:").unwrap_or(word);
        if matches!(word, "必填" | "选填" | "可不填" | "") {
            return Ok(None);
        }
        let known = units(self.catalogue.info(slot).dimension);
        let id = |unit: &Unit| matches!((unit.word, word), ("分", "fen") | ("元", "yuan") | ("万元", "wanyuan"));
        let found = known.iter().find(|unit| unit.word == word || id(unit));
        found.map(|unit| Some(*unit)).ok_or_else(|| {
            let kind = self.catalogue.fact_of(slot).kind.clone();
            let allowed: Vec<String> = match &kind {
                Kind::Count { unit } => vec![format!("({unit})")],
                Kind::YesNo | Kind::Choice { .. } => vec!["不带单位的表头".into()],
                _ => {
                    known.iter().filter(|unit| **unit != crate::number::FEN).map(|u| format!("({})", u.word)).collect()
                }
            };
            let allowed = if allowed.is_empty() { "(分)".to_owned() } else { allowed.join("、") };
            Unnamed::Wrong(format!(
                "单位“{word}”与“{}”不符,请改成 {allowed},数字也要按新的单位填写",
                self.catalogue.label(slot)
            ))
        })
    }

    /// What to do about a heading that nobody knows. Not asked before it must be told: cells of the first rows are
    /// tried as headings, too, and the nearest known name takes its time.
    fn unknown(&self, heading: &str) -> String {
        let advice = match self.words.nearest(heading) {
            Some(near) => format!("是不是“{near}”?"),
            None => "可用的列见 titian rulebook template 生成的填报模板。".into(),
        };
        format!("不认识这一列,{advice}请改表头;确实不需要的,删去这一列或加 --ignore-unknown 略过")
    }
}

/// Why a heading names nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Unnamed {
    /// Nobody knows it.
    Unknown,
    /// It is known, but something about it is wrong; never passed over.
    Wrong(String),
}

fn same_fact(one: Named, other: Named) -> bool {
    match (one, other) {
        (Named::Figure(a, _), Named::Figure(b, _)) => a == b,
        _ => one == other,
    }
}

fn one_message(bad: Vec<BadHeading>) -> Result<(), BadHeading> {
    let mut bad = bad.into_iter();
    let Some(mut first) = bad.next() else { return Ok(()) };
    let rest: Vec<String> = bad.map(|bad| format!("“{}”", bad.heading)).collect();
    if !rest.is_empty() {
        let shown = rest.iter().take(8).cloned().collect::<Vec<_>>().join("、");
        first.message.push_str(&format!("。另有 {} 列也要改:{shown}", rest.len()));
    }
    Err(first)
}

/// `营业收入总额(万元)` → 营业收入总额, 万元; `revenue_y1_fen` → `revenue_y1`, fen.
fn split_unit(tidy: &str) -> Option<(&str, &str)> {
    if let Some(open) = tidy.strip_suffix(')').and_then(|rest| rest.rfind('(')) {
        return Some((&tidy[..open], &tidy[open + 1..tidy.len() - 1]));
    }
    if let Some((base, unit)) = tidy.rsplit_once(['_', '/']) {
        return Some((base, unit));
    }
    None
}

/// The heading that the template writes: 上年度营业收入总额(万元).
pub(crate) fn heading(catalogue: &Catalogue, slot: Slot) -> String {
    let unit = catalogue.fact_of(slot).kind.unit();
    let label = catalogue.label(slot);
    if unit.is_empty() { label } else { format!("{label}({unit})") }
}

/// A cell without the blanks and marks around it.
#[inline]
pub(crate) fn clean(cell: &str) -> &str {
    let bytes = cell.as_bytes();
    // Most cells begin and end with what is printed: ASCII, or a Chinese character in its three bytes.
    let printed = |ascii: Option<&u8>, chinese: Option<&[u8; 3]>| {
        ascii.is_none_or(u8::is_ascii_graphic) || matches!(chinese, Some([0xE4..=0xE9, ..]))
    };
    match printed(bytes.first(), bytes.first_chunk()) && printed(bytes.last(), bytes.last_chunk()) {
        true => cell,
        false => cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}')),
    }
}

#[cfg(test)]
mod tests;
