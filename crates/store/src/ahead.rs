//! 先定后写 An act that is decided before its transaction begins.
//!
//! It is decided on a snapshot, beside everybody else, while every question it asks is written down with its answer. Then
//! its transaction begins, asks the same questions again, and writes only if each is answered as before: so the act is
//! what it would have been, had it been decided there. What takes long is done while nobody waits.

use crate::changes::Changes;
use crate::commit::Tx;
use crate::db::{Failed, Sql};
use crate::error::StoreError;
use crate::value::{Row, Value};

/// What an act has asked so far, and what it has decided.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    pub(crate) asked: Vec<Asked>,
    /// Set by the act's commit; afterwards nothing more is asked.
    pub(crate) decided: Option<Changes>,
}

/// A question and its answer.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) sql: Sql,
    pub(crate) args: Vec<Value>,
    pub(crate) answer: Vec<Row>,
}

impl Tx {
    /// Writes what was decided ahead, if everything it stood on is still so.
    pub(crate) async fn write_decided(&mut self, asked: Vec<Asked>, changes: Changes) -> Result<(), StoreError> {
        for Asked { sql, args, answer } in asked {
            if self.rows(sql.clone(), args).await? != answer {
                tracing::debug!(%sql, "What was read ahead is no longer so");
                self.work().await.failed.get_or_insert(Failed::Overtaken);
                return Err(StoreError::Conflict { stream: "what was read ahead".into() });
            }
        }
        self.commit(changes).await.map(drop)
    }
}
