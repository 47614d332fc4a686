//! 复核 as people go through it (A13): a notice names the cohort, who is in it is invited and who lost the right is told why;
//! old titles continue past their term, and the announcement that ends them says so before it is signed.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use titian_app::command::Command;
use titian_domain::id::{BatchId, NoticeId};
use titian_rulebook::tier::Tier;
use titian_stories::dossier;
use titian_stories::portal::Portal;
use titian_stories::province::{Firm, file, publicise};

const PDF: &[u8] = b"%PDF-1.4\n% a signed paper of a story\n%%EOF\n";
const FIRST: u64 = 7_501;

/// The notice of a re-review, drafted and published over the pages; days are counted as days, for the working days of
/// 2029 are not announced yet.
async fn noticed(portal: &Portal, from: &str, until: &str, last_days: (Date, Date)) -> BatchId {
    let mut handler = portal.signed_in("province1").await;
    handler.open("/office/notices/new").await;
    let form = handler.form("/office/notices/new").fill("标题", "关于开展创新型中小企业复核工作的通知");
    let form = form.fill("正文", "请组织申报。").fill("批次名称", "2029年创新型中小企业复核");
    let form = form.fill("b1.purpose", "rereview").fill("申报起始日", from).fill("申报截止日", until);
    let form = form.fill("市级上报截止日", "2029-12-20").fill("b1.publicity", "7日").fill("b1.correction", "10日");
    let form = form.fill("b1.signing", "click");
    let page = handler.refused(form.clone(), "最早的届满日").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = handler.form("/office/notices/new").fill("b1.cohort_first", &last_days.0.to_string());
    let form = form.fill("b1.cohort_last", &last_days.1.to_string()).fill("复核哪些企业", "2026年末公告的企业");
    let page = handler.sent(form).await;
    assert!(page.says("2026年末公告的企业，有效期在"), "{}", page.tree.text);
    let at = page.at.clone();
    let mut leader = portal.signed_in("province2").await;
    leader.open(&at).await;
    let page = leader.sent(leader.form("/publish").fill("文号", "桂示例〔2029〕31号")).await;
    assert!(page.says("通知已发布"), "{}", page.tree.text);
    BatchId::of(&NoticeId(at.rsplit('/').next().unwrap_or_default().to_owned()), 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn 同批到期的企业_被邀请_名单公告时原称号一起了结() {
    for portal in Portal::both().await {
        let province = portal.province();
        let firms = province.firms(FIRST, 2).await;
        province.holding(Tier::Innovative, &firms).await;
        let last = portal.app.clock.today().yesterday().unwrap();
        let last = date(2029, last.month(), last.day());

        // Three years later: the notice, its invitation, and what the first page of each enterprise says.
        portal.day(date(2029, 10, 8)).await;
        let batch = noticed(&portal, "2029-10-10", "2029-11-10", (last, date(2029, 12, 31))).await;
        portal.day(date(2029, 11, 6)).await;
        let mut clerk = portal.signed_in(&format!("clerk{FIRST}")).await;
        let page = clerk.open("/enterprise").await;
        assert!(page.says("2029年创新型中小企业复核请申请复核"), "{}", page.tree.text);
        let page = clerk.open("/enterprise/messages").await;
        assert!(page.says("请申请复核"), "{}", page.tree.text);
        let page = clerk.open(&format!("/enterprise/applications/new?batch={batch}")).await;
        assert!(page.says("2026年末公告的企业") && page.says("开始申报"), "{}", page.tree.text);

        // One applies and passes, the other does nothing.
        let figures = |firm: &Firm| (firm.clerk.clone(), Command::Dossier(firm.id.clone(), dossier::figures_of(2028)));
        province.all(&[figures(&firms[0])]).await;
        let cases = province.submitted(&batch, &firms[..1]).await;
        province.concluded(&cases, true).await;
        province.approved(&cases).await;
        let (actor, command) = publicise(titian_domain::application::Desk::City, &batch, &cases);
        let list = titian_domain::id::PublicityId(province.one(&actor, command).await.id);
        portal.day(last.tomorrow().unwrap()).await;
        province.all(&[file(&list, &cases)]).await;
        province.looked_up(&cases).await;
        let mut citizen = portal.visitor();
        let name = |serial: u64| format!("示例虚构企业{serial:06}号");
        portal.app.refresh_register().await.unwrap();
        for serial in [FIRST, FIRST + 1] {
            let page = citizen.open(&format!("/register?q={}", name(serial))).await;
            assert!(page.says("复核期间有效") && page.says("至复核名单公布"), "{}", page.tree.text);
        }
        let mut silent = portal.signed_in(&format!("clerk{}", FIRST + 1)).await;
        let page = silent.open("/enterprise").await;
        assert!(page.says("复核名单公布前继续有效"), "{}", page.tree.text);

        // Who fixes the list and who signs it read what it does before they do it.
        let mut officer = portal.signed_in("province1").await;
        let page = officer.open(&format!("/office/announcements/new?batch={batch}")).await;
        assert!(page.says("1 家由新称号接替") && page.says("没有参加复核 1 家"), "{}", page.tree.text);
        let form = officer.form("/office/announcements/new").fill("confirm", "on");
        let announcement = officer.sent(form).await.at.clone();
        let mut chief = portal.signed_in("province2").await;
        let page = chief.open(&announcement).await;
        assert!(page.says("另有 1 家的原称号随公告失效"), "{}", page.tree.text);
        let form = chief.form("/approve").fill("文号", "桂工信企业〔2029〕97号").fill("confirm", "on");
        let form = form.fill("落款日", &portal.app.clock.today().to_string());
        let page = chief.sent(form.attach("scan", "签发.pdf", PDF)).await;
        assert!(page.says("公告已生效"), "{}", page.tree.text);

        // The new title stands in the register, the old ones are over, and the silent one knows why.
        let page = citizen.open(&format!("/register?q={}", name(FIRST))).await;
        assert!(page.says("有效至2032年"), "{}", page.tree.text);
        assert!(!citizen.open(&format!("/register?q={}", name(FIRST + 1))).await.says("有效至"));
        let page = silent.open("/enterprise/messages").await;
        assert!(page.says("复核名单已公布"), "{}", page.tree.text);
        assert!(silent.open("/enterprise").await.says("已终止"));
        assert!(province.verified().await.findings.is_empty());
    }
}
