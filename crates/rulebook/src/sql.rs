//! One SQL statement that runs a standard where the data are, on SQLite and PostgreSQL.
//!
//! [`ddl`] prints the table `enterprise_facts`, a column for every slot of the catalogue, and [`statement`] one SELECT
//! over it that answers what [`crate::judge`] answers. SQL's own three-valued logic is Kleene's, so met, unmet and
//! unknown are TRUE, FALSE and NULL, and a missing figure is NULL. No float decides: PostgreSQL multiplies in
//! NUMERIC, SQLite in integers that are proven to fit before the statement is printed ([`exact`]).

mod answers;
mod exact;
mod text;

use std::fmt;

use crate::catalogue::{Catalogue, Kind, SlotInfo};
use crate::judge::Edition;
use crate::quantity::{Dimension, LARGEST};

use self::answers::Answers;
use self::exact::{Exact, halves};
use self::text::{Block, comment};

/// Where the statement is to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite 3.35 or later.
    Sqlite,
    /// PostgreSQL 12 or later.
    Postgres,
}

impl Engine {
    /// The engine's own name.
    pub fn label(self) -> &'static str {
        match self {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        }
    }
}

/// Why a standard cannot be run as SQL with the exact meaning it has row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line of the standard: its label and article.
    pub line: String,
    /// What stands in the way and what to do, in Chinese.
    pub why: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.why)
    }
}

impl std::error::Error for Refused {}

/// The table that [`statement`] reads: a row for each enterprise, a column for each slot in stored units, NULL where
/// a figure is not known.
pub fn ddl(catalogue: &Catalogue, engine: Engine) -> String {
    let mut lines = vec!["  id TEXT PRIMARY KEY".to_owned()];
    for info in catalogue.slots() {
        let column = &info.column;
        // SQLite keeps what does not look like an integer as it came; PostgreSQL refuses it by the type.
        let whole = match engine {
            Engine::Sqlite => format!("typeof({column}) IN ('integer', 'null') AND "),
            Engine::Postgres => String::new(),
        };
        lines.push(format!(
            "  -- {}\n  {column} BIGINT CHECK ({whole}{column} BETWEEN -{LARGEST} AND {LARGEST})",
            comment(&described(catalogue, info))
        ));
    }
    format!(
        "-- 企业事实表:每家企业一行,未知的留空(NULL),不要用 0 代替。\nCREATE TABLE enterprise_facts (\n{}\n);\n",
        lines.join(",\n")
    )
}

/// 上年度营业收入总额,单位:分.
fn described(catalogue: &Catalogue, info: &SlotInfo) -> String {
    let fact = &catalogue[info.fact];
    let unit = match (&fact.kind, info.dimension) {
        (_, Dimension::Money) => "单位:分".into(),
        (_, Dimension::Share) => "单位:百万分之一(5% 记作 50000)".into(),
        (_, Dimension::Score) => "单位:百分之一分(60 分记作 6000)".into(),
        (_, Dimension::Months) => "单位:个月".into(),
        (Kind::Count { unit }, _) if !unit.is_empty() => format!("单位:{unit}"),
        (kind, Dimension::Choice) => {
            let options = kind.options();
            let places: Vec<String> =
                options.iter().enumerate().map(|(at, (_, label))| format!("{at} = {label}")).collect();
            places.join(",")
        }
        (_, Dimension::Count) => "个数".into(),
    };
    format!("{}{}({unit})", crate::catalogue::year_label(info.year), fact.label)
}

/// One SELECT over `enterprise_facts` with a row for each enterprise: `id`, `outcome` (passes, fails, undetermined),
/// `points_low` and `points_high` (NULL if the standard gives no points), `group_…_low` and `group_…_high`, and
/// `gate_…`, `condition_…` and `route_…` as 1, 0 or NULL.
pub fn statement(edition: &Edition, catalogue: &Catalogue, engine: Engine) -> Result<String, Refused> {
    let mut exact = Exact { catalogue, engine, halved: Vec::new() };
    let answers = Answers::of(edition, &mut exact)?;
    named_once(&answers)?;
    let mut parts = vec![("facts", facts(edition, catalogue, engine, &exact)), ("answers", answers.select())];
    if !edition.standard.groups.is_empty() {
        parts.push(("tally", answers.tally()));
        parts.push(("totals", answers.totals()));
    }
    let last = parts.last().map_or("answers", |(name, _)| name);
    parts.push(("verdicts", answers.verdicts(last)));
    let with: Vec<String> = parts.into_iter().map(|(name, body)| with(name, &body.indented())).collect();
    Ok(format!("{}WITH {}\n{};\n", heading(edition, engine), with.join(",\n"), answers.result()))
}

/// One step of the statement. The answers are worked out once and kept; both engines would otherwise repeat them
/// wherever a sum or the verdict names them, at twice the time.
fn with(name: &str, body: &Block) -> String {
    let kept = if name == "answers" { "MATERIALIZED " } else { "" };
    format!("{name} AS {kept}(\n{body}\n)")
}

fn heading(edition: &Edition, engine: Engine) -> String {
    let (standard, gates) = (&edition.standard, &edition.gates);
    [
        format!("{}({})· {} · {}", standard.title, standard.id, edition.purpose.label(), engine.label()),
        format!("标准:{};门槛:{}({})", standard.basis, gates.basis, gates.id),
        "1 = 满足,0 = 不满足,NULL = 尚不能确定;得分为区间。".to_owned(),
    ]
    .map(|line| format!("-- {}\n", comment(&line)))
    .concat()
}

/// The figures as the engine computes with them.
fn facts(edition: &Edition, catalogue: &Catalogue, engine: Engine, exact: &Exact<'_>) -> Block {
    let mut slots = edition.standard.slots();
    slots.extend(edition.gates.gates.iter().flat_map(|gate| gate.condition.slots()));
    slots.sort();
    slots.dedup();
    let mut items = Vec::new();
    for slot in slots {
        let column = &catalogue.info(slot).column;
        items.push(Block::line(match engine {
            Engine::Sqlite => column.clone(),
            Engine::Postgres => format!("CAST({column} AS NUMERIC) AS {column}"),
        }));
        if exact.halved.contains(&slot) {
            items.push(halves(column));
        }
    }
    select(items, "enterprise_facts")
}

/// `SELECT id, items FROM table`.
fn select(items: Vec<Block>, table: &str) -> Block {
    let items = std::iter::once(Block::line("id")).chain(items);
    Block::line("SELECT").then(Block::list(items).indented()).then(Block::line(format!("FROM {table}")))
}

/// Ids differ in the policy; as names of columns they must still differ, and fit PostgreSQL's 63 bytes.
fn named_once(answers: &Answers<'_>) -> Result<(), Refused> {
    let mut names = answers.names();
    names.iter_mut().for_each(|name| name.make_ascii_lowercase());
    names.sort_unstable();
    let refused = |name: &str, why: &str| Err(Refused { line: name.into(), why: why.into() });
    if let Some(twice) = names.windows(2).find_map(|pair| (pair[0] == pair[1]).then_some(&pair[0])) {
        return refused(twice, "两条的代号换成列名后相同,请改其中一个");
    }
    match names.iter().find(|name| name.len() > 63) {
        Some(long) => refused(long, "列名过长,请把代号改短(不超过 40 个字母)"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
