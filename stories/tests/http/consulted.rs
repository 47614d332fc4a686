//! 征求部门意见 (A10.2): asked in one letter, answered by link, by account and by letter; late and silent; whose it is.

use axum::http::{StatusCode, header};
use jiff::civil::Date;
use titian_domain::account::{Grant, Role};
use titian_domain::consultation::Department;
use titian_rulebook::region::DivisionCode;
use titian_stories::consulting::{account, cases};
use titian_stories::portal::Portal;
use titian_stories::province::Case;
use titian_stories::reader::Reader;

const PDF: &[u8] = b"%PDF-1.4\n% a stamped letter of a story\n%%EOF\n";
const NUMBER: &str = "柳工信函〔2026〕76号";

/// The city asks 生态环境 and 税务 about both; answers where that stands, and until when they have time.
async fn asked(portal: &Portal, city: &mut Reader, cases: &[Case]) -> (String, Date) {
    let due = portal.app.clock.today().saturating_add(jiff::Span::new().days(7));
    city.open("/office/consultations").await;
    city.follow("准备征求意见").await;
    city.refused(city.form("/office/consultations/new"), "请至少勾选一家企业").await;
    let mut form = city.form("/office/consultations/new");
    for case in cases {
        form = form.fill(&format!("case.{}", case.id), "on");
    }
    let form = form.fill("未发生", "on").fill("dept.environment", "on").fill("name.environment", "柳州市生态环境局");
    let form = form.fill("dept.tax", "on").fill("name.tax", "柳州市税务局").fill("confirm", "on");
    let form = form.fill("文号", NUMBER).fill("答复期限", &due.to_string());
    let page = city.sent(form).await;
    assert!(page.says(NUMBER) && page.says("柳州市生态环境局") && page.says("等待答复"), "{}", page.tree.text);
    (page.at.clone(), due)
}

/// A link for the department whose form stands at this place.
async fn link(city: &mut Reader, at: &str, department: &str) -> String {
    city.open(at).await;
    let forms = city.page().tree.forms();
    let form = forms.into_iter().find(|form| {
        let its = form.fields.iter().any(|(name, value)| name == "department" && value == department);
        its && form.action.ends_with("/link")
    });
    let page = city.sent(form.expect("a form for a link")).await;
    let told = page.tree.text.split("/consult/").nth(1).expect("the link is told");
    let token: String = told.chars().take_while(char::is_ascii_hexdigit).collect();
    assert_eq!(token.len(), 48);
    assert!(!city.open(at).await.says(&token), "it is told once");
    format!("/consult/{token}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_answers_by_link_once() {
    for portal in Portal::both().await {
        let cases = cases(&portal, 7_601).await;
        let mut city = portal.signed_in("city4502").await;
        let (at, _) = asked(&portal, &mut city, &cases).await;
        let old = link(&mut city, &at, "tax").await;
        let address = link(&mut city, &at, "tax").await;
        let mut tax = portal.visitor();
        assert_eq!(tax.go(&old).await.status, StatusCode::NOT_FOUND, "a newer one took its place");
        assert!(tax.page().says("已经换发"));
        let page = tax.open(&address).await;
        assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(page.headers[header::REFERRER_POLICY], "no-referrer");
        assert!(page.says("示例虚构企业007601号") && page.says("柳州市税务局"), "{}", page.tree.text);
        assert!(!page.says("生态环境局"), "no other department");
        // Every enterprise has its word, and a concern has words of its own.
        let form = tax.form(&address);
        let (first, second) = (format!("opinion.{}", cases[0].id), format!("opinion.{}", cases[1].id));
        tax.refused(form.clone().fill(&first, "clear").fill("答复人", "李示例"), "请选择对").await;
        let form = form.fill(&first, "concern").fill(&second, "clear").fill("答复人", "李示例 科长");
        tax.refused(form.clone(), "请写明是什么情况").await;
        let form = form.fill(&format!("words.{}", cases[0].id), "2025年有一起欠税");
        let page = tax.sent(form.clone()).await;
        assert!(
            page.says("已经在") && page.says("链接只能用一次") && page.says("柳州市中小企业主管部门"),
            "{}",
            page.tree.text
        );
        // Sent again, nothing more is written; nothing of the list is shown any more.
        let page = tax.send(form).await;
        assert!(page.says("链接只能用一次") && !page.says("示例虚构企业007601号"), "{}", page.tree.text);
        let page = city.open(&at).await;
        assert!(page.says("有意见") && page.says("2025年有一起欠税") && page.says("李示例 科长"), "{}", page.tree.text);
        // Whoever has answered can put it right, by a link that says what it is for.
        assert!(city.open(&at).await.says("生成更正用的链接"));
        let address = link(&mut city, &at, "tax").await;
        let page = tax.open(&address).await;
        assert!(page.says("这个链接供更正用"), "{}", page.tree.text);
        let form = tax.form(&address).fill(&first, "clear").fill(&second, "clear").fill("答复人", "李示例 科长");
        tax.sent(form).await;
        assert!(city.open(&at).await.says("以后来的答复为准"), "{}", city.page().tree.text);
        assert!(city.go("/consult/none").await.says("没有这个链接"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_answers_in_its_room_and_sees_no_other() {
    for portal in Portal::both().await {
        let liuzhou = DivisionCode::parse("450200");
        account(&portal, "tax4502", Grant::answering(Department::Tax, liuzhou)).await;
        account(&portal, "tax4501", Grant::answering(Department::Tax, DivisionCode::parse("450100"))).await;
        account(&portal, "other4501", Grant::of(Role::CityHandler, DivisionCode::parse("450100"))).await;
        let cases = cases(&portal, 7_611).await;
        let mut city = portal.signed_in("city4502").await;
        let (at, due) = asked(&portal, &mut city, &cases).await;
        let id = at.rsplit('/').next().unwrap().to_owned();

        let mut tax = portal.signed_in("tax4502").await;
        let page = tax.open("/department").await;
        assert!(page.says(NUMBER) && page.says("待答复"), "{}", page.tree.text);
        tax.follow(NUMBER).await;
        let form = tax.form(&format!("/department/{id}"));
        tax.refused(form.clone(), "没有填写对任何一家企业的意见").await;
        let opinion = format!("opinion.{}", cases[0].id);
        tax.sent(form.clone().fill(&opinion, "clear").fill("答复人", "李示例")).await;
        assert!(tax.open("/department").await.says("部分答复"));
        // It reads no case and no other room.
        for room in ["/office/applications", "/office/consultations", "/enterprise"] {
            assert_ne!(tax.go(room).await.status, StatusCode::OK, "{room}");
        }
        assert_eq!(tax.go(&format!("/office/applications/{}", cases[0].id)).await.status, StatusCode::NOT_FOUND);

        // Another city's department and another city's officer find nothing.
        let mut elsewhere = portal.signed_in("tax4501").await;
        assert!(!elsewhere.open("/department").await.says(NUMBER));
        assert_eq!(elsewhere.go(&format!("/department/{id}")).await.status, StatusCode::NOT_FOUND);
        let mut stranger = portal.signed_in("other4501").await;
        assert_eq!(stranger.go(&at).await.status, StatusCode::NOT_FOUND);
        assert!(!stranger.open("/office/consultations").await.says(NUMBER));
        for file in ["list.csv", "list.xlsx"] {
            assert_eq!(stranger.go(&format!("{at}/{file}")).await.status, StatusCode::NOT_FOUND);
        }

        // Reminded by the officer, once a day; late is marked, silence is said.
        city.open(&at).await;
        let remind = city.form("/remind");
        city.sent(remind.clone()).await;
        assert!(city.page().says("经办人催办"));
        city.refused(remind.forge("once", "again"), "今天已经催办过").await;
        // Three days before, the clock reminds those who are silent; then the time is over.
        portal.day(due.saturating_sub(jiff::Span::new().days(3))).await;
        portal.day(due.tomorrow().unwrap()).await;
        city.sign_in("city4502", "city4502").await;
        let page = city.open(&at).await;
        assert!(page.says("未答复") && page.says("部分未答复") && page.says("系统按期提醒"), "{}", page.tree.text);
        tax.sign_in("tax4502", "tax4502").await;
        assert!(tax.open("/department").await.says("逾期未答复"));
        tax.follow(NUMBER).await;
        let late = tax.form(&format!("/department/{id}")).fill(&format!("opinion.{}", cases[1].id), "clear");
        tax.sent(late.fill("答复人", "李示例")).await;
        let page = city.open(&at).await;
        assert!(page.says("逾期答复"), "{}", page.tree.text);

        // On the bench the handler reads it, and says what is made of the silence.
        city.open(&format!("/office/applications/{}", cases[0].id)).await;
        city.sent(city.form("/take-up")).await;
        let page = city.open(&format!("/office/applications/{}/conclusion", cases[0].id)).await;
        assert!(page.says("部门意见") && page.says("没有答复；拟通过的理由"), "{}", page.tree.text);
        let form = city.form("/conclusion").fill("proposal", "pass").fill("opinion", "建议推荐");
        city.refused(form.clone(), "不再等的，要写明理由").await;
        // The page that was sent back showed them; a page that had not is refused with what came since.
        let unseen = form.clone().fill("uncalled", "已电话核实").forge("heard", "[]").forge("once", "unseen");
        city.refused(unseen, "您打开页面时还没有这一条").await;
        let form = city.form("/conclusion").fill("proposal", "pass").fill("opinion", "建议推荐");
        let page = city.refused(form.fill("uncalled", "已电话核实"), "还不能拟办").await;
        assert!(!page.says("不再等的") && !page.says("您打开页面时还没有这一条"), "{}", page.tree.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_comes_back_as_its_table_whole_or_not_at_all() {
    for portal in Portal::both().await {
        let cases = cases(&portal, 7_621).await;
        let mut city = portal.signed_in("city4502").await;
        let (at, _) = asked(&portal, &mut city, &cases).await;
        let csv = city.go(&format!("{at}/list.csv")).await.body.clone();
        assert!(csv.contains("意见（无意见/有意见）") && csv.contains("示例虚构企业007621号"), "{csv}");
        let page = city.go(&format!("{at}/list.xlsx")).await;
        assert!(page.headers[header::CONTENT_TYPE].to_str().unwrap().contains("spreadsheetml"));

        let rows: Vec<&str> = csv.trim().lines().collect();
        let filled = |first: &str, second: &str| {
            let row = |row: &str, said: &str| format!("{}{said}", row.trim_end_matches(','));
            format!("{}\n{}\n{}\n", rows[0], row(rows[1], first), row(rows[2], second))
        };
        city.open(&at).await;
        let form = city.form("/reply");
        let page = city.refused(form.clone(), "请选择答复的部门").await;
        assert!(page.says("请选择填好的名单") && page.says("请选择盖章复函的扫描件"), "{}", page.tree.text);
        let today = portal.app.clock.today().to_string();
        let form = form.fill("department", "tax").fill("by", "王示例").fill("received", &today);
        let wrong = form.clone().attach("table", "名单.csv", filled(",没问题,,", ",有意见,,").as_bytes());
        let page = city.refused(wrong.attach("paper", "复函.pdf", PDF), "一行也没有写入").await;
        assert!(page.says("第 2 行") && page.says("“没问题”不认识") && page.says("第 3 行"), "{}", page.tree.text);
        assert!(city.open(&at).await.says("0 / 2 家"));
        let other = form.clone().attach("table", "名单.pdf", PDF).attach("paper", "复函.pdf", PDF);
        city.refused(other, "只收 .xlsx 或 .csv").await;
        let right = form.attach("table", "名单.csv", filled(",无意见,,", ",有意见,其他,正在诉讼").as_bytes());
        city.refused(right.clone(), "请选择盖章复函的扫描件").await;
        let page = city.sent(right.attach("paper", "复函.pdf", PDF)).await;
        assert!(page.says("已登记") && page.says("正在诉讼") && page.says("王示例"), "{}", page.tree.text);
        let scan = city.follow("盖章的复函").await;
        assert_eq!(scan.headers[header::CONTENT_TYPE], "application/pdf");
    }
}
