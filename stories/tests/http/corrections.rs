//! A list that is out is mended: proposed by its own office, announced by another person of it; the list stays, the
//! correction stands beside the entry, the register shows what is right and finds both.

use axum::http::StatusCode;
use titian_rulebook::credit_code::synthetic;
use titian_stories::portal::Portal;
use titian_stories::province::{Case, announce, file, prepare};
use titian_stories::reader::Reader;

const OLD: &str = "示例虚构企业007401号";
const NEW: &str = "示例更正企业007401号有限公司";

/// Cases of 柳州 on a list before the public.
async fn publicised(portal: &Portal, count: u64) -> (Vec<Case>, String) {
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let cases = province.submitted(&batch, &province.firms(7_401, count).await).await;
    province.concluded(&cases, true).await;
    province.approved(&cases).await;
    let list = province.publicised(&batch, &cases, cases.len()).await.remove(0);
    (cases, list.to_string())
}

async fn page_of(reader: &mut Reader, at: &str) -> String {
    reader.open(at).await.tree.text.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_on_a_citys_list_is_mended_and_the_list_stays() {
    for portal in Portal::both().await {
        let (cases, list) = publicised(&portal, 2).await;
        let at = format!("/office/publicity/{list}");

        // The handler of the city proposes it from the entry; what is missing is told at its control.
        let mut city = portal.signed_in("city4502").await;
        city.open(&at).await;
        city.follow(&format!("拟更正：{OLD}")).await;
        assert!(city.page().says("更正不能换成另一家企业") && city.page().says(OLD), "{}", city.page().tree.text);
        let form = city.form("/office/corrections/new");
        city.refused(form.clone(), "请选更正哪一项").await;
        let form = form.fill("part", "name").fill("理由和依据", "名单漏了“有限公司”，以营业执照为准");
        city.refused(form.clone(), "请填写正确的企业名称").await;
        city.refused(form.clone().fill("right", OLD), "没有什么要更正").await;
        assert_eq!(city.form("/office/corrections/new").held("right"), OLD, "what was typed is kept");
        let page = city.sent(form.clone().fill("right", NEW)).await;
        assert!(page.says("已提出更正") && page.says("请由另一位有权人员批准"), "{}", page.tree.text);
        let correction = page.at.clone();
        city.refused(form.fill("right", "又一个名称").forge("once", "later"), "已经有一份更正在等批准").await;
        let public = correction.replace("/office", "");
        assert_eq!(portal.visitor().go(&public).await.status, StatusCode::NOT_FOUND, "nobody reads it before");

        // The province does not see the city's own; the leader of the city signs it.
        let mut province = portal.signed_in("province2").await;
        assert_eq!(province.go(&correction).await.status, StatusCode::NOT_FOUND);
        let mut leader = portal.signed_in("lead4502").await;
        leader.open("/office").await;
        leader.follow("更正").await;
        assert!(leader.page().says("1 份更正公告在等批准"), "{}", leader.page().tree.text);
        leader.follow(OLD).await;
        let (form, late) = (leader.form("/announce"), leader.form("/drop"));
        leader.refused(form.clone(), "请填写更正公告的文号").await;
        let page = leader.sent(form.clone().fill("更正公告的文号", "柳工信函〔2026〕90号")).await;
        assert!(page.says("更正公告已登记") && page.says("已更正"), "{}", page.tree.text);
        let page = leader
            .refused(form.fill("更正公告的文号", "柳工信函〔2026〕91号").forge("once", "l"), "刚刚被别人办过")
            .await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        let page = leader.refused(late.fill("理由", "没有错").forge("once", "m"), "刚刚被别人办过").await;
        assert!(page.status == StatusCode::CONFLICT && page.says("没有错"));

        // The public reads the list as it was, with the correction, its number and its day beside the entry.
        let mut visitor = portal.visitor();
        let page = page_of(&mut visitor, &format!("/publicity/{list}")).await;
        assert!(page.contains(OLD) && page.contains(&format!("企业名称应为“{NEW}”（柳工信函〔2026〕90号")), "{page}");
        assert!(visitor.page().says("后来的文件"));
        visitor.follow("更正：企业名称应为").await;
        assert_eq!(visitor.page().at, public);
        let page = &visitor.page().tree.text;
        assert!(page.contains("原名单予以保留") && page.contains(OLD) && page.contains(NEW), "{page}");
        visitor.follow("原名单").await;
        assert!(page_of(&mut visitor, "/notices?kind=correction").await.contains("关于更正“"));

        // The enterprise is told, and carries the right name from then on; a list that comes later does as well.
        let mut clerk = portal.visitor();
        clerk.sign_in("clerk7401", titian_stories::province::PASSWORD).await;
        let page = clerk.open("/enterprise/messages").await;
        assert!(page.says("名单已更正") && page.says("称号和有效期不变"), "{}", page.tree.text);
        let until = portal.app.publicity(&list).await.unwrap().unwrap().until;
        portal.day(until.tomorrow().unwrap()).await;
        let stage = portal.province();
        let (by, command) = file(&titian_domain::id::PublicityId(list.clone()), &cases);
        stage.one(&by, command).await;
        let batch = portal.app.publicity(&list).await.unwrap().unwrap().batch;
        let (by, command) = prepare(&batch, &cases);
        let announcement = titian_domain::id::AnnouncementId(stage.one(&by, command).await.id);
        let (by, command) = announce(announcement.clone(), portal.app.clock.today());
        stage.one(&by, command).await;
        portal.app.refresh_register().await.unwrap();
        assert!(page_of(&mut visitor, &format!("/announcements/{announcement}")).await.contains(NEW));

        // The register shows what is right, links the correction, and is searched by both names.
        for words in [OLD, NEW] {
            let page = page_of(&mut visitor, &format!("/register?q={words}")).await;
            assert!(page.contains(NEW) && page.contains(&format!("名单曾写为“{OLD}”，已更正")), "{words}: {page}");
        }
        let code = synthetic(titian_stories::province::CITY, 7_401).unwrap();
        let page = page_of(&mut visitor, &format!("/register/{code}")).await;
        assert!(page.contains("更正企业名称") && page.contains(&format!("写为“{OLD}”")), "{page}");
        visitor.follow("柳工信函〔2026〕90号").await;
        assert_eq!(visitor.page().at, public);

        // A code and a city on the province's announcement: proposed and signed by the province.
        let (mut handler, mut province) = (portal.signed_in("province1").await, portal.signed_in("province2").await);
        handler.open(&format!("/office/announcements/{announcement}")).await;
        handler.follow(&format!("拟更正：{NEW}")).await;
        let right = synthetic(titian_stories::province::CITY, 7_499).unwrap().to_string();
        let form = handler.form("/office/corrections/new").fill("理由和依据", "营业执照");
        let taken = synthetic(titian_stories::province::CITY, 7_402).unwrap().to_string();
        let typed = form.clone().fill("part", "code");
        handler.refused(typed.clone().fill("right", &taken), "属于另一家企业").await;
        let first = handler.sent(typed.fill("right", &right)).await.at.clone();
        let form = form.forge("once", "city").fill("part", "city").fill("city", "南宁市");
        let second = handler.sent(form).await.at.clone();
        for (at, number) in [(first, "桂工信企业〔2026〕97号"), (second, "桂工信企业〔2026〕98号")] {
            province.open(&at).await;
            province.sent(province.form("/announce").fill("更正公告的文号", number)).await;
        }
        let page = page_of(&mut visitor, &format!("/register/{right}")).await;
        assert!(page.contains(NEW) && page.contains("南宁市") && page.contains("更正所在市"), "{page}");
        let page = page_of(&mut visitor, &format!("/register/{code}")).await;
        assert!(page.contains(&right), "by the code that was wrong as well: {page}");
        let page = page_of(&mut visitor, &format!("/announcements/{announcement}")).await;
        assert!(
            page.contains(&code.to_string()) && page.contains("柳州市") && page.contains("所在市应为“南宁市”"),
            "{page}"
        );
        assert!(portal.province().verified().await.is_sound(), "{}", portal.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_that_is_given_up_leaves_everything_as_it_was() {
    for portal in Portal::both().await {
        let (_, list) = publicised(&portal, 1).await;
        let mut city = portal.signed_in("city4502").await;
        city.open(&format!("/office/publicity/{list}")).await;
        city.follow(&format!("拟更正：{OLD}")).await;
        let form =
            city.form("/office/corrections/new").fill("part", "name").fill("right", NEW).fill("理由和依据", "执照");
        let at = city.sent(form).await.at.clone();
        city.refused(city.form("/drop"), "请写明为什么不予更正").await;
        let page = city.sent(city.form("/drop").fill("理由", "看错了一家")).await;
        assert!(page.says("不予更正") && page.says("看错了一家") && page.says("已经办结"), "{}", page.tree.text);
        let page = page_of(&mut portal.visitor(), &format!("/publicity/{list}")).await;
        assert!(page.contains(OLD) && !page.contains(NEW));
        assert_eq!(portal.visitor().go(&at.replace("/office", "")).await.status, StatusCode::NOT_FOUND);
        // Who holds no such office is not let in; an enterprise is no office.
        let mut auditor = portal.signed_in("auditor").await;
        assert_eq!(auditor.go("/office/corrections").await.status, StatusCode::FORBIDDEN);
        assert_eq!(auditor.go(&at).await.status, StatusCode::NOT_FOUND);
    }
}
