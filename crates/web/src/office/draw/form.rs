//! 拟定抽签 What is drawn, how many, who can be sent, who may not: typed, and typed again while nothing is fixed.

use askama::Template;
use serde::Deserialize;
use titian_domain::draw::{Candidate, Delegate, Excused, Plan, Proposal, Roster, Target};
use titian_domain::id::{AccountId, BatchId};
use titian_domain::notice::Batch;
use titian_rulebook::region::DivisionCode;

use crate::components::{Errors, Refused};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::read::{Reading, picked};
use crate::office::sample::{batch, handler, office};
use crate::sample::draw as sample;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/draw/form.html")]
pub struct Prepare {
    /// The page.
    pub page: Page,
    /// Where it is posted.
    pub action: String,
    /// Name of the batch.
    pub batch: String,
    /// Who can be drawn: number, name, industry.
    pub candidates: Vec<(String, String, String)>,
    /// Accounts that can be sent: id, name, whether ticked.
    pub accounts: Vec<(String, String, bool)>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The batch.
    pub batch: String,
    /// How many events the draw had when its form was made.
    pub seen: String,
    /// Title.
    pub title: String,
    /// `percent`, `count` or `all`.
    pub plan: String,
    /// How many, or how many in a hundred.
    pub amount: String,
    /// How many inspectors visit one case.
    pub visitors: String,
    /// Targets: a number and a reason a line.
    pub targets: String,
    /// Inspectors without an account: a name a line.
    pub people: String,
    /// Recusals: a name, a number or 全部, and a reason a line.
    pub recusals: String,
    /// Ticked accounts: `send.ID`.
    #[serde(flatten)]
    pub boxes: Typed,
}

/// A word and what follows it.
fn word(line: &str) -> (&str, &str) {
    let line = line.trim();
    line.split_once(char::is_whitespace).map_or((line, ""), |(word, rest)| (word, rest.trim()))
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

impl Form {
    /// A form to begin with.
    pub fn fresh(batch: &Batch, office: &str) -> Form {
        Form {
            batch: batch.id.to_string(),
            title: format!("{office}{}实地抽查", batch.name),
            plan: "percent".into(),
            amount: "10".into(),
            visitors: "2".into(),
            ..Form::default()
        }
    }

    /// What stands in a draw that is prepared, to be changed.
    pub fn of(draw: &titian_domain::draw::Draw, seen: u64) -> Form {
        let roster = &draw.roster;
        let (plan, amount) = match roster.plan {
            Plan::All => ("all", String::new()),
            Plan::Count(count) => ("count", count.to_string()),
            Plan::Percent(percent) => ("percent", percent.to_string()),
        };
        let joined = |lines: Vec<String>| lines.join("\n");
        let name = |key: &str| draw.delegate(key).map_or(key, |one| one.name.as_str()).to_owned();
        let people = roster.inspectors.iter().filter(|one| one.account.is_none()).map(|one| one.name.clone());
        let boxes = roster.inspectors.iter().filter_map(|one| one.account.as_ref());
        Form {
            batch: draw.batch.to_string(),
            seen: seen.to_string(),
            title: draw.title.clone(),
            plan: plan.into(),
            amount,
            visitors: roster.visitors.to_string(),
            targets: joined(roster.targets.iter().map(|one| format!("{} {}", one.number, one.reason)).collect()),
            people: joined(people.collect()),
            recusals: joined(
                roster
                    .recusals
                    .iter()
                    .map(|one| {
                        let from = one.number.as_deref().unwrap_or("全部");
                        format!("{} {from} {}", name(&one.inspector), one.reason)
                    })
                    .collect(),
            ),
            boxes: boxes.map(|id| (format!("send.{id}"), "on".to_owned())).collect(),
        }
    }

    /// The proposal, or what has to be put right. Who can be drawn is the house's to say.
    pub fn parse(
        &self,
        city: Option<DivisionCode>,
        accounts: &[(AccountId, String)],
        by: &AccountId,
    ) -> Result<Proposal, Errors> {
        let mut reading = Reading::default();
        let title = reading.need("title", &self.title, "请填写标题");
        let figure = |text: &str| text.trim().parse::<u32>().ok();
        let plan = match (self.plan.as_str(), figure(&self.amount)) {
            ("all", _) => Some(Plan::All),
            ("count", Some(count)) => Some(Plan::Count(count)),
            ("percent", Some(percent)) => Some(Plan::Percent(percent)),
            ("count" | "percent", None) => reading.one_of("amount", None, "请写数字，例如 10"),
            _ => reading.one_of("plan", None, "请选择抽多少"),
        };
        let visitors = reading.one_of("visitors", figure(&self.visitors), "请写每家几人，至少 2 人");
        let ticked = picked(&self.boxes, "send");
        let known = accounts.iter().filter(|(id, _)| ticked.iter().any(|one| one == id.as_str()));
        let known = known.map(|(id, name)| (name.clone(), Some(id.clone())));
        let typed = lines(&self.people).map(|name| (name.to_owned(), None));
        let delegate = |((name, account), n): ((String, Option<AccountId>), u32)| Delegate {
            key: format!("{n:02}"),
            name,
            account,
        };
        let inspectors: Vec<Delegate> = known.chain(typed).zip(1..).map(delegate).collect();
        if inspectors.is_empty() {
            reading.errors.push("people", "请勾选或写明可以派出的抽查员，至少两名");
        }
        let targets = lines(&self.targets).map(|line| {
            let (number, reason) = word(line);
            Target { number: number.to_owned(), reason: reason.to_owned() }
        });
        let mut recusals = Vec::new();
        for line in lines(&self.recusals) {
            let (name, rest) = word(line);
            let (from, reason) = word(rest);
            match inspectors.iter().find(|one| one.name == name) {
                Some(one) => recusals.push(Excused {
                    inspector: one.key.clone(),
                    number: (from != "全部").then(|| from.to_owned()),
                    reason: reason.to_owned(),
                }),
                None => reading.errors.push("recusals", format!("回避的“{name}”不在上面的抽查员中")),
            }
        }
        let targets = targets.collect();
        let proposal = plan.zip(visitors).map(|(plan, visitors)| Proposal {
            batch: BatchId(self.batch.trim().to_owned()),
            city,
            title,
            roster: Roster { candidates: vec![], plan, targets, visitors, inspectors, recusals },
            by: by.clone(),
        });
        reading.done(proposal)
    }
}

impl Prepare {
    /// The page.
    pub fn of(
        page: Page,
        action: String,
        batch: &Batch,
        candidates: &[Candidate],
        accounts: &[(AccountId, String)],
        form: Form,
        errors: Errors,
    ) -> Prepare {
        let ticked = picked(&form.boxes, "send");
        let industry = |one: &Candidate| if one.industry.is_empty() { "未填".into() } else { one.industry.clone() };
        Prepare {
            page,
            action,
            batch: batch.name.clone(),
            candidates: candidates.iter().map(|one| (one.number.clone(), one.name.clone(), industry(one))).collect(),
            accounts: accounts
                .iter()
                .map(|(id, name)| (id.to_string(), name.clone(), ticked.iter().any(|one| one == id.as_str())))
                .collect(),
            form,
            errors,
            refused: None,
        }
    }

    fn plans(&self) -> Vec<(String, String)> {
        [("percent", "按比例（%，不足一家的进一）"), ("count", "按家数"), ("all", "全部抽查")]
            .map(|(value, label)| (value.to_owned(), label.to_owned()))
            .into()
    }

    /// Values to look at.
    pub fn sample() -> Option<Prepare> {
        let form = Form { boxes: Typed::new(), ..Form::of(&sample::prepared()?, 1) };
        Some(Prepare::sampled(form, Errors::none()))
    }

    /// Refused.
    pub fn sample_refused() -> Option<Prepare> {
        let form = Form {
            recusals: "某某 全部 请假".into(), amount: "多".into(), ..Form::fresh(&batch(), "柳州市")
        };
        let errors = form.parse(None, &[], &handler()).err()?;
        Some(Prepare::sampled(form, errors))
    }

    fn sampled(form: Form, errors: Errors) -> Prepare {
        let candidates = sample::roster().map(|roster| roster.candidates).unwrap_or_default();
        let page = office("/office/draws", "拟定抽签").under("抽查抽签", "/office/draws");
        Prepare::of(page, "/office/draws/new".into(), &batch(), &candidates, &sample::inspectors(), form, errors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_prepared_comes_back_as_it_was_typed() {
        let draw = sample::prepared().unwrap();
        let form = Form::of(&draw, 1);
        let read = form.parse(draw.city, &[], &handler()).unwrap();
        assert_eq!(read.roster, Roster { candidates: vec![], ..draw.roster.clone() });
        assert_eq!((read.title, read.batch), (draw.title, draw.batch));
    }

    #[test]
    fn what_is_missing_is_told_at_its_place() {
        let form = Form { plan: "count".into(), recusals: "甲 全部 请假".into(), ..Form::default() };
        let errors = form.parse(None, &[], &handler()).unwrap_err();
        let fields: Vec<&str> = errors.list.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["title", "amount", "visitors", "people", "recusals"]);
    }

    #[test]
    fn ticked_accounts_are_sent_under_their_own_names() {
        let boxes = Typed::from([("send.inspector-2".into(), "on".into())]);
        let form = Form { boxes, people: "丙\n\n 丁 ".into(), ..Form::fresh(&batch(), "柳州市") };
        let read = form.parse(None, &sample::inspectors(), &handler()).unwrap();
        let sent: Vec<(&str, &str, bool)> = read
            .roster
            .inspectors
            .iter()
            .map(|one| (one.key.as_str(), one.name.as_str(), one.account.is_some()))
            .collect();
        assert_eq!(sent, [("01", "演示抽查员乙", true), ("02", "丙", false), ("03", "丁", false)]);
    }
}
