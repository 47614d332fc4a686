//! An application from the batch to its receipt: by click, on paper, twice by mistake, and taken back.

use axum::http::StatusCode;
use jiff::civil::date;
use titian_app::command::Command;
use titian_domain::account::Role;
use titian_domain::id::{BatchId, NoticeId};
use titian_domain::notice::{self, Batch, Signing};
use titian_rulebook::deadline::Length;
use titian_rulebook::tier::{Purpose, Tier};
use titian_stories::portal::Portal;
use titian_stories::province::officer;
use titian_stories::reader::Reader;

const FIRM: &str = "firm0058";
const PDF: &[u8] = b"%PDF-1.4\n% a sealed scan of a story\n%%EOF\n";

/// Begins in the batch whose start page is open: the address of the case.
pub async fn begun(clerk: &mut Reader) -> String {
    let form = clerk.form("/enterprise/applications").press("开始申报");
    clerk.sent(form).await;
    clerk.page().at.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn by_click_from_the_list_to_the_receipt_and_only_once() {
    for portal in Portal::both().await {
        let mut clerk = portal.signed_in(FIRM).await;
        clerk.open("/enterprise/applications").await;
        clerk.follow("看要求，开始申报").await;
        let twice = clerk.form("/enterprise/applications").press("开始申报");
        clerk.sent(twice.clone()).await;
        let at = clerk.page().at.clone();
        assert!(clerk.page().title().starts_with("草稿"));
        clerk.sent(twice).await;
        assert_eq!(clerk.page().at, at, "one application, however often it is clicked");

        clerk.follow("去核对并提交").await;
        assert!(clerk.page().says("每一分的理由"));
        clerk.follow("内容无误，去声明").await;
        let form = clerk.form("/declaration");
        clerk.refused(form.clone(), "请阅读并勾选真实性声明").await;
        // What is declared is what was read: a change in between asks to read again.
        let mut window = portal.signed_in(FIRM).await;
        window.open("/enterprise/dossier/operation").await;
        let change = window.form("/enterprise/dossier/operation").fill("net_profit@2025", "312");
        window.sent(change.press("只保存")).await;
        let full = form.fill("truth", "on").fill("pledge", "on").fill("name", "张示例");
        let page = clerk.refused(full, "内容又有改动").await;
        assert!(page.says("细则") || page.says("重新核对"), "{}", page.tree.text);
        let form = clerk.form("/declaration");
        assert_eq!(form.held("name"), "张示例");
        assert_eq!(form.held("truth"), "", "the ticks were about another content");
        let form = form.fill("truth", "on").fill("pledge", "on");
        clerk.sent(form.clone()).await;
        assert_eq!(clerk.page().at, format!("{at}/receipt"));
        let title = clerk.page().title().to_owned();
        assert!(title.starts_with("已提交，受理编号 GX2026H2C"), "{title}");
        clerk.sent(form).await;
        assert_eq!(clerk.page().title(), title, "sent twice, submitted once");
        // A window that is late is told how far it is.
        assert_eq!(clerk.open(&format!("{at}/check")).await.at, at);
        assert!(clerk.open(&format!("{at}/print")).await.says("内容码"));
        assert!(clerk.open("/enterprise").await.says("正在办的申报"));

        let mut other = portal.signed_in("firm0060").await;
        for page in ["", "/check", "/declaration", "/print", "/receipt", "/withdrawal"] {
            assert_eq!(other.go(&format!("{at}{page}")).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        other.open("/enterprise/applications").await;
        assert!(!other.page().body.contains(&at));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn taken_back_and_begun_again() {
    for portal in Portal::both().await {
        let mut clerk = portal.signed_in(FIRM).await;
        clerk.open("/enterprise/applications").await;
        clerk.follow("看要求，开始申报").await;
        let stale = clerk.form("/enterprise/applications").press("开始申报").forge("once", "another-key");
        let at = begun(&mut clerk).await;
        clerk.refused(stale, "已经有一件申报").await;
        clerk.open(&at).await;
        clerk.follow("撤回这件申报").await;
        let form = clerk.form("/withdrawal").press("确认撤回");
        assert_eq!(clerk.sent(form.clone()).await.title(), "已撤回");
        clerk.sent(form).await;
        assert_eq!(clerk.open(&format!("{at}/withdrawal")).await.at, at, "it is over");
        clerk.open("/enterprise/applications").await;
        clerk.follow("看要求，开始申报").await;
        assert_ne!(begun(&mut clerk).await, at);
    }
}

/// A batch that asks for a signed and sealed scan.
pub async fn on_paper(portal: &Portal) -> BatchId {
    let batch = Batch {
        id: BatchId(String::new()),
        name: "2026年冬季创新型中小企业".into(),
        tier: Tier::Innovative,
        purpose: Purpose::Apply,
        half: "2026-H2".into(),
        from: date(2026, 11, 24),
        until: date(2026, 12, 10),
        city_due: date(2026, 12, 25),
        county_due: None,
        paper_due: None,
        cohort: None,
        standard: "miit-2022/innovative".into(),
        gates: "gates/miit-2026".into(),
        procedure: "national-2026".into(),
        local_table: None,
        publicity: Length::WorkingDays(5),
        correction: Length::WorkingDays(5),
        signing: Signing::SealedScan,
        evidence: vec!["licence".into()],
        county: vec![],
        switched: vec![],
        lapsed_because: String::new(),
    };
    let province = portal.province();
    let (title, text) = ("冬季申报通知".into(), "请按时申报。".into());
    let draft = Command::DraftNotice { notice: None, title, text, batches: vec![batch] };
    let notice = NoticeId(province.one(&officer("区经办", Role::ProvinceHandler), draft).await.id);
    let publish = notice::Command::Publish { number: "示例〔2026〕9号".into() };
    province.one(&officer("区审批", Role::ProvinceLeader), Command::Notice(notice.clone(), publish)).await;
    BatchId::of(&notice, 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn printed_sealed_scanned_and_the_scan_is_asked_for_once() {
    for portal in Portal::both().await {
        let batch = on_paper(&portal).await;
        let mut clerk = portal.signed_in(FIRM).await;
        clerk.open(&format!("/notices/{}", batch.notice())).await;
        clerk.follow("去申报").await;
        let at = begun(&mut clerk).await;
        clerk.open(&format!("{at}/declaration")).await;
        clerk.follow("打印全部内容").await;
        assert!(clerk.page().says("法定代表人（签字）"));
        clerk.open(&format!("{at}/declaration")).await;
        let form = clerk.form("/declaration").fill("truth", "on").fill("pledge", "on").fill("name", "张示例");
        clerk.refused(form.clone(), "请上传签字盖章后的扫描件").await;
        let picture = [0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0];
        clerk.refused(form.clone().attach("scan", "扫描.jpg", &picture), "一个 PDF").await;
        // A scan that came with something else missing is not asked for again.
        clerk.refused(form.fill("pledge", "").attach("scan", "盖章扫描.pdf", PDF), "合规经营承诺").await;
        assert!(clerk.page().says("盖章扫描.pdf"));
        let form = clerk.form("/declaration").fill("pledge", "on");
        // Somebody else's file is none.
        clerk.refused(form.clone().forge("scanned", &"0".repeat(64)), "请上传签字盖章后的扫描件").await;
        clerk.sent(form).await;
        assert!(clerk.page().title().starts_with("已提交"), "{}", clerk.page().title());
        clerk.open(&at).await;
        assert_eq!(clerk.follow("看盖章的扫描件").await.body.as_bytes(), PDF);
    }
}
