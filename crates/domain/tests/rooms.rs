//! The small rooms: what they decide and what they refuse.

use jiff::civil::{Date, date};
use titian_domain::account::{self, Account, BindingState, Grant, Role};
use titian_domain::announcement::{self, Announcement, Approval};
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::compliance::{self, Check, CheckResult, Compliance};
use titian_domain::draw::Duty;
use titian_domain::enterprise::{self, Enterprise};
use titian_domain::id::*;
use titian_domain::inspection::{self, Finding, Visit};
use titian_domain::notice::{self, Batch, Notice, Signing};
use titian_domain::objection::{self, Objection, Party, Statement};
use titian_domain::publicity::{self, Entry, Filing, Publicity};
use titian_domain::recognition::{Ended, Origin, Recognition, Standing};
use titian_domain::room::{Room, replay};
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::deadline::Length;
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

const TODAY: Date = date(2026, 9, 15);

fn liuzhou() -> DivisionCode {
    DivisionCode::parse("450200").unwrap()
}

fn after<R: Room>(state: &R, events: Vec<R::Event>) -> R {
    events.iter().fold(Some(state.clone()), R::evolve).unwrap()
}

mod 企业 {
    use super::*;

    fn known() -> Enterprise {
        let policy = Policy::shipped().unwrap();
        let command = enterprise::Command::Register {
            id: EnterpriseId("e".into()),
            code: synthetic("450200", 1).unwrap(),
            name: " 示例虚构企业0001号 ".into(),
            city: liuzhou(),
        };
        replay(&enterprise::decide(None, command, &policy.catalogue, TODAY).unwrap()).unwrap()
    }

    fn file(edits: &[(&str, Option<i16>, &str)]) -> Result<Vec<enterprise::Event>, titian_domain::refusal::Refusal> {
        let policy = Policy::shipped().unwrap();
        let edits = edits
            .iter()
            .map(|(fact, year, text)| Edit {
                place: Place { fact: (*fact).into(), year: *year },
                text: Some((*text).into()),
            })
            .collect();
        let command = enterprise::Command::File { edits, source: Source::Enterprise };
        enterprise::decide(Some(&known()), command, &policy.catalogue, TODAY)
    }

    #[test]
    fn 填错的一次说全_一项也不保存() {
        let refusal = file(&[
            ("revenue", Some(2025), "一千"),
            ("revenue", None, "1000万元"),
            ("strategic_emerging", Some(2025), "是"),
            ("no_such_fact", None, "1"),
            ("employees", Some(2025), "-3"),
        ])
        .unwrap_err();
        assert_eq!(refusal.reasons.len(), 5, "{refusal}");
        assert!(refusal.to_string().contains("“一千”不是数字"), "{refusal}");
    }

    #[test]
    fn 没有变化的不留痕_空白取消原来的回答() {
        let events = file(&[("revenue", Some(2025), "1000万元")]).unwrap();
        let known = after(&known(), events);
        let policy = Policy::shipped().unwrap();
        let edit = |text: &str| enterprise::Command::File {
            edits: vec![Edit { place: Place { fact: "revenue".into(), year: Some(2025) }, text: Some(text.into()) }],
            source: Source::Enterprise,
        };
        let ask = |text: &str| enterprise::decide(Some(&known), edit(text), &policy.catalogue, TODAY).unwrap();
        assert_eq!(ask(" 1000万元 "), vec![]);
        assert_eq!(after(&known, ask("  ")).answers.by_year.len(), 0);
    }

    #[test]
    fn 看不见的字符不能混进名称() {
        for name in ["示例\u{202E}企业", "示例\u{200B}企业", "示例\n企业", "", "   "] {
            assert!(enterprise::plain_name(name).is_err(), "{name:?}");
        }
        assert_eq!(known().name, "示例虚构企业0001号");
    }
}

mod 账号 {
    use super::*;

    fn opened() -> Account {
        let command = account::Command::Open {
            id: AccountId("a".into()),
            login: " Zhang@Example.cn ".into(),
            name: "张示例".into(),
        };
        replay(&account::decide(None, command, TODAY).unwrap()).unwrap()
    }

    fn bound(founder: bool) -> Account {
        let command = account::Command::Bind {
            enterprise: EnterpriseId("e".into()),
            city: liuzhou(),
            founder,
            paper: None,
            claims: None,
        };
        after(&opened(), account::decide(Some(&opened()), command, TODAY).unwrap())
    }

    fn vouched(approve: bool) -> Account {
        let by = AccountId("officer".into());
        let command = account::Command::Vouch { approve, reason: "执照不符".into(), by };
        after(&bound(true), account::decide(Some(&bound(true)), command, TODAY).unwrap())
    }

    #[test]
    fn 邮箱可以不写_写了要能送到() {
        for (text, kept) in [(" zhang.san+a@Example.CN ", "zhang.san+a@example.cn"), ("a@b-c.example", "a@b-c.example")]
        {
            assert_eq!(account::email(text).as_deref(), Ok(kept));
        }
        for text in [
            "",
            "zhang",
            "@example.cn",
            "a@example",
            "a@.cn",
            "a@-b.cn",
            "a..b@example.cn",
            "a b@example.cn",
            "a@example.cn\r\nBcc: b@example.cn",
            "<a@example.cn>",
            "a@b@example.cn",
            "a@[127.0.0.1]",
            "李@example.cn",
        ] {
            assert!(account::email(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn 首位人员核验之前可以填报_后来的人不可以看别人的资料() {
        assert_eq!(opened().login, "zhang@example.cn");
        assert!(bound(true).drafts_for().is_some() && bound(true).acts_for().is_none());
        assert!(bound(false).drafts_for().is_none());
        assert!(vouched(true).acts_for().is_some());
        assert!(vouched(false).drafts_for().is_none());
        assert!(matches!(vouched(false).binding.unwrap().state, BindingState::Refused { .. }));
    }

    #[test]
    fn 自己不能核验自己() {
        let by = AccountId("a".into());
        let command = account::Command::Vouch { approve: true, reason: String::new(), by };
        assert!(account::decide(Some(&bound(true)), command, TODAY).is_err());
    }

    #[test]
    fn 业务系统安全审计不能由一人兼任() {
        let grant = |role, city| account::Command::Grant(Grant::of(role, city));
        let officer = after(
            &opened(),
            account::decide(Some(&opened()), grant(Role::CityHandler, Some(liuzhou())), TODAY).unwrap(),
        );
        assert!(account::decide(Some(&officer), grant(Role::CityLeader, Some(liuzhou())), TODAY).is_ok());
        for role in [Role::SystemAdministrator, Role::SecurityAdministrator, Role::Auditor] {
            assert!(account::decide(Some(&officer), grant(role, None), TODAY).is_err(), "{role:?}");
        }
        assert!(account::decide(Some(&opened()), grant(Role::CityHandler, None), TODAY).is_err());
        assert!(account::decide(Some(&opened()), grant(Role::ProvinceLeader, Some(liuzhou())), TODAY).is_err());
        assert!(account::decide(Some(&vouched(true)), grant(Role::Auditor, None), TODAY).is_err());
    }
}

mod 申报通知 {
    use super::*;

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
            evidence: vec![],
            county: vec![],
            switched: vec![],
            lapsed_because: String::new(),
        }
    }

    fn draft(batch: Batch, lapsed: bool) -> Result<Vec<notice::Event>, titian_domain::refusal::Refusal> {
        let command = notice::Command::Draft {
            id: NoticeId("n".into()),
            title: "示例申报通知".into(),
            text: String::new(),
            batches: vec![batch],
        };
        notice::decide(None, command, TODAY, |_, _| lapsed)
    }

    fn published() -> Notice {
        let notice: Notice = replay(&draft(batch(), false).unwrap()).unwrap();
        let command = notice::Command::Publish { number: "示例〔2026〕1号".into() };
        after(&notice, notice::decide(Some(&notice), command, TODAY, |_, _| false).unwrap())
    }

    #[test]
    fn 依据失效的批次要写理由() {
        assert!(draft(batch(), true).unwrap_err().to_string().contains("已过有效期"));
        let reasoned = Batch { lapsed_because: "按自治区工信厅某文件继续开展".into(), ..batch() };
        assert!(draft(reasoned, true).is_ok());
    }

    #[test]
    fn 日期前后颠倒的不能保存() {
        let reversed = Batch { until: date(2026, 8, 31), ..batch() };
        assert!(draft(reversed, false).unwrap_err().to_string().contains("早于起始日"));
        let early = Batch { city_due: date(2026, 9, 29), ..batch() };
        assert!(draft(early, false).unwrap_err().to_string().contains("市级上报截止日"));
    }

    #[test]
    fn 发布之后只能延长_延长要写理由() {
        let notice = published();
        let extend = |until, reason: &str| {
            let command = notice::Command::Extend { batch: batch().id, until, reason: reason.into() };
            notice::decide(Some(&notice), command, TODAY, |_, _| false)
        };
        assert!(extend(date(2026, 9, 30), "平台故障").is_err());
        assert!(extend(date(2026, 10, 1), " ").is_err());
        let longer = after(&notice, extend(date(2026, 10, 25), "平台故障").unwrap());
        let batch = longer.batch(&batch().id).unwrap();
        assert_eq!((batch.until, batch.city_due), (date(2026, 10, 25), date(2026, 10, 25)));
        assert!(batch.open_on(date(2026, 10, 25)) && !batch.open_on(date(2026, 10, 26)));
        let again = notice::Command::Draft {
            id: NoticeId("n".into()),
            title: "改".into(),
            text: String::new(),
            batches: vec![],
        };
        assert!(notice::decide(Some(&notice), again, TODAY, |_, _| false).is_err());
    }
}

mod 核查和抽查 {
    use super::*;

    fn check(on: Date, result: CheckResult, detail: &str) -> Check {
        Check {
            gate: "A3.3-abnormal".into(),
            place: "国家企业信用信息公示系统".into(),
            on,
            officer: AccountId("officer".into()),
            result,
            detail: detail.into(),
            evidence: None,
        }
    }

    #[test]
    fn 核查会过期_期限内的最后一日还有效() {
        let known = check(date(2026, 9, 1), CheckResult::Clear, "");
        assert!(!known.stale(date(2026, 10, 1), 30));
        assert!(known.stale(date(2026, 10, 2), 30));
        assert!(!known.stale(date(2036, 1, 1), 0));
    }

    #[test]
    fn 最后一次查询为准() {
        let id = EnterpriseId("e".into());
        let first = compliance::record(id.clone(), check(date(2026, 9, 1), CheckResult::Found, "列入"), TODAY).unwrap();
        let then = compliance::record(id, check(date(2026, 9, 10), CheckResult::Clear, ""), TODAY).unwrap();
        let known: Compliance = replay(first.iter().chain(&then)).unwrap();
        assert_eq!(known.latest("A3.3-abnormal").unwrap().result, CheckResult::Clear);
        assert!(known.latest("A3.5").is_none());
    }

    #[test]
    fn 查到问题的要写情况_不能写明天的日期() {
        let id = EnterpriseId("e".into());
        assert!(compliance::record(id.clone(), check(TODAY, CheckResult::Found, ""), TODAY).is_err());
        assert!(compliance::record(id, check(date(2026, 9, 16), CheckResult::Clear, ""), TODAY).is_err());
    }

    #[test]
    fn 抽查至少两人_不符的要写实际情况() {
        let visit = |inspectors: &[&str], seen: &str| Visit {
            on: TODAY,
            inspectors: inspectors.iter().map(|name| (*name).to_owned()).collect(),
            findings: vec![Finding {
                claim: "研发人员数".into(),
                claimed: "12人".into(),
                agrees: seen.is_empty(),
                seen: seen.into(),
            }],
            photos: vec![],
            note: String::new(),
            recorded_by: AccountId("officer".into()),
            draw: None,
            signed: vec![],
        };
        let id = ApplicationId("a".into());
        assert!(inspection::record(id.clone(), visit(&["甲", " "], ""), &Duty::Undrawn, TODAY).is_err());
        assert!(inspection::record(id.clone(), visit(&["甲", "乙"], ""), &Duty::Undrawn, TODAY).is_ok());
        let mut vague = visit(&["甲", "乙"], "");
        vague.findings[0].agrees = false;
        assert!(inspection::record(id, vague, &Duty::Undrawn, TODAY).is_err());
    }
}

mod 公示_异议_公告 {
    use super::*;

    fn entry(n: usize) -> Entry {
        Entry {
            application: ApplicationId(format!("a{n}")),
            enterprise: EnterpriseId(format!("e{n}")),
            name: format!("示例虚构企业{n:04}号"),
            code: format!("code{n}"),
        }
    }

    fn publicity() -> Publicity {
        Publicity {
            id: PublicityId("p".into()),
            batch: BatchId("n.1".into()),
            tier: Tier::Innovative,
            city: liuzhou(),
            title: "公示".into(),
            list: vec![entry(1), entry(2)],
            from: date(2026, 9, 14),
            until: date(2026, 9, 18),
            explanation: String::new(),
            filings: vec![],
            stage: publicity::Stage::Open,
        }
    }

    #[test]
    fn 末日二十四时之后才期满_期满一次() {
        let open = publicity();
        assert!(publicity::end(&open, date(2026, 9, 18)).is_empty());
        let over = after(&open, publicity::end(&open, date(2026, 9, 19)));
        assert_eq!(over.stage, publicity::Stage::Over);
        assert!(publicity::end(&over, date(2026, 9, 20)).is_empty());
    }

    #[test]
    fn 期满之前不能备案_一家只备案一次() {
        let filing = |n: usize| Filing {
            number: "柳示例〔2026〕1号".into(),
            on: TODAY,
            applications: vec![ApplicationId(format!("a{n}"))],
        };
        assert!(publicity::file(&publicity(), filing(1)).is_err());
        let over = after(&publicity(), publicity::end(&publicity(), date(2026, 9, 19)));
        let filed = after(&over, publicity::file(&over, filing(1)).unwrap());
        assert!(publicity::file(&filed, filing(1)).is_err());
        assert!(publicity::file(&filed, filing(2)).is_ok());
        assert!(publicity::file(&filed, filing(3)).is_err());
    }

    fn objection(on: Date) -> Objection {
        Objection {
            id: ObjectionId("o".into()),
            number: "YY1".into(),
            publicity: PublicityId("p".into()),
            application: ApplicationId("a1".into()),
            enterprise: EnterpriseId("e1".into()),
            city: liuzhou(),
            on,
            digest: String::new(),
            evidence: vec![],
            stage: objection::Stage::Open,
        }
    }

    fn statement(name: &str, contact: &str, text: &str) -> Statement {
        Statement { party: Some(Party::Person), name: name.into(), contact: contact.into(), text: text.into() }
    }

    #[test]
    fn 公示末日可以提出异议_次日不可以() {
        let words = statement("李示例", "0772-0000000", "所报专利已经失效,详见附件。");
        let until = Some(date(2026, 9, 18));
        assert!(objection::raise(objection(date(2026, 9, 18)), &words, until).is_ok());
        let late = objection::raise(objection(date(2026, 9, 19)), &words, until).unwrap_err();
        assert!(late.todo.contains("实名举报"), "{late}");
        assert!(objection::raise(objection(date(2026, 9, 18)), &words, None).is_err());
    }

    #[test]
    fn 匿名的_没有联系方式的_没有事实的不受理() {
        let refusal =
            objection::raise(objection(TODAY), &statement("", "", "不好"), Some(date(2026, 9, 18))).unwrap_err();
        assert_eq!(refusal.reasons.len(), 3, "{refusal}");
    }

    #[test]
    fn 写明个人还是单位_看不见的字符不受理() {
        let whole = statement("李示例", "0772-0000000", "所报专利已经失效,\n详见附件。");
        assert_eq!(whole.wanting(), []);
        let wanting =
            |statement: Statement| statement.wanting().into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(wanting(Statement { party: None, ..whole.clone() }), ["who"]);
        assert_eq!(wanting(Statement { name: "李\u{202E}例示".into(), ..whole.clone() }), ["name"]);
        assert_eq!(wanting(Statement { contact: "0772\n0000000".into(), ..whole.clone() }), ["contact"]);
        assert_eq!(wanting(Statement { text: "所报专利已经失效\u{200B}详见附件".into(), ..whole.clone() }), ["text"]);
        assert_eq!(wanting(Statement { text: "长".repeat(5_001), ..whole }), ["text"]);
        let before: Statement = serde_json::from_str(r#"{"name":"李示例","contact":"12345","text":"…"}"#).unwrap();
        assert_eq!(before.party, None);
    }

    #[test]
    fn 异议只处理一次() {
        let raised = objection(TODAY);
        let by = AccountId("officer".into());
        let answered = after(&raised, objection::answer(&raised, false, "经核实专利有效", TODAY, by.clone()).unwrap());
        assert!(objection::answer(&answered, true, "经核实专利无效", TODAY, by).is_err());
    }

    fn announcement() -> Announcement {
        Announcement {
            id: AnnouncementId("g".into()),
            batch: BatchId("n.1".into()),
            tier: Tier::Innovative,
            title: "公告".into(),
            list: vec![entry(1)],
            prepared_by: AccountId("handler".into()),
            prepared_on: date(2026, 9, 10),
            stage: announcement::Stage::Prepared,
        }
    }

    fn approval(dated: Date, by: &str) -> Approval {
        Approval { number: "示例〔2026〕9号".into(), dated, scan: None, by: AccountId(by.into()) }
    }

    #[test]
    fn 公告自落款日生效_由另一人登记批准() {
        let ask = |dated, by| announcement::announce(&announcement(), approval(dated, by), TODAY);
        assert!(ask(TODAY, "leader").is_ok());
        assert!(ask(date(2026, 9, 10), "leader").is_ok());
        for (dated, by) in [(date(2026, 9, 16), "leader"), (date(2026, 9, 9), "leader"), (TODAY, "handler")] {
            assert!(ask(dated, by).is_err(), "{dated} {by}");
        }
        let done = after(&announcement(), ask(TODAY, "leader").unwrap());
        assert!(announcement::announce(&done, approval(TODAY, "leader"), TODAY).is_err());
        assert!(announcement::drop(&done, "撤回").is_err());
    }

    #[test]
    fn 称号从首日到期满前一日有效() {
        let mut title = Recognition {
            id: RecognitionId("r".into()),
            enterprise: EnterpriseId("e1".into()),
            tier: Tier::Innovative,
            city: liuzhou(),
            from: Some(date(2026, 9, 15)),
            until: Some(date(2029, 9, 15)),
            origin: Origin::Earlier { source: "某公告".into(), stated: String::new() },
            ended: None,
            until_list: true,
            lost_right: None,
        };
        for (day, standing) in [
            (date(2026, 9, 14), Standing::NotYet),
            (date(2026, 9, 15), Standing::Valid),
            (date(2029, 9, 14), Standing::Valid),
            (date(2029, 9, 15), Standing::Expired),
        ] {
            assert_eq!(title.on(day), standing, "{day}");
        }
        title.ended = Some(Ended { on: date(2027, 1, 1), article: "A16".into(), reason: "造假".into() });
        assert_eq!(title.on(date(2026, 12, 31)), Standing::Valid);
        assert_eq!(title.on(date(2027, 1, 1)), Standing::Ended);
        assert_eq!(title.on(date(2030, 1, 1)), Standing::Ended);
    }
}
