//! 回避 at a case: who stays away does nothing about it, and what they had goes to another.

use super::*;

fn away<'b>(case: &'b Case, actor: &str, away: &str) -> Context<'b> {
    Context { away: vec![AccountId(away.into())], ..context(&case.batch, actor, "2026-09-14") }
}

fn take_up(handler: &str, from: Option<&str>) -> Command {
    Command::TakeUp { handler: AccountId(handler.into()), from: from.map(|from| AccountId(from.into())) }
}

fn conclude() -> Command {
    Command::Conclude { pass: true, opinion: "同意".into(), uncalled: String::new(), heard: vec![] }
}

#[test]
fn 回避的人不能受理_审核_退回_拟办_审批_也不能被指定() {
    let submitted = Case::submitted();
    let refusal = submitted.refused(&away(&submitted, "a", "a"), take_up("a", None));
    assert_eq!(refusal.articles, ["A5", "A9.2"]);
    assert!(refusal.to_string().contains("您对这家企业回避") && refusal.todo.contains("另一位"), "{refusal}");
    let refusal = submitted.refused(&away(&submitted, "leader", "a"), take_up("a", None));
    assert!(refusal.to_string().contains("这位同事对这家企业回避"), "{refusal}");
    // A leader who stays away gives it to nobody either.
    submitted.refused(&away(&submitted, "leader", "leader"), take_up("a", None));

    let ruled = Case::ruled();
    let rulings = vec![("ip".into(), Ruling::Reject { why: "不实".into() })];
    let deficiency = Deficiency { item: String::new(), label: String::new(), what: "请补".into() };
    for command in [Command::Rule { rulings }, Command::Return { deficiencies: vec![deficiency] }, conclude()] {
        assert!(ruled.asks(&context(&ruled.batch, "handler", "2026-09-14"), command.clone()).is_ok());
        let refusal = ruled.refused(&away(&ruled, "handler", "handler"), command);
        assert_eq!(refusal.articles[0], "A5", "{refusal}");
    }

    let mut concluded = Case::ruled();
    concluded.does("handler", "2026-09-14", conclude());
    for command in [Command::Approve, Command::SendBack { why: "请再核".into() }] {
        assert!(concluded.asks(&context(&concluded.batch, "leader", "2026-09-14"), command.clone()).is_ok());
        concluded.refused(&away(&concluded, "leader", "leader"), command);
    }
    // What somebody proposed who has to stay away is not decided, but can be sent back.
    let refusal = concluded.refused(&away(&concluded, "leader", "handler"), Command::Approve);
    assert!(refusal.to_string().contains("拟办的经办人对这家企业回避"), "{refusal}");
    let why = "请交给另一位".into();
    assert!(concluded.asks(&away(&concluded, "leader", "handler"), Command::SendBack { why }).is_ok());
}

#[test]
fn 企业自己的事不因为回避受影响() {
    let case = Case::submitted();
    assert!(case.asks(&away(&case, "clerk", "clerk"), Command::Withdraw).is_ok());
}

#[test]
fn 转交之后_回避的人填的意见作废_别人的保留() {
    let mut case = Case::ruled();
    case.events.extend(hand_on(&case.state(), &AccountId("handler".into()), &AccountId("b".into()), day("2026-09-14")));
    let now = case.state();
    assert!(now.verdicts.is_empty());
    let b = AccountId("b".into());
    assert_eq!(now.stage, Stage::UnderReview { since: day("2026-09-14"), handler: b.clone() });
    // Handed on a second time, from somebody who does not stay away, nothing falls.
    case.does("b", "2026-09-15", Command::Rule { rulings: vec![("ip".into(), Ruling::Accept)] });
    case.does("b", "2026-09-16", take_up("c", Some("b")));
    assert_eq!(case.state().verdicts.len(), 1);
    assert_eq!(hand_on(&case.state(), &b, &AccountId("d".into()), day("2026-09-17")), vec![], "they do not have it");
    let refusal = case.refused(&away(&case, "b", "b"), take_up("b", Some("c")));
    assert_eq!(refusal.articles[0], "A5");
}

#[test]
fn 自己转交时也一样_退回补正的继续等企业_拟办的重新审核() {
    let mut case = Case::ruled();
    let handed = case.asks(&away(&case, "handler", "handler"), take_up("b", Some("handler"))).unwrap();
    assert!(matches!(handed[..], [Event::Recused { .. }]));
    assert!(case.asks(&away(&case, "handler", "b"), take_up("b", Some("handler"))).is_err());

    let mut returned = Case::ruled();
    let deficiency = Deficiency { item: String::new(), label: String::new(), what: "请补".into() };
    returned.does("handler", "2026-09-14", Command::Return { deficiencies: vec![deficiency] });
    let on =
        |case: &Case| hand_on(&case.state(), &AccountId("handler".into()), &AccountId("b".into()), day("2026-09-15"));
    let events = on(&returned);
    returned.events.extend(events);
    let Stage::Returned { due, handler, .. } = returned.state().stage else { panic!("not waiting for the enterprise") };
    assert_eq!((due, handler.as_str()), (day("2026-10-12"), "b"));

    case.does("handler", "2026-09-14", conclude());
    let events = on(&case);
    case.events.extend(events);
    assert_eq!(case.state().stage.id(), "under_review");
    case.refused(&context(&case.batch, "b", "2026-09-16"), conclude());
}

#[test]
fn 替岗的人审批自己拟办的_写明替岗_审批别人拟办的不写() {
    let mut case = Case::ruled();
    case.does("handler", "2026-09-14", conclude());
    let stands_in = |actor: &str| Context {
        substitution: "替示例领导，外出培训".into(),
        ..context(&case.batch, actor, "2026-09-15")
    };
    assert!(case.asks(&context(&case.batch, "handler", "2026-09-15"), Command::Approve).is_err());
    let said = |events: Vec<Event>| match &events[..] {
        [Event::Listed { substitution, .. }] => substitution.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(said(case.asks(&stands_in("handler"), Command::Approve).unwrap()), "替示例领导，外出培训");
    assert_eq!(said(case.asks(&stands_in("leader"), Command::Approve).unwrap()), "");
}
