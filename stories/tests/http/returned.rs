//! A case goes back to its enterprise: mended in time it comes back to who has it; not mended, it can be refused.

use titian_app::command::Command;
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::enterprise;
use titian_stories::portal::Portal;
use titian_stories::reader::Reader;

/// Takes a case up and sends it back, for one item and for the case as a whole.
async fn sent_back(city: &mut Reader, at: &str) {
    city.open(at).await;
    city.sent(city.form("/take-up")).await;
    city.open(&format!("{at}/items/rd_share")).await;
    let form = city.form("/items/rd_share").fill("ruling", "ask");
    city.refused(form.clone(), "请写明要企业补正什么").await;
    city.sent(form.fill("what", "请补交研发费用专项审计报告")).await;
    city.open(&format!("{at}/correction")).await;
    let form = city.form("/correction").fill("what.1", "营业执照请盖章");
    let page = city.sent(form).await;
    assert!(page.says("共 2 处") && page.says("请补交研发费用专项审计报告"), "the last look: {}", page.tree.text);
    let page = city.sent(city.form("/correction").press("再改一改")).await;
    assert!(page.says("另外还要补正"));
    let form = city.form("/correction");
    assert_eq!(form.held("what.1"), "营业执照请盖章", "nothing typed is lost");
    city.sent(form.fill("what.1", "营业执照请加盖公章")).await;
    let page = city.sent(city.form("/correction").press("退回补正")).await;
    assert!(page.says("退回补正") && page.says("营业执照请加盖公章"), "{}", page.tree.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_mended_comes_back_to_who_has_it() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_201, 1).await;
        let cases = province.submitted(&batch, &firms).await;
        let at = format!("/office/applications/{}", cases[0].id);
        let mut city = portal.signed_in("city4502").await;
        sent_back(&mut city, &at).await;
        assert_eq!(province.stages(&cases).await, ["returned"]);
        let page = city.open(&format!("{at}/items/rd_share")).await;
        assert!(page.tree.forms().iter().all(|form| !form.action.ends_with("rd_share")), "it is the enterprise's turn");

        // The enterprise puts it right and submits again.
        let edit = Edit { place: Place { fact: "rd_expense".into(), year: Some(2025) }, text: Some("45万元".into()) };
        let file = enterprise::Command::File { edits: vec![edit], source: Source::Enterprise };
        province.one(&firms[0].clerk, Command::Dossier(firms[0].id.clone(), file)).await;
        let (clerk, submit) = province.submissions(&cases).await.remove(0);
        province.one(&clerk, submit).await;

        // It waits for the same handler again, and what was asked back is to be looked at afresh.
        let page = city.open("/office?q=企业007201").await;
        assert!(page.says("审核中"), "{}", page.tree.text);
        city.open(&format!("{at}/items/rd_share")).await;
        let form = city.form("/items/rd_share");
        assert_eq!(form.held("ruling"), "");
        assert!(city.page().says("45.00"), "{}", city.page().tree.text);
        city.sent(form.fill("ruling", "accept")).await;
        assert!(city.open(&format!("{at}/history")).await.says("退回补正"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_mended_in_time_can_be_refused() {
    let portal = Portal::sqlite().await;
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let firms = province.firms(7_211, 1).await;
    let cases = province.submitted(&batch, &firms).await;
    let at = format!("/office/applications/{}", cases[0].id);
    let mut city = portal.signed_in("city4502").await;
    sent_back(&mut city, &at).await;
    assert!(!city.open("/office").await.says("企业007211"), "it waits for the enterprise");
    portal.day(jiff::civil::date(2026, 12, 10)).await;
    city.sign_in("city4502", "city4502").await;
    let page = city.open("/office?q=企业007211").await;
    assert!(page.says("企业007211"), "it is back on the desk: {}", page.tree.text);
    let page = city.open(&at).await;
    assert!(page.at.ends_with("/conclusion") && page.says("补正期限已过"), "{}", page.tree.text);
    let form = city.form("/conclusion");
    assert!(!form.labels().iter().any(|label| label.contains("列入公示")), "it can no longer pass");
    let passing = form.clone().forge("proposal", "pass").fill("opinion", "拟通过");
    city.refused(passing, "现在不能拟办").await;
    city.sent(form.fill("proposal", "fail").fill("opinion", "逾期没有补正")).await;
    let mut lead = portal.signed_in("lead4502").await;
    lead.open(&at).await;
    let page = lead.sent(lead.form("/approval")).await;
    assert!(page.says("不予通过") && page.says("逾期没有补正"), "{}", page.tree.text);
    assert_eq!(province.stages(&cases).await, ["refused"]);
}

/// A case of the firm among the personas, in its hands again, and where the enterprise and the city find it.
async fn returned_to(portal: &Portal, login: &str) -> (Reader, String, String) {
    let mut clerk = portal.signed_in(login).await;
    let draft = portal.drafting().await;
    let at = format!("/enterprise/applications/{}", draft.application);
    clerk.open(&format!("{at}/declaration")).await;
    let form = clerk.form("/declaration").fill("truth", "on").fill("pledge", "on").fill("name", "张示例");
    clerk.sent(form).await;
    assert!(clerk.page().title().starts_with("已提交"), "{}", clerk.page().tree.text);
    let office = format!("/office/applications/{}", draft.application);
    let mut city = portal.signed_in(&format!("city{}", &draft.city[..4])).await;
    sent_back(&mut city, &office).await;
    (clerk, at, office)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_mends_what_was_asked_and_submits_again() {
    for portal in Portal::both().await {
        let draft = portal.drafting().await;
        let (mut clerk, at, office) = returned_to(&portal, &draft.login).await;
        // What is asked, until when, and where it is mended.
        assert!(clerk.open("/enterprise/messages").await.says("申报需要补正"), "{}", clerk.page().tree.text);
        let page = clerk.open(&at).await;
        assert!(page.title().contains("退回补正 2 处，还剩"), "{}", page.title());
        assert!(
            page.says("请补交研发费用专项审计报告") && page.says("营业执照请加盖公章") && page.says("逾期不能再补")
        );
        let places = page.tree.named("a");
        let place = places
            .iter()
            .find(|link| link.get("href").is_some_and(|href| href.starts_with("/enterprise/dossier/innovation")))
            .expect("a way to what is to be mended");
        let place = place.get("href").unwrap().split('#').next().unwrap().to_owned();
        clerk.open(&place).await;
        let form = clerk.form(&place).fill("rd_expense@2025", "912").press("只保存");
        clerk.sent(form).await;
        let page = clerk.open(&at).await;
        assert!(page.says("提交以后的改动") || page.says("912"), "what has changed is seen: {}", page.tree.text);
        clerk.follow("改好了，核对并重新提交").await;
        clerk.open(&format!("{at}/declaration")).await;
        let form = clerk.form("/declaration").fill("truth", "on").fill("pledge", "on").fill("name", "张示例");
        clerk.sent(form.clone()).await;
        assert!(clerk.page().at.ends_with("/receipt"), "{}", clerk.page().at);
        assert!(clerk.open(&at).await.says("正在审核"), "{}", clerk.page().tree.text);

        // It is on the desk of who had it, and nobody has to take it up again.
        let mut city = portal.signed_in(&format!("city{}", &draft.city[..4])).await;
        assert!(city.open(&format!("/office?handler=mine&q={}", draft.name)).await.says(&draft.name));
        let page = city.open(&office).await;
        assert!(!page.tree.forms().iter().any(|form| form.action.ends_with("/take-up")), "{}", portal.engine);
        assert!(city.open(&format!("{office}/items/rd_share")).await.says("912"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_mended_too_late_is_refused_with_its_article_and_what_can_be_done() {
    for portal in Portal::both().await {
        let draft = portal.drafting().await;
        let (mut clerk, at, office) = returned_to(&portal, &draft.login).await;
        clerk.open(&format!("{at}/declaration")).await;
        // The days are over.
        portal.day(jiff::civil::date(2026, 12, 10)).await;
        clerk.sign_in(&draft.login, "demo").await;
        let page = clerk.open(&format!("{at}/declaration")).await.clone();
        let form = if page.tree.forms().iter().any(|form| form.action.ends_with("/declaration")) {
            clerk.form("/declaration").fill("truth", "on").fill("pledge", "on").fill("name", "张示例")
        } else {
            panic!("{}: {}", page.at, page.tree.text)
        };
        clerk.refused(form, "补正期限").await;
        assert!(
            clerk.page().says("（细则第十二条）") && clerk.page().says("请联系所在市主管部门"),
            "the article: {}",
            clerk.page().tree.text
        );

        // The city refuses it; the enterprise reads why, and whom to ask: no rule says more.
        let mut city = portal.signed_in(&format!("city{}", &draft.city[..4])).await;
        city.open(&office).await;
        let form = city.form("/conclusion").fill("proposal", "fail").fill("opinion", "逾期没有补正");
        city.sent(form).await;
        let mut lead = portal.signed_in(&format!("lead{}", &draft.city[..4])).await;
        lead.open(&office).await;
        lead.sent(lead.form("/approval")).await;
        let page = clerk.open(&at).await;
        assert!(page.says("审核未通过") && page.says("逾期没有补正"), "{}", page.tree.text);
        assert!(page.says("没有写明对这个结果怎样提出异议") && page.says("中小企业主管部门询问"));
        assert!(!page.says("复议") && !page.says("诉讼"), "what no rule in our hands states is not said");
    }
}
