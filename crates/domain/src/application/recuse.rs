//! 回避 What it means for a case that somebody stays away from its enterprise: they do nothing about it, and what they had
//! in hand goes to another.

use jiff::civil::Date;

use super::decide::{Command, Context};
use super::{Application, Event, Stage};
use crate::id::AccountId;
use crate::recusal;
use crate::refusal::Refusal;

/// Why a command of an office cannot be followed because of who stays away; `None` if nobody is in the way.
pub(super) fn kept_away(case: &Application, command: &Command, context: &Context<'_>) -> Option<Refusal> {
    let article = case.reviewed_under();
    let away = |account: &AccountId| context.away.contains(account);
    match command {
        Command::Begin { .. } | Command::Submit { .. } | Command::Withdraw => None,
        // Who stays away can still put what they have into other hands.
        Command::TakeUp { handler, from } if away(&context.actor) => {
            let hands_on = from.as_ref() == Some(&context.actor) && *handler != context.actor;
            match (hands_on, away(handler)) {
                (false, _) => Some(recusal::refusal(article, "受理或转交这件申报")),
                (true, true) => Some(recusal::refusal_of_another(article)),
                (true, false) => None,
            }
        }
        Command::TakeUp { handler, .. } if away(handler) => Some(recusal::refusal_of_another(article)),
        Command::TakeUp { .. } => None,
        Command::RecommendFromCounty { .. }
        | Command::Rule { .. }
        | Command::Return { .. }
        | Command::Conclude { .. } => away(&context.actor).then(|| recusal::refusal(article, "办理这件申报")),
        Command::Approve | Command::SendBack { .. } if away(&context.actor) => {
            Some(recusal::refusal(article, "审批这件申报"))
        }
        Command::Approve => case.stage.handler().filter(|handler| away(handler)).map(|_| {
            Refusal::new(article, "不能按这份拟办意见审批")
                .because("拟办的经办人对这家企业回避")
                .todo("请在“经过”页把它交给另一位经办人重新审核")
        }),
        Command::SendBack { .. } => None,
    }
}

/// From who stays away into other hands. A return keeps waiting for the enterprise; a proposal has fallen, and so have the
/// rulings of who stays away. Nothing, if they do not have it.
pub fn hand_on(case: &Application, away: &AccountId, to: &AccountId, on: Date) -> Vec<Event> {
    match case.stage.handler() {
        Some(handler) if handler == away => vec![Event::Recused { away: away.clone(), handler: to.clone(), on }],
        _ => vec![],
    }
}

/// The case after [`Event::Recused`].
pub(super) fn recused(case: &mut Application, away: &AccountId, handler: AccountId, on: Date) {
    case.verdicts.retain(|_, verdict| verdict.by != *away);
    match &mut case.stage {
        Stage::Returned { handler: known, .. } => *known = handler,
        stage => *stage = Stage::UnderReview { since: on, handler },
    }
}
