//! 风险提示 What is worth a second look in a case, as far as the reader may know of its neighbours.

use std::collections::BTreeMap;

use titian_domain::application::Application;
use titian_domain::id::{AccountId, ApplicationId, EnterpriseId};
use titian_domain::signal::{Clue, Filed, Known, LookedInto, Neighbour, PRODUCT, Signal, signals};
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, Row, StoreError, args};

use super::cases::shows;
use super::names;
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::subject;
use crate::permission::{Act, Extent, NotAllowed, Subject, extent, may};

/// The signals of a case.
#[derive(Debug, Clone, Default)]
pub struct Signalled {
    /// What is worth a second look, what weighs more first.
    pub signals: Vec<Signal>,
    /// What was looked into.
    pub looked: Option<LookedInto>,
    /// Who looked, by account.
    pub names: BTreeMap<AccountId, String>,
    /// Whether the reader may say that they looked.
    pub may_look: bool,
}

impl App {
    /// The signals of a case and what was looked into, for officers who may read it: four statements.
    pub async fn signalled(&self, actor: &Actor, case: &Application) -> Result<Signalled, Failure> {
        if !shows(actor, case) {
            return Err(NotAllowed { act: Act::ReadCase }.into());
        }
        let mut reading = self.store.read().await?;
        let policy = self.policy_of(&mut reading, case.local_table.as_ref()).await?;
        let signals = found(&mut reading, actor, case, &policy).await?;
        let looked = reading.load::<LookedInto>(case.id.as_str()).await?.state;
        let everywhere = extent(actor, Act::ReadCase) == Ok(Extent::Province);
        let looked = looked.map(|looked| if everywhere { looked } else { looked.for_a_city() });
        let looks = looked.iter().flat_map(|looked| looked.looks.values()).flat_map(BTreeMap::values);
        let by = looks.map(|look| look.by.as_str());
        let names = names(&mut reading, by).await?.into_iter().collect();
        Ok(Signalled { signals, looked, names, may_look: may(actor, Act::LookInto, subject(case)).is_ok() })
    }
}

/// The signals of a case, in a page's snapshot or in an act's.
pub(crate) async fn found(
    reading: &mut Reading,
    actor: &Actor,
    case: &Application,
    policy: &Policy,
) -> Result<Vec<Signal>, StoreError> {
    let (Some(filing), Some(edition)) = (&case.filing, policy.edition_of(&case.standard, &case.gates, case.purpose))
    else {
        return Ok(vec![]);
    };
    let earlier = earlier(reading, case).await?;
    let last = earlier.iter().filter_map(|case| case.filing.as_ref()).filter(|last| last.on <= filing.on);
    let last = last.max_by_key(|last| last.on).map(|last| Filed { content: &last.content, on: last.on });
    let neighbours = neighbours(reading, actor, case).await?;
    Ok(signals(Filed { content: &filing.content, on: filing.on }, &edition, last, &neighbours, policy))
}

/// Other applications of the same enterprise that were submitted.
async fn earlier(reading: &mut Reading, case: &Application) -> Result<Vec<Application>, StoreError> {
    let sql = "SELECT state FROM application WHERE enterprise = $1 AND id <> $2 AND number IS NOT NULL ORDER BY id";
    let rows = reading.rows(sql, args![case.enterprise.as_str(), case.id.as_str()]).await?;
    rows.iter().map(|row| row.json("state")).collect()
}

/// Applications of other enterprises in which a clue of this one stands. What the actor may not read is counted, not
/// named.
async fn neighbours(reading: &mut Reading, actor: &Actor, case: &Application) -> Result<Vec<Neighbour>, StoreError> {
    let sql = "SELECT mine.kind AS kind, mine.value AS value, other.id AS application, other.enterprise AS enterprise, \
               other.city AS city, other.stage AS stage, other.name AS name, other.number AS number, \
               product.value AS product \
               FROM clue mine \
               JOIN clue theirs ON theirs.kind = mine.kind AND theirs.value = mine.value \
                   AND theirs.enterprise <> mine.enterprise \
               JOIN application other ON other.id = theirs.application AND other.stage <> 'withdrawn' \
               LEFT JOIN clue product ON product.application = other.id AND product.kind = $2 \
               WHERE mine.application = $1 AND mine.kind <> $2 \
               ORDER BY mine.kind, mine.value, other.id";
    let rows = reading.rows(sql, args![case.id.as_str(), PRODUCT]).await?;
    rows.iter().map(|row| neighbour(row, actor)).collect()
}

fn neighbour(row: &Row, actor: &Actor) -> Result<Neighbour, StoreError> {
    let enterprise = EnterpriseId(row.text("enterprise")?.to_owned());
    let about = Subject {
        enterprise: Some(&enterprise),
        city: DivisionCode::parse(row.text("city")?),
        stage: Some(row.text("stage")?),
        desk: None,
        ..Subject::default()
    };
    let known = may(actor, Act::ReadCase, about).is_ok().then(|| -> Result<Known, StoreError> {
        Ok(Known { name: row.text("name")?.to_owned(), number: row.text("number")?.to_owned() })
    });
    let known = known.transpose()?;
    Ok(Neighbour {
        clue: Clue { kind: row.text("kind")?.to_owned(), value: row.text("value")?.to_owned() },
        application: ApplicationId(row.text("application")?.to_owned()),
        product: row.maybe_text("product")?.unwrap_or_default().to_owned(),
        enterprise,
        known,
    })
}
