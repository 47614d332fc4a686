//! What an office may do with a draw, and what it may not.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;
use titian_rulebook::region::DivisionCode;

use super::{Clause, Draw, Event, Fixing, List, Outcome, Plan, Roster, Source, Stage, method, promise};
use crate::id::{AccountId, BatchId, DrawId};
use crate::refusal::Refusal;
use crate::wording;

/// What an office proposes to draw over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Over which batch.
    pub batch: BatchId,
    /// The city whose office draws; none for the province.
    pub city: Option<DivisionCode>,
    /// Its title.
    pub title: String,
    /// What can be drawn.
    pub roster: Roster,
    /// Who prepared it.
    pub by: AccountId,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 拟定, or anew while it is not fixed.
    Prepare {
        /// A fresh id, or that of the draw.
        id: DrawId,
        /// What it rests on.
        clause: Clause,
        /// What is proposed.
        proposal: Box<Proposal>,
    },
    /// 固定名单.
    Fix {
        /// Where the public value will come from.
        source: Source,
        /// The promise of a contribution that was just drawn.
        commitment: String,
        /// Cases on the list that can no longer be visited, in words.
        gone: Vec<String>,
    },
    /// 开签: the public value is there.
    Open {
        /// The value, as it was published.
        value: String,
        /// The contribution that was promised.
        contribution: String,
    },
    /// 作废.
    Drop {
        /// Why.
        reason: String,
    },
}

/// Decides.
pub fn decide(standing: Option<&Draw>, command: Command, today: Date) -> Result<Vec<Event>, Refusal> {
    if let Command::Prepare { id, clause, proposal } = command {
        return prepare(standing, id, clause, *proposal);
    }
    let draw = standing.ok_or_else(|| Refusal::new("A9.2", "没有找到这次抽签").todo("请从抽签列表进入"))?;
    match command {
        Command::Prepare { .. } => Ok(vec![]),
        Command::Fix { source, commitment, gone } => fix(draw, source, commitment, gone, today),
        Command::Open { value, contribution } => open(draw, &value, contribution, today),
        Command::Drop { reason } => {
            let late = match &draw.stage {
                Stage::Prepared => false,
                Stage::Fixed(fixing) => fixing.source.on <= today,
                _ => return Err(out_of_turn(draw, "作废")),
            };
            let refused = |what: &str, todo: &str| Refusal::new(draw.clause.id(), what).todo(todo);
            match wording::words(&reason) {
                Ok("") => Err(refused("作废要写明理由", "请填写理由,它会一直公布在这次抽签下")),
                Ok(reason) => {
                    Ok(vec![Event::Dropped { clause: draw.clause, on: today, reason: reason.to_owned(), late }])
                }
                Err(odd) => Err(refused("理由还不能保存", "请改正后重试").because(format!("理由中{odd}"))),
            }
        }
    }
}

fn out_of_turn(draw: &Draw, act: &str) -> Refusal {
    Refusal::new(draw.clause.id(), format!("现在不能{act}"))
        .because(format!("这次抽签目前是“{}”", draw.stage.label()))
        .todo("页面可能已经过时,请刷新后再看")
}

fn prepare(standing: Option<&Draw>, id: DrawId, clause: Clause, mut proposal: Proposal) -> Result<Vec<Event>, Refusal> {
    if let Some(known) = standing.filter(|known| known.stage != Stage::Prepared) {
        return Err(Refusal::new(known.clause.id(), "名单已经固定,不能再改")
            .because(format!("这次抽签目前是“{}”", known.stage.label()))
            .todo("名单有误的,请写明理由作废,另拟一次"));
    }
    proposal.title = proposal.title.trim().to_owned();
    tidy(&mut proposal.roster);
    let reasons = wrong(&id, clause, &proposal);
    if !reasons.is_empty() {
        return Err(Refusal::new(clause.id(), "抽签还不能保存").because_all(reasons).todo("请改正后重新保存"));
    }
    Ok(vec![Event::Prepared { id, clause, proposal: Box::new(proposal) }])
}

/// Without what surrounds the words, and in the order of the list: what is stored is what is hashed.
fn tidy(roster: &mut Roster) {
    let trim = |text: &mut String| *text = text.trim().to_owned();
    roster.targets.iter_mut().for_each(|target| trim(&mut target.reason));
    roster.inspectors.iter_mut().for_each(|one| trim(&mut one.name));
    roster.recusals.iter_mut().for_each(|one| trim(&mut one.reason));
    roster.candidates.sort_by(|one, other| one.number.cmp(&other.number));
}

/// Everything that is wrong with a proposal, so that a person corrects once.
fn wrong(id: &DrawId, clause: Clause, proposal: &Proposal) -> Vec<String> {
    let Proposal { batch, city, title, roster, .. } = proposal;
    let mut reasons = Vec::new();
    if title.is_empty() {
        reasons.push("没有标题".to_owned());
    }
    let size = roster.candidates.len();
    let rest = (size - roster.targets.len().min(size)) as u64;
    if size == 0 {
        reasons.push("没有可以抽取的申报".into());
    }
    if let Plan::Count(count) = roster.plan
        && rest < u64::from(count)
    {
        reasons.push(format!("要抽 {count} 家,可抽的只有 {rest} 家"));
    }
    let said = |text: &str, what: String, reasons: &mut Vec<String>| match wording::words(text) {
        Ok("") => reasons.push(format!("{what}没有写理由")),
        Ok(_) => {}
        Err(odd) => reasons.push(format!("{what}的理由中{odd}")),
    };
    for target in &roster.targets {
        said(&target.reason, format!("指定“{}”", target.number), &mut reasons);
    }
    for one in &roster.recusals {
        said(&one.reason, format!("抽查员“{}”回避", one.inspector), &mut reasons);
    }
    for (at, one) in roster.inspectors.iter().enumerate() {
        match wording::line(&one.name) {
            Ok("") => reasons.push("抽查员没有写姓名".into()),
            Ok(name) if roster.inspectors.iter().take(at).any(|other| other.name == name) => {
                reasons.push(format!("抽查员“{name}”写了两次;同名的请加以区别"));
            }
            Ok(_) => {}
            Err(odd) => reasons.push(format!("抽查员姓名中{odd}")),
        }
    }
    // The list as it would be fixed, with what is not known yet standing in.
    let source = Source { what: "-".into(), form: "-".into(), on: Date::MAX };
    let title = if title.is_empty() { "-" } else { title };
    let draw = Draw {
        id: id.clone(),
        clause,
        batch: batch.clone(),
        city: *city,
        title: title.to_owned(),
        roster: roster.clone(),
        stage: Stage::Prepared,
    };
    reasons.extend(List::of(&draw, Date::MIN, source, "-".into()).faults());
    reasons
}

fn fix(draw: &Draw, source: Source, commitment: String, gone: Vec<String>, today: Date) -> Result<Vec<Event>, Refusal> {
    if draw.stage != Stage::Prepared {
        return Err(out_of_turn(draw, "固定名单"));
    }
    let source = Source { what: source.what.trim().into(), form: source.form.trim().into(), ..source };
    let mut reasons = gone;
    for (text, what) in [(&source.what, "公开值的来源"), (&source.form, "公开值的写法")] {
        match wording::line(text) {
            Ok("") => reasons.push(format!("没有写{what}")),
            Ok(_) => {}
            Err(odd) => reasons.push(format!("{what}中{odd}")),
        }
    }
    if source.on <= today {
        reasons.push(format!("公开值要在固定名单之后的日子产生,{}不晚于今天", written(source.on)));
    }
    let list = List::of(draw, today, source.clone(), commitment.clone());
    if reasons.is_empty() {
        reasons.extend(list.faults());
    }
    if !reasons.is_empty() {
        return Err(Refusal::new(draw.clause.id(), "名单还不能固定").because_all(reasons).todo("请改正后再固定"));
    }
    let fixing = Fixing { on: today, source, commitment, hash: list.hash() };
    Ok(vec![Event::Fixed { clause: draw.clause, fixing }])
}

fn open(draw: &Draw, value: &str, contribution: String, today: Date) -> Result<Vec<Event>, Refusal> {
    let (Stage::Fixed(fixing), Some(list)) = (&draw.stage, draw.list()) else {
        return Err(out_of_turn(draw, "开签"));
    };
    let refused = |what: &str| Refusal::new(draw.clause.id(), what);
    if today < fixing.opens_on() {
        let (on, opens) = (written(fixing.source.on), written(fixing.opens_on()));
        return Err(refused("还不能开签")
            .because(format!("公开值{on}才产生，当日过完才能开签：{}", fixing.source.what))
            .todo(format!("请在{opens}起、公开值公布之后填写")));
    }
    let value = match wording::line(value) {
        Ok("") => return Err(refused("没有填写公开值").todo(format!("请按约定的写法填写:{}", fixing.source.form))),
        Ok(value) => value.to_owned(),
        Err(odd) => return Err(refused("公开值还不能用").because(format!("其中{odd}")).todo("请改正后重试")),
    };
    if promise(draw.id.as_str(), &contribution) != fixing.commitment {
        return Err(refused("本平台保存的随机数与固定名单时的承诺不符").todo("请联系系统管理员,不要另行抽取"));
    }
    let seed = method::seed(&fixing.hash, &value, &contribution);
    let selected = method::draw(&list, &seed);
    let outcome = Outcome { on: today, value, contribution, seed, selected };
    Ok(vec![Event::Drawn { clause: draw.clause, outcome }])
}
