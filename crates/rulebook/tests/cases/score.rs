//! What each indicator wants to see: both sides of every band, every option, every step up to the cap, the better of
//! two tables, and an interval wherever a figure is missing or cannot be divided by.

use titian_rulebook::facts::{Cell, Why};
use titian_rulebook::judge::Points;
use titian_rulebook::policy::Policy;
use titian_rulebook::quantity::Ratio;
use titian_rulebook::standard::fraction::Fraction;
use titian_rulebook::standard::{Bands, Indicator, Measure, Op, Score, Standard};

use crate::border::{Border, Side};
use crate::wanted::{Wanted, Worked};

pub fn wanted<'p>(policy: &'p Policy, standard: &'p Standard, indicator: &'p Indicator, wanted: &mut Vec<Wanted<'p>>) {
    let mut list = List { policy, standard, indicator, wanted };
    list.want("数据未填、得分为区间", |case, points| !points.is_exact() && !uncomputable(case, indicator));
    match &indicator.score {
        Score::Bands(bands) => list.bands(bands),
        Score::BestOf(tables) => {
            tables.iter().for_each(|table| list.bands(table));
            for (at, best) in tables.iter().enumerate() {
                list.want(format!("第 {} 张表得分较高、另一张也得分", at + 1), move |case, points| {
                    let given: Vec<Option<i64>> = tables.iter().map(|table| reached(table, case)).collect();
                    let others = given.iter().enumerate().filter(|(other, _)| *other != at);
                    given[at] == Some(points.low)
                        && others.into_iter().all(|(_, other)| other.is_some_and(|o| 0 < o && o < points.low))
                        && reached(best, case) == Some(points.high)
                });
            }
        }
        Score::Classes { slot, points } => {
            for (place, given) in points.iter().enumerate() {
                list.want(
                    format!("{} 得 {given} 分", policy.catalogue.show(*slot, place as i64)),
                    move |case, points| {
                        case.facts.known(*slot) == Some(place as i64) && points == Points::exact(*given)
                    },
                );
            }
        }
        Score::Per { measure: Measure::Count(slots), fraction, points, cap, .. } => {
            for count in 0..=slots.len() as i64 {
                let expected = (count * points).min(*cap);
                list.want(format!("满足 {count} 项得 {expected} 分"), move |case, points| {
                    fraction.value(&case.facts) == Ok(Ratio::whole(count)) && points == Points::exact(expected)
                });
            }
            for slot in slots {
                list.want(format!("只满足 {}", policy.catalogue.info(*slot).key), move |case, given| {
                    let yes = slots.iter().filter(|one| case.facts.known(**one) == Some(1));
                    yes.eq([slot]) && given == Points::exact(*points)
                });
            }
        }
        Score::Per { fraction, every, points, cap, .. } => list.steps(fraction, *every, *points, *cap),
        Score::External(slot) => {
            for given in [0, indicator.max] {
                list.want(format!("录入 {given} 分"), move |case, points| {
                    case.facts.known(*slot) == Some(given) && points == Points::exact(given)
                });
            }
            list.want("录入超过满分、按满分计", move |case, points| {
                case.facts.known(*slot) > Some(indicator.max) && points == Points::exact(indicator.max)
            });
        }
    }
}

struct List<'p, 'w> {
    policy: &'p Policy,
    standard: &'p Standard,
    indicator: &'p Indicator,
    wanted: &'w mut Vec<Wanted<'p>>,
}

impl<'p> List<'p, '_> {
    fn want(&mut self, what: impl std::fmt::Display, shown: impl Fn(&Worked<'_>, Points) -> bool + 'p) {
        let (standard, indicator) = (self.standard, self.indicator);
        self.wanted.push(Wanted {
            what: format!("{} 指标 {}:{what}", standard.id, indicator.id),
            shown: Box::new(move |case| {
                case.points(&standard.id, &indicator.id).is_some_and(|points| shown(case, points))
            }),
        });
    }

    fn bands(&mut self, table: &'p Bands) {
        let lower = table.bands.iter().skip(1).map(|band| band.points).chain([table.otherwise]);
        for (band, lower) in table.bands.iter().zip(lower) {
            let border = Border { fraction: &table.fraction, op: table.op, bound: band.bound };
            self.both_sides(border, format!("{} {}", table.op.sign(), band.written), band.points, lower);
        }
        self.no_value(&table.measure, &table.fraction);
    }

    fn steps(&mut self, fraction: &'p Fraction, every: Ratio, points: i64, cap: i64) {
        let full = cap.div_euclid(points) + i64::from(cap % points != 0);
        for step in 1..=full {
            let Some(bound) = Ratio::new(every.num() * i128::from(step), every.den()) else { continue };
            let border = Border { fraction, op: Op::AtLeast, bound };
            self.both_sides(border, format!("第 {step} 步"), (step * points).min(cap), (step - 1) * points);
        }
        let beyond = Ratio::new(every.num() * i128::from(full + 1), every.den());
        self.want("封顶之后再满一步也不加分", move |case, points| {
            fraction.value(&case.facts).ok() == beyond && points == Points::exact(cap)
        });
    }

    fn both_sides(&mut self, border: Border<'p>, written: String, on: i64, beyond: i64) {
        for (side, expected) in Side::BOTH.into_iter().zip([on, beyond]) {
            self.want(format!("{written},{}得 {expected} 分", side.label()), move |case, points| {
                border.side(&case.facts) == Some(side) && points == Points::exact(expected)
            });
        }
    }

    /// What one divides by may be zero, or lie before the enterprise was founded: never a score of zero.
    fn no_value(&mut self, measure: &'p Measure, fraction: &'p Fraction) {
        for base in &fraction.bases {
            self.want(format!("分母({})为零", self.policy.catalogue.info(*base).key), move |case, points| {
                case.facts.known(*base) == Some(0) && !points.is_exact()
            });
        }
        if let Measure::Growth(.., first) | Measure::MeanGrowth(.., first) = measure {
            self.want("当年尚未成立", move |case, points| {
                case.facts.cell(*first) == Cell::NotComputable(Why::TooYoung) && !points.is_exact()
            });
        }
    }
}

/// Whether some figure cannot be had, as opposed to not being stated.
fn uncomputable(case: &Worked<'_>, indicator: &Indicator) -> bool {
    let hopeless = |slot: &_| matches!(case.facts.cell(*slot), Cell::NotComputable(_));
    indicator.score.slots().iter().all(|slot| case.facts.known(*slot).is_some())
        || indicator.score.slots().iter().any(hopeless)
}

/// The points of one table alone.
fn reached(table: &Bands, case: &Worked<'_>) -> Option<i64> {
    let value = table.fraction.value(&case.facts).ok()?;
    let band = table.bands.iter().find(|band| table.op.holds(value.cmp(&band.bound)));
    Some(band.map_or(table.otherwise, |band| band.points))
}
