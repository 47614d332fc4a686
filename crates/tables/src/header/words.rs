//! Headings in words: labels, their short forms, year words and calendar years.

use std::collections::HashMap;

use jiff::civil::Date;
use titian_rulebook::catalogue::{Catalogue, FactIx};
use titian_rulebook::quantity;

use super::{Named, Unnamed, heading, nearest};

/// Other names that lists of enterprises commonly give the columns that name them.
const ALIASES: &[(&str, &str)] = &[
    ("名称", "name"),
    ("单位名称", "name"),
    ("公司名称", "name"),
    ("信用代码", "credit_code"),
    ("社会信用代码", "credit_code"),
    ("统一信用代码", "credit_code"),
    ("设区市", "city"),
    ("所在市", "city"),
    ("地市", "city"),
    ("城市", "city"),
    ("行业代码", "industry"),
];

/// Columns of every list that no standard looks at.
const PASSED: &[&str] = &["序号", "备注"];

/// Words for years, the longer before the shorter: how many years back from the day.
const YEARS: &[(&str, i16)] = &[
    ("再上一年度", 3),
    ("上上年度", 2),
    ("上上年", 2),
    ("上年度", 1),
    ("上一年度", 1),
    ("上年", 1),
    ("去年", 1),
    ("大前年", 3),
    ("前年", 2),
];

/// The words of a catalogue's headings.
pub(super) struct Words<'a> {
    catalogue: &'a Catalogue,
    on: Date,
    labels: HashMap<String, Option<FactIx>>,
}

impl<'a> Words<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, on: Date) -> Words<'a> {
        let mut labels: HashMap<String, Option<FactIx>> = HashMap::new();
        let facts = || (0u16..).zip(&catalogue.facts).map(|(at, fact)| (FactIx(at), quantity::tidy(&fact.label)));
        for (ix, label) in facts() {
            labels.insert(label, Some(ix));
        }
        // A short form serves only where it can mean one fact.
        let mut short: HashMap<String, Option<FactIx>> = HashMap::new();
        for (ix, label) in facts() {
            for form in short_forms(&label) {
                let place = short.entry(form.to_owned()).or_insert(Some(ix));
                *place = place.filter(|known| *known == ix);
            }
        }
        for (form, ix) in short {
            labels.entry(form).or_insert(ix);
        }
        for (alias, id) in ALIASES {
            if let Some((ix, _)) = catalogue.fact(id) {
                labels.entry((*alias).into()).or_insert(Some(ix));
            }
        }
        Words { catalogue, on, labels }
    }

    /// A column id, a key or the id of a fact that is not asked by year.
    pub(super) fn by_id(&self, id: &str) -> Option<Named> {
        let lower = id.to_ascii_lowercase();
        if let Some(slot) = self.catalogue.slot(&lower) {
            return Some(Named::Figure(slot, None));
        }
        let (ix, fact) = self.catalogue.fact(&lower)?;
        if fact.kind.dimension().is_none() {
            return Some(Named::Other(ix));
        }
        // Asked for one year only: the id alone is clear enough.
        self.catalogue.slot_of(ix, 1).filter(|_| fact.years == 1).map(|slot| Named::Figure(slot, None))
    }

    /// A label, with its year where the fact is asked by year.
    pub(super) fn by_words(&self, tidy: &str) -> Result<Option<Named>, Unnamed> {
        if PASSED.contains(&tidy) {
            return Ok(Some(Named::Passed));
        }
        if let Some(ix) = self.fact(tidy) {
            return self.of_year(ix, None, tidy).map(Some);
        }
        let Some((rest, back, word)) = self.year(tidy) else { return Ok(None) };
        match self.fact(rest) {
            Some(ix) => self.of_year(ix, Some(back), &word).map(Some),
            None => Ok(None),
        }
    }

    fn fact(&self, label: &str) -> Option<FactIx> {
        self.labels.get(label).copied().flatten()
    }

    fn of_year(&self, ix: FactIx, back: Option<i16>, word: &str) -> Result<Named, Unnamed> {
        let fact = &self.catalogue[ix];
        let (label, last) = (&fact.label, self.on.year() - 1);
        let year = match (back, fact.years) {
            (None, 0) if fact.kind.dimension().is_none() => return Ok(Named::Other(ix)),
            (None, 0) => 0,
            (None, 1) => 1,
            (Some(_), 0) => {
                return Err(Unnamed::Wrong(format!("“{label}”不按年度填写,请去掉“{word}”")));
            }
            (None, _) => {
                return Err(Unnamed::Wrong(format!("没有写明年度,请写成“上年度{label}”或“{last}年{label}”")));
            }
            (Some(back), years) => match u8::try_from(back).ok().filter(|back| (1..=years).contains(back)) {
                Some(back) => back,
                None => {
                    let first = last + 1 - i16::from(years);
                    let wanted = if years == 1 { format!("{last} 年") } else { format!("{first}—{last} 年") };
                    return Err(Unnamed::Wrong(format!(
                        "“{word}”不在需要的年度内:判定日 {} 看 {wanted}的{label},请删去这一列或改用 --on 指定判定日",
                        self.on
                    )));
                }
            },
        };
        let unknown = || Unnamed::Wrong("这一列没有可以判定的数值,请删去".into());
        self.catalogue.slot_of(ix, year).map(|slot| Named::Figure(slot, None)).ok_or_else(unknown)
    }

    /// Takes a year word off the front, the back, or the brackets at the back.
    fn year<'t>(&self, tidy: &'t str) -> Option<(&'t str, i16, String)> {
        let bracketed = tidy.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
        if let Some((rest, word)) = bracketed
            && let Some(("", back, word)) = self.year_in_front(word)
        {
            return Some((rest, back, word));
        }
        self.year_in_front(tidy).or_else(|| self.year_behind(tidy))
    }

    fn year_in_front<'t>(&self, tidy: &'t str) -> Option<(&'t str, i16, String)> {
        for (word, back) in YEARS {
            if let Some(rest) = tidy.strip_prefix(word) {
                return Some((rest, *back, (*word).into()));
            }
        }
        let year = tidy.get(..4).and_then(calendar_year)?;
        let rest = tidy.get(4..)?;
        let rest = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年'))?;
        Some((rest, self.on.year() - year, format!("{year}年")))
    }

    fn year_behind<'t>(&self, tidy: &'t str) -> Option<(&'t str, i16, String)> {
        for (word, back) in YEARS {
            if let Some(rest) = tidy.strip_suffix(word) {
                return Some((rest, *back, (*word).into()));
            }
        }
        let rest = tidy.strip_suffix("年度").or_else(|| tidy.strip_suffix('年'))?;
        let at = rest.len().checked_sub(4)?;
        let year = rest.get(at..).and_then(calendar_year)?;
        Some((rest.get(..at)?, self.on.year() - year, format!("{year}年")))
    }

    /// The known heading nearest to this one, if any is near.
    pub(super) fn nearest(&self, unknown: &str) -> Option<String> {
        let slots = (0u16..).map(titian_rulebook::catalogue::Slot).zip(self.catalogue.slots());
        let texts = self.catalogue.facts.iter().filter(|fact| fact.kind.dimension().is_none());
        if unknown.is_ascii() {
            let ids = slots.map(|(_, info)| info.column.clone()).chain(texts.map(|fact| fact.id.clone()));
            return nearest::nearest(unknown, ids.map(|id| (id.clone(), id)));
        }
        let labels = slots.map(|(slot, _)| (self.catalogue.label(slot), heading(self.catalogue, slot)));
        let all = labels.chain(texts.map(|fact| (fact.label.clone(), fact.label.clone())));
        nearest::nearest(&quantity::tidy(unknown), all)
    }
}

fn calendar_year(digits: &str) -> Option<i16> {
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|year| all_digits && (1949..=2200).contains(year))
}

/// A label as people shorten it: without the explanation in brackets, and then without 总额 or 数.
fn short_forms(label: &str) -> [&str; 2] {
    let bare = label.split('(').next().unwrap_or(label);
    let shorter = bare.strip_suffix("总额").or_else(|| bare.strip_suffix('数'));
    [bare, shorter.filter(|short| !short.is_empty()).unwrap_or(bare)]
}
