//! 更正: of a list that is out (A9, A10), and of data that were filed (A9).

use titian_app::actor::Actor;
use titian_app::command::{Command, Failure};
use titian_app::register::{Search, Status};
use titian_domain::account::Role;
use titian_domain::announcement::Announcement;
use titian_domain::answers::{Edit, Place};
use titian_domain::application::{self, Application};
use titian_domain::correction::{CorrectionAnnouncement, Paper, Part};
use titian_domain::correction_request::{CorrectionRequest, Stage};
use titian_domain::enterprise::Enterprise;
use titian_domain::id::*;
use titian_domain::publicity::Publicity;
use titian_domain::recognition::Recognition;
use titian_rulebook::credit_code::synthetic;
use titian_store::{Blob, args};

use crate::innovative::announced;
use crate::province::{Province, city, officer};

const LIUZHOU: &str = "450200";
const NANNING: &str = "450100";

fn leader() -> Actor {
    officer("区审批", Role::ProvinceLeader, None)
}

fn handler() -> Actor {
    officer("区经办", Role::ProvinceHandler, None)
}

fn at(name: &str, role: Role) -> Actor {
    officer(name, role, Some(LIUZHOU))
}

/// A case whose publicity is over and that was filed to the province.
async fn filed(s: &Province) -> (Actor, EnterpriseId, BatchId, ApplicationId, PublicityId) {
    let batch = s.batch().await;
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    s.dossier(&clerk, &enterprise, "50万元").await;
    s.day("2026-09-02");
    let id = s.submitted(&clerk, &enterprise, &batch).await;
    s.reviewed(LIUZHOU, &id).await;
    s.day("2026-09-07");
    let publicity = s.publicised(LIUZHOU, &batch, std::slice::from_ref(&id)).await;
    s.day("2026-09-12");
    s.app.tick().await.unwrap();
    let number = "柳示例〔2026〕3号".to_owned();
    let file = Command::File { publicity: publicity.clone(), number, applications: vec![id.clone()] };
    s.done(&at("经办", Role::CityHandler), file).await;
    (clerk, enterprise, batch, id, publicity)
}

fn propose(paper: &Paper, id: &ApplicationId, part: Part, right: &str) -> Command {
    Command::ProposeCorrection {
        paper: paper.clone(),
        application: id.clone(),
        part,
        right: right.into(),
        reason: "营业执照".into(),
    }
}

fn sign(correction: &str, number: &str) -> Command {
    Command::AnnounceCorrection { correction: CorrectionId(correction.into()), number: number.into() }
}

async fn not_allowed(s: &Province, actor: &Actor, command: Command) {
    let failure = s.app.perform(actor, command, None).await.unwrap_err();
    assert!(matches!(failure, Failure::NotAllowed(_)), "{failure}");
}

#[tokio::test]
async fn 更正公告_名单照原样_企业和称号按更正后的_名录两个名字都查得到() {
    let s = Province::begin("2026-08-20").await;
    let (_, enterprise, batch, id, publicity) = filed(&s).await;
    let (old, new) = ("示例虚构企业0001号", "示例更正企业0001号有限公司");

    // On the city's own list: the province neither proposes nor signs, another city does not see it.
    let paper = Paper::Publicity(publicity.clone());
    not_allowed(&s, &handler(), propose(&paper, &id, Part::Name, new)).await;
    let elsewhere = officer("南宁经办", Role::CityHandler, Some(NANNING));
    not_allowed(&s, &elsewhere, propose(&paper, &id, Part::Name, new)).await;
    let own = at("柳审批", Role::CityLeader);
    let correction = s.done(&own, propose(&paper, &id, Part::Name, new)).await.id;
    let again = s.refused(&own, propose(&paper, &id, Part::Name, "又一个名称")).await;
    assert!(again.to_string().contains("已经有一份更正在等批准"), "{again}");
    assert!(s.refused(&own, sign(&correction, "柳示例〔2026〕4号")).await.to_string().contains("不能自己批准"));
    not_allowed(&s, &at("经办", Role::CityHandler), sign(&correction, "柳示例〔2026〕4号")).await;
    not_allowed(&s, &leader(), sign(&correction, "柳示例〔2026〕4号")).await;
    let known: Enterprise = s.load(enterprise.as_str()).await;
    assert_eq!(known.name, old, "nothing changes before it is announced");
    s.done(&at("柳二审批", Role::CityLeader), sign(&correction, "柳示例〔2026〕4号")).await;
    let list: Publicity = s.load(publicity.as_str()).await;
    assert_eq!(list.list[0].name, old, "the list stays");
    assert_eq!(s.load::<Enterprise>(enterprise.as_str()).await.name, new);

    // A list that comes later carries what is right.
    s.day("2026-09-21");
    let announcement = announced(&s, &batch, std::slice::from_ref(&id)).await;
    let list: Announcement = s.load(announcement.as_str()).await;
    assert_eq!(list.list[0].name, new);

    // The announcement is the province's: its code and its city were wrong as well.
    let paper = Paper::Announcement(announcement);
    not_allowed(&s, &own, propose(&paper, &id, Part::City, NANNING)).await;
    let (_, other) = s.enterprise(2, LIUZHOU).await;
    let taken = s.load::<Enterprise>(other.as_str()).await.code.unwrap();
    let refusal = s.refused(&handler(), propose(&paper, &id, Part::Code, &taken)).await;
    assert!(refusal.to_string().contains("属于另一家企业“示例虚构企业0002号”"), "{refusal}");
    let code = synthetic(LIUZHOU, 77).unwrap().to_string();
    for (part, right) in [(Part::Code, code.as_str()), (Part::City, NANNING)] {
        let correction = s.done(&handler(), propose(&paper, &id, part, right)).await.id;
        s.done(&leader(), sign(&correction, "示例〔2026〕10号")).await;
    }
    let known: Enterprise = s.load(enterprise.as_str()).await;
    assert_eq!((known.code(), known.city), (code.as_str(), city(NANNING)));
    let mut reading = s.app.store.read().await.unwrap();
    let rows = reading.rows("SELECT state FROM recognition", args![]).await.unwrap();
    let title: Recognition = rows[0].json("state").unwrap();
    assert_eq!((title.city, title.until), (city(NANNING), Some("2029-09-21".parse().unwrap())), "validity stays");

    s.app.refresh_register().await.unwrap();
    let register = s.app.register.now();
    let first = s.load::<CorrectionAnnouncement>(&correction).await;
    for words in [old, new, "更正企业", &code, &first.entry.code] {
        let search = Search { words: words.into(), status: Status::Any, on: s.app.clock.today(), ..Search::default() };
        let names: Vec<String> = register.search(&search).hits.iter().map(|hit| hit.entry.name.clone()).collect();
        assert_eq!(names, [new], "{words}");
    }
    assert_eq!(register.by_code(&first.entry.code).unwrap().id, enterprise);
    let told = reading.rows("SELECT subject FROM message WHERE subject = '名单已更正'", args![]).await.unwrap();
    assert_eq!(told.len(), 3);
    drop(reading);
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 不予更正_提出的人或者审批人写明理由_名单不动() {
    let s = Province::begin("2026-08-20").await;
    let (_, enterprise, _, id, publicity) = filed(&s).await;
    let paper = Paper::Publicity(publicity);
    let proposer = at("经办", Role::CityHandler);
    let drop = |correction: &str, reason: &str| Command::DropCorrection {
        correction: CorrectionId(correction.into()),
        reason: reason.into(),
    };
    let mine = s.done(&proposer, propose(&paper, &id, Part::Name, "示例甲")).await.id;
    not_allowed(&s, &at("另一经办", Role::CityHandler), drop(&mine, "没有错")).await;
    s.refused(&proposer, drop(&mine, " ")).await;
    s.done(&proposer, drop(&mine, "看错了")).await;
    let other = s.done(&proposer, propose(&paper, &id, Part::Name, "示例乙")).await.id;
    s.done(&at("柳审批", Role::CityLeader), drop(&other, "名单没有错")).await;
    assert!(s.refused(&at("柳审批", Role::CityLeader), sign(&other, "示例")).await.to_string().contains("已经办结"));
    assert_eq!(s.load::<Enterprise>(enterprise.as_str()).await.name, "示例虚构企业0001号");
    s.app.tick().await.unwrap();
    s.verified().await;
}

fn ask(id: &ApplicationId, rd: &str) -> Command {
    let file = titian_app::command::Attached {
        blob: Blob { id: "ab".repeat(32), size: 10 },
        media: "application/pdf".into(),
        name: "审计报告.pdf".into(),
        control: "evidence".into(),
    };
    Command::RequestCorrection {
        application: id.clone(),
        edits: vec![Edit { place: Place { fact: "rd_expense".into(), year: Some(2025) }, text: Some(rd.into()) }],
        why: "小数点看错".into(),
        evidence: vec![file],
    }
}

fn examine(request: &CorrectionRequestId) -> Command {
    Command::ExamineCorrection { request: request.clone(), supports: true, words: "审计报告属实".into() }
}

#[tokio::test]
async fn 更正填报数据_企业申请_市核对_自治区决定_审核按更正后的() {
    let s = Province::begin("2026-08-20").await;
    let batch = s.batch().await;
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    s.dossier(&clerk, &enterprise, "5万元").await;
    s.day("2026-09-02");
    let begin = Command::Begin { batch: batch.clone(), enterprise: enterprise.clone() };
    let id = ApplicationId(s.done(&clerk, begin).await.id);
    let hint = s.refused(&clerk, ask(&id, "50万元")).await;
    assert!(hint.to_string().contains("请直接在企业档案里改正"), "{hint}");
    let submit = s.submit(&enterprise, &id).await;
    s.done(&clerk, submit).await;
    let (handler, leader_there) = (at("经办", Role::CityHandler), at("柳审批", Role::CityLeader));
    let take_up = application::Command::TakeUp { handler: AccountId("经办".into()), from: None };
    s.done(&handler, Command::Case(id.clone(), take_up)).await;

    let (stranger, _) = s.enterprise(2, LIUZHOU).await;
    not_allowed(&s, &stranger, ask(&id, "50万元")).await;
    let request = CorrectionRequestId(s.done(&clerk, ask(&id, "50万元")).await.id);
    assert!(s.refused(&clerk, ask(&id, "60万元")).await.to_string().contains("已经有一份更正申请在办"));
    let version = async || s.app.store.read().await.unwrap().load::<Application>(id.as_str()).await.unwrap().version;
    let decide = |seen: u64, accept: bool| Command::DecideCorrection {
        request: request.clone(),
        seen,
        accept,
        words: "同意".into(),
    };
    let seen = version().await;
    assert!(s.refused(&leader(), decide(seen, true)).await.to_string().contains("待市级核对"));
    not_allowed(&s, &officer("南宁经办", Role::CityHandler, Some(NANNING)), examine(&request)).await;
    not_allowed(&s, &leader(), examine(&request)).await;
    s.done(&handler, examine(&request)).await;
    not_allowed(&s, &leader_there, decide(seen, true)).await;
    let ruled = application::Command::Rule { rulings: vec![("ip".into(), application::Ruling::Accept)] };
    s.done(&handler, Command::Case(id.clone(), ruled)).await;
    assert!(s.refused(&leader(), decide(seen, true)).await.to_string().contains("之后又有变化"));
    let before = s.load::<Application>(id.as_str()).await;
    let done = s.done(&leader(), decide(version().await, true)).await;
    assert!(done.said.contains("结论"), "{}", done.said);
    let after = s.load::<Application>(id.as_str()).await;
    let (old, new) = (before.filing.clone().unwrap(), after.filing.clone().unwrap());
    assert_eq!((&old.content, &old.digest), (&new.content, &new.digest));
    let judged = after.judged(&s.app.policy).unwrap();
    assert_ne!(judged.declared.points, judged.reviewed.points);
    let Stage::Accepted { effect: Some(effect), .. } = s.load::<CorrectionRequest>(request.as_str()).await.stage else {
        panic!("accepted with its effect")
    };
    assert_eq!(judged.reviewed.points.map(|one| (one.low, one.high)), effect.after.points);
    // Who has it in hand, and the enterprise, are told; the dossier is the enterprise's own and stays.
    let mut reading = s.app.store.read().await.unwrap();
    let told = reading.rows("SELECT body FROM message WHERE subject = '更正申请已有决定'", args![]).await.unwrap();
    assert_eq!(told.len(), 2);
    drop(reading);
    let dossier: Enterprise = s.load(enterprise.as_str()).await;
    assert_eq!(dossier.answers.by_year[&2025]["rd_expense"].text, "5万元");
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 更正填报数据_不予_撤回_已办结的申报也可以申请() {
    let s = Province::begin("2026-08-20").await;
    let (clerk, _, batch, id, _) = filed(&s).await;
    s.day("2026-09-21");
    announced(&s, &batch, std::slice::from_ref(&id)).await;
    let first = CorrectionRequestId(s.done(&clerk, ask(&id, "5万元")).await.id);
    s.done(&clerk, Command::WithdrawCorrection(first.clone())).await;
    assert_eq!(s.load::<CorrectionRequest>(first.as_str()).await.stage.id(), "withdrawn");
    let second = CorrectionRequestId(s.done(&clerk, ask(&id, "5万元")).await.id);
    s.done(&at("经办", Role::CityHandler), examine(&second)).await;
    let seen = s.app.store.read().await.unwrap().load::<Application>(id.as_str()).await.unwrap().version;
    let decide = |accept| Command::DecideCorrection { request: second.clone(), seen, accept, words: "理由".into() };
    s.done(&leader(), decide(false)).await;
    assert!(s.load::<Application>(id.as_str()).await.filing.unwrap().corrections.is_empty());
    let third = CorrectionRequestId(s.done(&clerk, ask(&id, "0万元")).await.id);
    s.done(&at("经办", Role::CityHandler), examine(&third)).await;
    let done =
        s.done(&leader(), Command::DecideCorrection { request: third, seen, accept: true, words: "属实".into() }).await;
    assert!(done.said.contains("结论由“达到标准”变为“未达到标准”"), "{}", done.said);
    let after = s.load::<Application>(id.as_str()).await;
    assert_eq!(after.stage.id(), "recognised", "what follows is somebody's own act");
    s.app.tick().await.unwrap();
    s.verified().await;
}
