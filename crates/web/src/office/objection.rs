//! 异议 Objections against published lists (A9.2, A10.3): the list of them, and one with its words and its answer.
//!
//! The words are personal: whoever opens one is recorded in the audit log, and the page says so.
//!
//! | page | address |
//! |---|---|
//! | [`Objections`] | GET `/office/objections`, `?publicity=ID`, `?state=open` |
//! | [`ObjectionPage`] | GET `/office/objections/ID`, POST `/office/objections/ID/answer` |
//! | a file | GET `/office/objections/ID/files/FILE` |

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_domain::objection::{Objection, Party, Stage, Statement};

use crate::components::{Empty, Errors, Pages, Refused, Tag};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::office::sample::{liuzhou, office};
use crate::sample::{FIRM, today};
use crate::show::{self, Name};

/// The list.
#[derive(Debug, Clone, Template)]
#[template(path = "office/objections.html")]
pub struct Objections {
    /// The page.
    pub page: Page,
    /// How many wait.
    pub lead: String,
    /// What is looked for.
    pub query: Query,
    /// Objections, open ones first, the oldest first among them.
    pub lines: Vec<ObjectionLine>,
    /// Pages.
    pub pages: Pages,
}

/// The filters, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Against this list only.
    pub publicity: String,
    /// `open`, `answered`; anything else is all.
    pub state: String,
    /// The page, from 1.
    pub page: String,
}

impl Query {
    /// The page that is asked for.
    pub fn number(&self) -> u32 {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// Only open ones, only answered ones, or all.
    pub fn open(&self) -> Option<bool> {
        match self.state.as_str() {
            "open" => Some(true),
            "answered" => Some(false),
            _ => None,
        }
    }
}

/// One of them. Who objects is not told in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionLine {
    /// Where it is.
    pub href: String,
    /// 受理编号.
    pub number: String,
    /// Against whom.
    pub name: Name,
    /// Against which list.
    pub list: String,
    /// When it came.
    pub on: String,
    /// 核实中, 成立, 不成立.
    pub state: Tag,
    /// How long it has been open; empty once answered.
    pub open: String,
}

/// How far an objection is.
pub fn state(stage: &Stage) -> Tag {
    match stage {
        Stage::Open => Tag::warn("核实中"),
        Stage::Upheld { .. } => Tag::plain("成立"),
        Stage::Dismissed { .. } => Tag::plain("不成立"),
    }
}

impl ObjectionLine {
    /// An objection against an enterprise of a list.
    pub fn of(one: &Objection, enterprise: &str, list: &str, today: Date) -> ObjectionLine {
        let days = show::days_between(one.on, today);
        ObjectionLine {
            href: format!("/office/objections/{}", one.id),
            number: one.number.clone(),
            name: Name::new(enterprise),
            list: list.into(),
            on: show::day_short(one.on),
            state: state(&one.stage),
            open: match one.stage {
                Stage::Open if days > 0 => format!("已\u{a0}{days}\u{a0}天"),
                Stage::Open => "今天收到".into(),
                _ => String::new(),
            },
        }
    }
}

/// One objection.
#[derive(Debug, Clone, Template)]
#[template(path = "office/objection.html")]
pub struct ObjectionPage {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// Against whom.
    pub name: Name,
    /// Where the case is.
    pub case: String,
    /// Against which list, and where it is.
    pub list: (String, String),
    /// When it came.
    pub on: String,
    /// How far it is.
    pub state: Tag,
    /// Name, contact and text; `None` once they were erased.
    pub statement: Option<Statement>,
    /// What is to prove it: name and address.
    pub evidence: Vec<(String, String)>,
    /// First characters of the digest that the journal holds.
    pub digest: String,
    /// How it was answered: when, and the reason.
    pub answered: Option<(String, String)>,
    /// Whether the reader may answer it.
    pub may_answer: bool,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted to `answer`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// `upheld` or `dismissed`.
    pub finding: String,
    /// Why; told to both sides.
    pub reason: String,
}

impl Form {
    /// Whether it holds, and why; or what has to be put right.
    pub fn parse(&self) -> Result<(bool, String), Errors> {
        let mut reading = Reading::default();
        let upheld = match self.finding.as_str() {
            "upheld" => Some(true),
            "dismissed" => Some(false),
            _ => None,
        };
        let upheld = reading.one_of("finding", upheld, "请选异议成立还是不成立");
        let reason = reading.need("reason", &self.reason, "请写明处理理由，双方都会看到");
        match reason.chars().count() {
            1..5 => reading.errors.push("reason", "理由写得太短，请写明查了什么、查到什么"),
            1_001.. => reading.errors.push("reason", "理由最多写 1000 个字"),
            _ => {}
        }
        reading.done(upheld.map(|upheld| (upheld, reason)))
    }
}

impl ObjectionPage {
    /// The page, with the name of the enterprise and the title of the list. Without a statement, it was erased.
    pub fn of(
        page: Page,
        one: &Objection,
        statement: Option<Statement>,
        (enterprise, list): (&str, &str),
        may_answer: bool,
        form: Form,
        errors: Errors,
    ) -> ObjectionPage {
        let file = |(at, id): (usize, &titian_domain::id::EvidenceId)| {
            (format!("证据 {}", at + 1), format!("/office/objections/{}/files/{id}", one.id))
        };
        let answered = match &one.stage {
            Stage::Open => None,
            Stage::Upheld { on, reason } | Stage::Dismissed { on, reason } => Some((show::day(*on), reason.clone())),
        };
        ObjectionPage {
            page,
            id: one.id.to_string(),
            name: Name::new(enterprise),
            case: format!("/office/applications/{}", one.application),
            list: (list.into(), format!("/office/publicity/{}", one.publicity)),
            on: show::day(one.on),
            state: state(&one.stage),
            statement,
            evidence: one.evidence.iter().enumerate().map(file).collect(),
            digest: crate::office::review::story::digest(&one.digest),
            may_answer: may_answer && answered.is_none(),
            answered,
            form,
            errors,
            refused: None,
        }
    }

    /// Values to look at: waits for an answer.
    pub fn sample() -> Option<ObjectionPage> {
        ObjectionPage::sampled(Stage::Open, Form::default(), Errors::none())
    }

    /// Refused.
    pub fn sample_refused() -> Option<ObjectionPage> {
        let form = Form { reason: "不对".into(), ..Form::default() };
        let errors = form.parse().err()?;
        ObjectionPage::sampled(Stage::Open, form, errors)
    }

    /// Answered, the words erased.
    pub fn sample_answered() -> Option<ObjectionPage> {
        let reason = "调取了专利登记簿和年费缴纳记录，专利在申报期内一直有效，权利人为企业本身。".into();
        let stage = Stage::Dismissed { on: jiff::civil::date(2026, 11, 23), reason };
        let page = ObjectionPage::sampled(stage, Form::default(), Errors::none())?;
        Some(ObjectionPage { statement: None, ..page })
    }

    fn sampled(stage: Stage, form: Form, errors: Errors) -> Option<ObjectionPage> {
        let page = office("/office/objections", "异议 YY2026110003").under("异议", "/office/objections");
        let statement = Statement {
            party: Some(Party::Person),
            name: "演示市民辛".into(),
            contact: "138 0000 0000（演示）".into(),
            text: "该企业申报的发明专利在 2026 年 9 月已经转让给另一家公司，不应再计入。附专利登记簿截图一张。".into(),
        };
        let one = objection(stage)?;
        let list = "柳州市2026年第二批创新型中小企业拟公告名单公示";
        Some(ObjectionPage::of(page, &one, Some(statement), (FIRM, list), true, form, errors))
    }
}

/// An objection to look at.
fn objection(stage: Stage) -> Option<Objection> {
    use titian_domain::id::{ApplicationId, EnterpriseId, EvidenceId, ObjectionId, PublicityId};
    Some(Objection {
        id: ObjectionId("3".into()),
        number: "YY2026110003".into(),
        publicity: PublicityId("2026-21".into()),
        application: ApplicationId("0042".into()),
        enterprise: EnterpriseId("0042".into()),
        city: liuzhou()?,
        on: jiff::civil::date(2026, 11, 21),
        digest: "9b1c40e2f7a6d358".into(),
        evidence: vec![EvidenceId("e1".into())],
        stage,
    })
}

impl Objections {
    /// What can be chosen: value and words.
    fn states() -> Vec<(String, String)> {
        let states = [("", "全部"), ("open", "核实中"), ("answered", "已答复")];
        states.map(|(value, words)| (value.to_owned(), words.to_owned())).into()
    }

    /// Said when there is none.
    fn none(&self) -> Empty {
        if self.query != Query::default() {
            let empty = Empty::new("没有符合条件的异议", "可以去掉条件再看。");
            return empty.link("看全部异议", "/office/objections");
        }
        Empty::new("没有异议", "公示期内有人实名提出的，会列在这里，并通知经办人。").link("看公示", "/office/publicity")
    }

    /// Values to look at.
    pub fn sample() -> Option<Objections> {
        let list = "柳州市2026年第二批创新型中小企业拟公告名单公示";
        let open = ObjectionLine::of(&objection(Stage::Open)?, FIRM, list, today());
        let on = jiff::civil::date(2026, 6, 12);
        let done = Objection { on, ..objection(Stage::Dismissed { on, reason: "查无实据".into() })? };
        let done = ObjectionLine::of(&done, "示例甘蔗机械（柳州）0055号有限公司", "柳州市2026年第一批公示", today());
        Some(Objections {
            page: office("/office/objections", "异议"),
            lead: "1 件在核实，已经 2 天。异议未了的企业暂缓，其余照常。".into(),
            query: Query::default(),
            lines: vec![open, ObjectionLine { number: "YY2026060001".into(), ..done }],
            pages: Pages::new(1, 50, 2, "/office/objections?page=", "件"),
        })
    }

    /// None.
    pub fn sample_empty() -> Option<Objections> {
        let lead = "截至11月23日，柳州市没有收到异议。".into();
        Objections::sample().map(|page| Objections { lead, lines: vec![], ..page })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_a_finding_and_a_reason() {
        let read = |finding: &str, reason: &str| {
            let fields = |errors: Errors| errors.list.into_iter().map(|(field, _)| field).collect::<Vec<_>>();
            Form { finding: finding.into(), reason: reason.into() }.parse().map_err(fields)
        };
        assert_eq!(read("upheld", "登记簿显示已经转让"), Ok((true, "登记簿显示已经转让".into())));
        assert_eq!(read("dismissed", "查过登记簿"), Ok((false, "查过登记簿".into())));
        assert_eq!(read("", "不对"), Err(vec!["finding".into(), "reason".into()]));
        assert_eq!(read("upheld", " "), Err(vec!["reason".into()]));
    }

    #[test]
    fn who_objects_is_not_told_in_the_list() {
        let html = Objections::sample().unwrap().render().unwrap();
        assert!(!html.contains("演示市民辛"));
    }
}
