//! 称号 Titles past their term, the list of their cohort, and the right to re-review (A13.3, A14, A15.3, A16).

use jiff::civil::{Date, date};
use titian_domain::id::{AccountId, AnnouncementId, ApplicationId, EnterpriseId, MiitListId, RecognitionId};
use titian_domain::recognition::{
    Ended, Event, LostRight, Origin, Recognition, Rereviewed, Standing, at_list, begin, end, give_way_to_miit,
    lose_right, reinstate, restore_right,
};
use titian_domain::refusal::Refusal;
use titian_domain::room::{Event as _, replay};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

/// The first day after the term.
const OVER: Date = date(2026, 9, 15);

fn ours() -> Origin {
    Origin::Announced {
        announcement: AnnouncementId("old".into()),
        number: "示例〔2023〕1号".into(),
        application: ApplicationId("a".into()),
    }
}

fn title(origin: Origin) -> Vec<Event> {
    begin(Recognition {
        id: RecognitionId("r".into()),
        enterprise: EnterpriseId("e".into()),
        tier: Tier::Specialised,
        city: DivisionCode::parse("450200").unwrap(),
        from: Some(date(2023, 9, 15)),
        until: Some(OVER),
        origin,
        ended: None,
        until_list: true,
        lost_right: None,
    })
}

fn state(events: &[Event]) -> Recognition {
    replay(events).unwrap()
}

fn list() -> AnnouncementId {
    AnnouncementId("list".into())
}

fn not_listed() -> Rereviewed {
    Rereviewed::NotListed { because: "贵企业没有参加复核".into() }
}

fn lost(ends_with_term: bool) -> LostRight {
    let (article, reason) = ("A14".into(), "2026年4月30日前没有更新信息".into());
    LostRight { article, reason, on: date(2026, 5, 1), by: None, ends_with_term }
}

#[test]
fn 期满后继续有效到复核名单公布当日() {
    let mut events = title(ours());
    for (day, standing) in [
        (date(2023, 9, 14), Standing::NotYet),
        (date(2026, 9, 14), Standing::Valid),
        (OVER, Standing::Continued),
        (date(2028, 3, 1), Standing::Continued),
    ] {
        assert_eq!(state(&events).on(day), standing, "{day}");
    }
    assert!(Standing::Continued.is_valid() && Standing::Valid.is_valid() && !Standing::Expired.is_valid());
    let published = date(2028, 3, 2);
    events.extend(at_list(&state(&events), &list(), published, &not_listed()));
    let lapsed = state(&events);
    assert_eq!(lapsed.on(date(2028, 3, 1)), Standing::Continued, "what it was stays true");
    assert_eq!(lapsed.on(published), Standing::Ended);
    let ended = lapsed.ended.clone().unwrap();
    assert!(ended.article == "A13.3" && ended.reason.contains("没有参加复核"), "{ended:?}");
    assert_eq!(events.last().unwrap().basis(), "A13.3");
    assert_eq!(at_list(&lapsed, &list(), date(2028, 9, 1), &not_listed()), [], "it ends once");
}

#[test]
fn 复核通过_由新称号接替_期满前也一样() {
    for on in [date(2026, 8, 1), date(2026, 12, 1)] {
        let mut events = title(ours());
        events.extend(at_list(&state(&events), &list(), on, &Rereviewed::Renewed));
        assert_eq!(state(&events).on(on), Standing::Ended, "{on}");
        assert!(state(&events).on(on.yesterday().unwrap()).is_valid());
    }
}

#[test]
fn 名单早于期满日_没有通过的_用完自己的期限() {
    let mut events = title(ours());
    events.extend(at_list(&state(&events), &list(), date(2026, 9, 14), &not_listed()));
    let settled = state(&events);
    assert_eq!(settled.on(date(2026, 9, 14)), Standing::Valid);
    assert_eq!(settled.on(OVER), Standing::Expired, "nothing is awaited any more");
    assert_eq!(at_list(&settled, &list(), date(2026, 9, 14), &not_listed()), []);
    // On the first day after the term it would have lapsed at once.
    assert!(matches!(at_list(&state(&title(ours())), &list(), OVER, &not_listed())[..], [Event::Ended { .. }]));
}

#[test]
fn 施行前的称号和工信部的称号_用完自己的期限() {
    let earlier = Origin::Earlier { source: "示例名单".into(), stated: String::new() };
    let miit = Origin::Miit { list: MiitListId("m".into()), number: "示例".into(), application: None };
    for origin in [earlier, miit] {
        let one = state(&title(origin));
        assert_eq!(one.on(date(2026, 9, 14)), Standing::Valid);
        assert_eq!(one.on(OVER), Standing::Expired, "{:?}", one.origin);
        let renewed = at_list(&one, &list(), date(2026, 9, 1), &Rereviewed::Renewed);
        assert!(matches!(renewed[..], [Event::Ended { .. }]), "{renewed:?}");
        assert_eq!(at_list(&one, &list(), date(2026, 10, 1), &Rereviewed::Renewed), [], "it has run out by itself");
    }
}

#[test]
fn 失去复核资格_不改期限_除非程序另有规定() {
    for (ends_with_term, standing) in [(false, Standing::Continued), (true, Standing::Expired)] {
        let mut events = title(ours());
        events.extend(lose_right(&state(&events), lost(ends_with_term)));
        assert_eq!(events.last().unwrap().basis(), "A14");
        let one = state(&events);
        assert_eq!(one.on(date(2026, 9, 14)), Standing::Valid);
        assert_eq!(one.on(OVER), standing);
        assert_eq!(lose_right(&one, lost(true)), [], "once is enough");
        assert!(one.on(date(2026, 5, 1)).is_valid());
        events
            .extend(restore_right(&one, "国家平台故障，有公告为证", date(2026, 6, 1), AccountId("l".into())).unwrap());
        assert_eq!(state(&events).on(OVER), Standing::Continued);
        assert_eq!(state(&events).lost_right, None);
    }
}

#[test]
fn 期满后才失去复核资格的_从失去之日起终止_以前的不变() {
    let late = LostRight { on: date(2026, 10, 1), ..lost(true) };
    let mut events = title(ours());
    events.extend(lose_right(&state(&events), late));
    let one = state(&events);
    assert_eq!((one.on(date(2026, 9, 30)), one.on(date(2026, 10, 1))), (Standing::Continued, Standing::Ended));
    assert!(one.ended.unwrap().withdraws(), "it did not lapse with a list");
}

#[test]
fn 工信部的新有效期接替旧的_晚的和已经期满的不动() {
    let miit = Origin::Miit { list: MiitListId("m".into()), number: "示例".into(), application: None };
    let one = state(&title(miit));
    for (from, ends) in [(date(2023, 9, 14), 0), (date(2026, 7, 1), 1), (OVER, 0)] {
        let events = give_way_to_miit(&one, from);
        assert_eq!(events.len(), ends, "{from}");
        assert!(events.iter().all(|event| event.basis() == "A11"));
    }
}

#[test]
fn 恢复要有理由_没有失去的不能恢复() {
    let by = || AccountId("l".into());
    let said = |asked: Result<Vec<Event>, Refusal>| asked.unwrap_err().to_string();
    let standing = state(&title(ours()));
    assert!(said(restore_right(&standing, "理由", OVER, by())).contains("没有失去复核资格"));
    assert!(said(reinstate(&standing, "理由", OVER, by())).contains("没有终止"));
    let mut events = title(ours());
    events.extend(lose_right(&standing, lost(false)));
    assert!(said(restore_right(&state(&events), " ", OVER, by())).contains("恢复的理由"));
}

#[test]
fn 取消的决定撤销后_按原来的日期恢复() {
    let mut events = title(ours());
    let ended = Ended { on: date(2025, 1, 10), article: "A16".into(), reason: "数据造假".into() };
    events.extend(end(&state(&events), ended.clone()).unwrap());
    assert_eq!(state(&events).on(date(2025, 1, 10)), Standing::Ended);
    assert!(end(&state(&events), ended).unwrap_err().to_string().contains("已于"));
    let by = AccountId("l".into());
    events.extend(reinstate(&state(&events), "行政复议决定撤销", date(2025, 6, 1), by).unwrap());
    let back = state(&events);
    assert_eq!((back.on(date(2025, 1, 10)), back.until), (Standing::Valid, Some(OVER)));
    assert_eq!(events.last().unwrap().basis(), "A16");
}
