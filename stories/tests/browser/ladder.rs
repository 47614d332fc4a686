//! A case of the second tier over both desks, by keyboard (A10); and a clean case, decided in a handful of keystrokes.

use titian_rulebook::tier::Tier;
use titian_stories::browser::Browser;
use titian_stories::portal::Portal;

/// Enter, as WebDriver writes it.
const ENTER: &str = "\u{e007}";

/// Takes a case up from the queue that is in sight, and accepts every question.
async fn accepted(browser: &Browser, name: &str, bench: &str) {
    browser.go("/office").await;
    browser.follow(name).await;
    browser.follow("受理").await;
    loop {
        browser.go(bench).await;
        if browser.place().await.ends_with("/conclusion") {
            return;
        }
        browser.tick("采信填报").await;
        browser.press("保存").await;
    }
}

/// Signs in as somebody else.
async fn changes(browser: &Browser, login: &str) {
    browser.forget().await;
    browser.sign_in(login, login).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn 专精特新_从市里的待办到自治区的公示() {
    let portal = Portal::sqlite().await;
    let Some(browser) = Browser::at(&portal.serve().await).await else { return };
    let province = portal.province();
    let firms = province.firms(7_401, 1).await;
    province.holding(Tier::Innovative, &firms).await;
    let batch = province.batch_of(Tier::Specialised, &[]).await;
    let cases = province.submitted(&batch, &firms).await;
    let (name, bench) = ("示例虚构企业007401号", format!("/office/applications/{}", cases[0].id));

    // The city: from its queue to the list that goes up.
    browser.sign_in("city4502", "city4502").await;
    accepted(&browser, name, &bench).await;
    browser.reads("凭创新型中小企业称号申报").await;
    // What was looked up for the title below is still fresh.
    browser.go(&format!("{bench}/gates")).await;
    browser.reads("6 / 6 已核查").await;
    browser.go(&format!("{bench}/inspection")).await;
    browser.write("谁去的", "抽查员甲、抽查员乙").await;
    browser.tab_to("第 1 行，看到的").await;
    browser.keys("\u{e014}").await;
    browser.press("保存抽查记录").await;
    browser.go(&format!("{bench}/conclusion")).await;
    browser.tick("拟通过，列入推荐名单").await;
    browser.press("送审批").await;
    changes(&browser, "lead4502").await;
    browser.go("/office").await;
    browser.follow(name).await;
    browser.reads("列入拟推荐名单").await;
    browser.press("同意").await;
    browser.reads("等推荐到自治区").await;
    changes(&browser, "city4502").await;
    browser.go("/office/publicity").await;
    browser.press("准备推荐").await;
    browser.write("的推荐意见", "主导产品突出。").await;
    browser.write("推荐函的文号", "柳示例〔2026〕8号").await;
    browser.tick("我已核对名单和名次").await;
    browser.press("推荐到自治区工业和信息化厅").await;
    browser.reads("家，已固定").await;
    assert_eq!(province.stages(&cases).await, ["recommended"]);

    // The province: from its queue to the list before the public.
    changes(&browser, "province1").await;
    browser.go("/office").await;
    browser.reads("等自治区受理").await;
    accepted(&browser, name, &bench).await;
    browser.reads("没有征求部门意见；拟通过的理由").await;
    browser.tick("拟通过，列入公示").await;
    browser.write("没有征求部门意见；拟通过的理由", "不涉及其他部门的职责。").await;
    browser.press("送审批").await;
    changes(&browser, "province2").await;
    browser.go("/office").await;
    browser.follow(name).await;
    browser.reads("不涉及其他部门的职责。").await;
    browser.press("同意").await;
    browser.reads("等公示").await;
    changes(&browser, "province1").await;
    browser.go("/office/publicity").await;
    browser.press("准备公示").await;
    browser.tick("我已核对名单").await;
    browser.press("发布公示").await;
    browser.reads("公示中").await;
    browser.close().await;
    assert_eq!(province.stages(&cases).await, ["in_publicity"]);
}

/// A hand on the keyboard, and how often it came down.
struct Hand<'a> {
    browser: &'a Browser,
    strokes: usize,
}

impl Hand<'_> {
    /// One key.
    async fn strikes(&mut self, key: &str) {
        self.browser.keys(key).await;
        self.strokes += 1;
    }

    /// One key that leads to another page, and the file that is in sight there.
    async fn leads(&mut self, key: &str) {
        self.browser.script("document.documentElement.dataset.before = 'yes'").await;
        self.strikes(key).await;
        self.browser
            .becomes("return document.readyState === 'complete' && !document.documentElement.dataset.before")
            .await;
        self.sees().await;
    }

    /// Waits for the file in sight, as a person who reads it.
    async fn sees(&self) {
        let loaded = "return !document.querySelector('iframe.scan') \
            || performance.getEntriesByType('resource').some(one => one.name.includes('/files/'))";
        self.browser.becomes(loaded).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn 材料齐全的一件_不用鼠标_不到十二次按键办完() {
    let portal = Portal::sqlite().await;
    let Some(browser) = Browser::at(&portal.serve().await).await else { return };
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let firms = province.firms(7_411, 2).await;
    province.proven(&firms).await;
    let cases = province.submitted(&batch, &firms).await;
    // Taken up from the queue, not from their benches: no file has been in sight.
    let mut queue = portal.signed_in("city4502").await;
    queue.open("/office?q=企业00741").await;
    let form = queue.form("/take-up").fill(&format!("pick.{}", cases[0].id), "on");
    queue.sent(form.fill(&format!("pick.{}", cases[1].id), "on").press("受理")).await;
    province.seen(&cases).await;

    // Every question is looked at with its file, then all are accepted together, and the case is proposed.
    browser.sign_in("city4502", "city4502").await;
    browser.go(&format!("/office/applications/{}", cases[0].id)).await;
    let mut hand = Hand { browser: &browser, strokes: 0 };
    hand.sees().await;
    for _ in 1..6 {
        hand.leads("j").await;
    }
    hand.leads("q").await;
    assert_eq!(browser.count("ul.rest input:enabled").await, 6, "{}", browser.text().await);
    hand.strikes("g").await;
    hand.leads(ENTER).await;
    browser.arrives(&format!("/office/applications/{}/conclusion", cases[0].id)).await;
    browser.reads("都办完了").await;
    hand.strikes("1").await;
    hand.leads(ENTER).await;
    assert!(hand.strokes < 12, "{} keystrokes", hand.strokes);
    assert_eq!(province.stages(&cases).await, ["concluded", "under_review"]);

    // Of a case whose files nobody opened, the same keys accept nothing.
    browser.go(&format!("/office/applications/{}/gates", cases[1].id)).await;
    hand.leads("q").await;
    assert_eq!(browser.count("ul.rest input:enabled").await, 0, "{}", browser.text().await);
    assert_eq!(browser.count("[data-tick]").await, 0);
    browser.keys(format!("g{ENTER}")).await;
    browser.go(&format!("/office/applications/{}/conclusion", cases[1].id)).await;
    browser.reads("还没有审核").await;

    // Who does not want the keys switches them off, and a digit picks nothing any more.
    browser.tab_to("快捷键已开").await;
    browser.keys(ENTER).await;
    browser.reads("快捷键已关").await;
    browser.keys("1").await;
    assert_eq!(browser.count("[name=proposal]:checked").await, 0);
    browser.close().await;
}
