//! The province's own 15 points (A8): drafted by one, checked, weighed, published by another, chosen by a notice; until
//! then the pages say in plain words that Guangxi's table is not known.

use axum::http::StatusCode;
use titian_stories::html::Form;
use titian_stories::portal::Portal;
use titian_stories::reader::Reader;

const ROOM: &str = "/office/local-table";

/// A made-up version: one indicator by a figure, one by what reviewers find.
fn filled(form: Form, found: &str) -> Form {
    let form =
        form.fill("名称", "示例特色化指标").fill("依据的文件", "示例文件〔2025〕1号").fill("最早适用日", "2023-03-20");
    let form = form.forge("i1.label", "示例研发强度").forge("i1.by", "more").forge("i1.of", "rd_share.y1");
    let form = form.forge("i1.steps", "10% = 7\n5% = 3");
    form.forge("i2.label", "示例产业链").forge("i2.by", "found").forge("i2.steps", found)
}

/// A notice with one batch of the second tier by the rules of 2023.
fn notice(form: Form, procedure: &str, table: &str) -> Form {
    let form = form.fill("标题", "示例专精特新通知").fill("正文", "请组织申报。").fill("批次名称", "示例专精特新批次");
    let form =
        form.fill("申报起始日", "2026-12-01").fill("申报截止日", "2026-12-25").fill("市级上报截止日", "2027-02-26");
    let form = form.forge("b1.tier", "specialised").forge("b1.standard", "miit-2022/specialised");
    let form = form.forge("b1.gates", "gates/guangxi-2023").forge("b1.procedure", procedure);
    form.forge("b1.because", "示例理由").forge("b1.local_table", table)
}

async fn page_of(reader: &mut Reader, at: &str) -> String {
    reader.open(at).await.tree.text.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_drafted_checked_weighed_published_by_another_and_pinned() {
    for portal in Portal::both().await {
        let mut handler = portal.signed_in("province1").await;
        handler.open("/office/notices").await;
        let page = handler.follow("特色化指标").await;
        assert!(page.says("广西特色化指标未公布（本系统未取得），暂由市级审核人员录入得分、理由和佐证，自治区确认。"));
        let mut city = portal.signed_in("lead4502").await;
        assert_eq!(city.go(ROOM).await.status, StatusCode::FORBIDDEN);

        handler.follow("起草一版").await;
        let blank = handler.form(&format!("{ROOM}/new"));
        handler.refused(blank, "请填写名称").await;
        let form = filled(handler.form(&format!("{ROOM}/new")), "满足 = 七分\n不满足 = 0");
        handler.refused(form, "一行一档").await;
        assert_eq!(handler.form(&format!("{ROOM}/new")).held("i1.label"), "示例研发强度", "what was typed is kept");
        let form = filled(handler.form(&format!("{ROOM}/new")), "满足 = 7\n不满足 = 0");
        let page = handler.sent(form).await;
        assert!(page.says("特色化指标表草稿已保存") && page.says("各项满分合计 14"), "{}", page.tree.text);
        let at = page.at.clone();
        let id = at.rsplit('/').next().unwrap().to_owned();

        // What does not add up is neither checked nor weighed nor published.
        handler.refused(handler.form("/check"), "应为 15").await;
        handler.follow("修改草稿").await;
        let stale = handler.form("/draft").fill("名称", "另一个名称");
        let page = handler.sent(filled(handler.form("/draft"), "满足 = 8\n不满足 = 0")).await;
        assert!(!page.says("检查出的问题"), "{}", page.tree.text);
        let page = handler.refused(stale.forge("once", "later"), "又被改过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        handler.open(&at).await;
        assert!(handler.sent(handler.form("/check")).await.says("检查通过"));
        assert!(handler.open(&at).await.says("由没有参与起草和检查的审批人员发布"));

        let mut leader = portal.signed_in("province2").await;
        leader.open(ROOM).await;
        leader.follow("示例特色化指标").await;
        assert!(leader.page().says("没有指标表时的办法"));
        let page = leader.follow("看谁会改变").await;
        assert!(page.says("企业档案") && page.says("办理中的申报按各自批次固定的办法评分"), "{}", page.tree.text);
        leader.open(&at).await;
        let publish = leader.form("/publish");
        leader.refused(publish.clone(), "请填写发布的文号").await;
        let page = leader.sent(publish.clone().fill("文号", "示例〔2025〕2号")).await;
        assert!(page.says("特色化指标表已发布") && page.says("示例〔2025〕2号") && page.says("不能再改"));
        let page = leader.refused(publish.forge("once", "later").fill("文号", "示例〔2025〕3号"), "又有变化").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert_eq!(handler.go(&format!("{at}/draft")).await.status, StatusCode::NOT_FOUND);
        assert!(page_of(&mut handler, ROOM).await.contains("批次在起草通知时选定一版"));

        // A notice chooses it; under the procedure of 2026 there is nothing to choose it for.
        handler.open("/office/notices/new").await;
        let form = notice(handler.form("/office/notices/new"), "national-2026", &id);
        handler.refused(form, "没有特色化指标").await;
        let form = notice(handler.form("/office/notices/new"), "guangxi-2023", &id);
        let page = handler.sent(form).await;
        assert!(page.says("示例特色化指标（第 1 版，示例〔2025〕2号）"), "{}", page.tree.text);
        assert!(page.says("示例研发强度（7 分）"), "{}", page.tree.text);
        let draft = page.at.clone();
        leader.open(&draft).await;
        leader.sent(leader.form("/publish").fill("文号", "示例〔2026〕9号")).await;
        let page = portal.visitor().open(&draft.replace("/office", "")).await.tree.text.clone();
        assert!(page.contains("示例产业链（8 分）"), "the public reads how the points are given: {page}");

        // One that chooses none says what holds instead.
        handler.open("/office/notices/new").await;
        let form = notice(handler.form("/office/notices/new"), "guangxi-2023", "");
        assert!(handler.sent(form).await.says("广西特色化指标未公布（本系统未取得）"));
    }
}
