//! The words of the standards, read from TOML. Closed on purpose: a new word is a design act with a record in
//! `docs/adr/`. A measure is a fact (`revenue.y1`), a sum over the last years (`equity_raised.2y`), a named measure
//! (`rd_share.y1`) or a table with one of the words of [`measure`]; a condition is a table with one word of [`condition`].

use super::fraction::{self, Fraction};
use super::{Branch, Comparison, Condition, Measure, Op};
use crate::catalogue::{Catalogue, Kind, Slot};
use crate::quantity::{Dimension, Ratio, parse_threshold};
use crate::source::{Entry, Node, Problem, Value};

/// Reads a measure.
pub fn measure(catalogue: &Catalogue, entry: &Entry<'_>, node: &Node) -> Result<Measure, Problem> {
    match &node.value {
        Value::Text(key) => named(catalogue, key).ok_or_else(|| {
            entry.problem_at(
                node,
                format!("事实目录中没有“{key}”;请写成 revenue.y1、equity_raised.2y 或 rd_share.y1 这样"),
            )
        }),
        Value::Table(words) => match words.as_slice() {
            [(word, slots)] => worded(catalogue, entry, word, slots),
            _ => Err(entry.problem_at(node, "一个算法只写一个词")),
        },
        _ => Err(entry.problem_at(node, "这里应当是一个事实或一个算法")),
    }
}

/// `revenue.y1`, `equity_raised.2y`, `rd_share.y1`, `market_share`.
fn named(catalogue: &Catalogue, key: &str) -> Option<Measure> {
    if let Some(slot) = catalogue.slot(key) {
        return Some(Measure::Fact(slot));
    }
    let (id, year) = key.split_once('.')?;
    if let Some(years) = year.strip_suffix('y') {
        let (fact, _) = catalogue.fact(id)?;
        let years: u8 = years.parse().ok().filter(|n| (2..=3).contains(n))?;
        return Some(Measure::Sum((1..=years).map(|y| catalogue.slot_of(fact, y)).collect::<Option<_>>()?));
    }
    let year: u8 = year.strip_prefix('y')?.parse().ok()?;
    let named = catalogue.measures.iter().find(|m| m.id == id)?;
    Some(Measure::Ratio(catalogue.slot_of(named.over, year)?, catalogue.slot_of(named.under, year)?))
}

fn worded(catalogue: &Catalogue, entry: &Entry<'_>, word: &str, node: &Node) -> Result<Measure, Problem> {
    let slots = slots(catalogue, entry, node)?;
    let wants = |n: usize| entry.problem_at(node, format!("“{word}”要写 {n} 个事实"));
    Ok(match (word, slots.as_slice()) {
        ("sum", [_, _, ..]) => Measure::Sum(slots),
        ("mean", [_, _, ..]) => Measure::Mean(slots),
        ("count", [_, ..]) => match slots.iter().find(|slot| catalogue.fact_of(**slot).kind != Kind::YesNo) {
            Some(odd) => {
                return Err(entry.problem_at(node, format!("“{}”不是“是/否”,不能计数", catalogue.info(*odd).key)));
            }
            None => Measure::Count(slots),
        },
        ("ratio", [a, b]) => Measure::Ratio(*a, *b),
        ("growth", [a, b]) => Measure::Growth(*a, *b),
        ("mean_growth", [a, b, c]) => Measure::MeanGrowth(*a, *b, *c),
        ("compound_growth", [last, first]) => {
            let year = |slot: Slot| catalogue.info(slot).year.map(u32::from);
            match (year(*last), year(*first)) {
                (Some(late), Some(early)) if early > late => {
                    Measure::CompoundGrowth { last: *last, first: *first, years: early - late }
                }
                _ => return Err(entry.problem_at(node, "“compound_growth”要写较近的年度和较早的年度")),
            }
        }
        ("ratio" | "growth" | "compound_growth" | "sum" | "mean", _) => return Err(wants(2)),
        ("mean_growth", _) => return Err(wants(3)),
        ("count", _) => return Err(wants(1)),
        _ => {
            let known = "sum、mean、ratio、growth、mean_growth、compound_growth、count";
            return Err(entry.problem_at(node, format!("不认识“{word}”;算法可以是:{known}")));
        }
    })
}

fn slots(catalogue: &Catalogue, entry: &Entry<'_>, node: &Node) -> Result<Vec<Slot>, Problem> {
    let Value::List(items) = &node.value else {
        return Err(entry.problem_at(node, "这里应当是事实的列表"));
    };
    items.iter().map(|item| slot(catalogue, entry, item)).collect()
}

/// Reads a fact.
pub fn slot(catalogue: &Catalogue, entry: &Entry<'_>, node: &Node) -> Result<Slot, Problem> {
    let Value::Text(key) = &node.value else {
        return Err(entry.problem_at(node, "这里应当是一个事实的代号"));
    };
    catalogue.slot(key).ok_or_else(|| {
        let hint = match catalogue.fact(key) {
            Some((_, fact)) if fact.years > 0 => format!(";它按年度填写,请写 {key}.y1"),
            _ => String::new(),
        };
        entry.problem_at(node, format!("事实目录中没有“{key}”{hint}"))
    })
}

/// Reads a condition.
pub fn condition(catalogue: &Catalogue, entry: &Entry<'_>, node: &Node) -> Result<Condition, Problem> {
    let Value::Table(words) = &node.value else {
        return Err(entry.problem_at(node, "条件应当是一个表,例如 { at_least = [\"revenue.y1\", \"1亿元\"] }"));
    };
    match words.as_slice() {
        [(word, body)] => simple(catalogue, entry, word, body),
        // `each = [measure, years…], at_least = threshold`: the only condition of two words.
        _ => each(catalogue, entry, node),
    }
}

fn simple(catalogue: &Catalogue, entry: &Entry<'_>, word: &str, body: &Node) -> Result<Condition, Problem> {
    let list = || match &body.value {
        Value::List(items) if !items.is_empty() => Ok(items.as_slice()),
        _ => Err(entry.problem_at(body, format!("“{word}”后面应当是列表"))),
    };
    let parts = || list()?.iter().map(|part| condition(catalogue, entry, part)).collect::<Result<Vec<_>, _>>();
    if let Some(op) = op(word) {
        return match list()? {
            [of, threshold] => {
                let measure = measure(catalogue, entry, of)?;
                Ok(Condition::Compare(comparison(catalogue, entry, measure, op, threshold)?))
            }
            _ => Err(entry.problem_at(body, format!("“{word}”应当写成 [算什么, \"界限\"]"))),
        };
    }
    Ok(match word {
        "all" => Condition::All(parts()?),
        "any" => Condition::Any(parts()?),
        "not" => Condition::Not(Box::new(condition(catalogue, entry, body)?)),
        "first" => Condition::First(branches(catalogue, entry, list()?)?),
        "is" => match list()? {
            [fact, options @ ..] if !options.is_empty() => {
                let slot = slot(catalogue, entry, fact)?;
                let places =
                    options.iter().map(|option| place(catalogue, entry, slot, option)).collect::<Result<_, _>>()?;
                Condition::Is { slot, places }
            }
            _ => return Err(entry.problem_at(body, "“is”应当写成 [事实, 选项, …]")),
        },
        "attested" => {
            let slot = slot(catalogue, entry, body)?;
            if catalogue.fact_of(slot).kind != Kind::YesNo {
                return Err(entry.problem_at(body, "“attested”后面应当是“是/否”的事实"));
            }
            Condition::Attested(slot)
        }
        _ => {
            let known = "all、any、not、first、each、is、at_least、at_most、more_than、less_than、attested";
            return Err(entry.problem_at(body, format!("不认识“{word}”;条件可以是:{known}")));
        }
    })
}

/// `at_least`, `at_most`, `more_than`, `less_than`.
pub fn op(word: &str) -> Option<Op> {
    Some(match word {
        "at_least" => Op::AtLeast,
        "at_most" => Op::AtMost,
        "more_than" => Op::MoreThan,
        "less_than" => Op::LessThan,
        _ => return None,
    })
}

fn branches(catalogue: &Catalogue, entry: &Entry<'_>, nodes: &[Node]) -> Result<Vec<Branch>, Problem> {
    let mut branches = Vec::new();
    for node in nodes {
        let branch = Entry::of(entry.file(), node)?;
        let when = branch.get("when").map(|when| condition(catalogue, entry, when)).transpose()?;
        let need = condition(catalogue, entry, branch.need("need")?)?;
        branch.finish()?;
        branches.push(Branch { when, need });
    }
    match branches.split_last() {
        Some((last, others)) if last.when.is_none() && others.iter().all(|b| b.when.is_some()) => Ok(branches),
        _ => Err(entry.problem("“first”的最后一支不写 when(其余情形),前面各支都要写 when")),
    }
}

/// `each = ["rd_share", "y1", "y2"], at_least = "3%"`: the same in every one of these years.
fn each(catalogue: &Catalogue, entry: &Entry<'_>, node: &Node) -> Result<Condition, Problem> {
    let table = Entry::of(entry.file(), node)?;
    let names = table.texts("each")?;
    let [id, years @ ..] = names.as_slice() else {
        return Err(entry.problem_at(
            node,
            "一个条件只写一个词;逐年的条件写成 { each = [\"rd_share\", \"y1\", \"y2\"], at_least = \"3%\" }",
        ));
    };
    let (op, threshold) = ["at_least", "at_most", "more_than", "less_than"]
        .iter()
        .find_map(|word| Some((op(word)?, table.get(word)?)))
        .ok_or_else(|| entry.problem_at(node, "“each”还要写 at_least、at_most、more_than 或 less_than"))?;
    table.finish()?;
    let part = |year: &&str| {
        let key = format!("{id}.{year}");
        let measure = named(catalogue, &key).ok_or_else(|| entry.problem_at(node, format!("事实目录中没有“{key}”")))?;
        Ok(Condition::Compare(comparison(catalogue, entry, measure, op, threshold)?))
    };
    Ok(Condition::All(years.iter().map(part).collect::<Result<_, Problem>>()?))
}

fn comparison(
    catalogue: &Catalogue,
    entry: &Entry<'_>,
    measure: Measure,
    op: Op,
    threshold: &Node,
) -> Result<Comparison, Problem> {
    let (bound, written) = self::threshold(catalogue, entry, &measure, threshold)?;
    Ok(Comparison { fraction: meaning(catalogue, &measure), measure, op, bound, written })
}

/// The arithmetic meaning of a measure of this catalogue.
pub fn meaning(catalogue: &Catalogue, measure: &Measure) -> Fraction {
    Fraction::of(measure, |slot| catalogue.info(slot).dimension)
}

/// Reads a threshold of this measure: on the scale of its fraction, and as written.
pub fn threshold(
    catalogue: &Catalogue,
    entry: &Entry<'_>,
    measure: &Measure,
    node: &Node,
) -> Result<(Ratio, String), Problem> {
    let dimension = measure.dimension(|slot| catalogue.info(slot).dimension);
    let text = match &node.value {
        Value::Text(text) | Value::Number(text) => text,
        _ => return Err(entry.problem_at(node, format!("界限应当写成 {}", dimension.example()))),
    };
    if let (Dimension::Choice, Measure::Fact(slot)) = (dimension, measure) {
        if !matches!(&catalogue.fact_of(*slot).kind, Kind::Choice { ordered: true, .. }) {
            return Err(entry.problem_at(node, format!("“{}”的选项没有高低之分,请用 is", catalogue.info(*slot).key)));
        }
        let place = place(catalogue, entry, *slot, node)?;
        return Ok((Ratio::whole(place), catalogue.show(*slot, place)));
    }
    let exact = parse_threshold(text, dimension).map_err(|e| entry.problem_at(node, e.advice(text, dimension)))?;
    let bound = fraction::bound(measure, exact).ok_or_else(|| entry.problem_at(node, "界限过大"))?;
    Ok((bound, text.clone()))
}

/// Reads an option of a choice: its place.
pub fn place(catalogue: &Catalogue, entry: &Entry<'_>, slot: Slot, node: &Node) -> Result<i64, Problem> {
    let Value::Text(id) = &node.value else {
        return Err(entry.problem_at(node, "选项应当写成代号"));
    };
    let options = catalogue.fact_of(slot).kind.options();
    options.iter().position(|(option, _)| option == id).map(|at| at as i64).ok_or_else(|| {
        let known: Vec<&str> = options.iter().map(|(id, _)| *id).collect();
        entry.problem_at(node, format!("“{}”没有选项“{id}”;可以写:{}", catalogue.info(slot).key, known.join("、")))
    })
}
