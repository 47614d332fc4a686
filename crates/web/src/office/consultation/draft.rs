//! 准备征求意见 Whom to ask, about which enterprises and conditions, until when.

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_domain::application::{Application, Desk};
use titian_domain::consultation::{Department, article};
use titian_domain::id::ApplicationId;

use crate::components::{Empty, Errors, Refused};
use crate::department::sample_conditions;
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::read::{Reading, picked, typed};
use crate::office::sample::{case, office};
use crate::sample::FIRMS;
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/consultation/draft.html")]
pub struct Draft {
    /// The page.
    pub page: Page,
    /// Id of the batch.
    pub batch: String,
    /// Its name.
    pub batch_name: String,
    /// Enterprises one can ask about.
    pub cases: Vec<Choice>,
    /// Conditions one can ask about.
    pub conditions: Vec<Choice>,
    /// Departments one can ask.
    pub departments: Vec<DepartmentChoice>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
    /// The clause.
    pub cite: String,
    /// Where the clause is explained.
    pub cite_href: String,
}

/// A box to tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Name,
    /// What stands beside it; may be empty.
    pub code: String,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// A department that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentChoice {
    /// Its word.
    pub id: &'static str,
    /// 生态环境.
    pub label: &'static str,
    /// As it is addressed, as typed.
    pub name: String,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// What is posted: batch, number, due, and the boxes `case.ID`, `ground.ID`, `dept.ID` with `name.ID`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The batch.
    pub batch: String,
    /// 文号.
    pub number: String,
    /// Until when an answer is in time.
    pub due: String,
    /// `on`: the list was read and is to be sent.
    pub confirm: String,
    /// The boxes.
    #[serde(flatten)]
    pub boxes: Typed,
}

/// What is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// 文号.
    pub number: String,
    /// Conditions, by id.
    pub grounds: Vec<String>,
    /// About whom.
    pub list: Vec<ApplicationId>,
    /// Until when.
    pub due: Date,
    /// Whom, each as it is addressed.
    pub departments: Vec<(Department, String)>,
}

impl Form {
    /// What is to be asked, or what has to be put right.
    pub fn parse(&self) -> Result<Wanted, Errors> {
        let mut reading = Reading::default();
        let list: Vec<ApplicationId> = picked(&self.boxes, "case").into_iter().map(ApplicationId).collect();
        if list.is_empty() {
            reading.errors.push("cases", "请至少勾选一家企业");
        }
        let grounds = picked(&self.boxes, "ground");
        if grounds.is_empty() {
            reading.errors.push("grounds", "请至少勾选一项条件");
        }
        let mut departments = Vec::new();
        for id in picked(&self.boxes, "dept") {
            let Some(department) = Department::from_id(&id) else { continue };
            let field = format!("name.{id}");
            let wanted = format!("请填写{}的单位名称，例如 柳州市生态环境局", department.label());
            let name = reading.need(&field, typed(&self.boxes, &field), &wanted);
            departments.push((department, name));
        }
        departments.sort_by_key(|(department, _)| *department);
        if departments.is_empty() {
            reading.errors.push("departments", "请至少勾选一个部门");
        }
        let number = reading.need("number", &self.number, "请填写征求意见函的文号，例如 柳工信函〔2026〕76号");
        let due = reading.day("due", &self.due, "答复期限");
        if self.confirm != "on" {
            reading.errors.push("confirm", "请确认名单。发出之后名单不能再改");
        }
        reading.done(due.map(|due| Wanted { number, grounds, list, due, departments }))
    }
}

impl Draft {
    /// The page; nothing is ticked before somebody ticks it.
    pub fn of(
        page: Page,
        (batch, batch_name): (&str, &str),
        desk: Desk,
        cases: &[Application],
        conditions: &[(String, String)],
        form: Form,
        errors: Errors,
    ) -> Draft {
        let ticked = |name: &str| typed(&form.boxes, name) == "on";
        let case = |case: &Application| {
            let filing = case.filing.as_ref()?;
            Some(Choice {
                ticked: ticked(&format!("case.{}", case.id)),
                id: case.id.to_string(),
                name: Name::new(&filing.content.name),
                code: filing.content.code.clone(),
            })
        };
        let condition = |(id, label): &(String, String)| Choice {
            ticked: ticked(&format!("ground.{id}")),
            id: id.clone(),
            name: Name::new(show::sentence(label)),
            code: String::new(),
        };
        let department = |one: Department| DepartmentChoice {
            id: one.id(),
            label: one.label(),
            name: typed(&form.boxes, &format!("name.{}", one.id())).to_owned(),
            ticked: ticked(&format!("dept.{}", one.id())),
        };
        let clause = article(desk);
        Draft {
            page,
            batch: batch.to_owned(),
            batch_name: batch_name.to_owned(),
            cases: cases.iter().filter_map(case).collect(),
            conditions: conditions.iter().map(condition).collect(),
            departments: Department::ALL.map(department).into(),
            form,
            errors,
            refused: None,
            cite: show::article(clause),
            cite_href: show::article_href(clause),
        }
    }

    fn nobody(&self) -> Empty {
        Empty::new("没有正在审核的企业", "企业提交申报以后，才能就它征求意见。")
    }

    fn error(&self, id: &str) -> Option<&str> {
        self.errors.of(&format!("name.{id}"))
    }

    /// Values to look at.
    pub fn sample() -> Option<Draft> {
        Draft::sampled(Form { due: "2026-12-04".into(), ..Form::default() }, Errors::none())
    }

    /// Refused: nearly everything is missing.
    pub fn sample_refused() -> Option<Draft> {
        let boxes = [("dept.tax".to_owned(), "on".to_owned())].into();
        let form = Form { due: "下周".into(), boxes, ..Form::default() };
        let errors = form.parse().err()?;
        Draft::sampled(form, errors)
    }

    fn sampled(form: Form, errors: Errors) -> Option<Draft> {
        let one = case()?;
        let cases = FIRMS.iter().zip(0..).take(4).map(|((name, code, _), n)| {
            let mut case = one.clone();
            case.id = ApplicationId(n.to_string());
            if let Some(filing) = &mut case.filing {
                filing.content.name = (*name).into();
                filing.content.code = (*code).into();
            }
            case
        });
        let cases: Vec<Application> = cases.collect();
        let page = office("/office/consultations", "准备征求意见").under("征求意见", "/office/consultations");
        let batch = ("2026-45.1", "2026年第二批专精特新中小企业");
        Some(Draft::of(page, batch, Desk::City, &cases, &sample_conditions(), form, errors))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_missing_is_told_at_once() {
        let fields: Vec<String> =
            Form::default().parse().unwrap_err().list.into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["cases", "grounds", "departments", "number", "due", "confirm"]);
    }

    #[test]
    fn a_department_that_is_ticked_has_a_name() {
        let boxes = [("case.a", "on"), ("ground.A3.5", "on"), ("dept.tax", "on"), ("name.tax", "")];
        let boxes = boxes.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let form =
            Form { number: "1号".into(), due: "2026-12-04".into(), confirm: "on".into(), boxes, ..Form::default() };
        let errors = form.parse().unwrap_err();
        assert!(errors.of("name.tax").is_some() && errors.list.len() == 1, "{errors:?}");
        let boxes =
            form.boxes.clone().into_iter().chain([("name.tax".to_owned(), "柳州市税务局".to_owned())]).collect();
        let wanted = Form { boxes, ..form.clone() }.parse().unwrap();
        assert_eq!(wanted.grounds, ["A3.5"]);
        assert_eq!(wanted.departments, [(Department::Tax, "柳州市税务局".to_owned())]);
    }
}
