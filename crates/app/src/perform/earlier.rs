//! Titles granted before these rules, from an old list: planned as a whole, shown before it is written, all or nothing.

use std::collections::{BTreeMap, HashMap};

use titian_domain::earlier::{Fate, Held, Line, Plan, plan};
use titian_domain::enterprise::{self, Enterprise, FormerName, NamedBy};
use titian_domain::id::{EnterpriseId, RecognitionId};
use titian_domain::matching::{Known, folded};
use titian_domain::recognition::{Origin, Recognition, begin};
use titian_domain::refusal::Refusal;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;
use titian_store::{Reading, Recipient, Row, Standing, StoreError, Tx, args};

use super::Doing;
use super::tell::News;
use crate::App;
use crate::actor::Actor;
use crate::command::{Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject, may};

/// Rows that a refusal names one by one.
const NAMED: usize = 20;

impl App {
    /// What a list would come to, row by row; nothing is written.
    pub async fn preview_titles(&self, actor: &Actor, lines: &[Line]) -> Result<Plan, Failure> {
        may(actor, Act::ImportTitles, Subject::default())?;
        Ok(planned(&mut self.store.read().await?, lines).await?)
    }
}

impl Doing<'_> {
    pub(super) async fn import_titles(&mut self, tx: &mut Tx, lines: &[Line]) -> Result<Done, Failure> {
        self.may(Act::ImportTitles, Subject::default())?;
        let plan = planned(tx, lines).await?;
        let open: Vec<String> = plan
            .open()
            .map(|(row, fate)| format!("第 {row} 行{}：{}", fate.label(), fate.reasons().join("；")))
            .collect();
        if !open.is_empty() {
            let more = open.len().saturating_sub(NAMED);
            let rest = (more > 0).then(|| format!("另有 {more} 行"));
            let refusal = Refusal::new("A13.4", format!("名单有 {} 行还不能补录，没有写入任何一行", open.len()));
            let refusal = refusal.because_all(open.into_iter().take(NAMED).chain(rest));
            return Err(refusal.todo("请改正或者逐行确认后，整份重新补录").into());
        }
        self.learn_names(tx, lines, &plan).await?;
        Ok(Done::said(self.write_titles(lines, &plan)?.0))
    }

    /// Writes the rows that are not open; says what came of them, and whose each is.
    pub(super) fn write_titles(
        &mut self,
        lines: &[Line],
        plan: &Plan,
    ) -> Result<(String, BTreeMap<u64, EnterpriseId>), Failure> {
        let mut founded: HashMap<usize, (EnterpriseId, DivisionCode)> = HashMap::new();
        let mut titles = BTreeMap::new();
        for (line, (_, fate)) in lines.iter().zip(&plan.fates) {
            let (enterprise, city) = match fate {
                Fate::Joins { enterprise, city, .. } => (enterprise.clone(), *city),
                Fate::Founds(number) => match founded.get(number) {
                    Some(known) => known.clone(),
                    None => {
                        let new = self.found(line)?;
                        founded.insert(*number, new.clone());
                        new
                    }
                },
                Fate::Again | Fate::Asks(_) | Fate::Refused(_) => continue,
            };
            let city = line.named.city.unwrap_or(city);
            self.begin_earlier(line, &enterprise, city);
            if matches!(fate, Fate::Joins { .. }) {
                self.tell_of_earlier(line, enterprise.clone());
            }
            titles.insert(line.row, enterprise);
        }
        let again = plan.count(|fate| matches!(fate, Fate::Again));
        let said = format!(
            "已补录 {} 项称号，新登记 {} 家企业；{again} 项此前已有记录，没有改动",
            titles.len(),
            founded.len()
        );
        Ok((said, titles))
    }

    /// What an officer confirmed to be an enterprise of ours, a list calls by a name of its own: from now on others' lists
    /// find it by that name too.
    pub(super) async fn learn_names(&mut self, tx: &mut Tx, lines: &[Line], plan: &Plan) -> Result<(), Failure> {
        let mut told: BTreeMap<&EnterpriseId, Vec<&Line>> = BTreeMap::new();
        for (line, (_, fate)) in lines.iter().zip(&plan.fates) {
            if let (Fate::Joins { enterprise, by: None, .. }, Some(_)) = (fate, &line.confirmed) {
                told.entry(enterprise).or_default().push(line);
            }
        }
        let ids: Vec<&str> = told.keys().map(|id| id.as_str()).collect();
        for (mut standing, lines) in tx.load_all::<Enterprise>(&ids).await?.into_iter().zip(told.values()) {
            for line in lines {
                let known = standing.state()?.clone();
                if folded(&known.name) == folded(&line.named.name) {
                    continue;
                }
                let (name, source) = (line.named.name.clone(), line.source.clone());
                let former = FormerName { name, until: None, by: NamedBy::List, source, on: self.today };
                standing = self.know_former_name(&standing, &known, former)?;
            }
            self.index_names(standing.state()?);
        }
        Ok(())
    }

    /// An enterprise that the list brings in, with its code if the list has it.
    fn found(&mut self, line: &Line) -> Result<(EnterpriseId, DivisionCode), Failure> {
        let id = EnterpriseId(fresh());
        let missing = || Refusal::new("A13.4", "名单没有写明设区市").todo("请补上设区市");
        let (name, city) = (line.named.name.clone(), line.named.city.ok_or_else(missing)?);
        let command = match line.named.code {
            Some(code) => enterprise::Command::Register { id: id.clone(), code, name, city },
            None => enterprise::Command::List { id: id.clone(), name, city, source: line.source.clone() },
        };
        let events = enterprise::decide(None, command, &self.app.policy.catalogue, self.today)?;
        self.record(&Standing::<Enterprise>::fresh(id.as_str()), events);
        Ok((id, city))
    }

    fn begin_earlier(&mut self, line: &Line, enterprise: &EnterpriseId, city: DivisionCode) {
        let id = RecognitionId(fresh());
        let title = Recognition {
            id: id.clone(),
            enterprise: enterprise.clone(),
            tier: line.tier,
            city,
            from: line.from,
            until: line.until,
            origin: Origin::Earlier { source: line.source.clone(), stated: line.stated.clone() },
            ended: None,
            until_list: true,
            lost_right: None,
        };
        self.record(&Standing::<Recognition>::fresh(id.as_str()), begin(title));
    }

    fn tell_of_earlier(&mut self, line: &Line, enterprise: EnterpriseId) {
        let Line { source, tier, .. } = line;
        let body = format!("已按名单补录贵企业此前取得的{tier}称号，依据：{source}。如有出入，请告知所在市主管部门。");
        let mail = "已按名单补录贵企业此前取得的称号，请登录后核对。".to_owned();
        let link = "/enterprise".to_owned();
        self.tell(Recipient::Enterprise(enterprise), News { subject: "已补录称号", body, mail, link });
    }
}

/// Plans a list over everything on record, in one snapshot: four statements, however long it is.
pub(super) async fn planned(reading: &mut Reading, lines: &[Line]) -> Result<Plan, StoreError> {
    let known = directory(reading).await?;
    let mut held: HashMap<EnterpriseId, Vec<Held>> = HashMap::new();
    let sql = "SELECT id, enterprise, tier, valid_from, valid_until FROM recognition \
               WHERE valid_from IS NOT NULL AND valid_until IS NOT NULL";
    for row in &reading.rows(sql, args![]).await? {
        let tier = Tier::from_id(row.text("tier")?);
        let title = Held {
            tier: tier.ok_or_else(|| StoreError::inconsistent("recognition", row.text("id").unwrap_or(""), "tier"))?,
            from: row.maybe_date("valid_from")?,
            until: row.maybe_date("valid_until")?,
            earlier: None,
        };
        held.entry(EnterpriseId(row.text("enterprise")?.to_owned())).or_default().push(title);
    }
    // Those without all their days are told apart by what their lists say.
    let sql = "SELECT state FROM recognition WHERE valid_from IS NULL OR valid_until IS NULL";
    for row in &reading.rows(sql, args![]).await? {
        let Recognition { enterprise, tier, from, until, origin, .. } = row.json("state")?;
        let earlier = match origin {
            Origin::Earlier { source, stated } => Some((source, stated)),
            Origin::Announced { .. } | Origin::Miit { .. } => None,
        };
        held.entry(enterprise).or_default().push(Held { tier, from, until, earlier });
    }
    Ok(plan(lines, known, held))
}

/// Everybody on record, as lists of others may name them.
pub(super) async fn directory(reading: &mut Reading) -> Result<Vec<Known<EnterpriseId>>, StoreError> {
    let mut names: HashMap<String, (Vec<String>, Vec<String>)> = HashMap::new();
    for row in &reading.rows("SELECT enterprise, name, stated FROM former_name", args![]).await? {
        let (former, stated) = names.entry(row.text("enterprise")?.to_owned()).or_default();
        let into = if row.flag("stated")? { stated } else { former };
        into.push(row.text("name")?.to_owned());
    }
    let rows = reading.rows("SELECT id, code, name, city FROM enterprise ORDER BY id", args![]).await?;
    rows.iter().map(|row| known(row, names.remove(row.text("id")?).unwrap_or_default())).collect()
}

fn known(row: &Row, (former, stated): (Vec<String>, Vec<String>)) -> Result<Known<EnterpriseId>, StoreError> {
    let odd = |what: &str| StoreError::inconsistent("enterprise", row.text("id").unwrap_or(""), what);
    Ok(Known {
        id: EnterpriseId(row.text("id")?.to_owned()),
        code: row.maybe_text("code")?.and_then(|code| CreditCode::parse(code).ok()),
        name: row.text("name")?.to_owned(),
        former,
        stated,
        city: DivisionCode::parse(row.text("city")?).ok_or_else(|| odd("city"))?,
    })
}
