//! 用时与期限 Where a case has been and how long, until when its present step is to be done, and who is waited for.
//!
//! Days are working days of the rulebook's calendar; the day on which a case comes to a desk does not count, the day on
//! which it leaves does. A day of a year whose calendar is not known is not guessed.

use jiff::civil::Date;
use titian_rulebook::calendar::{CannotTell, WorkCalendar};

use super::{Application, Desk, Event, Stage};
use crate::notice::Batch;
use crate::room::Room;

/// Who has a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum With {
    /// The enterprise: it drafts, or mends.
    Enterprise,
    /// A desk.
    Desk(Desk),
    /// The public: it may object.
    Public,
    /// The ministry (A11).
    Miit,
}

impl With {
    /// Who has a case as it stands; none once nothing follows.
    pub fn of(case: &Application) -> Option<With> {
        match &case.stage {
            Stage::Draft | Stage::Returned { .. } => Some(With::Enterprise),
            Stage::Submitted { .. }
            | Stage::UnderReview { .. }
            | Stage::Concluded { .. }
            | Stage::Endorsed { .. }
            | Stage::Listed { .. }
            | Stage::Cleared { .. } => Some(With::Desk(case.desk)),
            Stage::Recommended { .. } | Stage::Filed { .. } | Stage::Announcing { .. } => {
                Some(With::Desk(Desk::Province))
            }
            Stage::InPublicity { .. } => Some(With::Public),
            Stage::Nominated { .. } => Some(With::Miit),
            Stage::Recognised { .. } | Stage::Refused { .. } | Stage::Withdrawn { .. } => None,
        }
    }

    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            With::Enterprise => "企业",
            With::Desk(Desk::City) => "市级",
            With::Desk(Desk::Province) => "自治区",
            With::Public => "公示",
            With::Miit => "工业和信息化部",
        }
    }
}

/// A stretch of days that somebody had a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    /// Who.
    pub with: With,
    /// Since this day.
    pub from: Date,
    /// Until this day; none = still.
    pub until: Option<Date>,
}

/// Where a case has been since it was submitted, from its events with their days; what one has twice in a row is one
/// spell.
pub fn spells<'e>(events: impl IntoIterator<Item = (Date, &'e Event)>) -> Vec<Spell> {
    let (mut case, mut spells): (Option<Application>, Vec<Spell>) = (None, vec![]);
    for (on, event) in events {
        case = Application::evolve(case, event);
        let with = case.as_ref().filter(|case| case.filing.is_some()).and_then(With::of);
        match spells.last_mut() {
            Some(last) if last.until.is_none() && Some(last.with) == with => continue,
            Some(last) if last.until.is_none() => last.until = Some(on),
            _ => {}
        }
        spells.extend(with.map(|with| Spell { with, from: on, until: None }));
    }
    spells
}

/// How many working days somebody has had a case so far, over all their spells; none if they never had it.
pub fn used(spells: &[Spell], with: With, today: Date, calendar: &WorkCalendar) -> Option<Result<u32, CannotTell>> {
    let own = spells.iter().filter(|spell| spell.with == with);
    own.map(|spell| spell.days(today, calendar)).reduce(|sum, days| Ok(sum? + days?))
}

impl Spell {
    /// Its working days so far.
    pub fn days(&self, today: Date, calendar: &WorkCalendar) -> Result<u32, CannotTell> {
        let Ok(first) = self.from.tomorrow() else { return Ok(0) };
        calendar.working_days_between(first, self.until.unwrap_or(today)).map(|counted| counted.value)
    }
}

/// Until when the present step of a case is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// To the end of this day; where the day comes from.
    Day(Date, &'static str),
    /// No day is set; why.
    None(&'static str),
}

impl Limit {
    /// That of a case in its batch.
    pub fn of(case: &Application, batch: &Batch) -> Limit {
        match &case.stage {
            Stage::Draft => Limit::Day(batch.until, "申报通知的申报截止日"),
            Stage::Returned { due, .. } => Limit::Day(*due, "退回补正时按申报通知的补正期算出"),
            Stage::InPublicity { until, .. } => Limit::Day(*until, "公示的末日"),
            stage if stage.is_final() => Limit::None("已经办结"),
            Stage::Nominated { .. } => Limit::None("等工业和信息化部公布，没有规定期限"),
            Stage::Filed { .. } | Stage::Announcing { .. } | Stage::Recommended { .. } => {
                Limit::None("自治区这一步，通知和细则都没有规定期限")
            }
            // The day that the notice sets binds the cities.
            _ if case.desk == Desk::Province => Limit::None("自治区这一步，通知和细则都没有规定期限"),
            _ => Limit::Day(batch.city_due, "申报通知规定的市级截止日"),
        }
    }

    /// The day, if there is one.
    pub fn day(self) -> Option<Date> {
        match self {
            Limit::Day(day, _) => Some(day),
            Limit::None(_) => None,
        }
    }

    /// Where the day comes from, or why there is none.
    pub fn why(self) -> &'static str {
        match self {
            Limit::Day(_, why) | Limit::None(why) => why,
        }
    }
}
