//! 一份更正申请 One request to correct filed data: what was filed, what is said to be right, how it came to be wrong, and
//! what it would change; the city gives its opinion, the province decides.

use std::collections::HashMap;

use askama::Template;
use jiff::civil::date;
use serde::Deserialize;
use titian_domain::answers::Place;
use titian_domain::application::{Effect, Mark};
use titian_domain::correction_request::{Change, CorrectionRequest, Decision, Opinion, Stage, label};
use titian_domain::id::{AccountId, ApplicationId, CorrectionRequestId, EnterpriseId, EvidenceId};
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::tier::Tier;

use super::board::asked;
use crate::components::{Errors, Refused, Summary, Tag};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::office::sample::{liuzhou, office, province};
use crate::sample::{FIRM, policy};
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/correction/request.html")]
pub struct RequestPage {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// Whose.
    pub name: Name,
    /// Where the case is.
    pub case: String,
    /// 受理编号 of the case.
    pub number: String,
    /// How far the case is.
    pub stage: String,
    /// How far the request is.
    pub state: Tag,
    /// How many events the case had when this was read.
    pub seen: u64,
    /// What is to be corrected: which, as filed, as it is right.
    pub changes: Vec<(String, String, String)>,
    /// How it came to be wrong.
    pub why: String,
    /// What is to prove it: name and address.
    pub files: Vec<(String, String)>,
    /// Who asked and when, what the city said, what was decided.
    pub facts: Summary,
    /// How the case is judged without it and with it.
    pub effect: Option<Judged>,
    /// Whether the reader may examine it, or decide it.
    pub may: (bool, bool),
    /// Who is waited for; empty once nobody is.
    pub waits: &'static str,
    /// What is typed as opinion.
    pub opinion: OpinionForm,
    /// What is typed as decision.
    pub decision: DecisionForm,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// Two judgements side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Outcome and points without it.
    pub before: (Tag, String),
    /// With it.
    pub after: (Tag, String),
    /// Whether the outcome turns.
    pub turns: bool,
}

impl Judged {
    /// That of an effect.
    pub fn of(effect: &Effect) -> Judged {
        let mark = |mark: &Mark| {
            let tag = match mark.outcome.as_str() {
                "passes" => Tag::ok(mark.label()),
                "fails" => Tag::warn(mark.label()),
                _ => Tag::ask(mark.label()),
            };
            let points = mark.points.map_or_else(|| "—".to_owned(), |(low, high)| show::points(low, high));
            (tag, points)
        };
        Judged { before: mark(&effect.before), after: mark(&effect.after), turns: effect.turns() }
    }
}

/// What is posted to `opinion`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct OpinionForm {
    /// `supports`, `doubts`.
    pub finding: String,
    /// The words.
    pub words: String,
}

impl OpinionForm {
    /// Whether the evidence bears it out, and the words; or what has to be put right.
    pub fn parse(&self) -> Result<(bool, String), Errors> {
        let mut reading = Reading::default();
        let finding = match self.finding.as_str() {
            "supports" => Some(true),
            "doubts" => Some(false),
            _ => None,
        };
        let finding = reading.one_of("finding", finding, "请选核对的结果");
        let words = reading.need("words", &self.words, "请写明核对了什么、看到什么");
        reading.done(finding.map(|finding| (finding, words)))
    }
}

/// What is posted to `decision`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    /// `accept`, `decline`.
    pub decision: String,
    /// The words.
    pub reason: String,
    /// How many events the case had when it was read.
    pub seen: String,
}

impl DecisionForm {
    /// Whether it is accepted, and the words; or what has to be put right.
    pub fn parse(&self) -> Result<(bool, String), Errors> {
        let mut reading = Reading::default();
        let accept = match self.decision.as_str() {
            "accept" => Some(true),
            "decline" => Some(false),
            _ => None,
        };
        let accept = reading.one_of("decision", accept, "请选准予还是不予更正");
        let words = reading.need("reason", &self.reason, "请写明理由，企业会看到");
        reading.done(accept.map(|accept| (accept, words)))
    }
}

/// What a page says around a request.
pub struct Around<'a> {
    /// What the facts are called.
    pub catalogue: &'a Catalogue,
    /// How far the case is.
    pub stage: &'a str,
    /// How many events it has had.
    pub seen: u64,
    /// What the request would change now; what it did, once it was accepted, is in the request.
    pub effect: Option<&'a Effect>,
    /// Its files: digest and name.
    pub files: Vec<(String, String)>,
    /// Names of people.
    pub names: &'a HashMap<AccountId, String>,
    /// Whether the reader may examine it, or decide it.
    pub may: (bool, bool),
}

/// What is to be corrected, as people read it.
pub fn changes(catalogue: &Catalogue, changes: &[Change]) -> Vec<(String, String, String)> {
    let one = |one: &Change| {
        let was = one.was.clone().unwrap_or_else(|| "未填".into());
        (show::sentence(&label(catalogue, &one.place)), was, one.right.clone())
    };
    changes.iter().map(one).collect()
}

impl RequestPage {
    /// The page.
    pub fn of(page: Page, one: &CorrectionRequest, around: &Around<'_>) -> RequestPage {
        let Around { catalogue, stage, seen, effect, files, names, may } = around;
        let name = |id: &AccountId| names.get(id).map_or("经办人", String::as_str).to_owned();
        let mut facts = Summary::new().row("提出", format!("{}，{}", name(&one.by), show::day(one.on)));
        let said = |facts: Summary, opinion: &Opinion| {
            let finding = if opinion.supports { "材料能证明" } else { "材料不能证明" };
            let by = format!("{}，{}", name(&opinion.by), show::day(opinion.on));
            facts.noted("市级意见", format!("{finding}：{}", opinion.words), by)
        };
        let decided = |facts: Summary, what: &str, decision: &Decision| {
            let by = format!("{}，{}", name(&decision.by), show::day(decision.on));
            facts.noted("自治区决定", format!("{what}：{}", decision.words), by)
        };
        let mut effect = *effect;
        match &one.stage {
            Stage::Asked => {}
            Stage::Examined { opinion } => facts = said(facts, opinion),
            Stage::Accepted { opinion, decision, effect: kept } => {
                facts = decided(said(facts, opinion), "准予更正", decision);
                effect = kept.as_ref();
            }
            Stage::Declined { opinion, decision } => facts = decided(said(facts, opinion), "不予更正", decision),
            Stage::Withdrawn { on } => facts = facts.row("企业撤回", show::day(*on)),
        }
        let href = |file: &(String, String)| {
            (file.1.clone(), format!("/office/correction-requests/{}/files/{}", one.id, file.0))
        };
        RequestPage {
            page,
            id: one.id.to_string(),
            name: Name::new(&one.name),
            case: format!("/office/applications/{}", one.application),
            number: one.number.clone(),
            stage: (*stage).to_owned(),
            state: asked(&one.stage),
            seen: *seen,
            changes: changes(catalogue, &one.changes),
            why: one.why.clone(),
            files: files.iter().map(href).collect(),
            facts,
            effect: effect.map(Judged::of),
            may: *may,
            waits: match &one.stage {
                Stage::Asked => "由所在市的经办或审批人员核对，提出意见。",
                Stage::Examined { .. } => "市级已提出意见，由自治区审批人员决定。",
                _ => "",
            },
            opinion: OpinionForm::default(),
            decision: DecisionForm::default(),
            errors: Errors::none(),
            refused: None,
        }
    }

    /// Values to look at: waits for the city.
    pub fn sample() -> Option<RequestPage> {
        RequestPage::sampled(Stage::Asked, (true, false))
    }

    /// Waits for the province; the outcome would turn.
    pub fn sample_examined() -> Option<RequestPage> {
        RequestPage::sampled(Stage::Examined { opinion: sample_opinion() }, (false, true))
    }

    /// Refused: nothing is chosen.
    pub fn sample_refused() -> Option<RequestPage> {
        let errors = DecisionForm::default().parse().err()?;
        RequestPage::sample_examined().map(|page| RequestPage { errors, ..page })
    }

    /// Accepted.
    pub fn sample_accepted() -> Option<RequestPage> {
        let decision = sample_decision();
        let stage = Stage::Accepted { opinion: sample_opinion(), decision, effect: Some(sample_effect()) };
        RequestPage::sampled(stage, (false, false))
    }

    fn sampled(stage: Stage, may: (bool, bool)) -> Option<RequestPage> {
        let page = if may.0 { office("/office/corrections", "") } else { province("/office/corrections", "") };
        let page = Page { title: format!("更正申请：{FIRM}"), ..page }.under("更正", "/office/corrections");
        let one = sample_request(stage);
        let effect = sample_effect();
        let names = [(AccountId("member-1".into()), "演示用户甲".to_owned())].into();
        let files = vec![("f1".to_owned(), "2025年审计报告.pdf".to_owned())];
        let around = Around {
            catalogue: &policy()?.catalogue,
            stage: "审核中",
            seen: 4,
            effect: one.stage.waits().then_some(&effect),
            files,
            names: &names,
            may,
        };
        Some(RequestPage::of(page, &one, &around))
    }
}

/// A request to look at.
pub fn sample_request(stage: Stage) -> CorrectionRequest {
    CorrectionRequest {
        id: CorrectionRequestId("q1".into()),
        application: ApplicationId("c1".into()),
        enterprise: EnterpriseId("e1".into()),
        name: FIRM.into(),
        number: "GX2026H2C00042".into(),
        tier: Tier::Innovative,
        city: liuzhou().unwrap_or(titian_rulebook::region::DivisionCode::GUANGXI),
        digest: "12".repeat(32),
        changes: vec![Change {
            place: Place { fact: "rd_expense".into(), year: Some(2025) },
            was: Some("18.64万元".into()),
            right: "186.4万元".into(),
        }],
        why: "录入时小数点错位，审计报告附注为 186.4 万元。".into(),
        evidence: vec![EvidenceId("f1".into())],
        by: AccountId("member-1".into()),
        on: date(2026, 11, 19),
        stage,
    }
}

/// An opinion to look at.
pub fn sample_opinion() -> Opinion {
    let words = "已核对审计报告原件，附注金额一致。".into();
    Opinion { supports: true, words, by: AccountId("officer-2".into()), on: date(2026, 11, 20) }
}

/// A decision to look at.
pub fn sample_decision() -> Decision {
    Decision {
        words: "材料清楚，准予更正。".into(), by: AccountId("leader-9".into()), on: date(2026, 11, 23)
    }
}

/// An effect to look at.
pub fn sample_effect() -> Effect {
    let mark = |outcome: &str, points| Mark { outcome: outcome.into(), points: Some((points, points)) };
    Effect { before: mark("fails", 50), after: mark("passes", 65), touches: vec!["rd_share".into()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_says_what_is_missing() {
        let fields = |errors: Errors| errors.list.into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(fields(OpinionForm::default().parse().unwrap_err()), ["finding", "words"]);
        assert_eq!(fields(DecisionForm::default().parse().unwrap_err()), ["decision", "reason"]);
        let form = OpinionForm { finding: "doubts".into(), words: " 看不清 ".into() };
        assert_eq!(form.parse(), Ok((false, "看不清".into())));
    }

    #[test]
    fn what_was_judged_when_it_was_accepted_is_shown_for_ever() {
        let page = RequestPage::sample_accepted().unwrap();
        let judged = page.effect.unwrap();
        assert!(judged.turns && (judged.before.1.as_str(), judged.after.1.as_str()) == ("50", "65"));
        assert_eq!(page.waits, "");
    }
}
