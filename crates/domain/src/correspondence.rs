//! 备注与询问 Correspondence (Art. 9 to 11): what an office writes to itself about a case, and what it asks the enterprise
//! without returning the case.
//!
//! A note is the office's own: neither the enterprise nor another office reads it. A question goes to the enterprise, which
//! answers it on its own page; the case stays where it is and no deadline runs. What has to be mended is returned instead.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;

use crate::id::{AccountId, ApplicationId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// How long a text may be, in characters.
pub const LONGEST: usize = 1000;

/// All that was written about one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correspondence {
    /// About which case.
    pub application: ApplicationId,
    /// Notes of offices, the oldest first.
    pub notes: Vec<Note>,
    /// Questions with their answers, the oldest first; a question's number is its place, from 0.
    pub questions: Vec<Question>,
}

/// What an office wrote to itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The words.
    pub text: String,
    /// Of which office: a city, or the province under its own code.
    pub office: DivisionCode,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub on: Date,
}

/// What an office asked the enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The words, and who wrote them.
    #[serde(flatten)]
    pub asked: Note,
    /// What the enterprise answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

/// What the enterprise answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The words.
    pub text: String,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub on: Date,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are those of the state, documented there")]
pub enum Event {
    /// The office wrote something down.
    Noted { application: ApplicationId, note: Note },
    /// The office asked something.
    Asked { application: ApplicationId, asked: Note },
    /// The enterprise answered.
    Answered { question: usize, answer: Answer },
}

/// Writes down a note of an office.
pub fn note(application: ApplicationId, mut note: Note) -> Result<Vec<Event>, Refusal> {
    note.text = text("A5", "备注", &note.text)?;
    Ok(vec![Event::Noted { application, note }])
}

/// Asks the enterprise. `over` tells that nothing follows in the case any more.
pub fn ask(application: ApplicationId, mut asked: Note, over: bool, article: &str) -> Result<Vec<Event>, Refusal> {
    if over {
        return Err(Refusal::new(article, "不能再询问企业")
            .because("这件申报已经办结")
            .todo("需要了解情况的，请直接联系企业"));
    }
    asked.text = text(article, "询问", &asked.text)?;
    Ok(vec![Event::Asked { application, asked }])
}

/// Answers a question.
pub fn answer(
    known: Option<&Correspondence>,
    question: usize,
    mut answer: Answer,
    article: &str,
) -> Result<Vec<Event>, Refusal> {
    match known.and_then(|known| known.questions.get(question)) {
        None => Err(Refusal::new(article, "没有找到这个询问").todo("请刷新后再看")),
        Some(Question { answer: Some(_), .. }) => {
            Err(Refusal::new(article, "这个询问已经答复").todo("需要补充的，请联系经办人"))
        }
        Some(_) => {
            answer.text = text(article, "答复", &answer.text)?;
            Ok(vec![Event::Answered { question, answer }])
        }
    }
}

fn text(article: &str, what: &str, text: &str) -> Result<String, Refusal> {
    let refusal = |because: String| {
        Err(Refusal::new(article, format!("{what}还没有保存")).because(because).todo("请改正后再提交"))
    };
    match wording::words(text) {
        Ok("") => refusal(format!("没有写{what}的内容")),
        Ok(text) if text.chars().count() > LONGEST => refusal(format!("{what}超过 {LONGEST} 个字")),
        Ok(text) => Ok(text.to_owned()),
        Err(odd) => refusal(format!("{what}中{odd}")),
    }
}

impl Correspondence {
    /// How many questions wait for an answer.
    pub fn open(&self) -> usize {
        self.questions.iter().filter(|one| one.answer.is_none()).count()
    }
}

impl Room for Correspondence {
    const NAME: &'static str = "correspondence";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        let of = |application: &ApplicationId| {
            let (notes, questions) = (vec![], vec![]);
            Correspondence { application: application.clone(), notes, questions }
        };
        match event {
            Event::Noted { application, note } => {
                let mut all = state.unwrap_or_else(|| of(application));
                all.notes.push(note.clone());
                Some(all)
            }
            Event::Asked { application, asked } => {
                let mut all = state.unwrap_or_else(|| of(application));
                all.questions.push(Question { asked: asked.clone(), answer: None });
                Some(all)
            }
            Event::Answered { question, answer } => {
                let mut all = state?;
                if let Some(one) = all.questions.get_mut(*question) {
                    one.answer.get_or_insert_with(|| answer.clone());
                }
                Some(all)
            }
        }
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![("open", (self.open() > 0).into())]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A5"
    }
}
