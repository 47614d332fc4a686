//! 成批办理 Many cases in hand returned, or proposed to pass: what can be done and what not, each with its reason; then all
//! that is ticked, or none of it.
//!
//! POST `/office/together` shows the page for the boxes ticked in the queue; POST `/office/together/confirm` does it.

use askama::Template;
use serde::Deserialize;
use titian_app::query::Would;
use titian_domain::application::Together as Act;
use titian_domain::id::ApplicationId;

use crate::components::{Empty, Errors, Refused};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::read::{picked, typed};
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/together.html")]
pub struct Together {
    /// The page.
    pub page: Page,
    /// What is done: `return` or `pass`.
    pub what: &'static str,
    /// What can be done.
    pub ready: Vec<Line>,
    /// What cannot, with every reason.
    pub skipped: Vec<Line>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
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
    /// How many events it had when it was read.
    pub seen: u64,
    /// Whether its box is ticked.
    pub ticked: bool,
    /// Why it is not done; empty if it can be.
    pub reasons: Vec<String>,
}

/// What is posted: from the queue boxes `pick.ID`; from the page itself also `seen.ID` and the opinion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// `return` or `pass`.
    pub what: String,
    /// The opinion, in the same words for all.
    pub opinion: String,
    /// The boxes.
    #[serde(flatten)]
    pub boxes: Typed,
}

/// What a proposal is asked with as long as no opinion was written: the words are asked for when it is confirmed.
const UNWRITTEN: &str = "拟通过";

impl Form {
    /// What is done: returned, unless it says that they are to pass.
    pub fn act(&self) -> Act {
        if self.what == "pass" { Act::Pass { opinion: self.opinion.trim().to_owned() } } else { Act::Return }
    }

    /// The same, to look at before an opinion is written.
    pub fn looked(&self) -> Act {
        match self.act() {
            Act::Pass { opinion } if opinion.is_empty() => Act::Pass { opinion: UNWRITTEN.into() },
            act => act,
        }
    }

    /// The cases that are ticked.
    pub fn cases(&self) -> Vec<ApplicationId> {
        picked(&self.boxes, "pick").into_iter().map(ApplicationId).collect()
    }

    /// All cases of the page, ticked or not.
    pub fn shown(&self) -> Vec<ApplicationId> {
        let shown = |name: &String| name.strip_prefix("seen.").map(|id| ApplicationId(id.to_owned()));
        self.boxes.keys().filter_map(shown).collect()
    }

    /// What was confirmed: every ticked case as it was read, and the words; or what has to be put right.
    pub fn parse(&self) -> Result<(Vec<(ApplicationId, u64)>, Act), Errors> {
        let act = self.act();
        let seen = |id: &ApplicationId| typed(&self.boxes, &format!("seen.{id}")).parse().unwrap_or(0);
        let list: Vec<(ApplicationId, u64)> = self.cases().into_iter().map(|id| (id.clone(), seen(&id))).collect();
        let mut errors = Errors::none();
        if act == (Act::Pass { opinion: String::new() }) {
            errors.push("opinion", "请写拟办意见");
        }
        if list.is_empty() {
            errors.lead = "没有勾选任何一件。".into();
        }
        if errors.is_empty() && errors.lead.is_empty() { Ok((list, act)) } else { Err(errors) }
    }
}

impl Together {
    /// The page for what would become of some cases.
    pub fn of(page: Page, all: &[Would], form: Form) -> Together {
        let again = !form.shown().is_empty();
        let ticked = form.cases();
        let line = |one: &Would| {
            let reasons = one.refusal.iter().flat_map(|refusal| {
                if refusal.reasons.is_empty() { vec![refusal.what.clone()] } else { refusal.reasons.clone() }
            });
            Line {
                id: one.application.to_string(),
                name: Name::new(&one.name.0),
                number: one.name.1.clone(),
                seen: one.version,
                ticked: !again || ticked.contains(&one.application),
                reasons: reasons.map(|reason| show::sentence(&reason)).collect(),
            }
        };
        let (ready, skipped): (Vec<Line>, Vec<Line>) = all.iter().map(line).partition(|line| line.reasons.is_empty());
        let what = if form.what == "pass" { "pass" } else { "return" };
        let word = if what == "pass" { "拟办" } else { "退回补正" };
        let mut page = page.under("待办", "/office");
        page.title = match ready.len() {
            0 => format!("没有可以成批{word}的"),
            ready => format!("成批{word}\u{a0}{ready}\u{a0}件"),
        };
        Together { page, what, ready, skipped, form, errors: Errors::none(), refused: None }
    }

    /// Said when nothing can be done at once.
    fn nothing(&self) -> Empty {
        Empty::new("没有可以一起办的", "每一件的原因见下面；请逐件打开办理。").link("回到待办", "/office")
    }

    /// Values to look at: three to pass, and two that need a look of their own.
    pub fn sample() -> Option<Together> {
        let page = crate::office::sample::office("/office", "");
        let would = |at: usize, reasons: &[&str]| {
            let (name, ..) = crate::sample::FIRMS.get(at)?;
            let refusal = titian_domain::refusal::Refusal::new("A9.2", "要逐件拟办")
                .because_all(reasons.iter().map(|one| (*one).to_owned()));
            Some(Would {
                application: ApplicationId(format!("{at}")),
                version: 9,
                name: ((*name).into(), format!("GX2026H2C{:05}", at * 17 + 3)),
                refusal: (!reasons.is_empty()).then_some(refusal),
            })
        };
        let odd = ["“上年度研发费用占比”是“调整”，要逐件拟办", "没有实地抽查记录"];
        let all = [would(0, &[])?, would(1, &[])?, would(2, &[])?, would(3, &odd)?, would(4, &odd[1..])?];
        Some(Together::of(page, &all, Form { what: "pass".into(), ..Form::default() }))
    }

    /// Confirmed without an opinion.
    pub fn sample_refused() -> Option<Together> {
        let page = Together::sample()?;
        let errors = page.form.parse().err()?;
        Some(Together { errors, ..page })
    }

    /// Nothing to return.
    pub fn sample_empty() -> Option<Together> {
        let mut page = Together::sample()?;
        page.page.title = "没有可以成批退回补正的".into();
        Some(Together { what: "return", ready: vec![], ..page })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ticked_is_confirmed_with_its_words() {
        let boxes =
            [("pick.1", "on"), ("seen.1", "7"), ("seen.2", "9")].map(|(name, value)| (name.into(), value.into()));
        let form = Form { what: "pass".into(), opinion: " 各项属实 ".into(), boxes: boxes.into() };
        let (list, act) = form.parse().unwrap();
        assert_eq!(list, [(ApplicationId("1".into()), 7)]);
        assert_eq!(act, Act::Pass { opinion: "各项属实".into() });
        let unwritten = Form { opinion: String::new(), ..form.clone() };
        assert_eq!(unwritten.parse().unwrap_err().list[0].0, "opinion");
        assert_eq!(unwritten.looked(), Act::Pass { opinion: UNWRITTEN.into() });
        let back = Form { what: "return".into(), opinion: String::new(), ..form };
        assert_eq!(back.parse().unwrap().1, Act::Return);
        assert!(Form::default().parse().unwrap_err().lead.contains("没有勾选"));
    }
}
