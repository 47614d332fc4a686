//! 步骤 Steps (Art. 9 to 11 第九条至第十一条): which level does which act, in which order.

use super::word::words;
use crate::stated::{Stated, Warrant};
use crate::tier::{Purpose, Tier};

words! {
    /// Who acts.
    Level {
        /// 申报企业.
        Enterprise = "enterprise", "企业";
        /// 县(市、区)、开发区, recommend-only where a city switches it on.
        County = "county", "县(市、区)、开发区";
        /// 设区市中小企业主管部门.
        City = "city", "设区市中小企业主管部门";
        /// 自治区工业和信息化厅.
        Province = "province", "自治区工业和信息化厅";
        /// 工业和信息化部.
        Miit = "miit", "工业和信息化部";
    }
}

words! {
    /// What is done. Different acts keep different verbs: the middle tier is certified, the lowest announced.
    Act {
        /// The enterprise scores itself (A9.1).
        SelfAssessment = "self_assessment", "自评";
        /// The enterprise applies (A10.1, A11).
        Application = "application", "提出申请";
        /// 真实性声明 and 合规经营承诺, both signed before submission.
        Declaration = "declaration", "真实性声明和合规经营承诺";
        /// A county or zone recommends; never refuses.
        CountyRecommendation = "county_recommendation", "县级推荐";
        /// The city's first look at papers that another level will review (A10.2, A11).
        PreliminaryReview = "preliminary_review", "初审";
        /// The review that decides (A9.2, A10.3, A11).
        Review = "review", "审核";
        /// A spot check on site.
        Inspection = "inspection", "实地抽查";
        /// 信用中国 and 国家企业信用信息公示系统 are queried (A10.2, A11).
        CreditCheck = "credit_check", "信用查询";
        /// Other departments are asked (A10.2, A10.3).
        Consultation = "consultation", "征求部门意见";
        /// The list is publicised and objections are taken.
        Publicity = "publicity", "公示";
        /// The list is reported for the record (A9.2).
        Filing = "filing", "报备案";
        /// The list is recommended to the level above (A10.2, A11).
        Recommendation = "recommendation", "推荐";
        /// The cities' lists become one (A9.3).
        Merging = "merging", "汇总名单";
        /// Innovative SMEs are announced: their recognition begins (A9.3).
        Announcement = "announcement", "公告";
        /// Specialised SMEs are certified, little giants by MIIT (A10.3).
        Certification = "certification", "认定";
    }
}

words! {
    /// How strongly a step is asked for.
    Demand {
        /// Without it the case does not go on.
        Required = "required", "必须";
        /// 视情况: the officer judges, and says so in the record.
        WhereCalledFor = "where_called_for", "视情况";
        /// 可: left to the office.
        Optional = "optional", "可选";
    }
}

words! {
    /// What may have to be held before a tier is applied for: a title of ours, or one that another department gives.
    Title {
        /// 创新型中小企业.
        Innovative = "innovative", "创新型中小企业";
        /// 科技型中小企业: evaluated yearly by the science departments, with a validity of its own (2026 measures).
        Technology = "technology", "科技型中小企业";
        /// 专精特新中小企业.
        Specialised = "specialised", "专精特新中小企业";
    }
}

/// The steps of one tier and purpose, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The tier.
    pub tier: Tier,
    /// First application or re-review.
    pub purpose: Purpose,
    /// What must be held beforehand.
    pub prerequisite: Stated<Prerequisite>,
    /// Whose list makes it a recognition.
    pub announced_by: Level,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// What the path as a whole rests on.
    pub warrant: Warrant,
}

/// Valid at submission (A13.3 included) and not withdrawn at decision; its expiry in between refuses nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prerequisite {
    /// Any one of these suffices; empty = nothing is asked for.
    pub any_of: Vec<Title>,
    /// The switch that asks for it; none = always asked for.
    pub switch: Option<String>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Who acts.
    pub level: Level,
    /// What is done.
    pub act: Act,
    /// How strongly it is asked for.
    pub demand: Demand,
    /// The switch that brings it in; none = always there.
    pub switch: Option<String>,
    /// What it rests on.
    pub warrant: Warrant,
}

impl Path {
    /// The step of this level and act.
    pub fn step(&self, level: Level, act: Act) -> Option<&Step> {
        self.steps.iter().find(|step| step.level == level && step.act == act)
    }

    /// The steps that happen, given which switches are on.
    pub fn steps_with<'a>(&'a self, on: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = &'a Step> {
        self.steps.iter().filter(move |step| step.switch.as_deref().is_none_or(&on))
    }
}

impl Step {
    /// "自治区工业和信息化厅公示".
    pub fn label(&self) -> String {
        format!("{}{}", self.level.label(), self.act.label())
    }
}

impl Title {
    /// The yes-or-no fact of the catalogue that says whether it is held.
    pub fn fact(self) -> &'static str {
        match self {
            Title::Innovative => "holds_innovative",
            Title::Technology => "holds_technology_sme",
            Title::Specialised => "holds_specialised",
        }
    }
}
