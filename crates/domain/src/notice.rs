//! 申报通知 Notice (Art. 12 第十二条).
//!
//! A notice opens one or more batches. A batch is for one tier and purpose, pins its standard and procedure for life, and
//! sets its own days: the window governs the first submission, a return for correction has its own deadline. What the
//! regulation leaves to the notice (length of publicity, papers, signing) is data here.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;
use titian_rulebook::deadline::Length;
use titian_rulebook::procedure::Procedure;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use crate::id::{BatchId, LocalTableId, NoticeId};
use crate::recognition::Recognition;
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// Its title.
    pub title: String,
    /// 文号; may be empty until it is published.
    pub number: String,
    /// Its text, paragraphs apart.
    pub text: String,
    /// Its batches.
    pub batches: Vec<Batch>,
    /// How far it is.
    pub stage: Stage,
}

/// How far a notice is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 起草.
    Draft,
    /// 已发布.
    Published {
        /// Its day.
        on: Date,
    },
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// As people call it: 2026年第二批创新型中小企业.
    pub name: String,
    /// For which tier.
    pub tier: Tier,
    /// For what.
    pub purpose: Purpose,
    /// `2026-H2` (A12: twice a year).
    pub half: String,
    /// First day of submission.
    pub from: Date,
    /// Last day of submission, until 24:00.
    pub until: Date,
    /// Last day for the cities to file or recommend.
    pub city_due: Date,
    /// Last day for counties and zones to recommend, where they do and the notice sets one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county_due: Option<Date>,
    /// Last day for papers to be handed in, where the notice asks for paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper_due: Option<Date>,
    /// Whose titles are re-reviewed (A13.2); none for first applications.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cohort")]
    pub cohort: Option<Cohort>,
    /// The standard, pinned.
    pub standard: String,
    /// The gates, pinned.
    pub gates: String,
    /// The procedure, pinned.
    pub procedure: String,
    /// The version of the local table (A8), pinned; none: reviewers enter the points, or the standard has no such slot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_table: Option<LocalTableId>,
    /// How long a list is publicised; the first day counts.
    pub publicity: Length,
    /// How long an applicant has to answer a return.
    pub correction: Length,
    /// How the declarations are signed.
    pub signing: Signing,
    /// Kinds of evidence that must be there at submission.
    pub evidence: Vec<String>,
    /// 县级推荐: cities whose counties recommend before the city decides; none unless the notice names it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub county: Vec<DivisionCode>,
    /// What the notice switches on beyond the procedure, by the switch's id: `rereview_prerequisite`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub switched: Vec<String>,
    /// Why it opens although its procedure had lapsed on the first day; empty if it had not.
    pub lapsed_because: String,
}

/// 同批到期的企业 The cohort of a re-review: titles of the batch's tier whose last day lies within these days. The list of
/// the batch ends their old titles, applied for or not (A13.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohort {
    /// As the notice words it: 2023年公告的企业; may be empty.
    pub words: String,
    /// The earliest last day of a term.
    pub first: Date,
    /// The latest.
    pub last: Date,
}

/// Reads a cohort; one that was kept in words only, before it had days, covers nobody.
fn cohort<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Cohort>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Kept {
        Days(Cohort),
        Words(#[expect(dead_code, reason = "said nothing that a title can be held against")] String),
    }
    Ok(match Option::<Kept>::deserialize(from)? {
        Some(Kept::Days(cohort)) => Some(cohort),
        Some(Kept::Words(_)) | None => None,
    })
}

impl Cohort {
    /// Whether a title belongs to it. One whose days are not known belongs to none.
    pub fn covers(&self, title: &Recognition) -> bool {
        let last = title.until.and_then(|until| until.yesterday().ok());
        last.is_some_and(|last| (self.first..=self.last).contains(&last))
    }

    /// Whether two overlap.
    pub fn overlaps(&self, other: &Cohort) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

impl fmt::Display for Cohort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.words.is_empty() {
            write!(f, "{}，", self.words)?;
        }
        write!(f, "有效期在{}至{}之间届满", written(self.first), written(self.last))
    }
}

/// How the declarations are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signing {
    /// 在线确认.
    Click,
    /// 打印签字盖章后上传扫描件.
    SealedScan,
}

impl Signing {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Signing::Click => "在线确认",
            Signing::SealedScan => "签字盖章后上传扫描件",
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 起草, or draft anew.
    Draft {
        /// A fresh id, or that of the draft.
        id: NoticeId,
        /// Title.
        title: String,
        /// Text.
        text: String,
        /// Batches.
        batches: Vec<Batch>,
    },
    /// 发布.
    Publish {
        /// 文号.
        number: String,
    },
    /// 延长申报期.
    Extend {
        /// Which batch.
        batch: BatchId,
        /// The new last day.
        until: Date,
        /// Why.
        reason: String,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It was drafted.
    Drafted {
        /// Its id.
        id: NoticeId,
        /// Its title.
        title: String,
        /// Its text.
        text: String,
        /// Its batches.
        batches: Vec<Batch>,
    },
    /// It was published.
    Published {
        /// 文号.
        number: String,
        /// The day.
        on: Date,
    },
    /// A window was extended.
    Extended {
        /// Which batch.
        batch: BatchId,
        /// The new last day.
        until: Date,
        /// Why.
        reason: String,
    },
}

/// Decides. `lapsed` says whether a procedure was out of force on a day.
pub fn decide(
    standing: Option<&Notice>,
    command: Command,
    today: Date,
    lapsed: impl Fn(&str, Date) -> bool,
) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Draft { id, title, text, batches } => {
            if standing.is_some_and(|notice| notice.stage != Stage::Draft) {
                return Err(Refusal::new("A12", "通知已经发布,不能再改").todo("需要变更的,请延长申报期或另发通知"));
            }
            let reasons = wrong(&title, &batches, lapsed);
            if !reasons.is_empty() {
                return Err(Refusal::new("A12", "通知还不能保存").because_all(reasons).todo("请补全后重新保存"));
            }
            Ok(vec![Event::Drafted { id, title, text, batches }])
        }
        Command::Publish { number } => {
            let notice = standing.ok_or_else(|| Refusal::new("A12", "没有找到这份通知"))?;
            if notice.stage != Stage::Draft {
                return Err(Refusal::new("A12", "通知已经发布"));
            }
            let number = wording::needed(&number, "文号")
                .map_err(|why| Refusal::new("A12", why).todo("请填写文号，例如 桂工信企业〔2026〕12号"))?;
            let over = notice.batches.iter().filter(|batch| batch.until < today);
            let reasons: Vec<String> =
                over.map(|batch| format!("“{}”的申报期 {} 已经结束", batch.name, batch.until)).collect();
            if !reasons.is_empty() {
                return Err(Refusal::new("A12", "通知还不能发布").because_all(reasons).todo("请先改申报期"));
            }
            Ok(vec![Event::Published { number, on: today }])
        }
        Command::Extend { batch, until, reason } => {
            let notice = standing.ok_or_else(|| Refusal::new("A12", "没有找到这份通知"))?;
            let known = notice.batch(&batch).ok_or_else(|| Refusal::new("A12", "没有找到这个批次"))?;
            if until <= known.until || until < today {
                let reason = format!("现在的截止日是{},新的截止日{}没有更晚", written(known.until), written(until));
                return Err(Refusal::new("A12", "申报期只能向后延长").because(reason).todo("请填写更晚的日期"));
            }
            if reason.trim().is_empty() {
                return Err(Refusal::new("A12", "延长申报期要写明理由").todo("请填写理由,它会公布在通知下"));
            }
            Ok(vec![Event::Extended { batch, until, reason: reason.trim().to_owned() }])
        }
    }
}

/// Whether the re-review batches of a notice leave every title to one batch, given those that are published already.
pub fn apart(notice: &Notice, published: &[Batch]) -> Result<(), Refusal> {
    let mut reasons = Vec::new();
    for (at, batch) in notice.batches.iter().enumerate() {
        let Some(cohort) = &batch.cohort else { continue };
        let earlier = notice.batches.iter().take(at).chain(published.iter().filter(|one| one.id != batch.id));
        let clashing =
            |one: &&Batch| one.tier == batch.tier && one.cohort.as_ref().is_some_and(|other| other.overlaps(cohort));
        if let Some(other) = earlier.into_iter().find(clashing) {
            reasons.push(format!("“{}”和“{}”复核的有效期有重叠", batch.name, other.name));
        }
    }
    if reasons.is_empty() {
        return Ok(());
    }
    let refusal = Refusal::new("A13.3", "同一称号不能属于两个复核批次，否则不知道随哪份名单失效");
    Err(refusal.because_all(reasons).todo("请改复核对象的起止日期"))
}

fn wrong(title: &str, batches: &[Batch], lapsed: impl Fn(&str, Date) -> bool) -> Vec<String> {
    let mut reasons = Vec::new();
    for text in std::iter::once(title).chain(batches.iter().map(|batch| batch.name.as_str())) {
        if let Err(odd) = wording::line(text) {
            reasons.push(format!("标题和批次名称中{odd}"));
        }
    }
    if title.trim().is_empty() {
        reasons.push("没有标题".into());
    }
    if batches.is_empty() {
        reasons.push("没有批次".into());
    }
    for batch in batches {
        let name = &batch.name;
        if batch.until < batch.from {
            reasons.push(format!("“{name}”的截止日 {} 早于起始日 {}", batch.until, batch.from));
        }
        if batch.city_due < batch.until {
            reasons.push(format!("“{name}”的市级上报截止日 {} 早于申报截止日 {}", batch.city_due, batch.until));
        }
        if let Some(due) = batch.county_due
            && !(batch.from..=batch.city_due).contains(&due)
        {
            reasons.push(format!("“{name}”的县级推荐截止日 {due} 不在申报起始日和市级上报截止日之间"));
        }
        if let Some(due) = batch.paper_due
            && due < batch.from
        {
            reasons.push(format!("“{name}”的纸质材料截止日 {due} 早于申报起始日 {}", batch.from));
        }
        match (&batch.cohort, batch.purpose) {
            (None, Purpose::Rereview) => {
                reasons.push(format!("“{name}”是复核，请写明复核有效期在哪一段日子里届满的企业（A13）"));
            }
            (Some(cohort), Purpose::Rereview) if cohort.last < cohort.first => {
                reasons.push(format!("“{name}”复核的有效期，最晚的 {} 早于最早的 {}", cohort.last, cohort.first))
            }
            (Some(_), Purpose::Apply) => reasons.push(format!("“{name}”是申请，不写复核对象")),
            _ => {}
        }
        if lapsed(&batch.procedure, batch.from) && batch.lapsed_because.trim().is_empty() {
            reasons.push(format!("“{name}”所依据的办法在 {} 已过有效期,请写明仍按其开展的理由(A23)", batch.from));
        }
    }
    reasons
}

impl Notice {
    /// The batch with this id.
    pub fn batch(&self, id: &BatchId) -> Option<&Batch> {
        self.batches.iter().find(|batch| batch.id == *id)
    }
}

impl Batch {
    /// Whether a switch of its procedure stands on for it: by default, or because the notice turned it on.
    pub fn switch(&self, procedure: &Procedure, id: &str) -> bool {
        self.switched.iter().any(|on| on == id) || procedure.switch(id).is_some_and(|switch| switch.on)
    }

    /// Whether a first submission on that day is in time (A12).
    pub fn open_on(&self, day: Date) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

impl Room for Notice {
    const NAME: &'static str = "notice";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Drafted { id, title, text, batches } = event {
            let (id, title, text, batches) = (id.clone(), title.clone(), text.clone(), batches.clone());
            return Some(Notice { id, title, number: String::new(), text, batches, stage: Stage::Draft });
        }
        let mut notice = state?;
        match event {
            Event::Drafted { .. } => {}
            Event::Published { number, on } => {
                notice.number = number.clone();
                notice.stage = Stage::Published { on: *on };
            }
            Event::Extended { batch, until, .. } => {
                if let Some(batch) = notice.batches.iter_mut().find(|one| one.id == *batch) {
                    batch.until = *until;
                    batch.city_due = batch.city_due.max(*until);
                }
            }
        }
        Some(notice)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        let published = match self.stage {
            Stage::Draft => None,
            Stage::Published { on } => Some(on),
        };
        vec![
            ("title", self.title.as_str().into()),
            ("published_on", published.into()),
            ("last_day", self.batches.iter().map(|batch| batch.until).max().into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A12"
    }
}
