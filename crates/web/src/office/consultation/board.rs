//! 征求意见 What an office has asked other departments, and about which batches it can ask.

use askama::Template;
use jiff::civil::Date;
use titian_app::query::Consultations;
use titian_domain::consultation::Consultation;

use crate::components::{Due, Empty, Tag};
use crate::department::sample_consultation;
use crate::layout::Page;
use crate::office::sample::{batch, office};
use crate::sample::today;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/consultation/board.html")]
pub struct Board {
    /// The page.
    pub page: Page,
    /// What waits, in a sentence.
    pub lead: String,
    /// Batches about which one can ask; `None` if the reader asks nobody.
    pub ask: Option<Vec<Making>>,
    /// What was asked.
    pub lines: Vec<Line>,
}

/// A batch about which one can ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Making {
    /// Its name.
    pub batch: String,
    /// How many cases.
    pub counts: String,
    /// Where it is prepared.
    pub href: String,
}

/// A request in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its page.
    pub href: String,
    /// 文号.
    pub number: String,
    /// Its batch.
    pub batch: String,
    /// How far it is.
    pub state: Tag,
    /// Until when, while somebody has to answer.
    pub due: Option<Due>,
    /// How many enterprises.
    pub count: usize,
    /// How many departments have answered: 2 / 3.
    pub answered: String,
}

/// How far a request is, and whether somebody has still to answer.
pub fn state(one: &Consultation, today: Date) -> (Tag, bool) {
    let waits = one.departments.iter().any(|asked| one.waits_for(asked));
    let tag = match (waits, one.late(today)) {
        (false, _) => Tag::ok("全部答复"),
        (true, true) => Tag::warn("有未答复"),
        (true, false) => Tag::ask("等待答复"),
    };
    (tag, waits)
}

impl Board {
    /// The page.
    pub fn of(page: Page, found: &Consultations, today: Date) -> Board {
        let line = |(one, batch): &(Consultation, String)| {
            let (state, waits) = state(one, today);
            let answered = one.departments.iter().filter(|asked| !one.waits_for(asked)).count();
            Line {
                href: format!("/office/consultations/{}", one.id),
                number: one.number.clone(),
                batch: batch.clone(),
                state,
                due: waits.then(|| Due::until(one.due, today)),
                count: one.list.len(),
                answered: format!("{answered} / {}", one.departments.len()),
            }
        };
        let waits = found.list.iter().filter(|(one, _)| state(one, today).1).count();
        let make = |(batch, n): &(titian_domain::notice::Batch, u32)| Making {
            batch: batch.name.clone(),
            counts: format!("{n}\u{a0}家在审核"),
            href: format!("/office/consultations/new?batch={}", show::address(batch.id.as_str())),
        };
        Board {
            page,
            lead: match waits {
                0 => "没有等待答复的征求意见。".into(),
                some => format!("{some}\u{a0}份还有部门没有答复。逾期未答复如实显示。"),
            },
            ask: found.ask.as_ref().map(|ask| ask.iter().map(make).collect()),
            lines: found.list.iter().map(line).collect(),
        }
    }

    fn none_to_ask(&self) -> Empty {
        Empty::new("没有可以征求意见的批次", "专精特新中小企业的初审和审核中，可以就正在审核的企业征求其他部门的意见。")
    }

    fn nothing(&self) -> Empty {
        Empty::new("还没有征求过意见", "发出以后，谁答复了、谁没有答复，都在这里。")
    }

    /// Values to look at.
    pub fn sample() -> Board {
        let batch = titian_domain::notice::Batch { name: "2026年第二批专精特新中小企业".into(), ..batch() };
        let list = vec![(sample_consultation(), batch.name.clone())];
        let found = Consultations { ask: Some(vec![(batch, 14)]), list };
        Board::of(office("/office/consultations", "征求意见"), &found, today())
    }

    /// Nothing yet.
    pub fn sample_empty() -> Board {
        let found = Consultations { ask: Some(vec![]), list: vec![] };
        Board::of(office("/office/consultations", "征求意见"), &found, today())
    }
}
