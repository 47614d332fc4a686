//! Lists of others (A3.3) as the offices read them: a city sees what concerns its own enterprises.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use titian_domain::compliance_list::{ComplianceList, Hit};
use titian_domain::enterprise::Enterprise;
use titian_domain::id::{AccountId, EnterpriseId};
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, StoreError, Value, args};

use super::{names, within};
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::permission::{Act, Extent, NotAllowed, extent, holds};

/// Lists that are shown at once, the newest first.
const LISTS: usize = 50;

/// The lists that a reader sees.
#[derive(Debug, Clone, Default)]
pub struct ComplianceLists {
    /// Each with how many enterprises of the reader's stand on it and how many rows wait for a word, the newest first.
    pub lists: Vec<(ComplianceList, u32, u32)>,
    /// The office under which the reader registers lists; none if they register none.
    pub registers: Option<DivisionCode>,
}

/// One list.
#[derive(Debug, Clone)]
pub struct ComplianceListOpened {
    /// The list, with the hits that concern the reader.
    pub list: ComplianceList,
    /// Who registered it and said what of it, by account.
    pub names: HashMap<AccountId, String>,
    /// Whether the reader may say whom a row means.
    pub may_resolve: bool,
}

/// How an enterprise stands with a list that is compared with it.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The list, without its hits.
    pub list: ComplianceList,
    /// The rows that mean or may mean it.
    pub hits: Vec<Hit>,
    /// Whether the list was compared with it at all: it was on record when the list was registered.
    pub compared: bool,
}

/// The lists that concern an extent: its own, and the province's.
fn offices(seen: &Extent, args: &mut Vec<Value>) -> String {
    match seen {
        Extent::Province => "1 = 1".into(),
        Extent::Cities(cities) => {
            let all = Extent::Cities(cities.iter().copied().chain([DivisionCode::GUANGXI]).collect());
            within(&all, "c.office", args)
        }
    }
}

impl App {
    /// The lists, the newest first: three statements.
    pub async fn compliance_lists(&self, actor: &Actor) -> Result<ComplianceLists, Failure> {
        let seen = extent(actor, Act::ReadCase)?;
        let registers = match extent(actor, Act::ImportComplianceList) {
            Ok(Extent::Province) => Some(DivisionCode::GUANGXI),
            Ok(Extent::Cities(cities)) => cities.first().copied(),
            Err(_) => None,
        };
        let mut reading = self.store.read().await?;
        let mut args = vec![];
        let here = offices(&seen, &mut args);
        let sql = format!(
            "SELECT c.state AS state FROM compliance_list c WHERE {here} ORDER BY c.registered_on DESC, c.id DESC LIMIT {LISTS}"
        );
        let rows = reading.rows(sql, args).await?;
        let lists = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<ComplianceList>, _>>()?;
        let mut args = vec![];
        let here = within(&seen, "e.city", &mut args);
        let sql = format!(
            "SELECT l.list AS list, COUNT(CASE WHEN l.standing IN ('by_code', 'confirmed') THEN 1 END) AS found, \
             COUNT(CASE WHEN l.standing = 'waiting' THEN 1 END) AS waiting \
             FROM compliance_listed l JOIN enterprise e ON e.id = l.enterprise WHERE {here} GROUP BY l.list"
        );
        let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        for row in reading.rows(sql, args).await? {
            let count = |name| row.number(name).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
            counts.insert(row.text("list")?.to_owned(), (count("found")?, count("waiting")?));
        }
        let counted = |list: ComplianceList| {
            let (found, waiting) = counts.get(list.id.as_str()).copied().unwrap_or_default();
            (list, found, waiting)
        };
        Ok(ComplianceLists { lists: lists.into_iter().map(counted).collect(), registers })
    }

    /// One list with the hits that concern the reader.
    pub async fn compliance_list(&self, actor: &Actor, id: &str) -> Result<ComplianceListOpened, Failure> {
        let hidden = NotAllowed { act: Act::ReadCase };
        let seen = extent(actor, Act::ReadCase)?;
        let mut reading = self.store.read().await?;
        let mut list = reading.load::<ComplianceList>(id).await?.state.ok_or(hidden.clone())?;
        if let Extent::Cities(cities) = &seen {
            if !list.office.is_province() && !cities.contains(&list.office) {
                return Err(hidden.into());
            }
            let mut args = args![id];
            let here = within(&seen, "e.city", &mut args);
            let sql = format!(
                "SELECT DISTINCT l.enterprise AS enterprise FROM compliance_listed l JOIN enterprise e ON e.id = l.enterprise \
                 WHERE l.list = $1 AND {here}"
            );
            let rows = reading.rows(sql, args).await?;
            let ours = rows.iter().map(|row| Ok(EnterpriseId(row.text("enterprise")?.to_owned())));
            let ours = ours.collect::<Result<BTreeSet<_>, StoreError>>()?;
            list.hits.retain(|hit| ours.contains(&hit.enterprise));
        }
        let said = list.hits.iter().filter_map(|hit| hit.standing.by());
        let people: Vec<&str> = said.chain([&list.by]).map(AccountId::as_str).collect();
        let names = names(&mut reading, people).await?;
        let may_resolve = holds(actor, Act::ImportComplianceList) && list.superseded.is_none();
        Ok(ComplianceListOpened { list, names, may_resolve })
    }

    /// How an enterprise stands with the lists that are in force for it: two statements and those of the lists.
    pub async fn compared(&self, enterprise: &EnterpriseId) -> Result<Vec<Compared>, StoreError> {
        let mut reading = self.store.read().await?;
        compared(&mut reading, enterprise).await
    }
}

async fn compared(reading: &mut Reading, id: &EnterpriseId) -> Result<Vec<Compared>, StoreError> {
    let Some(firm) = reading.load::<Enterprise>(id.as_str()).await?.state else { return Ok(vec![]) };
    let sql = "SELECT c.state AS state FROM compliance_list c WHERE c.current = 1 AND c.office IN ($1, $2) \
               ORDER BY c.kind, c.as_of DESC, c.id DESC";
    let rows = reading.rows(sql, args![DivisionCode::GUANGXI.to_string(), firm.city.to_string()]).await?;
    let since: Date = firm.since;
    let of = |mut list: ComplianceList| {
        let hits: Vec<Hit> = std::mem::take(&mut list.hits).into_iter().filter(|hit| hit.enterprise == *id).collect();
        // Of the same day nobody can tell which came first.
        let compared = since < list.on || !hits.is_empty();
        Compared { list, hits, compared }
    };
    rows.iter().map(|row| row.json("state").map(of)).collect()
}
