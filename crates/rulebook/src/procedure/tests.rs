//! The shipped procedures, article by article, and what a procedure is refused for.

use super::*;
use crate::source::Problem;
use crate::stated::{Basis, Certainty};
use jiff::civil::date;

const GUANGXI: &str = include_str!("../../../../policy/procedures/guangxi-2023.toml");
const NATIONAL: &str = include_str!("../../../../policy/procedures/national-2026.toml");

fn guangxi() -> Procedure {
    read("guangxi-2023.toml", GUANGXI).unwrap()
}

fn national() -> Procedure {
    read("national-2026.toml", NATIONAL).unwrap()
}

/// "city:review" for each step that happens with these switches on.
fn steps(procedure: &Procedure, tier: Tier, purpose: Purpose, on: &[&str]) -> Vec<String> {
    let path = procedure.path(tier, purpose).unwrap();
    let on: Vec<String> = on.iter().map(|id| (*id).to_owned()).collect();
    path.steps_with(|id| on.iter().any(|it| it == id))
        .map(|step| format!("{}:{}", step.level.id(), step.act.id()))
        .collect()
}

#[test]
fn 第九条_创新型由市审核公示_自治区公告() {
    let expect = [
        "enterprise:self_assessment",
        "enterprise:declaration",
        "city:review",
        "city:inspection",
        "city:credit_check",
        "city:publicity",
        "city:filing",
        "province:merging",
        "province:announcement",
    ];
    for purpose in Purpose::ALL {
        assert_eq!(steps(&guangxi(), Tier::Innovative, purpose, &[]), expect);
    }
    let with_county = steps(&guangxi(), Tier::Innovative, Purpose::Apply, &["county_recommendation"]);
    assert_eq!(with_county.get(2).map(String::as_str), Some("county:county_recommendation"));
    assert_eq!(with_county.len(), expect.len() + 1);
}

#[test]
fn 第十条第十一条_何处必须抽查() {
    let demand = |tier, level| {
        let procedure = guangxi();
        procedure.path(tier, Purpose::Apply).unwrap().step(level, Act::Inspection).map(|step| step.demand)
    };
    assert_eq!(demand(Tier::Innovative, Level::City), Some(Demand::Required));
    assert_eq!(demand(Tier::Innovative, Level::Province), None);
    assert_eq!(demand(Tier::Specialised, Level::City), Some(Demand::Required));
    assert_eq!(demand(Tier::Specialised, Level::Province), Some(Demand::Required));
    assert_eq!(demand(Tier::LittleGiant, Level::City), Some(Demand::Required));
    assert_eq!(demand(Tier::LittleGiant, Level::Province), Some(Demand::WhereCalledFor));
}

#[test]
fn 前置称号_申请按条文_复核随通知() {
    let asked = |procedure: &Procedure, tier, purpose| {
        let prerequisite = procedure.path(tier, purpose).unwrap().prerequisite.clone();
        (prerequisite.value.any_of, prerequisite.value.switch.is_some())
    };
    let (old, new) = (guangxi(), national());
    use Purpose::{Apply, Rereview};
    assert_eq!(asked(&old, Tier::Innovative, Apply), (vec![], false));
    assert_eq!(asked(&old, Tier::Specialised, Apply), (vec![Title::Innovative], false));
    assert_eq!(asked(&old, Tier::Specialised, Rereview), (vec![Title::Innovative], true));
    assert_eq!(asked(&old, Tier::LittleGiant, Apply), (vec![Title::Specialised], false));
    assert_eq!(asked(&new, Tier::Specialised, Apply), (vec![Title::Innovative, Title::Technology], false));
    for procedure in [&old, &new] {
        assert!(!procedure.switch("rereview_prerequisite").unwrap().on);
    }
}

#[test]
fn 期限_更新_禁报() {
    let (old, new) = (guangxi(), national());
    for procedure in [&old, &new] {
        for tier in Tier::ALL {
            assert_eq!(procedure.validity(tier).unwrap().value.lasts, Length::Years(3));
        }
        assert_eq!(procedure.publicity.value.lasts, Length::WorkingDays(5));
        assert_eq!(procedure.hearing.value.within, Length::WorkingDays(5));
        assert_eq!(procedure.major_change.value.within, Some(Length::Months(3)));
        assert_eq!(procedure.bar.value, Length::Years(3));
        assert_eq!(procedure.complaint_clock.value.accept_within, None);
        assert_eq!(procedure.bar_reach.value.tiers, Tier::ALL);
    }
    let due = |procedure: &Procedure, tier| procedure.annual_update(tier).unwrap().value.due.to_string();
    assert_eq!(due(&old, Tier::Innovative), "04-30");
    assert_eq!(due(&new, Tier::Specialised), "05-31");
    assert_eq!(old.update_missed(Tier::LittleGiant).unwrap().value.consequence, None);
    let missed = old.update_missed(Tier::Specialised).unwrap();
    assert_eq!(missed.value.consequence, Some(Consequence::RereviewRightLost));
    assert!(old.targets.value && old.local_points.value && !new.targets.value && !new.local_points.value);
}

#[test]
fn 效力_首日在内_届满日不在内() {
    let (old, new) = (guangxi(), national());
    for (day, in_old, in_new) in [
        (date(2023, 3, 19), false, false),
        (date(2023, 3, 20), true, false),
        (date(2026, 3, 19), true, false),
        (date(2026, 3, 20), false, false),
        (date(2026, 3, 31), false, false),
        (date(2026, 4, 1), false, true),
    ] {
        assert_eq!((old.in_force_on(day), new.in_force_on(day)), (in_old, in_new), "{day}");
    }
}

#[test]
fn nothing_of_the_2026_text_is_claimed_that_we_have_not_read() {
    let new = national();
    let seen: Vec<_> = new
        .warrants()
        .into_iter()
        .filter(|(_, warrant)| warrant.certainty == Certainty::Text)
        .map(|(what, _)| what)
        .collect();
    let expect = [
        "专精特新中小企业申请·前置称号",
        "专精特新“小巨人”企业申请·前置称号",
        "专精特新中小企业·有效期",
        "专精特新“小巨人”企业·有效期",
        "专精特新中小企业·年度更新",
        "专精特新“小巨人”企业·年度更新",
        "特色化指标",
    ];
    assert_eq!(seen, expect);
    for certainty in [&new.major_change.warrant, &new.bar.warrant, &new.complaint.warrant].map(|it| it.certainty) {
        assert_eq!(certainty, Certainty::Unconfirmed);
    }
    for (what, warrant) in new.warrants() {
        let of_guangxi = warrant.basis.iter().any(|basis| matches!(basis, Basis::Article(_)));
        assert!(!of_guangxi || warrant.certainty != Certainty::Text, "{what} 不能以失效的细则为现行依据");
    }
}

#[test]
fn a_rereview_cites_its_own_article_before_the_one_it_repeats() {
    let procedure = guangxi();
    let path = procedure.path(Tier::Specialised, Purpose::Rereview).unwrap();
    let cited = |level, act| {
        let warrant = &path.step(level, act).unwrap().warrant;
        warrant.basis.iter().map(Basis::to_string).collect::<Vec<_>>()
    };
    assert_eq!(cited(Level::Province, Act::Publicity), ["A13.2", "A13.4", "A10.3"]);
    let little_giant = procedure.path(Tier::LittleGiant, Purpose::Rereview).unwrap();
    assert!(little_giant.steps.iter().all(|step| step.warrant.certainty == Certainty::Decision));
}

/// Guangxi's procedure with `old` replaced by `new`, once; the messages it is refused with.
fn refused(old: &str, new: &str) -> Vec<String> {
    assert!(GUANGXI.contains(old), "{old}");
    match read("g.toml", &GUANGXI.replacen(old, new, 1)) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(Problem::to_string).collect(),
    }
}

#[test]
fn what_nobody_could_follow_is_refused() {
    let review = r#"  { level = "city", act = "review", basis = "A9.2" },"#;
    let publicity = r#"  { level = "city", act = "publicity", basis = "A9.2" },"#;
    let announcement = r#"  { level = "province", act = "announcement", basis = "A9.3" },"#;
    let declaration = r#"  { level = "enterprise", act = "declaration", basis = "A9.1" },"#;
    let cases = [
        (review, "  { level = \"province\", act = \"review\", basis = \"A9.2\" },", "步骤顺序不对"),
        (review, publicity, "写了两次"),
        (review, "  { level = \"town\", act = \"review\", basis = \"A9.2\" },", "“level”不认识“town”"),
        (review, "  { level = \"city\", act = \"review\", basis = \"A9,2\" },", "“basis”看不懂"),
        (review, "  { level = \"city\", act = \"review\", switch = \"x\" },", "没有开关“x”"),
        (review, "  { level = \"city\", act = \"review\", demand = \"must\" },", "“demand”不认识“must”"),
        (announcement, "", "最后一步应是自治区工业和信息化厅公告或认定"),
        (declaration, "", "缺少企业的“真实性声明和合规经营承诺”"),
        ("steps_of = \"apply\"", "", "没有步骤"),
        ("steps_of = \"apply\"", "steps_of = \"rereview\"", "前面没有创新型中小企业复核的 [[path]]"),
        ("purpose = \"rereview\"", "purpose = \"apply\"", "创新型中小企业复核应有且只有一个 [[path]],现在有 0 个"),
        ("lasts = \"3年\"", "lasts = \"三年\"", "“lasts”"),
        ("lasts = \"3年\"", "lasts = \"4月30日\"", "应当是一段时间"),
        ("within = \"3个月\"\n", "", "期限空着"),
        ("due = \"04-30\"", "due = \"04-31\"", "“due”不是月日"),
        ("per_year = 2", "per_year = 0", "“per_year”应在 1 至 12 之间"),
        ("ground = \"accident\"", "ground = \"tax_evasion\"", "“偷漏税”有多个 [[violation]]"),
        (
            "ground = \"accident\"",
            "ground = \"tax_evasion\"",
            "缺少“发生重大安全、质量、环境污染等事故”的 [[violation]]",
        ),
        ("[hearing]", "[heering]", "缺少“hearing”"),
        ("bars = true", "bar = true", "缺少“bars”"),
        ("until = 2026-03-20", "until = 2023-03-20", "应在“from”"),
    ];
    for (old, new, expect) in cases {
        let messages = refused(old, new);
        assert!(messages.iter().any(|message| message.contains(expect)), "{new}: {messages:?}");
    }
    assert!(refused("# 期限写成", "# 写成").is_empty());
}

#[test]
fn a_decision_without_its_note_is_refused() {
    for certainty in ["decision", "unconfirmed"] {
        let bare = format!("[bar]\ncertainty = \"{certainty}\"");
        assert!(refused("[bar]", &bare).iter().any(|message| message.contains("note")), "{certainty}");
    }
    let switch = "note = \"细则没有规定证书。打开后自治区可为创新型、专精特新中小企业发电子证书;“小巨人”不发。\"\n";
    assert!(refused(switch, "").iter().any(|message| message.contains("note")));
}

#[test]
fn the_applicability_table_names_these_files() {
    let table = include_str!("../../../../policy/applicability.toml");
    let table = crate::applicability::read("applicability.toml", table).unwrap();
    for (id, answered_by) in
        [("guangxi-2023", guangxi().id), ("national-2022", guangxi().id), ("national-2026", national().id)]
    {
        assert_eq!(table.procedure(id).unwrap().answered_by, answered_by);
    }
}
