//! A province in every stage: two rounds of the innovative tier, one announced, one under way. Everything goes through
//! the one door; nothing is written into tables by hand.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::Offset;
use titian_app::App;
use titian_app::actor::{Actor, Person};
use titian_app::clock::StandingClock;
use titian_app::command::{Command, Done, Failure};
use titian_domain::account::{Account, Grant, Role};
use titian_domain::announcement::Approval;
use titian_domain::application::{self, Application, Content, Ruling};
use titian_domain::compliance::{Check, CheckResult};
use titian_domain::enterprise::Enterprise;
use titian_domain::id::{
    AccountId, AnnouncementId, ApplicationId, BatchId, EnterpriseId, EvidenceId, NoticeId, PublicityId,
};
use titian_domain::inspection::{Finding, Visit};
use titian_domain::notice::{self, Batch, Signing};
use titian_domain::objection::Statement;
use titian_rulebook::deadline::Length;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use super::firm::Firm;

/// Nine in the morning of 5 January 2026, Beijing time.
pub const BEGIN: Timestamp = Timestamp::constant(1_767_574_800, 0);

/// Acts that share a transaction while seeding.
const TOGETHER: usize = 400;

/// The one file that stands in for every piece of evidence.
const FILE: &[u8] =
    b"%PDF-1.4\n% a file of the demonstration: it proves nothing\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
trailer<</Root 1 0 R>>\n%%EOF\n";

struct Seeding<'a> {
    app: &'a App,
    clock: &'a StandingClock,
    bar: ProgressBar,
    licence: EvidenceId,
    size: u64,
}

/// A firm and the person who acts for it.
struct Member {
    firm: Firm,
    actor: Actor,
    enterprise: EnterpriseId,
}

/// Officers of one city.
struct Office {
    city: DivisionCode,
    handler: Actor,
    leader: Actor,
}

/// Fills an empty house; answers the personas: label and login.
pub async fn seed(app: &App, clock: &Arc<StandingClock>, enterprises: usize) -> Result<Vec<(String, String)>> {
    let begin = Instant::now();
    let blob = app.blobs.put(FILE.to_vec()).await.map_err(|error| anyhow!(error.detail()))?;
    let bar = ProgressBar::new(enterprises as u64 * 6);
    let style = ProgressStyle::with_template("准备演示数据 {bar:40} {percent:>3}%");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let seeding = Seeding { app, clock, bar, licence: EvidenceId(blob.id.clone()), size: blob.size };
    let personas = seeding.province(enterprises).await?;
    seeding.bar.finish_and_clear();
    app.tick().await.map_err(|failure| anyhow!("{failure}"))?;
    println!("演示数据:{enterprises} 家虚构企业,用时 {:.1} 秒", begin.elapsed().as_secs_f64());
    Ok(personas)
}

fn told(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Store(error) => anyhow!("{error}({})", error.detail()),
        failure => anyhow!("{failure}"),
    }
}

/// A person with one role, before there are accounts to grant it.
fn acting(name: &str, grants: Vec<Grant>) -> Actor {
    Actor::Person(Person {
        account: AccountId(name.into()),
        name: name.into(),
        grants,
        acts_for: None,
        drafts_for: None,
    })
}

impl Seeding<'_> {
    fn day(&self, day: Date) -> Result<()> {
        self.clock.set(Offset::constant(8).to_timestamp(day.at(9, 0, 0, 0)).context("演示日")?);
        Ok(())
    }

    async fn one(&self, actor: &Actor, command: Command) -> Result<Done> {
        self.app.perform(actor, command, None).await.map_err(told)
    }

    /// Many acts, some at a time.
    async fn all(&self, acts: &[(Actor, Command)]) -> Result<Vec<Done>> {
        let mut done = Vec::with_capacity(acts.len());
        for some in acts.chunks(TOGETHER) {
            done.extend(self.app.perform_all(some).await.map_err(told)?);
        }
        Ok(done)
    }

    async fn province(&self, enterprises: usize) -> Result<Vec<(String, String)>> {
        self.day(date(2026, 1, 5))?;
        let offices = self.offices().await?;
        let handler = self.officer("province1", "演示区经办", Role::ProvinceHandler, None).await?;
        let leader = self.officer("province2", "演示区审批", Role::ProvinceLeader, None).await?;
        self.officer("system", "演示系统管理员", Role::SystemAdministrator, None).await?;
        self.officer("security", "演示安全管理员", Role::SecurityAdministrator, None).await?;
        self.officer("auditor", "演示审计管理员", Role::Auditor, None).await?;
        let members = self.members(enterprises, &offices).await?;
        let (first, second) = members.split_at(members.len() * 7 / 10);

        // The first round: announced in May.
        let spring = self
            .notice(
                &handler,
                &leader,
                "2026年第一批",
                "2026-H1",
                date(2026, 3, 2),
                date(2026, 3, 31),
                date(2026, 4, 30),
            )
            .await?;
        self.day(date(2026, 3, 10))?;
        let cases = self.submitted(first, &spring).await?;
        self.day(date(2026, 4, 8))?;
        self.reviewed(&cases, &offices).await?;
        let lists =
            self.publicised(&spring, "2026年第一批创新型中小企业公示", &cases, &offices, date(2026, 4, 13)).await?;
        self.day(date(2026, 4, 21))?;
        self.app.tick().await.map_err(told)?;
        self.filed(&lists, &offices).await?;
        self.day(date(2026, 5, 20))?;
        self.announced(&handler, &leader, &spring, "2026年第一批创新型中小企业公告", &lists).await?;

        // The second round: open until 27 November, cases in every stage.
        let autumn = self
            .notice(
                &handler,
                &leader,
                "2026年第二批",
                "2026-H2",
                date(2026, 11, 2),
                date(2026, 11, 27),
                date(2026, 12, 18),
            )
            .await?;
        self.day(date(2026, 11, 4))?;
        let tenth = second.len() / 10;
        let cases = self.submitted(&second[..tenth * 7], &autumn).await?;
        self.day(date(2026, 11, 9))?;
        self.reviewed(&cases[..tenth * 4], &offices).await?;
        let lists = self
            .publicised(
                &autumn,
                "2026年第二批创新型中小企业公示(第一次)",
                &cases[..tenth * 2],
                &offices,
                date(2026, 11, 11),
            )
            .await?;
        self.day(date(2026, 11, 19))?;
        self.app.tick().await.map_err(told)?;
        self.filed(&lists, &offices).await?;
        let open = self
            .publicised(
                &autumn,
                "2026年第二批创新型中小企业公示(第二次)",
                &cases[tenth * 2..tenth * 3],
                &offices,
                date(2026, 11, 20),
            )
            .await?;
        self.day(date(2026, 11, 23))?;
        self.objections(&open).await?;
        self.under_way(&cases[tenth * 4..], &offices).await?;
        self.day(date(2026, 11, 24))?;
        let drafts: Vec<(Actor, Command)> = second[tenth * 7..tenth * 9]
            .iter()
            .map(|member| {
                let begin = Command::Begin { batch: autumn.clone(), enterprise: member.enterprise.clone() };
                (member.actor.clone(), begin)
            })
            .collect();
        self.all(&drafts).await?;
        Ok(personas(second.first()))
    }

    async fn officer(&self, login: &str, name: &str, role: Role, city: Option<DivisionCode>) -> Result<Actor> {
        let system = acting("seed", vec![Grant { role: Role::SystemAdministrator, city: None }]);
        let security = acting("seed", vec![Grant { role: Role::SecurityAdministrator, city: None }]);
        let secret = self.app.passwords.hash(login).await.context("密码")?;
        let open = Command::OpenOfficer { login: login.into(), name: name.into(), secret };
        let account = AccountId(self.one(&system, open).await?.id);
        let grant = Command::Grant { account: account.clone(), grant: Grant { role, city }, give: true };
        self.one(&security, grant).await?;
        self.actor(&account).await
    }

    async fn actor(&self, account: &AccountId) -> Result<Actor> {
        let mut reading = self.app.store.read().await.map_err(|error| told(error.into()))?;
        let standing = reading.load::<Account>(account.as_str()).await.map_err(|error| told(error.into()))?;
        standing.state.as_ref().and_then(Person::of).map(Actor::Person).context("账号")
    }

    async fn offices(&self) -> Result<Vec<Office>> {
        let cities: Vec<(DivisionCode, String)> =
            self.app.policy.regions.cities().map(|city| (city.code, city.name.clone())).collect();
        let mut offices = Vec::new();
        for (city, name) in cities {
            let digits = &city.to_string()[..4];
            let handler = self
                .officer(&format!("city{digits}"), &format!("演示{name}经办"), Role::CityHandler, Some(city))
                .await?;
            let leader = self
                .officer(&format!("lead{digits}"), &format!("演示{name}审批"), Role::CityLeader, Some(city))
                .await?;
            offices.push(Office { city, handler, leader });
        }
        Ok(offices)
    }

    async fn members(&self, enterprises: usize, offices: &[Office]) -> Result<Vec<Member>> {
        let secret = self.app.passwords.hash("demo").await.context("密码")?;
        let firms: Vec<Firm> = (1..=enterprises as u64).filter_map(Firm::new).collect();
        let mut members = Vec::new();
        for some in firms.chunks(TOGETHER / 2) {
            let sign_ups: Vec<(Actor, Command)> = some
                .iter()
                .map(|firm| {
                    let sign_up = Command::SignUp {
                        login: format!("firm{:04}", firm.serial),
                        name: format!("演示用户{:04}", firm.serial),
                        secret: secret.clone(),
                        code: firm.code,
                        enterprise: firm.name.clone(),
                        city: firm.city,
                    };
                    (Actor::Public, sign_up)
                })
                .collect();
            let accounts = self.all(&sign_ups).await?;
            let vouch = |(firm, done): (&Firm, &Done)| {
                let office = offices.iter().find(|office| office.city == firm.city)?;
                let account = AccountId(done.id.clone());
                Some((office.handler.clone(), Command::Vouch { account, approve: true, reason: String::new() }))
            };
            let vouches: Vec<(Actor, Command)> = some.iter().zip(&accounts).filter_map(vouch).collect();
            self.all(&vouches).await?;
            let mut dossiers = Vec::new();
            for (firm, done) in some.iter().zip(&accounts) {
                let actor = self.actor(&AccountId(done.id.clone())).await?;
                let enterprise =
                    actor.person().and_then(|person| person.acts_for.clone()).context("企业账号没有核验")?;
                // One firm in twelve does not reach the tier.
                let weak = firm.serial % 12 == 7;
                dossiers.push((actor.clone(), Command::Dossier(enterprise.clone(), firm.dossier(2025, weak))));
                let licence = firm.licence(&self.licence, self.size, self.app.clock.today());
                dossiers.push((actor.clone(), Command::Dossier(enterprise.clone(), licence)));
                members.push(Member { firm: firm.clone(), actor, enterprise });
            }
            self.all(&dossiers).await?;
            self.bar.inc(some.len() as u64 * 2);
        }
        Ok(members)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of a notice")]
    async fn notice(
        &self,
        handler: &Actor,
        leader: &Actor,
        round: &str,
        half: &str,
        from: Date,
        until: Date,
        city_due: Date,
    ) -> Result<BatchId> {
        self.day(from.yesterday()?)?;
        let national = from >= date(2026, 4, 1);
        let batch = Batch {
            id: BatchId(String::new()),
            name: format!("{round}创新型中小企业"),
            tier: Tier::Innovative,
            purpose: Purpose::Apply,
            half: half.into(),
            from,
            until,
            city_due,
            standard: "miit-2022/innovative".into(),
            gates: if national { "gates/miit-2026" } else { "gates/guangxi-2023" }.into(),
            procedure: if national { "national-2026" } else { "guangxi-2023" }.into(),
            publicity: Length::WorkingDays(5),
            correction: Length::WorkingDays(5),
            signing: Signing::Click,
            evidence: vec!["licence".into()],
            lapsed_because: String::new(),
        };
        let draft = Command::DraftNotice {
            notice: None,
            title: format!("关于开展{round}创新型中小企业评价工作的通知（演示）"),
            text: format!(
                "各设区市中小企业主管部门、各有关企业：\n现开展{round}创新型中小企业评价工作。\n企业在本平台自评并提交，截止时间为{} 24:00。\n各市审核、实地抽查并公示后，于{}前报自治区备案。\n申报不收取任何费用，不委托任何中介代办。",
                until.strftime("%Y年%-m月%-d日"),
                city_due.strftime("%Y年%-m月%-d日"),
            ),
            batches: vec![batch],
        };
        let notice = NoticeId(self.one(handler, draft).await?.id);
        let number = format!("演示企业〔2026〕{}号", if national { 45 } else { 8 });
        self.one(leader, Command::Notice(notice.clone(), notice::Command::Publish { number })).await?;
        Ok(BatchId::of(&notice, 1))
    }

    async fn submitted(&self, members: &[Member], batch: &BatchId) -> Result<Vec<(ApplicationId, DivisionCode)>> {
        let mut cases = Vec::new();
        for some in members.chunks(TOGETHER / 2) {
            let begin = |member: &Member| {
                let command = Command::Begin { batch: batch.clone(), enterprise: member.enterprise.clone() };
                (member.actor.clone(), command)
            };
            let begun = self.all(&some.iter().map(begin).collect::<Vec<_>>()).await?;
            let ids: Vec<&str> = some.iter().map(|member| member.enterprise.as_str()).collect();
            let mut reading = self.app.store.read().await.map_err(|error| told(error.into()))?;
            let dossiers = reading.load_all::<Enterprise>(&ids).await.map_err(|error| told(error.into()))?;
            drop(reading);
            let mut submits = Vec::new();
            for ((member, done), dossier) in some.iter().zip(&begun).zip(dossiers) {
                let declared = Content::of(&dossier.state.context("档案")?).digest();
                let application = ApplicationId(done.id.clone());
                let name = format!("演示用户{:04}", member.firm.serial);
                submits.push((
                    member.actor.clone(),
                    Command::Submit { application: application.clone(), declared, name, scan: None },
                ));
                cases.push((application, member.firm.city));
            }
            self.all(&submits).await?;
            self.bar.inc(some.len() as u64);
        }
        Ok(cases)
    }

    /// Taken up, ruled on, checked, visited, concluded and approved; those that do not reach the standard are refused.
    async fn reviewed(&self, cases: &[(ApplicationId, DivisionCode)], offices: &[Office]) -> Result<()> {
        for some in cases.chunks(TOGETHER / 8) {
            let mut acts = Vec::new();
            for (id, city) in some {
                let office = offices.iter().find(|office| office.city == *city).context("没有这个市")?;
                acts.extend(self.review(id, office).await?);
            }
            self.all(&acts).await?;
            self.bar.inc(some.len() as u64 * 2);
        }
        Ok(())
    }

    async fn review(&self, id: &ApplicationId, office: &Office) -> Result<Vec<(Actor, Command)>> {
        let me = AccountId(office.handler.id().to_owned());
        let mut reading = self.app.store.read().await.map_err(|error| told(error.into()))?;
        let case = reading.load::<Application>(id.as_str()).await.map_err(|error| told(error.into()))?;
        let case = case.state.context("申报")?;
        let policy = &self.app.policy;
        let edition = policy.edition_of(&case.standard, &case.gates, case.purpose).context("标准")?;
        let passes =
            case.judged(policy).context("评价")?.declared.outcome.truth() == titian_rulebook::judge::Truth::Met;
        let today = self.app.clock.today();
        let by_handler = |command| (office.handler.clone(), Command::Case(id.clone(), command));
        let mut acts = vec![by_handler(application::Command::TakeUp { handler: me.clone() })];
        if passes {
            let rulings = application::items(&edition).into_iter().map(|(item, _)| (item, Ruling::Accept)).collect();
            acts.push(by_handler(application::Command::Rule { rulings }));
            let check = |gate: &titian_rulebook::standard::Clause| Check {
                gate: gate.id.clone(),
                place: "信用中国（演示）".into(),
                on: today,
                officer: me.clone(),
                result: CheckResult::Clear,
                detail: String::new(),
                evidence: None,
            };
            let checks = edition.gates.gates.iter().map(check).collect();
            acts.push((office.handler.clone(), Command::Check(case.enterprise.clone(), checks)));
            let finding = |claim: &str| Finding { claim: claim.into(), agrees: true, seen: String::new() };
            let visit = Visit {
                on: today,
                inspectors: vec!["演示抽查员甲".into(), "演示抽查员乙".into()],
                findings: vec![finding("研发费用"), finding("知识产权")],
                photos: vec![],
                note: String::new(),
                recorded_by: me,
            };
            acts.push((office.handler.clone(), Command::Visit(id.clone(), visit)));
        }
        let opinion = if passes { "各项属实，建议通过" } else { "审核后总分没有达到合格线" };
        acts.push(by_handler(application::Command::Conclude { pass: passes, opinion: opinion.into() }));
        acts.push((office.leader.clone(), Command::Case(id.clone(), application::Command::Approve)));
        Ok(acts)
    }

    /// One list a city, of those that passed.
    async fn publicised(
        &self,
        batch: &BatchId,
        title: &str,
        cases: &[(ApplicationId, DivisionCode)],
        offices: &[Office],
        day: Date,
    ) -> Result<Vec<PublicityId>> {
        self.day(day)?;
        let mut lists = Vec::new();
        for office in offices {
            let ids: Vec<&str> =
                cases.iter().filter(|(_, city)| *city == office.city).map(|(id, _)| id.as_str()).collect();
            let mut reading = self.app.store.read().await.map_err(|error| told(error.into()))?;
            let known = reading.load_all::<Application>(&ids).await.map_err(|error| told(error.into()))?;
            drop(reading);
            let applications: Vec<ApplicationId> = known
                .into_iter()
                .filter_map(|standing| standing.state)
                .filter(|case| case.stage.id() == "listed")
                .map(|case| case.id)
                .collect();
            if applications.is_empty() {
                continue;
            }
            let name = self.app.policy.regions.cities().find(|city| city.code == office.city);
            let title = format!("{}{title}", name.map_or("", |city| city.name.as_str()));
            let command = Command::Publicise { batch: batch.clone(), city: office.city, title, applications };
            lists.push(PublicityId(self.one(&office.handler, command).await?.id));
        }
        Ok(lists)
    }

    async fn filed(&self, lists: &[PublicityId], offices: &[Office]) -> Result<()> {
        for (list, number) in lists.iter().zip(1..) {
            let Some(known) = self.app.publicity(list.as_str()).await.map_err(|error| told(error.into()))? else {
                continue;
            };
            let office = offices.iter().find(|office| office.city == known.city).context("没有这个市")?;
            let applications = known.list.into_iter().map(|entry| entry.application).collect();
            let number = format!("演示备案〔2026〕{number}号");
            self.one(&office.handler, Command::File { publicity: list.clone(), number, applications }).await?;
        }
        Ok(())
    }

    async fn announced(
        &self,
        handler: &Actor,
        leader: &Actor,
        batch: &BatchId,
        title: &str,
        lists: &[PublicityId],
    ) -> Result<()> {
        let mut applications = Vec::new();
        for list in lists {
            let known = self.app.publicity(list.as_str()).await.map_err(|error| told(error.into()))?;
            applications.extend(known.into_iter().flat_map(|list| list.list).map(|entry| entry.application));
        }
        let prepare = Command::PrepareAnnouncement { batch: batch.clone(), title: title.into(), applications };
        let announcement = AnnouncementId(self.one(handler, prepare).await?.id);
        let approval = Approval {
            number: "演示公告〔2026〕8号".into(),
            dated: self.app.clock.today(),
            scan: None,
            by: AccountId(leader.id().to_owned()),
        };
        self.one(leader, Command::Announce { announcement, approval }).await?;
        Ok(())
    }

    /// One objection against each of the first three lists.
    async fn objections(&self, lists: &[PublicityId]) -> Result<()> {
        for list in lists.iter().take(3) {
            let known = self.app.publicity(list.as_str()).await.map_err(|error| told(error.into()))?;
            let Some(entry) = known.and_then(|list| list.list.into_iter().next()) else { continue };
            let statement = Statement {
                name: "演示异议人".into(),
                contact: "demo@example.invalid".into(),
                text: "演示:所报的一项知识产权与主导产品无关,请核实。".into(),
            };
            let object = Command::Object {
                publicity: list.clone(),
                application: entry.application,
                statement,
                evidence: vec![],
            };
            self.one(&Actor::Public, object).await?;
        }
        Ok(())
    }

    /// Some taken up, some returned, some waiting for the leader, the rest untouched.
    async fn under_way(&self, cases: &[(ApplicationId, DivisionCode)], offices: &[Office]) -> Result<()> {
        let mut acts = Vec::new();
        for ((id, city), turn) in cases.iter().zip((0..4).cycle()) {
            let office = offices.iter().find(|office| office.city == *city).context("没有这个市")?;
            let by_handler = |command| (office.handler.clone(), Command::Case(id.clone(), command));
            let me = AccountId(office.handler.id().to_owned());
            if turn > 0 {
                acts.push(by_handler(application::Command::TakeUp { handler: me }));
            }
            if turn == 2 {
                let what = "审计报告中没有列示研发费用,请补交研发费用专项审计报告。".to_owned();
                let rulings = vec![("rd_share".to_owned(), Ruling::Ask { what })];
                acts.push(by_handler(application::Command::Rule { rulings }));
                acts.push(by_handler(application::Command::Return { deficiencies: vec![] }));
            }
            if turn == 3 {
                let opinion = "审核后没有达到标准".to_owned();
                acts.push(by_handler(application::Command::Conclude { pass: false, opinion }));
            }
        }
        self.all(&acts).await?;
        Ok(())
    }
}

/// One link for each persona: label and login.
fn personas(member: Option<&Member>) -> Vec<(String, String)> {
    let firm = member.map(|member| (member.firm.name.clone(), format!("firm{:04}", member.firm.serial)));
    let mut personas: Vec<(String, String)> = firm.into_iter().collect();
    personas.extend(
        [
            ("柳州市经办", "city4502"),
            ("柳州市审批", "lead4502"),
            ("自治区经办", "province1"),
            ("自治区审批", "province2"),
            ("系统管理员", "system"),
            ("安全管理员", "security"),
            ("审计管理员", "auditor"),
        ]
        .map(|(label, login)| (label.to_owned(), login.to_owned())),
    );
    personas
}
