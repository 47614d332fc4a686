//! 分派 Many cases given out: who would get what, what would go to nobody and why; then all of it, or none (A5).

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use serde::Deserialize;
use titian_app::query::ToAssign;
use titian_domain::application::Application;
use titian_domain::assignment::{Hand, Plan, by_hand, evenly};
use titian_domain::id::{AccountId, ApplicationId};

use crate::components::{Empty, Errors, Refused};
use crate::form::Typed;
use crate::layout::Page;
use crate::office::read::{picked, typed};
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/work/assignment.html")]
pub struct Assignment {
    /// The page.
    pub page: Page,
    /// Who would get how many.
    pub shares: Vec<Share>,
    /// Every case, with whom it would go to.
    pub lines: Vec<Line>,
    /// To whom cases can be given, as (account, name); the first is nobody.
    pub hands: Vec<(String, String)>,
    /// How many would be given out.
    pub given: usize,
    /// What would go to nobody: the case and why.
    pub skipped: Vec<(String, String)>,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What one handler would get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// 姓名.
    pub name: String,
    /// In hand now.
    pub now: String,
    /// Added.
    pub more: String,
    /// In hand then.
    pub then: String,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// The enterprise.
    pub name: Name,
    /// 受理编号.
    pub number: String,
    /// The account it would go to; empty = nobody.
    pub to: String,
    /// How many events it had when it was read.
    pub seen: u64,
    /// Who stays away from it, by name; empty if nobody.
    pub away: String,
    /// Why it goes to nobody; empty if it goes to somebody.
    pub why_not: String,
}

/// What is posted: from the page of the office boxes `who.ACCOUNT`, from the queue boxes `pick.ID`; from the page itself
/// for each case `to.ID` and `seen.ID`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// `by_hand`: every case is chosen for; else as many for each.
    pub how: String,
    /// Only so many.
    pub most: String,
    /// The boxes and choices.
    #[serde(flatten)]
    pub boxes: Typed,
}

/// A list to be given out: case, handler, how many events the case had when it was read.
pub type List = Vec<(ApplicationId, AccountId, u64)>;

impl Form {
    /// Which cases are named; none = all that nobody has.
    pub fn cases(&self) -> Vec<ApplicationId> {
        let shown = self.boxes.keys().filter_map(|name| name.strip_prefix("seen.")).map(str::to_owned);
        let named: BTreeSet<String> = shown.chain(picked(&self.boxes, "pick")).collect();
        named.into_iter().map(ApplicationId).collect()
    }

    /// How many at most, or that this is no number.
    fn most(&self) -> Result<usize, Errors> {
        match self.most.trim() {
            "" => Ok(usize::MAX),
            text => text.parse().ok().filter(|most| *most > 0).ok_or_else(|| Errors {
                lead: format!("“先分几件”写的“{text}”不是件数，请写 1 以上的整数，或者不填。"),
                ..Errors::none()
            }),
        }
    }

    /// Whether choices were made case by case.
    fn chosen(&self) -> bool {
        self.how == "by_hand" || self.boxes.keys().any(|name| name.starts_with("to."))
    }

    fn wishes(&self) -> BTreeMap<ApplicationId, AccountId> {
        let wish = |(name, value): (&String, &String)| {
            let id = name.strip_prefix("to.").filter(|_| !value.trim().is_empty())?;
            Some((ApplicationId(id.to_owned()), AccountId(value.trim().to_owned())))
        };
        self.boxes.iter().filter_map(wish).collect()
    }

    /// Who would get what.
    pub fn plan(&self, found: &ToAssign) -> Result<Plan, Errors> {
        let most = self.most()?;
        let cases: Vec<&Application> = found.cases.iter().map(|(case, _)| case).take(most).collect();
        let all: Vec<Hand> = found.hands.iter().map(|(hand, _)| hand.clone()).collect();
        if self.chosen() {
            return Ok(by_hand(&cases, &self.wishes(), &all, &found.away));
        }
        let ticked = picked(&self.boxes, "who");
        // From the queue nobody is ticked: then all are meant.
        let from_queue = !picked(&self.boxes, "pick").is_empty();
        let hands: Vec<Hand> = all
            .into_iter()
            .filter(|hand| from_queue || ticked.iter().any(|one| one == hand.account.as_str()))
            .collect();
        if hands.is_empty() {
            return Err(Errors {
                lead: "没有勾选分给谁。请勾选至少一位经办人。".into(), ..Errors::none()
            });
        }
        Ok(evenly(&cases, &hands, &found.away))
    }

    /// What was confirmed: every case with a choice, as it was read.
    pub fn list(&self) -> List {
        let seen = |id: &ApplicationId| typed(&self.boxes, &format!("seen.{id}")).parse().unwrap_or(0);
        self.wishes().into_iter().map(|(id, to)| (id.clone(), to, seen(&id))).collect()
    }
}

impl Assignment {
    /// The page for a plan.
    pub fn of(page: Page, found: &ToAssign, plan: &Plan) -> Assignment {
        let count = |n: u32| show::count(n.into());
        let counts = plan.counts();
        let share = |(hand, name): &(Hand, String)| {
            let more = counts.get(&hand.account).copied().unwrap_or(0);
            Share {
                name: name.clone(),
                now: count(hand.open),
                more: count(more),
                then: count(hand.open.saturating_add(more)),
            }
        };
        let to: BTreeMap<&ApplicationId, &AccountId> = plan.given.iter().map(|(id, to)| (id, to)).collect();
        let why: BTreeMap<&ApplicationId, &String> = plan.skipped.iter().map(|(id, why)| (id, why)).collect();
        let shown = found.cases.iter().filter(|(case, _)| to.contains_key(&case.id) || why.contains_key(&case.id));
        let line = |(case, seen): &(Application, u64)| {
            let away = found
                .hands
                .iter()
                .filter(|(hand, _)| found.away.contains(&(hand.account.clone(), case.enterprise.clone())));
            Line {
                id: case.id.to_string(),
                name: Name::new(case.filing.as_ref().map_or("（未提交）", |filing| &filing.content.name)),
                number: case.number.clone(),
                to: to.get(&case.id).map_or_else(String::new, |to| to.to_string()),
                seen: *seen,
                away: away.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("、"),
                why_not: why.get(&case.id).map_or_else(String::new, |why| why.to_string()),
            }
        };
        let lines: Vec<Line> = shown.map(line).collect();
        let skipped = lines.iter().filter(|line| !line.why_not.is_empty());
        let mut hands = vec![(String::new(), "先不分".to_owned())];
        hands.extend(found.hands.iter().map(|(hand, name)| (hand.account.to_string(), name.clone())));
        Assignment {
            page,
            shares: found.hands.iter().map(share).collect(),
            skipped: skipped
                .map(|line| (format!("{}（{}）", line.name.0, line.number), line.why_not.clone()))
                .collect(),
            lines,
            hands,
            given: plan.given.len(),
            errors: Errors::none(),
            refused: None,
        }
    }

    /// Said when there is nothing to give out.
    fn nothing(&self) -> Empty {
        Empty::new("没有要分派的申报", "还没有人受理的申报都已经有人办理，或者还没有企业提交。")
            .link("回到分工", "/office/work")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(how: &str, most: &str, boxes: &[(&str, &str)]) -> Form {
        let boxes = boxes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Form { how: how.into(), most: most.into(), boxes }
    }

    fn found() -> ToAssign {
        super::super::sample::to_assign().unwrap()
    }

    #[test]
    fn what_is_shown_is_what_is_confirmed() {
        let found = found();
        let plan = form("evenly", "", &[("who.officer-2", "on"), ("who.officer-6", "on")]).plan(&found).unwrap();
        assert_eq!(plan.given.len() + plan.skipped.len(), found.cases.len());
        let page = Assignment::of(crate::office::sample::office("/office/work", "分派"), &found, &plan);
        let mut boxes: Vec<(String, String)> = Vec::new();
        for line in &page.lines {
            boxes.push((format!("to.{}", line.id), line.to.clone()));
            boxes.push((format!("seen.{}", line.id), line.seen.to_string()));
        }
        let confirmed = Form { boxes: boxes.into_iter().collect(), ..Form::default() };
        let mut list: Vec<(ApplicationId, AccountId)> = confirmed
            .list()
            .into_iter()
            .map(|(id, to, seen)| {
                assert!(seen > 0);
                (id, to)
            })
            .collect();
        let mut given = plan.given.clone();
        list.sort();
        given.sort();
        assert_eq!(list, given);
        assert_eq!(confirmed.plan(&found).unwrap().given.len(), plan.given.len());
    }

    #[test]
    fn a_number_that_is_none_and_nobody_ticked_are_told() {
        let found = found();
        for most in ["0", "-1", "三"] {
            assert!(form("evenly", most, &[("who.officer-2", "on")]).plan(&found).unwrap_err().lead.contains(most));
        }
        assert_eq!(form("evenly", "2", &[("who.officer-2", "on")]).plan(&found).unwrap().given.len(), 2);
        assert!(form("evenly", "", &[]).plan(&found).unwrap_err().lead.contains("没有勾选"));
        let plan = form("by_hand", "", &[]).plan(&found).unwrap();
        assert!(plan.given.is_empty() && plan.skipped.iter().all(|(_, why)| why == "没有选经办人"));
    }
}
