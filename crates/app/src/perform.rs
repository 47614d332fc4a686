//! One act, from command to commit.

pub(crate) mod announcement;
pub(crate) mod checked;
pub(crate) mod compliance_list;
mod consultation;
pub(crate) mod correction;
mod correction_request;
mod correspondence;
mod dossier;
pub(crate) mod draw;
pub(crate) mod earlier;
mod filings;
pub(crate) mod import;
mod local_table;
pub(crate) mod miit_list;
mod names;
mod notice;
pub(crate) mod office;
mod people;
pub(crate) mod publicity;
mod recommendation;
pub(crate) mod rereview;
mod review;
mod saved;
mod signal;
mod tell;
pub(crate) mod together;
pub(crate) mod updates;

use std::sync::atomic::Ordering;

use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use titian_domain::account::Account;
use titian_domain::application::Application;
use titian_domain::enterprise::Enterprise;
use titian_domain::id::{ApplicationId, BatchId, EnterpriseId};
use titian_domain::notice::{Batch, Notice};
use titian_domain::refusal::Refusal;
use titian_domain::room::Room;
use titian_store::{Changes, Standing, StoreError, Tx};

use crate::App;
use crate::actor::{Actor, Person};
use crate::clock::day_of;
use crate::command::{Command, Done, Failure};
use crate::permission::{Act, Subject, may};

pub(crate) use review::titles;

/// An act under way: who acts, when, and what it has changed so far.
pub(crate) struct Doing<'a> {
    pub app: &'a App,
    pub actor: &'a Actor,
    pub now: Timestamp,
    pub today: Date,
    pub changes: Changes,
    /// Mails it leads to.
    letters: Vec<tell::Letter>,
}

/// A key made of a form's own and of what it asks for: the same form sent twice is done once, and one that was filled in
/// otherwise (by going back in the browser) is another. A password's salt differs each time and says nothing.
fn key_of(once: &str, command: &Command) -> String {
    let mut command = command.clone();
    if let Command::SignUp { secret, .. } | Command::OpenOfficer { secret, .. } | Command::Reset { secret, .. } =
        &mut command
    {
        secret.clear();
    }
    let digest = Sha256::digest(format!("{once}\n{command:?}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Somebody as they are now: what was read when they knocked may have been taken back while their form came in. Nothing
/// is added to it; who is disabled is nobody in particular.
async fn as_they_are(tx: &mut Tx, actor: &Actor) -> Result<Actor, StoreError> {
    let Actor::Person(person) = actor else { return Ok(actor.clone()) };
    let Some(account) = tx.load::<Account>(person.account.as_str()).await?.state else { return Ok(actor.clone()) };
    let Some(now) = Person::of(&account) else { return Ok(Actor::Public) };
    Ok(Actor::Person(Person {
        grants: person.grants.iter().filter(|grant| now.grants.contains(grant)).cloned().collect(),
        acts_for: person.acts_for.clone().filter(|enterprise| now.acts_for.as_ref() == Some(enterprise)),
        drafts_for: person.drafts_for.clone().filter(|enterprise| now.drafts_for.as_ref() == Some(enterprise)),
        ..person.clone()
    }))
}

impl App {
    /// Does what is asked, or says why not; all of it or none. `key` makes it safe to ask twice.
    pub async fn perform(&self, actor: &Actor, command: Command, key: Option<&str>) -> Result<Done, Failure> {
        let now = self.clock.now();
        // A form without a key counts each time.
        let key = key.filter(|key| !key.is_empty()).map(|key| key_of(key, &command));
        // Who objects stays out of the journal, signed in or not (A9.2).
        let actor = if matches!(command, Command::Object { .. }) { &Actor::Public } else { actor };
        let (of_a_list, large) = (command.of_a_list(), command.is_large());
        let once = async |tx: Tx| self.once(tx, actor, (now, command.clone()), key.as_deref()).await;
        let done = if large { self.store.write_alone(once).await } else { self.store.write(once).await };
        if let (Err(Failure::NotAllowed(not)), Actor::Person(_)) = (&done, actor) {
            self.noted(actor, "refused", &format!("act/{}", not.act.label())).await?;
        }
        let done = done?;
        if of_a_list {
            self.sealer.due.store(true, Ordering::Relaxed);
        }
        Ok(done)
    }

    async fn once(
        &self,
        mut tx: Tx,
        actor: &Actor,
        (now, command): (Timestamp, Command),
        key: Option<&str>,
    ) -> Result<Done, Failure> {
        if let Some(key) = key
            && let Some(answer) = tx.answered(actor.id(), key).await?
        {
            return serde_json::from_str(&answer).map_err(|_| unreadable("idempotency"));
        }
        let actor = as_they_are(&mut tx, actor).await?;
        let mut doing = Doing::new(self, &actor, now);
        let done = doing.act(&mut tx, command).await?;
        if let Some(key) = key {
            let answer = serde_json::to_string(&done).map_err(|_| unreadable("idempotency"))?;
            doing.changes.answer(key, answer);
        }
        doing.settle(&mut tx).await?;
        Ok(done)
    }
}

impl App {
    /// Does many things one after the other, all of them or none: for imports and the demonstration. Each is decided,
    /// permitted and written down as if it had come alone.
    pub async fn perform_all(&self, acts: &[(Actor, Command)]) -> Result<Vec<Done>, Failure> {
        let now = self.clock.now();
        self.store
            .write(async |mut tx: Tx| {
                let mut done = Vec::with_capacity(acts.len());
                for (actor, command) in acts {
                    let mut doing = Doing::new(self, actor, now);
                    done.push(doing.act(&mut tx, command.clone()).await?);
                    doing.settle(&mut tx).await?;
                }
                Ok::<_, Failure>(done)
            })
            .await
    }
}

fn unreadable(table: &'static str) -> Failure {
    Failure::Store(StoreError::inconsistent(table, "", "an answer that cannot be read"))
}

impl<'a> Doing<'a> {
    /// Nothing yet.
    pub(crate) fn new(app: &'a App, actor: &'a Actor, now: Timestamp) -> Doing<'a> {
        let changes = Changes::new(now, actor.id());
        Doing { app, actor, now, today: day_of(now), changes, letters: vec![] }
    }
}

impl Doing<'_> {
    async fn act(&mut self, tx: &mut Tx, command: Command) -> Result<Done, Failure> {
        match command {
            Command::SignUp { login, name, email, secret, code, enterprise, city } => {
                self.sign_up(tx, (&login, &name, &secret), &email, code, &enterprise, city).await
            }
            Command::Bind { code, enterprise, city, paper } => self.bind(tx, code, &enterprise, city, paper).await,
            Command::Email(email) => self.email(tx, &email).await,
            Command::Prove(paper) => self.prove(tx, paper).await,
            Command::Vouch { account, approve, reason } => self.vouch(tx, &account, approve, reason).await,
            Command::OpenOfficer { login, name, secret, temporary } => {
                self.open_officer(tx, (&login, &name, &secret), temporary).await
            }
            Command::Grant { account, grant, give } => self.grant(tx, &account, grant, give).await,
            Command::Reset { account, secret } => self.reset(tx, &account, &secret).await,
            Command::Disable { account, disabled } => self.disable(tx, &account, disabled).await,
            Command::Dossier(enterprise, command) => self.dossier(tx, &enterprise, command).await,
            Command::Fill { enterprise, seen, commands } => self.fill(tx, &enterprise, seen, commands).await,
            Command::DraftNotice { notice, title, text, batches } => {
                self.draft_notice(tx, notice, title, text, batches).await
            }
            Command::Notice(notice, command) => self.notice(tx, &notice, command).await,
            Command::DraftLocalTable { table, content } => self.draft_local_table(tx, table, content).await,
            Command::LocalTable { table, seen, command } => self.local_table(tx, &table, seen, command).await,
            Command::Begin { batch, enterprise } => self.begin(tx, &batch, &enterprise).await,
            Command::Submit { application, declared, name, scan } => {
                self.submit(tx, &application, declared, name, scan).await
            }
            Command::Keep(file) => self.keep(tx, file).await,
            Command::Case(application, command) => self.case(tx, &application, None, command).await,
            Command::AsSeen { application, seen, command } => self.case(tx, &application, Some(seen), command).await,
            Command::Note { application, text } => self.note(tx, &application, text).await,
            Command::Ask { application, text } => self.ask(tx, &application, text).await,
            Command::AnswerQuestion { application, question, text } => {
                self.answer_question(tx, &application, question, text).await
            }
            Command::RequestCorrection { application, edits, why, evidence } => {
                self.request_correction(tx, &application, edits, why, evidence).await
            }
            Command::ExamineCorrection { request, supports, words } => {
                self.examine_correction(tx, &request, supports, words).await
            }
            Command::DecideCorrection { request, seen, accept, words } => {
                self.decide_correction(tx, &request, seen, accept, words).await
            }
            Command::WithdrawCorrection(request) => self.withdraw_correction(tx, &request).await,
            Command::Together { list, what } => self.together(tx, list, &what).await,
            Command::SaveFilter { name, query } => self.save_filter(tx, &name, &query).await,
            Command::ForgetFilter(name) => self.forget_filter(&name),
            Command::Assign { list } => self.assign(tx, list).await,
            Command::Recuse { application, account, why, to } => self.recuse(tx, &application, account, why, to).await,
            Command::LiftRecusal { recusal, why } => self.lift_recusal(tx, &recusal, why).await,
            Command::Substitute { office, who, whom, from, until, why } => {
                self.substitute(tx, office, (who, whom), (from, until), why).await
            }
            Command::EndSubstitution(id) => self.end_substitution(tx, &id).await,
            Command::Check(enterprise, checks) => self.check(tx, &enterprise, checks).await,
            Command::RecordFormerName { enterprise, name, until, source } => {
                self.record_former_name(tx, &enterprise, (name, until), source).await
            }
            Command::StateFormerName { enterprise, name, until } => {
                self.state_former_name(tx, &enterprise, (name, until)).await
            }
            Command::ImportComplianceList { list, file, seen } => {
                self.import_compliance_list(tx, *list, &file, seen).await
            }
            Command::ResolveListed { list, row, enterprise, same, why } => {
                self.resolve_listed(tx, &list, (row, &enterprise), same, &why).await
            }
            Command::Visit(application, visit) => self.visit(tx, &application, visit).await,
            Command::Recommend { batch, office, number, list } => {
                self.recommend(tx, &batch, office, number, list).await
            }
            Command::LookInto { application, signal, digest, note } => {
                self.look_into(tx, &application, (signal, digest), note).await
            }
            Command::PrepareDraw { draw, proposal } => self.prepare_draw(tx, draw, *proposal).await,
            Command::FixDraw { draw, seen, source } => self.fix_draw(tx, &draw, seen, source).await,
            Command::OpenDraw { draw, value } => self.open_draw(tx, &draw, value).await,
            Command::DropDraw { draw, reason } => self.drop_draw(tx, &draw, reason).await,
            Command::Consult { batch, office, number, grounds, list, due, departments } => {
                self.consult(tx, &batch, office, (number, due), grounds, (&list, departments)).await
            }
            Command::MakeLink { consultation, department, email } => {
                self.make_link(tx, &consultation, department, &email).await
            }
            Command::RemindDepartment { consultation, department } => self.remind(tx, &consultation, department).await,
            Command::Reply { consultation, department, by, opinions, letter } => {
                self.reply(tx, &consultation, department, &by, opinions, letter).await
            }
            Command::Publicise { batch, city, title, applications } => {
                self.publicise(tx, &batch, city, title, &applications).await
            }
            Command::Object { publicity, application, statement, evidence } => {
                self.object(tx, &publicity, &application, statement, evidence).await
            }
            Command::AnswerObjection { objection, upheld, reason } => {
                self.answer_objection(tx, &objection, upheld, &reason).await
            }
            Command::File { publicity, number, applications } => self.file(tx, &publicity, number, applications).await,
            Command::PrepareAnnouncement { batch, title, applications } => {
                self.prepare_announcement(tx, &batch, title, &applications).await
            }
            Command::Announce { announcement, approval, paper } => {
                self.announce(tx, &announcement, approval, paper).await
            }
            Command::ImportTitles(lines) => self.import_titles(tx, &lines).await,
            Command::RegisterMiit { title, number, dated, term, batches, lines } => {
                self.register_miit(tx, (title, number, dated), term, batches, &lines).await
            }
            Command::PrepareImport { what, file } => self.prepare_import(tx, what, &file).await,
            Command::AnswerImport { import, answers } => self.answer_import(tx, &import, answers).await,
            Command::CarryOutImport { import, shown, leave_out, read } => {
                self.carry_out_import(tx, &import, (&shown, leave_out), &read).await
            }
            Command::FileUpdate { enterprise, year, declared, name } => {
                self.file_update(tx, &enterprise, year, (declared, name)).await
            }
            Command::ArrangeUpdates { year, due, channel, number } => {
                self.arrange_updates(tx, year, (due, channel), &number).await
            }
            Command::ImportUpdates { year, file, through, lines } => {
                self.import_updates(tx, year, file, through, &lines).await
            }
            Command::ConfirmUpdates { year, seen } => self.confirm_updates(tx, year, seen).await,
            Command::ExcuseUpdate { enterprise, year, reason } => {
                self.excuse_update(tx, &enterprise, year, &reason).await
            }
            Command::DropAnnouncement { announcement, reason } => {
                self.drop_announcement(tx, &announcement, &reason).await
            }
            Command::ProposeCorrection { paper, application, part, right, reason } => {
                self.propose_correction(tx, paper, &application, part, (right, reason)).await
            }
            Command::AnnounceCorrection { correction, number } => {
                self.announce_correction(tx, &correction, &number).await
            }
            Command::DropCorrection { correction, reason } => self.drop_correction(tx, &correction, &reason).await,
        }
    }

    /// Whether the actor may.
    fn may(&self, act: Act, subject: Subject<'_>) -> Result<(), Failure> {
        Ok(may(self.actor, act, subject)?)
    }

    /// Writes down what happened in a room, and gives its new state.
    fn record<R: Room>(&mut self, standing: &Standing<R>, events: Vec<R::Event>) -> Option<R> {
        self.changes.record(standing, events).state
    }
}

/// What a case is about, for the permission table.
pub(crate) fn subject(case: &Application) -> Subject<'_> {
    Subject {
        enterprise: Some(&case.enterprise),
        city: Some(case.city),
        stage: Some(case.stage.id()),
        desk: Some(case.desk),
        ..Subject::default()
    }
}

/// A case that is there.
pub(crate) async fn case(tx: &mut Tx, id: &ApplicationId) -> Result<(Standing<Application>, Application), Failure> {
    let standing = tx.load::<Application>(id.as_str()).await?;
    match standing.state.clone() {
        Some(state) => Ok((standing, state)),
        None => Err(Refusal::new("A9.1", "没有找到这件申报").todo("请核对后重试").into()),
    }
}

/// Cases that are there, in the order asked for.
pub(crate) async fn cases(
    tx: &mut Tx,
    ids: &[ApplicationId],
) -> Result<Vec<(Standing<Application>, Application)>, Failure> {
    let ids: Vec<&str> = ids.iter().map(ApplicationId::as_str).collect();
    let found = tx.load_all::<Application>(&ids).await?;
    found
        .into_iter()
        .map(|standing| match standing.state.clone() {
            Some(state) => Ok((standing, state)),
            None => Err(Refusal::new("A9.1", "没有找到名单中的一件申报").todo("请刷新后重新选定").into()),
        })
        .collect()
}

/// An enterprise that is there.
pub(crate) async fn enterprise(tx: &mut Tx, id: &EnterpriseId) -> Result<(Standing<Enterprise>, Enterprise), Failure> {
    let standing = tx.load::<Enterprise>(id.as_str()).await?;
    match standing.state.clone() {
        Some(state) => Ok((standing, state)),
        None => Err(Refusal::new("A9.1", "没有找到这家企业").todo("请核对后重试").into()),
    }
}

/// A batch that was published.
pub(crate) async fn batch(tx: &mut Tx, id: &BatchId) -> Result<Batch, Failure> {
    let missing = || Refusal::new("A12", "没有找到这个批次").todo("请从申报通知进入");
    let notice = tx.load::<Notice>(id.notice().as_str()).await?.state.ok_or_else(missing)?;
    if notice.stage == titian_domain::notice::Stage::Draft {
        return Err(missing().into());
    }
    Ok(notice.batch(id).cloned().ok_or_else(missing)?)
}
