//! Every page that a person can come to is looked at, on a desk and on a phone: nothing keeps anybody out (axe-core, WCAG
//! 2.2 A and AA), nothing is wider than the window.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use titian_domain::id::BatchId;
use titian_stories::browser::{Browser, DESK, PHONE};
use titian_stories::portal::Portal;
use titian_stories::reader::Reader;
use titian_stories::routes::{self, Route};

/// Addresses of one route that one person looks at: an entry like another looks like it.
const EACH: usize = 2;
/// Pages that are followed from.
const MOST: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn no_page_keeps_anybody_out() {
    let portal = Portal::sqlite().await;
    let origin = portal.serve().await;
    let Some(browser) = Browser::at(&origin).await else { return };
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    // What no persona happens to have on their desk today: an application being drafted, a proposal to be signed.
    let draft = portal.drafting().await;
    let province = portal.province();
    let cases = province.submitted(&BatchId(draft.batch.clone()), &province.firms(7_951, 1).await).await;
    province.concluded(&cases, true).await;
    let mut logins = vec!["", &draft.login];
    logins.extend(portal.personas.iter().map(|persona| persona.login.as_str()));
    for login in logins {
        let case = format!("/enterprise/applications/{}", draft.application);
        let more = match login {
            login if login == draft.login => vec![
                format!("{case}/check"),
                format!("{case}/declaration"),
                "/enterprise/dossier/innovation/ip_right/new".to_owned(),
            ],
            login if login == portal.firm() => vec![receipt(&portal, login).await],
            "lead4502" => vec![format!("/office/applications/{}/approval", cases[0].id)],
            // A number that no case has: the page stays and says so.
            "auditor" => vec!["/office/audit/cases?number=GX0".to_owned()],
            _ => vec![],
        };
        browser.forget().await;
        let reader = if login.is_empty() {
            portal.visitor()
        } else {
            let password = if login.starts_with("firm") { "demo" } else { login };
            browser.sign_in(login, password).await;
            portal.signed_in(login).await
        };
        for (number, at) in pages(reader).await.into_iter().chain(more).enumerate() {
            // What everybody may read looks the same to each of them, but for the strip with their name.
            let own = ["/office", "/enterprise", "/account"].iter().any(|room| at.starts_with(room)) || at == "/";
            if !seen.insert(at.clone()) && !own {
                continue;
            }
            for (size, width) in [(DESK, "desk"), (PHONE, "phone")] {
                browser.size(size).await;
                browser.go(&at).await;
                let who = if login.is_empty() { "visitor" } else { login };
                let what = at.split('?').next().unwrap_or_default().replace('/', "-");
                wrong.extend(browser.look(&at, &format!("{who}-{number:02}{what}-{width}")).await);
            }
        }
    }
    browser.close().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What an enterprise reads after it has submitted.
async fn receipt(portal: &Portal, login: &str) -> String {
    let sql = "SELECT a.id AS id FROM application a JOIN account c ON c.enterprise = a.enterprise \
        WHERE c.login = $1 AND a.stage <> 'draft' ORDER BY a.id LIMIT 1";
    let row = portal.app.store.read().await.unwrap().row(sql, vec![login.into()]).await.unwrap();
    format!("/enterprise/applications/{}/receipt", row.expect("a submitted application").text("id").unwrap())
}

/// Addresses of pages that a person comes to by following links, a few of each route.
async fn pages(mut reader: Reader) -> Vec<String> {
    let routes = routes::all();
    let route = |at: &str| routes.iter().position(|route: &Route| route.fits("GET", at));
    let home = if reader.page().at.is_empty() { "/".to_owned() } else { reader.page().at.clone() };
    let mut next: VecDeque<String> = VecDeque::from([home]);
    let mut found: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut asked = 0;
    while let Some(at) = next.pop_front() {
        let Some(route) = route(&at) else { continue };
        let of = found.entry(route).or_default();
        if of.len() >= EACH || of.contains(&at) || asked >= MOST {
            continue;
        }
        asked += 1;
        let page = reader.go(&at).await;
        if page.tree.inside.is_empty() {
            continue;
        }
        of.push(at.clone());
        let ways = page.tree.ways().into_iter().filter(|(method, way)| *method == "GET" && !way.starts_with('#'));
        next.extend(ways.map(|(_, way)| page.address(&way).split('#').next().unwrap_or_default().to_owned()));
    }
    found.into_values().flatten().collect()
}
