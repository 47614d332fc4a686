//! 告知 What an enterprise hears of its yearly update.

use std::collections::BTreeSet;

use jiff::civil::Date;
use titian_domain::annual_update::{Channel, UpdateYear};
use titian_rulebook::calendar::written;
use titian_rulebook::tier::Tier;

use crate::perform::tell::News;

/// The page of one's own update of a year.
fn link(year: &UpdateYear) -> String {
    format!("/enterprise/update?year={}", year.year)
}

fn named<'t>(tiers: impl IntoIterator<Item = &'t Tier>) -> String {
    tiers.into_iter().map(|tier| tier.label()).collect::<Vec<_>>().join("、")
}

fn whereto(year: &UpdateYear) -> &'static str {
    match year.channel {
        Channel::Portal => "请登录平台，核对有变化的内容后提交",
        Channel::National => "请登录国家平台（优质中小企业梯度培育平台）填报",
    }
}

/// It was filed on our portal.
pub(super) fn filed(year: &UpdateYear, in_time: bool) -> News {
    let body = match in_time {
        true => format!("{}年的年度更新已提交。截止日{}以前还可以再次提交。", year.year, written(year.due())),
        false => format!(
            "{}年的年度更新已补交。截止日{}已过，如实记为逾期；是否恢复复核资格由自治区主管部门决定。",
            year.year,
            written(year.due())
        ),
    };
    News { subject: "年度更新已提交", mail: body.clone(), body, link: link(year) }
}

/// It was filed on the national platform.
pub(super) fn taken_over(year: &UpdateYear, on: Date) -> News {
    let body = format!("国家平台的名单显示，贵企业已于{}完成{}年的年度更新。", written(on), year.year);
    News { subject: "年度更新已登记", mail: body.clone(), body, link: link(year) }
}

/// A notice moved the last day, or named the platform.
pub(super) fn arranged(year: &UpdateYear, tiers: &[Tier]) -> News {
    let number = year.arranged.as_ref().map_or("", |arranged| arranged.number.as_str());
    let body = format!(
        "按{number}，{}年的年度更新（{}）在{}更新，截止日为{}（24时）。贵企业还没有更新，{}。",
        year.year,
        named(tiers),
        year.channel.label(),
        written(year.due()),
        whereto(year)
    );
    News { subject: "年度更新的安排有变化", mail: body.clone(), body, link: link(year) }
}

/// The last day comes nearer.
pub(super) fn reminder(year: &UpdateYear, tiers: &[Tier]) -> News {
    let loses = tiers.iter().any(|tier| year.rules.loses(*tier).is_some());
    let follows = if loses { "逾期没有更新的，失去复核资格（第十四条）。" } else { "" };
    let body = format!(
        "{}年的年度更新（{}）截止日为{}（24时），贵企业还没有更新。{}。{follows}",
        year.year,
        named(tiers),
        written(year.due()),
        whereto(year)
    );
    let mail = format!("{}年的年度更新截止日为{}。{}。", year.year, written(year.due()), whereto(year));
    News { subject: "请完成年度更新", body, mail, link: link(year) }
}

/// The year is over without it: what follows, and what can still be done.
pub(super) fn missed(year: &UpdateYear, lost: &[Tier]) -> News {
    let due = written(year.due());
    let body = if lost.is_empty() {
        format!(
            "{}年的年度更新截止日是{due}，没有贵企业按时更新的记录。贵企业的称号不因此失去复核资格，以国家通知为准。",
            year.year
        )
    } else {
        let term = match year.rules.ends_with_term {
            true => "称号在有效期内仍然有效，到期日当日失效；已经期满的，自即日起失效",
            false => "称号的有效期不变",
        };
        format!(
            "{}年的年度更新截止日是{due}，没有贵企业按时更新的记录。贵企业的{}称号自{}起失去复核资格（第十四条），{term}。\
             已经按时更新，或者因平台故障等没有能够更新的，请向所在市主管部门提交证明，由自治区主管部门核实后恢复；\
             没有恢复的，称号失效后可以按申请的通知重新申报。",
            year.year,
            named(lost),
            written(year.lost_on())
        )
    };
    let mail = format!("{}年的年度更新已经截止，没有贵企业按时更新的记录。请登录平台查看后果和可以做的事。", year.year);
    News { subject: "逾期未更新", body, mail, link: link(year) }
}

/// The right that was lost is back.
pub(super) fn excused(year: &UpdateYear, tiers: &BTreeSet<Tier>, reason: &str) -> News {
    let body = format!(
        "贵企业因{}年逾期未更新失去的{}称号的复核资格已经恢复。理由：{}。",
        year.year,
        named(tiers),
        reason.trim()
    );
    let mail = "贵企业的复核资格已经恢复。请登录平台查看。".to_owned();
    News { subject: "复核资格已恢复", body, mail, link: link(year) }
}
