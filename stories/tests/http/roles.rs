//! 三员分立: accounts are opened by one, roles given by another, and neither does the other's work; nor the auditor any.

use axum::http::StatusCode;
use titian_domain::id::AccountId;
use titian_stories::portal::Portal;
use titian_stories::reader::Reader;

const FORM: &str = "application/x-www-form-urlencoded";

/// Sends a form that the page did not offer, with the reader's own token.
async fn forced(reader: &mut Reader, at: &str, fields: &str) -> StatusCode {
    reader.open("/office/permissions").await;
    let token = reader.form("/sign-out").held("csrf").to_owned();
    reader.raw("POST", at, FORM, format!("csrf={token}&once={}&{fields}", fields.len())).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_is_opened_by_one_and_given_a_role_by_another() {
    for portal in Portal::both().await {
        let mut system = portal.signed_in("system").await;
        system.open("/office/officers").await;
        let form = system.form("/office/officers");
        let password = form.held("初始密码").to_owned();
        assert_eq!(password.len(), 19, "a password is made, not thought of");
        system.refused(form.clone().fill("姓名", "演示新人"), "请填写登录名").await;
        let form = form.fill("姓名", "演示新人").fill("登录名", "newcomer");
        let page = system.sent(form.clone()).await;
        assert!(page.says("已开设演示新人的账号") && page.says(&password));
        // Sent again, the answer is the same and there is one account.
        assert!(system.sent(form.clone()).await.says(&password));
        system.refused(form.forge("once", "other"), "这个登录名已经有人使用").await;
        let page = system.open("/office/officers").await;
        assert!(!page.says(&password), "the password is shown once");
        assert_eq!(page.tree.named("a").iter().filter(|a| a.text == "演示新人").count(), 1);
        system.follow("演示新人").await;
        let at = system.page().at.clone();
        assert!(system.page().says("没有角色"));
        assert!(!system.page().tree.forms().iter().any(|form| form.action.ends_with("/grant")));

        // The password that somebody else made leads to where it is changed, and nowhere else.
        let mut newcomer = portal.visitor();
        newcomer.sign_in("newcomer", &password).await;
        for room in ["/", "/office/permissions"] {
            assert_eq!(newcomer.open(room).await.at, "/account/password", "{room}");
        }

        // Nobody but the security administrator gives a role.
        for login in ["system", "auditor", "province2", "lead4502"] {
            let mut reader = portal.signed_in(login).await;
            for act in ["grant", "revoke"] {
                let status = forced(&mut reader, &format!("{at}/{act}"), "role=city_handler&city=450200").await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{login} may {act}");
            }
        }
        let mut security = portal.signed_in("security").await;
        assert_eq!(forced(&mut security, &format!("{at}/disable"), "disabled=yes").await, StatusCode::FORBIDDEN);
        assert_eq!(forced(&mut security, "/office/officers", "name=a&login=aaaa").await, StatusCode::FORBIDDEN);
        security.open(&at).await;
        security.refused(security.form("/grant").fill("role", "市级经办"), "要写明是哪个设区市").await;
        let grant = security.form("/grant").fill("role", "city_handler").fill("设区市", "柳州市");
        assert!(security.sent(grant).await.says("市级经办（柳州市）"));
        assert_eq!(
            newcomer.open("/office/publicity").await.at,
            "/account/password",
            "a role changes nothing about that"
        );
        let form = newcomer.form("/account/password").fill("current", &password);
        newcomer.sent(form.fill("fresh", "Tao-hua-jiang-7").fill("again", "Tao-hua-jiang-7")).await;
        assert_eq!(newcomer.open("/office/publicity").await.at, "/office/publicity");
        // 业务与审计 are not one person's.
        let both = security.form("/grant").forge("role", "auditor").fill("设区市", "不限");
        security.refused(both, "不能由一人兼任").await;
        // Nobody gives themselves anything.
        security.open("/office/officers").await;
        let page = security.follow("演示安全管理员").await;
        assert!(page.says("不能给自己授予或者收回角色"));
        let own = page.at.clone();
        let status = forced(&mut security, &format!("{own}/grant"), "role=auditor&city=").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

        security.open(&at).await;
        assert!(security.sent(security.form("/revoke")).await.says("角色已收回"));
        assert!(security.page().says("没有角色"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_disabled_is_out_at_once() {
    let portal = Portal::sqlite().await;
    let mut leader = portal.signed_in("lead4503").await;
    leader.open("/office/publicity").await;
    let mut system = portal.signed_in("system").await;
    system.open("/office/officers").await;
    system.follow("演示桂林市审批").await;
    assert!(system.sent(system.form("/disable")).await.says("账号已停用"));
    assert!(leader.go("/office/publicity").await.at.starts_with("/sign-in"));
    leader.open("/sign-in").await;
    let form = leader.form("/sign-in").fill("account", "lead4503").fill("password", "lead4503");
    leader.refused(form, "不对").await;
    assert!(system.sent(system.form("/disable")).await.says("账号已启用"));
    portal.signed_in("lead4503").await;
    // Not one's own.
    system.open("/office/officers").await;
    let own = system.follow("演示系统管理员").await.at.clone();
    assert!(system.page().says("不能停用自己的账号"));
    let status = forced(&mut system, &format!("{own}/disable"), "disabled=yes").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_phone_is_reset_by_a_person_and_opens_nothing_before_the_password_is_changed() {
    for portal in Portal::both().await {
        let sql = "SELECT id FROM account WHERE login = 'lead4502'";
        let row = portal.app.store.read().await.unwrap().row(sql, vec![]).await.unwrap().unwrap();
        let account = AccountId(row.text("id").unwrap().to_owned());
        let mut still_in = portal.signed_in("lead4502").await;
        portal.app.enrol_second_factor(&account).await.unwrap();

        let at = format!("/office/officers/{account}");
        for login in ["security", "auditor", "province2", "city4502"] {
            let mut reader = portal.signed_in(login).await;
            let status = forced(&mut reader, &format!("{at}/reset"), "fresh=k7mp-2xqd-9fhr-t4wc").await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{login}");
        }
        let mut system = portal.signed_in("system").await;
        system.open(&at).await;
        let form = system.form("/reset");
        let fresh = form.held("fresh").to_owned();
        assert!(system.sent(form.clone()).await.says(&fresh));
        assert!(system.sent(form).await.says(&fresh), "sent again, the answer is the same");
        assert!(!system.open(&at).await.says(&fresh), "it is shown once");

        assert!(still_in.go("/office").await.at.starts_with("/sign-in"), "every device is out");
        let mut leader = portal.visitor();
        leader.sign_in("lead4502", &fresh).await;
        assert_eq!(leader.open("/office").await.at, "/account/password", "no code is asked for, and nothing is open");
        let mut auditor = portal.signed_in("auditor").await;
        assert!(auditor.open("/office/audit?kind=reset").await.says("重置密码和动态码"));
    }
}
