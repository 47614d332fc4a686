//! 企业名录 The register: who holds which title on a day, found by part of a name, code, city, industry, tier, state.

use askama::Template;
use serde::Deserialize;

use crate::components::{Empty, Pages, Tag};
use crate::layout::{Audience, Link, Page};
use crate::sample;
use crate::show::Name;

/// What one looks for; the query of the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Any part of a name, now or before; or a credit code.
    pub q: String,
    /// Code of a city; empty = all.
    pub city: String,
    /// Division of industry, two digits; empty = all.
    pub industry: String,
    /// Id of a tier; empty = all.
    pub tier: String,
    /// `valid`, `unknown`, `ended`; empty = all.
    pub status: String,
    /// The day one looks at, ISO; empty = today.
    pub on: String,
    /// Page, from 1.
    pub page: String,
}

/// The register.
#[derive(Debug, Clone, Template)]
#[template(path = "public/register.html")]
pub struct Register {
    /// The page.
    pub page: Page,
    /// What was looked for.
    pub form: Form,
    /// What is wrong with the query: a day that is none.
    pub error: String,
    /// Cities to choose from: code and name.
    pub cities: Vec<(String, String)>,
    /// Divisions of industry to choose from: two digits and name.
    pub industries: Vec<(String, String)>,
    /// What was found, in a sentence: 2026年11月23日，共找到 3 家.
    pub found: String,
    /// How many of each tier among them, each a narrower search.
    pub counts: Vec<Link>,
    /// The enterprises.
    pub rows: Vec<Row>,
    /// Pages of them.
    pub pages: Pages,
    /// The same list as a file.
    pub csv: String,
    /// Words to try instead, when nothing was found.
    pub instead: Vec<Link>,
}

/// One enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name on that day.
    pub name: Name,
    /// Said below the name: the former name by which it was found. May be empty.
    pub note: String,
    /// Its page.
    pub href: String,
    /// Its code.
    pub code: String,
    /// Its city.
    pub city: String,
    /// Its industry.
    pub industry: String,
    /// Its titles: short name, state, until when.
    pub titles: Vec<(String, Tag, String)>,
}

const TIERS: [(&str, &str); 4] =
    [("", "全部层次"), ("innovative", "创新型"), ("specialised", "专精特新"), ("little-giant", "小巨人")];
const STATES: [(&str, &str); 4] =
    [("", "全部状态"), ("valid", "有效"), ("unknown", "有效期待核实"), ("ended", "已结束")];

impl Register {
    fn tiers(&self) -> Vec<(&'static str, &'static str, bool)> {
        TIERS.iter().map(|&(id, label)| (id, label, id == self.form.tier)).collect()
    }

    fn states(&self) -> Vec<(&'static str, &'static str, bool)> {
        STATES.iter().map(|&(id, label)| (id, label, id == self.form.status)).collect()
    }

    fn nothing(&self) -> Empty {
        Empty::new(
            "没有找到",
            "名录里只有持有或曾经持有称号的企业。可以只输入名称中间的两三个字；或去掉市、行业、层次再找。",
        )
        .link("看全部企业", "/register")
    }

    /// Values to look at.
    pub fn sample() -> Register {
        let valid = |tier: &str, until: &str| (tier.to_owned(), Tag::ok("有效"), format!("至{until}"));
        let row = |at: usize, industry: &str, titles: Vec<(String, Tag, String)>| {
            let (name, code, city) = sample::FIRMS[at];
            Row {
                name: Name::new(name),
                note: String::new(),
                href: format!("/register/{code}"),
                code: code.into(),
                city: city.into(),
                industry: industry.into(),
                titles,
            }
        };
        let rows = vec![
            Row {
                note: "曾用名：示例齿轮（柳州）0042号有限公司".into(),
                ..row(
                    2,
                    "通用设备制造业",
                    vec![
                        valid("专精特新", "2027年12月19日"),
                        ("创新型".into(), Tag::ok("有效，复核中"), "2026年6月29日到期".into()),
                    ],
                )
            },
            row(3, "专用设备制造业", vec![valid("创新型", "2028年5月8日")]),
            row(
                4,
                "有色金属冶炼和压延加工业",
                vec![
                    valid("小巨人", "2027年6月30日"),
                    valid("专精特新", "2027年12月19日"),
                    valid("创新型", "2028年5月8日"),
                ],
            ),
            Row {
                name: Name::new("示例桥梁缆索（柳州）0581号有限公司"),
                code: "91450200MA0000581X".into(),
                href: "/register/91450200MA0000581X".into(),
                ..row(3, "金属制品业", vec![("创新型".into(), Tag::off("已取消"), "2026年4月12日".into())])
            },
        ];
        let named =
            |list: &[(&str, &str)]| list.iter().map(|&(id, label)| (id.into(), label.into())).collect::<Vec<_>>();
        Register {
            page: sample::page(Audience::Public, "/register", "企业名录"),
            form: Form { q: "柳州".into(), city: "450200".into(), ..Form::default() },
            error: String::new(),
            cities: named(&[("450100", "南宁市"), ("450200", "柳州市"), ("450300", "桂林市"), ("450400", "梧州市")]),
            industries: named(&[
                ("C", "制造业"),
                ("I", "信息传输、软件和信息技术服务业"),
                ("M", "科学研究和技术服务业"),
            ]),
            found: "2026年11月23日，共 312\u{a0}家".into(),
            counts: vec![
                Link::new("创新型 298", "/register?city=450200&tier=innovative"),
                Link::new("专精特新 141", "/register?city=450200&tier=specialised"),
                Link::new("小巨人 27", "/register?city=450200&tier=little-giant"),
            ],
            rows,
            pages: Pages::new(1, 20, 312, "/register?q=柳州&city=450200&page=", "家"),
            csv: "/register.csv?q=柳州&city=450200".into(),
            instead: vec![],
        }
    }

    /// Nothing found.
    pub fn sample_none() -> Register {
        Register {
            form: Form { q: "精密传动机械制造".into(), on: "2024-01-01".into(), ..Form::default() },
            found: "2024年1月1日，没有找到".into(),
            counts: vec![],
            rows: vec![],
            instead: vec![
                Link::new("精密传动", "/register?q=精密传动"),
                Link::new("机械制造", "/register?q=机械制造"),
                Link::new("看今天的名录", "/register?q=精密传动机械制造"),
            ],
            pages: Pages::new(1, 20, 0, "", "家"),
            ..Register::sample()
        }
    }
}
