//! A city sees and touches its own cases: for everybody else each address of a case looks as if it were not there.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use titian_stories::portal::Portal;
use titian_stories::routes;

/// What a stranger sends to whatever takes a form.
const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test(flavor = "multi_thread")]
async fn every_address_of_a_foreign_case_is_shut() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = portal.app.open_batches().await.unwrap().remove(0).id;
        let firms = province.firms(7_501, 2).await;
        let cases = province.submitted(&batch, &firms).await;
        province.concluded(&cases[..1], false).await;
        let before = province.stages(&cases).await;
        let known = "00".repeat(32);
        let addresses = |id: &str| -> Vec<(&'static str, String)> {
            let of_a_case =
                routes::all().into_iter().filter(|route| route.path.starts_with("/office/applications/{id}"));
            let fill = |path: &str| path.replace("{id}", id).replace("{item}", "rd_share").replace("{file}", &known);
            of_a_case.map(|route| (route.method, fill(&route.path))).collect()
        };
        assert!(addresses("x").len() > 15, "all the rooms of a case");
        for login in ["city4501", "lead4501", "system", "auditor"] {
            let mut stranger = portal.signed_in(login).await;
            stranger.open("/office/permissions").await;
            let token = stranger.form("/sign-out").held("csrf").to_owned();
            let mut seen = BTreeSet::new();
            for id in [cases[0].id.as_str(), cases[1].id.as_str(), "0"] {
                for (method, at) in addresses(id) {
                    let body =
                        format!("csrf={token}&once=x&ruling=accept&proposal=pass&opinion=x&why=x&what.1=x&step=send");
                    let page = match method {
                        "GET" => stranger.go(&at).await,
                        _ if at.ends_with("/gates") || at.ends_with("/inspection") => {
                            let kind = "multipart/form-data; boundary=b";
                            let part = |name: &str, text: &str| {
                                format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
                            };
                            let body = format!("{}{}--b--\r\n", part("csrf", &token), part("once", "x"));
                            stranger.raw(method, &at, kind, body).await
                        }
                        _ => stranger.raw(method, &at, FORM, body).await,
                    };
                    // Theirs and none at all cannot be told apart.
                    assert_eq!(page.status, StatusCode::NOT_FOUND, "{login}: {method} {at}");
                    assert!(!page.says("示例虚构企业"), "{login}: {method} {at}");
                    seen.insert(page.body.replace(&at, ""));
                }
            }
            assert_eq!(seen.len(), 1, "{login} is told different things");
        }
        assert_eq!(province.stages(&cases).await, before, "nothing has moved");
        // The lists do not name it either.
        let mut stranger = portal.signed_in("city4501").await;
        for list in ["/office", "/office/applications", "/office/applications?q=企业0075"] {
            assert!(!stranger.open(list).await.says("示例虚构企业0075"), "{list}");
        }
        // A bulk form with foreign cases does nothing and says nothing of them.
        let token = stranger.form("/sign-out").held("csrf").to_owned();
        let picked = format!("csrf={token}&once=y&pick.{}=on&pick.{}=on", cases[0].id, cases[1].id);
        let page = stranger.raw("POST", "/office/applications/take-up", FORM, picked.clone()).await;
        assert!(page.status == StatusCode::CONFLICT && !page.says("示例虚构企业0075"), "{}", page.tree.text);
        let mut lead = portal.signed_in("lead4501").await;
        lead.open("/office").await;
        let token = lead.form("/sign-out").held("csrf").to_owned();
        let picked = format!("csrf={token}&once=y&pick.{}=on&pick.{}=on", cases[0].id, cases[1].id);
        for at in ["/office/approvals", "/office/approvals/agree"] {
            let page = lead.raw("POST", at, FORM, picked.clone()).await;
            assert!(!page.says("示例虚构企业0075"), "{at}: {}", page.tree.text);
        }
        assert_eq!(province.stages(&cases).await, before, "nothing has moved");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_province_reads_and_touches_nothing() {
    let portal = Portal::sqlite().await;
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let firms = province.firms(7_511, 1).await;
    let cases = province.submitted(&batch, &firms).await;
    let at = format!("/office/applications/{}", cases[0].id);
    let mut reader = portal.signed_in("province1").await;
    let page = reader.open("/office/applications?q=企业007511").await;
    assert!(page.says("示例虚构企业007511号"), "{}", page.tree.text);
    let page = reader.open(&at).await;
    assert!(
        page.says("总览") && page.tree.forms().iter().all(|form| form.method == "GET" || form.action == "/sign-out")
    );
    let token = reader.form("/sign-out").held("csrf").to_owned();
    for path in ["take-up", "rest", "correction", "conclusion", "approval", "send-back", "items/rd_share"] {
        let body = format!("csrf={token}&once={path}&ruling=accept&proposal=fail&opinion=x&why=x&what.1=x&step=send");
        let page = reader.raw("POST", &format!("{at}/{path}"), FORM, body).await;
        assert!(page.status.is_client_error(), "{path}: {}", page.status);
    }
    assert_eq!(province.stages(&cases).await, ["submitted"]);
    assert!(reader.open(&format!("{at}/items/rd_share")).await.says("研发费用"));
}
