//! 提交的表单 A posted form of the dossier, read: what changes, what cannot be read, which button was pressed.
//!
//! Names of controls are places: `revenue@2025`, `strategic_emerging`. Only real changes become edits: a figure written
//! otherwise that says the same keeps its source and its day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use titian_domain::answers::{Answers, Edit, Place, Source};
use titian_rulebook::catalogue::Fact;

use super::writing;
use crate::components::Errors;
use crate::enterprise::desk::Desk;
use crate::show;

/// A posted form, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Posted {
    /// What changes; fit for the command that files answers.
    pub edits: Vec<Edit>,
    /// What cannot be read, by the name of its control.
    pub errors: Errors,
    /// The same without saying which question it is about, to be said beside the control.
    pub advice: BTreeMap<String, String>,
    /// Everything typed, by the name of its control, to be shown again.
    pub typed: BTreeMap<String, String>,
    /// The button.
    pub act: Act,
    /// The version of the dossier the page was made from.
    pub version: String,
}

/// What a button of the dossier asks for, after what was typed is saved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Act {
    /// 保存.
    #[default]
    Stay,
    /// 保存，去下一部分.
    Next,
    /// 上传并保存.
    Upload,
    /// 删除 a file.
    Remove {
        /// Kind of evidence.
        kind: String,
        /// SHA-256 of the file.
        file: String,
    },
    /// 添加 or 修改 a row of a record.
    Row {
        /// The record.
        record: String,
        /// Its place; none for a new one.
        at: Option<usize>,
    },
    /// 没有: there are none.
    Deny {
        /// The record.
        record: String,
    },
    /// Takes 没有 back.
    Forget {
        /// The record.
        record: String,
    },
}

impl Act {
    /// What a button says; anything else saves and stays.
    pub fn read(said: &str) -> Act {
        let mut parts = said.split('/');
        let (verb, first, second) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        let first = first.map(str::to_owned);
        match (verb, first, second) {
            ("next", ..) => Act::Next,
            ("upload", ..) => Act::Upload,
            ("remove", Some(kind), Some(file)) => Act::Remove { kind, file: file.to_owned() },
            ("row", Some(record), Some(at)) => Act::Row { record, at: at.parse().ok() },
            ("deny", Some(record), _) => Act::Deny { record },
            ("forget", Some(record), _) => Act::Forget { record },
            _ => Act::Stay,
        }
    }
}

impl Posted {
    /// Reads the pairs of a form against what is filed now. Names the catalogue does not know are passed over: tokens,
    /// files, questions of an older page.
    pub fn read<'p>(desk: &Desk<'_>, pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> Posted {
        let mut posted = Posted::default();
        for (name, typed) in pairs {
            match name {
                "do" => posted.act = Act::read(typed),
                "version" => posted.version = typed.to_owned(),
                _ => {
                    if let Some((place, fact)) = place(desk, name) {
                        posted.typed.insert(name.to_owned(), typed.to_owned());
                        posted.take(desk, name, place, fact, typed);
                    }
                }
            }
        }
        posted
    }

    fn take(&mut self, desk: &Desk<'_>, name: &str, place: Place, fact: &Fact, typed: &str) {
        let before = desk.answers.get(&place).map_or("", |answer| answer.text.as_str());
        if writing::same(&fact.kind, before, typed) {
            return;
        }
        match writing::fact_to_store(fact, typed) {
            Ok(text) => self.edits.push(Edit { place, text: Some(text).filter(|text| !text.is_empty()) }),
            Err(advice) => {
                let year = place.year.map_or_else(String::new, |year| format!("{year}年"));
                self.errors.push(name, format!("{year}{}：{advice}", show::sentence(&fact.label)));
                self.advice.insert(name.to_owned(), advice);
            }
        }
    }

    /// The answers as they would be with what can be read of it.
    pub fn applied(&self, answers: &Answers, today: Date) -> Answers {
        let mut applied = answers.clone();
        self.edits.iter().for_each(|edit| applied.put(edit, Source::Enterprise, today));
        applied
    }
}

/// The place a control asks about, and its fact; `None` if the dossier asks no such thing.
pub fn place<'a>(desk: &Desk<'a>, name: &str) -> Option<(Place, &'a Fact)> {
    let (id, year) = match name.split_once('@') {
        Some((id, year)) => (id, Some(year.parse::<i16>().ok()?)),
        None => (name, None),
    };
    let (_, fact) = desk.catalogue.fact(id)?;
    let asked = match year {
        Some(year) => desk.years(fact).contains(&year),
        None => fact.years == 0 && desk.registered(id).is_none(),
    };
    asked.then(|| (Place { fact: id.to_owned(), year }, fact))
}
