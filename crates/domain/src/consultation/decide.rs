//! Asking, reminding, answering.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use titian_rulebook::calendar::written;

use super::{Asked, Consultation, Department, Event, Opinion, Reminder, Reply, Via};
use crate::application::{Application, Desk, Stage, Steps};
use crate::id::{AccountId, ApplicationId, EvidenceId};
use crate::publicity::Entry;
use crate::refusal::Refusal;
use crate::wording;

/// Characters of what is said of one enterprise.
const MOST_WORDS: usize = 1_000;

/// The clause under which an office asks.
pub fn article(desk: Desk) -> &'static str {
    match desk {
        Desk::City => "A10.2",
        Desk::Province => "A10.3",
    }
}

/// A case as it stands on the list, if it is on the desk that asks and not decided there yet.
pub fn entry(case: &Application, desk: Desk) -> Result<Entry, Refusal> {
    let here = case.desk == desk
        && matches!(
            case.stage,
            Stage::Submitted { .. } | Stage::Recommended { .. } | Stage::UnderReview { .. } | Stage::Returned { .. }
        );
    let (true, Some(filing)) = (here, &case.filing) else {
        let name = case.filing.as_ref().map_or("未提交的申报", |filing| filing.content.name.as_str());
        return Err(Refusal::new(article(desk), format!("不能就“{name}”征求意见"))
            .because(format!("这件申报目前是{}“{}”", case.desk.label(), case.stage.label()))
            .todo("只能就本级正在审核的申报征求意见，请刷新后重新选定"));
    };
    Ok(Entry {
        application: case.id.clone(),
        enterprise: case.enterprise.clone(),
        name: filing.content.name.clone(),
        code: filing.content.code.clone(),
    })
}

/// Asks departments. `steps` is the way of its cases; `known` are the conditions that can be asked about, by id.
pub fn ask(consultation: Consultation, steps: &Steps, known: &[&str]) -> Result<Vec<Event>, Refusal> {
    let desk = consultation.desk();
    let station = match desk {
        Desk::City => Some(&steps.city),
        Desk::Province => steps.province.as_ref(),
    };
    if station.is_none_or(|station| station.consultation.is_none()) {
        return Err(Refusal::new(
            article(desk),
            format!("{}申报在{}没有征求部门意见这一步", consultation.tier, desk.label()),
        )
        .because("细则只在专精特新中小企业的初审（第十条（二））和审核（第十条（三））中规定了征求部门意见")
        .todo("请按本层次的程序审核；需要了解情况的，可以查询信用记录或者实地抽查"));
    }
    let mut reasons = Vec::new();
    match wording::line(&consultation.number) {
        Ok("") => reasons.push("没有填写征求意见函的文号".into()),
        Ok(_) => {}
        Err(odd) => reasons.push(format!("文号中{odd}")),
    }
    if consultation.grounds.is_empty() {
        reasons.push("没有选择就哪些条件征求意见".into());
    }
    let unknown = |ground: &&String| !known.contains(&ground.as_str());
    reasons.extend(consultation.grounds.iter().filter(unknown).map(|ground| format!("基本条件中没有“{ground}”")));
    if consultation.list.is_empty() {
        reasons.push("没有选择企业".into());
    }
    for (at, one) in consultation.list.iter().enumerate() {
        if consultation.list[..at].iter().any(|other| other.application == one.application) {
            reasons.push(format!("“{}”在名单中出现了两次", one.name));
        }
    }
    if consultation.departments.is_empty() {
        reasons.push("没有选择部门".into());
    }
    for (at, one) in consultation.departments.iter().enumerate() {
        let label = one.department.label();
        match wording::line(&one.name) {
            Ok("") => reasons.push(format!("没有填写{label}的单位名称")),
            Ok(name) if name.chars().count() > 60 => reasons.push(format!("{label}的单位名称超过 60 个字")),
            Ok(_) => {}
            Err(odd) => reasons.push(format!("{label}的单位名称中{odd}")),
        }
        if consultation.departments[..at].iter().any(|other| other.department == one.department) {
            reasons.push(format!("{label}选择了不止一次"));
        }
    }
    if consultation.due <= consultation.asked_on {
        reasons.push(format!("答复期限{}不在今天之后", written(consultation.due)));
    }
    if !reasons.is_empty() {
        return Err(Refusal::new(article(desk), "还不能征求意见").because_all(reasons).todo("请补全后再发出"));
    }
    Ok(vec![Event::Asked { consultation: Box::new(consultation) }])
}

/// Reminds a department that has not answered for all; once a day is enough.
pub fn remind(standing: &Consultation, department: Department, on: Date, by: AccountId) -> Result<Vec<Event>, Refusal> {
    let asked = known(standing, department)?;
    if !standing.waits_for(asked) {
        return Err(Refusal::new(article(standing.desk()), format!("“{}”已经全部答复", asked.name))
            .todo("不需要催办，请刷新页面查看答复"));
    }
    if asked.reminders.iter().any(|one| one.on == on) {
        return Err(
            Refusal::new(article(standing.desk()), format!("今天已经催办过“{}”", asked.name)).todo("请改日再催办")
        );
    }
    Ok(vec![Event::Reminded { department, reminder: Reminder { on, by: Some(by) } }])
}

/// What the clock reminds of today. `before`: so many days before the due date, the longest first; one that is not later
/// than the asking is passed over. Whoever was reminded since the last of these days, by anybody, is left alone.
/// `reached`: the departments that have an account or an address; what nobody would hear is no reminder.
pub fn remind_in_time(standing: &Consultation, before: &[u16], reached: &[Department], today: Date) -> Vec<Event> {
    let starts = |days: &u16| standing.due.checked_sub(i64::from(*days).days()).ok();
    let since = before.iter().filter_map(starts).filter(|day| standing.asked_on < *day && *day <= today).max();
    let Some(since) = since.filter(|_| today <= standing.due) else { return vec![] };
    let mut events = Vec::new();
    for asked in standing.departments.iter().filter(|asked| standing.waits_for(asked)) {
        let (department, on) = (asked.department, today);
        if asked.reminders.iter().any(|one| since <= one.on) {
            continue;
        }
        if reached.contains(&department) {
            events.push(Event::Reminded { department, reminder: Reminder { on, by: None } });
        } else if asked.unreached.iter().all(|day| *day < since) {
            events.push(Event::Unreached { department, on });
        }
    }
    events
}

/// What an answer by letter rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The day it came.
    pub received: Date,
    /// The stamped scan.
    pub paper: Option<EvidenceId>,
}

/// A department answers, for one enterprise or more; by letter, an officer enters what it wrote.
pub fn reply(
    standing: &Consultation,
    department: Department,
    (via, letter): (Via, Option<Letter>),
    by: &str,
    opinions: BTreeMap<ApplicationId, Opinion>,
    today: Date,
) -> Result<Vec<Event>, Refusal> {
    known(standing, department)?;
    let mut reasons = Vec::new();
    match wording::line(by) {
        Ok("") => reasons.push("没有填写答复人".into()),
        Ok(name) if name.chars().count() > 60 => reasons.push("答复人超过 60 个字".into()),
        Ok(_) => {}
        Err(odd) => reasons.push(format!("答复人中{odd}")),
    }
    if opinions.is_empty() {
        reasons.push("没有填写对任何一家企业的意见".into());
    }
    for (application, opinion) in &opinions {
        let Some(one) = standing.list.iter().find(|one| one.application == *application) else {
            reasons.push("有企业不在征求意见的名单中".to_owned());
            continue;
        };
        let Opinion::Concern { ground, words } = opinion else { continue };
        match wording::words(words) {
            Ok("") => reasons.push(format!("对“{}”有意见的，要写明是什么情况", one.name)),
            Ok(words) if words.chars().count() > MOST_WORDS => {
                reasons.push(format!("对“{}”的说明超过 {MOST_WORDS} 个字", one.name));
            }
            Ok(_) => {}
            Err(odd) => reasons.push(format!("对“{}”的说明中{odd}", one.name)),
        }
        if !ground.is_empty() && !standing.grounds.contains(ground) {
            reasons.push(format!("对“{}”的意见所涉事项不在征求意见的范围内，可以选“其他”", one.name));
        }
    }
    // A link is good for one answer: it is asked for whole.
    let wanting = standing.list.iter().filter(|one| !opinions.contains_key(&one.application)).count();
    if via == Via::Link && wanting > 0 && !opinions.is_empty() {
        reasons.push(format!("还有 {wanting} 家企业没有填写意见，一次性链接只能答复一次"));
    }
    let on = letter.as_ref().map_or(today, |letter| letter.received);
    if via == Via::Letter && letter.as_ref().is_none_or(|letter| letter.paper.is_none()) {
        reasons.push("没有上传盖章的复函扫描件".into());
    }
    if on < standing.asked_on || today < on {
        reasons.push(format!("收到复函的日期{}不在发函之日和今天之间", written(on)));
    }
    if !reasons.is_empty() {
        return Err(Refusal::new(article(standing.desk()), "还不能答复").because_all(reasons).todo("请补全后再提交"));
    }
    let opinions = opinions.into_iter().map(|(application, opinion)| (application, trimmed(opinion))).collect();
    let paper = letter.and_then(|letter| letter.paper);
    let reply = Reply { on, via, by: by.trim().to_owned(), paper, opinions };
    Ok(vec![Event::Replied { department, reply }])
}

fn trimmed(opinion: Opinion) -> Opinion {
    match opinion {
        Opinion::Clear => Opinion::Clear,
        Opinion::Concern { ground, words } => Opinion::Concern { ground, words: words.trim().to_owned() },
    }
}

fn known(standing: &Consultation, department: Department) -> Result<&Asked, Refusal> {
    let missing = || {
        Refusal::new(article(standing.desk()), format!("这次没有征求{}部门的意见", department.label()))
            .todo("请核对征求意见函上的部门")
    };
    standing.asked(department).ok_or_else(missing)
}
