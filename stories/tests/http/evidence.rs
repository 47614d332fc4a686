//! Evidence: what an office can open is taken and shown to its owner; anything else is named beside its control.

use axum::http::{StatusCode, header};
use titian_stories::portal::Portal;

const FIRM: &str = "firm0058";
const AT: &str = "/enterprise/dossier/operation";
const CONTROL: &str = "file:audit_report@2025";
const PDF: &[u8] = b"%PDF-1.4\n% an audit report of a story\n%%EOF\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_no_office_can_open_is_refused_by_name() {
    let portal = Portal::sqlite().await;
    let large = [PDF, &vec![b' '; 21 << 20]].concat();
    let files: [(&str, &[u8], &str); 6] = [
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "内容不是"),
        ("页.html", b"<!doctype html><script>alert(1)</script>", "内容不是"),
        ("报告.pdf", b"<!doctype html><script>alert(1)</script>", "内容不是"),
        ("报告.png", PDF, "后缀与内容不符"),
        ("空.pdf", b"", "文件是空的"),
        ("大.pdf", &large, "超过"),
    ];
    let mut clerk = portal.signed_in(FIRM).await;
    for (name, bytes, words) in files {
        clerk.open(AT).await;
        let form = clerk.form(AT).fill("net_profit@2025", "311").attach(CONTROL, name, bytes);
        let page = clerk.refused(form.press("上传并保存"), words).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let href = format!("#f-{CONTROL}");
        assert!(page.tree.named("a").iter().any(|link| link.get("href") == Some(&href)), "{name}: led to its control");
    }
    clerk.open(AT).await;
    assert_eq!(clerk.form(AT).held("net_profit@2025"), "311.00", "the rest of the form counts");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_kept_shown_to_its_owner_and_taken_away() {
    for portal in Portal::both().await {
        let mut clerk = portal.signed_in(FIRM).await;
        clerk.open(AT).await;
        let form = clerk.form(AT).attach(CONTROL, "审计报告.pdf", PDF).press("上传并保存");
        let page = clerk.sent(form).await;
        let links = page.tree.named("a");
        let link = links.iter().find(|link| link.text == "审计报告.pdf").expect("the file is listed");
        let href = link.get("href").unwrap().to_owned();
        assert!(href.starts_with("/enterprise/evidence/"), "{href}");
        let shown = clerk.go(&href).await;
        assert_eq!(shown.body.as_bytes(), PDF);
        assert_eq!(shown.headers[header::CONTENT_TYPE], "application/pdf");
        assert_eq!(shown.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let mut other = portal.signed_in("firm0060").await;
        assert_eq!(other.go(&href).await.status, StatusCode::NOT_FOUND);
        assert_eq!(portal.signed_in("city4502").await.go(&href).await.status, StatusCode::FORBIDDEN);
        let there = portal.visitor().go(&href).await.clone();
        assert!(there.at.starts_with("/sign-in?next="), "{}", there.at);
        clerk.open(AT).await;
        let form = clerk.form(AT).press("确认删除 审计报告.pdf");
        clerk.sent(form).await;
        assert_eq!(clerk.go(&href).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_the_wrong_kind_costs_an_objector_nothing_that_was_written() {
    let portal = Portal::sqlite().await;
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let cases = province.submitted(&batch, &province.firms(7_601, 1).await).await;
    province.concluded(&cases, true).await;
    province.approved(&cases).await;
    let list = province.publicised(&batch, &cases, 1).await.remove(0);
    let mut reader = portal.visitor();
    reader.open(&format!("/publicity/{list}/object")).await;
    let words = "所报的专利与主导产品无关，请核实，专利号为演示 0001。";
    let form = reader.form("/object").fill("对哪一家企业", "007601").fill("事实和理由", words);
    let form = form.fill("真实姓名", "示例异议人").fill("联系方式", "demo@example.invalid").fill("以上所写属实", "on");
    let page = reader.refused(form.clone().attach("evidence", "说明.docx", b"PK\x03\x04"), "内容不是").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reader.form("/object").held("事实和理由"), words);
    // A fit file on a form with something else to mend has to be chosen again, and the page says so.
    let unticked = form.clone().fill("以上所写属实", "").attach("evidence", "说明.pdf", PDF);
    reader.refused(unticked, "请再选一次文件").await;
    let form = reader.form("/object").fill("以上所写属实", "on").attach("evidence", "说明.pdf", PDF);
    assert!(reader.sent(form).await.says("1 个文件"));
}
