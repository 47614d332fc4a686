//! 对照 Differences between two standards, or two versions of one, by structure: clauses and indicators that were added,
//! removed or changed, with the old and the new rule in words. Labels and notes are not compared, only what decides.

use crate::catalogue::Catalogue;
use crate::explain::{in_words, score_in_words};
use crate::standard::{Bands, Clause, Gates, Score, Standard};

/// How two standards differ.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Id of the one.
    pub before: String,
    /// Its title.
    pub before_title: String,
    /// Id of the other.
    pub after: String,
    /// Its title.
    pub after_title: String,
    /// What differs: pass marks, groups, indicators, conditions, routes, in the order of the one, then what is new.
    pub entries: Vec<Entry>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    /// Added, removed or changed.
    pub change: Change,
    /// What it is, or was if it was removed.
    pub part: Part,
    /// Id, ASCII; `total` for the pass mark.
    pub id: String,
    /// Label, Chinese.
    pub label: String,
    /// Article in the one; empty if added.
    pub article_before: String,
    /// Article in the other; empty if removed.
    pub article_after: String,
    /// The rule in the one; empty if added.
    pub before: String,
    /// The rule in the other; empty if removed.
    pub after: String,
    /// The single bands or classes that changed, where the rest stayed.
    pub details: Vec<String>,
}

/// What happened to a part of a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Only in the other.
    Added,
    /// Only in the one.
    Removed,
    /// In both, but not alike.
    Changed,
}

/// A part of a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The pass mark of the total.
    Total,
    /// A group of indicators with its own mark.
    Group,
    /// A gate.
    Gate,
    /// A condition.
    Condition,
    /// A scored indicator.
    Indicator,
    /// A direct route.
    Route,
}

impl Part {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Part::Total => "合格线",
            Part::Group => "分组",
            Part::Gate => "门槛",
            Part::Condition => "条件",
            Part::Indicator => "指标",
            Part::Route => "直通",
        }
    }

    /// Gates, conditions, indicators and routes share their ids; the total and the groups have theirs.
    fn is_line(self) -> bool {
        !matches!(self, Part::Total | Part::Group)
    }
}

impl Change {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Change::Added => "新增",
            Change::Removed => "取消",
            Change::Changed => "修改",
        }
    }
}

/// How `after` differs from `before`.
pub fn diff(catalogue: &Catalogue, before: &Standard, after: &Standard) -> Difference {
    Difference {
        before: before.id.clone(),
        before_title: before.title.clone(),
        after: after.id.clone(),
        after_title: after.title.clone(),
        entries: entries(&items(catalogue, before), &items(catalogue, after)),
    }
}

/// How the gates of eligibility differ.
pub fn diff_gates(catalogue: &Catalogue, before: &Gates, after: &Gates) -> Difference {
    Difference {
        before: before.id.clone(),
        before_title: before.title.clone(),
        after: after.id.clone(),
        after_title: after.title.clone(),
        entries: entries(&gate_items(catalogue, before), &gate_items(catalogue, after)),
    }
}

/// A part of a standard, ready to be compared.
struct Item<'s> {
    part: Part,
    id: &'s str,
    label: &'s str,
    article: &'s str,
    rule: String,
    score: Option<(&'s Score, Vec<String>)>,
}

fn items<'s>(catalogue: &Catalogue, standard: &'s Standard) -> Vec<Item<'s>> {
    let plain = |part, id, label, rule| Item { part, id, label, article: "", rule, score: None };
    let total = standard.pass.map(|pass| plain(Part::Total, "total", "总分", format!("{pass} 分")));
    let groups = standard.groups.iter().map(|group| {
        let own = if group.pass > 0 { format!(",其中至少 {} 分", group.pass) } else { String::new() };
        plain(Part::Group, group.id.as_str(), group.label.as_str(), format!("满分 {} 分{own}", group.max))
    });
    let indicators = standard.indicators.iter().map(|indicator| Item {
        part: Part::Indicator,
        id: &indicator.id,
        label: &indicator.label,
        article: &indicator.article,
        rule: score_in_words(catalogue, &indicator.score),
        score: Some((&indicator.score, options(catalogue, &indicator.score))),
    });
    let clauses = |part, clauses: &'s [Clause]| clauses.iter().map(move |one| clause(catalogue, part, one));
    total
        .into_iter()
        .chain(groups)
        .chain(clauses(Part::Condition, &standard.conditions))
        .chain(indicators)
        .chain(clauses(Part::Route, &standard.routes))
        .collect()
}

fn gate_items<'s>(catalogue: &Catalogue, gates: &'s Gates) -> Vec<Item<'s>> {
    gates.gates.iter().map(|gate| clause(catalogue, Part::Gate, gate)).collect()
}

fn clause<'s>(catalogue: &Catalogue, part: Part, clause: &'s Clause) -> Item<'s> {
    let purposes: Vec<&str> = clause.purposes.iter().map(|purpose| purpose.label()).collect();
    let only = if purposes.is_empty() { String::new() } else { format!("(仅{})", purposes.join("、")) };
    let rule = format!("{}{only}", in_words(catalogue, &clause.condition));
    Item { part, id: &clause.id, label: &clause.label, article: &clause.article, rule, score: None }
}

/// Labels of the options behind a choice of classes.
fn options(catalogue: &Catalogue, score: &Score) -> Vec<String> {
    match score {
        Score::Classes { slot, points } => (0..).zip(points).map(|(place, _)| catalogue.show(*slot, place)).collect(),
        _ => vec![],
    }
}

fn entries(before: &[Item<'_>], after: &[Item<'_>]) -> Vec<Entry> {
    // The same part first; a line may also have become another kind of line (an indicator made a condition).
    let partner = |one: &Item<'_>, others: &'_ [Item<'_>]| -> Option<usize> {
        let same = others.iter().position(|other| other.part == one.part && other.id == one.id);
        same.or_else(|| {
            others.iter().position(|other| other.part.is_line() && one.part.is_line() && other.id == one.id)
        })
    };
    let mut entries = Vec::new();
    for old in before {
        match partner(old, after).and_then(|at| after.get(at)) {
            None => entries.push(entry(Change::Removed, Some(old), None)),
            Some(new) if (new.part, &new.rule) == (old.part, &old.rule) => {}
            Some(new) => entries.push(entry(Change::Changed, Some(old), Some(new))),
        }
    }
    let added = after.iter().filter(|new| partner(new, before).is_none());
    entries.extend(added.map(|new| entry(Change::Added, None, Some(new))));
    entries
}

fn entry(change: Change, before: Option<&Item<'_>>, after: Option<&Item<'_>>) -> Entry {
    let moved = before.zip(after).is_some_and(|(old, new)| old.part != new.part);
    let rule = |item: Option<&Item<'_>>| {
        item.map_or_else(String::new, |item| match moved {
            true => format!("{}:{}", item.part.label(), item.rule),
            false => item.rule.clone(),
        })
    };
    let article = |item: Option<&Item<'_>>| item.map_or_else(String::new, |item| item.article.to_owned());
    let details = match before.zip(after).map(|(old, new)| (&old.score, &new.score)) {
        Some((Some((old, options)), Some((new, _)))) => details(old, new, options),
        _ => vec![],
    };
    let named = before.or(after);
    Entry {
        change,
        part: named.map_or(Part::Total, |item| item.part),
        id: named.map_or_else(String::new, |item| item.id.to_owned()),
        label: named.map_or_else(String::new, |item| item.label.to_owned()),
        article_before: article(before),
        article_after: article(after),
        before: rule(before),
        after: rule(after),
        details,
    }
}

/// The single bands or classes that changed, where the measure stayed.
fn details(before: &Score, after: &Score, options: &[String]) -> Vec<String> {
    match (before, after) {
        (Score::Bands(old), Score::Bands(new)) => bands(old, new),
        (Score::BestOf(old), Score::BestOf(new)) => {
            old.iter().zip(new).flat_map(|(old, new)| bands(old, new)).collect()
        }
        (Score::Classes { slot: old, points: from }, Score::Classes { slot: new, points: to }) if old == new => {
            let changed = options.iter().zip(from.iter().zip(to)).filter(|(_, (from, to))| from != to);
            changed.map(|(option, (from, to))| format!("{option}:{from} 分 → {to} 分")).collect()
        }
        _ => vec![],
    }
}

/// Bands by their points: the same points at another border, or another step altogether.
fn bands(before: &Bands, after: &Bands) -> Vec<String> {
    if (&before.measure, before.op) != (&after.measure, after.op) {
        return vec![];
    }
    let of = |table: &Bands, points: i64| {
        let band = table.bands.iter().find(|band| band.points == points);
        band.map(|band| format!("{}{}", table.op.sign(), band.written))
    };
    let mut points: Vec<i64> = before.bands.iter().chain(&after.bands).map(|band| band.points).collect();
    points.sort_unstable_by(|a, b| b.cmp(a));
    points.dedup();
    let changed = points.iter().filter_map(|points| match (of(before, *points), of(after, *points)) {
        (Some(old), Some(new)) if old != new => Some(format!("{points} 分档:{old} → {new}")),
        (Some(old), None) => Some(format!("取消 {points} 分档({old})")),
        (None, Some(new)) => Some(format!("新增 {points} 分档({new})")),
        _ => None,
    });
    let otherwise = (before.otherwise != after.otherwise)
        .then(|| format!("未达最低档:{} 分 → {} 分", before.otherwise, after.otherwise));
    changed.chain(otherwise).collect()
}

impl Difference {
    /// Headings of [`Difference::rows`].
    pub const COLUMNS: [&str; 9] = ["变化", "部分", "代号", "名称", "原条款", "新条款", "原规定", "新规定", "分档变化"];

    /// A row of cells for each difference.
    pub fn rows(&self) -> Vec<[String; 9]> {
        let row = |e: &Entry| {
            [
                e.change.label().to_owned(),
                e.part.label().to_owned(),
                e.id.clone(),
                e.label.clone(),
                e.article_before.clone(),
                e.article_after.clone(),
                e.before.clone(),
                e.after.clone(),
                e.details.join(";"),
            ]
        };
        self.entries.iter().map(row).collect()
    }

    /// As told to people, a line each.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "{}({})与{}({})对照:{}",
            self.before_title,
            self.before,
            self.after_title,
            self.after,
            if self.entries.is_empty() {
                "没有差别".to_owned()
            } else {
                format!("{} 处不同", self.entries.len())
            }
        )];
        lines.extend(self.entries.iter().flat_map(Entry::lines));
        lines
    }
}

impl Entry {
    fn lines(&self) -> Vec<String> {
        let articles: Vec<&str> = [&self.article_before, &self.article_after]
            .into_iter()
            .map(String::as_str)
            .filter(|a| !a.is_empty())
            .collect();
        let articles = match articles.as_slice() {
            [] => String::new(),
            [old, new] if old != new => format!("({old} → {new})"),
            [one, ..] => format!("({one})"),
        };
        let mut lines = vec![format!("{} {}“{}”{articles}", self.change.label(), self.part.label(), self.label)];
        match self.change {
            Change::Changed if !self.details.is_empty() => {
                lines.extend(self.details.iter().map(|detail| format!("  {detail}")));
            }
            Change::Changed => {
                lines.push(format!("  原:{}", self.before));
                lines.push(format!("  新:{}", self.after));
            }
            Change::Added => lines.push(format!("  {}", self.after)),
            Change::Removed => lines.push(format!("  {}", self.before)),
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn changed(id: &str, change: impl Fn(&mut Standard)) -> Difference {
        let policy = Policy::shipped().unwrap();
        let before = &policy.standards[id];
        let mut after = before.clone();
        change(&mut after);
        diff(&policy.catalogue, before, &after)
    }

    #[test]
    fn a_standard_does_not_differ_from_itself() {
        let policy = Policy::shipped().unwrap();
        for standard in policy.standards.values() {
            assert_eq!(diff(&policy.catalogue, standard, standard).entries, []);
        }
    }

    #[test]
    fn a_changed_band_is_named_by_its_points() {
        let difference = changed("miit-2022/innovative", |standard| {
            if let Score::Bands(table) = &mut standard.indicators[1].score {
                table.bands[0].written = "6%".into();
                table.bands.pop();
            }
            standard.pass = Some(70);
        });
        assert_eq!(
            difference.lines()[1..],
            [
                "修改 合格线“总分”",
                "  原:60 分",
                "  新:70 分",
                "修改 指标“上年度研发费用总额占营业收入总额比重”(附件1 指标2)",
                "  20 分档:≥5% → ≥6%",
                "  取消 5 分档(≥1%)",
            ]
        );
        assert_eq!(difference.rows()[0][..4], ["修改", "合格线", "total", "总分"]);
    }

    #[test]
    fn what_is_added_and_removed_is_said() {
        let difference = changed("miit-2022/innovative", |standard| {
            let mut route = standard.routes.remove(1);
            route.id = "other".into();
            route.label = "其他荣誉".into();
            standard.routes.push(route);
        });
        assert_eq!(
            difference.lines()[1..],
            [
                "取消 直通“高新技术企业等荣誉在有效期内”(附件1 直通二)",
                "  拥有有效期内的高新技术企业等荣誉:是",
                "新增 直通“其他荣誉”(附件1 直通二)",
                "  拥有有效期内的高新技术企业等荣誉:是",
            ]
        );
    }

    #[test]
    fn the_two_editions_can_be_laid_side_by_side() {
        let policy = Policy::shipped().unwrap();
        let of = |id: &str| &policy.standards[id];
        let difference = diff(&policy.catalogue, of("miit-2022/specialised"), of("miit-2026/specialised"));
        let find = |id: &str| difference.entries.iter().find(|entry| entry.id == id).unwrap();
        assert_eq!(find("total").change, Change::Removed);
        assert_eq!(find("niche_time").before, "从事特定细分市场时间 ≥ 2年");
        assert_eq!(find("niche_time").after, "从事特定细分市场时间 ≥ 3年");
        // An indicator has become a condition.
        assert_eq!(find("main_share").after, "条件:上年度主营业务收入总额占营业收入总额比重 ≥ 80%");
        assert!(find("main_share").before.starts_with("指标:"));
        assert_eq!(find("market_position").change, Change::Added);
        let gates = diff_gates(&policy.catalogue, &policy.gates["gates/miit-2022"], &policy.gates["gates/miit-2026"]);
        assert!(
            gates.entries.iter().any(|entry| (entry.change, entry.id.as_str()) == (Change::Removed, "legal-person"))
        );
    }
}
