//! The province announces: a list is fixed, printed and approved, and its titles stand at once; or it is given up.

use axum::http::{StatusCode, header};
use titian_domain::publicity::Entry;
use titian_stories::portal::Portal;
use titian_stories::province::{Case, file};
use titian_stories::reader::Reader;

const PDF: &[u8] = b"%PDF-1.4\n% a signed paper of a story\n%%EOF\n";
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Cases of 柳州 that were filed to the province, and the day after.
async fn filed(portal: &Portal, count: u64) -> Vec<Case> {
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let firms = province.firms(7_001, count).await;
    let cases = province.submitted(&batch, &firms).await;
    province.concluded(&cases, true).await;
    province.approved(&cases).await;
    let list = province.publicised(&batch, &cases, cases.len()).await.remove(0);
    let until = portal.app.publicity(list.as_str()).await.unwrap().unwrap().until;
    portal.day(until.tomorrow().unwrap()).await;
    let (city, command) = file(&list, &cases);
    province.one(&city, command).await;
    cases
}

/// Opens the preview of the batch that can be announced.
async fn preview(handler: &mut Reader) {
    handler.open("/office/publicity").await;
    handler.follow("准备公告").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_fixed_approved_and_in_force_in_one_act() {
    for portal in Portal::both().await {
        let cases = filed(&portal, 3).await;
        let mut handler = portal.signed_in("province1").await;
        preview(&mut handler).await;
        assert!(handler.page().says("示例虚构企业007002号") && handler.page().says("柳州市"));
        let form = handler.form("/office/announcements/new");
        handler.refused(form.clone(), "请确认名单").await;
        let page = handler.sent(form.clone().fill("confirm", "on")).await;
        assert!(page.says("待批准") && page.says("由另一位有权人员登记批准"), "{}", page.tree.text);
        let at = page.at.clone();
        let late = handler.refused(form.fill("confirm", "on").forge("once", "later"), "刚刚被别人办过").await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        handler.open(&at).await;
        assert!(handler.follow("打印").await.says("送批稿") && handler.page().says("名单核对码"));

        let mut leader = portal.signed_in("province2").await;
        leader.open(&at).await;
        let today = portal.app.clock.today().to_string();
        let form = leader.form("/approve");
        leader.refused(form.clone(), "请填写文号").await;
        let typed = form.fill("文号", "桂工信企业〔2026〕96号").fill("落款日", &today).fill("confirm", "on");
        let picture = typed.clone().attach("scan", "扫描.png", PICTURE);
        let page = leader.refused(picture, "请上传签发文件的扫描件").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(leader.form("/approve").held("文号"), "桂工信企业〔2026〕96号");
        let early = typed.clone().fill("落款日", "2026-01-05").attach("scan", "扫描.pdf", PDF);
        leader.refused(early, "早于名单固定的日期").await;
        assert!(leader.page().says("请再选一次扫描件"));
        let page = leader.sent(typed.clone().attach("scan", "签发.pdf", PDF)).await;
        assert!(page.says("公告已生效") && page.says("桂工信企业〔2026〕96号"), "{}", page.tree.text);
        let scan = leader.follow("扫描件").await;
        assert_eq!(scan.headers[header::CONTENT_TYPE], "application/pdf");
        // Approved once more, from a page that was open all the while.
        let again = typed.attach("scan", "签发.pdf", PDF).forge("once", "later");
        let page = leader.refused(again, "刚刚被别人办过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);

        // Every title is found at once, by its name and by its check code.
        let id = at.rsplit('/').next().unwrap().to_owned();
        let announcement = portal.app.announcement(&id).await.unwrap().unwrap();
        assert!(announcement.list.len() >= cases.len());
        let mut visitor = portal.visitor();
        assert!(visitor.open(&format!("/announcements/{id}")).await.says("示例虚构企业007003号"));
        for Entry { name, code, .. } in &announcement.list {
            let page = visitor.open(&format!("/register?q={name}")).await;
            assert!(page.says(name) && page.says("有效"), "{name}");
            let page = visitor.open(&format!("/register/{code}")).await;
            let dds = page.tree.named("dd");
            let code = dds.iter().find(|dd| dd.text.len() == 14 && dd.text.matches('-').count() == 2);
            let code = code.map(|dd| dd.text.clone()).unwrap_or_else(|| panic!("no check code of {name}"));
            let page = visitor.open(&format!("/verify?code={code}")).await;
            assert!(page.says(name) && page.says("有效"), "{name}: {}", page.tree.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_given_up_frees_its_cases() {
    for portal in Portal::both().await {
        let cases = filed(&portal, 2).await;
        let province = portal.province();
        let mut handler = portal.signed_in("province1").await;
        preview(&mut handler).await;
        let at = handler.sent(handler.form("/office/announcements/new").fill("confirm", "on")).await.at.clone();
        assert_eq!(province.stages(&cases).await, ["announcing", "announcing"]);
        let mut leader = portal.signed_in("province2").await;
        leader.open(&at).await;
        let (approve, late) = (leader.form("/approve"), leader.form("/drop"));
        handler.refused(handler.form("/drop"), "请写明为什么撤回名单").await;
        let page = handler.sent(handler.form("/drop").fill("理由", "名单漏了两家,重新准备")).await;
        assert!(page.says("已撤回") && page.says("名单漏了两家"));
        assert_eq!(province.stages(&cases).await, ["filed", "filed"]);
        // Who still had it before them is told, with what they typed.
        let page = leader.refused(late.fill("理由", "文件有误"), "刚刚被别人办过").await;
        assert!(page.status == StatusCode::CONFLICT && page.says("文件有误"));
        let today = portal.app.clock.today().to_string();
        let approve = approve.fill("文号", "桂工信企业〔2026〕96号").fill("落款日", &today).fill("confirm", "on");
        let page = leader.refused(approve.attach("scan", "签发.pdf", PDF), "刚刚被别人办过").await;
        assert!(page.status == StatusCode::CONFLICT && page.says("桂工信企业〔2026〕96号"));
        // The public never saw it.
        let public = at.replace("/office", "");
        assert_eq!(portal.visitor().go(&public).await.status, StatusCode::NOT_FOUND);
        preview(&mut handler).await;
        assert!(handler.page().says("示例虚构企业007001号"), "they can be announced again");
    }
}
