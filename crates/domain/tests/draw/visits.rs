//! 抽查记录 Which cases must be visited, whether they were, and whose record counts.

use titian_domain::inspection::{self, Finding, Inspection, Visit, answered};
use titian_domain::room::replay;

use super::*;

const VISITED: Date = date(2026, 9, 18);

fn drawn_case(draw: &Draw) -> (EnterpriseId, EnterpriseId) {
    let number = &draw.outcome().unwrap().selected[0].number;
    let (drawn, spared): (Vec<&Candidate>, Vec<&Candidate>) =
        draw.roster.candidates.iter().partition(|one| one.number == *number);
    (drawn[0].enterprise.clone(), spared[0].enterprise.clone())
}

fn visit(inspectors: &[&str], draw: Option<&str>) -> Visit {
    Visit {
        on: VISITED,
        inspectors: inspectors.iter().map(|name| (*name).to_owned()).collect(),
        findings: vec![Finding {
            claim: "2025年研发费用".into(),
            claimed: "320万元".into(),
            agrees: true,
            seen: "320万元".into(),
        }],
        photos: vec![],
        note: String::new(),
        recorded_by: AccountId("officer".into()),
        draw: draw.map(|id| DrawId(id.into())),
        signed: vec![EvidenceId("ab".repeat(32))],
    }
}

fn kept(visit: Visit, duty: &Duty) -> Inspection {
    replay(&inspection::record(case(), visit, duty, VISITED).unwrap()).unwrap()
}

fn case() -> ApplicationId {
    ApplicationId("a1".into())
}

#[test]
fn 抽中的要抽查_没抽中的不必_没有抽签的照办法() {
    let draw = drawn(roster(5, Plan::Count(1)));
    let (chosen, spared) = drawn_case(&draw);
    let of = |enterprise| duty([&draw], enterprise);
    assert_eq!(of(&spared), Duty::Spared);
    assert_eq!(answered(true, &Duty::Spared, None), Ok(()));
    let selected = of(&chosen);
    assert!(answered(true, &selected, None).unwrap_err().contains("还没有按它登记"));
    assert!(answered(false, &selected, None).is_err(), "who was drawn is visited whatever the procedure says");
    let stranger = EnterpriseId("elsewhere".into());
    assert_eq!(of(&stranger), Duty::Undrawn);
    assert!(answered(true, &Duty::Undrawn, None).is_err());
    assert_eq!(answered(false, &Duty::Undrawn, None), Ok(()));
    let any = kept(visit(&["甲", "乙"], None), &Duty::Undrawn);
    assert_eq!(answered(true, &Duty::Undrawn, Some(&any)), Ok(()));
}

#[test]
fn 名单固定后等开签_作废后不再等() {
    let draw = fixed(roster(5, Plan::Count(1)));
    let case = EnterpriseId("e1".into());
    let pending = duty([&draw], &case);
    assert_eq!(pending, Duty::Pending { draw: DrawId("d".into()), on: OPENED });
    assert!(answered(true, &pending, None).unwrap_err().contains("2026年9月17日起才能开签"));
    let dropped = decide(Some(&draw), Command::Drop { reason: "重拟".into() }, FIXED).unwrap();
    assert_eq!(duty([&after(Some(&draw), dropped)], &case), Duty::Undrawn);
    assert_eq!(duty([&prepared(roster(5, Plan::Count(1)))], &case), Duty::Undrawn);
}

#[test]
fn 撤回重报_抽签结果跟着企业走() {
    // Another case of the same enterprise in the batch stands under the number that was drawn.
    let draw = drawn(roster(5, Plan::Count(1)));
    let (chosen, spared) = drawn_case(&draw);
    let mut anew = draw.clone();
    anew.roster.candidates.iter_mut().for_each(|one| one.application = ApplicationId(format!("{}-2", one.application)));
    assert_eq!(duty([&anew], &chosen), duty([&draw], &chosen));
    assert_eq!(duty([&anew], &spared), Duty::Spared);
}

#[test]
fn 抽中过一次_另一次抽签不能免去() {
    let one = drawn(roster(5, Plan::Count(1)));
    let (chosen, _) = drawn_case(&one);
    let mut other = fixed(roster(5, Plan::Count(1)));
    other.id = DrawId("e".into());
    assert!(matches!(duty([&other, &one], &chosen), Duty::Selected(_)));
}

#[test]
fn 记录要写明哪次抽签_派出的人都到() {
    let draw = drawn(roster(5, Plan::Count(1)));
    let (chosen, spared) = drawn_case(&draw);
    let selected = duty([&draw], &chosen);
    let Duty::Selected(assigned) = &selected else { panic!("{selected:?}") };
    let names: Vec<&str> = assigned[0].inspectors.iter().map(|one| one.name.as_str()).collect();
    let by_draw = kept(visit(&names, Some("d")), &selected);
    assert_eq!(answered(true, &selected, Some(&by_draw)), Ok(()));
    let another = kept(visit(&names, None), &selected);
    assert!(answered(true, &selected, Some(&another)).is_err(), "a visit of one's own choice is not that of the draw");

    let refused = |visit: Visit, duty: &Duty| inspection::record(case(), visit, duty, VISITED).unwrap_err();
    let refusal = refused(visit(&[names[0], "替补"], Some("d")), &selected);
    assert!(refusal.to_string().contains(&format!("抽签派出的{}没有参加", names[1])), "{refusal}");
    let mut explained = visit(&[names[0], "替补"], Some("d"));
    explained.note = "因病由替补代替".into();
    assert!(refused(explained.clone(), &selected).to_string().contains(names[1]), "a note that names nobody");
    explained.note = format!("{}因病由替补代替", names[1]);
    kept(explained, &selected);
    let mut early = visit(&names, Some("d"));
    early.on = FIXED;
    assert!(refused(early, &selected).to_string().contains("抽出之前"));
    assert!(refused(visit(&names, Some("x")), &selected).to_string().contains("不在所写的抽签结果中"));
    assert!(refused(visit(&names, Some("d")), &duty([&draw], &spared)).to_string().contains("不在所写的抽签结果中"));
}

#[test]
fn 回避的人不能参加() {
    let mut roster = roster(1, Plan::All);
    roster.recusals = vec![recusal("01", Some(number(1)))];
    let draw = drawn(roster);
    let selected = duty([&draw], &EnterpriseId("e1".into()));
    let refusal = inspection::record(case(), visit(&["抽查员1", "抽查员2"], None), &selected, VISITED).unwrap_err();
    assert!(refusal.to_string().contains("“抽查员1”对这家企业回避"), "{refusal}");
}

#[test]
fn 同一个人不能写两次() {
    let case = ApplicationId("a".into());
    assert!(inspection::record(case.clone(), visit(&["甲", "甲"], None), &Duty::Undrawn, VISITED).is_err());
    assert!(inspection::record(case, visit(&["甲", "乙"], None), &Duty::Undrawn, VISITED).is_ok());
}
