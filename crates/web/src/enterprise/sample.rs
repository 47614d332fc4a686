//! 样例企业 The enterprise, batch and case that the enterprise samples are about: the rulebook judges them as real ones.

mod case;

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use titian_domain::account::{Binding, BindingState};
use titian_domain::answers::{Answer, Answers, Rows, Source};
use titian_domain::enterprise::{Enterprise, Evidence};
use titian_domain::id::{AnnouncementId, ApplicationId, BatchId, EnterpriseId, EvidenceId, NoticeId, RecognitionId};
use titian_domain::notice::{Batch, Signing};
use titian_domain::recognition::{Origin, Recognition};
use titian_rulebook::deadline::Length;
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::source::{Node, Value, parse_toml};
use titian_rulebook::tier::{Purpose, Tier};

use super::desk::Desk;
use super::dossier::Aim;
use crate::components::{Due, Tag};
use crate::layout::{Audience, Page};
use crate::sample::{self, CODE, FIRM};

pub use case::blank_reports;

/// What all enterprise samples start from.
#[derive(Debug)]
pub struct Ground {
    /// The shipped policy.
    pub policy: &'static Policy,
    /// The innovative tier as judged on the sample day.
    pub edition: Edition,
    /// The enterprise, its dossier nearly full.
    pub enterprise: Enterprise,
    /// Another that has only just begun.
    pub blank: Enterprise,
    /// The batch that is open.
    pub batch: Batch,
}

/// The ground, if the shipped policy loads (the rulebook's own tests say that it does).
pub fn ground() -> Option<&'static Ground> {
    static GROUND: LazyLock<Option<Ground>> = LazyLock::new(lay);
    GROUND.as_ref()
}

fn lay() -> Option<Ground> {
    let policy = sample::policy()?;
    let edition = policy.edition(Tier::Innovative, Purpose::Apply, sample::today(), None).ok()?;
    let city = DivisionCode::parse("450200")?;
    let enterprise = |answers, evidence| Enterprise {
        id: EnterpriseId("0042".into()),
        code: Some(CODE.into()),
        name: FIRM.into(),
        former: vec![],
        city,
        since: date(2026, 10, 28),
        answers,
        evidence,
    };
    let answers = answers();
    let batch = batch(&edition);
    Some(Ground {
        policy,
        enterprise: enterprise(answers, evidence()),
        blank: enterprise(Answers::default(), vec![]),
        batch,
        edition,
    })
}

impl Ground {
    /// The desk of the enterprise as it is.
    pub fn desk(&self) -> Desk<'_> {
        self.desk_of(&self.enterprise)
    }

    /// A person's binding to the enterprise.
    pub fn binding(&self, state: BindingState, founder: bool) -> Binding {
        let (enterprise, city) = (self.enterprise.id.clone(), self.enterprise.city);
        Binding { enterprise, city, founder, state, paper: None, claims: None }
    }

    /// The desk of another.
    pub fn desk_of<'a>(&'a self, enterprise: &'a Enterprise) -> Desk<'a> {
        Desk::new(self.policy, &self.edition, enterprise, sample::today())
    }
}

impl Ground {
    /// The open batch, a draft of its application begun.
    pub fn aim(&self) -> Aim {
        Aim {
            batch: self.batch.name.clone(),
            href: "/enterprise/applications/0042-2".into(),
            stage: Tag::ask("草稿"),
            due: Some(Due::until(self.batch.until, sample::today())),
        }
    }
}

/// A page of an enterprise.
pub fn page(room: &str, title: &str) -> Page {
    Page {
        counts: vec![("/enterprise/messages".into(), 2)],
        wide: true,
        ..sample::page(Audience::Enterprise, room, title)
    }
}

/// A title of the first tier, announced the year before.
pub fn recognitions(ground: &Ground) -> Vec<Recognition> {
    let title = |id: &str, from: Date, until: Date, number: &str| Recognition {
        id: RecognitionId(id.into()),
        enterprise: ground.enterprise.id.clone(),
        tier: Tier::Innovative,
        city: ground.enterprise.city,
        from: Some(from),
        until: Some(until),
        origin: Origin::Announced {
            announcement: AnnouncementId(id.into()),
            number: number.into(),
            application: ApplicationId(id.into()),
        },
        ended: None,
        until_list: true,
        lost_right: None,
    };
    vec![title("2025-1", date(2025, 7, 14), date(2028, 7, 14), "桂工信企业〔2025〕88号（样例）")]
}

/// The answers of the dossier that all samples share, filed on two days and partly by import.
fn answers() -> Answers {
    let mut answers = Answers::default();
    let Ok(root) = parse_toml("dossier.toml", include_str!("../sample/dossier.toml")) else { return answers };
    let (early, late) = (date(2026, 11, 9), date(2026, 11, 20));
    for (key, node) in table(&root) {
        match &node.value {
            // Name and city stand in the enterprise itself.
            _ if key == "name" || key == "city" => {}
            Value::Table(years) => {
                for (year, figures) in years {
                    let Ok(year) = year.parse::<i16>() else { continue };
                    let source = if year < 2024 { Source::Import } else { Source::Enterprise };
                    let on = if year == 2025 { late } else { early };
                    let given = table(figures)
                        .iter()
                        .filter_map(|(fact, node)| Some((fact.clone(), Answer { text: text(node)?, source, on })));
                    answers.by_year.insert(year, given.collect());
                }
            }
            Value::List(rows) => {
                let rows = rows.iter().map(|row| {
                    table(row).iter().filter_map(|(field, node)| Some((field.clone(), text(node)?))).collect()
                });
                answers
                    .records
                    .insert(key.clone(), Rows { rows: rows.collect(), source: Source::Enterprise, on: late });
            }
            _ => {
                if let Some(text) = text(node) {
                    answers.once.insert(key.clone(), Answer { text, source: Source::Enterprise, on: early });
                }
            }
        }
    }
    answers
}

fn table(node: &Node) -> &[(String, Node)] {
    match &node.value {
        Value::Table(entries) => entries,
        _ => &[],
    }
}

fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        _ => None,
    }
}

/// Two audit reports of three, a licence, a certificate.
fn evidence() -> Vec<Evidence> {
    let file = |n: u8, kind: &str, year, name: &str, size, on: Date| Evidence {
        id: EvidenceId(format!("{n:02x}").repeat(32)),
        kind: kind.into(),
        year,
        name: name.into(),
        media: "application/pdf".into(),
        size,
        on,
    };
    vec![
        file(1, "licence", None, "营业执照副本.pdf", 812_000, date(2026, 10, 28)),
        file(2, "audit_report", Some(2025), "审计报告2025（赋码）.pdf", 6_920_000, date(2026, 11, 9)),
        file(3, "ip_certificate", None, "发明专利证书及年费缴纳凭证.pdf", 1_430_000, date(2026, 11, 20)),
    ]
}

fn batch(edition: &Edition) -> Batch {
    Batch {
        id: BatchId::of(&NoticeId("2026-11".into()), 0),
        name: "2026年第二批创新型中小企业".into(),
        tier: Tier::Innovative,
        purpose: Purpose::Apply,
        half: "2026-H2".into(),
        from: date(2026, 10, 28),
        until: date(2026, 11, 27),
        city_due: date(2026, 12, 25),
        county_due: None,
        paper_due: None,
        cohort: None,
        standard: edition.standard.id.clone(),
        gates: edition.gates.id.clone(),
        procedure: "guangxi-2023".into(),
        local_table: None,
        publicity: Length::WorkingDays(5),
        correction: Length::WorkingDays(10),
        signing: Signing::SealedScan,
        evidence: ["licence", "social_insurance", "audit_report", "ip_certificate"].map(String::from).to_vec(),
        county: vec![],
        switched: vec![],
        lapsed_because: "按自治区工业和信息化厅通知，新规定公布前继续按原办法受理。".into(),
    }
}
