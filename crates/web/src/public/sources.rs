//! 数据与来源 Which rules answer today and where their text was read, what is not known, and the reference data.

use askama::Template;
use jiff::civil::Date;
use titian_rulebook::policy::Policy;
use titian_rulebook::tier::{Purpose, Tier};

use crate::components::Tag;
use crate::layout::{Audience, Page};
use crate::{sample, show};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "public/sources.html")]
pub struct Sources {
    /// The page.
    pub page: Page,
    /// The day it is about.
    pub on: String,
    /// Which standard answers for which tier and purpose.
    pub applicable: Vec<Applicable>,
    /// What is not known, what follows from that, who can say.
    pub unknown: Vec<Unknown>,
    /// Reference data.
    pub data: Vec<DataSet>,
}

/// A tier and purpose, and what answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicable {
    /// 专精特新.
    pub tier: String,
    /// 申请, 复核.
    pub purpose: String,
    /// Settled or not.
    pub tag: Tag,
    /// Title and basis of the standard; or why none is settled.
    pub standard: String,
    /// Where its text was read.
    pub source: String,
}

/// Something not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What.
    pub what: String,
    /// What the platform does meanwhile.
    pub meanwhile: String,
    /// Who can say.
    pub who: String,
}

/// A set of reference data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataSet {
    /// 行政区划.
    pub name: String,
    /// What it holds.
    pub holds: String,
    /// Where it is from, how it was checked.
    pub source: String,
}

impl Applicable {
    /// What the policy answers for every tier and purpose on a day.
    pub fn all(policy: &Policy, on: Date) -> Vec<Applicable> {
        let pairs = Tier::ALL.into_iter().flat_map(|tier| Purpose::ALL.into_iter().map(move |purpose| (tier, purpose)));
        pairs
            .map(|(tier, purpose)| {
                let (tag, standard, source) = match policy.edition(tier, purpose, on, None) {
                    Ok(edition) => (
                        Tag::ok("已定"),
                        format!("{}，{}", edition.standard.title, edition.standard.basis),
                        show::sentence(&edition.standard.source),
                    ),
                    Err(undecided) => (Tag::ask("待通知"), show::sentence(&undecided.reason), String::new()),
                };
                let tier = show::tier(tier.id()).to_owned();
                Applicable { tier, purpose: purpose.label().into(), tag, standard: show::sentence(&standard), source }
            })
            .collect()
    }
}

impl Sources {
    /// What is not known and where the reference data are from, whatever the day; page, day and standards left blank.
    pub fn facts() -> Sources {
        let unknown = |what: &str, meanwhile: &str, who: &str| Unknown {
            what: what.into(),
            meanwhile: meanwhile.into(),
            who: who.into(),
        };
        let data = |name: &str, holds: &str, source: &str| DataSet {
            name: name.into(),
            holds: holds.into(),
            source: source.into(),
        };
        Sources {
            page: Page::default(),
            on: String::new(),
            applicable: vec![],
            unknown: vec![
                unknown(
                    "广西的特色化指标（15 分）",
                    "按 2022 年标准打分时，总分写成区间：最低按 0 分，最高按 15 分。审核时由市里录入、自治区确认。",
                    "自治区工业和信息化厅",
                ),
                unknown(
                    "2026年3月20日之后的自治区细则",
                    "细则期满，新规定没有找到。批次按通知写明的程序办；沿用旧规定的地方逐条注明“待自治区确认”。",
                    "自治区工业和信息化厅",
                ),
                unknown("科技和创新型中小企业的新标准", "公布之前，创新型仍按 2022 年标准评价。", "工业和信息化部"),
                unknown(
                    "2027年的工作日历，三月三各年放假日",
                    "没有公布的年份，工作日期限写“未公布”，不推算。",
                    "国务院、自治区人民政府办公厅",
                ),
                unknown("专精特新发展评价得分", "由国家平台计算，这里只收录，不推算。", "工业和信息化部"),
            ],
            data: vec![
                data("行政区划", "14 个设区市、111 个县区，2000 年以来的变更", "民政部门公布的代码，三个来源一致"),
                data("行业分类", "GB/T 4754-2017 门类与大类", "国家标准"),
                data("中小企业划型", "16 个行业的划型界限", "工信部联企业〔2011〕300号"),
                data("工作日历", "2020 年至 2026 年节假日和调休", "国务院办公厅每年的通知"),
                data("城市分布图", "十四个方块，示意方位", "不是地图；发布边界地图须有审图号"),
            ],
        }
    }

    /// Values to look at.
    pub fn sample() -> Sources {
        Sources {
            page: sample::page(Audience::Public, "", "数据与来源"),
            on: show::day(sample::today()),
            applicable: sample::policy().map_or(vec![], |policy| Applicable::all(policy, sample::today())),
            ..Sources::facts()
        }
    }
}
