//! What a desk does with a case it has, the city's (A9.2, A10.2, A11) or the province's (A10.3, A11): rules on it, writes down
//! what the county said, returns it, proposes, decides.

use jiff::civil::Date;
use titian_rulebook::judge::Truth;
use titian_rulebook::procedure::Demand;

use super::{Context, Deficiency, out_of_turn};
use crate::application::{Application, CountyOpinion, Desk, Event, Onward, Ruling, Stage, Verdict, at_decision};
use crate::consultation::Consulted;
use crate::id::AccountId;
use crate::refusal::Refusal;

fn handled<'c>(case: &'c Application, context: &Context<'_>, act: &str) -> Result<&'c AccountId, Refusal> {
    match &case.stage {
        Stage::UnderReview { handler, .. } if *handler == context.actor => Ok(handler),
        Stage::UnderReview { .. } => Err(Refusal::new(case.reviewed_under(), format!("不能{act}"))
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
        let hand = context.by_hand.iter().find(|hand| hand.item == *item);
        reasons.extend(hand.and_then(|hand| hand.wants(case, label, ruling)));
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
        return Err(Refusal::new(case.reviewed_under(), "审核意见还不能保存")
            .because_all(reasons)
            .todo("请补全后重新保存"));
    }
    let verdict = |ruling| Verdict { ruling, by: context.actor.clone(), on: context.today, desk: case.desk };
    // What is said again is no news, but for what the city said and the province says after it, and what was said of
    // figures that were corrected since.
    let corrected = |item: &String| {
        let mut corrections = case.filing.iter().flat_map(|filing| &filing.corrections);
        corrections.any(|one| one.over.contains(item))
    };
    let news = |item: &String, ruling: &Ruling| {
        let same = |known: &Verdict| known.ruling == *ruling && known.desk == case.desk;
        corrected(item) || !case.verdicts.get(item).is_some_and(same)
    };
    let verdicts: Vec<(String, Verdict)> = rulings
        .into_iter()
        .filter(|(item, ruling)| news(item, ruling))
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
        return Err(Refusal::new(case.reviewed_under(), "本批次在本市没有县级推荐这一步")
            .because("申报通知没有列出本市")
            .todo("需要县级推荐的,请自治区在下一批次的通知中列出本市"));
    }
    let at_city = case.desk == Desk::City;
    if !at_city || !matches!(case.stage, Stage::Submitted { .. } | Stage::UnderReview { .. } | Stage::Returned { .. }) {
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
        return Err(Refusal::new(case.reviewed_under(), "县级推荐意见还不能登记")
            .because_all(reasons)
            .todo("请补全后再登记"));
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
        return Err(Refusal::new(case.reviewed_under(), "没有写明要补正什么").todo("请逐项写明后再退回"));
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
    (opinion, uncalled): (&str, &str),
    heard: &[String],
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
    if opinion.is_empty() {
        reasons.push("没有写拟办意见".into());
    }
    if pass {
        reasons.extend(unruled(case, context));
        reasons.extend(undone(case, uncalled, heard, context));
        reasons.extend(at_decision(case, &context.titles));
        if context.outcome != Truth::Met {
            reasons.push("审核后的结果没有达到标准".into());
            reasons.extend(context.obstacles.iter().cloned());
        }
    }
    if !reasons.is_empty() {
        return Err(Refusal::new(case.reviewed_under(), "还不能拟办").because_all(reasons).todo("请办完以上各项"));
    }
    let (opinion, uncalled) = (opinion.to_owned(), uncalled.to_owned());
    let heard = if pass { context.consulted.rests_on() } else { vec![] };
    Ok(vec![Event::Concluded { on: context.today, handler, pass, opinion, uncalled, heard }])
}

/// What this desk has not ruled on yet. The province rules for itself on what the city has ruled on.
fn unruled<'c>(case: &'c Application, context: &'c Context<'_>) -> impl Iterator<Item = String> + 'c {
    let open = |item: &String| match case.verdicts.get(item) {
        None => Some("还没有审核"),
        Some(Verdict { ruling: Ruling::Ask { .. }, .. }) => Some("还在等补正"),
        Some(verdict) if verdict.desk != case.desk => Some("只有市级的审核意见，本级还没有审核"),
        Some(_) => None,
    };
    context.required.iter().filter_map(move |(id, label)| open(id).map(|why| format!("“{label}”{why}")))
}

/// The steps that the procedure demands at this desk and that were not taken. One that it does not have is not asked for;
/// one that is taken where called for (视情况) needs a word of why it was not, and so does a department that is silent
/// after its time, or that objects. A word answers what lay before its writer (`heard`), and nothing that came since.
fn undone(case: &Application, uncalled: &str, heard: &[String], context: &Context<'_>) -> Vec<String> {
    let station = context.steps.at(case.desk);
    let mut reasons = Vec::new();
    if station.credit_check.is_some() {
        reasons.extend(context.unchecked.iter().map(|label| format!("“{label}”没有近期的核查记录")));
        reasons.extend(context.failed_checks.iter().map(|label| format!("核查结果:“{label}”不符合")));
        reasons.extend(context.listed.iter().cloned());
    }
    match station.inspection {
        // Who was drawn is visited, also where others are only visited where called for.
        _ if context.drawn.is_some() => reasons.extend(context.drawn.clone()),
        Some(Demand::Required) if !context.inspected => reasons.push("没有实地抽查记录".into()),
        Some(Demand::WhereCalledFor) if !context.inspected && uncalled.is_empty() => {
            reasons.push("没有实地抽查；认为不需要的，要写明理由".into());
        }
        _ => {}
    }
    match (&context.consulted, station.consultation) {
        (Consulted::NotAsked, Some(Demand::Required)) => reasons.push("没有征求部门意见".into()),
        (Consulted::NotAsked, Some(Demand::WhereCalledFor)) if uncalled.is_empty() => {
            reasons.push("没有征求部门意见；认为不需要的，要写明理由".into());
        }
        (Consulted::NotAsked, _) => {}
        (Consulted::Asked { waiting, silent, concerns, .. }, _) => {
            reasons.extend(waiting.iter().map(|one| format!("已征求意见，{one}")));
            let wants = |one: &String, todo: &str| match (uncalled.is_empty(), heard.contains(one)) {
                (true, _) => Some(format!("{one}；{todo}，要写明理由")),
                (false, false) => Some(format!("{one}；您打开页面时还没有这一条，请看过再写怎样考虑")),
                (false, true) => None,
            };
            reasons.extend(silent.iter().filter_map(|one| wants(one, "不再等的")));
            reasons.extend(concerns.iter().filter_map(|one| wants(one, "不采纳的")));
        }
    }
    reasons
}

/// The leader decides what the handler proposed: on to the public, on to the level above, or not at all.
pub(super) fn approve(case: &Application, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let Stage::Concluded { handler, pass, opinion, heard, .. } = &case.stage else {
        return Err(out_of_turn(case, "审批"));
    };
    if *handler == context.actor && context.substitution.trim().is_empty() {
        return Err(
            Refusal::new(case.reviewed_under(), "经办人不能审批自己拟办的申报").todo("请由另一位有审批权的人员办理")
        );
    }
    let (on, by) = (context.today, context.actor.clone());
    // Said only where it was needed: who stands in may decide what others have handled like anybody.
    let substitution = if *handler == by { context.substitution.clone() } else { String::new() };
    if !*pass {
        return Ok(vec![Event::Refused { on, ground: opinion.clone(), by, substitution }]);
    }
    // What departments have said since is weighed by the handler first, and then by the leader.
    let since = context.consulted.unheard(heard).into_iter().map(|one| format!("{one}；拟办时还没有这一条"));
    let lost: Vec<String> = at_decision(case, &context.titles).into_iter().chain(since).collect();
    if !lost.is_empty() {
        let refusal = Refusal::new(case.reviewed_under(), "不能按拟办意见通过").because_all(lost);
        return Err(refusal.todo("请退回经办人重新拟办"));
    }
    Ok(vec![match context.steps.at(case.desk).onward {
        Onward::Publicity => Event::Listed { on, by, substitution },
        Onward::Recommendation => Event::Endorsed { on, by, substitution },
    }])
}
