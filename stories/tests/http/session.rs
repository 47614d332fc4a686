//! Signing in and out; a form counts only with the token of its session.

use axum::http::StatusCode;
use titian_stories::portal::Portal;

#[tokio::test(flavor = "multi_thread")]
async fn each_persona_lands_where_they_work() {
    for portal in Portal::both().await {
        let homes = [
            (portal.firm(), "/enterprise"),
            ("city4502", "/office"),
            ("province2", "/office"),
            ("system", "/office/officers"),
            ("auditor", "/office/audit"),
        ];
        for (login, home) in homes {
            let reader = portal.signed_in(login).await;
            assert_eq!(reader.page().at, home, "{login} on {}", portal.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_counts_only_with_the_token_of_its_session() {
    for portal in Portal::both().await {
        let mut reader = portal.signed_in("city4502").await;
        reader.open("/").await;
        let leave = reader.form("/sign-out");
        assert!(!leave.fields.iter().any(|(name, value)| name == "csrf" && value.is_empty()));
        for forged in ["", "00"] {
            reader.send(leave.clone().forge("csrf", forged)).await;
            assert_eq!(reader.page().status, StatusCode::FORBIDDEN, "{forged:?}");
        }
        let mut stranger = portal.visitor();
        stranger.open("/").await;
        stranger.send(leave.clone()).await;
        assert_eq!(stranger.page().status, StatusCode::FORBIDDEN, "the token without the session");
        assert!(!reader.sent(leave).await.says("退出"), "still signed in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_passwords_lock_a_login_for_a_while_and_nobody_else() {
    for portal in Portal::both().await {
        let mut reader = portal.visitor();
        for _ in 0..5 {
            reader.open("/sign-in").await;
            let form = reader.form("/sign-in").fill("account", "city4502").fill("password", "wrong");
            reader.refused(form, "不对").await;
        }
        reader.open("/sign-in").await;
        let form = reader.form("/sign-in").fill("account", "city4502").fill("password", "city4502");
        reader.refused(form, "已暂停登录").await;
        portal.signed_in("city4501").await;
    }
}
