//! 企业档案 The dossier: one for all tiers and years (A2, A9.1). An overview, and a page for each section.
//!
//! Everything is made from the fact catalogue: a section lists its facts as questions, a posted form is read back into
//! edits. A handler loads the enterprise, lays a [`Desk`], and shows [`Overview`] or [`SectionPage`]; what is posted it
//! reads with [`Posted`], files, and answers with the page asked for.

pub mod field;
pub mod notes;
pub mod page;
pub mod posted;
pub mod proof;
pub mod record;
pub mod row;
pub mod score;
pub mod section;
pub mod writing;

use askama::Template;
use askama::filters::HtmlSafe;

pub use page::SectionPage;
pub use posted::{Act, Posted};
pub use proof::{ACCEPTED, LARGEST_FILE, file_place};
pub use row::{RowPage, RowPosted};
pub use score::{Live, ScoreBox};
pub use section::{Progress, Section};

use super::desk::Desk;
use super::sample::{Ground, page};
use crate::components::{Due, Tag};
use crate::layout::Page;

/// The batch the dossier is being filled in for, as the head of its pages says it.
#[derive(Debug, Clone)]
pub struct Aim {
    /// 2026年第二批创新型中小企业.
    pub batch: String,
    /// Where its application stands or begins.
    pub href: String,
    /// How far the application is: 草稿, 未开始, 退回补正.
    pub stage: Tag,
    /// Until when.
    pub due: Option<Due>,
}

/// The sections to walk through, with how far each is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"<ol>{% for step in self.0 %}<li><a href="{{ step.href }}"{% if step.here %} aria-current="page"{% endif %}><span>{{ step.label }}</span><span class="left{% if step.open %} todo{% endif %}">{{ step.words }}</span></a></li>{% endfor %}</ol>"#
)]
pub struct Steps(pub Vec<Step>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// 经营情况.
    pub label: String,
    /// Its page.
    pub href: String,
    /// How far: 差 3 项.
    pub words: String,
    /// Whether something is left to do there.
    pub open: bool,
    /// Whether this is the page one is on.
    pub here: bool,
    /// In numbers.
    pub progress: Progress,
}

impl Steps {
    /// All sections; the one with the id `here` is current.
    pub fn of(sections: &[Section], here: &str) -> Steps {
        let step = |section: &Section| {
            let progress = section.progress();
            Step {
                label: section.label.clone(),
                href: address(&section.id),
                words: progress.words(),
                open: progress.open(),
                here: section.id == here,
                progress,
            }
        };
        Steps(sections.iter().map(step).collect())
    }
}

impl HtmlSafe for Steps {}

/// Where a section is filled in.
pub fn address(section: &str) -> String {
    format!("/enterprise/dossier/{section}")
}

/// All sections on one page: how far each is filled in, what is missing, what it comes to.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/dossier.html")]
pub struct Overview {
    /// The page.
    pub page: Page,
    /// For what it is being filled in, if a batch is open.
    pub aim: Option<Aim>,
    /// The sections.
    pub steps: Steps,
    /// How many answers the tier asks for, and how many are given.
    pub filled: (usize, usize),
    /// Files that are wanted and missing: kind and years, and the section where they are uploaded.
    pub missing: Vec<(String, String)>,
    /// Figures to look at again, and where they stand.
    pub cautions: Vec<(String, String)>,
    /// Answers that can no longer be read.
    pub problems: Vec<String>,
    /// What it comes to.
    pub score: ScoreBox,
}

impl Overview {
    /// The overview of a desk.
    pub fn of(page: Page, desk: &Desk<'_>, aim: Option<Aim>) -> Overview {
        let sections = Section::all(desk);
        let asked: usize = sections.iter().map(|section| section.progress().asked).sum();
        let lacking: usize = sections.iter().map(|section| section.progress().lacking).sum();
        let place = |kind: &str| {
            let proves = |section: &&Section| {
                section
                    .fields
                    .iter()
                    .flat_map(|field| &field.proofs)
                    .any(|proof| proof.kind == kind && !proof.missing.is_empty())
            };
            sections
                .iter()
                .find(proves)
                .map_or_else(String::new, |section| format!("{}#p-{kind}", address(&section.id)))
        };
        let cautions = sections.iter().flat_map(|section| {
            let href = address(&section.id);
            let fields = section.fields.iter().filter(|field| !field.notes.cautions.is_empty());
            fields.flat_map(move |field| {
                let href = format!("{href}#n-{}", field.fact);
                field.notes.cautions.iter().map(move |said| (said.clone(), href.clone()))
            })
        });
        Overview {
            aim,
            filled: (asked - lacking, asked),
            missing: proof::missing(desk).into_iter().map(|(kind, said)| (said, place(&kind))).collect(),
            cautions: cautions.collect(),
            problems: desk.problems.iter().map(|said| crate::show::sentence(said)).collect(),
            score: ScoreBox::from(&desk.report),
            steps: Steps::of(&sections, ""),
            page,
        }
    }

    /// Values to look at.
    pub fn sample(ground: &Ground) -> Overview {
        Overview::of(page("/enterprise/dossier", "企业档案"), &ground.desk(), Some(ground.aim()))
    }

    /// Of an enterprise that has only just begun.
    pub fn sample_empty(ground: &Ground) -> Overview {
        Overview::of(page("/enterprise/dossier", "企业档案"), &ground.desk_of(&ground.blank), None)
    }
}
