//! Lists of others at the office of the province: uploaded, looked at row by row, answered, confirmed, read later; filings
//! of the national platform and where that is said of them.

use axum::http::StatusCode;
use titian_domain::id::BatchId;
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::tier::Tier;
use titian_stories::portal::Portal;
use titian_stories::reader::Reader;

const ROOM: &str = "/office/imports";

fn code(serial: u64) -> String {
    synthetic("450200", serial).unwrap().to_string()
}

/// Uploads a list; answers where it is shown.
async fn uploaded(reader: &mut Reader, what: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> String {
    reader.open(&format!("{ROOM}/new/{what}")).await;
    let mut form = reader.form(&format!("/new/{what}"));
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    let page = reader.sent(form.attach("table", file.0, file.1)).await;
    assert!(page.says("还没有写入任何一行"), "{}", page.tree.text);
    page.at.clone()
}

async fn batch(portal: &Portal) -> (BatchId, String) {
    let batch = portal.province().batch_of(Tier::Innovative, &[]).await;
    (batch, portal.app.clock.today().to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn filings_of_the_platform_come_in_and_are_told_apart() {
    for portal in Portal::both().await {
        let (batch, today) = batch(&portal).await;
        let mut leader = portal.signed_in("province2").await;
        leader.open(ROOM).await;
        leader.follow("导入国家平台的申报").await;
        leader.refused(leader.form("/new/filings").fill("batch", batch.as_str()), "请选择名单文件").await;
        let form = leader.form("/new/filings").fill("batch", batch.as_str());
        leader.refused(form.clone().attach("table", "名单.pdf", b"%PDF-1.4"), "只收 .xlsx、.csv 或 .xls").await;
        leader.refused(form.clone().fill("columns", "没有等号").attach("table", "名单.csv", b"x"), "一行一列").await;
        leader.refused(form.attach("table", "名单.csv", "甲,乙\n1,2\n".as_bytes()), "没有认识的表头").await;

        // As the platform gives it out: its own headings, in GB18030.
        let text = format!(
            "企业全称,信用代码,所属地市,提交时间,主营收入,法定代表人手机\n\
             示例平台甲有限公司,{},柳州市,{today} 09:30:00,1234.5,1\n\
             示例平台乙有限公司,{},柳州市,2020-01-01,88,1\n",
            code(8_801),
            code(8_802)
        );
        let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
        let own = [("batch", batch.as_str()), ("columns", "企业全称 = 企业名称\n主营收入 = 上年度营业收入总额(万元)")];
        let at = uploaded(&mut leader, "filings", &own, ("导出.csv", &bytes)).await;
        let page = leader.open(&at).await;
        assert!(
            page.says("示例平台乙有限公司") && page.says("申报期是") && page.says("第十二条"),
            "{}",
            page.tree.text
        );
        assert!(page.says("没有用到的列：法定代表人手机") && page.says("导入的数据列：主营收入"), "{}", page.tree.text);
        leader.follow("登记为新企业").await;
        assert!(leader.page().says("示例平台甲有限公司") && !leader.page().says("示例平台乙有限公司"));

        let confirm = leader.form("/confirm");
        assert_eq!(confirm.held("leave"), "on");
        let page = leader.sent(confirm.clone()).await;
        assert!(page.says("已导入 1 件申报") && page.says("1 行留在外面"), "{}", page.tree.text);
        let page = leader.refused(confirm.forge("once", "later"), "已经导入").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        // It stays as it was: who, when, which file, every row.
        let page = leader.open(&format!("{at}?fate=all")).await;
        assert!(page.says("确认导入") && page.says("SHA-256") && page.says("2020年1月1日"), "{}", page.tree.text);
        assert!(leader.open(ROOM).await.says("导出.csv"));

        // Wherever the case is shown, so is where it was filed.
        let mut city = portal.signed_in("city4502").await;
        let page = city.open("/office/applications?channel=platform").await;
        assert!(page.says("示例平台甲有限公司") && page.says("国家平台"), "{}", page.tree.text);
        assert!(!city.open("/office/applications?channel=portal").await.says("示例平台甲有限公司"));
        city.open("/office/applications?channel=platform").await;
        let page = city.follow("示例平台甲有限公司").await;
        assert!(page.says("佐证材料可能只在国家平台"), "{}", page.tree.text);
        let history = format!("{}/history", page.at.trim_end_matches('/'));
        let page = city.open(&history).await;
        assert!(page.says("在国家平台作出") && page.says("导出文件第 2 行"), "{}", page.tree.text);
        assert_eq!(city.go(ROOM).await.status, StatusCode::FORBIDDEN);
        assert_eq!(city.go(&at).await.status, StatusCode::NOT_FOUND);
        assert_eq!(city.go(&format!("{ROOM}/new/filings")).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn earlier_titles_are_answered_row_by_row_and_shown_anew_when_things_change() {
    for portal in Portal::both().await {
        let firm = &portal.province().firms(8_811, 1).await[0];
        let name = portal
            .province()
            .load_all::<titian_domain::enterprise::Enterprise>(&[firm.id.as_str()])
            .await
            .remove(0)
            .name;
        let text = format!(
            "企业名称,设区市,称号,批次\n{name},南宁,专精特新,2020年度\n示例新厂有限公司,柳州,专精特新,2020年度\n"
        );
        let mut leader = portal.signed_in("province2").await;
        let source = [("source", "示例公告〔2021〕3号")];
        let at = uploaded(&mut leader, "titles", &source, ("名单.csv", text.as_bytes())).await;
        let page = leader.page();
        assert!(page.says("需要确认") && page.says("所在设区市不同"), "{}", page.tree.text);
        let stale = leader.form("/confirm");
        let answer = leader.form("/answers").fill("answer.2", &firm_code(&portal, firm).await);
        let page = leader.sent(answer).await;
        assert!(page.says("去向已重新得出"), "{}", page.tree.text);
        let page = leader.refused(stale, "预览之后情况有变化").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        // The list as it stands now can be confirmed where it is shown anew.
        let page = leader.sent(leader.form("/confirm")).await;
        assert!(page.says("已补录 2 项称号"), "{}", page.tree.text);
        assert!(leader.open(&at).await.says("对上已有企业"));

        // Who may not bring in titles does not see the way.
        let mut handler = portal.signed_in("province1").await;
        let page = handler.open(ROOM).await;
        assert!(!page.says("补录施行前取得的称号") && page.says("导入国家平台的申报"), "{}", page.tree.text);
        assert_eq!(handler.go(&at).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_miit_published_is_registered_as_a_whole() {
    for portal in Portal::both().await {
        let firm = &portal.province().firms(8_821, 1).await[0];
        let known = firm_code(&portal, firm).await;
        let text = format!("企业名称,统一社会信用代码\n示例虚构,{known}\n外省示例有限公司,\n");
        let mut leader = portal.signed_in("province2").await;
        leader.open(&format!("{ROOM}/new/miit")).await;
        let form = leader.form("/new/miit").attach("table", "名单.csv", text.as_bytes());
        leader.refused(form, "请填写公布文件的文号").await;
        let today = portal.app.clock.today();
        let until = today.saturating_add(jiff::Span::new().years(3)).to_string();
        let today = today.to_string();
        let paper = [
            ("title", "示例公布名单"),
            ("number", "示例部企业〔2026〕9号"),
            ("dated", &today),
            ("from", &today),
            ("until", &until),
        ];
        let at = uploaded(&mut leader, "miit", &paper, ("名单.csv", text.as_bytes())).await;
        // A code with another name is a person's to confirm; what MIIT published is never registered in part.
        let page = leader.page();
        assert!(page.says("名称不同") && page.says("请先处理完再确认"), "{}", page.tree.text);
        let answer = leader.form("/answers").fill("answer.2", &known);
        let page = leader.sent(answer).await;
        assert!(page.says("不是已登记的企业"), "{}", page.tree.text);
        let page = leader.sent(leader.form("/confirm")).await;
        assert!(page.says("已登记 1 家，名单中另有 1 行"), "{}", page.tree.text);
        assert!(leader.open(&format!("{at}?fate=unknown")).await.says("外省示例有限公司"));
    }
}

async fn firm_code(portal: &Portal, firm: &titian_stories::province::Firm) -> String {
    let firm = portal.province().load_all::<titian_domain::enterprise::Enterprise>(&[firm.id.as_str()]).await.remove(0);
    firm.code().to_owned()
}
