//! The register as the tables have it.

use std::collections::HashMap;

use titian_domain::correction::{CorrectionAnnouncement, Part};
use titian_domain::id::{EnterpriseId, RecognitionId};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;
use titian_store::{Reading, Row, StoreError, args};

use super::{Entry, Register, Title};
use crate::App;

/// Whether something after a place in the journal shows in the register. Read in the order of the journal, so that a look
/// costs what has happened since, not what ever happened.
const CHANGED: &str = "WITH later AS MATERIALIZED (SELECT stream, kind FROM journal WHERE $1 < seq AND seq <= $2) \
    SELECT COUNT(*) AS n FROM later WHERE (stream >= 'enterprise/' AND stream < 'enterprise0' AND kind IN ('registered', 'listed', 'claimed')) \
    OR (stream >= 'recognition/' AND stream < 'recognition0') \
    OR (stream >= 'correction/' AND stream < 'correction0' AND kind = 'announced')";

/// Enterprises of which something was written down meanwhile, as the register shows them: most of what they write, it
/// does not show.
const TOUCHED: &str = "WITH later AS MATERIALIZED (SELECT stream FROM journal WHERE $1 < seq AND seq <= $2) \
    SELECT id, name, code, city, industry FROM enterprise WHERE id IN \
    (SELECT SUBSTR(stream, 12) FROM later WHERE stream >= 'enterprise/' AND stream < 'enterprise0')";

impl App {
    /// Makes the register anew if titles, or what it shows of an enterprise, have changed since.
    pub async fn refresh_register(&self) -> Result<(), StoreError> {
        let looked = self.register.looked();
        let last = "SELECT COALESCE(MAX(seq), 0) AS n FROM journal";
        if self.store.read().await?.number(last, args![]).await? == looked {
            return Ok(());
        }
        // Before that place nothing can appear any more, so nothing is passed over.
        let settled = self.store.settled().await?;
        let mut reading = self.store.read().await?;
        if looked == 0
            || reading.number(CHANGED, args![looked, settled]).await? > 0
            || self.otherwise(&reading.rows(TOUCHED, args![looked, settled]).await?)?
        {
            self.register.set(load(&mut reading, settled).await?);
        }
        self.register.look(settled);
        Ok(())
    }
}

/// Enterprises that are read at once: what a page of them needs on its way is given back before the next one.
const TOGETHER: usize = 2_000;
const ENTERPRISES: &str = "SELECT id, name, code, city, industry FROM enterprise WHERE id > $1 ORDER BY id LIMIT $2";
const TITLES: &str = "SELECT id, enterprise, tier, valid_from, valid_until, ended_on, continues FROM recognition \
    WHERE enterprise > $1 AND enterprise <= $2";

impl App {
    /// Whether the register shows one of these enterprises otherwise.
    fn otherwise(&self, touched: &[Row]) -> Result<bool, StoreError> {
        let register = self.register.now();
        for row in touched {
            let now = entry(row)?;
            let same = |shown: &Entry| {
                (&shown.name, &shown.code, shown.city, &shown.industry)
                    == (&now.name, &now.code, now.city, &now.industry)
            };
            if !register.enterprise(now.id.as_str()).is_some_and(same) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// What announced corrections say was wrong: names and codes by which enterprises are looked for all the same. They are
/// few.
const CORRECTED: &str = "SELECT state FROM correction WHERE stage = 'announced' ORDER BY announced_on, id";

async fn load(reading: &mut Reading, seq: i64) -> Result<Register, StoreError> {
    let mut register = Register { seq, ..Register::default() };
    let mut before: HashMap<String, Vec<String>> = HashMap::new();
    for row in reading.rows(CORRECTED, args![]).await? {
        let CorrectionAnnouncement { entry, part, wrong, .. } = row.json("state")?;
        match part {
            Part::Name => before.entry(entry.enterprise.0).or_default().push(wrong),
            Part::Code => drop(register.codes_before.insert(wrong, entry.enterprise)),
            Part::City => {}
        }
    }
    let mut after = String::new();
    loop {
        let rows = reading.rows(ENTERPRISES, args![&after, TOGETHER as i64]).await?;
        let Some(last) = rows.last() else { break };
        let last = last.text("id")?.to_owned();
        let mut titles: HashMap<String, Vec<Title>> = HashMap::new();
        for row in reading.rows(TITLES, args![&after, &last]).await? {
            titles.entry(row.text("enterprise")?.to_owned()).or_default().push(title(&row)?);
        }
        for row in &rows {
            let entry = entry(row)?;
            let titles = titles.remove(entry.id.as_str()).unwrap_or_default();
            let before = before.remove(entry.id.as_str()).unwrap_or_default();
            register.add(entry, titles, before);
        }
        after = last;
    }
    Ok(register.in_order())
}

fn title(row: &Row) -> Result<Title, StoreError> {
    let odd = |what: &str| StoreError::inconsistent("recognition", row.text("id").unwrap_or(""), what);
    Ok(Title {
        id: RecognitionId(row.text("id")?.to_owned()),
        tier: Tier::from_id(row.text("tier")?).ok_or_else(|| odd("tier"))?,
        from: row.maybe_date("valid_from")?,
        until: row.maybe_date("valid_until")?,
        ended: row.maybe_date("ended_on")?,
        continues: row.number("continues")? != 0,
    })
}

fn entry(row: &Row) -> Result<Entry, StoreError> {
    let odd = |what: &str| StoreError::inconsistent("enterprise", row.text("id").unwrap_or(""), what);
    let digits = |code: &str| -> String {
        let digits = code.trim().trim_start_matches(|c: char| c.is_ascii_alphabetic());
        digits.get(..2).filter(|two| two.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or_default().to_owned()
    };
    Ok(Entry::new(
        EnterpriseId(row.text("id")?.to_owned()),
        row.text("name")?.to_owned(),
        row.maybe_text("code")?.unwrap_or_default().to_owned(),
        DivisionCode::parse(row.text("city")?).ok_or_else(|| odd("city"))?,
        row.maybe_text("industry")?.map(digits).unwrap_or_default(),
    ))
}
