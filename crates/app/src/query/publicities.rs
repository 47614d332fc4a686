//! Lists as the offices work on them: what can be made, what stands, and one list with its cases.

use std::sync::Arc;

use titian_domain::announcement::Announcement;
use titian_domain::application::{Application, Desk, Onward, Steps};
use titian_domain::id::BatchId;
use titian_domain::notice::Batch;
use titian_domain::publicity::Publicity;
use titian_domain::recommendation::Recommendation;
use titian_rulebook::calendar::CannotTell;
use titian_rulebook::deadline::Deadline;
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, Row, StoreError, args};

use super::queue::desk_of;
use super::{batches, names, within};
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::checked::Against;
use crate::perform::publicity::days;
use crate::permission::{Act, Extent, NotAllowed, Subject, extent, may};

/// Lists on a page of a board, and announcements likewise.
pub const LISTS: u32 = 30;

/// What lies before an office, list by list.
#[derive(Debug, Clone)]
pub struct Board {
    /// Batches with cases that can be recommended to the level above; nothing if the reader recommends none.
    pub recommend: Option<Vec<Making>>,
    /// Recommendations by the reader's office and those it received, the newest first, each with the name of its batch.
    pub recommendations: Vec<(Recommendation, String)>,
    /// Batches with cases that can go before the public; nothing if the reader publishes none.
    pub ready: Option<Vec<Making>>,
    /// Lists of the page asked for, the newest first, each with its open objections.
    pub lists: Vec<(Publicity, usize)>,
    /// How many lists there are, on all pages.
    pub all_lists: u32,
    /// How many of them stand before the public today.
    pub standing: u32,
    /// How many are over and have cases that can be filed.
    pub to_file: u32,
    /// Batches with cases that can be announced; nothing if the reader announces none.
    pub announce: Option<Vec<Making>>,
    /// Announcements of the page asked for, the newest first.
    pub announcements: Vec<Announcement>,
    /// How many announcements there are, on all pages.
    pub all_announcements: u32,
    /// How many of them wait for the office's approval.
    pub to_approve: u32,
}

/// Where a page that is asked for begins; beyond the last, where that does.
fn begin(page: u32, all: u32) -> u64 {
    u64::from(page.clamp(1, all.div_ceil(LISTS).max(1)) - 1) * u64::from(LISTS)
}

fn count(row: Option<&Row>, column: &str) -> Result<u32, StoreError> {
    row.map_or(Ok(0), |row| Ok(u32::try_from(row.number(column)?).unwrap_or(u32::MAX)))
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
    /// Which checks have to be made again before a case can join, by case.
    pub against: Against,
    /// How long the list would stand if it were published now.
    pub days: Result<Deadline, CannotTell>,
}

/// What an office could recommend to the level above.
#[derive(Debug, Clone)]
pub struct ToRecommend {
    /// The batch.
    pub batch: Batch,
    /// The office: a city, or the province under its own code.
    pub office: DivisionCode,
    /// The policy its cases are judged by.
    pub policy: Arc<Policy>,
    /// Its cases, up to those that wait to be recommended.
    pub cases: Vec<Application>,
    /// Which checks have to be made again before a case can join, by case.
    pub against: Against,
}

/// A recommendation with what became of its cases.
#[derive(Debug, Clone)]
pub struct Recommended {
    /// The list.
    pub list: Recommendation,
    /// Its cases.
    pub cases: Vec<Application>,
    /// Who signed it, by name.
    pub by: String,
}

/// A list with what became of its cases.
#[derive(Debug, Clone)]
pub struct Published {
    /// The list.
    pub publicity: Publicity,
    /// Its cases.
    pub cases: Vec<Application>,
    /// The way of its cases.
    pub steps: Steps,
    /// Objections against it: how many, and how many are open.
    pub objections: (usize, usize),
}

/// The cases of a batch on an office's desk, up to those that wait for its list.
pub(super) async fn at_desk(
    reading: &mut Reading,
    batch: &BatchId,
    office: DivisionCode,
    waiting: &str,
) -> Result<Vec<Application>, StoreError> {
    let desk = Desk::of(office);
    let mut values = args![batch.as_str(), desk.id(), waiting];
    let mut sql = "SELECT state FROM application WHERE batch = $1 AND desk = $2 AND stage IN \
                   ('submitted', 'recommended', 'under_review', 'returned', 'concluded', $3)"
        .to_owned();
    if desk == Desk::City {
        values.push(office.to_string().into());
        sql.push_str(" AND city = $4");
    }
    sql.push_str(" ORDER BY number");
    let rows = reading.rows(sql, values).await?;
    rows.iter().map(|row| row.json("state")).collect()
}

fn size(row: &Row, column: &str) -> Result<usize, StoreError> {
    Ok(usize::try_from(row.number(column)?).unwrap_or(0))
}

impl App {
    /// The board of the reader's office: page `page` of the lists and page `announced` of the announcements, from 1.
    pub async fn board(&self, actor: &Actor, page: u32, announced: u32) -> Result<Board, Failure> {
        let seen = extent(actor, Act::ReadCase)?;
        let publicises = extent(actor, Act::Publicise).is_ok();
        let announces = extent(actor, Act::PrepareAnnouncement).is_ok();
        let mut reading = self.store.read().await?;
        let mut args = args![self.clock.today()];
        let here = within(&seen, "p.city", &mut args);
        let sql = format!(
            "SELECT COUNT(*) AS n, COUNT(CASE WHEN p.over = 0 AND p.last_day >= $1 THEN 1 END) AS standing, \
             COUNT(CASE WHEN p.over = 1 AND p.id IN (SELECT publicity FROM application WHERE stage = 'cleared' \
             AND desk = 'city' AND held = 0) THEN 1 END) AS to_file FROM publicity p WHERE {here}"
        );
        let counted = reading.row(sql, args).await?;
        let counted = |column| count(counted.as_ref(), column);
        let files = extent(actor, Act::File).is_ok();
        let to_file = if files { counted("to_file")? } else { 0 };
        let (all_lists, standing) = (counted("n")?, counted("standing")?);
        let mut args = vec![];
        let here = within(&seen, "p.city", &mut args);
        let sql = format!(
            "SELECT p.state AS state, (SELECT COUNT(*) FROM objection o WHERE o.publicity = p.id AND o.open = 1) AS open \
             FROM publicity p WHERE {here} ORDER BY p.first_day DESC, p.id DESC LIMIT {LISTS} OFFSET {}",
            begin(page, all_lists)
        );
        let rows = reading.rows(sql, args).await?;
        let lists = rows.iter().map(|row| Ok((row.json("state")?, size(row, "open")?)));
        let lists = lists.collect::<Result<Vec<(Publicity, usize)>, StoreError>>()?;

        let mut args = vec![];
        let here = within(&seen, "city", &mut args);
        let sql = format!(
            "SELECT batch, stage, desk, held, COUNT(*) AS n FROM application WHERE {here} AND stage IN \
             ('submitted', 'recommended', 'under_review', 'returned', 'concluded', 'endorsed', 'listed', 'cleared', 'filed') \
             GROUP BY batch, stage, desk, held"
        );
        let rows = reading.rows(sql, args).await?;
        let ids = rows.iter().map(|row| row.text("batch").map(|id| BatchId(id.to_owned())));
        let ids = ids.collect::<Result<Vec<_>, _>>()?;
        let known = batches(&mut reading, &ids).await?;
        let own = desk_of(actor, Act::ReadCase).unwrap_or_default();
        let (mut recommend, mut ready, mut announce): (Vec<Making>, Vec<Making>, Vec<Making>) = Default::default();
        for row in &rows {
            let Some(batch) = known.get(&BatchId(row.text("batch")?.to_owned())) else { continue };
            let (stage, province) = (row.text("stage")?, row.text("desk")? == Desk::Province.id());
            let through = stage == "filed" || (stage == "cleared" && province);
            if stage == "cleared" && !province || !through && province != (own == Desk::Province) {
                continue;
            }
            let onward = self.steps(batch, DivisionCode::GUANGXI).at(own).onward;
            let (makings, joins) = match onward {
                _ if through => (&mut announce, !row.flag("held")?),
                Onward::Recommendation => (&mut recommend, stage == "endorsed"),
                Onward::Publicity => (&mut ready, stage == "listed"),
            };
            let at = makings.iter().position(|making| making.batch.id == batch.id).unwrap_or_else(|| {
                makings.push(Making { batch: batch.clone(), ready: 0, others: 0 });
                makings.len() - 1
            });
            let n = u32::try_from(row.number("n")?).unwrap_or(u32::MAX);
            if let Some(making) = makings.get_mut(at) {
                *(if joins { &mut making.ready } else { &mut making.others }) += n;
            }
        }
        for makings in [&mut recommend, &mut ready, &mut announce] {
            makings.retain(|making| making.ready > 0);
            makings.sort_by(|a, b| (a.batch.city_due, &a.batch.id).cmp(&(b.batch.city_due, &b.batch.id)));
        }
        let recommends = extent(actor, Act::RecommendList);
        let recommendations = match &recommends {
            Err(_) => vec![],
            // The province reads what its cities recommend to it.
            Ok(_) => {
                let mut args = vec![];
                let here = within(&seen, "office", &mut args);
                let sql = format!(
                    "SELECT state FROM recommendation WHERE {here} ORDER BY recommended_on DESC, id DESC LIMIT {LISTS}"
                );
                let rows = reading.rows(sql, args).await?;
                let lists = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Recommendation>, _>>()?;
                let ids: Vec<BatchId> = lists.iter().map(|list| list.batch.clone()).collect();
                let batches = batches(&mut reading, &ids).await?;
                let name = |id: &BatchId| batches.get(id).map_or_else(String::new, |batch| batch.name.clone());
                lists.into_iter().map(|list| (list.clone(), name(&list.batch))).collect()
            }
        };
        let (mut announcements, mut all_announcements, mut to_approve) = (vec![], 0, 0);
        if announces {
            let sql =
                "SELECT COUNT(*) AS n, COUNT(CASE WHEN stage = 'prepared' THEN 1 END) AS prepared FROM announcement";
            let counted = reading.row(sql, args![]).await?;
            all_announcements = count(counted.as_ref(), "n")?;
            to_approve = count(counted.as_ref(), "prepared")?;
            let from = begin(announced, all_announcements);
            let sql = format!("SELECT state FROM announcement ORDER BY id DESC LIMIT {LISTS} OFFSET {from}");
            let rows = reading.rows(sql, args![]).await?;
            announcements = rows.iter().map(|row| row.json("state")).collect::<Result<_, _>>()?;
        }
        Ok(Board {
            recommend: recommends.is_ok().then_some(recommend),
            recommendations,
            ready: publicises.then_some(ready),
            lists,
            all_lists,
            standing,
            to_file,
            announce: announces.then_some(announce),
            announcements,
            all_announcements,
            to_approve,
        })
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
        let cases = at_desk(&mut reading, batch, city, "listed").await?;
        let against = self.unready(&mut reading, &known, &cases).await?;
        let days = days(&self.policy, &known, self.clock.today());
        Ok((city, ToPublicise { batch: known, cases, against, days }))
    }

    /// What the reader's office could recommend to the level above, of a batch: its cases there, up to those that wait.
    pub async fn to_recommend(&self, actor: &Actor, batch: &BatchId) -> Result<ToRecommend, Failure> {
        let hidden = NotAllowed { act: Act::RecommendList };
        let office = match extent(actor, Act::RecommendList)? {
            Extent::Cities(offices) => offices.first().copied().ok_or(hidden.clone())?,
            Extent::Province => DivisionCode::GUANGXI,
        };
        let mut reading = self.store.read().await?;
        let known = batches(&mut reading, std::slice::from_ref(batch)).await?.remove(batch).ok_or(hidden)?;
        let cases = at_desk(&mut reading, batch, office, "endorsed").await?;
        let against = self.unready(&mut reading, &known, &cases).await?;
        let policy = self.policy_of(&mut reading, known.local_table.as_ref()).await?;
        Ok(ToRecommend { batch: known, office, policy, cases, against })
    }

    /// Which checks of those who wait for a list have to be made again today, by case.
    async fn unready(
        &self,
        reading: &mut Reading,
        batch: &Batch,
        cases: &[Application],
    ) -> Result<Against, StoreError> {
        let waiting = cases.iter().filter(|case| case.stage.waits_for_list()).map(|case| (case, batch));
        self.unchecked(reading, waiting, self.clock.today()).await
    }

    /// A recommendation as those read it who made it or who received it.
    pub async fn recommended(&self, actor: &Actor, id: &str) -> Result<Recommended, Failure> {
        let mut reading = self.store.read().await?;
        let list = reading.load::<Recommendation>(id).await?.state.ok_or(NotAllowed { act: Act::ReadCase })?;
        may(actor, Act::ReadCase, Subject { city: Some(list.office), ..Subject::default() })?;
        let ids: Vec<&str> = list.list.iter().map(|one| one.entry.application.as_str()).collect();
        let cases = reading.load_all::<Application>(&ids).await?;
        let by = names(&mut reading, [list.by.as_str()]).await?.remove(&list.by).unwrap_or_default();
        Ok(Recommended { cases: cases.into_iter().filter_map(|one| one.state).collect(), by, list })
    }

    /// A list as its office works on it.
    pub async fn published(&self, actor: &Actor, id: &str) -> Result<Published, Failure> {
        let mut reading = self.store.read().await?;
        let publicity = reading.load::<Publicity>(id).await?.state.ok_or(NotAllowed { act: Act::ReadCase })?;
        may(actor, Act::ReadCase, Subject { city: Some(publicity.city), ..Subject::default() })?;
        // Not by their ids: that would be as many statements as the list is long.
        let mut values = args![publicity.batch.as_str()];
        let mut sql =
            "SELECT state FROM application WHERE batch = $1 AND stage NOT IN ('draft', 'withdrawn')".to_owned();
        if !publicity.city.is_province() {
            values.push(publicity.city.to_string().into());
            sql.push_str(" AND city = $2");
        }
        let rows = reading.rows(sql, values).await?;
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
        let batch = batches(&mut reading, std::slice::from_ref(&publicity.batch)).await?.remove(&publicity.batch);
        let steps = batch.map(|batch| self.steps(&batch, publicity.city)).unwrap_or_default();
        Ok(Published { publicity, cases, steps, objections: objections.unwrap_or_default() })
    }
}
