//! 调整 Textual changes to a standard, as an official writes them: `rd_share: 5% -> 6%`.
//!
//! A change names a place and says what stands there now and what shall stand there instead, so that nobody changes a
//! number they have not seen. Comments and order of the file stay. The changed text is read again as any policy file
//! is, so a change can never make a standard that would not load.
//!
//! ```text
//! rd_share: 5% -> 6%                 a border of an indicator, or a threshold of a condition or route
//! rd_share.5%: 20 -> 15              the points of the band at that border
//! ip.class1_own: 15 -> 12            the points of a class
//! pass.total: 60 -> 70               the pass mark of the total
//! innovation.pass: 20 -> 25          the pass mark of a group
//! innovation.max: 40 -> 45           the most points of a group or an indicator
//! rd_share[2]: 3% -> 4%              the second of several equal thresholds, in the order of the text
//! ```

use toml_edit::{Array, DocumentMut, Item, Table, Value};

use crate::policy::{Policy, Source, overlay};
use crate::quantity::tidy;
use crate::source::Problem;

/// One change, as written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// Where: an id, or `id.part`.
    pub place: String,
    /// Which of several equal ones, counted from 1; `None` = there must be just one.
    pub which: Option<usize>,
    /// What stands there.
    pub old: String,
    /// What shall stand there.
    pub new: String,
}

impl Change {
    /// Reads `place: old -> new`. Full-width colons and → do as well.
    pub fn parse(text: &str) -> Result<Change, Problem> {
        let wrong = || {
            let example = "rd_share: 5% -> 6%、rd_share.5%: 20 -> 15、pass.total: 60 -> 70";
            problem(text, format!("看不懂“{text}”;请写成“位置: 原值 -> 新值”,例如 {example}"))
        };
        let (before, new) = text.split_once("->").or_else(|| text.split_once('→')).ok_or_else(wrong)?;
        let (place, old) = before.split_once(':').or_else(|| before.split_once(':')).ok_or_else(wrong)?;
        let (place, which) = match place.trim().strip_suffix(']').and_then(|place| place.rsplit_once('[')) {
            None => (place.trim(), None),
            Some((place, which)) => {
                (place.trim(), Some(which.trim().parse::<usize>().ok().filter(|n| *n > 0).ok_or_else(wrong)?))
            }
        };
        let (old, new) = (old.trim(), new.trim());
        if place.is_empty() || old.is_empty() || new.is_empty() {
            return Err(wrong());
        }
        Ok(Change { place: place.into(), which, old: old.into(), new: new.into() })
    }

    fn as_written(&self) -> String {
        let which = self.which.map_or_else(String::new, |which| format!("[{which}]"));
        format!("{}{which}: {} -> {}", self.place, self.old, self.new)
    }

    fn problem(&self, message: String) -> Problem {
        problem(&self.as_written(), message)
    }
}

fn problem(written: &str, message: String) -> Problem {
    Problem { file: format!("调整“{written}”"), line: 0, message }
}

/// The file among `files` that holds the standard of this id.
pub fn source_of<'f>(files: &'f [Source], id: &str) -> Option<&'f Source> {
    let standards = files.iter().filter(|file| file.path.starts_with("standards/"));
    standards.into_iter().find(|file| {
        let document = file.text.parse::<DocumentMut>().ok();
        document.is_some_and(|document| document.get("id").and_then(Item::as_str) == Some(id))
    })
}

/// The text of a standard with these changes made, all of them or none.
pub fn edit(source: &Source, changes: &[Change]) -> Result<Source, Vec<Problem>> {
    let mut document = source.text.parse::<DocumentMut>().map_err(|error| {
        vec![Problem {
            file: source.path.clone(), line: 0, message: format!("不是合法的 TOML:{}", error.message())
        }]
    })?;
    let problems: Vec<Problem> =
        changes.iter().filter_map(|change| make(change, document.as_table_mut()).err()).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Source { path: source.path.clone(), text: document.to_string() })
}

/// The policy in `files` with these changes made to the standard of this id, read and checked as a whole.
pub fn apply(files: &[Source], standard: &str, changes: &[Change]) -> Result<Policy, Vec<Problem>> {
    let source = source_of(files, standard).ok_or_else(|| {
        vec![Problem { file: standard.into(), line: 0, message: "没有这个标准,请核对代号".into() }]
    })?;
    Policy::read(&overlay(files.to_vec(), vec![edit(source, changes)?]))
}

/// Something in a standard that can be changed: a value in the text, and the names it goes by.
struct Target<'d> {
    place: String,
    value: &'d mut Value,
}

fn make(change: &Change, root: &mut Table) -> Result<(), Problem> {
    let mut targets = Vec::new();
    gather(root, &mut targets);
    let mut here: Vec<Target<'_>> = targets.into_iter().filter(|target| target.place == change.place).collect();
    if here.is_empty() {
        return Err(change.problem(unknown_place(change, root)));
    }
    let there: Vec<String> = here.iter().map(|target| shown(target.value)).collect();
    here.retain(|target| same(target.value, &change.old));
    let found = here.len();
    let target = match (change.which, found) {
        (_, 0) => {
            return Err(change.problem(format!("“{}”处没有“{}”,现有:{}", change.place, change.old, there.join("、"))));
        }
        (None, 1) => here.pop(),
        (None, _) => {
            let hint = format!("{}[1]: {} -> {}", change.place, change.old, change.new);
            return Err(change.problem(format!(
                "“{}”处有 {found} 个“{}”,请写明第几个,例如 {hint};现有:{}",
                change.place,
                change.old,
                there.join("、")
            )));
        }
        (Some(which), _) => (which <= found).then(|| here.swap_remove(which - 1)),
    };
    match target {
        Some(target) => replace(change, target.value),
        None => Err(change.problem(format!("“{}”处只有 {found} 个“{}”", change.place, change.old))),
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string().trim().to_owned(), ToOwned::to_owned)
}

fn same(value: &Value, written: &str) -> bool {
    tidy(&shown(value)) == tidy(written) || value.as_integer().is_some_and(|n| integer(written) == Some(n))
}

/// 20, 20分.
fn integer(written: &str) -> Option<i64> {
    let tidy = tidy(written);
    tidy.strip_suffix('分').unwrap_or(&tidy).parse().ok()
}

/// Puts the new value in the place of the old, comments and blanks kept.
fn replace(change: &Change, value: &mut Value) -> Result<(), Problem> {
    let mut new = match value {
        Value::Integer(_) => match integer(&change.new) {
            Some(n) => Value::from(n),
            None => return Err(change.problem(format!("“{}”应当是整数", change.new))),
        },
        _ => Value::from(tidy(&change.new)),
    };
    *new.decor_mut() = value.decor().clone();
    *value = new;
    Ok(())
}

fn unknown_place(change: &Change, root: &mut Table) -> String {
    let mut targets = Vec::new();
    gather(root, &mut targets);
    let head = |place: &'_ str| place.split('.').next().unwrap_or_default().to_owned();
    let ours = targets.iter().filter(|target| head(&target.place) == head(&change.place));
    let mut known: Vec<String> = ours.map(|target| target.place.clone()).collect();
    if known.is_empty() {
        known.extend(targets.iter().map(|target| head(&target.place)));
    }
    let mut seen = std::collections::HashSet::new();
    known.retain(|place| seen.insert(place.clone()));
    format!("没有“{}”这个位置;可以写:{}", change.place, known.join("、"))
}

/// Everything that can be changed, in the order of the text.
fn gather<'d>(root: &'d mut Table, targets: &mut Vec<Target<'d>>) {
    for (key, item) in root.iter_mut() {
        match (key.get(), item) {
            ("pass", Item::Table(pass)) => numbers("pass", pass, &["total"], targets),
            ("group", Item::ArrayOfTables(tables)) => {
                for table in tables.iter_mut() {
                    let id = id_of(table);
                    numbers(&id, table, &["max", "pass"], targets);
                }
            }
            ("indicator" | "condition" | "route" | "gate", Item::ArrayOfTables(tables)) => {
                for table in tables.iter_mut() {
                    let id = id_of(table);
                    for (key, item) in table.iter_mut() {
                        if let Item::Value(value) = item {
                            line(&id, key.get(), value, targets);
                        } else if let ("classes" | "per", Item::Table(part)) = (key.get(), item) {
                            part.iter_mut().filter_map(|(key, item)| Some((key, item.as_value_mut()?))).for_each(
                                |(key, value)| targets.push(Target { place: format!("{id}.{}", key.get()), value }),
                            );
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

fn id_of(table: &Table) -> String {
    table.get("id").and_then(Item::as_str).unwrap_or_default().to_owned()
}

fn numbers<'d>(id: &str, table: &'d mut Table, keys: &[&str], targets: &mut Vec<Target<'d>>) {
    for (key, item) in table.iter_mut() {
        if let (true, Item::Value(value)) = (keys.contains(&key.get()), item) {
            targets.push(Target { place: format!("{id}.{}", key.get()), value });
        }
    }
}

/// One key of an indicator, a condition or a route, or of a table within.
fn line<'d>(id: &str, key: &str, value: &'d mut Value, targets: &mut Vec<Target<'d>>) {
    match (key, value) {
        ("at_least" | "at_most" | "more_than" | "less_than", value) => threshold(id, value, targets),
        ("every", value) => targets.push(Target { place: id.to_owned(), value }),
        ("max" | "points" | "cap" | "otherwise", value @ Value::Integer(_)) => {
            targets.push(Target { place: format!("{id}.{key}"), value });
        }
        ("classes", Value::InlineTable(classes)) => {
            for (class, value) in classes.iter_mut() {
                targets.push(Target { place: format!("{id}.{}", class.get()), value });
            }
        }
        (_, Value::InlineTable(table)) => {
            table.iter_mut().for_each(|(key, value)| line(id, key.get(), value, targets));
        }
        (_, Value::Array(list)) => list.iter_mut().for_each(|value| line(id, "", value, targets)),
        _ => {}
    }
}

/// `"3%"`, `[measure, "3%"]`, or bands `[["5%", 20], …]`.
fn threshold<'d>(id: &str, value: &'d mut Value, targets: &mut Vec<Target<'d>>) {
    let banded = value.as_array().is_some_and(|list| list.iter().all(Value::is_array));
    if banded {
        let list = value.as_array_mut().into_iter().flat_map(Array::iter_mut);
        list.filter_map(Value::as_array_mut).for_each(|one| band(id, one, targets));
        return;
    }
    let threshold = match value {
        Value::Array(pair) => pair.iter_mut().nth(1),
        single => Some(single),
    };
    targets.extend(threshold.map(|value| Target { place: id.to_owned(), value }));
}

/// `["5%", 20]`: the border goes by the id, its points by the id and the border.
fn band<'d>(id: &str, band: &'d mut Array, targets: &mut Vec<Target<'d>>) {
    let border = band.get(0).map(shown).unwrap_or_default();
    for (at, value) in band.iter_mut().enumerate() {
        let place = if at == 0 { id.to_owned() } else { format!("{id}.{border}") };
        targets.push(Target { place, value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::diff;
    use crate::policy::{Policy, embedded};

    fn applied(id: &str, changes: &[&str]) -> Result<Policy, String> {
        let all = |problems: Vec<Problem>| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        let changes = changes.iter().map(|text| Change::parse(text)).collect::<Result<Vec<_>, _>>();
        apply(&embedded(), id, &changes.map_err(|p| all(vec![p]))?).map_err(all)
    }

    /// What a change does, as the comparison of the two standards tells it.
    fn effect(id: &str, change: &str) -> Vec<String> {
        let (before, after) = (Policy::shipped().unwrap(), applied(id, &[change]).unwrap());
        diff(&before.catalogue, &before.standards[id], &after.standards[id]).lines()[1..].to_vec()
    }

    fn refusal(id: &str, change: &str) -> String {
        applied(id, &[change]).map(|_| ()).unwrap_err()
    }

    #[test]
    fn every_kind_of_number_can_be_changed() {
        let annex1 = "miit-2022/innovative";
        for (change, expected) in [
            ("pass.total: 60 -> 70", "  新:70 分"),
            ("pass.total:60分→70分", "  新:70 分"),
            ("innovation.pass: 20 -> 25", "  新:满分 40 分,其中至少 25 分"),
            ("rd_share: 5% -> 6%", "  20 分档:≥5% → ≥6%"),
            ("debt: 55% -> 50%", "  10 分档:≤55% → ≤50%"),
            ("rd_share.3%: 15 -> 14", "  取消 15 分档(≥3%)"),
            ("ip.class1_own: 15 -> 12", "  自主研发的Ⅰ类知识产权:15 分 → 12 分"),
            ("equity: 500万元 -> 600万元", "  新:近三年新增股权融资额(合格机构投资者实缴)合计 ≥ 600万元"),
            ("institution: provincial -> national", "  新:研发机构级别(最高一级) ≥ 国家级"),
        ] {
            assert!(effect(annex1, change).contains(&expected.to_owned()), "{change}: {:?}", effect(annex1, change));
        }
        let annex2 = "miit-2022/specialised";
        for (change, expected) in [
            ("niche_years: 2年 -> 3年", "  新:从事特定细分市场时间每满 3年 得 1 分,最高 5 分"),
            ("rd_input: 500万元 -> 600万元", "  10 分档:≥500万元 → ≥600万元"),
            ("rd: 100万元 -> 150万元", "  新:上年度研发费用总额 ≥ 150万元,且上年度研发费用总额占营业收入总额比重 ≥ 3%"),
        ] {
            assert!(effect(annex2, change).contains(&expected.to_owned()), "{change}: {:?}", effect(annex2, change));
        }
    }

    #[test]
    fn the_rest_of_the_text_stays_as_it_is() {
        let files = embedded();
        let source = source_of(&files, "miit-2022/innovative").unwrap();
        let changed = edit(source, &[Change::parse("rd_share: 5% -> 6%").unwrap()]).unwrap();
        assert_eq!(changed.text, source.text.replace("[\"5%\", 20], [\"3%\"", "[\"6%\", 20], [\"3%\""));
        assert_eq!(changed.path, "standards/miit-2022/innovative.toml");
        assert!(refusal("miit-2022/nothing", "rd_share: 5% -> 6%").contains("没有这个标准"));
    }

    #[test]
    fn what_cannot_be_found_is_answered_with_what_is_there() {
        let annex1 = "miit-2022/innovative";
        assert_eq!(
            refusal(annex1, "rd_share: 4% -> 6%"),
            "调整“rd_share: 4% -> 6%”:“rd_share”处没有“4%”,现有:5%、3%、2%、1%"
        );
        assert!(
            refusal(annex1, "rd: 5% -> 6%")
                .contains("没有“rd”这个位置;可以写:pass、innovation、growth、specialisation、ip、rd_share")
        );
        assert!(refusal(annex1, "ip.class9: 5 -> 6").contains("可以写:ip.max、ip.class1_high_value"));
        assert!(refusal(annex1, "rd_share 5% 6%").contains("请写成“位置: 原值 -> 新值”"));
        assert_eq!(
            refusal("miit-2022/specialised", "award: 1 -> 2"),
            "调整“award: 1 -> 2”:“award”处有 2 个“1”,请写明第几个,例如 award[1]: 1 -> 2;现有:1、3、1、5"
        );
        assert!(
            effect("miit-2022/specialised", "award[2]: 1 -> 2")[2].contains("国家级科技奖励的最好排名(没有填 0) ≥ 2")
        );
        assert!(refusal("miit-2022/specialised", "award[3]: 1 -> 2").ends_with("“award”处只有 2 个“1”"));
    }

    #[test]
    fn a_change_that_makes_no_sound_standard_is_refused() {
        let annex1 = "miit-2022/innovative";
        assert!(refusal(annex1, "rd_share: 5% -> 2.5%").contains("standards/miit-2022/innovative.toml:"));
        assert!(refusal(annex1, "rd_share: 5% -> 六").contains("不是数字"));
        assert!(refusal(annex1, "pass.total: 60 -> 很多").contains("应当是整数"));
        assert!(refusal(annex1, "rd_share.5%: 20 -> 25").contains("满分"));
        // Several changes together may be sound where one alone is not.
        let together = ["rd_share.5%: 20 -> 25", "rd_share.max: 20 -> 25", "innovation.max: 40 -> 45"];
        assert!(applied(annex1, &together).is_ok());
    }
}
