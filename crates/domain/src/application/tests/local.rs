//! 特色化指标 The local indicators of a case (A8): points by hand with reason and evidence, or by the version pinned.

use titian_rulebook::policy::Policy;

use super::higher::{Higher, innovative};
use super::*;
use crate::answers::{Edit, Place};
use crate::local_table::tests::{found, table};

const LOCAL: &str = "local";

fn points(text: &str, evidence: bool) -> Ruling {
    Ruling::Adjust {
        edits: vec![Edit { place: Place { fact: "local_points".into(), year: None }, text: Some(text.into()) }],
        why: "属于本市重点产业链,见证明第 2 页".into(),
        evidence: evidence.then(|| EvidenceId("f".into())),
        page: "2".into(),
    }
}

/// A case of the second tier by the standard of 63号, in the hands of its city.
fn reviewed(policy: &Policy, table: Option<&str>) -> (Case, Vec<ByHand>) {
    let mut higher = Higher::of(Tier::Specialised, innovative());
    let batch = Batch {
        standard: "miit-2022/specialised".into(),
        gates: "gates/guangxi-2023".into(),
        procedure: "guangxi-2023".into(),
        local_table: table.map(|id| LocalTableId(id.into())),
        ..higher.case.batch.clone()
    };
    higher.case = Case { batch, events: vec![] };
    let begin = Command::Begin { id: ApplicationId("a".into()), enterprise: EnterpriseId("e".into()), city: liuzhou() };
    higher.does("clerk", begin);
    higher.does("clerk", submit());
    higher.does("handler", Command::TakeUp { handler: AccountId("handler".into()), from: None });
    let edition = policy.edition_of("miit-2022/specialised", "gates/guangxi-2023", Purpose::Apply).unwrap();
    let hands = by_hand(&edition, &policy.catalogue);
    (higher.case, hands)
}

fn ask(case: &Case, hands: &[ByHand], item: &str, ruling: Ruling) -> Result<Vec<Event>, Refusal> {
    let context = Context {
        by_hand: hands.to_vec(),
        items: vec![(item.into(), "地方特色化指标".into())],
        ..context(&case.batch, "handler", "2026-09-11")
    };
    case.asks(&context, Command::Rule { rulings: vec![(item.into(), ruling)] })
}

#[test]
fn 没有指标表_由审核人员录入0至15的整数_有理由和佐证() {
    let policy = Policy::shipped().unwrap();
    let (mut case, hands) = reviewed(&policy, None);
    for (text, evidence, told) in [
        ("15分", true, None),
        ("0分", true, None),
        ("16分", true, Some("0 到 15 的整数")),
        ("-1", true, Some("0 到 15 的整数")),
        ("7.5", true, Some("0 到 15 的整数")),
        ("10分", false, Some("佐证材料")),
    ] {
        match (ask(&case, &hands, LOCAL, points(text, evidence)), told) {
            (Ok(_), None) => {}
            (Err(refusal), Some(told)) => assert!(refusal.to_string().contains(told), "{text}: {refusal}"),
            (answer, _) => panic!("{text}: {answer:?}"),
        }
    }
    let silent =
        Ruling::Adjust {
            edits: vec![], why: "有".into(), evidence: Some(EvidenceId("f".into())), page: String::new()
        };
    assert!(ask(&case, &hands, LOCAL, silent).is_err());
    let events = ask(&case, &hands, LOCAL, points("10分", true)).unwrap();
    case.events.extend(events);
    let judged = case.state().judged(&policy).unwrap();
    let at = |judged: &Reviewed| (judged.declared.points.unwrap(), judged.reviewed.points.unwrap());
    let (declared, reviewed) = at(&judged);
    assert_eq!((declared.high - declared.low) - (reviewed.high - reviewed.low), 15, "the slot is closed by ten points");
}

#[test]
fn 企业的估计不能直接采信() {
    let policy = Policy::shipped().unwrap();
    let (case, hands) = reviewed(&policy, None);
    assert!(ask(&case, &hands, LOCAL, Ruling::Accept).is_ok(), "nothing is declared, nothing is entered");
    let mut state = case.state();
    let filing = state.filing.as_mut().unwrap();
    let estimate = Edit { place: Place { fact: "local_points".into(), year: None }, text: Some("12分".into()) };
    filing.content.answers.put(&estimate, crate::answers::Source::Enterprise, day("2026-09-01"));
    let context = Context {
        by_hand: hands,
        items: vec![(LOCAL.into(), "地方特色化指标".into())],
        ..context(&case.batch, "handler", "2026-09-11")
    };
    let rule = |ruling| decide(Some(&state), Command::Rule { rulings: vec![(LOCAL.into(), ruling)] }, &context);
    assert!(rule(Ruling::Accept).unwrap_err().to_string().contains("不能直接采信企业的估计"));
    assert!(rule(points("12分", true)).is_ok(), "the same number, with reason and evidence");
}

#[test]
fn 批次固定的版本不因新版本改变() {
    let policy = Policy::shipped().unwrap();
    let (first, second) = (table(1, vec![found("一", 15)]), table(2, vec![found("二", 15)]));
    let (one, two) = (first.laid_upon(&policy).unwrap(), second.laid_upon(&policy).unwrap());
    let (mut case, hands) = reviewed(&one, Some(first.id.as_str()));
    assert_eq!(case.state().local_table, Some(first.id.clone()), "the case keeps what its batch had");
    assert_eq!(hands.len(), 1);
    let item = first.item(1);
    let edits = vec![Edit { place: Place { fact: item.clone(), year: None }, text: Some("满足".into()) }];
    let ruling =
        Ruling::Adjust { edits, why: "见证明".into(), evidence: Some(EvidenceId("f".into())), page: String::new() };
    let events = ask(&case, &hands, &item, ruling).unwrap();
    case.events.extend(events);
    let state = case.state();
    let judged = state.judged(&one).unwrap();
    let edition = one.edition_of(&state.standard, &state.gates, state.purpose).unwrap();
    let at = edition.standard.indicators.iter().position(|one| one.id == item).unwrap();
    assert_eq!(judged.reviewed.lines[at].points.low, 15);
    // By the policy of another version, or of none, it is not judged at all.
    assert!(state.judged(&two).is_none() && state.judged(&policy).is_none());
    // What would be by the second is another question, and what was found for the first is no answer to it.
    let would = state.judged_as_if(&two).unwrap().reviewed;
    assert_eq!((would.lines[at].points.low, would.lines[at].points.high), (0, 15));
}
