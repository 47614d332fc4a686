//! Many cases at once: found by filters, ticked together, taken up together, decided together; each an act of its own.

use axum::http::StatusCode;
use titian_app::command::Command;
use titian_domain::application;
use titian_stories::portal::Portal;
use titian_stories::province::handler;

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_is_searched_turned_over_and_taken_up_page_by_page() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_601, 53).await;
        let cases = province.submitted(&batch, &firms).await;
        let mut city = portal.signed_in("city4502").await;
        let count = |page: &titian_stories::reader::Page| {
            page.tree.named("input").iter().filter(|one| one.get("type") == Some("checkbox")).count() - 1
        };
        let page = city.open("/office/applications?q=企业0076&stage=submitted").await;
        assert!(page.says("共 53 件"), "{}", page.tree.text);
        assert_eq!(count(page), 50, "fifty on a page");
        let page = city.open("/office/applications?q=企业0076&stage=submitted&page=2").await;
        assert_eq!(count(page), 3);
        for (words, found) in [("企业007653", 1), ("虚构 007653", 1), ("007653 007652", 0), ("%", 53), ("_", 53)] {
            let address = format!("/office/applications?stage=submitted&q=示例虚构+{}", words.replace(' ', "+"));
            let page = city.open(&address).await;
            assert!(page.says(&format!("申报 {found} 件")), "“{words}”: {}", page.tree.text);
        }
        let code = titian_rulebook::credit_code::synthetic("450200", 7_653).unwrap().to_string().to_lowercase();
        let page = city.open(&format!("/office/applications?q={code}")).await;
        assert!(page.says("申报 1 件") && page.says("示例虚构企业007653号"), "by code: {}", page.tree.text);
        let page = city.open("/office/applications?q=企业0076&handler=nobody").await;
        assert!(page.says("共 53 件"));
        let page = city.open("/office/applications?q=企业0076&handler=mine").await;
        assert!(page.says("没有符合条件的申报"), "{}", page.tree.text);
        assert!(city.open("/office/applications?held=on&q=企业0076").await.says("没有符合条件的申报"));
        let page = city.open(&format!("/office/applications?batch={batch}&q=企业0076")).await;
        assert!(page.says("共 53 件"));

        // Nothing ticked; then a page at a time, and back to where one was.
        city.open("/office/applications?q=企业0076&stage=submitted").await;
        city.refused(city.form("/take-up"), "没有勾选任何一件").await;
        city.open("/office/applications?q=企业0076&stage=submitted").await;
        city.follow("勾选本页全部").await;
        let form = city.form("/take-up");
        let page = city.sent(form).await;
        assert!(page.says("已受理 50 件") && page.says("共 3 件"), "{}", page.tree.text);
        assert!(page.at.contains("stage=submitted"), "back to the list with its filter: {}", page.at);
        let taken = province.stages(&cases).await.into_iter().filter(|stage| *stage == "under_review").count();
        assert_eq!(taken, 50);
        // The leader gives the rest to a handler: the leader handles none.
        let mut lead = portal.signed_in("lead4502").await;
        lead.open("/office/applications?q=企业0076&stage=submitted").await;
        lead.follow("勾选本页全部").await;
        let form = lead.form("/take-up").fill("to", "演示柳州市经办");
        assert!(lead.sent(form).await.says("已受理 3 件"));
        assert!(city.open("/office?q=企业0076").await.says("待办 53 件"), "{}", city.page().tree.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_are_agreed_to_and_the_one_that_moved_is_named() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_701, 3).await;
        let cases = province.submitted(&batch, &firms).await;
        province.concluded(&cases, true).await;
        let mut lead = portal.signed_in("lead4502").await;
        let page = lead.open("/office?q=企业0077").await;
        assert!(page.says("待审批") && page.says("待办 3 件"), "{}", page.tree.text);
        lead.follow("勾选本页全部").await;
        let mut ticked = lead.form("/take-up");
        ticked.action = "/office/approvals".into();
        let page = lead.sent(ticked.clone()).await;
        assert!(page.says("审批 3 件") && page.says("各项属实,建议通过"), "{}", page.tree.text);
        let mut agree = lead.form("/office/approvals/agree");
        let none = cases.iter().fold(agree.clone(), |form, case| form.fill(&format!("pick.{}", case.id), ""));
        let page = lead.refused(none, "没有勾选任何一件").await;
        assert!(page.says("示例虚构企业007702号"), "the cases are still there: {}", page.tree.text);

        // One is sent back and proposed anew while the page is open.
        let by = |actor: titian_app::actor::Actor, command| (actor, Command::Case(cases[1].id.clone(), command));
        let why = "请写清楚".to_owned();
        province
            .all(&[
                by(titian_stories::province::leader(), application::Command::SendBack { why }),
                by(
                    handler(),
                    application::Command::Conclude {
                        pass: true,
                        opinion: "另一段意见".into(),
                        uncalled: String::new(),
                        heard: vec![],
                    },
                ),
            ])
            .await;
        for case in &cases {
            agree = agree.fill(&format!("pick.{}", case.id), "on");
        }
        let page = lead.refused(agree.clone(), "示例虚构企业007702号").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.says("没有审批") && page.says("已同意 2 件"), "{}", page.tree.text);
        assert!(page.says("另一段意见"), "what it says now stands on the page: {}", page.tree.text);
        assert_eq!(province.stages(&cases).await, ["listed", "concluded", "listed"]);
        // The same form again does nothing twice.
        lead.refused(agree, "示例虚构企业007702号").await;
        let again = lead.form("/office/approvals/agree").fill(&format!("pick.{}", cases[1].id), "on");
        let page = lead.sent(again).await;
        assert!(page.says("已同意 1 件"));
        assert_eq!(province.stages(&cases).await, ["listed", "listed", "listed"]);
    }
}
