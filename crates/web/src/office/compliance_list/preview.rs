//! 登记之前 What a list would come to, looked at before it is registered.

use askama::Template;
use titian_app::query::Foreseen;
use titian_domain::compliance_list::{Kind, Standing};

use super::entry::Form;
use super::{HitLine, ROOM, called, sample_list};
use crate::components::{Errors, Refused};
use crate::form::Field;
use crate::layout::Page;
use crate::office::sample::office;
use crate::show;

/// Hits and unread rows that are shown; the others are counted.
const SHOWN: usize = 300;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/compliance_list/preview.html")]
pub struct Preview {
    /// The page.
    pub page: Page,
    /// 经营异常名录，截至2026年11月20日.
    pub called: String,
    /// What it comes to: label and how many.
    pub counts: Vec<(&'static str, String)>,
    /// Rows that mean, or may mean, one of ours.
    pub hits: Vec<HitLine>,
    /// How many more there are.
    pub more_hits: usize,
    /// Rows that could not be read: row and why.
    pub unread: Vec<(u64, String)>,
    /// How many more there are.
    pub more_unread: usize,
    /// Columns that were passed over.
    pub ignored: Vec<String>,
    /// The days of the lists whose place it would take.
    pub older: Vec<String>,
    /// What is carried along.
    pub carried: Carried,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What the form carries: what was typed before, the file that is kept, and what was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Carried {
    /// What it lists.
    pub kind: String,
    /// Where it comes from.
    pub source: String,
    /// The day it speaks of.
    pub as_of: String,
    /// The kept file.
    pub file: String,
    /// Its name.
    pub file_name: String,
    /// The digest of the plan.
    pub seen: String,
    /// `on`: it was looked at, and rows that could not be read stay outside.
    pub confirm: String,
}

impl Carried {
    /// What was typed before.
    pub fn form(&self) -> Form {
        Form { kind: self.kind.clone(), source: self.source.clone(), as_of: self.as_of.clone() }
    }
}

impl Preview {
    /// What a list would come to. The digest of what is shown is carried along.
    pub fn of(
        page: Page,
        (kind, as_of): (Kind, jiff::civil::Date),
        foreseen: &Foreseen,
        (unread, ignored): (&[(u64, String)], Vec<String>),
        carried: Carried,
        errors: Errors,
    ) -> Preview {
        let plan = &foreseen.plan;
        let on_list = plan.count(Standing::on_list);
        let waiting = plan.count(|standing| *standing == Standing::Waiting);
        let removed = plan.count(|standing| *standing == Standing::Removed);
        let another = plan.hits.len() - on_list - waiting - removed;
        let count = |n: usize| show::count(i64::try_from(n).unwrap_or(i64::MAX));
        let mut counts = vec![
            ("在名单上", count(on_list)),
            ("等人确认", count(waiting)),
            ("已移出", count(removed)),
            ("不是本级企业的行", show::count(i64::try_from(plan.unknown).unwrap_or(i64::MAX))),
            ("读不懂的行", count(unread.len())),
        ];
        if another > 0 {
            counts.insert(3, ("此前已确认不是同一家", count(another)));
        }
        let mut hits: Vec<&titian_domain::compliance_list::Hit> = plan.hits.iter().collect();
        // What asks for a look comes first.
        hits.sort_by_key(|hit| (!hit.standing.on_list(), hit.standing != Standing::Waiting, hit.row));
        Preview {
            page,
            called: called(kind, as_of),
            counts,
            more_hits: hits.len().saturating_sub(SHOWN),
            hits: hits.into_iter().take(SHOWN).map(|hit| HitLine::of(hit, |_| "同事".into())).collect(),
            more_unread: unread.len().saturating_sub(SHOWN),
            unread: unread.iter().take(SHOWN).cloned().collect(),
            ignored,
            older: foreseen.older.iter().map(|day| show::day(*day)).collect(),
            carried: Carried { seen: foreseen.digest.clone(), confirm: String::new(), ..carried },
            errors,
            refused: None,
        }
    }

    /// Values to look at.
    pub fn sample() -> Option<Preview> {
        let list = sample_list();
        let page = office("/office/consultations", "核对名单").under("合规名单", ROOM);
        let foreseen = Foreseen {
            plan: titian_domain::compliance_list::Plan { hits: list.hits.clone(), unknown: 3_202 },
            digest: "5e0f".into(),
            older: vec![list.as_of.yesterday().ok()?],
        };
        let carried = Carried { file_name: list.file_name.clone(), source: list.source.clone(), ..Carried::default() };
        let unread = (&list.unread[..], vec!["序号".to_owned()]);
        Some(Preview::of(page, (list.kind, list.as_of), &foreseen, unread, carried, Errors::none()))
    }
}
