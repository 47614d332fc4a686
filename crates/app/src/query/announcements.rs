//! Announcements as the province works on them.

use std::collections::HashMap;

use jiff::civil::Date;
use titian_domain::announcement::{Announcement, Stage};
use titian_domain::application::Application;
use titian_domain::id::{AccountId, ApplicationId, BatchId};
use titian_domain::notice::Batch;
use titian_rulebook::region::DivisionCode;
use titian_store::{Row, StoreError, args};

use super::{Kept, batches, kept, names};
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::announcement::term;
use crate::perform::checked::Against;
use crate::permission::{Act, NotAllowed, extent};

/// What could be announced, of a batch.
#[derive(Debug, Clone)]
pub struct ToAnnounce {
    /// The batch.
    pub batch: Batch,
    /// Cases that the cities filed (A9.3), or whose publicity by the province is over (A10.3), city by city.
    pub filed: Vec<Application>,
    /// Why a title cannot begin from a case today, by case: a check to be made again, a title that was lost.
    pub against: Against,
    /// How many of each city are still worked on.
    pub under_way: Vec<(DivisionCode, usize)>,
    /// Whether there was an announcement of this batch already.
    pub supplementary: bool,
}

/// An announcement with what its page says beside it.
#[derive(Debug, Clone)]
pub struct Announced {
    /// The announcement.
    pub announcement: Announcement,
    /// The city of each case on it.
    pub cities: HashMap<ApplicationId, DivisionCode>,
    /// The names of who prepared and who registered it.
    pub names: HashMap<AccountId, String>,
    /// The first day after its titles, once it is in force.
    pub until: Option<Date>,
}

fn city(row: &Row) -> Result<DivisionCode, StoreError> {
    let text = row.text("city")?;
    DivisionCode::parse(text).ok_or_else(|| StoreError::inconsistent("application", text, "a city that is none"))
}

impl App {
    /// What could be announced of a batch now.
    pub async fn to_announce(&self, actor: &Actor, batch: &BatchId) -> Result<ToAnnounce, Failure> {
        extent(actor, Act::PrepareAnnouncement)?;
        let mut reading = self.store.read().await?;
        let known = batches(&mut reading, std::slice::from_ref(batch)).await?.remove(batch);
        let known = known.ok_or(NotAllowed { act: Act::PrepareAnnouncement })?;
        let rows = reading
            .rows(
                "SELECT state FROM application WHERE batch = $1 \
                 AND (stage = 'filed' OR (desk = 'province' AND stage = 'cleared')) ORDER BY city, number",
                args![batch.as_str()],
            )
            .await?;
        let filed = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Application>, _>>()?;
        let asked: Vec<&Application> = filed.iter().collect();
        let against = self.against_titles(&mut reading, &known, &asked, self.clock.today()).await?;
        let rows = reading
            .rows(
                "SELECT city, COUNT(*) AS n FROM application WHERE batch = $1 AND stage IN ('submitted', \
                 'under_review', 'returned', 'concluded', 'endorsed', 'recommended', 'listed', 'in_publicity', 'cleared') \
                 AND NOT (desk = 'province' AND stage = 'cleared') GROUP BY city",
                args![batch.as_str()],
            )
            .await?;
        let count = |row: &Row| Ok((city(row)?, usize::try_from(row.number("n")?).unwrap_or(0)));
        let under_way = rows.iter().map(count).collect::<Result<_, StoreError>>()?;
        let sql = "SELECT COUNT(*) AS n FROM announcement WHERE batch = $1 AND stage <> 'dropped'";
        let supplementary = reading.number(sql, args![batch.as_str()]).await? > 0;
        Ok(ToAnnounce { batch: known, filed, against, under_way, supplementary })
    }

    /// An announcement as the province works on it.
    pub async fn announced(&self, actor: &Actor, id: &str) -> Result<Announced, Failure> {
        extent(actor, Act::PrepareAnnouncement)?;
        let mut reading = self.store.read().await?;
        let hidden = NotAllowed { act: Act::PrepareAnnouncement };
        let announcement = reading.load::<Announcement>(id).await?.state.ok_or(hidden)?;
        let sql = "SELECT id, city FROM application WHERE batch = $1 AND number IS NOT NULL";
        let rows = reading.rows(sql, args![announcement.batch.as_str()]).await?;
        let place = |row: &Row| Ok((ApplicationId(row.text("id")?.to_owned()), city(row)?));
        let cities = rows.iter().map(place).collect::<Result<_, StoreError>>()?;
        let mut people = vec![announcement.prepared_by.as_str()];
        let mut until = None;
        if let Stage::InForce { approval } = &announcement.stage {
            people.push(approval.by.as_str());
            let batch = batches(&mut reading, std::slice::from_ref(&announcement.batch)).await?;
            let batch = batch.get(&announcement.batch);
            until = batch.and_then(|batch| term(&self.policy, batch, approval.dated).ok()).map(|days| days.end);
        }
        let names = names(&mut reading, people).await?;
        Ok(Announced { announcement, cities, names, until })
    }

    /// The scan of the signed paper of an announcement.
    pub async fn announcement_scan(&self, actor: &Actor, id: &str, file: &str) -> Result<Kept, Failure> {
        extent(actor, Act::PrepareAnnouncement)?;
        let hidden = || Failure::NotAllowed(NotAllowed { act: Act::PrepareAnnouncement });
        let mut reading = self.store.read().await?;
        let announcement = reading.load::<Announcement>(id).await?.state.ok_or_else(hidden)?;
        let Stage::InForce { approval } = &announcement.stage else { return Err(hidden()) };
        if approval.scan.as_ref().is_none_or(|scan| scan.as_str() != file) {
            return Err(hidden());
        }
        kept(&mut reading, file).await?.ok_or_else(hidden)
    }
}
