//! A million enterprises that never were: seeded, of realistic size, with gaps.

use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::population::{Column, Population, UNKNOWN};

/// Numbers that look random (splitmix64).
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.throw() % (to - from + 1).unsigned_abs()) as i64
    }

    fn percent(&mut self, chance: i64) -> bool {
        self.between(0, 99) < chance
    }
}

const YUAN: i64 = 100;
const MILLION: i64 = 1_000_000 * YUAN;

/// One enterprise: figures by key of the catalogue, in stored units.
fn enterprise(dice: &mut Dice) -> Vec<(&'static str, i64)> {
    // 200 万元 to 4 亿元, small ones being the many.
    let decade = [(2, 5), (5, 20), (20, 80), (80, 400)][dice.between(0, 3) as usize];
    let revenue = dice.between(decade.0 * MILLION, decade.1 * MILLION);
    let earlier = |dice: &mut Dice, later: i64| later / 100 * dice.between(75, 115);
    let revenue_2 = earlier(dice, revenue);
    let main = revenue / 1_000 * dice.between(450, 1_000);
    let main_2 = earlier(dice, main);
    let main_3 = earlier(dice, main_2);
    let rd = revenue / 10_000 * dice.between(0, 1_100);
    let rd_2 = earlier(dice, rd);
    let assets = revenue / 100 * dice.between(60, 200);
    let liabilities = assets / 1_000 * dice.between(200, 1_000);
    let profit = revenue / 1_000 * dice.between(-50, 150);
    let employees = dice.between(5, 800);
    let staff = employees * dice.between(0, 40) / 100;
    let equity = |dice: &mut Dice| if dice.percent(5) { dice.between(1, 30) * MILLION } else { 0 };
    let rank = |dice: &mut Dice, chance| if dice.percent(chance) { dice.between(1, 5) } else { 0 };
    let yes = |dice: &mut Dice, chance| i64::from(dice.percent(chance));
    vec![
        ("revenue.y1", revenue),
        ("revenue.y2", revenue_2),
        ("main_revenue.y1", main),
        ("main_revenue.y2", main_2),
        ("main_revenue.y3", main_3),
        ("rd_expense.y1", rd),
        ("rd_expense.y2", rd_2),
        ("total_assets.y1", assets),
        ("total_liabilities.y1", liabilities),
        ("net_profit.y1", profit),
        ("employees.y1", employees),
        ("rd_staff.y1", staff),
        ("equity_raised.y1", equity(dice)),
        ("equity_raised.y2", equity(dice)),
        ("equity_raised.y3", equity(dice)),
        ("market_months", dice.between(0, 250)),
        ("ip_class", dice.between(0, 4)),
        ("strategic_emerging", yes(dice, 40)),
        ("product_field", dice.between(0, 2)),
        ("digital_level", dice.between(0, 4)),
        ("quality_award", yes(dice, 10)),
        ("management_certified", yes(dice, 60)),
        ("own_brand", yes(dice, 50)),
        ("standard_setting", yes(dice, 15)),
        ("local_points", dice.between(0, 15)),
        ("institution_level", dice.between(0, 4) * i64::from(dice.percent(30))),
        ("national_award_rank", rank(dice, 1)),
        ("provincial_award_rank", rank(dice, 3)),
        ("contest_rank", if dice.percent(1) { dice.between(1, 500) } else { 0 }),
        ("valid_honour", yes(dice, 20)),
        ("registered_in_guangxi", 1),
        ("legal_person", yes(dice, 99)),
        ("sme", yes(dice, 99)),
        ("abnormal_operations", yes(dice, 2)),
        ("serious_dishonesty", yes(dice, 1)),
        ("restricted_product", yes(dice, 1)),
        ("major_violation", yes(dice, 1)),
    ]
}

/// `rows` enterprises, three figures in a hundred missing.
pub fn population(catalogue: &Catalogue, rows: usize) -> Population {
    let mut dice = Dice(2023);
    let mut columns: Vec<(&str, Vec<i64>)> = Vec::new();
    for _ in 0..rows {
        for (at, (key, figure)) in enterprise(&mut dice).into_iter().enumerate() {
            if columns.len() == at {
                columns.push((key, Vec::with_capacity(rows)));
            }
            columns[at].1.push(if dice.percent(3) { UNKNOWN } else { figure });
        }
    }
    let mut population = Population::blank(catalogue, rows);
    for (key, figures) in columns {
        let slot = catalogue.slot(key).unwrap_or_else(|| panic!("the catalogue has {key}"));
        assert!(population.set(slot, Column::narrow(&figures)));
    }
    population
}
