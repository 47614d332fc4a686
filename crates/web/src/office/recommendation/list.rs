//! 一份推荐 One recommended list: who stands where on it, and what has become of each (A10.2, A11).

use askama::Template;
use titian_domain::application::{Application, Desk};
use titian_domain::recommendation::{Recommendation, Recommended, article};

use super::preview::above;
use crate::components::Tag;
use crate::layout::Page;
use crate::office::review::bench::stage;
use crate::office::sample::{batch, case, handler, liuzhou, office};
use crate::sample::FIRMS;
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/recommendation/list.html")]
pub struct List {
    /// The page.
    pub page: Page,
    /// By which office, to whom, on which day, by whom.
    pub about: String,
    /// 文号.
    pub number: String,
    /// The list, the best first.
    pub lines: Vec<Line>,
    /// The clause.
    pub cite: String,
    /// Where the clause is explained.
    pub cite_href: String,
}

/// Somebody on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Id of the case.
    pub id: String,
    /// The enterprise, as it stands on the list.
    pub name: Name,
    /// Its code.
    pub code: String,
    /// What the office said of it; may be empty.
    pub opinion: String,
    /// How far it is now.
    pub state: Tag,
}

impl List {
    /// The page. `office` is who recommended, `by` who signed, in words.
    pub fn of(page: Page, list: &Recommendation, cases: &[Application], office: &str, by: &str) -> List {
        let desk = Desk::of(list.office);
        let line = |one: &Recommended| {
            let known = cases.iter().find(|case| case.id == one.entry.application);
            Line {
                id: one.entry.application.to_string(),
                name: Name::new(&one.entry.name),
                code: one.entry.code.clone(),
                opinion: one.opinion.clone(),
                state: known.map_or(Tag::off("—"), |case| stage(&case.stage, !case.held_by.is_empty())),
            }
        };
        let clause = article(list.tier, desk);
        List {
            page,
            about: match by {
                "" => format!("{office}推荐到{}，{}", above(desk), show::day(list.on)),
                by => format!("{office}推荐到{}，{}，{by}办理", above(desk), show::day(list.on)),
            },
            number: list.number.clone(),
            lines: list.list.iter().map(line).collect(),
            cite: show::article(clause),
            cite_href: show::article_href(clause),
        }
    }

    /// Whether anything was said of anybody.
    fn opinions(&self) -> bool {
        self.lines.iter().any(|line| !line.opinion.is_empty())
    }

    /// Values to look at.
    pub fn sample() -> Option<List> {
        let one = case()?;
        let list = FIRMS.iter().zip(0..).take(4).map(|((name, code, _), n)| Recommended {
            entry: titian_domain::publicity::Entry {
                application: titian_domain::id::ApplicationId(n.to_string()),
                enterprise: one.enterprise.clone(),
                name: (*name).into(),
                code: (*code).into(),
            },
            opinion: if n == 0 { "主导产品市场占有率居区内同行前列。".into() } else { String::new() },
        });
        let list = Recommendation {
            id: titian_domain::id::RecommendationId("r".into()),
            batch: batch().id,
            tier: titian_rulebook::tier::Tier::Specialised,
            office: liuzhou()?,
            number: "柳工信函〔2026〕88号".into(),
            on: jiff::civil::date(2026, 11, 20),
            list: list.collect(),
            by: handler(),
        };
        let cases = (0..4).map(|n| {
            let id = titian_domain::id::ApplicationId(n.to_string());
            let stage = titian_domain::application::Stage::Recommended { recommendation: list.id.clone(), on: list.on };
            Application { id, desk: Desk::Province, stage, ..one.clone() }
        });
        let cases: Vec<Application> = cases.collect();
        let page = office("/office/publicity", "推荐名单").under("公示与备案", "/office/publicity");
        Some(List::of(page, &list, &cases, "柳州市", "演示用户丁"))
    }
}
