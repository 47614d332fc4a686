//! Lists of others (A3.3): 50,000 rows in one act; a finding stops no case but asks for a look.

use titian_app::command::{Attached, Command, Failure, Incoming};
use titian_domain::account::Role;
use titian_domain::compliance::Compliance;
use titian_domain::compliance_list::{Kind, Line};
use titian_domain::id::EnterpriseId;
use titian_domain::matching::Named;
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::region::DivisionCode;

use crate::province::{Province, city, officer};

const LIUZHOU: &str = "450200";

fn row(at: u64, name: String, serial: Option<u64>) -> Line {
    let code = serial.map(|serial| synthetic(LIUZHOU, serial).unwrap());
    let named = Named { name, code, city: None };
    Line { row: at, named, listed: None, removed: None, reason: String::new(), authority: String::new() }
}

async fn import(s: &Province, office: DivisionCode, as_of: &str, lines: Vec<Line>) -> Command {
    let blob = s.app.blobs.put(as_of.as_bytes().to_vec()).await.unwrap();
    let list = Incoming {
        kind: Kind::Abnormal,
        source: "示例系统".into(),
        as_of: as_of.parse().unwrap(),
        office,
        lines,
        unread: vec![],
    };
    let file = Attached { blob, media: "text/csv".into(), name: "名单.csv".into(), control: String::new() };
    Command::ImportComplianceList { list: Box::new(list), file, seen: None }
}

async fn listings(s: &Province, firm: &EnterpriseId) -> usize {
    let known = s.app.store.read().await.unwrap().load::<Compliance>(firm.as_str()).await.unwrap();
    known.state.map_or(0, |known| known.listings.len())
}

#[tokio::test]
async fn 五万行的名单_一次登记_只动对上的企业() {
    let s = Province::begin("2026-09-02").await;
    let mut firms = vec![];
    for serial in 1..=3 {
        firms.push(s.enterprise(serial, LIUZHOU).await.1);
    }
    let mut lines: Vec<Line> = (2..50_002).map(|at| row(at, format!("外地示例公司{at}"), Some(at + 10_000))).collect();
    lines[100] = row(102, "示例虚构企业0001号".into(), Some(1));
    lines[40_000] = row(40_002, "示例虚构企业0002号".into(), None);
    let handler = officer("区经办", Role::ProvinceHandler, None);
    let done = s.done(&handler, import(&s, DivisionCode::GUANGXI, "2026-09-01", lines).await).await;
    assert!(done.said.contains("比对 50000 行，对上 1 家，等人确认 1 处"), "{}", done.said);
    let found = [listings(&s, &firms[0]).await, listings(&s, &firms[1]).await, listings(&s, &firms[2]).await];
    assert_eq!(found, [1, 0, 0]);
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 市里只能登记本市的名单_领导和审计不登记() {
    let s = Province::begin("2026-09-02").await;
    s.enterprise(1, LIUZHOU).await;
    let lines = || vec![row(2, "示例虚构企业0001号".into(), Some(1))];
    let (nanning, liuzhou) = ("450100", LIUZHOU);
    for (role, of, office) in [
        (Role::CityHandler, Some(nanning), city(liuzhou)),
        (Role::CityHandler, Some(liuzhou), DivisionCode::GUANGXI),
        (Role::CityLeader, Some(liuzhou), city(liuzhou)),
        (Role::Auditor, None, DivisionCode::GUANGXI),
    ] {
        let command = import(&s, office, "2026-09-01", lines()).await;
        let done = s.app.perform(&officer("o", role, of), command, None).await;
        assert!(matches!(done, Err(Failure::NotAllowed(_))), "{role:?}");
    }
    let handler = officer("o", Role::CityHandler, Some(liuzhou));
    let done = s.done(&handler, import(&s, city(liuzhou), "2026-09-01", lines()).await).await;
    assert!(done.said.contains("对上 1 家"));
}

#[tokio::test]
async fn 名单列有的_拟办前要核实_核实登记以后可以拟办() {
    let s = Province::begin("2026-08-20").await;
    let batch = s.batch().await;
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    s.dossier(&clerk, &enterprise, "50万元").await;
    s.day("2026-09-02");
    let id = s.submitted(&clerk, &enterprise, &batch).await;
    let (handler, leader) =
        (officer("经办", Role::CityHandler, Some(LIUZHOU)), officer("审批", Role::CityLeader, Some(LIUZHOU)));
    s.checked(&handler, &id).await;
    let visit = s.visit(&["甲示例", "乙示例"], handler.id(), None);
    s.done(&handler, Command::Visit(id.clone(), visit)).await;
    s.day("2026-09-03");
    let lines = vec![row(2, "示例虚构企业0001号".into(), Some(1))];
    s.done(&handler, import(&s, city(LIUZHOU), "2026-09-02", lines).await).await;
    let refusal = s.refused(&handler, Province::conclude(&id)).await.to_string();
    assert!(refusal.contains("第 2 行列有该企业，请核实后重新查询并登记（第三条）"), "{refusal}");
    assert_eq!(s.stage(&id).await, "under_review", "nothing is refused by a list");
    // A newer list without it stands in nobody's way.
    let lines = vec![row(2, "外地示例公司".into(), Some(77))];
    s.done(&handler, import(&s, city(LIUZHOU), "2026-09-03", lines).await).await;
    s.done(&handler, Province::conclude(&id)).await;
    let older = import(&s, city(LIUZHOU), "2026-09-02", vec![row(2, "外地示例公司".into(), Some(77))]).await;
    assert!(s.refused(&handler, older).await.to_string().contains("比这一份新"));
    let approve = Command::Case(id.clone(), titian_domain::application::Command::Approve);
    s.done(&leader, approve).await;
    assert_eq!(s.stage(&id).await, "listed");
}
