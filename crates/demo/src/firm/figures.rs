//! The figures of a firm: shares first, then what follows from them, so that none can contradict another. A good part
//! of the firms stand on a border of the standard or just beside it, because there pages, queues and advice are tried.

use super::Dice;

/// One part in a thousand, as shares are thrown.
type PerMille = i64;

/// Borders of annex 1, around which firms are put. Only where they stand: the points are the standard's.
const RESEARCH: [PerMille; 4] = [10, 20, 30, 50];
const MAIN: [PerMille; 4] = [500, 550, 600, 700];
const GROWTH: [PerMille; 4] = [0, 50, 100, 150];
const DEBT: [PerMille; 2] = [550, 750];

/// What a firm states, in 元 and heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figures {
    pub revenue: [i64; 2],
    pub main_revenue: [i64; 2],
    pub rd_expense: i64,
    pub total_assets: i64,
    pub total_liabilities: i64,
    pub employees: i64,
    pub rd_staff: i64,
    pub ip_class: &'static str,
    /// What only the higher tiers ask for, of a firm that climbs to them.
    pub climbing: Option<Climbing>,
}

/// What the conditions of the two higher tiers ask for beyond annex 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Climbing {
    /// Revenue of the year before the last two.
    pub revenue_before: i64,
    pub rd_expense_before: i64,
    /// Patents of class 1.
    pub patents: i64,
    /// In percent.
    pub market_share: i64,
    /// Points that the national platform gave.
    pub development: i64,
}

/// How far a firm gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// It should not reach the innovative tier; a border may turn that.
    Weak,
    /// It should reach the innovative tier; a border may turn that.
    Fair,
    /// It reaches all three tiers.
    Climbing,
}

impl Figures {
    /// Figures of a firm of that strength.
    pub fn thrown(dice: &mut Dice, strength: Strength) -> Figures {
        if strength == Strength::Climbing {
            return Figures::climbing(dice);
        }
        let weak = strength == Strength::Weak;
        let (research, growth, main, debt, class): (_, _, _, _, &[&'static str]) = if weak {
            let classes = &["none", "none", "class2"];
            (
                near(dice, &RESEARCH[..2], 0, 15),
                near(dice, &GROWTH, -150, 60),
                near(dice, &MAIN, 480, 720),
                850,
                classes,
            )
        } else {
            let classes = &["class2", "class1", "class1_own", "class1_own", "class1_own", "class1_high_value"];
            (
                near(dice, &RESEARCH[1..], 31, 90),
                near(dice, &GROWTH, 30, 280),
                near(dice, &MAIN[1..], 720, 980),
                540,
                classes,
            )
        };
        // 万元 first, so that a share of a whole number of them is exact in 元.
        let revenue = dice.between(8, 380) * 100 * 10_000;
        let main_revenue = part(revenue, main);
        // The year before: a growth that was thrown is reached and not missed by a 元; its main share was about the same.
        let main_before = main_revenue * 1_000 / (1_000 + growth);
        let share_before = (main + dice.between(-30, 30)).min(990);
        let revenue_before = main_before * 1_000 / share_before;
        let total_assets = part(revenue, dice.between(700, 1_800));
        // From 300,000 to 1,500,000 元 a head: a firm of twelve does not turn over hundreds of millions.
        let employees = (revenue / (dice.between(30, 150) * 10_000)).clamp(8, 290);
        Figures {
            revenue: [revenue, revenue_before],
            main_revenue: [main_revenue, main_before],
            rd_expense: part(revenue, research),
            total_assets,
            total_liabilities: part(total_assets, near(dice, &DEBT, 250, debt)),
            employees,
            rd_staff: employees * dice.between(4, 30) / 100,
            ip_class: dice.word(class),
            climbing: None,
        }
    }

    /// Figures that reach all three tiers, none on a border.
    fn climbing(dice: &mut Dice) -> Figures {
        let revenue = dice.between(80, 340) * 100 * 10_000;
        let (growth, main) = (dice.between(90, 240), dice.between(930, 980));
        let earlier = |now: i64| now * 1_000 / (1_000 + growth);
        let main_revenue = part(revenue, main);
        let total_assets = part(revenue, dice.between(900, 1_600));
        let employees = (revenue / (dice.between(60, 120) * 10_000)).clamp(60, 290);
        Figures {
            revenue: [revenue, earlier(revenue)],
            main_revenue: [main_revenue, earlier(main_revenue)],
            rd_expense: part(revenue, dice.between(105, 140)),
            total_assets,
            total_liabilities: part(total_assets, dice.between(250, 500)),
            employees,
            rd_staff: employees * dice.between(15, 30) / 100,
            ip_class: "class1_own",
            climbing: Some(Climbing {
                revenue_before: earlier(earlier(revenue)),
                rd_expense_before: part(earlier(revenue), dice.between(95, 120)),
                patents: dice.between(5, 14),
                market_share: dice.between(11, 38),
                development: dice.between(62, 88),
            }),
        }
    }
}

/// In one case of three on a border, or up to half a percent beside it; else anywhere between.
fn near(dice: &mut Dice, borders: &[PerMille], from: PerMille, to: PerMille) -> PerMille {
    if dice.percent(33) { dice.one(borders) + dice.between(-5, 5) } else { dice.between(from, to) }
}

fn part(of: i64, share: PerMille) -> i64 {
    of * share / 1_000
}
