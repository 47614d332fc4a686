//! 拟更正 A correction of an entry of a list that is out: what is wrong, what is right, why.

use askama::Template;
use serde::Deserialize;
use titian_domain::correction::{CorrectionAnnouncement, Paper, Part};
use titian_domain::id::{AnnouncementId, PublicityId};
use titian_domain::publicity::Entry;

use super::{office_href, sample_announced, sample_correction};
use crate::components::{Errors, Refused, Summary};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::office::sample::province;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/correction/draft.html")]
pub struct Draft {
    /// The page.
    pub page: Page,
    /// The list: what it is called, and where its office works on it.
    pub list: (String, String),
    /// The entry as it stands on the list.
    pub entry: Summary,
    /// Corrections of it that were announced, in words.
    pub before: Vec<String>,
    /// Cities that can be right, by code and name.
    pub cities: Vec<(String, String)>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// Of which entry; the query of the address, and part of what is posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Of {
    /// The publicity; empty if it is an announcement.
    pub publicity: String,
    /// The announcement; empty if it is a publicity.
    pub announcement: String,
    /// The application of the entry.
    pub application: String,
}

impl Of {
    /// The list.
    pub fn paper(&self) -> Paper {
        match self.announcement.is_empty() {
            true => Paper::Publicity(PublicityId(self.publicity.clone())),
            false => Paper::Announcement(AnnouncementId(self.announcement.clone())),
        }
    }
}

/// What is posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The publicity; empty if it is an announcement.
    pub publicity: String,
    /// The announcement; empty if it is a publicity.
    pub announcement: String,
    /// The application of the entry.
    pub application: String,
    /// `name`, `code`, `city`.
    pub part: String,
    /// What is right, if it is a name or a code.
    pub right: String,
    /// What is right, if it is a city: its code.
    pub city: String,
    /// Why.
    pub reason: String,
}

impl Form {
    /// A blank form for an entry.
    pub fn blank(of: Of) -> Form {
        let Of { publicity, announcement, application } = of;
        Form { publicity, announcement, application, ..Form::default() }
    }

    /// Of which entry.
    pub fn of(&self) -> Of {
        Of {
            publicity: self.publicity.trim().to_owned(),
            announcement: self.announcement.trim().to_owned(),
            application: self.application.trim().to_owned(),
        }
    }

    /// What of it is wrong, what is right and why; or what has to be put right.
    pub fn parse(&self) -> Result<(Part, String, String), Errors> {
        let mut reading = Reading::default();
        let part = Part::ALL.into_iter().find(|part| part.id() == self.part);
        let part = reading.one_of("part", part, "请选更正哪一项");
        let right = match part {
            Some(Part::City) => reading.need("city", &self.city, "请选正确的设区市"),
            Some(part) => reading.need("right", &self.right, &format!("请填写正确的{}", part.label())),
            None => String::new(),
        };
        let reason = reading.need("reason", &self.reason, "请写明更正的理由和依据，例如 营业执照");
        reading.done(part.map(|part| (part, right, reason)))
    }
}

impl Draft {
    /// The page. `city` is the city that the list gives, in words.
    pub fn of(
        page: Page,
        (list, entry, city): (&str, &Entry, &str),
        before: &[CorrectionAnnouncement],
        cities: Vec<(String, String)>,
        form: Form,
        errors: Errors,
    ) -> Draft {
        let none = (String::new(), "（更正名称或代码的不用选）".to_owned());
        let said = |one: &CorrectionAnnouncement| {
            let (number, on) = one.number().map_or(("", one.on), |(number, on)| (number, on));
            let right = super::value(one.part, &one.right, &|code| {
                cities.iter().find(|(id, _)| *id == code.to_string()).map_or(code.to_string(), |(_, name)| name.clone())
            });
            format!("{}已更正为“{right}”（{number}，{}）", one.part.label(), show::day(on))
        };
        Draft {
            page,
            list: (list.to_owned(), office_href(&form.of().paper())),
            entry: Summary::new()
                .row(Part::Name.label(), &entry.name)
                .row(Part::Code.label(), &entry.code)
                .row(Part::City.label(), city),
            before: before.iter().map(said).collect(),
            cities: std::iter::once(none).chain(cities.iter().cloned()).collect(),
            form,
            errors,
            refused: None,
        }
    }

    fn parts() -> Vec<(String, String)> {
        Part::ALL.map(|part| (part.id().to_owned(), part.label().to_owned())).into()
    }

    /// Values to look at.
    pub fn sample() -> Option<Draft> {
        Draft::sampled(Form::default(), Errors::none())
    }

    /// Refused: nothing is filled in.
    pub fn sample_refused() -> Option<Draft> {
        let form = Form { part: "code".into(), ..Form::default() };
        let errors = form.parse().err()?;
        Draft::sampled(form, errors)
    }

    fn sampled(form: Form, errors: Errors) -> Option<Draft> {
        let page = province("/office/corrections", "拟更正").under("更正", "/office/corrections");
        let one = sample_correction(sample_announced());
        let cities = vec![("450100".into(), "南宁市".into()), ("450200".into(), "柳州市".into())];
        let form = Form { announcement: "a1".into(), application: "c1".into(), ..form };
        Some(Draft::of(page, (&one.list, &one.entry, "柳州市"), std::slice::from_ref(&one), cities, form, errors))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(form: &Form) -> Vec<String> {
        form.parse().unwrap_err().list.into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn what_is_right_stands_in_the_control_of_its_kind() {
        assert_eq!(fields(&Form::default()), ["part", "reason"]);
        let form = Form { part: "city".into(), right: "柳州".into(), reason: "执照".into(), ..Form::default() };
        assert_eq!(fields(&form), ["city"]);
        let form = Form { city: "450200".into(), ..form };
        assert_eq!(form.parse(), Ok((Part::City, "450200".into(), "执照".into())));
        let form = Form { part: "name".into(), ..form };
        assert_eq!(form.parse(), Ok((Part::Name, "柳州".into(), "执照".into())));
    }
}
