//! 备注与询问 What the office writes to itself about a case, and what it asks the enterprise without returning it.

use serde::Deserialize;
use titian_domain::correspondence::{LONGEST, Note};
use titian_domain::id::AccountId;

use super::Docket;
use crate::components::Errors;
use crate::office::read::Reading;
use crate::show;

/// The part of the page.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// Notes of the reader's office: the words, and by whom and when.
    pub notes: Vec<(String, String)>,
    /// Questions with their answers.
    pub questions: Vec<Asked>,
    /// Whether the reader may write a note.
    pub may_note: bool,
    /// Whether they may ask.
    pub may_ask: bool,
    /// What is typed as a note.
    pub note: Form,
    /// What is typed as a question.
    pub question: Form,
    /// What has to be put right.
    pub errors: Errors,
}

/// A question to the enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The words.
    pub text: String,
    /// By whom and when.
    pub by: String,
    /// The answer: the words, and by whom and when.
    pub answer: Option<(String, String)>,
}

/// What is posted to `notes` and to `questions`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The words of a note.
    pub note: String,
    /// The words of a question.
    pub question: String,
}

impl Form {
    /// The words of a note.
    pub fn parse_note(&self) -> Result<String, Errors> {
        read("note", &self.note, "请写备注的内容")
    }

    /// The words of a question.
    pub fn parse_question(&self) -> Result<String, Errors> {
        read("question", &self.question, "请写要问企业什么")
    }
}

fn read(field: &str, text: &str, wanted: &str) -> Result<String, Errors> {
    let mut reading = Reading::default();
    let text = reading.need(field, text, wanted);
    if text.chars().count() > LONGEST {
        reading.errors.push(field, format!("最多写 {LONGEST} 个字"));
    }
    reading.done(Some(text))
}

impl Written {
    /// The part, as far as the reader may read it.
    pub fn of(docket: &Docket<'_>, written: &titian_app::query::Written) -> Written {
        let name = |id: &AccountId| written.names.get(id).cloned().unwrap_or_else(|| "经办人".into());
        let by = |note: &Note| format!("{}，{}", name(&note.by), show::day(note.on));
        let works = (docket.reader.reviews || docket.reader.approves) && !docket.stays_away();
        Written {
            notes: written.notes.iter().map(|note| (note.text.clone(), by(note))).collect(),
            questions: written
                .questions
                .iter()
                .map(|one| Asked {
                    text: one.asked.text.clone(),
                    by: by(&one.asked),
                    answer: one
                        .answer
                        .as_ref()
                        .map(|said| (said.text.clone(), format!("{}，{}", name(&said.by), show::day(said.on)))),
                })
                .collect(),
            may_note: works,
            may_ask: works && !docket.case.stage.is_final(),
            ..Written::default()
        }
    }

    /// Values to look at.
    pub fn sample(docket: &Docket<'_>) -> Written {
        let note = |text: &str| Note {
            text: text.into(),
            office: docket.case.city,
            by: crate::office::sample::handler(),
            on: docket.today,
        };
        let answer = titian_domain::correspondence::Answer {
            text: "共用一台加速寿命试验机，折旧按工时分摊。".into(),
            by: AccountId("member-1".into()),
            on: docket.today,
        };
        let asked = |text: &str, answer| titian_domain::correspondence::Question { asked: note(text), answer };
        let written = titian_app::query::Written {
            notes: vec![note("专项审计报告第 7 页与汇算清缴不一致，先电话核实。")],
            questions: vec![
                asked("研发设备是否与生产共用？折旧怎样分摊？", Some(answer)),
                asked("请说明主导产品的客户。", None),
            ],
            names: docket.names.clone(),
        };
        Written::of(docket, &written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_too_much_are_told_at_their_own_control() {
        assert_eq!(Form::default().parse_note().unwrap_err().list[0].0, "note");
        assert_eq!(Form::default().parse_question().unwrap_err().list[0].0, "question");
        let long = Form { note: "字".repeat(LONGEST + 1), question: " 问 ".into() };
        assert!(long.parse_note().is_err());
        assert_eq!(long.parse_question(), Ok("问".into()));
    }
}
