//! A notice is drafted by one, published by another, and its window extended; two who draft at once do not write over
//! each other unseen.

use axum::http::StatusCode;
use titian_stories::portal::Portal;

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_drafted_published_and_extended() {
    for portal in Portal::both().await {
        let mut handler = portal.signed_in("province1").await;
        handler.open("/office/notices").await;
        handler.follow("起草通知").await;
        let form = handler.form("/office/notices/new").fill("标题", "关于开展2027年第一批评价工作的通知");
        let form = form.fill("正文", "各设区市：\n请组织申报。").fill("批次名称", "2027年第一批创新型中小企业");
        let form = form.fill("申报起始日", "2026-12-01").fill("申报截止日", "2026-11-20");
        let form = form.fill("市级上报截止日", "2027-02-26");
        handler.refused(form, "早于起始日").await;
        let form = handler.form("/office/notices/new");
        assert_eq!(form.held("标题"), "关于开展2027年第一批评价工作的通知", "what was typed is kept");

        // One more batch and without it again; nothing is saved by that.
        handler.sent(form.press("再加一个批次")).await;
        let form = handler.form("/office/notices/new");
        assert_eq!(form.held("b2.tier"), "innovative");
        handler.sent(form.forge("act", "drop.2")).await;
        let form = handler.form("/office/notices/new").fill("申报截止日", "2026-12-25");
        let page = handler.sent(form).await;
        assert!(page.says("通知草稿已保存") && page.says("由自治区审批人员填文号发布"), "{}", page.tree.text);
        let at = page.at.clone();
        let public = at.replace("/office", "");
        assert_eq!(portal.visitor().go(&public).await.status, StatusCode::NOT_FOUND, "a draft is nobody else's");

        let mut leader = portal.signed_in("province2").await;
        leader.open(&at).await;
        let publish = leader.form("/publish");
        leader.refused(publish.clone(), "请填写文号").await;
        let page = leader.sent(publish.clone().fill("文号", "桂工信企业〔2026〕99号")).await;
        assert!(page.says("通知已发布") && page.says("桂工信企业〔2026〕99号"));
        assert!(portal.visitor().open(&public).await.says("2027年第一批创新型中小企业"));
        // Published once more, by a page that was open all the while.
        let again = publish.forge("once", "later").fill("文号", "桂工信企业〔2026〕100号");
        let page = leader.refused(again, "刚刚被别人办过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.says("桂工信企业〔2026〕100号"), "what was typed is shown");
        assert_eq!(leader.go(&format!("{at}/draft")).await.status, StatusCode::NOT_FOUND);

        leader.open(&at).await;
        let extend = leader.form("/extend");
        let earlier = extend.clone().fill("新的截止日", "2026-12-20").fill("理由", "平台维护");
        let page = leader.refused(earlier, "请填更晚的日期").await;
        assert_eq!(
            page.tree.forms().iter().find(|form| form.action.ends_with("/extend")).unwrap().held("理由"),
            "平台维护"
        );
        let page = leader.sent(extend.fill("新的截止日", "2026-12-31").fill("理由", "平台维护")).await;
        assert!(page.says("申报期已延长") && page.says("2026年12月31日 24:00"));
        assert!(portal.visitor().open(&public).await.says("2026年12月31日"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_drafters_is_told_and_loses_nothing() {
    for portal in Portal::both().await {
        let mut one = portal.signed_in("province1").await;
        one.open("/office/notices/new").await;
        let form = one.form("/office/notices/new").fill("标题", "通知一").fill("正文", "正文").fill("批次名称", "一批");
        let form = form.fill("申报截止日", "2026-12-25").fill("市级上报截止日", "2027-02-26");
        let at = one.sent(form).await.at.clone();
        one.follow("修改草稿").await;
        let mut other = portal.signed_in("province2").await;
        other.open(&format!("{at}/draft")).await;

        one.sent(one.form("/draft").fill("标题", "通知二")).await;
        let late = other.form("/draft").fill("标题", "通知三");
        let page = other.refused(late, "又被改过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        let kept = other.form("/draft");
        assert_eq!(kept.held("标题"), "通知三");
        assert!(one.open(&at).await.says("通知二"), "nothing was written over");
        // Told, they may insist.
        assert!(other.sent(kept).await.says("通知三"));

        // Published meanwhile, it is a draft no more.
        one.open(&format!("{at}/draft")).await;
        other.open(&at).await;
        other.sent(other.form("/publish").fill("文号", "桂工信企业〔2026〕99号")).await;
        let page = one.refused(one.form("/draft").fill("标题", "通知四"), "通知已经发布").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert_eq!(one.form("/draft").held("标题"), "通知四");
    }
}
