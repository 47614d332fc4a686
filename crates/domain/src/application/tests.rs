//! A case, step by step, and what is refused on the way.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use titian_rulebook::deadline::Length;
use titian_rulebook::judge::Truth;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use super::*;
use crate::answers::Answers;
use crate::id::NoticeId;
use crate::notice::{Batch, Signing};
use crate::refusal::Refusal;
use crate::room::replay;

mod corrected;
mod explore;
mod higher;
mod local;
mod recused;
mod rereview;
mod spent;
mod together;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn batch() -> Batch {
    Batch {
        id: BatchId::of(&NoticeId("n".into()), 1),
        name: "2026年第二批".into(),
        tier: Tier::Innovative,
        purpose: Purpose::Apply,
        half: "2026-H2".into(),
        from: date(2026, 9, 1),
        until: date(2026, 9, 30),
        city_due: date(2026, 10, 20),
        county_due: None,
        paper_due: None,
        cohort: None,
        standard: "miit-2022/innovative".into(),
        gates: "gates/miit-2026".into(),
        procedure: "national-2026".into(),
        local_table: None,
        publicity: Length::WorkingDays(5),
        correction: Length::WorkingDays(5),
        signing: Signing::Click,
        evidence: vec!["licence".into()],
        county: vec![],
        switched: vec![],
        lapsed_because: String::new(),
    }
}

fn liuzhou() -> DivisionCode {
    DivisionCode::parse("450200").unwrap()
}

fn context<'b>(batch: &'b Batch, actor: &str, today: &str) -> Context<'b> {
    Context {
        actor: AccountId(actor.into()),
        now: Timestamp::UNIX_EPOCH,
        today: day(today),
        batch,
        next: None,
        other: None,
        account_approved: true,
        missing_evidence: vec![],
        correction_due: Some(day("2026-10-12")),
        items: vec![("ip".into(), "知识产权".into()), ("rd_share".into(), "研发费用占比".into())],
        required: vec![("ip".into(), "知识产权".into()), ("rd_share".into(), "研发费用占比".into())],
        by_hand: vec![],
        outcome: Truth::Met,
        obstacles: vec![],
        unchecked: vec![],
        failed_checks: vec![],
        listed: vec![],
        steps: Default::default(),
        inspected: true,
        drawn: None,
        consulted: Consulted::NotAsked,
        titles: vec![],
        substitution: String::new(),
        away: vec![],
    }
}

fn content() -> Content {
    Content {
        name: "示例虚构企业0001号".into(),
        code: "9X450200000000001A".into(),
        city: liuzhou(),
        answers: Answers::default(),
        evidence: vec![],
    }
}

/// A case and everything that happened to it.
struct Case {
    batch: Batch,
    events: Vec<Event>,
}

impl Case {
    fn begun() -> Case {
        let mut case = Case { batch: batch(), events: vec![] };
        let begin =
            Command::Begin { id: ApplicationId("a".into()), enterprise: EnterpriseId("e".into()), city: liuzhou() };
        case.does("clerk", "2026-08-20", begin);
        case
    }

    fn state(&self) -> Application {
        replay(&self.events).unwrap()
    }

    fn asks(&self, context: &Context<'_>, command: Command) -> Result<Vec<Event>, Refusal> {
        decide(replay::<Application>(&self.events).as_ref(), command, context)
    }

    fn does(&mut self, actor: &str, today: &str, command: Command) {
        let events = self.asks(&context(&self.batch, actor, today), command).unwrap();
        self.events.extend(events);
    }

    fn refused(&self, context: &Context<'_>, command: Command) -> Refusal {
        self.asks(context, command).unwrap_err()
    }

    fn submitted() -> Case {
        let mut case = Case::begun();
        case.does("clerk", "2026-09-10", submit());
        case
    }

    fn taken_up() -> Case {
        let mut case = Case::submitted();
        case.does("handler", "2026-09-12", Command::TakeUp { handler: AccountId("handler".into()), from: None });
        case
    }

    fn ruled() -> Case {
        let mut case = Case::taken_up();
        let rulings = vec![("ip".into(), Ruling::Accept), ("rd_share".into(), Ruling::Accept)];
        case.does("handler", "2026-09-13", Command::Rule { rulings });
        case
    }

    fn listed() -> Case {
        let mut case = Case::ruled();
        case.does("handler", "2026-09-14", propose(true, "建议通过"));
        case.does("leader", "2026-09-15", Command::Approve);
        case
    }

    fn acts(&mut self, events: Result<Vec<Event>, Refusal>) {
        self.events.extend(events.unwrap());
    }
}

fn submit() -> Command {
    Command::Submit {
        declared: content().digest(),
        content: Box::new(content()),
        name: "张示例".into(),
        scan: None,
        number: "GX2026H2C00001".into(),
    }
}

fn propose(pass: bool, opinion: &str) -> Command {
    Command::Conclude { pass, opinion: opinion.into(), uncalled: String::new(), heard: vec![] }
}

mod 第九条一_自评和提交 {
    use super::*;

    #[test]
    fn 申报期首日和末日都可以提交_前一日和后一日不可以() {
        let case = Case::begun();
        let ask = |today: &str| case.asks(&context(&case.batch, "clerk", today), submit());
        for open in ["2026-09-01", "2026-09-30"] {
            assert!(ask(open).is_ok(), "{open}");
        }
        assert!(ask("2026-08-31").unwrap_err().to_string().contains("自2026年9月1日起申报"));
        let late = ask("2026-10-01").unwrap_err();
        assert_eq!(late.articles, ["A12"]);
        assert!(late.to_string().contains("申报截止日是2026年9月30日") && late.todo.contains("下一批次"), "{late}");
        let mut known = context(&case.batch, "clerk", "2026-10-01");
        let (from, until) = (date(2027, 3, 1), date(2027, 3, 31));
        known.next = Some(Batch { name: "2027年第一批".into(), from, until, ..batch() });
        let late = case.refused(&known, submit());
        assert!(late.todo.contains("“2027年第一批”，申报期2027年3月1日至2027年3月31日 24:00"), "{late}");
    }

    #[test]
    fn 缺什么一次说全() {
        let case = Case::begun();
        let mut context = context(&case.batch, "clerk", "2026-09-10");
        context.account_approved = false;
        context.missing_evidence = vec!["营业执照副本".into()];
        let Command::Submit { content, number, .. } = submit() else { unreachable!() };
        let command =
            Command::Submit { content, declared: "另一份内容".into(), name: " ".into(), scan: None, number };
        let refusal = case.refused(&context, command);
        assert_eq!(refusal.reasons.len(), 4, "{refusal}");
        for reason in ["账号还没有通过核验", "内容又有改动", "声明人", "营业执照副本"] {
            assert!(refusal.to_string().contains(reason), "{reason}: {refusal}");
        }
    }

    #[test]
    fn 通知要求盖章扫描件的_没有扫描件不能提交() {
        let mut case = Case::begun();
        case.batch.signing = Signing::SealedScan;
        let context = context(&case.batch, "clerk", "2026-09-10");
        assert!(case.refused(&context, submit()).to_string().contains("扫描件"));
    }

    #[test]
    fn 声明与提交的内容绑定() {
        let filing = Case::submitted().state().filing.unwrap();
        assert_eq!(filing.digest, filing.content.digest());
        assert_eq!(filing.declaration.here().unwrap().digest, filing.digest);
        assert_eq!(filing.declaration.here().unwrap().truth, TRUTH);
        let mut other = content();
        other.name.push('甲');
        assert_ne!(other.digest(), filing.digest);
    }

    #[test]
    fn 同一批次只能有一件申报() {
        let case = Case { batch: batch(), events: vec![] };
        let mut context = context(&case.batch, "clerk", "2026-09-10");
        context.other = Some(ApplicationId("b".into()));
        let begin =
            Command::Begin { id: ApplicationId("a".into()), enterprise: EnterpriseId("e".into()), city: liuzhou() };
        assert!(case.refused(&context, begin).to_string().contains("已经有一件申报"));
    }

    #[test]
    fn 提交两次只有一件_第二次被告知() {
        let case = Case::submitted();
        let again = case.refused(&context(&case.batch, "clerk", "2026-09-11"), submit());
        assert!(again.to_string().contains("待受理"), "{again}");
    }
}

mod 第九条二_审核 {
    use super::*;

    #[test]
    fn 别人手上的申报不能审核_可以转交() {
        let mut case = Case::taken_up();
        let other = context(&case.batch, "other", "2026-09-13");
        let rulings = vec![("ip".into(), Ruling::Accept)];
        assert!(case.refused(&other, Command::Rule { rulings }).to_string().contains("另一位经办人"));
        let to_other = |from: Option<&str>| Command::TakeUp {
            handler: AccountId("other".into()),
            from: from.map(|from| AccountId(from.into())),
        };
        // Who takes up what somebody else has just taken up does not take it from them unasked.
        assert!(case.refused(&other, to_other(None)).to_string().contains("已经有人办理"));
        assert!(case.refused(&other, to_other(Some("third"))).to_string().contains("已经有人办理"));
        case.does("leader", "2026-09-13", to_other(Some("handler")));
        assert!(matches!(&case.state().stage, Stage::UnderReview { handler, .. } if handler.as_str() == "other"));
    }

    #[test]
    fn 县级推荐_打开才登记_只推荐不否决() {
        let mut case = Case::taken_up();
        let said = |opinion: &str| Command::RecommendFromCounty {
            county: "示例县".into(),
            opinion: opinion.into(),
            dated: date(2026, 9, 12),
        };
        let mut context = context(&case.batch, "handler", "2026-09-13");
        assert!(case.refused(&context, said("同意推荐")).to_string().contains("没有县级推荐这一步"));
        context.steps.county = true;
        assert!(case.refused(&context, said(" ")).to_string().contains("没有写推荐意见"));
        let events = case.asks(&context, said("不同意推荐")).unwrap();
        case.events.extend(events);
        assert_eq!(case.state().county.as_ref().map(|one| one.opinion.as_str()), Some("不同意推荐"));
        assert!(matches!(case.state().stage, Stage::UnderReview { .. }), "the city decides");
    }

    #[test]
    fn 调整_不予采信_待补正都要写理由() {
        let case = Case::taken_up();
        let context = context(&case.batch, "handler", "2026-09-13");
        let bare = Ruling::Adjust { edits: vec![], why: String::new(), evidence: None, page: String::new() };
        let rulings = vec![
            ("ip".into(), bare),
            ("rd_share".into(), Ruling::Reject { why: " ".into() }),
            ("nothing".into(), Ruling::Accept),
        ];
        let refusal = case.refused(&context, Command::Rule { rulings });
        assert_eq!(refusal.reasons.len(), 3, "{refusal}");
    }

    #[test]
    fn 退回补正_期限内可以再交_过期不可以() {
        let mut case = Case::taken_up();
        let rulings = vec![
            ("ip".into(), Ruling::Accept),
            ("rd_share".into(), Ruling::Ask { what: "请补交研发费用专项审计报告".into() }),
        ];
        case.does("handler", "2026-09-28", Command::Rule { rulings });
        case.does("handler", "2026-09-28", Command::Return { deficiencies: vec![] });
        let Stage::Returned { due, deficiencies, .. } = case.state().stage else { panic!() };
        assert_eq!((due, deficiencies[0].label.as_str()), (day("2026-10-12"), "研发费用占比"));
        // The window has closed; the return has its own deadline.
        let ask = |today: &str| case.asks(&context(&case.batch, "clerk", today), submit());
        assert!(ask("2026-10-12").is_ok());
        assert!(ask("2026-10-13").unwrap_err().to_string().contains("补正截止日是2026年10月12日"));
        // What was not mended in time can be refused, by who has it, and nothing else.
        let conclude = |who: &str, today: &str, pass| {
            let command = propose(pass, "逾期没有补正");
            case.asks(&context(&case.batch, who, today), command)
        };
        assert!(conclude("handler", "2026-10-12", false).is_err(), "there is still time");
        assert!(conclude("other", "2026-10-13", false).is_err());
        assert!(conclude("handler", "2026-10-13", true).unwrap_err().to_string().contains("退回补正"));
        assert!(matches!(
            conclude("handler", "2026-10-13", false).unwrap()[..],
            [Event::Concluded { pass: false, .. }]
        ));
        case.does("clerk", "2026-10-10", submit());
        let state = case.state();
        assert!(matches!(&state.stage, Stage::UnderReview { handler, .. } if handler.as_str() == "handler"));
        assert_eq!(state.number, "GX2026H2C00001");
        assert!(state.verdicts.contains_key("ip") && !state.verdicts.contains_key("rd_share"));
    }

    #[test]
    fn 没有写明补正什么不能退回() {
        let case = Case::taken_up();
        let context = context(&case.batch, "handler", "2026-09-13");
        assert!(case.refused(&context, Command::Return { deficiencies: vec![] }).to_string().contains("补正什么"));
    }

    #[test]
    fn 拟办通过之前各项都要办完() {
        let case = Case::taken_up();
        let mut context = context(&case.batch, "handler", "2026-09-13");
        context.unchecked = vec!["未列入经营异常名录".into()];
        context.failed_checks = vec!["不属于禁止类".into()];
        context.inspected = false;
        context.outcome = Truth::Unmet;
        context.obstacles = vec!["总分没有达到合格线".into()];
        let refusal = case.refused(&context, propose(true, ""));
        assert_eq!(refusal.reasons.len(), 8, "{refusal}");
        // Not to let it pass needs the handler's reason only.
        assert!(case.asks(&context, propose(false, "总分不够")).is_ok());
    }

    #[test]
    fn 经办人不能审批自己拟办的_除非登记了替岗() {
        let mut case = Case::ruled();
        case.does("handler", "2026-09-14", propose(true, "建议通过"));
        let mut own = context(&case.batch, "handler", "2026-09-15");
        assert!(case.refused(&own, Command::Approve).to_string().contains("不能审批自己拟办"));
        own.substitution = "两人科室,另一人公出".into();
        assert!(case.asks(&own, Command::Approve).is_ok());
        case.does("leader", "2026-09-15", Command::SendBack { why: "请再核实研发费用".into() });
        assert!(matches!(case.state().stage, Stage::UnderReview { .. }));
    }

    #[test]
    fn 不予通过的理由就是经办人的意见() {
        let mut case = Case::taken_up();
        case.does("handler", "2026-09-14", propose(false, "总分 55 分"));
        case.does("leader", "2026-09-15", Command::Approve);
        assert!(matches!(&case.state().stage, Stage::Refused { ground, .. } if ground == "总分 55 分"));
        assert!(case.state().stage.is_final());
    }
}

mod 公示和公告 {
    use super::*;

    fn publicity() -> PublicityId {
        PublicityId("p".into())
    }

    fn in_publicity() -> Case {
        let mut case = Case::listed();
        let events = publicise(&case.state(), Desk::City, publicity(), day("2026-09-22"), vec![]);
        case.acts(events);
        case
    }

    #[test]
    fn 一路走到称号() {
        let mut case = in_publicity();
        case.events.extend(clear(&case.state(), day("2026-09-23")));
        let events = file(&case.state(), &Steps::default(), day("2026-09-24"));
        case.acts(events);
        let announcement = AnnouncementId("g".into());
        let events = fix(&case.state(), &Steps::default(), announcement.clone(), vec![]);
        case.acts(events);
        let events = recognise(&case.state(), &announcement, RecognitionId("r".into()), vec![], day("2026-10-01"));
        case.acts(events);
        assert!(matches!(case.state().stage, Stage::Recognised { on, .. } if on == day("2026-10-01")));
    }

    #[test]
    fn 有异议的企业不能备案_异议不成立后可以() {
        let mut case = in_publicity();
        let objection = ObjectionId("o".into());
        let events = hold(&case.state(), objection.clone());
        case.acts(events);
        case.events.extend(clear(&case.state(), day("2026-09-23")));
        assert!(
            file(&case.state(), &Steps::default(), day("2026-09-24"))
                .unwrap_err()
                .to_string()
                .contains("有异议没有处理完")
        );
        let events = release(&case.state(), objection, false, AccountId("handler".into()), day("2026-09-25"));
        case.acts(events);
        assert!(file(&case.state(), &Steps::default(), day("2026-09-26")).is_ok());
    }

    #[test]
    fn 异议成立的退回审核() {
        let mut case = in_publicity();
        let objection = ObjectionId("o".into());
        let events = hold(&case.state(), objection.clone());
        case.acts(events);
        let events = release(&case.state(), objection, true, AccountId("handler".into()), day("2026-09-20"));
        case.acts(events);
        let state = case.state();
        assert!(matches!(state.stage, Stage::UnderReview { .. }) && state.held_by.is_empty());
    }

    #[test]
    fn 名单撤回后回到已备案() {
        let mut case = in_publicity();
        case.events.extend(clear(&case.state(), day("2026-09-23")));
        let events = file(&case.state(), &Steps::default(), day("2026-09-24"));
        case.acts(events);
        let events = fix(&case.state(), &Steps::default(), AnnouncementId("g".into()), vec![]);
        case.acts(events);
        assert!(
            case.refused(&context(&case.batch, "clerk", "2026-09-25"), Command::Withdraw).to_string().contains("报批")
        );
        case.events.extend(unfix(&case.state(), day("2026-09-26")));
        assert!(matches!(&case.state().stage, Stage::Filed { publicity, .. } if publicity.as_str() == "p"));
    }

    #[test]
    fn 别的名单不能让它取得称号() {
        let mut case = in_publicity();
        case.events.extend(clear(&case.state(), day("2026-09-23")));
        let events = file(&case.state(), &Steps::default(), day("2026-09-24"));
        case.acts(events);
        let events = fix(&case.state(), &Steps::default(), AnnouncementId("g".into()), vec![]);
        case.acts(events);
        let other = AnnouncementId("h".into());
        assert!(recognise(&case.state(), &other, RecognitionId("r".into()), vec![], day("2026-10-01")).is_err());
    }

    #[test]
    fn 核查已过期的_公示_列入_公告都不行_重新查询以后可以() {
        let old = || vec!["“未被列入经营异常名录”是2026年8月1日查询的，请重新查询并登记（第三条）".to_owned()];
        let told = |refused: Result<Vec<Event>, Refusal>| {
            let refusal = refused.unwrap_err();
            assert!(refusal.to_string().contains("请重新查询并登记（第三条）"), "{refusal}");
        };
        let mut case = Case::listed();
        told(publicise(&case.state(), Desk::City, publicity(), day("2026-09-22"), old()));
        let events = publicise(&case.state(), Desk::City, publicity(), day("2026-09-22"), vec![]);
        case.acts(events);
        case.events.extend(clear(&case.state(), day("2026-09-23")));
        // A filing is for the record: the decision is the province's announcement.
        let events = file(&case.state(), &Steps::default(), day("2026-09-24"));
        case.acts(events);
        let announcement = AnnouncementId("g".into());
        told(fix(&case.state(), &Steps::default(), announcement.clone(), old()));
        let events = fix(&case.state(), &Steps::default(), announcement.clone(), vec![]);
        case.acts(events);
        told(recognise(&case.state(), &announcement, RecognitionId("r".into()), old(), day("2026-10-01")));
        assert!(recognise(&case.state(), &announcement, RecognitionId("r".into()), vec![], day("2026-10-01")).is_ok());
    }

    #[test]
    fn 撤回的申报不再往前走() {
        let mut case = in_publicity();
        case.does("clerk", "2026-09-20", Command::Withdraw);
        assert_eq!(clear(&case.state(), day("2026-09-23")), vec![]);
        assert!(file(&case.state(), &Steps::default(), day("2026-09-24")).is_err());
        assert!(hold(&case.state(), ObjectionId("o".into())).is_err());
    }
}

/// Stages and their words are one list.
#[test]
fn every_stage_is_in_the_list_of_words() {
    let case = Case::listed();
    let seen: Vec<&str> =
        (1..=case.events.len()).map(|n| replay::<Application>(&case.events[..n]).unwrap().stage.id()).collect();
    assert!(seen.iter().all(|id| Stage::label_of(id).is_some()), "{seen:?}");
}
