//! A province in every stage: two rounds of the innovative tier, one announced, one under way, and on the ladder above it
//! who climbed in summer and who climbs now. Everything goes through the one door; nothing is written into tables by hand.

mod ladder;
mod round;
mod waiting;

use anyhow::{Context, Result, anyhow};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::Offset;
use titian_app::App;
use titian_app::actor::{Actor, Person};
use titian_app::clock::StandingClock;
use titian_app::command::{Attached, Command, Done, Failure};
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
use titian_domain::objection::{Party, Statement};
use titian_rulebook::deadline::Length;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use crate::firm::{Firm, Strength};

use round::Round;

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
    done: &'a dyn Fn(usize),
    licence: EvidenceId,
    size: u64,
    /// The same file as somebody attaches it to a form.
    paper: Attached,
}

/// A firm and the person who acts for it.
struct Member {
    firm: Firm,
    actor: Actor,
    enterprise: EnterpriseId,
}

/// Officers of one city, or of the province under its own code.
struct Office {
    city: DivisionCode,
    handler: Actor,
    leader: Actor,
}

/// Somebody of the province whose eyes a visitor can look through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Persona {
    /// Who: 柳州市经办.
    pub label: String,
    /// What they would do today, in a few words.
    pub why: String,
    /// With what they sign in.
    pub login: String,
    /// Their password.
    pub password: String,
}

/// The day the demonstration stands on: three days before a deadline.
pub const DAY: Date = date(2026, 11, 24);

/// Fills an empty house with so many firms; `done` is told how many are through one of six steps. Answers the personas.
pub async fn seed(app: &App, clock: &StandingClock, enterprises: usize, done: &dyn Fn(usize)) -> Result<Vec<Persona>> {
    let blob = app.blobs.put(FILE.to_vec()).await.map_err(|error| anyhow!(error.detail()))?;
    let (licence, size) = (EvidenceId(blob.id.clone()), blob.size);
    let paper =
        Attached { blob, media: "application/pdf".into(), name: "演示证据.pdf".into(), control: "evidence".into() };
    let seeding = Seeding { app, clock, done, licence, size, paper };
    let personas = seeding.province(enterprises).await?;
    app.tick().await.map_err(told)?;
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

    async fn province(&self, enterprises: usize) -> Result<Vec<Persona>> {
        self.day(date(2026, 1, 5))?;
        let offices = self.offices().await?;
        let province = Office {
            city: DivisionCode::GUANGXI,
            handler: self.officer("province1", "演示区经办", Role::ProvinceHandler, None).await?,
            leader: self.officer("province2", "演示区审批", Role::ProvinceLeader, None).await?,
        };
        self.officer("system", "演示系统管理员", Role::SystemAdministrator, None).await?;
        self.officer("security", "演示安全管理员", Role::SecurityAdministrator, None).await?;
        self.officer("auditor", "演示审计管理员", Role::Auditor, None).await?;
        let mut members = self.members(enterprises, &offices).await?;
        let half = members.len() * 7 / 10;
        let tenth = (members.len() - half) / 10;
        waiting::spread(&mut members, half, tenth);
        let (first, second) = members.split_at(half);
        let second: Vec<&Member> = second.iter().collect();

        // The first round: announced in May.
        let spring = Round {
            tier: Tier::Innovative,
            name: "2026年第一批",
            half: "2026-H1",
            from: date(2026, 3, 2),
            until: date(2026, 3, 31),
            city_due: date(2026, 4, 30),
            number: "演示企业〔2026〕8号",
        };
        let spring = self.notice(&province, &spring).await?;
        self.day(date(2026, 3, 10))?;
        let cases = self.submitted(&first.iter().collect::<Vec<_>>(), &spring).await?;
        self.day(date(2026, 4, 8))?;
        self.reviewed(&cases, &offices).await?;
        let lists =
            self.publicised(&spring, "2026年第一批创新型中小企业公示", &cases, &offices, date(2026, 4, 13)).await?;
        self.day(date(2026, 4, 21))?;
        self.app.tick().await.map_err(told)?;
        self.filed(&lists, &offices).await?;
        self.day(date(2026, 5, 8))?;
        let paper = ("2026年第一批创新型中小企业公告", "演示公告〔2026〕8号");
        self.announced(&province, &spring, paper, &lists).await?;

        // The ladder: who reaches the higher tiers, half of them in summer, half now.
        let climbers = ladder::Climbers::among(first);
        self.summer(&climbers, &province, &offices).await?;
        let way = self.october(&climbers, &province, &offices).await?;

        // The second round: open until 27 November, cases in every stage.
        let autumn = Round {
            tier: Tier::Innovative,
            name: "2026年第二批",
            half: "2026-H2",
            from: date(2026, 11, 2),
            until: date(2026, 11, 27),
            city_due: date(2026, 12, 18),
            number: "演示企业〔2026〕45号",
        };
        let autumn = self.notice(&province, &autumn).await?;
        self.day(date(2026, 11, 4))?;
        let cases = self.submitted(&second[..tenth * 7], &autumn).await?;
        self.day(date(2026, 11, 9))?;
        self.reviewed(&cases[..tenth * 4], &offices).await?;
        let first_list = "2026年第二批创新型中小企业公示（第一次）";
        let lists = self.publicised(&autumn, first_list, &cases[..tenth * 2], &offices, date(2026, 11, 11)).await?;
        self.day(date(2026, 11, 19))?;
        self.app.tick().await.map_err(told)?;
        self.filed(&lists, &offices).await?;
        let (second_list, listed) = ("2026年第二批创新型中小企业公示（第二次）", &cases[tenth * 2..tenth * 3]);
        let open = self.publicised(&autumn, second_list, listed, &offices, date(2026, 11, 20)).await?;
        self.day(date(2026, 11, 23))?;
        self.objections(&open).await?;
        self.under_way(&cases[tenth * 4..], &offices).await?;
        self.newcomer(enterprises as u64, &autumn).await?;
        self.november(&way, &province).await?;
        self.day(date(2026, 11, 24))?;
        let drafts: Vec<(Actor, Command)> = second[tenth * 7..tenth * 9]
            .iter()
            .map(|member| {
                let begin = Command::Begin { batch: autumn.clone(), enterprise: member.enterprise.clone() };
                (member.actor.clone(), begin)
            })
            .collect();
        self.all(&drafts).await?;
        self.next_notice(&province).await?;
        Ok(personas(second.first().copied(), climbers.foremost()))
    }

    async fn officer(&self, login: &str, name: &str, role: Role, city: Option<DivisionCode>) -> Result<Actor> {
        self.granted(login, name, Grant::of(role, city)).await
    }

    /// Somebody with an account and a grant.
    async fn granted(&self, login: &str, name: &str, grant: Grant) -> Result<Actor> {
        let system = acting("seed", vec![Grant::of(Role::SystemAdministrator, None)]);
        let security = acting("seed", vec![Grant::of(Role::SecurityAdministrator, None)]);
        let secret = self.app.passwords.hash(login).await.context("密码")?;
        let open = Command::OpenOfficer { login: login.into(), name: name.into(), secret, temporary: false };
        let account = AccountId(self.one(&system, open).await?.id);
        let grant = Command::Grant { account: account.clone(), grant, give: true };
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
                        email: mail_of(firm),
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
                let dossier = firm.dossier(2025, firm.strength());
                dossiers.push((actor.clone(), Command::Dossier(enterprise.clone(), dossier)));
                let licence = firm.licence(&self.licence, self.size, self.app.clock.today());
                dossiers.push((actor.clone(), Command::Dossier(enterprise.clone(), licence)));
                members.push(Member { firm: firm.clone(), actor, enterprise });
            }
            self.all(&dossiers).await?;
            (self.done)(some.len() * 2);
        }
        Ok(members)
    }
}

/// Those whose eyes a visitor can look through.
fn personas(drafting: Option<&Member>, climber: Option<&Member>) -> Vec<Persona> {
    let persona = |label: &str, why: &str, login: &str, password: &str| Persona {
        label: label.into(),
        why: why.into(),
        login: login.into(),
        password: password.into(),
    };
    let firm = |member: Option<&Member>, why: &str| {
        let login = |member: &Member| format!("firm{:04}", member.firm.serial);
        member.map(|member| persona(&member.firm.name, why, &login(member), "demo"))
    };
    let officers = [
        ("柳州市经办", "受理、逐项审核、公示、备案、推荐", "city4502"),
        ("柳州市审批", "审批经办的拟办意见", "lead4502"),
        ("自治区经办", "起草通知、审核市里推荐的企业、准备公告名单", "province1"),
        ("自治区审批", "发布通知、登记批准、公告生效", "province2"),
        (ladder::DEPARTMENT.0, "答复自治区征求的意见", ladder::DEPARTMENT.1),
        ("系统管理员", "开设和停用账号", "system"),
        ("安全管理员", "授予和收回角色", "security"),
        ("审计管理员", "查谁办了什么、看了什么", "auditor"),
    ];
    let firms = [firm(drafting, "填报档案、申报、看进度"), firm(climber, "已获专精特新，正由自治区推荐为小巨人")];
    let firms = firms.into_iter().flatten();
    firms.chain(officers.map(|(label, why, login)| persona(label, why, login, login))).collect()
}

/// A few of them have mail, enough to look at.
fn mail_of(firm: &Firm) -> String {
    if firm.serial <= 8 { format!("firm{:04}@example.invalid", firm.serial) } else { String::new() }
}
