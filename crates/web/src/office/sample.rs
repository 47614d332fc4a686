//! 样例 One fictitious case under review, built from the domain's own types, so that sample pages say what real ones say.

pub mod drawing;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use titian_app::query::Compared;
use titian_domain::answers::{Answers, Edit, Place, Rows, Source};
use titian_domain::application::{
    Application, Channel, Content, Declaration, Declared, Desk, Filing, PLEDGE, Ruling, Spell, Stage, TRUTH, Verdict,
    With,
};
use titian_domain::compliance::{Check, CheckResult, Compliance, Lack, Open, open};
use titian_domain::consultation::Consultation;
use titian_domain::enterprise::{Evidence, FormerName, NamedBy};
use titian_domain::id::{AccountId, ApplicationId, BatchId, EnterpriseId, EvidenceId, NoticeId};
use titian_domain::inspection::{Finding, Inspection, Visit};
use titian_domain::notice::{Batch, Signing};
use titian_domain::signal::{Filed, Known, Look, LookedInto, Neighbour, Signal, clues};
use titian_rulebook::deadline::Length;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use super::review::{Docket, Neighbours, Reader};
use crate::layout::{Audience, Page, Who};
use crate::sample::{CODE, FIRM, page, policy, today};

/// A page of the office for samples.
pub fn office(room: &str, title: &str) -> Page {
    let mut page = Page { wide: true, ..page(Audience::Office, room, title) };
    page.counts = vec![("/office".into(), 43)];
    page
}

/// A page of the province's office for samples.
pub fn province(room: &str, title: &str) -> Page {
    let who = Who { name: "演示用户戊".into(), of: "自治区（演示）· 经办".into() };
    Page { who: Some(who), counts: vec![("/office".into(), 2)], ..office(room, title) }
}

/// 柳州市.
pub fn liuzhou() -> Option<DivisionCode> {
    DivisionCode::parse("450200")
}

/// The officer who handles.
pub fn handler() -> AccountId {
    AccountId("officer-2".into())
}

/// The leader who approves.
pub fn leader() -> AccountId {
    AccountId("leader-1".into())
}

/// People by account.
pub fn names() -> BTreeMap<AccountId, String> {
    let named = [(handler(), "演示用户乙"), (leader(), "演示用户丁"), (AccountId("member-1".into()), "演示用户甲")];
    named.map(|(id, name)| (id, name.to_owned())).into()
}

/// The batch: 2026年第二批创新型.
pub fn batch() -> Batch {
    Batch {
        id: BatchId::of(&NoticeId("2026-45".into()), 1),
        name: "2026年第二批创新型中小企业".into(),
        tier: Tier::Innovative,
        purpose: Purpose::Apply,
        half: "2026-H2".into(),
        from: date(2026, 11, 2),
        until: date(2026, 11, 27),
        city_due: date(2026, 12, 11),
        county_due: None,
        paper_due: None,
        cohort: None,
        standard: "miit-2022/innovative".into(),
        gates: "gates/miit-2026".into(),
        procedure: "national-2026".into(),
        local_table: None,
        publicity: Length::WorkingDays(5),
        correction: Length::WorkingDays(5),
        signing: Signing::SealedScan,
        evidence: vec!["licence".into(), "social_insurance".into(), "audit_report".into()],
        county: vec![],
        switched: vec![],
        lapsed_because: String::new(),
    }
}

const ONCE: [(&str, &str); 9] = [
    ("industry", "C3453"),
    ("registered_in_guangxi", "是"),
    ("legal_person", "是"),
    ("restricted_product", "否"),
    ("abnormal_operations", "否"),
    ("serious_dishonesty", "否"),
    ("serious_incident_2026", "否"),
    ("strategic_emerging", "否"),
    ("valid_honour", "否"),
];

const BY_YEAR: [(&str, i16, &str); 14] = [
    ("revenue", 2025, "4128万元"),
    ("revenue", 2024, "3790万元"),
    ("main_revenue", 2025, "3755.2万元"),
    ("main_revenue", 2024, "3412万元"),
    ("total_assets", 2025, "4200万元"),
    ("total_assets", 2024, "3860万元"),
    ("total_liabilities", 2025, "2310万元"),
    ("total_liabilities", 2024, "2240万元"),
    ("rd_expense", 2025, "186.4万元"),
    ("rd_expense", 2024, "112.3万元"),
    ("employees", 2025, "86人"),
    ("employees", 2024, "79人"),
    ("net_profit", 2025, "310万元"),
    ("net_profit", 2024, "262万元"),
];

const RIGHT: [(&str, &str); 9] = [
    ("title", "一种虚构的谐波减速器"),
    ("kind", "发明专利"),
    ("number", "演示 20 2210 00042"),
    ("granted", "2022-08-02"),
    ("related", "是"),
    ("own", "是"),
    ("holder_rank", "1"),
    ("applied", "是"),
    ("overseas_income", "否"),
];

/// What the enterprise answered.
pub fn answers() -> Answers {
    let mut answers = Answers::default();
    let on = date(2026, 11, 10);
    let once = ONCE.iter().map(|(fact, text)| (*fact, None, *text));
    let by_year = BY_YEAR.iter().map(|(fact, year, text)| (*fact, Some(*year), *text));
    for (fact, year, text) in once.chain(by_year) {
        let edit = Edit { place: Place { fact: fact.into(), year }, text: Some(text.into()) };
        answers.put(&edit, Source::Enterprise, on);
    }
    let right = RIGHT.map(|(field, text)| (field.to_owned(), text.to_owned())).into();
    answers.records.insert("ip_right".into(), Rows { rows: vec![right], source: Source::Enterprise, on });
    answers
}

/// What proves it.
pub fn evidence() -> Vec<Evidence> {
    let file = |id: &str, kind: &str, year: Option<i16>, name: &str, pages: u64| Evidence {
        id: EvidenceId(id.into()),
        kind: kind.into(),
        year,
        name: name.into(),
        media: "application/pdf".into(),
        size: pages * 180_000,
        on: date(2026, 11, 10),
    };
    vec![
        file("licence", "licence", None, "营业执照副本.pdf", 1),
        file("audit-2025", "audit_report", Some(2025), "审计报告2025.pdf", 46),
        file("audit-2024", "audit_report", Some(2024), "审计报告2024.pdf", 44),
        file("rd-2025", "rd_audit", Some(2025), "研发费用专项审计2025.pdf", 18),
        file("insurance", "social_insurance", Some(2025), "社保缴费证明.pdf", 2),
        file("patent", "ip_certificate", None, "发明专利证书.pdf", 3),
        file("product", "product_note", None, "主导产品说明.pdf", 2),
    ]
}

fn verdict(ruling: Ruling) -> Verdict {
    Verdict { ruling, by: handler(), on: date(2026, 11, 20), desk: Desk::City }
}

/// What the reviewer found of the R&D expense.
pub fn adjusted() -> Ruling {
    Ruling::Adjust {
        edits: vec![Edit {
            place: Place { fact: "rd_expense".into(), year: Some(2025) },
            text: Some("118.2万元".into()),
        }],
        why: "专项审计报告第 7 页研发费用为 118.20 万元；另外 68.20 万元是生产设备折旧，没有单独归集。".into(),
        evidence: Some(EvidenceId("rd-2025".into())),
        page: "7".into(),
    }
}

/// The case, half reviewed.
pub fn case() -> Option<Application> {
    let city = liuzhou()?;
    let content = Content { name: FIRM.into(), code: CODE.into(), city, answers: answers(), evidence: evidence() };
    let digest = content.digest();
    let declaration = Declared::Here(Declaration {
        truth: TRUTH.into(),
        pledge: PLEDGE.into(),
        by: AccountId("member-1".into()),
        name: "演示法定代表人".into(),
        at: at("2026-11-12T01:40:00Z")?,
        digest: digest.clone(),
    });
    let scan = Some(EvidenceId("sealed".into()));
    let filing = Filing {
        content,
        digest,
        declaration,
        scan,
        held: None,
        renews: None,
        on: date(2026, 11, 12),
        corrections: vec![],
    };
    let verdicts = [("ip", Ruling::Accept), ("rd_share", adjusted()), ("main_growth", Ruling::Accept)];
    Some(Application {
        id: ApplicationId("0042".into()),
        enterprise: EnterpriseId("0042".into()),
        batch: batch().id,
        tier: Tier::Innovative,
        purpose: Purpose::Apply,
        standard: batch().standard,
        gates: batch().gates,
        local_table: None,
        county: None,
        channel: Channel::Portal,
        desk: Desk::City,
        city,
        began: date(2026, 11, 5),
        number: "GX2026H2C00042".into(),
        filing: Some(filing),
        verdicts: verdicts.map(|(item, ruling)| (item.to_owned(), verdict(ruling))).into(),
        held_by: vec![],
        stage: Stage::UnderReview { since: date(2026, 11, 18), handler: handler() },
    })
}

/// The case with everything ruled on, proposed to pass.
pub fn concluded() -> Option<Application> {
    let mut case = case()?;
    for item in ["debt", "field", "main_share"] {
        case.verdicts.insert(item.into(), verdict(Ruling::Accept));
    }
    case.stage = Stage::Concluded {
        on: date(2026, 11, 23),
        handler: handler(),
        pass: true,
        opinion: "审核后得 75 分，各分项达到要求；名单核查均未列入。抽查发现研发设备与生产共用，研发费用已按专项审计报告核减，不影响结论。拟通过。"
            .into(),
        uncalled: String::new(),
        heard: vec![],
    };
    Some(case)
}

/// What was looked up: one is stale, one is missing.
pub fn checks() -> Compliance {
    let check = |gate: &str, place: &str, on: Date| Check {
        gate: gate.into(),
        place: place.into(),
        on,
        officer: handler(),
        result: CheckResult::Clear,
        detail: String::new(),
        evidence: Some(EvidenceId(format!("{gate}-{on}"))),
    };
    Compliance {
        enterprise: EnterpriseId("0042".into()),
        checks: vec![
            check("registered", "营业执照", date(2026, 11, 20)),
            check("size", "年度审计报告、社保缴费证明", date(2026, 11, 20)),
            check("abnormal", "国家企业信用信息公示系统", date(2026, 11, 20)),
            check("dishonest", "信用中国", date(2026, 10, 12)),
            check("product", "产业结构调整指导目录", date(2026, 11, 20)),
        ],
        listings: vec![],
    }
}

/// What the stale one stands in the way of a list with.
pub fn stale() -> String {
    let gates = policy().and_then(|policy| policy.gates.get(&batch().gates));
    let gates = gates.into_iter().flat_map(|gates| &gates.gates);
    let open = open(gates, Some(&checks()), today());
    open.iter().find(|open| matches!(open.lack, Lack::Old(_))).map_or_else(String::new, Open::told)
}

/// Names of before: one that an officer read off the registry, one that is only stated.
pub fn former() -> Vec<FormerName> {
    let former = |name: &str, until, by, source: &str| FormerName {
        name: name.into(),
        until,
        by,
        source: source.into(),
        on: date(2026, 11, 20),
    };
    let officer = NamedBy::Officer { account: handler() };
    vec![
        former("示例虚构传动设备厂", Some(date(2015, 6, 30)), officer, "国家企业信用信息公示系统"),
        former("示例虚构齿轮有限公司", None, NamedBy::Enterprise, ""),
    ]
}

/// A list that names the sample enterprise nowhere.
fn compared() -> &'static [Compared] {
    static COMPARED: std::sync::LazyLock<Vec<Compared>> = std::sync::LazyLock::new(|| {
        vec![Compared { list: super::compliance_list::sample_list(), hits: vec![], compared: true }]
    });
    &COMPARED
}

/// All of it looked up in time.
pub fn checks_done() -> Compliance {
    let mut all = checks();
    let names = [("dishonest", "信用中国"), ("incident", "应急、生态环境、市场监管部门公开信息")];
    for (gate, place) in names {
        all.checks.push(Check {
            gate: gate.into(),
            place: place.into(),
            on: date(2026, 11, 23),
            officer: handler(),
            result: CheckResult::Clear,
            detail: String::new(),
            evidence: None,
        });
    }
    all
}

/// One visit.
pub fn visits() -> Inspection {
    let found = |claim: &str, seen: &str| Finding {
        claim: claim.into(),
        claimed: String::new(),
        agrees: seen.is_empty(),
        seen: seen.into(),
    };
    Inspection {
        application: ApplicationId("0042".into()),
        visits: vec![Visit {
            on: date(2026, 11, 19),
            inspectors: vec!["演示用户乙".into(), "演示用户己".into()],
            findings: vec![
                found("与企业主导产品相关的有效知识产权", ""),
                found(
                    "上年度研发费用总额占营业收入总额比重",
                    "研发用设备与生产共用，折旧没有分开记账，约 68 万元不能确认为研发费用。",
                ),
                found("从业人员 86 人", ""),
            ],
            photos: vec![EvidenceId("photo-1".into()), EvidenceId("photo-2".into()), EvidenceId("photo-3".into())],
            note: "厂区两条生产线在产，研发室独立。企业负责人陪同。".into(),
            recorded_by: handler(),
            draw: None,
            signed: vec![],
        }],
    }
}

/// What the sample case raises: against its last filing, and with two neighbours, one of them beyond the city.
pub fn signals() -> Option<Vec<Signal>> {
    let policy = policy()?;
    let case = case()?;
    let content = &case.filing.as_ref()?.content;
    let mut former = content.clone();
    let place = Place { fact: "revenue".into(), year: Some(2024) };
    former.answers.put(&Edit { place, text: Some("3520万元".into()) }, Source::Enterprise, date(2025, 9, 3));
    let ours = clues(content, &policy.signals).into_iter().find(|clue| clue.kind == "patent")?;
    let neighbour = |id: &str, known: Option<Known>| Neighbour {
        clue: ours.clone(),
        application: ApplicationId(id.into()),
        enterprise: EnterpriseId(id.into()),
        known,
        product: String::new(),
    };
    let known = Known { name: "示例虚构精密机械有限公司".into(), number: "GX2026H2C00031".into() };
    let neighbours = [neighbour("0031", Some(known)), neighbour("0077", None)];
    let edition = policy.edition_of(&case.standard, &case.gates, case.purpose)?;
    let filed = Filed { content, on: date(2026, 11, 12) };
    let last = Filed { content: &former, on: date(2025, 9, 3) };
    Some(titian_domain::signal::signals(filed, &edition, Some(last), &neighbours, policy))
}

/// The handler looked into the last of them.
fn looked(signals: &[Signal]) -> Option<LookedInto> {
    let signal = signals.last()?;
    let look = Look {
        signal: signal.key.clone(),
        digest: signal.digest.clone(),
        desk: Desk::City,
        note: "两家共有，证书上本企业排名第一；已请企业补交共有协议。".into(),
        by: handler(),
        on: date(2026, 11, 20),
    };
    let looks = [(signal.key.clone(), [(look.desk, look)].into())].into();
    Some(LookedInto { application: ApplicationId("0042".into()), looks })
}

/// Who has had the case: the city, the enterprise once, the city again.
pub fn spells() -> Vec<Spell> {
    let spell = |with, from: i8, until: Option<i8>| {
        let until = until.map(|day| date(2026, 11, day));
        Spell { with, from: date(2026, 11, from), until }
    };
    let city = With::Desk(Desk::City);
    vec![spell(city, 12, Some(16)), spell(With::Enterprise, 16, Some(18)), spell(city, 18, None)]
}

/// A moment; none if it is not written as one.
pub fn at(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// A case with what the shell gathers around it.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// The case.
    pub case: Application,
    /// Its batch.
    pub batch: Batch,
    /// What was looked up.
    pub checks: Compliance,
    /// Names of before.
    pub former: Vec<FormerName>,
    /// Visits.
    pub visits: Inspection,
    /// What is worth a second look.
    pub signals: Vec<Signal>,
    /// What of it was looked into.
    pub looked: Option<LookedInto>,
    /// What departments were asked.
    pub consultations: Vec<Consultation>,
    /// Who looks at it.
    pub reader: Reader,
    /// Who stays away from its enterprise.
    pub away: Vec<AccountId>,
}

impl Gathered {
    /// Half reviewed, as its handler sees it.
    pub fn reviewing() -> Option<Gathered> {
        let reader = Reader { account: handler(), reviews: true, checks: true, ..Reader::default() };
        let (case, signals) = (case()?, signals()?);
        let looked = looked(&signals);
        Some(Gathered {
            case,
            batch: batch(),
            checks: checks(),
            former: former(),
            visits: visits(),
            consultations: vec![],
            signals,
            looked,
            reader,
            away: vec![],
        })
    }

    /// Proposed to pass, as its leader sees it.
    pub fn concluded() -> Option<Gathered> {
        let reader = Reader { account: leader(), approves: true, ..Reader::default() };
        Some(Gathered { case: concluded()?, checks: checks_done(), reader, ..Gathered::reviewing()? })
    }

    /// The city reviewed and recommended it; its handler in the province has just taken it up.
    pub fn province() -> Option<Gathered> {
        let mut gathered = Gathered::reviewing()?;
        gathered.case.verdicts = concluded()?.verdicts;
        gathered.case.tier = Tier::Specialised;
        gathered.case.desk = Desk::Province;
        gathered.case.number = "GX2026H2Z00042".into();
        gathered.case.stage = Stage::UnderReview { since: today(), handler: leader() };
        gathered.batch.tier = Tier::Specialised;
        gathered.batch.name = "2026年第二批专精特新中小企业".into();
        gathered.reader.account = leader();
        Some(gathered)
    }

    /// The same case of another enterprise, concluded otherwise.
    pub fn rename(&mut self, id: &str, name: &str, pass: bool, opinion: &str) {
        self.case.id = ApplicationId(id.into());
        self.case.number = format!("GX2026H2C0{id}");
        if let Some(filing) = &mut self.case.filing {
            filing.content.name = name.into();
        }
        self.case.stage = Stage::Concluded {
            on: date(2026, 11, 23),
            handler: handler(),
            pass,
            opinion: opinion.into(),
            uncalled: String::new(),
            heard: vec![],
        };
    }

    /// As the pages take it.
    pub fn docket(&self) -> Option<Docket<'_>> {
        let page = office("/office", &self.case.number).under("待办", "/office");
        let opened: BTreeSet<EvidenceId> =
            ["audit-2025", "audit-2024", "rd-2025", "patent"].map(|id| EvidenceId(id.into())).into();
        Some(Docket {
            checks: Some(&self.checks),
            former: &self.former,
            compared: compared(),
            visits: Some(&self.visits),
            signals: &self.signals,
            looked: self.looked.as_ref(),
            may_look: self.reader.reviews,
            consultations: &self.consultations,
            opened,
            away: self.away.clone(),
            spells: spells(),
            names: names(),
            reader: self.reader.clone(),
            neighbours: Neighbours { before: Some("0029".into()), after: Some("0055".into()), place: 7, of: 43 },
            ..Docket::new(page, policy()?, &self.case, &self.batch, today())?
        })
    }
}
