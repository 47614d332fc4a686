//! The two higher tiers: what they build on, two desks, and what MIIT publishes.

use titian_rulebook::policy::Policy;
use titian_rulebook::procedure::Title;

use super::*;
use crate::recognition::{Ended, Origin, Recognition};

fn steps(tier: Tier) -> Steps {
    let policy = Policy::shipped().unwrap();
    let procedure = &policy.procedures["guangxi-2023"];
    Steps::of(procedure, &Batch { tier, ..batch() }, liuzhou())
}

fn title(tier: Tier, until: &str) -> Recognition {
    Recognition {
        id: RecognitionId(format!("r-{}", tier.id())),
        enterprise: EnterpriseId("e".into()),
        tier,
        city: liuzhou(),
        from: Some(day("2023-10-01")),
        until: Some(day(until)),
        origin: Origin::Earlier { source: "示例".into(), stated: String::new() },
        ended: None,
        until_list: true,
        lost_right: None,
    }
}

pub(super) struct Higher {
    pub(super) case: Case,
    steps: Steps,
    titles: Vec<Recognition>,
}

impl Higher {
    pub(super) fn of(tier: Tier, titles: Vec<Recognition>) -> Higher {
        let mut higher =
            Higher { case: Case { batch: Batch { tier, ..batch() }, events: vec![] }, steps: steps(tier), titles };
        let begin =
            Command::Begin { id: ApplicationId("a".into()), enterprise: EnterpriseId("e".into()), city: liuzhou() };
        higher.does("clerk", begin);
        higher
    }

    fn on(&self, actor: &str, today: &str) -> Context<'_> {
        let mut context = context(&self.case.batch, actor, today);
        context.steps = self.steps.clone();
        context.titles = self.titles.clone();
        context
    }

    fn asks(&self, actor: &str, command: Command) -> Result<Vec<Event>, Refusal> {
        self.case.asks(&self.on(actor, "2026-09-10"), command)
    }

    pub(super) fn does(&mut self, actor: &str, command: Command) {
        let events = self.asks(actor, command).unwrap();
        self.case.events.extend(events);
    }

    /// A desk goes through with it: takes it up, accepts everything, proposes, approves.
    fn passes(&mut self, handler: &str, leader: &str) {
        self.does(handler, Command::TakeUp { handler: AccountId(handler.into()), from: None });
        let rulings = vec![("ip".into(), Ruling::Accept), ("rd_share".into(), Ruling::Accept)];
        self.does(handler, Command::Rule { rulings });
        let uncalled = "材料清楚".to_owned();
        self.does(handler, Command::Conclude { pass: true, opinion: "建议通过".into(), uncalled, heard: vec![] });
        self.does(leader, Command::Approve);
    }

    fn recommended(&mut self, desk: Desk) {
        let events = recommend(&self.case.state(), desk, RecommendationId("f".into()), 1, day("2026-09-12"), vec![]);
        self.case.acts(events);
    }

    fn stage(&self) -> &'static str {
        self.case.state().stage.id()
    }
}

pub(super) fn innovative() -> Vec<Recognition> {
    vec![title(Tier::Innovative, "2026-10-01")]
}

#[test]
fn 第十条_市里初审推荐_自治区审核公示认定() {
    let mut higher = Higher::of(Tier::Specialised, innovative());
    higher.does("clerk", submit());
    higher.passes("handler", "leader");
    assert_eq!(higher.stage(), "endorsed");
    let early = publicise(&higher.case.state(), Desk::City, PublicityId("p".into()), day("2026-09-20"), vec![]);
    assert_eq!(early.unwrap_err().articles, ["A10.2"]);
    higher.recommended(Desk::City);
    let case = higher.case.state();
    assert_eq!((case.stage.id(), case.desk, case.reviewed_under()), ("recommended", Desk::Province, "A10.3"));
    higher.passes("officer", "director");
    assert_eq!(higher.stage(), "listed");
    let until = day("2026-09-20");
    assert!(
        publicise(&higher.case.state(), Desk::City, PublicityId("p".into()), until, vec![]).is_err(),
        "not the city's list"
    );
    let events = publicise(&higher.case.state(), Desk::Province, PublicityId("p".into()), until, vec![]);
    higher.case.acts(events);
    higher.case.events.extend(clear(&higher.case.state(), day("2026-09-21")));
    let filed = file(&higher.case.state(), &higher.steps, day("2026-09-21")).unwrap_err();
    assert!(filed.to_string().contains("没有备案这一步"), "{filed}");
    let announcement = AnnouncementId("g".into());
    let events = fix(&higher.case.state(), &higher.steps, announcement.clone(), vec![]);
    higher.case.acts(events);
    higher.case.events.extend(unfix(&higher.case.state(), day("2026-09-22")));
    assert_eq!(higher.stage(), "cleared", "back where it came from");
    let events = fix(&higher.case.state(), &higher.steps, announcement.clone(), vec![]);
    higher.case.acts(events);
    let events = recognise(&higher.case.state(), &announcement, RecognitionId("r".into()), vec![], day("2026-10-01"));
    higher.case.acts(events);
    assert_eq!(higher.stage(), "recognised");
}

#[test]
fn 第十一条_两级推荐_按工业和信息化部公布的名单登记() {
    let nominated = || {
        let mut higher = Higher::of(Tier::LittleGiant, vec![title(Tier::Specialised, "2027-01-01")]);
        higher.does("clerk", submit());
        higher.passes("handler", "leader");
        higher.recommended(Desk::City);
        higher.passes("officer", "director");
        assert_eq!(higher.stage(), "endorsed");
        higher.recommended(Desk::Province);
        assert_eq!(higher.stage(), "nominated");
        higher
    };
    let list = MiitListId("m".into());
    let mut named = nominated();
    let events = certify(&named.case.state(), &list, RecognitionId("r".into()), day("2026-12-01"));
    named.case.acts(events);
    assert!(matches!(named.case.state().stage, Stage::Recognised { announcement: None, miit: Some(_), .. }));
    let mut passed_over = nominated();
    let events = pass_over(&passed_over.case.state(), &list, AccountId("officer".into()), day("2026-12-01"));
    passed_over.case.acts(events);
    assert!(
        matches!(&passed_over.case.state().stage, Stage::Refused { ground, .. } if ground.contains("工业和信息化部"))
    );
}

mod 前置称号 {
    use super::*;

    #[test]
    fn 提交当日有效才能申报_到期当日就不行() {
        for (until, valid) in [("2026-09-11", true), ("2026-09-10", false)] {
            let higher = Higher::of(Tier::Specialised, vec![title(Tier::Innovative, until)]);
            let asked = higher.asks("clerk", submit());
            assert_eq!(asked.is_ok(), valid, "{until}: {asked:?}");
            if let Err(refusal) = asked {
                assert_eq!(refusal.articles, ["A10.1"]);
                assert!(refusal.to_string().contains("已于2026年9月9日期满"), "{refusal}");
            }
        }
    }

    #[test]
    fn 补正重新提交_不再看称号是否到期() {
        let mut higher = Higher::of(Tier::Specialised, innovative());
        higher.does("clerk", submit());
        higher.does("handler", Command::TakeUp { handler: AccountId("handler".into()), from: None });
        higher.does("handler", Command::Rule { rulings: vec![("ip".into(), Ruling::Ask { what: "请补充".into() })] });
        higher.does("handler", Command::Return { deficiencies: vec![] });
        higher.titles = vec![title(Tier::Innovative, "2026-09-11")];
        let mut context = higher.on("clerk", "2026-10-01");
        assert!(higher.case.asks(&context, submit()).is_ok(), "it was valid when it was submitted first");
        context.account_approved = false;
        let refusal = higher.case.refused(&context, submit());
        assert!(!refusal.to_string().contains("期满"), "{refusal}");
    }

    #[test]
    fn 退回期间可以转交_补正后回到接手的人() {
        let mut higher = Higher::of(Tier::Specialised, innovative());
        higher.does("clerk", submit());
        higher.does("handler", Command::TakeUp { handler: AccountId("handler".into()), from: None });
        higher.does("handler", Command::Rule { rulings: vec![("ip".into(), Ruling::Ask { what: "请补充".into() })] });
        higher.does("handler", Command::Return { deficiencies: vec![] });
        let hand = |from: Option<&str>| Command::TakeUp {
            handler: AccountId("other".into()),
            from: from.map(|from| AccountId(from.into())),
        };
        assert!(higher.asks("leader", hand(None)).unwrap_err().to_string().contains("已经有人办理"));
        higher.does("leader", hand(Some("handler")));
        assert_eq!(higher.stage(), "returned", "the enterprise still mends it");
        higher.does("clerk", submit());
        let stage = higher.case.state().stage;
        assert!(matches!(&stage, Stage::UnderReview { handler, .. } if handler.as_str() == "other"), "{stage:?}");
    }

    #[test]
    fn 没有称号_引用本层次的条款() {
        for (tier, article) in [(Tier::Specialised, "A10.1"), (Tier::LittleGiant, "A11")] {
            let refusal = Higher::of(tier, vec![]).asks("clerk", submit()).unwrap_err();
            assert_eq!(refusal.articles, [article]);
            assert!(refusal.to_string().contains("须在提交当日持有有效的"), "{refusal}");
        }
    }

    #[test]
    fn 期间到期不影响_被取消就不能决定() {
        let mut higher = Higher::of(Tier::Specialised, innovative());
        higher.does("clerk", submit());
        higher.does("handler", Command::TakeUp { handler: AccountId("handler".into()), from: None });
        let rulings = vec![("ip".into(), Ruling::Accept), ("rd_share".into(), Ruling::Accept)];
        higher.does("handler", Command::Rule { rulings });
        let late = |higher: &Higher| higher.case.asks(&higher.on("handler", "2026-11-01"), propose(true, "建议推荐"));
        assert!(late(&higher).is_ok(), "its term has ended meanwhile, which refuses nobody");
        let ended = Ended { on: day("2026-09-20"), article: "A16".into(), reason: "提供虚假材料".into() };
        higher.titles[0].ended = Some(ended);
        let refusal = late(&higher).unwrap_err();
        assert_eq!(refusal.articles, ["A10.2"]);
        assert!(refusal.to_string().contains("已于2026年9月20日被取消（A16）"), "{refusal}");
        let case = higher.case.state();
        let lost = at_decision(&case, &higher.titles);
        assert!(lost.is_some());
        // A re-review list that renewed it or let it lapse takes nothing away (A13.3).
        let ended = Ended { on: day("2026-09-20"), article: "A13.3".into(), reason: "由新的称号接替".into() };
        higher.titles[0].ended = Some(ended);
        assert!(late(&higher).is_ok() && at_decision(&case, &higher.titles).is_none());
    }

    #[test]
    fn 新办法下科技型也可以_以申报为准() {
        let mut technology = content();
        let place = crate::answers::Place { fact: Title::Technology.fact().into(), year: None };
        let edit = crate::answers::Edit { place, text: Some("是".into()) };
        technology.answers.put(&edit, crate::answers::Source::Enterprise, day("2026-09-01"));
        let asked =
            |titles: &[Title], content| at_submission(titles, Tier::Specialised, &[], content, day("2026-09-10"));
        let either = [Title::Innovative, Title::Technology];
        assert_eq!(asked(&either, &technology).unwrap(), Some(Held::Technology));
        let nothing = content();
        assert!(asked(&either, &nothing).unwrap_err().todo.contains("科技型"));
        assert!(asked(&[Title::Innovative], &technology).is_err(), "under the rules of 2023 it is not enough");
    }
}

#[test]
fn 自治区要自己审核_市级意见只作参考() {
    let mut higher = Higher::of(Tier::Specialised, innovative());
    higher.does("clerk", submit());
    higher.passes("handler", "leader");
    higher.recommended(Desk::City);
    higher.does("officer", Command::TakeUp { handler: AccountId("officer".into()), from: None });
    let uncalled = || "材料清楚".to_owned();
    let pass = || Command::Conclude { pass: true, opinion: "建议通过".into(), uncalled: uncalled(), heard: vec![] };
    let refusal = higher.asks("officer", pass()).unwrap_err();
    assert_eq!(refusal.reasons.len(), 2, "{refusal}");
    assert!(refusal.to_string().contains("本级还没有审核"), "{refusal}");
    // Saying the same again is the province's own word.
    let rulings = vec![("ip".into(), Ruling::Accept), ("rd_share".into(), Ruling::Accept)];
    higher.does("officer", Command::Rule { rulings });
    assert!(higher.asks("officer", pass()).is_ok());
}

#[test]
fn 视情况的步骤没有做_要写明理由() {
    let mut higher = Higher::of(Tier::Specialised, innovative());
    higher.does("clerk", submit());
    higher.passes("handler", "leader");
    higher.recommended(Desk::City);
    higher.does("officer", Command::TakeUp { handler: AccountId("officer".into()), from: None });
    let rulings = vec![("ip".into(), Ruling::Accept), ("rd_share".into(), Ruling::Accept)];
    higher.does("officer", Command::Rule { rulings });
    let silent = higher.asks("officer", propose(true, "建议通过")).unwrap_err();
    assert!(silent.to_string().contains("没有征求部门意见；认为不需要的，要写明理由"), "{silent}");
    let mut asked = higher.on("officer", "2026-09-10");
    let none = Vec::new;
    let tax = || vec!["“税务局”还没有答复".to_owned()];
    let reasoned = |heard: &Consulted| {
        let (opinion, uncalled, heard) = ("建议通过".into(), "已电话核实".into(), heard.asks());
        Command::Conclude { pass: true, opinion, uncalled, heard }
    };
    // While a department has time, a word does not do.
    asked.consulted = Consulted::Asked { waiting: tax(), silent: none(), concerns: none(), agreed: none() };
    for proposal in [propose(true, "建议通过"), reasoned(&asked.consulted)] {
        let waiting = higher.case.asks(&asked, proposal).unwrap_err();
        assert!(waiting.to_string().contains("“税务局”还没有答复"), "{waiting}");
    }
    // Its silence after that, and its concern, ask for the handler's word.
    for (silent, concerns) in [(tax(), none()), (none(), tax()), (tax(), tax())] {
        let count = silent.len() + concerns.len();
        asked.consulted = Consulted::Asked { waiting: none(), silent, concerns, agreed: none() };
        let refusal = higher.case.asks(&asked, propose(true, "建议通过")).unwrap_err();
        assert_eq!(refusal.reasons.len(), count, "{refusal}");
        assert!(refusal.to_string().contains("要写明理由"), "{refusal}");
        assert!(higher.case.asks(&asked, reasoned(&asked.consulted)).is_ok());
        assert!(higher.case.asks(&asked, propose(false, "不予通过")).is_ok(), "not to let it pass needs no such word");
    }
    asked.consulted = Consulted::Asked { waiting: none(), silent: none(), concerns: none(), agreed: none() };
    assert!(higher.case.asks(&asked, propose(true, "建议通过")).is_ok());
}

#[test]
fn 拟办前后才来的有意见_没有人看过的不能通过() {
    let mut higher = Higher::of(Tier::Specialised, innovative());
    higher.does("clerk", submit());
    higher.passes("handler", "leader");
    higher.recommended(Desk::City);
    higher.does("officer", Command::TakeUp { handler: AccountId("officer".into()), from: None });
    let rulings = vec![("ip".into(), Ruling::Accept), ("rd_share".into(), Ruling::Accept)];
    higher.does("officer", Command::Rule { rulings });
    let told = |silent: &[&str], concerns: &[&str]| {
        let all = |lines: &[&str]| lines.iter().map(|one| (*one).to_owned()).collect();
        Consulted::Asked { waiting: vec![], silent: all(silent), concerns: all(concerns), agreed: vec![] }
    };
    let (silent, concern) = ("“税务局”没有答复", "“税务局”有意见：有一起处罚");
    let mut now = higher.on("officer", "2026-09-10");
    let propose = |heard: &[&str]| Command::Conclude {
        pass: true,
        opinion: "建议通过".into(),
        uncalled: "已电话核实".into(),
        heard: heard.iter().map(|one| (*one).to_owned()).collect(),
    };
    // The page showed a silence; by the time it is sent the department has answered.
    now.consulted = told(&[], &[concern]);
    let refusal = higher.case.asks(&now, propose(&[silent])).unwrap_err();
    assert_eq!(refusal.reasons, [format!("{concern}；您打开页面时还没有这一条，请看过再写怎样考虑")]);
    // The proposal stood on a silence; the next day the answer comes, and the leader does not approve over it.
    now.consulted = told(&[silent], &[]);
    let concluded = higher.case.asks(&now, propose(&[silent])).unwrap();
    assert!(matches!(&concluded[..], [Event::Concluded { heard, .. }] if heard == &[silent]), "{concluded:?}");
    // Silence that counts as consent asks for no word and stands in the record.
    let agreed = "“环境局”没有答复，按约定视为无意见".to_owned();
    let consent = Consulted::Asked { waiting: vec![], silent: vec![], concerns: vec![], agreed: vec![agreed.clone()] };
    let mut by_consent = higher.on("officer", "2026-09-10");
    by_consent.consulted = consent.clone();
    let events = higher.case.asks(&by_consent, propose(&[])).unwrap();
    assert!(matches!(&events[..], [Event::Concluded { heard, .. }] if *heard == [agreed.clone()]), "{events:?}");
    let case = concluded.iter().fold(Some(higher.case.state()), <Application as Room>::evolve);
    let mut leader = higher.on("leader", "2026-09-11");
    for (said, fine) in [
        (told(&[silent], &[]), true),
        (told(&[], &[]), true),
        (told(&[], &[concern]), false),
        (told(&[silent, "“环境局”没有答复"], &[]), false),
    ] {
        leader.consulted = said;
        let answer = decide(case.as_ref(), Command::Approve, &leader);
        assert_eq!(answer.is_ok(), fine, "{answer:?}");
        let Err(refusal) = answer else { continue };
        assert!(refusal.reasons.len() == 1 && refusal.reasons[0].contains("拟办时还没有这一条"), "{refusal}");
        assert!(refusal.todo.contains("退回经办人"), "{refusal}");
    }
}
