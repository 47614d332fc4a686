//! A check that has become old is made again before every list (A3): nobody goes before the public, is recommended or is
//! announced on what was looked up too long ago.

use axum::http::StatusCode;
use jiff::Span;
use jiff::civil::Date;
use titian_domain::application::Desk;
use titian_domain::id::RecommendationId;
use titian_domain::recommendation::Recommendation;
use titian_rulebook::tier::Tier;
use titian_stories::portal::Portal;
use titian_stories::province::{Case, file};
use titian_stories::reader::{Page, Reader};

const PDF: &[u8] = b"%PDF-1.4\n% a signed paper of a story\n%%EOF\n";

fn later(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// Everything is looked up again today, on the page of the case.
async fn looks_up(reader: &mut Reader, case: &Case) {
    reader.open(&format!("/office/applications/{}/gates", case.id)).await;
    let mut form = reader.form("/gates");
    let gates: Vec<String> =
        form.fields.iter().filter_map(|(name, _)| name.strip_prefix("place.").map(str::to_owned)).collect();
    for gate in &gates {
        form = form.fill(&format!("result.{gate}"), "clear").fill(&format!("place.{gate}"), "信用中国");
    }
    assert!(reader.sent(form).await.says("均符合"));
}

/// Whether a page can put a case on its list.
fn offers(page: &Page, case: &Case) -> bool {
    page.tree.forms().iter().any(|form| form.fields.iter().any(|(name, _)| *name == format!("pick.{}", case.id)))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_check_is_asked_for_again_before_publicity_and_before_the_announcement() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_701, 2).await;
        let cases = province.submitted(&batch, &firms).await;
        province.concluded(&cases, true).await;
        province.approved(&cases).await;
        let looked = portal.app.clock.today();
        let mut city = portal.signed_in("city4502").await;
        let new = format!("/office/publicity/new?batch={batch}");

        // On the thirtieth day after, the checks still carry a list.
        portal.day(later(looked, 30)).await;
        city.sign_in("city4502", "city4502").await;
        let page = city.open(&new).await;
        assert!(cases.iter().all(|case| offers(page, case)), "{}", page.tree.text);
        let late = city.form("/office/publicity/new").fill("confirm", "on");

        // On the day after they do not: the page says so ahead, and so do the queue and the case.
        portal.day(later(looked, 31)).await;
        city.sign_in("city4502", "city4502").await;
        let page = city.open(&new).await;
        assert!(!cases.iter().any(|case| offers(page, case)));
        for words in ["等重新查询", "已超过 30 天，请重新查询并登记（第三条）", "未被列入经营异常名录"]
        {
            assert!(page.says(words), "{words}: {}", page.tree.text);
        }
        let late = late.forge("csrf", city.form("/sign-out").held("csrf"));
        let page = city.refused(late, "名单").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert_eq!(province.stages(&cases).await, ["listed", "listed"]);
        let page = city.open("/office/applications?q=企业007701").await;
        assert!(page.says("3 项核查要重新查询"), "{}", page.tree.text);
        let page = city.open(&format!("/office/applications/{}", cases[0].id)).await;
        assert!(page.says("列入名单之前要重新查询") && page.says("请重新查询并登记（第三条）"), "{}", page.tree.text);

        // One is looked up again and goes on; the other stays for a later list.
        looks_up(&mut city, &cases[0]).await;
        assert!(!city.open("/office/applications?q=企业007701").await.says("要重新查询"));
        let page = city.open(&new).await;
        assert!(offers(page, &cases[0]) && !offers(page, &cases[1]));
        let page = city.sent(city.form("/office/publicity/new").fill("confirm", "on")).await;
        let list = titian_domain::id::PublicityId(page.at.rsplit('/').next().unwrap().to_owned());
        assert_eq!(province.stages(&cases).await, ["in_publicity", "listed"]);

        // The province finds it too old again, at the preview and where the paper is registered.
        let again = portal.app.clock.today();
        portal.day(later(again, 20)).await;
        let (actor, command) = file(&list, &cases[..1]);
        province.one(&actor, command).await;
        portal.day(later(again, 31)).await;
        let mut handler = portal.signed_in("province1").await;
        let new = format!("/office/announcements/new?batch={batch}");
        let page = handler.open(&new).await;
        assert!(!offers(page, &cases[0]) && page.says("请重新查询并登记（第三条）"), "{}", page.tree.text);
        looks_up(&mut handler, &cases[0]).await;
        let third = portal.app.clock.today();
        assert!(offers(handler.open(&new).await, &cases[0]));
        let at = handler.sent(handler.form("/office/announcements/new").fill("confirm", "on")).await.at.clone();
        portal.day(later(third, 31)).await;
        let mut leader = portal.signed_in("province2").await;
        leader.open(&at).await;
        let typed = leader.form("/approve").fill("文号", "桂工信企业〔2027〕9号").fill("confirm", "on");
        let dated = |day: Date| typed.clone().fill("落款日", &day.to_string()).attach("scan", "签发.pdf", PDF);
        leader.refused(dated(later(third, 31)), "请重新查询并登记（第三条）").await;
        assert_eq!(province.stages(&cases[..1]).await, ["announcing"]);
        // The office decided on the day of its paper: on that day the check was not too old.
        let page = leader.sent(dated(later(third, 30)).forge("once", "thirtieth")).await;
        assert!(page.says("公告已生效"), "{}", page.tree.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_check_is_asked_for_again_before_a_recommendation() {
    for portal in Portal::both().await {
        let province = portal.province();
        let firms = province.firms(7_711, 1).await;
        province.holding(Tier::Innovative, &firms).await;
        let batch = province.batch_of(Tier::Specialised, &[]).await;
        let cases = province.submitted(&batch, &firms).await;
        province.concluded(&cases, true).await;
        province.approved(&cases).await;
        let looked = portal.app.clock.today();
        portal.day(later(looked, 31)).await;
        let mut city = portal.signed_in("city4502").await;
        let new = format!("/office/recommendations/new?batch={batch}");
        let page = city.open(&new).await;
        assert!(page.says("等重新查询") && page.says("请重新查询并登记（第三条）"), "{}", page.tree.text);
        looks_up(&mut city, &cases[0]).await;
        city.open(&new).await;
        let form = city.form("/office/recommendations/new").fill("number", "柳示例〔2026〕9号").fill("confirm", "on");
        let page = city.sent(form).await;
        let id = RecommendationId(page.at.rsplit('/').next().unwrap().to_owned());
        let list = province.load_all::<Recommendation>(&[id.as_str()]).await.remove(0);
        assert_eq!((list.list.len(), Desk::of(list.office)), (1, Desk::City));
    }
}
