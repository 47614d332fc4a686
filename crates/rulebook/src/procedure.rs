//! 程序 Who does what, when: the steps of each tier and purpose, and the clocks and consequences around a title.
//!
//! Chapters 2 and 3 of the regulation as data. A procedure is dated and sourced whole, and inside it each value says
//! what it rests on: of the measures of 2026 much is not in our hands, and where a value is unconfirmed the reading
//! of 2023 is kept in the meantime or the value is left out. Nobody asks for "the current procedure": a batch names
//! its own when it opens.

mod duty;
mod read;
mod step;
mod term;
mod word;

use jiff::civil::Date;

use crate::deadline::Length;
use crate::stated::{Stated, Warrant};
use crate::tier::{Purpose, Tier};

pub use duty::{
    AnnualUpdate, BarReach, BarStart, Complaint, ComplaintClock, Consequence, Consultation, Exemption, Frequency,
    Ground, Hearing, MajorChange, MajorChangeKind, Publicity, Remedy, RereviewRule, Returns, UpdateMissed, Validity,
    ValidityStart, Violation,
};
pub use read::read;
pub use step::{Act, Demand, Level, Path, Prerequisite, Step, Title};
pub use term::MonthDay;

/// A whole body of rules of procedure, `policy/procedures/*.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// The id batches and [`crate::applicability::Applicability`] name, for example `guangxi-2023`.
    pub id: String,
    /// Full title of the document.
    pub title: String,
    /// Number of the document, for example 桂工信规范〔2023〕4号.
    pub document: String,
    /// First day in force.
    pub from: Date,
    /// The first day no longer in force; none = open.
    pub until: Option<Date>,
    /// Where the text was read, and how much of it.
    pub source: String,
    /// Shown wherever this procedure governs a case; for example that its text is not wholly in our hands.
    pub notice: Option<String>,
    /// What an office may switch on or off.
    pub switches: Vec<Switch>,
    /// One for each tier and purpose, in that order.
    pub paths: Vec<Path>,
    /// Publicity (A9.2, A10.3).
    pub publicity: Stated<Publicity>,
    /// How often a year applications are opened (A12), by tier.
    pub frequency: Vec<Stated<Frequency>>,
    /// Returns for correction.
    pub returns: Stated<Returns>,
    /// Asking other departments (A10.2, A10.3).
    pub consultation: Stated<Consultation>,
    /// The term of a title (A13.1), by tier.
    pub validity: Vec<Stated<Validity>>,
    /// Since when a term runs (A13.1).
    pub validity_starts: Stated<ValidityStart>,
    /// What becomes of the old title around a re-review (A13.3).
    pub rereview: Stated<RereviewRule>,
    /// The yearly update (A14), by tier.
    pub annual_update: Vec<Stated<AnnualUpdate>>,
    /// First day of the window of the yearly update.
    pub update_opens: Stated<MonthDay>,
    /// So many days before the due day who has not updated is reminded; the longest first.
    pub update_reminders: Stated<Vec<u16>>,
    /// What follows from missing it, by tier.
    pub update_missed: Vec<Stated<UpdateMissed>>,
    /// Who need not update.
    pub update_exempt: Vec<Stated<Exemption>>,
    /// Whether one update in the highest tier held counts for the lower ones.
    pub update_in_highest_tier: Stated<bool>,
    /// Major changes (A15).
    pub major_change: Stated<MajorChange>,
    /// Grounds that end a title at once (A16).
    pub violations: Vec<Stated<Violation>>,
    /// No new application after a violation (A16).
    pub bar: Stated<Length>,
    /// Since when the bar runs, and for which tiers.
    pub bar_reach: Stated<BarReach>,
    /// What an enterprise can do about a refusal, as far as the rules say; none where they say nothing.
    pub remedies: Vec<Stated<Remedy>>,
    /// Tiers whose titles the province cannot end: it reports to MIIT, whose answer ends them.
    pub reported_to_miit: Stated<Vec<Tier>>,
    /// The right to be heard before any withdrawal or bar.
    pub hearing: Stated<Hearing>,
    /// Complaints by real name (A17).
    pub complaint: Stated<Complaint>,
    /// The clocks of a complaint.
    pub complaint_clock: Stated<ComplaintClock>,
    /// Whether the targets of A6.1 are shown and measured against.
    pub targets: Stated<bool>,
    /// Whether the local 15-point table (特色化指标, A8) is part of the score.
    pub local_points: Stated<bool>,
}

/// What an office may switch on or off, and how it stands unless somebody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// The name steps refer to.
    pub id: String,
    /// As people read it.
    pub label: String,
    /// How it stands by default.
    pub on: bool,
    /// What it rests on; the note says what it does.
    pub warrant: Warrant,
}

impl Procedure {
    /// Half-open: the day it lapses it is no longer in force.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// The steps of a tier and purpose; [`read`] has seen to it that there are some.
    pub fn path(&self, tier: Tier, purpose: Purpose) -> Option<&Path> {
        self.paths.iter().find(|path| path.tier == tier && path.purpose == purpose)
    }

    /// The switch with this id.
    pub fn switch(&self, id: &str) -> Option<&Switch> {
        self.switches.iter().find(|switch| switch.id == id)
    }

    /// The term of a title of this tier.
    pub fn validity(&self, tier: Tier) -> Option<&Stated<Validity>> {
        self.validity.iter().find(|validity| validity.value.tier == tier)
    }

    /// The yearly update of this tier.
    pub fn annual_update(&self, tier: Tier) -> Option<&Stated<AnnualUpdate>> {
        self.annual_update.iter().find(|update| update.value.tier == tier)
    }

    /// What follows from missing it.
    pub fn update_missed(&self, tier: Tier) -> Option<&Stated<UpdateMissed>> {
        self.update_missed.iter().find(|missed| missed.value.tier == tier)
    }

    /// How often a year applications for this tier are opened.
    pub fn frequency(&self, tier: Tier) -> Option<&Stated<Frequency>> {
        self.frequency.iter().find(|frequency| frequency.value.tier == tier)
    }

    /// What follows from this ground.
    pub fn violation(&self, ground: Ground) -> Option<&Stated<Violation>> {
        self.violations.iter().find(|violation| violation.value.ground == ground)
    }

    /// Every warrant in the procedure with a word for where it stands: for the list of what waits for confirmation,
    /// and for checking articles against the regulation.
    pub fn warrants(&self) -> Vec<(String, &Warrant)> {
        let mut all: Vec<(String, &Warrant)> = Vec::new();
        all.extend(self.switches.iter().map(|switch| (format!("开关“{}”", switch.label), &switch.warrant)));
        for path in &self.paths {
            let path_name = format!("{}{}", path.tier, path.purpose);
            all.push((path_name.clone(), &path.warrant));
            all.push((format!("{path_name}·前置称号"), &path.prerequisite.warrant));
            all.extend(path.steps.iter().map(|step| (format!("{path_name}·{}", step.label()), &step.warrant)));
        }
        let by_tier = |tier: Tier, what: &str| format!("{tier}·{what}");
        all.push(("公示".into(), &self.publicity.warrant));
        all.extend(self.frequency.iter().map(|it| (by_tier(it.value.tier, "开展次数"), &it.warrant)));
        all.push(("退回补正".into(), &self.returns.warrant));
        all.push(("征求部门意见".into(), &self.consultation.warrant));
        all.extend(self.validity.iter().map(|it| (by_tier(it.value.tier, "有效期"), &it.warrant)));
        all.push(("有效期起算".into(), &self.validity_starts.warrant));
        all.push(("复核期间的原称号".into(), &self.rereview.warrant));
        all.extend(self.annual_update.iter().map(|it| (by_tier(it.value.tier, "年度更新"), &it.warrant)));
        all.push(("年度更新开放".into(), &self.update_opens.warrant));
        all.push(("年度更新提醒".into(), &self.update_reminders.warrant));
        all.extend(self.update_missed.iter().map(|it| (by_tier(it.value.tier, "逾期未更新"), &it.warrant)));
        all.extend(self.update_exempt.iter().map(|it| (format!("免更新·{}", it.value.label()), &it.warrant)));
        all.push(("按最高层次更新".into(), &self.update_in_highest_tier.warrant));
        all.push(("重大变化".into(), &self.major_change.warrant));
        all.extend(self.violations.iter().map(|it| (format!("违法违规·{}", it.value.ground.label()), &it.warrant)));
        all.push(("再次申报限制".into(), &self.bar.warrant));
        all.push(("限制申报的范围".into(), &self.bar_reach.warrant));
        all.push(("报工业和信息化部处理".into(), &self.reported_to_miit.warrant));
        all.push(("陈述申辩".into(), &self.hearing.warrant));
        all.push(("举报".into(), &self.complaint.warrant));
        all.push(("举报办理期限".into(), &self.complaint_clock.warrant));
        all.push(("培育目标".into(), &self.targets.warrant));
        all.push(("特色化指标".into(), &self.local_points.warrant));
        all
    }
}

#[cfg(test)]
mod tests;
