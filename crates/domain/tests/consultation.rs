//! 征求部门意见: who may ask whom, what an answer needs, and what silence is.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use titian_domain::account::{self, Account, Grant, Role};
use titian_domain::application::{Desk, Steps};
use titian_domain::consultation::{
    self, Asked, Consultation, Consulted, Department, Event, Letter, Opinion, Via, answers, consulted,
};
use titian_domain::id::*;
use titian_domain::notice::{Batch, Signing};
use titian_domain::publicity::Entry;
use titian_domain::refusal::Refusal;
use titian_domain::room::{Room, replay};
use titian_rulebook::deadline::Length;
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

const ASKED: Date = date(2026, 9, 7);
const DUE: Date = date(2026, 9, 14);
const AFTER: Date = date(2026, 9, 15);
const GROUND: &str = "A3.5";

fn liuzhou() -> DivisionCode {
    DivisionCode::parse("450200").unwrap()
}

fn case(n: usize) -> ApplicationId {
    ApplicationId(format!("c{n}"))
}

fn steps(tier: Tier, procedure: &str, switched: &[&str]) -> Steps {
    let policy = Policy::shipped().unwrap();
    let batch = Batch {
        id: BatchId("n.1".into()),
        name: "2026年第二批".into(),
        tier,
        purpose: Purpose::Apply,
        half: "2026-H2".into(),
        from: date(2026, 9, 1),
        until: date(2026, 9, 30),
        city_due: date(2026, 10, 20),
        county_due: None,
        paper_due: None,
        cohort: None,
        standard: "miit-2022/specialised".into(),
        gates: "gates/guangxi-2023".into(),
        procedure: procedure.into(),
        local_table: None,
        publicity: Length::WorkingDays(5),
        correction: Length::WorkingDays(5),
        signing: Signing::Click,
        evidence: vec![],
        county: vec![],
        switched: switched.iter().map(|one| (*one).to_owned()).collect(),
        lapsed_because: String::new(),
    };
    Steps::of(&policy.procedures[procedure], &batch, liuzhou())
}

fn department(department: Department, name: &str) -> Asked {
    Asked { department, name: name.into(), replies: vec![], reminders: vec![], unreached: vec![] }
}

fn request(tier: Tier, office: DivisionCode) -> Consultation {
    let entry = |n| Entry {
        application: case(n),
        enterprise: EnterpriseId(format!("e{n}")),
        name: format!("示例虚构企业000{n}号"),
        code: format!("9X450200000000{n:03}A"),
    };
    Consultation {
        id: ConsultationId("k".into()),
        batch: BatchId("n.1".into()),
        tier,
        office,
        number: "柳工信函〔2026〕18号".into(),
        grounds: vec![GROUND.into()],
        list: vec![entry(1), entry(2)],
        asked_on: ASKED,
        due: DUE,
        by: AccountId("handler".into()),
        departments: vec![
            department(Department::Environment, "柳州市生态环境局"),
            department(Department::Tax, "国家税务总局柳州市税务局"),
        ],
    }
}

fn ask(consultation: Consultation) -> Result<Vec<Event>, Refusal> {
    let steps = steps(consultation.tier, "guangxi-2023", &[]);
    consultation::ask(consultation, &steps, &[GROUND, "A3.2"])
}

fn asked() -> Consultation {
    replay(&ask(request(Tier::Specialised, liuzhou())).unwrap()).unwrap()
}

fn after(state: &Consultation, events: Vec<Event>) -> Consultation {
    events.iter().fold(Some(state.clone()), Consultation::evolve).unwrap()
}

fn concern(words: &str) -> Opinion {
    Opinion::Concern { ground: GROUND.into(), words: words.into() }
}

fn opinions(all: &[(usize, Opinion)]) -> BTreeMap<ApplicationId, Opinion> {
    all.iter().map(|(n, opinion)| (case(*n), opinion.clone())).collect()
}

fn by_account(
    state: &Consultation,
    who: Department,
    all: &[(usize, Opinion)],
    on: Date,
) -> Result<Vec<Event>, Refusal> {
    consultation::reply(state, who, (Via::Account, None), "李示例", opinions(all), on)
}

fn of(state: &Consultation, n: usize, today: Date) -> (usize, usize, usize) {
    match consulted(std::slice::from_ref(state), &case(n), false, today) {
        Consulted::NotAsked => panic!("it was asked"),
        Consulted::Asked { waiting, silent, concerns, .. } => (waiting.len(), silent.len(), concerns.len()),
    }
}

mod 发函 {
    use super::*;

    #[test]
    fn 只有专精特新的初审和审核有这一步() {
        for procedure in ["guangxi-2023", "national-2026"] {
            for tier in Tier::ALL {
                for office in [liuzhou(), DivisionCode::GUANGXI] {
                    let steps = steps(tier, procedure, &[]);
                    let answer = consultation::ask(request(tier, office), &steps, &[GROUND]);
                    assert_eq!(answer.is_ok(), tier == Tier::Specialised, "{procedure} {tier} {office}: {answer:?}");
                    let Err(refusal) = answer else { continue };
                    let article = consultation::article(Desk::of(office));
                    assert_eq!(refusal.articles, [article]);
                    assert!(refusal.to_string().contains("没有征求部门意见这一步"), "{refusal}");
                }
            }
        }
    }

    #[test]
    fn 市里依第十条第二款_自治区依第十条第三款() {
        for (office, article) in [(liuzhou(), "A10.2"), (DivisionCode::GUANGXI, "A10.3")] {
            let events = ask(request(Tier::Specialised, office)).unwrap();
            let state = replay::<Consultation>(&events).unwrap();
            assert_eq!(Consultation::basis(Some(&state), &events[0]), article);
            let replied = by_account(&state, Department::Tax, &[(1, Opinion::Clear)], ASKED).unwrap();
            assert_eq!(Consultation::basis(Some(&state), &replied[0]), article);
        }
    }

    #[test]
    fn 缺什么一次说全() {
        let empty = Consultation {
            number: " ".into(),
            grounds: vec![],
            list: vec![],
            departments: vec![],
            due: ASKED,
            ..request(Tier::Specialised, liuzhou())
        };
        let refusal = ask(empty).unwrap_err();
        assert_eq!(refusal.reasons.len(), 5, "{refusal}");
        let mut odd = request(Tier::Specialised, liuzhou());
        odd.grounds.push("A99".into());
        odd.list.push(odd.list[0].clone());
        odd.departments.push(department(Department::Tax, " "));
        let refusal = ask(odd).unwrap_err();
        assert_eq!(refusal.reasons.len(), 4, "{refusal}");
    }

    #[test]
    fn 答复期限至少到明天() {
        for (due, fine) in [(ASKED, false), (date(2026, 9, 8), true)] {
            let answer = ask(Consultation { due, ..request(Tier::Specialised, liuzhou()) });
            assert_eq!(answer.is_ok(), fine, "{due}");
        }
    }
}

mod 答复 {
    use super::*;

    #[test]
    fn 期限当日不算逾期_次日就标明() {
        for (on, is_late) in [(DUE, false), (AFTER, true)] {
            let state = asked();
            let state = after(&state, by_account(&state, Department::Tax, &[(1, Opinion::Clear)], on).unwrap());
            let all = [state];
            let said = answers(&all, &case(1), on);
            let tax = said.iter().find(|one| one.asked.department == Department::Tax).unwrap();
            assert!(matches!(tax.standing, consultation::Standing::Answered { late, .. } if late == is_late), "{on}");
        }
    }

    #[test]
    fn 以最后一次答复为准_以前的仍看得到() {
        let mut state = asked();
        for opinion in [concern("有一起处罚"), Opinion::Clear] {
            state = after(&state, by_account(&state, Department::Tax, &[(1, opinion)], ASKED).unwrap());
        }
        let tax = state.asked(Department::Tax).unwrap();
        assert_eq!(tax.latest(&case(1)).map(|(_, opinion)| opinion), Some(&Opinion::Clear));
        assert_eq!(tax.replies.len(), 2);
        // An answer on one enterprise says nothing of the other.
        assert!(tax.latest(&case(2)).is_none() && state.waits_for(tax));
    }

    #[test]
    fn 后登记的旧函_不推翻更晚的答复() {
        let state = asked();
        let state = after(&state, by_account(&state, Department::Tax, &[(1, concern("有一起处罚"))], DUE).unwrap());
        let by_letter = |received, opinion| {
            let how = (Via::Letter, Some(Letter { received, paper: Some(EvidenceId("ab".repeat(32))) }));
            let all = opinions(&[(1, opinion)]);
            after(&state, consultation::reply(&state, Department::Tax, how, "王示例", all, AFTER).unwrap())
        };
        // Entered last, but it came before the answer; of the same day, what was entered last stands.
        for (received, stands) in [(ASKED, 1), (DUE, 0), (AFTER, 0)] {
            let entered = by_letter(received, Opinion::Clear);
            assert_eq!(of(&entered, 1, AFTER).2, stands, "{received}");
        }
    }

    #[test]
    fn 有意见要写明情况_事项要在征求范围内() {
        let state = asked();
        let refused = |opinion| by_account(&state, Department::Tax, &[(1, opinion)], ASKED).unwrap_err();
        assert!(refused(concern(" ")).to_string().contains("要写明是什么情况"));
        let other = Opinion::Concern { ground: "A3.2".into(), words: "从业人数不符".into() };
        assert!(refused(other).to_string().contains("不在征求意见的范围内"));
        let unnamed = Opinion::Concern { ground: String::new(), words: "正在诉讼".into() };
        assert!(by_account(&state, Department::Tax, &[(1, unnamed)], ASKED).is_ok());
    }

    #[test]
    fn 没有问到的部门和企业不能答复() {
        let state = asked();
        let market = by_account(&state, Department::Market, &[(1, Opinion::Clear)], ASKED).unwrap_err();
        assert!(market.to_string().contains("没有征求市场监管部门的意见"), "{market}");
        assert!(by_account(&state, Department::Tax, &[(9, Opinion::Clear)], ASKED).is_err());
        assert!(by_account(&state, Department::Tax, &[], ASKED).is_err());
    }

    #[test]
    fn 一次性链接要答复全部企业() {
        let state = asked();
        let by_link = |all: &[(usize, Opinion)]| {
            consultation::reply(&state, Department::Tax, (Via::Link, None), "李示例", opinions(all), ASKED)
        };
        assert!(by_link(&[(1, Opinion::Clear)]).unwrap_err().to_string().contains("还有 1 家"));
        assert!(by_link(&[(1, Opinion::Clear), (2, concern("有一起处罚"))]).is_ok());
    }

    #[test]
    fn 函件要有盖章扫描件_收到日期在发函和今天之间() {
        let state = asked();
        let by_letter = |received, paper: bool| {
            let paper = paper.then(|| EvidenceId("ab".repeat(32)));
            let how = (Via::Letter, Some(Letter { received, paper }));
            consultation::reply(&state, Department::Tax, how, "王示例", opinions(&[(1, Opinion::Clear)]), AFTER)
        };
        assert!(by_letter(ASKED, true).is_ok() && by_letter(AFTER, true).is_ok());
        assert!(by_letter(ASKED, false).is_err());
        for day in [date(2026, 9, 6), date(2026, 9, 16)] {
            assert!(by_letter(day, true).is_err(), "{day}");
        }
        // The day it came counts, not the day it was entered.
        let entered = after(&state, by_letter(DUE, true).unwrap());
        assert!(!entered.late(entered.asked(Department::Tax).unwrap().replies[0].on));
    }
}

mod 沉默 {
    use super::*;

    #[test]
    fn 期限内是等待_过后是未答复_不当作同意() {
        let state = asked();
        assert_eq!(of(&state, 1, DUE), (2, 0, 0));
        assert_eq!(of(&state, 1, AFTER), (0, 2, 0));
        let one = after(&state, by_account(&state, Department::Tax, &[(1, concern("有一起处罚"))], ASKED).unwrap());
        assert_eq!((of(&one, 1, AFTER), of(&one, 2, AFTER)), ((0, 1, 1), (0, 2, 0)));
    }

    #[test]
    fn 开关打开才视为无意见_期限内仍要等() {
        let all = [asked()];
        let read = |today| consulted(&all, &case(1), true, today);
        let (Consulted::Asked { agreed, .. }, Consulted::Asked { waiting, .. }) = (read(AFTER), read(DUE)) else {
            panic!("it was asked")
        };
        assert_eq!((waiting.len(), agreed.len()), (2, 2));
        assert!(agreed.iter().all(|one| one.contains("按约定视为无意见")), "{agreed:?}");
        // It asks for no word, and stands in the record as what it is.
        assert!(read(AFTER).asks().is_empty() && read(AFTER).rests_on() == agreed);
        assert!(!steps(Tier::Specialised, "guangxi-2023", &[]).silence_is_consent);
        assert!(steps(Tier::Specialised, "guangxi-2023", &["silence_is_consent"]).silence_is_consent);
    }

    #[test]
    fn 没有问到的企业就是没有征求() {
        assert_eq!(consulted(&[asked()], &case(9), false, AFTER), Consulted::NotAsked);
    }

    #[test]
    fn 再次征求不抹去有意见_以后来的答复为准() {
        let env = Department::Environment;
        let first = after(&asked(), by_account(&asked(), env, &[(1, concern("有一起处罚"))], ASKED).unwrap());
        let again = |id: &str| Consultation {
            id: ConsultationId(id.into()),
            due: date(2026, 9, 30),
            departments: vec![department(env, "柳州市生态环境局")],
            ..asked()
        };
        let read = |all: &[Consultation], today| match consulted(all, &case(1), false, today) {
            Consulted::Asked { waiting, silent, concerns, .. } => {
                let here = |lines: &[String]| lines.iter().filter(|one| one.contains("生态环境局")).count();
                (here(&waiting), here(&silent), here(&concerns))
            }
            Consulted::NotAsked => panic!("it was asked"),
        };
        let both = [first.clone(), again("k2")];
        assert_eq!(read(&both, AFTER), (1, 0, 1), "still waiting, and the concern stands beside it");
        assert_eq!(read(&both, date(2026, 10, 1)), (0, 1, 1), "silent the second time, the concern stands");
        // Asked a third time: the second asking is settled by it.
        assert_eq!(read(&[first.clone(), again("k2"), again("k3")], AFTER), (1, 0, 1));
        let answered = |opinion, on| {
            let second = again("k2");
            after(&second, by_account(&second, env, &[(1, opinion)], on).unwrap())
        };
        assert_eq!(read(&[first.clone(), answered(Opinion::Clear, AFTER)], AFTER), (0, 0, 0));
        // The first request is answered after the second was: what came last stands, whichever was asked first.
        let late = after(&asked(), by_account(&asked(), env, &[(1, concern("有一起处罚"))], AFTER).unwrap());
        assert_eq!(read(&[late, answered(Opinion::Clear, ASKED)], AFTER), (0, 0, 1));
    }

    #[test]
    fn 再次征求的_以后一次为准() {
        let first = asked();
        let first = after(&first, by_account(&first, Department::Tax, &[(1, Opinion::Clear)], ASKED).unwrap());
        let again = Consultation {
            id: ConsultationId("k2".into()),
            due: date(2026, 9, 30),
            departments: vec![department(Department::Tax, "国家税务总局柳州市税务局")],
            ..asked()
        };
        let all = [first, again];
        let Consulted::Asked { waiting, silent, .. } = consulted(&all, &case(1), false, AFTER) else { panic!() };
        assert!(waiting.len() == 1 && waiting[0].contains("税务局"), "{waiting:?}");
        assert!(silent.len() == 1 && silent[0].contains("生态环境局"), "{silent:?}");
    }
}

mod 催办 {
    use super::*;

    const BOTH: [Department; 2] = [Department::Environment, Department::Tax];

    #[test]
    fn 答复完的不催_一天只催一次() {
        let state = asked();
        let officer = || AccountId("handler".into());
        let remind = |state: &Consultation, on| consultation::remind(state, Department::Tax, on, officer());
        let once = after(&state, remind(&state, ASKED).unwrap());
        assert!(remind(&once, ASKED).unwrap_err().to_string().contains("今天已经催办过"));
        assert!(remind(&once, AFTER).is_ok(), "who is late is reminded as well");
        let both = [(1, Opinion::Clear), (2, Opinion::Clear)];
        let done = after(&state, by_account(&state, Department::Tax, &both, ASKED).unwrap());
        assert!(remind(&done, ASKED).unwrap_err().to_string().contains("已经全部答复"));
    }

    #[test]
    fn 到期前三日和一日各提醒一次() {
        let mut state = asked();
        let mut told = Vec::new();
        for day in 7..=16 {
            let today = date(2026, 9, day);
            // Asked twice on a day, it is done once.
            for _ in 0..2 {
                let events = consultation::remind_in_time(&state, &[3, 1], &BOTH, today);
                told.extend(events.iter().map(|_| day));
                state = after(&state, events);
            }
        }
        assert_eq!(told, [11, 11, 13, 13], "both departments");
    }

    #[test]
    fn 耽误了的提醒补一次_人已经催过的不再提醒() {
        let state = asked();
        let late = consultation::remind_in_time(&state, &[3, 1], &BOTH, date(2026, 9, 12));
        assert_eq!(late.len(), 2, "the clock stood still on the eleventh");
        let events = consultation::remind(&state, Department::Tax, date(2026, 9, 11), AccountId("o".into())).unwrap();
        let rest = consultation::remind_in_time(&after(&state, events), &[3, 1], &BOTH, date(2026, 9, 12));
        assert!(matches!(&rest[..], [Event::Reminded { department: Department::Environment, .. }]));
        assert_eq!(consultation::remind_in_time(&state, &[], &BOTH, DUE), []);
    }

    #[test]
    fn 期限太短的不在发函当天提醒() {
        // Three days before the due date lie before the asking, or on its day: that reminder is passed over.
        for (due, days) in [(10, vec![]), (9, vec![]), (11, vec![8])] {
            let state = Consultation { due: date(2026, 9, due), ..asked() };
            let on = |day| consultation::remind_in_time(&state, &[3], &BOTH, date(2026, 9, day));
            let told: Vec<i8> = (7..=due).filter(|day| on(*day).len() == 2).take(1).collect();
            assert_eq!(told, days, "due on the {due}th");
        }
    }

    #[test]
    fn 没有人收得到的不算提醒_告知一次发函人() {
        let mut state = asked();
        let mut told = Vec::new();
        for day in 7..=16 {
            for _ in 0..2 {
                let events = consultation::remind_in_time(&state, &[3, 1], &[Department::Tax], date(2026, 9, day));
                told.extend(events.iter().filter(|one| matches!(one, Event::Unreached { .. })).map(|_| day));
                state = after(&state, events);
            }
        }
        assert_eq!(told, [11, 13]);
        let of = |department| state.asked(department).map(|one| (one.reminders.len(), one.unreached.len()));
        assert_eq!((of(Department::Environment), of(Department::Tax)), (Some((0, 2)), Some((2, 0))));
        // Once it can be reached it is reminded, whatever was noted before.
        let late = consultation::remind_in_time(&state, &[3, 1], &BOTH, DUE);
        assert!(matches!(&late[..], [Event::Reminded { department: Department::Environment, .. }]), "{late:?}");
    }
}

mod 部门账号 {
    use super::*;

    fn granted(grants: &[Grant]) -> Result<Account, Refusal> {
        let open =
            account::Command::Open {
                id: AccountId("a".into()), login: "tax@example.cn".into(), name: "李示例".into()
            };
        let mut account = replay::<Account>(&account::decide(None, open, ASKED).unwrap()).unwrap();
        for grant in grants {
            let events = account::decide(Some(&account), account::Command::Grant(*grant), ASKED)?;
            account = events.iter().fold(Some(account), Account::evolve).unwrap();
        }
        Ok(account)
    }

    #[test]
    fn 写明部门_市级或自治区都可以() {
        for city in [Some(liuzhou()), None] {
            assert!(granted(&[Grant::answering(Department::Tax, city)]).is_ok());
        }
        assert!(granted(&[Grant::of(Role::Department, Some(liuzhou()))]).is_err());
        let odd = Grant { department: Some(Department::Tax), ..Grant::of(Role::CityHandler, Some(liuzhou())) };
        assert!(granted(&[odd]).is_err());
        assert!(granted(&[Grant::answering(Department::Other, None)]).unwrap_err().to_string().contains("一次性链接"));
    }

    #[test]
    fn 一个账号只代表一个部门() {
        let two =
            [Grant::answering(Department::Tax, Some(liuzhou())), Grant::answering(Department::Market, Some(liuzhou()))];
        assert!(granted(&two).unwrap_err().to_string().contains("只代表一个部门"));
        assert!(granted(&[two[0], two[0]]).is_ok(), "given twice, it is given");
    }

    #[test]
    fn 问的人不兼答的人() {
        let handler = Grant::of(Role::CityHandler, Some(liuzhou()));
        assert!(granted(&[handler, Grant::answering(Department::Tax, Some(liuzhou()))]).is_err());
    }

    #[test]
    fn 旧的授权照样读得出() {
        let old: Grant = serde_json::from_str(r#"{"role":"city_handler","city":"450200"}"#).unwrap();
        assert_eq!(old, Grant::of(Role::CityHandler, Some(liuzhou())));
        assert_eq!(serde_json::to_string(&old).unwrap(), r#"{"role":"city_handler","city":"450200"}"#);
    }
}
