//! 风险提示: what stands in several applications is shown to each reviewer as far as they may know, looked into, and asked
//! about again when it changes.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use titian_app::actor::{Actor, Person};
use titian_app::clue;
use titian_app::command::Command;
use titian_domain::account::{Account, Grant, Role};
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::enterprise;
use titian_domain::id::AccountId;
use titian_domain::{application, signal};
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::region::DivisionCode;
use titian_store::args;
use titian_stories::dossier;
use titian_stories::portal::Portal;
use titian_stories::province::{Firm, Province, handler};

const NANNING: &str = "450100";

/// An enterprise of 南宁, vouched for by its own city, with the dossier that all have.
async fn in_nanning(province: &Province, serial: u64) -> Firm {
    let city = DivisionCode::parse(NANNING).unwrap();
    let sign_up = Command::SignUp {
        login: format!("clerk{serial}"),
        name: "张示例".into(),
        email: String::new(),
        secret: "hash".into(),
        code: synthetic(NANNING, serial).unwrap(),
        enterprise: format!("示例虚构南宁企业{serial}号"),
        city,
    };
    let account = AccountId(province.one(&Actor::Public, sign_up).await.id);
    let grants = vec![Grant::of(Role::CityHandler, Some(city))];
    let officer = Actor::Person(Person {
        account: AccountId("南宁经办".into()),
        name: "南宁经办".into(),
        grants,
        acts_for: None,
        drafts_for: None,
    });
    let vouch = Command::Vouch { account: account.clone(), approve: true, reason: String::new() };
    province.one(&officer, vouch).await;
    let person = Person::of(&province.load_all::<Account>(&[account.as_str()]).await[0]).unwrap();
    let firm = Firm { id: person.acts_for.clone().unwrap(), clerk: Actor::Person(person) };
    file(province, &firm, dossier::figures()).await;
    file(province, &firm, dossier::licence(province.app.clock.today())).await;
    firm
}

async fn file(province: &Province, firm: &Firm, command: enterprise::Command) {
    province.one(&firm.clerk, Command::Dossier(firm.id.clone(), command)).await;
}

/// A patent, and once-asked facts.
async fn filed(province: &Province, firm: &Firm, number: &str, facts: &[(&str, &str)]) {
    let row = [
        ("title", "一种虚构的夹具"),
        ("kind", "发明专利"),
        ("number", number),
        ("granted", "2022-01-01"),
        ("related", "是"),
        ("own", "是"),
    ];
    let row: BTreeMap<String, String> = row.map(|(field, text)| (field.to_owned(), text.to_owned())).into();
    let record = enterprise::Command::FileRecord {
        record: "ip_right".into(),
        rows: Some(vec![row]),
        source: Source::Enterprise,
    };
    file(province, firm, record).await;
    let edit = |(fact, text): &(&str, &str)| Edit {
        place: Place { fact: (*fact).into(), year: None },
        text: Some((*text).into()),
    };
    let edits = facts.iter().map(edit).collect();
    file(province, firm, enterprise::Command::File { edits, source: Source::Enterprise }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn 同一专利在几家企业的申报中() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let mut firms = province.firms(7_301, 3).await;
        firms.push(in_nanning(&province, 7_304).await);
        let kin = [("controller", "演示自然人甲"), ("main_product", "谐波减速器")];
        filed(&province, &firms[0], "ZL 2020 1 0123456.7", &kin).await;
        filed(
            &province,
            &firms[1],
            "202010123456",
            &[("controller", "演示自然人甲"), ("main_product", "精密谐波减速器")],
        )
        .await;
        filed(&province, &firms[2], "ZL202010999999.7", &[("phone", "0772-1234567")]).await;
        filed(&province, &firms[3], "zl2020101234567", &[]).await;
        let cases = province.submitted(&batch, &firms).await;
        let at = |n: usize| format!("/office/applications/{}/signals", cases[n].id);

        // Its own city is told who in the city, and how many beyond it; nothing else of those.
        let mut city = portal.signed_in("city4502").await;
        let page = city.open(&at(0)).await;
        assert!(page.says("提示不是结论"), "{}", page.tree.text);
        assert!(page.says("ZL 2020 1 0123456.7”也出现在示例虚构企业007302号"), "{}", page.tree.text);
        assert!(page.says("另有外市 1 家企业") && !page.says("示例虚构南宁企业"), "{}", page.tree.text);
        assert!(page.says("主导产品“精密谐波减速器”与本企业的“谐波减速器”名称相近"), "{}", page.tree.text);
        // A near miss: another patent, a telephone of its own.
        assert!(city.open(&at(2)).await.says("没有提示不等于已经核实"), "{}", city.page().tree.text);
        // The question it concerns says so too.
        let item = city.open(&format!("/office/applications/{}/items/ip", cases[0].id)).await;
        assert!(item.says("请再看一眼") && item.says("也出现在示例虚构企业007302号"), "{}", item.tree.text);

        // The other city learns that there are two, not who; and cannot open their cases.
        let mut other = portal.signed_in("city4501").await;
        let page = other.open(&at(3)).await;
        assert!(page.says("也出现在外市 2 家企业的申报中"), "{}", page.tree.text);
        assert!(!page.says("示例虚构企业00730"), "{}", page.tree.text);
        assert_eq!(other.go(&at(0)).await.status, StatusCode::NOT_FOUND);

        // The province reads all of it, and is offered no form.
        let mut above = portal.signed_in("province1").await;
        let page = above.open(&at(0)).await;
        assert!(page.says("示例虚构企业007302号") && page.says("示例虚构南宁企业7304号"), "{}", page.tree.text);
        assert!(page.tree.forms().iter().all(|form| !form.action.ends_with("/signals")));

        // Looked into: with words, bound to what was seen.
        city.open(&at(0)).await;
        let patent = |form: &titian_stories::html::Form| {
            form.fields.iter().any(|(name, text)| name.starts_with("signal.") && text.starts_with("shared:patent"))
        };
        let form = city.page().tree.forms().into_iter().find(patent).expect("a form for the patent");
        let name = form.fields.iter().find_map(|(name, _)| name.strip_prefix("signal.")).unwrap().to_owned();
        let note = format!("note.{name}");
        city.refused(form.clone(), "请写明看了什么、结果怎样").await;
        let written = form.clone().fill(&note, "两家共有，已看共有协议");
        let page = city.sent(written).await;
        assert!(page.says("核对情况已登记") && page.says("已核对") && page.says("两家共有，已看共有协议"));
        let mut lead = portal.signed_in("lead4502").await;
        let page = lead.open(&at(0)).await;
        assert!(
            page.says("两家共有，已看共有协议")
                && page.tree.forms().iter().all(|form| !form.action.ends_with("/signals"))
        );

        // One withdraws: what was looked into is not what there is now, and a page made before says so.
        city.open(&at(0)).await;
        let stale = city.page().tree.forms().into_iter().find(patent).unwrap().fill(&note, "再看");
        let withdraw = Command::Case(cases[1].id.clone(), application::Command::Withdraw);
        province.one(&firms[1].clerk, withdraw).await;
        let page = city.refused(stale, "这条提示在您打开之后有变化").await;
        assert!(page.says("核对之后有变化") && page.says("再看"), "{}", page.tree.text);
        assert!(!page.says("名称相近"), "its kin is gone: {}", page.tree.text);

        // Who may not, may not: not by hand either.
        let key = "shared:patent:202010123456".to_owned();
        let (application, digest) = (cases[3].id.clone(), String::new());
        let by_hand = Command::LookInto { application, signal: key, digest, note: "看".into() };
        assert!(province.app.perform(&handler(), by_hand, None).await.is_err(), "another city's case");

        // The index says what the cases say; spoilt, it is told and made anew. The journal is whole.
        assert!(province.verified().await.is_sound());
        let (store, policy) = (&portal.app.store, &portal.app.policy.signals);
        assert!(clue::compare(store, policy).await.unwrap().differ.is_empty(), "{}", portal.engine);
        let spoil = "UPDATE clue SET value = $1 WHERE application = $2 AND kind = 'patent'";
        let of = cases[0].id.as_str();
        store.write(async |mut tx| tx.execute(spoil, args!["x", of]).await).await.unwrap();
        assert_eq!(clue::compare(store, policy).await.unwrap().differ, [of.to_owned()], "{}", portal.engine);
        assert!(!city.open(&at(0)).await.says("也出现在外市"), "{}", city.page().tree.text);
        clue::rebuild(store, policy, portal.app.clock.now()).await.unwrap();
        assert!(clue::compare(store, policy).await.unwrap().differ.is_empty(), "{}", portal.engine);
        assert!(city.open(&at(0)).await.says("也出现在外市 1 家企业"), "{}", city.page().tree.text);
        let looked = province.load_all::<signal::LookedInto>(&[of]).await;
        assert_eq!(looked[0].looks.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn 与上次申报不一致_补正之后重新比对() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_311, 1).await;
        let first = province.submitted(&batch, &firms).await;
        province.one(&firms[0].clerk, Command::Case(first[0].id.clone(), application::Command::Withdraw)).await;
        let change = |fact: &str, text: &str| {
            let place = Place { fact: fact.into(), year: Some(2025) };
            let edits = vec![Edit { place, text: Some(text.into()) }];
            enterprise::Command::File { edits, source: Source::Enterprise }
        };
        file(&province, &firms[0], change("revenue", "1200万元")).await;
        file(&province, &firms[0], change("rd_expense", "52万元")).await;
        let again = province.submitted(&batch, &firms).await;
        let mut city = portal.signed_in("city4502").await;
        let page = city.open(&format!("/office/applications/{}/signals", again[0].id)).await;
        assert!(page.says("2025年营业收入总额这次填 1200万元"), "{}", page.tree.text);
        assert!(!page.says("研发费用总额这次填"), "four percent is within what audits move: {}", page.tree.text);
    }
}
