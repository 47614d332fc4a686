//! Titles granted before these rules: a list comes in whole or not at all, and an enterprise without a code gets one.

use jiff::civil::date;
use titian_app::actor::Actor;
use titian_app::command::{Command, Failure};
use titian_app::register::{Search, Status};
use titian_domain::account::{Account, Role};
use titian_domain::earlier::{Fate, Line, Texts, read};
use titian_domain::enterprise::Enterprise;
use titian_domain::id::{AccountId, EnterpriseId};
use titian_domain::recognition::Standing;
use titian_rulebook::credit_code::synthetic;

use crate::province::{Province, city, officer};

const LIUZHOU: &str = "450200";

fn leader() -> Actor {
    officer("leader", Role::ProvinceLeader, None)
}

fn line(s: &Province, row: u64, texts: Texts<'_>) -> Line {
    let texts = Texts { tier: "专精特新", source: "示例公告〔2021〕3号", ..texts };
    read(row, &texts, &s.app.policy.regions, "", s.app.clock.today()).unwrap()
}

fn named<'t>(name: &'t str, city: &'t str) -> Texts<'t> {
    Texts { name, city, ..Texts::default() }
}

async fn only(s: &Province, name: &str) -> (EnterpriseId, Option<String>) {
    let sql = "SELECT id, code FROM enterprise WHERE name = $1";
    let rows = s.app.store.read().await.unwrap().rows(sql, vec![name.into()]).await.unwrap();
    assert_eq!(rows.len(), 1, "{name}");
    let code = rows[0].maybe_text("code").unwrap().map(str::to_owned);
    (EnterpriseId(rows[0].text("id").unwrap().into()), code)
}

async fn count(s: &Province, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS n FROM {table}");
    s.app.store.read().await.unwrap().number(sql, vec![]).await.unwrap()
}

#[tokio::test]
async fn 名单整份补录_再来一次什么也不改变() {
    let s = Province::begin("2026-09-02").await;
    let (_, known) = s.enterprise(1, LIUZHOU).await;
    let name = s.load::<Enterprise>(known.as_str()).await.name;
    let lines = vec![
        line(&s, 2, Texts { from: "2024-07-01", until: "2027-06-30", ..named(&name, "柳州") }),
        line(&s, 3, Texts { stated: "2020年度", ..named("示例糖业（崇左）有限公司", "崇左") }),
    ];
    let plan = s.app.preview_titles(&leader(), &lines).await.unwrap();
    let joins = matches!(&plan.fates[0].1, Fate::Joins { enterprise, .. } if *enterprise == known);
    assert!(joins && plan.fates[1].1 == Fate::Founds(0), "{plan:?}");
    assert_eq!(count(&s, "recognition").await, 0, "a preview writes nothing");

    let done = s.done(&leader(), Command::ImportTitles(lines.clone())).await;
    assert!(done.said.contains("2 项") && done.said.contains("新登记 1 家"), "{}", done.said);
    let (listed, code) = only(&s, "示例糖业（崇左）有限公司").await;
    assert_eq!(code, None);

    s.app.refresh_register().await.unwrap();
    let register = s.app.register.now();
    let entry = register.at(listed.as_str()).expect("found by its id while its code is not known");
    let titles = register.titles(entry);
    assert_eq!((titles[0].from, titles[0].on(date(2026, 9, 2))), (None, Standing::Unknown));
    assert!(register.by_code("").is_none());
    let found = |status| {
        let search = Search { status, on: date(2026, 9, 2), ..Search::default() };
        register.search(&search).hits.iter().map(|hit| hit.entry.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(found(Status::Valid), std::slice::from_ref(&name));
    assert_eq!(found(Status::Unknown), ["示例糖业（崇左）有限公司"]);

    let again = s.done(&leader(), Command::ImportTitles(lines)).await;
    assert!(again.said.contains("已补录 0 项") && again.said.contains("2 项此前已有记录"), "{}", again.said);
    assert_eq!(count(&s, "recognition").await, 2);
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 有一行拿不准_一行也不写() {
    let s = Province::begin("2026-09-02").await;
    let (_, known) = s.enterprise(1, LIUZHOU).await;
    let name = s.load::<Enterprise>(known.as_str()).await.name;
    let doubtful = Texts { ..named(&name, "南宁") };
    let lines = vec![line(&s, 2, named("示例新厂有限公司", "柳州")), line(&s, 3, doubtful)];
    let refusal = s.refused(&leader(), Command::ImportTitles(lines.clone())).await;
    assert_eq!(refusal.articles, ["A13.4"]);
    assert!(refusal.reasons[0].contains("第 3 行") && refusal.reasons[0].contains("所在设区市不同"), "{refusal}");
    assert_eq!((count(&s, "enterprise").await, count(&s, "recognition").await), (1, 0));

    let confirmed = Texts { confirmed: known.as_str(), ..doubtful };
    let lines = vec![lines[0].clone(), line(&s, 3, confirmed)];
    s.done(&leader(), Command::ImportTitles(lines)).await;
    assert_eq!((count(&s, "enterprise").await, count(&s, "recognition").await), (2, 2));
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 只有自治区审批人员可以补录() {
    let s = Province::begin("2026-09-02").await;
    let lines = vec![line(&s, 2, named("示例新厂有限公司", "柳州"))];
    for (role, of) in
        [(Role::ProvinceHandler, None), (Role::CityLeader, Some(LIUZHOU)), (Role::SystemAdministrator, None)]
    {
        let actor = officer("o", role, of);
        assert!(matches!(s.app.preview_titles(&actor, &lines).await, Err(Failure::NotAllowed(_))), "{role:?}");
        let done = s.app.perform(&actor, Command::ImportTitles(lines.clone()), None).await;
        assert!(matches!(done, Err(Failure::NotAllowed(_))), "{role:?}");
    }
    assert_eq!(count(&s, "recognition").await, 0);
}

async fn sign_up(s: &Province, login: &str, serial: u64, name: &str, of: &str) -> AccountId {
    let sign_up = Command::SignUp {
        login: login.into(),
        name: "张示例".into(),
        email: String::new(),
        secret: s.app.passwords.hash("demo").await.unwrap(),
        code: synthetic(LIUZHOU, serial).unwrap(),
        enterprise: name.into(),
        city: city(of),
    };
    AccountId(s.done(&Actor::Public, sign_up).await.id)
}

#[tokio::test]
async fn 名单上没有代码的企业_由企业认领_核验以后才算数() {
    let s = Province::begin("2026-09-02").await;
    s.done(&leader(), Command::ImportTitles(vec![line(&s, 2, named("示例传动（柳州）有限公司", "柳州"))])).await;
    let (listed, _) = only(&s, "示例传动（柳州）有限公司").await;
    let code = synthetic(LIUZHOU, 7).unwrap().to_string();

    // Half-width brackets are the same name; another city is another enterprise.
    let clerk = sign_up(&s, "clerk7", 7, "示例传动(柳州)有限公司", LIUZHOU).await;
    let binding = s.load::<Account>(clerk.as_str()).await.binding.unwrap();
    assert_eq!((&binding.enterprise, binding.claims.as_deref(), binding.founder), (&listed, Some(code.as_str()), true));
    assert_eq!(s.load::<Enterprise>(listed.as_str()).await.code, None, "said, not vouched for");
    let other = sign_up(&s, "clerk8", 8, "示例传动（柳州）有限公司", "450100").await;
    assert_ne!(s.load::<Account>(other.as_str()).await.binding.unwrap().enterprise, listed);

    let handler = officer("handler", Role::CityHandler, Some(LIUZHOU));
    let vouch = Command::Vouch { account: clerk, approve: true, reason: String::new() };
    s.done(&handler, vouch).await;
    assert_eq!(s.load::<Enterprise>(listed.as_str()).await.code, Some(code.clone()));
    s.app.refresh_register().await.unwrap();
    assert_eq!(s.app.register.now().by_code(&code).map(|entry| entry.id.clone()), Some(listed));
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 认领的代码已由别家登记的_不能核验() {
    let s = Province::begin("2026-09-02").await;
    s.done(&leader(), Command::ImportTitles(vec![line(&s, 2, named("示例传动（柳州）有限公司", "柳州"))])).await;
    let clerk = sign_up(&s, "clerk7", 7, "示例传动（柳州）有限公司", LIUZHOU).await;
    // Meanwhile somebody of another name registers with the same code.
    sign_up(&s, "clerk9", 7, "示例轴承有限公司", LIUZHOU).await;
    let handler = officer("handler", Role::CityHandler, Some(LIUZHOU));
    let vouch = |approve, reason: &str| Command::Vouch { account: clerk.clone(), approve, reason: reason.into() };
    let refusal = s.refused(&handler, vouch(true, "")).await;
    assert_eq!(refusal.articles, ["A13.4"]);
    s.done(&handler, vouch(false, "代码已由另一家企业登记")).await;
    assert_eq!(only(&s, "示例传动（柳州）有限公司").await.1, None);
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 曾用名登记以后_旧名单就对得上_企业自述的要人确认() {
    let s = Province::begin("2026-09-02").await;
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    let (other, another) = s.enterprise(2, LIUZHOU).await;
    let handler = officer("经办", Role::CityHandler, Some(LIUZHOU));
    let record = |name: &str, source: &str| Command::RecordFormerName {
        enterprise: enterprise.clone(),
        name: name.into(),
        until: Some(date(2019, 5, 1)),
        source: source.into(),
    };
    let state = |of: &EnterpriseId, name: &str| Command::StateFormerName {
        enterprise: of.clone(),
        name: name.into(),
        until: None,
    };
    let fate = async |name: &str| {
        let lines = [line(&s, 2, named(name, "柳州"))];
        s.app.preview_titles(&leader(), &lines).await.unwrap().fates.remove(0).1
    };
    assert_eq!(fate("示例机械厂").await, Fate::Founds(0), "nobody we know");

    // The enterprise's own word only makes it a question; nobody speaks for another enterprise.
    s.done(&clerk, state(&enterprise, "示例机械厂")).await;
    let asked = fate("示例机械厂").await;
    assert!(asked.reasons().iter().any(|why| why.contains("企业自述")), "{asked:?}");
    let foreign = s.app.perform(&other, state(&enterprise, "别家机械厂"), None).await;
    assert!(matches!(foreign, Err(Failure::NotAllowed(_))));
    let outside = officer("经办", Role::CityHandler, Some("450100"));
    assert!(matches!(
        s.app.perform(&outside, record("示例机械厂", "公示系统"), None).await,
        Err(Failure::NotAllowed(_))
    ));

    // Once an officer has read it off the registry, the list finds it by that name.
    assert!(s.refused(&handler, record("示例机械厂", " ")).await.to_string().contains("没有写明从哪里查到"));
    s.done(&handler, record("示例机械厂", "国家企业信用信息公示系统")).await;
    assert!(matches!(fate("示例 机械厂").await, Fate::Joins { enterprise: found, .. } if found == enterprise));
    let rows = count(&s, "former_name").await;
    assert_eq!(rows, 1, "the statement gave way to the look");

    // What an officer confirmed of a list is known from then on, whatever the list calls it.
    let confirmed = |row, name: &'static str, of: &EnterpriseId| {
        let confirmed = of.to_string();
        line(&s, row, Texts { confirmed: confirmed.as_str(), ..named(name, "柳州") })
    };
    let lines = vec![confirmed(2, "示例工具一厂", &another), confirmed(3, "示例工具总厂", &enterprise)];
    s.done(&leader(), Command::ImportTitles(lines)).await;
    assert_eq!(fate("示例工具一厂").await, Fate::Again, "found, and held already");
    let state = s.load::<Enterprise>(enterprise.as_str()).await;
    assert_eq!(state.former_names().count(), 2);
    assert!(state.former.iter().any(|one| one.source.contains("示例公告")));
    s.app.tick().await.unwrap();
    s.verified().await;
}
