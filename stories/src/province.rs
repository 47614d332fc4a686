//! A province over any store, and cases of each tier brought as far as a story wants them. Every step goes
//! through the one door; nothing is written into tables by hand.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::Offset;
use titian_app::actor::{Actor, Person};
use titian_app::clock::StandingClock;
use titian_app::command::{Attached, Command, Done, Failure};
use titian_app::identity::password::Passwords;
use titian_app::vault::Vault;
use titian_app::{App, Parts};
use titian_domain::account::{Account, Grant, Role};
use titian_domain::announcement::Approval;
use titian_domain::application::{self, Application, Content, Desk, Ruling, tell_titles};
use titian_domain::compliance::{Check, CheckResult};
use titian_domain::enterprise::Enterprise;
use titian_domain::id::*;
use titian_domain::inspection::{Finding, Visit};
use titian_domain::notice::{self, Batch, Signing};
use titian_domain::objection::{Party, Statement};
use titian_domain::recognition::Recognition;
use titian_domain::room::Room;
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::deadline::Length;
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};
use titian_store::{Blobs, Report, SealKey, Store, verify};

use crate::dossier;

/// The city where everything happens, 柳州.
pub const CITY: &str = "450200";

/// The password of the people of enterprises.
pub const PASSWORD: &str = "demo";

/// Acts that share a transaction while a province is filled.
const TOGETHER: usize = 400;

/// A house over a store, and its clock. Everybody in it stands at nine in the morning of a day that the story sets.
pub struct Province {
    /// The house.
    pub app: App,
    /// Its clock.
    pub clock: Arc<StandingClock>,
    key: SealKey,
}

/// An enterprise with its person.
#[derive(Debug, Clone)]
pub struct Firm {
    /// The enterprise.
    pub id: EnterpriseId,
    /// Who acts for it.
    pub clerk: Actor,
}

/// A case with the person of its enterprise.
#[derive(Debug, Clone)]
pub struct Case {
    /// The case.
    pub id: ApplicationId,
    /// Whose.
    pub firm: Firm,
}

/// Nine in the morning of a day, Beijing time.
pub fn morning(day: Date) -> Timestamp {
    Offset::constant(8).to_timestamp(day.at(9, 0, 0, 0)).expect("a day within reach")
}

/// An officer with one role, as the permission table sees them.
pub fn officer(name: &str, role: Role) -> Actor {
    let city = matches!(role, Role::CityHandler | Role::CityLeader).then(|| DivisionCode::parse(CITY).expect("a city"));
    let (account, name, grants) = (AccountId(name.into()), name.into(), vec![Grant::of(role, city)]);
    Actor::Person(Person { account, name, grants, acts_for: None, drafts_for: None })
}

/// 市级经办.
pub fn handler() -> Actor {
    officer("市经办", Role::CityHandler)
}

/// 市级审批.
pub fn leader() -> Actor {
    officer("市审批", Role::CityLeader)
}

/// Who handles and who approves at a desk.
pub fn people(desk: Desk) -> (Actor, Actor) {
    match desk {
        Desk::City => (handler(), leader()),
        Desk::Province => (officer("区经办", Role::ProvinceHandler), officer("区审批", Role::ProvinceLeader)),
    }
}

/// 柳州's division.
pub fn city() -> DivisionCode {
    DivisionCode::parse(CITY).expect("a city")
}

/// The standard of a tier under the rules of 2026.
fn standard(tier: Tier) -> &'static str {
    match tier {
        Tier::Innovative => "miit-2022/innovative",
        Tier::Specialised => "miit-2026/specialised",
        Tier::LittleGiant => "miit-2026/little-giant",
    }
}

/// A batch of the innovative tier, open in September 2026.
fn innovative() -> Batch {
    Batch {
        id: BatchId(String::new()),
        name: "2026年第二批创新型中小企业".into(),
        tier: Tier::Innovative,
        purpose: Purpose::Apply,
        half: "2026-H2".into(),
        from: date(2026, 9, 1),
        until: date(2026, 9, 30),
        city_due: date(2026, 10, 30),
        county_due: None,
        paper_due: None,
        cohort: None,
        standard: standard(Tier::Innovative).into(),
        gates: "gates/miit-2026".into(),
        procedure: "national-2026".into(),
        local_table: None,
        publicity: Length::WorkingDays(5),
        correction: Length::WorkingDays(5),
        signing: Signing::Click,
        evidence: vec!["licence".into()],
        county: vec![],
        switched: vec![],
        lapsed_because: String::new(),
    }
}

/// The person of an enterprise, where no account is needed.
pub fn clerk(of: &EnterpriseId) -> Actor {
    let (account, name) = (AccountId("张示例".into()), "张示例".into());
    Actor::Person(Person { account, name, grants: vec![], acts_for: Some(of.clone()), drafts_for: Some(of.clone()) })
}

/// What a failure says, with the store's own words.
pub fn told(failure: Failure) -> String {
    match failure {
        Failure::Store(error) => error.detail(),
        other => other.to_string(),
    }
}

impl Province {
    /// A house over this store, with its files and keys in a folder, on 20 August 2026.
    pub fn over(store: Store, folder: &Path) -> Province {
        let key = || SealKey::load_or_create(&folder.join("seal.key"), "titian.example/journal").expect("a key");
        let clock = Arc::new(StandingClock::at(morning(date(2026, 8, 20))));
        let app = App::new(Parts {
            policy: Policy::shipped().expect("the shipped policy"),
            store,
            blobs: Blobs::open(folder.join("blobs")).expect("a folder for files"),
            key: key(),
            vault: Vault::of(&[7; 32]),
            clock: clock.clone(),
            passwords: Passwords::cheap(),
        });
        Province { app, clock, key: key() }
    }

    /// In a house that is there already.
    pub fn within(app: App, clock: Arc<StandingClock>, key: SealKey) -> Province {
        Province { app, clock, key }
    }

    /// Moves the clock to the morning of a day.
    pub fn day(&self, day: Date) {
        self.clock.set(morning(day));
    }

    /// The same house on another day, for somebody whose clock has not struck yet.
    pub fn app_on(&self, day: Date) -> App {
        let mut app = self.app.clone();
        app.clock = Arc::new(StandingClock::at(morning(day)));
        app
    }

    /// Does one thing.
    pub async fn one(&self, actor: &Actor, command: Command) -> Done {
        self.app.perform(actor, command, None).await.map_err(told).expect("an act that may be done")
    }

    /// Does many things, some at a time.
    pub async fn all(&self, acts: &[(Actor, Command)]) -> Vec<Done> {
        let mut done = Vec::with_capacity(acts.len());
        for some in acts.chunks(TOGETHER) {
            done.extend(self.app.perform_all(some).await.map_err(told).expect("acts that may be done"));
        }
        done
    }

    /// Where rooms stand, in the order asked for.
    pub async fn load_all<R: Room>(&self, ids: &[impl AsRef<str>]) -> Vec<R> {
        let mut reading = self.app.store.read().await.expect("a snapshot");
        let found = reading.load_all::<R>(ids).await.expect("rooms");
        found.into_iter().map(|standing| standing.state.expect("a room that is there")).collect()
    }

    /// Cases as they stand.
    pub async fn standing(&self, cases: &[Case]) -> Vec<Application> {
        let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        self.load_all(&ids).await
    }

    /// The stages of cases, by their words.
    pub async fn stages(&self, cases: &[Case]) -> Vec<&'static str> {
        self.standing(cases).await.iter().map(|case| case.stage.id()).collect()
    }

    /// A published batch of the innovative tier, open in September 2026.
    pub async fn batch(&self) -> BatchId {
        self.published(innovative()).await
    }

    /// A published batch of a tier under the rules of 2026, open from today for thirty days, where these cities ask their
    /// counties first.
    pub async fn batch_of(&self, tier: Tier, county: &[DivisionCode]) -> BatchId {
        let from = self.app.clock.today();
        let after = |days: i64| from.saturating_add(jiff::Span::new().days(days));
        let name = format!("2026年冬季{tier}");
        let (until, city_due) = (after(29), after(59));
        let (standard, county) = (standard(tier).into(), county.to_vec());
        self.published(Batch { name, tier, from, until, city_due, standard, county, ..innovative() }).await
    }

    async fn published(&self, batch: Batch) -> BatchId {
        let (title, text) = ("示例申报通知".into(), "请按时申报。".into());
        let draft = Command::DraftNotice { notice: None, title, text, batches: vec![batch] };
        let notice = NoticeId(self.one(&officer("区经办", Role::ProvinceHandler), draft).await.id);
        let publish = notice::Command::Publish { number: "示例〔2026〕1号".into() };
        let publish = Command::Notice(notice.clone(), publish);
        self.one(&officer("区审批", Role::ProvinceLeader), publish).await;
        BatchId::of(&notice, 1)
    }

    /// Enterprises with serial numbers from `first`, vouched for, each with a dossier that reaches the innovative tier. The
    /// person of number 7 signs in as `clerk7` with [`PASSWORD`].
    pub async fn firms(&self, first: u64, count: u64) -> Vec<Firm> {
        let city = DivisionCode::parse(CITY).expect("a city");
        let secret = self.app.passwords.hash(PASSWORD).await.expect("a secret");
        let sign_up = |serial: u64| {
            let (login, name) = (format!("clerk{serial}"), "张示例".to_owned());
            let (code, enterprise) = (synthetic(CITY, serial).expect("a code"), format!("示例虚构企业{serial:06}号"));
            let (email, secret) = (String::new(), secret.clone());
            (Actor::Public, Command::SignUp { login, name, email, secret, code, enterprise, city })
        };
        let accounts = self.all(&(first..first + count).map(sign_up).collect::<Vec<_>>()).await;
        let ids: Vec<&str> = accounts.iter().map(|done| done.id.as_str()).collect();
        let vouch = |id: &&str| {
            let vouch = Command::Vouch { account: AccountId((*id).into()), approve: true, reason: String::new() };
            (handler(), vouch)
        };
        self.all(&ids.iter().map(vouch).collect::<Vec<_>>()).await;
        let firm = |account: &Account| {
            let person = Person::of(account).expect("an account in use");
            Firm { id: person.acts_for.clone().expect("vouched for"), clerk: Actor::Person(person) }
        };
        let firms: Vec<Firm> = self.load_all::<Account>(&ids).await.iter().map(firm).collect();
        let today = self.app.clock.today();
        let filled = |firm: &Firm| {
            let of = |command| (firm.clerk.clone(), Command::Dossier(firm.id.clone(), command));
            [of(dossier::figures()), of(dossier::licence(today))]
        };
        self.all(&firms.iter().flat_map(filled).collect::<Vec<_>>()).await;
        firms
    }

    /// Puts a file for every question of the innovative tier into the dossiers, each with bytes of its own.
    pub async fn proven(&self, firms: &[Firm]) {
        for firm in firms {
            for kind in dossier::PROOFS {
                let bytes = format!("%PDF-1.4\n% {kind} of {}\n%%EOF\n", firm.id).into_bytes();
                let blob = self.app.blobs.put(bytes).await.expect("a file is kept");
                let proof = dossier::proof(kind, &blob, self.app.clock.today());
                let (media, name, control) = ("application/pdf".into(), format!("{kind}.pdf"), "evidence".into());
                self.one(&firm.clerk, Command::Keep(Attached { blob, media, name, control })).await;
                self.one(&firm.clerk, Command::Dossier(firm.id.clone(), proof)).await;
            }
        }
    }

    /// Everything looked up and found in order, and visited, by the city; the cases are under review.
    pub async fn seen(&self, cases: &[Case]) {
        let me = AccountId(handler().id().to_owned());
        let mut acts = Vec::new();
        for case in self.standing(cases).await {
            let checks = self.checks(&self.edition(&case), &me);
            acts.push((handler(), Command::Check(case.enterprise.clone(), checks)));
            acts.push((handler(), Command::Visit(case.id.clone(), self.visit(&me))));
        }
        self.all(&acts).await;
    }

    /// A case of each, begun.
    pub async fn begun(&self, batch: &BatchId, firms: &[Firm]) -> Vec<Case> {
        let begin =
            |firm: &Firm| (firm.clerk.clone(), Command::Begin { batch: batch.clone(), enterprise: firm.id.clone() });
        let begun = self.all(&firms.iter().map(begin).collect::<Vec<_>>()).await;
        let case = |(firm, done): (&Firm, Done)| Case { id: ApplicationId(done.id), firm: firm.clone() };
        firms.iter().zip(begun).map(case).collect()
    }

    /// What submits them as their dossiers stand.
    pub async fn submissions(&self, cases: &[Case]) -> Vec<(Actor, Command)> {
        let ids: Vec<&str> = cases.iter().map(|case| case.firm.id.as_str()).collect();
        let mut dossiers = self.load_all::<Enterprise>(&ids).await;
        // What is declared is what the enterprise reads: the titles that the register knows are told in it.
        let rows = self.app.store.read().await.expect("a snapshot").rows("SELECT state FROM recognition", vec![]).await;
        let mut titles: HashMap<EnterpriseId, Vec<Recognition>> = HashMap::new();
        for one in rows.expect("titles").iter().map(|row| row.json::<Recognition>("state").expect("a title")) {
            titles.entry(one.enterprise.clone()).or_default().push(one);
        }
        for dossier in &mut dossiers {
            let titles = titles.get(&dossier.id).map_or(&[][..], Vec::as_slice);
            tell_titles(&mut dossier.answers, titles, self.app.clock.today());
        }
        let submit = |(case, dossier): (&Case, &Enterprise)| {
            let declared = Content::of(dossier).digest();
            let (application, name) = (case.id.clone(), "张示例".into());
            (case.firm.clerk.clone(), Command::Submit { application, declared, name, scan: None })
        };
        cases.iter().zip(&dossiers).map(submit).collect()
    }

    /// A case of each, submitted.
    pub async fn submitted(&self, batch: &BatchId, firms: &[Firm]) -> Vec<Case> {
        let cases = self.begun(batch, firms).await;
        let submissions = self.submissions(&cases).await;
        self.all(&submissions).await;
        cases
    }

    /// Taken up and concluded by the city. Those that are to pass are ruled on, checked and visited first.
    pub async fn concluded(&self, cases: &[Case], pass: bool) {
        self.concluded_at(Desk::City, cases, pass).await;
    }

    /// The same by the people of any desk.
    pub async fn concluded_at(&self, desk: Desk, cases: &[Case], pass: bool) {
        let (handler, _) = people(desk);
        let me = AccountId(handler.id().to_owned());
        let mut acts = Vec::new();
        for case in self.standing(cases).await {
            let by_handler = |command| (handler.clone(), Command::Case(case.id.clone(), command));
            acts.push(by_handler(application::Command::TakeUp { handler: me.clone(), from: None }));
            if pass {
                let edition = self.edition(&case);
                let items = application::items(&edition).into_iter();
                let rulings = items.map(|(item, _)| (item, Ruling::Accept)).collect();
                acts.push(by_handler(application::Command::Rule { rulings }));
                acts.push((handler.clone(), Command::Check(case.enterprise.clone(), self.checks(&edition, &me))));
                acts.push((handler.clone(), Command::Visit(case.id.clone(), self.visit(&me))));
            }
            let opinion = if pass { "各项属实,建议通过" } else { "审核后没有达到标准" };
            // The province asks departments where that is called for, and says why where it did not.
            let uncalled = if desk == Desk::Province { "材料清楚，不需要征求意见" } else { "" };
            let (opinion, uncalled) = (opinion.into(), uncalled.into());
            acts.push(by_handler(application::Command::Conclude { pass, opinion, uncalled, heard: vec![] }));
        }
        self.all(&acts).await;
    }

    /// Taken up by somebody, everything accepted, checked and visited: ready to be proposed.
    pub async fn reviewed(&self, cases: &[Case], by: &Actor) {
        let me = AccountId(by.id().to_owned());
        let mut acts = Vec::new();
        for case in self.standing(cases).await {
            let asked = |command| (by.clone(), Command::Case(case.id.clone(), command));
            acts.push(asked(application::Command::TakeUp { handler: me.clone(), from: None }));
            let edition = self.edition(&case);
            let items = application::items(&edition).into_iter();
            let rulings = items.map(|(item, _)| (item, Ruling::Accept)).collect();
            acts.push(asked(application::Command::Rule { rulings }));
            acts.push((by.clone(), Command::Check(case.enterprise.clone(), self.checks(&edition, &me))));
            acts.push((by.clone(), Command::Visit(case.id.clone(), self.visit(&me))));
        }
        self.all(&acts).await;
    }

    fn edition(&self, case: &Application) -> Edition {
        let edition = self.app.policy.edition_of(&case.standard, &case.gates, case.purpose);
        edition.expect("an edition")
    }

    /// Everything that a gate asks is looked up again today, by the city: what is older carries no list (A3).
    pub async fn looked_up(&self, cases: &[Case]) {
        let (by, mut acts) = (handler(), Vec::new());
        for case in self.standing(cases).await {
            let checks = self.checks(&self.edition(&case), &AccountId(by.id().to_owned()));
            acts.push((by.clone(), Command::Check(case.enterprise.clone(), checks)));
        }
        self.all(&acts).await;
    }

    fn checks(&self, edition: &Edition, officer: &AccountId) -> Vec<Check> {
        let check = |gate: &titian_rulebook::standard::Clause| Check {
            gate: gate.id.clone(),
            place: "信用中国".into(),
            on: self.app.clock.today(),
            officer: officer.clone(),
            result: CheckResult::Clear,
            detail: String::new(),
            evidence: None,
        };
        edition.gates.gates.iter().map(check).collect()
    }

    fn visit(&self, recorded_by: &AccountId) -> Visit {
        Visit {
            on: self.app.clock.today(),
            inspectors: vec!["甲示例".into(), "乙示例".into()],
            findings: vec![Finding {
                claim: "研发费用".into(),
                claimed: String::new(),
                agrees: true,
                seen: String::new(),
            }],
            photos: vec![],
            note: String::new(),
            recorded_by: recorded_by.clone(),
            draw: None,
            signed: vec![],
        }
    }

    /// The city's leader approves what was concluded.
    pub async fn approved(&self, cases: &[Case]) {
        self.approved_at(Desk::City, cases).await;
    }

    /// The leader of any desk does.
    pub async fn approved_at(&self, desk: Desk, cases: &[Case]) {
        let approve = |case: &Case| (people(desk).1, Command::Case(case.id.clone(), application::Command::Approve));
        self.all(&cases.iter().map(approve).collect::<Vec<_>>()).await;
    }

    /// Recommended by the city to the province, in this order.
    pub async fn recommended(&self, batch: &BatchId, cases: &[Case]) -> RecommendationId {
        self.concluded(cases, true).await;
        self.approved(cases).await;
        let list = cases.iter().map(|case| (case.id.clone(), String::new())).collect();
        let (batch, office, number) = (batch.clone(), city(), "柳示例〔2026〕8号".into());
        RecommendationId(self.one(&handler(), Command::Recommend { batch, office, number, list }).await.id)
    }

    /// Concluded and approved by the province.
    pub async fn passed_by_province(&self, cases: &[Case]) {
        self.concluded_at(Desk::Province, cases, true).await;
        self.approved_at(Desk::Province, cases).await;
    }

    /// On lists before the public, so many on each.
    pub async fn publicised(&self, batch: &BatchId, cases: &[Case], on_each: usize) -> Vec<PublicityId> {
        let publicise = |cases: &[Case]| publicise(Desk::City, batch, cases);
        let done = self.all(&cases.chunks(on_each).map(publicise).collect::<Vec<_>>()).await;
        done.into_iter().map(|done| PublicityId(done.id)).collect()
    }

    /// Enterprises that hold a title since today: each tier from the lowest on is applied for, reviewed, publicised and
    /// announced. The clock goes on by some weeks.
    pub async fn holding(&self, tier: Tier, firms: &[Firm]) {
        let higher = |firm: &Firm| (firm.clerk.clone(), Command::Dossier(firm.id.clone(), dossier::higher()));
        self.all(&firms.iter().map(higher).collect::<Vec<_>>()).await;
        for one in Tier::ALL.into_iter().filter(|one| *one <= tier) {
            let batch = self.batch_of(one, &[]).await;
            let cases = self.submitted(&batch, firms).await;
            let desk = match one {
                Tier::Innovative => Desk::City,
                Tier::Specialised => Desk::Province,
                Tier::LittleGiant => unreachable!("MIIT announces it"),
            };
            if desk == Desk::Province {
                self.recommended(&batch, &cases).await;
                self.passed_by_province(&cases).await;
            } else {
                self.concluded(&cases, true).await;
                self.approved(&cases).await;
            }
            let (actor, command) = publicise(desk, &batch, &cases);
            let list = PublicityId(self.one(&actor, command).await.id);
            let until = self.app.publicity(list.as_str()).await.expect("a list").expect("a list").until;
            self.day(until.tomorrow().expect("a day"));
            self.app.tick().await.map_err(told).expect("the hour's work");
            if desk == Desk::City {
                self.all(&[file(&list, &cases)]).await;
            }
            let (actor, command) = prepare(&batch, &cases);
            let announcement = AnnouncementId(self.one(&actor, command).await.id);
            self.all(&[announce(announcement, self.app.clock.today())]).await;
        }
        self.app.refresh_register().await.expect("the register is read");
    }

    /// Recomputes everything, after a seal.
    pub async fn verified(&self) -> Report {
        self.app.tick().await.map_err(told).expect("the hour's work");
        verify(&self.app.store, &titian_app::rooms(), &[self.key.public()], &[]).await.expect("a journal to read")
    }
}

/// The ids of cases.
pub fn ids(cases: &[Case]) -> Vec<ApplicationId> {
    cases.iter().map(|case| case.id.clone()).collect()
}

/// The city's leader's approval of a case.
pub fn approve(case: &Case) -> (Actor, Command) {
    (leader(), Command::Case(case.id.clone(), application::Command::Approve))
}

/// A desk puts cases before the public.
pub fn publicise(desk: Desk, batch: &BatchId, cases: &[Case]) -> (Actor, Command) {
    let office = if desk == Desk::Province { DivisionCode::GUANGXI } else { city() };
    let (batch, title, applications) = (batch.clone(), "公示".into(), ids(cases));
    (people(desk).0, Command::Publicise { batch, city: office, title, applications })
}

/// The applicant takes a case back.
pub fn withdraw(case: &Case) -> (Actor, Command) {
    (case.firm.clerk.clone(), Command::Case(case.id.clone(), application::Command::Withdraw))
}

/// Somebody objects against a case on a list.
pub fn object(publicity: &PublicityId, case: &Case) -> (Actor, Command) {
    let (name, contact) = ("李示例".into(), "0772-0000000".into());
    let statement =
        Statement {
            party: Some(Party::Person), name, contact, text: "所报知识产权已经失效,请核实。".into()
        };
    let (publicity, application) = (publicity.clone(), case.id.clone());
    (Actor::Public, Command::Object { publicity, application, statement, evidence: vec![] })
}

/// The city files a list to the province.
pub fn file(publicity: &PublicityId, cases: &[Case]) -> (Actor, Command) {
    let (publicity, number) = (publicity.clone(), "柳示例〔2026〕3号".into());
    (handler(), Command::File { publicity, number, applications: ids(cases) })
}

/// The province fixes a list.
pub fn prepare(batch: &BatchId, cases: &[Case]) -> (Actor, Command) {
    let (batch, title) = (batch.clone(), "示例公告".into());
    (officer("区经办", Role::ProvinceHandler), Command::PrepareAnnouncement { batch, title, applications: ids(cases) })
}

/// The office's approval of a fixed list, on a day.
pub fn announce(announcement: AnnouncementId, dated: Date) -> (Actor, Command) {
    let leader = officer("区审批", Role::ProvinceLeader);
    let by = AccountId(leader.id().to_owned());
    let approval = Approval { number: "示例〔2026〕9号".into(), dated, scan: None, by };
    (leader, Command::Announce { announcement, approval, paper: None })
}
