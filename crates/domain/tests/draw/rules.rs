//! 办理 What an office may do with a draw, and what it is told when it may not.

use super::*;

fn refused(roster: Roster) -> Vec<String> {
    let refusal = prepare(None, proposal(roster)).unwrap_err();
    assert_eq!(refusal.articles, ["A9.2"]);
    assert!(!refusal.todo.is_empty());
    refusal.reasons
}

fn drop_it(reason: &str) -> Command {
    Command::Drop { reason: reason.into() }
}

#[test]
fn 一次说全所有问题() {
    let mut roster = roster(3, Plan::Count(3));
    roster.targets =
        vec![Target { number: number(1), reason: " ".into() }, Target { number: "GX9".into(), reason: "指定".into() }];
    roster.recusals = vec![Excused { inspector: "09".into(), number: None, reason: String::new() }];
    roster.inspectors.push(Delegate { key: "05".into(), name: "抽查员1 ".into(), account: None });
    let reasons = refused(roster).join("\n");
    for reason in [
        "要抽 3 家,可抽的只有 1 家",
        "指定“GX2026H2C00001”没有写理由",
        "指定的申报“GX9”不在名单中",
        "抽查员“09”回避没有写理由",
        "回避的抽查员“09”不在名单中",
        "抽查员“抽查员1”写了两次",
    ] {
        assert!(reasons.contains(reason), "{reason} in {reasons}");
    }
}

#[test]
fn 数量_两侧() {
    assert!(prepare(None, proposal(roster(3, Plan::Count(3)))).is_ok());
    assert_eq!(refused(roster(3, Plan::Count(4))), ["要抽 4 家,可抽的只有 3 家"]);
    assert_eq!(refused(roster(3, Plan::Count(0))), ["抽取数量是 0，没有指定的还有 3 家，至少要抽 1 家"]);
    // Who picks some and spares the rest has not drawn; where all are picked there is nobody to draw.
    let chosen = |all: &[usize], plan| {
        let target = |n: &usize| Target { number: number(*n), reason: "连续两年数据相差悬殊".into() };
        Roster { targets: all.iter().map(target).collect(), ..roster(3, plan) }
    };
    assert_eq!(refused(chosen(&[1, 2], Plan::Count(0))), ["抽取数量是 0，没有指定的还有 1 家，至少要抽 1 家"]);
    assert!(prepare(None, proposal(chosen(&[1, 2], Plan::Count(1)))).is_ok());
    assert!(prepare(None, proposal(chosen(&[1, 2, 3], Plan::Count(0)))).is_ok());
    assert!(prepare(None, proposal(roster(3, Plan::Percent(100)))).is_ok());
    assert_eq!(refused(roster(3, Plan::Percent(101))), ["抽取比例 101% 不在 1% 到 100% 之间"]);
    assert_eq!(refused(roster(3, Plan::Percent(0))), ["抽取比例 0% 不在 1% 到 100% 之间"]);
    assert_eq!(refused(roster(0, Plan::All)), ["没有可以抽取的申报"]);
}

#[test]
fn 人手_两侧() {
    let with = |count| Roster { inspectors: delegates(count), ..roster(1, Plan::All) };
    assert!(prepare(None, proposal(with(2))).is_ok());
    assert_eq!(refused(with(1)), ["“GX2026H2C00001”可以派的抽查员只有1名,需要2名"]);
    let tied = |count| Roster { recusals: vec![recusal("01", Some(number(1)))], ..with(count) };
    assert!(prepare(None, proposal(tied(4))).is_ok());
    let fixed = refused(tied(3)).join("\n");
    assert!(fixed.contains("等于事先定了派谁") && fixed.contains("至少要有3名可以派"), "{fixed}");
    let mut worse = tied(3);
    worse.recusals.push(recusal("02", None));
    assert_eq!(refused(worse), ["“GX2026H2C00001”可以派的抽查员只有1名,需要2名"]);
    assert_eq!(refused(Roster { visitors: 1, ..roster(1, Plan::All) }), ["每家至少由两名抽查员实地抽查"]);
}

#[test]
fn 固定之前可以重拟_固定之后不能改() {
    let draw = prepared(roster(3, Plan::All));
    let draw = after(Some(&draw), prepare(Some(&draw), proposal(roster(5, Plan::Count(2)))).unwrap());
    assert_eq!(draw.roster.candidates.len(), 5);
    let fixed = fixed(roster(5, Plan::Count(2)));
    let refusal = prepare(Some(&fixed), proposal(roster(5, Plan::Count(3)))).unwrap_err();
    assert!(refusal.to_string().contains("名单已经固定"), "{refusal}");
    assert!(decide(Some(&fixed), fix(), FIXED).is_err());
}

#[test]
fn 公开值要在固定之后的日子产生() {
    let draw = prepared(roster(3, Plan::All));
    let fix = |on| Command::Fix { source: source(on), commitment: "c".into(), gone: vec![] };
    let refusal = decide(Some(&draw), fix(FIXED), FIXED).unwrap_err();
    assert_eq!(refusal.reasons, ["公开值要在固定名单之后的日子产生,2026年9月15日不晚于今天"]);
    assert!(decide(Some(&draw), fix(VALUED), FIXED).is_ok());
    let empty = Source { what: " ".into(), form: String::new(), on: OPENED };
    let command = Command::Fix { source: empty, commitment: "c".into(), gone: vec!["“GX1”已经撤回".into()] };
    let refusal = decide(Some(&draw), command, FIXED).unwrap_err();
    assert_eq!(refusal.reasons, ["“GX1”已经撤回", "没有写公开值的来源", "没有写公开值的写法"]);
}

#[test]
fn 公开值当日过完才能开签_开一次() {
    let draw = fixed(roster(3, Plan::Count(1)));
    let refusal = decide(Some(&draw), open(VALUE), FIXED).unwrap_err();
    assert!(refusal.to_string().contains("公开值2026年9月16日才产生"), "{refusal}");
    // On the day itself nobody can tell afterwards whether it was opened before or after the value was out.
    let refusal = decide(Some(&draw), open(VALUE), VALUED).unwrap_err();
    assert!(refusal.todo.contains("2026年9月17日起"), "{refusal}");
    assert!(decide(Some(&draw), open("  "), OPENED).is_err());
    assert!(decide(Some(&draw), open("1\n2"), OPENED).is_err());
    let drawn = after(Some(&draw), decide(Some(&draw), open(VALUE), OPENED).unwrap());
    assert_eq!(drawn.outcome().unwrap().selected.len(), 1);
    assert!(decide(Some(&drawn), open(VALUE), OPENED).is_err());
    assert!(decide(Some(&drawn), drop_it("不满意"), OPENED).is_err(), "what came out stays");
}

#[test]
fn 随机数与承诺不符_不能开签() {
    let draw = fixed(roster(3, Plan::Count(1)));
    let command = Command::Open { value: VALUE.into(), contribution: "ff".repeat(32) };
    let refusal = decide(Some(&draw), command, OPENED).unwrap_err();
    assert!(refusal.to_string().contains("与固定名单时的承诺不符"), "{refusal}");
}

#[test]
fn 作废要有理由_公开值产生之后作废的如实标明() {
    let draw = fixed(roster(3, Plan::Count(1)));
    assert!(decide(Some(&draw), drop_it(" "), FIXED).is_err());
    let late = |today| match decide(Some(&draw), drop_it("名单漏了一家"), today).unwrap().as_slice() {
        [Event::Dropped { late, .. }] => *late,
        other => panic!("{other:?}"),
    };
    assert!(!late(FIXED));
    assert!(late(VALUED));
    let dropped = after(Some(&draw), decide(Some(&draw), drop_it("名单漏了一家"), OPENED).unwrap());
    assert!(dropped.file().is_some_and(|file| file.opened.is_none()), "what was fixed stays public");
    assert!(decide(Some(&dropped), open(VALUE), OPENED).is_err());
}

#[test]
fn 细则写到哪一级抽查_就是哪一级() {
    use titian_rulebook::tier::Tier;
    let here = Some(city("450200"));
    for (tier, city, id) in [
        (Tier::Innovative, here, Some("A9.2")),
        (Tier::Innovative, None, None),
        (Tier::Specialised, here, Some("A10.2")),
        (Tier::Specialised, None, Some("A10.3")),
        (Tier::LittleGiant, here, Some("A11.2")),
        (Tier::LittleGiant, None, Some("A11.3")),
    ] {
        assert_eq!(Clause::of(tier, city).map(Clause::id), id);
    }
}

#[test]
fn 行业取两位大类_不知道就是不知道() {
    for (text, digits) in
        [("C3562", "35"), (" 35", "35"), ("3562", "35"), ("C", ""), ("", ""), ("制造业", ""), ("3", "")]
    {
        assert_eq!(division(text), digits, "{text}");
    }
}
