//! 征求部门意见 Other departments are asked, reminded, and answer (A10.2, A10.3).

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use titian_domain::account::{self, Account, Role};
use titian_domain::application::Desk;
use titian_domain::consultation::{
    self, Asked, Consultation, Department, Event, Letter, Opinion, SILENCE_IS_CONSENT, Via, article, ask, remind, reply,
};
use titian_domain::id::{AccountId, ApplicationId, BatchId, ConsultationId, EvidenceId};
use titian_domain::refusal::Refusal;
use titian_rulebook::calendar::written;
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, Recipient, Row, Standing, StoreError, Tx, args};

use super::tell::News;
use super::{Doing, batch as load_batch, cases as load_cases};
use crate::actor::Actor;
use crate::clock::day_of;
use crate::command::{Attached, Done, Failure};
use crate::permission::{Act, NotAllowed, Subject};
use crate::{fresh, link};

impl Doing<'_> {
    pub(super) async fn consult(
        &mut self,
        tx: &mut Tx,
        batch: &BatchId,
        office: DivisionCode,
        (number, due): (String, Date),
        grounds: Vec<String>,
        (list, departments): (&[ApplicationId], Vec<(Department, String)>),
    ) -> Result<Done, Failure> {
        self.may(Act::Consult, Subject { city: Some(office), ..Subject::default() })?;
        let batch = load_batch(tx, batch).await?;
        let desk = Desk::of(office);
        let (mut entries, mut reasons) = (Vec::new(), Vec::new());
        for (_, case) in load_cases(tx, list).await? {
            if (desk == Desk::City && case.city != office) || case.batch != batch.id {
                let refusal = Refusal::new(article(desk), "名单中有不属于本级本批次的申报");
                return Err(refusal.todo("请刷新后重新选定").into());
            }
            match consultation::entry(&case, desk) {
                Ok(entry) => entries.push(entry),
                Err(refusal) => reasons.extend(refusal.reasons),
            }
        }
        if !reasons.is_empty() {
            let refusal = Refusal::new(article(desk), "名单已经变化，没有发出").because_all(reasons);
            return Err(refusal.todo("请刷新后重新选定").into());
        }
        self.keeps_away_from_any(tx, &entries, article(desk), "就这些企业征求意见").await?;
        let asked = |(department, name): (Department, String)| Asked {
            department,
            name: name.trim().to_owned(),
            replies: vec![],
            reminders: vec![],
            unreached: vec![],
        };
        let known = self.app.conditions(&batch);
        let known: Vec<&str> = known.iter().map(|(id, _)| id.as_str()).collect();
        let id = ConsultationId(fresh());
        let asking = Consultation {
            id: id.clone(),
            batch: batch.id.clone(),
            tier: batch.tier,
            office,
            number: number.trim().to_owned(),
            grounds,
            list: entries,
            asked_on: self.today,
            due,
            by: AccountId(self.actor.id().to_owned()),
            departments: departments.into_iter().map(asked).collect(),
        };
        let steps = self.app.steps(&batch, office);
        let events = ask(asking.clone(), &steps, &known)?;
        self.record(&Standing::<Consultation>::fresh(id.as_str()), events);
        let people = answerers(tx, office).await?;
        for one in &asking.departments {
            let (count, due) = (asking.list.len(), written(due));
            let body = format!(
                "请就 {count} 家企业提出意见（{}），{due} 24:00 前答复。{}",
                asking.number,
                silence(steps.silence_is_consent)
            );
            self.tell_department(&people, &asking, one.department, "有新的征求意见", &body);
        }
        let said = format!("已就 {} 家企业征求 {} 个部门的意见", asking.list.len(), asking.departments.len());
        Ok(Done::said(said).of(id))
    }

    pub(super) async fn make_link(
        &mut self,
        tx: &mut Tx,
        id: &ConsultationId,
        department: Department,
        email: &str,
    ) -> Result<Done, Failure> {
        let (_, known) = self.consulted(tx, id).await?;
        let desk = known.desk();
        let asked = known.asked(department).ok_or_else(|| {
            Refusal::new(article(desk), format!("这次没有征求{}部门的意见", department.label()))
                .todo("请核对征求意见函上的部门")
        })?;
        self.keeps_away_from_any(tx, &known.list, article(desk), "就这些企业发出征求意见的链接").await?;
        // Who has answered for all can put it right: by another link, since theirs is used up.
        let corrects = !known.waits_for(asked);
        let address = match email.trim() {
            "" => String::new(),
            email => {
                account::email(email).map_err(|wrong| Refusal::new(article(desk), wrong).todo("请改正邮箱后重试"))?
            }
        };
        let batch = load_batch(tx, &known.batch).await?;
        let days = self.app.consulting(&batch).map_or(0, |rules| rules.link_days);
        let last = known.due.max(self.today).checked_add(i64::from(days).days()).unwrap_or(known.due);
        let (token, secret) = link::fresh();
        // An older one that was not used opens no longer.
        self.changes.sql(
            "DELETE FROM consultation_link WHERE consultation = $1 AND department = $2 AND used_at IS NULL AND secret <> $3",
            args![id.as_str(), department.id(), &secret],
        );
        self.changes.insert(
            "consultation_link",
            &["secret", "consultation", "department", "address", "expires", "made_at", "made_by"],
            args![&secret, id.as_str(), department.id(), &address, last, self.now, self.actor.id()],
        );
        self.changes.audit("consultation_link", &format!("consultation/{id}"), department.id());
        if !address.is_empty() {
            let sealed = self.app.vault.seal(link::SEALED.0, &token)?;
            let (count, number) = (known.list.len(), &known.number);
            let what = match corrects {
                true => format!(
                    "贵单位已经就 {count} 家企业答复（{number}）；需要更正的，请重新填写全部企业，以更正后的为准。"
                ),
                false => format!(
                    "请就 {count} 家企业提出意见（{number}），{} 24:00 前答复。{}",
                    written(known.due),
                    silence(self.app.steps(&batch, known.office).silence_is_consent)
                ),
            };
            let body = format!(
                "{}：\n\n{what}请打开下面的链接填写，不需要账号；链接只能答复一次，{} 24:00 后失效，请不要转给别的单位：\n\n{}{sealed}{}",
                asked.name,
                written(last),
                link::SEALED.0,
                link::SEALED.1,
            );
            self.changes.mail(&address, if corrects { "更正征求的意见" } else { "征求意见" }, body);
        }
        let kind = if corrects { "供更正用的一次性链接" } else { "一次性链接" };
        let said = match address.as_str() {
            "" => format!("已生成“{}”的{kind}", asked.name),
            _ => format!("已生成“{}”的{kind}，并发到邮箱", asked.name),
        };
        Ok(Done { secret: token, ..Done::said(said).of(id) })
    }

    pub(super) async fn remind(
        &mut self,
        tx: &mut Tx,
        id: &ConsultationId,
        department: Department,
    ) -> Result<Done, Failure> {
        let (standing, known) = self.consulted(tx, id).await?;
        let events = remind(&known, department, self.today, AccountId(self.actor.id().to_owned()))?;
        let heard = match events.is_empty() {
            true => 0,
            false => self.press(&ways(tx, &known, self.today).await?, &known, &events),
        };
        self.record(&standing, events);
        Ok(Done::said(if heard == 0 {
            "已记录催办；该部门没有账号，也没有留邮箱，请用电话或函件告知"
        } else {
            "已催办"
        })
        .of(id))
    }

    /// What the clock reminds of; where nobody would hear it, whoever asked is told. Safe to do twice.
    pub(crate) async fn remind_in_time(&mut self, tx: &mut Tx, id: &ConsultationId) -> Result<(), Failure> {
        let standing = tx.load::<Consultation>(id.as_str()).await?;
        let Some(known) = standing.state.clone() else { return Ok(()) };
        let batch = load_batch(tx, &known.batch).await?;
        let Some(rules) = self.app.consulting(&batch) else { return Ok(()) };
        let due =
            |reached: &[Department]| consultation::remind_in_time(&known, &rules.remind_before, reached, self.today);
        if due(&Department::ALL).is_empty() {
            return Ok(());
        }
        let ways = ways(tx, &known, self.today).await?;
        let reached: Vec<Department> = Department::ALL.into_iter().filter(|one| ways.reach(*one)).collect();
        let events = due(&reached);
        let lost = events.iter().filter_map(|event| match event {
            Event::Unreached { department, .. } => known.asked(*department).map(|asked| format!("“{}”", asked.name)),
            _ => None,
        });
        let lost: Vec<String> = lost.collect();
        self.press(&ways, &known, &events);
        self.record(&standing, events);
        if !lost.is_empty() {
            let (names, number, due) = (lost.join("、"), &known.number, written(known.due));
            let body = format!(
                "{names}没有账号，也没有可用的链接邮箱，征求意见（{number}）的到期提醒发不出去。答复期限到{due}，请用电话或函件催办。"
            );
            let (mail, link) = (body.clone(), format!("/office/consultations/{id}"));
            self.tell(Recipient::Account(known.by.clone()), News { subject: "提醒发不出去", body, mail, link });
        }
        Ok(())
    }

    /// Tells departments that they are reminded, by account and by the address their link was mailed to. Answers how many
    /// ways there were.
    fn press(&mut self, ways: &Ways, known: &Consultation, events: &[Event]) -> usize {
        let mut heard = 0;
        for event in events {
            let Event::Reminded { department, .. } = event else { continue };
            let due = written(known.due);
            let body = match known.late(self.today) {
                true => format!("征求意见（{}）的答复期限{due}已过，请尽快答复；逾期的答复会如实标明。", known.number),
                false => format!("征求意见（{}）请在{due} 24:00 前答复。", known.number),
            };
            heard += self.tell_department(&ways.people, known, *department, "请答复征求的意见", &body);
            for (_, address) in ways.addresses.iter().filter(|(of, _)| of == department.id()) {
                let mail = format!("{body}请打开此前发到这个邮箱的一次性链接填写。");
                self.changes.mail(address, "请答复征求的意见", mail);
                heard += 1;
            }
        }
        heard
    }

    pub(super) async fn reply(
        &mut self,
        tx: &mut Tx,
        id: &ConsultationId,
        department: Department,
        by: &str,
        opinions: BTreeMap<ApplicationId, Opinion>,
        letter: Option<(Date, Attached)>,
    ) -> Result<Done, Failure> {
        let standing = tx.load::<Consultation>(id.as_str()).await?;
        let act = if letter.is_some() { Act::Consult } else { Act::Reply };
        let hidden = NotAllowed { act };
        let known = standing.state.clone().ok_or(hidden)?;
        let about = Subject {
            city: Some(known.office),
            department: Some(department),
            consultation: Some(id),
            ..Subject::default()
        };
        self.may(act, about)?;
        if letter.is_some() {
            self.keeps_away_from_any(tx, &known.list, article(known.desk()), "登记对这些企业的复函").await?;
        }
        let how = match (&letter, self.actor) {
            (Some((received, paper)), _) => {
                let pdf = paper.media == "application/pdf";
                let paper = pdf.then(|| EvidenceId(paper.blob.id.clone()));
                (Via::Letter, Some(Letter { received: *received, paper }))
            }
            (None, Actor::Link(link)) => {
                self.use_up(tx, &link.secret, article(known.desk())).await?;
                (Via::Link, None)
            }
            (None, _) => (Via::Account, None),
        };
        let object = |(id, opinion): (&ApplicationId, &Opinion)| (*opinion != Opinion::Clear).then(|| id.clone());
        let objected: Vec<ApplicationId> = opinions.iter().filter_map(object).collect();
        let events = reply(&known, department, how, by, opinions, self.today)?;
        if let Some((_, Attached { blob, media, name, .. })) = &letter {
            self.changes.blob(blob, media, name);
        }
        let after = self.record(&standing, events);
        let name = known.asked(department).map_or("", |asked| asked.name.as_str());
        if letter.is_none() {
            let body = format!("“{name}”答复了征求意见（{}）。", known.number);
            let (mail, link) = (body.clone(), format!("/office/consultations/{id}"));
            self.tell(Recipient::Account(known.by.clone()), News { subject: "部门已答复", body, mail, link });
        }
        for (_, case) in load_cases(tx, &objected).await? {
            let handler = case.stage.handler().filter(|_| case.office() == known.office);
            // Whoever asked has just been told, whoever enters a letter has read it.
            let told = |who: &AccountId| who.as_str() == self.actor.id() || (letter.is_none() && *who == known.by);
            let Some(handler) = handler.filter(|who| !told(who)).cloned() else { continue };
            let about = case.filing.as_ref().map_or("企业", |filing| filing.content.name.as_str());
            let body =
                format!("“{name}”对“{about}”有意见（{}）。请看过再办；已经拟办的，要退回重新拟办。", known.number);
            let mail = "有部门对您办理的一家企业有意见，详情请登录后查看。".to_owned();
            let link = format!("/office/applications/{}", case.id);
            self.tell(Recipient::Account(handler), News { subject: "部门有意见", body, mail, link });
        }
        let left = after.as_ref().and_then(|after| {
            let asked = after.asked(department)?;
            Some(after.list.iter().filter(|one| asked.latest(&one.application).is_none()).count())
        });
        Ok(Done::said(match left {
            Some(left) if left > 0 => format!("已登记“{name}”的答复，还有 {left} 家企业没有答复"),
            _ => format!("已登记“{name}”的答复"),
        })
        .of(id))
    }

    /// A link is good for one answer.
    async fn use_up(&mut self, tx: &mut Tx, secret: &str, article: &str) -> Result<(), Failure> {
        let fact = match link::kept(tx, secret).await? {
            None => Some("这个链接已经换发，旧的不再有效".to_owned()),
            Some(link::Kept { used: Some(at), .. }) => {
                Some(format!("这个链接已经用过了：{}用它答复过，一个链接只能答复一次", written(day_of(at))))
            }
            Some(link) if link.expires < self.today => {
                Some(format!("这个链接已经过期：{} 24:00 前有效", written(link.expires)))
            }
            Some(_) => None,
        };
        if let Some(fact) = fact {
            let refusal = Refusal::new(article, "不能用这个链接答复").because(fact);
            return Err(refusal.todo("需要更正或者再答复的，请联系发函的主管部门重新发一个链接").into());
        }
        let sql = "UPDATE consultation_link SET used_at = $1 WHERE secret = $2 AND used_at IS NULL";
        self.changes.sql(sql, args![self.now, secret]);
        Ok(())
    }

    /// A request that is there and that the actor may handle.
    async fn consulted(
        &self,
        tx: &mut Tx,
        id: &ConsultationId,
    ) -> Result<(Standing<Consultation>, Consultation), Failure> {
        let standing = tx.load::<Consultation>(id.as_str()).await?;
        let known = standing.state.clone().ok_or(NotAllowed { act: Act::Consult })?;
        self.may(Act::Consult, Subject { city: Some(known.office), ..Subject::default() })?;
        Ok((standing, known))
    }

    /// Tells the people of a department; answers how many.
    fn tell_department(
        &mut self,
        people: &[Account],
        about: &Consultation,
        department: Department,
        subject: &'static str,
        body: &str,
    ) -> usize {
        let of = |account: &&Account| account.grants.iter().any(|grant| grant.department == Some(department));
        let theirs: Vec<&Account> = people.iter().filter(of).collect();
        for account in &theirs {
            let link = format!("/department/{}", about.id);
            let news = News { subject, body: body.to_owned(), mail: body.to_owned(), link };
            self.tell(Recipient::Account(account.id.clone()), news);
        }
        theirs.len()
    }
}

/// What a department is told of its silence, where the procedure of the batch lets it count as consent.
fn silence(is_consent: bool) -> &'static str {
    if is_consent { SILENCE_IS_CONSENT } else { "" }
}

/// By which departments of an office's place hear of a request.
struct Ways {
    /// Their accounts.
    people: Vec<Account>,
    /// Where links to the request were mailed that still open: department and address.
    addresses: Vec<(String, String)>,
}

impl Ways {
    /// Whether anybody of a department would hear.
    fn reach(&self, department: Department) -> bool {
        let account = |one: &Account| one.grants.iter().any(|grant| grant.department == Some(department));
        self.people.iter().any(account) || self.addresses.iter().any(|(of, _)| of == department.id())
    }
}

async fn ways(reading: &mut Reading, known: &Consultation, today: Date) -> Result<Ways, StoreError> {
    let people = answerers(reading, known.office).await?;
    let sql = "SELECT department, address FROM consultation_link \
               WHERE consultation = $1 AND used_at IS NULL AND address <> '' AND expires >= $2 ORDER BY made_at";
    let rows = reading.rows(sql, args![known.id.as_str(), today]).await?;
    let address = |row: &Row| Ok((row.text("department")?.to_owned(), row.text("address")?.to_owned()));
    Ok(Ways { people, addresses: rows.iter().map(address).collect::<Result<_, StoreError>>()? })
}

/// Who answers for a department of an office's place: of the same city, or of the province.
async fn answerers(reading: &mut Reading, office: DivisionCode) -> Result<Vec<Account>, StoreError> {
    let sql = "SELECT state FROM account WHERE officer = 1 AND disabled = 0 ORDER BY login";
    let rows = reading.rows(sql, args![]).await?;
    let accounts = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Account>, StoreError>>()?;
    let here = |account: &Account| {
        let mut grants = account.grants.iter().filter(|grant| grant.role == Role::Department);
        grants.any(|grant| grant.city.unwrap_or(DivisionCode::GUANGXI) == office)
    };
    Ok(accounts.into_iter().filter(here).collect())
}

/// What an office has asked about the cases of a batch, the first thing first.
pub(crate) async fn consultations(
    reading: &mut Reading,
    batch: &BatchId,
    office: DivisionCode,
) -> Result<Vec<Consultation>, StoreError> {
    let sql = "SELECT state FROM consultation WHERE batch = $1 AND office = $2 ORDER BY asked_on, id";
    let rows = reading.rows(sql, args![batch.as_str(), office.to_string()]).await?;
    rows.iter().map(|row| row.json("state")).collect()
}
