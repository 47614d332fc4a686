//! 抽签 A city draws whom it visits: prepared, fixed, opened, visited; and anybody computes it once more.

use axum::http::{StatusCode, header};
use titian_domain::account::Role;
use titian_domain::draw::{Checked, DrawFile};
use titian_domain::id::{AccountId, BatchId};
use titian_stories::html::Form;
use titian_stories::portal::Portal;
use titian_stories::province::Case;
use titian_stories::reader::Reader;

const PDF: &[u8] = b"%PDF-1.4\n% a signed sheet of a story\n%%EOF\n";
const PHOTO: &[u8] = b"\xFF\xD8\xFF\xE0 a photo of a story";

/// Cases of 柳州 that wait, in a batch of their own, and the two inspectors of the city.
async fn waiting(portal: &Portal, count: u64) -> (BatchId, Vec<Case>, [AccountId; 2]) {
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let cases = province.submitted(&batch, &province.firms(7_501, count).await).await;
    let first = portal.another("inspect1", "演示抽查员甲", Role::CityInspector).await;
    let second = portal.another("inspect2", "演示抽查员乙", Role::CityInspector).await;
    (batch, cases, [first, second])
}

/// The form of a draw with everything in it.
fn filled(form: Form, inspectors: &[AccountId; 2]) -> Form {
    let form = form.fill("plan", "count").fill("比例或家数", "2").fill("其他可以派出的抽查员", "演示抽查员丙");
    let form = form.fill("回避", "演示抽查员丙 全部 正在休假");
    inspectors.iter().fold(form, |form, id| form.forge(&format!("send.{id}"), "on"))
}

/// Prepares a draw; answers where it is.
async fn prepared(handler: &mut Reader, batch: &BatchId, inspectors: &[AccountId; 2]) -> String {
    handler.open(&format!("/office/draws/new?batch={batch}")).await;
    let form = filled(handler.form("/office/draws/new"), inspectors);
    handler.sent(form).await.at.clone()
}

/// Fixes the draw that lies open, for a value of the next day.
async fn fixed(portal: &Portal, handler: &mut Reader) {
    let tomorrow = portal.app.clock.today().tomorrow().unwrap().to_string();
    let form = handler.form("/fix").fill("用什么公开值", "示例彩票第2026107期开奖号码");
    let form = form.fill("怎样写成一行", "由小到大，以空格分隔").fill("哪天公布", &tomorrow).fill("confirm", "on");
    handler.sent(form).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draw_from_the_list_to_the_visit() {
    for portal in Portal::both().await {
        let (batch, cases, inspectors) = waiting(&portal, 3).await;
        let mut handler = portal.signed_in("city4502").await;
        handler.open("/office").await;
        assert!(handler.follow("抽查抽签").await.says("可以抽签"));
        handler.open(&format!("/office/draws/new?batch={batch}")).await;
        assert!(handler.page().says("示例虚构企业007501号") && handler.page().says("演示抽查员甲"));
        let blank = handler.form("/office/draws/new");
        handler.refused(blank.clone(), "请勾选或写明可以派出的抽查员").await;
        let alone = blank.clone().fill("其他可以派出的抽查员", "某某").fill("回避", "某某 GX0 有亲属");
        let page = handler.refused(alone, "可以派的抽查员只有").await;
        assert!(page.says("GX0") && page.status == StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(handler.form("/office/draws/new").held("其他可以派出的抽查员"), "某某");
        let page = handler.sent(filled(blank, &inspectors)).await;
        assert!(page.says("拟定中") && page.says("正在休假"), "{}", page.tree.text);
        let at = page.at.clone();
        let id = at.rsplit('/').next().unwrap().to_owned();
        let mut visitor = portal.visitor();
        assert_eq!(visitor.go(&format!("/draws/{id}")).await.status, StatusCode::NOT_FOUND);

        // Prepared anew, and fixed: the digest is public, the list is not.
        handler.follow("修改拟定").await;
        let form = handler.form("/edit").fill("标题", "柳州市实地抽查示例");
        handler.sent(form.clone()).await;
        let late = handler.refused(form.forge("once", "later"), "刚刚被别人办过").await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        handler.open(&at).await;
        handler.refused(handler.form("/fix"), "请核对名单后再固定").await;
        let today = portal.app.clock.today().to_string();
        let form = handler.form("/fix").fill("用什么公开值", "示例彩票").fill("怎样写成一行", "数字");
        handler.refused(form.fill("哪天公布", &today).fill("confirm", "on"), "要在固定名单之后的日子产生").await;
        fixed(&portal, &mut handler).await;
        assert!(handler.page().says("名单已固定") && !handler.page().says("填好，开签"));
        let page = visitor.open("/draws").await;
        assert!(page.says("柳州市实地抽查示例") && page.says("等公开值"));
        let page = visitor.follow("柳州市实地抽查示例").await;
        assert!(page.says("示例彩票第2026107期") && !page.says("示例虚构企业007501号"), "{}", page.tree.text);
        let hash = handler.page().tree.named("span").iter().find(|one| one.text.len() == 64).unwrap().text.clone();
        assert!(page.says(&hash));
        let file = format!("/draws/{id}/files/draw.json");
        assert_eq!(visitor.go(&file).await.status, StatusCode::NOT_FOUND);

        // Not on the day of the value; once it is over: opened once, and computed once more by anybody.
        portal.day(portal.app.clock.today().tomorrow().unwrap()).await;
        let mut handler = portal.signed_in("city4502").await;
        assert!(!handler.open(&at).await.says("填好，开签") && handler.page().says("之日过完"));
        portal.day(portal.app.clock.today().tomorrow().unwrap()).await;
        let mut handler = portal.signed_in("city4502").await;
        handler.open(&at).await;
        let opening = handler.form("/open");
        handler.refused(opening.clone(), "请填写公布的值").await;
        let page = handler.sent(opening.clone().fill("公布的值", "02 07 11")).await;
        assert!(page.says("已开签") && page.says("待抽查"), "{}", page.tree.text);
        let again = opening.fill("公布的值", "03 08 12").forge("once", "later");
        assert_eq!(handler.refused(again, "刚刚被别人办过").await.status, StatusCode::CONFLICT);
        let page = visitor.go(&file).await;
        assert_eq!(page.headers[header::CONTENT_TYPE], "application/json; charset=utf-8");
        let read: DrawFile = serde_json::from_str(&page.body).unwrap();
        let listed = read.list.cases.len();
        assert_eq!((&read.hash, read.verify()), (&hash, Ok(Checked { cases: listed, selected: Some(2) })));
        assert!(visitor.open(&format!("/draws/{id}")).await.says("02 07 11"));

        // Who was sent finds the case, prints the sheet and types it back; nobody else does.
        let selected = portal.app.public_draw(&id).await.unwrap().unwrap();
        let sent = selected.roster.candidates.iter().find(|one| selected.assignment(&one.enterprise).is_some());
        let visit = format!("/office/visits/{}", sent.unwrap().application);
        let mut inspector = portal.signed_in("inspect1").await;
        assert!(inspector.open("/office").await.at.ends_with("/office/visits"));
        let page = inspector.open(&visit).await;
        assert!(page.says("演示抽查员甲") && page.says("演示抽查员乙"), "{}", page.tree.text);
        assert!(inspector.follow("打印核查表").await.says("抽查员签字"));
        assert!(inspector.page().says("营业收入"), "{}", inspector.page().tree.text);
        inspector.open(&visit).await;
        let form = inspector.form(&visit);
        inspector.refused(form.clone(), "请填写抽查日期").await;
        let today = portal.app.clock.today().to_string();
        let form = form.fill("哪天去的", &today).fill("agrees.1", "no").fill("seen.1", "现场不同");
        let wrong = form.clone().attach("photos", "表.pdf", PDF);
        inspector.refused(wrong, "照片只收 JPG 或 PNG").await;
        assert_eq!(inspector.form(&visit).held("seen.1"), "现场不同");
        let page = inspector.refused(form.clone().fill("谁去的", "演示抽查员甲、某某"), "没有参加").await;
        assert!(page.says("演示抽查员乙"), "{}", page.tree.text);
        let typed = form.attach("photos", "现场.jpg", PHOTO).attach("signed", "签字.pdf", PDF);
        let page = inspector.sent(typed).await;
        assert!(page.says("抽查记录已登记") && page.says("现场不同"), "{}", page.tree.text);
        assert!(inspector.open("/office/visits").await.says("已登记"));
        assert!(handler.open(&at).await.says("已登记"));
        for stranger in ["city4501", "lead4502", "province1"] {
            let mut stranger = portal.signed_in(stranger).await;
            assert_eq!(stranger.go(&visit).await.status, StatusCode::FORBIDDEN);
            assert_eq!(stranger.go("/office/visits").await.status, StatusCode::FORBIDDEN);
        }
        assert_eq!(portal.signed_in("city4501").await.go(&at).await.status, StatusCode::FORBIDDEN);
        let bench = format!("/office/applications/{}", cases[0].id);
        assert_eq!(inspector.go(&bench).await.status, StatusCode::NOT_FOUND, "as if it were not there");

        // Who was sent and has a tie says so, and records nothing of it from then on.
        let mut second = portal.signed_in("inspect2").await;
        second.open(&visit).await;
        let form = second.form("/recusal");
        second.refused(form.clone(), "请写回避的理由").await;
        assert!(second.sent(form.fill("why", "近亲属在企业任职")).await.says("已登记回避"));
        second.open(&visit).await;
        let form = second
            .form(&visit)
            .fill("谁去的", "演示抽查员甲、演示抽查员乙")
            .fill("哪天去的", &today)
            .fill("agrees.1", "yes");
        second.refused(form, "您对这家企业回避").await;
        second.refused(second.form("/recusal").fill("why", "再说一次"), "已经").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draw_that_is_given_up_stays_on_record() {
    for portal in Portal::both().await {
        let (batch, _, inspectors) = waiting(&portal, 2).await;
        let mut handler = portal.signed_in("city4502").await;
        let at = prepared(&mut handler, &batch, &inspectors).await;
        fixed(&portal, &mut handler).await;
        handler.refused(handler.form("/drop"), "请写明为什么作废").await;
        let late = handler.form("/drop");
        let page = handler.sent(handler.form("/drop").fill("理由", "漏写一位抽查员")).await;
        assert!(page.says("已作废") && page.says("漏写一位抽查员"));
        let late = handler.refused(late.fill("理由", "重来").forge("once", "later"), "刚刚被别人办过").await;
        assert!(late.status == StatusCode::CONFLICT && late.says("重来"));
        let page = portal.visitor().open(&at.replace("/office", "")).await.tree.text.clone();
        assert!(page.contains("漏写一位抽查员") && !page.contains("作废时公开值已到公布之日"), "{page}");
        // What was fixed stays public with its list; the bytes were never told.
        assert!(page.contains("下载名单文件") && page.contains("没有开签"), "{page}");
        let file = format!("{}/files/draw.json", at.replace("/office", ""));
        let read: DrawFile = serde_json::from_str(&portal.visitor().go(&file).await.body).unwrap();
        let listed = read.list.cases.len();
        assert_eq!((read.opened.is_none(), read.verify()), (true, Ok(Checked { cases: listed, selected: None })));
        assert_eq!(portal.visitor().go("/draws?page=7").await.status, StatusCode::OK, "beyond the last, the last");
        // What was given up can be drawn over again.
        prepared(&mut handler, &batch, &inspectors).await;
    }
}
