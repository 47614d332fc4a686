//! 受理 Cases taken up in one go, by the reader or for a colleague.

use serde::Deserialize;
use titian_domain::id::{AccountId, ApplicationId};

use crate::components::Errors;
use crate::form::Typed;
use crate::office::read::{Reading, picked};

/// Cases that can be taken up at a time: the boxes of one page.
const MOST: usize = super::SIZE as usize;

/// What is posted: to whom, and the boxes `pick.ID`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TakeUp {
    /// The account of the handler; empty = the one who posts.
    pub to: String,
    /// The list it was sent from.
    pub back: String,
    /// The boxes.
    #[serde(flatten)]
    pub boxes: Typed,
}

impl TakeUp {
    /// Where one goes when it is done: to the list one was at.
    pub fn back_to(&self) -> String {
        let path = self.back.split('?').next().unwrap_or_default();
        if ["/office", "/office/applications"].contains(&path) { self.back.clone() } else { "/office".into() }
    }

    /// Which cases, and who is to handle them. `colleagues` are those who may handle cases of this city.
    pub fn parse(
        &self,
        me: &AccountId,
        colleagues: &[(String, String)],
    ) -> Result<(Vec<ApplicationId>, AccountId), Errors> {
        let mut reading = Reading::default();
        let handler = match self.to.trim() {
            "" => Some(me.clone()),
            id => colleagues.iter().find(|(account, _)| account == id).map(|(account, _)| AccountId(account.clone())),
        };
        let handler = reading.one_of("to", handler, "请从名单中选一位本市的经办人");
        let cases: Vec<ApplicationId> = picked(&self.boxes, "pick").into_iter().map(ApplicationId).collect();
        if cases.is_empty() && reading.errors.is_empty() {
            reading.errors.lead = "没有勾选任何一件。请在左边勾选，再按“受理”。".into();
        }
        if cases.len() > MOST {
            reading.errors.lead = format!("一次最多受理 {MOST} 件。");
        }
        reading.done(handler.map(|handler| (cases, handler)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(handler: &str, boxes: &[&str]) -> Result<(Vec<ApplicationId>, AccountId), Errors> {
        let boxes = boxes.iter().map(|id| (format!("pick.{id}"), "on".to_owned())).collect();
        let form = TakeUp { to: handler.into(), boxes, ..TakeUp::default() };
        form.parse(&AccountId("me".into()), &[("b".into(), "乙".into())])
    }

    #[test]
    fn ticked_cases_go_to_a_handler() {
        let (cases, handler) = read("", &["1", "2"]).unwrap();
        assert_eq!((cases.len(), handler.as_str()), (2, "me"));
        assert_eq!(read("b", &["1"]).unwrap().1.as_str(), "b");
    }

    #[test]
    fn nothing_ticked_or_a_stranger_is_refused() {
        assert!(read("", &[]).unwrap_err().lead.contains("没有勾选"));
        assert_eq!(read("stranger", &["1"]).unwrap_err().list[0].0, "to");
        let many: Vec<String> = (0..=MOST).map(|n| n.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(read("", &many).unwrap_err().lead.contains("最多"));
    }
}
