//! 逐项审核 One question: what was declared, what proves it, what the reviewer says. A whole decision on one screen.

mod adjust;
mod form;
mod paper;

use askama::Template;
use titian_rulebook::explain::ClauseReport;

use super::figures::{Figures, RecordRow, Scale, records};
use super::signals::weight;
use super::{Bench, Docket, Matter};
use crate::components::{Errors, Reason, Refused, Tag, truth};
use crate::form::Field;
use crate::layout::Page;
use crate::office::sample::{Gathered, drawing};
use crate::show;

pub use adjust::{Adjustment, adjustments};
pub use form::Form;
pub use paper::{Paper, Preview, papers};

/// The page of one question.
#[derive(Debug, Clone, Template)]
#[template(path = "office/review/item.html")]
pub struct Item {
    /// The page.
    pub page: Page,
    /// Head, rail and tally.
    pub bench: Bench,
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Annex and number, and how many points there are at most.
    pub article: String,
    /// A reading of ours or an open question; may be empty.
    pub note: String,
    /// The figures behind it.
    pub figures: Figures,
    /// The scale of points, where there is one.
    pub scale: Option<Scale>,
    /// For a clause: its answer as declared, and each comparison.
    pub answer: Option<(Tag, Vec<Reason>)>,
    /// Records that it is computed from.
    pub records: Vec<RecordRow>,
    /// What is worth a second look, with how much it asks for.
    pub signals: Vec<(Tag, String)>,
    /// Figures that contradict each other once they are adjusted.
    pub cautions: Vec<String>,
    /// Where all signals of the case stand.
    pub all_signals: String,
    /// Files that prove it.
    pub papers: Vec<Paper>,
    /// Other files of the case.
    pub others: Vec<Paper>,
    /// The file in sight.
    pub preview: Preview,
    /// Whether the reader may rule on it.
    pub may_rule: bool,
    /// What was ruled, by whom and when: for those who may not rule.
    pub ruled: Option<Ruled>,
    /// What the desk before ruled, for those who rule now and have not yet.
    pub earlier: Option<Ruled>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
    /// Figures that can be adjusted.
    pub adjustable: Vec<Field>,
    /// Why none can; empty if some can.
    pub fixed: String,
    /// Files a ruling may point at, as (id, name); the first is none.
    pub sources: Vec<(String, String)>,
    /// What the ruling as typed comes to.
    pub effect: String,
    /// Where the question before leads.
    pub before: Option<String>,
    /// Where the next question leads; ruling on this one leads there.
    pub after: Option<String>,
}

/// A ruling, as those read it who may not change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// 采信, 调整 …
    pub tag: Tag,
    /// Which desk's it is: 市级, 自治区; empty where the procedure has only one.
    pub of: &'static str,
    /// By whom and when.
    pub by: String,
    /// Reason, or what is wanted; may be empty.
    pub words: String,
    /// What was adjusted to what.
    pub edits: Vec<String>,
    /// File and page; may be empty.
    pub source: String,
}

impl Item {
    /// The page as it opens: the ruling there is, or a blank form. `None` if the standard has no such item. `file` is
    /// the file in sight, if one was asked for.
    pub fn of(docket: &Docket<'_>, id: &str, file: Option<&str>) -> Option<Item> {
        let matter = docket.matter(id)?;
        // What the desk before said is shown as its own, and is nobody's answer here.
        let form = docket.own(id).map(|verdict| Form::of(&verdict.ruling)).unwrap_or_default();
        Some(Item::with(docket, matter, file, form, Errors::none()))
    }

    /// The page with a form as it was typed, and what has to be put right.
    pub fn with(docket: &Docket<'_>, matter: Matter<'_>, file: Option<&str>, form: Form, errors: Errors) -> Item {
        let id = matter.id();
        let (note, answer) = match matter {
            Matter::Indicator(at, _) => {
                (docket.reviewed.indicators.get(at).map(|line| line.note.clone()).unwrap_or_default(), None)
            }
            Matter::Condition(at, _) => clause(docket.reviewed.conditions.get(at)),
            Matter::Route(at, _) => clause(docket.reviewed.routes.get(at)),
        };
        let cited = matter.article(&docket.edition.standard.basis);
        let article = match matter {
            Matter::Indicator(_, one) => format!("{cited}，满分\u{a0}{}\u{a0}分", one.max),
            _ => cited,
        };
        let all = adjustments(docket, matter);
        let fixed = match (all.is_empty(), records(docket, matter).is_empty()) {
            (false, _) => "",
            (true, false) => "本项由下面的清单逐条推算，不能直接改数。清单与证书不符的，请选“待补正”，请企业改清单。",
            (true, true) => "本项没有可以调整的数。",
        };
        let adjustable = all.iter().map(|one| one.field(&form.figures, &errors)).collect();
        let papers = papers(docket, docket.files(matter), id);
        let shown = file.map(str::to_owned).or_else(|| (!form.file.is_empty()).then(|| form.file.clone()));
        let content = &docket.filing.content;
        let others = content.evidence.iter().filter(|one| !papers.iter().any(|paper| paper.id == one.id.as_str()));
        let others = paper::papers(docket, others.collect(), id);
        let everything: Vec<Paper> = papers.iter().chain(&others).cloned().collect();
        let current = shown.and_then(|id| everything.iter().find(|paper| paper.id == id)).or(papers.first()).cloned();
        let matters = docket.matters();
        let at = matters.iter().position(|one| one.id() == id).unwrap_or(0);
        let beside = |at: Option<usize>| {
            at.and_then(|at| matters.get(at)).map(|one| docket.href(&format!("items/{}", one.id())))
        };
        Item {
            page: docket.page.clone(),
            bench: Bench::of(docket, id),
            id: id.into(),
            label: matter.label(),
            article,
            note: show::sentence(&note),
            figures: Figures::of(docket, matter),
            scale: Scale::of(docket, matter),
            answer,
            records: records(docket, matter),
            signals: docket.signals_of(matter).into_iter().map(|one| (weight(one), one.sentence.clone())).collect(),
            cautions: docket
                .reviewed
                .cautions
                .iter()
                .filter(|one| !docket.declared.cautions.contains(one))
                .map(|one| show::sentence(&one.label))
                .collect(),
            all_signals: docket.href("signals"),
            sources: std::iter::once((String::new(), "不指明".to_owned()))
                .chain(everything.iter().map(|paper| (paper.id.clone(), paper.name.clone())))
                .collect(),
            preview: Preview::of(docket, current.as_ref(), &form.page),
            papers: papers.into_iter().map(|one| one.at(current.as_ref())).collect(),
            others: others.into_iter().map(|one| one.at(current.as_ref())).collect(),
            may_rule: docket.handles(),
            ruled: docket.verdict(id).map(|verdict| Ruled::of(docket, verdict)),
            earlier: docket.earlier(id).map(|verdict| Ruled::of(docket, verdict)),
            effect: form::effect(docket, matter, &form),
            form,
            errors,
            refused: None,
            adjustable,
            fixed: fixed.into(),
            before: beside(at.checked_sub(1)),
            after: beside(Some(at + 1)),
        }
    }

    /// Values to look at: the R&D expense, adjusted.
    pub fn sample() -> Option<Item> {
        Item::drawn(&Gathered::reviewing()?, "rd_share", Some("rd-2025"))
    }

    /// Not ruled on yet.
    pub fn sample_open() -> Option<Item> {
        Item::drawn(&Gathered::reviewing()?, "main_share", None)
    }

    /// As the province opens it, after the city ruled.
    pub fn sample_province() -> Option<Item> {
        Item::drawn(&Gathered::province()?, "rd_share", Some("rd-2025"))
    }

    /// Computed from a list of rights.
    pub fn sample_records() -> Option<Item> {
        Item::drawn(&Gathered::reviewing()?, "ip", None)
    }

    /// A direct route nobody claims, without papers.
    pub fn sample_route() -> Option<Item> {
        Item::drawn(&Gathered::reviewing()?, "honour", None)
    }

    /// As the leader reads it.
    pub fn sample_read() -> Option<Item> {
        Item::drawn(&Gathered::concluded()?, "rd_share", None)
    }

    /// Refused: an adjustment without figures and reason.
    pub fn sample_refused() -> Option<Item> {
        let gathered = Gathered::reviewing()?;
        let docket = gathered.docket()?;
        let matter = docket.matter("main_growth")?;
        let figures = [("figure.main_revenue.2025".to_owned(), "三千七百万".to_owned())];
        let form = Form { ruling: "adjust".into(), figures: figures.into(), ..Form::default() };
        let errors = form.parse(&docket, matter).err()?;
        let item = Item::with(&docket, matter, None, form, errors);
        Some(Item { preview: drawn(item.preview), ..item })
    }

    fn drawn(gathered: &Gathered, id: &str, file: Option<&str>) -> Option<Item> {
        let item = Item::of(&gathered.docket()?, id, file)?;
        Some(Item { preview: drawn(item.preview), ..item })
    }
}

/// Samples have no server behind them: a drawn page stands for the file.
fn drawn(preview: Preview) -> Preview {
    match preview {
        Preview::Pdf { src, name } => Preview::Picture { src: drawing::of(&src), name },
        other => other,
    }
}

fn clause(report: Option<&ClauseReport>) -> (String, Option<(Tag, Vec<Reason>)>) {
    match report {
        None => (String::new(), None),
        Some(report) => {
            let reasons = report.reasons.iter().map(|reason| Reason::read(reason)).collect();
            (report.note.clone(), Some((truth(report.truth), reasons)))
        }
    }
}
