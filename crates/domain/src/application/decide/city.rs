//! What the city does with a case it has: rules on it, writes down what the county said, returns it, proposes, decides.

use jiff::civil::Date;
use titian_rulebook::judge::Truth;

use super::{Context, Deficiency, out_of_turn};
use crate::application::{Application, CountyOpinion, Event, Ruling, Stage, Verdict};
use crate::id::AccountId;
use crate::refusal::Refusal;

fn handled<'c>(case: &'c Application, context: &Context<'_>, act: &str) -> Result<&'c AccountId, Refusal> {
    match &case.stage {
        Stage::UnderReview { handler, .. } if *handler == context.actor => Ok(handler),
        Stage::UnderReview { .. } => Err(Refusal::new("A9.2", format!("不能{act}"))
            .because("这件申报由另一位经办人办理")
            .todo("需要接手的,请先转交")),
        _ => Err(out_of_turn(case, act)),
    }
}

pub(super) fn rule(
    case: &Application,
    rulings: Vec<(String, Ruling)>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
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
pub(super) fn recommend(
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

pub(super) fn hand_back(
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

pub(super) fn conclude(
    case: &Application,
    pass: bool,
    opinion: &str,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
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

pub(super) fn approve(case: &Application, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
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
