//! 回避 Who stays away from the enterprise of a case (A5), and saying so: for oneself, or by the leader for somebody else.

use serde::Deserialize;
use titian_domain::id::AccountId;
use titian_domain::recusal::LONGEST;

use super::Docket;
use crate::components::Errors;
use crate::office::read::Reading;

/// The part of the page.
#[derive(Debug, Clone, Default)]
pub struct Apart {
    /// Who stays away, by name, and what is still to be done about it.
    pub away: Vec<String>,
    /// For whom it can be said, as (account, name), the reader first; empty hides the form.
    pub people: Vec<(String, String)>,
    /// To whom what they have in hand can go, as (account, name); the first is nobody.
    pub colleagues: Vec<(String, String)>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
}

/// What is posted to `recusal`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The account of who stays away; empty = the one who posts.
    pub account: String,
    /// Why.
    pub why: String,
    /// The account of who takes over; empty = nobody yet.
    pub to: String,
}

impl Form {
    /// Who stays away, why, and who takes over. `office` are those who work at this desk.
    pub fn parse(
        &self,
        me: &AccountId,
        office: &[(String, String)],
    ) -> Result<(AccountId, String, Option<AccountId>), Errors> {
        let mut reading = Reading::default();
        let known = |id: &str| office.iter().any(|(account, _)| account == id);
        let of = |id: &str| AccountId(id.to_owned());
        let account = match self.account.trim() {
            "" => Some(me.clone()),
            id => known(id).then(|| of(id)),
        };
        let account = reading.one_of("account", account, "请从名单中选一位本单位的人员");
        let to = match self.to.trim() {
            "" => Some(None),
            id => known(id).then(|| Some(of(id))),
        };
        let to = reading.one_of("to", to, "请从名单中选一位经办人");
        let why = reading.need("why", &self.why, "请写回避的理由");
        if why.chars().count() > LONGEST {
            reading.errors.push("why", format!("理由最多写 {LONGEST} 个字"));
        }
        reading.done(account.zip(to).map(|(account, to)| (account, why, to)))
    }
}

impl Apart {
    /// The part. `office` are all who work at the desk, `colleagues` those who can take the case over.
    pub fn of(docket: &Docket<'_>, office: Vec<(String, String)>, colleagues: &[(String, String)]) -> Apart {
        let handler = docket.case.stage.handler();
        let away = docket.away.iter().map(|one| {
            let left = if handler == Some(one) { "；这件还在其手上，请转交" } else { "" };
            format!("{}{left}", docket.name(one))
        });
        let works = docket.reader.reviews || docket.reader.approves;
        // Who has the case and stays away is offered to the leader again: to put it into other hands.
        let can = |id: &str| {
            handler.is_some_and(|one| one.as_str() == id) || !docket.away.iter().any(|one| one.as_str() == id)
        };
        let mut people = vec![];
        if works && can(docket.reader.account.as_str()) {
            people.push((String::new(), "我".to_owned()));
        }
        if docket.reader.approves {
            let me = docket.reader.account.as_str();
            people.extend(office.into_iter().filter(|(id, _)| id != me && can(id)));
        }
        let mut to = vec![(String::new(), "先不转交，或者手上没有".to_owned())];
        to.extend(colleagues.iter().cloned());
        Apart { away: away.collect(), people, colleagues: to, ..Apart::default() }
    }

    /// Whether something is typed or wrong.
    pub fn open(&self) -> bool {
        !self.errors.is_empty() || self.form != Form::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_says_so_for_oneself_or_a_colleague_and_writes_why() {
        let me = AccountId("me".into());
        let office = [("b".to_owned(), "乙".to_owned())];
        let form =
            |account: &str, why: &str, to: &str| Form { account: account.into(), why: why.into(), to: to.into() };
        let own = form("", " 持有股份 ", "b").parse(&me, &office);
        assert_eq!(own, Ok((me.clone(), "持有股份".into(), Some(AccountId("b".into())))));
        assert_eq!(form("b", "持有股份", "").parse(&me, &office).map(|asked| asked.2), Ok(None));
        let wrong = form("x", "", "y").parse(&me, &office).unwrap_err();
        let fields: Vec<&str> = wrong.list.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["account", "to", "why"]);
        assert!(form("", &"理".repeat(LONGEST + 1), "").parse(&me, &office).is_err());
    }
}
