//! A list before the public: an objection holds one enterprise and not the list; the held one follows later.

use axum::http::{StatusCode, header};
use titian_stories::portal::Portal;
use titian_stories::reader::Page;

const PDF: &[u8] = b"%PDF-1.4\n% a paper of a story\n%%EOF\n";

/// The number of the objection against an enterprise, on the list of objections.
fn against(page: &Page, name: &str) -> String {
    let rows = page.tree.named("tr");
    let row = rows.iter().find(|row| row.text.contains(name)).expect("an objection against it");
    row.named("a")[0].text.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_holds_one_and_not_the_list() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_001, 3).await;
        let cases = province.submitted(&batch, &firms).await;
        province.concluded(&cases, true).await;
        province.approved(&cases).await;

        // The list is looked at, fixed and published.
        let mut city = portal.signed_in("city4502").await;
        city.open("/office/publicity").await;
        city.follow("准备公示").await;
        let preview = city.form("/office/publicity/new");
        let page = city.refused(preview.clone(), "请确认名单").await;
        assert!(page.says("家可以公示"));
        let page = city.sent(preview.clone().fill("confirm", "on")).await;
        assert!(page.says("公示中") && page.says("示例虚构企业007001号"), "{}", page.tree.text);
        let at = page.at.clone();
        let list = at.rsplit('/').next().unwrap().to_owned();
        // The same list again, from a page that was open all the while.
        let mut lead = portal.signed_in("lead4502").await;
        lead.open("/office/publicity").await;
        let again = preview.fill("confirm", "on").forge("once", "later");
        let page = city.refused(again, "刚刚被别人办过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);

        // Somebody objects against one of it.
        let mut citizen = portal.visitor();
        citizen.open(&format!("/publicity/{list}/object")).await;
        let form = citizen.form("/object").fill("enterprise", "示例虚构企业007001号").fill("who", "person");
        let form = form.fill("name", "李示例").fill("contact", "0772-0000000");
        let form = form.fill("text", "所报的发明专利已经转让,请核实。").fill("truthful", "on");
        let page = citizen.sent(form.attach("evidence", "登记簿.pdf", PDF)).await;
        assert!(page.says("已收到您的异议"));

        let page = city.open("/office/objections").await;
        assert!(page.says("示例虚构企业007001号") && !page.says("李示例"), "who objects is not told in the list");
        let number = against(page, "示例虚构企业007001号");
        let page = city.follow(&number).await;
        assert!(page.says("李示例") && page.says("发明专利已经转让") && page.says("已记入审计日志"));
        let objection = page.at.clone();
        let answer = city.form("/answer");
        let file = city.follow("证据 1").await;
        assert_eq!(file.headers[header::CONTENT_TYPE], "application/pdf");
        lead.open(&objection).await;
        let late = lead.form("/answer").fill("finding", "不成立").fill("reason", "调取登记簿,专利仍归企业所有");

        // The days are over: the others are filed, the held one cannot be.
        let until = portal.app.publicity(&list).await.unwrap().unwrap().until;
        portal.day(until.tomorrow().unwrap()).await;
        city.sign_in("city4502", "city4502").await;
        let page = city.open(&at).await;
        assert!(page.says("有异议没有处理完"));
        let filing = city.form("/file");
        city.refused(filing.clone(), "请填写备案函的文号").await;
        let held = format!("pick.{}", cases[0].id);
        let page = city
            .refused(filing.clone().forge(&held, "on").fill("number", "柳工信函〔2026〕88号"), "名单已经变化")
            .await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        let page = city.sent(filing.fill("number", "柳工信函〔2026〕88号")).await;
        assert!(page.says("已向自治区备案") && page.says("柳工信函〔2026〕88号"));
        assert_eq!(province.stages(&cases).await, ["cleared", "filed", "filed"]);

        // It is answered, once.
        city.open(&objection).await;
        city.refused(city.form("/answer").fill("finding", "不成立").fill("reason", "不对"), "理由写得太短").await;
        city.sent(
            answer
                .forge("csrf", city.form("/answer").held("csrf"))
                .fill("finding", "不成立")
                .fill("reason", "查过登记簿,专利有效"),
        )
        .await;
        assert!(city.page().says("不成立") && city.page().says("查过登记簿"));
        lead.sign_in("lead4502", "lead4502").await;
        lead.open("/office/permissions").await;
        let late = late.forge("csrf", lead.form("/sign-out").held("csrf"));
        let page = lead.refused(late, "刚刚被别人办过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.says("调取登记簿,专利仍归企业所有"), "what was typed is shown");

        // And follows in a supplementary list.
        city.open(&at).await;
        let filing = city.form("/file").fill("number", "柳工信函〔2026〕91号");
        let page = city.sent(filing).await;
        assert!(page.says("柳工信函〔2026〕88号") && page.says("柳工信函〔2026〕91号"));
        assert_eq!(province.stages(&cases).await, ["filed", "filed", "filed"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_that_holds_takes_its_enterprise_off_the_list() {
    let portal = Portal::sqlite().await;
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let firms = province.firms(7_001, 2).await;
    let cases = province.submitted(&batch, &firms).await;
    province.concluded(&cases, true).await;
    province.approved(&cases).await;
    let list = province.publicised(&batch, &cases, 2).await.remove(0);
    let (public, object) = titian_stories::province::object(&list, &cases[0]);
    province.one(&public, object).await;
    let mut city = portal.signed_in("lead4502").await;
    city.open(&format!("/office/publicity/{list}")).await;
    city.follow("去看").await;
    let open = city.form("/office/objections").fill("状态", "核实中");
    let page = city.sent(open).await;
    let number = against(page, "示例虚构企业007001号");
    city.follow(&number).await;
    let answer = city.form("/answer").fill("finding", "成立").fill("reason", "登记簿显示专利已经转让");
    city.sent(answer).await;
    assert_eq!(province.stages(&cases).await, ["under_review", "in_publicity"]);
    city.open("/office/objections?state=answered").await;
    assert!(city.page().says(&number) && city.page().says("成立"));
    assert!(!city.open("/office/objections?state=open").await.says(&number));
}
