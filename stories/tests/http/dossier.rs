//! The dossier of an enterprise, filled in over several sections; wrong figures come back where they were typed, and two
//! windows do not undo each other's.

use axum::http::StatusCode;
use titian_stories::portal::Portal;

/// A firm that has not begun an application.
const FIRM: &str = "firm0058";

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_figure_is_mended_and_the_next_section_follows() {
    for portal in Portal::both().await {
        let mut clerk = portal.signed_in(FIRM).await;
        assert!(clerk.open("/enterprise").await.says("要办的"));
        clerk.open("/enterprise/dossier").await;
        clerk.follow("经营情况").await;
        let at = "/enterprise/dossier/operation";
        let form = clerk.form(at).fill("net_profit@2025", "三百万").fill("revenue@2023", "1,200");
        let page = clerk.refused(form.press("只保存"), "三百万").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = clerk.form(at);
        assert_eq!((form.held("net_profit@2025"), form.held("revenue@2023")), ("三百万", "1,200"), "typed and kept");
        // Nothing of it was saved.
        let mut window = portal.signed_in(FIRM).await;
        window.open(at).await;
        assert_eq!(window.form(at).held("revenue@2023"), "");
        let next = clerk.sent(form.fill("net_profit@2025", "310").press("保存，去")).await;
        assert_eq!(next.at, "/enterprise/dossier/specialisation");
        assert!(next.says("改了 2 处"), "{}", next.tree.text);
        assert!(!clerk.open("/enterprise/dossier").await.says("改了 2 处"), "said once");
        clerk.open(at).await;
        assert_eq!(clerk.form(at).held("net_profit@2025"), "310.00");
        assert!(clerk.open("/enterprise/standing").await.says("创新型"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_score_follows_the_typing_and_saves_nothing() {
    let portal = Portal::sqlite().await;
    let mut clerk = portal.signed_in(FIRM).await;
    let at = "/enterprise/dossier/operation";
    clerk.open(at).await;
    let form = clerk.form(at).fill("main_revenue@2025", "1");
    let live = titian_stories::reader::encoded(&form.fields);
    let page = clerk.raw("POST", &format!("{at}/live"), "application/x-www-form-urlencoded", live).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("id=\"score\""));
    clerk.open(at).await;
    assert_ne!(clerk.form(at).held("main_revenue@2025"), "1.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_windows_do_not_undo_each_other() {
    for portal in Portal::both().await {
        let at = "/enterprise/dossier/operation";
        let (mut one, mut other) = (portal.signed_in(FIRM).await, portal.signed_in(FIRM).await);
        one.open(at).await;
        other.open(at).await;
        let (mine, theirs) = (one.form(at), other.form(at));
        one.sent(mine.fill("net_profit@2025", "310").press("只保存")).await;
        let late = theirs.fill("net_profit@2025", "290").press("只保存");
        let page = other.refused(late, "在别处改过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.says("现在保存的是 310.00"), "{}", page.tree.text);
        // What was typed is still there; looked at, it may be saved.
        let again = other.form(at);
        assert_eq!(again.held("net_profit@2025"), "290");
        other.sent(again.press("只保存")).await;
        one.open(at).await;
        assert_eq!(one.form(at).held("net_profit@2025"), "290.00");
        // Other sections do not stand in the way.
        let (basics, operation) = ("/enterprise/dossier/basics", at);
        one.open(basics).await;
        let early = one.form(basics);
        other.open(operation).await;
        other.sent(other.form(operation).fill("net_profit@2025", "300").press("只保存")).await;
        one.sent(early.fill("founded", "2012-03-15").press("只保存")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_records_are_added_mended_and_deleted() {
    for portal in Portal::both().await {
        let mut clerk = portal.signed_in(FIRM).await;
        let section = "/enterprise/dossier/operation";
        clerk.open(section).await;
        let form = clerk.form(section).press("没有，就这样填");
        assert!(clerk.sent(form).await.says("已说明没有"));
        let form = clerk.form(section).press("撤回");
        clerk.sent(form).await;
        let form = clerk.form(section).press("添加一项");
        clerk.sent(form).await;
        let at = "/enterprise/dossier/operation/financing_round/new";
        assert_eq!(clerk.page().at, at);
        let form = clerk.form(at).fill("date", "明年").fill("paid_in", "600").press("保存");
        let page = clerk.refused(form, "明年").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = clerk.form(at).fill("date", "20250301").fill("qualified", "yes").fill("share_sold", "12");
        let saved = clerk.sent(form.press("保存")).await;
        assert!(saved.says("600.00 万元"), "{}", saved.tree.text);
        let first = "/enterprise/dossier/operation/financing_round/0";
        clerk.open(first).await;
        let delete = clerk.page().tree.forms().into_iter().filter(|form| form.action == first).nth(1).unwrap();
        clerk.sent(delete.press("确认删除")).await;
        assert_eq!(clerk.go(first).await.status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.go("/enterprise/dossier/basics/financing_round/new").await.status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.go("/enterprise/dossier/nothing").await.status, StatusCode::NOT_FOUND);
    }
}
