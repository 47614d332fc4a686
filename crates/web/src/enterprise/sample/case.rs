//! 样例申报 The case that the samples are about, told by its events: filed, taken up, returned; and another, refused.

use jiff::Timestamp;
use jiff::civil::date;
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::application::{
    Application, Channel, Content, Declaration, Declared, Deficiency, Event, Filing, PLEDGE, TRUTH,
};
use titian_domain::enterprise::{Enterprise, Evidence};
use titian_domain::id::{AccountId, ApplicationId, EvidenceId};
use titian_domain::room::replay;
use titian_rulebook::advise::{Advice, Horizon, advise};
use titian_rulebook::explain::Report;
use titian_rulebook::tier::{Purpose, Tier};

use super::Ground;
use crate::enterprise::desk::Desk;
use crate::sample::today;

impl Ground {
    /// What happened to the case so far: began, submitted, taken up, returned.
    pub fn events(&self) -> Vec<Event> {
        let handler = AccountId("officer".into());
        let wanted = |item: &str, label: &str, what: &str| Deficiency {
            item: item.into(),
            label: label.into(),
            what: what.into(),
        };
        let deficiencies = vec![
            wanted(
                "rd_share",
                "上年度研发费用总额占营业收入总额比重",
                "审计报告第 12 页研发费用为 184.20 万元,填报为 186.40 万元。请改成一致,或者附专项审计报告说明差额。",
            ),
            wanted("ip", "与企业主导产品相关的有效知识产权", "请补传最近一期的专利年费缴纳凭证。"),
            wanted("", "", "扫描件第 3 页盖章不清楚,请重新扫描。"),
        ];
        vec![
            Event::Began {
                id: ApplicationId("0042-2".into()),
                enterprise: self.enterprise.id.clone(),
                batch: self.batch.id.clone(),
                tier: self.batch.tier,
                purpose: self.batch.purpose,
                standard: self.batch.standard.clone(),
                gates: self.batch.gates.clone(),
                local_table: None,
                city: self.enterprise.city,
                channel: Channel::Portal,
                on: date(2026, 11, 9),
            },
            Event::Submitted { number: "CX-2026H2-450200-0017".into(), filing: Box::new(self.filing()) },
            Event::TakenUp { handler: handler.clone(), on: date(2026, 11, 16) },
            Event::Returned { on: date(2026, 11, 20), due: date(2026, 12, 3), deficiencies, handler },
        ]
    }

    /// The case after so many of its events.
    pub fn case(&self, count: usize) -> Option<Application> {
        replay(self.events().get(..count)?)
    }

    /// An earlier case, refused, with its events.
    pub fn refused(&self) -> Option<(Application, Vec<Event>)> {
        let mut events = self.events();
        events.truncate(3);
        let ground = "研发费用占比:核实后为 2.43%,得 10 分;知识产权:专利已于2026年8月失效,不计分。创新能力合计 10 分,不足 20 分。\n\
            审核后总分 60 分,达到总分要求,但“创新能力”分项没有达到,不能通过(工信部企业〔2022〕63号附件1)。";
        events.push(Event::Refused {
            on: date(2026, 11, 20),
            ground: ground.into(),
            by: AccountId("leader".into()),
            substitution: String::new(),
        });
        Some((replay(&events)?, events))
    }

    /// The enterprise after it began to mend what was asked back: the figure corrected, a file added.
    pub fn mended(&self) -> Enterprise {
        let mut mended = self.enterprise.clone();
        let place = Place { fact: "rd_expense".into(), year: Some(2025) };
        let edit = Edit { place, text: Some("184.2万元".into()) };
        mended.answers.put(&edit, Source::Enterprise, date(2026, 11, 22));
        mended.evidence.push(Evidence {
            id: EvidenceId("09".repeat(32)),
            kind: "rd_audit".into(),
            year: Some(2025),
            name: "研发费用专项审计2025.pdf".into(),
            media: "application/pdf".into(),
            size: 3_310_000,
            on: date(2026, 11, 22),
        });
        mended
    }

    /// An enterprise whose papers are complete and whose points are not enough.
    pub fn short(&self) -> Enterprise {
        let mut short = self.enterprise.clone();
        let edits = [
            ("main_revenue", Some(2025), "3,020万元"),
            ("rd_expense", Some(2025), "38万元"),
            ("main_product", None, "谐波减速器"),
        ];
        for (fact, year, text) in edits {
            let edit = Edit { place: Place { fact: fact.into(), year }, text: Some(text.into()) };
            short.answers.put(&edit, Source::Enterprise, date(2026, 11, 22));
        }
        for (n, record) in ["award", "institution", "honour", "financing_round"].into_iter().enumerate() {
            let rows =
                titian_domain::answers::Rows { rows: vec![], source: Source::Enterprise, on: date(2026, 11, 22) };
            short.answers.records.insert(record.into(), rows);
            // The papers that were missing.
            let (kind, year, name) = match n {
                0 => ("social_insurance", Some(2025), "2025年12月社保缴费证明.pdf"),
                1 => ("audit_report", Some(2024), "审计报告2024（赋码）.pdf"),
                _ => continue,
            };
            short.evidence.push(Evidence {
                id: EvidenceId(format!("{:02x}", 16 + n).repeat(32)),
                kind: kind.into(),
                year,
                name: name.into(),
                media: "application/pdf".into(),
                size: 4_200_000,
                on: date(2026, 11, 22),
            });
        }
        short
    }

    /// The second tier as it is judged once the first is held, and the way there.
    pub fn holding(&self) -> Option<(Report, Advice)> {
        let edition = self.policy.edition(Tier::Specialised, Purpose::Apply, today(), None).ok()?;
        let mut holding = self.enterprise.clone();
        let place = Place { fact: "holds_innovative".into(), year: None };
        holding.answers.put(&Edit { place, text: Some("是".into()) }, Source::Enterprise, date(2026, 11, 9));
        let desk = Desk::new(self.policy, &edition, &holding, today());
        let advice = advise(&edition, desk.catalogue, &desk.facts, Horizon::NextYear);
        Some((desk.report, advice))
    }

    fn filing(&self) -> Filing {
        let content = Content::of(&self.enterprise);
        let digest = content.digest();
        Filing {
            digest: digest.clone(),
            declaration: Declared::Here(Declaration {
                truth: TRUTH.into(),
                pledge: PLEDGE.into(),
                by: AccountId("clerk".into()),
                name: "演示用户甲".into(),
                at: Timestamp::constant(1_794_470_700, 0),
                digest,
            }),
            content,
            scan: Some(EvidenceId("0a".repeat(32))),
            held: None,
            renews: None,
            on: date(2026, 11, 12),
            corrections: vec![],
        }
    }
}

/// The three tiers as they are judged while nothing is filled in.
pub fn blank_reports(ground: &Ground) -> Vec<Report> {
    let report = |tier| {
        let edition = ground.policy.edition(tier, Purpose::Apply, today(), None).ok()?;
        Some(Desk::new(ground.policy, &edition, &ground.blank, today()).report)
    };
    Tier::ALL.into_iter().filter_map(report).collect()
}
