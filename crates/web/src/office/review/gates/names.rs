//! 曾用名 Names that the enterprise bore before, where its checks are recorded: old lists call it by them (A15).

use jiff::civil::Date;
use serde::Deserialize;

use crate::components::{Errors, Tag};
use crate::office::read::Reading;
use crate::office::review::Docket;
use crate::show;

/// Where names are usually read.
const REGISTRY: &str = "国家企业信用信息公示系统";

/// Names of before, and the form for one more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// What is known.
    pub lines: Vec<NameLine>,
    /// Whether the reader may record one.
    pub may: bool,
    /// What is typed.
    pub form: NameForm,
    /// What has to be put right.
    pub errors: Errors,
}

/// A name of before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameLine {
    /// The name.
    pub name: String,
    /// Who says so.
    pub by: Tag,
    /// Until when, from where.
    pub text: String,
}

/// What is posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct NameForm {
    /// The name.
    pub name: String,
    /// Its last day; may be empty.
    pub until: String,
    /// Where it stands written.
    pub source: String,
}

impl NameForm {
    /// Name, last day and source; or what has to be put right.
    pub fn parse(&self, today: Date) -> Result<(String, Option<Date>, String), Errors> {
        let mut reading = Reading::default();
        let name = reading.need("name", &self.name, "请填写曾用名");
        let until = match self.until.trim() {
            "" => None,
            text => reading.past_day("until", text, "停用日期", today),
        };
        let source = reading.need("source", &self.source, "请写从哪里查到");
        reading.done(Some((name, until, source)))
    }
}

impl Names {
    /// What is known of the enterprise of a case, with what is typed.
    pub fn of(docket: &Docket<'_>, form: NameForm, errors: Errors) -> Names {
        let fresh = form == NameForm::default();
        let line = |one: &titian_domain::enterprise::FormerName| {
            let until = one.until.map(|until| format!("用到{}", show::day(until)));
            let source = (!one.source.is_empty()).then(|| one.source.clone());
            let on = Some(format!("{}登记", show::day(one.on)));
            NameLine {
                name: one.name.clone(),
                by: if one.only_stated() { Tag::ask(one.by.label()) } else { Tag::ok(one.by.label()) },
                text: [until, source, on].into_iter().flatten().collect::<Vec<_>>().join("，"),
            }
        };
        Names {
            lines: docket.former.iter().map(line).collect(),
            may: docket.reader.checks && !docket.stays_away(),
            form: if fresh { NameForm { source: REGISTRY.into(), ..form } } else { form },
            errors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_name_needs_a_source_and_no_day() {
        let form = |name: &str, until: &str, source: &str| {
            NameForm { name: name.into(), until: until.into(), source: source.into() }.parse(date(2026, 11, 24))
        };
        assert_eq!(form(" 示例机械厂 ", "", "公示系统").unwrap(), ("示例机械厂".into(), None, "公示系统".into()));
        let fields: Vec<String> =
            form("", "2026-11-25", " ").unwrap_err().list.into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name", "until", "source"]);
    }
}
