use super::*;
use crate::explain::cautions;
use crate::facts::Cell;
use crate::policy::Policy;
use crate::standard::Condition;
use crate::tier::Purpose;

mod brute;

fn policy() -> Policy {
    Policy::shipped().unwrap()
}

fn edition(policy: &Policy, id: &str) -> Edition {
    let gates = if id.starts_with("miit-2026") { "gates/miit-2026" } else { "gates/guangxi-2023" };
    policy.edition_of(id, gates, Purpose::Apply).unwrap()
}

/// An enterprise with sound gates and nothing else but these answers, written as people write them.
fn firm(catalogue: &Catalogue, answers: &[(&str, &str)]) -> Facts {
    const SOUND: [(&str, &str); 8] = [
        ("registered_in_guangxi", "yes"),
        ("legal_person", "yes"),
        ("sme", "yes"),
        ("abnormal_operations", "no"),
        ("serious_dishonesty", "no"),
        ("restricted_product", "no"),
        ("major_violation", "no"),
        ("serious_incident_2026", "no"),
    ];
    SOUND.iter().chain(answers).fold(Facts::blank(catalogue.slots().len()), |facts, (key, text)| {
        let slot = catalogue.slot(key).unwrap();
        facts.with(slot, catalogue.fact_of(slot).kind.parse(text).unwrap())
    })
}

/// A young firm of annex 1 that has 55 of 60 points: 10 + 15, 5 + 5, 5 + 15.
const NEAR: &[(&str, &str)] = &[
    ("ip_class", "class1"),
    ("rd_expense.y1", "40"),
    ("revenue.y1", "1000"),
    ("revenue.y2", "900"),
    ("main_revenue.y1", "650"),
    ("main_revenue.y2", "640"),
    ("total_liabilities.y1", "700"),
    ("total_assets.y1", "1000"),
    ("strategic_emerging", "no"),
    ("valid_honour", "no"),
    ("institution_level", "none"),
    ("equity_raised.y1", "0"),
    ("equity_raised.y2", "0"),
    ("equity_raised.y3", "0"),
    ("national_award_rank", "0"),
    ("provincial_award_rank", "0"),
];

fn with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let kept = NEAR.iter().filter(|(key, _)| !changes.iter().any(|(changed, _)| changed == key));
    kept.chain(changes).copied().collect()
}

fn without(key: &str) -> Vec<(&'static str, &'static str)> {
    NEAR.iter().filter(|(other, _)| *other != key).copied().collect()
}

fn annex1(answers: &[(&str, &str)], horizon: Horizon) -> Advice {
    let policy = policy();
    let edition = edition(&policy, "miit-2022/innovative");
    advise(&edition, &policy.catalogue, &firm(&policy.catalogue, answers), horizon)
}

fn targets(advice: &Advice) -> Vec<Vec<(&str, &str)>> {
    advice.plans.iter().map(|p| p.steps.iter().map(|s| (s.key.as_str(), s.new_text.as_str())).collect()).collect()
}

#[test]
fn who_passes_is_told_so_at_once() {
    let advice = annex1(&with(&[("valid_honour", "yes")]), Horizon::Now);
    assert_eq!(advice.standing, Truth::Met);
    assert_eq!(advice.lines(), ["现有情况已经符合要求,无需改变。"]);
}

#[test]
fn today_only_titles_and_rights_can_still_be_had() {
    // Growth has 10 of 15 and its figures are past: only a direct route is left.
    let advice = annex1(NEAR, Horizon::Now);
    assert_eq!(targets(&advice), [[("valid_honour", "是")], [("institution_level", "省部级")]]);
    assert_eq!(
        advice.lines(),
        [
            "本次申报:改变 1 项即可达到。",
            "  方案1(变动合计 100%)",
            "    拥有有效期内的高新技术企业等荣誉:由 否 提高到 是",
            "  方案2(变动合计 300%)",
            "    研发机构级别(最高一级):由 未建立 提高到 省部级",
        ]
    );
}

#[test]
fn next_year_the_running_year_can_be_shaped() {
    // As before means 0% growth: 5 + 5 of 15. Growth of 5% gives 10 + 5, and main revenue 682.5 of 1000 stays at 60%:
    // 55 + 5 = 60 exactly.
    let advice = annex1(NEAR, Horizon::NextYear);
    let plan = &advice.plans[0];
    assert_eq!((plan.steps[0].key.as_str(), plan.steps[0].new_text.as_str()), ("main_revenue.y1", "682.5万元"));
    assert_eq!(plan.total, Ratio::new(325, 6500).unwrap());
    assert_eq!((plan.steps[0].rounded_text.as_deref(), plan.rounded_suffices), (Some("683万元"), true));
    assert!(advice.plans.iter().all(|plan| plan.steps.len() == 1));
}

#[test]
fn what_shares_a_measure_is_solved_together() {
    // 附件2 直通三 is open (6000 万元 paid in last year), so only conditions two and three are missing: revenue of 1000
    // 万元, and research of 3% of it.
    let policy = policy();
    let mut edition = edition(&policy, "miit-2022/specialised");
    let conditions = &mut edition.standard.conditions;
    conditions.retain(|clause| ["rd", "revenue"].contains(&clause.id.as_str()));
    // Condition three without its way round by equity, and condition two without its 100 万元.
    conditions[0].condition = Condition::All(match &conditions[0].condition {
        Condition::All(parts) => parts[1..].to_vec(),
        _ => vec![],
    });
    conditions[1].condition = match &conditions[1].condition {
        Condition::Any(parts) => parts[0].clone(),
        other => other.clone(),
    };
    let answers =
        [("rd_expense.y1", "27"), ("revenue.y1", "900"), ("equity_raised.y1", "6000"), ("equity_raised.y2", "0")];
    let facts = firm(&policy.catalogue, &answers);
    let advice = advise(&edition, &policy.catalogue, &facts, Horizon::NextYear);
    assert_eq!(targets(&advice), [[("revenue.y1", "1000万元"), ("rd_expense.y1", "30万元")]]);
    assert_eq!(advice.plans[0].total, Ratio::new(2, 9).unwrap());
    assert_eq!(advice.plans[0].remarks.len(), 1);
    // This year's figures are closed.
    let advice = advise(&edition, &policy.catalogue, &facts, Horizon::Now);
    assert!(advice.plans.is_empty());
    assert_eq!(advice.obstacles.iter().map(|o| o.id.as_str()).collect::<Vec<_>>(), ["revenue"]);
}

#[test]
fn years_move_back_by_one_and_time_goes_on() {
    let policy = policy();
    let catalogue = &policy.catalogue;
    let slot = |key: &str| catalogue.slot(key).unwrap();
    let mut facts = firm(catalogue, &with(&[("market_months", "24"), ("equity_raised.y1", "300")]));
    facts.set(slot("main_revenue.y3"), Cell::NotComputable(Why::TooYoung));
    let next = Horizon::NextYear.start(catalogue, &facts);
    for (key, expected) in [
        ("main_revenue.y1", Cell::Known(650_000_000)),
        ("main_revenue.y2", Cell::Known(650_000_000)),
        ("main_revenue.y3", Cell::Known(640_000_000)),
        ("revenue.y3", Cell::Known(900_000_000)),
        ("rd_expense.y2", Cell::Known(40_000_000)),
        ("equity_raised.y1", Cell::Known(0)),
        ("equity_raised.y2", Cell::Known(300_000_000)),
        ("employees.y1", Cell::Missing),
        ("market_months", Cell::Known(36)),
    ] {
        assert_eq!(next.cell(slot(key)), expected, "{key}");
    }
    assert_eq!(Horizon::Now.start(catalogue, &facts), facts);
}

#[test]
fn unknown_facts_are_found_out_first_or_filled_in() {
    // Nobody knows whether there is an honour: it decides, and it is the nearest plan, at no change at all.
    let advice = annex1(&without("valid_honour"), Horizon::Now);
    assert_eq!(advice.standing, Truth::Unknown);
    assert_eq!(advice.needs.iter().map(|need| need.key.as_str()).collect::<Vec<_>>(), ["valid_honour"]);
    let plan = &advice.plans[0];
    assert_eq!((plan.total, plan.steps[0].old), (Ratio::whole(0), None));
    assert!(advice.lines().contains(&"    需补充:拥有有效期内的高新技术企业等荣誉,应为 是".to_owned()));
}

#[test]
fn what_nobody_can_move_is_left_open_or_stands_in_the_way() {
    let policy = policy();
    let edition = edition(&policy, "miit-2022/innovative");
    let catalogue = &policy.catalogue;
    let mut facts = firm(catalogue, NEAR);
    let sme = catalogue.slot("sme").unwrap();
    facts.set(sme, Cell::Missing);
    let advice = advise(&edition, catalogue, &facts, Horizon::Now);
    assert_eq!(advice.left_open.iter().map(|gate| gate.id.as_str()).collect::<Vec<_>>(), ["A3.2"]);
    assert_eq!(advice.needs.iter().map(|need| need.key.as_str()).collect::<Vec<_>>(), ["sme"]);
    assert_eq!(targets(&advice)[0], [("valid_honour", "是")]);
    let advice = advise(&edition, catalogue, &facts.with(sme, 0), Horizon::NextYear);
    assert!(advice.plans.is_empty());
    assert_eq!(advice.obstacles.iter().map(|gate| gate.id.as_str()).collect::<Vec<_>>(), ["A3.2"]);
    assert!(advice.lines()[0].ends_with("没有建议:"), "{:?}", advice.lines());
}

#[test]
fn no_plan_raises_a_caution() {
    // All revenue is main revenue: growth of 5% of the one alone would make it more than the whole.
    let answers = with(&[("main_revenue.y1", "1000"), ("rd_expense.y1", "20"), ("valid_honour", "yes")]);
    let policy = policy();
    let mut edition = edition(&policy, "miit-2022/innovative");
    edition.standard.routes.clear();
    edition.standard.pass = Some(65);
    let advice = advise(&edition, &policy.catalogue, &firm(&policy.catalogue, &answers), Horizon::NextYear);
    let alone = |plan: &Plan| matches!(plan.steps.as_slice(), [step] if step.key == "main_revenue.y1");
    assert!(!advice.plans.is_empty() && !advice.plans.iter().any(alone), "{:?}", targets(&advice));
}
