//! A small province to act in: a store in a folder of its own, a clock that stands still, and the people.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use tempfile::TempDir;
use titian_app::actor::{Actor, Person};
use titian_app::clock::StandingClock;
use titian_app::command::{Command, Done, Failure};
use titian_app::identity::password::Passwords;
use titian_app::vault::Vault;
use titian_app::{App, Parts};
use titian_domain::account::{Account, Grant, Role};
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::application::{self, Application, Ruling};
use titian_domain::compliance::{Check, CheckResult};
use titian_domain::consultation::Department;
use titian_domain::enterprise::{self, Enterprise, Evidence};
use titian_domain::id::*;
use titian_domain::inspection::{Finding, Visit};
use titian_domain::notice::{self, Batch, Signing};
use titian_domain::recognition::Recognition;
use titian_domain::refusal::Refusal;
use titian_domain::room::Room;
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::deadline::Length;
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};
use titian_store::{Blobs, SealKey, Store, args, verify};

pub struct Province {
    pub app: App,
    pub clock: Arc<StandingClock>,
    folder: TempDir,
}

pub fn city(code: &str) -> DivisionCode {
    DivisionCode::parse(code).unwrap()
}

/// An officer with one role, as the permission table sees them.
pub fn officer(name: &str, role: Role, of: Option<&str>) -> Actor {
    Actor::Person(Person {
        account: AccountId(name.into()),
        name: name.into(),
        grants: vec![Grant::of(role, of.map(city))],
        acts_for: None,
        drafts_for: None,
    })
}

/// Somebody who answers for a department, of a city or of the province.
pub fn answering(name: &str, department: Department, of: Option<&str>) -> Actor {
    Actor::Person(Person {
        account: AccountId(name.into()),
        name: name.into(),
        grants: vec![Grant::answering(department, of.map(city))],
        acts_for: None,
        drafts_for: None,
    })
}

/// Nine in the morning of a day, Beijing time.
fn morning(day: &str) -> Timestamp {
    let day: Date = day.parse().unwrap();
    Offset::constant(8).to_timestamp(day.at(9, 0, 0, 0)).unwrap()
}

impl Province {
    pub async fn begin(day: &str) -> Province {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("titian.db").display())).await.unwrap();
        let clock = Arc::new(StandingClock::at(morning(day)));
        let app = App::new(Parts {
            policy: Policy::shipped().unwrap(),
            store,
            blobs: Blobs::open(folder.path().join("blobs")).unwrap(),
            key: SealKey::load_or_create(&folder.path().join("seal.key"), "titian.example/journal").unwrap(),
            vault: Vault::of(&[7; 32]),
            clock: clock.clone(),
            passwords: Passwords::cheap(),
        });
        Province { app, clock, folder }
    }

    /// So many minutes later.
    pub fn later(&self, minutes: i64) {
        let later = jiff::SignedDuration::from_mins(minutes);
        self.clock.set(self.app.clock.now().saturating_add(later).unwrap());
    }

    pub fn day(&self, day: &str) {
        self.clock.set(morning(day));
    }

    pub async fn done(&self, actor: &Actor, command: Command) -> Done {
        match self.app.perform(actor, command, None).await {
            Ok(done) => done,
            Err(Failure::Store(error)) => panic!("{}", error.detail()),
            Err(failure) => panic!("{failure}"),
        }
    }

    pub async fn refused(&self, actor: &Actor, command: Command) -> Refusal {
        match self.app.perform(actor, command, None).await {
            Err(Failure::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    pub async fn load<R: Room>(&self, id: &str) -> R {
        self.app.store.read().await.unwrap().load::<R>(id).await.unwrap().state.unwrap()
    }

    pub async fn stage(&self, id: &ApplicationId) -> &'static str {
        self.load::<Application>(id.as_str()).await.stage.id()
    }

    /// The person of an account as it stands now.
    pub async fn person(&self, id: &str) -> Actor {
        Actor::Person(Person::of(&self.load::<Account>(id).await).unwrap())
    }

    /// A person of a new enterprise, vouched for.
    pub async fn enterprise(&self, serial: u64, at: &str) -> (Actor, EnterpriseId) {
        let login = format!("clerk{serial}");
        let sign_up = Command::SignUp {
            login,
            name: "张示例".into(),
            email: String::new(),
            secret: "hash".into(),
            code: synthetic(at, serial).unwrap(),
            enterprise: format!("示例虚构企业{serial:04}号"),
            city: city(at),
        };
        let account = self.done(&Actor::Public, sign_up).await.id;
        let handler = officer("经办", Role::CityHandler, Some(at));
        let vouch = Command::Vouch { account: AccountId(account.clone()), approve: true, reason: String::new() };
        self.done(&handler, vouch).await;
        let actor = self.person(&account).await;
        let enterprise = actor.person().unwrap().acts_for.clone().unwrap();
        (actor, enterprise)
    }

    /// A dossier that reaches the innovative tier with `rd` of research on 1000万元.
    pub async fn dossier(&self, actor: &Actor, enterprise: &EnterpriseId, rd: &str) {
        let edits = [
            ("revenue", Some(2025), "1000万元"),
            ("main_revenue", Some(2025), "800万元"),
            ("main_revenue", Some(2024), "600万元"),
            ("rd_expense", Some(2025), rd),
            ("total_assets", Some(2025), "1000万元"),
            ("total_liabilities", Some(2025), "500万元"),
            ("ip_class", None, "class1"),
            ("strategic_emerging", None, "是"),
            ("valid_honour", None, "否"),
            ("institution_level", None, "none"),
            ("national_award_rank", None, "0"),
            ("provincial_award_rank", None, "0"),
            ("equity_raised", Some(2025), "0元"),
            ("equity_raised", Some(2024), "0元"),
            ("equity_raised", Some(2023), "0元"),
            ("registered_in_guangxi", None, "是"),
            ("legal_person", None, "是"),
            ("sme", None, "是"),
            ("abnormal_operations", None, "否"),
            ("serious_dishonesty", None, "否"),
            ("restricted_product", None, "否"),
            ("major_violation", None, "否"),
            ("serious_incident_2026", None, "否"),
        ];
        self.answered(actor, enterprise, &edits).await;
        let licence = Evidence {
            id: EvidenceId("00".repeat(32)),
            kind: "licence".into(),
            year: None,
            name: "营业执照.pdf".into(),
            media: "application/pdf".into(),
            size: 1_000,
            on: self.app.clock.today(),
        };
        self.done(actor, Command::Dossier(enterprise.clone(), enterprise::Command::AddEvidence(licence))).await;
    }

    /// Some answers of a dossier: fact, year, text.
    pub async fn answered(&self, actor: &Actor, enterprise: &EnterpriseId, answers: &[(&str, Option<i16>, &str)]) {
        let edit = |(fact, year, text): &(&str, Option<i16>, &str)| Edit {
            place: Place { fact: (*fact).into(), year: *year },
            text: Some((*text).into()),
        };
        let edits = answers.iter().map(edit).collect();
        let file = enterprise::Command::File { edits, source: Source::Enterprise };
        self.done(actor, Command::Dossier(enterprise.clone(), file)).await;
    }

    /// A published batch of the innovative tier, open from 1 to 30 September 2026.
    pub async fn batch(&self) -> BatchId {
        self.batch_of(Tier::Innovative, "miit-2022/innovative", jiff::civil::date(2026, 9, 1)).await
    }

    /// A published batch under the rules of 2026, open for thirty days.
    pub async fn batch_of(&self, tier: Tier, standard: &str, from: Date) -> BatchId {
        let after = |days: i64| from.saturating_add(jiff::Span::new().days(days));
        self.published(Batch {
            id: BatchId(String::new()),
            name: format!("2026年第二批{tier}"),
            tier,
            purpose: Purpose::Apply,
            half: "2026-H2".into(),
            from,
            until: after(29),
            city_due: after(59),
            county_due: None,
            paper_due: None,
            cohort: None,
            standard: standard.into(),
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
        })
        .await
    }

    /// A batch whose notice is published.
    pub async fn published(&self, batch: Batch) -> BatchId {
        let handler = officer("区经办", Role::ProvinceHandler, None);
        let leader = officer("区审批", Role::ProvinceLeader, None);
        let draft = Command::DraftNotice {
            notice: None,
            title: "示例申报通知".into(),
            text: "请按时申报。".into(),
            batches: vec![batch],
        };
        let notice = NoticeId(self.done(&handler, draft).await.id);
        let publish = notice::Command::Publish { number: "示例〔2026〕1号".into() };
        self.done(&leader, Command::Notice(notice.clone(), publish)).await;
        BatchId::of(&notice, 1)
    }

    /// An application that was submitted.
    pub async fn submitted(&self, actor: &Actor, enterprise: &EnterpriseId, batch: &BatchId) -> ApplicationId {
        let begin = Command::Begin { batch: batch.clone(), enterprise: enterprise.clone() };
        let id = ApplicationId(self.done(actor, begin).await.id);
        self.done(actor, self.submit(enterprise, &id).await).await;
        id
    }

    /// Submits what is in the dossier now.
    pub async fn submit(&self, enterprise: &EnterpriseId, id: &ApplicationId) -> Command {
        let mut dossier: Enterprise = self.load(enterprise.as_str()).await;
        let mut reading = self.app.store.read().await.unwrap();
        let sql = "SELECT state FROM recognition WHERE enterprise = $1";
        let rows = reading.rows(sql, args![enterprise.as_str()]).await.unwrap();
        let titles: Vec<Recognition> = rows.iter().map(|row| row.json("state").unwrap()).collect();
        application::tell_titles(&mut dossier.answers, &titles, self.app.clock.today());
        let declared = application::Content::of(&dossier).digest();
        Command::Submit { application: id.clone(), declared, name: "张示例".into(), scan: None }
    }

    /// Taken up, ruled on, checked, visited, concluded and approved.
    pub async fn reviewed(&self, at: &str, id: &ApplicationId) {
        let (handler, leader) =
            (officer("经办", Role::CityHandler, Some(at)), officer("审批", Role::CityLeader, Some(at)));
        self.passed(&handler, &leader, id).await;
    }

    /// The same by the people of any desk.
    pub async fn passed(&self, handler: &Actor, leader: &Actor, id: &ApplicationId) {
        self.checked(handler, id).await;
        let visit = self.visit(&["甲示例", "乙示例"], handler.id(), None);
        self.done(handler, Command::Visit(id.clone(), visit)).await;
        self.done(handler, Province::conclude(id)).await;
        self.done(leader, Command::Case(id.clone(), application::Command::Approve)).await;
    }

    pub fn conclude(id: &ApplicationId) -> Command {
        Command::Case(
            id.clone(),
            application::Command::Conclude {
                pass: true,
                opinion: "建议通过".into(),
                uncalled: "材料清楚".into(),
                heard: vec![],
            },
        )
    }

    /// A visit today.
    pub fn visit(&self, inspectors: &[&str], recorded_by: &str, draw: Option<&str>) -> Visit {
        Visit {
            on: self.app.clock.today(),
            inspectors: inspectors.iter().map(|name| (*name).to_owned()).collect(),
            findings: vec![Finding {
                claim: "研发费用".into(),
                claimed: "50万元".into(),
                agrees: true,
                seen: String::new(),
            }],
            photos: vec![],
            note: String::new(),
            recorded_by: AccountId(recorded_by.into()),
            draw: draw.map(|id| DrawId(id.into())),
            signed: vec![],
        }
    }

    /// Taken up, ruled on and checked: all that is missing is a visit, if there has to be one.
    pub async fn checked(&self, handler: &Actor, id: &ApplicationId) {
        let me = AccountId(handler.id().into());
        self.done(handler, Command::Case(id.clone(), application::Command::TakeUp { handler: me.clone(), from: None }))
            .await;
        let case = self.load::<Application>(id.as_str()).await;
        let edition = self.app.policy.edition_of(&case.standard, &case.gates, case.purpose).unwrap();
        let rulings = application::items(&edition).into_iter().map(|(item, _)| (item, Ruling::Accept)).collect();
        self.done(handler, Command::Case(id.clone(), application::Command::Rule { rulings })).await;
        self.looked_up(handler, id).await;
    }

    /// Everything that a gate asks is looked up today: for the first time, or again because it has become old.
    pub async fn looked_up(&self, handler: &Actor, id: &ApplicationId) {
        let me = AccountId(handler.id().into());
        let case = self.load::<Application>(id.as_str()).await;
        let edition = self.app.policy.edition_of(&case.standard, &case.gates, case.purpose).unwrap();
        let check = |gate: &titian_rulebook::standard::Clause| Check {
            gate: gate.id.clone(),
            place: "信用中国".into(),
            on: self.app.clock.today(),
            officer: me.clone(),
            result: CheckResult::Clear,
            detail: String::new(),
            evidence: None,
        };
        let checks = edition.gates.gates.iter().map(check).collect();
        self.done(handler, Command::Check(case.enterprise.clone(), checks)).await;
    }

    /// On a list before the public.
    pub async fn publicised(&self, at: &str, batch: &BatchId, ids: &[ApplicationId]) -> PublicityId {
        let handler = officer("经办", Role::CityHandler, Some(at));
        let command = Command::Publicise {
            batch: batch.clone(),
            city: city(at),
            title: "公示".into(),
            applications: ids.to_vec(),
        };
        PublicityId(self.done(&handler, command).await.id)
    }

    /// Recomputes everything; says what is wrong.
    pub async fn verified(&self) {
        let key = SealKey::load_or_create(&self.folder.path().join("seal.key"), "titian.example/journal").unwrap();
        let report = verify(&self.app.store, &titian_app::rooms(), &[key.public()], &[]).await.unwrap();
        assert!(report.is_sound(), "{:?}", report.findings);
        assert!(report.sealed > 0, "{report:?}");
    }
}
