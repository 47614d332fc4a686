//! One case on its way through the office of a city: taken up, reviewed item by item, checked, visited, concluded,
//! approved by another.

use axum::http::header;
use titian_stories::portal::Portal;

const PDF: &[u8] = b"%PDF-1.4\n% a paper of a story\n%%EOF\n";
const PNG: &[u8] = &[0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0];

#[tokio::test(flavor = "multi_thread")]
async fn a_case_goes_from_the_queue_to_the_leaders_yes() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_101, 1).await;
        let cases = province.submitted(&batch, &firms).await;
        let at = format!("/office/applications/{}", cases[0].id);
        let on = |path: &str| format!("{at}/{path}");

        // It waits on the desk, is found by a part of its name, and is taken up from its bench.
        let mut city = portal.signed_in("city4502").await;
        let page = city.open("/office?q=企业007101").await;
        assert!(page.says("待受理") && page.says("等受理"), "{}", page.tree.text);
        let page = city.follow("示例虚构企业007101号").await;
        assert_eq!(page.at, at);
        assert!(page.says("总览") && !page.says("拟办结果"), "nobody has it yet");
        let form = city.form("/take-up");
        let page = city.sent(form).await;
        assert!(page.says("已受理") && page.at.contains("/items/"), "on to the first question: {}", page.at);

        // The research expense is found to be less; what that comes to is shown before it is saved.
        city.open(&on("items/rd_share")).await;
        let form = city.form("/items/rd_share").fill("ruling", "adjust").fill("figure.rd_expense.2025", "20");
        let page = city.refused(form.clone(), "请写明调整的理由").await;
        assert!(page.says("2025年研发费用"), "{}", page.tree.text);
        assert_eq!(city.form("/items/rd_share").held("figure.rd_expense.2025"), "20", "what was typed is kept");
        let form = form.fill("why", "专项审计报告第 7 页为 20 万元");
        let mut tried = form.clone();
        tried.action = on("items/rd_share/try");
        let page = city.sent(tried).await;
        assert!(page.says("比填报少") && page.says("合计"), "{}", page.tree.text);
        let page = city.sent(form).await;
        assert!(page.at.contains("/items/") && !page.at.ends_with("rd_share"), "on to the next question");
        let page = city.open(&on("items/rd_share")).await;
        assert!(page.says("调整") && page.says("2%"), "{}", page.tree.text);

        // The others hold good.
        loop {
            let page = city.open(&at).await;
            if page.at.ends_with("/conclusion") {
                break;
            }
            let item = page.at.rsplit('/').next().unwrap().to_owned();
            let form = city.form(&format!("/items/{item}")).fill("ruling", "accept");
            city.sent(form).await;
        }
        let page = city.page();
        assert!(page.says("没有近期的核查记录") && page.says("没有实地抽查记录"), "{}", page.tree.text);

        // The gates are looked up; a picture without a result is asked about, a result without a place too.
        city.open(&on("gates")).await;
        let form = city.form("/gates");
        let gates: Vec<String> =
            form.fields.iter().filter_map(|(name, _)| name.strip_prefix("place.").map(str::to_owned)).collect();
        let pictured = form.clone().attach(&format!("picture.{}", gates[0]), "截图.png", PNG);
        city.refused(pictured, "请选核查结果").await;
        let lying = form.clone().fill(&format!("result.{}", gates[0]), "clear");
        city.refused(lying.attach(&format!("picture.{}", gates[0]), "截图.png", b"MZ"), "只收 PDF、JPG 或 PNG").await;
        let mut form = form.attach(&format!("picture.{}", gates[0]), "截图.png", PNG);
        for gate in &gates {
            form = form.fill(&format!("result.{gate}"), "clear").fill(&format!("place.{gate}"), "信用中国");
        }
        let page = city.sent(form).await;
        assert!(page.says("均符合"), "{}", page.tree.text);
        let picture = city.follow("看截图").await;
        assert_eq!(picture.headers[header::CONTENT_TYPE], "image/png");

        // Two go and see.
        city.open(&on("inspection")).await;
        let form = city.form("/inspection").fill("inspectors", "甲示例").fill("agrees.1", "yes");
        city.refused(form.clone(), "抽查至少两人").await;
        let form = form.fill("inspectors", "甲示例、乙示例");
        let paper = form.clone().attach("photos", "现场.pdf", PDF);
        city.refused(paper, "照片只收 JPG 或 PNG").await;
        city.sent(form.attach("photos", "现场.png", PNG)).await;
        assert!(city.page().says("甲示例、乙示例") && city.page().says("第 1 张"));

        // The handler proposes, and cannot approve it themselves.
        city.open(&at).await;
        let form = city.form("/conclusion");
        assert!(form.held("opinion").contains("实地抽查"), "words to begin with: {}", form.held("opinion"));
        city.refused(form.clone(), "请选拟通过还是拟不予通过").await;
        let page = city.sent(form.fill("proposal", "pass").fill("opinion", "研发费用核减后仍达到标准，拟通过。")).await;
        assert_eq!(page.at, "/office");
        let page = city.open(&on("approval")).await;
        assert!(page.says("请由另一位有审批权的人员办理"));
        assert!(page.tree.forms().iter().all(|form| !form.action.ends_with("/approval")));
        let page = city.open(&at).await;
        assert!(page.says("总览") && page.says("研发费用核减后仍达到标准"), "{}", page.tree.text);

        // The leader sends it back once, with a reason; then agrees.
        let mut lead = portal.signed_in("lead4502").await;
        let page = lead.open(&at).await;
        assert!(page.at.ends_with("/approval") && page.says("研发费用核减后仍达到标准"));
        let form = lead.form("/send-back");
        lead.refused(form.clone(), "请写明为什么退回").await;
        lead.sent(form.fill("why", "请写明核减了多少")).await;
        assert_eq!(province.stages(&cases).await, ["under_review"]);
        let page = city.open(&on("history")).await;
        assert!(page.says("请写明核减了多少"), "{}", page.tree.text);
        city.open(&at).await;
        let form = city.form("/conclusion").fill("proposal", "pass").fill("opinion", "研发费用核减 30 万元，拟通过。");
        city.sent(form).await;
        lead.open(&at).await;
        let page = lead.sent(lead.form("/approval")).await;
        assert!(page.says("总览") && page.says("等公示"), "{}", page.tree.text);
        assert_eq!(province.stages(&cases).await, ["listed"]);
        for act in ["受理或接手", "调整", "拟办：拟通过", "审批同意，列入拟公示"] {
            assert!(city.open(&on("history")).await.says(act), "the story tells “{act}”");
        }
    }
}
