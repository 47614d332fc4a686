//! 分工 How an office shares its work: who has how much in hand, who is given what, who stays away, who stands in (A5).
//!
//! GET `/office/work` shows all of it; what is done from there is posted to addresses below it. Giving out many cases is
//! looked at first ([`assignment`]), then confirmed.

pub mod assignment;
mod form;
mod sample;

use askama::Template;
use titian_app::query::{Apart, Load, StandsIn};
use titian_domain::id::AccountId;

use crate::components::{Empty, Errors, Refused, Tag};
use crate::form::Field;
use crate::layout::Page;
use crate::show::{self, Name};

pub use form::{LiftForm, SubstituteForm};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/work.html")]
pub struct Work {
    /// The page.
    pub page: Page,
    /// What the office has in hand; `None` for who does not lead it.
    pub leads: Option<Leads>,
    /// Who stays away, or did.
    pub recusals: Vec<RecusalRow>,
    /// Who stands in, or did, or will.
    pub substitutions: Vec<SubstitutionRow>,
    /// Who can be chosen, as (account, name).
    pub people: Vec<(String, String)>,
    /// What is typed.
    pub form: SubstituteForm,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What a leader sees of the office.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leads {
    /// Who handles cases, with what they have in hand.
    pub loads: Vec<LoadRow>,
    /// How many cases nobody has.
    pub waiting: String,
    /// Whether there are any.
    pub any: bool,
    /// Until when "soon" is: 11月26日; empty where the calendar is not known.
    pub soon: String,
}

/// One handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadRow {
    /// Their account.
    pub account: String,
    /// 姓名.
    pub name: String,
    /// In hand.
    pub open: String,
    /// Due within three working days.
    pub soon: String,
    /// Past their day.
    pub overdue: String,
    /// Whether any is.
    pub late: bool,
    /// Returned to the enterprise.
    pub returned: String,
}

/// Somebody who stays away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecusalRow {
    /// Its id.
    pub id: String,
    /// Who.
    pub who: String,
    /// From which enterprise.
    pub enterprise: Name,
    /// Where a case of it is; empty if there is none.
    pub href: String,
    /// Why.
    pub why: String,
    /// By whom and when it was said.
    pub said: String,
    /// 回避中, 已解除.
    pub state: Tag,
    /// Why and by whom it was lifted, or what is still in hand; empty if neither.
    pub more: String,
    /// Whether the reader can lift it.
    pub may_lift: bool,
}

/// Somebody who stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubstitutionRow {
    /// Its id.
    pub id: String,
    /// Who, and for whom.
    pub who: String,
    /// From when to when.
    pub days: String,
    /// Why.
    pub why: String,
    /// By whom and when it was written down.
    pub said: String,
    /// 替岗中, 未到期, 已结束.
    pub state: Tag,
    /// Whether the reader can end it.
    pub may_end: bool,
}

impl Leads {
    /// What the office has in hand.
    pub fn of(office: &titian_app::query::Office) -> Leads {
        let count = |n: u32| show::count(n.into());
        let row = |load: &Load| LoadRow {
            account: load.account.clone(),
            name: load.name.clone(),
            open: count(load.open),
            soon: if office.soon.is_some() { count(load.soon) } else { "—".into() },
            overdue: count(load.overdue),
            late: load.overdue > 0,
            returned: count(load.returned),
        };
        Leads {
            loads: office.loads.iter().map(row).collect(),
            waiting: count(office.waiting),
            any: office.waiting > 0,
            soon: office.soon.map_or_else(String::new, show::day_short),
        }
    }
}

impl RecusalRow {
    /// One, with the names of people. `lifts` tells whether the reader lifts those of others.
    pub fn of(one: &Apart, name: impl Fn(&AccountId) -> String, me: &AccountId, lifts: bool) -> RecusalRow {
        let recusal = &one.recusal;
        let by = if recusal.by == recusal.account {
            "本人登记".to_owned()
        } else {
            format!("{}决定", name(&recusal.by))
        };
        let more = match &recusal.lifted {
            Some(lifted) => format!("{}，{}：{}", show::day(lifted.on), name(&lifted.by), lifted.why),
            None if one.held > 0 => format!("还有 {}\u{a0}件在其手上，请到这件申报的“经过”页转交", one.held),
            None => String::new(),
        };
        RecusalRow {
            id: one.id.clone(),
            who: name(&recusal.account),
            enterprise: Name::new(&one.enterprise),
            href: one.case.as_ref().map_or_else(String::new, |id| format!("/office/applications/{id}/history")),
            why: recusal.why.clone(),
            said: format!("{}，{by}", show::day(recusal.on)),
            state: if recusal.in_force() { Tag::warn("回避中") } else { Tag::off("已解除") },
            more,
            may_lift: lifts && recusal.in_force() && recusal.account != *me,
        }
    }
}

impl SubstitutionRow {
    /// One, with the names of people. `ends` tells whether the reader may end it.
    pub fn of(
        one: &StandsIn,
        name: impl Fn(&AccountId) -> String,
        today: jiff::civil::Date,
        ends: bool,
    ) -> SubstitutionRow {
        let known = &one.substitution;
        let open = known.ended.is_none() && today <= known.until;
        let ended = known.ended.as_ref().map(|(on, by)| format!("；{}由{}结束", show::day_short(*on), name(by)));
        SubstitutionRow {
            id: known.id.to_string(),
            who: format!("{}替{}", name(&known.who), name(&known.whom)),
            days: format!("{}至{}", show::day(known.from), show::day(known.until)),
            why: known.why.clone(),
            said: format!("{}，{}登记{}", show::day(known.on), name(&known.by), ended.unwrap_or_default()),
            state: match (one.holds, open) {
                (true, _) => Tag::warn("替岗中"),
                (false, true) => Tag::ask("未到期"),
                (false, false) => Tag::off("已结束"),
            },
            may_end: ends && open,
        }
    }
}

impl Work {
    /// Whether the form of substitutions is typed in or wrong.
    fn typing(&self) -> bool {
        !self.errors.is_empty() || self.form != SubstituteForm::default()
    }

    /// Said when nobody stays away.
    fn nobody_away(&self) -> Empty {
        Empty::new("没有回避", "与企业有利害关系的，请在这家企业申报的“经过”页登记回避。")
    }

    /// Said when nobody stands in.
    fn nobody_stands_in(&self) -> Empty {
        Empty::new("没有替岗", "经办和审批分开办理，不需要替岗。")
    }
}
