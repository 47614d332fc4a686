//! Lists of others: uploaded, shown row by row, carried out as they were shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use titian_domain::earlier;
use titian_domain::filings;
use titian_domain::id::{AccountId, EnterpriseId, EvidenceId, ImportId, MiitListId};
use titian_domain::import::{self, Fate, File, Import, Row, Stage, Weighed, Weighted, What};
use titian_domain::miit_list;
use titian_domain::refusal::Refusal;
use titian_store::{Standing, Tx};

use super::filings::{Came, Titles};
use super::miit_list::Waiting;
use super::{Doing, earlier as titles_of, filings as filings_of, miit_list as miit_of};
use crate::App;
use crate::actor::Actor;
use crate::command::{Attached, Command, Done, Failure};
use crate::fresh;
use crate::lists::{List, Read};
use crate::permission::{Act, Subject, may};

/// Who may bring in a list of a kind.
pub(crate) fn act(what: &What) -> Act {
    match what {
        What::Titles { .. } => Act::ImportTitles,
        What::Miit { .. } => Act::RegisterMiit,
        What::Filings { .. } => Act::ImportFilings,
    }
}

/// What was planned, to be written.
enum Planned {
    Titles(earlier::Plan),
    Miit(Vec<(u64, miit_list::Fate)>, Waiting),
    Filings(Vec<(u64, filings::Fate)>, Titles),
}

impl App {
    /// What a list would come to today; nothing is written.
    pub async fn weigh_import(&self, actor: &Actor, import: &Import) -> Result<(Arc<Read>, Weighed), Failure> {
        may(actor, act(&import.what), Subject::default())?;
        let read = self.read_list(&import.what, &import.file, &import.answers).await?;
        // The same questions are asked as when it is carried out, and nobody waits: nothing is written.
        let weigh = async |mut tx: Tx| Ok::<_, Failure>(weigh(self, &mut tx, &import.what, &read).await?.0);
        let weighed = self.store.write_alone(weigh).await?;
        Ok((read, weighed))
    }

    /// Carries out a list as it was shown. Its file is read before anything is locked.
    pub async fn carry_out(
        &self,
        actor: &Actor,
        import: &ImportId,
        (shown, leave_out): (&str, bool),
        key: Option<&str>,
    ) -> Result<Done, Failure> {
        let (known, _) = self.import(actor, import).await?;
        let read = self.read_list(&known.what, &known.file, &known.answers).await?;
        let command = Command::CarryOutImport { import: import.clone(), shown: shown.to_owned(), leave_out, read };
        self.perform(actor, command, key).await
    }
}

/// Weighs a list over everything on record.
async fn weigh(app: &App, tx: &mut Tx, what: &What, read: &Read) -> Result<(Weighed, Planned), Failure> {
    let bad = |one: &crate::lists::Unread| Weighted {
        row: one.row,
        name: one.name.clone(),
        fate: Fate::Bad,
        enterprise: None,
        maybes: vec![],
        why: one.why.clone(),
    };
    let mut weighed = Weighed { rows: read.unread.iter().map(bad).collect(), ..Weighed::default() };
    let planned = match (what, &read.list) {
        (What::Titles { .. }, List::Titles(lines)) => {
            let plan = titles_of::planned(tx, lines).await?;
            weighed.rows.extend(lines.iter().zip(&plan.fates).map(|(line, (_, fate))| of_title(line, fate)));
            Planned::Titles(plan)
        }
        (What::Miit { number, from, batches, .. }, List::Miit(lines)) => {
            let (found, waiting) = miit_of::weigh(tx, (number, *from), batches, lines).await?;
            weighed.rows.extend(lines.iter().zip(&found.fates).map(|(line, (_, fate))| of_miit(line, fate)));
            (weighed.against, weighed.passed_over) = (found.against, found.passed_over);
            Planned::Miit(found.fates, waiting)
        }
        (What::Filings { batch, .. }, List::Filings(lines)) => {
            let (fates, titles) = filings_of::planned(app, tx, batch, lines).await?;
            weighed.rows.extend(lines.iter().zip(&fates).map(|(line, (_, fate))| of_filing(line, fate)));
            Planned::Filings(fates, titles)
        }
        _ => return Err(Refusal::new(what.basis(), "名单与所选的导入不符").todo("请重新上传").into()),
    };
    weighed.rows.sort_by_key(|row| row.row);
    Ok((weighed, planned))
}

fn blank(row: u64, name: &str, fate: Fate) -> Weighted {
    Weighted { row, name: name.to_owned(), fate, enterprise: None, maybes: vec![], why: vec![] }
}

fn of_title(line: &earlier::Line, fate: &earlier::Fate) -> Weighted {
    let row = |fate| blank(line.row, &line.named.name, fate);
    match fate {
        earlier::Fate::Joins { enterprise, .. } => {
            Weighted { enterprise: Some(enterprise.clone()), ..row(Fate::Joins) }
        }
        earlier::Fate::Founds(_) => row(Fate::Founds),
        earlier::Fate::Again => row(Fate::Again),
        earlier::Fate::Asks(who) => Weighted { maybes: who.clone(), ..row(Fate::Asks) },
        earlier::Fate::Refused(why) => Weighted { why: why.clone(), ..row(Fate::Bad) },
    }
}

fn of_miit(line: &miit_list::Line, fate: &miit_list::Fate) -> Weighted {
    let row = |fate| blank(line.row, &line.named.name, fate);
    match fate {
        miit_list::Fate::Certifies { enterprise, .. } => {
            Weighted { enterprise: Some(enterprise.clone()), ..row(Fate::Joins) }
        }
        miit_list::Fate::Unknown => row(Fate::Unknown),
        miit_list::Fate::Asks(who) => Weighted { maybes: who.clone(), ..row(Fate::Asks) },
        miit_list::Fate::Refused(why) => Weighted { why: why.clone(), ..row(Fate::Bad) },
    }
}

fn of_filing(line: &filings::Line, fate: &filings::Fate) -> Weighted {
    let row = |fate| blank(line.row, &line.name, fate);
    match fate {
        filings::Fate::Joins { enterprise, .. } => {
            Weighted { enterprise: Some(enterprise.clone()), ..row(Fate::Joins) }
        }
        filings::Fate::Founds { .. } => row(Fate::Founds),
        filings::Fate::Asks(who) => Weighted { maybes: who.clone(), ..row(Fate::Asks) },
        filings::Fate::Refused(why) => Weighted { why: why.clone(), ..row(Fate::Bad) },
    }
}

/// A list that is there.
async fn load(tx: &mut Tx, id: &ImportId) -> Result<(Standing<Import>, Import), Failure> {
    let standing = tx.load::<Import>(id.as_str()).await?;
    match standing.state.clone() {
        Some(state) => Ok((standing, state)),
        None => Err(Refusal::new("A12", "没有找到这份名单").todo("请从“导入”页进入").into()),
    }
}

impl Doing<'_> {
    pub(super) async fn prepare_import(&mut self, tx: &mut Tx, what: What, file: &Attached) -> Result<Done, Failure> {
        self.may(act(&what), Subject::default())?;
        if let What::Filings { batch, .. } = &what {
            super::batch(tx, batch).await?;
        }
        let id = ImportId(fresh());
        let kept = File { id: EvidenceId(file.blob.id.clone()), name: file.name.clone(), size: file.blob.size };
        let import = Import {
            id: id.clone(),
            what,
            file: kept,
            by: AccountId(self.actor.id().to_owned()),
            on: self.today,
            answers: BTreeMap::new(),
            stage: Stage::Prepared,
        };
        self.keep_for_this(file);
        let events = import::prepare(import)?;
        self.record(&Standing::<Import>::fresh(id.as_str()), events);
        Ok(Done::said("名单已读入，还没有写入；请核对每一行的去向").of(id))
    }

    pub(super) async fn answer_import(
        &mut self,
        tx: &mut Tx,
        id: &ImportId,
        answers: BTreeMap<u64, String>,
    ) -> Result<Done, Failure> {
        let (standing, import) = load(tx, id).await?;
        self.may(act(&import.what), Subject::default())?;
        let events = import::answer(&import, answers)?;
        self.record(&standing, events);
        Ok(Done::said("确认已保存，去向已重新得出").of(id))
    }

    pub(super) async fn carry_out_import(
        &mut self,
        tx: &mut Tx,
        id: &ImportId,
        (shown, leave_out): (&str, bool),
        read: &Read,
    ) -> Result<Done, Failure> {
        let (standing, import) = load(tx, id).await?;
        self.may(act(&import.what), Subject::default())?;
        if (&read.file, &read.answers) != (&import.file, &import.answers) {
            let refusal = Refusal::new(import.what.basis(), "另有人刚刚确认了名单中的行，没有写入任何一行");
            return Err(refusal.todo("请核对下面重新得出的去向，再确认一次").into());
        }
        let (weighed, planned) = weigh(self.app, tx, &import.what, read).await?;
        import::check(&import, &weighed, shown, leave_out)?;
        let (mut enterprises, mut came, mut list) = (BTreeMap::new(), BTreeMap::new(), None);
        let said = match (planned, &read.list, import.what.clone()) {
            (Planned::Titles(plan), List::Titles(lines), _) => {
                self.learn_names(tx, lines, &plan).await?;
                let (said, whose) = self.write_titles(lines, &plan)?;
                enterprises = whose;
                said
            }
            (
                Planned::Miit(fates, waiting),
                List::Miit(lines),
                What::Miit { title, number, dated, from, until, batches },
            ) => {
                let (paper, term) = ((title, number, dated), (from, until));
                let done = self.write_miit(tx, paper, term, batches, (lines, fates, waiting)).await?;
                list = Some(MiitListId(done.id));
                done.said
            }
            (Planned::Filings(fates, titles), List::Filings(lines), What::Filings { batch, .. }) => {
                let from = (id, &import.file, &batch);
                let (said, rows) = self.write_filings(tx, from, lines, (fates, &titles)).await?;
                came = rows;
                said
            }
            _ => return Err(Refusal::new(import.what.basis(), "名单与所选的导入不符").todo("请重新上传").into()),
        };
        let left = weighed.rows.iter().filter(|row| row.fate.is_open()).count();
        let rows = weighed.rows.into_iter().map(|row| kept(row, &mut enterprises, &mut came)).collect();
        let events = import::done(AccountId(self.actor.id().to_owned()), self.today, list, rows);
        self.record(&standing, events);
        let said = if left > 0 { format!("{said}；{left} 行留在外面，没有写入") } else { said };
        Ok(Done::said(said).of(id))
    }
}

/// What is kept of a row.
fn kept(row: Weighted, whose: &mut BTreeMap<u64, EnterpriseId>, came: &mut BTreeMap<u64, Came>) -> Row {
    let Weighted { row, name, fate, enterprise, maybes, why } = row;
    let (of, application) = match came.remove(&row) {
        Some(Came { enterprise, application }) => (Some(enterprise), Some(application)),
        None => (whose.remove(&row), None),
    };
    let why = why.into_iter().chain(maybes.into_iter().map(|one| one.told)).collect();
    Row { row, name, fate, why, enterprise: of.or(enterprise), application }
}
