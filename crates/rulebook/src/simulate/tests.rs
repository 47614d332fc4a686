use super::*;
use crate::borders::Borders;
use crate::facts::{Cell, Facts};
use crate::judge::judge;
use crate::policy::Policy;
use crate::tier::Purpose;

fn policy() -> Policy {
    Policy::shipped().unwrap()
}

fn edition(policy: &Policy, id: &str) -> Edition {
    let gates = if id.starts_with("miit-2026") { "gates/miit-2026" } else { "gates/guangxi-2023" };
    policy.edition_of(id, gates, Purpose::Apply).unwrap()
}

/// Name, city, industry, and the answers in which a firm differs from one with 60 points under annex 1:
/// 10 + 15 (rights, research), 10 + 5 (growth, debts), 5 + 15 (field, main revenue).
type Firm = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const BASE: &[(&str, &str)] = &[
    ("registered_in_guangxi", "yes"),
    ("legal_person", "yes"),
    ("sme", "yes"),
    ("abnormal_operations", "no"),
    ("serious_dishonesty", "no"),
    ("restricted_product", "no"),
    ("major_violation", "no"),
    ("size", "small"),
    ("ip_class", "class1"),
    ("rd_expense.y1", "30"),
    ("revenue.y1", "1000"),
    ("main_revenue.y1", "630"),
    ("main_revenue.y2", "600"),
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

const FIVE: &[Firm] = &[
    ("六十分公司", "南宁市", "C3562", &[]),
    ("六十五分公司", "柳州市", "C3670", &[("rd_expense.y1", "50")]),
    ("七十分公司", "柳州市", "C3670", &[("rd_expense.y1", "50"), ("strategic_emerging", "yes")]),
    ("高新公司", "南宁市", "I6510", &[("valid_honour", "yes")]),
    ("五十分公司", "桂林市", "", &[("ip_class", "none")]),
];

fn population(catalogue: &Catalogue, firms: &[Firm]) -> Population {
    let rows: Vec<Facts> = firms
        .iter()
        .map(|(.., answers)| {
            BASE.iter().chain(*answers).fold(Facts::blank(catalogue.slots().len()), |mut facts, (key, text)| {
                let slot = catalogue.slot(key).unwrap();
                let known = |text: &str| Cell::Known(catalogue.fact_of(slot).kind.parse(text).unwrap());
                facts.set(slot, if text.is_empty() { Cell::Missing } else { known(text) });
                facts
            })
        })
        .collect();
    let mut population = Population::of_rows(catalogue, &rows);
    population.names = firms.iter().map(|firm| firm.0).collect();
    population.cities = firms.iter().map(|firm| firm.1).collect();
    population.industries = firms.iter().map(|firm| firm.2).collect();
    population
}

/// Both editions over enterprises that their definitions see alike.
fn compared(catalogue: &Catalogue, before: &Edition, after: &Edition, population: &Population) -> Comparison {
    let view = |edition| View { edition, population };
    compare(view(before), view(after), catalogue)
}

fn names<'c>(flips: impl Iterator<Item = &'c Flip>) -> Vec<&'c str> {
    flips.map(|flip| flip.name.as_str()).collect()
}

#[test]
fn everybody_gets_the_answer_of_the_row_judge() {
    let policy = policy();
    for id in policy.standards.keys() {
        let edition = edition(&policy, id);
        let rows = Borders::of(&edition, &policy.catalogue).rows(6, 600);
        let population = Population::of_rows(&policy.catalogue, &rows);
        let by_row: Vec<Truth> = rows.iter().map(|facts| judge(&edition, facts).outcome.truth()).collect();
        assert_eq!(verdicts(&edition, &population), by_row, "{id}");
    }
}

#[test]
fn raising_the_pass_mark_names_who_leaves_and_why() {
    let policy = policy();
    let before = edition(&policy, "miit-2022/innovative");
    let mut after = before.clone();
    after.standard.pass = Some(70);
    let comparison = compared(&policy.catalogue, &before, &after, &population(&policy.catalogue, FIVE));
    // 70 reaches 70, and a direct route needs no points.
    assert_eq!(names(comparison.left()), ["六十分公司", "六十五分公司"]);
    assert_eq!(names(comparison.entered()), Vec::<&str>::new());
    assert_eq!(
        comparison.flips.iter().flat_map(Flip::lines).collect::<Vec<_>>(),
        [
            "六十分公司(南宁市):达到 → 未达到",
            "  合格线“总分”:60 分,合格线 60 分 → 60 分,合格线 70 分",
            "六十五分公司(柳州市):达到 → 未达到",
            "  合格线“总分”:65 分,合格线 60 分 → 65 分,合格线 70 分",
        ]
    );
    assert_eq!(
        comparison.with_names(&policy.industries).lines(),
        [
            "共 5 家:达到标准的由 4 家变为 2 家,新进 0 家,退出 2 家",
            "待定的由 0 家变为 0 家",
            "变化的原因:",
            "  合格线“总分”:转好 0 家,转差 2 家",
            "按设区市:",
            "  南宁市:2 家,达到 2 → 1,新进 0,退出 1",
            "  柳州市:2 家,达到 2 → 1,新进 0,退出 1",
            "按行业大类:",
            "  35 专用设备制造业:1 家,达到 1 → 0,新进 0,退出 1",
            "  36 汽车制造业:2 家,达到 2 → 1,新进 0,退出 1",
            "按规模:",
            "  小型:5 家,达到 4 → 2,新进 0,退出 2",
        ]
    );
}

#[test]
fn the_same_change_backwards_lets_them_in_again() {
    let policy = policy();
    let after = edition(&policy, "miit-2022/innovative");
    let mut before = after.clone();
    before.standard.pass = Some(70);
    let comparison = compared(&policy.catalogue, &before, &after, &population(&policy.catalogue, FIVE));
    assert_eq!(names(comparison.entered()), ["六十分公司", "六十五分公司"]);
    let reason = &comparison.flips[0].reasons[0];
    assert_eq!((reason.before.as_str(), reason.after.as_str()), ("60 分,合格线 70 分", "60 分,合格线 60 分"));
}

#[test]
fn a_moved_band_is_told_with_the_indicator_behind_the_mark() {
    let policy = policy();
    let before = edition(&policy, "miit-2022/innovative");
    let mut after = before.clone();
    after.standard.routes.clear();
    if let crate::standard::Score::Bands(table) = &mut after.standard.indicators[1].score {
        table.bands[1].bound = crate::quantity::Ratio::new(31, 1000).unwrap();
        table.bands[1].written = "3.1%".into();
    }
    let comparison = compared(&policy.catalogue, &before, &after, &population(&policy.catalogue, FIVE));
    // 3% gave 15 points and gives 10 now; 5% still gives 20.
    assert_eq!(names(comparison.left()), ["六十分公司", "高新公司"]);
    let kinds = |at: usize| comparison.flips[at].reasons.iter().map(|r| (r.kind, r.id.as_str())).collect::<Vec<_>>();
    assert_eq!(kinds(0), [(ReasonKind::Total, "total"), (ReasonKind::Indicator, "rd_share")]);
    let route = (ReasonKind::Route, "honour");
    assert_eq!(kinds(1), [(ReasonKind::Total, "total"), (ReasonKind::Indicator, "rd_share"), route]);
    assert_eq!(comparison.flips[1].reasons[2].line(), "直通“高新技术企业等荣誉在有效期内”:满足 → 没有此条");
    assert_eq!(comparison.flips[1].reasons[0].before, "60 分,合格线 60 分");
}

#[test]
fn who_becomes_undetermined_is_told_too() {
    let policy = policy();
    let before = edition(&policy, "miit-2022/innovative");
    let mut after = before.clone();
    after.standard.pass = Some(65);
    // Whether the product is of an emerging field is unknown: 5 or 10 points on top of 55.
    let firms: &[Firm] = &[("待定公司", "南宁市", "", &[("strategic_emerging", "")])];
    let comparison = compared(&policy.catalogue, &before, &after, &population(&policy.catalogue, firms));
    let flip = &comparison.flips[0];
    assert_eq!((flip.before, flip.after), (Truth::Met, Truth::Unknown));
    assert_eq!(flip.reasons[0].after, "60 至 65 分,合格线 65 分");
    assert_eq!((comparison.all.open_before, comparison.all.open_after, comparison.all.left), (0, 1, 1));
}

#[test]
fn the_new_edition_is_compared_with_the_old_one() {
    let policy = policy();
    let before = edition(&policy, "miit-2022/specialised");
    let after = edition(&policy, "miit-2026/specialised");
    let firm: &[Firm] = &[(
        "两年公司",
        "南宁市",
        "",
        &[
            ("serious_incident_2026", "no"),
            ("market_months", "24"),
            ("rd_expense.y1", "110"),
            ("rd_expense.y2", "2000"),
            ("revenue.y1", "2000"),
            ("revenue.y2", "1900"),
            ("main_revenue.y1", "1900"),
            ("class1_applied", "1"),
            ("market_position", "yes"),
            ("development_score.y1", "60"),
            ("holds_innovative", "yes"),
        ],
    )];
    let comparison = compared(&policy.catalogue, &before, &after, &population(&policy.catalogue, firm));
    assert_eq!(
        comparison.flips[0].lines(),
        [
            "两年公司(南宁市):达到 → 未达到",
            "  条件“从事特定细分市场时间达到 3 年以上(截至上年末)”:满足(从事特定细分市场时间 ≥ 2年) → 不满足(从事特定细分市场时间 ≥ 3年)",
        ]
    );
    assert_eq!(comparison.rows()[0][6..8], ["达到", "未达到"]);
    assert!(serde_json::to_string(&comparison).unwrap().contains("\"kind\":\"condition\""));
}

#[test]
fn a_change_of_the_text_is_simulated() {
    use crate::change::{Change, apply};
    let policy = policy();
    let change = Change::parse("rd_share: 3% -> 4%").unwrap();
    let changed = apply(&crate::policy::embedded(), "miit-2022/innovative", &[change]).unwrap();
    let before = edition(&policy, "miit-2022/innovative");
    let after = edition(&changed, "miit-2022/innovative");
    let comparison = compared(&policy.catalogue, &before, &after, &population(&policy.catalogue, FIVE));
    assert_eq!(names(comparison.left()), ["六十分公司"]);
    let lines = comparison.flips[0].lines();
    assert_eq!(lines[1], "  合格线“总分”:60 分,合格线 60 分 → 55 分,合格线 60 分");
    assert!(lines[2].starts_with("  指标“上年度研发费用总额占营业收入总额比重”:15 分("), "{lines:?}");
}

/// Under 63号 an acquired right counts after a year, under 〔2026〕2号 it never does: the same standard, other facts.
#[test]
fn each_edition_judges_the_facts_as_its_own_definitions_see_them() {
    let policy = policy();
    let edition = edition(&policy, "miit-2022/innovative");
    let firm: &[Firm] = &[("受让专利公司", "柳州市", "C3670", &[])];
    let before = population(&policy.catalogue, firm);
    let after = population(&policy.catalogue, &[("受让专利公司", "柳州市", "C3670", &[("ip_class", "none")])]);
    let view = |population| View { edition: &edition, population };
    let comparison = compare(view(&before), view(&after), &policy.catalogue);
    assert_eq!(names(comparison.left()), ["受让专利公司"]);
    assert!(comparison.flips[0].reasons.iter().any(|reason| reason.id == "ip"), "{:?}", comparison.flips);
}

/// A direct route that nobody knows about leaves open what the points no longer decide: the points are the reason.
#[test]
fn points_that_fall_short_are_the_reason_although_a_route_is_open() {
    let policy = policy();
    let before = edition(&policy, "miit-2022/innovative");
    let mut after = before.clone();
    after.standard.pass = Some(70);
    let firm: &[Firm] = &[("荣誉未填公司", "柳州市", "C3670", &[("valid_honour", "")])];
    let comparison = compared(&policy.catalogue, &before, &after, &population(&policy.catalogue, firm));
    let [flip] = comparison.flips.as_slice() else { panic!("{:?}", comparison.flips) };
    assert_eq!((flip.before, flip.after), (Truth::Met, Truth::Unknown));
    let said: Vec<String> = flip.reasons.iter().map(Reason::line).collect();
    assert_eq!(said, ["合格线“总分”:60 分,合格线 60 分 → 60 分,合格线 70 分,能否由直通条件替代尚不清楚"]);
}
