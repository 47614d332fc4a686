//! A case of the second tier over both desks and into the register, by keyboard (A10); one of the third up to MIIT's list
//! (A11); and a clean case, decided in a handful of keystrokes.

use jiff::civil::Date;
use tempfile::TempDir;
use titian_domain::id::BatchId;
use titian_rulebook::tier::Tier;
use titian_stories::browser::Browser;
use titian_stories::portal::Portal;
use titian_stories::province::{Case, Firm};

/// Keys, as WebDriver writes them.
const ENTER: &str = "\u{e007}";
const RIGHT: &str = "\u{e014}";
const PDF: &[u8] = b"%PDF-1.4\n% the signed paper of a story\n%%EOF\n";

/// An enterprise that holds a title, and what it applies for on it.
struct Climb {
    portal: Portal,
    browser: Browser,
    firm: Firm,
    serial: u64,
    batch: BatchId,
}

impl Climb {
    /// Nothing where there is no browser.
    async fn on(held: Tier, next: Tier, serial: u64) -> Option<Climb> {
        let portal = Portal::sqlite().await;
        let browser = Browser::at(&portal.serve().await).await?;
        let province = portal.province();
        let firms = province.firms(serial, 1).await;
        province.holding(held, &firms).await;
        let batch = province.batch_of(next, &[]).await;
        Some(Climb { portal, browser, firm: firms[0].clone(), serial, batch })
    }

    fn name(&self) -> String {
        format!("示例虚构企业{:06}号", self.serial)
    }

    /// Signs in as somebody else.
    async fn changes(&self, login: &str) {
        self.browser.forget().await;
        self.browser.sign_in(login, login).await;
    }

    /// From the dossier to the receipt, by the enterprise; answers the case and its address for officers.
    async fn applies(&self, title: &str) -> (Case, String) {
        let browser = &self.browser;
        browser.sign_in(&format!("clerk{}", self.serial), "demo").await;
        browser.arrives("/enterprise").await;
        browser.go("/enterprise/dossier/innovation").await;
        browser.write("研发费用总额 2025年", "601万元").await;
        browser.enter().await;
        browser.reads("已保存").await;
        browser.go(&format!("/enterprise/applications/new?batch={}", self.batch)).await;
        browser.reads(title).await;
        browser.press("开始申报").await;
        browser.becomes("return /applications\\/[0-9a-f-]{8,}/.test(location.pathname)").await;
        let place = browser.place().await;
        let id = place.trim_start_matches("/enterprise/applications/").split('/').next().unwrap_or_default().to_owned();
        browser.go(&format!("/enterprise/applications/{id}/check")).await;
        browser.reads("每一分的理由").await;
        browser.press("内容无误，去声明").await;
        browser.tick("作出以上声明").await;
        browser.tick("作出以上承诺").await;
        browser.write("声明人姓名", "示例负责人").await;
        browser.press("提交申报").await;
        browser.reads("受理编号").await;
        let bench = format!("/office/applications/{id}");
        (Case { id: titian_domain::id::ApplicationId(id), firm: self.firm.clone() }, bench)
    }

    /// Takes the case up from the queue that is in sight, and accepts every question.
    async fn accepts(&self, bench: &str) {
        let browser = &self.browser;
        browser.go("/office").await;
        browser.follow(&self.name()).await;
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

    /// Two went to see it.
    async fn visits(&self, bench: &str) {
        let browser = &self.browser;
        browser.go(&format!("{bench}/inspection")).await;
        browser.write("谁去的", "抽查员甲、抽查员乙").await;
        browser.tab_to("第 1 行，看到的").await;
        browser.keys(RIGHT).await;
        browser.press("保存抽查记录").await;
    }

    /// The city reviews it to the end and recommends it.
    async fn recommended_by_city(&self, bench: &str) {
        let browser = &self.browser;
        self.changes("city4502").await;
        self.accepts(bench).await;
        // What was looked up for the title below is still fresh.
        browser.go(&format!("{bench}/gates")).await;
        browser.reads("6 / 6 已核查").await;
        self.visits(bench).await;
        browser.go(&format!("{bench}/conclusion")).await;
        browser.tick("拟通过，列入推荐名单").await;
        browser.press("送审批").await;
        self.changes("lead4502").await;
        self.agreed("列入拟推荐名单", "等推荐到自治区").await;
        self.changes("city4502").await;
        browser.go("/office/publicity").await;
        browser.press("准备推荐").await;
        browser.write("的推荐意见", "主导产品突出。").await;
        browser.write("推荐函的文号", "柳示例〔2026〕8号").await;
        browser.tick("我已核对名单和名次").await;
        browser.press("推荐到自治区工业和信息化厅").await;
        browser.reads("家，已固定").await;
    }

    /// The leader who is signed in agrees to what was proposed.
    async fn agreed(&self, proposed: &str, then: &str) {
        self.browser.go("/office").await;
        self.browser.follow(&self.name()).await;
        self.browser.reads(proposed).await;
        self.browser.press("同意").await;
        self.browser.reads(then).await;
    }

    /// Another day has come.
    async fn day(&self, day: Date) {
        self.portal.day(day).await;
        self.browser.forget().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn 专精特新_从企业资料到公开名录() {
    let Some(climb) = Climb::on(Tier::Innovative, Tier::Specialised, 7_401).await else { return };
    let (browser, province) = (&climb.browser, climb.portal.province());
    let (case, bench) = climb.applies("创新型中小企业称号，有效期至").await;
    let cases = [case];
    climb.recommended_by_city(&bench).await;
    assert_eq!(province.stages(&cases).await, ["recommended"]);

    // The province: from its queue to the list before the public.
    climb.changes("province1").await;
    browser.go("/office").await;
    browser.reads("等自治区受理").await;
    climb.accepts(&bench).await;
    browser.reads("凭创新型中小企业称号申报").await;
    browser.reads("没有征求部门意见；拟通过的理由").await;
    browser.tick("拟通过，列入公示").await;
    browser.write("没有征求部门意见；拟通过的理由", "不涉及其他部门的职责。").await;
    browser.press("送审批").await;
    climb.changes("province2").await;
    climb.agreed("不涉及其他部门的职责。", "等公示").await;
    climb.changes("province1").await;
    browser.go("/office/publicity").await;
    browser.press("准备公示").await;
    browser.tick("我已核对名单").await;
    browser.press("发布公示").await;
    browser.reads("公示中").await;
    assert_eq!(province.stages(&cases).await, ["in_publicity"]);

    // After its days the list is fixed, signed, and in force.
    let place = browser.place().await;
    let list = climb.portal.app.publicity(place.rsplit('/').next().unwrap_or_default()).await.unwrap().unwrap();
    climb.day(list.until.tomorrow().unwrap()).await;
    browser.sign_in("province1", "province1").await;
    browser.go(&format!("/office/announcements/new?batch={}", climb.batch)).await;
    browser.tick("我已核对名单").await;
    browser.press("固定名单，准备送批").await;
    let announcement = browser.place().await;
    climb.changes("province2").await;
    let folder = TempDir::new().unwrap();
    let paper = folder.path().join("签发文件.pdf");
    std::fs::write(&paper, PDF).unwrap();
    browser.go(&announcement).await;
    browser.write("文号", "演示公告〔2026〕97号").await;
    browser.date("落款日", climb.portal.app.clock.today()).await;
    browser.choose("签发文件的扫描件", &paper).await;
    browser.tick("名单与签发文件一致").await;
    browser.press("登记批准，公告生效").await;
    browser.reads("已经办结").await;
    browser.forget().await;

    // Everybody finds it.
    climb.portal.app.refresh_register().await.unwrap();
    browser.go("/register").await;
    browser.write("企业名称", &climb.name()).await;
    browser.enter().await;
    browser.reads("专精特新有效至2029年").await;
    assert_eq!(province.stages(&cases).await, ["recognised"]);
    climb.browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn 小巨人_从企业资料到工信部的名单() {
    let Some(climb) = Climb::on(Tier::Specialised, Tier::LittleGiant, 7_421).await else { return };
    let (browser, province) = (&climb.browser, climb.portal.province());
    let (case, bench) = climb.applies("专精特新中小企业称号，有效期至").await;
    let cases = [case];
    climb.recommended_by_city(&bench).await;
    assert_eq!(province.stages(&cases).await, ["recommended"]);

    // The province reviews for itself and recommends to MIIT.
    climb.changes("province1").await;
    climb.accepts(&bench).await;
    browser.tick("拟通过，列入推荐名单").await;
    browser.press("送审批").await;
    climb.changes("province2").await;
    climb.agreed("列入拟推荐名单", "等推荐到工信部").await;
    climb.changes("province1").await;
    browser.go("/office/publicity").await;
    browser.press("准备推荐").await;
    browser.reads("推荐到工业和信息化部").await;
    browser.write("推荐函的文号", "桂示例〔2026〕1号").await;
    browser.tick("我已核对名单和名次").await;
    browser.press("推荐到工业和信息化部").await;
    browser.reads("已报工信部").await;
    assert_eq!(province.stages(&cases).await, ["nominated"]);

    // MIIT publishes its list: uploaded, looked at row by row, confirmed.
    let folder = TempDir::new().unwrap();
    let list = folder.path().join("公布名单.csv");
    let code = titian_rulebook::credit_code::synthetic("450200", climb.serial).unwrap();
    std::fs::write(&list, format!("企业名称,统一社会信用代码\n{},{code}\n不在平台的示例企业,\n", climb.name()))
        .unwrap();
    let today = climb.portal.app.clock.today();
    climb.changes("province2").await;
    browser.go("/office/imports/new/miit").await;
    browser.write("标题", "关于公布专精特新“小巨人”企业名单的通告（示例）").await;
    browser.write("文号", "示例通告〔2026〕1号").await;
    browser.date("公布日期", today).await;
    browser.date("有效期的第一天", today).await;
    browser.date("有效期的最后一天", today.saturating_add(jiff::Span::new().years(3)).yesterday().unwrap()).await;
    browser.tick("2026年冬季专精特新“小巨人”企业").await;
    browser.choose("名单", &list).await;
    browser.press("读入并逐行核对").await;
    browser.reads("还没有写入任何一行").await;
    browser.press("导入 2 行").await;
    browser.reads("已导入").await;
    browser.forget().await;
    climb.portal.app.refresh_register().await.unwrap();
    browser.go("/register").await;
    browser.write("企业名称", &climb.name()).await;
    browser.enter().await;
    browser.reads("小巨人").await;
    browser.reads("有效至2029年").await;
    assert_eq!(province.stages(&cases).await, ["recognised"]);
    climb.browser.close().await;
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
