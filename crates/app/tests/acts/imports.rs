//! Lists of others: uploaded, shown, answered, carried out as they were shown; filings of the national platform (A12).

use std::collections::BTreeMap;

use titian_app::actor::Actor;
use titian_app::command::{Attached, Command, Failure};
use titian_app::permission::Act;
use titian_domain::account::{Account, Role};
use titian_domain::answers::{Place, Source};
use titian_domain::application::{self, Application, Channel, Declared, Stage};
use titian_domain::enterprise::Enterprise;
use titian_domain::id::{AccountId, BatchId, ImportId};
use titian_domain::import::{Fate, Import, Row, Stage as Far, Weighed, What};
use titian_domain::refusal::Refusal;
use titian_rulebook::credit_code::synthetic;
use titian_store::args;

use crate::province::{Province, city, officer};

const LIUZHOU: &str = "450200";

fn leader() -> Actor {
    officer("leader", Role::ProvinceLeader, None)
}

fn code(serial: u64) -> String {
    synthetic(LIUZHOU, serial).unwrap().to_string()
}

async fn prepared(s: &Province, what: What, text: &str) -> ImportId {
    let blob = s.app.blobs.put(text.as_bytes().to_vec()).await.unwrap();
    let file = Attached { blob, media: "text/csv".into(), name: "名单.csv".into(), control: "table".into() };
    ImportId(s.done(&leader(), Command::PrepareImport { what, file }).await.id)
}

async fn weighed(s: &Province, id: &ImportId) -> Weighed {
    let (import, _) = s.app.import(&leader(), id).await.unwrap();
    s.app.weigh_import(&leader(), &import).await.unwrap().1
}

async fn carried_out(s: &Province, id: &ImportId, shown: &str, leave_out: bool) -> Result<String, Refusal> {
    match s.app.carry_out(&leader(), id, (shown, leave_out), None).await {
        Ok(done) => Ok(done.said),
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(failure) => panic!("{failure}"),
    }
}

async fn rows(s: &Province, id: &ImportId) -> Vec<Row> {
    match s.load::<Import>(id.as_str()).await.stage {
        Far::Done { rows, .. } => rows,
        Far::Prepared => panic!("still waits"),
    }
}

async fn count(s: &Province, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS n FROM {table}");
    s.app.store.read().await.unwrap().number(sql, vec![]).await.unwrap()
}

fn filings(batch: &BatchId) -> What {
    What::Filings { batch: batch.clone(), columns: BTreeMap::new() }
}

const HEAD: &str = "企业名称,统一社会信用代码,设区市,申报日期,申报类别,上年度营业收入总额(万元),是否有科技奖\n";

#[tokio::test]
async fn 国家平台的申报_好的行进来_坏的行说明原因和条款() {
    let s = Province::begin("2026-09-10").await;
    let batch = s.batch().await;
    let (clerk, known) = s.enterprise(1, LIUZHOU).await;
    let name = s.load::<Enterprise>(known.as_str()).await.name;
    s.answered(&clerk, &known, &[("revenue", Some(2025), "7000万元")]).await;
    let (other, live) = s.enterprise(2, LIUZHOU).await;
    let begin = Command::Begin { batch: batch.clone(), enterprise: live.clone() };
    s.done(&other, begin).await;
    let live = s.load::<Enterprise>(live.as_str()).await;
    let text = [
        HEAD.to_owned(),
        format!("示例新厂有限公司,{},柳州市,2026-09-05 14:20:05,创新型中小企业,1234.5,否\n", code(901)),
        format!("{name},{},柳州,2026-09-06,,8000,\n", code(1)),
        format!("示例早鸟有限公司,{},柳州,2026-08-31,,1,\n", code(902)),
        format!("示例另报有限公司,{},柳州,2026-09-02,专精特新,1,\n", code(903)),
        format!("{},{},柳州,2026-09-02,,1,\n", live.name, live.code()),
        format!("示例重复有限公司,{},柳州,2026-09-03,,1,\n", code(901)),
        "示例错码有限公司,91450200,柳州,2026-09-03,,1,\n".to_owned(),
        format!("示例乱填有限公司,{},柳州,2026-09-03,,很多,\n", code(904)),
        format!("示例明天有限公司,{},柳州,2026-09-11,,1,\n", code(905)),
    ]
    .concat();
    let id = prepared(&s, filings(&batch), &text).await;
    let before = count(&s, "enterprise").await;
    let shown = weighed(&s, &id).await;
    let fates: Vec<Fate> = shown.rows.iter().map(|row| row.fate).collect();
    assert_eq!(fates[..2], [Fate::Founds, Fate::Joins]);
    assert!(fates[2..].iter().all(|fate| *fate == Fate::Bad), "{:?}", shown.rows);
    let words = ["申报期是", "本批次是创新型", "已有一件申报", "第 2 行", "应为 18 位", "很多", "今天之后"];
    for (row, word) in shown.rows[2..].iter().zip(words) {
        assert!(row.why.iter().any(|why| why.contains(word)), "{word}: {row:?}");
    }
    assert!(shown.rows[2].why[0].ends_with("（A12）"));

    // Bad rows keep the list out until somebody says that they stay outside; then all the others come in at once.
    let refusal = carried_out(&s, &id, &shown.digest(), false).await.unwrap_err();
    assert!(refusal.articles == ["A12"] && refusal.what.contains("7 处"), "{refusal}");
    assert_eq!((count(&s, "enterprise").await, count(&s, "application").await), (before, 1));
    let said = carried_out(&s, &id, &shown.digest(), true).await.unwrap();
    assert!(said.contains("已导入 2 件") && said.contains("新登记 1 家") && said.contains("7 行留在外面"), "{said}");

    let rows = rows(&s, &id).await;
    let case = s.load::<Application>(rows[0].application.as_ref().unwrap().as_str()).await;
    assert_eq!(
        (case.channel, case.stage.id(), case.began),
        (Channel::Platform, "submitted", "2026-09-05".parse().unwrap())
    );
    assert!(case.number.starts_with("GX2026H2C"));
    let filing = case.filing.unwrap();
    assert_eq!(filing.digest, filing.content.digest());
    let Declared::OnPlatform(from) = &filing.declaration else { panic!("nobody signed here") };
    let kept = s.load::<Import>(id.as_str()).await;
    assert_eq!((&from.import, &from.file, from.row), (&id, &kept.file.id, 2));
    let place = Place { fact: "revenue".into(), year: Some(2025) };
    assert_eq!(filing.content.answers.get(&place).unwrap().text, "1234.5");
    let founded = s.load::<Enterprise>(case.enterprise.as_str()).await;
    assert_eq!(founded.code(), code(901));
    assert_eq!(founded.answers.get(&place).map(|answer| answer.source), Some(Source::Import));

    // What an enterprise has answered here itself stays; the case holds what it filed there.
    let theirs = s.load::<Application>(rows[1].application.as_ref().unwrap().as_str()).await;
    assert_eq!(theirs.filing.unwrap().content.answers.get(&place).unwrap().text, "8000");
    let dossier = s.load::<Enterprise>(known.as_str()).await;
    assert_eq!(dossier.answers.get(&place).unwrap().text, "7000万元");

    let again = carried_out(&s, &id, &shown.digest(), true).await.unwrap_err();
    assert!(again.what.contains("已经导入"), "{again}");
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 后来注册并通过核验的人接手这家企业_退回后在本平台重新提交() {
    let s = Province::begin("2026-09-10").await;
    let batch = s.batch().await;
    let text = format!("{HEAD}示例接手有限公司,{},柳州市,2026-09-05,,1234.5,\n", code(911));
    let id = prepared(&s, filings(&batch), &text).await;
    carried_out(&s, &id, &weighed(&s, &id).await.digest(), false).await.unwrap();
    let case = rows(&s, &id).await[0].application.clone().unwrap();
    let enterprise = s.load::<Application>(case.as_str()).await.enterprise;

    let sign_up = Command::SignUp {
        login: "later".into(),
        name: "示例后来人".into(),
        email: String::new(),
        secret: "hash".into(),
        code: titian_rulebook::credit_code::CreditCode::parse(&code(911)).unwrap(),
        enterprise: "示例接手有限公司".into(),
        city: city(LIUZHOU),
    };
    let account = AccountId(s.done(&Actor::Public, sign_up).await.id);
    assert_eq!(s.load::<Account>(account.as_str()).await.drafts_for(), None, "not before it is vouched for");
    let clerk = officer("经办", Role::CityHandler, Some(LIUZHOU));
    let vouch = Command::Vouch { account: account.clone(), approve: true, reason: String::new() };
    s.done(&clerk, vouch).await;
    let person = s.person(account.as_str()).await;
    assert_eq!(person.person().unwrap().acts_for.as_ref(), Some(&enterprise));

    let take = application::Command::TakeUp { handler: AccountId(clerk.id().into()), from: None };
    s.done(&clerk, Command::Case(case.clone(), take)).await;
    let what =
        application::Deficiency { item: String::new(), label: "材料".into(), what: "请补上营业执照".into() };
    let back = application::Command::Return { deficiencies: vec![what] };
    s.done(&clerk, Command::Case(case.clone(), back)).await;
    s.dossier(&person, &enterprise, "50").await;
    s.done(&person, s.submit(&enterprise, &case).await).await;
    let mended = s.load::<Application>(case.as_str()).await;
    assert!(matches!(mended.stage, Stage::UnderReview { .. }) && mended.channel == Channel::Platform);
    assert!(mended.filing.unwrap().declaration.here().is_some(), "who mends it here declares here");
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 预览之后情况有变化_不写入并说明() {
    let s = Province::begin("2026-09-10").await;
    let batch = s.batch().await;
    let text = format!("{HEAD}示例变化有限公司,{},柳州市,2026-09-05,,1,\n", code(921));
    let (one, two) = (prepared(&s, filings(&batch), &text).await, prepared(&s, filings(&batch), &text).await);
    let shown = weighed(&s, &one).await.digest();
    assert_eq!(shown, weighed(&s, &two).await.digest());
    carried_out(&s, &two, &shown, false).await.unwrap();
    let refusal = carried_out(&s, &one, &shown, false).await.unwrap_err();
    assert!(refusal.what.contains("预览之后情况有变化"), "{refusal}");
    assert_eq!(count(&s, "application").await, 1);
    assert!(weighed(&s, &one).await.rows[0].why[0].contains("已有一件申报"));
}

#[tokio::test]
async fn 拿不准的行由人逐行确认_导入后留下记录() {
    let s = Province::begin("2026-09-02").await;
    let (_, known) = s.enterprise(1, LIUZHOU).await;
    let name = s.load::<Enterprise>(known.as_str()).await.name;
    let text =
        format!("企业名称,设区市,称号,批次\n{name},南宁,专精特新,2020年度\n示例新厂有限公司,柳州,专精特新,2020年度\n");
    let id = prepared(&s, What::Titles { source: "示例公告〔2021〕3号".into() }, &text).await;
    let shown = weighed(&s, &id).await;
    assert_eq!(shown.rows[0].fate, Fate::Asks);
    let answer = shown.rows[0].maybes[0].answer.clone();
    assert_eq!(answer, code(1));
    let said = |word: &str| Command::AnswerImport { import: id.clone(), answers: [(2, word.to_owned())].into() };
    s.done(&leader(), said(&answer)).await;
    // What was shown before the answer is not what is confirmed.
    let refusal = carried_out(&s, &id, &shown.digest(), false).await.unwrap_err();
    assert!(refusal.what.contains("有变化"), "{refusal}");
    let shown = weighed(&s, &id).await;
    assert_eq!((shown.rows[0].fate, shown.rows[0].enterprise.as_ref()), (Fate::Joins, Some(&known)));
    let said_done = carried_out(&s, &id, &shown.digest(), false).await.unwrap();
    assert!(said_done.contains("已补录 2 项称号"), "{said_done}");
    let kept = rows(&s, &id).await;
    assert_eq!(kept[0].enterprise.as_ref(), Some(&known));
    assert!(kept[1].enterprise.is_some() && kept[1].fate == Fate::Founds);
    assert!(s.refused(&leader(), said("新企业")).await.what.contains("已经导入"));
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 谁可以导入_由权限表决定() {
    let s = Province::begin("2026-09-10").await;
    let batch = s.batch().await;
    let blob = s.app.blobs.put(HEAD.as_bytes().to_vec()).await.unwrap();
    let file = Attached { blob, media: "text/csv".into(), name: "名单.csv".into(), control: "table".into() };
    let titles = What::Titles { source: String::new() };
    let city = officer("市审批", Role::CityLeader, Some(LIUZHOU));
    let handler = officer("区经办", Role::ProvinceHandler, None);
    for (actor, what, act) in [
        (&city, filings(&batch), Some(Act::ImportFilings)),
        (&city, titles.clone(), Some(Act::ImportTitles)),
        (&handler, titles, Some(Act::ImportTitles)),
        (&handler, filings(&batch), None),
    ] {
        let command = Command::PrepareImport { what, file: file.clone() };
        match (s.app.perform(actor, command, None).await, act) {
            (Err(Failure::NotAllowed(not)), Some(act)) => assert_eq!(not.act, act),
            (Ok(_), None) => {}
            (other, _) => panic!("{other:?}"),
        }
    }
    assert!(s.app.imports(&city).await.is_err());
    assert_eq!(s.app.imports(&handler).await.unwrap().len(), 1);
    let sql = "SELECT COUNT(*) AS n FROM import WHERE done = 1";
    assert_eq!(s.app.store.read().await.unwrap().number(sql, args![]).await.unwrap(), 0);
}
