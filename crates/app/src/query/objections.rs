//! Objections. Who objects and what they say is read one by one, and that it was read is written down first.

use titian_domain::id::PublicityId;
use titian_domain::objection::{Objection, Stage, Statement};
use titian_store::{Changes, Row, StoreError, Tx, args};

use super::{Kept, kept, within};
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::permission::{Act, NotAllowed, Subject, extent, may};

/// Objections on one page.
const PAGE: i64 = 50;

/// Which objections are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObjectionFilter {
    /// Against this list only.
    pub publicity: Option<PublicityId>,
    /// Only open ones, or only answered ones.
    pub open: Option<bool>,
    /// Which page, from 0.
    pub page: i64,
}

/// A page of objections.
#[derive(Debug, Clone)]
pub struct Objections {
    /// How many fit.
    pub all: i64,
    /// How many of them are open.
    pub open: i64,
    /// Those of this page: open ones first, the oldest first among them.
    pub rows: Vec<ObjectionRow>,
}

/// An objection in a list.
#[derive(Debug, Clone)]
pub struct ObjectionRow {
    /// The objection.
    pub objection: Objection,
    /// The name of the enterprise.
    pub enterprise: String,
    /// The title of the list.
    pub list: String,
}

/// An objection with its words.
#[derive(Debug, Clone)]
pub struct ObjectionOpened {
    /// As it stands in a list.
    pub row: ObjectionRow,
    /// The words; `None` once they were erased.
    pub statement: Option<Statement>,
    /// Whether the reader may answer it, while it is open.
    pub may_answer: bool,
}

const ROW: &str = "SELECT o.state AS state, a.name AS enterprise, p.title AS list FROM objection o \
    JOIN application a ON a.id = o.application JOIN publicity p ON p.id = o.publicity";

fn row(row: &Row) -> Result<ObjectionRow, StoreError> {
    let enterprise = row.maybe_text("enterprise")?.unwrap_or_default().to_owned();
    Ok(ObjectionRow { objection: row.json("state")?, enterprise, list: row.text("list")?.to_owned() })
}

impl App {
    /// A page of objections; who objects is not in it.
    pub async fn objections(&self, actor: &Actor, filter: &ObjectionFilter) -> Result<Objections, Failure> {
        let seen = extent(actor, Act::ReadObjection)?;
        let mut args = vec![];
        let mut wheres = vec![within(&seen, "o.city", &mut args)];
        if let Some(publicity) = &filter.publicity {
            args.push(publicity.as_str().into());
            wheres.push(format!("o.publicity = ${}", args.len()));
        }
        if let Some(open) = filter.open {
            args.push(open.into());
            wheres.push(format!("o.open = ${}", args.len()));
        }
        let wheres = wheres.join(" AND ");
        let mut reading = self.store.read().await?;
        let sql = format!(
            "SELECT COUNT(*) AS n, COUNT(CASE WHEN o.open = 1 THEN 1 END) AS open FROM objection o WHERE {wheres}"
        );
        let counts = reading.row(sql, args.clone()).await?;
        let count = |name| counts.as_ref().map_or(Ok(0), |row| row.number(name));
        let (all, open) = (count("n")?, count("open")?);
        let from = filter.page.max(0).saturating_mul(PAGE);
        let sql = format!("{ROW} WHERE {wheres} ORDER BY o.open DESC, o.raised_on, o.id LIMIT {PAGE} OFFSET {from}");
        let rows = reading.rows(sql, args).await?;
        Ok(Objections { all, open, rows: rows.iter().map(row).collect::<Result<_, _>>()? })
    }

    /// One objection with its words, for those who may read it. That they did, and from where, is written down first.
    pub async fn read_objection(&self, actor: &Actor, id: &str, from: &str) -> Result<ObjectionOpened, Failure> {
        let now = self.clock.now();
        let (row, sealed) = self
            .store
            .write(async |mut tx: Tx| {
                let found = tx.row(format!("{ROW} WHERE o.id = $1"), args![id]).await?;
                let found = found.as_ref().map(row).transpose()?.ok_or(NotAllowed { act: Act::ReadObjection })?;
                let subject = Subject { city: Some(found.objection.city), ..Subject::default() };
                may(actor, Act::ReadObjection, subject)?;
                let sealed = tx.row("SELECT words FROM statement WHERE id = $1", args![id]).await?;
                let sealed = sealed.map(|row| row.text("words").map(str::to_owned)).transpose()?;
                let mut changes = Changes::new(now, actor.id());
                changes.audit("objection", &format!("objection/{id}"), from);
                tx.commit(changes).await?;
                Ok::<_, Failure>((found, sealed))
            })
            .await?;
        let place = format!("objection/{id}");
        let words = sealed.map(|sealed| self.vault.open(&place, &sealed)).transpose()?;
        let read = |words: String| {
            serde_json::from_str(&words)
                .map_err(|_| StoreError::inconsistent("statement", id, "words of another shape"))
        };
        let subject = Subject { city: Some(row.objection.city), ..Subject::default() };
        let may_answer = row.objection.stage == Stage::Open && may(actor, Act::AnswerObjection, subject).is_ok();
        Ok(ObjectionOpened { statement: words.map(read).transpose()?, row, may_answer })
    }

    /// A file that is to prove an objection. That it was opened is written down first.
    pub async fn objection_file(&self, actor: &Actor, id: &str, file: &str, from: &str) -> Result<Kept, Failure> {
        let now = self.clock.now();
        let hidden = || Failure::NotAllowed(NotAllowed { act: Act::ReadObjection });
        self.store
            .write(async |mut tx: Tx| {
                let objection = tx.load::<Objection>(id).await?.state.ok_or_else(hidden)?;
                let subject = Subject { city: Some(objection.city), ..Subject::default() };
                may(actor, Act::ReadObjection, subject)?;
                let at = objection.evidence.iter().position(|one| one.as_str() == file).ok_or_else(hidden)?;
                let kept = kept(&mut tx, file).await?.ok_or_else(hidden)?;
                let mut changes = Changes::new(now, actor.id());
                changes.audit("objection_file", &format!("objection/{id}"), &format!("证据 {},{from}", at + 1));
                tx.commit(changes).await?;
                Ok(kept)
            })
            .await
    }
}
