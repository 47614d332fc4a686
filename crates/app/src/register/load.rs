//! The register as the tables have it.

use std::collections::HashMap;

use titian_domain::id::{EnterpriseId, RecognitionId};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;
use titian_store::{Reading, Row, StoreError, args};

use super::{Entry, Register, Title};
use crate::App;

/// Whether something after a place in the journal shows in the register. Read in the order of the journal, so that a look
/// costs what has happened since, not what ever happened.
const CHANGED: &str = "WITH later AS MATERIALIZED (SELECT stream, kind FROM journal WHERE $1 < seq AND seq <= $2) \
    SELECT COUNT(*) AS n FROM later WHERE (stream >= 'enterprise/' AND stream < 'enterprise0' AND kind = 'registered') \
    OR (stream >= 'recognition/' AND stream < 'recognition0')";

impl App {
    /// Makes the register anew if titles or names have changed since.
    pub async fn refresh_register(&self) -> Result<(), StoreError> {
        let looked = self.register.looked();
        let last = "SELECT COALESCE(MAX(seq), 0) AS n FROM journal";
        if self.store.read().await?.number(last, args![]).await? == looked {
            return Ok(());
        }
        // Before that place nothing can appear any more, so nothing is passed over.
        let settled = self.store.settled().await?;
        let mut reading = self.store.read().await?;
        if looked == 0 || reading.number(CHANGED, args![looked, settled]).await? > 0 {
            self.register.set(load(&mut reading, settled).await?);
        }
        self.register.look(settled);
        Ok(())
    }
}

async fn load(reading: &mut Reading, seq: i64) -> Result<Register, StoreError> {
    let mut titles: HashMap<String, Vec<Title>> = HashMap::new();
    let rows =
        reading.rows("SELECT id, enterprise, tier, valid_from, valid_until, ended_on FROM recognition", vec![]).await?;
    for row in &rows {
        titles.entry(row.text("enterprise")?.to_owned()).or_default().push(title(row)?);
    }
    let rows = reading.rows("SELECT id, name, code, city, industry FROM enterprise ORDER BY id", vec![]).await?;
    let entries = rows.iter().map(|row| {
        let entry = entry(row)?;
        let titles = titles.remove(entry.id.as_str()).unwrap_or_default();
        Ok((entry, titles))
    });
    Ok(Register::of(seq, entries.collect::<Result<_, StoreError>>()?))
}

fn title(row: &Row) -> Result<Title, StoreError> {
    let odd = |what: &str| StoreError::inconsistent("recognition", row.text("id").unwrap_or(""), what);
    Ok(Title {
        id: RecognitionId(row.text("id")?.to_owned()),
        tier: Tier::from_id(row.text("tier")?).ok_or_else(|| odd("tier"))?,
        from: row.date("valid_from")?,
        until: row.date("valid_until")?,
        ended: row.maybe_date("ended_on")?,
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
        row.text("code")?.to_owned(),
        DivisionCode::parse(row.text("city")?).ok_or_else(|| odd("city"))?,
        row.maybe_text("industry")?.map(digits).unwrap_or_default(),
    ))
}
