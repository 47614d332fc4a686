//! 称号 Recognition (Art. 13 第十三条): what an enterprise holds, from when and until when.
//!
//! A title begins on the date of the signed announcement and is valid for three years, half-open (A13.1). Whether it
//! is valid on a day is read off its days, never stored. Past its term it stays valid while it awaits the re-review list
//! of its cohort, and ends when that list is published (A13.3). One that was granted before these rules keeps its own days
//! (A13.4); those that no list tells stay unknown, and so does what would follow from them. Losing the right to re-review
//! (A14, A15.3) changes what may be applied for, not how long the title lasts, unless the procedure says so.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::correction::CorrectionAnnouncement;
use crate::id::{AccountId, AnnouncementId, ApplicationId, CorrectionId, EnterpriseId, MiitListId, RecognitionId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// A title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    /// Its id.
    pub id: RecognitionId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Of which tier.
    pub tier: Tier,
    /// The city at the time.
    pub city: DivisionCode,
    /// First day, if it is known.
    pub from: Option<Date>,
    /// The first day on which its term is over, if it is known.
    pub until: Option<Date>,
    /// How it came about.
    pub origin: Origin,
    /// How it ended, if anything but its term did that.
    pub ended: Option<Ended>,
    /// Whether it lives past its term until the list of its cohort is out (A13.3), as the procedure of its batch says.
    /// MIIT's titles and those from before the rules run out their own term, whatever stands here.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub until_list: bool,
    /// 失去复核资格, if it has not been given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_right: Option<LostRight>,
}

fn yes() -> bool {
    true
}

fn is_yes(said: &bool) -> bool {
    *said
}

/// How a title came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "origin", rename_all = "snake_case")]
pub enum Origin {
    /// By an announcement of ours.
    Announced {
        /// Which.
        announcement: AnnouncementId,
        /// 文号.
        number: String,
        /// From which application.
        application: ApplicationId,
    },
    /// By MIIT (A11): it is not a title of ours, and is on record as MIIT published it.
    Miit {
        /// On which list of MIIT.
        list: MiitListId,
        /// 文号 of that list.
        number: String,
        /// From which application that the province recommended; none if it came another way.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        application: Option<ApplicationId>,
    },
    /// Before this system, on record elsewhere (A13.4).
    Earlier {
        /// Where it stands written.
        source: String,
        /// What is written there of when it was granted, in its own words: 2020年度.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        stated: String,
    },
}

/// How a title ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The first day without it.
    pub on: Date,
    /// The article.
    pub article: String,
    /// Why.
    pub reason: String,
}

impl Ended {
    /// Whether it was taken away, and did not give way to a new title or lapse with its cohort's list.
    pub fn withdraws(&self) -> bool {
        !matches!(self.article.as_str(), LAPSE | BY_MIIT)
    }
}

/// The clause under which a title lapses with the list of its cohort.
const LAPSE: &str = "A13.3";
/// The clause of titles of MIIT.
const BY_MIIT: &str = "A11";

/// 失去复核资格 How the right to re-review was lost (A14, A15.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostRight {
    /// The article.
    pub article: String,
    /// Why.
    pub reason: String,
    /// Since when.
    pub on: Date,
    /// Who decided it; nobody where it follows from a date alone (A14).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
    /// Whether the title then ends with its term (switch `lost_right_ends_extension`).
    #[serde(default)]
    pub ends_with_term: bool,
}

/// The days that say where a title stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day, if it is known.
    pub from: Option<Date>,
    /// The first day on which its term is over, if it is known.
    pub until: Option<Date>,
    /// The first day without it, if something ended it.
    pub ended: Option<Date>,
    /// Whether it awaits its cohort's list once its term is over (A13.3).
    pub continues: bool,
}

impl Days {
    /// Where a title with these days stands on a day.
    pub fn on(self, day: Date) -> Standing {
        match (self.from, self.until, self.ended) {
            (Some(from), ..) if day < from => Standing::NotYet,
            (.., Some(ended)) if day >= ended => Standing::Ended,
            (_, Some(until), _) if day >= until => match self.continues {
                true => Standing::Continued,
                false => Standing::Expired,
            },
            (Some(_), Some(_), _) => Standing::Valid,
            _ => Standing::Unknown,
        }
    }
}

/// Where a title stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not begun.
    NotYet,
    /// 有效.
    Valid,
    /// 期满，等待复核名单: valid past its term until the list of its cohort is out (A13.3).
    Continued,
    /// 期满.
    Expired,
    /// 已取消 or otherwise ended.
    Ended,
    /// 待核实: the days that would tell are not known.
    Unknown,
}

impl Standing {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Standing::NotYet => "尚未生效",
            Standing::Valid => "有效",
            Standing::Continued => "复核期间有效",
            Standing::Expired => "期满",
            Standing::Ended => "已终止",
            Standing::Unknown => "有效期待核实",
        }
    }

    /// Whether the title counts: within its term, or awaiting the list of its cohort.
    pub fn is_valid(self) -> bool {
        matches!(self, Standing::Valid | Standing::Continued)
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It began.
    Began {
        /// All of it.
        recognition: Box<Recognition>,
    },
    /// A correction announcement says that the list had its city wrong; its days stay.
    CityMended {
        /// By which.
        correction: CorrectionId,
        /// The city that is right.
        city: DivisionCode,
    },
    /// It ended.
    Ended {
        /// How.
        ended: Ended,
    },
    /// The list of its cohort is out and does not renew it, but its own term is not over yet: it ends with that (A13.3).
    Settled {
        /// Which list.
        list: AnnouncementId,
        /// When it was published.
        on: Date,
    },
    /// The right to re-review was lost.
    RightLost {
        /// How.
        lost: LostRight,
    },
    /// The right to re-review was given back.
    RightRestored {
        /// The article under which it was lost.
        article: String,
        /// Why.
        reason: String,
        /// When.
        on: Date,
        /// By whom.
        by: AccountId,
    },
    /// What ended it was set aside: it stands again from its original days.
    Reinstated {
        /// The article under which it had ended.
        article: String,
        /// Why, with the decision that says so.
        reason: String,
        /// When.
        on: Date,
        /// By whom.
        by: AccountId,
    },
}

/// Begins a title.
pub fn begin(recognition: Recognition) -> Vec<Event> {
    vec![Event::Began { recognition: Box::new(recognition) }]
}

/// What an announced correction does to a title that began from the same application: its city, where that was wrong.
pub fn mend(standing: &Recognition, correction: &CorrectionAnnouncement) -> Vec<Event> {
    match (&standing.origin, correction.city()) {
        (Origin::Announced { application, .. }, Some(city))
            if *application == correction.entry.application && standing.city != city =>
        {
            vec![Event::CityMended { correction: correction.id.clone(), city }]
        }
        _ => vec![],
    }
}

/// Ends a title from a day on.
pub fn end(recognition: &Recognition, ended: Ended) -> Result<Vec<Event>, Refusal> {
    match &recognition.ended {
        Some(known) => Err(Refusal::new("A13.1", format!("这个{}称号已于{}终止", recognition.tier, known.on))
            .because(known.reason.clone())
            .todo("请刷新后再看")),
        None => Ok(vec![Event::Ended { ended }]),
    }
}

/// What became of a title on the re-review list of its cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rereviewed {
    /// The list renews it: a new title begins.
    Renewed,
    /// The list is out without it, whether it was applied for or not.
    NotListed {
        /// In words: 没有参加复核.
        because: String,
    },
}

/// The list of its cohort is published (A13.3): the old title gives way to the new one, or lapses. One whose own term is
/// not over yet keeps that, and awaits nothing any more.
pub fn at_list(recognition: &Recognition, list: &AnnouncementId, on: Date, became: &Rereviewed) -> Vec<Event> {
    let ended = |reason: String| Event::Ended { ended: Ended { on, article: LAPSE.into(), reason } };
    match (became, recognition.on(on)) {
        (_, Standing::Ended | Standing::Expired) => vec![],
        (Rereviewed::Renewed, Standing::NotYet) => vec![],
        (Rereviewed::Renewed, _) => vec![ended("复核名单已发布，由新的称号接替".into())],
        (Rereviewed::NotListed { because }, Standing::Continued) => {
            vec![ended(format!("复核名单已发布，{because}，原称号失效"))]
        }
        (Rereviewed::NotListed { .. }, _) if recognition.until_list => {
            vec![Event::Settled { list: list.clone(), on }]
        }
        _ => vec![],
    }
}

/// MIIT publishes a new term of a title of its own: what is left of the old one gives way to it. One that begins later, or
/// is over by then, stays as it is.
pub fn give_way_to_miit(recognition: &Recognition, from: Date) -> Vec<Event> {
    match recognition.on(from) {
        Standing::Valid | Standing::Continued => vec![Event::Ended {
            ended: Ended {
                on: from, article: BY_MIIT.into(), reason: "由工业和信息化部公布的新的有效期接替".into()
            },
        }],
        _ => vec![],
    }
}

/// The right to re-review is lost; once is enough. Where the title then ends with its term and that is over already, it
/// ends today: what it was until now it was.
pub fn lose_right(recognition: &Recognition, lost: LostRight) -> Vec<Event> {
    if recognition.ended.is_some() || recognition.lost_right.is_some() {
        return vec![];
    }
    let over = lost.ends_with_term && recognition.on(lost.on) == Standing::Continued;
    let ended = over.then(|| Event::Ended {
        ended: Ended {
            on: lost.on,
            article: lost.article.clone(),
            reason: format!("期满后失去复核资格：{}", lost.reason),
        },
    });
    std::iter::once(Event::RightLost { lost }).chain(ended).collect()
}

/// The right to re-review is given back, with a reason (for example 平台故障).
pub fn restore_right(recognition: &Recognition, reason: &str, on: Date, by: AccountId) -> Result<Vec<Event>, Refusal> {
    let lost = recognition.lost_right.as_ref();
    let lost = lost.ok_or_else(|| Refusal::new("A13.2", "这个称号没有失去复核资格").todo("请刷新后再看"))?;
    let reason = wording::needed(reason, "恢复的理由")
        .map_err(|why| Refusal::new(&lost.article, why).todo("请写明理由和依据，它会告知企业"))?;
    Ok(vec![Event::RightRestored { article: lost.article.clone(), reason, on, by }])
}

/// What ended a title is set aside, with a reason; nothing is erased.
pub fn reinstate(recognition: &Recognition, reason: &str, on: Date, by: AccountId) -> Result<Vec<Event>, Refusal> {
    let ended = recognition.ended.as_ref();
    let ended = ended.ok_or_else(|| Refusal::new("A13.1", "这个称号没有终止").todo("请刷新后再看"))?;
    let reason = wording::needed(reason, "撤销决定的理由")
        .map_err(|why| Refusal::new(&ended.article, why).todo("请写明理由和依据，它会告知企业"))?;
    Ok(vec![Event::Reinstated { article: ended.article.clone(), reason, on, by }])
}

impl Recognition {
    /// Where it stands on a day.
    pub fn on(&self, day: Date) -> Standing {
        self.days().on(day)
    }

    /// The days that say so.
    pub fn days(&self) -> Days {
        let ended = self.ended.as_ref().map(|ended| ended.on);
        Days { from: self.from, until: self.until, ended, continues: self.continues() }
    }

    /// The last day of its term, if that is known.
    pub fn last_day(&self) -> Option<Date> {
        self.until.and_then(|until| until.yesterday().ok())
    }

    /// Whether it awaits its cohort's list once its term is over (A13.3).
    pub fn continues(&self) -> bool {
        // Lost after its term, it had continued until then, and what ended it says so.
        let within = |day: Date| self.until.is_some_and(|until| day < until);
        let cut_short = self.lost_right.as_ref().is_some_and(|lost| lost.ends_with_term && within(lost.on));
        self.until_list && !cut_short && matches!(self.origin, Origin::Announced { .. })
    }
}

impl Room for Recognition {
    const NAME: &'static str = "recognition";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let (None, Event::Began { recognition }) = (&state, event) {
            return Some((**recognition).clone());
        }
        let mut recognition = state?;
        match event {
            Event::Began { .. } => {}
            Event::CityMended { city, .. } => recognition.city = *city,
            Event::Ended { ended } => recognition.ended = Some(ended.clone()),
            Event::Settled { .. } => recognition.until_list = false,
            Event::RightLost { lost } => recognition.lost_right = Some(lost.clone()),
            Event::RightRestored { .. } => recognition.lost_right = None,
            Event::Reinstated { .. } => recognition.ended = None,
        }
        Some(recognition)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("enterprise", (&self.enterprise).into()),
            ("tier", self.tier.id().into()),
            ("city", self.city.to_string().into()),
            ("valid_from", self.from.into()),
            ("valid_until", self.until.into()),
            ("ended_on", self.ended.as_ref().map(|ended| ended.on).into()),
            ("continues", self.continues().into()),
            ("right_lost_on", self.lost_right.as_ref().map(|lost| lost.on).into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        match self {
            Event::Began { recognition } if matches!(recognition.origin, Origin::Earlier { .. }) => "A13.4",
            Event::Began { recognition } if matches!(recognition.origin, Origin::Miit { .. }) => "A11",
            Event::CityMended { .. } => "A9.3",
            Event::Began { .. } => "A13.1",
            Event::Ended { ended } => cited(&ended.article),
            Event::Settled { .. } => "A13.3",
            Event::RightLost { lost } => cited(&lost.article),
            Event::RightRestored { article, .. } | Event::Reinstated { article, .. } => cited(article),
        }
    }
}

/// The clause of an act that changes a title, as the journal keeps it.
fn cited(article: &str) -> &'static str {
    const CLAUSES: [&str; 8] = ["A11", "A13.2", "A13.3", "A14", "A15.2", "A15.3", "A16", "A17.2"];
    CLAUSES.into_iter().find(|clause| *clause == article).unwrap_or("A13.1")
}
