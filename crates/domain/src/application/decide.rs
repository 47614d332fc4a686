//! What an applicant and the reviewing office may do with one case.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;
use titian_rulebook::judge::Truth;
use titian_rulebook::region::DivisionCode;

use super::{Application, Content, CountyOpinion, Declaration, Event, Filing, Ruling, Stage, Steps, Verdict};
use crate::id::{AccountId, ApplicationId, EnterpriseId, EvidenceId};
use crate::notice::{Batch, Signing};
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
    /// Which steps the procedure has.
    pub steps: Steps,
    /// Whether there is a record of a spot check (A9.2).
    pub inspected: bool,
    /// Whether one person may both handle and approve, with the recorded reason; empty if not.
    pub substitution: String,
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
    match command {
        Command::Begin { .. } => Err(Refusal::new("A9.1", "这件申报已经开始").todo("请继续填报")),
        Command::Submit { content, declared, name, scan, number } => {
            submit(case, *content, &declared, name, scan, number, context)
        }
        Command::Withdraw => withdraw(case, today),
        Command::TakeUp { handler, from } => match &case.stage {
            Stage::Submitted { .. } => Ok(vec![Event::TakenUp { handler, on: today }]),
            Stage::UnderReview { handler: known, .. } if *known == handler => Ok(vec![]),
            Stage::UnderReview { handler: known, .. } if from.as_ref() == Some(known) => {
                Ok(vec![Event::TakenUp { handler, on: today }])
            }
            Stage::UnderReview { .. } => Err(Refusal::new("A9.2", "这件申报已经有人办理")
                .because("另一位经办人刚刚受理或接手了它")
                .todo("需要接手的,请在“经过”页转交")),
            _ => Err(out_of_turn(case, "受理")),
        },
        Command::RecommendFromCounty { county, opinion, dated } => recommend(case, county, opinion, dated, context),
        Command::Rule { rulings } => rule(case, rulings, context),
        Command::Return { deficiencies } => hand_back(case, deficiencies, context),
        Command::Conclude { pass, opinion } => conclude(case, pass, &opinion, context),
        Command::Approve => approve(case, context),
        Command::SendBack { why } => match &case.stage {
            Stage::Concluded { .. } if why.trim().is_empty() => {
                Err(Refusal::new("A9.2", "退回经办人要写明理由").todo("请填写理由"))
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
        return Err(late(batch));
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
        city,
        on: context.today,
    }])
}

fn late(batch: &Batch) -> Refusal {
    Refusal::new("A12", "本批次的申报期已经结束")
        .because(format!("“{}”的申报截止日是{}", batch.name, written(batch.until)))
        .todo("请留意下一批次的申报通知")
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
        return Err(late(batch));
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
    if !reasons.is_empty() {
        return Err(Refusal::new("A9.1", "现在还不能提交").because_all(reasons).todo("请补全后再提交"));
    }
    let declaration = Declaration {
        truth: super::TRUTH.into(),
        pledge: super::PLEDGE.into(),
        by: context.actor.clone(),
        name: name.trim().to_owned(),
        at: context.now,
        digest: digest.clone(),
    };
    let number = if case.number.is_empty() { number } else { case.number.clone() };
    Ok(vec![Event::Submitted { number, filing: Box::new(Filing { content, digest, declaration, scan, on: today }) }])
}

fn withdraw(case: &Application, today: Date) -> Result<Vec<Event>, Refusal> {
    match &case.stage {
        stage if stage.is_final() => Err(out_of_turn(case, "撤回")),
        Stage::Announcing { .. } => {
            Err(Refusal::new("A9.3", "名单已经固定、正在报批,不能撤回").todo("如需放弃称号,请在公告后向主管部门提出"))
        }
        _ => Ok(vec![Event::Withdrawn { on: today }]),
    }
}

fn handled<'c>(case: &'c Application, context: &Context<'_>, act: &str) -> Result<&'c AccountId, Refusal> {
    match &case.stage {
        Stage::UnderReview { handler, .. } if *handler == context.actor => Ok(handler),
        Stage::UnderReview { .. } => Err(Refusal::new("A9.2", format!("不能{act}"))
            .because("这件申报由另一位经办人办理")
            .todo("需要接手的,请先转交")),
        _ => Err(out_of_turn(case, act)),
    }
}

fn rule(case: &Application, rulings: Vec<(String, Ruling)>, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    handled(case, context, "审核")?;
    let mut reasons = Vec::new();
    for (item, ruling) in &rulings {
        let label = context.items.iter().find(|(id, _)| id == item).map(|(_, label)| label.as_str());
        let Some(label) = label else {
            reasons.push(format!("标准中没有“{item}”这一项"));
            continue;
        };
        match ruling {
            Ruling::Adjust { edits, why, .. } if edits.is_empty() || why.trim().is_empty() => {
                reasons.push(format!("“{label}”调整时要写明调整为多少和理由"));
            }
            Ruling::Reject { why } if why.trim().is_empty() => {
                reasons.push(format!("“{label}”不予采信时要写明理由"));
            }
            Ruling::Ask { what } if what.trim().is_empty() => {
                reasons.push(format!("“{label}”要写明需要补正什么"));
            }
            _ => {}
        }
    }
    if !reasons.is_empty() {
        return Err(Refusal::new("A9.2", "审核意见还不能保存").because_all(reasons).todo("请补全后重新保存"));
    }
    let verdict = |ruling| Verdict { ruling, by: context.actor.clone(), on: context.today };
    let verdicts: Vec<(String, Verdict)> = rulings
        .into_iter()
        .filter(|(item, ruling)| case.verdicts.get(item).is_none_or(|known| known.ruling != *ruling))
        .map(|(item, ruling)| (item, verdict(ruling)))
        .collect();
    Ok(if verdicts.is_empty() { vec![] } else { vec![Event::Ruled { verdicts }] })
}

/// A county recommends, it never refuses: what it says is written down while the city has the case, and stands beside
/// the city's own review.
fn recommend(
    case: &Application,
    county: String,
    opinion: String,
    dated: Date,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    if !context.steps.county {
        return Err(Refusal::new("A9.2", "本批次在本市没有县级推荐这一步")
            .because("申报通知没有列出本市")
            .todo("需要县级推荐的,请自治区在下一批次的通知中列出本市"));
    }
    if !matches!(case.stage, Stage::Submitted { .. } | Stage::UnderReview { .. } | Stage::Returned { .. }) {
        return Err(out_of_turn(case, "登记县级推荐意见"));
    }
    let mut reasons = Vec::new();
    if county.trim().is_empty() {
        reasons.push("没有写哪个县(市、区)或开发区".to_owned());
    }
    if opinion.trim().is_empty() {
        reasons.push("没有写推荐意见".into());
    }
    if dated > context.today {
        reasons.push("推荐意见的落款日期在今天之后".into());
    }
    if !reasons.is_empty() {
        return Err(Refusal::new("A9.2", "县级推荐意见还不能登记").because_all(reasons).todo("请补全后再登记"));
    }
    let (county, opinion) = (county.trim().to_owned(), opinion.trim().to_owned());
    let recommendation = CountyOpinion { county, opinion, dated, by: context.actor.clone() };
    Ok(vec![Event::CountyRecommended { recommendation }])
}

fn hand_back(
    case: &Application,
    mut deficiencies: Vec<Deficiency>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let handler = handled(case, context, "退回")?.clone();
    for (item, verdict) in &case.verdicts {
        if let Ruling::Ask { what } = &verdict.ruling {
            let label = context.items.iter().find(|(id, _)| id == item).map_or(item.as_str(), |(_, label)| label);
            deficiencies.push(Deficiency { item: item.clone(), label: label.to_owned(), what: what.clone() });
        }
    }
    deficiencies.retain(|one| !one.what.trim().is_empty());
    if deficiencies.is_empty() {
        return Err(Refusal::new("A9.2", "没有写明要补正什么").todo("请逐项写明后再退回"));
    }
    let Some(due) = context.correction_due else {
        return Err(Refusal::new("A12", "补正期限算不出来")
            .because("期限跨入的年份还没有公布放假安排")
            .todo("请在通知中改用自然日,或等放假安排公布"));
    };
    Ok(vec![Event::Returned { on: context.today, due, deficiencies, handler }])
}

fn conclude(case: &Application, pass: bool, opinion: &str, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let handler = match &case.stage {
        // What was not mended in time can no longer pass, but it does not hang for ever either.
        Stage::Returned { due, handler, .. } if !pass && context.today > *due && *handler == context.actor => {
            handler.clone()
        }
        _ => handled(case, context, "拟办")?.clone(),
    };
    let mut reasons = Vec::new();
    if opinion.trim().is_empty() {
        reasons.push("没有写拟办意见".into());
    }
    if pass {
        let open = |item: &String| match case.verdicts.get(item) {
            None => Some("还没有审核"),
            Some(Verdict { ruling: Ruling::Ask { .. }, .. }) => Some("还在等补正"),
            Some(_) => None,
        };
        reasons.extend(context.required.iter().filter_map(|(id, label)| open(id).map(|why| format!("“{label}”{why}"))));
        // Steps that the procedure does not have are not asked for.
        let (checks, visit) = (context.steps.credit_check, context.steps.inspection);
        let unchecked = context.unchecked.iter().filter(|_| checks);
        reasons.extend(unchecked.map(|label| format!("“{label}”没有近期的核查记录")));
        reasons.extend(context.failed_checks.iter().map(|label| format!("核查结果:“{label}”不符合")));
        if visit && !context.inspected {
            reasons.push("没有实地抽查记录".into());
        }
        if context.outcome != Truth::Met {
            reasons.push("审核后的结果没有达到标准".into());
            reasons.extend(context.obstacles.iter().cloned());
        }
    }
    if !reasons.is_empty() {
        return Err(Refusal::new("A9.2", "还不能拟办").because_all(reasons).todo("请办完以上各项"));
    }
    Ok(vec![Event::Concluded { on: context.today, handler, pass, opinion: opinion.trim().to_owned() }])
}

fn approve(case: &Application, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let Stage::Concluded { handler, pass, opinion, .. } = &case.stage else {
        return Err(out_of_turn(case, "审批"));
    };
    if *handler == context.actor && context.substitution.trim().is_empty() {
        return Err(Refusal::new("A9.2", "经办人不能审批自己拟办的申报").todo("请由另一位有审批权的人员办理"));
    }
    let by = context.actor.clone();
    Ok(vec![if *pass {
        Event::Listed { on: context.today, by }
    } else {
        Event::Refused { on: context.today, ground: opinion.clone(), by }
    }])
}

fn out_of_turn(case: &Application, act: &str) -> Refusal {
    Refusal::new("A9", format!("现在不能{act}"))
        .because(format!("这件申报目前是“{}”", case.stage.label()))
        .todo("页面可能已经过时,请刷新后再看")
}
