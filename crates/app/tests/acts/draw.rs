//! 抽签 A draw from the list to the visit, through the one door.

use titian_app::actor::Actor;
use titian_app::command::{Command, Failure};
use titian_domain::account::{self, Account, Grant, Role};
use titian_domain::application;
use titian_domain::draw::{Delegate, Draw, DrawFile, Duty, Excused, Plan, Proposal, Roster, Source, Stage};
use titian_domain::id::*;
use titian_domain::inspection::Inspection;
use titian_domain::room::Room;
use titian_store::{Changes, Standing, args};

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
    let (selected, spared): (Vec<_>, Vec<_>) =
        draw.roster.candidates.iter().partition(|one| draw.assignment(&one.enterprise).is_some());
    let ids = |all: Vec<&titian_domain::draw::Candidate>| all.into_iter().map(|one| one.application.clone()).collect();
    (ids(selected), ids(spared))
}

#[tokio::test]
async fn 从拟定到抽查_抽中的要去_没抽中的不必() {
    let s = Province::begin("2026-08-20").await;
    let (batch, _) = cases(&s, 4).await;
    let draw = prepared(&s, &batch, Plan::Count(1)).await;
    let hash = s.done(&handler(), fix(&draw, 1)).await.number;
    assert!(s.app.draw_file(draw.as_str()).await.unwrap().is_none(), "the list is public once it is drawn");
    s.day("2026-09-04");
    let refusal = s.refused(&handler(), open(&draw)).await;
    assert!(refusal.to_string().contains("2026年9月4日才产生"), "{refusal}");
    let some = s.load::<Draw>(draw.as_str()).await.roster.candidates[0].application.clone();
    let refusal = s.refused(&handler(), Province::conclude(&some)).await;
    assert!(refusal.to_string().contains("是否抽查要等抽签结果"), "{refusal}");

    s.day("2026-09-05");
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
    // Given up, they can be; what was fixed stays public with its list, and the bytes stay sealed.
    s.done(&handler(), Command::DropDraw { draw: draw.clone(), reason: "抽查员名单有误".into() }).await;
    let file = s.app.draw_file(draw.as_str()).await.unwrap().unwrap();
    assert!(file.opened.is_none() && file.list.cases.len() == 4 && file.verify().is_ok());
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
    assert_eq!(s.app.public_draws(1).await.unwrap().1, 1);
    let rows = s.app.store.read().await.unwrap().rows("SELECT sealed FROM contribution", vec![]).await.unwrap();
    assert_eq!(rows.len(), 1);
    let sealed = rows[0].text("sealed").unwrap();
    s.day("2026-09-05");
    s.done(&handler(), open(&draw)).await;
    let opened = s.load::<Draw>(draw.as_str()).await.outcome().unwrap().contribution.clone();
    assert!(!sealed.contains(&opened) && opened.len() == 64);
}

/// Somebody with an account of their own, who can be sent by 柳州.
async fn stored(s: &Province, id: &str) -> AccountId {
    let (account, today) = (AccountId(id.into()), s.app.clock.today());
    let open = account::Command::Open { id: account.clone(), login: format!("{id}@example.cn"), name: id.into() };
    let mut events = account::decide(None, open, today).unwrap();
    let state = events.iter().fold(None, Account::evolve);
    let grant = account::Command::Grant(Grant::of(Role::CityInspector, Some(city(LIUZHOU))));
    events.extend(account::decide(state.as_ref(), grant, today).unwrap());
    let at = s.app.clock.now();
    let store = &s.app.store;
    store
        .write(async |mut tx| {
            let mut changes = Changes::new(at, "story");
            changes.record(&Standing::<Account>::fresh(id), events.clone());
            tx.commit(changes).await.map(drop)
        })
        .await
        .unwrap();
    account
}

fn five(batch: &BatchId, plan: Plan) -> Box<Proposal> {
    let mut proposal = proposal(batch, plan);
    let more = |key: &str| Delegate { key: key.into(), name: format!("抽查{key}"), account: None };
    proposal.roster.inspectors.extend(["04", "05"].map(more));
    proposal
}

#[tokio::test]
async fn 撤回重报_甩不掉抽签() {
    let s = Province::begin("2026-08-20").await;
    let batch = s.batch().await;
    s.day("2026-09-02");
    let mut firms = Vec::new();
    for serial in 1..=2 {
        let (clerk, enterprise) = s.enterprise(serial, LIUZHOU).await;
        s.dossier(&clerk, &enterprise, "50万元").await;
        let id = s.submitted(&clerk, &enterprise, &batch).await;
        firms.push((clerk, enterprise, id));
    }
    let draw = prepared(&s, &batch, Plan::All).await;
    s.done(&handler(), fix(&draw, 1)).await;
    s.day("2026-09-05");
    s.done(&handler(), open(&draw)).await;
    let (clerk, enterprise, old) = &firms[0];
    s.done(clerk, Command::Case(old.clone(), application::Command::Withdraw)).await;
    let new = s.submitted(clerk, enterprise, &batch).await;
    // It is not drawn over again, it is to be visited as it was, and whoever is sent finds the case there is now.
    assert!(s.app.draws(&handler()).await.unwrap().ready.is_empty());
    let again = Command::PrepareDraw { draw: None, proposal: proposal(&batch, Plan::All) };
    assert!(s.refused(&handler(), again).await.to_string().contains("没有可以抽取的申报"));
    let me = inspector("inspector1");
    let mine = s.app.my_visits(&me).await.unwrap();
    let mut cases: Vec<&ApplicationId> = mine.iter().map(|one| &one.case.id).collect();
    cases.sort_unstable();
    assert_eq!(cases, [&firms[1].2, &new], "the one that was taken back is over");
    assert!(mine.iter().all(|one| one.open && matches!(one.duty, Duty::Selected(_))));
    s.checked(&handler(), &new).await;
    let refusal = s.refused(&handler(), Province::conclude(&new)).await;
    assert!(refusal.to_string().contains("还没有按它登记"), "{refusal}");
    let visit = s.visit(&["抽查甲", "抽查乙"], "inspector1", Some(draw.as_str()));
    s.done(&me, Command::Visit(new.clone(), visit)).await;
    assert_eq!(s.app.draw(&handler(), draw.as_str()).await.unwrap().visited.len(), 1);
    s.done(&handler(), Province::conclude(&new)).await;
}

#[tokio::test]
async fn 登记的回避进入名单_固定前后都算() {
    let s = Province::begin("2026-08-20").await;
    let (batch, ids) = cases(&s, 2).await;
    let one = stored(&s, "inspector1").await;
    let leader = officer("审批", Role::CityLeader, Some(LIUZHOU));
    let order = |case: &ApplicationId, account: &AccountId| Command::Recuse {
        application: case.clone(),
        account: account.clone(),
        why: "近亲属在企业任职".into(),
        to: None,
    };
    // The leader says it for an inspector; a handler does not.
    let by_handler = s.app.perform(&handler(), order(&ids[0], &one), None).await;
    assert!(matches!(by_handler, Err(Failure::NotAllowed(_))), "{by_handler:?}");
    let offered = s.app.office(&s.load(ids[0].as_str()).await).await.unwrap();
    assert!(offered.iter().any(|(id, name)| *id == one && name.contains("抽查员")), "{offered:?}");
    s.done(&leader, order(&ids[0], &one)).await;
    // Three may be sent besides whoever is away: with one less the draw is refused, for it would settle who goes.
    let tight = Command::PrepareDraw { draw: None, proposal: proposal(&batch, Plan::All) };
    let refusal = s.refused(&handler(), tight).await;
    assert!(refusal.to_string().contains("可以派的抽查员只有1名"), "{refusal}");
    let command = Command::PrepareDraw { draw: None, proposal: five(&batch, Plan::All) };
    let draw = DrawId(s.done(&handler(), command).await.id);
    let roster = s.load::<Draw>(draw.as_str()).await.roster;
    let first = roster.candidates.iter().find(|one| one.application == ids[0]).unwrap().number.clone();
    let registered = roster.recusals.iter().find(|one| one.inspector == "01").unwrap();
    assert_eq!((registered.number.as_ref(), registered.reason.contains("已登记")), (Some(&first), true));
    // Registered after it was prepared: said, and not fixed.
    s.done(&leader, order(&ids[1], &one)).await;
    let refusal = s.refused(&handler(), fix(&draw, 1)).await;
    assert!(refusal.to_string().contains("抽查员“抽查甲”已登记对“示例虚构企业0002号”回避"), "{refusal}");
    assert!(!s.app.draw(&handler(), draw.as_str()).await.unwrap().moved.is_empty());
    let again = Command::PrepareDraw { draw: Some((draw.clone(), 1)), proposal: five(&batch, Plan::All) };
    s.done(&handler(), again).await;
    s.done(&handler(), fix(&draw, 2)).await;
    s.day("2026-09-05");
    s.done(&handler(), open(&draw)).await;
    let drawn: Draw = s.load(draw.as_str()).await;
    assert!(drawn.outcome().unwrap().selected.iter().all(|one| !one.inspectors.contains(&"01".to_owned())));
}

#[tokio::test]
async fn 抽查员自己登记回避_只对派给本人的_此后不能参加() {
    let s = Province::begin("2026-08-20").await;
    let (batch, ids) = cases(&s, 1).await;
    let draw = prepared(&s, &batch, Plan::All).await;
    let me = inspector("inspector1");
    let say = |account: &str| Command::Recuse {
        application: ids[0].clone(),
        account: AccountId(account.into()),
        why: "持有股份".into(),
        to: None,
    };
    let early = s.app.perform(&me, say("inspector1"), None).await;
    assert!(matches!(early, Err(Failure::NotAllowed(_))), "nobody is sent yet");
    s.done(&handler(), fix(&draw, 1)).await;
    s.day("2026-09-05");
    s.done(&handler(), open(&draw)).await;
    let stranger = s.app.perform(&inspector("inspector9"), say("inspector9"), None).await;
    assert!(matches!(stranger, Err(Failure::NotAllowed(_))), "not who is not sent");
    let other = s.app.perform(&me, say("inspector2"), None).await;
    assert!(matches!(other, Err(Failure::NotAllowed(_))), "not for somebody else");
    s.done(&me, say("inspector1")).await;
    let both = s.visit(&["抽查甲", "抽查乙"], "inspector2", Some(draw.as_str()));
    let own = s.refused(&me, Command::Visit(ids[0].clone(), both.clone())).await;
    assert!(own.to_string().contains("您对这家企业回避"), "{own}");
    let two = inspector("inspector2");
    let with = s.refused(&two, Command::Visit(ids[0].clone(), both.clone())).await;
    assert!(with.to_string().contains("“抽查甲”对这家企业回避"), "{with}");
    let mut without = s.visit(&["抽查乙", "抽查丁"], "inspector2", Some(draw.as_str()));
    without.note = "抽查甲回避，由抽查丁代替".into();
    s.done(&two, Command::Visit(ids[0].clone(), without)).await;
}

#[tokio::test]
async fn 固定的是现在的资料_被另一次抽签列入的说明是哪一次() {
    let s = Province::begin("2026-08-20").await;
    let batch = s.batch().await;
    s.day("2026-09-02");
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    s.dossier(&clerk, &enterprise, "50万元").await;
    s.answered(&clerk, &enterprise, &[("industry", None, "C3562")]).await;
    let id = s.submitted(&clerk, &enterprise, &batch).await;
    s.checked(&handler(), &id).await;
    let (draw, other) = (prepared(&s, &batch, Plan::All).await, prepared(&s, &batch, Plan::All).await);
    let what = "请改正行业".to_owned();
    let wanting = application::Deficiency { item: String::new(), label: String::new(), what };
    let back = application::Command::Return { deficiencies: vec![wanting] };
    s.done(&handler(), Command::Case(id.clone(), back)).await;
    s.answered(&clerk, &enterprise, &[("industry", None, "C2611")]).await;
    s.done(&clerk, s.submit(&enterprise, &id).await).await;
    let refusal = s.refused(&handler(), fix(&draw, 1)).await;
    assert!(refusal.to_string().contains("行业大类由 35 改为 26"), "{refusal}");
    let again = Command::PrepareDraw { draw: Some((draw.clone(), 1)), proposal: proposal(&batch, Plan::All) };
    s.done(&handler(), again).await;
    s.done(&handler(), fix(&draw, 2)).await;
    let refusal = s.refused(&handler(), fix(&other, 1)).await;
    assert!(refusal.to_string().contains("已经列入另一次抽签“柳州市2026年第二批实地抽查”"), "{refusal}");
}

/// Somebody else's draws, so many, as they stand in the table.
async fn many(s: &Province, like: &Draw, count: usize) {
    let file: DrawFile = like.file().unwrap();
    assert!(file.opened.is_some());
    let at = s.app.clock.now();
    let write = async |mut tx: titian_store::Tx| {
        let mut changes = Changes::new(at, "story");
        for n in 0..count {
            let id = DrawId(format!("zz{n:03}"));
            let Stage::Drawn { fixing, outcome } = like.stage.clone() else { panic!("drawn") };
            let proposal = Proposal {
                batch: like.batch.clone(),
                city: Some(city(NANNING)),
                title: format!("南宁抽查{n}"),
                roster: like.roster.clone(),
                by: AccountId("o".into()),
            };
            use titian_domain::draw::Event::{Drawn, Fixed, Prepared};
            let (clause, proposal) = (like.clause, Box::new(proposal));
            let events = vec![
                Prepared { id: id.clone(), clause, proposal },
                Fixed { clause, fixing },
                Drawn { clause, outcome },
            ];
            changes.record(&Standing::<Draw>::fresh(id.as_str()), events);
        }
        tx.commit(changes).await.map(drop)
    };
    s.app.store.write(write).await.unwrap();
}

#[tokio::test]
async fn 别处抽得再多_我的抽查不会少_公开的分页() {
    let s = Province::begin("2026-08-20").await;
    let (batch, ids) = cases(&s, 1).await;
    let draw = prepared(&s, &batch, Plan::All).await;
    s.done(&handler(), fix(&draw, 1)).await;
    s.day("2026-09-05");
    s.done(&handler(), open(&draw)).await;
    many(&s, &s.load::<Draw>(draw.as_str()).await, 101).await;
    let mine = s.app.my_visits(&inspector("inspector1")).await.unwrap();
    assert_eq!(mine.iter().map(|one| &one.case.id).collect::<Vec<_>>(), [&ids[0]]);
    let mut seen = std::collections::BTreeSet::new();
    for page in 1..=6 {
        let (draws, all) = s.app.public_draws(page).await.unwrap();
        assert_eq!((draws.len(), all), (if page < 6 { 20 } else { 2 }, 102));
        seen.extend(draws.into_iter().map(|one| one.id));
    }
    assert!(seen.len() == 102 && seen.contains(&draw));
    assert_eq!(s.app.public_draws(99).await.unwrap().0.len(), 2, "beyond the last, the last");
}

#[tokio::test]
async fn 随机数打不开的_只能作废() {
    let s = Province::begin("2026-08-20").await;
    let (batch, _) = cases(&s, 1).await;
    let draw = prepared(&s, &batch, Plan::All).await;
    s.done(&handler(), fix(&draw, 1)).await;
    s.day("2026-09-05");
    let at = s.app.clock.now();
    let spoil = async |mut tx: titian_store::Tx| {
        let mut changes = Changes::new(at, "story");
        changes.sql("UPDATE contribution SET sealed = $1", args!["00".repeat(40)]);
        tx.commit(changes).await.map(drop)
    };
    s.app.store.write(spoil).await.unwrap();
    let refusal = s.refused(&handler(), open(&draw)).await;
    assert!(refusal.todo.contains("只能作废"), "{refusal}");
    s.done(&handler(), Command::DropDraw { draw, reason: "密钥丢失".into() }).await;
}
