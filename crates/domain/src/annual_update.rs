//! 年度更新 Annual update (Art. 14 第十四条): who holds a title brings its particulars up to date once a year.
//!
//! The dossier is the one place where figures live; an update freezes what is declared of it, with what differs from the
//! last filing. It is filed for the highest tier held, by whoever speaks for the enterprise, on our portal or on the
//! national platform as the year says. Who has not updated in time loses the right to re-review by the date alone
//! ([`miss`]); an officer gives it back with a reason ([`excuse`]). An update that comes late is kept and changes nothing
//! of that.

mod compare;
mod duty;
pub mod list;
mod rules;
pub mod year;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

pub use compare::{Beside, Change, Difference, beside, cautions, differences};
pub use duty::{Duty, duty, losing};
pub use rules::{Losing, Rules};
pub use year::{Channel, UpdateYear};

use crate::application::{Content, Declaration, TRUTH};
use crate::id::{AccountId, AnnualUpdateId, EnterpriseId, RecognitionId};
use crate::recognition::{self, Ended, LostRight, Recognition, reinstate, restore_right};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// The update of one enterprise in one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnualUpdate {
    /// Its id.
    pub id: AnnualUpdateId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// The calendar year in which it is due.
    pub year: i16,
    /// The city at the time.
    pub city: DivisionCode,
    /// What was filed on our portal; the latest.
    pub filing: Option<Filing>,
    /// The day of the first filing on our portal, which counts for being in time.
    pub first_on: Option<Date>,
    /// That it was filed on the national platform.
    pub taken_over: Option<TakenOver>,
    /// 逾期未更新.
    pub missed: Option<Missed>,
    /// 恢复: the right that was lost was given back.
    pub excused: Option<Excused>,
}

/// What was filed on our portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// The frozen content.
    pub content: Content,
    /// Its digest, to which the declaration is bound.
    pub digest: String,
    /// 真实性声明, by whom and when.
    pub declaration: Declaration,
    /// For which tiers; the highest only, unless the rules say otherwise.
    pub tiers: Vec<Tier>,
    /// What differs from the last filing.
    pub differences: Vec<Difference>,
    /// When.
    pub on: Date,
    /// The last day as it stood then.
    pub due: Date,
}

impl Filing {
    /// Whether it came after the last day.
    pub fn is_late(&self) -> bool {
        self.on > self.due
    }
}

/// 国家平台已更新, by a list that an officer imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenOver {
    /// SHA-256 of the file.
    pub sha256: String,
    /// When it updated, as the list says.
    pub on: Date,
}

/// 逾期未更新, as the year was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// The last day.
    pub due: Date,
    /// When the year was closed.
    pub on: Date,
    /// Titles that lost the right to re-review by it.
    pub titles: Vec<RecognitionId>,
}

/// The right that was lost was given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excused {
    /// Why: 国家平台故障.
    pub reason: String,
    /// When.
    pub on: Date,
    /// By whom.
    pub by: AccountId,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Something happens with this enterprise's update for the first time.
    Opened {
        /// Its id.
        id: AnnualUpdateId,
        /// Whose.
        enterprise: EnterpriseId,
        /// The year.
        year: i16,
        /// The city.
        city: DivisionCode,
    },
    /// It was filed on our portal.
    Filed {
        /// What.
        filing: Box<Filing>,
    },
    /// It was filed on the national platform.
    TakenOver {
        /// By which list.
        taken_over: TakenOver,
    },
    /// The year is over without it.
    Missed {
        /// How.
        missed: Missed,
    },
    /// What that led to was taken back.
    Excused {
        /// Why.
        excused: Excused,
    },
}

/// Whose update it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// Its city.
    pub city: DivisionCode,
}

/// What is filed, and around it.
#[derive(Debug, Clone)]
pub struct Filed {
    /// The dossier as it stands.
    pub content: Content,
    /// The digest that was read and declared.
    pub declared: String,
    /// 声明人.
    pub name: String,
    /// The account.
    pub by: AccountId,
    /// Whether it was vouched for.
    pub approved: bool,
    /// What the enterprise owes.
    pub duty: Duty,
    /// What differs from the last filing.
    pub differences: Vec<Difference>,
    /// When.
    pub at: Timestamp,
}

/// 提交年度更新 on our portal.
pub fn file(
    standing: Option<&AnnualUpdate>,
    year: &UpdateYear,
    whose: &Whose,
    filed: Filed,
    today: Date,
) -> Result<Vec<Event>, Refusal> {
    let refused = |what: &str| Refusal::new("A14", format!("{}年的年度更新{what}", year.year));
    let Filed { content, declared, name, by, approved, duty, differences, at } = filed;
    let tiers = duty.tiers(year.year)?;
    if year.channel == Channel::National {
        return Err(refused("不在本平台提交")
            .because("当年在国家平台（优质中小企业梯度培育平台）更新")
            .todo("请登录国家平台填报；主管部门导入名单后，本平台会显示“已更新”"));
    }
    if today < year.rules.opens {
        return Err(refused("还没有开放")
            .because(format!("自{}起更新", written(year.rules.opens)))
            .todo("现在可以先修改企业资料，开放后再提交"));
    }
    if today.year() > year.year {
        return Err(refused("已经结束").because("已经到了下一年度").todo("请提交新一年度的更新"));
    }
    let digest = content.digest();
    if let Some(known) = standing {
        if known.in_time(year.due()) && today > year.due() {
            return Err(refused("已经按时提交")
                .because(format!("截止日{}已过，提交的内容不再更换", written(year.due())))
                .todo("之后的变化请直接修改企业资料，重大变化请另行报告"));
        }
        if known.filing.as_ref().is_some_and(|filing| filing.digest == digest) {
            return Err(refused("已经提交过").because("内容与已提交的一致").todo("不需要再办什么"));
        }
    }
    let mut reasons = Vec::new();
    if !approved {
        reasons.push("您的账号还没有通过核验；填报内容已经保存，核验通过后即可提交".into());
    }
    if digest != declared {
        reasons.push("声明之后内容又有改动；请重新核对并声明".into());
    }
    let name = wording::needed(&name, "声明人的姓名").map_err(|why| reasons.push(why)).unwrap_or_default();
    if !compare::has_figures(&content.answers, year.year) {
        let reported = i32::from(year.year) - 1;
        reasons.push(format!("{reported}年度的数据一项也没有填写"));
    }
    if !reasons.is_empty() {
        return Err(refused("现在还不能提交").because_all(reasons).todo("请补全后再提交"));
    }
    let declaration = Declaration { truth: TRUTH.into(), pledge: String::new(), by, name, at, digest: digest.clone() };
    let filing = Filing { content, digest, declaration, tiers, differences, on: today, due: year.due() };
    Ok(opened(standing, year.year, whose, Event::Filed { filing: Box::new(filing) }))
}

/// The national platform's list names the enterprise. Once is enough, unless an earlier day comes to light.
pub fn take_over(standing: Option<&AnnualUpdate>, year: i16, whose: &Whose, taken_over: TakenOver) -> Vec<Event> {
    let known = standing.and_then(|known| known.taken_over.as_ref());
    if known.is_some_and(|known| known.on <= taken_over.on) {
        return vec![];
    }
    opened(standing, year, whose, Event::TakenOver { taken_over })
}

/// The year is closed: who has not updated in time has missed it.
pub fn miss(standing: Option<&AnnualUpdate>, year: i16, whose: &Whose, missed: Missed) -> Vec<Event> {
    match standing {
        Some(known) if known.in_time(missed.due) || known.missed.is_some() => vec![],
        _ => opened(standing, year, whose, Event::Missed { missed }),
    }
}

/// 恢复: what missing the year led to is taken back, with a reason that the enterprise is told.
pub fn excuse(standing: Option<&AnnualUpdate>, reason: &str, on: Date, by: AccountId) -> Result<Vec<Event>, Refusal> {
    let refused = |what: &str| Refusal::new("A14", what).todo("请刷新后再看");
    let known = standing.ok_or_else(|| refused("这家企业当年没有逾期未更新的记录"))?;
    let missed = known.missed.as_ref().ok_or_else(|| refused("这家企业当年没有逾期未更新的记录"))?;
    if let Some(excused) = &known.excused {
        return Err(refused("复核资格已经恢复").because(format!("{}：{}", written(excused.on), excused.reason)));
    }
    if missed.titles.is_empty() {
        return Err(refused("这家企业没有因此失去复核资格"));
    }
    let reason = wording::needed(reason, "恢复的理由")
        .map_err(|why| Refusal::new("A14", why).todo("请写明理由和依据（例如有公告证明的平台故障），它会告知企业"))?;
    Ok(vec![Event::Excused { excused: Excused { reason, on, by } }])
}

/// The right to re-review that a title lost by a year is given back; one that ended with the loss, because its term was
/// over already, stands again. What was lost for another reason is not given back with this.
pub fn give_back(
    title: &Recognition,
    year: &UpdateYear,
    reason: &str,
    on: Date,
    by: &AccountId,
) -> Result<Vec<recognition::Event>, Refusal> {
    let by_this_year = |lost: &&LostRight| **lost == year.lost_right(&lost.article);
    let Some(lost) = title.lost_right.as_ref().filter(by_this_year) else { return Ok(vec![]) };
    let mut events = restore_right(title, reason, on, by.clone())?;
    let with_it = |ended: &Ended| (ended.on, &ended.article) == (lost.on, &lost.article);
    if title.ended.as_ref().is_some_and(with_it) {
        events.extend(reinstate(title, reason, on, by.clone())?);
    }
    Ok(events)
}

fn opened(standing: Option<&AnnualUpdate>, year: i16, whose: &Whose, then: Event) -> Vec<Event> {
    let Whose { enterprise, city } = whose.clone();
    let id = AnnualUpdateId::of(&enterprise, year);
    let first = standing.is_none().then_some(Event::Opened { id, enterprise, year, city });
    first.into_iter().chain([then]).collect()
}

impl AnnualUpdate {
    /// The first day on which it was filed, on whichever platform.
    pub fn filed_on(&self) -> Option<Date> {
        let national = self.taken_over.as_ref().map(|taken_over| taken_over.on);
        self.first_on.into_iter().chain(national).min()
    }

    /// Whether it was filed up to a last day.
    pub fn in_time(&self, due: Date) -> bool {
        self.filed_on().is_some_and(|on| on <= due)
    }

    /// Where it was filed; our portal first.
    pub fn channel(&self) -> Option<Channel> {
        match (&self.filing, &self.taken_over) {
            (Some(_), _) => Some(Channel::Portal),
            (None, Some(_)) => Some(Channel::National),
            (None, None) => None,
        }
    }
}

impl Room for AnnualUpdate {
    const NAME: &'static str = "annual_update";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let (None, Event::Opened { id, enterprise, year, city }) = (&state, event) {
            return Some(AnnualUpdate {
                id: id.clone(),
                enterprise: enterprise.clone(),
                year: *year,
                city: *city,
                filing: None,
                first_on: None,
                taken_over: None,
                missed: None,
                excused: None,
            });
        }
        let mut update = state?;
        match event {
            Event::Opened { .. } => {}
            Event::Filed { filing } => {
                update.first_on = update.first_on.or(Some(filing.on));
                update.filing = Some((**filing).clone());
            }
            Event::TakenOver { taken_over } => update.taken_over = Some(taken_over.clone()),
            Event::Missed { missed } => update.missed = Some(missed.clone()),
            Event::Excused { excused } => update.excused = Some(excused.clone()),
        }
        Some(update)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("enterprise", (&self.enterprise).into()),
            ("year", i64::from(self.year).into()),
            ("city", self.city.to_string().into()),
            ("filed_on", self.filed_on().into()),
            ("channel", self.channel().map(|channel| channel.id().to_owned()).into()),
            ("missed_on", self.missed.as_ref().map(|missed| missed.on).into()),
            ("excused_on", self.excused.as_ref().map(|excused| excused.on).into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A14"
    }
}
