//! The local table (A8): drafted by one, published by another, pinned by a batch; what runs keeps its version.

use titian_app::actor::Actor;
use titian_app::command::{Command, Failure};
use titian_domain::account::Role;
use titian_domain::application::Application;
use titian_domain::id::*;
use titian_domain::local_table::{self, Band, Content, Indicator, LocalTable, Rule};
use titian_domain::notice::{self, Batch, Notice};
use titian_rulebook::tier::Tier;

use crate::province::{Province, officer};

fn handler() -> Actor {
    officer("区经办", Role::ProvinceHandler, None)
}

fn leader() -> Actor {
    officer("区审批", Role::ProvinceLeader, None)
}

/// One indicator that reviewers find, worth so many points.
fn content(title: &str, points: i64) -> Content {
    let options = [("满足", points), ("不满足", 0)].map(|(at, points)| Band { at: at.into(), points }).into();
    Content {
        standard: "miit-2022/specialised".into(),
        replaces: "local".into(),
        title: title.into(),
        basis: "示例文件〔2025〕1号".into(),
        from: jiff::civil::date(2025, 1, 1),
        indicators: vec![Indicator { label: "产业链".into(), rule: Rule::Found { options } }],
    }
}

async fn drafted(province: &Province, title: &str, points: i64) -> LocalTableId {
    let draft = Command::DraftLocalTable { table: None, content: content(title, points) };
    LocalTableId(province.done(&handler(), draft).await.id)
}

fn act(table: &LocalTableId, seen: u64, command: local_table::Command) -> Command {
    Command::LocalTable { table: table.clone(), seen, command }
}

fn publish() -> local_table::Command {
    local_table::Command::Publish { number: "示例〔2025〕2号".into() }
}

async fn published(province: &Province, title: &str) -> LocalTableId {
    let table = drafted(province, title, 15).await;
    province.done(&handler(), act(&table, 1, local_table::Command::Check)).await;
    province.done(&leader(), act(&table, 2, publish())).await;
    table
}

/// A batch of the second tier as the rules of 2023 have it.
async fn batch(province: &Province) -> Batch {
    let known = province.batch().await;
    let notice: Notice = province.load(known.notice().as_str()).await;
    Batch {
        tier: Tier::Specialised,
        standard: "miit-2022/specialised".into(),
        gates: "gates/guangxi-2023".into(),
        procedure: "guangxi-2023".into(),
        from: jiff::civil::date(2025, 9, 1),
        until: jiff::civil::date(2025, 9, 30),
        city_due: jiff::civil::date(2025, 10, 30),
        ..notice.batches[0].clone()
    }
}

fn draft(batch: Batch) -> Command {
    Command::DraftNotice { notice: None, title: "通知".into(), text: "正文".into(), batches: vec![batch] }
}

#[tokio::test(flavor = "multi_thread")]
async fn 起草的人不能发布_看过的才能发布_没有检查的不能发布() {
    let province = Province::begin("2025-08-20").await;
    let table = drafted(&province, "示例指标", 14).await;
    let refused = province.refused(&handler(), act(&table, 1, local_table::Command::Check)).await;
    assert!(refused.to_string().contains("合计 14 分，应为 15 分"), "{refused}");
    let again = Command::DraftLocalTable { table: Some((table.clone(), 1)), content: content("示例指标", 15) };
    province.done(&handler(), again.clone()).await;
    let late = Command::DraftLocalTable { table: Some((table.clone(), 1)), content: content("另一份", 15) };
    assert!(province.refused(&handler(), late).await.to_string().contains("又被改过"));
    assert!(province.refused(&leader(), act(&table, 2, publish())).await.to_string().contains("还没有通过检查"));
    province.done(&handler(), act(&table, 2, local_table::Command::Check)).await;
    assert!(province.refused(&leader(), act(&table, 2, publish())).await.to_string().contains("又有变化"));

    // Neither a city nor the one who drafts can publish; somebody who holds both roles and has drafted cannot either.
    for actor in [handler(), officer("市", Role::CityLeader, Some("450200"))] {
        let answer = province.app.perform(&actor, act(&table, 3, publish()), None).await;
        assert!(matches!(answer, Err(Failure::NotAllowed(_))));
    }
    let drafter_as_leader = officer("区经办", Role::ProvinceLeader, None);
    let refused = province.refused(&drafter_as_leader, act(&table, 3, publish())).await;
    assert!(refused.to_string().contains("不能自己发布"), "{refused}");
    province.done(&leader(), act(&table, 3, publish())).await;
    let standing: LocalTable = province.load(table.as_str()).await;
    assert_eq!((standing.stage.id(), standing.version), ("published", 1));
    let after = Command::DraftLocalTable { table: Some((table.clone(), 4)), content: content("改名", 15) };
    assert!(province.refused(&handler(), after).await.to_string().contains("不能再改"));
}

#[tokio::test(flavor = "multi_thread")]
async fn 批次只能选已发布的_属于它的标准的_程序设有特色化指标的() {
    let province = Province::begin("2025-08-20").await;
    let known = batch(&province).await;
    let waiting = drafted(&province, "没有发布的", 15).await;
    let table = published(&province, "示例指标").await;
    let with = |id: &LocalTableId| Batch { local_table: Some(id.clone()), ..known.clone() };
    for (batch, told) in [
        (with(&waiting), "还没有发布"),
        (with(&LocalTableId("none".into())), "没有找到"),
        (Batch { procedure: "national-2026".into(), lapsed_because: "试".into(), ..with(&table) }, "没有特色化指标"),
        (
            Batch { standard: "miit-2026/specialised".into(), gates: "gates/miit-2026".into(), ..with(&table) },
            "不属于它的标准",
        ),
        (Batch { from: jiff::civil::date(2024, 12, 31), ..with(&table) }, "起才能适用"),
    ] {
        let refused = province.refused(&handler(), draft(batch)).await;
        assert!(refused.to_string().contains(told) && refused.articles == ["A8"], "{refused}");
    }
    province.done(&handler(), draft(with(&table))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn 新版本发布后_办理中的申报仍按固定的版本() {
    let province = Province::begin("2025-08-20").await;
    let (clerk, enterprise) = province.enterprise(1, "450200").await;
    let known = batch(&province).await;
    let first = published(&province, "第一版").await;
    let pinned = Batch { local_table: Some(first.clone()), ..known.clone() };
    let notice = NoticeId(province.done(&handler(), draft(pinned)).await.id);
    let number = notice::Command::Publish { number: "示例〔2025〕3号".into() };
    province.done(&leader(), Command::Notice(notice.clone(), number)).await;
    province.day("2025-09-02");
    let begin = Command::Begin { batch: BatchId::of(&notice, 1), enterprise };
    let case = ApplicationId(province.done(&clerk, begin).await.id);

    let second = published(&province, "第二版").await;
    let tables = province.app.published_tables().await.unwrap();
    let versions: Vec<_> = tables.iter().map(|table| (table.version, table.id.clone())).collect();
    assert_eq!(versions, [(2, second.clone()), (1, first.clone())]);
    let kept: Application = province.load(case.as_str()).await;
    assert_eq!(kept.local_table, Some(first.clone()));
    assert_eq!(province.load::<Notice>(notice.as_str()).await.batches[0].local_table, Some(first.clone()));
    let policies = province.app.policies_of(&[&kept]).await.unwrap();
    assert_eq!(policies.of(&kept).local_table.as_deref(), Some(first.as_str()));
    assert_eq!(province.app.policy.local_table, None);

    // What the second would change is told by what it would take the place of, and changes nothing.
    let tabled = province.app.local_table(&leader(), second.as_str()).await.unwrap();
    assert_eq!(tabled.before.as_ref().map(|table| table.id.clone()), Some(first));
    let weighed = province.app.weigh_table(&tabled).await.unwrap().unwrap();
    assert_eq!((weighed.dossiers.all, weighed.dossiers.flips.len(), weighed.cases.all), (1, 0, 0));
    province.app.tick().await.unwrap();
    province.verified().await;
}
