//! Each room of the offices is open to whom the permission table names, and shut to all others, other cities among them.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use titian_stories::portal::Portal;

const CITY: [&str; 2] = ["city4502", "lead4502"];
const PROVINCE: [&str; 2] = ["province1", "province2"];
const ALL: [&str; 7] = ["city4502", "lead4502", "province1", "province2", "system", "security", "auditor"];

/// Rooms without an id, and whose they are.
fn rooms() -> Vec<(&'static str, Vec<&'static str>)> {
    vec![
        ("/office/notices", PROVINCE.into()),
        ("/office/notices/new", PROVINCE.into()),
        ("/office/work", [CITY, PROVINCE].concat()),
        ("/office/publicity", [CITY, PROVINCE].concat()),
        ("/office/objections", [CITY, PROVINCE].concat()),
        ("/office/updates", [CITY, PROVINCE].concat()),
        ("/office/accounts", CITY.into()),
        ("/office/officers", vec!["system", "security"]),
        ("/office/audit", vec!["auditor"]),
        ("/office/permissions", ALL.into()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_room_opens_to_its_own_people_and_nobody_is_led_to_one_that_is_shut() {
    let portal = Portal::sqlite().await;
    for login in ALL {
        let mut reader = portal.signed_in(login).await;
        for (room, whose) in rooms() {
            let page = reader.go(room).await;
            let expected = if whose.contains(&login) { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(page.status, expected, "{login} at {room}");
        }
        // What the navigation offers can be opened.
        reader.open("/office/permissions").await;
        let ways = reader.page().tree.ways();
        let offered = ways.into_iter().filter(|(_, way)| rooms().iter().any(|(room, _)| room == way));
        for (_, way) in offered.collect::<Vec<_>>() {
            reader.open(&way).await;
        }
    }
    for (room, _) in rooms() {
        let mut visitor = portal.visitor();
        let page = visitor.go(room).await;
        assert!(page.at.starts_with("/sign-in?next="), "{room} leads a visitor to {}", page.at);
        let firm = portal.firm().to_owned();
        let mut reader = portal.signed_in(&firm).await;
        assert_eq!(reader.go(room).await.status, StatusCode::FORBIDDEN, "a firm at {room}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_signing_in_one_is_where_one_wanted_to_go() {
    let portal = Portal::sqlite().await;
    let mut reader = portal.visitor();
    reader.go("/office/objections?state=open").await;
    let form = reader.form("/sign-in").fill("account", "city4502").fill("password", "city4502");
    assert_eq!(reader.sent(form).await.at, "/office/objections?state=open");
}

/// What is another city's looks as if it were not there, and is not changed from afar.
#[tokio::test(flavor = "multi_thread")]
async fn another_citys_lists_objections_and_accounts_are_shut() {
    let portal = Portal::sqlite().await;
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    let firms = province.firms(7_001, 2).await;
    let cases = province.submitted(&batch, &firms).await;
    province.concluded(&cases, true).await;
    province.approved(&cases).await;
    let list = province.publicised(&batch, &cases[..1], 1).await.remove(0);
    let (public, object) = titian_stories::province::object(&list, &cases[0]);
    let objection = province.one(&public, object).await.id;
    let mut own = portal.signed_in("city4502").await;
    let mut forms = BTreeMap::new();
    for (page, action) in [
        (format!("/office/objections/{objection}"), "/answer"),
        (format!("/office/publicity/new?batch={batch}"), "/office/publicity/new"),
    ] {
        own.open(&page).await;
        forms.insert(page, own.form(action));
    }
    for login in ["city4501", "lead4501", "province1", "system", "security", "auditor"] {
        let mut stranger = portal.signed_in(login).await;
        stranger.open("/office/permissions").await;
        let token = stranger.form("/sign-out").held("csrf").to_owned();
        for page in [format!("/office/objections/{objection}"), format!("/office/objections/{objection}/files/0")] {
            assert_eq!(stranger.go(&page).await.status, StatusCode::NOT_FOUND, "{login} at {page}");
        }
        let seen = stranger.go(&format!("/office/publicity/{list}")).await.status;
        let expected = if login == "province1" { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(seen, expected, "{login} at the list");
        for form in forms.values() {
            let form = form.clone().forge("csrf", &token).forge("once", "stranger");
            let form = form.forge("finding", "dismissed").forge("reason", "查过登记簿,与申报一致");
            let form = form.forge("confirm", "on").forge("title", "别市的名单");
            stranger.send(form.clone()).await;
            let refused =
                matches!(stranger.page().status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::CONFLICT);
            assert!(refused, "{login} sends {}: {}", form.action, stranger.page().status);
        }
    }
    assert_eq!(province.stages(&cases).await, ["in_publicity", "listed"], "nothing has moved");
    let page = own.open(&format!("/office/objections/{objection}")).await;
    assert!(page.says("核实中") && !page.says("查过登记簿"));
}
