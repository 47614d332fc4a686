//! One enterprise all the way (A9), by keyboard in a real Chromium: a figure of the dossier mended, the content checked,
//! declared and submitted; taken up, reviewed, checked, visited, concluded, approved; before the public, filed,
//! announced; found in the register and verified.

use jiff::civil::date;
use tempfile::TempDir;
use titian_stories::browser::Browser;
use titian_stories::portal::Portal;

const PDF: &[u8] = b"%PDF-1.4\n% the signed paper of a story\n%%EOF\n";
/// The key that goes on to the next answer of a question, and round.
const RIGHT: &str = "\u{e014}";
const QUESTIONS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn from_the_dossier_to_the_register_by_keyboard() {
    whole_way(Portal::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_on_postgresql() {
    if let Some(portal) = Portal::postgres().await {
        whole_way(portal).await;
    }
}

async fn whole_way(portal: Portal) {
    let Some(browser) = Browser::at(&portal.serve().await).await else { return };
    let draft = portal.drafting().await;
    let office = &draft.city[..4];
    let folder = TempDir::new().unwrap();
    let paper = folder.path().join("签发文件.pdf");
    std::fs::write(&paper, PDF).unwrap();

    // The enterprise: one figure is mended, the evidence is there, the whole is declared and submitted.
    browser.sign_in(&draft.login, "demo").await;
    browser.arrives("/enterprise").await;
    browser.go("/enterprise/dossier/innovation").await;
    let figure = browser.script("return document.getElementById('f-rd_expense@2025').value").await;
    // Another last digit: so small a change decides nothing.
    let mut figure = figure.as_str().unwrap_or_default().to_owned();
    let last = figure.pop();
    figure.push(if last == Some('5') { '6' } else { '5' });
    browser.write("研发费用总额 2025年", "一百万").await;
    browser.enter().await;
    browser.reads("研发费用").await;
    browser.write("研发费用总额 2025年", &figure).await;
    browser.enter().await;
    browser.reads("已保存").await;
    browser.go(&format!("/enterprise/applications/{}/check", draft.application)).await;
    browser.reads("每一分的理由").await;
    browser.press("内容无误，去声明").await;
    browser.tick("作出以上声明").await;
    browser.tick("作出以上承诺").await;
    browser.write("声明人姓名", "示例负责人").await;
    browser.press("提交申报").await;
    browser.reads("受理编号").await;
    browser.forget().await;

    // The city: taken up, question by question, then gates, visit and proposal.
    browser.sign_in(&format!("city{office}"), &format!("city{office}")).await;
    let bench = format!("/office/applications/{}", draft.application);
    browser.go(&bench).await;
    browser.press("受理").await;
    browser.go(&format!("{bench}/items/ip")).await;
    for _ in 0..QUESTIONS {
        browser.tick("采信填报").await;
        browser.press("保存，看下一项").await;
    }
    browser.go(&format!("{bench}/gates")).await;
    for _ in 0..browser.count("fieldset.record-check").await {
        browser.pick("符合").await;
        browser.write("在哪里查", "信用中国（演示）").await;
    }
    browser.press("保存核查记录").await;
    browser.reads("均符合").await;
    browser.go(&format!("{bench}/inspection")).await;
    browser.write("谁去的", "抽查员甲、抽查员乙").await;
    browser.tab_to("第 1 行，看到的").await;
    browser.keys(RIGHT).await;
    browser.press("保存抽查记录").await;
    browser.reads("抽查记录已登记").await;
    browser.go(&format!("{bench}/conclusion")).await;
    browser.reads("都办完了").await;
    browser.tick("拟通过，列入公示").await;
    browser.press("送审批").await;
    browser.reads("待审批").await;
    browser.forget().await;

    // The leader agrees; the city puts the list before the public.
    browser.sign_in(&format!("lead{office}"), &format!("lead{office}")).await;
    browser.go(&format!("{bench}/approval")).await;
    browser.press("同意").await;
    browser.reads("拟公示").await;
    browser.forget().await;
    browser.sign_in(&format!("city{office}"), &format!("city{office}")).await;
    browser.go(&format!("/office/publicity/new?batch={}", draft.batch)).await;
    browser.write("标题", "示例市2026年第二批创新型中小企业公示（补充）").await;
    browser.tick("我已核对名单").await;
    browser.press("发布公示").await;
    browser.reads("公示中").await;
    let list = browser.place().await;

    // Five working days later it is filed; the province fixes its list and another of its people has it in force.
    portal.day(date(2026, 12, 2)).await;
    browser.forget().await;
    browser.sign_in(&format!("city{office}"), &format!("city{office}")).await;
    browser.go(&list).await;
    browser.write("备案函的文号", "示例信函〔2026〕1号").await;
    browser.press("备案勾选的企业").await;
    browser.reads("已经备案").await;
    browser.forget().await;
    browser.sign_in("province1", "province1").await;
    browser.go(&format!("/office/announcements/new?batch={}", draft.batch)).await;
    browser.write("标题", "2026年第二批创新型中小企业公告（演示）").await;
    browser.tick("我已核对名单").await;
    browser.press("固定名单，准备送批").await;
    let announcement = browser.place().await;
    browser.forget().await;
    browser.sign_in("province2", "province2").await;
    browser.go(&announcement).await;
    browser.write("文号", "演示公告〔2026〕96号").await;
    browser.date("落款日", date(2026, 12, 2)).await;
    browser.choose("签发文件的扫描件", &paper).await;
    browser.tick("名单与签发文件一致").await;
    browser.press("登记批准，公告生效").await;
    browser.reads("已经办结").await;
    browser.forget().await;

    // Everybody: found by a part of the name, verified by the code on the paper.
    portal.app.refresh_register().await.unwrap();
    browser.go("/register").await;
    browser.write("企业名称", &draft.name[..draft.name.char_indices().nth(8).map_or(0, |(at, _)| at)]).await;
    browser.enter().await;
    browser.reads(&draft.name).await;
    browser.go(&format!("/register/{}", draft.code)).await;
    browser.reads("创新型中小企业").await;
    browser.reads("有效").await;
    browser.close().await;
}
