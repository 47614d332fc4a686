//! The register as the tables have it.

use std::collections::HashMap;

use titian_domain::id::{EnterpriseId, RecognitionId};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;
use titian_store::{Reading, Row, StoreError};

use super::{Entry, Register, Title};
use crate::App;

impl App {
    /// Makes the register anew if titles or names have changed since.
    pub async fn refresh_register(&self) -> Result<(), StoreError> {
        let mut reading = self.store.read().await?;
        let rows = reading
            .rows(
                "SELECT COALESCE(MAX(seq), 0) AS seq FROM journal \
                 WHERE stream >= 'enterprise/' AND stream < 'enterprise0' AND kind = 'registered'",
                vec![],
            )
            .await?;
        let titles = reading
            .rows(
                "SELECT COALESCE(MAX(seq), 0) AS seq FROM journal \
                 WHERE stream >= 'recognition/' AND stream < 'recognition0'",
                vec![],
            )
            .await?;
        let newest = |rows: &[Row]| rows.first().map(|row| row.number("seq")).transpose();
        let seq = newest(&rows)?.max(newest(&titles)?).unwrap_or(0);
        if seq > self.register.now().seq {
            self.register.set(load(&mut reading, seq).await?);
        }
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
