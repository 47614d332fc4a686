//! 拟办 The handler proposes an outcome: what is still to be done, everything that was said, the opinion.

use askama::Template;
use serde::Deserialize;

use titian_domain::application::Onward;

use super::consulting::Consulting;
use super::{Bench, Docket, Obstacle, Overview};
use crate::components::{Errors, Refused};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::office::sample::Gathered;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/review/conclusion.html")]
pub struct Conclusion {
    /// The page.
    pub page: Page,
    /// Head, rail and tally.
    pub bench: Bench,
    /// The result of the reviewed figures, in a sentence.
    pub because: String,
    /// What stands in the way of letting it pass.
    pub left: Vec<Obstacle>,
    /// Everything that was said.
    pub overview: Overview,
    /// What can be proposed, as (value, label): once the time to mend is over, only that it does not pass.
    pub outcomes: Vec<(String, String)>,
    /// What asks for a reason: steps not taken, departments silent or objecting; empty if nothing does.
    pub uncalled: String,
    /// What departments say, where they can be asked.
    pub consulting: Option<Consulting>,
    /// Whether the time to mend is over.
    pub lapsed: bool,
    /// Whether the reader may conclude.
    pub may_conclude: bool,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted to `conclusion`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// `pass` or `fail`.
    pub proposal: String,
    /// In words; told to the enterprise where it does not pass.
    pub opinion: String,
    /// Why a step that is taken where called for was not taken; what is made of departments' silence or concern.
    pub uncalled: String,
    /// The silences and concerns that the page showed, as JSON.
    pub heard: String,
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Whether it passes.
    pub pass: bool,
    /// The opinion.
    pub opinion: String,
    /// Why steps were not taken that are taken where called for; may be empty.
    pub uncalled: String,
    /// The silences and concerns that the page showed.
    pub heard: Vec<String>,
}

impl Form {
    /// The proposal, or what has to be put right.
    pub fn parse(&self) -> Result<Proposal, Errors> {
        let mut reading = Reading::default();
        let pass = match self.proposal.as_str() {
            "pass" => Some(true),
            "fail" => Some(false),
            _ => None,
        };
        let pass = reading.one_of("proposal", pass, "请选拟通过还是拟不予通过");
        let opinion = reading.need("opinion", &self.opinion, "请写拟办意见");
        if opinion.chars().count() > 1_000 {
            reading.errors.push("opinion", "拟办意见最多写 1000 个字");
        }
        let uncalled = self.uncalled.trim().to_owned();
        if uncalled.chars().count() > 500 {
            reading.errors.push("uncalled", "理由最多写 500 个字");
        }
        // What cannot be read was not written by this page: nothing was shown then.
        let heard = serde_json::from_str(&self.heard).unwrap_or_default();
        reading.done(pass.map(|pass| Proposal { pass, opinion, uncalled, heard }))
    }
}

impl Conclusion {
    /// The page with what was typed. An empty form is given a proposal of words, never of the outcome.
    pub fn of(docket: &Docket<'_>, form: Form, errors: Errors) -> Conclusion {
        let opinion = if form == Form::default() { draft(docket) } else { form.opinion };
        let passes = match docket.station().onward {
            Onward::Publicity => "拟通过，列入公示",
            Onward::Recommendation => "拟通过，列入推荐名单",
        };
        let uncalled = docket.uncalled();
        let heard = serde_json::to_string(&docket.consulted().asks()).unwrap_or_default();
        Conclusion {
            page: docket.page.clone(),
            bench: Bench::of(docket, "conclusion"),
            because: show::sentence(&docket.reviewed.because),
            left: docket.obstacles(),
            overview: Overview::of(docket),
            outcomes: [("pass", passes), ("fail", "拟不予通过")]
                .into_iter()
                .filter(|(value, _)| *value == "fail" || !docket.lapsed())
                .map(|(value, label)| (value.to_owned(), label.to_owned()))
                .collect(),
            lapsed: docket.lapsed(),
            may_conclude: docket.handles() || docket.lapsed(),
            uncalled: if uncalled.is_empty() {
                String::new()
            } else {
                format!("{}；拟通过的理由", uncalled.join("；"))
            },
            consulting: Consulting::of(docket),
            form: Form { proposal: form.proposal, opinion, uncalled: form.uncalled, heard },
            errors,
            refused: None,
        }
    }

    /// Values to look at: much is left.
    pub fn sample() -> Option<Conclusion> {
        let gathered = Gathered::reviewing()?;
        Some(Conclusion::of(&gathered.docket()?, Form::default(), Errors::none()))
    }

    /// Nothing is left.
    pub fn sample_ready() -> Option<Conclusion> {
        let gathered = ready()?;
        Some(Conclusion::of(&gathered.docket()?, Form::default(), Errors::none()))
    }

    /// Refused by the domain, the form as it was typed.
    pub fn sample_refused() -> Option<Conclusion> {
        let gathered = Gathered::reviewing()?;
        let docket = gathered.docket()?;
        let refusal = titian_domain::refusal::Refusal::new("A9.2", "还不能拟办")
            .because_all(docket.obstacles().into_iter().map(|one| one.text))
            .todo("请办完以上各项");
        let form = Form { proposal: "pass".into(), opinion: "拟通过。".into(), ..Form::default() };
        Some(Conclusion { refused: Some(Refused::from(&refusal)), ..Conclusion::of(&docket, form, Errors::none()) })
    }
}

/// The sample case, all done but for the conclusion.
fn ready() -> Option<Gathered> {
    let (reviewing, concluded) = (Gathered::reviewing()?, Gathered::concluded()?);
    let case = titian_domain::application::Application { stage: reviewing.case.stage.clone(), ..concluded.case };
    Some(Gathered { case, checks: concluded.checks, ..reviewing })
}

/// Words to begin with: points, checks, visits. The officer completes them.
fn draft(docket: &Docket<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(mark) = docket.reviewed.points {
        let points = show::points(mark.low, mark.high);
        parts.push(format!("审核后得 {points} 分，过线为 {} 分，{}标准", mark.pass, docket.reviewed.outcome.label));
    }
    let (clear, all) = (docket.gates_clear(), docket.edition.gates.gates.len());
    parts.push(format!("基本条件 {all} 条，核查符合 {clear} 条"));
    if let Some(visit) = docket.visits.and_then(|visits| visits.visits.last()) {
        let differs = visit.findings.iter().filter(|finding| !finding.agrees).count();
        let differs = if differs > 0 { format!("有 {differs} 处与申报不符") } else { "情况相符".into() };
        parts.push(format!("{}实地抽查，{differs}", show::day_short(visit.on)));
    }
    parts.join("；") + "。"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conclusion_has_an_outcome_and_words() {
        let read = |proposal: &str, opinion: &str| {
            let fields = |errors: Errors| errors.list.into_iter().map(|(field, _)| field).collect::<Vec<_>>();
            Form { proposal: proposal.into(), opinion: opinion.into(), ..Form::default() }.parse().map_err(fields)
        };
        let said = |pass, opinion: &str| {
            Ok(Proposal { pass, opinion: opinion.into(), uncalled: String::new(), heard: vec![] })
        };
        assert_eq!(read("pass", " 拟通过 "), said(true, "拟通过"));
        assert_eq!(read("fail", "总分不足"), said(false, "总分不足"));
        assert_eq!(read("", ""), Err(vec!["proposal".into(), "opinion".into()]));
    }

    #[test]
    fn what_is_left_is_told_until_nothing_is() {
        let gathered = ready().unwrap();
        assert_eq!(gathered.docket().unwrap().obstacles(), []);
        let gathered = Gathered::reviewing().unwrap();
        let left: Vec<String> = gathered.docket().unwrap().obstacles().into_iter().map(|one| one.text).collect();
        assert_eq!(left.len(), 5, "{left:?}");
        assert!(left[3].contains("严重失信"), "{left:?}");
    }
}
