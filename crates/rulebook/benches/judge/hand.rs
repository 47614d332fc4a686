//! What a programmer would write by hand for one annex, its numbers in the code: the measure of the columnar judge.
//! Compiled for AVX2 in the same way.

use multiversion::multiversion;
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::population::{Column, Population, UNKNOWN};

/// What a loop says of each row.
#[derive(Default, PartialEq, Eq)]
pub struct Answers {
    /// Passes 3, fails 0, undetermined 2.
    pub outcome: Vec<u8>,
    pub low: Vec<u8>,
    pub high: Vec<u8>,
}

impl Answers {
    pub fn of(rows: usize) -> Answers {
        Answers { outcome: vec![0; rows], low: vec![0; rows], high: vec![0; rows] }
    }
}

/// Finds the columns of a population.
pub struct Columns<'p> {
    pub catalogue: &'p Catalogue,
    pub population: &'p Population,
}

impl<'p> Columns<'p> {
    fn column(&self, key: &str) -> Option<&'p Column> {
        self.population.column(self.catalogue.slot(key)?)
    }

    fn money(&self, key: &str) -> &'p [i64] {
        match self.column(key) {
            Some(Column::Long(figures)) => figures,
            _ => panic!("{key} is a column of 64 bits"),
        }
    }

    fn int(&self, key: &str) -> &'p [i32] {
        match self.column(key) {
            Some(Column::Int(figures)) => figures,
            _ => panic!("{key} is a column of 32 bits"),
        }
    }

    fn byte(&self, key: &str) -> &'p [u8] {
        match self.column(key) {
            Some(Column::Byte(figures)) => figures,
            _ => panic!("{key} is a column of bytes"),
        }
    }
}

/// An interval of points.
type Span = (u8, u8);

#[inline(always)]
fn open(known: bool, points: u8, max: u8) -> Span {
    if known { (points, points) } else { (0, max) }
}

#[inline(always)]
fn at_least<const N: usize>(over: i64, under: i64, percent: [(i64, u8); N], max: u8) -> Span {
    let hundred = over.wrapping_mul(100);
    let points = percent.iter().map(|(t, gain)| (hundred >= under.wrapping_mul(*t)) as u8 * gain).sum();
    open((over != UNKNOWN) & (under > 0), points, max)
}

#[inline(always)]
fn at_most<const N: usize>(over: i64, under: i64, percent: [(i64, u8); N], max: u8) -> Span {
    let hundred = over.wrapping_mul(100);
    let points = percent.iter().map(|(t, gain)| (hundred <= under.wrapping_mul(*t)) as u8 * gain).sum();
    open((over != UNKNOWN) & (under > 0), points, max)
}

/// Two bits: certainly, possibly.
#[inline(always)]
fn truth(known: bool, met: bool) -> u8 {
    if known { met as u8 * 3 } else { 2 }
}

#[inline(always)]
fn is(figure: u8, place: u8) -> u8 {
    truth(figure != 255, figure == place)
}

#[inline(always)]
fn within(figure: u8, from: u8, to: u8) -> u8 {
    truth(figure != 255, (figure >= from) & (figure <= to))
}

#[inline(always)]
fn reach((low, high): Span, mark: u8) -> u8 {
    (low >= mark) as u8 | ((high >= mark) as u8) << 1
}

#[inline(always)]
fn plus(a: Span, b: Span) -> Span {
    (a.0 + b.0, a.1 + b.1)
}

/// The seven gates of Article 3: three that ask yes, four that ask no.
type Gates<'p> = ([&'p [u8]; 3], [&'p [u8]; 4]);

fn gates<'p>(columns: &Columns<'p>) -> Gates<'p> {
    let no = ["abnormal_operations", "serious_dishonesty", "restricted_product", "major_violation"];
    (["registered_in_guangxi", "legal_person", "sme"].map(|key| columns.byte(key)), no.map(|key| columns.byte(key)))
}

/// 附件1 behind the gates.
pub struct Annex1<'p> {
    gates: Gates<'p>,
    ip: &'p [u8],
    rd: &'p [i64],
    revenue: &'p [i64],
    main: [&'p [i64]; 2],
    liabilities: &'p [i64],
    assets: &'p [i64],
    field: &'p [u8],
    awards: [&'p [u8]; 2],
    honour: &'p [u8],
    institution: &'p [u8],
    equity: [&'p [i64]; 3],
}

impl<'p> Annex1<'p> {
    pub fn of(columns: &Columns<'p>) -> Annex1<'p> {
        Annex1 {
            gates: gates(columns),
            ip: columns.byte("ip_class"),
            rd: columns.money("rd_expense.y1"),
            revenue: columns.money("revenue.y1"),
            main: ["main_revenue.y1", "main_revenue.y2"].map(|key| columns.money(key)),
            liabilities: columns.money("total_liabilities.y1"),
            assets: columns.money("total_assets.y1"),
            field: columns.byte("strategic_emerging"),
            awards: ["national_award_rank", "provincial_award_rank"].map(|key| columns.byte(key)),
            honour: columns.byte("valid_honour"),
            institution: columns.byte("institution_level"),
            equity: ["equity_raised.y1", "equity_raised.y2", "equity_raised.y3"].map(|key| columns.money(key)),
        }
    }

    pub fn judge(&self, answers: &mut Answers) {
        annex1(self, &mut answers.outcome, &mut answers.low, &mut answers.high);
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn annex1(of: &Annex1<'_>, outcome: &mut [u8], low: &mut [u8], high: &mut [u8]) {
    // Slices of one length, so that no bound is checked inside.
    let n = outcome.len();
    let (low, high) = (&mut low[..n], &mut high[..n]);
    let ([g1, g2, g3], [g4, g5, g6, g7]) = (of.gates.0.map(|c| &c[..n]), of.gates.1.map(|c| &c[..n]));
    let (ip, field, honour, institution) = (&of.ip[..n], &of.field[..n], &of.honour[..n], &of.institution[..n]);
    let (rd, revenue, [main, before]) = (&of.rd[..n], &of.revenue[..n], of.main.map(|c| &c[..n]));
    let (liabilities, assets) = (&of.liabilities[..n], &of.assets[..n]);
    let ([national, provincial], [e1, e2, e3]) = (of.awards.map(|c| &c[..n]), of.equity.map(|c| &c[..n]));
    for i in 0..n {
        let gates =
            is(g1[i], 1) & is(g2[i], 1) & is(g3[i], 1) & is(g4[i], 0) & is(g5[i], 0) & is(g6[i], 0) & is(g7[i], 0);
        let innovation = plus(
            open(ip[i] <= 4, ip[i].wrapping_mul(5), 20),
            at_least(rd[i], revenue[i], [(5, 5), (3, 5), (2, 5), (1, 5)], 20),
        );
        let growth = plus(
            at_least(main[i], before[i], [(115, 5), (110, 5), (105, 5), (100, 5)], 20),
            at_most(liabilities[i], assets[i], [(55, 5), (75, 5)], 10),
        );
        // Whatever the field, five points are certain.
        let field = if field[i] <= 1 { (5 + field[i] * 5, 5 + field[i] * 5) } else { (5, 10) };
        let main_share = at_least(main[i], revenue[i], [(70, 5), (60, 5), (55, 5), (50, 5)], 20);
        let specialisation = plus(field, main_share);
        let total = plus(plus(innovation, growth), specialisation);
        let points = reach(total, 60) & reach(innovation, 20) & reach(growth, 15) & reach(specialisation, 15);
        let equity = e1[i].wrapping_add(e2[i]).wrapping_add(e3[i]);
        let routes = within(national[i], 1, 254)
            | within(provincial[i], 1, 254)
            | is(honour[i], 1)
            | within(institution[i], 3, 254)
            | truth((e1[i] != UNKNOWN) & (e2[i] != UNKNOWN) & (e3[i] != UNKNOWN), equity >= 500_000_000);
        outcome[i] = gates & (points | routes);
        (low[i], high[i]) = total;
    }
}

/// 附件2 behind the gates.
pub struct Annex2<'p> {
    gates: Gates<'p>,
    months: &'p [u8],
    rd: [&'p [i64]; 2],
    revenue: &'p [i64],
    equity: [&'p [i64]; 2],
    main: [&'p [i64]; 3],
    field: &'p [u8],
    digital: &'p [u8],
    quality: [&'p [u8]; 4],
    profit: &'p [i64],
    liabilities: &'p [i64],
    assets: &'p [i64],
    local: &'p [u8],
    ip: &'p [u8],
    staff: &'p [i32],
    employees: &'p [i32],
    institution: &'p [u8],
    awards: [&'p [u8]; 2],
    contest: &'p [i32],
}

impl<'p> Annex2<'p> {
    pub fn of(columns: &Columns<'p>) -> Annex2<'p> {
        let quality = ["quality_award", "management_certified", "own_brand", "standard_setting"];
        Annex2 {
            gates: gates(columns),
            months: columns.byte("market_months"),
            rd: ["rd_expense.y1", "rd_expense.y2"].map(|key| columns.money(key)),
            revenue: columns.money("revenue.y1"),
            equity: ["equity_raised.y1", "equity_raised.y2"].map(|key| columns.money(key)),
            main: ["main_revenue.y1", "main_revenue.y2", "main_revenue.y3"].map(|key| columns.money(key)),
            field: columns.byte("product_field"),
            digital: columns.byte("digital_level"),
            quality: quality.map(|key| columns.byte(key)),
            profit: columns.money("net_profit.y1"),
            liabilities: columns.money("total_liabilities.y1"),
            assets: columns.money("total_assets.y1"),
            local: columns.byte("local_points"),
            ip: columns.byte("ip_class"),
            staff: columns.int("rd_staff.y1"),
            employees: columns.int("employees.y1"),
            institution: columns.byte("institution_level"),
            awards: ["national_award_rank", "provincial_award_rank"].map(|key| columns.byte(key)),
            contest: columns.int("contest_rank"),
        }
    }

    pub fn judge(&self, answers: &mut Answers) {
        annex2(self, &mut answers.outcome, &mut answers.low, &mut answers.high);
    }
}

/// The mean of two growth rates, in 128 bits: 50·(ac + b²) ≥ (100 + t)·bc.
#[inline(always)]
fn mean_growth(a: i64, b: i64, c: i64) -> Span {
    let (wide_a, wide_b, wide_c) = (i128::from(a), i128::from(b), i128::from(c));
    let over = 50 * (wide_a * wide_c + wide_b * wide_b);
    let under = wide_b * wide_c;
    let points = [10, 8, 6, 4, 0].iter().map(|t| (over >= (100 + t) * under) as u8 * 2).sum();
    open((a != UNKNOWN) & (b > 0) & (c > 0), points, 10)
}

#[multiversion(targets("x86_64+avx2"))]
fn annex2(of: &Annex2<'_>, outcome: &mut [u8], low: &mut [u8], high: &mut [u8]) {
    const MILLION: i64 = 100_000_000;
    let n = outcome.len();
    let (low, high) = (&mut low[..n], &mut high[..n]);
    let ([g1, g2, g3], [g4, g5, g6, g7]) = (of.gates.0.map(|c| &c[..n]), of.gates.1.map(|c| &c[..n]));
    let (months, field, digital, local) = (&of.months[..n], &of.field[..n], &of.digital[..n], &of.local[..n]);
    let (ip, institution, contest) = (&of.ip[..n], &of.institution[..n], &of.contest[..n]);
    let ([rd, rd_2], revenue, [e1, e2]) = (of.rd.map(|c| &c[..n]), &of.revenue[..n], of.equity.map(|c| &c[..n]));
    let ([main, main_2, main_3], profit) = (of.main.map(|c| &c[..n]), &of.profit[..n]);
    let (liabilities, assets) = (&of.liabilities[..n], &of.assets[..n]);
    let (staff, employees, [q1, q2, q3, q4]) = (&of.staff[..n], &of.employees[..n], of.quality.map(|c| &c[..n]));
    let [national, provincial] = of.awards.map(|c| &c[..n]);
    for i in 0..n {
        let gates =
            is(g1[i], 1) & is(g2[i], 1) & is(g3[i], 1) & is(g4[i], 0) & is(g5[i], 0) & is(g6[i], 0) & is(g7[i], 0);
        let (rd, revenue) = (rd[i], revenue[i]);
        let rd_known = rd != UNKNOWN;
        let rd_share = truth(rd_known & (revenue > 0), rd.wrapping_mul(100) >= revenue.wrapping_mul(3));
        let equity_known = (e1[i] != UNKNOWN) & (e2[i] != UNKNOWN);
        let equity = e1[i].wrapping_add(e2[i]);
        let conditions = within(months[i], 24, 254)
            & (truth(rd_known, rd >= MILLION) & rd_share)
            & (truth(revenue != UNKNOWN, revenue >= 10 * MILLION) | truth(equity_known, equity >= 20 * MILLION));

        let main_share = at_least(main[i], revenue, [(80, 2), (70, 2), (60, 1)], 5);
        let years = open(months[i] != 255, (months[i] / 24).min(5), 5);
        let field = open(field[i] <= 2, [0, 3, 5, 0][usize::from(field[i] & 3)], 5);
        let digital = open(digital[i] != 255, (digital[i] >= 3) as u8 * 2 + (digital[i] >= 2) as u8 * 3, 5);
        let yes = [q1[i], q2[i], q3[i], q4[i]];
        let surely: u8 = yes.iter().map(|yes| (*yes == 1) as u8).sum();
        let possibly: u8 = yes.iter().map(|yes| (*yes != 0) as u8).sum();
        let quality = ((surely * 3).min(5), (possibly * 3).min(5));
        let margin = at_least(profit[i], revenue, [(10, 2), (8, 2), (6, 2), (4, 2), (2, 2)], 10);
        let debt = at_most(liabilities[i], assets[i], [(50, 2), (60, 2), (70, 1)], 5);
        let local = open(local[i] != 255, local[i].min(15), 15);
        let ip = open(ip[i] <= 4, [0, 2, 6, 8, 10, 0, 0, 0][usize::from(ip[i] & 7)], 10);
        let amount: u8 = [5, 4, 3, 2, 1].iter().map(|t| (rd >= t * MILLION) as u8 * 2).sum();
        let (amount, share) =
            (open(rd_known, amount, 10), at_least(rd, revenue, [(10, 2), (8, 2), (6, 2), (4, 2), (3, 2)], 10));
        let rd_input = (amount.0.max(share.0), amount.1.max(share.1));
        let staff = if staff[i] == i32::MIN { UNKNOWN } else { i64::from(staff[i]) };
        let staff = at_least(staff, i64::from(employees[i]), [(20, 2), (10, 2), (5, 1)], 5);
        let level = open(institution[i] <= 4, [0, 2, 4, 8, 10, 0, 0, 0][usize::from(institution[i] & 7)], 10);
        let specialisation = plus(plus(main_share, mean_growth(main[i], main_2[i], main_3[i])), plus(years, field));
        let refinement = plus(plus(digital, quality), plus(margin, debt));
        let innovation = plus(plus(ip, rd_input), plus(staff, level));
        let total = plus(plus(specialisation, refinement), plus(local, innovation));

        let rd_mean = truth(rd_known & (rd_2[i] != UNKNOWN), rd.wrapping_add(rd_2[i]) >= 20 * MILLION);
        let routes = within(provincial[i], 1, 3)
            | within(national[i], 1, 5)
            | rd_mean
            | truth(equity_known, equity >= 60 * MILLION)
            | truth(contest[i] != i32::MIN, (contest[i] >= 1) & (contest[i] <= 500));
        outcome[i] = gates & conditions & (reach(total, 60) | routes);
        (low[i], high[i]) = total;
    }
}

/// 附件1 for those of whom everything is known, money in whole 元 of 32 bits, no gates: the barest loop there is.
pub struct Bare {
    ip: Vec<u8>,
    rd: Vec<u32>,
    revenue: Vec<u32>,
    main: Vec<u32>,
    before: Vec<u32>,
    liabilities: Vec<u32>,
    assets: Vec<u32>,
    field: Vec<u8>,
    award: Vec<u8>,
    honour: Vec<u8>,
    institution: Vec<u8>,
    equity: Vec<u32>,
}

impl Bare {
    pub fn of(columns: &Columns<'_>) -> Bare {
        let known = |figures: &[u8]| figures.iter().map(|figure| if *figure == 255 { 0 } else { *figure }).collect();
        let yuan = |figures: &[i64]| figures.iter().map(|fen| u32::try_from(fen.max(&0) / 100).unwrap_or(0)).collect();
        let [e1, e2, e3] = ["equity_raised.y1", "equity_raised.y2", "equity_raised.y3"].map(|key| columns.money(key));
        let sum = |((a, b), c): ((&i64, &i64), &i64)| *a.max(&0) + *b.max(&0) + *c.max(&0);
        let equity: Vec<i64> = e1.iter().zip(e2).zip(e3).map(sum).collect();
        Bare {
            ip: known(columns.byte("ip_class")),
            rd: yuan(columns.money("rd_expense.y1")),
            revenue: yuan(columns.money("revenue.y1")),
            main: yuan(columns.money("main_revenue.y1")),
            before: yuan(columns.money("main_revenue.y2")),
            liabilities: yuan(columns.money("total_liabilities.y1")),
            assets: yuan(columns.money("total_assets.y1")),
            field: known(columns.byte("strategic_emerging")),
            award: known(columns.byte("national_award_rank")),
            honour: known(columns.byte("valid_honour")),
            institution: known(columns.byte("institution_level")),
            equity: yuan(&equity),
        }
    }

    pub fn judge(&self, passes: &mut [u8], points: &mut [u8]) {
        bare(self, passes, points);
    }
}

#[inline(always)]
fn steps<const N: usize>(over: u32, under: u32, percent: [u64; N]) -> u8 {
    percent.iter().map(|t| (u64::from(over) * 100 >= u64::from(under) * t) as u8 * 5).sum()
}

#[multiversion(targets("x86_64+avx2"))]
fn bare(of: &Bare, passes: &mut [u8], points: &mut [u8]) {
    let n = passes.len();
    let points = &mut points[..n];
    let (ip, field, award) = (&of.ip[..n], &of.field[..n], &of.award[..n]);
    let (honour, institution, equity) = (&of.honour[..n], &of.institution[..n], &of.equity[..n]);
    let (rd, revenue, main, before) = (&of.rd[..n], &of.revenue[..n], &of.main[..n], &of.before[..n]);
    let (liabilities, assets) = (&of.liabilities[..n], &of.assets[..n]);
    for i in 0..n {
        let innovation = ip[i] * 5 + steps(rd[i], revenue[i], [5, 3, 2, 1]);
        let debt: u8 =
            [75, 55].iter().map(|t| (u64::from(liabilities[i]) * 100 <= u64::from(assets[i]) * t) as u8 * 5).sum();
        let growth = steps(main[i], before[i], [115, 110, 105, 100]) + debt;
        let specialisation = 5 + field[i] * 5 + steps(main[i], revenue[i], [70, 60, 55, 50]);
        let total = innovation + growth + specialisation;
        let reached = (total >= 60) & (innovation >= 20) & (growth >= 15) & (specialisation >= 15);
        let route = (award[i] >= 1) | (honour[i] == 1) | (institution[i] >= 3) | (equity[i] >= 5_000_000);
        passes[i] = (reached | route) as u8;
        points[i] = total;
    }
}
