//! Every page that a person can come to is looked at, on a desk and on a phone: nothing keeps anybody out (axe-core, WCAG
//! 2.2 A and AA), nothing is wider than the window.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::civil::date;
use titian_app::command::{Attached, Command, Incoming};
use titian_domain::account::{Grant, Role};
use titian_domain::compliance_list::{Kind, Line};
use titian_domain::consultation::Department;
use titian_domain::draw::{Delegate, Plan, Proposal, Roster, Source};
use titian_domain::id::{AccountId, BatchId, DrawId, ImportId};
use titian_domain::import::What;
use titian_domain::matching::Named;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;
use titian_stories::browser::{Browser, DESK, PHONE};
use titian_stories::consulting;
use titian_stories::dossier;
use titian_stories::portal::Portal;
use titian_stories::province::{CITY, PASSWORD, handler, officer};
use titian_stories::reader::Reader;
use titian_stories::routes::{self, Route};

/// Addresses of one route that one person looks at: an entry like another looks like it.
const EACH: usize = 2;
/// Pages that are followed from.
const MOST: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn no_page_keeps_anybody_out() {
    let portal = Portal::sqlite().await;
    let origin = portal.serve().await;
    let Some(browser) = Browser::at(&origin).await else { return };
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    // What no persona happens to have on their desk today: an application being drafted, a proposal to be signed.
    let draft = portal.drafting().await;
    let province = portal.province();
    let cases = province.submitted(&BatchId(draft.batch.clone()), &province.firms(7_951, 1).await).await;
    province.concluded(&cases, true).await;
    portal.local_tables().await;
    let visits = drawn(&portal, &BatchId(draft.batch.clone())).await;
    // Departments that were asked: one answers in its room, one by a link.
    let grant = Grant::answering(Department::Tax, DivisionCode::parse(CITY));
    consulting::account(&portal, "tax4502", grant).await;
    let request = consulting::asked(&portal, &consulting::cases(&portal, 7_981).await).await;
    let link = consulting::link(&portal, &request, Department::Environment).await;
    let lists = imports(&portal, &BatchId(draft.batch.clone())).await;
    // A list of others that names one of 柳州 by code and another by name alone.
    compared(&portal).await;
    let mut logins = vec!["", &draft.login, "inspect1", "tax4502"];
    logins.extend(portal.personas.iter().map(|persona| persona.login.as_str()));
    for login in logins {
        let case = format!("/enterprise/applications/{}", draft.application);
        let more = match login {
            login if login == draft.login => vec![
                format!("{case}/check"),
                format!("{case}/declaration"),
                "/enterprise/dossier/innovation/ip_right/new".to_owned(),
            ],
            login if login == portal.firm() => vec![receipt(&portal, login).await],
            "inspect1" => visits.clone(),
            "province2" => lists.clone(),
            "" => vec![link.clone()],
            "lead4502" => vec![format!("/office/applications/{}/approval", cases[0].id)],
            // A number that no case has: the page stays and says so.
            "auditor" => vec!["/office/audit/cases?number=GX0".to_owned()],
            _ => vec![],
        };
        browser.forget().await;
        let reader = if login.is_empty() {
            portal.visitor()
        } else {
            let password = if login.starts_with("firm") { "demo" } else { login };
            browser.sign_in(login, password).await;
            portal.signed_in(login).await
        };
        for (number, at) in pages(reader).await.into_iter().chain(more).enumerate() {
            // What everybody may read looks the same to each of them, but for the strip with their name.
            let own = ["/office", "/enterprise", "/department", "/account"].iter().any(|room| at.starts_with(room))
                || at == "/";
            if !seen.insert(at.clone()) && !own {
                continue;
            }
            for (size, width) in [(DESK, "desk"), (PHONE, "phone")] {
                browser.size(size).await;
                browser.go(&at).await;
                let who = if login.is_empty() { "visitor" } else { login };
                let what = at.split('?').next().unwrap_or_default().replace('/', "-");
                wrong.extend(browser.look(&at, &format!("{who}-{number:02}{what}-{width}")).await);
            }
        }
    }
    browser.close().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A list of others that names two firms, one by its name only.
async fn compared(portal: &Portal) {
    let sql = "SELECT name, code FROM enterprise WHERE city = $1 ORDER BY id LIMIT 2";
    let rows = portal.app.store.read().await.unwrap().rows(sql, vec![CITY.into()]).await.unwrap();
    let line = |at: usize, coded: bool| Line {
        row: at as u64 + 2,
        named: Named {
            name: rows[at].text("name").unwrap().to_owned(),
            code: coded.then(|| CreditCode::parse(rows[at].text("code").unwrap()).unwrap()),
            city: None,
        },
        listed: None,
        removed: None,
        reason: "未按规定公示年度报告".into(),
        authority: "示例市场监督管理局".into(),
    };
    let (kind, source, as_of) = (Kind::Abnormal, "示例公示系统".into(), portal.app.clock.today());
    let (office, unread) = (DivisionCode::GUANGXI, vec![(9, "名称是空的".into())]);
    let list = Box::new(Incoming { kind, source, as_of, office, lines: vec![line(0, true), line(1, false)], unread });
    let blob = portal.app.blobs.put(b"list".to_vec()).await.unwrap();
    let file = Attached { blob, media: "text/csv".into(), name: "名单.csv".into(), control: String::new() };
    let officer = officer("区经办", Role::ProvinceHandler);
    portal.province().one(&officer, Command::ImportComplianceList { list, file, seen: None }).await;
}

/// A draw that has sent an inspector of 柳州, and another that is prepared; answers the pages of a visit.
async fn drawn(portal: &Portal, batch: &BatchId) -> Vec<String> {
    let (province, handler) = (portal.province(), handler());
    let account = portal.another("inspect1", "演示抽查员甲", Role::CityInspector).await;
    let delegate = |key: &str, name: &str, account| Delegate { key: key.into(), name: name.into(), account };
    let proposal = || {
        let inspectors =
            vec![delegate("01", "演示抽查员甲", Some(account.clone())), delegate("02", "演示抽查员乙", None)];
        let (targets, recusals, candidates) = (vec![], vec![], vec![]);
        let roster = Roster { candidates, plan: Plan::Percent(10), targets, visitors: 2, inspectors, recusals };
        let (batch, title) = (batch.clone(), "柳州市实地抽查示例".to_owned());
        Box::new(Proposal { batch, city: DivisionCode::parse("450200"), title, roster, by: AccountId(String::new()) })
    };
    province.submitted(batch, &province.firms(7_961, 2).await).await;
    let prepare = || Command::PrepareDraw { draw: None, proposal: proposal() };
    let draw = DrawId(province.one(&handler, prepare()).await.id);
    let on = portal.app.clock.today().tomorrow().unwrap();
    let source = Source { what: "示例彩票第2026107期开奖号码".into(), form: "由小到大".into(), on };
    province.one(&handler, Command::FixDraw { draw: draw.clone(), seen: 1, source }).await;
    portal.day(on.tomorrow().unwrap()).await;
    province.one(&handler, Command::OpenDraw { draw: draw.clone(), value: "02 07 11".into() }).await;
    province.submitted(batch, &province.firms(7_971, 1).await).await;
    province.one(&handler, prepare()).await;
    let drawn = portal.app.public_draw(draw.as_str()).await.unwrap().unwrap();
    let sent = drawn.roster.candidates.iter().find(|one| drawn.assignment(&one.enterprise).is_some());
    let visit = format!("/office/visits/{}", sent.unwrap().application);
    vec![format!("{visit}/sheet"), visit]
}

/// A list of others that waits, with a row that a person has to answer; and one that came in.
async fn imports(portal: &Portal, batch: &BatchId) -> Vec<String> {
    let (province, leader) = (portal.province(), officer("区审批", Role::ProvinceLeader));
    let (day, head) = (portal.app.clock.today(), "企业名称,统一社会信用代码,设区市,申报日期\n");
    let firm = province.firms(7_991, 1).await.remove(0);
    let firm = province.load_all::<titian_domain::enterprise::Enterprise>(&[firm.id.as_str()]).await.remove(0);
    let code = titian_rulebook::credit_code::synthetic(CITY, 7_992).unwrap();
    let waiting =
        format!("{head}示例另名有限公司,{},柳州市,{day}\n示例早鸟有限公司,{code},柳州市,2020-01-01\n", firm.code());
    let done = format!("{head}示例平台有限公司,{code},柳州市,{day}\n示例早鸟有限公司,,柳州市,{day}\n");
    let mut pages = vec!["/office/imports/new/titles".to_owned(), "/office/imports/new/miit".to_owned()];
    for (text, confirmed) in [(waiting, false), (done, true)] {
        let blob = portal.app.blobs.put(text.into_bytes()).await.unwrap();
        let file = Attached { blob, media: "text/csv".into(), name: "导出.csv".into(), control: "table".into() };
        let what = What::Filings { batch: batch.clone(), columns: BTreeMap::new() };
        let id = ImportId(province.one(&leader, Command::PrepareImport { what, file }).await.id);
        if confirmed {
            let (import, _) = portal.app.import(&leader, &id).await.unwrap();
            let shown = portal.app.weigh_import(&leader, &import).await.unwrap().1.digest();
            portal.app.carry_out(&leader, &id, (&shown, true), None).await.unwrap();
        }
        pages.push(format!("/office/imports/{id}"));
    }
    pages
}

/// What the two desks of the higher tiers see (A10, A11): the lists that go up, and a case that the city has ruled on.
#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_the_higher_tiers_keeps_anybody_out() {
    let portal = Portal::sqlite().await;
    let Some(browser) = Browser::at(&portal.serve().await).await else { return };
    let province = portal.province();
    // The city: two recommended, one that can be, one under way. The province has one of the two on its bench.
    let firms = province.firms(7_961, 6).await;
    let (low, high) = firms.split_at(4);
    province.holding(Tier::Specialised, high).await;
    province.holding(Tier::Innovative, low).await;
    let second = province.batch_of(Tier::Specialised, &[]).await;
    let cases = province.submitted(&second, low).await;
    let list = province.recommended(&second, &cases[..2]).await;
    province.concluded(&cases[2..3], true).await;
    province.approved(&cases[2..3]).await;
    let bench = format!("/office/applications/{}", cases[0].id);
    let mut officer = portal.signed_in("province1").await;
    officer.open(&bench).await;
    let form = officer.form("/take-up");
    officer.sent(form).await;
    // The little giants: one was reported to MIIT, one can be.
    let third = province.batch_of(Tier::LittleGiant, &[]).await;
    let giants = province.submitted(&third, high).await;
    province.recommended(&third, &giants).await;
    province.passed_by_province(&giants).await;
    officer.open(&format!("/office/recommendations/new?batch={third}")).await;
    let form = officer.form("/office/recommendations/new").fill(&format!("rank.{}", giants[1].id), "");
    officer.sent(form.fill("推荐函的文号", "桂示例〔2026〕1号").fill("confirm", "on")).await;
    let nominated = officer.page().at.clone();

    let (preview, giants) = ("/office/recommendations/new?batch=", format!("/office/applications/{}", giants[0].id));
    let starts = |batch: &BatchId| format!("/enterprise/applications/new?batch={batch}");
    let seen = [
        ("city4502", vec![format!("{preview}{second}"), format!("/office/recommendations/{list}")]),
        ("city4502", vec!["/office/publicity".to_owned(), bench.clone()]),
        (
            "province1",
            vec![format!("{preview}{third}"), nominated, "/office/publicity".to_owned(), "/office".to_owned()],
        ),
        ("province1", vec![bench.clone(), format!("{bench}/rest"), format!("{bench}/conclusion"), giants]),
        ("auditor", vec!["/office/permissions".to_owned()]),
        ("clerk7961", vec![starts(&second), starts(&third)]),
    ];
    let mut wrong = Vec::new();
    for (login, pages) in seen {
        browser.forget().await;
        browser.sign_in(login, if login.starts_with("clerk") { PASSWORD } else { login }).await;
        for at in pages {
            for (size, width) in [(DESK, "desk"), (PHONE, "phone")] {
                browser.size(size).await;
                browser.go(&at).await;
                let what = at.split('?').next().unwrap_or_default().replace('/', "-");
                wrong.extend(browser.look(&at, &format!("ladder-{login}{what}-{width}")).await);
            }
        }
    }
    browser.close().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Corrections of a list and requests to correct filed data, as each side reads them (A9).
#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_corrections_keeps_anybody_out() {
    let portal = Portal::sqlite().await;
    let Some(browser) = Browser::at(&portal.serve().await).await else { return };
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let cases = province.submitted(&batch, &province.firms(7_941, 4).await).await;
    let seen = portal.corrections(&cases[..2], &cases[2..]).await;
    let office = |kind: &str, id: &str| format!("/office/{kind}/{id}");
    let list = portal.app.announced_correction(&seen.announced).await.unwrap().unwrap();
    let (list, mended) = (list.paper.id().to_owned(), list.entry.enterprise.to_string());
    let code = portal.app.register.now().enterprise(&mended).map(|entry| entry.code.clone()).unwrap_or_default();
    let new = format!("/office/corrections/new?publicity={list}&application={}", cases[0].id);
    let asked = format!("/enterprise/applications/{}", cases[2].id);
    let seen = [
        (
            "",
            vec![format!("/corrections/{}", seen.announced), format!("/publicity/{list}"), format!("/register/{code}")],
        ),
        ("city4502", vec!["/office/corrections".to_owned(), new, format!("/office/publicity/{list}")]),
        ("lead4502", vec![office("corrections", &seen.waits), office("corrections", &seen.announced)]),
        ("lead4502", vec![office("correction-requests", &seen.requests[0])]),
        ("province2", vec!["/office/corrections".to_owned(), office("correction-requests", &seen.requests[1])]),
        ("clerk7943", vec![asked.clone(), format!("/enterprise/corrections/{}", seen.requests[0])]),
        ("clerk7941", vec![format!("/enterprise/applications/{}/correction", cases[0].id)]),
    ];
    let mut wrong = Vec::new();
    for (login, pages) in seen {
        browser.forget().await;
        if !login.is_empty() {
            browser.sign_in(login, if login.starts_with("clerk") { PASSWORD } else { login }).await;
        }
        for at in pages {
            for (size, width) in [(DESK, "desk"), (PHONE, "phone")] {
                browser.size(size).await;
                browser.go(&at).await;
                let what = at.split('?').next().unwrap_or_default().replace('/', "-");
                wrong.extend(browser.look(&at, &format!("corrections-{login}{what}-{width}")).await);
            }
        }
    }
    browser.close().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A year of updates (A14): before it is filed, filed, missed; who has and who has not; a list that is looked at.
#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_a_year_of_updates_keeps_anybody_out() {
    let portal = Portal::sqlite().await;
    let Some(browser) = Browser::at(&portal.serve().await).await else { return };
    let province = portal.province();
    let firms = province.firms(7_971, 2).await;
    province.holding(Tier::Innovative, &firms).await;
    portal.day(date(2027, 5, 28)).await;
    let figures = Command::Dossier(firms[0].id.clone(), dossier::figures_of(2026));
    province.one(&firms[0].clerk, figures).await;
    let mut wrong = Vec::new();
    let before = ["/enterprise/update".to_owned(), "/enterprise".to_owned()];
    wrong.extend(shown(&browser, "clerk7971", "before", &before).await);
    let mut clerk = portal.signed_in("clerk7971").await;
    clerk.open("/enterprise/update").await;
    let form = clerk.form("/enterprise/update").fill("truth", "on").fill("name", "张示例");
    clerk.sent(form).await;
    portal.day(date(2027, 6, 1)).await;
    let one = |nth: usize| format!("/office/updates/{}?year=2027", firms[nth].id);
    wrong.extend(shown(&browser, "clerk7971", "filed", &before[..1]).await);
    wrong.extend(shown(&browser, "clerk7972", "missed", &before).await);
    let office = ["/office/updates".to_owned(), one(0), one(1)];
    wrong.extend(shown(&browser, "city4502", "over", &office).await);
    wrong.extend(shown(&browser, "province2", "over", &[one(1), "/office/updates?year=2028".to_owned()]).await);
    browser.close().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Looks at some pages as one person, on a desk and on a phone.
async fn shown(browser: &Browser, login: &str, when: &str, pages: &[String]) -> Vec<String> {
    browser.forget().await;
    browser.sign_in(login, if login.starts_with("clerk") { PASSWORD } else { login }).await;
    let mut wrong = Vec::new();
    for at in pages {
        for (size, width) in [(DESK, "desk"), (PHONE, "phone")] {
            browser.size(size).await;
            browser.go(at).await;
            let what = at.split('?').next().unwrap_or_default().replace('/', "-");
            wrong.extend(browser.look(at, &format!("updates-{when}-{login}{what}-{width}")).await);
        }
    }
    wrong
}

/// What an enterprise reads after it has submitted.
async fn receipt(portal: &Portal, login: &str) -> String {
    let sql = "SELECT a.id AS id FROM application a JOIN account c ON c.enterprise = a.enterprise \
        WHERE c.login = $1 AND a.stage <> 'draft' ORDER BY a.id LIMIT 1";
    let row = portal.app.store.read().await.unwrap().row(sql, vec![login.into()]).await.unwrap();
    format!("/enterprise/applications/{}/receipt", row.expect("a submitted application").text("id").unwrap())
}

/// Addresses of pages that a person comes to by following links, a few of each route.
async fn pages(mut reader: Reader) -> Vec<String> {
    let routes = routes::all();
    let route = |at: &str| routes.iter().position(|route: &Route| route.fits("GET", at));
    let home = if reader.page().at.is_empty() { "/".to_owned() } else { reader.page().at.clone() };
    let mut next: VecDeque<String> = VecDeque::from([home]);
    let mut found: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut asked = 0;
    while let Some(at) = next.pop_front() {
        let Some(route) = route(&at) else { continue };
        let of = found.entry(route).or_default();
        if of.len() >= EACH || of.contains(&at) || asked >= MOST {
            continue;
        }
        asked += 1;
        let page = reader.go(&at).await;
        if page.tree.inside.is_empty() {
            continue;
        }
        of.push(at.clone());
        let ways = page.tree.ways().into_iter().filter(|(method, way)| *method == "GET" && !way.starts_with('#'));
        next.extend(ways.map(|(_, way)| page.address(&way).split('#').next().unwrap_or_default().to_owned()));
    }
    found.into_values().flatten().collect()
}
