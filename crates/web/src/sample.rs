//! 样例 What the samples share: a day, a page, names that cannot be taken for real ones.

mod judged;

pub mod draw;

use askama::Template;
use jiff::civil::{Date, date};

use crate::layout::{Audience, Page, RoleLink, Who};
use crate::{account, department, enterprise, failure, office, public, show};

pub use judged::{Judged, hardly_known, judged, policy};

/// A page of the gallery.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Name of its file: `public-home`.
    pub name: &'static str,
    /// The page.
    pub html: String,
}

impl Sample {
    /// A view under a name. A view that cannot be rendered becomes a page that says so, which the tests refuse.
    pub fn of(name: &'static str, view: &impl Template) -> Sample {
        Sample { name, html: view.render().unwrap_or_else(|error| format!("{name}: {error}")) }
    }

    /// A page made from the domain's own types; one that could not be made becomes a page that says so, which the tests
    /// refuse.
    pub fn made<T: Template>(name: &'static str, page: Option<T>) -> Sample {
        match page {
            Some(page) => Sample::of(name, &page),
            None => Sample { name, html: format!("{name}: the sample could not be made") },
        }
    }
}

/// Every page with its sample values.
pub fn all() -> Vec<Sample> {
    let mut all = vec![
        Sample::of("failure-404", &failure::Failure::sample()),
        Sample::of("failure-500", &failure::Failure::sample_broken()),
    ];
    all.extend(public::samples());
    all.extend(account::samples());
    all.extend(enterprise::samples());
    all.extend(office::samples());
    all.extend(department::samples());
    all
}

/// The day on which all samples play.
pub fn today() -> Date {
    date(2026, 11, 23)
}

/// The enterprise that most samples are about.
pub const FIRM: &str = "示例精密传动（柳州）0042号有限公司";
/// Its code.
pub const CODE: &str = "91450200MA0000042X";

/// Enterprises for lists: name, code, city.
pub const FIRMS: [(&str, &str, &str); 12] = [
    ("示例智能仪表（南宁）0016号有限公司", "91450100MA0000016X", "南宁市"),
    ("示例电子陶瓷（南宁）0029号有限公司", "91450100MA0000029X", "南宁市"),
    ("示例精密传动（柳州）0042号有限公司", "91450200MA0000042X", "柳州市"),
    ("示例甘蔗机械（柳州）0055号有限公司", "91450200MA0000055X", "柳州市"),
    ("示例稀土永磁（柳州）0068号股份有限公司", "91450200MA0000068X", "柳州市"),
    ("示例轴承钢球（桂林）0081号有限公司", "91450300MA0000081X", "桂林市"),
    ("示例中药提取（桂林）0094号有限公司", "91450300MA0000094X", "桂林市"),
    ("示例松香深加工（梧州）0107号有限公司", "91450400MA0000107X", "梧州市"),
    ("示例海洋防腐（北海）0120号有限公司", "91450500MA0000120X", "北海市"),
    ("示例食品包装（防城港）0133号有限公司", "91450600MA0000133X", "防城港市"),
    ("示例水性涂料（钦州）0146号有限公司", "91450700MA0000146X", "钦州市"),
    ("示例新型建材（贵港）0203号有限公司", "91450800MA0000203X", "贵港市"),
];

/// The page of a sample, as the demo dresses it: banner, roles, and a person where one must be signed in.
pub fn page(audience: Audience, room: &str, title: &str) -> Page {
    let own = (audience != Audience::Public).then_some(audience);
    Page {
        banner: "演示环境，数据均为虚构".into(),
        roles: own
            .map(|own| [Audience::Public, own])
            .into_iter()
            .flatten()
            .map(|role| RoleLink { label: role.label().into(), href: role.home().into(), current: role == audience })
            .collect(),
        who: match audience {
            Audience::Public => None,
            Audience::Enterprise => Some(Who { name: "演示用户甲".into(), of: FIRM.into() }),
            Audience::Office => {
                Some(Who { name: "演示用户乙".into(), of: "柳州市（演示）· 经办".into() })
            }
            Audience::Department => {
                Some(Who { name: "演示用户丙".into(), of: "自治区生态环境厅（演示）".into() })
            }
            Audience::Administration => {
                Some(Who { name: "演示用户壬".into(), of: "自治区（演示）· 安全管理".into() })
            }
            Audience::Audit => {
                Some(Who { name: "演示用户卯".into(), of: "自治区（演示）· 审计管理".into() })
            }
        },
        today: vec![format!("{}　{}", show::day(today()), show::weekday(today()))],
        rules:
            "桂工信规范〔2023〕4号自2023年3月20日起施行三年，已于2026年3月20日期满，新规定待自治区工业和信息化厅公布。"
                .into(),
        csrf: "sample".into(),
        once: "sample".into(),
        ..Page::new(audience, room, title)
    }
}
