//! A person of an enterprise who lost the password gets in again by the city's hand, and opens nothing before they have
//! made it their own; who has left is kept out. Another city reaches nobody.

use axum::http::StatusCode;
use titian_app::command::Command;
use titian_domain::account::Account;
use titian_stories::portal::Portal;
use titian_stories::reader::Reader;

const FORM: &str = "application/x-www-form-urlencoded";
const OWN: &str = "Tao-hua-jiang-7";

/// The account of the firm among the personas, and the city it belongs to: `4502`.
async fn firm(portal: &Portal) -> (Account, String) {
    let mut reading = portal.app.store.read().await.unwrap();
    let row = reading.row("SELECT state FROM account WHERE login = $1", vec![portal.firm().into()]).await.unwrap();
    let account: Account = row.unwrap().json("state").unwrap();
    let city = account.binding.as_ref().unwrap().city.to_string();
    (account, city[..4].to_owned())
}

/// Sends a form that no page offers, with the reader's own token.
async fn forced(reader: &mut Reader, at: &str, fields: &str) -> StatusCode {
    reader.open("/office").await;
    let token = reader.form("/sign-out").held("csrf").to_owned();
    reader.raw("POST", at, FORM, format!("csrf={token}&once=x&{fields}")).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_password_is_reset_by_the_city_and_by_nobody_else() {
    for portal in Portal::both().await {
        let (account, city) = firm(&portal).await;
        let other = if city == "4501" { "4502" } else { "4501" };
        let mut still_in = portal.signed_in(portal.firm()).await;
        still_in.open("/account/email").await;
        let form = still_in.form("/account/email").fill("email", "jia@example.cn").fill("password", "demo");
        still_in.sent(form).await;
        portal.app.enrol_second_factor(&account.id).await.unwrap();
        let at = format!("/office/members/{}", account.id);

        let mut stranger = portal.signed_in(&format!("city{other}")).await;
        assert_eq!(stranger.go(&at).await.status, StatusCode::NOT_FOUND);
        assert!(stranger.open(&format!("/office/members?q={}", account.login)).await.says("没有找到"));
        for act in ["reset", "disable"] {
            let status = forced(&mut stranger, &format!("{at}/{act}"), "fresh=k7mp-2xqd-9fhr-t4wc&disabled=yes").await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{act}");
        }
        let mut province = portal.signed_in("province2").await;
        assert_eq!(province.go("/office/members").await.status, StatusCode::FORBIDDEN);
        // The table says the same where no page stands before it.
        let actor = titian_stories::province::officer("外市", titian_domain::account::Role::SystemAdministrator);
        for command in [
            Command::Reset { account: account.id.clone(), secret: "hash".into() },
            Command::Disable { account: account.id.clone(), disabled: true },
        ] {
            assert!(
                portal.app.perform(&actor, command, None).await.is_err(),
                "who opens officers reaches no enterprise"
            );
        }

        let mut handler = portal.signed_in(&format!("city{city}")).await;
        handler.open("/office/accounts").await;
        handler.follow("企业人员：重置密码、停用账号").await;
        let search = handler.form("/office/members").fill("q", &account.login);
        handler.send(search).await;
        handler.follow(&account.name).await;
        assert_eq!(handler.page().at, at);
        let form = handler.form("/reset");
        handler.send(form.clone().forge("fresh", "short").forge("once", "other")).await;
        assert_eq!(handler.page().status, StatusCode::UNPROCESSABLE_ENTITY, "no password but a good one is set");
        let fresh = form.held("fresh").to_owned();
        assert!(handler.sent(form.clone()).await.says(&fresh));
        assert!(handler.sent(form).await.says(&fresh), "sent again, the answer is the same");
        assert!(!handler.open(&at).await.says(&fresh), "it is shown once");

        assert!(still_in.go("/enterprise").await.at.starts_with("/sign-in"), "every device is out");
        let mut clerk = portal.visitor();
        clerk.open("/sign-in").await;
        let form = clerk.form("/sign-in").fill("account", &account.login).fill("password", "demo");
        clerk.refused(form, "不对").await;
        clerk.sign_in(&account.login, &fresh).await;
        for room in ["/enterprise", "/enterprise/dossier", "/"] {
            assert_eq!(clerk.open(room).await.at, "/account/password", "no code is asked for, and nothing is open");
        }
        let form = clerk.form("/account/password").fill("current", &fresh);
        clerk.sent(form.fill("fresh", OWN).fill("again", OWN)).await;
        assert_eq!(clerk.open("/enterprise").await.at, "/enterprise");
        assert!(clerk.open("/enterprise/messages").await.says("账号密码已重置"));
        let sql = "SELECT COUNT(*) AS n FROM mail WHERE address = 'jia@example.cn'";
        let mails = portal.app.store.read().await.unwrap().number(sql, vec![]).await.unwrap();
        assert!(mails > 0, "a mail says that something changed");
        let mut auditor = portal.signed_in("auditor").await;
        assert!(auditor.open("/office/audit?kind=reset").await.says(&account.name));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_left_is_kept_out_and_may_come_back() {
    for portal in Portal::both().await {
        let (account, city) = firm(&portal).await;
        let mut clerk = portal.signed_in(portal.firm()).await;
        let mut leader = portal.signed_in(&format!("lead{city}")).await;
        let at = format!("/office/members/{}", account.id);
        leader.open(&at).await;
        assert!(leader.sent(leader.form("/disable")).await.says("账号已停用"));
        assert!(!leader.page().tree.forms().iter().any(|form| form.action.ends_with("/reset")));
        assert!(clerk.go("/enterprise").await.at.starts_with("/sign-in"), "out at once");
        clerk.open("/sign-in").await;
        let form = clerk.form("/sign-in").fill("account", &account.login).fill("password", "demo");
        clerk.refused(form, "不对").await;
        leader.open(&at).await;
        leader.refused(leader.form("/disable").forge("disabled", ""), "没有看懂").await;
        leader.open(&at).await;
        assert!(leader.sent(leader.form("/disable")).await.says("账号已启用"));
        let mut clerk = portal.signed_in(&account.login).await;
        assert!(clerk.open("/enterprise/messages").await.says("账号已停用"));
    }
}
