//! The smallest advice, checked against trying everything: all single and double changes over a grid that is made
//! from the annexes by hand and knows nothing of the search.

use super::*;

/// Facts that meet in a ratio, with its borders in %.
type Pairs = &'static [(&'static str, &'static str, &'static [i64])];

const ANNEX1: Pairs = &[
    ("rd_expense.y1", "revenue.y1", &[1, 2, 3, 5, 100]),
    ("main_revenue.y1", "main_revenue.y2", &[100, 105, 110, 115]),
    ("total_liabilities.y1", "total_assets.y1", &[55, 75]),
    ("main_revenue.y1", "revenue.y1", &[50, 55, 60, 70, 100]),
    ("revenue.y1", "revenue.y2", &[200]),
];

const ANNEX2: Pairs = &[
    ("rd_expense.y1", "revenue.y1", &[3, 4, 6, 8, 10, 100]),
    ("main_revenue.y1", "revenue.y1", &[60, 70, 80, 100]),
    ("net_profit.y1", "revenue.y1", &[2, 4, 6, 8, 10]),
    ("total_liabilities.y1", "total_assets.y1", &[50, 60, 70]),
    ("rd_staff.y1", "employees.y1", &[5, 10, 20, 100]),
    ("revenue.y1", "revenue.y2", &[200]),
];

/// Borders of single figures, in 万元; equity and the mean of two years' research are corrected for the other years.
const AMOUNTS1: &[(&str, &[i64])] = &[("equity_raised.y1", &[500])];
const AMOUNTS2: &[(&str, &[i64])] = &[
    ("rd_expense.y1", &[100, 200, 300, 400, 500, 2000]),
    ("revenue.y1", &[1000]),
    ("equity_raised.y1", &[2000, 6000]),
];

#[test]
fn nothing_smaller_exists_for_annex_1() {
    nothing_smaller("miit-2022/innovative", ANNEX1, AMOUNTS1, 1);
}

#[test]
fn nothing_smaller_exists_for_annex_2() {
    nothing_smaller("miit-2022/specialised", ANNEX2, AMOUNTS2, 2);
}

/// Numbers as good as random, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n as u64) as i64
    }
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high - low + 1)
    }
}

struct Trial<'a> {
    edition: &'a Edition,
    catalogue: &'a Catalogue,
    start: Facts,
    horizon: Horizon,
    pairs: Pairs,
    amounts: &'static [(&'static str, &'static [i64])],
}

fn nothing_smaller(id: &str, pairs: Pairs, amounts: &'static [(&'static str, &'static [i64])], seed: u64) {
    let policy = policy();
    let edition = edition(&policy, id);
    let catalogue = &policy.catalogue;
    let mut dice = Dice(seed);
    let (mut tried, mut sizes) = (0, [0; MOST_CHANGES + 2]);
    while tried < 200 {
        let facts = near_miss(catalogue, &mut dice);
        let horizon = if dice.below(3) == 0 { Horizon::Now } else { Horizon::NextYear };
        // With its direct routes, annex 1 is always one honour away.
        let mut edition = edition.clone();
        if dice.below(3) > 0 {
            edition.standard.routes.clear();
        }
        let start = horizon.start(catalogue, &facts);
        let standing = judge(&edition, &start);
        let near = standing.points.is_some_and(|points| points.high >= 46);
        if standing.outcome.truth() == Truth::Met || !near {
            continue;
        }
        tried += 1;
        let advice = advise(&edition, catalogue, &facts, horizon);
        let trial = Trial { edition: &edition, catalogue, start, horizon, pairs, amounts };
        trial.check(&advice, &mut dice);
        sizes[advice.plans.first().map_or(MOST_CHANGES + 1, |plan| plan.steps.len())] += 1;
    }
    // The dossiers are worth the trial only if they ask for one change and for several.
    assert!(sizes[1] > 20 && sizes[2] > 10, "plans by number of changes: {sizes:?}");
}

fn near_miss(catalogue: &Catalogue, dice: &mut Dice) -> Facts {
    let wan = |dice: &mut Dice, low: i64, high: i64| dice.between(low * 1_000_000, high * 1_000_000);
    let mut facts = firm(catalogue, &[]);
    let mut set = |key: &str, value: i64| facts.set(catalogue.slot(key).unwrap(), Cell::Known(value));
    let revenue = wan(dice, 700, 4000);
    set("revenue.y1", revenue);
    set("revenue.y2", revenue / 100 * dice.between(70, 110));
    set("revenue.y3", revenue / 100 * dice.between(60, 110));
    let main = revenue / 100 * dice.between(50, 100);
    set("main_revenue.y1", main);
    set("main_revenue.y2", main / 100 * dice.between(85, 110));
    set("main_revenue.y3", main / 100 * dice.between(80, 110));
    set("net_profit.y1", revenue / 1000 * dice.between(-20, 120));
    let assets = wan(dice, 500, 6000);
    set("total_assets.y1", assets);
    set("total_liabilities.y1", assets / 100 * dice.between(30, 90));
    set("rd_expense.y1", revenue / 1000 * dice.between(5, 80));
    set("rd_expense.y2", revenue / 1000 * dice.between(5, 80));
    let employees = dice.between(10, 200);
    set("employees.y1", employees);
    set("rd_staff.y1", employees * dice.between(0, 25) / 100);
    for year in ["y1", "y2", "y3"] {
        let raised = if dice.below(4) == 0 { dice.between(1, 490) * 1_000_000 } else { 0 };
        set(&format!("equity_raised.{year}"), raised);
    }
    set("market_months", dice.between(22, 130));
    set("local_points", dice.between(0, 15));
    for (key, most) in [
        ("ip_class", 3),
        ("strategic_emerging", 1),
        ("valid_honour", 0),
        ("institution_level", 2),
        ("product_field", 2),
        ("digital_level", 3),
        ("quality_award", 1),
        ("management_certified", 1),
        ("own_brand", 1),
        ("standard_setting", 1),
        ("national_award_rank", 0),
        ("provincial_award_rank", 0),
        ("contest_rank", 0),
    ] {
        set(key, dice.between(0, most));
    }
    // Some facts are unknown.
    for key in ["valid_honour", "digital_level", "net_profit.y1", "local_points"] {
        if dice.below(12) == 0 {
            facts.set(catalogue.slot(key).unwrap(), Cell::Missing);
        }
    }
    facts
}

impl Trial<'_> {
    fn check(&self, advice: &Advice, dice: &mut Dice) {
        for plan in &advice.plans {
            self.check_plan(plan);
        }
        let best = advice.plans.first().map(|plan| (plan.steps.len(), plan.total));
        let smaller = |count: usize, cost: Ratio| best.is_none_or(|best| (count, cost) < best);
        let mut facts = self.start.clone();
        let slots = self.movable();
        // Where one or two changes do not suffice there is no bound to stop at: try the pairs of every fourth dossier.
        let pairs = best.is_some_and(|(count, _)| count <= 2) || dice.below(4) == 0;
        let refuse = |changes: &[(Slot, i64)]| {
            let changes: Vec<_> = changes.iter().map(|(slot, n)| (self.catalogue.label(*slot), n)).collect();
            panic!("smaller than {:?}: {changes:?}\n{:?}", advice.plans.first(), advice.lines())
        };
        for (at, one) in slots.iter().enumerate() {
            for (value, cost) in self.grid(*one, &self.start, dice) {
                facts.set(*one, Cell::Known(value));
                if smaller(1, cost) && self.accepted(&facts) {
                    refuse(&[(*one, value)]);
                }
                // Each pair is met twice, once with either fact solved given the other.
                for other in slots.iter().take(at).chain(&slots[at + 1..]) {
                    if !pairs || !smaller(2, cost) || (!self.meet(*one, *other) && other < one) {
                        continue;
                    }
                    for (second, step) in self.grid(*other, &facts, dice) {
                        if smaller(2, cost.plus(step).unwrap()) && {
                            facts.set(*other, Cell::Known(second));
                            self.accepted(&facts)
                        } {
                            refuse(&[(*one, value), (*other, second)]);
                        }
                    }
                    facts.set(*other, self.start.cell(*other));
                }
            }
            facts.set(*one, self.start.cell(*one));
        }
    }

    fn check_plan(&self, plan: &Plan) {
        let mut after = self.start.clone();
        let mut total = Ratio::whole(0);
        for step in &plan.steps {
            let (slot, fact) = (step.slot(), self.catalogue.fact_of(step.slot()));
            let change = fact.change.expect("only what can be moved");
            assert!(!fact.judged_by_officer, "{}", step.key);
            assert_eq!(step.old, self.start.known(slot));
            assert!(step.old.is_none_or(|old| change.allows(old, step.new)), "{step:?}");
            let year = self.catalogue.info(slot).year;
            assert!(year.is_none() || (year == Some(1) && self.horizon == Horizon::NextYear), "{}", step.key);
            total = total.plus(step.relative).unwrap();
            after.set(slot, Cell::Known(step.new));
        }
        assert!(self.accepted(&after), "{plan:?}");
        assert_eq!(total, plan.total);
        if plan.rounded_suffices {
            let rounded = |step: &Step| step.rounded.unwrap_or(step.new);
            let after =
                plan.steps.iter().fold(self.start.clone(), |facts, step| facts.with(step.slot(), rounded(step)));
            assert!(self.accepted(&after), "{plan:?}");
        }
    }

    fn accepted(&self, facts: &Facts) -> bool {
        if judge(self.edition, facts).outcome.truth() != Truth::Met {
            return false;
        }
        let before = cautions(self.catalogue, &self.start);
        cautions(self.catalogue, facts).iter().all(|caution| before.contains(caution))
    }

    fn movable(&self) -> Vec<Slot> {
        let mut slots = self.edition.standard.slots();
        slots.extend(self.edition.gates.gates.iter().flat_map(|gate| gate.condition.slots()));
        slots.sort();
        slots.dedup();
        slots.retain(|slot| {
            let fact = self.catalogue.fact_of(*slot);
            let future = match self.catalogue.info(*slot).year {
                None => true,
                Some(year) => year == 1 && self.horizon == Horizon::NextYear,
            };
            fact.change.is_some() && !fact.judged_by_officer && future
        });
        slots
    }

    fn meet(&self, one: Slot, other: Slot) -> bool {
        let slot = |key: &str| self.catalogue.slot(key).unwrap();
        self.pairs.iter().any(|(a, b, _)| [(one, other), (other, one)].contains(&(slot(a), slot(b))))
    }

    /// Values worth trying for one fact, the others as they are: beside every border, and some at random.
    fn grid(&self, slot: Slot, facts: &Facts, dice: &mut Dice) -> Vec<(i64, Ratio)> {
        let fact = self.catalogue.fact_of(slot);
        let key = self.catalogue.info(slot).key.as_str();
        let old = self.start.known(slot);
        let known = |key: &str| facts.known(self.catalogue.slot(key).unwrap());
        let mut values = Vec::new();
        if fact.kind.dimension() == Some(Dimension::Choice) {
            values.extend(0..fact.kind.options().len() as i64);
        } else {
            let mut beside = |at: i64| values.extend([at - 1, at, at + 1]);
            for (over, under, borders) in self.pairs {
                for border in *borders {
                    if let (true, Some(under)) = (*over == key, known(under)) {
                        beside(under * border / 100);
                    }
                    if let (true, Some(over)) = (*under == key, known(over)) {
                        beside(over * 100 / border);
                    }
                }
            }
            for (_, borders) in self.amounts.iter().filter(|(of, _)| *of == key) {
                for border in *borders {
                    let other_years = |id: &str, years: &[u8]| -> i64 {
                        years.iter().filter_map(|year| known(&format!("{id}.y{year}"))).sum()
                    };
                    let elsewhere = match (key, *border) {
                        ("equity_raised.y1", 500) => other_years("equity_raised", &[2, 3]),
                        ("equity_raised.y1", _) => other_years("equity_raised", &[2]),
                        ("rd_expense.y1", 2000) => other_years("rd_expense", &[2]),
                        _ => 0,
                    };
                    beside(border * 1_000_000 - elsewhere);
                }
            }
            if let ("main_revenue.y1", Some(b), Some(c)) = (key, known("main_revenue.y2"), known("main_revenue.y3")) {
                // Mean growth g: (a − b)/b + (b − c)/c = 2g, so a = b·(2 + 2g − b/c).
                for percent in [0, 4, 6, 8, 10] {
                    let a = i128::from(b) * (i128::from(200 + 2 * percent) * i128::from(c) - 100 * i128::from(b));
                    beside((a / (100 * i128::from(c))) as i64);
                }
            }
            let about = old.unwrap_or(100_000_000).max(1);
            values.extend((0..3).map(|_| about / 100 * dice.between(1, 250) + dice.below(3)));
        }
        let change = fact.change.unwrap();
        let (low, high) = match fact.kind.dimension() {
            Some(Dimension::Choice) => (0, i64::MAX),
            _ => fact.range.unwrap(),
        };
        values.retain(|v| (low..=high).contains(v) && old.is_none_or(|old| change.allows(old, *v)));
        values.sort_unstable();
        values.dedup();
        let unit = match fact.kind.dimension().unwrap() {
            Dimension::Money => 1_000_000,
            Dimension::Share => 10_000,
            Dimension::Score => 100,
            _ => 1,
        };
        let cost = |new: i64| match (old, fact.kind.dimension()) {
            (None, _) => Ratio::whole(0),
            (Some(old), Some(Dimension::Choice)) => Ratio::whole((new - old).abs()),
            (Some(old), _) => Ratio::new(i128::from((new - old).abs()), i128::from(old.abs().max(unit))).unwrap(),
        };
        values.into_iter().map(|new| (new, cost(new))).collect()
    }
}
