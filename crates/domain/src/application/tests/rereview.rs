//! Who applies anew and who is re-reviewed (A13.2), and what a refusal says.

use super::*;
use crate::notice::{Cohort, Notice, apart};
use crate::recognition::{Ended, LostRight, Origin, Recognition};

fn own(until: &str) -> Recognition {
    Recognition {
        id: RecognitionId("r".into()),
        enterprise: EnterpriseId("e".into()),
        tier: Tier::Specialised,
        city: liuzhou(),
        from: Some(day("2023-09-11")),
        until: Some(day(until)),
        origin: Origin::Announced {
            announcement: crate::id::AnnouncementId("x".into()),
            number: "示例〔2023〕1号".into(),
            application: ApplicationId("a".into()),
        },
        ended: None,
        until_list: true,
        lost_right: None,
    }
}

/// A batch of the middle tier, for titles whose last day lies in the second half of 2026.
fn of(purpose: Purpose) -> Batch {
    let cohort = Cohort { words: String::new(), first: day("2026-07-01"), last: day("2026-12-31") };
    let cohort = Some(cohort).filter(|_| purpose == Purpose::Rereview);
    Batch { tier: Tier::Specialised, purpose, cohort, ..batch() }
}

fn may(purpose: Purpose, titles: &[Recognition]) -> Result<(), Refusal> {
    may_apply(&of(purpose), titles, day("2026-10-10"))
}

#[test]
fn 称号有效的不再申请_等待复核名单的也一样() {
    for until in ["2026-10-11", "2026-10-10"] {
        let held = may(Purpose::Apply, &[own(until)]).unwrap_err();
        assert!(held.articles == ["A13.2"] && held.what.contains("已经是"), "{until}: {held}");
    }
    let ran_out = Recognition { until_list: false, ..own("2026-10-10") };
    assert!(may(Purpose::Apply, &[ran_out]).is_ok(), "its term is over and it awaits nothing");
    assert!(may(Purpose::Apply, &[]).is_ok());
}

#[test]
fn 期满日在复核范围内的可以复核_前后一天都不行() {
    // The last day is the day before the term is over.
    for (until, covered) in [("2026-07-01", false), ("2026-07-02", true), ("2027-01-01", true), ("2027-01-02", false)] {
        let asked = may(Purpose::Rereview, &[own(until)]);
        assert_eq!(asked.is_ok(), covered, "{until}: {asked:?}");
        if let Err(refusal) = asked {
            assert_eq!(refusal.articles, ["A13.2"]);
            assert!(refusal.to_string().contains("有效期在2026年7月1日至2026年12月31日之间届满"), "{refusal}");
        }
    }
    assert!(
        rereviewed(&of(Purpose::Rereview), &[own("2026-07-02")], day("2026-10-10"))
            .is_ok_and(|one| one.id.as_str() == "r")
    );
}

#[test]
fn 不能复核的_说明是哪一条() {
    let never = may(Purpose::Rereview, &[]).unwrap_err();
    assert!(never.articles == ["A13.2"] && never.to_string().contains("已经取得"), "{never}");
    let mut withdrawn = own("2026-10-10");
    withdrawn.ended = Some(Ended { on: day("2026-05-01"), article: "A16".into(), reason: "示例".into() });
    let refusal = may(Purpose::Rereview, &[withdrawn.clone()]).unwrap_err();
    assert!(refusal.to_string().contains("2026年5月1日终止（A16）"), "{refusal}");
    assert!(may(Purpose::Apply, &[withdrawn]).is_ok());
    let lost = LostRight {
        article: "A14".into(),
        reason: "2026年4月30日前没有更新信息".into(),
        on: day("2026-05-01"),
        by: None,
        ends_with_term: false,
    };
    let refusal = may(Purpose::Rereview, &[Recognition { lost_right: Some(lost), ..own("2026-10-10") }]).unwrap_err();
    assert!(refusal.articles == ["A14"] && refusal.to_string().contains("没有更新信息"), "{refusal}");
    let unknown = Recognition { from: None, until: None, ..own("2026-10-10") };
    let refusal = may(Purpose::Rereview, &[unknown]).unwrap_err();
    assert!(refusal.to_string().contains("还没有核实"), "{refusal}");
}

#[test]
fn 已有别的有效称号的_不能用旧称号复核_有几个旧称号的说最近的() {
    let earlier = Recognition { until_list: false, ..own("2026-09-01") };
    let current = Recognition { id: RecognitionId("now".into()), ..own("2029-06-15") };
    let refusal = may(Purpose::Rereview, &[earlier.clone(), current]).unwrap_err();
    assert!(refusal.to_string().contains("有效期至2029年6月14日"), "{refusal}");
    assert!(may(Purpose::Rereview, &[earlier]).is_ok(), "A13.4: it ran out, and is re-reviewed");
    let (old, older) = (Recognition { until_list: false, ..own("2025-09-01") }, own("2023-09-01"));
    let older = Recognition { until_list: false, ..older };
    let refusal = may(Purpose::Rereview, &[older, old]).unwrap_err();
    assert!(refusal.to_string().contains("有效期至2025年8月31日"), "{refusal}");
}

#[test]
fn 不能重新申请的_说清到什么时候() {
    let said = |title: Recognition| may(Purpose::Apply, &[title]).unwrap_err().to_string();
    assert!(said(own("2026-10-11")).contains("有效期至2026年10月10日"));
    assert!(said(own("2026-10-11")).contains("请留意复核通知"));
    assert!(said(own("2026-10-10")).contains("复核名单公布前继续有效"));
    let settled = Recognition { until_list: false, ..own("2026-12-31") };
    assert!(said(settled).contains("期满后可以按申请的通知申报"));
    let lost = LostRight {
        article: "A14".into(),
        reason: "没有更新信息".into(),
        on: day("2026-05-01"),
        by: None,
        ends_with_term: false,
    };
    let said = said(Recognition { lost_right: Some(lost), ..own("2026-10-11") });
    assert!(said.contains("已失去复核资格（A14）") && said.contains("原称号失效后"), "{said}");
}

#[test]
fn 同一称号不属于两个复核批次() {
    let until = |first: &str, last: &str, at: usize| Batch {
        id: BatchId::of(&NoticeId("n".into()), at),
        cohort: Some(Cohort { words: String::new(), first: day(first), last: day(last) }),
        ..of(Purpose::Rereview)
    };
    let notice = |batches| Notice {
        id: NoticeId("n".into()),
        title: "示例".into(),
        number: String::new(),
        text: String::new(),
        batches,
        stage: crate::notice::Stage::Draft,
    };
    let (one, next) = (until("2026-07-01", "2026-12-31", 1), until("2027-01-01", "2027-06-30", 2));
    assert!(apart(&notice(vec![one.clone(), next.clone()]), &[]).is_ok());
    let close = until("2026-12-31", "2027-06-30", 2);
    let refusal = apart(&notice(vec![one.clone(), close.clone()]), &[]).unwrap_err();
    assert!(refusal.articles == ["A13.3"] && refusal.to_string().contains("重叠"), "{refusal}");
    let published = Batch { id: BatchId::of(&NoticeId("earlier".into()), 1), ..close };
    assert!(apart(&notice(vec![one.clone()]), std::slice::from_ref(&published)).is_err());
    let other = Batch { tier: Tier::Innovative, ..published };
    assert!(apart(&notice(vec![one]), &[other]).is_ok(), "another tier has cohorts of its own");
}
