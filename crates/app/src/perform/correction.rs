//! Corrections of lists that are out: proposed by the office whose list it is, announced by another person of it.

use titian_domain::announcement::{Announcement, Stage as Announced};
use titian_domain::correction::{
    self, CorrectionAnnouncement, Neighbours, Paper, Part, Proposal, Stage, announce, propose,
};
use titian_domain::enterprise::{self, Enterprise};
use titian_domain::id::{ApplicationId, CorrectionId};
use titian_domain::publicity::{Entry, Publicity};
use titian_domain::recognition::{self, Recognition};
use titian_domain::refusal::Refusal;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;
use titian_store::{Reading, Recipient, Standing, StoreError, Tx, Value, args};

use super::tell::News;
use super::{Doing, case as load_case, enterprise as load_enterprise, titles};
use crate::command::{Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject};

/// Cases that are asked about at once.
const CHUNK: usize = 300;

/// A list that is out, as far as a correction speaks of it.
#[derive(Debug, Clone)]
pub(crate) struct Out {
    /// What it is called.
    pub title: String,
    /// Whose it is: a city's, or the province's under its own code.
    pub office: DivisionCode,
    /// Of which tier.
    pub tier: Tier,
    /// Its entries.
    pub list: Vec<Entry>,
}

/// A list of ours that the public has seen; none that is only prepared.
pub(crate) async fn out(reading: &mut Reading, paper: &Paper) -> Result<Option<Out>, StoreError> {
    Ok(match paper {
        Paper::Publicity(id) => {
            let found = reading.load::<Publicity>(id.as_str()).await?.state;
            found.map(|one| Out { title: one.title, office: one.city, tier: one.tier, list: one.list })
        }
        Paper::Announcement(id) => {
            let found = reading.load::<Announcement>(id.as_str()).await?.state;
            let found = found.filter(|one| matches!(one.stage, Announced::InForce { .. }));
            found.map(|one| Out { title: one.title, office: DivisionCode::GUANGXI, tier: one.tier, list: one.list })
        }
    })
}

impl Doing<'_> {
    pub(super) async fn propose_correction(
        &mut self,
        tx: &mut Tx,
        paper: Paper,
        application: &ApplicationId,
        part: Part,
        (right, reason): (String, String),
    ) -> Result<Done, Failure> {
        let list = out(tx, &paper).await?;
        let office = list.as_ref().map(|list| list.office);
        self.may(Act::ProposeCorrection, Subject { city: office, ..Subject::default() })?;
        let missing = || Refusal::new("A9.3", "没有找到名单中的这家企业").todo("请从公示或者公告的名单进入");
        let list = list.ok_or_else(missing)?;
        let entry = list.list.iter().find(|entry| entry.application == *application).ok_or_else(missing)?.clone();
        let (_, case) = load_case(tx, application).await?;
        let mut before = about(tx, std::slice::from_ref(application)).await?;
        before.retain(|one| one.part == part && one.paper == paper);
        let open = before.iter().any(|one| one.stage == Stage::Proposed);
        let mended = before.iter().rfind(|one| one.number().is_some()).map(|one| one.right.clone());
        let taken_by = match CreditCode::parse(&right) {
            Ok(code) if part == Part::Code => another(tx, &code.to_string(), &entry).await?,
            _ => None,
        };
        let id = CorrectionId(fresh());
        let proposal = Proposal {
            id: id.clone(),
            paper,
            list: list.title,
            office: list.office,
            tier: list.tier,
            city: if list.office.is_province() { case.city } else { list.office },
            entry: entry.clone(),
            part,
            right,
            reason,
        };
        let regions = &self.app.policy.regions;
        let ours = |code: DivisionCode| regions.cities().any(|city| city.code == code);
        let neighbours = Neighbours { mended, open, taken_by };
        self.keeps_away_from(tx, &entry.enterprise, proposal.paper.article(list.tier), "提出对它的更正").await?;
        let events = propose(proposal, self.me(), self.today, ours, neighbours)?;
        self.record(&Standing::<CorrectionAnnouncement>::fresh(id.as_str()), events);
        Ok(Done::said("已提出更正，等待另一位有权人员批准").of(id))
    }

    pub(super) async fn announce_correction(
        &mut self,
        tx: &mut Tx,
        id: &CorrectionId,
        number: &str,
    ) -> Result<Done, Failure> {
        let (standing, known) = self.correction(tx, id, |_| Act::AnnounceCorrection).await?;
        self.keeps_away_from(tx, &known.entry.enterprise, known.article(), "批准对它的更正").await?;
        let events = announce(&known, number, self.me(), self.today)?;
        if known.part == Part::Code
            && let Some(another) = another(tx, &known.right, &known.entry).await?
        {
            let reason = format!("这个统一社会信用代码现在属于另一家企业“{another}”");
            let refusal = Refusal::new(known.article(), "还不能更正").because(reason);
            return Err(refusal.todo("请核对营业执照；确实写错的，请不予更正后重新提出").into());
        }
        let after = self.record(&standing, events);
        self.mend(tx, &known).await?;
        let number = after.as_ref().and_then(CorrectionAnnouncement::number).map_or("", |(number, _)| number);
        let what = known.part.label();
        let body =
            format!("“{}”中贵企业的{what}已经更正（{number}）。原名单照原样保留，称号和有效期不变。", known.list);
        let (mail, link) = (body.clone(), format!("/corrections/{id}"));
        let news = News { subject: "名单已更正", body, mail, link };
        self.tell(Recipient::Enterprise(known.entry.enterprise.clone()), news);
        Ok(Done::said(format!("更正公告已登记：{what}已更正；原名单照原样保留，有效期不变")).of(id))
    }

    pub(super) async fn drop_correction(
        &mut self,
        tx: &mut Tx,
        id: &CorrectionId,
        reason: &str,
    ) -> Result<Done, Failure> {
        // Who proposed it may think better of it.
        let me = self.me();
        let act = |known: &CorrectionAnnouncement| match known.by == me {
            true => Act::ProposeCorrection,
            false => Act::AnnounceCorrection,
        };
        let (standing, known) = self.correction(tx, id, act).await?;
        self.keeps_away_from(tx, &known.entry.enterprise, known.article(), "处理对它的更正").await?;
        let events = correction::drop(&known, reason, self.me(), self.today)?;
        self.record(&standing, events);
        Ok(Done::said("不予更正，名单没有变动").of(id))
    }

    /// A correction that is there, for somebody who may do this about the list it mends.
    async fn correction(
        &self,
        tx: &mut Tx,
        id: &CorrectionId,
        act: impl Fn(&CorrectionAnnouncement) -> Act,
    ) -> Result<(Standing<CorrectionAnnouncement>, CorrectionAnnouncement), Failure> {
        let standing = tx.load::<CorrectionAnnouncement>(id.as_str()).await?;
        let Some(known) = standing.state.clone() else {
            self.may(Act::AnnounceCorrection, Subject::default())?;
            return Err(Refusal::new("A9.3", "没有找到这份更正").todo("请从更正的列表进入").into());
        };
        self.may(act(&known), Subject { city: Some(known.office), ..Subject::default() })?;
        Ok((standing, known))
    }

    /// What we know of the enterprise, and of titles that began from the list, is mended with it.
    async fn mend(&mut self, tx: &mut Tx, known: &CorrectionAnnouncement) -> Result<(), Failure> {
        let (standing, enterprise) = load_enterprise(tx, &known.entry.enterprise).await?;
        self.record::<Enterprise>(&standing, enterprise::mend(&enterprise, known, self.today));
        for title in titles(tx, &[known.entry.enterprise.as_str()]).await? {
            let events = recognition::mend(&title, known);
            if !events.is_empty() {
                let standing = tx.load::<Recognition>(title.id.as_str()).await?;
                self.record(&standing, events);
            }
        }
        Ok(())
    }
}

/// The name of another enterprise that has a code.
async fn another(tx: &mut Tx, code: &str, entry: &Entry) -> Result<Option<String>, StoreError> {
    let sql = "SELECT name FROM enterprise WHERE code = $1 AND id <> $2";
    let row = tx.row(sql, args![code, entry.enterprise.as_str()]).await?;
    row.map(|row| row.text("name").map(str::to_owned)).transpose()
}

/// All corrections of entries of cases, the earliest first: a statement for some hundreds of them.
async fn about(
    reading: &mut Reading,
    applications: &[ApplicationId],
) -> Result<Vec<CorrectionAnnouncement>, StoreError> {
    let mut corrections = Vec::new();
    for chunk in applications.chunks(CHUNK) {
        let places: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT state FROM correction WHERE application IN ({}) ORDER BY announced_on, id",
            places.join(", ")
        );
        let values: Vec<Value> = chunk.iter().map(|id| id.as_str().into()).collect();
        for row in reading.rows(sql, values).await? {
            corrections.push(row.json("state")?);
        }
    }
    Ok(corrections)
}

/// Corrections of entries of cases that were announced, the earliest first.
pub(super) async fn announced_about(
    reading: &mut Reading,
    applications: &[ApplicationId],
) -> Result<Vec<CorrectionAnnouncement>, StoreError> {
    let mut corrections = about(reading, applications).await?;
    corrections.retain(|one| one.number().is_some());
    Ok(corrections)
}
