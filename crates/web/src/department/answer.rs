//! 答复表 The form in which a department says what it has against each enterprise: the same by account and by link.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Deserialize;
use titian_app::query::Request;
use titian_domain::consultation::Opinion;
use titian_domain::id::ApplicationId;

use crate::components::Errors;
use crate::form::{Field, Typed};
use crate::office::read::{Reading, typed};
use crate::show;

/// The part of the page.
#[derive(Debug, Clone, Template)]
#[template(path = "department/answer.html")]
pub struct Answering {
    /// Each enterprise.
    pub lines: Vec<AnswerLine>,
    /// What it can be about: id and label.
    pub grounds: Vec<(String, String)>,
    /// Who answers, as typed.
    pub by: String,
    /// What has to be put right.
    pub errors: Errors,
}

/// One enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerLine {
    /// Its application.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its code.
    pub code: String,
    /// `clear`, `concern` or nothing.
    pub opinion: String,
    /// What it is about.
    pub ground: String,
    /// What.
    pub words: String,
    /// What was said before; may be empty.
    pub before: String,
}

/// What is posted: `opinion.ID`, `ground.ID`, `words.ID` of each, and who answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// 答复人.
    pub by: String,
    /// What is said of each.
    #[serde(flatten)]
    pub boxes: Typed,
}

/// Who answers, and what they say of each.
pub type Said = (String, BTreeMap<ApplicationId, Opinion>);

impl Form {
    /// What is said, or what has to be put right. `whole`: every enterprise needs its word, for there is no second time.
    pub fn parse(&self, request: &Request, whole: bool) -> Result<Said, Errors> {
        let mut reading = Reading::default();
        let mut opinions = BTreeMap::new();
        for one in &request.consultation.list {
            let field = |name: &str| typed(&self.boxes, &format!("{name}.{}", one.application));
            let (ground, words) = (field("ground").to_owned(), field("words").to_owned());
            let opinion = match field("opinion") {
                "clear" if words.is_empty() => Opinion::Clear,
                "clear" => {
                    let said = format!("“{}”选了无意见，却写了说明：请改选有意见，或者删去说明", one.name);
                    reading.errors.push(format!("words.{}", one.application), said);
                    continue;
                }
                "concern" if words.is_empty() => {
                    let said = format!("对“{}”有意见的，请写明是什么情况", one.name);
                    reading.errors.push(format!("words.{}", one.application), said);
                    continue;
                }
                "concern" => Opinion::Concern { ground, words },
                _ if whole => {
                    let said = format!("请选择对“{}”有没有意见", one.name);
                    reading.errors.push(format!("opinion.{}", one.application), said);
                    continue;
                }
                _ => continue,
            };
            opinions.insert(one.application.clone(), opinion);
        }
        if opinions.is_empty() && reading.errors.is_empty() {
            reading.errors.lead = "没有填写对任何一家企业的意见。".into();
        }
        let by = reading.need("by", &self.by, "请填写答复人的姓名和职务");
        reading.done(Some((by, opinions)))
    }
}

impl Answering {
    /// The form with what was typed; fresh, with what was said before.
    pub fn of(request: &Request, form: &Form, errors: Errors) -> Answering {
        let asked = request.consultation.asked(request.department);
        let line = |one: &titian_domain::publicity::Entry| {
            let field = |name: &str| typed(&form.boxes, &format!("{name}.{}", one.application)).to_owned();
            let before = asked.and_then(|asked| asked.latest(&one.application)).map(|(reply, opinion)| {
                let said = match opinion {
                    Opinion::Clear => "无意见".to_owned(),
                    Opinion::Concern { words, .. } => format!("有意见：{words}"),
                };
                format!("{}已答复：{said}", show::day_short(reply.on))
            });
            AnswerLine {
                id: one.application.to_string(),
                name: one.name.clone(),
                code: one.code.clone(),
                opinion: field("opinion"),
                ground: field("ground"),
                words: field("words"),
                before: before.unwrap_or_default(),
            }
        };
        let grounds = request.conditions.iter().map(|(id, label)| (id.clone(), show::sentence(label)));
        Answering {
            lines: request.consultation.list.iter().map(line).collect(),
            grounds: grounds.chain([(String::new(), "其他".to_owned())]).collect(),
            by: form.by.clone(),
            errors,
        }
    }

    fn error(&self, field: &str, id: &str) -> Option<&str> {
        self.errors.of(&format!("{field}.{id}"))
    }
}

impl HtmlSafe for Answering {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::department::sample_request;
    use titian_domain::consultation::Department;

    fn read(boxes: &[(&str, &str)], whole: bool) -> Result<usize, Vec<String>> {
        let boxes = boxes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let form = Form { by: "演示用户丙".into(), boxes };
        let fields = |errors: Errors| errors.list.into_iter().map(|(field, _)| field).collect();
        form.parse(&sample_request(Department::Market), whole).map(|(_, said)| said.len()).map_err(fields)
    }

    #[test]
    fn every_enterprise_has_its_word_where_there_is_no_second_time() {
        let some = [("opinion.2", "clear"), ("opinion.3", "concern"), ("words.3", "有一起处罚")];
        assert_eq!(read(&some, false), Ok(2));
        assert_eq!(read(&some, true), Err(vec!["opinion.4".into()]));
        assert_eq!(read(&[], false), Err(vec![]));
    }

    #[test]
    fn words_and_choice_agree() {
        assert_eq!(read(&[("opinion.2", "concern")], false), Err(vec!["words.2".into()]));
        assert_eq!(read(&[("opinion.2", "clear"), ("words.2", "x")], false), Err(vec!["words.2".into()]));
    }
}
