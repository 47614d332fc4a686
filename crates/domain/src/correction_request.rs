//! 更正填报数据的申请 Request to correct filed data (Art. 9 第九条).
//!
//! An enterprise that filed a wrong figure asks to have it corrected: what is right, how it came to be wrong, and what
//! proves it. Its city examines and gives an opinion, the province decides. What was declared stays as it was declared;
//! the right figure is written down beside it and judged from then on. Apart from Article 16: to have asked proves
//! nothing, and protects nobody from what follows where data were falsified.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::answers::{Answers, Edit, Place, Source};
use crate::application::{Application, Effect, Filing, Stage as CaseStage, applied_under};
use crate::enterprise::tidy;
use crate::id::{AccountId, ApplicationId, CorrectionRequestId, EnterpriseId, EvidenceId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionRequest {
    /// Its id.
    pub id: CorrectionRequestId,
    /// In which case.
    pub application: ApplicationId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Its name, as filed.
    pub name: String,
    /// 受理编号 of the case.
    pub number: String,
    /// Of which tier.
    pub tier: Tier,
    /// The city that examines it: the one of the case.
    pub city: DivisionCode,
    /// The digest of the filing that it speaks of.
    pub digest: String,
    /// What is to be corrected.
    pub changes: Vec<Change>,
    /// How it came to be wrong.
    pub why: String,
    /// What proves it.
    pub evidence: Vec<EvidenceId>,
    /// Who asked.
    pub by: AccountId,
    /// When.
    pub on: Date,
    /// How far it is.
    pub stage: Stage,
}

/// One figure that was filed wrongly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which.
    pub place: Place,
    /// What was filed, or was corrected to before; none if nothing was.
    pub was: Option<String>,
    /// What is right.
    pub right: String,
}

/// How far a request is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 待市级核对.
    Asked,
    /// 待自治区决定.
    Examined {
        /// What the city says.
        opinion: Opinion,
    },
    /// 准予更正: it stands beside the filing.
    Accepted {
        /// What the city said.
        opinion: Opinion,
        /// What the province decided.
        decision: Decision,
        /// How the case was judged without it and with it, that day; none where its edition is not held.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        effect: Option<Effect>,
    },
    /// 不予更正.
    Declined {
        /// What the city said.
        opinion: Opinion,
        /// What the province decided.
        decision: Decision,
    },
    /// 企业撤回.
    Withdrawn {
        /// When.
        on: Date,
    },
}

impl Stage {
    /// Its word in columns.
    pub fn id(&self) -> &'static str {
        match self {
            Stage::Asked => "asked",
            Stage::Examined { .. } => "examined",
            Stage::Accepted { .. } => "accepted",
            Stage::Declined { .. } => "declined",
            Stage::Withdrawn { .. } => "withdrawn",
        }
    }

    /// In Chinese.
    pub fn label(&self) -> &'static str {
        match self {
            Stage::Asked => "待市级核对",
            Stage::Examined { .. } => "待自治区决定",
            Stage::Accepted { .. } => "准予更正",
            Stage::Declined { .. } => "不予更正",
            Stage::Withdrawn { .. } => "企业已撤回",
        }
    }

    /// Whether somebody still has to do something.
    pub fn waits(&self) -> bool {
        matches!(self, Stage::Asked | Stage::Examined { .. })
    }
}

/// 市级意见.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Whether the evidence bears the correction out.
    pub supports: bool,
    /// Its words.
    pub words: String,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub on: Date,
}

/// 自治区决定.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its words.
    pub words: String,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub on: Date,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The enterprise asked.
    Asked {
        /// All of it.
        request: Box<CorrectionRequest>,
    },
    /// The city gave its opinion.
    Examined {
        /// Which.
        opinion: Opinion,
    },
    /// The province accepted it.
    Accepted {
        /// In which words.
        decision: Decision,
        /// What it changes in how the case is judged.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        effect: Option<Effect>,
    },
    /// The province did not.
    Declined {
        /// Why.
        decision: Decision,
    },
    /// The enterprise took it back.
    Withdrawn {
        /// When.
        on: Date,
    },
}

/// What an enterprise asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// A fresh id.
    pub id: CorrectionRequestId,
    /// What is right, place by place.
    pub edits: Vec<Edit>,
    /// How it came to be wrong.
    pub why: String,
    /// What proves it.
    pub evidence: Vec<EvidenceId>,
}

/// Why the data of a case cannot be corrected on request; `None` if they can.
pub fn closed(case: &Application) -> Option<Refusal> {
    let refusal =
        |reason: &str, todo: &str| Some(Refusal::new(case.applied_under(), "不用申请更正").because(reason).todo(todo));
    match (&case.stage, &case.filing) {
        (CaseStage::Draft, _) | (_, None) => refusal("这件申报还没有提交", "请直接在企业档案里改正，再提交申报"),
        (CaseStage::Returned { .. }, _) => {
            refusal("这件申报已经退回补正，还在企业手里", "请直接在企业档案里改正，再重新提交")
        }
        (CaseStage::Withdrawn { .. }, _) => refusal("这件申报已经撤回", "请在企业档案里改正；以后的申报按改正后的填报"),
        _ => None,
    }
}

/// What stands at the places of a filing now: as filed, with what was corrected since. Never what a reviewer found.
pub fn filed(filing: &Filing) -> Answers {
    let mut answers = filing.content.answers.clone();
    for one in &filing.corrections {
        one.edits.iter().for_each(|edit| answers.put(edit, Source::Correction, one.on));
    }
    answers
}

/// Asks to have filed data corrected. `waits`: the case has a request already that is not decided.
pub fn ask(
    case: &Application,
    asking: Asking,
    (by, on): (AccountId, Date),
    catalogue: &Catalogue,
    waits: bool,
) -> Result<Vec<Event>, Refusal> {
    if let Some(refusal) = closed(case) {
        return Err(refusal);
    }
    let Some(filing) = &case.filing else { return Ok(vec![]) };
    let known = filed(filing);
    let mut reasons = Vec::new();
    if waits {
        reasons.push("这件申报已经有一份更正申请在办".to_owned());
    }
    let mut changes: Vec<Change> = Vec::new();
    for edit in asking.edits {
        match change(catalogue, &known, edit) {
            Ok(change) if changes.iter().any(|one| one.place == change.place) => {
                reasons.push(format!("“{}”写了两次", label(catalogue, &change.place)));
            }
            Ok(change) => changes.push(change),
            Err(reason) => reasons.push(reason),
        }
    }
    if changes.is_empty() && reasons.is_empty() {
        reasons.push("没有写要更正哪一项".into());
    }
    match wording::words(&asking.why) {
        Ok("") => reasons.push("没有写当时为什么填错".into()),
        Ok(_) => {}
        Err(odd) => reasons.push(format!("填错的原因中{odd}")),
    }
    if asking.evidence.is_empty() {
        reasons.push("没有附证明正确数据的材料".into());
    }
    if !reasons.is_empty() {
        let refusal = Refusal::new(case.applied_under(), "更正申请还不能提交").because_all(reasons);
        return Err(refusal.todo("请补全后重新提交"));
    }
    let request = CorrectionRequest {
        id: asking.id,
        application: case.id.clone(),
        enterprise: case.enterprise.clone(),
        name: filing.content.name.clone(),
        number: case.number.clone(),
        tier: case.tier,
        city: case.city,
        digest: filing.digest.clone(),
        changes,
        why: asking.why.trim().to_owned(),
        evidence: asking.evidence,
        by,
        on,
        stage: Stage::Asked,
    };
    Ok(vec![Event::Asked { request: Box::new(request) }])
}

/// A figure as it is to be corrected, or why it cannot be.
fn change(catalogue: &Catalogue, known: &Answers, edit: Edit) -> Result<Change, String> {
    let named = label(catalogue, &edit.place);
    let was = known.get(&edit.place);
    let of_officers = catalogue.fact(&edit.place.fact).is_some_and(|(_, fact)| fact.judged_by_officer);
    if of_officers || was.is_some_and(|answer| answer.source == Source::Register) {
        return Err(format!("“{named}”不是企业填报的，不能申请更正"));
    }
    let Edit { place, text } = tidy(catalogue, edit)?;
    let Some(right) = text else { return Err(format!("“{named}”没有写正确的数据")) };
    let was = was.map(|answer| answer.text.clone());
    if was.as_ref() == Some(&right) {
        return Err(format!("“{named}”与现在的相同，没有什么要更正"));
    }
    Ok(Change { place, was, right })
}

/// 2025年度营业收入: a figure as people name it.
pub fn label(catalogue: &Catalogue, place: &Place) -> String {
    let fact = catalogue.fact(&place.fact).map_or(place.fact.as_str(), |(_, fact)| fact.label.as_str());
    match place.year {
        Some(year) => format!("{year}年度{fact}"),
        None => fact.to_owned(),
    }
}

/// The city gives its opinion.
pub fn examine(standing: &CorrectionRequest, opinion: Opinion) -> Result<Vec<Event>, Refusal> {
    if standing.stage != Stage::Asked {
        return Err(out_of_turn(standing, "提出意见"));
    }
    let words = needed(standing, &opinion.words, "核对意见")?;
    Ok(vec![Event::Examined { opinion: Opinion { words, ..opinion } }])
}

/// The province decides, after its city has looked. `case` is the case as it stands, `effect` what the correction changes
/// in how it is judged.
pub fn decide(
    standing: &CorrectionRequest,
    case: &Application,
    accept: bool,
    decision: Decision,
    effect: Option<Effect>,
) -> Result<Vec<Event>, Refusal> {
    let Stage::Examined { opinion } = &standing.stage else { return Err(out_of_turn(standing, "决定")) };
    if opinion.by == decision.by {
        let refusal = Refusal::new(standing.article(), "还不能决定").because("市级意见是您提出的");
        return Err(refusal.todo("请由另一位有权人员决定"));
    }
    let decision = Decision { words: needed(standing, &decision.words, "决定的理由")?, ..decision };
    if !accept {
        return Ok(vec![Event::Declined { decision }]);
    }
    let filed_anew = case.filing.as_ref().is_none_or(|filing| filing.digest != standing.digest);
    if filed_anew || closed(case).is_some() {
        return Err(Refusal::new(standing.article(), "不能准予更正")
            .because(match filed_anew {
                true => "申报此后已经重新提交，这份申请所说的填报不再有效".to_owned(),
                false => format!("这件申报目前是“{}”", case.stage.label()),
            })
            .todo("请不予更正，并在理由中告知企业在申报中直接改正"));
    }
    Ok(vec![Event::Accepted { decision, effect }])
}

/// The enterprise takes it back.
pub fn withdraw(standing: &CorrectionRequest, on: Date) -> Result<Vec<Event>, Refusal> {
    if standing.stage.waits() { Ok(vec![Event::Withdrawn { on }]) } else { Err(out_of_turn(standing, "撤回")) }
}

fn needed(standing: &CorrectionRequest, words: &str, what: &str) -> Result<String, Refusal> {
    match wording::words(words) {
        Ok("") => Err(Refusal::new(standing.article(), format!("没有写{what}")).todo(format!("请填写{what}"))),
        Ok(words) => Ok(words.to_owned()),
        Err(odd) => Err(Refusal::new(standing.article(), format!("{what}不能这样写")).because(format!("其中{odd}"))),
    }
}

fn out_of_turn(standing: &CorrectionRequest, act: &str) -> Refusal {
    Refusal::new(standing.article(), format!("这份更正申请现在不能{act}"))
        .because(format!("目前是“{}”", standing.stage.label()))
        .todo("请刷新页面查看")
}

impl CorrectionRequest {
    /// The clause under which its data were declared to be true.
    pub fn article(&self) -> &'static str {
        applied_under(self.tier)
    }

    /// What is right, as edits.
    pub fn edits(&self) -> Vec<Edit> {
        let edit = |one: &Change| Edit { place: one.place.clone(), text: Some(one.right.clone()) };
        self.changes.iter().map(edit).collect()
    }
}

impl Room for CorrectionRequest {
    const NAME: &'static str = "correction_request";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let (None, Event::Asked { request }) = (&state, event) {
            return Some((**request).clone());
        }
        let mut request = state?;
        request.stage = match (event.clone(), request.stage) {
            (Event::Examined { opinion }, Stage::Asked) => Stage::Examined { opinion },
            (Event::Accepted { decision, effect }, Stage::Examined { opinion }) => {
                Stage::Accepted { opinion, decision, effect }
            }
            (Event::Declined { decision }, Stage::Examined { opinion }) => Stage::Declined { opinion, decision },
            (Event::Withdrawn { on }, Stage::Asked | Stage::Examined { .. }) => Stage::Withdrawn { on },
            (_, stage) => stage,
        };
        Some(request)
    }

    fn basis(state: Option<&Self>, event: &Event) -> &'static str {
        state.map_or(room::Event::basis(event), CorrectionRequest::article)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("application", (&self.application).into()),
            ("enterprise", (&self.enterprise).into()),
            ("city", self.city.to_string().into()),
            ("stage", self.stage.id().into()),
            ("asked_on", self.on.into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A9.1"
    }
}
