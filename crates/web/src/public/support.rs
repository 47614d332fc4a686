//! 扶持政策 Who gives what to whom under which conditions (A18–A20), found by tier, city and kind.

use askama::Template;
use serde::Deserialize;

use crate::components::{Empty, Pages, Tag};
use crate::layout::{Audience, Page};
use crate::sample;

/// What one can narrow it by; the query of the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Id of a tier; empty = all.
    pub tier: String,
    /// Code of a city; empty = all.
    pub city: String,
    /// Words of the title.
    pub q: String,
    /// Page, from 1.
    pub page: String,
}

/// The list.
#[derive(Debug, Clone, Template)]
#[template(path = "public/support.html")]
pub struct Support {
    /// The page.
    pub page: Page,
    /// What it was narrowed by.
    pub form: Form,
    /// Cities to choose from: code and name.
    pub cities: Vec<(String, String)>,
    /// What was found.
    pub measures: Vec<Measure>,
    /// Pages of it.
    pub pages: Pages,
}

/// One measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Its title.
    pub title: String,
    /// 免申即享, 申报, 推荐.
    pub mode: Tag,
    /// What it gives: 一次性奖励，最高 50 万元.
    pub gives: String,
    /// Whom it is for.
    pub whom: String,
    /// Issuer, document number, term.
    pub basis: String,
    /// Whom to ask.
    pub contact: String,
}

const TIERS: [(&str, &str); 4] =
    [("", "全部层次"), ("innovative", "创新型"), ("specialised", "专精特新"), ("little-giant", "小巨人")];

impl Support {
    fn tiers(&self) -> Vec<(&'static str, &'static str, bool)> {
        TIERS.iter().map(|&(id, label)| (id, label, id == self.form.tier)).collect()
    }

    fn nothing(&self) -> Empty {
        Empty::new(
            "没有登记这样的政策",
            "这里只列已由发布部门登记、仍在有效期内的政策。换一个市或层次再看，或问所在市的工业和信息化局。",
        )
        .link("看全部政策", "/support")
    }

    /// Values to look at.
    pub fn sample() -> Support {
        let measure = |title: &str, mode, gives: &str, whom: &str, basis: &str| Measure {
            title: title.into(),
            mode,
            gives: gives.into(),
            whom: whom.into(),
            basis: basis.into(),
            contact: "自治区工业和信息化厅（演示），000-0000000".into(),
        };
        Support {
            page: sample::page(Audience::Public, "/support", "扶持政策"),
            form: Form::default(),
            cities: [("450100", "南宁市"), ("450200", "柳州市")].map(|(code, name)| (code.into(), name.into())).into(),
            measures: vec![
                measure(
                    "首次认定专精特新中小企业奖励（演示）",
                    Tag::ok("免申即享"),
                    "一次性奖励，最高 50\u{a0}万元",
                    "有效期内首次认定的专精特新中小企业；复核通过的不重复奖励",
                    "演示政策〔2026〕3号，2026年1月1日至2028年12月31日",
                ),
                measure(
                    "技术改造提质项目补助（演示）",
                    Tag::plain("申报"),
                    "不超过固定资产投资的 20%",
                    "专精特新中小企业和小巨人企业，项目已备案、已开工",
                    "演示政策〔2026〕7号，2026年3月1日起",
                ),
                measure(
                    "担保基金项目库优先推荐（演示）",
                    Tag::plain("推荐"),
                    "优先入库，融资担保费率优惠",
                    "三个层次的有效称号企业",
                    "演示政策〔2025〕19号，长期有效",
                ),
            ],
            pages: Pages::new(1, 20, 3, "/support?page=", "项"),
        }
    }

    /// Nothing found.
    pub fn sample_none() -> Support {
        Support { measures: vec![], pages: Pages::new(1, 20, 0, "", "项"), ..Support::sample() }
    }
}
