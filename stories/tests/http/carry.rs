//! From the self-test into the dossier: what was typed goes where nothing is yet, and survives signing in.

use titian_stories::portal::Portal;
use titian_stories::reader::Reader;

async fn tested(reader: &mut Reader) {
    reader.open("/self-test").await;
    let form = reader.form("/self-test/result").fill("revenue_y1", "4128").fill("digital_score", "61");
    reader.sent(form).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_empty_is_filled_in() {
    for portal in Portal::both().await {
        let mut clerk = portal.signed_in("firm0058").await;
        let at = "/enterprise/dossier/operation";
        clerk.open(at).await;
        let before = clerk.form(at).held("revenue@2025").to_owned();
        tested(&mut clerk).await;
        let carry = clerk.form("/self-test/carry").press("带着这些数据去申报");
        let page = clerk.sent(carry).await;
        assert!(page.says("带进了 1 项；1 项档案里已经填过"), "{}", page.tree.text);
        clerk.open(at).await;
        assert_eq!(clerk.form(at).held("revenue@2025"), before);
        let mut reading = portal.app.store.read().await.unwrap();
        let rows = reading.rows("SELECT id FROM enterprise WHERE state LIKE '%digital_score%'", vec![]).await.unwrap();
        assert_eq!(rows.len(), 1, "it is filed, in this dossier alone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_by_signing_in_on_the_way() {
    let portal = Portal::sqlite().await;
    let mut visitor = portal.visitor();
    tested(&mut visitor).await;
    let carry = visitor.form("/self-test/carry").press("带着这些数据去申报");
    visitor.sent(carry).await;
    assert!(visitor.page().says("登录后，把自测的数据带进企业档案"));
    let form = visitor.form("/sign-in").fill("account", "firm0058").fill("password", "wrong");
    visitor.refused(form, "不对").await;
    let form = visitor.form("/sign-in").fill("account", "firm0058").fill("password", "demo");
    assert!(visitor.sent(form).await.says("把 2 项带进企业档案"), "{}", visitor.page().tree.text);
    let form = visitor.form("/self-test/carry").press("带进企业档案");
    assert!(visitor.sent(form).await.says("带进了 1 项"));
    assert_eq!(visitor.page().at, "/enterprise/dossier");
}
