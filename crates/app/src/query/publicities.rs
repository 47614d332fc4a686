//! Lists as the offices work on them: what can be made, what stands, and one list with its cases.

use titian_domain::announcement::Announcement;
use titian_domain::application::Application;
use titian_domain::id::BatchId;
use titian_domain::notice::Batch;
use titian_domain::publicity::Publicity;
use titian_rulebook::calendar::CannotTell;
use titian_rulebook::deadline::Deadline;
use titian_rulebook::region::DivisionCode;
use titian_store::{Row, StoreError, args};

use super::{batches, within};
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::publicity::days;
use crate::permission::{Act, Extent, NotAllowed, Subject, extent, may};

/// Lists on a board, the newest; the public finds all of them.
const MOST: u32 = 100;

/// What lies before an office, list by list.
#[derive(Debug, Clone)]
pub struct Board {
    /// Batches with cases that can go before the public; nothing if the reader publishes none.
    pub ready: Option<Vec<Making>>,
    /// Lists, the newest first, each with its open objections.
    pub lists: Vec<(Publicity, usize)>,
    /// Batches with cases that can be announced; nothing if the reader announces none.
    pub announce: Option<Vec<Making>>,
    /// Announcements, the newest first.
    pub announcements: Vec<Announcement>,
}

/// A batch from which a list can be made.
#[derive(Debug, Clone)]
pub struct Making {
    /// The batch.
    pub batch: Batch,
    /// How many can join.
    pub ready: u32,
    /// How many are not so far yet, or are held back.
    pub others: u32,
}

/// What a city could put before the public.
#[derive(Debug, Clone)]
pub struct ToPublicise {
    /// The batch.
    pub batch: Batch,
    /// Its cases in the city, up to those that wait to be published.
    pub cases: Vec<Application>,
    /// How long the list would stand if it were published now.
    pub days: Result<Deadline, CannotTell>,
}

/// A list with what became of its cases.
#[derive(Debug, Clone)]
pub struct Published {
    /// The list.
    pub publicity: Publicity,
    /// Its cases.
    pub cases: Vec<Application>,
    /// Objections against it: how many, and how many are open.
    pub objections: (usize, usize),
}

fn size(row: &Row, column: &str) -> Result<usize, StoreError> {
    Ok(usize::try_from(row.number(column)?).unwrap_or(0))
}

impl App {
    /// The board of the reader's office.
    pub async fn board(&self, actor: &Actor) -> Result<Board, Failure> {
        let seen = extent(actor, Act::ReadCase)?;
        let publicises = extent(actor, Act::Publicise).is_ok();
        let announces = extent(actor, Act::PrepareAnnouncement).is_ok();
        let mut reading = self.store.read().await?;
        let mut args = vec![];
        let here = within(&seen, "p.city", &mut args);
        let sql = format!(
            "SELECT p.state AS state, (SELECT COUNT(*) FROM objection o WHERE o.publicity = p.id AND o.open = 1) AS open \
             FROM publicity p WHERE {here} ORDER BY p.first_day DESC, p.id DESC LIMIT {MOST}"
        );
        let rows = reading.rows(sql, args).await?;
        let lists = rows.iter().map(|row| Ok((row.json("state")?, size(row, "open")?)));
        let lists = lists.collect::<Result<Vec<(Publicity, usize)>, StoreError>>()?;

        let mut args = vec![];
        let here = within(&seen, "city", &mut args);
        let sql = format!(
            "SELECT batch, stage, held, COUNT(*) AS n FROM application WHERE {here} AND stage IN \
             ('submitted', 'under_review', 'returned', 'concluded', 'listed', 'filed') GROUP BY batch, stage, held"
        );
        let rows = reading.rows(sql, args).await?;
        let ids = rows.iter().map(|row| row.text("batch").map(|id| BatchId(id.to_owned())));
        let ids = ids.collect::<Result<Vec<_>, _>>()?;
        let known = batches(&mut reading, &ids).await?;
        let (mut ready, mut announce): (Vec<Making>, Vec<Making>) = (vec![], vec![]);
        for row in &rows {
            let Some(batch) = known.get(&BatchId(row.text("batch")?.to_owned())) else { continue };
            let filed = row.text("stage")? == "filed";
            let joins = if filed { !row.flag("held")? } else { row.text("stage")? == "listed" };
            let makings = if filed { &mut announce } else { &mut ready };
            let at = makings.iter().position(|making| making.batch.id == batch.id).unwrap_or_else(|| {
                makings.push(Making { batch: batch.clone(), ready: 0, others: 0 });
                makings.len() - 1
            });
            let n = u32::try_from(row.number("n")?).unwrap_or(u32::MAX);
            if let Some(making) = makings.get_mut(at) {
                *(if joins { &mut making.ready } else { &mut making.others }) += n;
            }
        }
        for makings in [&mut ready, &mut announce] {
            makings.retain(|making| making.ready > 0);
            makings.sort_by(|a, b| (a.batch.city_due, &a.batch.id).cmp(&(b.batch.city_due, &b.batch.id)));
        }
        let announcements = if announces {
            let sql = format!("SELECT state FROM announcement ORDER BY id DESC LIMIT {MOST}");
            let rows = reading.rows(sql, args![]).await?;
            rows.iter().map(|row| row.json("state")).collect::<Result<_, _>>()?
        } else {
            vec![]
        };
        Ok(Board { ready: publicises.then_some(ready), lists, announce: announces.then_some(announce), announcements })
    }

    /// What the reader's city could put before the public, of a batch.
    pub async fn to_publicise(&self, actor: &Actor, batch: &BatchId) -> Result<(DivisionCode, ToPublicise), Failure> {
        let hidden = NotAllowed { act: Act::Publicise };
        // A list is of one city; an officer of two would choose, and there is none.
        let city = match extent(actor, Act::Publicise)? {
            Extent::Cities(cities) => cities.first().copied().ok_or(hidden.clone())?,
            Extent::Province => return Err(hidden.into()),
        };
        let mut reading = self.store.read().await?;
        let known = batches(&mut reading, std::slice::from_ref(batch)).await?.remove(batch).ok_or(hidden)?;
        let rows = reading
            .rows(
                "SELECT state FROM application WHERE batch = $1 AND city = $2 AND stage IN \
                 ('submitted', 'under_review', 'returned', 'concluded', 'listed') ORDER BY number",
                args![batch.as_str(), city.to_string()],
            )
            .await?;
        let cases = rows.iter().map(|row| row.json("state")).collect::<Result<_, _>>()?;
        let days = days(&self.policy, &known, self.clock.today());
        Ok((city, ToPublicise { batch: known, cases, days }))
    }

    /// A list as its office works on it.
    pub async fn published(&self, actor: &Actor, id: &str) -> Result<Published, Failure> {
        let mut reading = self.store.read().await?;
        let publicity = reading.load::<Publicity>(id).await?.state.ok_or(NotAllowed { act: Act::ReadCase })?;
        may(actor, Act::ReadCase, Subject { city: Some(publicity.city), ..Subject::default() })?;
        // Not by their ids: that would be as many statements as the list is long.
        let rows = reading
            .rows(
                "SELECT state FROM application WHERE batch = $1 AND city = $2 AND stage NOT IN ('draft', 'withdrawn')",
                args![publicity.batch.as_str(), publicity.city.to_string()],
            )
            .await?;
        let cases = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Application>, _>>()?;
        let listed = |case: &Application| publicity.list.iter().any(|entry| entry.application == case.id);
        let cases = cases.into_iter().filter(listed).collect();
        let row = reading
            .row(
                "SELECT COUNT(*) AS n, COUNT(CASE WHEN open = 1 THEN 1 END) AS open FROM objection WHERE publicity = $1",
                args![id],
            )
            .await?;
        let objections = row.map(|row| Ok::<_, StoreError>((size(&row, "n")?, size(&row, "open")?))).transpose()?;
        Ok(Published { publicity, cases, objections: objections.unwrap_or_default() })
    }
}
