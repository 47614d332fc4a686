//! 带进档案 What was typed into the self-test goes into the dossier, where that is still empty (A9.1).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use titian_app::command::{Command, Done, Failure as Undone};
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::enterprise;
use titian_rulebook::catalogue::Catalogue;

use super::member::Member;
use crate::View;
use crate::door::{Posted, Stop, onward};
use crate::enterprise::dossier::writing;
use crate::form::Typed;
use crate::public::open::accounts::carrying;

/// `POST /self-test/carry`
pub async fn carry(posted: Posted<Typed>) -> Result<Response, Stop> {
    let Posted { visit, form: typed, once } = posted;
    if visit.person().is_none() {
        return Ok((StatusCode::OK, View(carrying(&visit, typed))).into_response());
    }
    let member = Member::of(visit, "/enterprise").await?;
    let say = |to: &str, said: String| Ok(onward(to, &Done { said, ..Done::default() }));
    let Some(own) = member.dossier() else {
        return say("/enterprise", "账号核验通过以前不能填这家企业的档案，自测的数据没有保存。".into());
    };
    let read = edits(&member.policy().catalogue, &typed, member.today());
    let (missing, there): (Vec<Edit>, Vec<Edit>) =
        read.into_iter().partition(|edit| own.enterprise.answers.get(&edit.place).is_none());
    let said = match (missing.len(), there.len()) {
        (0, 0) => "没有可以带进档案的数据。".into(),
        (0, there) => format!("{there}\u{a0}项档案里都已经填过，没有改动。"),
        (new, 0) => format!("带进了\u{a0}{new}\u{a0}项。请核对，并补齐还缺的。"),
        (new, there) => format!("带进了\u{a0}{new}\u{a0}项；{there}\u{a0}项档案里已经填过，没有改动。"),
    };
    if !missing.is_empty() {
        let file = enterprise::Command::File { edits: missing, source: Source::Enterprise };
        let fill = Command::Fill { enterprise: own.enterprise.id.clone(), seen: own.version, commands: vec![file] };
        match member.app().perform(&member.actor(), fill, Some(&once)).await {
            Ok(_) => {}
            Err(Undone::Refused(refusal)) => {
                return say("/enterprise/dossier", crate::show::sentence(&refusal.to_string()));
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    say("/enterprise/dossier", said)
}

/// What was typed by the columns of the catalogue (`revenue_y1`), as answers of the calendar years these mean today.
/// What cannot be read, or stands in the registration, is left behind.
fn edits(catalogue: &Catalogue, typed: &Typed, today: Date) -> Vec<Edit> {
    let edit = |(name, text): (&String, &String)| {
        let (fact, year) = match catalogue.slot(name) {
            Some(slot) => {
                let info = catalogue.info(slot);
                let fact = &catalogue[info.fact];
                let back = name.strip_prefix(&fact.id)?.strip_prefix("_y").and_then(|back| back.parse::<i16>().ok());
                (fact, if fact.years > 0 { Some(today.year() - back?) } else { None })
            }
            None => (catalogue.fact(name)?.1, None),
        };
        let registered = ["name", "credit_code", "city"].contains(&fact.id.as_str());
        let text = writing::fact_to_store(fact, text).ok().filter(|text| !text.is_empty() && !registered)?;
        Some(Edit { place: Place { fact: fact.id.clone(), year }, text: Some(text) })
    };
    typed.iter().filter_map(edit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use titian_rulebook::policy::Policy;

    #[test]
    fn columns_become_answers_of_the_years_they_mean() {
        let policy = Policy::shipped().unwrap();
        let typed = [
            ("revenue_y1", "4,128.00"),
            ("revenue_y2", "3790"),
            ("ip_class", "class1"),
            ("industry", "C3453"),
            ("rd_expense_y1", "很多"),
            ("credit_code", "91450200MA0000042X"),
            ("net_profit_y1", " "),
            ("no_such_fact", "1"),
        ];
        let typed = typed.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let edits = edits(&policy.catalogue, &typed, date(2026, 11, 24));
        let said: Vec<String> = edits
            .iter()
            .map(|edit| format!("{} {:?} {}", edit.place.fact, edit.place.year, edit.text.clone().unwrap()))
            .collect();
        let expected = [
            "industry None C3453",
            "ip_class None class1",
            "revenue Some(2025) 4,128.00万元",
            "revenue Some(2024) 3790万元",
        ];
        assert_eq!(said, expected);
    }
}
