//! What the annexes of definitions want to see: every number and every listed kind changed by the least there is, and
//! some case about records that comes out otherwise.

use titian_rulebook::derive::Definitions;
use titian_rulebook::policy::Policy;

use crate::case::{Case, Is, Question};

/// The changes that no case notices.
pub fn unnoticed<'c>(policy: &Policy, cases: impl IntoIterator<Item = &'c Case> + Clone) -> Vec<String> {
    let mut unnoticed = Vec::new();
    for ours in policy.definitions.values() {
        for (what, changed) in changes(ours) {
            let noticed = cases.clone().into_iter().any(|case| match &case.question {
                Question::Fact { definitions, slot, is, .. } if *definitions == ours.id => {
                    Is::from(case.facts(policy, &changed).cell(*slot)) != *is
                }
                _ => false,
            });
            if !noticed {
                unnoticed.push(format!("{} {what}", ours.id));
            }
        }
    }
    unnoticed
}

/// A list of words in an annex of definitions.
type List = fn(&mut Definitions) -> &mut Vec<String>;

/// Each number one step more and one step less, each list without one of its words.
fn changes(ours: &Definitions) -> Vec<(String, Definitions)> {
    let mut changes = Vec::new();
    let mut change = |what: String, change: &dyn Fn(&mut Definitions)| {
        let mut changed = ours.clone();
        change(&mut changed);
        changes.push((what, changed));
    };
    for step in [-1, 1] {
        change(format!("Ⅱ类维持年限 {step:+} 个月"), &|d| d.ip.class2_held += step);
        change(format!("高价值维持年限 {step:+} 个月"), &|d| d.ip.high_value_held += step);
        if ours.ip.acquired_after.is_some() {
            change(format!("转让满期 {step:+} 个月"), &|d| {
                d.ip.acquired_after = d.ip.acquired_after.map(|n| n + step)
            });
        }
        if ours.ip.holder_rank.is_some() {
            change(format!("权利人排名 {step:+}"), &|d| {
                d.ip.holder_rank = d.ip.holder_rank.map(|n| n + i64::from(step))
            });
        }
        change(format!("科技奖励窗口 {step:+} 个月"), &|d| d.award_window += step);
        change(format!("大赛窗口 {step:+} 个月"), &|d| d.contest_window += step);
        change(format!("事故窗口 {step:+} 个月"), &|d| d.violation_window += step);
        change(format!("出让股权 {step:+} 个百万分点"), &|d| d.equity_share_at_most += i64::from(step));
        for at in 0..ours.digital_levels.len() {
            change(format!("数字化第 {at} 级 {step:+} 个 0.01 分"), &|d| {
                d.digital_levels[at].0 += i64::from(step)
            });
        }
    }
    change("转让的算不算".into(), &|d| {
        d.ip.acquired_after = if d.ip.acquired_after.is_some() { None } else { Some(12) };
    });
    change("权利人排名看不看".into(), &|d| {
        d.ip.holder_rank = if d.ip.holder_rank.is_some() { None } else { Some(3) };
    });
    change("境内授权算作海外".into(), &|d| d.ip.foreign_offices.push("CN".into()));
    let lists: [(&str, List); 7] = [
        ("Ⅰ类", |d| &mut d.ip.class1),
        ("Ⅱ类", |d| &mut d.ip.class2),
        ("Ⅱ类中须满期的", |d| &mut d.ip.class2_ageing),
        ("海外授权机构", |d| &mut d.ip.foreign_offices),
        ("国家级奖励", |d| &mut d.national_awards),
        ("省级奖励", |d| &mut d.provincial_awards),
        ("荣誉", |d| &mut d.honours),
    ];
    for (label, list) in lists {
        for word in list(&mut ours.clone()) {
            change(format!("{label}去掉 {word}"), &|d| list(d).retain(|one| one != word));
        }
    }
    changes
}
