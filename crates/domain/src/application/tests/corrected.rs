//! 更正填报数据: the right figures stand beside what was filed, and are what is judged from then on.

use titian_rulebook::policy::Policy;

use super::*;
use crate::answers::{Edit, Place, Source};
use crate::application::{Corrected, correct};
use crate::correction_request::{
    self, Asking, CorrectionRequest, Decision, Opinion, Stage as Asked, ask, closed, examine,
};
use crate::id::{CorrectionRequestId, EvidenceId};
use crate::room::Room;

fn policy() -> Policy {
    Policy::shipped().unwrap()
}

fn place(fact: &str, year: Option<i16>) -> Place {
    Place { fact: fact.into(), year }
}

fn edit(fact: &str, year: Option<i16>, text: &str) -> Edit {
    Edit { place: place(fact, year), text: Some(text.into()) }
}

/// Filed with `rd` of research on 1000万元, taken up, everything accepted.
fn filed(rd: &str) -> Case {
    let mut content = content();
    for one in [edit("revenue", Some(2025), "1000万元"), edit("rd_expense", Some(2025), rd)] {
        content.answers.put(&one, Source::Enterprise, day("2026-09-01"));
    }
    let mut case = Case::begun();
    let declared = content.digest();
    let submit = Command::Submit {
        declared,
        content: Box::new(content),
        name: "张示例".into(),
        scan: None,
        number: "GX1".into(),
    };
    case.does("clerk", "2026-09-10", submit);
    case.does("handler", "2026-09-12", Command::TakeUp { handler: AccountId("handler".into()), from: None });
    case
}

fn asks(
    case: &Application,
    edits: Vec<Edit>,
    why: &str,
    files: usize,
    waits: bool,
) -> Result<CorrectionRequest, Refusal> {
    let evidence = (0..files).map(|n| EvidenceId(format!("f{n}"))).collect();
    let asking = Asking { id: CorrectionRequestId("q".into()), edits, why: why.into(), evidence };
    let events = ask(case, asking, (AccountId("clerk".into()), day("2026-09-15")), &policy().catalogue, waits)?;
    Ok(replay(&events).unwrap())
}

fn right() -> Vec<Edit> {
    vec![edit("rd_expense", Some(2025), "50万元")]
}

fn opinion(by: &str) -> Opinion {
    Opinion { supports: true, words: " 属实 ".into(), by: AccountId(by.into()), on: day("2026-09-16") }
}

fn decision(by: &str, words: &str) -> Decision {
    Decision { words: words.into(), by: AccountId(by.into()), on: day("2026-09-17") }
}

fn after(request: &CorrectionRequest, events: Vec<correction_request::Event>) -> CorrectionRequest {
    events.iter().fold(Some(request.clone()), CorrectionRequest::evolve).unwrap()
}

/// Writes the correction into a case, as the shell does.
fn corrects(case: &mut Case) {
    let state = case.state();
    let effect = state.corrected_to(&policy(), &right()).unwrap();
    let request = CorrectionRequestId("q".into());
    case.acts(correct(&state, request, right(), effect.touches, day("2026-09-17")));
}

#[test]
fn 申报在企业手里的不用申请_直接改() {
    let told = |case: &Case| closed(&case.state()).map(|refusal| refusal.to_string()).unwrap_or_default();
    assert!(told(&Case::begun()).contains("请直接在企业档案里改正，再提交申报"));
    let mut returned = filed("5万元");
    assert_eq!(told(&returned), "");
    let ask = vec![("rd_share".into(), Ruling::Ask { what: "请补充".into() })];
    returned.does("handler", "2026-09-13", Command::Rule { rulings: ask });
    let mut context = context(&returned.batch, "handler", "2026-09-13");
    context.correction_due = Some(day("2026-09-20"));
    let events = returned.asks(&context, Command::Return { deficiencies: vec![] }).unwrap();
    returned.events.extend(events);
    assert!(told(&returned).contains("请直接在企业档案里改正，再重新提交"), "{}", told(&returned));
    assert!(correct(&returned.state(), CorrectionRequestId("q".into()), right(), vec![], day("2026-09-17")).is_err());
    let mut withdrawn = filed("5万元");
    withdrawn.does("clerk", "2026-09-14", Command::Withdraw);
    assert!(told(&withdrawn).contains("已经撤回"));
}

#[test]
fn 申请写错的一次说全() {
    let case = filed("5万元").state();
    let refusal = asks(&case, vec![edit("rd_expense", Some(2025), "五十")], " ", 0, true).unwrap_err();
    assert_eq!(refusal.reasons.len(), 4, "{refusal}");
    for (edits, told) in [
        (vec![], "没有写要更正哪一项"),
        (vec![edit("rd_expense", Some(2025), "5万元")], "没有什么要更正"),
        (vec![edit("rd_expense", Some(2025), " ")], "没有写正确的数据"),
        (vec![right().remove(0), right().remove(0)], "写了两次"),
        (vec![edit("no_such_fact", None, "1")], "没有“no_such_fact”这一项"),
        (vec![edit("local_points", None, "15")], "不是企业填报的"),
    ] {
        let refusal = asks(&case, edits, "小数点看错", 1, false).unwrap_err();
        assert!(refusal.to_string().contains(told) && refusal.articles == ["A9.1"], "{refusal}");
    }
    let request = asks(&case, right(), " 小数点看错 ", 1, false).unwrap();
    assert_eq!((request.changes[0].was.as_deref(), request.changes[0].right.as_str()), (Some("5万元"), "50万元"));
    assert_eq!((request.why.as_str(), &request.stage), ("小数点看错", &Asked::Asked));
}

#[test]
fn 先市后自治区_不是同一人_只办一次() {
    let case = filed("5万元").state();
    let request = asks(&case, right(), "小数点看错", 1, false).unwrap();
    let decide = |request: &CorrectionRequest, accept, by: &str, words: &str| {
        correction_request::decide(request, &case, accept, decision(by, words), None)
    };
    assert!(decide(&request, true, "leader", "同意").unwrap_err().to_string().contains("待市级核对"));
    assert!(examine(&request, Opinion { words: " ".into(), ..opinion("city") }).is_err());
    let examined = after(&request, examine(&request, opinion("city")).unwrap());
    assert!(examine(&examined, opinion("city")).is_err());
    assert!(decide(&examined, true, "city", "同意").unwrap_err().to_string().contains("另一位"));
    assert!(decide(&examined, true, "leader", " ").is_err());
    let accepted = after(&examined, decide(&examined, true, "leader", "同意").unwrap());
    let declined = after(&examined, decide(&examined, false, "leader", "材料不足").unwrap());
    assert_eq!((accepted.stage.id(), declined.stage.id()), ("accepted", "declined"));
    for done in [&accepted, &declined] {
        assert!(
            decide(done, true, "leader", "同意").is_err()
                && correction_request::withdraw(done, day("2026-09-18")).is_err()
        );
    }
    let back = after(&examined, correction_request::withdraw(&examined, day("2026-09-18")).unwrap());
    assert_eq!(back.stage.id(), "withdrawn");
}

#[test]
fn 申报重新提交过的_不能准予_可以不予() {
    let case = filed("5万元").state();
    let request = asks(&case, right(), "小数点看错", 1, false).unwrap();
    let examined = after(&request, examine(&request, opinion("city")).unwrap());
    let anew = filed("6万元").state();
    let decide = |accept| correction_request::decide(&examined, &anew, accept, decision("leader", "理由"), None);
    assert!(decide(true).unwrap_err().to_string().contains("已经重新提交"));
    assert!(decide(false).is_ok());
}

#[test]
fn 原填报和内容码不动_审核按更正后的评判_两样都看得到() {
    let mut case = filed("5万元");
    let before = case.state();
    let effect = before.corrected_to(&policy(), &right()).unwrap();
    assert!(effect.touches.iter().any(|item| item == "rd_share"), "{effect:?}");
    assert!(!effect.touches.iter().any(|item| item == "ip"), "{effect:?}");
    assert_ne!(effect.before, effect.after);
    corrects(&mut case);
    let after = case.state();
    let (old, new) = (before.filing.clone().unwrap(), after.filing.clone().unwrap());
    assert_eq!((&old.content, &old.digest, &old.declaration), (&new.content, &new.digest, &new.declaration));
    let judged = after.judged(&policy()).unwrap();
    assert_eq!(judged.declared, before.judged(&policy()).unwrap().declared);
    assert_eq!(judged.reviewed.points.map(|points| (points.low, points.high)), effect.after.points);
    let answer = after.reviewed_answers().unwrap();
    let answer = answer.get(&place("rd_expense", Some(2025))).unwrap();
    assert_eq!((answer.text.as_str(), answer.source), ("50万元", Source::Correction));
    // What is asked about next time is what was corrected, not what was filed.
    let refusal = asks(&after, right(), "再来一次", 1, false).unwrap_err();
    assert!(refusal.to_string().contains("没有什么要更正"), "{refusal}");
}

#[test]
fn 审核中的_受影响各项的意见作废重审_其余不动() {
    let mut case = filed("5万元");
    let rulings = vec![("ip".into(), Ruling::Accept), ("rd_share".into(), Ruling::Accept)];
    case.does("handler", "2026-09-13", Command::Rule { rulings });
    corrects(&mut case);
    let state = case.state();
    assert!(state.verdicts.contains_key("ip") && !state.verdicts.contains_key("rd_share"));
    // What was found after the correction counts over it.
    let adjust = Ruling::Adjust {
        edits: vec![edit("rd_expense", Some(2025), "30万元")],
        why: "账簿".into(),
        evidence: None,
        page: String::new(),
    };
    case.does("handler", "2026-09-17", Command::Rule { rulings: vec![("rd_share".into(), adjust)] });
    let answers = case.state().reviewed_answers().unwrap();
    assert_eq!(answers.get(&place("rd_expense", Some(2025))).unwrap().text, "30万元");
}

#[test]
fn 待审批的退回经办人_拟办所依据的已经变了() {
    let mut case = filed("5万元");
    let rulings = vec![("ip".into(), Ruling::Accept), ("rd_share".into(), Ruling::Accept)];
    case.does("handler", "2026-09-13", Command::Rule { rulings });
    case.does("handler", "2026-09-14", propose(true, "建议通过"));
    corrects(&mut case);
    let state = case.state();
    assert_eq!(state.stage.id(), "under_review");
    assert_eq!(state.stage.handler(), Some(&AccountId("handler".into())));
}

#[test]
fn 审核已毕的_原来的意见留着_更正处的数让位() {
    let mut case = filed("5万元");
    let adjust = |text: &str| Ruling::Adjust {
        edits: vec![edit("rd_expense", Some(2025), text), edit("revenue", Some(2025), "900万元")],
        why: "审计报告".into(),
        evidence: None,
        page: String::new(),
    };
    let rulings = vec![("ip".into(), Ruling::Accept), ("rd_share".into(), adjust("4万元"))];
    case.does("handler", "2026-09-13", Command::Rule { rulings });
    case.does("handler", "2026-09-14", propose(true, "建议通过"));
    case.does("leader", "2026-09-15", Command::Approve);
    corrects(&mut case);
    let state = case.state();
    assert_eq!((state.stage.id(), state.verdicts.len()), ("listed", 2));
    let corrections = &state.filing.as_ref().unwrap().corrections;
    assert!(matches!(corrections.as_slice(), [Corrected { over, .. }] if over == &["rd_share"]));
    let answers = state.reviewed_answers().unwrap();
    assert_eq!(answers.get(&place("rd_expense", Some(2025))).unwrap().text, "50万元");
    assert_eq!(
        answers.get(&place("revenue", Some(2025))).unwrap().text,
        "900万元",
        "found by who reviewed, not corrected"
    );
    // Back under review, the very same ruling made anew counts again.
    let publicity = PublicityId("p".into());
    case.acts(publicise(&case.state(), Desk::City, publicity, day("2026-09-24"), vec![]));
    let objection = ObjectionId("o".into());
    case.acts(hold(&case.state(), objection.clone()));
    case.acts(release(&case.state(), objection, true, AccountId("handler".into()), day("2026-09-20")));
    case.does("handler", "2026-09-20", Command::Rule { rulings: vec![("rd_share".into(), adjust("4万元"))] });
    let answers = case.state().reviewed_answers().unwrap();
    assert_eq!(answers.get(&place("rd_expense", Some(2025))).unwrap().text, "4万元");
}
