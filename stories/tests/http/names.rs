//! Names of before: an enterprise states one, an officer finds it in the registry; whoever reads an old list finds it by both.

use axum::http::StatusCode;
use titian_stories::portal::Portal;

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_stated_is_marked_until_an_officer_has_looked() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_721, 1).await;
        let cases = province.submitted(&batch, &firms).await;
        let login = portal.firm().to_owned();

        // Any enterprise finds the page from its dossier.
        let mut clerk = portal.signed_in(&login).await;
        clerk.open("/enterprise/dossier").await;
        let page = clerk.follow("曾用名").await;
        assert_eq!(page.at, "/enterprise/names");
        let form = clerk.form("/enterprise/names");
        let page = clerk.refused(form.clone(), "请填写曾用名").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let future = form.clone().fill("name", "示例虚构机械厂").fill("until", "2099-01-01");
        clerk.refused(future, "停用日期").await;
        let page = clerk.sent(form.fill("name", "示例虚构机械厂").fill("until", "2015-06-30")).await;
        assert!(page.says("曾用名已登记") && page.says("企业自述，未核对"), "{}", page.tree.text);

        // The officer records what the registry says, where the checks are recorded.
        let mut city = portal.signed_in("city4502").await;
        let gates = format!("/office/applications/{}/gates", cases[0].id);
        let page = city.open(&gates).await;
        assert!(page.says("没有登记过曾用名"), "{}", page.tree.text);
        let form = city.form("/names");
        city.refused(form.clone(), "请填写曾用名").await;
        assert_eq!(city.form("/names").held("source"), "国家企业信用信息公示系统");
        let same = city.refused(form.clone().fill("name", "示例虚构企业007721号"), "现在的名称相同").await;
        assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = city.sent(form.fill("name", "示例虚构工具厂").fill("until", "2018-03-01")).await;
        for words in ["示例虚构工具厂", "主管部门登记", "用到2018年3月1日", "国家企业信用信息公示系统"]
        {
            assert!(page.says(words), "{words}: {}", page.tree.text);
        }
        let rows = portal.app.store.read().await.unwrap().rows("SELECT stated FROM former_name", vec![]).await.unwrap();
        assert_eq!(rows.len(), 2, "{}", portal.engine);
    }
}
