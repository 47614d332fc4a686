//! The two higher tiers as people go through them (A10, A11): an enterprise applies on the title it holds, its city reviews
//! and recommends a ranked list, the province reviews for itself, publicises and certifies, or reports to MIIT.

use axum::http::StatusCode;
use titian_domain::application::Desk;
use titian_domain::id::{ApplicationId, BatchId};
use titian_rulebook::tier::Tier;
use titian_stories::portal::Portal;
use titian_stories::province::{Case, Firm, city, publicise};
use titian_stories::reader::Reader;

const PDF: &[u8] = b"%PDF-1.4\n% a signed paper of a story\n%%EOF\n";
/// The serial number of the first enterprise of each story.
const FIRST: u64 = 7_301;

fn named(serial: u64) -> String {
    format!("示例虚构企业{serial:06}号")
}

/// Enterprises that hold the title of a tier, and a batch of the next one that opens today.
async fn holding(portal: &Portal, tier: Tier, next: Tier, count: u64) -> (Vec<Firm>, BatchId) {
    let province = portal.province();
    let firms = province.firms(FIRST, count).await;
    province.holding(tier, &firms).await;
    let batch = province.batch_of(next, &[]).await;
    (firms, batch)
}

/// From the start page of a batch to the receipt: the address of the case.
async fn applied(clerk: &mut Reader, batch: &BatchId) -> String {
    clerk.open(&format!("/enterprise/applications/new?batch={batch}")).await;
    let form = clerk.form("/enterprise/applications").press("开始申报");
    let at = clerk.sent(form).await.at.clone();
    clerk.open(&format!("{at}/check")).await;
    clerk.follow("内容无误，去声明").await;
    let form = clerk.form("/declaration").fill("truth", "on").fill("pledge", "on").fill("name", "张示例");
    clerk.sent(form).await;
    assert!(clerk.page().title().starts_with("已提交"), "{}", clerk.page().tree.text);
    at
}

/// Takes a case up from the queue and accepts what is declared, question by question.
async fn items_accepted(officer: &mut Reader, serial: u64) -> String {
    officer.open(&format!("/office?q=企业{serial:06}")).await;
    let at = officer.follow(&named(serial)).await.at.clone();
    let form = officer.form("/take-up");
    officer.sent(form).await;
    loop {
        let page = officer.open(&at).await;
        if page.at.ends_with("/conclusion") {
            return at;
        }
        let item = page.at.rsplit('/').next().unwrap().to_owned();
        let form = officer.form(&format!("/items/{item}")).fill("ruling", "accept");
        officer.sent(form).await;
    }
}

/// Looks up every gate that asks for it, and finds it in order.
async fn gates_checked(officer: &mut Reader, at: &str) {
    officer.open(&format!("{at}/gates")).await;
    let mut form = officer.form("/gates");
    let places = form.fields.iter().filter_map(|(name, _)| name.strip_prefix("place.").map(str::to_owned));
    for gate in places.collect::<Vec<_>>() {
        form = form.fill(&format!("result.{gate}"), "clear").fill(&format!("place.{gate}"), "信用中国");
    }
    officer.sent(form).await;
}

/// Two go and see.
async fn visited(officer: &mut Reader, at: &str) {
    officer.open(&format!("{at}/inspection")).await;
    let form = officer.form("/inspection").fill("inspectors", "甲示例、乙示例").fill("agrees.1", "yes");
    officer.sent(form).await;
}

/// The leader agrees.
async fn agreed(leader: &mut Reader, at: &str, means: &str) {
    let page = leader.open(at).await;
    assert!(page.at.ends_with("/approval") && page.says(means), "{}", page.tree.text);
    let form = leader.form("/approval");
    leader.sent(form).await;
}

/// One of the cases, by its address.
fn case(at: &str, firm: &Firm) -> Case {
    let id = at.rsplit('/').next().unwrap_or_default();
    Case { id: ApplicationId(id.to_owned()), firm: firm.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn 专精特新_凭称号申报_市里推荐_自治区审核公示公告() {
    for portal in Portal::both().await {
        let (firms, batch) = holding(&portal, Tier::Innovative, Tier::Specialised, 1).await;
        let province = portal.province();

        // The start page names the title; the filing keeps it, and the bench shows it.
        let mut clerk = portal.signed_in(&format!("clerk{FIRST}")).await;
        let page = clerk.open(&format!("/enterprise/applications/new?batch={batch}")).await;
        assert!(page.says("作为申报条件的称号") && page.says("创新型中小企业称号，有效期至"), "{}", page.tree.text);
        let own = applied(&mut clerk, &batch).await;
        let cases = [case(&own, &firms[0])];

        // What it holds already it is not offered again, and who comes to it by the address reads why.
        let again = province.batch_of(Tier::Innovative, &[]).await;
        let page = clerk.open(&format!("/enterprise/applications/new?batch={again}")).await;
        assert!(page.says("贵企业已经是创新型中小企业") && page.says("第十三条"), "{}", page.tree.text);
        assert!(page.tree.forms().iter().all(|form| form.action != "/enterprise/applications"));
        assert!(!clerk.open("/enterprise").await.says("2026年冬季创新型中小企业正在申报"));

        // The city reviews and visits. It publicises nothing at this tier: what passes is recommended.
        let mut handler = portal.signed_in("city4502").await;
        let mut leader = portal.signed_in("lead4502").await;
        let at = items_accepted(&mut handler, FIRST).await;
        assert!(handler.page().says("凭创新型中小企业称号申报"), "{}", handler.page().tree.text);
        assert!(handler.page().says("第十条（二）"), "{}", handler.page().tree.text);
        gates_checked(&mut handler, &at).await;
        visited(&mut handler, &at).await;
        handler.open(&at).await;
        assert!(handler.page().says("拟通过，列入推荐名单"));
        let form = handler.form("/conclusion").fill("proposal", "pass").fill("opinion", "材料齐全，拟推荐。");
        handler.sent(form).await;
        agreed(&mut leader, &at, "列入拟推荐名单").await;
        assert_eq!(province.stages(&cases).await, ["endorsed"]);
        assert!(handler.open("/office").await.says("等推荐到自治区"));
        handler.open("/office/publicity").await;
        handler.follow("准备推荐").await;
        let form = handler.form("/office/recommendations/new").fill("推荐函的文号", "柳示例〔2026〕8号");
        let form = form.fill("推荐意见", "主导产品突出。").fill("confirm", "on");
        let page = handler.sent(form).await;
        assert!(page.says("柳示例〔2026〕8号") && page.says("已推荐"), "{}", page.tree.text);
        let list = page.at.clone();

        // Another city sees nothing of it; the city itself may look, and has nothing to do any more.
        let mut other = portal.signed_in("city4501").await;
        for hidden in [&at, &list, &format!("{at}/items/rd_share")] {
            assert_eq!(other.go(hidden).await.status, StatusCode::NOT_FOUND, "{hidden}");
        }
        assert!(!other.open(&format!("/office/applications?q={}", named(FIRST))).await.says("等自治区受理"));
        let page = handler.open(&at).await;
        assert!(page.tree.forms().iter().all(|form| !form.action.ends_with("/take-up")), "it lies with the province");

        // The province reads the list and takes the case up. What the city said is shown as the city's, and answers nothing.
        let mut officer = portal.signed_in("province1").await;
        let mut chief = portal.signed_in("province2").await;
        officer.open("/office/publicity").await;
        assert!(officer.page().says("柳州市"));
        assert!(officer.follow("柳示例〔2026〕8号").await.says("主导产品突出。"));
        officer.open(&format!("/office?q=企业{FIRST:06}")).await;
        assert!(officer.page().says("等自治区受理"), "{}", officer.page().tree.text);
        officer.follow(&named(FIRST)).await;
        let form = officer.form("/take-up");
        let page = officer.sent(form).await;
        assert!(page.at.contains("/items/") && page.says("市级意见") && page.says("采信"), "{}", page.tree.text);
        let item = page.at.rsplit('/').next().unwrap().to_owned();
        let form = officer.form(&format!("/items/{item}"));
        assert_eq!(form.held("ruling"), "", "the province rules for itself");
        officer.open(&format!("{at}/conclusion")).await;
        assert!(officer.page().says("只有市级意见，本级还没有审核"));
        let form = officer.form("/conclusion").fill("proposal", "pass").fill("opinion", "拟通过。");
        officer.refused(form, "只有市级的审核意见").await;
        loop {
            let page = officer.open(&at).await;
            if page.at.ends_with("/conclusion") {
                break;
            }
            let item = page.at.rsplit('/').next().unwrap().to_owned();
            let form = officer.form(&format!("/items/{item}")).fill("ruling", "accept");
            officer.sent(form).await;
        }
        visited(&mut officer, &at).await;
        officer.open(&at).await;
        let form = officer.form("/conclusion").fill("proposal", "pass").fill("opinion", "各项属实，拟通过。");
        let page = officer.refused(form.clone(), "没有征求部门意见；认为不需要的，要写明理由").await;
        assert!(page.says("第十条（三）"), "{}", page.tree.text);
        officer.sent(form.fill("没有征求部门意见；拟通过的理由", "不涉及其他部门的职责。")).await;
        let page = officer.open(&at).await;
        assert!(page.says("等自治区审批"), "{}", page.tree.text);
        chief.open(&at).await;
        assert!(chief.page().says("不涉及其他部门的职责。"));
        agreed(&mut chief, &at, "列入拟公示名单").await;
        assert_eq!(province.stages(&cases).await, ["listed"]);

        // The list before the public is the province's own.
        let page = handler.open(&format!("/office/publicity/new?batch={batch}")).await;
        assert!(page.says("还没有可以公示的企业") && !page.says(&named(FIRST)), "{}", page.tree.text);
        officer.open("/office/publicity").await;
        officer.follow("准备公示").await;
        let form = officer.form("/office/publicity/new").fill("confirm", "on");
        let page = officer.sent(form).await;
        assert!(page.says("公示中") && page.says(&named(FIRST)), "{}", page.tree.text);
        let publicity = page.at.rsplit('/').next().unwrap().to_owned();
        let mut citizen = portal.visitor();
        let page = citizen.open(&format!("/publicity/{publicity}")).await;
        assert!(page.says("自治区工业和信息化厅") && page.says(&named(FIRST)), "{}", page.tree.text);
        assert!(!page.says("柳州市工业和信息化局"), "{}", page.tree.text);

        // An objection goes to the province; the city finds nothing of it and cannot answer.
        citizen.open(&format!("/publicity/{publicity}/object")).await;
        let form = citizen.form("/object").fill("enterprise", &named(FIRST)).fill("who", "person");
        let form = form.fill("name", "李示例").fill("contact", "0772-0000000").fill("truthful", "on");
        citizen.sent(form.fill("text", "所报市场占有率不实，请核实。")).await;
        assert!(citizen.page().says("已收到您的异议"));
        officer.open("/office/objections").await;
        let rows = officer.page().tree.named("tr");
        let row = rows.iter().find(|row| row.text.contains(&named(FIRST))).expect("the objection");
        let number = row.named("a")[0].text.clone();
        let objection = officer.follow(&number).await.at.clone();
        let answer =
            officer.form("/answer").fill("finding", "不成立").fill("reason", "行业协会的证明属实，占有率可以核对。");
        assert!(!handler.open("/office/objections").await.says(&number));
        assert_eq!(handler.go(&objection).await.status, StatusCode::NOT_FOUND);
        handler.open("/office").await;
        let forged = answer.clone().forge("csrf", handler.form("/sign-out").held("csrf")).forge("once", "by-the-city");
        let status = handler.send(forged).await.status;
        assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status), "{status}");
        officer.sent(answer).await;
        assert!(officer.page().says("行业协会的证明属实"));

        // Nothing is filed; after its days the list is announced, and the title stands.
        let until = portal.app.publicity(&publicity).await.unwrap().unwrap().until;
        portal.day(until.tomorrow().unwrap()).await;
        officer.sign_in("province1", "province1").await;
        let page = officer.open(&format!("/office/publicity/{publicity}")).await;
        assert!(page.tree.forms().iter().all(|form| !form.action.ends_with("/file")), "nothing is filed");
        officer.open(&format!("/office/announcements/new?batch={batch}")).await;
        let page = officer.page();
        assert!(page.says(&named(FIRST)) && page.says("第十条（三）") && !page.says("备案"), "{}", page.tree.text);
        let form = officer.form("/office/announcements/new").fill("confirm", "on");
        let announcement = officer.sent(form).await.at.clone();
        chief.sign_in("province2", "province2").await;
        chief.open(&announcement).await;
        let form = chief.form("/approve").fill("文号", "桂工信企业〔2026〕97号").fill("confirm", "on");
        let form = form.fill("落款日", &portal.app.clock.today().to_string());
        let page = chief.sent(form.attach("scan", "签发.pdf", PDF)).await;
        assert!(page.says("公告已生效"), "{}", page.tree.text);
        let page = citizen.open(&format!("/register?q={}", named(FIRST))).await;
        assert!(page.says("专精特新有效至2029年"), "{}", page.tree.text);
        let public = announcement.replace("/office", "");
        assert!(citizen.open(&public).await.says(&named(FIRST)));
        clerk.sign_in(&format!("clerk{FIRST}"), "demo").await;
        assert!(clerk.open(&own).await.says("已公告"), "{}", clerk.page().tree.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn 没有称号的_开始前就知道_提交时按第十条拒绝() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = province.batch_of(Tier::Specialised, &[]).await;
        province.firms(FIRST, 1).await;
        let mut clerk = portal.signed_in(&format!("clerk{FIRST}")).await;
        let page = clerk.open(&format!("/enterprise/applications/new?batch={batch}")).await;
        for said in ["须在提交当日持有有效的", "请先取得其中一个称号", "第十条（一）"] {
            assert!(page.says(said), "{said}: {}", page.tree.text);
        }
        let form = clerk.form("/enterprise/applications").press("开始申报");
        let at = clerk.sent(form).await.at.clone();
        let page = clerk.open(&format!("{at}/check")).await;
        assert!(page.says("缺称号") && page.says("第十条（一）"), "{}", page.tree.text);
        assert_eq!(clerk.open(&format!("{at}/declaration")).await.at, format!("{at}/check"), "first things first");
        // Whoever sends the declaration all the same is refused by the rule, and told the next step.
        clerk.open("/enterprise/dossier").await;
        let mut form = clerk.form("/sign-out");
        form.action = format!("{at}/declaration");
        form.multipart = true;
        let form = form.forge("truth", "on").forge("pledge", "on").forge("name", "张示例").forge("once", "unasked");
        let form = form.forge("declared", "sha256:0");
        let page = clerk.refused(form, "须在提交当日持有有效的").await;
        assert!(page.says("第十条（一）"), "{}", page.tree.text);

        // The little giants build on the title below theirs, and on no other.
        let batch = province.batch_of(Tier::LittleGiant, &[]).await;
        let page = clerk.open(&format!("/enterprise/applications/new?batch={batch}")).await;
        assert!(page.says("须在提交当日持有有效的专精特新中小企业") && page.says("第十一条"), "{}", page.tree.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn 推荐名单有名次_办错了退回来不丢字_漏下的另作补充推荐() {
    for portal in Portal::both().await {
        let (firms, batch) = holding(&portal, Tier::Innovative, Tier::Specialised, 3).await;
        let province = portal.province();
        let cases = province.submitted(&batch, &firms).await;
        province.concluded(&cases, true).await;
        province.approved(&cases).await;
        let mut city = portal.signed_in("city4502").await;
        let preview = format!("/office/recommendations/new?batch={batch}");
        let page = city.open(&preview).await;
        assert!(page.says("3 家可以推荐"), "{}", page.tree.text);
        let rank = |at: usize| format!("rank.{}", cases[at].id);
        let say = |at: usize| format!("say.{}", cases[at].id);

        // Twice the same rank, no number, not confirmed: everything is said at once, and what was typed stays.
        let fresh = city.form("/office/recommendations/new");
        let form =
            fresh.clone().fill(&rank(0), "1").fill(&rank(1), "1").fill(&rank(2), "").fill(&say(1), "填补国内空白。");
        let page = city.refused(form, "用了不止一次").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.says("请填写推荐函的文号") && page.says("请确认名单"), "{}", page.tree.text);
        let form = city.form("/office/recommendations/new");
        assert_eq!([form.held(&rank(1)), form.held(&rank(2)), form.held(&say(1))], ["1", "", "填补国内空白。"]);
        let form = form.fill(&rank(0), "2").fill("推荐函的文号", "柳示例〔2026〕8号").fill("confirm", "on");
        let page = city.sent(form).await;
        assert!(page.says("推荐名单：2 家") && page.says("填补国内空白。"), "{}", page.tree.text);
        let rows = page.tree.named("tr");
        let order: Vec<bool> = rows.iter().skip(1).map(|row| row.text.contains(&named(FIRST + 1))).collect();
        assert_eq!(order, [true, false], "the best comes first: {}", page.tree.text);
        assert_eq!(province.stages(&cases).await, ["recommended", "recommended", "endorsed"]);

        // The same list from a page that was open all the while is too late, and nothing typed is lost.
        let again = fresh.fill("推荐函的文号", "柳示例〔2026〕9号").fill("confirm", "on").forge("once", "later");
        let page = city.refused(again, "刚刚被别人办过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert_eq!(city.form("/office/recommendations/new").held("推荐函的文号"), "柳示例〔2026〕9号");

        // Who was left behind follows on a list of its own, first on it.
        let page = city.open(&preview).await;
        assert!(page.says("1 家可以推荐"), "{}", page.tree.text);
        let form = city.form("/office/recommendations/new");
        assert_eq!(form.held(&rank(2)), "1");
        city.sent(form.fill("推荐函的文号", "柳示例〔2026〕11号").fill("confirm", "on")).await;
        assert_eq!(province.stages(&cases).await, ["recommended"; 3]);
        let page = city.open("/office/publicity").await;
        assert!(page.says("柳示例〔2026〕8号") && page.says("柳示例〔2026〕11号"), "{}", page.tree.text);
        let page = city.open(&format!("/office/applications/{}/history", cases[0].id)).await;
        assert!(page.says("推荐到自治区") && page.says("名单中排第 2"), "{}", page.tree.text);

        // A city of another place has nothing to recommend in this batch.
        let mut other = portal.signed_in("city4501").await;
        assert!(!other.open(&preview).await.says(&named(FIRST)));
        assert!(!other.open("/office/publicity").await.says("柳示例〔2026〕8号"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn 通知要县里推荐的_县里的话跟着走_不写也不挡() {
    for portal in Portal::both().await {
        let province = portal.province();
        let firms = province.firms(FIRST, 2).await;
        province.holding(Tier::Innovative, &firms).await;
        let batch = province.batch_of(Tier::Specialised, &[city()]).await;
        let cases = province.submitted(&batch, &firms).await;
        let mut handler = portal.signed_in("city4502").await;
        let at = format!("/office/applications/{}", cases[0].id);
        handler.open(&format!("{at}/history")).await;
        assert!(handler.page().says("县级推荐") && handler.page().says("只推荐，不否决"));
        let form = handler.form("/county").fill("县（市、区）", "示例县工业和信息化局").fill("推荐意见", "同意推荐。");
        handler.refused(form.clone(), "落款日期").await;
        let today = portal.app.clock.today().to_string();
        handler.sent(form.fill("落款日期", &today)).await;
        assert!(handler.page().says("示例县工业和信息化局"), "{}", handler.page().tree.text);

        // With or without the county's word the city decides, and the province reads what there is.
        province.recommended(&batch, &cases).await;
        assert_eq!(province.stages(&cases).await, ["recommended", "recommended"]);
        let mut officer = portal.signed_in("province1").await;
        let page = officer.open(&format!("{at}/history")).await;
        assert!(page.says("同意推荐。") && page.says("示例县工业和信息化局"), "{}", page.tree.text);
        assert!(
            page.tree.forms().iter().all(|form| !form.action.ends_with("/county")),
            "it is the city's to write down"
        );
        let page = officer.open(&format!("/office/applications/{}/history", cases[1].id)).await;
        assert!(page.says("还没有登记"), "{}", page.tree.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn 小巨人_两级推荐_报到工信部() {
    for portal in Portal::both().await {
        let (firms, batch) = holding(&portal, Tier::Specialised, Tier::LittleGiant, 1).await;
        let province = portal.province();
        let mut clerk = portal.signed_in(&format!("clerk{FIRST}")).await;
        let page = clerk.open(&format!("/enterprise/applications/new?batch={batch}")).await;
        assert!(page.says("专精特新中小企业称号，有效期至"), "{}", page.tree.text);
        let own = applied(&mut clerk, &batch).await;
        let cases = [case(&own, &firms[0])];
        province.recommended(&batch, &cases).await;

        let mut officer = portal.signed_in("province1").await;
        let mut chief = portal.signed_in("province2").await;
        let at = items_accepted(&mut officer, FIRST).await;
        assert!(officer.page().says("拟通过，列入推荐名单") && officer.page().says("第十一条"));
        let form = officer.form("/conclusion").fill("proposal", "pass").fill("opinion", "各项属实，拟推荐。");
        officer.sent(form).await;
        agreed(&mut chief, &at, "列入拟推荐名单").await;
        officer.open("/office/publicity").await;
        officer.follow("准备推荐").await;
        assert!(officer.page().says("推荐到工业和信息化部"), "{}", officer.page().tree.text);
        let form = officer.form("/office/recommendations/new").fill("推荐函的文号", "桂示例〔2026〕1号");
        let page = officer.sent(form.fill("confirm", "on")).await;
        assert!(page.says("自治区推荐到工业和信息化部") && page.says("已报工信部"), "{}", page.tree.text);
        let list = page.at.clone();
        assert_eq!(province.stages(&cases).await, ["nominated"]);
        assert!(officer.open(&at).await.says("等工信部公布"));
        assert!(clerk.open(&own).await.says("已报工信部"), "{}", clerk.page().tree.text);

        // The province's letter is not the city's; and nothing of ours goes before the public.
        let mut city = portal.signed_in("city4502").await;
        assert_eq!(city.go(&list).await.status, StatusCode::NOT_FOUND);
        let (actor, command) = publicise(Desk::Province, &batch, &cases);
        assert!(portal.app.perform(&actor, command, None).await.is_err());
    }
}
