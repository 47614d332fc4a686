//! 特色化指标表 Versions of the province's own table of 15 points (A8).
//!
//! | page | address |
//! |---|---|
//! | [`list::Tables`] | GET `/office/local-table` |
//! | [`draft::TableDraft`] | GET, POST `/office/local-table/new`, `/office/local-table/ID/draft` |
//! | [`page::TablePage`] | GET `/office/local-table/ID`; POST `/check`, `/publish` |
//! | [`effect::EffectPage`] | GET `/office/local-table/ID/effect` |

pub mod draft;
pub mod effect;
pub mod list;
pub mod page;

use jiff::civil::date;
use titian_domain::id::{AccountId, LocalTableId};
use titian_domain::local_table::{Band, Content, Indicator, LocalTable, Rule, Stage};

use crate::components::Tag;

/// How far a version is.
pub fn state(stage: &Stage) -> Tag {
    match stage {
        Stage::Draft => Tag::plain("草稿"),
        Stage::Checked { .. } => Tag::ask("检查通过，待发布"),
        Stage::Published { .. } => Tag::ok("已发布"),
    }
}

/// A version to look at. Its indicators are made up, and say so.
fn sample_table(stage: Stage) -> LocalTable {
    let steps = |steps: &[(&str, i64)]| -> Vec<Band> {
        steps.iter().map(|(at, points)| Band { at: (*at).into(), points: *points }).collect()
    };
    LocalTable {
        id: LocalTableId("t1".into()),
        version: 1,
        content: Content {
            standard: "miit-2022/specialised".into(),
            replaces: "local".into(),
            title: "示例特色化指标（虚构，不是广西的）".into(),
            basis: "示例文件〔2025〕1号 附件2".into(),
            from: date(2023, 3, 20),
            indicators: vec![
                Indicator {
                    label: "示例：研发强度".into(),
                    rule: Rule::Bands { of: "rd_share.y1".into(), more: true, bands: steps(&[("10%", 7), ("5%", 3)]) },
                },
                Indicator {
                    label: "示例：产业链环节".into(),
                    rule: Rule::Found { options: steps(&[("关键环节", 8), ("一般环节", 4), ("都不是", 0)]) },
                },
            ],
        },
        hands: vec![AccountId("officer-9".into())],
        stage,
    }
}
