//! 发布公示 Before a list goes out: who can join, who cannot and why, from which day to which; then it is fixed.

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_app::query::Against;
use titian_domain::application::{Application, Stage, publicise};
use titian_domain::id::{ApplicationId, BatchId, PublicityId};
use titian_domain::notice::Batch;
use titian_domain::publicity;

use crate::components::{Empty, Errors, Refused};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::queue::waits;
use crate::office::read::{Reading, picked};
use crate::office::sample::{batch, case, office, stale};
use crate::sample::FIRMS;
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/publicity/preview.html")]
pub struct Preview {
    /// The page.
    pub page: Page,
    /// Id of the batch.
    pub batch: String,
    /// Name of the batch.
    pub batch_name: String,
    /// The clause.
    pub cite: String,
    /// Where it is explained.
    pub cite_href: String,
    /// Who can join.
    pub ready: Vec<Candidate>,
    /// Who cannot.
    pub others: Vec<Waiting>,
    /// First and last day; or why they cannot be told.
    pub days: Result<Days, String>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// Someone who can join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Id of the case.
    pub id: String,
    /// The enterprise.
    pub name: Name,
    /// Its code.
    pub code: String,
    /// 受理编号.
    pub number: String,
    /// Since when it waits: 11月20日审批.
    pub since: String,
    /// Whether its box is ticked.
    pub ticked: bool,
}

/// Who is waited for where a check has to be made again.
pub const RECHECK: &str = "等重新查询";

/// Someone who cannot join yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Id of the case.
    pub id: String,
    /// The enterprise.
    pub name: Name,
    /// Why: 目前是“审核中”.
    pub why: String,
    /// Who is waited for.
    pub waits: &'static str,
}

/// The days of a publicity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    /// 5 个工作日.
    pub length: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// How the days were counted; may be empty.
    pub explanation: String,
    /// What could still move them; may be empty.
    pub caution: String,
}

impl Days {
    /// From the first day to the last.
    pub fn new(batch: &Batch, from: Date, until: Date, explanation: &str, caution: &str) -> Days {
        Days {
            length: batch.publicity.to_string().replace(' ', "\u{a0}"),
            from: format!("{}（{}）", show::day(from), show::weekday(from)),
            until: format!("{}（{}）24:00", show::day(until), show::weekday(until)),
            explanation: show::sentence(explanation),
            caution: show::sentence(caution),
        }
    }
}

/// What is posted: batch, title, and the boxes `pick.ID`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The batch.
    pub batch: String,
    /// The title of the list.
    pub title: String,
    /// `on`: the list was read and is to be fixed.
    pub confirm: String,
    /// The boxes.
    #[serde(flatten)]
    pub boxes: Typed,
}

/// A list to be put before the public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Of which batch.
    pub batch: BatchId,
    /// Its title.
    pub title: String,
    /// Who is on it.
    pub applications: Vec<ApplicationId>,
}

impl Form {
    /// The list, or what has to be put right.
    pub fn parse(&self) -> Result<Wanted, Errors> {
        let mut reading = Reading::default();
        let batch = BatchId(self.batch.trim().to_owned());
        let title = reading.need("title", &self.title, "请填写公示的标题");
        if title.chars().count() > 100 {
            reading.errors.push("title", "标题最多 100 个字");
        }
        let applications: Vec<ApplicationId> = picked(&self.boxes, "pick").into_iter().map(ApplicationId).collect();
        if applications.is_empty() {
            reading.errors.push("list", "名单是空的，请至少勾选一家");
        }
        if self.confirm != "on" {
            reading.errors.push("confirm", "请确认名单。发布之后名单不能再改");
        }
        reading.done(Some(Wanted { batch, title, applications }))
    }
}

impl Preview {
    /// The page for a batch of a city: `cases` are its live cases and what stands against them, `days` the first and the last day if it were
    /// published now. An empty form is given a title and everybody who can join.
    pub fn of(
        page: Page,
        batch: &Batch,
        city: &str,
        (cases, against): (&[Application], &Against),
        days: Result<Days, String>,
        form: Form,
        errors: Errors,
    ) -> Preview {
        let fresh = form == Form::default();
        let wanted = picked(&form.boxes, "pick");
        let probe = PublicityId(String::new());
        let name = |case: &Application| {
            Name::new(case.filing.as_ref().map_or("（未提交）", |filing| filing.content.name.as_str()))
        };
        let (mut ready, mut others) = (Vec::new(), Vec::new());
        for case in cases {
            let id = case.id.to_string();
            let open = against.get(&case.id).cloned().unwrap_or_default();
            let unchecked = !open.is_empty();
            match (publicise(case, case.desk, probe.clone(), Date::ZERO, open), &case.filing, &case.stage) {
                (Ok(_), Some(filing), Stage::Listed { on }) => ready.push(Candidate {
                    ticked: fresh || wanted.contains(&id),
                    name: name(case),
                    code: filing.content.code.clone(),
                    number: case.number.clone(),
                    since: format!("{}审批", show::day_short(*on)),
                    id,
                }),
                (Err(refusal), ..) => others.push(Waiting {
                    name: name(case),
                    why: refusal.reasons.iter().map(|reason| show::sentence(reason)).collect::<Vec<_>>().join("；"),
                    waits: if unchecked { RECHECK } else { waits(case) },
                    id,
                }),
                (Ok(_), ..) => {}
            }
        }
        let title = if fresh { format!("{city}{}拟公告名单公示", batch.name) } else { form.title.clone() };
        Preview {
            page,
            batch: batch.id.to_string(),
            batch_name: batch.name.clone(),
            cite: show::article(publicity::article(batch.tier)),
            cite_href: show::article_href(publicity::article(batch.tier)),
            ready,
            others,
            days,
            form: Form { title, ..form },
            errors,
            refused: None,
        }
    }

    /// Said when nobody can join.
    fn nobody(&self) -> Empty {
        Empty::new("现在没有可以公示的企业", "审批同意之后才列入拟公示。下面写明了各家还差哪一步。")
            .link("回到待办", "/office")
    }

    /// Values to look at.
    pub fn sample() -> Option<Preview> {
        Preview::sampled(Form::default(), Errors::none())
    }

    /// Refused: no title, not confirmed, nobody ticked.
    pub fn sample_refused() -> Option<Preview> {
        let form = Form { batch: batch().id.to_string(), title: " ".into(), ..Form::default() };
        let errors = form.parse().err()?;
        Preview::sampled(form, errors)
    }

    /// Nobody can join, and the days cannot be told.
    pub fn sample_empty() -> Option<Preview> {
        let mut preview = Preview::sample()?;
        preview.page.title = "还没有可以公示的企业".into();
        preview.ready.clear();
        preview.days = Err("2027年的放假安排还没有公布，算不出 5 个工作日到哪一天".into());
        Some(preview)
    }

    fn sampled(form: Form, errors: Errors) -> Option<Preview> {
        use jiff::civil::date;
        let page =
            office("/office/publicity", "公示名单：7 家可以公示，3 家不能").under("公示与公告", "/office/publicity");
        let one = case()?;
        let cases = FIRMS.iter().zip(0..).take(10).map(|((name, code, _), n)| {
            let mut case = one.clone();
            case.id = ApplicationId(n.to_string());
            case.number = format!("GX2026H2C{:05}", n * 17 + 3);
            if n != 3 && n != 6 {
                case.stage = Stage::Listed { on: date(2026, 11, 20) };
            }
            if let Some(filing) = &mut case.filing {
                filing.content.name = (*name).into();
                filing.content.code = (*code).into();
            }
            case
        });
        let cases: Vec<Application> = cases.collect();
        let against = Against::from([(ApplicationId("5".into()), vec![stale()])]);
        let until = date(2026, 11, 27);
        let explanation = "首日、末日都计入；11月28日、29日是周末";
        let days = Days::new(&batch(), date(2026, 11, 23), until, explanation, "");
        Some(Preview::of(page, &batch(), "柳州市", (&cases, &against), Ok(days), form, errors))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_fixed_only_when_it_was_confirmed() {
        let boxes: Typed = [("pick.1".into(), "on".into()), ("pick.2".into(), "on".into())].into();
        let form = Form { batch: "b".into(), title: " 公示 ".into(), confirm: "on".into(), boxes: boxes.clone() };
        let wanted = form.parse().unwrap();
        assert_eq!((wanted.title.as_str(), wanted.applications.len()), ("公示", 2));
        let bare = Form::default().parse().unwrap_err();
        let fields: Vec<&str> = bare.list.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["title", "list", "confirm"]);
    }

    #[test]
    fn everybody_who_can_join_comes_ticked_and_the_others_say_why() {
        let page = Preview::sample().unwrap();
        assert_eq!((page.ready.len(), page.others.len()), (7, 3));
        assert!(page.ready.iter().all(|one| one.ticked));
        assert_eq!((page.others[0].why.as_str(), page.others[0].waits), ("目前是“审核中”", "等经办审核"));
        let old = page.others.iter().find(|one| one.waits == RECHECK).unwrap();
        assert!(old.why.contains("2026年10月12日") && old.why.contains("重新查询并登记（第三条）"), "{}", old.why);
        let refused = Preview::sample_refused().unwrap();
        assert!(refused.ready.iter().all(|one| !one.ticked));
    }
}
