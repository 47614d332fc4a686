//! The columns equal the row judge: on every standard that ships and on one that uses every word, over figures that
//! crowd around the borders.

use proptest::prelude::*;

use super::kernels::CHUNK;
use super::*;
use crate::borders::Borders;
use crate::catalogue::{Catalogue, Kind, Slot};
use crate::facts::Facts;
use crate::policy::Policy;
use crate::population::{Column, UNKNOWN};
use crate::quantity::{LARGEST, Ratio};
use crate::standard::fraction::Fraction;
use crate::standard::solve::solve;
use crate::standard::{Bands, Condition, Op, Score, Standard};
use crate::tier::Purpose;

/// Small numbers that look random (splitmix64).
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.throw() % n.max(1) as u64) as usize
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// A border of an edition.
type Border = (Fraction, Op, Ratio);

fn borders(edition: &Edition) -> Vec<Border> {
    fn of_bands(bands: &Bands, to: &mut Vec<Border>) {
        to.extend(bands.bands.iter().map(|band| (bands.fraction.clone(), bands.op, band.bound)));
    }
    fn of_condition(condition: &Condition, to: &mut Vec<Border>) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| of_condition(part, to)),
            Condition::Not(part) => of_condition(part, to),
            Condition::First(branches) => branches.iter().for_each(|branch| {
                branch.when.iter().for_each(|when| of_condition(when, to));
                of_condition(&branch.need, to);
            }),
            Condition::Compare(c) => to.push((c.fraction.clone(), c.op, c.bound)),
            Condition::Is { .. } | Condition::Attested(_) => {}
        }
    }
    let mut all = Vec::new();
    for indicator in &edition.standard.indicators {
        match &indicator.score {
            Score::Bands(bands) => of_bands(bands, &mut all),
            Score::BestOf(tables) => tables.iter().for_each(|table| of_bands(table, &mut all)),
            Score::Per { fraction, every, .. } => all.push((fraction.clone(), Op::AtLeast, *every)),
            Score::Classes { .. } | Score::External(_) => {}
        }
    }
    let standard = &edition.standard;
    let clauses = edition.gates.gates.iter().chain(&standard.conditions).chain(&standard.routes);
    clauses.for_each(|clause| of_condition(&clause.condition, &mut all));
    all
}

/// How large figures are: in a column of bytes, in one of 32 bits, money, as large as is ever stored, beyond that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    Bytes,
    Ints,
    Money,
    Largest,
    Absurd,
}

/// Answers mostly yes where `kind`, so that something passes.
fn enterprise(catalogue: &Catalogue, edition: &Edition, borders: &[Border], size: Size, dice: &mut Dice) -> Facts {
    let span = match size {
        Size::Bytes => 254,
        Size::Ints => 2_000_000_000,
        Size::Money => 40_000_000_000,
        Size::Largest => LARGEST,
        Size::Absurd => i64::MAX,
    };
    let mut facts = Facts::blank(catalogue.slots().len());
    for at in 0..catalogue.slots().len() {
        let slot = Slot(at as u16);
        let any = (dice.throw() % span as u64) as i64;
        let figure = match &catalogue.fact_of(slot).kind {
            Kind::YesNo => dice.one(&[Some(0), Some(1), Some(1), Some(1), None]),
            Kind::Choice { options, .. } => dice.one(&[Some(dice_place(any, options.len())), None]),
            _ if size == Size::Bytes => dice.one(&[Some(any), Some(any), Some(0), Some(1), None]),
            _ => dice.one(&[
                Some(any),
                Some(any),
                Some(any),
                Some(any / 2),
                Some(-any),
                Some(0),
                Some(1),
                Some(-1),
                Some(span),
                Some(-span),
                None,
            ]),
        };
        if let Some(figure) = figure {
            facts = facts.with(slot, figure);
        }
    }
    // What gates ask is mostly given.
    if dice.below(4) > 0 {
        for clause in edition.gates.gates.iter().chain(&edition.standard.conditions) {
            match &clause.condition {
                Condition::Is { slot, places } => facts = facts.with(*slot, places[0]),
                Condition::Attested(slot) => facts = facts.with(*slot, 1),
                _ => {}
            }
        }
    }
    for _ in 0..borders.len().min(12) {
        let (fraction, op, bound) = &borders[dice.below(borders.len())];
        let slot = dice.one(&fraction.slots);
        let yes_no = catalogue.fact_of(slot).kind == Kind::YesNo;
        if let Some(range) = solve(fraction, *op, *bound, slot, &facts).filter(|_| !yes_no) {
            facts = facts.with(slot, range.end() + dice.one(&[-1, 0, 0, 1]));
        }
    }
    facts
}

fn dice_place(any: i64, options: usize) -> i64 {
    any % options.max(1) as i64
}

fn assert_equal(edition: &Edition, population: &Population, verdicts: &Verdicts) {
    assert_eq!(verdicts.rows(), population.rows());
    let hurdles = Unmet::all(edition);
    for row in 0..population.rows() {
        let facts = population.facts(row);
        let assessment = judge(edition, &facts);
        let id = &edition.standard.id;
        assert_eq!(verdicts.outcome(row), Some(assessment.outcome.truth()), "{id} row {row}: {assessment:#?}");
        assert_eq!(verdicts.points(row), assessment.points, "{id} row {row}: {:#?}", assessment.lines);
        let bits = verdicts.unmet_column().unwrap()[row];
        let unmet: Vec<Unmet> = (0..hurdles.len()).filter(|n| bits >> n & 1 == 1).map(|n| hurdles[n]).collect();
        let told = match &assessment.outcome {
            Outcome::Fails { unmet } => unmet.clone(),
            _ => vec![],
        };
        assert_eq!(unmet, told, "{id} row {row}");
        for (at, points) in assessment.groups.iter().enumerate() {
            assert_eq!(verdicts.group(at, row), Some(*points), "{id} row {row} group {at}");
        }
        for (at, gate) in assessment.gates.iter().enumerate() {
            assert_eq!(verdicts.gate(at, row), Some(gate.truth), "{id} row {row} gate {at}");
        }
        for (at, condition) in assessment.conditions.iter().enumerate() {
            assert_eq!(verdicts.condition(at, row), Some(condition.truth), "{id} row {row} condition {at}");
        }
        for (at, route) in assessment.routes.iter().enumerate() {
            assert_eq!(verdicts.route(at, row), Some(route.truth), "{id} row {row} route {at}");
        }
    }
}

/// Every standard that ships behind every set of gates it is used with, and one that uses every word.
fn editions(policy: &Policy) -> Vec<Edition> {
    let words = every_word(policy);
    let standards = policy.standards.values().chain([&words]);
    let gates = &policy.gates["gates/guangxi-2023"];
    let pair = |standard| Purpose::ALL.map(|purpose| Edition::new(standard, gates, purpose));
    let others = policy.gates.values().map(|gates| Edition::new(&words, gates, Purpose::Apply));
    standards.flat_map(pair).chain(others).collect()
}

fn every_word(policy: &Policy) -> Standard {
    let text = r#"
        id = "test/every-word"
        title = "词汇"
        basis = "-"
        source = "-"
        tier = "innovative"
        from = 2022-08-01
        verdict = "-"
        definitions = "miit-2022/definitions"
        [pass]
        total = 30
        [[group]]
        id = "a"
        label = "甲"
        max = 40
        pass = 5
        [[group]]
        id = "b"
        label = "乙"
        max = 40
        [[indicator]]
        id = "low_debt"
        label = "-"
        article = "-"
        group = "a"
        max = 20
        of = { sum = ["total_liabilities.y1", "rd_expense.y1", "rd_expense.y2"] }
        at_most = [["100万元", 20], ["1000万元", 12], ["1亿元", 7]]
        otherwise = 3
        [[indicator]]
        id = "fall"
        label = "-"
        article = "-"
        group = "a"
        max = 10
        of = { growth = ["main_revenue.y1", "main_revenue.y2"] }
        at_least = [["-1.5%", 10], ["-33.3333%", 8], ["-50%", 6], ["-99%", 4], ["-150%", 3], ["-200%", 2], ["-300%", 1]]
        [[indicator]]
        id = "per_ratio"
        label = "-"
        article = "-"
        group = "a"
        max = 10
        of = { ratio = ["rd_expense.y1", "revenue.y1"] }
        per = { every = "0.7%", points = 3, cap = 10 }
        [[indicator]]
        id = "market"
        label = "-"
        article = "-"
        group = "b"
        max = 10
        of = "market_share"
        at_least = [["12.3456%", 10], ["10%", 5]]
        [[indicator]]
        id = "mean"
        label = "-"
        article = "-"
        group = "b"
        max = 10
        of = { mean = ["rd_expense.y1", "rd_expense.y2", "rd_expense.y1"] }
        at_most = [["100万元", 10], ["333.33万元", 5]]
        [[indicator]]
        id = "compound"
        label = "-"
        article = "-"
        group = "b"
        max = 10
        of = { compound_growth = ["revenue.y1", "revenue.y3"] }
        at_most = [["5%", 10], ["33.33%", 5]]
        [[indicator]]
        id = "wild"
        label = "-"
        article = "-"
        group = "b"
        max = 10
        best_of = [
          { of = { mean_growth = ["main_revenue.y1", "main_revenue.y2", "main_revenue.y3"] }, at_most = [["-3%", 10], ["0%", 4]], otherwise = 2 },
          { of = { ratio = ["market_share", "revenue.y1"] }, at_least = [["10%", 8], ["0%", 1]] },
          { of = { growth = ["revenue.y1", "revenue.y1"] }, at_least = [["0%", 3]] },
        ]
        [[condition]]
        id = "not"
        label = "-"
        article = "-"
        need = { not = { any = [{ more_than = ["revenue.y1", "100亿元"] }, { less_than = ["employees.y1", "3"] }] } }
        [[condition]]
        id = "count"
        label = "-"
        article = "-"
        need = { less_than = [{ count = ["quality_award", "management_certified", "own_brand", "standard_setting"] }, "4"] }
        [[condition]]
        id = "places"
        label = "-"
        article = "-"
        need = { is = ["institution_level", "none", "city", "provincial"] }
        [[condition]]
        id = "nested"
        label = "-"
        article = "-"
        need = { first = [
          { when = { more_than = [{ growth = ["revenue.y1", "revenue.y2"] }, "10%"] }, need = { first = [
            { when = { attested = "key_field" }, need = { at_most = [{ ratio = ["rd_expense.y1", "revenue.y1"] }, "90%"] } },
            { need = { less_than = [{ mean_growth = ["revenue.y1", "revenue.y2", "revenue.y3"] }, "500%"] } },
          ] } },
          { when = { at_most = [{ sum = ["revenue.y1", "revenue.y2"] }, "1亿元"] }, need = { not = { attested = "chain_role" } } },
          { need = { at_least = [{ count = ["own_brand", "chain_role"] }, "1"] } },
        ] }
        [[route]]
        id = "compound_route"
        label = "-"
        article = "-"
        need = { more_than = [{ compound_growth = ["revenue.y1", "revenue.y3"] }, "1.2345%"] }
    "#;
    let known = |id: &str| policy.definitions.get(id).cloned();
    Standard::read(&policy.catalogue, known, "every-word.toml", text).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn columns_say_what_the_row_judge_says(
        seed in any::<u64>(),
        size in prop::sample::select(vec![Size::Bytes, Size::Ints, Size::Money, Size::Money, Size::Largest, Size::Absurd]),
    ) {
        let policy = Policy::shipped().unwrap();
        let mut dice = Dice(seed);
        for edition in editions(&policy) {
            let borders = borders(&edition);
            let program = Program::compile(&edition);
            prop_assert!(program.lanes.is_some(), "{} runs in lanes", edition.standard.id);
            let rows: Vec<Facts> =
                (0..60).map(|_| enterprise(&policy.catalogue, &edition, &borders, size, &mut dice)).collect();
            let population = Population::of_rows(&policy.catalogue, &rows);
            assert_equal(&edition, &population, &program.run_all(&population));
        }
    }
}

#[test]
fn rows_are_judged_wherever_a_chunk_begins_and_ends() {
    let policy = Policy::shipped().unwrap();
    let edition = policy.edition_of("miit-2022/specialised", "gates/guangxi-2023", Purpose::Apply).unwrap();
    let borders = borders(&edition);
    let mut dice = Dice(7);
    let rows: Vec<Facts> =
        (0..5_000).map(|_| enterprise(&policy.catalogue, &edition, &borders, Size::Money, &mut dice)).collect();
    let population = Population::of_rows(&policy.catalogue, &rows);
    let program = Program::compile(&edition);
    let all = program.run_all(&population);
    assert_equal(&edition, &population, &all);
    let tally = all.tally();
    assert!(tally.passes > 0 && tally.fails > 0 && tally.undetermined > 0, "{tally:?}");
    let mut some = Verdicts::default();
    for range in [0..0, 0..1, 2_000..2_060, CHUNK..2 * CHUNK, 1_000..4_500, 4_999..5_000, 4_000..9_999, 9_999..9_999] {
        for detail in [Detail::Everything, Detail::Outcome, Detail::Unmet, Detail::Points] {
            program.run(&population, range.clone(), detail, &mut some);
            assert_eq!(some.rows(), range.end.min(5_000) - range.start.min(5_000));
            for row in 0..some.rows() {
                assert_eq!(some.outcome(row), all.outcome(range.start + row));
                let points = (detail >= Detail::Points).then(|| all.points(range.start + row)).flatten();
                assert_eq!(some.points(row), points);
                let unmet = (detail >= Detail::Unmet).then(|| all.unmet_column().unwrap()[range.start + row]);
                assert_eq!(some.unmet_column().map(|unmet| unmet[row]), unmet);
                assert_eq!(some.group(0, row).is_some(), detail >= Detail::Unmet);
                assert_eq!(some.route(0, row).is_some(), detail == Detail::Everything);
            }
        }
    }
}

#[test]
fn a_place_that_is_no_option_is_not_known() {
    let policy = Policy::shipped().unwrap();
    let edition = policy.edition_of("miit-2022/innovative", "gates/guangxi-2023", Purpose::Apply).unwrap();
    let mut population = Population::blank(&policy.catalogue, 4);
    for key in ["ip_class", "strategic_emerging", "institution_level", "sme"] {
        let slot = policy.catalogue.slot(key).unwrap();
        assert!(population.set(slot, Column::narrow(&[-3, 7, 400, UNKNOWN])));
    }
    assert_equal(&edition, &population, &Program::compile(&edition).run_all(&population));
}

#[test]
fn a_count_of_what_is_neither_yes_nor_no_is_left_to_the_row_judge() {
    let policy = Policy::shipped().unwrap();
    let edition = policy.edition_of("miit-2022/specialised", "gates/guangxi-2023", Purpose::Apply).unwrap();
    let mut population = Population::blank(&policy.catalogue, 3);
    let slot = policy.catalogue.slot("own_brand").unwrap();
    assert!(population.set(slot, Column::narrow(&[-3, 300, UNKNOWN])));
    assert_equal(&edition, &population, &Program::compile(&edition).run_all(&population));
}

#[test]
fn an_edition_no_lane_holds_is_judged_row_by_row() {
    let policy = Policy::shipped().unwrap();
    let mut edition = policy.edition_of("miit-2022/innovative", "gates/guangxi-2023", Purpose::Apply).unwrap();
    edition.standard.indicators[0].score = Score::External(policy.catalogue.slot("employees.y1").unwrap());
    edition.standard.indicators[0].max = 300;
    let program = Program::compile(&edition);
    assert!(program.lanes.is_none());
    let mut population = Population::blank(&policy.catalogue, 3);
    assert!(population.set(policy.catalogue.slot("employees.y1").unwrap(), Column::narrow(&[120, -1, UNKNOWN])));
    let verdicts = program.run_all(&population);
    for row in 0..3 {
        assert_eq!(verdicts.outcome(row), Some(judge(&edition, &population.facts(row)).outcome.truth()));
    }
    assert_eq!(verdicts.points(0).map(|points| points.low), Some(125));
}

#[test]
fn parts_put_together_are_the_whole() {
    let policy = Policy::shipped().unwrap();
    let edition = policy.edition_of("miit-2022/specialised", "gates/guangxi-2023", Purpose::Apply).unwrap();
    let rows = Borders::of(&edition, &policy.catalogue).rows(5, 1_500);
    let population = Population::of_rows(&policy.catalogue, &rows);
    let program = Program::compile(&edition);
    for detail in [Detail::Outcome, Detail::Points, Detail::Unmet, Detail::Everything] {
        let [mut whole, mut first, mut second] = [(); 3].map(|()| Verdicts::default());
        program.run(&population, 0..1_500, detail, &mut whole);
        program.run(&population, 0..700, detail, &mut first);
        program.run(&population, 700..1_500, detail, &mut second);
        first.append(&second);
        assert_eq!(first, whole);
        assert!(whole.outcomes().enumerate().all(|(row, truth)| whole.outcome(row) == Some(truth)));
    }
}

#[test]
fn more_clauses_than_bits_are_not_told_by_bits() {
    let policy = Policy::shipped().unwrap();
    let mut edition = policy.edition_of("miit-2022/innovative", "gates/guangxi-2023", Purpose::Apply).unwrap();
    let gates = edition.gates.gates.clone();
    while Unmet::all(&edition).len() <= 64 {
        edition.gates.gates.extend(gates.clone());
    }
    let population = Population::blank(&policy.catalogue, 3);
    let mut verdicts = Program::compile(&edition).run_all(&population);
    assert_eq!(verdicts.unmet_column(), None);
    edition.gates.gates.truncate(64 - (Unmet::all(&edition).len() - edition.gates.gates.len()));
    Program::compile(&edition).run(&population, 0..3, Detail::Unmet, &mut verdicts);
    assert_eq!(verdicts.unmet_column().map(<[u64]>::len), Some(3));
}
