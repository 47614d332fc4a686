//! What surrounds a title (Art. 12 to 17 第十二条至第十七条): clocks, duties, grounds and consequences.
//!
//! An `Option<Length>` that is `None` is unknown or left to the notice, as its note says; nothing fills it in.

use super::step::Level;
use super::term::MonthDay;
use super::word::words;
use crate::deadline::{FirstDay, Length};
use crate::tier::Tier;

words! {
    /// What may follow.
    Consequence {
        /// 取消复核资格: no re-review at expiry; a new application stays possible.
        RereviewRightLost = "rereview_right_lost", "取消复核资格";
        /// 取消公告或认定, after a hearing.
        Withdrawal = "withdrawal", "取消公告或认定";
        /// Guangxi cannot end the title: it reports, MIIT answers.
        ReportToMiit = "report_to_miit", "报工业和信息化部处理";
        /// 限期整改.
        Rectification = "rectification", "限期整改";
    }
}

words! {
    /// Since when the term of a title runs.
    ValidityStart {
        /// 落款日 of the signed announcement; explicit dates in it win.
        AnnouncementDate = "announcement_date", "公告落款日";
    }
}

words! {
    /// Since when a bar runs.
    BarStart {
        /// The day of the decision to withdraw.
        WithdrawalDecision = "withdrawal_decision", "取消决定之日";
    }
}

words! {
    /// Who need not update.
    Exemption {
        /// Recognised in the same calendar year; due from the next year on.
        RecognisedThisYear = "recognised_this_year", "当年新认定";
    }
}

words! {
    /// 重大变化 (A15.1); the text's list is open (等).
    MajorChangeKind {
        /// 更名.
        Rename = "rename", "更名";
        /// 合并.
        Merger = "merger", "合并";
        /// 重组.
        Restructuring = "restructuring", "重组";
        /// 跨省迁移.
        MoveAcrossProvinces = "move_across_provinces", "跨省迁移";
        /// 设立境外分支机构.
        BranchAbroad = "branch_abroad", "设立境外分支机构";
        /// 等: anything else that bears on the conditions.
        Other = "other", "其他与评价认定条件有关的变化";
    }
}

words! {
    /// Grounds that end a title at once (A16).
    Ground {
        /// 重大安全(含网络安全、数据安全)、质量、环境污染等事故.
        Accident = "accident", "发生重大安全、质量、环境污染等事故";
        /// 严重失信.
        SeriousDishonesty = "serious_dishonesty", "严重失信";
        /// 偷漏税.
        TaxEvasion = "tax_evasion", "偷漏税";
        /// 数据造假.
        FalsifiedData = "falsified_data", "数据造假";
    }
}

/// 公示: how long a list is shown before it is decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publicity {
    /// The default length; a batch may set its own.
    pub lasts: Length,
    /// Whether the first day counts; the last always does.
    pub first_day: FirstDay,
}

/// How often a year applications are opened (A12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frequency {
    /// The tier.
    pub tier: Tier,
    /// Times a year, in principle; none = whenever `by_notice_of` says.
    pub per_year: Option<u8>,
    /// Whose notice opens them.
    pub by_notice_of: Level,
}

/// 退回补正: an application goes back for correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returns {
    /// Whether it may.
    pub allowed: bool,
    /// How long the enterprise has, from the day it is told; none = the notice says.
    pub within: Option<Length>,
}

/// 征求部门意见 (A10.2, A10.3): when a department that is silent is reminded, how long its link opens. Until when it is
/// to answer, each request says itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// So many days before the due date it is reminded; the longest first.
    pub remind_before: Vec<u16>,
    /// So many days after the due date a one-time link still opens.
    pub link_days: u16,
}

/// 有效期 (A13.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validity {
    /// The tier.
    pub tier: Tier,
    /// How long a title lasts; half-open, from its start to the same day later.
    pub lasts: Length,
}

/// What becomes of the old title around a re-review (A13.2, A13.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RereviewRule {
    /// The tiers this is written for.
    pub tiers: Vec<Tier>,
    /// Whether the enterprise asks for it, or is re-reviewed unasked.
    pub voluntary: bool,
    /// Whether the old title stays valid past its date until the re-review list of its cohort is published, and
    /// lapses with it.
    pub old_title_lives_until_list: bool,
}

/// 年度更新 (A14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnualUpdate {
    /// The tier.
    pub tier: Tier,
    /// Last day, until 24:00; a notice may move it.
    pub due: MonthDay,
}

/// What follows from missing the yearly update (A14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateMissed {
    /// The tier.
    pub tier: Tier,
    /// What follows; none = nothing that Guangxi decides.
    pub consequence: Option<Consequence>,
}

/// 重大变化 (A15).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MajorChange {
    /// The tiers that must report.
    pub tiers: Vec<Tier>,
    /// Within how long of the change; none = unknown.
    pub within: Option<Length>,
    /// What is a major change.
    pub kinds: Vec<MajorChangeKind>,
    /// One of these follows from not reporting in time; the deciding level chooses, with reasons.
    pub unreported: Vec<Consequence>,
    /// What follows when the standard is no longer met.
    pub no_longer_meets: Vec<Consequence>,
    /// Who verifies and decides.
    pub decided_by: Level,
}

/// What follows from one ground of A16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The ground.
    pub ground: Ground,
    /// The tiers whose titles end.
    pub withdraws: Vec<Tier>,
    /// Whether the bar follows.
    pub bars: bool,
}

/// How 三年内不得再次申报 is counted and how far it reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarReach {
    /// Since when.
    pub starts: BarStart,
    /// The tiers that cannot be applied for.
    pub tiers: Vec<Tier>,
}

/// 陈述申辩: heard before any withdrawal or bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hearing {
    /// How long the enterprise has, from the day it is told.
    pub within: Length,
}

/// 实名举报 (A17).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The offices that take one.
    pub offices: Vec<Level>,
    /// Whether one without name, evidence and contact starts the procedure.
    pub anonymous: bool,
    /// What a finding may lead to; the deciding level chooses, with reasons.
    pub outcomes: Vec<Consequence>,
}

/// The clocks of a complaint, which the regulation does not set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintClock {
    /// By when the complainant is told whether it is taken up; none = configuration.
    pub accept_within: Option<Length>,
    /// By when the enterprise must answer; none = configuration.
    pub reply_within: Option<Length>,
}

/// What an enterprise can do about a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// In a few words.
    pub what: String,
    /// Where, how and until when, in the words of the text it rests on.
    pub how: String,
}
