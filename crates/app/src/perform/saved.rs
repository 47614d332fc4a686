//! 保存的筛选 A filter of the queue is kept or forgotten: a convenience of one person, which says nothing of any case and
//! stands in no journal.

use titian_domain::refusal::Refusal;
use titian_domain::wording;
use titian_store::{Tx, args};

use super::Doing;
use crate::command::{Done, Failure};
use crate::permission::{Act, extent};

/// How many somebody can keep.
const MOST: i64 = 20;
/// How long a name may be, in characters.
const LONGEST: usize = 20;
/// How long a filter may be, in bytes.
const WIDEST: usize = 1000;

impl Doing<'_> {
    /// Keeps a filter under a name; one of the same name is replaced.
    pub(super) async fn save_filter(&mut self, tx: &mut Tx, name: &str, query: &str) -> Result<Done, Failure> {
        extent(self.actor, Act::ReadCase)?;
        let refused = |because: String| Refusal::new("A5", "筛选没有保存").because(because).todo("请改正后再保存");
        let name = match wording::line(name) {
            Ok("") => return Err(refused("没有写名称".into()).into()),
            Ok(name) if name.chars().count() > LONGEST => {
                return Err(refused(format!("名称超过 {LONGEST} 个字")).into());
            }
            Ok(name) => name,
            Err(odd) => return Err(refused(format!("名称中{odd}")).into()),
        };
        if query.is_empty() || query.len() > WIDEST {
            return Err(refused("没有筛选条件，或者条件太长".into()).into());
        }
        let others = "SELECT COUNT(*) AS n FROM saved_filter WHERE account = $1 AND name <> $2";
        if tx.number(others, args![self.actor.id(), name]).await? >= MOST {
            return Err(refused(format!("最多保存 {MOST} 个，请先删除用不到的")).into());
        }
        let sql = "INSERT INTO saved_filter (account, name, query, at) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (account, name) DO UPDATE SET query = $3, at = $4";
        self.changes.sql(sql, args![self.actor.id(), name, query, self.now]);
        Ok(Done::said(format!("筛选已保存为“{name}”")))
    }

    /// Forgets a filter of one's own; nothing, if there is none of that name.
    pub(super) fn forget_filter(&mut self, name: &str) -> Result<Done, Failure> {
        extent(self.actor, Act::ReadCase)?;
        self.changes.sql("DELETE FROM saved_filter WHERE account = $1 AND name = $2", args![self.actor.id(), name]);
        Ok(Done::said("筛选已删除"))
    }
}
