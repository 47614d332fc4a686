//! The functions a fact of the catalogue may name in `derived = "…"`.

use std::collections::BTreeMap;

use super::{Bounds, Context, ip};
use crate::facts::{Cell, Facts, Why};
use crate::size::SizeAnswer;

/// A function that computes a fact.
#[derive(Debug)]
pub struct Function {
    /// As the catalogue names it.
    pub name: &'static str,
    /// The fields of records it reads.
    pub reads: &'static [(&'static str, &'static str)],
    /// The facts of the dossier it reads.
    pub facts: &'static [&'static str],
    /// A cell for each year of the fact (one if it is not asked by year); `None` if the dossier holds nothing it
    /// could be computed from.
    pub compute: fn(&Context<'_>, &Facts) -> Option<Vec<Cell>>,
}

/// All of them. Those that read settled facts come last.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "ip::class",
        reads: &[
            ("ip_right", "kind"),
            ("ip_right", "granted"),
            ("ip_right", "ended"),
            ("ip_right", "related"),
            ("ip_right", "own"),
            ("ip_right", "transferred"),
            ("ip_right", "holder_rank"),
            ("ip_right", "foreign_grants"),
            ("ip_right", "overseas_income"),
            ("ip_right", "pledge_high"),
            ("ip_right", "national_award"),
        ],
        facts: &[],
        compute: ip::class,
    },
    Function { name: "ip::class1_applied", reads: &[("ip_right", "applied")], facts: &[], compute: ip::class1_applied },
    Function { name: "award::national_rank", reads: AWARD, facts: &[], compute: national_rank },
    Function { name: "award::provincial_rank", reads: AWARD, facts: &[], compute: provincial_rank },
    Function {
        name: "contest::best_rank",
        reads: &[("contest", "date"), ("contest", "rank")],
        facts: &[],
        compute: contest_rank,
    },
    Function {
        name: "equity::paid_in_by_year",
        reads: &[
            ("financing_round", "date"),
            ("financing_round", "paid_in"),
            ("financing_round", "qualified"),
            ("financing_round", "share_sold"),
        ],
        facts: &[],
        compute: equity_by_year,
    },
    Function {
        name: "institution::highest",
        reads: &[("institution", "level"), ("institution", "recognised"), ("institution", "ended")],
        facts: &[],
        compute: institution,
    },
    Function {
        name: "honour::valid",
        reads: &[("honour", "kind"), ("honour", "from"), ("honour", "until")],
        facts: &[],
        compute: honour,
    },
    Function {
        name: "violation::within_window",
        reads: &[("violation", "date"), ("violation", "major")],
        facts: &[],
        compute: violation,
    },
    Function { name: "market::months_at_year_end", reads: &[], facts: &["market_entry"], compute: market_months },
    Function { name: "digital::level", reads: &[], facts: &["digital_score"], compute: digital_level },
    Function { name: "size::class", reads: &[], facts: SIZE, compute: size },
    Function { name: "size::sme", reads: &[], facts: SIZE, compute: sme },
];

const SIZE: &[&str] = &["industry", "employees", "revenue", "total_assets"];
const AWARD: &[(&str, &str)] = &[("award", "level"), ("award", "date"), ("award", "rank")];

/// The function of this name.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

fn national_rank(context: &Context<'_>, _: &Facts) -> Option<Vec<Cell>> {
    award_rank(context, &context.definitions.national_awards)
}

fn provincial_rank(context: &Context<'_>, _: &Facts) -> Option<Vec<Cell>> {
    award_rank(context, &context.definitions.provincial_awards)
}

/// The best place among the awards of these levels in the window; 0 = none.
fn award_rank(context: &Context<'_>, levels: &[String]) -> Option<Vec<Cell>> {
    let awards = context.rows("award")?;
    let ours =
        awards.iter().filter(|award| award.choice("level").is_none_or(|level| levels.iter().any(|l| l == level)));
    best_rank(context, ours, context.definitions.award_window)
}

fn contest_rank(context: &Context<'_>, _: &Facts) -> Option<Vec<Cell>> {
    let contests = context.rows("contest")?;
    best_rank(context, contests.iter(), context.definitions.contest_window)
}

fn best_rank<'a, 'c: 'a>(
    context: &Context<'_>,
    rows: impl Iterator<Item = &'a super::RowReader<'c>>,
    window: i32,
) -> Option<Vec<Cell>> {
    let mut best = 0;
    for row in rows {
        let (Some(date), Some(rank)) = (row.date("date"), row.figure("rank")) else {
            return Some(vec![Cell::Missing]);
        };
        if context.within(date, window) && rank > 0 && (best == 0 || rank < best) {
            best = rank;
        }
    }
    Some(vec![Cell::Known(best)])
}

/// Equity paid in by qualified investors in each accounting year, rounds that sold too large a share left out (附件4 八、九).
fn equity_by_year(context: &Context<'_>, _: &Facts) -> Option<Vec<Cell>> {
    let rounds = context.rows("financing_round")?;
    let mut sums: BTreeMap<i16, Cell> = BTreeMap::new();
    for round in &rounds {
        let date = round.date("date")?;
        let counts = match (round.yes("qualified"), round.figure("share_sold")) {
            (Some(false), _) => Some(false),
            (_, Some(share)) if share > context.definitions.equity_share_at_most => Some(false),
            (Some(true), Some(_)) => Some(true),
            _ => None,
        };
        let sum = sums.entry(date.year()).or_insert(Cell::Known(0));
        *sum = match (*sum, counts, round.figure("paid_in")) {
            (sum, Some(false), _) => sum,
            (Cell::Known(sum), Some(true), Some(paid)) => {
                sum.checked_add(paid).map_or(Cell::NotComputable(Why::TooLarge), Cell::Known)
            }
            (Cell::NotComputable(why), ..) => Cell::NotComputable(why),
            _ => Cell::Missing,
        };
    }
    let of_year = |back: i16| sums.get(&(context.last_year() - back)).copied().unwrap_or(Cell::Known(0));
    Some((0..3).map(of_year).collect())
}

fn institution(context: &Context<'_>, _: &Facts) -> Option<Vec<Cell>> {
    let institutions = context.rows("institution")?;
    let mut best = Bounds { low: 0, high: 0 };
    for one in &institutions {
        let begun = one.date("recognised").is_none_or(|from| from <= context.on);
        if !begun || one.date("ended").is_some_and(|ended| ended <= context.on) {
            continue;
        }
        // The record's options are the fact's without "none": places shift by one.
        match one.figure("level") {
            Some(place) => best = Bounds { low: best.low.max(place + 1), high: best.high.max(place + 1) },
            None => best.high = i64::MAX,
        }
    }
    Some(vec![best.into()])
}

fn honour(context: &Context<'_>, _: &Facts) -> Option<Vec<Cell>> {
    let honours = context.rows("honour")?;
    let mut answer = Bounds { low: 0, high: 0 };
    for one in &honours {
        let listed = one.choice("kind").map(|kind| context.definitions.honours.iter().any(|k| k == kind));
        let valid = match (one.date("from"), one.date("until")) {
            (Some(from), Some(until)) => Some((from..=until).contains(&context.on)),
            _ => None,
        };
        answer.low |= i64::from(listed == Some(true) && valid == Some(true));
        // 等荣誉 is an open list: another honour in force leaves the question to a person.
        answer.high |= i64::from(valid != Some(false));
    }
    Some(vec![answer.into()])
}

fn violation(context: &Context<'_>, _: &Facts) -> Option<Vec<Cell>> {
    let violations = context.rows("violation")?;
    let mut answer = Bounds { low: 0, high: 0 };
    for one in &violations {
        let recent = one.date("date").map(|date| context.within(date, context.definitions.violation_window));
        let major = one.yes("major");
        answer.low |= i64::from(recent == Some(true) && major == Some(true));
        answer.high |= i64::from(recent != Some(false) && major != Some(false));
    }
    Some(vec![answer.into()])
}

/// Whole months in the niche, up to the end of the last accounting year (附件3: 截至上年末).
fn market_months(context: &Context<'_>, _: &Facts) -> Option<Vec<Cell>> {
    let entered = context.date("market_entry")?;
    // Up to 1 January exclusive, so that a full calendar year is twelve months.
    let end = jiff::civil::Date::new(context.last_year() + 1, 1, 1).ok()?;
    if entered > context.on {
        return Some(vec![Cell::NotComputable(Why::InTheFuture)]);
    }
    if entered > end {
        return Some(vec![Cell::Known(0)]);
    }
    let span = entered.until((jiff::Unit::Month, end)).ok()?;
    Some(vec![Cell::Known(i64::from(span.get_months()))])
}

fn digital_level(context: &Context<'_>, facts: &Facts) -> Option<Vec<Cell>> {
    let score = facts.known(context.catalogue.slot("digital_score")?)?;
    let level =
        context.definitions.digital_levels.iter().find(|(from, _)| score >= *from).map_or(0, |(_, level)| *level);
    Some(vec![Cell::Known(level)])
}

fn classify<'a>(context: &Context<'a>, facts: &Facts) -> Option<SizeAnswer<'a>> {
    let industry = context.text("industry")?;
    let figure = |key: &str| context.catalogue.slot(key).and_then(|slot| facts.known(slot));
    Some(context.sizes.classify(industry, figure("employees.y1"), figure("revenue.y1"), figure("total_assets.y1")))
}

fn size(context: &Context<'_>, facts: &Facts) -> Option<Vec<Cell>> {
    Some(vec![match classify(context, facts)? {
        SizeAnswer::ByReference { .. } => Cell::NotComputable(Why::ByReference),
        answer => answer.size().map_or(Cell::Missing, |size| Cell::Known(size as i64)),
    }])
}

/// Certain as soon as one figure lies below the lower bound of large enterprises, whatever the others are.
fn sme(context: &Context<'_>, facts: &Facts) -> Option<Vec<Cell>> {
    Some(vec![match classify(context, facts)? {
        SizeAnswer::ByReference { .. } => Cell::NotComputable(Why::ByReference),
        answer => answer.is_sme().map_or(Cell::Missing, |sme| Cell::Known(i64::from(sme))),
    }])
}
