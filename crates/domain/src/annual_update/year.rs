//! 当年安排 One year of updates, for the whole province (Art. 14): from when, until when, on which platform.
//!
//! The days come from the rules of procedure and are fixed with the year; a notice moves the last day or names the
//! platform, under its number. At 24:00 of the last day a year on our own portal closes by itself. One that is filed on
//! the national platform closes only when that year's list has been imported and somebody else has confirmed it: what we
//! have not seen is not held against anybody. What follows for each enterprise is decided by [`super::miss`].

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;

use super::Rules;
use crate::id::{AccountId, UpdateYearId};
use crate::recognition::LostRight;
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// A year of updates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateYear {
    /// Its id: the year.
    pub id: UpdateYearId,
    /// The calendar year in which it is due; the figures are of the year before.
    pub year: i16,
    /// What the rules said when it was opened.
    pub rules: Rules,
    /// Where it is filed.
    pub channel: Channel,
    /// The notice that moved the last day or named the platform, if there is one; the latest.
    pub arranged: Option<Arranged>,
    /// Who had not updated was reminded.
    pub reminded: Vec<Reminded>,
    /// Lists of the national platform.
    pub imports: Vec<Import>,
    /// That the lists are whole.
    pub confirmed: Option<Confirmed>,
    /// That it is over, and what came of it.
    pub closed: Option<Closed>,
}

/// Where the update is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 本平台.
    Portal,
    /// 国家平台(优质中小企业梯度培育平台).
    National,
}

impl Channel {
    /// Both.
    pub const ALL: [Channel; 2] = [Channel::Portal, Channel::National];

    /// As it is stored.
    pub fn id(self) -> &'static str {
        match self {
            Channel::Portal => "portal",
            Channel::National => "national",
        }
    }

    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Channel::Portal => "本平台",
            Channel::National => "国家平台（优质中小企业梯度培育平台）",
        }
    }
}

/// 当年通知的安排.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arranged {
    /// The last day.
    pub due: Date,
    /// Where.
    pub channel: Channel,
    /// 文号.
    pub number: String,
    /// When.
    pub on: Date,
    /// By whom.
    pub by: AccountId,
}

/// A reminder that went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminded {
    /// Before which last day.
    pub due: Date,
    /// So many days before it, as configured.
    pub before: u16,
    /// On which day.
    pub on: Date,
    /// How many enterprises.
    pub told: u32,
}

/// 国家平台导出的更新名单.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Name of the file.
    pub name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// 统计截至日: the list has everybody who updated up to the end of this day.
    pub through: Date,
    /// How many of ours are on it.
    pub matched: u32,
    /// How many codes on it are none of ours.
    pub unknown: u32,
    /// When.
    pub on: Date,
    /// By whom.
    pub by: AccountId,
}

/// 确认: the lists are whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// When.
    pub on: Date,
    /// By whom.
    pub by: AccountId,
}

/// What came of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// When.
    pub on: Date,
    /// How many had updated in time.
    pub in_time: u32,
    /// How many had not.
    pub missed: u32,
    /// How many of those lost the right to re-review of at least one title.
    pub lost: u32,
    /// How many nobody can tell of: their code is not known to us, so that no list can name them.
    pub unknown: u32,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The year was opened.
    Opened {
        /// Its id.
        id: UpdateYearId,
        /// The year.
        year: i16,
        /// What the rules say.
        rules: Rules,
        /// When.
        on: Date,
    },
    /// A notice set the last day or the platform.
    Arranged {
        /// How.
        arranged: Arranged,
    },
    /// Who had not updated was reminded.
    Reminded {
        /// How.
        reminded: Reminded,
    },
    /// A list of the national platform was imported.
    Imported {
        /// Which.
        import: Import,
    },
    /// The lists were confirmed to be whole.
    Confirmed {
        /// By whom and when.
        confirmed: Confirmed,
    },
    /// The year is over.
    Closed {
        /// What came of it.
        closed: Closed,
    },
}

/// Opens a year: by the clock on its first day, or by who arranges it, with the last day that a notice sets. One whose
/// last day has gone by is not opened: nobody could have updated.
pub fn open(year: i16, rules: Option<Rules>, notice: Option<Date>, today: Date) -> Result<Vec<Event>, Refusal> {
    let refused = || Refusal::new("A14", format!("{year}年的年度更新不能开放"));
    let Some(rules) = rules else {
        return Err(refused().because("这一年的程序规定没有写明截止日").todo("请先补入当年的规定"));
    };
    let due = notice.unwrap_or(rules.due);
    if today > due {
        return Err(refused()
            .because(format!("截止日{}已过，企业已经没有时间更新", written(due)))
            .todo("请从下一年度开始"));
    }
    Ok(vec![Event::Opened { id: UpdateYearId::of(year), year, rules, on: today }])
}

/// 按当年通知安排截止日和更新平台.
pub fn arrange(
    year: &UpdateYear,
    (due, channel): (Date, Channel),
    number: &str,
    by: AccountId,
    today: Date,
) -> Result<Vec<Event>, Refusal> {
    year.still_open("不能再改")?;
    let mut reasons = Vec::new();
    if (due, channel) == (year.due(), year.channel) {
        reasons.push("截止日和更新平台都没有变化".into());
    }
    if due < today {
        reasons.push(format!("截止日{}已过，不能把期限改到过去", written(due)));
    }
    if due < year.rules.opens || due.year() != year.year {
        let opens = written(year.rules.opens);
        reasons.push(format!("截止日{}不在{opens}至{}年12月31日之间", written(due), year.year));
    }
    let number = wording::needed(number, "通知的文号").map_err(|why| reasons.push(why));
    match number {
        Ok(number) if reasons.is_empty() => {
            Ok(vec![Event::Arranged { arranged: Arranged { due, channel, number, on: today, by } }])
        }
        _ => {
            Err(Refusal::new("A14", "年度更新的安排还不能登记").because_all(reasons).todo("请对照当年的通知填写后重试"))
        }
    }
}

/// 导入国家平台的更新名单.
pub fn import(year: &UpdateYear, import: Import) -> Result<Vec<Event>, Refusal> {
    year.still_open("不能再导入")
        .map_err(|refusal| refusal.todo("确有企业已经按时更新的，请逐家写明理由恢复复核资格"))?;
    let mut reasons = Vec::new();
    reasons.extend(wording::needed(&import.name, "文件名").err());
    if import.through > import.on {
        reasons.push("名单的统计截至日在今天之后".into());
    }
    if import.through < year.rules.opens {
        reasons.push(format!("名单的统计截至日早于开放日{}", written(year.rules.opens)));
    }
    if import.matched == 0 {
        reasons.push("名单中没有应当更新的本区企业".into());
    }
    if let Some(known) = year.imports.iter().find(|known| known.sha256 == import.sha256) {
        reasons.push(format!("同一份文件已于{}导入", written(known.on)));
    }
    if reasons.is_empty() {
        return Ok(vec![Event::Imported { import }]);
    }
    Err(Refusal::new("A14", "更新名单不能导入").because_all(reasons).todo("请核对国家平台导出的文件后重试"))
}

/// 确认国家平台的名单已经完整; the year can close then.
pub fn confirm(year: &UpdateYear, by: AccountId, today: Date) -> Result<Vec<Event>, Refusal> {
    year.still_open("不能再确认")?;
    let mut reasons = Vec::new();
    if year.channel == Channel::Portal {
        reasons.push("当年在本平台更新，不需要确认".into());
    }
    if today <= year.due() {
        reasons.push(format!("截止日{}还没有过", written(year.due())));
    }
    match year.imports.last() {
        None => reasons.push("还没有导入当年国家平台的更新名单".into()),
        Some(last) => {
            if !year.imports.iter().any(|import| import.through >= year.due()) {
                let through = year.imports.iter().map(|import| import.through).max().unwrap_or(last.through);
                reasons.push(format!("名单只统计到{}，没有到截止日{}", written(through), written(year.due())));
            }
            if last.by == by {
                reasons.push("最后一份名单是您本人导入的，须由另一人确认".into());
            }
        }
    }
    if reasons.is_empty() {
        return Ok(vec![Event::Confirmed { confirmed: Confirmed { on: today, by } }]);
    }
    Err(Refusal::new("A14", "现在不能确认")
        .because_all(reasons)
        .todo("确认后，没有更新的企业即失去复核资格，请在名单完整后由另一人办理"))
}

/// The year is over.
pub fn close(year: &UpdateYear, closed: Closed) -> Vec<Event> {
    if year.closes_on(closed.on) { vec![Event::Closed { closed }] } else { vec![] }
}

impl UpdateYear {
    /// The last day, until 24:00.
    pub fn due(&self) -> Date {
        self.arranged.as_ref().map_or(self.rules.due, |arranged| arranged.due)
    }

    /// Whether an update on that day is in time.
    pub fn in_time_on(&self, day: Date) -> bool {
        (self.rules.opens..=self.due()).contains(&day)
    }

    /// Whether it can close on a day: by itself on our portal, once confirmed on the national platform.
    pub fn closes_on(&self, day: Date) -> bool {
        let seen = self.channel == Channel::Portal || self.confirmed.is_some();
        self.closed.is_none() && day > self.due() && seen
    }

    /// The day since which the right is lost: on our portal the day after the last, on which everybody could know it;
    /// on the national platform the day of the confirmation.
    pub fn lost_on(&self) -> Date {
        match &self.confirmed {
            Some(confirmed) if self.channel == Channel::National => confirmed.on,
            _ => self.due().tomorrow().unwrap_or(self.due()),
        }
    }

    /// How a title loses the right to re-review by this year, under an article (A14). Nobody decides it where it follows from
    /// the date alone; on the national platform, who confirmed the list did.
    pub fn lost_right(&self, article: &str) -> LostRight {
        LostRight {
            article: article.to_owned(),
            reason: format!("{}年的年度更新没有在截止日{}以前完成", self.year, written(self.due())),
            on: self.lost_on(),
            by: self.confirmed.as_ref().map(|confirmed| confirmed.by.clone()),
            ends_with_term: self.rules.ends_with_term,
        }
    }

    /// The reminder that is to go out on a day, by the days before that are configured; each goes out once before each
    /// last day, and one that was slept through goes with the next.
    pub fn reminder_on(&self, day: Date) -> Option<u16> {
        if self.closed.is_some() || !self.in_time_on(day) {
            return None;
        }
        let reached =
            |before: &&u16| day.checked_add(Span::new().days(i64::from(**before))).is_ok_and(|at| at >= self.due());
        let before = self.rules.remind_before.iter().filter(reached).min().copied()?;
        let sent = self.reminded.iter().any(|one| (one.due, one.before) == (self.due(), before));
        (!sent).then_some(before)
    }

    fn still_open(&self, cannot: &str) -> Result<(), Refusal> {
        match &self.closed {
            Some(closed) => {
                let what = format!("{}年的年度更新已于{}结束，{cannot}", self.year, written(closed.on));
                Err(Refusal::new("A14", what))
            }
            None => Ok(()),
        }
    }
}

impl Room for UpdateYear {
    const NAME: &'static str = "update_year";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let (None, Event::Opened { id, year, rules, .. }) = (&state, event) {
            return Some(UpdateYear {
                id: id.clone(),
                year: *year,
                rules: rules.clone(),
                channel: Channel::Portal,
                arranged: None,
                reminded: vec![],
                imports: vec![],
                confirmed: None,
                closed: None,
            });
        }
        let mut year = state?;
        match event {
            Event::Opened { .. } => {}
            Event::Arranged { arranged } => {
                year.channel = arranged.channel;
                year.arranged = Some(arranged.clone());
                // What was confirmed was confirmed for another last day.
                year.confirmed = None;
            }
            Event::Reminded { reminded } => year.reminded.push(*reminded),
            Event::Imported { import } => year.imports.push(import.clone()),
            Event::Confirmed { confirmed } => year.confirmed = Some(confirmed.clone()),
            Event::Closed { closed } => year.closed = Some(*closed),
        }
        Some(year)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("year", i64::from(self.year).into()),
            ("due", self.due().into()),
            ("channel", self.channel.id().into()),
            ("closed", self.closed.is_some().into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A14"
    }
}
