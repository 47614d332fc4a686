//! 成批办理 Many cases in hand returned or proposed at once. What it would come to is asked of the same decision that does
//! it, so that what is shown before is what is done.

use titian_domain::application::{Command, Together, needs_a_look};
use titian_domain::id::{AccountId, ApplicationId};
use titian_domain::refusal::Refusal;
use titian_store::Tx;

use super::{Doing, case as load_case, subject};
use crate::App;
use crate::actor::Actor;
use crate::command::{Done, Failure};
use crate::permission::Act;

/// Cases that can be done at once: the boxes of one page.
const MOST: usize = 50;

/// What would become of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Would {
    /// Which.
    pub application: ApplicationId,
    /// How many events it has now.
    pub version: u64,
    /// The enterprise's name and the case's number.
    pub name: (String, String),
    /// Why it would not be done; `None` if it would.
    pub refusal: Option<Refusal>,
}

impl App {
    /// What would become of each of these cases, if it were done now. Nothing is done.
    pub async fn would(&self, actor: &Actor, ids: &[ApplicationId], what: &Together) -> Result<Vec<Would>, Failure> {
        let now = self.clock.now();
        let ids = &ids[..ids.len().min(MOST)];
        // A write that is never committed: the decision is asked where it would be taken.
        self.store
            .write(async |mut tx: Tx| {
                let mut all = Vec::new();
                for id in ids {
                    let mut doing = Doing::new(self, actor, now);
                    let (standing, case) = load_case(&mut tx, id).await?;
                    let refusal = match doing.one_of_many(&mut tx, id, standing.version, what).await {
                        Ok(()) => None,
                        Err(Failure::Refused(refusal)) => Some(refusal),
                        Err(Failure::NotAllowed(_)) => {
                            Some(Refusal::new(case.reviewed_under(), "这件申报不在您手上办理").todo("请看过现在的情况"))
                        }
                        Err(other) => return Err(other),
                    };
                    doing.may(Act::ReadCase, subject(&case))?;
                    let name = case.filing.as_ref().map(|filing| filing.content.name.clone()).unwrap_or_default();
                    let name = (name, case.number.clone());
                    all.push(Would { application: id.clone(), version: standing.version, name, refusal });
                }
                Ok(all)
            })
            .await
    }
}

impl Doing<'_> {
    /// One case of a list, decided as if it had come alone, if it needs no look of its own.
    async fn one_of_many(
        &mut self,
        tx: &mut Tx,
        id: &ApplicationId,
        seen: u64,
        what: &Together,
    ) -> Result<(), Failure> {
        let command = match what {
            Together::Return => Command::Return { deficiencies: vec![] },
            Together::Pass { opinion } => {
                let (_, case) = load_case(tx, id).await?;
                let looks =
                    needs_a_look(&case, &AccountId(self.actor.id().to_owned()), &self.required(tx, &case).await?);
                if !looks.is_empty() {
                    let refusal = Refusal::new(case.reviewed_under(), "要逐件拟办").because_all(looks);
                    return Err(refusal.todo("请打开这一件办理").into());
                }
                Command::Conclude { pass: true, opinion: opinion.clone(), uncalled: String::new(), heard: vec![] }
            }
        };
        self.case(tx, id, Some(seen), command).await.map(drop)
    }

    /// All of a list that was confirmed, or none: what cannot be done any more is named.
    pub(super) async fn together(
        &mut self,
        tx: &mut Tx,
        list: Vec<(ApplicationId, u64)>,
        what: &Together,
    ) -> Result<Done, Failure> {
        let none = |because: &str| Refusal::new("A5", "一件也没有办").because(because).todo("请回到待办重新勾选");
        if list.is_empty() {
            return Err(none("没有勾选任何一件").into());
        }
        if list.len() > MOST {
            return Err(none("一次最多办 50 件").into());
        }
        let mut reasons = Vec::new();
        for (at, (id, seen)) in list.iter().enumerate() {
            if list[..at].iter().any(|(other, _)| other == id) {
                return Err(none("同一件在名单里出现了两次").into());
            }
            match self.one_of_many(tx, id, *seen, what).await {
                Ok(()) => {}
                Err(Failure::Refused(refusal)) => {
                    let (_, case) = load_case(tx, id).await?;
                    let name = case.filing.as_ref().map_or("企业", |filing| filing.content.name.as_str());
                    reasons.push(format!("{name}（{}）：{}", case.number, refusal.what));
                }
                Err(other) => return Err(other),
            }
        }
        if !reasons.is_empty() {
            let refusal = Refusal::new("A5", "名单已经变化，一件也没有办").because_all(reasons);
            return Err(refusal.todo("请看过现在的情况，再确认").into());
        }
        Ok(Done::said(match what {
            Together::Return => format!("已退回 {} 件，并通知企业", list.len()),
            Together::Pass { .. } => format!("已拟办 {} 件，等待审批", list.len()),
        }))
    }
}
