//! One case: begun, submitted, taken up, ruled on, returned, concluded, approved.

use jiff::civil::Date;
use titian_domain::account::Account;
use titian_domain::application::{
    self, Application, Command, Consulted, Content, Context, Desk, Steps, decide, tell_titles,
};
use titian_domain::compliance::{self, Check, Compliance, Lack};
use titian_domain::consultation::consulted;
use titian_domain::draw::{Duty, duty};
use titian_domain::id::{AccountId, ApplicationId, BatchId, EnterpriseId, EvidenceId};
use titian_domain::inspection::{self, Inspection, Visit};
use titian_domain::notice::{Batch, Notice};
use titian_domain::recognition::Recognition;
use titian_domain::refusal::Refusal;
use titian_rulebook::calendar::written;
use titian_rulebook::deadline::{Basis, FirstDay, Period, Roll, deadline};
use titian_rulebook::explain;
use titian_rulebook::judge::{Outcome, Truth, Unmet};
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, Recipient, Standing, StoreError, Tx, Value, args};

use super::consultation::consultations;
use super::draw::draws_at;
use super::office::away_from;
use super::tell::News;
use super::{Doing, batch as load_batch, case as load_case, enterprise as load_enterprise, subject};
use crate::App;
use crate::actor::{Actor, Person};
use crate::clue;
use crate::command::{Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject, may};

/// Enterprises whose titles are read at once.
const CHUNK: usize = 300;

impl Doing<'_> {
    /// What a decision about a case needs to know; more is filled in where a command asks for it.
    pub(super) fn context<'b>(&self, batch: &'b Batch) -> Context<'b> {
        Context {
            actor: AccountId(self.actor.id().to_owned()),
            now: self.now,
            today: self.today,
            batch,
            next: None,
            other: None,
            account_approved: false,
            missing_evidence: vec![],
            correction_due: None,
            items: vec![],
            by_hand: vec![],
            required: vec![],
            outcome: Truth::Unknown,
            obstacles: vec![],
            unchecked: vec![],
            failed_checks: vec![],
            listed: vec![],
            steps: Default::default(),
            inspected: false,
            drawn: None,
            consulted: Consulted::NotAsked,
            titles: vec![],
            substitution: String::new(),
            away: vec![],
        }
    }

    pub(super) async fn begin(
        &mut self,
        tx: &mut Tx,
        batch: &BatchId,
        enterprise: &EnterpriseId,
    ) -> Result<Done, Failure> {
        self.may(Act::Begin, Subject { enterprise: Some(enterprise), ..Subject::default() })?;
        let batch = load_batch(tx, batch).await?;
        let (_, known) = load_enterprise(tx, enterprise).await?;
        let live = tx
            .rows(
                "SELECT id FROM application WHERE enterprise = $1 AND batch = $2 AND stage NOT IN ('withdrawn', 'refused')",
                args![enterprise.as_str(), batch.id.as_str()],
            )
            .await?;
        let mut context = self.context(&batch);
        context.next = self.next_batch(tx, &batch).await?;
        context.other = live.first().map(|row| row.text("id").map(|id| ApplicationId(id.to_owned()))).transpose()?;
        let id = ApplicationId(fresh());
        let command = Command::Begin { id: id.clone(), enterprise: enterprise.clone(), city: known.city };
        let events = decide(None, command, &context)?;
        self.record(&Standing::<Application>::fresh(id.as_str()), events);
        Ok(Done::said(format!("已开始填报“{}”", batch.name)).of(id))
    }

    pub(super) async fn submit(
        &mut self,
        tx: &mut Tx,
        id: &ApplicationId,
        declared: String,
        name: String,
        scan: Option<EvidenceId>,
    ) -> Result<Done, Failure> {
        let (standing, case) = load_case(tx, id).await?;
        self.may(Act::Submit, subject(&case))?;
        let batch = load_batch(tx, &case.batch).await?;
        let (_, mut enterprise) = load_enterprise(tx, &case.enterprise).await?;
        let mut context = self.context(&batch);
        context.next = self.next_batch(tx, &batch).await?;
        context.steps = self.app.steps(&batch, case.city);
        context.titles = titles(tx, &[case.enterprise.as_str()]).await?;
        tell_titles(&mut enterprise.answers, &context.titles, self.today);
        let content = Content::of(&enterprise);
        context.account_approved =
            self.actor.person().is_some_and(|person| person.acts_for.as_ref() == Some(&case.enterprise));
        context.missing_evidence = batch
            .evidence
            .iter()
            .filter(|kind| !content.evidence.iter().any(|one| one.kind == **kind))
            .map(|kind| self.app.policy.catalogue.evidence_label(kind).to_owned())
            .collect();
        let number = if case.number.is_empty() { self.number(tx, &batch).await? } else { String::new() };
        self.take_kept(tx, scan.as_slice()).await?;
        let command = Command::Submit { content: Box::new(content), declared, name, scan, number };
        let events = decide(Some(&case), command, &context)?;
        let case = self.record(&standing, events);
        if let Some(case) = &case {
            clue::index(&mut self.changes, case, &self.app.policy.signals);
        }
        let number = case.map(|case| case.number).unwrap_or_default();
        let body = format!("申报已提交,受理编号 {number}。之后每一步都会通知贵企业。");
        let (mail, link) = (body.clone(), format!("/enterprise/applications/{id}"));
        self.tell(Recipient::Enterprise(enterprise.id), News { subject: "申报已提交", body, mail, link });
        Ok(Done { number: number.clone(), ..Done::said(format!("已提交,受理编号 {number}")).of(id) })
    }

    /// The next batch for the tier and purpose of one whose window is over, if its days are known.
    async fn next_batch(&self, tx: &mut Tx, batch: &Batch) -> Result<Option<Batch>, Failure> {
        if self.today <= batch.until {
            return Ok(None);
        }
        let sql = "SELECT state FROM notice WHERE published_on IS NOT NULL AND last_day >= $1";
        let rows = tx.rows(sql, args![self.today]).await?;
        let notices = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Notice>, _>>()?;
        let alike = |one: &Batch| (one.tier, one.purpose) == (batch.tier, batch.purpose) && one.until >= self.today;
        let batches = notices.into_iter().flat_map(|notice| notice.batches).filter(alike);
        Ok(batches.min_by_key(|one| one.from))
    }

    /// The next 受理编号 of the half-year and the tier: batches of the same share one series, for a number names one case.
    async fn number(&self, tx: &mut Tx, batch: &Batch) -> Result<String, Failure> {
        let series = series(batch);
        let value = tx.next_number(&format!("application/{series}")).await?;
        Ok(format!("{series}{value:05}"))
    }

    /// The next so many of them, for an act that is decided ahead: the last number given is a question like any other,
    /// asked again before anything is written, and the new one goes with what is written.
    pub(super) async fn numbers(
        &mut self,
        tx: &mut Tx,
        batch: &Batch,
        many: usize,
    ) -> Result<impl Iterator<Item = String> + use<>, Failure> {
        let series = series(batch);
        let name = format!("application/{series}");
        let sql = "SELECT COALESCE(MAX(value), 0) AS n FROM counter WHERE name = $1";
        let given = tx.number(sql, args![&name]).await?;
        let last = given.saturating_add(i64::try_from(many).unwrap_or(i64::MAX));
        let sql = "INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
        self.changes.sql(sql, args![name, last]);
        Ok((given + 1..=last).map(move |value| format!("{series}{value:05}")))
    }

    pub(super) async fn case(
        &mut self,
        tx: &mut Tx,
        id: &ApplicationId,
        seen: Option<u64>,
        command: Command,
    ) -> Result<Done, Failure> {
        let (standing, case) = load_case(tx, id).await?;
        let (act, said) = match &command {
            Command::Begin { .. } | Command::Submit { .. } => {
                return Err(Refusal::new("A9.1", "请从申报页面办理").into());
            }
            Command::Withdraw => (Act::Withdraw, "申报已撤回"),
            Command::TakeUp { .. } => (Act::TakeUp, "已受理"),
            Command::RecommendFromCounty { .. } => (Act::RecordCounty, "县级推荐意见已登记"),
            Command::Rule { .. } => (Act::Review, "审核意见已保存"),
            Command::Return { .. } => (Act::Review, "已退回补正,并通知企业"),
            Command::Conclude { .. } => (Act::Review, "已拟办,等待审批"),
            Command::Approve => (Act::Approve, "已审批"),
            Command::SendBack { .. } => (Act::Approve, "已退回经办人"),
        };
        self.may(act, subject(&case))?;
        if seen.is_some_and(|seen| seen != standing.version) {
            let refusal = Refusal::new(case.reviewed_under(), "这件申报在您打开之后又有变化");
            return Err(refusal.todo("请看过现在的情况再决定").into());
        }
        let batch = load_batch(tx, &case.batch).await?;
        let mut context = self.context(&batch);
        let policy = self.app.policy_of(tx, case.local_table.as_ref()).await?;
        edition_items(&policy, &case, &mut context);
        context.steps = self.app.steps(&batch, case.city);
        context.away = away_from(tx, &case.enterprise).await?;
        match &command {
            Command::TakeUp { handler, .. } => self.can_handle(tx, &case, handler).await?,
            Command::Return { .. } => context.correction_due = self.app.correction_due(&batch).ok(),
            Command::Conclude { .. } => {
                self.review_context(tx, &policy, &case, &mut context).await?;
                context.titles = titles(tx, &[case.enterprise.as_str()]).await?;
            }
            Command::Approve => {
                self.hear(tx, &case, &mut context).await?;
                context.titles = titles(tx, &[case.enterprise.as_str()]).await?;
                context.substitution = self.substitution(tx, &case).await?;
            }
            _ => {}
        }
        let events = decide(Some(&case), command, &context)?;
        let after = self.record(&standing, events);
        if let Some(after) = &after {
            self.tell_of(&case, after);
            self.waits_no_more(tx, &batch, after).await?;
        }
        Ok(Done::said(said).of(id))
    }

    /// Whether a case can be given to somebody: they review cases of its city, once it is under review.
    pub(super) async fn can_handle(&self, tx: &mut Tx, case: &Application, handler: &AccountId) -> Result<(), Failure> {
        handles(self.colleague(tx, handler).await?.as_ref(), case)
    }

    /// Somebody who may be given cases, as they are now.
    pub(super) async fn colleague(&self, tx: &mut Tx, account: &AccountId) -> Result<Option<Actor>, Failure> {
        if account.as_str() == self.actor.id() {
            return Ok(Some(self.actor.clone()));
        }
        let account = tx.load::<Account>(account.as_str()).await?.state;
        Ok(account.as_ref().and_then(Person::of).map(Actor::Person))
    }

    /// What must be ruled on before a case may pass, by id and label.
    pub(super) async fn required(&self, tx: &mut Tx, case: &Application) -> Result<Vec<(String, String)>, Failure> {
        let policy = self.app.policy_of(tx, case.local_table.as_ref()).await?;
        let edition = policy.edition_of(&case.standard, &case.gates, case.purpose);
        let (Some(edition), Some(judged)) = (edition, case.judged(&policy)) else { return Err(not_held().into()) };
        Ok(application::required(&edition, &judged.reviewed))
    }

    /// What the reviewed facts, the checks and the visits come to.
    async fn review_context(
        &self,
        tx: &mut Tx,
        policy: &Policy,
        case: &Application,
        context: &mut Context<'_>,
    ) -> Result<(), Failure> {
        let (Some(edition), Some(judged)) =
            (policy.edition_of(&case.standard, &case.gates, case.purpose), case.judged(policy))
        else {
            return Err(not_held().into());
        };
        context.required = application::required(&edition, &judged.reviewed);
        context.outcome = judged.reviewed.outcome.truth();
        context.obstacles = match &judged.reviewed.outcome {
            Outcome::Passes { .. } => vec![],
            Outcome::Undetermined { needs } => {
                let need = |gap| explain::need(&policy.catalogue, gap);
                needs.iter().map(|gap| need(*gap)).map(|need| format!("{}:{}", need.label, need.reason)).collect()
            }
            Outcome::Fails { unmet } => unmet
                .iter()
                .map(|unmet| match unmet {
                    Unmet::Gate(at) => edition.gates.gates.get(*at).map(|clause| clause.label.clone()),
                    Unmet::Condition(at) => edition.standard.conditions.get(*at).map(|clause| clause.label.clone()),
                    Unmet::Points { group: None } => Some("总分没有达到合格线".into()),
                    Unmet::Points { group: Some(at) } => {
                        edition.standard.groups.get(*at).map(|group| format!("“{}”没有达到分组合格线", group.label))
                    }
                })
                .map(Option::unwrap_or_default)
                .collect(),
        };
        let checks = tx.load::<Compliance>(case.enterprise.as_str()).await?.state;
        for open in compliance::open(&edition.gates.gates, checks.as_ref(), self.today) {
            match open.lack {
                Lack::Missing | Lack::Old(_) => context.unchecked.push(open.gate.label.clone()),
                Lack::NotClear(..) => context.failed_checks.push(open.gate.label.clone()),
                Lack::Listed(_) => context.listed.push(open.told()),
            }
        }
        let visits = tx.load::<Inspection>(case.id.as_str()).await?.state;
        let duty = duty(&draws_at(tx, case).await?, &case.enterprise);
        let answered = inspection::answered(context.steps.at(case.desk).inspection.is_some(), &duty, visits.as_ref());
        context.inspected = answered.is_ok();
        context.drawn = answered.err().filter(|_| duty != Duty::Undrawn);
        self.hear(tx, case, context).await
    }

    /// What departments say of a case by now: asked when it is proposed, and again when that is approved.
    async fn hear(&self, tx: &mut Tx, case: &Application, context: &mut Context<'_>) -> Result<(), Failure> {
        let asked = consultations(tx, &case.batch, case.office()).await?;
        context.consulted = consulted(&asked, &case.id, context.steps.silence_is_consent, self.today);
        Ok(())
    }

    /// Tells the enterprise what has become of its case.
    pub(super) fn tell_of(&mut self, before: &Application, after: &Application) {
        use application::Stage;
        if before.stage == after.stage {
            return;
        }
        let (subject, body, mail) = match &after.stage {
            Stage::Returned { due, deficiencies, .. } => {
                // What is asked of the case as a whole has no label.
                let wanted = |one: &application::Deficiency| match one.label.as_str() {
                    "" => one.what.clone(),
                    label => format!("{label}:{}", one.what),
                };
                let wanted: Vec<String> = deficiencies.iter().map(wanted).collect();
                let due = written(*due);
                let mail = format!("贵企业的申报需要在{due} 24:00 前补正。要补什么,请登录后查看。");
                ("申报需要补正", format!("请在{due} 24:00 前补正:{}", wanted.join(";")), mail)
            }
            Stage::UnderReview { .. }
                if matches!(before.stage, Stage::Submitted { .. } | Stage::Recommended { .. }) =>
            {
                let body = match after.desk {
                    Desk::City => "您的申报已由经办人员受理。",
                    Desk::Province => "您的申报已由自治区经办人员受理。",
                };
                ("申报已受理", body.to_owned(), body.to_owned())
            }
            Stage::Endorsed { .. } => {
                let body = match after.desk {
                    Desk::City => "您的申报已通过市级初审，将推荐到自治区。",
                    Desk::Province => "您的申报已通过自治区审核，将推荐到工业和信息化部。",
                };
                ("申报通过审核", body.to_owned(), body.to_owned())
            }
            Stage::Listed { .. } => {
                let body = "您的申报已通过审核,将进入公示。".to_owned();
                ("申报通过审核", body.clone(), body)
            }
            Stage::Refused { ground, .. } => {
                let mail = "贵企业的申报没有通过审核,理由请登录后查看。".to_owned();
                ("申报未通过", format!("您的申报没有通过审核:{ground}。"), mail)
            }
            _ => return,
        };
        let link = format!("/enterprise/applications/{}", after.id);
        self.tell(Recipient::Enterprise(after.enterprise.clone()), News { subject, body, mail, link });
    }

    pub(super) async fn check(&mut self, tx: &mut Tx, id: &EnterpriseId, checks: Vec<Check>) -> Result<Done, Failure> {
        let (_, enterprise) = load_enterprise(tx, id).await?;
        self.may(Act::Check, Subject { enterprise: Some(id), city: Some(enterprise.city), ..Subject::default() })?;
        self.keeps_away_from(tx, id, "A9.2", "登记核查").await?;
        let standing = tx.load::<Compliance>(id.as_str()).await?;
        let mut events = Vec::new();
        let pictures: Vec<EvidenceId> = checks.iter().filter_map(|check| check.evidence.clone()).collect();
        self.take_kept(tx, &pictures).await?;
        for check in checks {
            events.extend(compliance::record(id.clone(), check, self.today)?);
        }
        let count = events.len();
        self.record(&standing, events);
        Ok(Done::said(format!("已登记 {count} 项核查")).of(id))
    }

    pub(super) async fn visit(&mut self, tx: &mut Tx, id: &ApplicationId, visit: Visit) -> Result<Done, Failure> {
        let (_, case) = load_case(tx, id).await?;
        let draws = draws_at(tx, &case).await?;
        let duty = duty(&draws, &case.enterprise);
        let assigned = duty.accounts();
        self.may(Act::Inspect, Subject { assigned: &assigned, ..subject(&case) })?;
        self.keeps_away_from(tx, &case.enterprise, case.reviewed_under(), "登记抽查").await?;
        let duty = duty.without(&away_from(tx, &case.enterprise).await?);
        let standing = tx.load::<Inspection>(id.as_str()).await?;
        self.take_kept(tx, &visit.photos).await?;
        self.take_kept(tx, &visit.signed).await?;
        let events = inspection::record(id.clone(), visit, &duty, self.today)?;
        self.record(&standing, events);
        Ok(Done::said("抽查记录已登记").of(id))
    }
}

/// What can be ruled on in a case, by the policy that it is pinned to.
fn edition_items(policy: &Policy, case: &Application, context: &mut Context<'_>) {
    if let Some(edition) = policy.edition_of(&case.standard, &case.gates, case.purpose) {
        context.items = application::items(&edition);
        context.by_hand = application::by_hand(&edition, &policy.catalogue);
    }
}

fn not_held() -> Refusal {
    Refusal::new("A7", "申报所依据的标准没有装入").todo("请联系系统管理员")
}

/// Whether somebody may handle a case, once it is under review.
pub(super) fn handles(person: Option<&Actor>, case: &Application) -> Result<(), Failure> {
    let subject = Subject { stage: Some("under_review"), ..subject(case) };
    if person.is_some_and(|person| may(person, Act::Review, subject).is_ok()) {
        return Ok(());
    }
    Err(Refusal::new(case.reviewed_under(), "这位同事不能经办这件申报").todo("请从名单中选一位经办人").into())
}

/// All titles of some enterprises: a statement for some hundreds of them.
pub(crate) async fn titles(tx: &mut Reading, enterprises: &[&str]) -> Result<Vec<Recognition>, StoreError> {
    let mut titles = Vec::new();
    for chunk in enterprises.chunks(CHUNK) {
        let places: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
        let sql = format!("SELECT state FROM recognition WHERE enterprise IN ({}) ORDER BY id", places.join(", "));
        let values = chunk.iter().map(|id| Value::from(*id)).collect::<Vec<_>>();
        for row in tx.rows(sql, values).await? {
            titles.push(row.json("state")?);
        }
    }
    Ok(titles)
}

/// The series of numbers of a batch: those of the same half-year and tier share one.
fn series(batch: &Batch) -> String {
    let tier = match batch.tier {
        titian_rulebook::tier::Tier::Innovative => "C",
        titian_rulebook::tier::Tier::Specialised => "Z",
        titian_rulebook::tier::Tier::LittleGiant => "X",
    };
    format!("GX{}{tier}", batch.half.replace('-', ""))
}

impl App {
    /// The way of a case of a city in a batch, as its procedure has it.
    pub fn steps(&self, batch: &Batch, city: DivisionCode) -> Steps {
        let procedure = self.policy.procedures.get(&batch.procedure);
        procedure.map(|procedure| Steps::of(procedure, batch, city)).unwrap_or_default()
    }

    /// Until when a return made today can be answered; or why that cannot be told.
    pub fn correction_due(&self, batch: &Batch) -> Result<Date, String> {
        let procedure = self.policy.procedures.get(&batch.procedure);
        let rolls = procedure.is_some_and(|procedure| batch.switch(procedure, "deadline_rolls_over"));
        let period = Period {
            length: batch.correction,
            first_day: FirstDay::DoesNotCount,
            rolls: if rolls { Roll::NextWorkday } else { Roll::Stays },
            basis: Basis("申报通知".into()),
            at_end: String::new(),
        };
        let deadline = deadline(&period, self.clock.today(), &self.policy.calendar);
        deadline.map(|deadline| deadline.last_day).map_err(|cannot| cannot.to_string())
    }
}
