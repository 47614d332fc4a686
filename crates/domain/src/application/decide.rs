//! What an applicant and the reviewing office may do with one case.

mod desk;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;
use titian_rulebook::judge::Truth;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Purpose;

use super::recuse::{hand_on, kept_away};
use super::{
    Application, ByHand, Channel, Content, Declaration, Declared, Event, Filing, Held, Ruling, Stage, Steps,
    at_submission, may_apply, rereviewed,
};
use crate::consultation::Consulted;
use crate::id::{AccountId, ApplicationId, EnterpriseId, EvidenceId, RecognitionId};
use crate::notice::{Batch, Signing};
use crate::recognition::Recognition;
use crate::refusal::Refusal;
use crate::wording;

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deficiency {
    /// Which indicator, condition or gate; may be empty for the case as a whole.
    pub item: String,
    /// Its label.
    pub label: String,
    /// What is wanted.
    pub what: String,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 开始填报.
    Begin {
        /// A fresh id.
        id: ApplicationId,
        /// For whom.
        enterprise: EnterpriseId,
        /// Its city today; that at submission counts.
        city: DivisionCode,
    },
    /// 提交, for the first time or after a return.
    Submit {
        /// The content as it is now.
        content: Box<Content>,
        /// The digest of the content that the person read and declared.
        declared: String,
        /// By name.
        name: String,
        /// The signed and sealed scan.
        scan: Option<EvidenceId>,
        /// A fresh 受理编号, used at the first submission.
        number: String,
    },
    /// 撤回申报.
    Withdraw,
    /// 受理 a case that nobody has; or 转交, from the handler who has it to another.
    TakeUp {
        /// 经办人.
        handler: AccountId,
        /// Who has it now, if it is handed over.
        from: Option<AccountId>,
    },
    /// 登记县级推荐意见.
    RecommendFromCounty {
        /// Which county or zone, as it signs.
        county: String,
        /// Its words.
        opinion: String,
        /// The date on its paper.
        dated: Date,
    },
    /// 逐项审核.
    Rule {
        /// By id of the item.
        rulings: Vec<(String, Ruling)>,
    },
    /// 退回补正.
    Return {
        /// What is wanted, besides what was asked item by item.
        deficiencies: Vec<Deficiency>,
    },
    /// 拟办.
    Conclude {
        /// Whether it passes.
        pass: bool,
        /// In words.
        opinion: String,
        /// Why a step that is taken where called for (视情况) was not taken, and what is made of a department's silence
        /// or concern; empty if there is nothing of the kind.
        uncalled: String,
        /// The silences and concerns that lay before the handler when they wrote that.
        heard: Vec<String>,
    },
    /// 审批: as proposed.
    Approve,
    /// 退回经办人.
    SendBack {
        /// Why.
        why: String,
    },
}

/// What the decision needs to know of the neighbours. Filled by the shell as far as the command asks for it.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// Who acts.
    pub actor: AccountId,
    /// Now.
    pub now: Timestamp,
    /// Today in Asia/Shanghai.
    pub today: Date,
    /// The batch.
    pub batch: &'a Batch,
    /// The next batch for the same tier and purpose whose days are known.
    pub next: Option<Batch>,
    /// Another live application of this enterprise in this batch.
    pub other: Option<ApplicationId>,
    /// Whether the person's account is approved for this enterprise.
    pub account_approved: bool,
    /// Kinds of evidence the batch asks for that are not there, by label.
    pub missing_evidence: Vec<String>,
    /// When an answer to a return made today is due.
    pub correction_due: Option<Date>,
    /// What can be ruled on, by id and label.
    pub items: Vec<(String, String)>,
    /// Of them, what reviewers of the local indicators (A8) enter by hand.
    pub by_hand: Vec<ByHand>,
    /// What must be ruled on before the case may pass, by id and label.
    pub required: Vec<(String, String)>,
    /// What the reviewed facts come to.
    pub outcome: Truth,
    /// What stands in the way of passing, in words.
    pub obstacles: Vec<String>,
    /// Gates whose check is missing or too old, by label.
    pub unchecked: Vec<String>,
    /// Gates that the checks found not met, by label.
    pub failed_checks: Vec<String>,
    /// Lists of others that name the enterprise and that nobody has looked into, in words.
    pub listed: Vec<String>,
    /// Which steps the procedure has.
    pub steps: Steps,
    /// Whether there is a record of a spot check (A9.2) by this desk or one before it.
    pub inspected: bool,
    /// What a draw asks of this desk and was not done, in words.
    pub drawn: Option<String>,
    /// Where the asking of departments (A10.2, A10.3) stands at this desk.
    pub consulted: Consulted,
    /// The titles of the enterprise, now and before.
    pub titles: Vec<Recognition>,
    /// Whether one person may both handle and approve, with the recorded reason; empty if not.
    pub substitution: String,
    /// Who stays away from the enterprise (回避).
    pub away: Vec<AccountId>,
}

/// Decides.
pub fn decide(standing: Option<&Application>, command: Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(case) = standing else {
        return match command {
            Command::Begin { id, enterprise, city } => begin(id, enterprise, city, context),
            _ => Err(Refusal::new("A9.1", "没有找到这件申报").todo("请核对后重试")),
        };
    };
    let today = context.today;
    if let Some(refusal) = kept_away(case, &command, context) {
        return Err(refusal);
    }
    match command {
        Command::Begin { .. } => Err(Refusal::new(case.applied_under(), "这件申报已经开始").todo("请继续填报")),
        Command::Submit { content, declared, name, scan, number } => {
            submit(case, *content, &declared, name, scan, number, context)
        }
        Command::Withdraw => withdraw(case, today),
        Command::TakeUp { handler, from } => match &case.stage {
            Stage::Submitted { .. } | Stage::Recommended { .. } => Ok(vec![Event::TakenUp { handler, on: today }]),
            Stage::UnderReview { handler: known, .. } | Stage::Returned { handler: known, .. } if *known == handler => {
                Ok(vec![])
            }
            Stage::UnderReview { handler: known, .. } | Stage::Returned { handler: known, .. }
                if from.as_ref() == Some(known) && context.away.contains(known) =>
            {
                Ok(hand_on(case, known, &handler, today))
            }
            Stage::UnderReview { handler: known, .. } | Stage::Returned { handler: known, .. }
                if from.as_ref() == Some(known) =>
            {
                Ok(vec![Event::TakenUp { handler, on: today }])
            }
            Stage::UnderReview { .. } | Stage::Returned { .. } => {
                Err(Refusal::new(case.reviewed_under(), "这件申报已经有人办理")
                    .because("另一位经办人刚刚受理或接手了它")
                    .todo("需要接手的,请在“经过”页转交"))
            }
            _ => Err(out_of_turn(case, "受理")),
        },
        Command::RecommendFromCounty { county, opinion, dated } => {
            desk::recommend(case, county, opinion, dated, context)
        }
        Command::Rule { rulings } => desk::rule(case, rulings, context),
        Command::Return { deficiencies } => desk::hand_back(case, deficiencies, context),
        Command::Conclude { pass, opinion, uncalled, heard } => {
            desk::conclude(case, pass, (opinion.trim(), uncalled.trim()), &heard, context)
        }
        Command::Approve => desk::approve(case, context),
        Command::SendBack { why } => match &case.stage {
            Stage::Concluded { .. } if why.trim().is_empty() => {
                Err(Refusal::new(case.reviewed_under(), "退回经办人要写明理由").todo("请填写理由"))
            }
            Stage::Concluded { handler, .. } => {
                Ok(vec![Event::SentBack { on: today, why: why.trim().to_owned(), handler: handler.clone() }])
            }
            _ => Err(out_of_turn(case, "退回经办人")),
        },
    }
}

fn begin(
    id: ApplicationId,
    enterprise: EnterpriseId,
    city: DivisionCode,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let batch = context.batch;
    if context.today > batch.until {
        return Err(late(context));
    }
    if context.other.is_some() {
        return Err(Refusal::new("A12", "本批次已经有一件申报").todo("请继续填报已有的申报,或者先撤回它"));
    }
    Ok(vec![Event::Began {
        id,
        enterprise,
        batch: batch.id.clone(),
        tier: batch.tier,
        purpose: batch.purpose,
        standard: batch.standard.clone(),
        gates: batch.gates.clone(),
        local_table: batch.local_table.clone(),
        city,
        channel: Channel::Portal,
        on: context.today,
    }])
}

fn late(context: &Context<'_>) -> Refusal {
    let batch = context.batch;
    let refusal = Refusal::new("A12", "本批次的申报期已经结束").because(format!(
        "“{}”的申报截止日是{}",
        batch.name,
        written(batch.until)
    ));
    match &context.next {
        Some(next) => {
            let (from, until) = (written(next.from), written(next.until));
            refusal.todo(format!("可以申报“{}”，申报期{from}至{until} 24:00", next.name))
        }
        None => refusal.todo("下一批次的时间还没有公布，请留意申报通知"),
    }
}

#[allow(clippy::too_many_arguments, reason = "the parts of one command")]
fn submit(
    case: &Application,
    content: Content,
    declared: &str,
    name: String,
    scan: Option<EvidenceId>,
    number: String,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let (batch, today) = (context.batch, context.today);
    let first = match &case.stage {
        Stage::Draft => true,
        Stage::Returned { due, .. } if today > *due => {
            return Err(Refusal::new("A12", "补正期限已过")
                .because(format!("补正截止日是{}", written(*due)))
                .todo("请联系所在市主管部门"));
        }
        Stage::Returned { .. } => false,
        _ => return Err(out_of_turn(case, "提交")),
    };
    if first && today > batch.until {
        return Err(late(context));
    }
    if first && today < batch.from {
        return Err(Refusal::new("A12", "本批次还没有开始申报")
            .because(format!("“{}”自{}起申报", batch.name, written(batch.from)))
            .todo("现在可以先填好,到期再提交"));
    }
    let digest = content.digest();
    let mut reasons = Vec::new();
    if !context.account_approved {
        reasons.push("您的账号还没有通过核验;填报内容已经保存,核验通过后即可提交".into());
    }
    if digest != declared {
        reasons.push("声明之后内容又有改动;请重新核对并声明".into());
    }
    match wording::line(&name) {
        Ok("") => reasons.push("没有填写声明人的姓名".into()),
        Ok(_) => {}
        Err(odd) => reasons.push(format!("声明人姓名中{odd}")),
    }
    if batch.signing == Signing::SealedScan && scan.is_none() {
        reasons.push("没有上传签字盖章的扫描件".into());
    }
    reasons.extend(context.missing_evidence.iter().map(|label| format!("缺少佐证材料:{label}")));
    // A mended filing keeps the titles it came with, though their terms may have ended meanwhile.
    let held = match &case.filing {
        Some(filing) => Ok((filing.renews.clone(), filing.held.clone())),
        None => stands_on(case, context, &content),
    };
    if !reasons.is_empty() {
        let held = held.err().into_iter().flat_map(|refusal| refusal.reasons);
        let refusal = Refusal::new(case.applied_under(), "现在还不能提交").because_all(reasons).because_all(held);
        return Err(refusal.todo("请补全后再提交"));
    }
    let (renews, held) = held?;
    let declaration = Declared::Here(Declaration {
        truth: super::TRUTH.into(),
        pledge: super::PLEDGE.into(),
        by: context.actor.clone(),
        name: name.trim().to_owned(),
        at: context.now,
        digest: digest.clone(),
    });
    let number = if case.number.is_empty() { number } else { case.number.clone() };
    Ok(vec![Event::Submitted {
        number,
        filing: Box::new(Filing { content, digest, declaration, scan, held, renews, on: today, corrections: vec![] }),
    }])
}

/// The title that a first submission renews, if it is a re-review, and the one it builds on; or why there is none.
fn stands_on(
    case: &Application,
    context: &Context<'_>,
    content: &Content,
) -> Result<(Option<RecognitionId>, Option<Held>), Refusal> {
    let (titles, today) = (&context.titles, context.today);
    let renews = match case.purpose {
        Purpose::Apply => may_apply(context.batch, titles, today).map(|()| None)?,
        Purpose::Rereview => Some(rereviewed(context.batch, titles, today)?.id.clone()),
    };
    Ok((renews, at_submission(&context.steps.prerequisite, case.tier, titles, content, today)?))
}

fn withdraw(case: &Application, today: Date) -> Result<Vec<Event>, Refusal> {
    match &case.stage {
        stage if stage.is_final() => Err(out_of_turn(case, "撤回")),
        Stage::Announcing { .. } => Err(Refusal::new(case.decided_under(), "名单已经固定、正在报批,不能撤回")
            .todo("如需放弃称号,请在公告后向主管部门提出")),
        _ => Ok(vec![Event::Withdrawn { on: today }]),
    }
}

fn out_of_turn(case: &Application, act: &str) -> Refusal {
    Refusal::new(case.reviewed_under(), format!("现在不能{act}"))
        .because(format!("这件申报目前是“{}”", case.stage.label()))
        .todo("页面可能已经过时,请刷新后再看")
}
