//! 一件申报 The page of one case: how far it is, what is asked back, what was declared, how it ended and what one can do.

use askama::Template;
use jiff::civil::Date;
use titian_domain::answers::Edit;
use titian_domain::application::{self, Application, Channel, Event, Filing, Stage};
use titian_domain::correction_request::{CorrectionRequest, label};
use titian_domain::correspondence::Question;
use titian_domain::enterprise::Enterprise;
use titian_domain::notice::Batch;
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::policy::Policy;
use titian_rulebook::procedure::Procedure;
use titian_rulebook::stated::Stated;

use super::frozen::Frozen;
use super::mend::Mend;
use super::story::story;
use crate::components::{Due, Errors, Summary, Tag, Timeline};
use crate::enterprise::desk::Desk;
use crate::enterprise::moment::content_code;
use crate::enterprise::sample::{self, Ground};
use crate::layout::{Link, Page};
use crate::office::correction::board::asked;
use crate::show;

/// One case.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/application/case.html")]
pub struct CasePage {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// The answer: 退回补正，还剩 4 天.
    pub heading: String,
    /// What that means and who has to do something now.
    pub lead: String,
    /// How far it is.
    pub stage: Tag,
    /// The batch.
    pub batch: String,
    /// 受理编号; empty before the first submission.
    pub number: String,
    /// Whether it was filed on the national platform.
    pub platform: bool,
    /// Until when the enterprise has to do something.
    pub due: Option<Due>,
    /// What the enterprise does next, the most important first.
    pub acts: Vec<Link>,
    /// What is to be mended, item by item.
    pub mends: Vec<Mend>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What happened.
    pub story: Timeline,
    /// What the office asked, with the answers.
    pub questions: Vec<Questioned>,
    /// Whether the reader may answer.
    pub may_answer: bool,
    /// What is wrong with an answer.
    pub errors: Errors,
    /// Requests to correct what was filed: when, how far, where.
    pub corrections: Vec<(String, Tag, String)>,
    /// Where one is made; none if that makes no sense now.
    pub correct: Option<String>,
    /// What of it was corrected: which, as filed, as it is right.
    pub corrected: Vec<(String, String, String)>,
    /// What was declared last.
    pub declared: Option<Summary>,
    /// The frozen content.
    pub frozen: Option<Frozen>,
    /// Where it can be withdrawn; none if that is over.
    pub withdraw: Option<String>,
    /// Where it is printed; none before there is anything.
    pub print: Option<String>,
    /// Where the signed and sealed scan can be read, if one was handed in.
    pub scan: Option<String>,
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// 不予通过, 已公告.
    pub tag: Tag,
    /// The ground, as told to the enterprise; the title's days where it passed.
    pub ground: Vec<String>,
    /// What one can do about it.
    pub remedies: Vec<Remedy>,
}

/// A question of the office.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Questioned {
    /// Its number, from 0.
    pub number: usize,
    /// The words.
    pub text: String,
    /// When it was asked.
    pub on: String,
    /// The answer, with its day.
    pub answer: Option<(String, String)>,
    /// What is typed.
    pub typed: String,
}

impl Questioned {
    /// All that was asked; who asked in the office is its own affair.
    pub fn all(questions: &[Question]) -> Vec<Questioned> {
        let one = |(number, one): (usize, &Question)| Questioned {
            number,
            text: one.asked.text.clone(),
            on: show::day(one.asked.on),
            answer: one.answer.as_ref().map(|said| (said.text.clone(), show::day(said.on))),
            typed: String::new(),
        };
        questions.iter().enumerate().map(one).collect()
    }
}

/// What one can do about a refusal, as the procedure of the batch states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// In a few words.
    pub what: String,
    /// Where, how and until when; what is not settled.
    pub how: String,
}

impl Remedy {
    /// What `procedure` states. Where it states nothing, that is said, and whom to ask: `office`, and how it is reached.
    pub fn all(procedure: Option<&Procedure>, office: &str, contact: &str) -> Vec<Remedy> {
        let stated = procedure.map(|one| one.remedies.as_slice()).unwrap_or_default();
        if stated.is_empty() {
            let rules = procedure.map_or_else(|| "本批次依据的规则".to_owned(), |one| format!("《{}》", one.title));
            let how = format!("{rules}没有写明对这个结果怎样提出异议，本平台不作推测。联系方式：{contact}。");
            return vec![Remedy { what: format!("向{office}询问"), how }];
        }
        let remedy = |one: &Stated<titian_rulebook::procedure::Remedy>| {
            let basis: Vec<String> = one.warrant.basis.iter().map(ToString::to_string).collect();
            let note = one.warrant.note.as_deref().map(show::sentence).unwrap_or_default();
            Remedy {
                what: show::sentence(&one.value.what),
                how: format!("{}依据：{}。{note}", show::sentence(&one.value.how), basis.join("、")),
            }
        };
        stated.iter().map(remedy).collect()
    }
}

/// What the page of a case needs besides the case itself.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The policy the case is judged by.
    pub policy: &'a Policy,
    /// Its batch.
    pub batch: &'a Batch,
    /// The enterprise as it is now.
    pub enterprise: &'a Enterprise,
    /// Its stream, the oldest first.
    pub events: &'a [Event],
    /// What can be done about a refusal, from the procedure.
    pub remedies: &'a [Remedy],
    /// The day.
    pub today: Date,
}

/// How a filing was declared.
fn how(filing: &Filing) -> &'static str {
    match (filing.declaration.here(), &filing.scan) {
        (None, _) => "在国家平台作出",
        (Some(_), Some(_)) => "签字盖章的扫描件",
        (Some(_), None) => "在线确认",
    }
}

impl CasePage {
    /// The page of a case.
    pub fn of(page: Page, case: &Application, around: Around<'_>) -> CasePage {
        let Around { policy, batch, enterprise, events, remedies, today } = around;
        let at = format!("/enterprise/applications/{}", case.id);
        let city = policy.regions.by_code(case.city).map_or_else(|| case.city.to_string(), |one| one.name.clone());
        let edition = policy.edition_of(&case.standard, &case.gates, case.purpose);
        let mends = match (&case.stage, &edition, &case.filing) {
            (Stage::Returned { deficiencies, .. }, Some(edition), Some(filing)) => {
                let mend = |one| Mend::of(one, edition, &policy.catalogue, &filing.content, enterprise);
                deficiencies.iter().map(mend).collect()
            }
            _ => vec![],
        };
        let (heading, lead) = told(case, batch, &city, today);
        let declared = case.filing.as_ref().map(|filing| {
            Summary::close()
                .row("提交时间", show::declared(filing)[0].clone())
                .row("声明人", show::declared(filing)[1].clone())
                .row("声明方式", how(filing))
                .row("内容码", content_code(&filing.digest))
        });
        let frozen = case
            .filing
            .as_ref()
            .zip(edition.as_ref())
            .map(|(filing, edition)| Frozen::of(&Desk::new(policy, edition, &filing.content, filing.on), false));
        let withdrawable = !case.stage.is_final() && !matches!(case.stage, Stage::Announcing { .. });
        CasePage {
            page: Page { title: batch.name.clone(), ..page }.under("申报与复核", "/enterprise/applications"),
            id: case.id.to_string(),
            heading,
            lead,
            stage: tag(case),
            batch: batch.name.clone(),
            number: case.number.clone(),
            platform: case.channel == Channel::Platform,
            due: due(case, batch, today),
            acts: acts(case, &at),
            mends,
            outcome: outcome(case, remedies),
            story: story(events, &city),
            questions: vec![],
            may_answer: false,
            errors: Errors::none(),
            corrections: vec![],
            correct: None,
            corrected: corrected(case, &policy.catalogue),
            declared,
            frozen,
            withdraw: withdrawable.then(|| format!("{at}/withdrawal")),
            scan: case
                .filing
                .as_ref()
                .and_then(|filing| filing.scan.as_ref())
                .map(|scan| format!("/enterprise/evidence/{scan}")),
            print: case.filing.is_some().then(|| format!("{at}/print")),
        }
    }

    /// The page with the requests to correct what was filed; `may`: whether the reader may make another.
    pub fn with_corrections(self, requests: &[CorrectionRequest], may: bool) -> CasePage {
        let one = |one: &CorrectionRequest| {
            let (on, href) = (show::day(one.on), format!("/enterprise/corrections/{}", one.id));
            (on, asked(&one.stage), href)
        };
        let waits = requests.iter().any(|one| one.stage.waits());
        let correct = (may && !waits).then(|| format!("/enterprise/applications/{}/correction", self.id));
        CasePage { corrections: requests.iter().map(one).collect(), correct, ..self }
    }

    /// Under review.
    pub fn sample(ground: &Ground) -> Option<CasePage> {
        CasePage::after(ground, 3)
    }

    /// Under review, with two questions: one is answered, an answer to the other was empty.
    pub fn sample_asked(ground: &Ground) -> Option<CasePage> {
        let question = |number, text: &str, answer: Option<&str>| Questioned {
            number,
            text: text.into(),
            on: "2026年11月20日".into(),
            answer: answer.map(|answer| (answer.into(), "2026年11月21日".into())),
            typed: String::new(),
        };
        let questions = vec![
            question(0, "研发设备是否与生产共用？", Some("共用，折旧按工时分摊。")),
            question(1, "请说明主导产品的客户。", None),
        ];
        let errors = Errors { lead: "答复还没有保存：没有写答复的内容。".into(), ..Errors::none() };
        CasePage::sample(ground).map(|page| CasePage { questions, may_answer: true, errors, ..page })
    }

    /// A draft.
    pub fn sample_draft(ground: &Ground) -> Option<CasePage> {
        CasePage::after(ground, 1)
    }

    /// Returned for correction, one item of two already mended.
    pub fn sample_returned(ground: &Ground) -> Option<CasePage> {
        CasePage::after(ground, 4)
    }

    /// Refused, with grounds and what can be done.
    pub fn sample_refused(ground: &Ground) -> Option<CasePage> {
        let (case, events) = ground.refused()?;
        Some(CasePage::from(ground, &case, &events))
    }

    /// Under review, one figure corrected on request, another request waiting.
    pub fn sample_corrected(ground: &Ground) -> Option<CasePage> {
        use crate::office::correction::request::sample_request;
        use titian_domain::correction_request::Stage as Asked;
        let requests = [sample_request(Asked::Asked)];
        let corrected = vec![("2025年度研发费用总额".into(), "18.64万元".into(), "186.4万元".into())];
        let page = CasePage::sample(ground)?.with_corrections(&requests, true);
        Some(CasePage { corrected, ..page })
    }

    fn after(ground: &Ground, count: usize) -> Option<CasePage> {
        let events = ground.events();
        let events = events.get(..count)?;
        Some(CasePage::from(ground, &titian_domain::room::replay(events)?, events))
    }

    fn from(ground: &Ground, case: &Application, events: &[Event]) -> CasePage {
        let procedure = ground.policy.procedures.values().next();
        let remedies = Remedy::all(procedure, "柳州市中小企业主管部门", "见该市政务网站");
        let mended = ground.mended();
        let around = Around {
            policy: ground.policy,
            batch: &ground.batch,
            enterprise: &mended,
            events,
            remedies: &remedies,
            today: crate::sample::today(),
        };
        CasePage::of(sample::page("/enterprise/applications", ""), case, around)
    }
}

/// Figures of the filing that were corrected on request.
fn corrected(case: &Application, catalogue: &Catalogue) -> Vec<(String, String, String)> {
    let Some(filing) = &case.filing else { return vec![] };
    let edits = filing.corrections.iter().flat_map(|one| &one.edits);
    let one = |edit: &Edit| {
        let was = filing.content.answers.get(&edit.place).map_or("未填", |answer| answer.text.as_str());
        let what = show::sentence(&label(catalogue, &edit.place));
        (what, was.to_owned(), edit.text.clone().unwrap_or_default())
    };
    edits.map(one).collect()
}

/// How far a case is, as a state.
pub fn tag(case: &Application) -> Tag {
    let word = case.stage.label();
    match case.stage {
        Stage::Returned { .. } | Stage::Refused { .. } => Tag::warn(word),
        Stage::Recognised { .. } => Tag::ok(word),
        Stage::Withdrawn { .. } => Tag::off(word),
        _ if !case.held_by.is_empty() => Tag::warn("有异议，暂缓"),
        _ => Tag::ask(word),
    }
}

/// Until when the enterprise has to do something.
pub fn due(case: &Application, batch: &Batch, today: Date) -> Option<Due> {
    match &case.stage {
        Stage::Draft => Some(Due::until(batch.until, today)),
        Stage::Returned { due, .. } => Some(Due::until(*due, today)),
        _ => None,
    }
}

/// The answer of the page and what it means.
fn told(case: &Application, batch: &Batch, city: &str, today: Date) -> (String, String) {
    let province = case.desk == application::Desk::Province;
    let office = if province { "自治区工业和信息化厅".to_owned() } else { format!("{city}主管部门") };
    let told = |heading: String, lead: String| (heading, lead);
    match &case.stage {
        _ if !case.held_by.is_empty() => {
            told("收到异议，暂缓办理".into(), format!("{office}正在核实。核实期间不往下办，也不影响名单上的其他企业。"))
        }
        Stage::Draft => told(
            format!("草稿，{}", show::time_left(batch.until, today)),
            format!("{} 24:00 前提交。先填档案，再核对、声明、提交。", show::day(batch.until)),
        ),
        Stage::Submitted { .. } => told("已提交，等待受理".into(), format!("由{office}审核。您不必再做什么。")),
        Stage::UnderReview { .. } => {
            told("正在审核".into(), format!("{office}正在逐项审核，可能联系您实地抽查。需要改的会退回补正。"))
        }
        Stage::Returned { due, deficiencies, .. } => told(
            format!("退回补正 {} 处，{}", deficiencies.len(), show::time_left(*due, today)),
            format!("请在 {} 24:00 前改好并重新提交。逾期不能再补。", show::day(*due)),
        ),
        Stage::Concluded { .. } => told("审核完毕，等待审批".into(), format!("{office}正在审批。")),
        Stage::Endorsed { .. } => told("审核通过，等待推荐".into(), format!("{office}将把名单推荐到上一级。")),
        Stage::Recommended { .. } => {
            told("已推荐到自治区，等待受理".into(), "由自治区工业和信息化厅审核。您不必再做什么。".into())
        }
        Stage::Nominated { .. } => told(
            "已推荐到工业和信息化部".into(),
            "由工业和信息化部认定并公布。公布以后，自治区登记结果，并告知您。".into(),
        ),
        Stage::Listed { .. } => told("审核通过，等待公示".into(), format!("{office}将统一公示。")),
        Stage::InPublicity { until, .. } => {
            let after = if province { "由自治区公告" } else { "报自治区备案" };
            told("正在公示".into(), format!("公示到 {} 24:00。无异议的{after}。", show::day(*until)))
        }
        Stage::Cleared { .. } if province => told("公示期满，无异议".into(), format!("{office}将公告。")),
        Stage::Cleared { .. } => told("公示期满，无异议".into(), format!("{office}将报自治区备案。")),
        Stage::Filed { .. } => told("已报自治区备案".into(), "等待自治区工业和信息化厅公告。".into()),
        Stage::Announcing { .. } => told("已列入公告名单".into(), "自治区工业和信息化厅正在报批公告。".into()),
        Stage::Recognised { on, miit: Some(_), .. } => {
            told(format!("已由工业和信息化部公布为{}", case.tier.label()), format!("自 {} 起有效。", show::day(*on)))
        }
        Stage::Recognised { on, .. } => {
            told(format!("已公告为{}", case.tier.label()), format!("自 {} 起有效。", show::day(*on)))
        }
        Stage::Refused { on, .. } => {
            told("审核未通过".into(), format!("{office} {} 作出决定。理由见下。", show::day(*on)))
        }
        Stage::Withdrawn { on } => told("已撤回".into(), format!("{} 由企业撤回。", show::day(*on))),
    }
}

fn acts(case: &Application, at: &str) -> Vec<Link> {
    match case.stage {
        Stage::Draft => {
            vec![Link::new("去核对并提交", format!("{at}/check")), Link::new("继续填档案", "/enterprise/dossier")]
        }
        Stage::Returned { .. } => vec![Link::new("改好了，核对并重新提交", format!("{at}/check"))],
        _ => vec![],
    }
}

fn outcome(case: &Application, remedies: &[Remedy]) -> Option<Outcome> {
    match &case.stage {
        Stage::Refused { ground, .. } => Some(Outcome {
            tag: tag(case),
            ground: ground.lines().map(show::sentence).filter(|line| !line.trim().is_empty()).collect(),
            remedies: remedies.to_vec(),
        }),
        Stage::Recognised { on, .. } => Some(Outcome {
            tag: tag(case),
            ground: vec![format!("自 {} 公告之日起有效。有效期和以后要办的事，见我的首页。", show::day(*on))],
            remedies: vec![],
        }),
        _ => None,
    }
}
