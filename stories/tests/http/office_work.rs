//! An office with many cases shares its work: who stays away, who stands in, who is given what.

use axum::http::StatusCode;
use titian_app::command::Command;
use titian_domain::account::{Grant, Role};
use titian_domain::application::{self, Application};
use titian_domain::id::AccountId;
use titian_rulebook::region::DivisionCode;
use titian_stories::portal::Portal;
use titian_stories::province::{CITY, Case, officer};
use titian_stories::reader::Reader;

const FORM: &str = "application/x-www-form-urlencoded";

/// Another person of the city's office.
async fn colleague(portal: &Portal, login: &str, name: &str, roles: &[Role]) -> AccountId {
    let province = portal.province();
    let secret = portal.app.passwords.hash(login).await.unwrap();
    let open = Command::OpenOfficer { login: login.into(), name: name.into(), secret, temporary: false };
    let account = AccountId(province.one(&officer("系统", Role::SystemAdministrator), open).await.id);
    for role in roles {
        let grant = Grant::of(*role, DivisionCode::parse(CITY));
        let grant = Command::Grant { account: account.clone(), grant, give: true };
        province.one(&officer("安全", Role::SecurityAdministrator), grant).await;
    }
    account
}

/// Sends a form that the page did not offer, with the reader's own token.
async fn forced(reader: &mut Reader, at: &str, fields: &str) -> StatusCode {
    reader.open("/office/permissions").await;
    let token = reader.form("/sign-out").held("csrf").to_owned();
    reader.raw("POST", at, FORM, format!("csrf={token}&once={}&{fields}", fields.len())).await.status
}

async fn state(portal: &Portal, case: &Case) -> Application {
    portal.app.store.read().await.unwrap().load(case.id.as_str()).await.unwrap().state.unwrap()
}

async fn take_up(reader: &mut Reader, case: &Case) {
    reader.open(&format!("/office/applications/{}", case.id)).await;
    let form = reader.form("/take-up");
    reader.sent(form).await;
}

async fn submitted(portal: &Portal, first: u64, count: u64) -> Vec<Case> {
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    province.submitted(&batch, &province.firms(first, count).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_stake_stays_away_and_hands_over_in_the_same_act() {
    for portal in Portal::both().await {
        let cases = submitted(&portal, 7_501, 2).await;
        let second = colleague(&portal, "second4502", "演示经办二", &[Role::CityHandler]).await;
        let mut city = portal.signed_in("city4502").await;
        let mut other = portal.signed_in("second4502").await;
        let mut lead = portal.signed_in("lead4502").await;
        take_up(&mut city, &cases[0]).await;
        let (at, history) =
            (format!("/office/applications/{}", cases[0].id), format!("/office/applications/{}/history", cases[0].id));
        let page = city.open(&at).await.at.clone();
        let accept = city.form(page.rsplit('/').next().unwrap()).fill("ruling", "accept");
        city.sent(accept).await;
        assert_eq!(state(&portal, &cases[0]).await.verdicts.len(), 1, "{}", portal.engine);

        // Without a reason nothing is kept, and what was typed stays.
        city.open(&history).await;
        let form = city.form("/recusal").fill("手上的申报交给", "演示经办二");
        city.refused(form.clone(), "请写回避的理由").await;
        assert_eq!(city.form("/recusal").held("to"), second.as_str());
        let form = form.fill("理由", "近亲属在该企业任职");
        let page = city.sent(form.clone()).await;
        assert!(page.says("1 件已转交") && page.says("经办人回避，转交另一位"), "{}", page.tree.text);
        // Sent again, it is done once.
        assert!(city.sent(form).await.says("1 件已转交"));
        let case = state(&portal, &cases[0]).await;
        assert_eq!((case.stage.handler(), case.verdicts.len()), (Some(&second), 0), "the rulings have fallen");

        // From now on: no ruling, no taking back, no check, no visit; and it waits for the other.
        let refused = async |reader: &mut Reader, path: &str, fields: &str| {
            assert_eq!(
                forced(reader, &format!("{at}/{path}"), fields).await,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{path}"
            );
            assert!(reader.page().says("您对这家企业回避"), "{path}: {}", reader.page().tree.text);
            assert!(reader.page().says("第五条") && reader.page().says("请由另一位同事办理"), "{path}");
        };
        refused(&mut city, "take-up", &format!("from={second}")).await;
        assert!(!city.open("/office?q=企业007501").await.says("待办 1 件"), "{}", city.page().tree.text);
        assert!(city.open("/office?q=企业007502").await.says("待办 1 件"), "the other enterprise still waits");
        assert!(other.open("/office?q=企业007501").await.says("待办 1 件"));
        let page = city.open("/office/work").await;
        assert!(page.says("近亲属在该企业任职") && page.says("回避中") && !page.says("工作量"), "{}", page.tree.text);
        assert!(!other.open("/office/work").await.says("近亲属在该企业任职"), "the reason is for leaders and oneself");

        // The leader lifts it, with a reason; nobody lifts their own.
        let id = format!("{}.{}", city_account(&portal).await, case.enterprise);
        let lift = format!("/office/work/recusals/{id}/lift");
        assert_eq!(forced(&mut city, &lift, "why=x").await, StatusCode::FORBIDDEN);
        lead.open("/office/work").await;
        let form = lead.form(&format!("{id}/lift"));
        lead.refused(form.clone(), "没有写理由").await;
        assert!(lead.sent(form.fill("解除的理由", "近亲属已经离职")).await.says("已解除回避"));
        assert!(lead.page().says("近亲属已经离职"), "{}", lead.page().tree.text);
        lead.refused(lead.form("/substitutions"), "请从名单中选替岗的人").await;

        // Told by the leader: who has it may not go on, and whom it is given to must not be another who stays away.
        lead.open(&history).await;
        let form = lead.form("/recusal").fill("account", "演示经办二").fill("理由", "曾在该企业任职");
        assert!(lead.sent(form).await.says("还有 1 件在其手上"), "{}", lead.page().tree.text);
        refused(&mut other, "conclusion", "proposal=fail&opinion=不符合").await;
        let form = lead.form("/recusal").fill("account", "演示经办二").fill("理由", "交给同事");
        let strange = form.clone().forge("to", second.as_str());
        lead.refused(strange, "这位同事对这家企业回避").await;
        assert!(lead.sent(form.fill("手上的申报交给", "演示柳州市经办")).await.says("1 件已转交"));
        assert_eq!(state(&portal, &cases[0]).await.stage.handler().unwrap().as_str(), city_account(&portal).await);

        // The leader stays away too: the proposal waits for another leader, and in bulk it cannot be ticked.
        lead.open(&history).await;
        let own = lead.form("/recusal").fill("account", "我").fill("理由", "持有股份");
        assert!(lead.sent(own).await.says("已登记回避"));
        let conclude = application::Command::Conclude {
            pass: false,
            opinion: "不符合".into(),
            uncalled: String::new(),
            heard: vec![],
        };
        let person = portal_person(&portal, "city4502").await;
        portal.province().one(&person, Command::Case(cases[0].id.clone(), conclude)).await;
        let page = lead.open(&format!("{at}/approval")).await;
        assert!(
            page.says("您对这家企业回避") && !page.tree.forms().iter().any(|form| form.action.ends_with("/approval"))
        );
        refused(&mut lead, "send-back", &format!("seen={}&why=x", version(&portal, &cases[0]).await)).await;
        assert!(!lead.open("/office?q=企业007501").await.says("待办 1 件"));
        assert_eq!(portal.province().verified().await.findings, [], "{}", portal.engine);
        let mut auditor = portal.signed_in("auditor").await;
        assert!(auditor.open(&format!("/office/audit/cases/{}", cases[0].id)).await.says("经办人回避，转交"));
    }
}

async fn city_account(portal: &Portal) -> String {
    let sql = "SELECT id FROM account WHERE login = 'city4502'";
    let row = portal.app.store.read().await.unwrap().row(sql, vec![]).await.unwrap().unwrap();
    row.text("id").unwrap().to_owned()
}

/// Somebody as they are now.
async fn portal_person(portal: &Portal, login: &str) -> titian_app::actor::Actor {
    let sql = "SELECT state FROM account WHERE login = $1";
    let row = portal.app.store.read().await.unwrap().row(sql, vec![login.into()]).await.unwrap().unwrap();
    titian_app::actor::Actor::Person(titian_app::actor::Person::of(&row.json("state").unwrap()).unwrap())
}

async fn version(portal: &Portal, case: &Case) -> u64 {
    portal.app.store.read().await.unwrap().load::<Application>(case.id.as_str()).await.unwrap().version
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_small_office_one_stands_in_and_it_is_written_on_what_they_decide() {
    for portal in Portal::both().await {
        let cases = submitted(&portal, 7_511, 2).await;
        let both = colleague(&portal, "both4502", "演示两岗", &[Role::CityHandler, Role::CityLeader]).await;
        let person = portal_person(&portal, "both4502").await;
        for case in &cases {
            let take = application::Command::TakeUp { handler: both.clone(), from: None };
            let conclude = application::Command::Conclude {
                pass: false,
                opinion: "没有达到标准".into(),
                uncalled: String::new(),
                heard: vec![],
            };
            for command in [take, conclude] {
                portal.province().one(&person, Command::Case(case.id.clone(), command)).await;
            }
        }
        let mut own = portal.signed_in("both4502").await;
        let approval = format!("/office/applications/{}/approval", cases[0].id);
        assert!(own.open(&approval).await.says("请由另一位有审批权的人员办理"));
        assert!(!own.open("/office?q=企业0075").await.says("待办 2 件"));

        // Written down by another leader, not by who stands in; it gives nobody a role.
        let mut lead = portal.signed_in("lead4502").await;
        assert!(lead.open("/office/work").await.says("只供人手少的单位"));
        let today = portal.app.clock.today().to_string();
        let form = lead.form("/substitutions").fill("替谁", "演示柳州市审批").fill("起始日", &today);
        let form = form.fill("截止日", &today).fill("理由", "外出培训");
        lead.refused(form.clone().fill("谁替岗", "演示柳州市经办"), "替岗不授予角色").await;
        let form = form.fill("谁替岗", "演示两岗");
        assert!(lead.sent(form.clone()).await.says("替岗已登记") && lead.page().says("替岗中"));
        own.open("/office/work").await;
        let self_made = own.form("/substitutions").fill("谁替岗", "演示两岗").fill("替谁", "演示柳州市审批");
        let self_made = self_made.fill("起始日", &today).fill("截止日", &today).fill("理由", "没有人");
        own.refused(self_made, "不能由替岗的人自己登记").await;
        let mut city = portal.signed_in("city4502").await;
        let status = forced(&mut city, "/office/work/substitutions", "who=a&whom=b").await;
        assert_eq!(status, StatusCode::FORBIDDEN);

        // Now one's own, one by one and never in bulk.
        assert!(own.open("/office?q=企业0075").await.says("待办 2 件"), "{}", own.page().tree.text);
        let page = own.open(&approval).await;
        assert!(page.says("您正在替岗") && page.says("外出培训"), "{}", page.tree.text);
        let pick = format!("pick.{}=on", cases[1].id);
        forced(&mut own, "/office/approvals", &pick).await;
        assert!(own.page().says("替岗期间请逐件审批"), "{}", own.page().tree.text);
        own.open(&approval).await;
        let agree = own.form("/approval");
        own.sent(agree).await;
        let page = own.open(&format!("/office/applications/{}/history", cases[0].id)).await;
        assert!(page.says("经办人替岗审批") && page.says("替演示柳州市审批"), "{}", page.tree.text);

        // Ended before its time, it holds no more.
        lead.open("/office/work").await;
        let end = lead.form("/end");
        assert!(lead.sent(end.clone()).await.says("替岗已结束"));
        lead.refused(end.forge("once", "again"), "已经结束").await;
        let page = own.open(&format!("/office/applications/{}/approval", cases[1].id)).await;
        assert!(page.says("请由另一位有审批权的人员办理"));
        let fields = format!("seen={}", version(&portal, &cases[1]).await);
        let status = forced(&mut own, &format!("/office/applications/{}/approval", cases[1].id), &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(portal.province().stages(&cases).await, ["refused", "concluded"], "{}", portal.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_gives_out_many_after_a_look_and_all_of_them_or_none() {
    for portal in Portal::both().await {
        let cases = submitted(&portal, 7_521, 7).await;
        colleague(&portal, "second4502", "演示经办二", &[Role::CityHandler]).await;
        let mut second = portal.signed_in("second4502").await;
        second.open(&format!("/office/applications/{}/history", cases[0].id)).await;
        let away = second.form("/recusal").fill("理由", "持有股份");
        second.sent(away).await;

        // Ticked in the queue, given out evenly: six for who has none, for the other what they stay away from.
        let mut lead = portal.signed_in("lead4502").await;
        lead.open("/office/applications?q=企业00752&stage=submitted").await;
        lead.follow("勾选本页全部").await;
        let mut ticked = lead.form("/take-up");
        ticked.action = "/office/work/assignment".into();
        let page = lead.sent(ticked).await;
        assert!(page.says("分派 7 件") && page.says("各得多少"), "{}", page.tree.text);
        assert_eq!(portal.province().stages(&cases).await, ["submitted"; 7], "a look changes nothing");
        let confirm = lead.form("/assignment/confirm");
        let to = confirm.held(&format!("to.{}", cases[0].id)).to_owned();
        assert_eq!(to, city_account(&portal).await, "who stays away is given none of it");

        // To who stays away it cannot be given by hand either; looked at again, it says why.
        let wrong = confirm.clone().fill(&format!("to.{}", cases[0].id), "演示经办二");
        let mut again = wrong.clone();
        again.action = "/office/work/assignment".into();
        assert!(lead.sent(again).await.says("选的经办人对这家企业回避"), "{}", lead.page().tree.text);
        lead.refused(wrong, "一件也没有分派").await;
        assert!(lead.page().says("这位同事对这家企业回避") || lead.page().says("不能交给这位同事"));

        // One is taken up meanwhile: none of the list is given out, and the page names it.
        let mut city = portal.signed_in("city4502").await;
        take_up(&mut city, &cases[1]).await;
        lead.refused(confirm, "一件也没有分派").await;
        let page = lead.page();
        assert!(page.says("示例虚构企业007522号") && page.says("已经有人办理"), "{}", page.tree.text);
        let stages = portal.province().stages(&cases).await;
        assert_eq!(stages.iter().filter(|stage| **stage == "submitted").count(), 6);
        let rest = lead.form("/assignment/confirm").fill(&format!("to.{}", cases[1].id), "先不分");
        let page = lead.sent(rest.clone()).await;
        assert!(page.says("已分派 6 件") && page.says("工作量"), "{}", page.tree.text);
        assert!(lead.sent(rest).await.says("已分派 6 件"), "sent again, it is done once");
        assert_eq!(portal.province().stages(&cases).await, ["under_review"; 7]);
        assert!(second.open("/office?q=企业00752").await.says("件"), "{}", second.page().tree.text);

        // From the page of the office: as many as asked, for those who are ticked; and what is asked wrongly is told.
        let more = submitted(&portal, 7_531, 3).await;
        lead.open("/office/work").await;
        let form = lead.form("/work/assignment");
        lead.refused(form.clone().fill("先分几件", "三"), "不是件数").await;
        let nobody = form.fields.iter().filter(|(name, _)| name.starts_with("who.")).map(|(name, _)| name.clone());
        let nobody: Vec<String> = nobody.collect();
        let nobody = nobody.iter().fold(form.clone(), |form, name| form.fill(name, ""));
        lead.refused(nobody, "没有勾选分给谁").await;
        assert!(lead.sent(form.clone().fill("先分几件", "2")).await.says("分派 2 件"));
        assert!(lead.sent(form.fill("怎么分", "逐件选")).await.says("没有选经办人"));
        let none = lead.form("/assignment/confirm");
        lead.refused(none, "没有选任何一件").await;
        assert_eq!(portal.province().stages(&more).await, ["submitted"; 3]);
        for act in ["assignment", "assignment/confirm"] {
            assert_eq!(forced(&mut city, &format!("/office/work/{act}"), "how=evenly").await, StatusCode::FORBIDDEN);
        }
        assert_eq!(portal.province().verified().await.findings, [], "{}", portal.engine);
    }
}
