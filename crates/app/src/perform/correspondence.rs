//! What is written about a case: notes of the office, questions to the enterprise, its answers.

use titian_domain::application::Application;
use titian_domain::correspondence::{Answer, Correspondence, Note, answer, ask, note};
use titian_domain::id::{AccountId, ApplicationId};
use titian_domain::refusal::Refusal;
use titian_store::{Recipient, Tx};

use super::office::belongs_to;
use super::tell::News;
use super::{Doing, case as load_case, subject};
use crate::command::{Done, Failure};
use crate::permission::Act;

impl Doing<'_> {
    /// Words of the actor about a case, for their office.
    async fn words(
        &self,
        tx: &mut Tx,
        id: &ApplicationId,
        text: String,
        act: &str,
    ) -> Result<(Application, Note), Failure> {
        let (_, case) = load_case(tx, id).await?;
        self.may(Act::Correspond, subject(&case))?;
        self.keeps_away_from(tx, &case.enterprise, case.reviewed_under(), act).await?;
        let office = belongs_to(self.actor, &case);
        let office = office.ok_or_else(|| Refusal::new("A5", "这件申报不在您的单位").todo("请刷新后再看"))?;
        let note = Note { text, office, by: AccountId(self.actor.id().to_owned()), on: self.today };
        Ok((case, note))
    }

    pub(super) async fn note(&mut self, tx: &mut Tx, id: &ApplicationId, text: String) -> Result<Done, Failure> {
        let (_, written) = self.words(tx, id, text, "写它的备注").await?;
        let standing = tx.load::<Correspondence>(id.as_str()).await?;
        self.record(&standing, note(id.clone(), written)?);
        Ok(Done::said("备注已保存").of(id))
    }

    pub(super) async fn ask(&mut self, tx: &mut Tx, id: &ApplicationId, text: String) -> Result<Done, Failure> {
        let (case, asked) = self.words(tx, id, text, "询问这家企业").await?;
        let standing = tx.load::<Correspondence>(id.as_str()).await?;
        let body = format!("主管部门询问：{}请在这件申报的页面答复。", sentence(&asked.text));
        let events = ask(id.clone(), asked, case.stage.is_final(), case.reviewed_under())?;
        self.record(&standing, events);
        let mail = "主管部门就贵企业的申报有一个询问，请登录后查看并答复。".to_owned();
        let link = format!("/enterprise/applications/{id}");
        self.tell(Recipient::Enterprise(case.enterprise), News { subject: "主管部门的询问", body, mail, link });
        Ok(Done::said("已询问企业，并通知企业").of(id))
    }

    pub(super) async fn answer_question(
        &mut self,
        tx: &mut Tx,
        id: &ApplicationId,
        question: usize,
        text: String,
    ) -> Result<Done, Failure> {
        let (_, case) = load_case(tx, id).await?;
        self.may(Act::AnswerQuestion, subject(&case))?;
        let standing = tx.load::<Correspondence>(id.as_str()).await?;
        let asked = standing.state.as_ref().and_then(|known| known.questions.get(question));
        let asker = asked.map(|question| question.asked.by.clone());
        let said = Answer { text, by: AccountId(self.actor.id().to_owned()), on: self.today };
        let events = answer(standing.state.as_ref(), question, said, case.applied_under())?;
        self.record(&standing, events);
        if let Some(asker) = asker {
            let body = format!("企业答复了您对受理编号 {} 的询问。", case.number);
            let (mail, link) = (body.clone(), format!("/office/applications/{id}/history"));
            self.tell(Recipient::Account(asker), News { subject: "企业答复了询问", body, mail, link });
        }
        Ok(Done::said("答复已提交").of(id))
    }
}

/// The words with a mark at their end.
fn sentence(text: &str) -> String {
    if text.ends_with(['。', '？', '！', '?', '.', '!']) { text.to_owned() } else { format!("{text}。") }
}
