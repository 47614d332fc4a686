//! An enterprise filed a wrong figure and asks to have it corrected: its city examines, the province decides; what was
//! declared stays, what is right stands beside it and is what is reviewed.

use axum::http::{StatusCode, header};
use titian_stories::portal::Portal;
use titian_stories::province::PASSWORD;

const PDF: &[u8] = b"%PDF-1.4\n% an audit report of a story\n%%EOF\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_figure_is_corrected_beside_what_was_filed() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let cases = province.submitted(&batch, &province.firms(7_451, 2).await).await;
        let case = format!("/enterprise/applications/{}", cases[0].id);
        let mut city = portal.signed_in("city4502").await;
        city.open(&format!("/office/applications/{}", cases[0].id)).await;
        city.sent(city.form("/take-up")).await;
        city.open(&format!("/office/applications/{}/items/rd_share", cases[0].id)).await;
        city.sent(city.form("/items/rd_share").fill("ruling", "accept")).await;

        // The enterprise asks: which figure, what is right, why it was wrong, and what proves it.
        let mut clerk = portal.visitor();
        clerk.sign_in("clerk7451", PASSWORD).await;
        clerk.open(&case).await;
        clerk.follow("申请更正").await;
        assert!(clerk.page().says("更正不等于免责") && clerk.page().says("第十六条"));
        let form = clerk.form("/correction");
        clerk.refused(form.clone(), "请选更正哪一项").await;
        let typed = form.fill("place.1", "研发费用").fill("right.1", "五").fill("why", "录入时小数点错位");
        clerk.refused(typed.clone(), "请上传能证明正确数据的材料").await;
        let refused = clerk.refused(typed.clone().attach("evidence", "审计报告.pdf", PDF), "不是数字").await;
        assert!(refused.says("请再选一次文件"), "{}", refused.tree.text);
        assert_eq!(clerk.form("/correction").held("why"), "录入时小数点错位", "what was typed is kept");
        let picture = typed.clone().attach("evidence", "说明.txt", b"plain");
        clerk.refused(picture, "PDF").await;
        let typed = typed.fill("right.1", "5万元");
        let page = clerk.sent(typed.clone().attach("evidence", "审计报告.pdf", PDF)).await;
        assert!(page.says("待市级核对") && page.says("50万元") && page.says("5万元"), "{}", page.tree.text);
        let own = page.at.clone();
        let file = clerk.follow("审计报告.pdf").await;
        assert_eq!(file.headers[header::CONTENT_TYPE], "application/pdf");
        let again = typed.clone().forge("once", "later").fill("right.1", "6万元").attach("evidence", "报告.pdf", PDF);
        clerk.refused(again, "已经有一份更正申请在办").await;
        assert!(clerk.open(&case).await.says("待市级核对"));
        assert!(!clerk.page().says("申请更正"), "one at a time");
        let request = own.replace("/enterprise/corrections", "/office/correction-requests");

        // Another enterprise does not see it; the province waits for the city.
        let mut other = portal.visitor();
        other.sign_in("clerk7452", PASSWORD).await;
        for at in [own.clone(), case.clone(), format!("{case}/correction")] {
            assert_eq!(other.go(&at).await.status, StatusCode::NOT_FOUND, "{at}");
        }
        let mut leader = portal.signed_in("province2").await;
        leader.open(&request).await;
        assert!(leader.page().says("由所在市的经办或审批人员核对"), "{}", leader.page().tree.text);

        // The city looks at the paper and says what it saw.
        city.open("/office/corrections").await;
        assert!(city.page().says("1 份更正申请在等市级核对"), "{}", city.page().tree.text);
        city.follow("示例虚构企业007451号").await;
        assert!(city.page().says("更正不等于免责") && city.page().says("不更正"), "{}", city.page().tree.text);
        let file = city.follow("审计报告.pdf").await;
        assert_eq!(file.headers[header::CONTENT_TYPE], "application/pdf");
        city.open(&request).await;
        let form = city.form("/opinion");
        city.refused(form.clone(), "请选核对的结果").await;
        let form = form.fill("finding", "supports").fill("意见", "已核对审计报告原件");
        let page = city.sent(form.clone()).await;
        assert!(page.says("市级意见已提出") && page.says("由自治区审批人员决定"), "{}", page.tree.text);
        let page = city.refused(form.forge("once", "later"), "刚刚被别人办过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);

        // The province decides on what it has read: something happened to the case in between.
        leader.open(&request).await;
        let stale = leader.form("/decision");
        leader.refused(stale.clone(), "请选准予还是不予更正").await;
        city.open(&format!("/office/applications/{}/items/ip", cases[0].id)).await;
        city.sent(city.form("/items/ip").fill("ruling", "accept")).await;
        let stale = stale.fill("decision", "accept").fill("理由", "材料清楚");
        leader.refused(stale, "在您打开之后又有变化").await;
        let form = leader.form("/decision").fill("decision", "accept").fill("理由", "材料清楚");
        let page = leader.sent(form.forge("once", "anew")).await;
        assert!(page.says("已准予更正") && page.says("准予更正：材料清楚"), "{}", page.tree.text);
        assert!(page.says("结论由“达到标准”变为“未达到标准”"), "{}", page.tree.text);

        // The reviewer reads both; what rested on the figure is ruled on anew, the rest stands.
        let page = city.open(&format!("/office/applications/{}/items/rd_share", cases[0].id)).await;
        assert!(page.says("已准予更正") && page.says("50") && page.says("0.50%"), "{}", page.tree.text);
        let case_now = province.standing(&cases[..1]).await.remove(0);
        assert!(case_now.verdicts.contains_key("ip") && !case_now.verdicts.contains_key("rd_share"));
        let page = city.open(&format!("/office/applications/{}/history", cases[0].id)).await;
        assert!(page.says("准予更正填报数据"), "{}", page.tree.text);

        // The enterprise reads what was decided, and what it declared as it declared it.
        let page = clerk.open(&own).await;
        assert!(page.says("准予更正：材料清楚") && page.says("原填报照原样保留"), "{}", page.tree.text);
        let page = clerk.open(&case).await;
        assert!(page.says("50万元") && page.says("5万元") && page.says("准予更正"), "{}", page.tree.text);
        assert!(clerk.open("/enterprise/messages").await.says("更正申请已有决定"));
        assert!(portal.province().verified().await.is_sound(), "{}", portal.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_the_enterprises_hands_is_mended_there_and_a_request_can_be_taken_back_or_declined() {
    for portal in Portal::both().await {
        // A draft: the page says to mend the dossier itself.
        let draft = portal.drafting().await;
        let mut drafting = portal.signed_in(&draft.login).await;
        let at = format!("/enterprise/applications/{}/correction", draft.application);
        let page = drafting.open(&at).await;
        assert!(page.says("请直接在企业档案里改正"), "{}", page.tree.text);

        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let cases = province.submitted(&batch, &province.firms(7_461, 1).await).await;
        let case = format!("/enterprise/applications/{}", cases[0].id);
        let mut clerk = portal.visitor();
        clerk.sign_in("clerk7461", PASSWORD).await;
        clerk.open(&format!("{case}/correction")).await;
        let form = clerk.form("/correction").fill("place.1", "研发费用").fill("right.1", "40万元");
        let form = form.fill("why", "看错一行").attach("evidence", "报告.pdf", PDF);
        let first = clerk.sent(form.clone()).await.at.clone();
        let late = clerk.form("/withdraw");
        let page = clerk.sent(late.clone()).await;
        assert!(page.at == case && page.says("更正申请已撤回"), "{}", page.tree.text);
        assert!(clerk.open(&first).await.says("企业已撤回"));
        clerk.refused(late.forge("once", "later"), "现在不能撤回").await;

        let second = clerk.sent(form.forge("once", "again")).await.at.clone();
        let request = second.replace("/enterprise/corrections", "/office/correction-requests");
        let mut city = portal.signed_in("lead4502").await;
        city.open(&request).await;
        city.sent(city.form("/opinion").fill("finding", "doubts").fill("意见", "报告没有这一项")).await;
        let mut leader = portal.signed_in("province2").await;
        leader.open(&request).await;
        let form = leader.form("/decision").fill("decision", "decline").fill("理由", "材料不能证明");
        let page = leader.sent(form).await;
        assert!(page.says("不予更正：材料不能证明"), "{}", page.tree.text);
        let page = clerk.open(&second).await;
        assert!(page.says("不予更正：材料不能证明") && page.says("填报没有更正"), "{}", page.tree.text);
        assert!(province.standing(&cases).await[0].filing.as_ref().unwrap().corrections.is_empty());
    }
}
