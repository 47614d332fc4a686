//! What was read and what was refused stands in the audit log; the records of a case are shown with their chain checked.

use axum::http::StatusCode;
use titian_stories::portal::Portal;
use titian_stories::province::object;

#[tokio::test(flavor = "multi_thread")]
async fn the_auditor_sees_who_read_what_and_whether_the_chain_holds() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_001, 1).await;
        let cases = province.submitted(&batch, &firms).await;
        province.concluded(&cases, true).await;
        province.approved(&cases).await;
        let list = province.publicised(&batch, &cases, 1).await.remove(0);
        let (public, command) = object(&list, &cases[0]);
        let objection = province.one(&public, command).await;
        let mut city = portal.signed_in("city4502").await;
        city.open(&format!("/office/objections/{}", objection.id)).await;
        // Somebody of another city tries to answer it.
        let mut stranger = portal.signed_in("lead4501").await;
        stranger.open("/office/permissions").await;
        let token = stranger.form("/sign-out").held("csrf").to_owned();
        let body = format!("csrf={token}&once=x&finding=dismissed&reason=abcdefgh");
        let at = format!("/office/objections/{}/answer", objection.id);
        stranger.raw("POST", &at, "application/x-www-form-urlencoded", body).await;
        assert_eq!(stranger.page().status, StatusCode::FORBIDDEN);

        let mut auditor = portal.signed_in("auditor").await;
        let page = auditor.open("/office/audit").await;
        assert!(page.says(&format!("异议 {}", objection.number)), "{}", page.tree.text);
        assert!(page.says("演示柳州市经办，市级经办（柳州市）") && page.says("查看异议内容"));
        assert!(page.says("演示南宁市审批") && page.says("被拒绝的办理") && page.says("处理异议"));
        assert!(!page.says("李示例"), "who objects is not the auditor's to know");
        let refused = auditor.form("/office/audit").fill("看了什么", "被拒绝的办理");
        let page = auditor.sent(refused).await;
        assert!(page.says("演示南宁市审批") && !page.says("演示柳州市经办"));
        let nobody = auditor.form("/office/audit").fill("谁", "没有这个人");
        assert!(auditor.sent(nobody).await.says("没有符合条件的记录"));
        let wrong = auditor.form("/office/audit").fill("从", "上周");
        auditor.refused(wrong, "不是日期").await;

        let find = auditor.form("/office/audit/cases").fill("number", "GX2026H2C99999");
        auditor.send(find).await;
        assert_eq!(auditor.page().status, StatusCode::NOT_FOUND);
        assert!(auditor.page().says("没有受理编号是“GX2026H2C99999”的申报"));
        let number =
            &province.load_all::<titian_domain::application::Application>(&[cases[0].id.as_str()]).await[0].number;
        let find = auditor.form("/office/audit/cases").fill("number", number);
        let page = auditor.sent(find).await;
        assert!(page.says("链完整") && page.says("提交申报") && page.says("收到异议，暂缓"), "{}", page.tree.text);
        assert!(
            auditor.open("/office/audit").await.says("查看一件的记录"),
            "the auditor's own reading is written down"
        );

        // A line that was changed behind the portal's back is found.
        let stream = format!("application/{}", cases[0].id);
        let changed = "UPDATE journal SET actor = 'nobody' WHERE stream = $1 AND version = 2";
        let write = portal
            .app
            .store
            .write(async |mut tx: titian_store::Tx| tx.execute(changed, vec![stream.as_str().into()]).await.map(drop));
        let written: Result<(), titian_store::StoreError> = write.await;
        written.unwrap();
        let page = auditor.open(&format!("/office/audit/cases/{}", cases[0].id)).await;
        assert!(page.says("链断裂") && page.says("请保存现场"));
        // And one that was cut off.
        let cut = "DELETE FROM journal WHERE stream = $1 AND version > 1";
        let write = portal
            .app
            .store
            .write(async |mut tx: titian_store::Tx| tx.execute(cut, vec![stream.as_str().into()]).await.map(drop));
        let written: Result<(), titian_store::StoreError> = write.await;
        written.unwrap();
        assert!(auditor.open(&format!("/office/audit/cases/{}", cases[0].id)).await.says("链缺尾"));
    }
}
