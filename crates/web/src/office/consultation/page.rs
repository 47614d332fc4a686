//! 一份征求意见 Who answered what, who is late, who is silent; links, reminders, answers by letter.

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_app::query::{ConsultationOpened, LinkMade};
use titian_domain::consultation::sheet::Bad;
use titian_domain::consultation::{Asked, Department, Opinion, Reply, Standing, article};
use titian_domain::publicity::Entry;

use super::board::state;
use crate::components::{Due, Errors, Refused, Tag};
use crate::department::{sample_conditions, sample_consultation};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::office::sample::office;
use crate::sample::today;
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/consultation/page.html")]
pub struct ConsultationPage {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// Batch, day, who asked.
    pub about: String,
    /// How far it is.
    pub state: Tag,
    /// Until when, while somebody has to answer.
    pub due: Option<Due>,
    /// Conditions asked about.
    pub conditions: Vec<String>,
    /// Each department.
    pub departments: Vec<DepartmentPart>,
    /// Each enterprise with what the departments say of it.
    pub lines: Vec<EnterpriseLine>,
    /// Departments whose answer can be entered, as (word, name).
    pub askable: Vec<(String, String)>,
    /// Whether the reader may go on asking.
    pub may_consult: bool,
    /// What becomes of silence, as the procedure of the batch has it.
    pub silence: &'static str,
    /// A link that was just made: for whom, and its address.
    pub made: Option<(String, String)>,
    /// Rows of a table that could not be taken.
    pub bad: Vec<Bad>,
    /// What is typed of a letter.
    pub letter: LetterForm,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
    /// The clause.
    pub cite: String,
    /// Where the clause is explained.
    pub cite_href: String,
}

/// A department that is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentPart {
    /// Its word.
    pub id: &'static str,
    /// As it is addressed.
    pub name: String,
    /// 已答复, 未答复, 等待答复.
    pub state: Tag,
    /// How many enterprises it has answered for: 2 / 3 家.
    pub answered: String,
    /// Whether it has still to answer.
    pub waits: bool,
    /// Its answers, the first one first.
    pub replies: Vec<ReplyPart>,
    /// When it was reminded.
    pub reminders: Vec<String>,
    /// Its links.
    pub links: Vec<String>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyPart {
    /// When, by whom, how.
    pub about: String,
    /// Whether it came after the due date.
    pub late: bool,
    /// The stamped scan.
    pub paper: Option<String>,
    /// What was said: name, opinion, words, whether a later answer stands instead.
    pub said: Vec<(String, Tag, String, bool)>,
}

/// An enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterpriseLine {
    /// Id of the case.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// What each department says: its name, state, words.
    pub said: Vec<(String, Tag, String)>,
}

/// What is posted to `link`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct LinkForm {
    /// The department.
    pub department: String,
    /// Where it is mailed to; may be empty.
    pub email: String,
}

/// What is posted to `remind`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct RemindForm {
    /// The department.
    pub department: String,
}

/// What is posted to `reply`, beside the table and the scan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterForm {
    /// The department.
    pub department: String,
    /// Who signed.
    pub by: String,
    /// The day it came.
    pub received: String,
}

impl LetterForm {
    /// Department, who signed, the day it came; or what has to be put right.
    pub fn parse(&self, today: Date) -> Result<(Department, String, Date), Errors> {
        let mut reading = Reading::default();
        let department = reading.one_of("department", Department::from_id(&self.department), "请选择答复的部门");
        let by = reading.need("by", &self.by, "请填写复函的签发人或联系人");
        let received = reading.past_day("received", &self.received, "收到日期", today);
        reading.done(department.zip(received).map(|(department, received)| (department, by, received)))
    }
}

/// An opinion as a state, with its words.
pub fn opinion(opinion: &Opinion) -> (Tag, String) {
    match opinion {
        Opinion::Clear => (Tag::ok("无意见"), String::new()),
        Opinion::Concern { words, .. } => (Tag::warn("有意见"), words.clone()),
    }
}

/// A standing answer as a state, with words.
pub fn standing(one: Standing<'_>) -> (Tag, String) {
    match one {
        Standing::Waiting => (Tag::ask("等待答复"), String::new()),
        Standing::Silent => (Tag::warn("未答复"), String::new()),
        Standing::Answered { opinion: said, late, reply } => {
            let (tag, words) = opinion(said);
            let late = if late { format!("（{}答复，逾期）", show::day_short(reply.on)) } else { String::new() };
            (tag, format!("{words}{late}"))
        }
    }
}

impl ConsultationPage {
    /// The page.
    pub fn of(page: Page, found: &ConsultationOpened, today: Date, errors: Errors) -> ConsultationPage {
        let one = &found.consultation;
        let (state, waits) = state(one, today);
        let line = |entry: &Entry| EnterpriseLine {
            id: entry.application.to_string(),
            name: Name::new(&entry.name),
            said: one
                .departments
                .iter()
                .map(|asked| {
                    let (tag, words) = standing(one.standing(asked, &entry.application, today));
                    (asked.name.clone(), tag, words)
                })
                .collect(),
        };
        let clause = article(one.desk());
        let label = |id: &String| found.conditions.iter().find(|(known, _)| known == id).map(|(_, label)| label);
        let askable = one.departments.iter().map(|asked| (asked.department.id().to_owned(), asked.name.clone()));
        ConsultationPage {
            page,
            id: one.id.to_string(),
            about: match found.by.as_str() {
                "" => format!("{}，{}发函", found.batch, show::day(one.asked_on)),
                by => format!("{}，{}发函，{by}办理", found.batch, show::day(one.asked_on)),
            },
            state,
            due: waits.then(|| Due::until(one.due, today)),
            conditions: one.grounds.iter().map(|id| show::sentence(label(id).unwrap_or(id))).collect(),
            departments: one.departments.iter().map(|asked| part(found, asked, today)).collect(),
            lines: one.list.iter().map(line).collect(),
            askable: std::iter::once((String::new(), "请选择".to_owned())).chain(askable).collect(),
            may_consult: found.may_consult,
            silence: match found.silence_is_consent {
                true => "到期没有答复就显示“未答复”。本批次的程序约定：到期没有答复的，视为无意见；拟办时记录在案。",
                false => "到期没有答复就显示“未答复”，不当作同意。拟办时由经办人写明怎样考虑。",
            },
            made: None,
            bad: vec![],
            letter: LetterForm::default(),
            errors,
            refused: None,
            cite: show::article(clause),
            cite_href: show::article_href(clause),
        }
    }

    fn sampled() -> ConsultationOpened {
        let made = |department, used| LinkMade {
            department,
            address: "office@example.cn".into(),
            expires: jiff::civil::date(2026, 11, 27),
            made: jiff::Timestamp::UNIX_EPOCH,
            used,
        };
        ConsultationOpened {
            consultation: sample_consultation(),
            batch: "2026年第二批专精特新中小企业".into(),
            conditions: sample_conditions(),
            by: "演示用户乙".into(),
            links: vec![
                made(Department::Environment, Some(jiff::Timestamp::UNIX_EPOCH)),
                made(Department::Market, None),
            ],
            may_consult: true,
            silence_is_consent: false,
        }
    }

    fn ground() -> Page {
        office("/office/consultations", "柳工信函〔2026〕76号").under("征求意见", "/office/consultations")
    }

    /// Values to look at: one with a concern, one in part and late, one silent.
    pub fn sample() -> ConsultationPage {
        ConsultationPage::of(ConsultationPage::ground(), &ConsultationPage::sampled(), today(), Errors::none())
    }

    /// A link was just made.
    pub fn sample_link() -> ConsultationPage {
        let address = "https://titian.example/consult/3f9a0c5e7b1d2468ace013579bdf2468ace013579bdf2468".to_owned();
        ConsultationPage {
            made: Some(("柳州市市场监督管理局".into(), address)), ..ConsultationPage::sample()
        }
    }

    /// A table came back with bad rows.
    pub fn sample_bad() -> ConsultationPage {
        let bad = |row, why: &str| Bad { row, why: why.into() };
        let form = LetterForm { department: "market".into(), by: "演示用户庚".into(), received: String::new() };
        ConsultationPage {
            bad: vec![
                bad(2, "意见“没问题”不认识，请写“无意见”或“有意见”"),
                bad(4, "有意见的，要在“说明”中写明是什么情况"),
            ],
            errors: form.parse(today()).err().unwrap_or_default(),
            letter: form,
            ..ConsultationPage::sample()
        }
    }

    /// As a leader reads it.
    pub fn sample_read() -> ConsultationPage {
        let found = ConsultationOpened { may_consult: false, ..ConsultationPage::sampled() };
        ConsultationPage::of(ConsultationPage::ground(), &found, today(), Errors::none())
    }

    /// Of a batch whose procedure lets silence count as consent.
    pub fn sample_consent() -> ConsultationPage {
        let found = ConsultationOpened { silence_is_consent: true, ..ConsultationPage::sampled() };
        ConsultationPage::of(ConsultationPage::ground(), &found, today(), Errors::none())
    }
}

fn part(found: &ConsultationOpened, asked: &Asked, today: Date) -> DepartmentPart {
    let one = &found.consultation;
    let waits = one.waits_for(asked);
    let answered = one.list.iter().filter(|entry| asked.latest(&entry.application).is_some()).count();
    // As they came; what was entered last may have come before.
    let mut came: Vec<&Reply> = asked.replies.iter().collect();
    came.sort_by_key(|reply| reply.on);
    let replies = came.into_iter().map(|reply| {
        let said = one.list.iter().filter_map(|entry| {
            let (tag, words) = opinion(reply.opinions.get(&entry.application)?);
            let stands = asked.latest(&entry.application).is_some_and(|(latest, _)| std::ptr::eq(latest, reply));
            Some((entry.name.clone(), tag, words, !stands))
        });
        ReplyPart {
            about: format!("{}，{}，{}", show::day(reply.on), reply.via.label(), reply.by),
            late: one.late(reply.on),
            paper: reply.paper.as_ref().map(|paper| format!("/office/consultations/{}/files/{paper}", one.id)),
            said: said.collect(),
        }
    });
    let links = found.links.iter().filter(|link| link.department == asked.department).map(|link| {
        let to = if link.address.is_empty() { String::new() } else { format!("发到{}，", link.address) };
        match link.used {
            Some(_) => format!("{to}已用"),
            None if link.expires < today => format!("{to}{}已失效", show::day(link.expires)),
            None => format!("{to}{} 24:00 前有效", show::day(link.expires)),
        }
    });
    let unreached = asked
        .unreached
        .iter()
        .map(|on| format!("{}的提醒发不出去：没有账号，也没有可用的链接邮箱，已告知发函人", show::day_short(*on)));
    let reminders = asked.reminders.iter().map(|reminder| {
        let how = if reminder.by.is_some() { "经办人催办" } else { "系统按期提醒" };
        format!("{}{how}", show::day_short(reminder.on))
    });
    DepartmentPart {
        id: asked.department.id(),
        name: asked.name.clone(),
        state: match (waits, answered, one.late(today)) {
            (false, ..) => Tag::ok("已答复"),
            (true, 0, true) => Tag::warn("未答复"),
            (true, _, true) => Tag::warn("部分未答复"),
            (true, 0, false) => Tag::ask("等待答复"),
            (true, _, false) => Tag::ask("部分答复"),
        },
        answered: format!("{answered} / {} 家", one.list.len()),
        waits,
        replies: replies.collect(),
        reminders: reminders.chain(unreached).collect(),
        links: links.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_and_lateness_are_shown_as_they_are() {
        let page = ConsultationPage::sample();
        let words: Vec<&str> = page.departments.iter().map(|one| one.state.word.as_str()).collect();
        assert_eq!(words, ["已答复", "部分未答复", "未答复"]);
        assert!(page.departments[1].replies[0].late && !page.departments[0].replies[0].late);
        let said: Vec<&str> = page.lines[0].said.iter().map(|(_, tag, _)| tag.word.as_str()).collect();
        assert_eq!(said, ["有意见", "无意见", "未答复"]);
        assert!(page.lines[0].said[1].2.contains("逾期"));
    }

    #[test]
    fn what_becomes_of_silence_is_said_as_the_procedure_has_it() {
        assert!(ConsultationPage::sample().silence.contains("不当作同意"));
        let consent = ConsultationPage::sample_consent().silence;
        assert!(consent.contains("视为无意见") && !consent.contains("不当作同意"), "{consent}");
    }

    #[test]
    fn the_answer_that_came_last_is_shown_last_and_stands() {
        let mut found = ConsultationPage::sampled();
        let asked = &mut found.consultation.departments[0];
        let newest = asked.replies[0].clone();
        let older = Reply { on: newest.on.yesterday().unwrap(), by: "旧函签发人".into(), ..newest };
        asked.replies.push(older);
        let page = ConsultationPage::of(ConsultationPage::ground(), &found, today(), Errors::none());
        let replies = &page.departments[0].replies;
        assert!(replies[0].about.contains("旧函签发人") && replies[0].said.iter().all(|(.., over)| *over));
        assert!(replies[1].said.iter().all(|(.., over)| !over));
    }
}
