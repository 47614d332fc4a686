//! 一部分一页 The page of one section: questions in the middle, all sections at the left, what it comes to at the right.

use askama::Template;

use super::posted::Posted;
use super::score::ScoreBox;
use super::section::Section;
use super::{Aim, Steps, address};
use crate::components::Errors;
use crate::enterprise::desk::{Desk, Use};
use crate::enterprise::sample::{self, Ground};
use crate::layout::{Link, Page};

/// The page of one section.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/dossier/section.html")]
pub struct SectionPage {
    /// The page; `said` tells what was saved.
    pub page: Page,
    /// For what it is being filled in, if a batch is open.
    pub aim: Option<Aim>,
    /// All sections.
    pub steps: Steps,
    /// Its place among them, from 1.
    pub number: usize,
    /// The questions.
    pub section: Section,
    /// What cannot be saved as it was typed.
    pub errors: Errors,
    /// What the dossier comes to.
    pub score: ScoreBox,
    /// The next section, if there is one.
    pub next: Option<Link>,
    /// Version of the dossier this page was made from; it comes back with the form.
    pub version: String,
}

impl SectionPage {
    /// The page of a section; `None` if the catalogue has none of this id. After a refused save with `posted`: what
    /// was typed stays, with what is wrong beside it.
    pub fn of(
        page: Page,
        desk: &Desk<'_>,
        id: &str,
        aim: Option<Aim>,
        version: &str,
        posted: Option<&Posted>,
    ) -> Option<SectionPage> {
        let at = desk.catalogue.sections.iter().position(|section| section.id == id)?;
        let sections = Section::all(desk);
        let steps = Steps::of(&sections, id);
        let next = sections.get(at + 1).map(|section| Link::new(&section.label, address(&section.id)));
        let section = sections.into_iter().nth(at)?;
        let section = match posted {
            Some(posted) => section.typed(posted),
            None => section,
        };
        let errors = posted.map(|posted| posted.errors.clone()).unwrap_or_default();
        let page = Page { title: section.label.clone(), ..page }.under("企业档案", "/enterprise/dossier");
        Some(SectionPage {
            page,
            aim,
            steps,
            number: at + 1,
            section,
            errors,
            score: ScoreBox::from(&desk.report),
            next,
            version: version.to_owned(),
        })
    }

    fn needed(&self) -> Vec<&super::field::Field> {
        self.section.used(Use::Needed)
    }

    fn route(&self) -> Vec<&super::field::Field> {
        self.section.used(Use::Route)
    }

    fn other(&self) -> Vec<&super::field::Field> {
        self.section.used(Use::Other)
    }

    /// Whether the questions of other tiers must be in sight: something there was refused.
    fn other_open(&self) -> bool {
        self.other().iter().flat_map(|field| &field.cells).any(|cell| cell.error.is_some())
    }

    /// A section of the sample enterprise.
    pub fn sample(ground: &Ground, id: &str) -> Option<SectionPage> {
        let page = sample::page("/enterprise/dossier", "");
        SectionPage::of(page, &ground.desk(), id, Some(ground.aim()), "17", None)
    }

    /// A section of an enterprise that has only just begun.
    pub fn sample_empty(ground: &Ground, id: &str) -> Option<SectionPage> {
        let page = sample::page("/enterprise/dossier", "");
        SectionPage::of(page, &ground.desk_of(&ground.blank), id, None, "1", None)
    }

    /// A refused save, with a figure that cannot be read, one below its floor, and two that contradict each other.
    pub fn sample_refused(ground: &Ground) -> Option<SectionPage> {
        let typed = [
            ("revenue@2025", "4,128.00"),
            ("main_revenue@2025", "四千五百"),
            ("main_revenue@2024", "3,412.00"),
            ("total_liabilities@2025", "-2310"),
            ("net_profit@2025", "310"),
            ("do", "next"),
        ];
        let posted = Posted::read(&ground.desk(), typed);
        let page = sample::page("/enterprise/dossier", "");
        SectionPage::of(page, &ground.desk(), "operation", Some(ground.aim()), "17", Some(&posted))
    }

    /// Figures that contradict each other, saved all the same.
    pub fn sample_cautions(ground: &Ground) -> Option<SectionPage> {
        let typed = [("main_revenue@2025", "4,328.00"), ("revenue@2024", "1,790.00")];
        let posted = Posted::read(&ground.desk(), typed);
        let enterprise = titian_domain::enterprise::Enterprise {
            answers: posted.applied(&ground.enterprise.answers, crate::sample::today()),
            ..ground.enterprise.clone()
        };
        let mut page = sample::page("/enterprise/dossier", "");
        page.said = Some(crate::layout::Said {
            tag: crate::components::Tag::ok("已保存"),
            text: "改了 2 处：2025年主营业务收入总额、2024年营业收入总额。有 2 处请再核对，见下面。".into(),
        });
        SectionPage::of(page, &ground.desk_of(&enterprise), "operation", Some(ground.aim()), "18", None)
    }
}
