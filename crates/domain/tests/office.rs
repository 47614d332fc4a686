//! Who may work on what, in an office with many cases: 回避, 替岗, 分派.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use titian_domain::application::{self, Application, Desk, Stage};
use titian_domain::assignment::{Away, Hand, by_hand, evenly};
use titian_domain::id::*;
use titian_domain::recusal::{self, Recusal};
use titian_domain::refusal::Refusal;
use titian_domain::room::replay;
use titian_domain::substitution::{self, Substitution};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

const TODAY: Date = date(2026, 9, 15);

fn liuzhou() -> DivisionCode {
    DivisionCode::parse("450200").unwrap()
}

fn account(id: &str) -> AccountId {
    AccountId(id.into())
}

mod 回避 {
    use super::*;

    fn declare(known: Option<&Recusal>, by: &str, why: &str) -> Result<Vec<recusal::Event>, Refusal> {
        let command = recusal::Command::Declare {
            account: account("a"),
            enterprise: EnterpriseId("e".into()),
            office: liuzhou(),
            why: why.into(),
        };
        recusal::decide(known, command, &account(by), TODAY)
    }

    fn lift(known: Option<&Recusal>, by: &str, why: &str) -> Result<Vec<recusal::Event>, Refusal> {
        recusal::decide(known, recusal::Command::Lift { why: why.into() }, &account(by), TODAY)
    }

    #[test]
    fn 自己说或者领导定_都要写理由() {
        for by in ["a", "leader"] {
            let known: Recusal = replay(&declare(None, by, " 近亲属在该企业任职 ").unwrap()).unwrap();
            assert_eq!((known.why.as_str(), known.by.as_str(), known.in_force()), ("近亲属在该企业任职", by, true));
        }
        assert!(declare(None, "a", "  ").unwrap_err().to_string().contains("没有写理由"));
        assert!(declare(None, "a", "近亲属\u{202E}").is_err());
        assert!(declare(None, "a", &"理".repeat(recusal::LONGEST)).is_ok());
        assert!(declare(None, "a", &"理".repeat(recusal::LONGEST + 1)).is_err());
    }

    #[test]
    fn 由别人解除_解除后可以再登记() {
        let mut events = declare(None, "leader", "持有股份").unwrap();
        let known: Recusal = replay(&events).unwrap();
        assert!(declare(Some(&known), "leader", "持有股份").unwrap_err().what.contains("已经登记"));
        assert!(lift(Some(&known), "a", "没有了").unwrap_err().what.contains("不能解除自己的"));
        assert!(lift(Some(&known), "leader", "").is_err());
        assert!(lift(None, "leader", "没有了").is_err());
        events.extend(lift(Some(&known), "leader", "股份已经转让").unwrap());
        let lifted: Recusal = replay(&events).unwrap();
        assert!(!lifted.in_force() && lift(Some(&lifted), "leader", "再来").is_err());
        events.extend(declare(Some(&lifted), "a", "又持有股份").unwrap());
        assert!(replay::<Recusal>(&events).unwrap().in_force());
    }
}

mod 替岗 {
    use super::*;

    fn asked() -> Substitution {
        Substitution {
            id: SubstitutionId("s".into()),
            office: liuzhou(),
            who: account("a"),
            whom: account("b"),
            from: TODAY,
            until: date(2026, 9, 18),
            why: " 外出培训 ".into(),
            by: account("b"),
            on: TODAY,
            ended: None,
        }
    }

    #[test]
    fn 起止两天都算_提前结束当天就不算() {
        let known: Substitution = replay(&substitution::record(asked(), true).unwrap()).unwrap();
        assert_eq!(known.why, "外出培训");
        for (on, holds) in [(14, false), (15, true), (18, true), (19, false)] {
            assert_eq!(known.holds(date(2026, 9, on)), holds, "{on}日");
        }
        let mut events = substitution::record(asked(), true).unwrap();
        events.extend(substitution::end(&known, &account("b"), date(2026, 9, 18)).unwrap());
        let ended: Substitution = replay(&events).unwrap();
        assert!(!ended.holds(date(2026, 9, 18)));
        assert!(substitution::end(&ended, &account("b"), date(2026, 9, 18)).is_err());
        assert!(substitution::end(&known, &account("b"), date(2026, 9, 19)).is_err());
    }

    #[test]
    fn 不授予角色_不能自己登记_不能倒签() {
        let refused = |wrong: Substitution, approves: bool, because: &str| {
            let refusal = substitution::record(wrong, approves).unwrap_err();
            assert!(refusal.to_string().contains(because), "{refusal}");
        };
        refused(asked(), false, "替岗不授予角色");
        refused(Substitution { by: account("a"), ..asked() }, true, "不能由替岗的人自己登记");
        refused(Substitution { whom: account("a"), ..asked() }, true, "同一位");
        refused(Substitution { until: date(2026, 9, 14), ..asked() }, true, "之前");
        refused(Substitution { from: date(2026, 9, 10), until: date(2026, 9, 14), ..asked() }, true, "已经过去");
        refused(Substitution { why: " ".into(), ..asked() }, true, "没有写理由");
        assert!(substitution::record(Substitution { until: TODAY, ..asked() }, true).is_ok());
    }
}

mod 备注与询问 {
    use super::*;
    use titian_domain::correspondence::{self, Answer, Correspondence, Event, Note, answer, ask};

    fn note(text: &str) -> Note {
        Note { text: text.into(), office: liuzhou(), by: account("a"), on: TODAY }
    }

    fn answered(known: Option<&Correspondence>, question: usize, text: &str) -> Result<Vec<Event>, Refusal> {
        let said = Answer { text: text.into(), by: account("clerk"), on: TODAY };
        answer(known, question, said, "A9.2")
    }

    #[test]
    fn 问一次答一次_办结后不再问() {
        let case = || ApplicationId("c".into());
        let mut events = ask(case(), note(" 设备是否共用？\n折旧怎么分？ "), false, "A9.2").unwrap();
        let known: Correspondence = replay(&events).unwrap();
        assert_eq!((known.open(), known.questions[0].asked.text.as_str()), (1, "设备是否共用？\n折旧怎么分？"));
        assert!(answered(Some(&known), 1, "共用").is_err() && answered(None, 0, "共用").is_err());
        assert!(answered(Some(&known), 0, " ").unwrap_err().to_string().contains("没有写答复的内容"));
        events.extend(answered(Some(&known), 0, "共用").unwrap());
        let known: Correspondence = replay(&events).unwrap();
        assert_eq!(known.open(), 0);
        assert!(answered(Some(&known), 0, "不共用").unwrap_err().what.contains("已经答复"));
        assert!(ask(case(), note("再问"), true, "A9.2").unwrap_err().to_string().contains("已经办结"));
    }

    #[test]
    fn 备注要写内容_不能太长() {
        let noted = |text: &str| correspondence::note(ApplicationId("c".into()), note(text));
        assert!(noted("").is_err() && noted("x\u{202E}").is_err());
        assert!(noted(&"字".repeat(correspondence::LONGEST)).is_ok());
        assert!(noted(&"字".repeat(correspondence::LONGEST + 1)).is_err());
        let known: Correspondence = replay(&noted("先电话核实").unwrap()).unwrap();
        assert_eq!((known.notes.len(), known.open()), (1, 0));
    }
}

mod 分派 {
    use super::*;

    fn case(n: u32, stage: Stage) -> Application {
        Application {
            id: ApplicationId(format!("c{n}")),
            enterprise: EnterpriseId(format!("e{n}")),
            batch: BatchId::of(&NoticeId("n".into()), 1),
            tier: Tier::Innovative,
            purpose: Purpose::Apply,
            standard: String::new(),
            gates: String::new(),
            local_table: None,
            city: liuzhou(),
            began: TODAY,
            number: format!("{n}"),
            filing: None,
            verdicts: BTreeMap::new(),
            held_by: vec![],
            county: None,
            desk: Desk::City,
            channel: titian_domain::application::Channel::Portal,
            stage,
        }
    }

    fn submitted(n: u32) -> Application {
        case(n, Stage::Submitted { on: TODAY })
    }

    fn hand(id: &str, open: u32) -> Hand {
        Hand { account: account(id), open }
    }

    fn away(pairs: &[(&str, u32)]) -> Away {
        pairs.iter().map(|(who, n)| (account(who), EnterpriseId(format!("e{n}")))).collect()
    }

    fn count(plan: &titian_domain::assignment::Plan, who: &str) -> u32 {
        plan.counts().get(&account(who)).copied().unwrap_or(0)
    }

    #[test]
    fn 连手上的一起算均匀() {
        let cases: Vec<Application> = (1..=300).map(submitted).collect();
        let all: Vec<&Application> = cases.iter().collect();
        let plan = evenly(&all, &[hand("a", 0), hand("b", 0), hand("c", 0)], &away(&[]));
        assert_eq!((count(&plan, "a"), count(&plan, "b"), count(&plan, "c")), (100, 100, 100));
        assert_eq!(plan.given.len(), 300);
        let plan = evenly(&all, &[hand("a", 50), hand("b", 0)], &away(&[]));
        assert_eq!((count(&plan, "a"), count(&plan, "b")), (125, 175));
        // Nobody can make up for more than there is.
        let plan = evenly(&all[..3], &[hand("a", 50), hand("b", 0)], &away(&[]));
        assert_eq!((count(&plan, "a"), count(&plan, "b")), (0, 3));
    }

    #[test]
    fn 回避的不给_都回避的列出来_已经有人办的也列出来() {
        let review = Stage::UnderReview { since: TODAY, handler: account("z") };
        let cases = [submitted(1), submitted(2), case(3, review), case(4, Stage::Withdrawn { on: TODAY })];
        let all: Vec<&Application> = cases.iter().collect();
        let away = away(&[("a", 1), ("a", 2), ("b", 2)]);
        let plan = evenly(&all, &[hand("a", 0), hand("b", 9)], &away);
        assert_eq!(plan.given, [(ApplicationId("c1".into()), account("b"))]);
        let why: Vec<&str> = plan.skipped.iter().map(|(_, why)| why.as_str()).collect();
        assert_eq!(why, ["选中的经办人都对这家企业回避", "已经有人办理", "目前是“已撤回”，不用分派"]);
        assert_eq!(plan.given.len() + plan.skipped.len(), cases.len(), "每一件都有去处或者理由");
        assert_eq!(evenly(&all[..1], &[], &away).skipped[0].1, "没有选经办人");
    }

    #[test]
    fn 手工分派_同样的理由() {
        let cases = [submitted(1), submitted(2), submitted(3), submitted(4)];
        let all: Vec<&Application> = cases.iter().collect();
        let wish = |n: u32, who: &str| (ApplicationId(format!("c{n}")), account(who));
        let wishes = BTreeMap::from([wish(1, "a"), wish(2, "a"), wish(3, "stranger")]);
        let plan = by_hand(&all, &wishes, &[hand("a", 0)], &away(&[("a", 2)]));
        assert_eq!(plan.given, [wish(1, "a")]);
        let why: Vec<&str> = plan.skipped.iter().map(|(_, why)| why.as_str()).collect();
        assert_eq!(why, ["选的经办人对这家企业回避", "选的人不能经办这件申报", "没有选经办人"]);
        assert!(matches!(cases[0].stage, application::Stage::Submitted { .. }));
    }
}
