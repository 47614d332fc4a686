//! Two officers on one case: one wins, the other is told, and nothing they typed is lost.

use axum::http::StatusCode;
use titian_app::command::Command;
use titian_domain::account::Role;
use titian_stories::portal::Portal;

#[tokio::test(flavor = "multi_thread")]
async fn one_takes_it_up_and_the_other_is_told() {
    for portal in Portal::both().await {
        portal.another("second4502", "演示柳州市经办二", Role::CityHandler).await;
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_401, 2).await;
        let cases = province.submitted(&batch, &firms).await;
        let at = format!("/office/applications/{}", cases[0].id);
        let (mut first, mut second) = (portal.signed_in("city4502").await, portal.signed_in("second4502").await);

        // Both see it waiting; the second click is refused and takes nothing away.
        first.open(&at).await;
        second.open(&at).await;
        let late = second.form("/take-up");
        first.sent(first.form("/take-up")).await;
        let page = second.refused(late, "刚刚被别人办过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.says("演示柳州市经办"), "by whom: {}", page.tree.text);
        first.open(&format!("{at}/items/rd_share")).await;
        let typing = first.form("/items/rd_share").fill("ruling", "adjust").fill("figure.rd_expense.2025", "31.7");
        let typing = typing.fill("why", "没有单独归集研发费用");

        // In the queue the same: what somebody has just taken up is named, the rest goes through.
        second.open("/office?q=企业0074").await;
        let mut boxes = second.form("/take-up");
        for case in &cases {
            boxes = boxes.forge(&format!("pick.{}", case.id), "on");
        }
        let page = second.refused(boxes, "1 件没有受理").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.says("示例虚构企业007401号") && page.says("已受理 1 件"), "{}", page.tree.text);
        assert_eq!(province.stages(&cases).await, ["under_review", "under_review"]);

        // Handed over: who had it is told at the next click, and reads what they had typed.
        second.open(&format!("{at}/history")).await;
        let hand = second.form("/take-up");
        let page = second.sent(hand.clone().fill("handler", "演示柳州市经办二")).await;
        assert!(page.at.contains("/items/"), "it is theirs now: {}", page.at);
        let page = first.refused(typing, "刚刚被别人办过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        let kept = page.says("没有单独归集研发费用") && page.says("31.7");
        assert!(kept, "what was typed is shown: {}", page.tree.text);
        // A page that was open all the while hands over nothing that has moved on.
        let page = second.refused(hand.forge("once", "again").fill("handler", "演示柳州市经办二"), "").await;
        assert!(page.says("已经有人办理") || page.says("从名单中选"), "{}", page.tree.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_signs_what_they_have_read_and_nothing_newer() {
    for portal in Portal::both().await {
        portal.another("chief4502", "演示柳州市审批二", Role::CityLeader).await;
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_411, 1).await;
        let cases = province.submitted(&batch, &firms).await;
        province.concluded(&cases, false).await;
        let at = format!("/office/applications/{}", cases[0].id);
        let (mut lead, mut chief) = (portal.signed_in("lead4502").await, portal.signed_in("chief4502").await);
        lead.open(&at).await;
        let late = lead.form("/approval");
        let back = lead.form("/send-back").fill("why", "请补查信用中国");

        // Sent back and proposed anew, otherwise: the old page no longer speaks of this proposal.
        chief.open(&at).await;
        chief.sent(chief.form("/send-back").fill("why", "理由太短")).await;
        let (handler, conclude) = (
            titian_stories::province::handler(),
            titian_domain::application::Command::Conclude {
                pass: false,
                opinion: "总分不足，拟不予通过".into(),
                uncalled: String::new(),
                heard: vec![],
            },
        );
        province.one(&handler, Command::Case(cases[0].id.clone(), conclude)).await;
        let page = lead.refused(late.clone(), "刚刚被别人办过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.says("总分不足，拟不予通过"), "the page shows what stands now: {}", page.tree.text);
        assert_eq!(province.stages(&cases).await, ["concluded"]);
        let page = lead.refused(back, "刚刚被别人办过").await;
        assert!(page.says("请补查信用中国"), "{}", page.tree.text);

        // Both decide: one counts.
        chief.open(&at).await;
        lead.open(&at).await;
        let (one, other) = (chief.form("/approval"), lead.form("/approval"));
        chief.sent(one).await;
        let page = lead.refused(other, "刚刚被别人办过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert_eq!(province.stages(&cases).await, ["refused"]);
    }
}
