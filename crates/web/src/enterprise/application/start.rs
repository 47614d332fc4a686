//! 开始申报 One batch before it is entered: for whom, until when, by which standard, what is needed, how one stands (A12).

use askama::Template;
use jiff::Span;
use jiff::civil::Date;
use titian_domain::application::Held;
use titian_domain::notice::{Batch, Signing};
use titian_domain::refusal::Refusal;
use titian_rulebook::explain::Report;

use super::hurdles;
use crate::components::{Conditions, Due, Errors, Summary, Tag};
use crate::enterprise::desk::Desk;
use crate::enterprise::dossier::{ScoreBox, Section};
use crate::enterprise::sample::{Ground, page};
use crate::layout::{Link, Page};
use crate::show;

/// A batch before it is entered.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/application/start.html")]
pub struct StartPage {
    /// The page.
    pub page: Page,
    /// Id of the batch; the form sends it back as `batch`.
    pub batch: String,
    /// Its name.
    pub name: String,
    /// Until when.
    pub due: Due,
    /// Days, standard, signing and what follows.
    pub terms: Summary,
    /// The notice that opened it.
    pub notice: Link,
    /// Why it opens although its procedure had lapsed; may be empty.
    pub lapsed: String,
    /// Evidence it asks for, and whether it is there.
    pub evidence: Vec<(Tag, String)>,
    /// The title on which the application builds (A10.1, A11), or why there is none; nothing where none is asked for.
    pub title: Option<(Tag, String)>,
    /// Questions the tier asks, and how many are answered.
    pub filled: (usize, usize),
    /// The basic conditions, as far as known.
    pub gates: Conditions,
    /// What the dossier comes to.
    pub score: ScoreBox,
    /// Whether its last day is over.
    pub over: bool,
    /// Whether this enterprise has nothing to enter it for: it holds the title, or never held the one that is re-reviewed.
    pub barred: bool,
    /// Why it cannot be entered.
    pub refused: Errors,
    /// An application of this enterprise in this batch that goes on.
    pub other: Option<Link>,
}

/// A refusal of the domain above a form: what, every reason, what to do.
pub fn refused(refusal: &Refusal) -> Errors {
    let mut lead = show::sentence(&refusal.what);
    if !refusal.reasons.is_empty() {
        lead = format!("{lead}：{}", show::sentence(&refusal.reasons.join("；")));
    }
    if !refusal.todo.is_empty() {
        lead = format!("{lead}。{}", show::sentence(&refusal.todo));
    }
    let articles: Vec<String> = refusal.articles.iter().map(|id| show::article(id)).collect();
    Errors { lead: format!("{lead}（{}）。", articles.join("、")), list: vec![] }
}

/// Why there is no title to build on, and what to do: in sentences.
pub fn lacks(refusal: &Refusal) -> String {
    let articles: Vec<String> = refusal.articles.iter().map(|id| show::article(id)).collect();
    let why = show::sentence(&refusal.reasons.join("；"));
    format!("{why}。{}（{}）。", show::sentence(&refusal.todo), articles.join("、"))
}

impl StartPage {
    /// A batch, as seen from a desk that is judged by its edition.
    pub fn of(page: Page, desk: &Desk<'_>, batch: &Batch, notice: Link) -> StartPage {
        let Report { standard, gates_of, gates, .. } = &desk.report;
        let sections: Vec<_> = Section::all(desk).iter().map(Section::progress).collect();
        let asked: usize = sections.iter().map(|progress| progress.asked).sum();
        let lacking: usize = sections.iter().map(|progress| progress.lacking).sum();
        let signing = match batch.signing {
            Signing::Click => "在线阅读两份声明，填写姓名确认",
            Signing::SealedScan => "打印，法定代表人签字并加盖公章，上传扫描件",
        };
        let terms = Summary::new()
            .row("层次与事项", format!("{} · {}", batch.tier.label(), batch.purpose.label()))
            .row_if("复核对象", batch.cohort.as_ref())
            .row("申报时间", format!("{} 至 {} 24:00", show::day(batch.from), show::day(batch.until)))
            .noted("评价标准", &standard.title, &standard.basis)
            .noted("基本条件", &gates_of.title, &gates_of.basis)
            .row("声明方式", signing)
            .row("补正时间", format!("退回补正的，{}内重新提交", show::sentence(&batch.correction.to_string())))
            .row("公示", batch.publicity)
            .row("市级上报", format!("{} 前", show::day(batch.city_due)))
            .row_if("纸质材料", batch.paper_due.map(|day| format!("{} 前交到所在市", show::day(day))));
        StartPage {
            batch: batch.id.to_string(),
            name: batch.name.clone(),
            due: Due::until(batch.until, desk.today),
            terms,
            notice,
            lapsed: show::sentence(&batch.lapsed_because),
            evidence: hurdles::asked(batch, desk.catalogue, desk.evidence, desk.today),
            title: None,
            filled: (asked - lacking, asked),
            gates: Conditions::of(gates),
            score: ScoreBox::from(&desk.report),
            over: desk.today > batch.until,
            barred: false,
            refused: Errors::none(),
            other: None,
            page: Page { title: batch.name.clone(), ..page }.under("申报与复核", "/enterprise/applications"),
        }
    }

    /// With the title on which it would build, as a submission today would find it.
    #[must_use]
    pub fn builds(mut self, held: &Result<Option<Held>, Refusal>, today: Date) -> StartPage {
        self.title = match held {
            Ok(None) => None,
            Ok(Some(Held::Recognition { tier, until, .. })) => {
                Some((Tag::ok("持有"), format!("{tier}称号，{}", show::term(*until, today))))
            }
            Ok(Some(Held::Technology)) => {
                Some((Tag::ask("按填报"), "科技型中小企业，以审核时核对的佐证为准".to_owned()))
            }
            Err(refusal) => Some((Tag::warn("没有"), lacks(refusal))),
        };
        self
    }

    /// Values to look at.
    pub fn sample(ground: &Ground) -> StartPage {
        let notice = Link::new("桂工信企业〔2026〕12号（样例）", "/notices/2026-11");
        StartPage::of(page("/enterprise/applications", ""), &ground.desk(), &ground.batch, notice)
    }

    /// Seen by an enterprise that has only just begun.
    pub fn sample_empty(ground: &Ground) -> StartPage {
        let notice = Link::new("桂工信企业〔2026〕12号（样例）", "/notices/2026-11");
        StartPage::of(page("/enterprise/applications", ""), &ground.desk_of(&ground.blank), &ground.batch, notice)
    }

    /// A higher tier, without the title it builds on.
    pub fn sample_untitled(ground: &Ground) -> StartPage {
        let refusal = Refusal::new("A10.1", "没有可以作为申报条件的称号")
            .because("申报专精特新中小企业须在提交当日持有有效的创新型中小企业或者科技型中小企业称号")
            .todo("请先取得其中一个称号；是科技型中小企业的，请在企业资料“已有称号”中填写并上传佐证");
        StartPage::sample(ground).builds(&Err(refusal), crate::sample::today())
    }

    /// Refused: too late.
    pub fn sample_refused(ground: &Ground) -> StartPage {
        let mut batch = ground.batch.clone();
        batch.until = batch.from.saturating_add(Span::new().days(20));
        let refusal = Refusal::new("A12", "本批次的申报期已经结束")
            .because(format!("“{}”的申报截止日是 {}", batch.name, show::day(batch.until)))
            .todo("请留意下一批次的申报通知");
        let notice = Link::new("桂工信企业〔2026〕12号（样例）", "/notices/2026-11");
        let view = StartPage::of(page("/enterprise/applications", ""), &ground.desk(), &batch, notice);
        StartPage { refused: refused(&refusal), ..view }
    }
}
