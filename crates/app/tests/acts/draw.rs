//! 抽签 A draw from the list to the visit, through the one door.

use titian_app::actor::Actor;
use titian_app::command::{Command, Failure};
use titian_domain::account::Role;
use titian_domain::draw::{Delegate, Draw, Excused, Plan, Proposal, Roster, Source, Stage};
use titian_domain::id::*;
use titian_domain::inspection::Inspection;

use crate::province::{Province, city, officer};

const LIUZHOU: &str = "450200";
const NANNING: &str = "450100";

fn proposal(batch: &BatchId, plan: Plan) -> Box<Proposal> {
    let delegate = |key: &str, name: &str, account: Option<&str>| Delegate {
        key: key.into(),
        name: name.into(),
        account: account.map(|id| AccountId(id.into())),
    };
    Box::new(Proposal {
        batch: batch.clone(),
        city: Some(city(LIUZHOU)),
        title: "柳州市2026年第二批实地抽查".into(),
        roster: Roster {
            candidates: vec![],
            plan,
            targets: vec![],
            visitors: 2,
            inspectors: vec![
                delegate("01", "抽查甲", Some("inspector1")),
                delegate("02", "抽查乙", Some("inspector2")),
                delegate("03", "抽查丙", None),
            ],
            recusals: vec![Excused { inspector: "03".into(), number: None, reason: "请假".into() }],
        },
        by: AccountId(String::new()),
    })
}

fn source(on: &str) -> Source {
    let (what, form) = ("示例彩票第2026107期开奖号码".into(), "由小到大,以空格分隔".into());
    Source { what, form, on: on.parse().unwrap() }
}

fn handler() -> Actor {
    officer("经办", Role::CityHandler, Some(LIUZHOU))
}

fn inspector(name: &str) -> Actor {
    officer(name, Role::CityInspector, Some(LIUZHOU))
}

/// A batch with so many cases of Liuzhou under review, complete but for the visit.
async fn cases(s: &Province, count: u64) -> (BatchId, Vec<ApplicationId>) {
    let batch = s.batch().await;
    s.day("2026-09-02");
    let mut ids = Vec::new();
    for serial in 1..=count {
        let (clerk, enterprise) = s.enterprise(serial, LIUZHOU).await;
        s.dossier(&clerk, &enterprise, "50万元").await;
        let id = s.submitted(&clerk, &enterprise, &batch).await;
        s.checked(&handler(), &id).await;
        ids.push(id);
    }
    (batch, ids)
}

async fn prepared(s: &Province, batch: &BatchId, plan: Plan) -> DrawId {
    let command = Command::PrepareDraw { draw: None, proposal: proposal(batch, plan) };
    DrawId(s.done(&handler(), command).await.id)
}

fn fix(draw: &DrawId, seen: u64) -> Command {
    Command::FixDraw { draw: draw.clone(), seen, source: source("2026-09-04") }
}

fn open(draw: &DrawId) -> Command {
    Command::OpenDraw { draw: draw.clone(), value: "02 07 11".into() }
}

/// Which cases were selected, and which were not.
async fn halves(s: &Province, draw: &DrawId) -> (Vec<ApplicationId>, Vec<ApplicationId>) {
    let draw: Draw = s.load(draw.as_str()).await;
    let all = draw.roster.candidates.iter().map(|one| one.application.clone());
    all.partition(|id| draw.assignment(id).is_some())
}

#[tokio::test]
async fn 从拟定到抽查_抽中的要去_没抽中的不必() {
    let s = Province::begin("2026-08-20").await;
    let (batch, _) = cases(&s, 4).await;
    let draw = prepared(&s, &batch, Plan::Count(1)).await;
    let hash = s.done(&handler(), fix(&draw, 1)).await.number;
    assert!(s.app.draw_file(draw.as_str()).await.unwrap().is_none(), "the list is public once it is drawn");
    let refusal = s.refused(&handler(), open(&draw)).await;
    assert!(refusal.to_string().contains("2026年9月4日才产生"), "{refusal}");
    let some = s.load::<Draw>(draw.as_str()).await.roster.candidates[0].application.clone();
    let refusal = s.refused(&handler(), Province::conclude(&some)).await;
    assert!(refusal.to_string().contains("是否抽查要等抽签结果"), "{refusal}");

    s.day("2026-09-04");
    s.done(&handler(), open(&draw)).await;
    let file = s.app.draw_file(draw.as_str()).await.unwrap().unwrap();
    assert_eq!(file.hash, hash);
    assert_eq!(file.verify().map(|checked| (checked.cases, checked.selected)), Ok((4, Some(1))));
    let (selected, spared) = halves(&s, &draw).await;
    s.done(&handler(), Province::conclude(&spared[0])).await;
    s.refused(&handler(), Province::conclude(&selected[0])).await;

    // Whoever was drawn records the visit and needs no other right.
    let me = inspector("inspector1");
    assert_eq!(s.app.my_visits(&me).await.unwrap().len(), 1);
    let visit = s.visit(&["抽查甲", "抽查乙"], "inspector1", Some(draw.as_str()));
    for (actor, case) in [
        (inspector("inspector9"), &selected[0]),
        (me.clone(), &spared[1]),
        (officer("inspector1", Role::CityInspector, Some(NANNING)), &selected[0]),
    ] {
        let answer = s.app.perform(&actor, Command::Visit(case.clone(), visit.clone()), None).await;
        assert!(matches!(answer, Err(Failure::NotAllowed(_))), "{answer:?}");
        assert!(s.app.sheet(&actor, case.as_str()).await.is_err());
    }
    assert!(s.app.case(&me, selected[0].as_str()).await.is_err(), "the sheet, not the bench");
    assert!(s.app.sheet(&me, selected[0].as_str()).await.is_ok());
    s.done(&me, Command::Visit(selected[0].clone(), visit)).await;
    let kept: Inspection = s.load(selected[0].as_str()).await;
    assert_eq!(kept.visits[0].draw.as_ref(), Some(&draw));
    s.done(&handler(), Province::conclude(&selected[0])).await;
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 名单是本市全部在审申报_变了就要重拟() {
    let s = Province::begin("2026-08-20").await;
    let (batch, _) = cases(&s, 3).await;
    let draw = prepared(&s, &batch, Plan::Percent(50)).await;
    assert_eq!(s.load::<Draw>(draw.as_str()).await.roster.candidates.len(), 3);
    let (clerk, enterprise) = s.enterprise(9, LIUZHOU).await;
    s.dossier(&clerk, &enterprise, "50万元").await;
    s.submitted(&clerk, &enterprise, &batch).await;
    let refusal = s.refused(&handler(), fix(&draw, 1)).await;
    assert!(refusal.to_string().contains("“示例虚构企业0009号”是拟定之后提交的"), "{refusal}");
    let again =
        |seen| Command::PrepareDraw { draw: Some((draw.clone(), seen)), proposal: proposal(&batch, Plan::Percent(50)) };
    s.done(&handler(), again(1)).await;
    let refusal = s.refused(&handler(), again(1)).await;
    assert!(refusal.to_string().contains("又被改过"), "{refusal}");
    s.refused(&handler(), fix(&draw, 1)).await;
    s.done(&handler(), fix(&draw, 2)).await;
    // What is fixed is not drawn over again.
    let command = Command::PrepareDraw { draw: None, proposal: proposal(&batch, Plan::All) };
    let refusal = s.refused(&handler(), command).await;
    assert!(refusal.to_string().contains("没有可以抽取的申报"), "{refusal}");
    // Given up, they can be.
    s.done(&handler(), Command::DropDraw { draw, reason: "抽查员名单有误".into() }).await;
    prepared(&s, &batch, Plan::All).await;
}

#[tokio::test]
async fn 别人不能替本市抽签() {
    let s = Province::begin("2026-08-20").await;
    let (batch, _) = cases(&s, 1).await;
    let draw = prepared(&s, &batch, Plan::All).await;
    let strangers = [
        officer("南宁", Role::CityHandler, Some(NANNING)),
        officer("审批", Role::CityLeader, Some(LIUZHOU)),
        officer("区经办", Role::ProvinceHandler, None),
        officer("审计", Role::Auditor, None),
        inspector("inspector1"),
    ];
    for actor in &strangers {
        let commands = [
            Command::PrepareDraw { draw: None, proposal: proposal(&batch, Plan::All) },
            Command::PrepareDraw { draw: Some((draw.clone(), 1)), proposal: proposal(&batch, Plan::All) },
            fix(&draw, 1),
            open(&draw),
            Command::DropDraw { draw: draw.clone(), reason: "不要".into() },
        ];
        for command in commands {
            let answer = s.app.perform(actor, command, None).await;
            assert!(matches!(answer, Err(Failure::NotAllowed(_))), "{} {answer:?}", actor.id());
        }
    }
    assert_eq!(s.load::<Draw>(draw.as_str()).await.stage, Stage::Prepared);
    // A draft is not carried into another office.
    let mut moved = proposal(&batch, Plan::All);
    moved.city = None;
    let refusal = s.app.perform(&strangers[2], Command::PrepareDraw { draw: None, proposal: moved }, None).await;
    assert!(matches!(&refusal, Err(Failure::Refused(refusal)) if refusal.articles == ["A9.3"]), "{refusal:?}");
    assert!(s.app.draw(&strangers[0], draw.as_str()).await.is_err());
    assert!(s.app.draw(&strangers[1], draw.as_str()).await.is_ok_and(|seen| !seen.draws));
}

#[tokio::test]
async fn 看得见的和能抽的() {
    let s = Province::begin("2026-08-20").await;
    let (batch, _) = cases(&s, 2).await;
    let seen = s.app.draws(&handler()).await.unwrap();
    assert_eq!(seen.ready.iter().map(|(batch, free)| (&batch.id, *free)).collect::<Vec<_>>(), [(&batch, 2)]);
    let draw = prepared(&s, &batch, Plan::All).await;
    s.done(&handler(), fix(&draw, 1)).await;
    let seen = s.app.draws(&handler()).await.unwrap();
    assert!(seen.ready.is_empty() && seen.draws.len() == 1);
    assert!(s.app.draws(&officer("南宁", Role::CityHandler, Some(NANNING))).await.unwrap().draws.is_empty());
    assert_eq!(s.app.draws(&officer("区", Role::ProvinceLeader, None)).await.unwrap().draws.len(), 1);
    assert_eq!(s.app.public_draws().await.unwrap().len(), 1);
    let rows = s.app.store.read().await.unwrap().rows("SELECT sealed FROM contribution", vec![]).await.unwrap();
    assert_eq!(rows.len(), 1);
    let sealed = rows[0].text("sealed").unwrap();
    s.day("2026-09-04");
    s.done(&handler(), open(&draw)).await;
    let opened = s.load::<Draw>(draw.as_str()).await.outcome().unwrap().contribution.clone();
    assert!(!sealed.contains(&opened) && opened.len() == 64);
}
