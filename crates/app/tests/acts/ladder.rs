//! 三个层次 One enterprise up the ladder: announced as innovative (A9), certified as specialised (A10), recommended as a
//! little giant (A11).

use titian_app::actor::Actor;
use titian_app::command::Command;
use titian_domain::account::Role;
use titian_domain::application::{Application, Held};
use titian_domain::earlier::Texts;
use titian_domain::enterprise::Enterprise;
use titian_domain::id::*;
use titian_domain::miit_list;
use titian_domain::objection::{Party, Statement};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::innovative::announced;
use crate::province::{Province, city, officer};

const LIUZHOU: &str = "450200";

/// What the higher tiers ask of the year of accounts 2025, beyond what the lowest does.
pub(crate) const HIGHER: [(&str, Option<i16>, &str); 19] = [
    ("revenue", Some(2025), "5512.5万元"),
    ("revenue", Some(2024), "5200万元"),
    ("revenue", Some(2023), "5000万元"),
    ("main_revenue", Some(2025), "4961.25万元"),
    ("rd_expense", Some(2025), "600万元"),
    ("rd_expense", Some(2024), "600万元"),
    ("total_assets", Some(2025), "1000万元"),
    ("total_liabilities", Some(2025), "500万元"),
    ("market_entry", None, "2019-01-01"),
    ("market_share", None, "12%"),
    ("market_rank", None, "0"),
    ("market_position", None, "是"),
    ("key_field", None, "是"),
    ("chain_role", None, "是"),
    ("class1_applied", None, "4"),
    ("holds_technology_sme", None, "否"),
    ("development_score", Some(2025), "60分"),
    ("development_score", Some(2024), "0分"),
    ("equity_raised", Some(2022), "0元"),
];

fn city_people() -> (Actor, Actor) {
    (officer("经办", Role::CityHandler, Some(LIUZHOU)), officer("审批", Role::CityLeader, Some(LIUZHOU)))
}

fn province_people() -> (Actor, Actor) {
    (officer("区经办", Role::ProvinceHandler, None), officer("区审批", Role::ProvinceLeader, None))
}

/// The city lets the case pass and recommends it to the province.
async fn recommended(s: &Province, batch: &BatchId, id: &ApplicationId) {
    let (handler, leader) = city_people();
    s.passed(&handler, &leader, id).await;
    assert_eq!(s.stage(id).await, "endorsed");
    let list = vec![(id.clone(), "主导产品突出".to_owned())];
    let recommend = |office| Command::Recommend {
        batch: batch.clone(),
        office,
        number: "柳示例〔2026〕8号".into(),
        list: list.clone(),
    };
    // The province cannot recommend what lies on the city's desk.
    let early = s.refused(&province_people().0, recommend(DivisionCode::GUANGXI)).await;
    assert!(early.to_string().contains("目前是“拟推荐”"), "{early}");
    s.done(&handler, recommend(city(LIUZHOU))).await;
    assert_eq!(s.stage(id).await, "recommended");
}

/// An enterprise with the title of the lowest tier since 21 September 2026.
pub(crate) async fn innovative(s: &Province) -> (Actor, EnterpriseId) {
    let batch = s.batch().await;
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    s.dossier(&clerk, &enterprise, "50万元").await;
    s.day("2026-09-02");
    let id = s.submitted(&clerk, &enterprise, &batch).await;
    s.reviewed(LIUZHOU, &id).await;
    s.day("2026-09-07");
    let publicity = s.publicised(LIUZHOU, &batch, std::slice::from_ref(&id)).await;
    s.day("2026-09-14");
    s.app.tick().await.unwrap();
    let file = Command::File { publicity, number: "柳示例〔2026〕3号".into(), applications: vec![id.clone()] };
    s.done(&city_people().0, file).await;
    s.day("2026-09-21");
    announced(s, &batch, std::slice::from_ref(&id)).await;
    (clerk, enterprise)
}

#[tokio::test]
async fn 一家企业走完三个层次() {
    let s = Province::begin("2026-08-20").await;
    let (clerk, enterprise) = innovative(&s).await;
    s.answered(&clerk, &enterprise, &HIGHER).await;
    let (handler, leader) = province_people();

    // 专精特新: the city recommends, the province reviews, publicises and certifies.
    s.day("2026-10-08");
    let batch = s.batch_of(Tier::Specialised, "miit-2026/specialised", s.app.clock.today()).await;
    let id = s.submitted(&clerk, &enterprise, &batch).await;
    let held = s.load::<Application>(id.as_str()).await.filing.unwrap().held;
    assert!(matches!(held, Some(Held::Recognition { tier: Tier::Innovative, .. })), "{held:?}");
    recommended(&s, &batch, &id).await;
    s.passed(&handler, &leader, &id).await;
    assert_eq!(s.stage(&id).await, "listed");
    s.day("2026-10-12");
    let publicise =
        |city| Command::Publicise {
            batch: batch.clone(), city, title: "公示".into(), applications: vec![id.clone()]
        };
    let by_city = s.refused(&city_people().0, publicise(city(LIUZHOU))).await;
    assert!(by_city.to_string().contains("由自治区公示"), "{by_city}");
    let publicity = PublicityId(s.done(&handler, publicise(DivisionCode::GUANGXI)).await.id);

    // An objection goes to the province, whose list it is.
    let statement = Statement {
        party: Some(Party::Person),
        name: "李示例".into(),
        contact: "0772-0000000".into(),
        text: "所报市场占有率不实，请核实。".into(),
    };
    let object = Command::Object { publicity: publicity.clone(), application: id.clone(), statement, evidence: vec![] };
    let objection = ObjectionId(s.done(&Actor::Public, object).await.id);
    let answer = || Command::AnswerObjection {
        objection: objection.clone(),
        upheld: false,
        reason: "行业协会的证明属实".into(),
    };
    let by_city = s.app.perform(&city_people().0, answer(), None).await;
    assert!(matches!(by_city, Err(titian_app::command::Failure::NotAllowed(_))), "{by_city:?}");
    s.done(&handler, answer()).await;

    s.day("2026-10-19");
    s.app.tick().await.unwrap();
    assert_eq!(s.stage(&id).await, "cleared");
    announced(&s, &batch, std::slice::from_ref(&id)).await;
    assert_eq!(s.stage(&id).await, "recognised");

    // “小巨人”: both recommend; the ministry publishes.
    let batch = s.batch_of(Tier::LittleGiant, "miit-2026/little-giant", s.app.clock.today()).await;
    let id = s.submitted(&clerk, &enterprise, &batch).await;
    recommended(&s, &batch, &id).await;
    s.passed(&handler, &leader, &id).await;
    assert_eq!(s.stage(&id).await, "endorsed");
    // Another, whose title is from before, goes the same way.
    let (other_clerk, other) = s.enterprise(2, LIUZHOU).await;
    s.dossier(&other_clerk, &other, "50万元").await;
    s.answered(&other_clerk, &other, &HIGHER).await;
    let name = s.load::<Enterprise>(other.as_str()).await.name;
    let earlier =
        Texts {
            name: &name, city: "柳州", tier: "专精特新", source: "示例公告〔2022〕3号", ..Texts::default()
        };
    let earlier = Texts { from: "2025-01-01", until: "2027-12-31", ..earlier };
    let line = titian_domain::earlier::read(2, &earlier, &s.app.policy.regions, "", s.app.clock.today()).unwrap();
    s.done(&leader, Command::ImportTitles(vec![line])).await;
    let second = s.submitted(&other_clerk, &other, &batch).await;
    recommended(&s, &batch, &second).await;
    s.passed(&handler, &leader, &second).await;
    let nominate = Command::Recommend {
        batch: batch.clone(),
        office: DivisionCode::GUANGXI,
        number: "桂示例〔2026〕1号".into(),
        list: vec![(id.clone(), String::new()), (second.clone(), String::new())],
    };
    s.done(&handler, nominate).await;
    assert_eq!(s.stage(&id).await, "nominated");

    // What MIIT published: a name alone is confirmed by a person, and until then nothing is written.
    s.day("2026-12-10");
    let firm = s.load::<Enterprise>(enterprise.as_str()).await;
    let read = |row, texts: Texts<'_>| miit_list::read(row, &texts, &s.app.policy.regions).unwrap();
    let named = Texts { name: &firm.name, ..Texts::default() };
    let stranger = read(3, Texts { name: "外省示例有限公司", city: "广州市", ..Texts::default() });
    let answering = |line: miit_list::Line, batches| Command::RegisterMiit {
        title: "示例公布名单".into(),
        number: "示例部企业〔2026〕9号".into(),
        dated: s.app.clock.today(),
        term: (s.app.clock.today(), "2029-12-10".parse().unwrap()),
        batches,
        lines: vec![line, stranger.clone()],
    };
    let published = |line| answering(line, vec![batch.clone()]);
    let asked = s.refused(&leader, published(read(2, named))).await;
    assert!(asked.articles == ["A11"] && asked.to_string().contains("名称相同"), "{asked}");
    assert_eq!(s.stage(&id).await, "nominated");
    let denied = s.app.perform(&handler, published(read(2, named)), None).await;
    assert!(matches!(denied, Err(titian_app::command::Failure::NotAllowed(_))), "{denied:?}");
    let coded = || read(2, Texts { code: firm.code(), ..named });
    // A batch that is forgotten would leave its case waiting for ever.
    let forgotten = s.refused(&leader, answering(coded(), vec![])).await;
    assert!(forgotten.to_string().contains("有已推荐的申报在批次"), "{forgotten}");
    let wrong = Command::RegisterMiit {
        title: "示例公布名单".into(),
        number: "示例部企业〔2026〕9号".into(),
        dated: s.app.clock.today(),
        term: (s.app.clock.today(), "2029-12-10".parse().unwrap()),
        batches: vec![batch.clone(), s.batch_of(Tier::Innovative, "miit-2022/innovative", s.app.clock.today()).await],
        lines: vec![coded()],
    };
    assert!(s.refused(&leader, wrong).await.to_string().contains("不是“小巨人”的批次"));
    let (paper, here, lines) = (("示例部企业〔2026〕9号", s.app.clock.today()), [batch.clone()], [coded()]);
    assert_eq!(s.app.preview_miit(&leader, paper, &here, &lines).await.unwrap().passed_over, [name]);
    let done = s.done(&leader, published(coded())).await;
    assert!(done.said.contains("已登记 1 家，名单中另有 1 行不是已登记的企业；1 件"), "{}", done.said);
    assert_eq!((s.stage(&id).await, s.stage(&second).await), ("recognised", "refused"));
    let again = s.refused(&leader, published(coded())).await;
    assert!(again.to_string().contains("已经登记过"), "{again}");
    s.app.refresh_register().await.unwrap();
    let register = s.app.register.now();
    let titles = register.titles(register.enterprise(enterprise.as_str()).unwrap());
    let giant = titles.iter().find(|title| title.tier == Tier::LittleGiant).expect("on the register");
    assert_eq!((giant.from, giant.until), (Some(s.app.clock.today()), Some("2029-12-10".parse().unwrap())));

    // The journal names the article of the tier for each act.
    let sql = "SELECT DISTINCT basis FROM journal WHERE stream = $1 ORDER BY basis";
    let mut reading = s.app.store.read().await.unwrap();
    let rows = reading.rows(sql, titian_store::args![format!("application/{id}")]).await.unwrap();
    let bases: Vec<&str> = rows.iter().map(|row| row.text("basis").unwrap()).collect();
    assert_eq!(bases, ["A11"]);
    drop(reading);
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 没有前置称号的不能提交_并告诉为什么() {
    let s = Province::begin("2026-09-01").await;
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    s.dossier(&clerk, &enterprise, "50万元").await;
    for (tier, standard, article) in
        [(Tier::Specialised, "miit-2026/specialised", "A10.1"), (Tier::LittleGiant, "miit-2026/little-giant", "A11")]
    {
        let batch = s.batch_of(tier, standard, s.app.clock.today()).await;
        let begin = Command::Begin { batch, enterprise: enterprise.clone() };
        let id = ApplicationId(s.done(&clerk, begin).await.id);
        let refusal = s.refused(&clerk, s.submit(&enterprise, &id).await).await;
        assert_eq!(refusal.articles, [article]);
        assert!(refusal.to_string().contains("须在提交当日持有有效的"), "{refusal}");
    }
}
