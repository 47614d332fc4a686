//! Notices and their batches.

use jiff::civil::Date;
use titian_domain::id::{BatchId, NoticeId};
use titian_domain::notice::{Batch, Command, Event, Notice, Stage, decide};
use titian_domain::refusal::Refusal;
use titian_domain::room::Room;
use titian_store::Tx;

use super::Doing;
use crate::command::{Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject};

/// A notice as some events leave it.
fn after(notice: Option<&Notice>, events: &[Event]) -> Option<Notice> {
    events.iter().fold(notice.cloned(), Notice::evolve)
}

impl Doing<'_> {
    /// Whether a procedure was out of force on a day.
    fn lapsed(&self, procedure: &str, day: Date) -> bool {
        self.app.policy.procedures.get(procedure).is_none_or(|procedure| !procedure.in_force_on(day))
    }

    pub(super) async fn draft_notice(
        &mut self,
        tx: &mut Tx,
        draft: Option<(NoticeId, u64)>,
        title: String,
        text: String,
        mut batches: Vec<Batch>,
    ) -> Result<Done, Failure> {
        self.may(Act::DraftNotice, Subject::default())?;
        let (id, seen) = draft.unwrap_or_else(|| (NoticeId(fresh()), 0));
        for (at, batch) in batches.iter_mut().enumerate() {
            batch.id = BatchId::of(&id, at + 1);
            if let Some(table) = &batch.local_table {
                self.can_pin(tx, table, batch).await?;
            }
            let policy = &self.app.policy;
            if policy.edition_of(&batch.standard, &batch.gates, batch.purpose).is_none() {
                let reason = format!("“{}”指定的标准 {} 或者门槛 {} 没有装入", batch.name, batch.standard, batch.gates);
                return Err(Refusal::new("A7", "通知还不能保存").because(reason).todo("请从列出的标准中选择").into());
            }
        }
        let standing = tx.load::<Notice>(id.as_str()).await?;
        if standing.version != seen && standing.state.as_ref().is_some_and(|notice| notice.stage == Stage::Draft) {
            let refusal = Refusal::new("A12", "这份草稿在您打开之后又被改过");
            return Err(refusal.todo("请对照对方的改动核对后再保存;再次保存会以您的内容为准").into());
        }
        let command = Command::Draft { id: id.clone(), title, text, batches };
        let events =
            decide(standing.state.as_ref(), command, self.today, |procedure, day| self.lapsed(procedure, day))?;
        self.record(&standing, events);
        Ok(Done::said("通知草稿已保存").of(id))
    }

    pub(super) async fn notice(&mut self, tx: &mut Tx, id: &NoticeId, command: Command) -> Result<Done, Failure> {
        let act = match command {
            Command::Draft { .. } => Act::DraftNotice,
            Command::Publish { .. } | Command::Extend { .. } => Act::PublishNotice,
        };
        self.may(act, Subject::default())?;
        let said = match &command {
            Command::Draft { .. } => "通知草稿已保存",
            Command::Publish { .. } => "通知已发布",
            Command::Extend { .. } => "申报期已延长",
        };
        let published = matches!(command, Command::Publish { .. });
        let standing = tx.load::<Notice>(id.as_str()).await?;
        if let (Command::Extend { batch, .. }, Some(notice)) = (&command, &standing.state)
            && let Some(batch) = notice.batch(batch)
        {
            self.still_open(tx, batch).await?;
        }
        let events =
            decide(standing.state.as_ref(), command, self.today, |procedure, day| self.lapsed(procedure, day))?;
        if let Some(notice) = after(standing.state.as_ref(), &events).filter(|_| published) {
            self.leave_titles_apart(tx, &notice).await?;
            self.invite(tx, &notice).await?;
        }
        self.record(&standing, events);
        Ok(Done::said(said).of(id))
    }
}
