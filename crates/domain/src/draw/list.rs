//! 名单 The list as it is fixed and published, its canonical text and its digest.
//!
//! What identifies people stays out: a case stands under its 受理编号, an inspector under a key, and the reasons of
//! targets and recusals stay in the journal. Whoever holds a number finds it on the list; nobody else learns who applied.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::method::{METHOD, hex};
use super::{Draw, Fixing};
use crate::wording;

/// Where the public value comes from: something published later, by others, that nobody chooses alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What is published, by whom, under which number: `中国福利彩票双色球第2026110期开奖号码`.
    pub what: String,
    /// How the value is written down: `红球由小到大,再写蓝球,两位数字,以空格分隔`.
    pub form: String,
    /// On which day it is published; later than the day on which the list is fixed.
    pub on: Date,
}

/// How many are drawn, besides the targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Plan {
    /// All of them.
    All,
    /// So many.
    Count(u32),
    /// So many in a hundred, rounded up.
    Percent(u32),
}

impl Plan {
    /// How many of `size` cases.
    pub fn quota(self, size: u64) -> u64 {
        match self {
            Plan::All => size,
            Plan::Count(count) => u64::from(count).min(size),
            Plan::Percent(percent) => size.saturating_mul(percent.into()).div_ceil(100).min(size),
        }
    }

    /// As the list writes it.
    fn written(self) -> String {
        match self {
            Plan::All => "all".into(),
            Plan::Count(count) => format!("count\t{count}"),
            Plan::Percent(percent) => format!("percent\t{percent}"),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Plan::All => f.write_str("全部抽查"),
            Plan::Count(count) => write!(f, "{count}家"),
            Plan::Percent(percent) => write!(f, "{percent}%,不足一家的进一"),
        }
    }
}

/// A case on the list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its 受理编号.
    pub number: String,
    /// Its city, six digits.
    pub city: String,
    /// The division of its industry, two digits; `-` if it is not known.
    pub industry: String,
}

/// An inspector on the list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inspector {
    /// The key.
    pub key: String,
}

/// Who is not drawn for what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recusal {
    /// The inspector's key.
    pub inspector: String,
    /// The case's number; `-` for all.
    pub case: String,
}

/// A fixed list: everything the result follows from, save the seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The draw.
    pub draw: String,
    /// The batch.
    pub batch: String,
    /// The office: the code of the city, or `province`.
    pub office: String,
    /// The title.
    pub title: String,
    /// The day on which the list was fixed.
    pub fixed: Date,
    /// Where the public value comes from.
    pub source: Source,
    /// The promise of the contribution.
    pub commitment: String,
    /// How many are drawn.
    pub plan: Plan,
    /// How many inspectors visit one case.
    pub visitors: u32,
    /// The cases.
    pub cases: Vec<Case>,
    /// Numbers of the cases that are visited in any event.
    pub targets: Vec<String>,
    /// The inspectors.
    pub inspectors: Vec<Inspector>,
    /// Who is not drawn for what.
    pub recusals: Vec<Recusal>,
}

impl List {
    /// The list that a draw fixes, in its canonical order.
    pub(super) fn of(draw: &Draw, on: Date, source: Source, commitment: String) -> List {
        let roster = &draw.roster;
        let known = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        let mut list = List {
            draw: draw.id.to_string(),
            batch: draw.batch.to_string(),
            office: draw.city.map_or_else(|| "province".to_owned(), |city| city.to_string()),
            title: draw.title.clone(),
            fixed: on,
            source,
            commitment,
            plan: roster.plan,
            visitors: roster.visitors,
            cases: roster
                .candidates
                .iter()
                .map(|one| Case {
                    number: one.number.clone(),
                    city: one.city.to_string(),
                    industry: known(&one.industry),
                })
                .collect(),
            targets: roster.targets.iter().map(|target| target.number.clone()).collect(),
            inspectors: roster.inspectors.iter().map(|one| Inspector { key: one.key.clone() }).collect(),
            recusals: roster
                .recusals
                .iter()
                .map(|one| Recusal { inspector: one.inspector.clone(), case: one.number.clone().unwrap_or("-".into()) })
                .collect(),
        };
        list.recusals.dedup();
        list.sort();
        list
    }

    /// Brings cases, targets, inspectors and recusals into their order: by the bytes of what is written.
    pub(super) fn sort(&mut self) {
        self.cases.sort();
        self.targets.sort();
        self.inspectors.sort();
        self.recusals.sort();
        self.recusals.dedup();
    }

    /// The canonical text: lines of fields between tabs, in an order of its own whatever the order of the list.
    pub fn text(&self) -> String {
        let mut list = self.clone();
        list.sort();
        let mut lines = vec![
            METHOD.to_owned(),
            format!("draw\t{}", list.draw),
            format!("batch\t{}", list.batch),
            format!("office\t{}", list.office),
            format!("title\t{}", list.title),
            format!("fixed\t{}", list.fixed),
            format!("source\t{}\t{}\t{}", list.source.on, list.source.what, list.source.form),
            format!("commitment\t{}", list.commitment),
            format!("plan\t{}", list.plan.written()),
            format!("visitors\t{}", list.visitors),
        ];
        lines.extend(list.cases.iter().map(|one| format!("case\t{}\t{}\t{}", one.number, one.city, one.industry)));
        lines.extend(list.targets.iter().map(|number| format!("target\t{number}")));
        lines.extend(list.inspectors.iter().map(|one| format!("inspector\t{}", one.key)));
        lines.extend(list.recusals.iter().map(|one| format!("recusal\t{}\t{}", one.inspector, one.case)));
        lines.push(String::new());
        lines.join("\n")
    }

    /// SHA-256 of the canonical text.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.text()))
    }

    /// What keeps the list from being drawn over: a field that would break a line, something named twice or not there, a
    /// value that was out when the list was fixed, nobody to be drawn, a case that too few may visit. In Chinese; empty if
    /// it can be drawn.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut list = self.clone();
        list.sort();
        let single = [&list.draw, &list.batch, &list.office, &list.title, &list.source.what, &list.source.form];
        let cases = list.cases.iter().flat_map(|one| [&one.number, &one.city, &one.industry]);
        let fields = single.into_iter().chain(cases).chain(&list.targets);
        let people = list.inspectors.iter().map(|one| &one.key);
        let recusals = list.recusals.iter().flat_map(|one| [&one.inspector, &one.case]);
        for field in fields.chain(people).chain(recusals) {
            match wording::line(field) {
                Ok(plain) if plain.is_empty() || plain != field => faults.push("名单中有空白的内容".into()),
                Ok(_) => {}
                Err(odd) => faults.push(format!("名单中{odd}")),
            }
        }
        let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        for case in &list.cases {
            if !digits(&case.city, 6) || !(digits(&case.industry, 2) || case.industry == "-") {
                faults.push(format!("“{}”的设区市要写六位代码,行业要写两位大类代码,不知道的写 -", case.number));
            }
        }
        let twice = |names: Vec<&str>, what: &str, faults: &mut Vec<String>| {
            for pair in names.windows(2) {
                if let [one, next] = pair
                    && one == next
                {
                    faults.push(format!("{what}“{one}”写了两次"));
                }
            }
        };
        twice(list.cases.iter().map(|one| one.number.as_str()).collect(), "申报", &mut faults);
        twice(list.targets.iter().map(String::as_str).collect(), "指定的申报", &mut faults);
        twice(list.inspectors.iter().map(|one| one.key.as_str()).collect(), "抽查员", &mut faults);
        let case = |number: &str| list.cases.binary_search_by(|one| one.number.as_str().cmp(number)).is_ok();
        let inspector = |key: &str| list.inspectors.binary_search_by(|one| one.key.as_str().cmp(key)).is_ok();
        let lost = list.targets.iter().filter(|number| !case(number));
        faults.extend(lost.map(|number| format!("指定的申报“{number}”不在名单中")));
        for one in &list.recusals {
            if !inspector(&one.inspector) {
                faults.push(format!("回避的抽查员“{}”不在名单中", one.inspector));
            }
            if one.case != "-" && !case(&one.case) {
                faults.push(format!("回避所涉的申报“{}”不在名单中", one.case));
            }
        }
        if list.source.on <= list.fixed {
            faults.push(format!("名单在{}固定，公开值{}就已产生", list.fixed, list.source.on));
        }
        let rest = list.cases.iter().filter(|one| list.targets.binary_search(&one.number).is_err()).count() as u64;
        match list.plan {
            Plan::Percent(percent) if !(1..=100).contains(&percent) => {
                faults.push(format!("抽取比例 {percent}% 不在 1% 到 100% 之间"));
            }
            // Who picks all that are visited and spares the rest has not drawn.
            plan if 0 < rest && plan.quota(rest) == 0 => {
                faults.push(format!("抽取数量是 0，没有指定的还有 {rest} 家，至少要抽 1 家"));
            }
            _ => {}
        }
        if list.visitors < 2 {
            faults.push("每家至少由两名抽查员实地抽查".into());
        }
        let free = list.free();
        for case in &list.cases {
            let count = free.iter().filter(|key| !list.recused(key, &case.number)).count() as u64;
            let visitors = u64::from(list.visitors);
            // Recusals that leave only as many as are sent would settle who goes before anything is drawn.
            let recused = list.recusals.iter().any(|one| one.case == case.number);
            if count < visitors {
                faults.push(format!("“{}”可以派的抽查员只有{count}名,需要{visitors}名", case.number));
            } else if recused && count == visitors {
                faults.push(format!(
                    "“{}”有抽查员回避，可以派的只剩{count}名，等于事先定了派谁；请再增加抽查员，至少要有{}名可以派",
                    case.number,
                    visitors.saturating_add(1)
                ));
            }
        }
        faults
    }

    /// The inspectors who are not excused from everything, in their order.
    pub(super) fn free(&self) -> Vec<&str> {
        let keys = self.inspectors.iter().map(|one| one.key.as_str());
        keys.filter(|key| !self.recused(key, "-")).collect()
    }

    /// Whether somebody is excused from a case. `-` asks whether from all. The recusals stand in their order.
    pub(super) fn recused(&self, inspector: &str, case: &str) -> bool {
        let asked = (inspector, case);
        self.recusals.binary_search_by(|one| (one.inspector.as_str(), one.case.as_str()).cmp(&asked)).is_ok()
    }
}

impl Draw {
    /// The list, once it was fixed.
    pub fn list(&self) -> Option<List> {
        let Fixing { on, source, commitment, .. } = self.fixing()?;
        Some(List::of(self, *on, source.clone(), commitment.clone()))
    }
}

/// The promise of a contribution to a draw: its digest, from which nobody can tell it.
pub fn promise(draw: &str, contribution: &str) -> String {
    hex(&Sha256::digest(format!("{METHOD}\ncontribution\n{draw}\n{contribution}\n")))
}

/// The division of an industry as enterprises write it (`C3562`, `35`): two digits, or nothing.
pub fn division(industry: &str) -> String {
    let digits = industry.trim().trim_start_matches(|c: char| c.is_ascii_alphabetic());
    digits.get(..2).filter(|two| two.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or_default().to_owned()
}
