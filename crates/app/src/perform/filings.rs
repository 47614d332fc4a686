//! Filings of the national platform (A12): each row a case, all that are ready in one commit.

use std::collections::{BTreeMap, HashMap, HashSet};

use titian_domain::application::{Application, FromPlatform, OnPlatform, from_platform};
use titian_domain::enterprise::{self, Enterprise};
use titian_domain::filings::{Fate, Line, OnRecord, Round, plan};
use titian_domain::id::{ApplicationId, BatchId, EnterpriseId, ImportId};
use titian_domain::import::File;
use titian_domain::recognition::Recognition;
use titian_store::{Recipient, Standing, StoreError, Tx, args};

use super::earlier::directory;
use super::tell::News;
use super::{Doing, batch as load_batch};
use crate::App;
use crate::clue;
use crate::command::Failure;
use crate::fresh;

/// Titles, by whose they are.
pub(super) type Titles = HashMap<EnterpriseId, Vec<Recognition>>;

/// What became of a row that came in.
pub(super) struct Came {
    pub enterprise: EnterpriseId,
    pub application: ApplicationId,
}

/// Plans filings over everything on record: four statements, however many there are.
pub(super) async fn planned(
    app: &App,
    tx: &mut Tx,
    batch: &BatchId,
    lines: &[Line],
) -> Result<(Vec<(u64, Fate)>, Titles), Failure> {
    let batch = load_batch(tx, batch).await?;
    let known = directory(tx).await?;
    let mut titles = Titles::new();
    for row in tx.rows("SELECT state FROM recognition ORDER BY id", args![]).await? {
        let title: Recognition = row.json("state")?;
        titles.entry(title.enterprise.clone()).or_default().push(title);
    }
    let sql = "SELECT enterprise FROM application WHERE batch = $1 AND stage NOT IN ('withdrawn', 'refused')";
    let rows = tx.rows(sql, args![batch.id.as_str()]).await?;
    let live = rows.iter().map(|row| Ok(EnterpriseId(row.text("enterprise")?.to_owned())));
    let live = live.collect::<Result<HashSet<_>, StoreError>>()?;
    // What a filing builds on is the same in every city.
    let steps = app.steps(&batch, titian_rulebook::region::DivisionCode::GUANGXI);
    let round = Round { batch: &batch, prerequisite: &steps.prerequisite, today: app.clock.today() };
    let fates = plan(lines, &round, OnRecord { known, titles: titles.clone(), live });
    Ok((fates, titles))
}

impl Doing<'_> {
    /// Writes the filings that are not open.
    pub(super) async fn write_filings(
        &mut self,
        tx: &mut Tx,
        (import, file, batch): (&ImportId, &File, &BatchId),
        lines: &[Line],
        (fates, titles): (Vec<(u64, Fate)>, &Titles),
    ) -> Result<(String, BTreeMap<u64, Came>), Failure> {
        let batch = load_batch(tx, batch).await?;
        let ready: Vec<(&Line, Fate)> =
            lines.iter().zip(fates).map(|(line, (_, fate))| (line, fate)).filter(|(_, fate)| comes(fate)).collect();
        let mut numbers = self.numbers(tx, &batch, ready.len()).await?;
        let joined = ready.iter().filter_map(|(_, fate)| match fate {
            Fate::Joins { enterprise, .. } => Some(enterprise.as_str()),
            _ => None,
        });
        let joined: Vec<&str> = joined.collect();
        let known = tx.load_all::<Enterprise>(&joined).await?;
        let mut known: HashMap<String, Standing<Enterprise>> =
            known.into_iter().map(|standing| (standing.id.clone(), standing)).collect();
        let (mut came, mut founded) = (BTreeMap::new(), 0);
        for (line, fate) in ready {
            let (standing, held, renews, claims) = match fate {
                Fate::Joins { enterprise, held, renews, claims } => {
                    (known.remove(enterprise.as_str()), held, renews, claims)
                }
                Fate::Founds { held } => {
                    founded += 1;
                    (None, held, None, false)
                }
                Fate::Asks(_) | Fate::Refused(_) => continue,
            };
            let is_known = standing.is_some();
            let standing = standing.unwrap_or_else(|| Standing::fresh(fresh()));
            let enterprise = EnterpriseId(standing.id.clone());
            self.take_over(standing, line, claims)?;
            let none = vec![];
            let content = line.content(titles.get(&enterprise).unwrap_or(&none));
            let application = ApplicationId(fresh());
            let number = numbers.next().unwrap_or_default();
            let filing = FromPlatform {
                id: application.clone(),
                enterprise: enterprise.clone(),
                number: number.clone(),
                content,
                held,
                renews,
                on: line.on,
                from: OnPlatform { import: import.clone(), file: file.id.clone(), row: line.row },
            };
            let events = from_platform(filing, &batch);
            let case = self.record(&Standing::<Application>::fresh(application.as_str()), events);
            if let Some(case) = &case {
                clue::index(&mut self.changes, case, &self.app.policy.signals);
            }
            if is_known {
                let body = format!(
                    "贵企业在国家平台“{}”的申报已导入本平台，受理编号 {number}。之后的办理可在这里查看。",
                    batch.name
                );
                let (mail, link) = (body.clone(), format!("/enterprise/applications/{application}"));
                let news = News { subject: "国家平台的申报已导入", body, mail, link };
                self.tell(Recipient::Enterprise(enterprise.clone()), news);
            }
            came.insert(line.row, Came { enterprise, application });
        }
        Ok((format!("已导入 {} 件申报，新登记 {founded} 家企业", came.len()), came))
    }

    /// The enterprise of a filing: come into being by its code, or known already; what it filed goes into its dossier
    /// where it has not answered here itself.
    fn take_over(&mut self, standing: Standing<Enterprise>, line: &Line, claims: bool) -> Result<(), Failure> {
        let (catalogue, today) = (&self.app.policy.catalogue, self.today);
        let mut events = Vec::new();
        let mut state = standing.state.clone();
        let commands = [
            (state.is_none()).then(|| enterprise::Command::Register {
                id: EnterpriseId(standing.id.clone()),
                code: line.code,
                name: line.name.clone(),
                city: line.city,
            }),
            claims.then_some(enterprise::Command::Claim { code: line.code }),
            Some(enterprise::Command::TakeOver { edits: line.edits() }),
        ];
        for command in commands.into_iter().flatten() {
            let more = enterprise::decide(state.as_ref(), command, catalogue, today)?;
            state = more.iter().fold(state, <Enterprise as titian_domain::room::Room>::evolve);
            events.extend(more);
        }
        self.record(&standing, events);
        Ok(())
    }
}

fn comes(fate: &Fate) -> bool {
    matches!(fate, Fate::Joins { .. } | Fate::Founds { .. })
}
