//! Measures, conditions and scores in words, with the numbers put in. (Most sentences are put together with `concat`:
//! several times as fast as `format!`, and they are the larger part of a judgement's time.)

use std::borrow::Cow;

use super::Next;
use crate::catalogue::{Catalogue, Slot, year_label};
use crate::facts::{Cell, Facts};
use crate::judge::{Points, Truth, counted, truth};
use crate::quantity::{self, Ratio};
use crate::standard::fraction::{Fraction, Gap};
use crate::standard::solve::{Range, solve};
use crate::standard::{Bands, Comparison, Condition, Indicator, Measure, Op, Score};

/// A figure of an enterprise, or why there is none.
fn figure<'c>(catalogue: &'c Catalogue, slot: Slot, facts: &Facts) -> Cow<'c, str> {
    match facts.cell(slot) {
        Cell::Known(n) => match catalogue.fact_of(slot).kind.option_label(n) {
            Some(label) => label.into(),
            None => catalogue.show(slot, n).into(),
        },
        Cell::Missing => "未填".into(),
        Cell::NotComputable(why) => why.label().into(),
    }
}

fn labelled(catalogue: &Catalogue, slot: Slot, facts: &Facts) -> String {
    let info = catalogue.info(slot);
    [year_label(info.year), &catalogue[info.fact].label, " ", &figure(catalogue, slot, facts)].concat()
}

/// A measure as a name: 研发费用总额 ÷ 营业收入总额.
pub fn name(catalogue: &Catalogue, measure: &Measure) -> String {
    let label = |slot: &Slot| catalogue.label(*slot);
    let bare = |slot: &Slot| catalogue.fact_of(*slot).label.clone();
    match measure {
        Measure::Fact(slot) => label(slot),
        Measure::Sum(slots) => {
            format!("近{}年{}合计", years(slots.len()), slots.first().map(bare).unwrap_or_default())
        }
        Measure::Mean(slots) => {
            format!("近{}年{}均值", years(slots.len()), slots.first().map(bare).unwrap_or_default())
        }
        Measure::Ratio(a, b) => {
            let named = catalogue
                .measures
                .iter()
                .find(|m| m.over == catalogue.info(*a).fact && m.under == catalogue.info(*b).fact);
            match named {
                Some(named) => [year_label(catalogue.info(*a).year), &named.label].concat(),
                None => format!("{} ÷ {}", label(a), bare(b)),
            }
        }
        Measure::Growth(a, _) => [&label(a), "增长率"].concat(),
        Measure::MeanGrowth(a, ..) => format!("近2年{}平均增长率", bare(a)),
        Measure::CompoundGrowth { last, years, .. } => format!("近{years}年{}复合增长率", bare(last)),
        Measure::Count(slots) => format!("{}中满足的项数", slots.iter().map(bare).collect::<Vec<_>>().join("、")),
    }
}

fn years(n: usize) -> &'static str {
    match n {
        1 => "一",
        2 => "两",
        _ => "三",
    }
}

/// A measure as a formula with the numbers put in and its value, or what is in the way.
pub fn measure(catalogue: &Catalogue, measure: &Measure, fraction: &Fraction, facts: &Facts) -> String {
    formula(catalogue, measure, fraction, fraction.value(facts).ok(), facts)
}

/// The same where the value is known to be this, or none.
fn formula(
    catalogue: &Catalogue,
    measure: &Measure,
    fraction: &Fraction,
    value: Option<Ratio>,
    facts: &Facts,
) -> String {
    let figure = |slot: &Slot| figure(catalogue, *slot, facts);
    if value.is_none() && !matches!(measure, Measure::Fact(_) | Measure::Count(_)) {
        return format!("{} 不能计算:{}", name(catalogue, measure), lacking(catalogue, &fraction.gaps(facts)));
    }
    let equals = || match value.map(|value| self::value(catalogue, measure, value)) {
        Some(value) => match value.strip_prefix('≈') {
            Some(value) => ["≈ ", value].concat(),
            None => ["= ", &value].concat(),
        },
        None => String::new(),
    };
    match measure {
        Measure::Fact(slot) => labelled(catalogue, *slot, facts),
        Measure::Sum(slots) => {
            let parts: Vec<_> = slots.iter().map(figure).collect();
            format!("{} {} {}", name(catalogue, measure), parts.join(" + "), equals())
        }
        Measure::Mean(slots) => {
            let parts: Vec<_> = slots.iter().map(figure).collect();
            format!("{} ({}) ÷ {} {}", name(catalogue, measure), parts.join(" + "), slots.len(), equals())
        }
        Measure::Ratio(a, b) => {
            [&labelled(catalogue, *a, facts), " ÷ ", &labelled(catalogue, *b, facts), " ", &equals()].concat()
        }
        Measure::Growth(a, b) => {
            let (a, b) = (figure(a), figure(b));
            [&name(catalogue, measure), " ", &a, " ÷ ", &b, " − 1 ", &equals()].concat()
        }
        Measure::MeanGrowth(a, b, c) => {
            let (a, b, c) = (figure(a), figure(b), figure(c));
            format!("{} (({a} ÷ {b} − 1) + ({b} ÷ {c} − 1)) ÷ 2 {}", name(catalogue, measure), equals())
        }
        Measure::CompoundGrowth { last, first, years } => {
            let (last, first, name) = (figure(last), figure(first), name(catalogue, measure));
            format!("{name}({last} ÷ {first})开 {years} 次方 − 1 {}", equals())
        }
        Measure::Count(slots) => {
            let parts: Vec<String> = slots.iter().map(|slot| labelled(catalogue, *slot, facts)).collect();
            let (low, high) = counted(fraction, facts);
            let count = if low == high { format!("{low} 项") } else { format!("{low} 至 {high} 项") };
            format!("{}:{count}", parts.join(","))
        }
    }
}

/// What is in the way, each fact with its reason.
fn lacking(catalogue: &Catalogue, gaps: &[Gap]) -> String {
    let one = |gap: &Gap| match gap.why {
        None => format!("{}未填", catalogue.label(gap.slot)),
        Some(why) => format!("{}——{}", catalogue.label(gap.slot), why.label()),
    };
    gaps.iter().map(one).collect::<Vec<_>>().join(",")
}

fn value(catalogue: &Catalogue, measure: &Measure, value: Ratio) -> String {
    match measure {
        Measure::CompoundGrowth { years, .. } => compound(value, *years),
        _ => quantity::show_ratio(value, measure.dimension(|slot| catalogue.info(slot).dimension)),
    }
}

/// The yearly rate of a growth over several years, cut to two decimals. Shown only; thresholds are compared as powers.
fn compound(growth: Ratio, years: u32) -> String {
    // The largest rate in hundredths of a percent whose power stays within the growth.
    let (mut low, mut high) = (0i64, 10_000_000i64);
    let within = |rate: i64| {
        Ratio::new(i128::from(rate), 10_000).and_then(|r| r.power(years)).is_some_and(|power| power <= growth)
    };
    while high - low > 1 {
        let middle = (low + high) / 2;
        if within(middle) { low = middle } else { high = middle }
    }
    let exact = Ratio::new(i128::from(low), 10_000).and_then(|r| r.power(years)) == Some(growth);
    format!("{}{}", if exact { "" } else { "≈" }, quantity::show((low - 10_000) * 100, quantity::Dimension::Share))
}

/// A condition as a list of comparisons with their numbers, each marked 符合, 不符合 or 待定.
pub fn condition(catalogue: &Catalogue, condition: &Condition, facts: &Facts) -> Vec<String> {
    let mut lines = Vec::new();
    leaves(catalogue, condition, facts, &mut lines);
    lines
}

fn leaves(catalogue: &Catalogue, condition: &Condition, facts: &Facts, lines: &mut Vec<String>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| leaves(catalogue, part, facts, lines));
        }
        Condition::Not(part) => leaves(catalogue, part, facts, lines),
        Condition::First(branches) => {
            // Only the branch whose turn it is speaks; all of them while that is open.
            for branch in branches {
                let turn = branch.when.as_ref().map_or(Truth::Met, |when| truth(when, facts));
                if turn != Truth::Unmet {
                    branch.when.iter().for_each(|when| leaves(catalogue, when, facts, lines));
                    leaves(catalogue, &branch.need, facts, lines);
                }
                if turn == Truth::Met {
                    break;
                }
            }
        }
        Condition::Compare(comparison) => lines.push(compared(catalogue, comparison, facts, answer(condition, facts))),
        Condition::Is { slot, .. } | Condition::Attested(slot) => {
            lines.push([&labelled(catalogue, *slot, facts), "(", answer(condition, facts), ")"].concat());
        }
    }
}

fn answer(condition: &Condition, facts: &Facts) -> &'static str {
    match truth(condition, facts) {
        Truth::Met => "符合",
        Truth::Unmet => "不符合",
        Truth::Unknown => "待定",
    }
}

fn compared(catalogue: &Catalogue, comparison: &Comparison, facts: &Facts, answer: &str) -> String {
    let formula = measure(catalogue, &comparison.measure, &comparison.fraction, facts);
    [&formula, ",要求 ", comparison.op.sign(), " ", &comparison.written, "(", answer, ")"].concat()
}

/// Why an indicator gives the points it gives.
pub(super) fn score(catalogue: &Catalogue, score: &Score, facts: &Facts) -> String {
    match score {
        Score::Bands(table) => banded(catalogue, table, facts),
        Score::BestOf(tables) => {
            tables.iter().map(|table| banded(catalogue, table, facts)).collect::<Vec<_>>().join(";")
        }
        Score::Classes { slot, .. } => labelled(catalogue, *slot, facts),
        Score::Per { measure: of, fraction, written, points, cap, .. } => {
            let unit = if written == "1" { "每项".to_owned() } else { format!("每满 {written}") };
            format!("{};{unit} {points} 分,最高 {cap} 分", measure(catalogue, of, fraction, facts))
        }
        Score::External(slot) => match facts.cell(*slot) {
            Cell::Known(n) => format!("审核录入 {}", catalogue.show(*slot, n)),
            _ => "由审核人员录入,尚未录入".into(),
        },
    }
}

fn banded(catalogue: &Catalogue, table: &Bands, facts: &Facts) -> String {
    let value = table.fraction.value(facts).ok();
    let formula = formula(catalogue, &table.measure, &table.fraction, value, facts);
    let Some(value) = value else { return formula };
    match table.bands.iter().find(|band| table.op.holds(value.cmp(&band.bound))) {
        Some(band) => [&formula, ",", table.op.sign(), " ", &band.written].concat(),
        None => {
            let last = table.bands.last().map_or("", |band| band.written.as_str());
            let short = if table.op == Op::AtMost { ">" } else { "<" };
            [&formula, ",", short, " ", last].concat()
        }
    }
}

/// What would give more points: the nearest better band, reached by its first fact alone.
pub(super) fn next(catalogue: &Catalogue, indicator: &Indicator, points: Points, facts: &Facts) -> Option<Next> {
    if !points.is_exact() || points.low >= indicator.max {
        return None;
    }
    match &indicator.score {
        Score::Bands(table) => next_band(catalogue, table, points.low, facts),
        Score::BestOf(tables) => {
            tables.iter().filter_map(|t| next_band(catalogue, t, points.low, facts)).min_by_key(|next| next.points)
        }
        Score::Classes { slot, points: by_place } => {
            let options = catalogue.fact_of(*slot).kind.options();
            let better = by_place.iter().zip(&options).filter(|(given, _)| **given > points.low);
            let (given, (_, label)) = better.min_by_key(|(given, _)| **given)?;
            Some(Next { points: *given, takes: format!("{}为“{label}”", catalogue.label(*slot)) })
        }
        Score::Per { measure, fraction, every, points: each, cap, .. } => {
            let given = (points.low + each).min(*cap);
            if let Measure::Count(_) = measure {
                return Some(Next { points: given, takes: "再满足一项".into() });
            }
            let (slot, steps) = (*measure.slots().first()?, points.low / each.max(&1) + 1);
            let bound = Ratio::new(every.num().checked_mul(i128::from(steps))?, every.den())?;
            takes(catalogue, fraction, Op::AtLeast, bound, slot, facts).map(|takes| Next { points: given, takes })
        }
        Score::External(_) => None,
    }
}

fn next_band(catalogue: &Catalogue, table: &Bands, now: i64, facts: &Facts) -> Option<Next> {
    let band = table.bands.iter().rev().find(|band| band.points > now)?;
    let slot = *table.measure.slots().first()?;
    let takes = takes(catalogue, &table.fraction, table.op, band.bound, slot, facts)?;
    Some(Next { points: band.points, takes })
}

fn takes(
    catalogue: &Catalogue,
    fraction: &Fraction,
    op: Op,
    bound: Ratio,
    slot: Slot,
    facts: &Facts,
) -> Option<String> {
    let range = solve(fraction, op, bound, slot, facts)?;
    let by = range.end().checked_sub(facts.known(slot)?)?;
    let (word, by, end) = match range {
        Range::From(end) => ("增加", by, end),
        Range::UpTo(end) => ("减少", -by, end),
    };
    if by <= 0 {
        return None;
    }
    let alone = if fraction.slots.len() > 1 { "(其他数据不变)" } else { "" };
    let (label, by, end) = (catalogue.label(slot), catalogue.show(slot, by), catalogue.show(slot, end));
    Some([&label, word, " ", &by, ",达到 ", &end, alone].concat())
}
