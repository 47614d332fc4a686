//! 账号核验 Who wants to act for an enterprise of this city, and what speaks for it (A9.1).

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_domain::account::{Account, BindingState};
use titian_domain::id::AccountId;

use crate::components::{Empty, Errors, Refused};
use crate::form::{Field, Typed};
use crate::layout::{Link, Page};
use crate::office::read::{Reading, typed};
use crate::office::sample::office;
use crate::sample::{CODE, FIRM, FIRMS, today};
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/people/vouching.html")]
pub struct Vouching {
    /// The page.
    pub page: Page,
    /// How many wait.
    pub lead: String,
    /// Who waits, the longest first.
    pub waiting: Vec<Applicant>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// Someone who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// Their account.
    pub id: String,
    /// 姓名.
    pub name: String,
    /// With what they sign in.
    pub login: String,
    /// Since when, and how long.
    pub since: String,
    /// The enterprise.
    pub enterprise: Name,
    /// Its code.
    pub code: String,
    /// 首位人员, or who acts for it already.
    pub others: String,
    /// What is to prove it: the licence, or a paper that came with the binding.
    pub proof: Option<Link>,
    /// What waits for it: an application that is ready; may be empty.
    pub urgent: String,
}

impl Applicant {
    /// An account that waits, the enterprise it wants to act for, and who acts for that already. `None` if it does not
    /// wait.
    pub fn of(account: &Account, enterprise: (&str, &str), others: &[String], today: Date) -> Option<Applicant> {
        let binding = account.binding.as_ref().filter(|binding| binding.state == BindingState::Pending)?;
        let days = show::days_between(account.since, today);
        let others = match others {
            [] if binding.founder => "这家企业的第一位人员，档案由其建立".to_owned(),
            [] => "这家企业还没有通过核验的人员".into(),
            some => format!("已有通过核验的人员：{}", some.join("、")),
        };
        Some(Applicant {
            id: account.id.to_string(),
            name: account.name.clone(),
            login: account.login.clone(),
            since: format!("{}注册，已等\u{a0}{days}\u{a0}天", show::day_short(account.since)),
            enterprise: Name::new(enterprise.0),
            code: enterprise.1.into(),
            others,
            proof: None,
            urgent: String::new(),
        })
    }
}

/// What is posted: `answer.ID`, `approve` or `refuse`, and `reason.ID`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Both.
    #[serde(flatten)]
    pub rows: Typed,
}

impl Form {
    /// Whether the person belongs to the enterprise, and why not; or what has to be put right.
    pub fn parse(&self, account: &AccountId) -> Result<(bool, String), Errors> {
        let mut reading = Reading::default();
        let (answer, field) = (format!("answer.{account}"), format!("reason.{account}"));
        let approve = match typed(&self.rows, &answer) {
            "approve" => Some(true),
            "refuse" => Some(false),
            _ => None,
        };
        let approve = reading.one_of(&answer, approve, "请选通过还是不予通过");
        let reason = typed(&self.rows, &field).to_owned();
        if approve == Some(false) && reason.is_empty() {
            reading.errors.push(&field, "请写明为什么不予通过，理由会告知申请人");
        }
        if reason.chars().count() > 300 {
            reading.errors.push(&field, "理由最多写 300 个字");
        }
        reading.done(approve.map(|approve| (approve, reason)))
    }
}

impl Vouching {
    /// The controls of an account, with what was typed.
    fn controls(&self, id: &str) -> Vec<Field> {
        let (answer, reason) = (format!("answer.{id}"), format!("reason.{id}"));
        let value = |name: &str| typed(&self.form.rows, name).to_owned();
        let options = [("approve", "通过"), ("refuse", "不予通过")];
        let options = options.map(|(id, label)| (id.to_owned(), label.to_owned()));
        vec![
            Field::radio(&answer, "核验结果", &options).value(value(&answer)).check(&self.errors),
            Field::text(&reason, "理由（不予通过时必填，会告知申请人）")
                .value(value(&reason))
                .limit(300)
                .check(&self.errors),
        ]
    }

    /// Said when nobody waits.
    fn nobody(&self) -> Empty {
        Empty::new("没有待核验的账号", "企业人员注册后，先可以填报；要提交申报，须经所在市核验。")
            .link("回到待办", "/office")
    }

    /// Values to look at.
    pub fn sample() -> Option<Vouching> {
        use jiff::civil::date;
        let (other, other_code, _) = FIRMS[3];
        Some(Vouching {
            page: office("/office", "账号核验 2 个").under("待办", "/office"),
            lead: "最久的等了 5 天。核对姓名、企业与营业执照；通过后才能提交申报。".into(),
            waiting: vec![
                Applicant {
                    proof: Some(Link::new("看营业执照", "/office/accounts/a/licence")),
                    urgent: "有一件申报已经填好，等核验后提交；申报期还剩 4 天".into(),
                    ..sample_applicant("a", "演示用户甲", (FIRM, CODE), date(2026, 11, 18), true)?
                },
                Applicant {
                    others: "已有通过核验的人员：演示用户癸".into(),
                    ..sample_applicant("b", "演示用户子", (other, other_code), date(2026, 11, 22), false)?
                },
            ],
            form: Form::default(),
            errors: Errors::none(),
            refused: None,
        })
    }

    /// Refused: no reason.
    pub fn sample_refused() -> Option<Vouching> {
        let form = Form { rows: [("answer.b".into(), "refuse".into())].into() };
        let errors = form.parse(&AccountId("b".into())).err()?;
        Vouching::sample().map(|page| Vouching { form, errors, ..page })
    }

    /// Nobody waits.
    pub fn sample_empty() -> Option<Vouching> {
        let mut page = Vouching::sample()?;
        page.page.title = "账号核验".into();
        let lead = "截至11月23日，柳州市没有待核验的账号。".into();
        Some(Vouching { lead, waiting: vec![], ..page })
    }
}

fn sample_applicant(id: &str, name: &str, enterprise: (&str, &str), since: Date, founder: bool) -> Option<Applicant> {
    use titian_domain::account::Binding;
    use titian_domain::id::EnterpriseId;
    let account = Account {
        id: AccountId(id.into()),
        login: format!("demo-{id}@example.invalid"),
        name: name.into(),
        binding: Some(Binding {
            enterprise: EnterpriseId(id.into()),
            city: crate::office::sample::liuzhou()?,
            founder,
            state: BindingState::Pending,
            paper: None,
            claims: None,
        }),
        grants: vec![],
        disabled: false,
        since,
    };
    Applicant::of(&account, enterprise, &[], today())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_a_reason() {
        let read = |rows: &[(&str, &str)]| {
            let rows = rows.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
            let fields = |errors: Errors| errors.list.into_iter().map(|(field, _)| field).collect::<Vec<_>>();
            Form { rows }.parse(&AccountId("b".into())).map_err(fields)
        };
        assert_eq!(read(&[("answer.b", "approve")]), Ok((true, String::new())));
        assert_eq!(
            read(&[("answer.b", "refuse"), ("reason.b", "执照与代码不符")]),
            Ok((false, "执照与代码不符".into()))
        );
        assert_eq!(read(&[("answer.b", "refuse")]), Err(vec!["reason.b".into()]));
        assert_eq!(read(&[("answer.a", "approve")]), Err(vec!["answer.b".into()]));
    }
}
