//! One's own account: devices, password, second factor; for firms and officers alike.

use jiff::SignedDuration;
use titian_app::identity::totp::code_at;
use titian_stories::portal::Portal;

#[tokio::test(flavor = "multi_thread")]
async fn other_devices_are_sent_away() {
    for portal in Portal::both().await {
        let (mut here, mut lost, mut third) = (
            portal.signed_in("firm0058").await,
            portal.signed_in("firm0058").await,
            portal.signed_in("firm0058").await,
        );
        assert!(here.open("/account/devices").await.says("在 3 处登录着"));
        let one = here.form("/account/devices").press("让它退出");
        here.sent(one.clone()).await;
        let others = here.page().tree.forms().into_iter().rfind(|form| form.action == "/account/devices");
        here.sent(others.unwrap()).await;
        assert!(here.page().says("只在这里登录着"), "{}", here.page().tree.text);
        for gone in [&mut lost, &mut third] {
            assert!(gone.open("/enterprise").await.at.starts_with("/sign-in"));
        }
        here.refused(one, "已经退出").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_changed_by_who_knows_it() {
    for portal in Portal::both().await {
        let mut holder = portal.signed_in("city4502").await;
        holder.open("/account/devices").await;
        holder.follow("修改密码").await;
        let form = holder.form("/account/password");
        let fresh = "Da-teng-xia-2026";
        let full = form.fill("current", "wrong").fill("fresh", fresh).fill("again", fresh);
        let page = holder.refused(full.clone(), "现在的密码不对").await;
        assert!(!page.body.contains(fresh), "a password is never shown again");
        holder.refused(full.clone().fill("fresh", "short"), "至少要 10 位").await;
        holder.sent(full.fill("current", "city4502")).await;
        assert!(holder.page().says("密码已修改"));
        portal.visitor().sign_in("city4502", fresh).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_are_advised_to_set_up_the_code_and_it_counts_once_it_was_right() {
    for portal in Portal::both().await {
        let mut officer = portal.signed_in("city4502").await;
        assert!(officer.page().says("还没有启用动态码"), "{}", officer.page().tree.text);
        officer.open("/account/second-factor").await;
        let begin = officer.form("/account/second-factor").press("开始设置");
        officer.sent(begin).await;
        assert!(officer.page().tree.named("svg").iter().any(|svg| svg.get("class") == Some("qr")), "a code to scan");
        let codes = officer.page().tree.all();
        let secret = codes.iter().find(|one| one.name == "p" && one.get("class") == Some("code")).unwrap();
        let secret: String = secret.text.split_whitespace().collect();
        let code = code_at(&secret, portal.app.clock.now()).unwrap();
        let form = officer.form("/account/second-factor/confirm").fill("code", "000000");
        officer.refused(form.fill("password", "city4502"), "密码或动态码不对").await;
        let form = officer.form("/account/second-factor/confirm").fill("code", &code).fill("password", "city4502");
        officer.sent(form).await;
        assert_eq!(officer.page().title(), "动态码已启用");
        let mut again = portal.visitor();
        again.open("/sign-in").await;
        let form = again.form("/sign-in").fill("account", "city4502").fill("password", "city4502");
        assert_eq!(again.send(form).await.title(), "输入动态码");
        let form = again.form("/sign-in/code");
        again.refused(form.fill("code", &code), "不对").await;
        // A code is used up by confirming; the next one lets in.
        portal.clock.set(portal.app.clock.now().saturating_add(SignedDuration::from_mins(1)).unwrap());
        let next = code_at(&secret, portal.app.clock.now()).unwrap();
        let form = again.form("/sign-in/code").fill("code", &next);
        assert_eq!(again.sent(form).await.at, "/office");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_email_is_changed_by_who_knows_the_password_and_the_old_one_is_told() {
    for portal in Portal::both().await {
        for login in [portal.firm(), "city4502"] {
            let mut holder = portal.signed_in(login).await;
            holder.open("/account/devices").await;
            holder.follow("邮箱").await;
            let password = if login == "city4502" { login } else { "demo" };
            let form = holder.form("/account/email").fill("email", "jia@example.cn").fill("password", password);
            let before = holder.page().title().to_owned();
            holder.refused(form.clone().fill("email", "jia@example"), "邮箱不像是完整的地址").await;
            let page = holder.refused(form.clone().fill("password", "wrong-password"), "现在的密码不对").await;
            assert!(!page.body.contains("wrong-password"), "a password is never shown again");
            assert_eq!(page.title(), before, "nothing was changed");
            holder.sent(form).await;
            assert!(holder.page().says("邮箱已保存") && holder.page().title().contains("jia@example.cn"));

            let form = holder.form("/account/email").fill("email", "new@example.cn").fill("password", password);
            holder.sent(form).await;
            assert!(holder.page().title().contains("new@example.cn"));
            let form = holder.form("/account/email").fill("email", "").fill("password", password);
            assert!(holder.sent(form).await.says("邮箱已删除"));
            assert_eq!(holder.page().title(), "还没有留邮箱");
            let sql = "SELECT COUNT(*) AS n FROM mail WHERE subject = '邮箱已更换' AND address = $1";
            for left in ["jia@example.cn", "new@example.cn"] {
                let mut reading = portal.app.store.read().await.unwrap();
                let told = reading.number(sql, vec![left.into()]).await.unwrap();
                assert_eq!(told, if login == "city4502" { 2 } else { 1 }, "{left}");
            }
        }
        // Whoever guesses is kept out for a while, and who holds the account is not.
        let mut guesser = portal.signed_in("city4502").await;
        guesser.open("/account/email").await;
        let form = guesser.form("/account/email").fill("email", "his@example.cn").fill("password", "guess");
        for _ in 0..10 {
            guesser.send(form.clone()).await;
        }
        guesser.refused(form, "输错次数太多").await;
    }
}
