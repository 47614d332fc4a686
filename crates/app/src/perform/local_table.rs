//! Versions of the local table (A8), and which of them a batch may pin.

use titian_domain::id::{AccountId, LocalTableId};
use titian_domain::local_table::{Command, Content, LocalTable, Stage, decide};
use titian_domain::notice::Batch;
use titian_domain::refusal::Refusal;
use titian_rulebook::calendar::written;
use titian_store::Tx;

use super::Doing;
use crate::command::{Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject};

impl Doing<'_> {
    pub(super) async fn draft_local_table(
        &mut self,
        tx: &mut Tx,
        draft: Option<(LocalTableId, u64)>,
        content: Content,
    ) -> Result<Done, Failure> {
        self.may(Act::DraftLocalTable, Subject::default())?;
        let (id, seen) = draft.clone().unwrap_or_else(|| (LocalTableId(fresh()), 0));
        let standing = tx.load::<LocalTable>(id.as_str()).await?;
        if standing.version != seen && standing.state.as_ref().is_some_and(|table| table.stage.id() != "published") {
            let refusal = Refusal::new("A8", "这份草稿在您打开之后又被改过");
            return Err(refusal.todo("请对照对方的改动核对后再保存；再次保存会以您的内容为准").into());
        }
        let version = match standing.state {
            Some(_) => 0,
            None => u32::try_from(tx.next_number("local_table").await?).unwrap_or(u32::MAX),
        };
        let command = Command::Draft { id: id.clone(), version, content };
        self.decided(standing, command)?;
        Ok(Done::said("特色化指标表草稿已保存").of(id))
    }

    pub(super) async fn local_table(
        &mut self,
        tx: &mut Tx,
        id: &LocalTableId,
        seen: u64,
        command: Command,
    ) -> Result<Done, Failure> {
        let (act, said) = match command {
            Command::Draft { .. } => return Err(Refusal::new("A8", "请从草稿页面办理").into()),
            Command::Check => (Act::DraftLocalTable, "检查通过，等待另一位有权人员发布"),
            Command::Publish { .. } => (Act::PublishLocalTable, "特色化指标表已发布；新批次可以选用，已有批次不受影响"),
        };
        self.may(act, Subject::default())?;
        let standing = tx.load::<LocalTable>(id.as_str()).await?;
        if standing.version != seen {
            let refusal = Refusal::new("A8", "这一版特色化指标表在您打开之后又有变化");
            return Err(refusal.todo("请看过现在的内容再办").into());
        }
        self.decided(standing, command)?;
        Ok(Done::said(said).of(id))
    }

    fn decided(&mut self, standing: titian_store::Standing<LocalTable>, command: Command) -> Result<(), Failure> {
        let actor = AccountId(self.actor.id().to_owned());
        let policy = &self.app.policy;
        let events = decide(standing.state.as_ref(), command, &actor, self.today, |table| table.wrong(policy))?;
        self.record(&standing, events);
        Ok(())
    }

    /// Whether a batch may pin a version: published, of its standard, in force on its first day, and under a procedure
    /// that still has local indicators.
    pub(super) async fn can_pin(&self, tx: &mut Tx, id: &LocalTableId, batch: &Batch) -> Result<(), Failure> {
        let name = &batch.name;
        let table = tx.load::<LocalTable>(id.as_str()).await?.state;
        let procedure = self.app.policy.procedures.get(&batch.procedure);
        let reason = match (table, procedure) {
            (Some(table), _) if !matches!(table.stage, Stage::Published { .. }) => {
                format!("“{name}”选的特色化指标表还没有发布")
            }
            (None, _) => format!("没有找到“{name}”选的特色化指标表"),
            (_, Some(procedure)) if !procedure.local_points.value => {
                format!("“{name}”的程序依据{}没有特色化指标", procedure.document)
            }
            (Some(table), _) if table.content.standard != batch.standard => {
                format!("“{name}”选的特色化指标表不属于它的标准，这个标准没有特色化指标，或者另有一张表")
            }
            (Some(table), _) if batch.from < table.content.from => {
                format!("“{name}”选的特色化指标表自{}起才能适用", written(table.content.from))
            }
            (Some(_), _) => return Ok(()),
        };
        Err(Refusal::new("A8", "通知还不能保存").because(reason).todo("请另选一版，或者不选").into())
    }
}
