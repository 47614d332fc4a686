//! Lists of others that enterprises are compared with (A3.3): planned as a whole, shown before they are registered, all or
//! nothing. What a list finds is recorded on the enterprise at once; a person's word on a name follows later.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sha2::{Digest, Sha256};
use titian_domain::compliance::{self, Compliance, Listing};
use titian_domain::compliance_list::{
    self, ComplianceList, Hit, Kind, Line, Plan, Standing, plan, register, supersede,
};
use titian_domain::id::{AccountId, ComplianceListId, EnterpriseId, EvidenceId};
use titian_domain::matching::folded;
use titian_domain::refusal::Refusal;
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, Standing as Stands, StoreError, Tx, args};

use super::earlier::directory;
use super::{Doing, enterprise as load_enterprise};
use crate::App;
use crate::actor::Actor;
use crate::command::{Attached, Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject, may};

/// A list that came in, read.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// What it lists.
    pub kind: Kind,
    /// Where it comes from.
    pub source: String,
    /// The day it speaks of.
    pub as_of: Date,
    /// Whose enterprises are compared: a city's, or the province's under its own code.
    pub office: DivisionCode,
    /// Its rows.
    pub lines: Vec<Line>,
    /// Rows that could not be read and stay outside.
    pub unread: Vec<(u64, String)>,
}

/// What a list would come to.
#[derive(Debug, Clone, Default)]
pub struct Foreseen {
    /// Its rows.
    pub plan: Plan,
    /// Names the plan: what is registered is what was looked at.
    pub digest: String,
    /// The lists whose place it would take, by the day they speak of.
    pub older: Vec<Date>,
}

impl App {
    /// What a list would come to; nothing is written.
    pub async fn preview_compliance_list(&self, actor: &Actor, incoming: &Incoming) -> Result<Foreseen, Failure> {
        may(actor, Act::ImportComplianceList, Subject { city: Some(incoming.office), ..Subject::default() })?;
        let mut reading = self.store.read().await?;
        Ok(foreseen(&mut reading, incoming).await?.0)
    }

    /// The gates of any edition that ask about what a list lists.
    fn gates_of(&self, kind: Kind) -> Vec<String> {
        let gates = self.policy.gates.values().flat_map(|gates| &gates.gates);
        let of_it = gates.filter(|gate| kind.bears_on(gate, &self.policy.catalogue));
        of_it.map(|gate| gate.id.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

type Older = Vec<(Stands<ComplianceList>, ComplianceList)>;

/// Plans a list over the enterprises of its office, and finds the lists whose place it takes.
async fn foreseen(reading: &mut Reading, incoming: &Incoming) -> Result<(Foreseen, Older), StoreError> {
    let office = incoming.office;
    let ours = directory(reading).await?.into_iter().filter(|one| office.is_province() || one.city == office);
    let mut plan = plan(&incoming.lines, ours, incoming.as_of);
    let sql = "SELECT id FROM compliance_list WHERE current = 1 AND office = $1 AND kind = $2";
    let rows = reading.rows(sql, args![office.to_string(), incoming.kind.id()]).await?;
    let ids = rows.iter().map(|row| row.text("id").map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
    let same = |one: &ComplianceList| folded(&one.source) == folded(&incoming.source);
    let older = reading.load_all::<ComplianceList>(&ids).await?.into_iter();
    let older: Older = older.filter_map(|one| Some((one.clone(), one.state?))).filter(|(_, one)| same(one)).collect();
    // What a person has said of the same words about the same enterprise is not asked again.
    let mut said: BTreeMap<(&EnterpriseId, String, &str), &Standing> = BTreeMap::new();
    for hit in older.iter().flat_map(|(_, list)| &list.hits) {
        if matches!(hit.standing, Standing::Confirmed { .. } | Standing::Another { .. }) {
            said.insert((&hit.enterprise, folded(&hit.name), &hit.code), &hit.standing);
        }
    }
    for hit in plan.hits.iter_mut().filter(|hit| hit.standing == Standing::Waiting) {
        if let Some(standing) = said.get(&(&hit.enterprise, folded(&hit.name), hit.code.as_str())) {
            hit.standing = (*standing).clone();
        }
    }
    let digest = Sha256::digest(format!("{:?}", plan.hits)).iter().map(|byte| format!("{byte:02x}")).collect();
    let days = older.iter().map(|(_, list)| list.as_of).collect();
    Ok((Foreseen { plan, digest, older: days }, older))
}

impl Doing<'_> {
    /// `seen` is the digest of what was looked at; nothing is asked of a list that nobody looked at before.
    pub(super) async fn import_compliance_list(
        &mut self,
        tx: &mut Tx,
        incoming: Incoming,
        file: &Attached,
        seen: Option<String>,
    ) -> Result<Done, Failure> {
        self.may(Act::ImportComplianceList, Subject { city: Some(incoming.office), ..Subject::default() })?;
        let (Foreseen { plan, digest, .. }, older) = foreseen(tx, &incoming).await?;
        if seen.is_some_and(|seen| seen != digest) {
            let refusal = Refusal::new("A3.3", "企业的情况在您核对之后有变化，名单没有登记");
            return Err(refusal.todo("请重新核对每一行的去向，再登记").into());
        }
        let id = ComplianceListId(fresh());
        let Incoming { kind, source, as_of, office, lines, unread } = incoming;
        let list = ComplianceList {
            id: id.clone(),
            kind,
            source: source.trim().to_owned(),
            as_of,
            office,
            file: EvidenceId(file.blob.id.clone()),
            file_name: file.name.clone(),
            rows: lines.len() as u64,
            unread,
            hits: plan.hits,
            by: AccountId(self.actor.id().to_owned()),
            on: self.today,
            superseded: None,
        };
        let known: Vec<ComplianceList> = older.iter().map(|(_, list)| list.clone()).collect();
        let events = register(list.clone(), &known, self.today)?;
        self.keep_for_this(file);
        self.record(&Stands::<ComplianceList>::fresh(id.as_str()), events);
        for hit in &list.hits {
            let row = i64::try_from(hit.row).unwrap_or(i64::MAX);
            let columns = &["list", "row_number", "enterprise", "standing"];
            let values = args![id.as_str(), row, hit.enterprise.as_str(), hit.standing.id()];
            self.changes.insert("compliance_listed", columns, values);
        }
        let mut told: BTreeMap<EnterpriseId, Vec<compliance::Event>> = BTreeMap::new();
        for (standing, older) in older {
            self.record(&standing, supersede(&id));
            for hit in older.hits.iter().filter(|hit| hit.standing.on_list()) {
                let over = compliance::Event::ListSuperseded { list: older.id.clone(), by: id.clone() };
                told.entry(hit.enterprise.clone()).or_default().push(over);
            }
        }
        let gates = self.app.gates_of(kind);
        for hit in list.hits.iter().filter(|hit| hit.standing.on_list()) {
            let listing = list.listing(hit, gates.clone(), self.today);
            told.entry(hit.enterprise.clone()).or_default().push(listed(hit, listing));
        }
        self.record_listings(tx, told).await?;
        let count = |like: fn(&Standing) -> bool| list.hits.iter().filter(|hit| like(&hit.standing)).count();
        Ok(Done::said(format!(
            "名单已登记：比对 {} 行，对上 {} 家，等人确认 {} 处",
            list.rows,
            count(Standing::on_list),
            count(|standing| *standing == Standing::Waiting)
        ))
        .of(id))
    }

    /// What lists say, onto the records of their enterprises: a statement for some hundreds of them.
    async fn record_listings(
        &mut self,
        tx: &mut Tx,
        told: BTreeMap<EnterpriseId, Vec<compliance::Event>>,
    ) -> Result<(), Failure> {
        let ids: Vec<&str> = told.keys().map(EnterpriseId::as_str).collect();
        let records = tx.load_all::<Compliance>(&ids).await?;
        for (standing, events) in records.into_iter().zip(told.values()) {
            self.record(&standing, events.clone());
        }
        Ok(())
    }

    /// 确认名单的一行 A person says whether a row by name means an enterprise.
    pub(super) async fn resolve_listed(
        &mut self,
        tx: &mut Tx,
        list: &ComplianceListId,
        (row, enterprise): (u64, &EnterpriseId),
        same: bool,
        why: &str,
    ) -> Result<Done, Failure> {
        let standing = tx.load::<ComplianceList>(list.as_str()).await?;
        let missing = || Refusal::new("A3.3", "没有找到这份名单").todo("请从名单页面进入");
        let known = standing.state.clone().ok_or_else(missing)?;
        let (_, firm) = load_enterprise(tx, enterprise).await?;
        self.may(Act::ImportComplianceList, Subject { city: Some(firm.city), ..Subject::default() })?;
        self.keeps_away_from(tx, enterprise, "A3.3", "确认名单").await?;
        let by = (AccountId(self.actor.id().to_owned()), self.today);
        let events = compliance_list::resolve(&known, row, enterprise, same, why, by)?;
        let after = self.record(&standing, events);
        let hit = after.iter().flat_map(|list| &list.hits).find(|hit| hit.row == row && hit.enterprise == *enterprise);
        if let Some(hit) = hit {
            let at = i64::try_from(row).unwrap_or(i64::MAX);
            let sql =
                "UPDATE compliance_listed SET standing = $1 WHERE list = $2 AND row_number = $3 AND enterprise = $4";
            self.changes.sql(sql, args![hit.standing.id(), list.as_str(), at, enterprise.as_str()]);
            if same {
                let listing = known.listing(hit, self.app.gates_of(known.kind), self.today);
                let told = BTreeMap::from([(enterprise.clone(), vec![listed(hit, listing)])]);
                self.record_listings(tx, told).await?;
            }
        }
        Ok(Done::said(if same { "已确认是同一家，记入核查" } else { "已登记不是同一家" }).of(list))
    }
}

fn listed(hit: &Hit, listing: Listing) -> compliance::Event {
    compliance::Event::Listed { enterprise: hit.enterprise.clone(), listing: Box::new(listing) }
}
