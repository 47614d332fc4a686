//! Cases: the queue of an office, and one case whole.

use jiff::Timestamp;
use jiff::civil::Date;
use titian_domain::application::Application;
use titian_domain::compliance::Compliance;
use titian_domain::id::ApplicationId;
use titian_domain::inspection::Inspection;
use titian_rulebook::region::DivisionCode;
use titian_store::{StoreError, Value};

use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::subject;
use crate::permission::{Act, NotAllowed, may};

/// What of a queue is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// Of one city; the whole province if none.
    pub city: Option<DivisionCode>,
    /// In one stage.
    pub stage: String,
    /// With a part of the name.
    pub words: String,
    /// Only those of this handler.
    pub handler: String,
    /// Which page, from 0.
    pub page: i64,
}

/// Rows on a page of a queue.
const PAGE: i64 = 50;

/// A case in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: ApplicationId,
    /// 受理编号.
    pub number: String,
    /// The enterprise's name.
    pub name: String,
    /// The stage's word.
    pub stage: String,
    /// Since when.
    pub since: Option<Date>,
    /// Until when.
    pub due: Option<Date>,
    /// Whose.
    pub handler: String,
    /// Whether an objection holds it.
    pub held: bool,
}

/// A case with what was done about it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The case.
    pub application: Application,
    /// The checks of the enterprise.
    pub compliance: Option<Compliance>,
    /// The visits.
    pub inspection: Option<Inspection>,
    /// What happened, the first thing first.
    pub history: Vec<Line>,
}

/// A line of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// Who: an account, `public` or `system`.
    pub actor: String,
    /// Which clause.
    pub basis: String,
    /// What kind of event.
    pub kind: String,
}

impl App {
    /// A page of a queue, nearest deadline first, and how many there are in all.
    pub async fn queue(&self, actor: &Actor, queue: &Queue) -> Result<(i64, Vec<Row>), Failure> {
        let subject = crate::permission::Subject { city: queue.city, ..Default::default() };
        may(actor, Act::ReadCase, subject)?;
        let mut wheres = vec!["stage <> 'draft'".to_owned()];
        let mut args: Vec<Value> = vec![];
        let mut and = |clause: &str, value: Value| {
            args.push(value);
            wheres.push(clause.replace('?', &format!("${}", args.len())));
        };
        if let Some(city) = queue.city {
            and("city = ?", city.to_string().into());
        }
        if !queue.stage.is_empty() {
            and("stage = ?", queue.stage.as_str().into());
        }
        if !queue.handler.is_empty() {
            and("handler = ?", queue.handler.as_str().into());
        }
        if !queue.words.trim().is_empty() {
            let plain = queue.words.trim().replace(['%', '_', '\\'], "");
            and("name LIKE ?", format!("%{plain}%").into());
        }
        let wheres = wheres.join(" AND ");
        let mut reading = self.store.read().await?;
        let all = reading.number(format!("SELECT COUNT(*) AS n FROM application WHERE {wheres}"), args.clone()).await?;
        let from = queue.page.max(0).saturating_mul(PAGE);
        let sql = format!(
            "SELECT id, number, name, stage, since, due, handler, held FROM application WHERE {wheres} \
             ORDER BY COALESCE(due, since, '9999'), number LIMIT {PAGE} OFFSET {from}"
        );
        let rows = reading.rows(sql, args).await?;
        let row = |row: &titian_store::Row| -> Result<Row, StoreError> {
            Ok(Row {
                id: ApplicationId(row.text("id")?.to_owned()),
                number: row.maybe_text("number")?.unwrap_or_default().to_owned(),
                name: row.maybe_text("name")?.unwrap_or_default().to_owned(),
                stage: row.text("stage")?.to_owned(),
                since: row.maybe_date("since")?,
                due: row.maybe_date("due")?,
                handler: row.maybe_text("handler")?.unwrap_or_default().to_owned(),
                held: row.flag("held")?,
            })
        };
        Ok((all, rows.iter().map(row).collect::<Result<_, _>>()?))
    }

    /// One case whole, for those who may see it. One that is not there and one that is not theirs look the same.
    pub async fn case(&self, actor: &Actor, id: &str) -> Result<Case, Failure> {
        let mut reading = self.store.read().await?;
        let hidden = || Failure::NotAllowed(NotAllowed { act: Act::ReadCase });
        let application = reading.load::<Application>(id).await?.state.ok_or_else(hidden)?;
        may(actor, Act::ReadCase, subject(&application))?;
        let compliance = reading.load::<Compliance>(application.enterprise.as_str()).await?.state;
        let inspection = reading.load::<Inspection>(id).await?.state;
        let history = reading.history::<Application>(id).await?;
        let line = |entry: titian_store::Entry| Line {
            at: entry.at,
            actor: entry.actor,
            basis: entry.basis,
            kind: entry.kind,
        };
        Ok(Case { application, compliance, inspection, history: history.into_iter().map(line).collect() })
    }
}
