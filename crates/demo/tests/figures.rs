//! What a made-up firm states never contradicts itself, and its figures stand on both sides of every border.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use titian_demo::{Firm, Strength};
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::enterprise::{Command, Enterprise, decide};
use titian_domain::id::EnterpriseId;
use titian_domain::room::replay;
use titian_rulebook::dossier::Dossier;
use titian_rulebook::explain::cautions;
use titian_rulebook::facts::{Cell, Facts};
use titian_rulebook::judge::{Assessment, Edition, Outcome, Truth, Unmet, judge};
use titian_rulebook::policy::Policy;
use titian_rulebook::quantity::Ratio;
use titian_rulebook::standard::{Op, Score};
use titian_rulebook::tier::Purpose;

fn policy() -> &'static Policy {
    static POLICY: std::sync::OnceLock<Policy> = std::sync::OnceLock::new();
    POLICY.get_or_init(|| Policy::shipped().unwrap())
}

fn edition() -> Edition {
    policy().edition_of("miit-2022/innovative", "gates/guangxi-2023", Purpose::Apply).unwrap()
}

/// What a firm states, through the same door as everybody's: a figure that the catalogue refuses fails here.
fn stated(firm: &Firm, year: i16, strength: Strength) -> Dossier {
    told(firm, year, strength, None)
}

/// The same with a title that the register knows.
fn told(firm: &Firm, year: i16, strength: Strength, title: Option<&str>) -> Dossier {
    let on = date(year + 1, 3, 10);
    let register =
        Command::Register { id: EnterpriseId("one".into()), code: firm.code, name: firm.name.clone(), city: firm.city };
    let catalogue = &policy().catalogue;
    let mut events = decide(None, register, catalogue, on).unwrap();
    let enterprise: Enterprise = replay(&events).unwrap();
    events.extend(decide(Some(&enterprise), firm.dossier(year, strength), catalogue, on).unwrap());
    let mut enterprise: Enterprise = replay(&events).unwrap();
    if let Some(title) = title {
        let place = Place { fact: title.into(), year: None };
        enterprise.answers.put(&Edit { place, text: Some("是".into()) }, Source::Register, on);
    }
    enterprise.answers.dossier(catalogue).unwrap()
}

fn facts(dossier: &Dossier, on: Date) -> Facts {
    policy().facts(dossier, &edition(), on)
}

fn strengths() -> impl Strategy<Value = Strength> {
    prop_oneof![Just(Strength::Weak), Just(Strength::Fair), Just(Strength::Climbing)]
}

proptest! {
    /// The rulebook's own cross-checks find nothing, in the year of the accounts and in the year before.
    #[test]
    fn 各项数据不会自相矛盾(serial in 1u64..99_999_999, year in 2015i16..2035, strength in strengths()) {
        let catalogue = &policy().catalogue;
        let dossier = stated(&Firm::new(serial).unwrap(), year, strength);
        for on in [date(year + 1, 3, 10), date(year, 3, 10)] {
            let facts = facts(&dossier, on);
            let raised: Vec<String> = cautions(catalogue, &facts).into_iter().map(|one| one.label).collect();
            prop_assert_eq!(raised, Vec::<String>::new());
            for (slot, info) in (0..).map(titian_rulebook::catalogue::Slot).zip(catalogue.slots()) {
                if let (Cell::Known(figure), Some((least, most))) = (facts.cell(slot), catalogue[info.fact].range) {
                    prop_assert!((least..=most).contains(&figure), "{}: {figure}", catalogue[info.fact].label);
                }
            }
        }
    }

    /// A part is never more than the whole, in any year that states both.
    #[test]
    fn 部分不大于全部(serial in 1u64..99_999_999, year in 2015i16..2035, strength in strengths()) {
        let dossier = stated(&Firm::new(serial).unwrap(), year, strength);
        for measure in &policy().catalogue.measures {
            for of in [year, year - 1] {
                let stated = |fact| dossier.by_year.get(&(fact, of));
                if let (Some(over), Some(under)) = (stated(measure.over), stated(measure.under)) {
                    prop_assert!(0 <= *over && over <= under, "{} {of}: {over} of {under}", measure.label);
                }
            }
        }
    }

    /// It was there before the first year it states figures of, and so before any title.
    #[test]
    fn 先成立后有数据(serial in 1u64..99_999_999, year in 2015i16..2035, strength in strengths()) {
        let dossier = stated(&Firm::new(serial).unwrap(), year, strength);
        let (founded, _) = policy().catalogue.fact("founded").unwrap();
        let first = dossier.by_year.keys().map(|(_, year)| *year).min().unwrap();
        prop_assert!(dossier.dates[&founded].year() <= first);
    }
}

/// Who climbs reaches all three tiers, whatever the dice say.
#[test]
fn 能升级的企业三个梯度都达标() {
    let policy = policy();
    for firm in (1..=3_000).filter_map(Firm::new) {
        for (standard, title) in [
            ("miit-2022/innovative", None),
            ("miit-2026/specialised", Some("holds_innovative")),
            ("miit-2026/little-giant", Some("holds_specialised")),
        ] {
            let edition = policy.edition_of(standard, "gates/miit-2026", Purpose::Apply).unwrap();
            let dossier = told(&firm, 2025, Strength::Climbing, title);
            let facts = policy.facts(&dossier, &edition, date(2026, 10, 15));
            let outcome = judge(&edition, &facts).outcome;
            assert_eq!(outcome.truth(), Truth::Met, "{} {standard}: {outcome:?}", firm.name);
        }
    }
}

/// The province of the demonstration, judged.
fn province() -> Vec<(Facts, Assessment)> {
    let edition = edition();
    let firms = (1..=3_000).filter_map(Firm::new);
    let judged = firms.map(|firm| {
        let facts = facts(&stated(&firm, 2025, firm.strength()), date(2026, 3, 10));
        let assessment = judge(&edition, &facts);
        (facts, assessment)
    });
    judged.collect()
}

#[test]
fn 每条界线两侧都有企业() {
    let (edition, province) = (edition(), province());
    for indicator in &edition.standard.indicators {
        let Score::Bands(table) = &indicator.score else { continue };
        let values: Vec<Ratio> = province.iter().filter_map(|(facts, _)| table.fraction.value(facts).ok()).collect();
        for band in &table.bands {
            let off = |permille: i128| {
                let (num, den) = (band.bound.num(), band.bound.den());
                Ratio::new(num * 1_000 + permille * den, den * 1_000).unwrap()
            };
            let below = values.iter().filter(|value| (off(-5)..band.bound).contains(*value)).count();
            let above = values.iter().filter(|value| (band.bound..=off(5)).contains(*value)).count();
            assert!(
                0 < below && 0 < above,
                "{} {}: {below} just below, {above} just above",
                indicator.label,
                band.written
            );
            if table.op == Op::AtLeast {
                assert!(20 < above + below, "{} {}", indicator.label, band.written);
            }
        }
    }
}

#[test]
fn 多数达标_也有差一点的() {
    let (edition, province) = (edition(), province());
    let met = province.iter().filter(|(_, one)| one.outcome.truth() == Truth::Met).count();
    assert!((2_300..2_850).contains(&met), "{met} of 3000");
    assert!(province.iter().all(|(_, one)| one.outcome.truth() != Truth::Unknown), "nothing is left open");
    let mark = edition.standard.pass.unwrap();
    let points = |one: &Assessment| one.points.map_or(0, |points| points.low);
    // Five points are the smallest step of annex 1.
    let steps = [mark - 5, mark, mark + 5];
    for step in steps {
        assert!(province.iter().any(|(_, one)| points(one) == step), "nobody has {step} points");
    }
    for group in 0..edition.standard.groups.len() {
        let only = |one: &Assessment| match &one.outcome {
            Outcome::Fails { unmet } => unmet.contains(&Unmet::Points { group: Some(group) }),
            _ => false,
        };
        assert!(
            province.iter().any(|(_, one)| only(one)),
            "nobody falls short in {}",
            edition.standard.groups[group].label
        );
    }
}
