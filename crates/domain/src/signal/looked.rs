//! 核对 What a reviewer found when they looked into a signal. It changes nothing in the case; it says that somebody looked.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Signal;
use crate::application::Desk;
use crate::id::{AccountId, ApplicationId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// Characters of a note.
const LONGEST: usize = 500;

/// What was looked into, for one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedInto {
    /// For which application.
    pub application: ApplicationId,
    /// The last look of each office at each signal, by its key.
    pub looks: BTreeMap<String, BTreeMap<Desk, Look>>,
}

/// A signal was looked into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The signal's key.
    pub signal: String,
    /// The signal's digest: what it rested on then.
    pub digest: String,
    /// By which office: what the province writes may speak of cases that a city does not read.
    pub desk: Desk,
    /// What was found.
    pub note: String,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub on: Date,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// A signal was looked into.
    LookedInto {
        /// For which application.
        application: ApplicationId,
        /// The look.
        look: Look,
    },
}

/// Records a look. `signals` are those of the case now: one that has gone or rests on something else meanwhile was not
/// what the person has looked into.
pub fn look_into(application: ApplicationId, look: Look, signals: &[Signal]) -> Result<Vec<Event>, Refusal> {
    let refused = |reason: &str, todo: &str| Err(Refusal::new("A9.2", "核对情况还不能保存").because(reason).todo(todo));
    match signals.iter().find(|signal| signal.key == look.signal) {
        None => return refused("这条提示现在没有了", "请看过最新的提示，不需要再登记"),
        Some(signal) if signal.digest != look.digest => {
            return refused("这条提示在您打开之后有变化", "请看过最新的数再登记");
        }
        Some(_) => {}
    }
    let note = match wording::words(&look.note) {
        Ok("") => return refused("没有写核对的情况", "请写明看了什么、结果怎样"),
        Ok(note) if note.chars().count() > LONGEST => return refused("说明超过 500 个字", "请写得短一些"),
        Ok(note) => note.to_owned(),
        Err(odd) => return refused(&format!("说明中{odd}"), "请删去后重新保存"),
    };
    Ok(vec![Event::LookedInto { application, look: Look { note, ..look } }])
}

impl LookedInto {
    /// The last looks at a signal, the city's first, each with whether the signal still rests on the same.
    pub fn at(&self, signal: &Signal) -> Vec<(&Look, bool)> {
        let looks = self.looks.get(&signal.key).into_iter().flat_map(BTreeMap::values);
        looks.map(|look| (look, look.digest == signal.digest)).collect()
    }

    /// Whether somebody has looked into what the signal rests on now.
    pub fn holds(&self, signal: &Signal) -> bool {
        self.at(signal).iter().any(|(_, holds)| *holds)
    }

    /// As a city reads it: that the province looked, and not its words.
    #[must_use]
    pub fn for_a_city(mut self) -> LookedInto {
        let looks = self.looks.values_mut().flat_map(BTreeMap::values_mut);
        looks.filter(|look| look.desk == Desk::Province).for_each(|look| look.note.clear());
        self
    }
}

impl Room for LookedInto {
    const NAME: &'static str = "signal";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        let Event::LookedInto { application, look } = event;
        let mut all = state.unwrap_or_else(|| LookedInto { application: application.clone(), looks: BTreeMap::new() });
        all.looks.entry(look.signal.clone()).or_default().insert(look.desk, look.clone());
        Some(all)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![("looked_on", self.looks.values().flat_map(BTreeMap::values).map(|look| look.on).max().into())]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A9.2"
    }
}
