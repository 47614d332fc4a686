//! Clauses and indicators as SQL: each a column, then sums, then the outcome.

use super::exact::{Exact, Reading};
use super::text::{Block, name, sum};
use super::{Engine, Refused, select};
use crate::catalogue::Slot;
use crate::explain;
use crate::judge::Edition;
use crate::quantity::Ratio;
use crate::standard::fraction::Fraction;
use crate::standard::{Bands, Clause, Comparison, Condition, Indicator, Measure, Op, Score};

/// A column with its name.
struct Column {
    name: String,
    body: Block,
}

/// The points of one indicator, in terms of its columns.
struct Line {
    low: String,
    high: String,
}

/// Every line of an edition as SQL.
pub(super) struct Answers<'a> {
    edition: &'a Edition,
    gates: Vec<Column>,
    conditions: Vec<Column>,
    routes: Vec<Column>,
    /// Points where they are known, NULL where not.
    scores: Vec<Column>,
    lines: Vec<Line>,
}

impl<'a> Answers<'a> {
    pub(super) fn of(edition: &'a Edition, exact: &mut Exact<'_>) -> Result<Answers<'a>, Refused> {
        let standard = &edition.standard;
        let mut scores = Vec::new();
        Ok(Answers {
            edition,
            gates: clauses(exact, "gate", &edition.gates.gates)?,
            conditions: clauses(exact, "condition", &standard.conditions)?,
            routes: clauses(exact, "route", &standard.routes)?,
            lines: standard.indicators.iter().map(|i| line(exact, i, &mut scores)).collect::<Result<_, _>>()?,
            scores,
        })
    }

    fn truths(&self) -> impl Iterator<Item = &Column> {
        self.gates.iter().chain(&self.conditions).chain(&self.routes)
    }

    /// The names of all columns.
    pub(super) fn names(&self) -> Vec<String> {
        let groups =
            self.edition.standard.groups.iter().flat_map(|group| [low("group", &group.id), high("group", &group.id)]);
        self.truths().chain(&self.scores).map(|column| column.name.clone()).chain(groups).collect()
    }

    /// Each clause and each indicator by itself.
    pub(super) fn select(&self) -> Block {
        select(self.truths().chain(&self.scores).map(|column| column.body.clone()).collect(), "facts")
    }

    /// Least and most points of each group.
    pub(super) fn tally(&self) -> Block {
        let standard = &self.edition.standard;
        let mut items = vec![Block::line("answers.*")];
        for (at, group) in standard.groups.iter().enumerate() {
            let ours =
                || standard.indicators.iter().zip(&self.lines).filter(|(i, _)| i.group == at).map(|(_, line)| line);
            let ends: [(String, Vec<String>); 2] = [
                (low("group", &group.id), ours().map(|line| line.low.clone()).collect()),
                (high("group", &group.id), ours().map(|line| line.high.clone()).collect()),
            ];
            for (name, points) in ends {
                let points = points.into_iter().map(Block::line).collect();
                let body = Block::joined(points, "+", "0").followed_by(&format!(" AS \"{name}\""));
                items.push(if name.ends_with("_low") { body.below(&group.label) } else { body });
            }
        }
        from("answers", items)
    }

    /// Least and most points in all.
    pub(super) fn totals(&self) -> Block {
        let groups = &self.edition.standard.groups;
        let total = |end: fn(&str, &str) -> String| {
            sum(&groups.iter().map(|group| format!("\"{}\"", end("group", &group.id))).collect::<Vec<_>>())
        };
        let items = vec![
            Block::line("tally.*"),
            Block::line(format!("{} AS points_low", total(low))),
            Block::line(format!("{} AS points_high", total(high))),
        ];
        from("tally", items)
    }

    /// Whether the standard is reached: 门槛 and 条件 all at once, and the points or any direct route.
    pub(super) fn verdicts(&self, table: &str) -> Block {
        let standard = &self.edition.standard;
        let quoted =
            |columns: &[Column]| columns.iter().map(|c| Block::line(format!("\"{}\"", c.name))).collect::<Vec<_>>();
        let mut all = quoted(&self.gates);
        all.extend(quoted(&self.conditions));
        if let Some(total) = standard.pass {
            let mut marks = vec![reach("points_low", "points_high", total, "总分")];
            for group in standard.groups.iter().filter(|group| group.pass > 0) {
                let (low, high) = (low("group", &group.id), high("group", &group.id));
                marks.push(reach(&format!("\"{low}\""), &format!("\"{high}\""), group.pass, &group.label));
            }
            let mut ways = vec![Block::joined(marks, "AND", "TRUE").bracketed()];
            ways.extend(quoted(&self.routes));
            all.push(Block::joined(ways, "OR", "FALSE").bracketed());
        }
        let verdict = Block::joined(all, "AND", "TRUE").bracketed().followed_by(" AS verdict");
        from(table, vec![Block::line(format!("{table}.*")), verdict])
    }

    /// The answer as it is handed out.
    pub(super) fn result(&self) -> Block {
        let outcome =
            "CASE WHEN verdict THEN 'passes' WHEN NOT verdict THEN 'fails' ELSE 'undetermined' END AS outcome";
        let mut items = vec![Block::line(outcome)];
        let whole = |value: &str, name: &str| Block::line(format!("CAST({value} AS INTEGER) AS {name}"));
        for end in ["points_low", "points_high"] {
            items.push(whole(if self.edition.standard.pass.is_some() { end } else { "NULL" }, end));
        }
        for group in &self.edition.standard.groups {
            items.extend(
                [low("group", &group.id), high("group", &group.id)]
                    .map(|end| format!("\"{end}\""))
                    .map(|e| whole(&e, &e)),
            );
        }
        items.extend(self.truths().map(|column| format!("\"{}\"", column.name)).map(|truth| whole(&truth, &truth)));
        select(items, "verdicts")
    }
}

fn low(kind: &str, id: &str) -> String {
    name(kind, id) + "_low"
}

fn high(kind: &str, id: &str) -> String {
    name(kind, id) + "_high"
}

fn from(table: &str, items: Vec<Block>) -> Block {
    Block::line("SELECT").then(Block::list(items).indented()).then(Block::line(format!("FROM {table}")))
}

/// Whether an interval of points reaches a mark.
fn reach(low: &str, high: &str, mark: i64, label: &str) -> Block {
    Block::line(format!("CASE WHEN {low} >= {mark} THEN TRUE WHEN {high} < {mark} THEN FALSE END"))
        .remarked(&format!("{label} {mark} 分"))
}

fn clauses(exact: &mut Exact<'_>, kind: &str, clauses: &[Clause]) -> Result<Vec<Column>, Refused> {
    let one = |clause: &Clause| {
        let name = name(kind, &clause.id);
        let condition =
            condition(exact, &clause.condition).map_err(|why| refused(&clause.label, &clause.article, why))?;
        let body = condition.bracketed().followed_by(&format!(" AS \"{name}\""));
        Ok(Column { name, body: body.below(&format!("{} {}", clause.article, clause.label)) })
    };
    clauses.iter().map(one).collect()
}

fn refused(label: &str, article: &str, why: String) -> Refused {
    Refused { line: format!("{label}({article})"), why }
}

/// A condition, TRUE, FALSE or NULL as it is met, unmet or unknown.
fn condition(exact: &mut Exact<'_>, condition: &Condition) -> Result<Block, String> {
    let mut several = |parts: &[Condition], word: &str, none: &str| match parts {
        [one] => self::condition(exact, one),
        _ => {
            let parts = parts.iter().map(|part| Ok(self::condition(exact, part)?.grouped()));
            Ok(Block::joined(parts.collect::<Result<_, String>>()?, word, none))
        }
    };
    match condition {
        Condition::All(parts) => several(parts, "AND", "TRUE"),
        Condition::Any(parts) => several(parts, "OR", "FALSE"),
        Condition::Not(part) => Ok(self::condition(exact, part)?.bracketed().led_by("NOT ")),
        Condition::First(branches) => {
            let mut rest = Block::line("NULL");
            for branch in branches.iter().rev() {
                let need = self::condition(exact, &branch.need)?;
                rest = match &branch.when {
                    None => need,
                    Some(when) => first(self::condition(exact, when)?, need, rest),
                };
            }
            Ok(rest)
        }
        Condition::Compare(comparison) => compare(exact, comparison),
        Condition::Is { slot, places } => {
            let options = places.iter().map(|place| exact.catalogue.show(*slot, *place)).collect::<Vec<_>>().join("、");
            let places = places.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let code = format!("{} IN ({places})", exact.column(*slot));
            Ok(Block::line(code).remarked(&format!("{}:{options}", exact.catalogue.label(*slot))))
        }
        Condition::Attested(slot) => {
            let code = format!("{} = 1", exact.column(*slot));
            Ok(Block::line(code).remarked(&exact.catalogue.label(*slot)))
        }
    }
}

/// `when` decides between two; where it is unknown, what both say alike still holds.
fn first(when: Block, need: Block, rest: Block) -> Block {
    let otherwise = when.clone().bracketed().led_by("NOT ");
    let (when, need, rest) = (when.grouped(), need.grouped(), rest.grouped());
    let parts = [vec![when, need.clone()], vec![otherwise, rest.clone()], vec![need, rest]];
    let parts = parts.map(|both| Block::joined(both, "AND", "TRUE").bracketed());
    Block::joined(parts.into(), "OR", "FALSE")
}

fn compare(exact: &mut Exact<'_>, c: &Comparison) -> Result<Block, String> {
    let remark = format!("{} {} {}", explain::name(exact.catalogue, &c.measure), c.op.sign(), c.written);
    if let Measure::Count(_) = c.measure {
        let [least, most] = [0, 1].map(|n| compared(exact, &c.fraction, c.op, c.bound, &c.written, Reading::OrElse(n)));
        let (least, most) = (least?, most?);
        return Ok(Block::line(format!("CASE WHEN ({least}) = ({most}) THEN {least} END")).remarked(&remark));
    }
    let code = compared(exact, &c.fraction, c.op, c.bound, &c.written, Reading::Stated)?;
    let defined = exact.defined(&c.fraction, c.bound);
    Ok(match defined.is_empty() {
        true => code,
        false => code.led_by(&format!("CASE WHEN {} THEN ", defined.join(" AND "))).followed_by(" END"),
    }
    .remarked(&remark))
}

fn compared(
    exact: &mut Exact<'_>,
    fraction: &Fraction,
    op: Op,
    bound: Ratio,
    written: &str,
    reading: Reading,
) -> Result<Block, String> {
    exact.compare(fraction, op, bound, reading).ok_or_else(|| {
        let engine = exact.engine.label();
        format!("界限“{written}”在 {engine} 上无法精确比较(乘积超出 64 位整数);请减少小数位,或改用 PostgreSQL")
    })
}

/// The points of an indicator. Its columns are added to `scores`.
fn line(exact: &mut Exact<'_>, indicator: &Indicator, scores: &mut Vec<Column>) -> Result<Line, Refused> {
    let own = name("indicator", &indicator.id);
    let mut add = |name: String, body: Block| {
        let remark = format!("{} {}(满分 {})", indicator.article, indicator.label, indicator.max);
        let body = body.followed_by(&format!(" AS \"{name}\"")).below(&remark);
        scores.push(Column { name: name.clone(), body });
        name
    };
    let either = |name: &str, end: i64| format!("COALESCE(\"{name}\", {end})");
    let mut known = |name: String, body: Block| {
        let (least, most) = indicator.reach();
        let name = add(name, body);
        Line { low: either(&name, least), high: either(&name, most) }
    };
    let why = |why| refused(&indicator.label, &indicator.article, why);
    match &indicator.score {
        Score::BestOf(tables) => {
            let mut ends = [vec![], vec![]];
            for (at, table) in tables.iter().enumerate() {
                let name = add(format!("{own}_{}", at + 1), bands(exact, table).map_err(why)?);
                let (least, most) = table.reach();
                ends[0].push(either(&name, least));
                ends[1].push(either(&name, most));
            }
            let best = match exact.engine {
                Engine::Sqlite => "MAX",
                Engine::Postgres => "GREATEST",
            };
            let [low, high] = ends.map(|ends| format!("{best}(0, {})", ends.join(", ")));
            Ok(Line { low, high })
        }
        Score::Per { measure: Measure::Count(_), fraction, every, written, points, cap } => {
            let table = steps(*every, written, *points, *cap).map_err(why)?;
            let mut end = |n| banded(exact, fraction, Op::AtLeast, &table, 0, Reading::OrElse(n)).map_err(why);
            let (least, most) = (end(0)?, end(1)?);
            let (low, high) = (add(format!("{own}_low"), least), add(format!("{own}_high"), most));
            Ok(Line { low: format!("\"{low}\""), high: format!("\"{high}\"") })
        }
        Score::Bands(table) => Ok(known(own, bands(exact, table).map_err(why)?)),
        Score::Per { fraction, every, written, points, cap, .. } => {
            let table = steps(*every, written, *points, *cap).map_err(why)?;
            Ok(known(own, banded(exact, fraction, Op::AtLeast, &table, 0, Reading::Stated).map_err(why)?))
        }
        Score::Classes { slot, points } => Ok(known(own, classes(exact, *slot, points))),
        Score::External(slot) => Ok(known(own, external(exact, *slot, indicator.max))),
    }
}

/// A border, as written, and the points at it.
type Step = (Ratio, String, i64);

fn bands(exact: &mut Exact<'_>, table: &Bands) -> Result<Block, String> {
    let steps: Vec<Step> = table.bands.iter().map(|band| (band.bound, band.written.clone(), band.points)).collect();
    banded(exact, &table.fraction, table.op, &steps, table.otherwise, Reading::Stated)
}

/// 每满: one border for each full step, up to the cap.
fn steps(every: Ratio, written: &str, points: i64, cap: i64) -> Result<Vec<Step>, String> {
    if points < 1 || cap < 1 {
        return Err("每一步的分数和最高分应当大于零".into());
    }
    let most = (cap + points - 1) / points;
    let step = |n: i64| {
        let bound = Ratio::new(every.num().checked_mul(i128::from(n))?, every.den())?;
        Some((bound, format!("{n} × {written}"), (n * points).min(cap)))
    };
    (1..=most).rev().map(step).collect::<Option<_>>().ok_or_else(|| "界限过大".into())
}

/// The first border that is reached, from the best down; NULL where the measure has no value.
fn banded(
    exact: &mut Exact<'_>,
    fraction: &Fraction,
    op: Op,
    steps: &[Step],
    otherwise: i64,
    reading: Reading,
) -> Result<Block, String> {
    let mut lines = Block::line("CASE");
    if reading == Reading::Stated {
        lines = lines.then(Block::line(format!("WHEN {} THEN NULL", exact.unknown(fraction))).indented());
    }
    for (bound, written, points) in steps {
        let reached = compared(exact, fraction, op, *bound, written, reading)?;
        let when = reached.led_by("WHEN ").followed_by(&format!(" THEN {points}"));
        lines = lines.then(when.remarked(&format!("{} {written}", op.sign())).indented());
    }
    Ok(lines.then(Block::line(format!("ELSE {otherwise}")).indented()).then(Block::line("END")))
}

/// Points for each option; NULL where none is chosen.
fn classes(exact: &Exact<'_>, slot: Slot, points: &[i64]) -> Block {
    let begin = Block::line(format!("CASE {}", exact.column(slot)));
    let option = |(place, points): (usize, &i64)| {
        let label = exact.catalogue.show(slot, place as i64);
        Block::line(format!("WHEN {place} THEN {points}")).remarked(&label).indented()
    };
    points.iter().enumerate().map(option).fold(begin, Block::then).then(Block::line("END"))
}

/// Points a reviewer entered, kept within what the indicator can give.
fn external(exact: &Exact<'_>, slot: Slot, max: i64) -> Block {
    let column = exact.column(slot);
    Block::line(format!("CASE WHEN {column} < 0 THEN 0 WHEN {column} > {max} THEN {max} ELSE {column} END"))
}
