//! 用时与期限: who had the case, how many working days, and until when.

use titian_rulebook::calendar::WorkCalendar;

use super::*;

fn calendar() -> WorkCalendar {
    titian_rulebook::policy::Policy::shipped().unwrap().calendar
}

fn days(case: &[(&str, Event)]) -> Vec<Spell> {
    spells(case.iter().map(|(on, event)| (day(on), event)))
}

fn filed(on: &str) -> Event {
    let mut case = Case::submitted();
    let Some(Event::Submitted { mut filing, .. }) = case.events.pop() else { panic!("not submitted") };
    filing.on = day(on);
    Event::Submitted { number: "1".into(), filing }
}

#[test]
fn 到件当日不算_办出当日算_补正的日子算企业的() {
    let begun = Case::begun().events.remove(0);
    let handler = || AccountId("handler".into());
    let taken = Event::TakenUp { handler: handler(), on: day("2026-09-08") };
    let (due, deficiencies) = (day("2026-09-18"), vec![]);
    let returned = Event::Returned { on: day("2026-09-11"), due, deficiencies, handler: handler() };
    let mut told = vec![
        ("2026-09-01", begun),
        ("2026-09-07", filed("2026-09-07")),
        ("2026-09-08", taken),
        ("2026-09-11", returned),
        ("2026-09-14", filed("2026-09-14")),
    ];
    let spells = days(&told);
    let with: Vec<With> = spells.iter().map(|spell| spell.with).collect();
    assert_eq!(with, [With::Desk(Desk::City), With::Enterprise, With::Desk(Desk::City)], "a draft is nobody's time");
    let calendar = calendar();
    let used = |with, today: &str| used(&spells, with, day(today), &calendar).map(|days| days.unwrap());
    // Monday 7 to Friday 11 September: four; over the weekend the enterprise has one working day.
    assert_eq!(used(With::Desk(Desk::City), "2026-09-14"), Some(4));
    assert_eq!(used(With::Enterprise, "2026-09-14"), Some(1));
    assert_eq!(used(With::Desk(Desk::City), "2026-09-15"), Some(5));
    assert_eq!(used(With::Desk(Desk::Province), "2026-09-15"), None);
    told.push(("2026-09-15", Event::Withdrawn { on: day("2026-09-15") }));
    let over = days(&told);
    assert_eq!(over.last().unwrap().until, Some(day("2026-09-15")), "what is over takes no more time");
}

#[test]
fn 没有公布放假安排的年份不猜() {
    let spell = Spell { with: With::Desk(Desk::City), from: day("2031-09-01"), until: None };
    assert!(spell.days(day("2031-09-03"), &calendar()).is_err());
    assert_eq!(spell.days(day("2031-09-01"), &calendar()), Ok(0), "the day itself needs no calendar");
    let known = Spell { from: day("2026-09-01"), until: Some(day("2026-09-02")), ..spell };
    assert!(used(&[known, spell], spell.with, day("2031-09-03"), &calendar()).unwrap().is_err());
}

#[test]
fn 每一步的期限写明从哪里来_没有规定的说没有规定() {
    let (batch, mut case) = (batch(), Case::ruled().state());
    assert_eq!(Limit::of(&case, &batch), Limit::Day(batch.city_due, "申报通知规定的市级截止日"));
    case.stage = Stage::Draft;
    assert_eq!(Limit::of(&case, &batch).day(), Some(batch.until));
    case.stage = Stage::Returned {
        on: day("2026-09-11"),
        due: day("2026-09-18"),
        deficiencies: vec![],
        handler: AccountId("h".into()),
    };
    assert_eq!(Limit::of(&case, &batch).day(), Some(day("2026-09-18")));
    case.stage = Stage::InPublicity { publicity: PublicityId("p".into()), until: day("2026-09-25") };
    assert!(Limit::of(&case, &batch).why().contains("公示"));
    case.stage = Stage::Filed { publicity: PublicityId("p".into()), on: day("2026-09-25") };
    assert!(Limit::of(&case, &batch).why().contains("没有规定期限"));
    (case.stage, case.desk) = (Case::taken_up().state().stage, Desk::Province);
    assert_eq!(Limit::of(&case, &batch).day(), None);
    case.stage = Stage::Withdrawn { on: day("2026-09-25") };
    assert_eq!(Limit::of(&case, &batch), Limit::None("已经办结"));
}
