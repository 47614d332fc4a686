//! 记录中的一项 One row of a record on a page of its own: every field a question, saved or deleted as one.

use std::collections::BTreeMap;

use askama::Template;
use titian_domain::answers::Answers;
use titian_rulebook::catalogue::{Catalogue, Field as RecordField, Kind, Record};

use super::{address, writing};
use crate::components::Errors;
use crate::enterprise::sample::{self, Ground};
use crate::form::Field;
use crate::layout::Page;
use crate::show;

/// A row of a record, to be filled in.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/dossier/row.html")]
pub struct RowPage {
    /// The page.
    pub page: Page,
    /// Where the form goes: `/enterprise/dossier/innovation/ip_right/0`.
    pub action: String,
    /// Back to the section.
    pub back: String,
    /// The questions that must be answered.
    pub required: Vec<Field>,
    /// The others.
    pub optional: Vec<Field>,
    /// What is wrong.
    pub errors: Errors,
    /// Whether the row exists, so that it can be deleted.
    pub exists: bool,
    /// Where the record is called for.
    pub source: String,
    /// Version of the dossier this page was made from; it comes back with the form.
    pub version: u64,
}

/// A posted row, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowPosted {
    /// The row, fit for the command that files records.
    pub row: BTreeMap<String, String>,
    /// What cannot be read or is missing, by field.
    pub errors: Errors,
    /// Everything typed.
    pub typed: BTreeMap<String, String>,
    /// Whether the row is to be deleted.
    pub delete: bool,
}

impl RowPosted {
    /// Reads the pairs of a form.
    pub fn read<'p>(record: &Record, pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> RowPosted {
        let mut posted = RowPosted::default();
        for (name, typed) in pairs {
            if name == "do" {
                posted.delete = typed == "delete";
            } else if record.fields.iter().any(|field| field.id == name) {
                posted.typed.insert(name.to_owned(), typed.to_owned());
            }
        }
        for field in &record.fields {
            let typed = posted.typed.get(&field.id).map_or("", String::as_str);
            let label = show::sentence(&field.label);
            match writing::to_store(&field.kind, typed) {
                Ok(text) if !text.is_empty() => drop(posted.row.insert(field.id.clone(), text)),
                Ok(_) if field.required => posted.errors.push(&field.id, format!("请填写“{label}”")),
                Ok(_) => {}
                Err(advice) => posted.errors.push(&field.id, format!("“{label}”：{advice}")),
            }
        }
        posted
    }
}

/// The rows of a record with one put in its place; a place beyond the end, or none, adds it.
pub fn with(
    answers: &Answers,
    record: &str,
    at: Option<usize>,
    row: BTreeMap<String, String>,
) -> Vec<BTreeMap<String, String>> {
    let mut rows = answers.records.get(record).map(|rows| rows.rows.clone()).unwrap_or_default();
    match at.and_then(|at| rows.get_mut(at)) {
        Some(known) => *known = row,
        None => rows.push(row),
    }
    rows
}

/// The rows of a record without one.
pub fn without(answers: &Answers, record: &str, at: usize) -> Vec<BTreeMap<String, String>> {
    let rows = answers.records.get(record).map(|rows| rows.rows.clone()).unwrap_or_default();
    rows.into_iter().enumerate().filter(|(place, _)| *place != at).map(|(_, row)| row).collect()
}

impl RowPage {
    /// The page of a row; `at` is its place, none for a new one. `None` if the catalogue has no such record.
    pub fn of(
        page: Page,
        catalogue: &Catalogue,
        answers: &Answers,
        record: &str,
        at: Option<usize>,
        version: u64,
        posted: Option<&RowPosted>,
    ) -> Option<RowPage> {
        let record = catalogue.record(record)?;
        let section = catalogue.sections.get(record.section)?;
        let stored = at.and_then(|at| answers.records.get(&record.id)?.rows.get(at));
        let exists = stored.is_some();
        let value = |field: &RecordField| match (posted, stored) {
            (Some(posted), _) => posted.typed.get(&field.id).cloned().unwrap_or_default(),
            (None, Some(row)) => row.get(&field.id).map_or_else(String::new, |text| in_form(&field.kind, text)),
            (None, None) => String::new(),
        };
        let errors = posted.map(|posted| posted.errors.clone()).unwrap_or_default();
        let question = |field: &RecordField| question(field).value(value(field)).check(&errors);
        let title =
            if exists { format!("修改一项{}", record.label) } else { format!("添加一项{}", record.label) };
        let back = format!("{}#r-{}", address(&section.id), record.id);
        let page = Page { title, ..page }.under("企业档案", "/enterprise/dossier").under(&section.label, &back);
        let place = at.filter(|_| exists).map_or_else(|| "new".to_owned(), |at| at.to_string());
        Some(RowPage {
            page,
            action: format!("{}/{}/{place}", address(&section.id), record.id),
            back,
            required: record
                .fields
                .iter()
                .filter(|field| field.required || is_name(record, field))
                .map(question)
                .collect(),
            optional: record
                .fields
                .iter()
                .filter(|field| !field.required && !is_name(record, field))
                .map(question)
                .collect(),
            errors: errors.clone(),
            exists,
            source: show::sentence(&record.source),
            version,
        })
    }

    /// A row of the sample enterprise.
    pub fn sample(ground: &Ground) -> Option<RowPage> {
        let page = sample::page("/enterprise/dossier", "");
        RowPage::of(page, &ground.policy.catalogue, &ground.enterprise.answers, "ip_right", Some(0), 17, None)
    }

    /// A new row.
    pub fn sample_empty(ground: &Ground) -> Option<RowPage> {
        let page = sample::page("/enterprise/dossier", "");
        RowPage::of(page, &ground.policy.catalogue, &ground.enterprise.answers, "financing_round", None, 17, None)
    }

    /// A refused one.
    pub fn sample_refused(ground: &Ground) -> Option<RowPage> {
        let catalogue = &ground.policy.catalogue;
        let typed = [("date", "去年三月"), ("paid_in", "600"), ("share_sold", "12")];
        let posted = RowPosted::read(catalogue.record("financing_round")?, typed);
        let page = sample::page("/enterprise/dossier", "");
        RowPage::of(page, catalogue, &ground.enterprise.answers, "financing_round", None, 17, Some(&posted))
    }
}

/// The name of a row stands first, though it may be left empty.
fn is_name(record: &Record, field: &RecordField) -> bool {
    record.fields.first().is_some_and(|first| first.id == field.id && first.kind == Kind::Text)
}

fn in_form(kind: &Kind, text: &str) -> String {
    match kind {
        Kind::YesNo | Kind::Choice { .. } => {
            kind.parse(text).map_or_else(|_| text.to_owned(), |n| writing::bare(kind, n))
        }
        _ => writing::in_control(kind, text),
    }
}

fn question(field: &RecordField) -> Field {
    let (id, label) = (&field.id, show::sentence(&field.label));
    let options = |none: &str| {
        let given = field.kind.options().into_iter().map(|(id, label)| (id.to_owned(), label.to_owned()));
        [(String::new(), none.to_owned())].into_iter().chain(given).collect::<Vec<_>>()
    };
    match &field.kind {
        Kind::Text => Field::text(id, label),
        Kind::Date if field.required => Field::text(id, label).help("写成 2022-08-02 或 20220802 都可以。"),
        Kind::Date => Field::text(id, label),
        Kind::YesNo if field.blank_is_no => Field::select(id, label, &options("否（不填即为否）")),
        Kind::YesNo => {
            let skip = usize::from(field.required);
            Field::radio(id, label, &options("未填").into_iter().skip(skip).rev().collect::<Vec<_>>())
        }
        Kind::Choice { .. } => Field::select(id, label, &options("请选择")),
        kind => Field::figure(id, label, kind.unit()),
    }
}
