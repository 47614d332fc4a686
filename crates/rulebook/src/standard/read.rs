//! Reading `policy/standards/**` and `policy/gates/*`, with the checks that keep a table whole: bands that leave no
//! value unscored or scored twice, every option of a choice with its points, points that add up.

use super::vocabulary::{condition, meaning, measure, op, slot, threshold};
use super::{Band, Bands, Clause, Gates, Group, Indicator, Measure, Op, Score, Standard};
use crate::catalogue::{self, Catalogue};
use crate::derive::Definitions;
use crate::quantity::Ratio;
use crate::source::{Entry, Node, Problem, Value, parse_toml};
use crate::tier::{Purpose, Tier};

impl Standard {
    /// Reads a standard. `definitions` finds the annex of definitions by its id.
    pub fn read(
        catalogue: &Catalogue,
        definitions: impl Fn(&str) -> Option<Definitions>,
        file: &str,
        text: &str,
    ) -> Result<Standard, Vec<Problem>> {
        let root = parse_toml(file, text).map_err(|p| vec![p])?;
        let root = Entry::of(file, &root).map_err(|p| vec![p])?;
        let mut problems = Vec::new();
        let standard = standard(catalogue, definitions, &root, &mut problems);
        match standard {
            Ok(standard) if problems.is_empty() => {
                let problems = sums(&root, &standard);
                if problems.is_empty() { Ok(standard) } else { Err(problems) }
            }
            Ok(_) => Err(problems),
            Err(problem) => {
                problems.push(problem);
                Err(problems)
            }
        }
    }
}

impl Gates {
    /// Reads a set of gates.
    pub fn read(catalogue: &Catalogue, file: &str, text: &str) -> Result<Gates, Vec<Problem>> {
        let root = parse_toml(file, text).map_err(|p| vec![p])?;
        let mut problems = Vec::new();
        let gates = Entry::of(file, &root).and_then(|root| {
            let gates = Gates {
                id: root.text("id")?.into(),
                title: root.text("title")?.into(),
                basis: root.text("basis")?.into(),
                source: root.text("source")?.into(),
                gates: clauses(catalogue, &root, "gate", &mut problems)?,
            };
            root.finish()?;
            Ok(gates)
        });
        match gates {
            Ok(gates) if problems.is_empty() => Ok(gates),
            Ok(_) => Err(problems),
            Err(problem) => {
                problems.push(problem);
                Err(problems)
            }
        }
    }
}

fn standard(
    catalogue: &Catalogue,
    definitions: impl Fn(&str) -> Option<Definitions>,
    root: &Entry<'_>,
    problems: &mut Vec<Problem>,
) -> Result<Standard, Problem> {
    let definitions_id = root.need("definitions")?;
    let definitions_name = root.text_of("definitions", definitions_id)?;
    let groups = groups(root)?;
    let pass = match root.entry("pass")? {
        None => None,
        Some(pass) => {
            let total = pass.integer("total")?;
            pass.finish()?;
            Some(total)
        }
    };
    let mut indicators: Vec<Indicator> = Vec::new();
    for entry in root.entries("indicator")? {
        match indicator(catalogue, &groups, &entry) {
            Ok(one) if indicators.iter().any(|i| i.id == one.id) => {
                problems.push(entry.problem(format!("指标“{}”写了两次", one.id)));
            }
            Ok(one) => indicators.push(one),
            Err(problem) => problems.push(problem),
        }
    }
    let standard = Standard {
        id: root.text("id")?.into(),
        title: root.text("title")?.into(),
        basis: root.text("basis")?.into(),
        tier: Tier::read(root, "tier")?,
        from: root.date("from")?,
        source: root.text("source")?.into(),
        verdict: root.text("verdict")?.into(),
        example: root.switch("example")?,
        definitions: definitions(definitions_name)
            .ok_or_else(|| root.problem_at(definitions_id, format!("没有名为“{definitions_name}”的界定")))?,
        groups,
        pass,
        indicators,
        conditions: clauses(catalogue, root, "condition", problems)?,
        routes: clauses(catalogue, root, "route", problems)?,
    };
    root.finish()?;
    Ok(standard)
}

fn groups(root: &Entry<'_>) -> Result<Vec<Group>, Problem> {
    let mut groups = Vec::new();
    for entry in root.entries("group")? {
        groups.push(Group {
            id: entry.text("id")?.into(),
            label: entry.text("label")?.into(),
            max: entry.integer("max")?,
            pass: entry.opt_integer("pass")?.unwrap_or(0),
        });
        entry.finish()?;
    }
    Ok(groups)
}

fn clauses(
    catalogue: &Catalogue,
    root: &Entry<'_>,
    key: &str,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Clause>, Problem> {
    let mut clauses: Vec<Clause> = Vec::new();
    for entry in root.entries(key)? {
        match clause(catalogue, &entry) {
            Ok(one) if clauses.iter().any(|c| c.id == one.id) => {
                problems.push(entry.problem(format!("条件“{}”写了两次", one.id)));
            }
            Ok(one) => clauses.push(one),
            Err(problem) => problems.push(problem),
        }
    }
    Ok(clauses)
}

fn clause(catalogue: &Catalogue, entry: &Entry<'_>) -> Result<Clause, Problem> {
    let clause = Clause {
        id: entry.text("id")?.into(),
        label: entry.text("label")?.into(),
        article: entry.text("article")?.into(),
        dimension: entry.opt_text("dimension")?.unwrap_or_default().into(),
        purposes: purposes(entry)?,
        condition: condition(catalogue, entry, entry.need("need")?)?,
        fresh_days: entry.opt_integer("fresh_days")?.unwrap_or(0),
        note: entry.opt_text("note")?.unwrap_or_default().into(),
    };
    entry.finish()?;
    Ok(clause)
}

fn purposes(entry: &Entry<'_>) -> Result<Vec<Purpose>, Problem> {
    let ids = entry.texts("purposes")?;
    let one = |id: &&str| {
        Purpose::from_id(id).ok_or_else(|| entry.problem(format!("“purposes”可以写 apply、rereview,现在是“{id}”")))
    };
    ids.iter().map(one).collect()
}

/// Reads an indicator that stands outside a standard; its group is given to it later.
pub(crate) fn read_indicator(catalogue: &Catalogue, entry: &Entry<'_>) -> Result<Indicator, Problem> {
    indicator_of(catalogue, 0, entry)
}

fn indicator(catalogue: &Catalogue, groups: &[Group], entry: &Entry<'_>) -> Result<Indicator, Problem> {
    let id = entry.text("group")?;
    let group = groups.iter().position(|group| group.id == id);
    indicator_of(catalogue, group.ok_or_else(|| entry.problem(format!("没有“{id}”这一组,请先写 [[group]]")))?, entry)
}

fn indicator_of(catalogue: &Catalogue, group: usize, entry: &Entry<'_>) -> Result<Indicator, Problem> {
    let indicator = Indicator {
        id: catalogue::id(entry)?,
        label: entry.text("label")?.into(),
        article: entry.text("article")?.into(),
        group,
        max: entry.integer("max")?,
        score: score(catalogue, entry)?,
        note: entry.opt_text("note")?.unwrap_or_default().into(),
    };
    entry.finish()?;
    let (low, high) = indicator.score.reach();
    let open_ended = matches!(indicator.score, Score::External(_));
    if low < 0 || (!open_ended && high != indicator.max) {
        return Err(entry.problem(format!("最高档是 {high} 分,而满分(max)写的是 {} 分", indicator.max)));
    }
    if indicator.max > 100 {
        return Err(entry.problem("一项指标的满分不能超过 100 分"));
    }
    Ok(indicator)
}

fn score(catalogue: &Catalogue, entry: &Entry<'_>) -> Result<Score, Problem> {
    if let Some(tables) = entry.get("best_of") {
        let Value::List(tables) = &tables.value else {
            return Err(entry.problem_at(tables, "“best_of”应当是几张分档表的列表"));
        };
        let read = |node: &Node| {
            let table = Entry::of(entry.file(), node)?;
            let bands = bands(catalogue, &table)?;
            table.finish()?;
            bands.ok_or_else(|| table.problem("这里要写 at_least 或 at_most 的分档"))
        };
        return Ok(Score::BestOf(tables.iter().map(read).collect::<Result<_, _>>()?));
    }
    if let Some(fact) = entry.get("external") {
        return Ok(Score::External(slot(catalogue, entry, fact)?));
    }
    if let Some(classes) = entry.entry("classes")? {
        return self::classes(catalogue, entry, &classes);
    }
    if let Some(per) = entry.entry("per")? {
        let measure = measure(catalogue, entry, entry.need("of")?)?;
        let (every, written) = threshold(catalogue, &per, &measure, per.need("every")?)?;
        let fraction = meaning(catalogue, &measure);
        let score =
            Score::Per { measure, fraction, every, written, points: per.integer("points")?, cap: per.integer("cap")? };
        per.finish()?;
        if every <= Ratio::whole(0) {
            return Err(per.problem("“every”应当大于零"));
        }
        return Ok(score);
    }
    match bands(catalogue, entry)? {
        Some(bands) => Ok(Score::Bands(bands)),
        None => Err(entry.problem("没有写怎样给分;可以写 at_least、at_most、classes、per、best_of 或 external")),
    }
}

fn classes(catalogue: &Catalogue, entry: &Entry<'_>, classes: &Entry<'_>) -> Result<Score, Problem> {
    let slot = slot(catalogue, entry, entry.need("of")?)?;
    let mut points = Vec::new();
    for (id, label) in catalogue.fact_of(slot).kind.options() {
        match classes.opt_integer(id)? {
            Some(given) => points.push(given),
            None => return Err(classes.problem(format!("没有写选项“{id}”({label})得几分"))),
        }
    }
    classes.finish()?;
    if points.is_empty() {
        return Err(entry.problem("“classes”只能用于选项"));
    }
    Ok(Score::Classes { slot, points })
}

fn bands(catalogue: &Catalogue, entry: &Entry<'_>) -> Result<Option<Bands>, Problem> {
    let Some((op, node)) = ["at_least", "at_most"].iter().find_map(|word| Some((op(word)?, entry.get(word)?))) else {
        return Ok(None);
    };
    let measure = measure(catalogue, entry, entry.need("of")?)?;
    if matches!(measure, Measure::Count(_)) {
        return Err(entry.problem_at(node, "计数请用 per 给分"));
    }
    let Value::List(rows) = &node.value else {
        return Err(entry.problem_at(node, "分档应当写成 [[\"5%\", 20], [\"3%\", 15]]"));
    };
    let mut bands: Vec<Band> = Vec::new();
    for row in rows {
        let band = match &row.value {
            Value::List(pair) => match pair.as_slice() {
                [border, points] => {
                    let (bound, written) = threshold(catalogue, entry, &measure, border)?;
                    Band { bound, written, points: entry.integer_of("分数", points)? }
                }
                _ => return Err(entry.problem_at(row, "一档应当写成 [\"界限\", 分数]")),
            },
            _ => return Err(entry.problem_at(row, "一档应当写成 [\"界限\", 分数]")),
        };
        if let Some(last) = bands.last() {
            let in_order = match op {
                Op::AtMost => last.bound < band.bound,
                _ => last.bound > band.bound,
            };
            if !in_order || last.points <= band.points {
                return Err(entry.problem_at(row, "各档要从最高分写到最低分,界限依次放宽,不能重叠"));
            }
        }
        bands.push(band);
    }
    let otherwise = entry.opt_integer("otherwise")?.unwrap_or(0);
    match bands.last() {
        None => Err(entry.problem_at(node, "至少要有一档")),
        Some(last) if last.points <= otherwise => Err(entry.problem_at(node, "“otherwise”要低于最低一档的分数")),
        Some(_) => Ok(Some(Bands { fraction: meaning(catalogue, &measure), measure, op, bands, otherwise })),
    }
}

/// Points that add up: indicators to their group, groups to a hundred, pass marks within reach.
fn sums(root: &Entry<'_>, standard: &Standard) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, group) in standard.groups.iter().enumerate() {
        let sum: i64 = standard.indicators.iter().filter(|i| i.group == at).map(|i| i.max).sum();
        if sum != group.max {
            problems
                .push(root.problem(format!("“{}”各项满分合计 {sum} 分,而该组写的是 {} 分", group.label, group.max)));
        }
        if !(0..=group.max).contains(&group.pass) {
            problems
                .push(root.problem(format!("“{}”的及格线 {} 分超出 0 到 {} 分", group.label, group.pass, group.max)));
        }
    }
    let total: i64 = standard.groups.iter().map(|group| group.max).sum();
    if standard.pass.is_some_and(|pass| !(0..=total).contains(&pass)) || total > 250 {
        problems.push(root.problem(format!("总分 {total} 分,及格线不在其中")));
    }
    if standard.pass.is_none() != standard.indicators.is_empty() {
        problems.push(root.problem("有指标就要有及格线([pass] total),没有指标就不要写"));
    }
    if standard.pass.is_none() && !standard.routes.is_empty() {
        problems.push(root.problem("不打分的标准没有直通,请写成条件"));
    }
    problems.extend(named_twice(root, standard));
    problems
}

/// One id names one line of an assessment, be it an indicator, a condition or a route.
fn named_twice(root: &Entry<'_>, standard: &Standard) -> Option<Problem> {
    let names = standard
        .indicators
        .iter()
        .map(|i| &i.id)
        .chain(standard.conditions.iter().chain(&standard.routes).map(|c| &c.id));
    let mut seen: Vec<&String> = names.collect();
    seen.sort();
    let twice = seen.windows(2).find(|pair| pair[0] == pair[1])?;
    Some(root.problem(format!("代号“{}”在指标、条件和直通中用了不止一次", twice[0])))
}
