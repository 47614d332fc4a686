//! 准备公告 Before the list is fixed: what each city filed, who is held back and why, who is not filed yet.

use askama::Template;
use serde::Deserialize;
use titian_app::query::{Against, AtList};
use titian_domain::application::{Application, Stage, Steps, decided_under, fix};
use titian_domain::id::{AnnouncementId, ApplicationId, BatchId};
use titian_domain::notice::Batch;

use crate::components::{Empty, Errors, Refused};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::read::{Reading, picked};
use crate::office::sample::{batch, case, province, stale};
use crate::sample::FIRMS;
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/announcement/preview.html")]
pub struct Preview {
    /// The page.
    pub page: Page,
    /// Id of the batch.
    pub batch: String,
    /// Its name.
    pub batch_name: String,
    /// Until when the cities file.
    pub city_due: String,
    /// The cities, in the order of their codes.
    pub cities: Vec<CityList>,
    /// How many can be announced now.
    pub ready: usize,
    /// How many are held back.
    pub held: usize,
    /// Whether its lists are filed to the province first (A9.2); the province's own are not (A10.3).
    pub filing: bool,
    /// The clause it is announced under.
    pub cite: String,
    /// Where the clause is explained.
    pub cite_href: String,
    /// What the list does to the old titles of a re-review's cohort (A13.3); empty if it is none.
    pub lapses: String,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What a re-review list does to the old titles of its cohort (A13.3), for who fixes it and who signs.
pub fn lapses(comes: &AtList) -> String {
    let lapse = comes.unasked + comes.not_passed;
    let mut said = format!("这是复核名单：{}\u{a0}家由新称号接替。", comes.renewed);
    if lapse > 0 {
        said += &format!(
            "另有 {lapse}\u{a0}家的原称号随公告失效：没有参加复核 {}\u{a0}家，参加而不在名单内 {}\u{a0}家",
            comes.unasked, comes.not_passed
        );
        said += &match comes.under_way {
            0 => "。".to_owned(),
            n => format!("，其中 {n}\u{a0}家还在办理，请先办结或者确认。"),
        };
    }
    if comes.own_term > 0 {
        said += &format!("{}\u{a0}家没有通过或者没有参加，期限未满，用完自己的期限。", comes.own_term);
    }
    if comes.held > 0 {
        said += &format!("{}\u{a0}家异议未了或者等另一份名单，原称号保留到那时。", comes.held);
    }
    said + "（第十三条）"
}

/// One city.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CityList {
    /// 柳州市.
    pub name: String,
    /// Who can be announced.
    pub ready: Vec<Filed>,
    /// Who was filed and is held back: case, enterprise, why.
    pub held: Vec<(String, Name, String)>,
    /// How many are still on their way in the city.
    pub under_way: usize,
}

/// Someone who was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// Id of the case.
    pub id: String,
    /// The enterprise.
    pub name: Name,
    /// Its code.
    pub code: String,
    /// When it was filed.
    pub on: String,
    /// Whether its box is ticked.
    pub ticked: bool,
}

/// What is posted: batch, title, and the boxes `pick.ID`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The batch.
    pub batch: String,
    /// The title.
    pub title: String,
    /// `on`: the list was read and is to be fixed.
    pub confirm: String,
    /// The boxes.
    #[serde(flatten)]
    pub boxes: Typed,
}

/// A list to be fixed.
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
        let title = reading.need("title", &self.title, "请填写公告的标题");
        if title.chars().count() > 100 {
            reading.errors.push("title", "标题最多 100 个字");
        }
        let applications: Vec<ApplicationId> = picked(&self.boxes, "pick").into_iter().map(ApplicationId).collect();
        if applications.is_empty() {
            reading.errors.push("list", "名单是空的，请至少勾选一家");
        }
        if self.confirm != "on" {
            reading.errors.push("confirm", "请确认名单。固定之后送批，批准前只能整份撤回");
        }
        reading.done(Some(Wanted { batch: BatchId(self.batch.trim().to_owned()), title, applications }))
    }
}

impl Preview {
    /// The page for a batch: the `cities` that have cases in it, in their order, with how many they still work on; and
    /// the cases that were `filed`, each with the name of its city.
    pub fn of(
        page: Page,
        (batch, steps): (&Batch, &Steps),
        cities: &[(String, usize)],
        (filed, against): (&[(String, Application)], &Against),
        supplementary: bool,
        form: Form,
        errors: Errors,
    ) -> Preview {
        let fresh = form == Form::default();
        let wanted = picked(&form.boxes, "pick");
        let probe = AnnouncementId(String::new());
        let city =
            |(name, count): &(String, usize)| CityList { name: name.clone(), under_way: *count, ..CityList::default() };
        let mut cities: Vec<CityList> = cities.iter().map(city).collect();
        for (city, case) in filed {
            let Some(list) = cities.iter_mut().find(|list| list.name == *city) else { continue };
            let (Some(filing), Stage::Filed { on, .. } | Stage::Cleared { on, .. }) = (&case.filing, &case.stage)
            else {
                continue;
            };
            let since = if matches!(case.stage, Stage::Filed { .. }) { "备案" } else { "公示期满" };
            let (id, name) = (case.id.to_string(), Name::new(&filing.content.name));
            match fix(case, steps, probe.clone(), against.get(&case.id).cloned().unwrap_or_default()) {
                Ok(_) => list.ready.push(Filed {
                    ticked: fresh || wanted.contains(&id),
                    name,
                    code: filing.content.code.clone(),
                    on: format!("{}{since}", show::day_short(*on)),
                    id,
                }),
                Err(refusal) => {
                    let objected = !case.held_by.is_empty();
                    let reasons = refusal.reasons.iter().skip(usize::from(objected));
                    let why = reasons.map(|reason| show::sentence(reason)).collect::<Vec<_>>().join("；");
                    list.held.push((id, name, if objected { format!("{why}，留待补充公告") } else { why }));
                }
            }
        }
        let mark = if supplementary { "补充名单" } else { "名单" };
        let title = if fresh { format!("{}{mark}", batch.name) } else { form.title.clone() };
        Preview {
            page,
            batch: batch.id.to_string(),
            batch_name: batch.name.clone(),
            city_due: show::day(batch.city_due),
            ready: cities.iter().map(|city| city.ready.len()).sum(),
            held: cities.iter().map(|city| city.held.len()).sum(),
            cities,
            filing: steps.filing,
            lapses: String::new(),
            cite: show::article(decided_under(batch.tier)),
            cite_href: show::article_href(decided_under(batch.tier)),
            form: Form { title, ..form },
            errors,
            refused: None,
        }
    }

    /// Said when nobody can be announced.
    fn nobody(&self) -> Empty {
        let when = match self.filing {
            true => format!("各市应在{} 24:00 前备案。备案之后会按市列在这里。", self.city_due),
            false => "自治区的公示期满之后，会按市列在这里。".to_owned(),
        };
        Empty::new("现在没有可以公告的企业", when)
    }

    /// Values to look at.
    pub fn sample() -> Option<Preview> {
        Preview::sampled(Form::default(), Errors::none())
    }

    /// Refused.
    pub fn sample_refused() -> Option<Preview> {
        let form = Form { batch: batch().id.to_string(), ..Form::default() };
        let errors = form.parse().err()?;
        Preview::sampled(form, errors)
    }

    /// Nobody filed yet.
    pub fn sample_empty() -> Option<Preview> {
        let page = province("/office/publicity", "还没有可以公告的企业").under("公示与公告", "/office/publicity");
        Some(Preview::of(
            page,
            (&batch(), &Steps::default()),
            &[("柳州市".into(), 1)],
            (&[], &Against::new()),
            false,
            Form::default(),
            Errors::none(),
        ))
    }

    fn sampled(form: Form, errors: Errors) -> Option<Preview> {
        use titian_domain::id::{ObjectionId, PublicityId};
        let page =
            province("/office/publicity", "公告名单：8 家可以公告，2 家暂缓").under("公示与公告", "/office/publicity");
        let one = case()?;
        let cases = FIRMS.iter().zip(1..).filter(|(_, n)| *n < 11).map(|((name, code, city), n)| {
            let mut case = Application { id: ApplicationId(n.to_string()), ..one.clone() };
            case.stage = Stage::Filed { publicity: PublicityId("p".into()), on: jiff::civil::date(2026, 11, 20) };
            if n == 5 {
                case.held_by.push(ObjectionId("o".into()));
            }
            if let Some(filing) = &mut case.filing {
                filing.content.name = (*name).into();
                filing.content.code = (*code).into();
            }
            ((*city).to_owned(), case)
        });
        let cases: Vec<(String, Application)> = cases.collect();
        let against = Against::from([(ApplicationId("8".into()), vec![stale()])]);
        let mut cities: Vec<(String, usize)> = Vec::new();
        for ((_, _, city), n) in FIRMS.iter().zip(1..) {
            if cities.last().is_none_or(|(last, _)| last != city) {
                cities.push(((*city).to_owned(), usize::from(n > 10)));
            }
        }
        Some(Preview::of(page, (&batch(), &Steps::default()), &cities, (&cases, &against), false, form, errors))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_stand_apart_and_the_held_stay_behind() {
        let page = Preview::sample().unwrap();
        assert_eq!((page.ready, page.held), (8, 2));
        let names: Vec<&str> = page.cities.iter().map(|city| city.name.as_str()).collect();
        assert_eq!(names[..3], ["南宁市", "柳州市", "桂林市"]);
        assert_eq!((page.cities[1].ready.len(), page.cities[1].held.len()), (2, 1));
        assert_eq!(page.cities.last().map(|city| city.under_way), Some(1));
        assert_eq!(page.form.title, "2026年第二批创新型中小企业名单");
    }

    #[test]
    fn a_list_is_fixed_only_when_it_was_confirmed() {
        let boxes: Typed = [("pick.1".into(), "on".into())].into();
        let form = Form { batch: "b".into(), title: "名单".into(), confirm: "on".into(), boxes };
        assert_eq!(form.parse().unwrap().applications.len(), 1);
        let fields: Vec<String> = Form::default().parse().unwrap_err().list.into_iter().map(|(f, _)| f).collect();
        assert_eq!(fields, ["title", "list", "confirm"]);
    }
}
