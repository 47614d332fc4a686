//! Lists before the public: publicity, objections, filing.

use jiff::civil::Date;
use sha2::{Digest, Sha256};
use titian_domain::application::{self, Application, Desk, clear, file, hold, publicise, release};
use titian_domain::correction::mended;
use titian_domain::id::{AccountId, ApplicationId, BatchId, EvidenceId, ObjectionId, PublicityId};
use titian_domain::notice::Batch;
use titian_domain::objection::{self, Objection, Statement, answer, raise};
use titian_domain::publicity::{self, Entry, Filing, Publicity};
use titian_domain::refusal::Refusal;
use titian_rulebook::calendar::{CannotTell, written};
use titian_rulebook::deadline::{Basis, Deadline, FirstDay, Period, Roll, deadline};
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;
use titian_store::{Recipient, Standing, Tx, args};

use super::correction::announced_about;
use super::tell::News;
use super::{Doing, batch as load_batch, case as load_case, cases as load_cases};
use crate::command::{Attached, Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject};
use crate::receipt;

impl Doing<'_> {
    pub(super) async fn publicise(
        &mut self,
        tx: &mut Tx,
        batch: &BatchId,
        city: DivisionCode,
        title: String,
        applications: &[ApplicationId],
    ) -> Result<Done, Failure> {
        self.may(Act::Publicise, Subject { city: Some(city), ..Subject::default() })?;
        let batch = load_batch(tx, batch).await?;
        let desk = Desk::of(city);
        let article = publicity::article(batch.tier);
        let deadline = days(&self.app.policy, &batch, self.today).map_err(|cannot| {
            Refusal::new(article, "公示期算不出来")
                .because(cannot.to_string())
                .todo("请等放假安排公布,或者在通知中改用自然日")
        })?;
        let id = PublicityId(fresh());
        let mut list = Vec::new();
        let mut reasons = Vec::new();
        let corrections = announced_about(tx, applications).await?;
        let cases = load_cases(tx, applications).await?;
        let asked = cases.iter().map(|(_, case)| (case, &batch));
        let mut against = self.app.unchecked(tx, asked, self.today).await?;
        for (standing, case) in cases {
            if (desk == Desk::City && case.city != city) || case.batch != batch.id {
                return Err(Refusal::new(article, "名单中有不属于本级本批次的申报").todo("请刷新后重新选定").into());
            }
            let against = against.remove(&case.id).unwrap_or_default();
            match publicise(&case, desk, id.clone(), deadline.last_day, against) {
                Ok(events) => {
                    list.extend(entry(&case).map(|entry| mended(entry, &corrections)));
                    self.record(&standing, events);
                }
                Err(refusal) => reasons.push(refusal.to_string()),
            }
        }
        if !reasons.is_empty() {
            let refusal = Refusal::new(article, "名单已经变化,没有公示").because_all(reasons);
            return Err(refusal.todo("请刷新后重新选定").into());
        }
        let count = list.len();
        let until = written(deadline.last_day);
        for entry in &list {
            let body =
                format!("贵企业已列入“{title}”,公示到{until} 24:00 止。期间有人提出异议的,只暂缓被提出异议的企业。");
            let (mail, link) = (body.clone(), format!("/publicity/{id}"));
            self.tell(
                Recipient::Enterprise(entry.enterprise.clone()),
                News { subject: "已列入公示", body, mail, link },
            );
        }
        let events = publicity::publish(Publicity {
            id: id.clone(),
            batch: batch.id.clone(),
            tier: batch.tier,
            city,
            title,
            list,
            from: self.today,
            until: deadline.last_day,
            explanation: deadline.explanation.clone(),
            filings: vec![],
            stage: publicity::Stage::Open,
        })?;
        self.record(&Standing::<Publicity>::fresh(id.as_str()), events);
        Ok(Done::said(format!("已公示 {count} 家企业,到{until} 24:00 止")).of(id))
    }

    /// The days of a publicity are over: whoever is not held goes on. Done by the clock; safe to do twice.
    pub(crate) async fn end_publicity(&mut self, tx: &mut Tx, id: &PublicityId) -> Result<(), Failure> {
        let standing = tx.load::<Publicity>(id.as_str()).await?;
        let Some(known) = standing.state.clone() else { return Ok(()) };
        let events = publicity::end(&known, self.today);
        if events.is_empty() {
            return Ok(());
        }
        self.record(&standing, events);
        let listed: Vec<ApplicationId> = known.list.iter().map(|entry| entry.application.clone()).collect();
        for (standing, case) in load_cases(tx, &listed).await? {
            let events = clear(&case, self.today);
            self.record(&standing, events);
        }
        Ok(())
    }

    pub(super) async fn object(
        &mut self,
        tx: &mut Tx,
        publicity: &PublicityId,
        application: &ApplicationId,
        statement: Statement,
        evidence: Vec<Attached>,
    ) -> Result<Done, Failure> {
        let missing = || Refusal::new("A9.2", "没有找到这份公示").todo("请从公示页面进入");
        let list = tx.load::<Publicity>(publicity.as_str()).await?.state.ok_or_else(missing)?;
        if !list.list.iter().any(|entry| entry.application == *application) {
            return Err(Refusal::new(publicity::article(list.tier), "这家企业不在这份公示中")
                .todo("请从公示名单中选择")
                .into());
        }
        let (standing, case) = load_case(tx, application).await?;
        let id = ObjectionId(fresh());
        let number = format!("YY{}{}", self.today.strftime("%Y%m%d"), &id.as_str()[id.as_str().len() - 8..]);
        let words = serde_json::to_string(&statement).unwrap_or_default();
        let salt = fresh();
        let digest: String =
            Sha256::digest(format!("{salt}{words}")).iter().map(|byte| format!("{byte:02x}")).collect();
        let objection = Objection {
            id: id.clone(),
            number: number.clone(),
            publicity: publicity.clone(),
            application: application.clone(),
            enterprise: case.enterprise.clone(),
            city: list.city,
            on: self.today,
            digest,
            evidence: evidence.iter().map(|one| EvidenceId(one.blob.id.clone())).collect(),
            stage: objection::Stage::Open,
        };
        let open_until = (list.stage == publicity::Stage::Open).then_some(list.until);
        let sealed = self.app.vault.seal(&format!("objection/{id}"), &words)?;
        let events = raise(objection, &statement, open_until)?;
        self.record(&Standing::<Objection>::fresh(id.as_str()), events);
        let held = hold(&case, id.clone())?;
        self.record(&standing, held);
        for file in &evidence {
            self.keep_for_this(file);
        }
        self.changes.insert("statement", &["id", "salt", "words", "at"], args![id.as_str(), salt, sealed, self.now]);
        let (secret, hash) = receipt::fresh(&number);
        let (columns, key) = (&["number", "objection", "secret"], receipt::number(&number));
        self.changes.insert("receipt", columns, args![key, id.as_str(), hash]);
        let body = "公示期间收到对贵企业的异议,正在核实,核实期间暂缓。核实结果会告知贵企业。";
        let (body, link) = (body.to_owned(), format!("/enterprise/applications/{application}"));
        let news = News { subject: "公示中收到异议", mail: body.clone(), body, link };
        self.tell(Recipient::Enterprise(case.enterprise), news);
        let said = format!("异议已收到,受理编号 {number}。请记下编号和查询码,凭它们可以查询处理结果");
        Ok(Done { number, secret, ..Done::said(said).of(id) })
    }

    pub(super) async fn answer_objection(
        &mut self,
        tx: &mut Tx,
        id: &ObjectionId,
        upheld: bool,
        reason: &str,
    ) -> Result<Done, Failure> {
        let standing = tx.load::<Objection>(id.as_str()).await?;
        let city = standing.state.as_ref().map(|objection| objection.city);
        self.may(Act::AnswerObjection, Subject { city, ..Subject::default() })?;
        let missing = || Refusal::new("A9.2", "没有找到这件异议");
        let known = standing.state.clone().ok_or_else(missing)?;
        self.keeps_away_from(tx, &known.enterprise, known.article(), "处理对它的异议").await?;
        let by = AccountId(self.actor.id().to_owned());
        let events = answer(&known, upheld, reason, self.today, by.clone())?;
        self.record(&standing, events);
        let (standing, case) = load_case(tx, &known.application).await?;
        let events = release(&case, id.clone(), upheld, by, self.today)?;
        let reopened = matches!(events.as_slice(), [application::Event::Reopened { .. }]);
        self.record(&standing, events);
        let (said, body, mail) = match (upheld, reopened) {
            (true, true) => (
                "异议成立:企业已移出名单,退回审核",
                "对贵企业的异议经核实成立,申报已移出名单,退回审核",
                "对贵企业的异议经核实成立。理由请登录后查看。",
            ),
            // The case was taken back, or is off the list already by another objection.
            (true, false) => (
                "异议成立;这件申报已经不在名单上,其他没有变动",
                "对贵企业的异议经核实成立;申报此前已经不在名单上",
                "对贵企业的异议经核实成立。理由请登录后查看。",
            ),
            (false, _) if case.stage.is_final() => (
                "异议不成立;这件申报已经办结,没有变动",
                "对贵企业的异议经核实不成立;申报此前已经办结",
                "对贵企业的异议经核实不成立。",
            ),
            (false, _) => (
                "异议不成立:企业恢复正常流程",
                "对贵企业的异议经核实不成立,申报继续办理",
                "对贵企业的异议经核实不成立,申报继续办理。",
            ),
        };
        let (body, link) =
            (format!("{body}:{}。", reason.trim()), format!("/enterprise/applications/{}", known.application));
        self.tell(
            Recipient::Enterprise(known.enterprise),
            News { subject: "异议已有结果", body, mail: mail.into(), link },
        );
        Ok(Done::said(said).of(id))
    }

    pub(super) async fn file(
        &mut self,
        tx: &mut Tx,
        id: &PublicityId,
        number: String,
        applications: Vec<ApplicationId>,
    ) -> Result<Done, Failure> {
        let standing = tx.load::<Publicity>(id.as_str()).await?;
        let missing = || Refusal::new("A9.2", "没有找到这份公示");
        let known = standing.state.clone().ok_or_else(missing)?;
        self.may(Act::File, Subject { city: Some(known.city), ..Subject::default() })?;
        let batch = load_batch(tx, &known.batch).await?;
        let mut reasons = Vec::new();
        for (standing, case) in load_cases(tx, &applications).await? {
            let steps = self.app.steps(&batch, case.city);
            match file(&case, &steps, self.today) {
                Ok(events) => {
                    self.record(&standing, events);
                }
                Err(refusal) => reasons.push(refusal.to_string()),
            }
        }
        if !reasons.is_empty() {
            let refusal = Refusal::new("A9.2", "名单已经变化,没有备案").because_all(reasons);
            return Err(refusal.todo("请刷新后重新选定").into());
        }
        let count = applications.len();
        let events = publicity::file(&known, Filing { number, on: self.today, applications })?;
        self.record(&standing, events);
        Ok(Done::said(format!("已向自治区备案 {count} 家企业")).of(id))
    }
}

/// How long a list of a batch stands before the public if it is published on that day; first and last day count (A9.2).
pub(crate) fn days(policy: &Policy, batch: &Batch, from: Date) -> Result<Deadline, CannotTell> {
    let period = Period {
        length: batch.publicity,
        first_day: FirstDay::Counts,
        rolls: Roll::Stays,
        basis: Basis(publicity::article(batch.tier).into()),
        at_end: match batch.tier {
            Tier::Innovative => "没有异议的,报自治区备案".into(),
            _ => "没有异议的,由自治区认定公告".into(),
        },
    };
    deadline(&period, from, &policy.calendar)
}

/// A case as it stands on a list.
pub(super) fn entry(case: &Application) -> Option<Entry> {
    let content = &case.filing.as_ref()?.content;
    Some(Entry {
        application: case.id.clone(),
        enterprise: case.enterprise.clone(),
        name: content.name.clone(),
        code: content.code.clone(),
    })
}
