//! Moments that go wrong in a real browser: a file that is not what it says, a button pressed twice, two officers at one
//! case, an objection to one of a list.

use tempfile::TempDir;
use titian_app::command::Command;
use titian_domain::account::{Grant, Role};
use titian_domain::id::AccountId;
use titian_rulebook::region::DivisionCode;
use titian_stories::browser::Browser;
use titian_stories::portal::Portal;
use titian_stories::province::officer;

const PDF: &[u8] = b"%PDF-1.4\n% a file of a story\n%%EOF\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_what_it_says_is_named_beside_its_control() {
    let portal = Portal::sqlite().await;
    let Some(browser) = Browser::at(&portal.serve().await).await else { return };
    let folder = TempDir::new().unwrap();
    let (lying, honest) = (folder.path().join("审计报告.pdf"), folder.path().join("审计报告2025.pdf"));
    std::fs::write(&lying, b"<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    std::fs::write(&honest, PDF).unwrap();
    let draft = portal.drafting().await;
    browser.sign_in(&draft.login, "demo").await;
    browser.go("/enterprise/dossier/operation").await;
    browser.choose("2025年 年度审计报告", &lying).await;
    browser.press("上传并保存").await;
    browser.reads("内容不是").await;
    browser.choose("2025年 年度审计报告", &honest).await;
    browser.press("上传并保存").await;
    browser.reads("审计报告2025.pdf").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_kept_after_a_pause() {
    let portal = Portal::sqlite().await;
    let Some(browser) = Browser::at(&portal.serve().await).await else { return };
    let draft = portal.drafting().await;
    browser.sign_in(&draft.login, "demo").await;
    browser.go("/enterprise/dossier/innovation").await;
    browser.write("研发费用总额 2025年", "123.4").await;
    browser.reads("已自动保存").await;
    // The page goes on from there: the button saves once more, with what another field was given.
    browser.write("研发费用总额 2024年", "98.7").await;
    browser.press("只保存").await;
    browser.reads("已保存").await;
    browser.go("/enterprise/dossier/innovation").await;
    let kept = "return ['2025', '2024'].map(year => document.getElementById('f-rd_expense@' + year).value)";
    assert_eq!(browser.script(kept).await, serde_json::json!(["123.40", "98.70"]));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_pressed_while_the_page_keeps_itself_loses_nothing() {
    let portal = Portal::sqlite().await;
    let Some(browser) = Browser::at(&portal.serve().await).await else { return };
    let draft = portal.drafting().await;
    browser.sign_in(&draft.login, "demo").await;
    browser.go("/enterprise/dossier/innovation").await;
    // The answer to the first keeping is held back, as by a slow line.
    let slow = "const real = fetch; window.fetch = async (at, with_) => { const answer = await real(at, with_); \
        if (!String(at).endsWith('/live')) await new Promise(go => (window.release = go)); return answer }";
    browser.script(slow).await;
    browser.write("研发费用总额 2025年", "123.4").await;
    browser.becomes("return Boolean(window.release)").await;
    browser.write("研发费用总额 2024年", "98.7").await;
    browser.tab_to("只保存").await;
    browser.script("document.activeElement.click(); window.release()").await;
    browser.reads("已保存").await;
    browser.go("/enterprise/dossier/innovation").await;
    let kept = "return ['2025', '2024'].map(year => document.getElementById('f-rd_expense@' + year).value)";
    assert_eq!(browser.script(kept).await, serde_json::json!(["123.40", "98.70"]));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_pressed_twice_submits_once() {
    let portal = Portal::sqlite().await;
    let Some(browser) = Browser::at(&portal.serve().await).await else { return };
    let draft = portal.drafting().await;
    browser.sign_in(&draft.login, "demo").await;
    browser.go(&format!("/enterprise/applications/{}/declaration", draft.application)).await;
    browser.tick("作出以上声明").await;
    browser.tick("作出以上承诺").await;
    browser.write("声明人姓名", "示例负责人").await;
    let twice = "const button = document.querySelector('form.declare button'); button.click(); button.click()";
    browser.script(twice).await;
    browser.reads("受理编号").await;
    browser.close().await;
    let sql = "SELECT COUNT(*) AS n FROM journal WHERE stream = $1 AND kind = 'submitted'";
    let stream = format!("application/{}", draft.application).into();
    let count = portal.app.store.read().await.unwrap().number(sql, vec![stream]).await.unwrap();
    assert_eq!(count, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_officers_at_one_case_one_wins_and_the_other_is_told() {
    let portal = Portal::sqlite().await;
    let origin = portal.serve().await;
    let (Some(first), Some(second)) = (Browser::at(&origin).await, Browser::at(&origin).await) else { return };
    // Another leader of the same city, and a case that its handler has proposed.
    let province = portal.province();
    let secret = portal.app.passwords.hash("other4502").await.unwrap();
    let open =
        Command::OpenOfficer { login: "other4502".into(), name: "演示审批二".into(), secret, temporary: false };
    let account = AccountId(province.one(&officer("系统", Role::SystemAdministrator), open).await.id);
    let grant = Grant::of(Role::CityLeader, DivisionCode::parse("450200"));
    province.one(&officer("安全", Role::SecurityAdministrator), Command::Grant { account, grant, give: true }).await;
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let cases = province.submitted(&batch, &province.firms(7_801, 1).await).await;
    province.concluded(&cases, true).await;
    let approval = format!("/office/applications/{}/approval", cases[0].id);
    for (browser, leader) in [(&first, "lead4502"), (&second, "other4502")] {
        browser.sign_in(leader, leader).await;
        browser.go(&approval).await;
    }
    first.press("同意").await;
    first.reads("已审批").await;
    second.write("退回经办人，理由", "请再核一次研发费用").await;
    second.press("退回经办人").await;
    second.reads("刚刚被别人办过").await;
    second.reads("请再核一次研发费用").await;
    first.close().await;
    second.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_holds_one_enterprise_and_not_the_list() {
    let portal = Portal::sqlite().await;
    let Some(browser) = Browser::at(&portal.serve().await).await else { return };
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let cases = province.submitted(&batch, &province.firms(7_901, 2).await).await;
    province.concluded(&cases, true).await;
    province.approved(&cases).await;
    let list = province.publicised(&batch, &cases, 2).await.remove(0).to_string();
    let held = async || {
        let sql = "SELECT COUNT(*) AS n FROM application WHERE publicity = $1 AND held = 1";
        portal.app.store.read().await.unwrap().number(sql, vec![list.as_str().into()]).await.unwrap()
    };
    browser.go(&format!("/publicity/{list}/object")).await;
    // Two presses choose the second enterprise of the list.
    browser.tab_to("对哪一家企业").await;
    browser.keys("\u{e015}".repeat(2)).await;
    browser.write("事实和理由", "所报的专利与主导产品无关，请核实，专利号为演示 0001。").await;
    browser.write("真实姓名", "示例异议人").await;
    browser.write("联系方式", "demo@example.invalid").await;
    browser.tick("以上所写属实").await;
    browser.press("提交异议").await;
    browser.reads("已收到您的异议").await;
    browser.close().await;
    assert_eq!((held().await, province.stages(&cases).await), (1, vec!["in_publicity", "in_publicity"]));
}
