//! 年度更新 as people go through it (A14): prefilled, declared and filed; missed, lost and given back; or filed on the national
//! platform, whose list one officer imports and another confirms.

use axum::http::StatusCode;
use jiff::civil::date;
use titian_app::command::Command;
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::tier::Tier;
use titian_stories::dossier;
use titian_stories::portal::Portal;
use titian_stories::province::{CITY, Firm};
use titian_stories::reader::Reader;

const FIRST: u64 = 7_511;

/// Figures of 2026 in the dossier of an enterprise.
async fn figures(portal: &Portal, firm: &Firm) {
    let file = Command::Dossier(firm.id.clone(), dossier::figures_of(2026));
    portal.province().one(&firm.clerk, file).await;
}

async fn clerk(portal: &Portal, nth: u64) -> Reader {
    portal.signed_in(&format!("clerk{}", FIRST + nth)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn 只核对有变化的_按时提交_逾期的失去复核资格_写明理由恢复() {
    for portal in Portal::both().await {
        let province = portal.province();
        let firms = province.firms(FIRST, 2).await;
        province.holding(Tier::Innovative, &firms).await;
        let mut prompt = clerk(&portal, 0).await;
        assert!(prompt.open("/enterprise/update?year=2027").await.says("未开放"));
        portal.day(date(2027, 1, 4)).await;
        let mut prompt = clerk(&portal, 0).await;

        // The first page has the task; the figures of the year before are missing, and so it cannot be filed.
        let page = prompt.open("/enterprise").await;
        assert!(page.says("年度更新") && page.says("去更新"), "{}", page.tree.text);
        let page = prompt.follow("去更新").await;
        assert!(page.says("未更新") && page.says("待填") && page.says("2027年5月31日"), "{}", page.tree.text);
        prompt.refused(prompt.form("/enterprise/update"), "请阅读并勾选真实性声明").await;
        let ready = |reader: &Reader| reader.form("/enterprise/update").fill("truth", "on").fill("name", "张示例");
        prompt.refused(ready(&prompt), "2026年度的数据一项也没有填写").await;
        figures(&portal, &firms[0]).await;
        // What was declared was about another content.
        prompt.refused(ready(&prompt), "声明之后内容又有改动").await;
        let page = prompt.open("/enterprise/update").await;
        assert!(page.says("有变化的和待填的") && page.says("没有变化的"), "{}", page.tree.text);
        let page = prompt.sent(ready(&prompt)).await;
        assert!(page.says("年度更新已提交") && page.says("回执") && page.says("张示例"), "{}", page.tree.text);
        assert!(!prompt.open("/enterprise").await.says("去更新"));

        // The last day is over.
        portal.day(date(2027, 6, 1)).await;
        let mut silent = clerk(&portal, 1).await;
        let page = silent.open("/enterprise").await;
        assert!(page.says("没有按时完成") && page.says("不能复核"), "{}", page.tree.text);
        let page = silent.open("/enterprise/update").await;
        assert!(page.says("逾期未更新") && page.says("失去的复核资格") && page.says("提交证明"), "{}", page.tree.text);
        assert!(silent.open("/enterprise/messages").await.says("逾期未更新"));
        let mut prompt = clerk(&portal, 0).await;
        assert!(prompt.open("/enterprise/update").await.says("已按时更新"));

        // The city sees who; the province's leader gives it back, with a reason.
        let mut city = portal.signed_in("city4502").await;
        let page = city.open("/office/updates").await;
        assert!(page.says("已结束") && page.says("柳州市"), "{}", page.tree.text);
        let name = format!("示例虚构企业{:06}号", FIRST + 1);
        let search = city.form("/office/updates").fill("状态", "missed").fill("企业名称", &name);
        let page = city.sent(search).await;
        assert!(page.says(&name), "{}", page.tree.text);
        let at = city.follow(&name).await.at.clone();
        assert!(city.page().says("逾期未更新") && city.page().says("失去复核资格"));
        assert!(!city.page().tree.forms().iter().any(|form| form.action.ends_with("/excuse")));
        let mut leader = portal.signed_in("province2").await;
        leader.open(&at).await;
        leader.refused(leader.form("/excuse"), "请写明恢复的理由").await;
        let form = leader.form("/excuse").fill("理由和依据", "国家平台5月31日故障，有公告为证");
        let page = leader.sent(form).await;
        assert!(page.says("复核资格已恢复") && page.says("5月31日故障"), "{}", page.tree.text);
        let page = silent.open("/enterprise/update").await;
        assert!(page.says("已恢复") && !page.says("失去的复核资格"), "{}", page.tree.text);

        // Nobody else comes in.
        assert!(portal.visitor().go(&at).await.at.starts_with("/sign-in"));
        assert_eq!(silent.go("/office/updates").await.status, StatusCode::FORBIDDEN);
        assert!(province.verified().await.findings.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn 国家平台更新的年度_一人导入一人确认_确认以前谁也不失去() {
    for portal in Portal::both().await {
        let province = portal.province();
        let firms = province.firms(FIRST, 2).await;
        province.holding(Tier::Innovative, &firms).await;
        portal.day(date(2027, 1, 4)).await;
        let mut leader = portal.signed_in("province2").await;
        leader.open("/office/updates").await;
        let form = leader.form("/arrange").fill("截止日", "六月底").fill("channel", "national");
        leader.refused(form.clone(), "请填写通知的文号").await;
        let form = form.fill("截止日", "2027-01-01").fill("文号", "桂示例〔2027〕8号");
        leader.refused(form.clone(), "不能把期限改到过去").await;
        let page = leader.sent(form.fill("截止日", "2027-06-10")).await;
        assert!(page.says("安排已登记") && page.says("2027年6月10日"), "{}", page.tree.text);
        let mut prompt = clerk(&portal, 0).await;
        let page = prompt.open("/enterprise/update").await;
        assert!(page.says("请登录国家平台") && page.says("桂示例〔2027〕8号"), "{}", page.tree.text);
        assert!(!page.tree.forms().iter().any(|form| form.action.ends_with("/enterprise/update")));

        // The last day is over, and nothing follows from that.
        portal.day(date(2027, 6, 14)).await;
        let (mut prompt, mut leader) = (clerk(&portal, 0).await, portal.signed_in("province2").await);
        let mut silent = clerk(&portal, 1).await;
        let page = silent.open("/enterprise/update").await;
        assert!(page.says("不影响贵企业的称号和复核资格"), "{}", page.tree.text);
        let mut handler = portal.signed_in("province1").await;
        handler.open("/office/updates").await;
        assert!(!handler.page().tree.forms().iter().any(|form| form.action.ends_with("/confirm")));
        let code = |nth: u64| synthetic(CITY, FIRST + nth).unwrap().to_string();
        let list = |text: String| format!("统一社会信用代码,更新日期\n{text}").into_bytes();
        let import = |reader: &Reader, bytes: &[u8]| {
            reader.form("/import").attach("更新名单", "名单.csv", bytes).fill("统计截至日", "2027-06-12")
        };
        handler.refused(handler.form("/import"), "请选择国家平台导出的名单").await;
        handler.refused(import(&handler, &list(format!("{},三月\n", code(0)))), "看不懂").await;
        handler.open("/office/updates").await;
        let whole = list(format!("{},2027-05-20\n{},\n", code(0), synthetic(CITY, 9_999).unwrap()));
        let page = handler.sent(import(&handler, &whole)).await;
        assert!(page.says("还没有写入") && page.says("本区持有称号的企业"), "{}", page.tree.text);
        let page = handler.sent(handler.form("/import/confirm")).await;
        assert!(page.says("已登记 1 家企业在国家平台的更新"), "{}", page.tree.text);
        assert!(prompt.open("/enterprise/update").await.says("已按时更新"));
        let page = silent.open("/enterprise/update").await;
        assert!(page.says("等名单") && !page.says("没有按时更新的记录"), "{}", page.tree.text);

        let page = leader.open("/office/updates").await;
        assert!(page.says("失去复核资格，并收到告知"), "{}", page.tree.text);
        let stale = leader.form("/confirm").forge("seen", "1");
        leader.send(stale).await;
        assert_eq!(leader.page().status, StatusCode::CONFLICT);
        leader.open("/office/updates").await;
        let page = leader.sent(leader.form("/confirm")).await;
        assert!(page.says("年的年度更新已结束"), "{}", page.tree.text);
        assert!(silent.open("/enterprise/update").await.says("没有按时更新的记录"));
        assert!(province.verified().await.findings.is_empty());
    }
}
