//! 一份公示 One list: how long it still stands, what was objected, who can be filed and what was filed (A9.2).

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_domain::application::{Application, Channel, Steps, file};
use titian_domain::correction::Paper;
use titian_domain::id::ApplicationId;
use titian_domain::publicity::{Publicity, Stage, article};

use crate::components::{Due, Errors, Refused, Tag};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::correction::new_href;
use crate::office::read::{Reading, picked};
use crate::office::review::bench::stage;
use crate::office::sample::{batch, case, liuzhou, office};
use crate::sample::{FIRMS, today};
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/publicity/list.html")]
pub struct List {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// 公示中, 期满.
    pub state: Tag,
    /// What is left of it; `None` once it is over.
    pub due: Option<Due>,
    /// From when until when, and how it was counted.
    pub days: String,
    /// The list.
    pub lines: Vec<Line>,
    /// Objections against it: how many there are, how many are open.
    pub objections: (usize, usize),
    /// What was filed: number, day, how many.
    pub filings: Vec<(String, String, usize)>,
    /// How many can be filed now.
    pub ready: usize,
    /// Whether lists of this kind are filed to the province.
    pub files: bool,
    /// The clause.
    pub cite: String,
    /// Where it is explained.
    pub cite_href: String,
    /// Whether the reader may propose corrections.
    pub may_correct: bool,
    /// Whether the reader may file.
    pub may_file: bool,
    /// Whether the reader may read objections.
    pub may_read: bool,
    /// Why nothing can be filed now; empty if something can.
    pub why_not: String,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// Someone on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Id of the case.
    pub id: String,
    /// The enterprise, as it stands on the list.
    pub name: Name,
    /// Its code.
    pub code: String,
    /// Whether it was filed on the national platform.
    pub platform: bool,
    /// How far it is.
    pub state: Tag,
    /// Where a correction of it is proposed.
    pub correct: String,
    /// Why it cannot be filed; empty if it can or was.
    pub why_not: String,
    /// Whether it can be filed now.
    pub ready: bool,
    /// Whether its box is ticked.
    pub ticked: bool,
}

/// What is posted to `file`: the number of the letter, and the boxes `pick.ID`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// 文号 of the letter.
    pub number: String,
    /// The boxes.
    #[serde(flatten)]
    pub boxes: Typed,
}

impl Form {
    /// The number and who is filed; or what has to be put right.
    pub fn parse(&self) -> Result<(String, Vec<ApplicationId>), Errors> {
        let mut reading = Reading::default();
        let number = reading.need("number", &self.number, "请填写备案函的文号，例如 柳工信函〔2026〕88号");
        let applications: Vec<ApplicationId> = picked(&self.boxes, "pick").into_iter().map(ApplicationId).collect();
        if applications.is_empty() {
            reading.errors.push("list", "没有勾选企业，请至少勾选一家");
        }
        reading.done(Some((number, applications)))
    }
}

impl List {
    /// The page, for a reader who may not file. `cases` are those of the list, `objections` how many there are and how
    /// many are open.
    pub fn of(
        page: Page,
        publicity: &Publicity,
        (cases, steps): (&[Application], &Steps),
        objections: (usize, usize),
        today: Date,
        form: Form,
        errors: Errors,
    ) -> List {
        let fresh = form == Form::default();
        let wanted = picked(&form.boxes, "pick");
        let over = publicity.stage == Stage::Over;
        let filed = |id: &ApplicationId| publicity.filings.iter().any(|filing| filing.applications.contains(id));
        let lines: Vec<Line> = publicity
            .list
            .iter()
            .map(|entry| {
                let known = cases.iter().find(|case| case.id == entry.application);
                let why = match known.map(|case| file(case, steps, today)) {
                    Some(Ok(_)) | None => String::new(),
                    Some(Err(refusal)) => refusal.reasons.last().map_or(String::new(), |one| show::sentence(one)),
                };
                let ready =
                    over && known.is_some_and(|case| file(case, steps, today).is_ok()) && !filed(&entry.application);
                let id = entry.application.to_string();
                Line {
                    name: Name::new(&entry.name),
                    platform: known.is_some_and(|case| case.channel == Channel::Platform),
                    code: entry.code.clone(),
                    state: known.map_or(Tag::off("—"), |case| stage(&case.stage, !case.held_by.is_empty())),
                    correct: new_href(&Paper::Publicity(publicity.id.clone()), &id),
                    why_not: if over && steps.filing && !filed(&entry.application) { why } else { String::new() },
                    ready,
                    ticked: ready && (fresh || wanted.contains(&id)),
                    id,
                }
            })
            .collect();
        let ready = lines.iter().filter(|line| line.ready).count();
        let why_not = match (over, ready) {
            (false, _) => format!("公示到{} 24:00 期满，次日起可以备案。", show::day_short(publicity.until)),
            (true, 0) => "名单上的企业都已备案，或者还在等异议处理。".into(),
            _ => String::new(),
        };
        List {
            page,
            id: publicity.id.to_string(),
            state: if over { Tag::plain("期满") } else { Tag::ask("公示中") },
            due: (!over).then(|| Due::until(publicity.until, today)),
            days: format!(
                "{}至{} 24:00。{}",
                show::day(publicity.from),
                show::day(publicity.until),
                show::sentence(&publicity.explanation)
            ),
            lines,
            objections,
            filings: publicity
                .filings
                .iter()
                .map(|filing| (filing.number.clone(), show::day(filing.on), filing.applications.len()))
                .collect(),
            ready,
            files: steps.filing,
            cite: show::article(article(publicity.tier)),
            cite_href: show::article_href(article(publicity.tier)),
            may_correct: false,
            may_file: false,
            may_read: false,
            why_not,
            form,
            errors,
            refused: None,
        }
    }

    /// Whether there is anything to be filed from here, by this reader.
    fn may_send(&self) -> bool {
        self.files && self.may_file && self.ready > 0
    }

    /// Values to look at: before the public, one objection.
    pub fn sample() -> Option<List> {
        List::sampled(false, Form::default(), Errors::none())
    }

    /// Over: all but one can be filed.
    pub fn sample_over() -> Option<List> {
        List::sampled(true, Form::default(), Errors::none())
    }

    /// Refused: no number, nobody ticked.
    pub fn sample_refused() -> Option<List> {
        let form = Form { number: " ".into(), ..Form::default() };
        let errors = form.parse().err()?;
        List::sampled(true, form, errors)
    }

    /// Filed, one released later.
    pub fn sample_supplementary() -> Option<List> {
        let (publicity, mut cases) = List::publicity(true)?;
        let filing = titian_domain::publicity::Filing {
            number: "柳工信函〔2026〕88号".into(),
            on: jiff::civil::date(2026, 11, 23),
            applications: cases.iter().skip(1).map(|case| case.id.clone()).collect(),
        };
        for case in cases.iter_mut().skip(1) {
            case.stage = titian_domain::application::Stage::Filed { publicity: publicity.id.clone(), on: today() };
        }
        cases.iter_mut().for_each(|case| case.held_by.clear());
        let publicity = Publicity { filings: vec![filing], ..publicity };
        let page = office("/office/publicity", &publicity.title).under("公示与公告", "/office/publicity");
        let list =
            List::of(page, &publicity, (&cases, &Steps::default()), (1, 0), today(), Form::default(), Errors::none());
        Some(List { may_file: true, may_read: true, ..list })
    }

    fn sampled(over: bool, form: Form, errors: Errors) -> Option<List> {
        let (publicity, cases) = List::publicity(over)?;
        let page = office("/office/publicity", &publicity.title).under("公示与公告", "/office/publicity");
        Some(List {
            may_file: true,
            may_read: true,
            ..List::of(page, &publicity, (&cases, &Steps::default()), (1, 1), today(), form, errors)
        })
    }

    fn publicity(over: bool) -> Option<(Publicity, Vec<Application>)> {
        use jiff::civil::date;
        use titian_domain::application::Stage as Of;
        use titian_domain::id::{EnterpriseId, ObjectionId, PublicityId};
        use titian_domain::publicity::Entry;
        let (one, id) = (case()?, PublicityId("2026-21".into()));
        let until = if over { date(2026, 11, 20) } else { date(2026, 11, 26) };
        let mut cases = Vec::new();
        let mut list = Vec::new();
        for ((name, code, _), n) in FIRMS.iter().skip(2).take(6).zip(0..) {
            let mut case = Application { id: ApplicationId(format!("{n}")), ..one.clone() };
            case.stage = if over {
                Of::Cleared { publicity: id.clone(), on: today() }
            } else {
                Of::InPublicity { publicity: id.clone(), until }
            };
            if n == 0 {
                case.held_by.push(ObjectionId("o".into()));
            }
            list.push(Entry {
                application: case.id.clone(),
                enterprise: EnterpriseId(n.to_string()),
                name: (*name).into(),
                code: (*code).into(),
            });
            cases.push(case);
        }
        let publicity = Publicity {
            id,
            batch: batch().id,
            tier: batch().tier,
            city: liuzhou()?,
            title: "柳州市2026年第二批创新型中小企业拟公告名单公示".into(),
            list,
            from: if over { date(2026, 11, 16) } else { date(2026, 11, 20) },
            until,
            explanation: "5 个工作日,首日、末日都计入".into(),
            filings: vec![],
            stage: if over { Stage::Over } else { Stage::Open },
        };
        Some((publicity, cases))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filing_has_a_number_and_a_list() {
        let boxes: Typed = [("pick.1".into(), "on".into())].into();
        let form = Form { number: " 柳工信函〔2026〕88号 ".into(), boxes };
        assert_eq!(form.parse(), Ok(("柳工信函〔2026〕88号".into(), vec![ApplicationId("1".into())])));
        let fields: Vec<String> = Form::default().parse().unwrap_err().list.into_iter().map(|(f, _)| f).collect();
        assert_eq!(fields, ["number", "list"]);
    }

    #[test]
    fn who_is_held_stays_behind_and_follows_later() {
        let over = List::sample_over().unwrap();
        assert_eq!((over.ready, over.lines.len()), (5, 6));
        assert_eq!(over.lines[0].why_not, "有异议没有处理完");
        let later = List::sample_supplementary().unwrap();
        assert_eq!(
            later.lines.iter().filter(|line| line.ready).map(|line| line.id.as_str()).collect::<Vec<_>>(),
            ["0"]
        );
        let open = List::sample().unwrap();
        assert!(open.ready == 0 && open.why_not.contains("期满"));
    }
}
