//! A list of others is compared: what bears a code of ours is on the record at once, what bears a name waits for a person,
//! and a newer list takes the place of the older one.

use axum::http::StatusCode;
use titian_app::command::Command;
use titian_domain::compliance::Compliance;
use titian_domain::id::EnterpriseId;
use titian_rulebook::credit_code::synthetic;
use titian_stories::portal::Portal;
use titian_stories::province::{Case, Firm};
use titian_stories::reader::{Page, Reader};

const NEW: &str = "/office/compliance-lists/new";

async fn name_of(portal: &Portal, firm: &EnterpriseId) -> (String, String) {
    let sql = "SELECT name, code FROM enterprise WHERE id = $1";
    let row = portal.app.store.read().await.unwrap().row(sql, vec![firm.as_str().into()]).await.unwrap().unwrap();
    (row.text("name").unwrap().to_owned(), row.text("code").unwrap().to_owned())
}

async fn record(portal: &Portal, firm: &EnterpriseId) -> Option<Compliance> {
    portal.app.store.read().await.unwrap().load(firm.as_str()).await.unwrap().state
}

/// Fills the form in with a list of these rows.
async fn sends<'r>(reader: &'r mut Reader, as_of: &str, rows: &str) -> &'r Page {
    reader.open(NEW).await;
    let form =
        reader.form(NEW).fill("kind", "abnormal").fill("source", "国家企业信用信息公示系统").fill("as_of", as_of);
    let text = format!("经营异常名录\n序号,企业名称,统一社会信用代码,列入日期,移出日期,列入原因,列入机关\n{rows}");
    reader.sent(form.attach("table", "名单.csv", text.as_bytes())).await
}

/// Firms whose cases the city has under review, and one that is on record alone.
async fn firms(portal: &Portal, first: u64) -> (Vec<Firm>, Vec<Case>) {
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let firms = province.firms(first, 3).await;
    let cases = province.submitted(&batch, &firms).await;
    (firms, cases)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_looked_at_registered_and_answered_row_by_row() {
    for portal in Portal::both().await {
        let (firms, cases) = firms(&portal, 7_731).await;
        let today = portal.app.clock.today();
        portal.day(today.tomorrow().unwrap()).await;
        let as_of = portal.app.clock.today().to_string();
        let (first, code) = name_of(&portal, &firms[0].id).await;
        let (second, _) = name_of(&portal, &firms[1].id).await;
        let (third, third_code) = name_of(&portal, &firms[2].id).await;
        let old = "示例虚构旧名工厂";
        let know = Command::RecordFormerName {
            enterprise: firms[1].id.clone(),
            name: old.into(),
            until: None,
            source: "公示系统".into(),
        };
        portal.province().one(&titian_stories::province::handler(), know).await;

        let mut officer = portal.signed_in("province1").await;
        officer.open("/office/consultations").await;
        assert!(officer.follow("合规名单").await.says("还没有登记过名单"));
        officer.follow("登记一份名单").await;
        let form = officer.form(NEW);
        let page = officer.refused(form.clone(), "请选择名单文件").await;
        assert!(page.says("请选择是哪一种名单") && page.says("请写明名单的来源"), "{}", page.tree.text);
        let form = form.fill("kind", "abnormal").fill("source", "公示系统").fill("as_of", &as_of);
        officer.refused(form.attach("table", "名单.csv", b"a,b\n1,2\n"), "企业名称").await;

        // What each row comes to is shown, and nothing is written.
        let foreign = synthetic("440100", 5).unwrap();
        let rows = format!(
            "1,{first},{code},2026-07-08,,未公示年报,示例局\n2,{old},,2026-07-08,,未公示年报,示例局\n\
             3,{third},{third_code},2026-01-08,2026-10-01,未公示年报,示例局\n4,外省示例有限公司,{foreign},2026-07-08,,,\n\
             5,示例公司,123,2026-07-08,,,\n"
        );
        let page = sends(&mut officer, &as_of, &rows).await;
        for words in
            ["在名单上（代码相同）", "与曾用名相同", "曾在名单上，已移出", "第 7 行", "还没有登记，什么也没有写入"]
        {
            assert!(page.says(words), "{words}: {}", page.tree.text);
        }
        assert!(!page.says("外省示例有限公司"), "nobody of ours is only counted");
        assert!(record(&portal, &firms[0].id).await.is_none());
        let form = officer.form("/office/compliance-lists");
        officer.refused(form.clone(), "请确认已经核对").await;

        // What has changed meanwhile is shown anew, and not registered unseen.
        let again = officer.form("/office/compliance-lists").fill("confirm", "on");
        let page = officer.refused(again.clone().forge("seen", "other"), "在您核对之后有变化").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        let form = officer.form("/office/compliance-lists").fill("confirm", "on");
        let page = officer.sent(form).await;
        assert!(page.says("名单已登记") && page.says("等人确认"), "{}", page.tree.text);
        let at = page.at.clone();
        assert_eq!(record(&portal, &firms[0].id).await.unwrap().listings.len(), 1);
        assert!(record(&portal, &firms[1].id).await.is_none(), "a name alone finds nobody");
        assert!(record(&portal, &firms[2].id).await.is_none(), "who was taken off is held against nobody");

        // The city sees it on its case, and whom it may mean; a person says so once.
        let mut city = portal.signed_in("city4502").await;
        let page = city.open(&format!("/office/applications/{}/gates", cases[0].id)).await;
        assert!(page.says("在名单上") && page.says("未公示年报"), "{}", page.tree.text);
        let page = city.open(&format!("/office/applications/{}/gates", cases[1].id)).await;
        assert!(page.says("等人确认"), "{}", page.tree.text);
        assert!(city.open("/office/compliance-lists").await.says("等人确认"));
        city.open(&at).await;
        let row = format!("{at}/rows/4");
        let form = city.form(&row);
        city.refused(form.clone(), "请选是不是同一家").await;
        city.refused(form.clone().fill("answer", "another"), "为什么不是同一家").await;
        let page = city.sent(form.clone().fill("answer", "same")).await;
        assert!(page.says("已确认是同一家"), "{}", page.tree.text);
        let page = city.refused(form.fill("answer", "same").forge("once", "later"), "现在不需要确认").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert_eq!(record(&portal, &firms[1].id).await.unwrap().listings.len(), 1);

        // Another city sees neither the rows nor the list's enterprises.
        let mut other = portal.signed_in("city4501").await;
        assert!(!other.open(&at).await.says(&first), "{}", other.page().tree.text);

        // The list alone stands in nobody's way for ever: a look answers it, and a newer list takes its place.
        let page = sends(&mut officer, &as_of, &format!("1,{second},,2026-07-08,,,\n")).await;
        assert!(page.says("接替同一来源"), "{}", page.tree.text);
        let form = officer.form("/office/compliance-lists").fill("confirm", "on");
        officer.sent(form).await;
        assert!(officer.open(&at).await.says("已有更新的"));
        let known = record(&portal, &firms[0].id).await.unwrap();
        assert!(known.listings[0].superseded.is_some() && known.unanswered("abnormal").is_none());
        let page = city.open(&format!("/office/applications/{}/gates", cases[0].id)).await;
        assert!(page.says("不在这份名单上") && !page.says("未列入"), "{}", page.tree.text);
        assert_eq!(portal.province().verified().await.findings, vec![], "{}", portal.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_city_registers_lists_for_its_own_firms_and_others_register_none() {
    for portal in Portal::both().await {
        let (firms, _) = firms(&portal, 7_741).await;
        let (name, code) = name_of(&portal, &firms[0].id).await;
        let as_of = portal.app.clock.today().to_string();
        let mut nanning = portal.signed_in("city4501").await;
        let page = sends(&mut nanning, &as_of, &format!("1,{name},{code},,,,\n")).await;
        assert!(page.says("没有一行对上本级企业"), "another city's firm: {}", page.tree.text);
        let mut lead = portal.signed_in("lead4502").await;
        assert!(lead.open("/office/compliance-lists").await.says("合规名单"));
        assert!(lead.page().tree.named("a").iter().all(|a| a.text != "登记一份名单"));
        assert_eq!(lead.go(NEW).await.status, StatusCode::FORBIDDEN);
        let mut auditor = portal.signed_in("auditor").await;
        assert_eq!(auditor.go("/office/compliance-lists").await.status, StatusCode::FORBIDDEN);
    }
}
