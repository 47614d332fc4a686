//! The pages of a case: what bars a submission, what a return asks for, what is told and what stays in the office.

use askama::Template;
use titian_domain::application::{Content, Event};
use titian_domain::enterprise::Enterprise;
use titian_domain::id::AccountId;
use titian_domain::notice::Batch;
use titian_domain::room::replay;
use titian_web::enterprise::application::case::Around;
use titian_web::enterprise::application::hurdles::{bars, doubts};
use titian_web::enterprise::application::story::story;
use titian_web::enterprise::application::{CasePage, CheckPage, Frozen, Mend, missing_evidence};
use titian_web::enterprise::desk::Desk;
use titian_web::enterprise::sample::{Ground, ground, page};
use titian_web::sample::today;

fn laid() -> &'static Ground {
    ground().expect("the shipped policy loads")
}

#[test]
fn what_bars_a_submission_is_said_all_at_once() {
    let ground = laid();
    let desk = ground.desk();
    let words = |batch: &Batch, first, approved| -> Vec<String> {
        bars(&desk, batch, first, approved).0.into_iter().map(|one| one.tag.word).collect()
    };
    assert_eq!(words(&ground.batch, true, false), ["账号待核验", "缺材料"]);
    let over = Batch { until: ground.batch.from, ..ground.batch.clone() };
    assert_eq!(words(&over, true, true), ["已截止", "缺材料"]);
    // The window governs the first submission only (A12).
    assert_eq!(words(&over, false, true), ["缺材料"]);
    let labels = missing_evidence(&ground.batch, desk.catalogue, desk.evidence);
    assert_eq!(labels, ["上年12月社保缴费人数证明"]);
    let short = ground.short();
    let desk = ground.desk_of(&short);
    assert!(bars(&desk, &ground.batch, true, true).is_empty());
    assert!(doubts(&desk, &ground.batch).is_empty());
}

#[test]
fn a_standard_that_is_not_reached_bars_nothing() {
    let ground = laid();
    let html = CheckPage::sample_short(ground).render().unwrap();
    assert!(html.contains("可以提交，但还没有达到标准") && html.contains("内容无误，去声明"));
    let html = CheckPage::sample(ground).render().unwrap();
    assert!(html.contains("还不能提交") && html.contains("disabled"));
}

#[test]
fn the_frozen_content_shows_every_answer() {
    let ground = laid();
    let content = Content::of(&ground.enterprise);
    let html = Frozen::of(&Desk::new(ground.policy, &ground.edition, &content, today()), false).render().unwrap();
    for label in ["营业收入总额", "研发人员数", "主导产品属于《战略性新兴产业分类》", "发明专利", "审计报告2025"]
    {
        assert!(html.contains(label), "{label}");
    }
    assert!(html.contains("4,128.00") && html.contains("C3453") && html.contains(ground.enterprise.code()));
}

#[test]
fn a_return_is_answered_item_by_item() {
    let ground = laid();
    let Some(Event::Returned { deficiencies, .. }) = ground.events().into_iter().nth(3) else {
        panic!("the fourth event returns the case")
    };
    let before = Content::of(&ground.enterprise);
    let mends = |now: &Enterprise| -> Vec<(String, Vec<String>)> {
        let of = |one| Mend::of(one, &ground.edition, &ground.policy.catalogue, &before, now);
        deficiencies.iter().map(of).map(|mend| (mend.tag.word, mend.changes)).collect()
    };
    let untouched = mends(&ground.enterprise);
    assert!(untouched.iter().all(|(_, changes)| changes.is_empty()));
    assert_eq!(
        untouched.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>(),
        ["还没有改动", "还没有改动", "请自行核对"]
    );
    let mended = mends(&ground.mended());
    assert_eq!(mended[0].0, "已改动");
    assert_eq!(
        mended[0].1,
        ["2025年研发费用总额：186.40\u{a0}万元 → 184.20\u{a0}万元", "新增材料：研发费用专项审计2025.pdf"]
    );
    assert_eq!(mended[1].0, "还没有改动");
}

#[test]
fn what_is_the_offices_own_is_not_told() {
    let ground = laid();
    let handler = AccountId("somebody".into());
    let mut events = ground.events();
    events.truncate(3);
    let on = today();
    events.push(Event::Concluded {
        on,
        handler: handler.clone(),
        pass: false,
        opinion: "内部意见".into(),
        uncalled: String::new(),
        heard: vec![],
    });
    events.push(Event::SentBack { on, why: "内部理由".into(), handler });
    let case = replay(&events).unwrap();
    let around = Around {
        policy: ground.policy,
        batch: &ground.batch,
        enterprise: &ground.enterprise,
        events: &events,
        remedies: &[],
        today: today(),
    };
    let html = CasePage::of(page("/enterprise/applications", ""), &case, around).render().unwrap();
    assert!(html.contains("正在审核"));
    for secret in ["内部意见", "内部理由", "somebody"] {
        assert!(!html.contains(secret), "{secret}");
    }
    assert_eq!(story(&events, "柳州市").0.len(), 3);
}
