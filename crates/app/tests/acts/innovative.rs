//! 创新型中小企业 (A9), from a blank dossier to a title.

use jiff::civil::date;
use titian_app::actor::Actor;
use titian_app::command::Command;
use titian_app::register::{Search, Status};
use titian_domain::account::Role;
use titian_domain::announcement::Approval;
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::application::{self, Application};
use titian_domain::enterprise;
use titian_domain::id::*;
use titian_domain::objection::{Party, Statement};
use titian_domain::recognition::Standing;

use titian_store::args;

use crate::province::{Province, officer};

const LIUZHOU: &str = "450200";

fn statement() -> Statement {
    Statement {
        party: Some(Party::Person),
        name: "李示例".into(),
        contact: "0772-0000000".into(),
        text: "所报知识产权已经失效,请核实。".into(),
    }
}

/// Filed to the province, fixed and announced.
pub async fn announced(s: &Province, batch: &BatchId, ids: &[ApplicationId]) -> AnnouncementId {
    let (handler, leader) =
        (officer("区经办", Role::ProvinceHandler, None), officer("区审批", Role::ProvinceLeader, None));
    let prepare =
        Command::PrepareAnnouncement { batch: batch.clone(), title: "公告".into(), applications: ids.to_vec() };
    let announcement = AnnouncementId(s.done(&handler, prepare).await.id);
    let approval = Approval {
        number: "示例〔2026〕9号".into(),
        dated: s.app.clock.today(),
        scan: None,
        by: AccountId(leader.id().into()),
    };
    s.done(&leader, Command::Announce { announcement: announcement.clone(), approval, paper: None }).await;
    announcement
}

#[tokio::test]
async fn 从空白档案到名录() {
    let s = Province::begin("2026-08-20").await;
    let batch = s.batch().await;
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    s.dossier(&clerk, &enterprise, "50万元").await;
    s.day("2026-09-02");
    let id = s.submitted(&clerk, &enterprise, &batch).await;
    let number = s.load::<Application>(id.as_str()).await.number;
    assert_eq!(number, "GX2026H2C00001");
    s.day("2026-09-03");
    s.reviewed(LIUZHOU, &id).await;
    assert_eq!(s.stage(&id).await, "listed");
    s.day("2026-09-07");
    let publicity = s.publicised(LIUZHOU, &batch, std::slice::from_ref(&id)).await;
    // Monday to Friday: five working days, the first counted.
    s.day("2026-09-11");
    s.app.tick().await.unwrap();
    assert_eq!(s.stage(&id).await, "in_publicity");
    s.day("2026-09-12");
    s.app.tick().await.unwrap();
    s.app.tick().await.unwrap();
    assert_eq!(s.stage(&id).await, "cleared");
    let file = Command::File { publicity, number: "柳示例〔2026〕3号".into(), applications: vec![id.clone()] };
    s.done(&officer("经办", Role::CityHandler, Some(LIUZHOU)), file).await;
    s.day("2026-09-21");
    announced(&s, &batch, std::slice::from_ref(&id)).await;
    assert_eq!(s.stage(&id).await, "recognised");

    s.app.refresh_register().await.unwrap();
    let register = s.app.register.now();
    let search = |on: &str| Search { words: "虚构".into(), on: on.parse().unwrap(), ..Search::default() };
    let found = register.search(&search("2026-09-21"));
    assert_eq!(found.total, 1);
    let (title, standing) = &found.hits[0].titles[0];
    assert_eq!((title.from, title.until), (Some(date(2026, 9, 21)), Some(date(2029, 9, 21))));
    assert_eq!(*standing, Standing::Valid);
    assert_eq!(register.search(&search("2026-09-20")).total, 0);
    assert_eq!(register.search(&search("2029-09-20")).total, 1);
    // Past its term it counts until the list of its cohort is out (A13.3).
    let past = register.search(&search("2029-09-21"));
    assert_eq!((past.total, past.hits[0].titles[0].1), (1, Standing::Continued));
    assert_eq!(register.search(&Search { status: Status::Over, ..search("2029-09-21") }).total, 0);
    // A look at which nothing is new leaves the register as it is.
    s.dossier(&clerk, &enterprise, "60万元").await;
    s.app.refresh_register().await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&register, &s.app.register.now()));
    // What it shows of an enterprise is shown as it is, at the next look.
    let edit = Edit { place: Place { fact: "industry".into(), year: None }, text: Some("C3562".into()) };
    let file = enterprise::Command::File { edits: vec![edit], source: Source::Enterprise };
    s.done(&clerk, Command::Dossier(enterprise.clone(), file)).await;
    assert_ne!(register.enterprise(enterprise.as_str()).unwrap().industry, "35");
    s.app.refresh_register().await.unwrap();
    let register = s.app.register.now();
    assert_eq!(register.enterprise(enterprise.as_str()).unwrap().industry, "35");
    assert_eq!(register.search(&Search { industry: "35".into(), ..search("2026-09-21") }).total, 1);
    s.enterprise(2, LIUZHOU).await;
    s.app.refresh_register().await.unwrap();
    assert_eq!(s.app.register.now().len(), register.len() + 1);
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 异议只挡住一家_其余照常备案() {
    let s = Province::begin("2026-08-20").await;
    let batch = s.batch().await;
    let mut ids = vec![];
    for serial in 1..=3 {
        s.day("2026-09-02");
        let (clerk, enterprise) = s.enterprise(serial, LIUZHOU).await;
        s.dossier(&clerk, &enterprise, "50万元").await;
        let id = s.submitted(&clerk, &enterprise, &batch).await;
        s.reviewed(LIUZHOU, &id).await;
        ids.push(id);
    }
    s.day("2026-09-07");
    let publicity = s.publicised(LIUZHOU, &batch, &ids).await;
    let object = Command::Object {
        publicity: publicity.clone(),
        application: ids[1].clone(),
        statement: statement(),
        evidence: vec![],
    };
    // Somebody of another enterprise, signed in: who objects stays out of the journal all the same.
    let (rival, _) = s.enterprise(9, LIUZHOU).await;
    let objection = ObjectionId(s.done(&rival, object.clone()).await.id);
    for table in ["journal", "idempotency", "blob"] {
        let sql = format!(
            "SELECT COUNT(*) AS n FROM {table} WHERE actor = $1 AND {}",
            match table {
                "journal" => "kind IN ('raised', 'held')",
                _ => "1 = 1",
            }
        );
        let named = s.app.store.read().await.unwrap().number(sql, args![rival.id()]).await.unwrap();
        assert_eq!(named, 0, "{table}");
    }
    s.day("2026-09-12");
    let late = s.refused(&Actor::Public, object).await;
    assert!(late.todo.contains("实名举报"), "{late}");
    s.app.tick().await.unwrap();
    let handler = officer("经办", Role::CityHandler, Some(LIUZHOU));
    let file = |applications: Vec<ApplicationId>, number: &str| Command::File {
        publicity: publicity.clone(),
        number: number.into(),
        applications,
    };
    let refused = s.refused(&handler, file(ids.clone(), "1号")).await;
    assert!(refused.to_string().contains("有异议没有处理完"), "{refused}");
    assert_eq!(s.stage(&ids[0]).await, "cleared", "all of it or none");
    s.done(&handler, file(vec![ids[0].clone(), ids[2].clone()], "1号")).await;
    let answer = Command::AnswerObjection { objection, upheld: false, reason: "经核实知识产权有效".into() };
    s.done(&handler, answer).await;
    s.done(&handler, file(vec![ids[1].clone()], "2号")).await;
    assert_eq!(s.stage(&ids[1]).await, "filed");
}

#[tokio::test]
async fn 同一表单交两次只有一件申报() {
    let s = Province::begin("2026-09-02").await;
    let batch = s.batch().await;
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    let begin = Command::Begin { batch, enterprise };
    let first = s.app.perform(&clerk, begin.clone(), Some("form-1")).await.unwrap();
    let second = s.app.perform(&clerk, begin.clone(), Some("form-1")).await.unwrap();
    assert_eq!(first, second);
    assert!(s.refused(&clerk, begin.clone()).await.to_string().contains("已经有一件申报"));
    // No key passes for no earlier form, nor does a key with which another thing was asked before.
    let mut last = first.id;
    for key in ["", "form-1"] {
        let withdraw = Command::Case(ApplicationId(last.clone()), application::Command::Withdraw);
        s.app.perform(&clerk, withdraw, Some(key)).await.unwrap();
        let again = s.app.perform(&clerk, begin.clone(), Some(key)).await.unwrap();
        assert_ne!(again.id, last, "begun anew after it was withdrawn");
        last = again.id;
    }
}

#[tokio::test]
async fn 审核没有达到标准的不能拟办通过() {
    let s = Province::begin("2026-09-02").await;
    let batch = s.batch().await;
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    s.dossier(&clerk, &enterprise, "0元").await;
    let id = s.submitted(&clerk, &enterprise, &batch).await;
    let handler = officer("经办", Role::CityHandler, Some(LIUZHOU));
    let me = AccountId(handler.id().into());
    s.done(&handler, Command::Case(id.clone(), application::Command::TakeUp { handler: me, from: None })).await;
    let conclude = application::Command::Conclude {
        pass: true,
        opinion: "建议通过".into(),
        uncalled: String::new(),
        heard: vec![],
    };
    let refused = s.refused(&handler, Command::Case(id, conclude)).await.to_string();
    for reason in ["审核后的结果没有达到标准", "创新能力", "没有实地抽查记录", "没有近期的核查记录"]
    {
        assert!(refused.contains(reason), "{reason}: {refused}");
    }
}
