//! Where the asking stands, for one case.

use std::collections::BTreeMap;

use jiff::civil::Date;
use titian_rulebook::calendar::written;

use super::{Asked, Consultation, Department, Opinion, Reply};
use crate::id::ApplicationId;

/// Where the asking of departments stands, as a decision about a case needs it; each as people read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Consulted {
    /// Nobody was asked.
    #[default]
    NotAsked,
    /// Somebody was.
    Asked {
        /// Who still has time: the case waits for them.
        waiting: Vec<String>,
        /// Who let the time pass in silence, which is no consent: the handler says what is made of it.
        silent: Vec<String>,
        /// What departments object to: the handler says what is made of it.
        concerns: Vec<String>,
        /// Who let the time pass in silence that counts as consent under the procedure's switch.
        agreed: Vec<String>,
    },
}

impl Consulted {
    /// What asks for the handler's word if the case is to pass: silences and concerns.
    pub fn asks(&self) -> Vec<String> {
        match self {
            Consulted::NotAsked => vec![],
            Consulted::Asked { silent, concerns, .. } => silent.iter().chain(concerns).cloned().collect(),
        }
    }

    /// All that a proposal to let the case pass rests on: what asked for a word, and silence that counts as consent.
    pub fn rests_on(&self) -> Vec<String> {
        let agreed: &[String] = if let Consulted::Asked { agreed, .. } = self { agreed } else { &[] };
        self.asks().into_iter().chain(agreed.iter().cloned()).collect()
    }

    /// What nobody who proposed on `heard` can have weighed: silences and concerns that have come since, departments that
    /// have time still.
    pub fn unheard(&self, heard: &[String]) -> Vec<String> {
        let waiting: &[String] = if let Consulted::Asked { waiting, .. } = self { waiting } else { &[] };
        self.asks().into_iter().chain(waiting.iter().cloned()).filter(|one| !heard.contains(one)).collect()
    }
}

/// What one department says of one case.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'c> {
    /// In which request.
    pub consultation: &'c Consultation,
    /// The department.
    pub asked: &'c Asked,
    /// Where it stands.
    pub standing: Standing<'c>,
}

/// Where the answer of a department stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'c> {
    /// 等待答复: there is time still.
    Waiting,
    /// 未答复: there is none left.
    Silent,
    /// 已答复.
    Answered {
        /// In which reply.
        reply: &'c Reply,
        /// What.
        opinion: &'c Opinion,
        /// Whether it came after the due date.
        late: bool,
    },
}

impl Consultation {
    /// Where the answer of a department on a case stands on a day.
    pub fn standing<'c>(&'c self, asked: &'c Asked, application: &ApplicationId, today: Date) -> Standing<'c> {
        match asked.latest(application) {
            Some((reply, opinion)) => Standing::Answered { reply, opinion, late: self.late(reply.on) },
            None if self.late(today) => Standing::Silent,
            None => Standing::Waiting,
        }
    }
}

/// What each department says of a case. `consultations` are those of one office, the first one first. An answer gives
/// way only to one that came later; where a department was asked again and has not answered that, both are shown.
pub fn answers<'c>(consultations: &'c [Consultation], application: &ApplicationId, today: Date) -> Vec<Answer<'c>> {
    let mut latest: BTreeMap<(Department, &str), Vec<Answer<'c>>> = BTreeMap::new();
    let about = |one: &&Consultation| one.list.iter().any(|entry| entry.application == *application);
    for consultation in consultations.iter().filter(about) {
        for asked in &consultation.departments {
            let standing = consultation.standing(asked, application, today);
            let known = latest.entry((asked.department, &asked.name)).or_default();
            // What was not answered is settled by asking again; an answer only by one that came later.
            known.retain(|one: &Answer<'_>| match (one.standing, standing) {
                (Standing::Answered { reply: said, .. }, Standing::Answered { reply, .. }) => reply.on < said.on,
                (Standing::Answered { .. }, _) => true,
                _ => false,
            });
            if known.is_empty() || !matches!(standing, Standing::Answered { .. }) {
                known.push(Answer { consultation, asked, standing });
            }
        }
    }
    latest.into_values().flatten().collect()
}

/// The same as a decision needs it. `silence_is_consent` is the switch of the procedure.
pub fn consulted(
    consultations: &[Consultation],
    application: &ApplicationId,
    silence_is_consent: bool,
    today: Date,
) -> Consulted {
    let answers = answers(consultations, application, today);
    if answers.is_empty() {
        return Consulted::NotAsked;
    }
    let (mut waiting, mut silent, mut concerns, mut agreed) = (vec![], vec![], vec![], vec![]);
    for Answer { consultation, asked, standing } in answers {
        let (name, due) = (&asked.name, written(consultation.due));
        match standing {
            Standing::Waiting => waiting.push(format!("“{name}”还没有答复，答复期限到{due}")),
            Standing::Silent if silence_is_consent => agreed.push(format!("“{name}”到{due}没有答复，按约定视为无意见")),
            Standing::Silent => silent.push(format!("“{name}”到{due}没有答复")),
            Standing::Answered { opinion: Opinion::Concern { words, .. }, .. } => {
                concerns.push(format!("“{name}”有意见：{words}"));
            }
            Standing::Answered { opinion: Opinion::Clear, .. } => {}
        }
    }
    Consulted::Asked { waiting, silent, concerns, agreed }
}
