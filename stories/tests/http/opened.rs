//! Evidence: who opened which file of a case is written down, and nothing is accepted in one go that was not looked at.

use axum::http::{StatusCode, header};
use titian_app::command::Command;
use titian_domain::enterprise::{self, Evidence};
use titian_domain::id::EvidenceId;
use titian_stories::portal::Portal;

const PDF: &[u8] = b"%PDF-1.4\n% the accounts of a story\n%%EOF\n";

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_is_accepted_only_where_its_evidence_was_opened() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_301, 1).await;
        let blob = portal.app.blobs.put(PDF.to_vec()).await.unwrap();
        let accounts = Evidence {
            id: EvidenceId(blob.id.clone()),
            kind: "audit_report".into(),
            year: Some(2025),
            name: "审计报告2025.pdf".into(),
            media: "application/pdf".into(),
            size: blob.size,
            on: portal.app.clock.today(),
        };
        let add = enterprise::Command::AddEvidence(accounts);
        province.one(&firms[0].clerk, Command::Dossier(firms[0].id.clone(), add)).await;
        let cases = province.submitted(&batch, &firms).await;
        let at = format!("/office/applications/{}", cases[0].id);
        let mut city = portal.signed_in("city4502").await;
        city.open(&at).await;
        city.sent(city.form("/take-up")).await;

        // The box cannot be ticked; who ticks it all the same is told why it is not accepted.
        let page = city.open(&format!("{at}/rest")).await;
        assert!(page.says("审计报告2025.pdf（未打开）"), "{}", page.tree.text);
        let forced = city.form("/rest").forge("accept.debt", "on");
        let page = city.refused(forced.clone(), "的佐证还没有看过").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        city.refused(city.form("/rest"), "没有勾选任何一项").await;

        // The file is opened beside its item; from then on the box is free.
        let page = city.open(&format!("{at}/items/debt")).await;
        assert!(page.says("审计报告2025.pdf") && page.says("未打开过"));
        let frames = page.tree.named("iframe");
        let file = frames[0].get("src").unwrap().to_owned();
        assert!(file.ends_with(&blob.id), "{file}");
        let shown = city.open(&file).await;
        assert_eq!(shown.headers[header::CONTENT_TYPE], "application/pdf");
        assert_eq!(shown.body.as_bytes(), PDF);
        let page = city.open(&format!("{at}/rest")).await;
        assert!(page.says("审计报告2025.pdf（看过）"), "{}", page.tree.text);
        // A colleague's look is not one's own: the leader has opened nothing.
        let mut lead = portal.signed_in("lead4502").await;
        assert!(lead.open(&format!("{at}/items/debt")).await.says("未打开过"));
        city.open(&format!("{at}/rest")).await;
        let form = city.form("/rest").fill("accept.debt", "on");
        city.sent(form).await;
        city.open(&format!("{at}/items/debt")).await;
        assert_eq!(city.form("/items/debt").held("ruling"), "accept");

        // The auditor finds who opened it.
        let mut auditor = portal.signed_in("auditor").await;
        let page = auditor.open("/office/audit?kind=evidence").await;
        assert!(page.says("演示柳州市经办") && page.says("查看佐证材料"), "{}", page.tree.text);
        // A file that is in no filing of the case is not there.
        assert_eq!(city.go(&format!("{at}/files/{}", "11".repeat(32))).await.status, StatusCode::NOT_FOUND);
    }
}
