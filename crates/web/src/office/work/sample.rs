//! An office to look at.

use jiff::civil::date;
use titian_app::query::{Apart, Load, Office, StandsIn, ToAssign};
use titian_domain::application::{Application, Stage};
use titian_domain::assignment::Hand;
use titian_domain::id::{AccountId, ApplicationId, EnterpriseId, SubstitutionId};
use titian_domain::recusal::{Lifted, Recusal};
use titian_domain::substitution::Substitution;

use super::assignment::{Assignment, Form};
use super::{Leads, RecusalRow, SubstituteForm, SubstitutionRow, Work};
use crate::components::{Errors, Refused};
use crate::office::sample::{case, handler, leader, liuzhou, names, office};
use crate::sample::{FIRMS, today};

fn name(account: &AccountId) -> String {
    names().get(account).cloned().unwrap_or_else(|| "演示用户己".into())
}

fn load(account: &str, name: &str, [open, soon, overdue, returned]: [u32; 4]) -> Load {
    Load { account: account.into(), name: name.into(), open, overdue, soon, returned }
}

fn recusals() -> Option<Vec<Apart>> {
    let recusal = |who: AccountId, by: AccountId, why: &str, lifted: Option<Lifted>| -> Option<Recusal> {
        let (enterprise, office, why) = (EnterpriseId("0042".into()), liuzhou()?, why.into());
        Some(Recusal { account: who, enterprise, office, why, by, on: date(2026, 11, 20), lifted })
    };
    let lifted = Lifted { why: "股份已经转让".into(), by: leader(), on: date(2026, 11, 22) };
    let apart = |at: usize, recusal: Recusal, held| {
        let (firm, ..) = FIRMS.get(at)?;
        let (id, case) = (format!("r{at}"), Some(ApplicationId("0042".into())));
        Some(Apart { id, recusal, enterprise: (*firm).into(), held, case })
    };
    Some(vec![
        apart(0, recusal(handler(), handler(), "近亲属在该企业任职", None)?, 1)?,
        apart(1, recusal(AccountId("officer-6".into()), leader(), "曾在该企业任职", None)?, 0)?,
        apart(2, recusal(handler(), leader(), "持有股份", Some(lifted))?, 0)?,
    ])
}

fn substitutions() -> Option<Vec<StandsIn>> {
    let one = |id: &str, from: i8, until: i8| -> Option<Substitution> {
        Some(Substitution {
            id: SubstitutionId(id.into()),
            office: liuzhou()?,
            who: handler(),
            whom: leader(),
            from: date(2026, 11, from),
            until: date(2026, 11, until),
            why: "外出培训".into(),
            by: leader(),
            on: date(2026, 11, 9),
            ended: None,
        })
    };
    let stands = |one: Substitution| StandsIn { holds: one.holds(today()), substitution: one };
    Some(vec![stands(one("s1", 23, 27)?), stands(one("s2", 28, 30)?), stands(one("s3", 10, 12)?)])
}

/// Cases that nobody has, one of which somebody stays away from, and one that is taken.
pub(super) fn to_assign() -> Option<ToAssign> {
    let one = case()?;
    let submitted = Stage::Submitted { on: date(2026, 11, 20) };
    let cases = FIRMS.iter().zip(1..=6).map(|((name, code, _), n)| {
        let (id, enterprise) = (ApplicationId(format!("{n}")), EnterpriseId(format!("e{n}")));
        let stage = if n == 6 { one.stage.clone() } else { submitted.clone() };
        let mut case = Application { id, enterprise, stage, ..one.clone() };
        case.number = format!("GX2026H2C{:05}", n * 17 + 3);
        if let Some(filing) = &mut case.filing {
            (filing.content.name, filing.content.code) = ((*name).into(), (*code).into());
        }
        (case, 2)
    });
    let hand = |account: &str, open| Hand { account: AccountId(account.into()), open };
    Some(ToAssign {
        cases: cases.collect(),
        all: 5,
        hands: vec![(hand("officer-2", 21), "演示用户乙".into()), (hand("officer-6", 19), "演示用户己".into())],
        away: [(AccountId("officer-6".into()), EnterpriseId("e2".into()))].into(),
    })
}

impl Work {
    /// Values to look at: as the leader sees it.
    pub fn sample() -> Option<Work> {
        let (me, on) = (leader(), today());
        let loads =
            vec![load("officer-2", "演示用户乙", [21, 4, 1, 3]), load("officer-6", "演示用户己", [19, 2, 0, 5])];
        let people = [("", "请选择"), ("officer-2", "演示用户乙"), ("leader-1", "演示用户丁")];
        Some(Work {
            page: office("/office/work", "分工"),
            leads: Some(Leads::of(&Office { loads, waiting: 126, soon: Some(date(2026, 11, 26)) })),
            recusals: recusals()?.iter().map(|one| RecusalRow::of(one, name, &me, true)).collect(),
            substitutions: substitutions()?.iter().map(|one| SubstitutionRow::of(one, name, on, true)).collect(),
            people: people.map(|(id, name)| (id.to_owned(), name.to_owned())).into(),
            form: SubstituteForm::default(),
            errors: Errors::none(),
            refused: None,
        })
    }

    /// As a handler sees it, while nobody stays away or stands in.
    pub fn sample_handler() -> Option<Work> {
        let page = Work::sample()?;
        Some(Work { leads: None, recusals: vec![], substitutions: vec![], people: vec![], ..page })
    }

    /// A substitution with nothing typed; the calendar of the days ahead is not known, and nobody handles cases yet.
    pub fn sample_refused() -> Option<Work> {
        let page = Work::sample()?;
        let errors = SubstituteForm::default().parse(&page.people).err()?;
        Some(Work { errors, leads: Some(Leads::of(&Office::default())), ..page })
    }
}

impl Assignment {
    /// Values to look at: given out evenly.
    pub fn sample() -> Option<Assignment> {
        let found = to_assign()?;
        let boxes =
            [("who.officer-2", "on"), ("who.officer-6", "on")].map(|(name, on)| (name.to_owned(), on.to_owned()));
        let plan = Form { boxes: boxes.into(), ..Form::default() }.plan(&found).ok()?;
        Some(Assignment::of(office("/office/work", "分派 5 件").under("分工", "/office/work"), &found, &plan))
    }

    /// One was taken up meanwhile.
    pub fn sample_refused() -> Option<Assignment> {
        let refused = Refused {
            what: "名单已经变化，一件也没有分派".into(),
            reasons: vec!["示例企业（GX2026H2C00020）：这件申报已经有人办理".into()],
            todo: "请重新预览，再确认".into(),
            ..Refused::default()
        };
        Assignment::sample().map(|page| Assignment { refused: Some(refused), ..page })
    }

    /// Nothing to give out.
    pub fn sample_empty() -> Option<Assignment> {
        Assignment::sample().map(|page| Assignment { lines: vec![], shares: vec![], skipped: vec![], given: 0, ..page })
    }
}
