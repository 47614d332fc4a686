//! 申请更正填报数据 What an enterprise asks to have corrected in what it filed (A9.1), and what became of that.

use std::collections::BTreeMap;

use askama::Template;
use titian_domain::answers::{Answer, Edit, Place, Source};
use titian_domain::application::Application;
use titian_domain::correction_request::{CorrectionRequest, Stage, filed, label};
use titian_domain::refusal::Refusal;
use titian_rulebook::catalogue::Catalogue;

use crate::components::{Errors, Refused, Summary, Tag};
use crate::enterprise::sample::{self, Ground};
use crate::form::Field;
use crate::layout::Page;
use crate::office::correction::board::asked;
use crate::office::correction::request::{Judged, changes};
use crate::show;

/// Figures that one can ask for at a time.
pub const LINES: usize = 3;

/// The form.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/application/correct.html")]
pub struct CorrectPage {
    /// The page.
    pub page: Page,
    /// 受理编号 of the case.
    pub number: String,
    /// Where the form goes.
    pub action: String,
    /// Back to the case.
    pub back: String,
    /// Why nothing has to be asked for, and what to do instead; none if one can ask.
    pub closed: Option<Refused>,
    /// The controls of each figure.
    pub lines: Vec<Vec<Field>>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is typed: `place.N`, `right.N`, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// All of it, by its control.
    pub fields: BTreeMap<String, String>,
}

impl Form {
    fn typed(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |text| text.trim())
    }

    /// How it came to be wrong.
    pub fn why(&self) -> &str {
        self.typed("why")
    }

    /// The edits and why; or what has to be put right. Lines of which nothing is typed are left out.
    pub fn parse(&self, files: usize) -> Result<(Vec<Edit>, String), Errors> {
        let mut errors = Errors::none();
        let mut edits = Vec::new();
        for at in 1..=LINES {
            let (place, right) = (self.typed(&format!("place.{at}")), self.typed(&format!("right.{at}")));
            match (read(place), right) {
                (None, "") => {}
                (None, _) => errors.push(format!("place.{at}"), "请选更正哪一项"),
                (Some(_), "") => errors.push(format!("right.{at}"), "请填写正确的数据，单位与原填报相同"),
                (Some(place), right) => edits.push(Edit { place, text: Some(right.to_owned()) }),
            }
        }
        if edits.is_empty() && errors.is_empty() {
            errors.push("place.1", "请选更正哪一项");
        }
        if self.why().is_empty() {
            errors.push("why", "请写明当时为什么填错");
        }
        if files == 0 {
            errors.push("evidence", "请上传能证明正确数据的材料");
        }
        if errors.is_empty() { Ok((edits, self.why().to_owned())) } else { Err(errors) }
    }
}

/// `revenue@2025`, `industry`: a place as a control names it.
fn written(place: &Place) -> String {
    place.year.map_or_else(|| place.fact.clone(), |year| format!("{}@{year}", place.fact))
}

fn read(text: &str) -> Option<Place> {
    if text.is_empty() {
        return None;
    }
    Some(match text.split_once('@') {
        Some((fact, year)) => Place { fact: fact.to_owned(), year: Some(year.parse().ok()?) },
        None => Place { fact: text.to_owned(), year: None },
    })
}

/// What can be corrected in a case: everything that its enterprise answered itself, as it stands now.
fn places(case: &Application, catalogue: &Catalogue) -> Vec<(String, String)> {
    let Some(filing) = &case.filing else { return vec![] };
    let answers = filed(filing);
    let once = answers.once.iter().map(|(fact, answer)| (Place { fact: fact.clone(), year: None }, answer));
    let by_year = answers.by_year.iter().rev().flat_map(|(year, answers)| {
        answers.iter().map(|(fact, answer)| (Place { fact: fact.clone(), year: Some(*year) }, answer))
    });
    let own = |(place, answer): &(Place, &Answer)| {
        let asked = catalogue.fact(&place.fact).is_some_and(|(_, fact)| !fact.judged_by_officer);
        asked && answer.source != Source::Register
    };
    let mut places: Vec<(Place, &Answer)> = by_year.chain(once).filter(own).collect();
    // In the order of the form, the latest year first.
    places.sort_by_key(|(place, _)| {
        let at = catalogue.facts.iter().position(|fact| fact.id == place.fact);
        (at, place.year.map(|year| -year))
    });
    let option = |(place, answer): (Place, &Answer)| {
        let shown: String = answer.text.chars().take(30).collect();
        (written(&place), show::sentence(&format!("{}（现为 {shown}）", label(catalogue, &place))))
    };
    places.into_iter().map(option).collect()
}

impl CorrectPage {
    /// The page with what was typed.
    pub fn of(
        page: Page,
        case: &Application,
        catalogue: &Catalogue,
        closed: Option<&Refusal>,
        form: Form,
        errors: Errors,
    ) -> CorrectPage {
        let back = format!("/enterprise/applications/{}", case.id);
        let none = (String::new(), "请选择".to_owned());
        let places: Vec<(String, String)> = std::iter::once(none).chain(places(case, catalogue)).collect();
        let line = |at: usize| {
            let (place, right) = (format!("place.{at}"), format!("right.{at}"));
            vec![
                Field::select(&place, format!("第 {at} 项"), &places).value(form.typed(&place)).check(&errors),
                Field::text(&right, "正确的数据").value(form.typed(&right)).limit(200).check(&errors),
            ]
        };
        CorrectPage {
            page: Page { title: "申请更正填报数据".into(), ..page }
                .under("申报与复核", "/enterprise/applications")
                .under("这件申报", &back),
            number: case.number.clone(),
            action: format!("{back}/correction"),
            back,
            closed: closed.map(Refused::from),
            lines: (1..=LINES).map(line).collect(),
            form,
            errors,
            refused: None,
        }
    }

    /// Values to look at.
    pub fn sample(ground: &Ground) -> Option<CorrectPage> {
        CorrectPage::sampled(ground, Form::default(), Errors::none())
    }

    /// Refused: a figure is chosen, nothing else is there.
    pub fn sample_refused(ground: &Ground) -> Option<CorrectPage> {
        let form = Form { fields: [("place.1".to_owned(), "revenue@2025".to_owned())].into() };
        let errors = form.parse(0).err()?;
        CorrectPage::sampled(ground, form, errors)
    }

    /// The case is in the enterprise's own hands.
    pub fn sample_closed(ground: &Ground) -> Option<CorrectPage> {
        let case = ground.case(4)?;
        let closed = titian_domain::correction_request::closed(&case);
        let page = sample::page("/enterprise/applications", "");
        Some(CorrectPage::of(page, &case, &ground.policy.catalogue, closed.as_ref(), Form::default(), Errors::none()))
    }

    fn sampled(ground: &Ground, form: Form, errors: Errors) -> Option<CorrectPage> {
        let page = sample::page("/enterprise/applications", "");
        Some(CorrectPage::of(page, &ground.case(3)?, &ground.policy.catalogue, None, form, errors))
    }
}

/// One request of one's own.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/application/correction.html")]
pub struct RequestPage {
    /// The page.
    pub page: Page,
    /// How far it is.
    pub state: Tag,
    /// What that means and who has to do something now.
    pub lead: String,
    /// Where the case is.
    pub case: String,
    /// 受理编号 of the case.
    pub number: String,
    /// What is to be corrected: which, as filed, as it is right.
    pub changes: Vec<(String, String, String)>,
    /// How it came to be wrong.
    pub why: String,
    /// What is to prove it: name and address.
    pub files: Vec<(String, String)>,
    /// What was said and decided.
    pub facts: Summary,
    /// How the case is judged without it and with it, once it was accepted.
    pub effect: Option<Judged>,
    /// Where it can be withdrawn; none if that is over.
    pub withdraw: Option<String>,
    /// Why it was refused.
    pub errors: Errors,
}

impl RequestPage {
    /// The page. `city` is the examining city in words, `files` are digest and name.
    pub fn of(
        page: Page,
        one: &CorrectionRequest,
        catalogue: &Catalogue,
        city: &str,
        files: &[(String, String)],
    ) -> RequestPage {
        let at = format!("/enterprise/corrections/{}", one.id);
        let case = format!("/enterprise/applications/{}", one.application);
        let mut facts = Summary::new().row("提出", show::day(one.on));
        let (lead, effect) = match &one.stage {
            Stage::Asked => (format!("由{city}主管部门核对材料并提出意见，再由自治区决定。您不必再做什么。"), None),
            Stage::Examined { opinion } => {
                facts = facts.row("市级核对", show::day(opinion.on));
                (format!("{city}主管部门已核对，由自治区工业和信息化厅决定。"), None)
            }
            Stage::Accepted { opinion, decision, effect } => {
                facts = facts.row("市级核对", show::day(opinion.on)).noted(
                    "自治区决定",
                    format!("准予更正：{}", decision.words),
                    show::day(decision.on),
                );
                let lead = "原填报照原样保留，更正记在旁边；之后按更正后的数据审核。企业档案不会自动改动，请一并改正。";
                (lead.to_owned(), effect.as_ref())
            }
            Stage::Declined { opinion, decision } => {
                facts = facts.row("市级核对", show::day(opinion.on)).noted(
                    "自治区决定",
                    format!("不予更正：{}", decision.words),
                    show::day(decision.on),
                );
                ("填报没有更正。理由见下。".to_owned(), None)
            }
            Stage::Withdrawn { on } => (format!("{} 由企业撤回。", show::day(*on)), None),
        };
        RequestPage {
            page: Page { title: "更正填报数据的申请".into(), ..page }
                .under("申报与复核", "/enterprise/applications")
                .under("这件申报", &case),
            state: asked(&one.stage),
            lead,
            case,
            number: one.number.clone(),
            changes: changes(catalogue, &one.changes),
            why: one.why.clone(),
            files: files.iter().map(|(id, name)| (name.clone(), format!("{at}/files/{id}"))).collect(),
            facts,
            effect: effect.map(Judged::of),
            withdraw: one.stage.waits().then(|| format!("{at}/withdraw")),
            errors: Errors::none(),
        }
    }

    /// Values to look at: waits for the city.
    pub fn sample(ground: &Ground) -> Option<RequestPage> {
        Some(RequestPage::sampled(ground, Stage::Asked))
    }

    /// Accepted.
    pub fn sample_accepted(ground: &Ground) -> Option<RequestPage> {
        use crate::office::correction::request::{sample_decision, sample_effect, sample_opinion};
        let effect = Some(sample_effect());
        let stage = Stage::Accepted { opinion: sample_opinion(), decision: sample_decision(), effect };
        Some(RequestPage::sampled(ground, stage))
    }

    fn sampled(ground: &Ground, stage: Stage) -> RequestPage {
        let one = crate::office::correction::request::sample_request(stage);
        let files = [("f1".to_owned(), "2025年审计报告.pdf".to_owned())];
        let page = sample::page("/enterprise/applications", "");
        RequestPage::of(page, &one, &ground.policy.catalogue, "柳州市", &files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        Form { fields: fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect() }
    }

    #[test]
    fn what_is_missing_is_told_at_its_control() {
        let fields = |form: &Form| -> Vec<String> {
            form.parse(0).unwrap_err().list.into_iter().map(|(field, _)| field).collect()
        };
        assert_eq!(fields(&Form::default()), ["place.1", "why", "evidence"]);
        assert_eq!(fields(&form(&[("right.2", "1"), ("why", "错")])), ["place.2", "evidence"]);
        assert_eq!(fields(&form(&[("place.1", "revenue@2025"), ("why", "错")])), ["right.1", "evidence"]);
        let (edits, why) =
            form(&[("place.3", "revenue@2025"), ("right.3", " 1万元 "), ("why", "错")]).parse(1).unwrap();
        assert_eq!((edits[0].place.year, edits[0].text.as_deref(), why.as_str()), (Some(2025), Some("1万元"), "错"));
    }

    #[test]
    fn places_are_offered_in_the_order_of_the_form_with_what_stands_there() {
        let page = CorrectPage::sample(sample::ground().unwrap()).unwrap();
        let text = askama::Template::render(&page).unwrap();
        assert!(text.contains("revenue@2025") && text.contains("现为"), "{text}");
        assert!(!text.contains("value=\"local_"));
    }
}
