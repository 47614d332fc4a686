//! 消息 What somebody was told: in person, and as one of their enterprise.

use jiff::Timestamp;
use titian_store::{Reading, Row, StoreError, Tx, Value, args};

use crate::App;
use crate::actor::{Actor, Person};

/// Messages on a page.
pub const PAGE: u32 = 20;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// What it is about, in a line.
    pub subject: String,
    /// All of it.
    pub body: String,
    /// Where it leads, on this portal; may be empty.
    pub link: String,
    /// Whether nobody has read it yet.
    pub unread: bool,
}

/// A page of messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// Those on this page, the newest first.
    pub list: Vec<Message>,
    /// How many there are.
    pub total: u32,
    /// How many of all nobody has read yet.
    pub unread: u32,
}

/// Whose messages somebody may read. A message to an enterprise is read once for all who act for it.
const THEIRS: &str = "((recipient_kind = 'account' AND recipient = $1) \
                      OR (recipient_kind = 'enterprise' AND recipient = $2))";

fn theirs(person: &Person) -> Vec<Value> {
    args![person.account.as_str(), person.drafts_for.as_ref().map_or("", |enterprise| enterprise.as_str())]
}

/// How many messages of theirs nobody has read.
pub(super) async fn unread(reading: &mut Reading, person: &Person) -> Result<u32, StoreError> {
    let sql = format!("SELECT COUNT(*) AS n FROM message WHERE {THEIRS} AND read_at IS NULL");
    Ok(u32::try_from(reading.number(sql, theirs(person)).await?).unwrap_or(u32::MAX))
}

impl App {
    /// A page of somebody's messages, from 1.
    pub async fn messages(&self, actor: &Actor, page: u32) -> Result<Mailbox, StoreError> {
        let Some(person) = actor.person() else { return Ok(Mailbox::default()) };
        let mut reading = self.store.read().await?;
        let all = format!("SELECT COUNT(*) AS n FROM message WHERE {THEIRS}");
        let total = u32::try_from(reading.number(all, theirs(person)).await?).unwrap_or(u32::MAX);
        let unread = unread(&mut reading, person).await?;
        let from = u64::from(page.saturating_sub(1)) * u64::from(PAGE);
        let sql = format!(
            "SELECT id, at, subject, body, link, read_at FROM message WHERE {THEIRS} \
             ORDER BY id DESC LIMIT {PAGE} OFFSET {from}"
        );
        let rows = reading.rows(sql, theirs(person)).await?;
        Ok(Mailbox { list: rows.iter().map(message).collect::<Result<_, _>>()?, total, unread })
    }

    /// Marks all of somebody's messages as read.
    pub async fn read_messages(&self, actor: &Actor) -> Result<(), StoreError> {
        let Some(person) = actor.person() else { return Ok(()) };
        let now = self.clock.now();
        let sql = format!("UPDATE message SET read_at = $3 WHERE {THEIRS} AND read_at IS NULL");
        self.store
            .write(async |mut tx: Tx| tx.execute(sql.clone(), [theirs(person), args![now]].concat()).await)
            .await?;
        Ok(())
    }

    /// Marks one of somebody's messages as read: where it leads. `None` if it is not theirs or not there.
    pub async fn read_message(&self, actor: &Actor, id: i64) -> Result<Option<String>, StoreError> {
        let Some(person) = actor.person() else { return Ok(None) };
        let now = self.clock.now();
        let find = format!("SELECT link FROM message WHERE {THEIRS} AND id = $3");
        let mark = "UPDATE message SET read_at = $1 WHERE id = $2 AND read_at IS NULL";
        self.store
            .write(async |mut tx: Tx| {
                let found = tx.row(find.clone(), [theirs(person), args![id]].concat()).await?;
                let Some(row) = found else { return Ok(None) };
                tx.execute(mark, args![now, id]).await?;
                Ok(Some(row.text("link")?.to_owned()))
            })
            .await
    }
}

fn message(row: &Row) -> Result<Message, StoreError> {
    Ok(Message {
        id: row.number("id")?,
        at: row.instant("at")?,
        subject: row.text("subject")?.to_owned(),
        body: row.text("body")?.to_owned(),
        link: row.text("link")?.to_owned(),
        unread: row.maybe_instant("read_at")?.is_none(),
    })
}
