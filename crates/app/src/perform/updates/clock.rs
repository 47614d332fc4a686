//! 到时 What the clock does with a year of updates: it opens on its first day, reminds, and closes after its last.

use std::collections::VecDeque;

use jiff::civil::Date;
use titian_domain::annual_update::year::{self, Closed, Reminded};
use titian_domain::annual_update::{AnnualUpdate, Channel, Duty, Missed, Rules, UpdateYear, Whose, duty, losing, miss};
use titian_domain::id::{AnnualUpdateId, EnterpriseId, RecognitionId, UpdateYearId};
use titian_domain::recognition::{Recognition, lose_right};
use titian_rulebook::policy::Policy;
use titian_rulebook::tier::Tier;
use titian_store::{Reading, Recipient, Standing, StoreError, Tx, args};

use super::{holders, opened, updated, words};
use crate::command::Failure;
use crate::perform::Doing;

/// What is to be done with a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mind {
    /// It opens.
    Open,
    /// Who has not updated is reminded.
    Remind,
    /// It closes.
    Close,
}

/// Who has missed a year, and the titles that lose the right to re-review by it, each with the article.
struct Missing {
    whose: Whose,
    lost: Vec<(RecognitionId, Tier, String)>,
}

/// What the clock has to do today, in order. A year whose last day has gone by before anybody opened it stays closed.
pub(crate) async fn due_updates(
    reading: &mut Reading,
    policy: &Policy,
    today: Date,
) -> Result<VecDeque<(i16, Mind)>, StoreError> {
    let mut all = VecDeque::new();
    let this = today.year();
    match reading.load::<UpdateYear>(UpdateYearId::of(this).as_str()).await?.state {
        Some(state) if state.reminder_on(today).is_some() => all.push_back((this, Mind::Remind)),
        Some(_) => {}
        None => {
            let opens = Rules::of(policy, this).is_some_and(|rules| (rules.opens..=rules.due).contains(&today));
            if opens {
                all.extend([(this, Mind::Open), (this, Mind::Remind)]);
            }
        }
    }
    let rows = reading.rows("SELECT state FROM update_year WHERE closed = 0 ORDER BY id", args![]).await?;
    for row in rows {
        let state: UpdateYear = row.json("state")?;
        if state.closes_on(today) {
            all.push_back((state.year, Mind::Close));
        }
    }
    Ok(all)
}

impl Doing<'_> {
    /// Does one thing of a year.
    pub(crate) async fn mind_updates(&mut self, tx: &mut Tx, year: i16, what: Mind) -> Result<(), Failure> {
        match what {
            Mind::Open => {
                let standing = tx.load::<UpdateYear>(UpdateYearId::of(year).as_str()).await?;
                if standing.state.is_none() {
                    let events = year::open(year, Rules::of(&self.app.policy, year), None, self.today)?;
                    self.record(&standing, events);
                }
            }
            Mind::Remind => self.remind_updates(tx, year).await?,
            Mind::Close => {
                let (standing, _) = opened(tx, year).await?;
                self.close_updates(tx, &standing).await?;
            }
        }
        Ok(())
    }

    async fn remind_updates(&mut self, tx: &mut Tx, year: i16) -> Result<(), Failure> {
        let (standing, state) = opened(tx, year).await?;
        let Some(before) = state.reminder_on(self.today) else { return Ok(()) };
        let told = self.tell_owing(tx, &state, |tiers| words::reminder(&state, tiers)).await?;
        let reminded = Reminded { due: state.due(), before, on: self.today, told };
        self.record(&standing, vec![year::Event::Reminded { reminded }]);
        Ok(())
    }

    /// Closes a year: who owed an update and has none in time has missed it, and the titles that the rules name lose the
    /// right to re-review. One act for all; each is told what it can still do.
    pub(super) async fn close_updates(
        &mut self,
        tx: &mut Tx,
        standing: &Standing<UpdateYear>,
    ) -> Result<Closed, Failure> {
        let state = standing.state()?.clone();
        let (year, due) = (state.year, state.due());
        let updated = updated(tx, year).await?;
        let mut closed = Closed { on: self.today, in_time: 0, missed: 0, lost: 0, unknown: 0 };
        let mut missing: Vec<Missing> = Vec::new();
        for (enterprise, holder) in holders(tx, due).await? {
            if !matches!(duty(&state.rules, year, &holder.titles, due), Duty::Owes(_)) {
                continue;
            }
            if updated.get(&enterprise).is_some_and(|on| *on <= due) {
                closed.in_time += 1;
                continue;
            }
            // No list of the national platform can name whose code we do not know.
            if state.channel == Channel::National && holder.code.is_none() {
                closed.unknown += 1;
                continue;
            }
            let lost = losing(&state.rules, year, &holder.titles, due);
            let lost = lost.map(|(title, article)| (title.id.clone(), title.tier, article.to_owned())).collect();
            missing.push(Missing { whose: Whose { enterprise, city: holder.city }, lost });
        }
        let ids: Vec<String> =
            missing.iter().map(|one| AnnualUpdateId::of(&one.whose.enterprise, year).to_string()).collect();
        let updates = tx.load_all::<AnnualUpdate>(&ids).await?;
        let ids: Vec<&str> = missing.iter().flat_map(|one| &one.lost).map(|(id, ..)| id.as_str()).collect();
        let mut titles = tx.load_all::<Recognition>(&ids).await?.into_iter();
        for (update, Missing { whose, lost }) in updates.into_iter().zip(missing) {
            for (_, _, article) in &lost {
                if let Some(standing) = titles.next() {
                    let events = lose_right(standing.state()?, state.lost_right(article));
                    self.record(&standing, events);
                }
            }
            closed.missed += 1;
            closed.lost += u32::from(!lost.is_empty());
            let tiers: Vec<Tier> = lost.iter().map(|(_, tier, _)| *tier).collect();
            let missed = Missed { due, on: self.today, titles: lost.into_iter().map(|(id, ..)| id).collect() };
            let events = miss(update.state.as_ref(), year, &whose, missed);
            self.record(&update, events);
            let to: EnterpriseId = whose.enterprise;
            self.tell(Recipient::Enterprise(to), words::missed(&state, &tiers));
        }
        let events = year::close(&state, closed);
        self.record(standing, events);
        Ok(closed)
    }
}
