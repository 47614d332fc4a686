//! 上传名单 The form for a list: the file, and what it rests on or where it goes.

use std::collections::BTreeMap;

use askama::Template;
use titian_domain::id::BatchId;
use titian_domain::import::What;
use titian_domain::notice::Batch;

use super::KINDS;
use crate::components::{Errors, Refused};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::read::{Reading, picked, typed};
use crate::office::sample::{batch, province};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/import/form.html")]
pub struct ImportForm {
    /// The page.
    pub page: Page,
    /// The kind's word.
    pub what: &'static str,
    /// What it is.
    pub lead: &'static str,
    /// Batches, as (id, name): into which filings go, or which MIIT's list answers.
    pub batches: Vec<(String, String)>,
    /// What is typed.
    pub form: Typed,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// A kind by its word, without what is typed.
pub fn kind(word: &str) -> Option<What> {
    let none = String::new;
    Some(match word {
        "titles" => What::Titles { source: none() },
        "miit" => What::Miit {
            title: none(),
            number: none(),
            dated: jiff::civil::Date::ZERO,
            from: jiff::civil::Date::ZERO,
            until: jiff::civil::Date::ZERO,
            batches: vec![],
        },
        "filings" => What::Filings { batch: BatchId(none()), columns: BTreeMap::new() },
        _ => return None,
    })
}

/// What is typed, read.
pub fn parse(word: &str, form: &Typed) -> Result<What, Errors> {
    let mut reading = Reading::default();
    let what = match word {
        "titles" => Some(What::Titles { source: typed(form, "source").to_owned() }),
        "miit" => {
            let title = reading.need("title", typed(form, "title"), "请填写公布文件的标题");
            let number = reading.need("number", typed(form, "number"), "请填写公布文件的文号");
            let dated = reading.day("dated", typed(form, "dated"), "公布日期");
            let from = reading.day("from", typed(form, "from"), "有效期的第一天");
            let last = reading.day("until", typed(form, "until"), "有效期的最后一天");
            let until = last.and_then(|last| last.tomorrow().ok());
            let batches = picked(form, "pick").into_iter().map(BatchId).collect();
            dated.zip(from).zip(until).map(|((dated, from), until)| What::Miit {
                title,
                number,
                dated,
                from,
                until,
                batches,
            })
        }
        _ => {
            let batch = reading.need("batch", typed(form, "batch"), "请选择批次");
            let columns = columns(typed(form, "columns"), &mut reading);
            Some(What::Filings { batch: BatchId(batch), columns })
        }
    };
    reading.done(what)
}

/// `平台的叫法 = 本平台的叫法`, one a line.
fn columns(text: &str, reading: &mut Reading) -> BTreeMap<String, String> {
    let mut columns = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.split_once(['=', '＝']).map(|(theirs, ours)| (theirs.trim(), ours.trim())) {
            Some((theirs, ours)) if !theirs.is_empty() && !ours.is_empty() => {
                columns.insert(theirs.to_owned(), ours.to_owned());
            }
            _ => reading.errors.push("columns", format!("“{line}”请写成：国家平台的表头 = 本平台的表头，一行一列")),
        }
    }
    columns
}

impl ImportForm {
    /// The form of a kind; `None` if there is no such kind.
    pub fn of(page: Page, word: &str, batches: &[Batch], form: Typed, errors: Errors) -> Option<ImportForm> {
        let (what, label, lead) = KINDS.into_iter().find(|(one, _, _)| *one == word)?;
        let batches = batches.iter().map(|batch| (batch.id.to_string(), batch.name.clone())).collect();
        let page = Page { title: label.into(), ..page }.under("导入", "/office/imports");
        Some(ImportForm { page, what, lead, batches, form, errors, refused: None })
    }

    fn typed(&self, name: &str) -> &str {
        typed(&self.form, name)
    }

    /// Which columns are needed.
    fn columns_help(&self) -> &'static str {
        match self.what {
            "filings" => {
                "要有企业名称、统一社会信用代码、设区市、申报日期四列；数据列用本平台填报模板的表头，或者在上面写明对应"
            }
            "titles" => "要有企业名称和称号两列，最好有统一社会信用代码、设区市、有效期起、有效期至",
            _ => "要有企业名称一列，最好有统一社会信用代码",
        }
    }

    /// A batch to tick.
    fn tick(&self, batch: &(String, String)) -> Field {
        let name = format!("pick.{}", batch.0);
        Field::check_box(&name, &batch.1).value(typed(&self.form, &name))
    }

    fn sampled(word: &str, form: &[(&str, &str)], errors: Errors) -> Option<ImportForm> {
        let form = form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        ImportForm::of(province("/office/imports", ""), word, &[batch()], form, errors)
    }

    /// Values to look at: earlier titles.
    pub fn sample_titles() -> Option<ImportForm> {
        ImportForm::sampled(
            "titles",
            &[("source", "示例公告〔2021〕3号")],
            Errors::none().and("table", "请选择名单文件"),
        )
    }

    /// What MIIT published.
    pub fn sample_miit() -> Option<ImportForm> {
        ImportForm::sampled("miit", &[], Errors::none())
    }

    /// Filings of the national platform.
    pub fn sample_filings() -> Option<ImportForm> {
        ImportForm::sampled("filings", &[("columns", "主营收入 = 上年度主营业务收入总额(万元)")], Errors::none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_headings_are_said_one_a_line() {
        let form: Typed = [("batch", "n.1"), ("columns", "企业全称 = 企业名称\n\n营收＝上年度营业收入总额")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let Ok(What::Filings { columns, .. }) = parse("filings", &form) else { panic!("a filing") };
        assert_eq!(columns.get("企业全称").map(String::as_str), Some("企业名称"));
        assert_eq!(columns.get("营收").map(String::as_str), Some("上年度营业收入总额"));
        let odd: Typed = [("batch".to_owned(), "n.1".to_owned()), ("columns".to_owned(), "营收".to_owned())].into();
        assert!(parse("filings", &odd).unwrap_err().of("columns").is_some());
    }
}
