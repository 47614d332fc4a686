//! What auditors read: who looked at what is sensitive, and the journal of one case. That they read it is written down
//! too.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use titian_domain::account::Account;
use titian_domain::application::Application;
use titian_domain::enterprise::Enterprise;
use titian_domain::id::AccountId;
use titian_domain::notice::Batch;
use titian_domain::objection::Objection;
use titian_store::{Changes, Entry, Reading, Row, StoreError, Tx, Value, args, broken};

use super::cases::OPENED;
use super::{batches, names};
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::permission::{Act, NotAllowed, extent};

/// Entries on one page.
const PAGE: i64 = 50;

/// Which entries of the audit log are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looks {
    /// By whom: a part of the name; empty = anybody.
    pub who: String,
    /// Which kind; empty = all.
    pub kind: String,
    /// From this day.
    pub from: Option<Date>,
    /// To this day.
    pub to: Option<Date>,
    /// Which page, from 0.
    pub page: i64,
}

/// Somebody looked at something, or was not let.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Timestamp,
    /// Who, as far as there is an account.
    pub account: Option<Account>,
    /// Who, as the log writes it.
    pub actor: String,
    /// Which kind: `objection`, `licence`.
    pub kind: String,
    /// About what.
    pub subject: Subject,
    /// More: from where.
    pub detail: String,
    /// The name of the file that was opened, beside its digest in `detail`; may be empty.
    pub file: String,
}

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// As people know it: a number, a name.
    pub label: String,
    /// The case it belongs to, if it belongs to one.
    pub case: Option<String>,
}

/// A page of the audit log.
#[derive(Debug, Clone)]
pub struct Looked {
    /// How many entries fit.
    pub all: i64,
    /// Those of this page, the newest first.
    pub looks: Vec<Look>,
}

/// All records of one case.
#[derive(Debug, Clone)]
pub struct Records {
    /// The case.
    pub application: Application,
    /// The enterprise's name today.
    pub enterprise: String,
    /// Its batch.
    pub batch: Option<Batch>,
    /// What happened: in the case, at its inspection, at its risk signals, in checks of its enterprise and in objections against it; in order.
    pub entries: Vec<Entry>,
    /// The names of those who acted.
    pub names: HashMap<AccountId, String>,
    /// The first entry whose chain is broken, by its place in the journal.
    pub broken: Option<i64>,
    /// How many events of the case the journal has lost at its end.
    pub lost: u64,
}

/// The first instant of a day in Asia/Shanghai.
fn begins(day: Date) -> Option<Timestamp> {
    Offset::constant(8).to_timestamp(day.at(0, 0, 0, 0)).ok()
}

impl App {
    /// A page of the audit log.
    pub async fn looked(&self, actor: &Actor, looks: &Looks) -> Result<Looked, Failure> {
        extent(actor, Act::ReadAudit)?;
        self.noted(actor, "audit", "audit/log").await?;
        let mut wheres = vec!["1 = 1".to_owned()];
        let mut args: Vec<Value> = vec![];
        let mut and = |clause: &str, value: Value| {
            args.push(value);
            wheres.push(clause.replace('?', &format!("${}", args.len())));
        };
        if !looks.who.trim().is_empty() {
            let plain = looks.who.trim().replace(['%', '_', '\\'], "");
            and("a.name LIKE ?", format!("%{plain}%").into());
        }
        if !looks.kind.is_empty() {
            and("l.what = ?", looks.kind.as_str().into());
        }
        if let Some(at) = looks.from.and_then(begins) {
            and("l.at >= ?", at.into());
        }
        if let Some(at) = looks.to.and_then(|day| begins(day.saturating_add(Span::new().days(1)))) {
            and("l.at < ?", at.into());
        }
        let tables = format!(
            "FROM audit l LEFT JOIN account a ON a.id = l.actor \
             LEFT JOIN blob b ON l.what = '{OPENED}' AND b.sha256 = l.detail WHERE {}",
            wheres.join(" AND ")
        );
        let mut reading = self.store.read().await?;
        let all = reading.number(format!("SELECT COUNT(*) AS n {tables}"), args.clone()).await?;
        let from = looks.page.max(0).saturating_mul(PAGE);
        let sql = format!(
            "SELECT l.at AS at, l.actor AS actor, l.what AS what, l.subject AS subject, l.detail AS detail, \
             a.state AS account, b.name AS file {tables} ORDER BY l.seq DESC LIMIT {PAGE} OFFSET {from}"
        );
        let rows = reading.rows(sql, args).await?;
        let subjects = subjects(&mut reading, &rows).await?;
        let look = |row: &Row| -> Result<Look, StoreError> {
            let text = |name| row.text(name).map(str::to_owned);
            let account = row.maybe_text("account")?.is_some().then(|| row.json("account")).transpose()?;
            let subject = subjects.get(row.text("subject")?).cloned();
            let subject = subject.unwrap_or(Subject { label: String::new(), case: None });
            let (actor, kind, detail) = (text("actor")?, text("what")?, text("detail")?);
            let file = row.maybe_text("file")?.unwrap_or_default().to_owned();
            Ok(Look { at: row.instant("at")?, account, actor, kind, subject, detail, file })
        };
        Ok(Looked { all, looks: rows.iter().map(look).collect::<Result<_, _>>()? })
    }

    /// The id of the case with this 受理编号.
    pub async fn case_numbered(&self, actor: &Actor, number: &str) -> Result<Option<String>, Failure> {
        extent(actor, Act::ReadAudit)?;
        let sql = "SELECT id FROM application WHERE number = $1";
        let row = self.store.read().await?.row(sql, args![number.trim().to_uppercase()]).await?;
        Ok(row.map(|row| row.text("id").map(str::to_owned)).transpose()?)
    }

    /// The records of a case, each chain checked now.
    pub async fn records(&self, actor: &Actor, id: &str) -> Result<Records, Failure> {
        extent(actor, Act::ReadAudit)?;
        let hidden = || Failure::NotAllowed(NotAllowed { act: Act::ReadAudit });
        let mut reading = self.store.read().await?;
        let standing = reading.load::<Application>(id).await?;
        let application = standing.state.ok_or_else(hidden)?;
        let enterprise = reading.load::<Enterprise>(application.enterprise.as_str()).await?.state;
        let rows = reading.rows("SELECT id FROM objection WHERE application = $1", args![id]).await?;
        let stream = format!("application/{id}");
        let mut streams = vec![
            stream.clone(),
            format!("inspection/{id}"),
            format!("signal/{id}"),
            format!("compliance/{}", application.enterprise),
        ];
        for row in &rows {
            streams.push(format!("objection/{}", row.text("id")?));
        }
        let mut entries = reading.histories(&streams).await?;
        let broken = broken(&entries).map(|entry| entry.seq);
        let kept = entries.iter().filter(|entry| entry.stream == stream).map(|entry| entry.version).max();
        entries.sort_by_key(|entry| entry.seq);
        let names = names(&mut reading, entries.iter().map(|entry| entry.actor.as_str())).await?;
        let batch = batches(&mut reading, std::slice::from_ref(&application.batch)).await?.remove(&application.batch);
        drop(reading);
        self.noted(actor, "journal", &stream).await?;
        Ok(Records {
            enterprise: enterprise.map_or_else(String::new, |enterprise| enterprise.name),
            batch,
            broken,
            lost: standing.version.saturating_sub(kept.unwrap_or(0)),
            entries,
            names,
            application,
        })
    }

    /// Writes down that somebody looked, or was not let.
    pub(crate) async fn noted(&self, actor: &Actor, kind: &str, subject: &str) -> Result<(), Failure> {
        let now = self.clock.now();
        self.store
            .write(async |mut tx: Tx| {
                let mut changes = Changes::new(now, actor.id());
                changes.audit(kind, subject, "");
                tx.commit(changes).await?;
                Ok(())
            })
            .await
    }
}

/// What the subjects of these entries are called, in a fixed number of statements.
async fn subjects(reading: &mut Reading, rows: &[Row]) -> Result<HashMap<String, Subject>, StoreError> {
    let written = rows.iter().map(|row| row.text("subject").map(str::to_owned));
    let written = written.collect::<Result<BTreeSet<String>, _>>()?;
    let of = |room: &str| -> Vec<&str> {
        written
            .iter()
            .filter_map(|subject| subject.split_once('/').filter(|(of, _)| *of == room))
            .map(|(_, id)| id)
            .collect()
    };
    let mut subjects = HashMap::new();
    for one in reading.load_all::<Objection>(&of("objection")).await?.into_iter().filter_map(|one| one.state) {
        let (label, case) = (format!("异议 {}", one.number), Some(one.application.to_string()));
        subjects.insert(format!("objection/{}", one.id), Subject { label, case });
    }
    for one in reading.load_all::<Application>(&of("application")).await?.into_iter().filter_map(|one| one.state) {
        let name = one.filing.as_ref().map_or("(未提交)", |filing| filing.content.name.as_str());
        let label = if one.number.is_empty() { name.to_owned() } else { one.number.clone() };
        subjects.insert(format!("application/{}", one.id), Subject { label, case: Some(one.id.to_string()) });
    }
    for one in reading.load_all::<Enterprise>(&of("enterprise")).await?.into_iter().filter_map(|one| one.state) {
        subjects.insert(format!("enterprise/{}", one.id), Subject { label: one.name, case: None });
    }
    for act in of("act") {
        subjects.insert(format!("act/{act}"), Subject { label: act.to_owned(), case: None });
    }
    for one in reading.load_all::<Account>(&of("account")).await?.into_iter().filter_map(|one| one.state) {
        subjects.insert(format!("account/{}", one.id), Subject { label: one.name, case: None });
    }
    subjects.insert("audit/log".into(), Subject { label: "审计日志".into(), case: None });
    Ok(subjects)
}
