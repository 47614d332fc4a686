//! 更正公告: the list stays, whom it means stays, another person announces.

use jiff::civil::date;
use titian_rulebook::credit_code::synthetic;

use super::*;
use crate::id::EnterpriseId;
use crate::room::replay;

const TODAY: Date = date(2026, 12, 1);

fn code(serial: u64) -> String {
    synthetic("450200", serial).unwrap().to_string()
}

fn asks(part: Part, right: &str, reason: &str, open: bool) -> Result<Vec<Event>, Refusal> {
    beside(part, right, reason, Neighbours { open, ..Neighbours::default() })
}

fn beside(part: Part, right: &str, reason: &str, neighbours: Neighbours) -> Result<Vec<Event>, Refusal> {
    let proposal = Proposal {
        id: CorrectionId("k".into()),
        paper: Paper::Announcement(AnnouncementId("g".into())),
        list: "示例名单".into(),
        office: DivisionCode::GUANGXI,
        tier: Tier::Innovative,
        entry: Entry {
            application: ApplicationId("c".into()),
            enterprise: EnterpriseId("e".into()),
            name: "示例虚构企业0001号".into(),
            code: code(1),
        },
        city: DivisionCode::parse("450200").unwrap(),
        part,
        right: right.into(),
        reason: reason.into(),
    };
    let ours = |city: DivisionCode| ["450200", "450100"].contains(&city.to_string().as_str());
    propose(proposal, AccountId("handler".into()), TODAY, ours, neighbours)
}

fn proposed() -> CorrectionAnnouncement {
    replay(&asks(Part::Name, " 示例虚构企业0001号有限公司 ", "营业执照", false).unwrap()).unwrap()
}

#[test]
fn 更正名称_代码_所在市_名单上的照录() {
    let correction = proposed();
    assert_eq!(
        (correction.wrong.as_str(), correction.right.as_str()),
        ("示例虚构企业0001号", "示例虚构企业0001号有限公司")
    );
    assert_eq!(correction.entry.name, "示例虚构企业0001号", "the list stays as it was");
    let code: CorrectionAnnouncement = replay(&asks(Part::Code, &code(2), "营业执照", false).unwrap()).unwrap();
    assert_eq!(code.wrong, self::code(1));
    let city: CorrectionAnnouncement = replay(&asks(Part::City, "450100", "营业执照", false).unwrap()).unwrap();
    assert_eq!((city.wrong.as_str(), city.right.as_str()), ("450200", "450100"));
}

#[test]
fn 写错的一次说全() {
    for (part, right, reason, told) in [
        (Part::Name, " ", "有", "名称是空的"),
        (Part::Name, "示例\u{202E}司公", "有", "改变文字方向"),
        (Part::Name, "示例虚构企业0001号", "有", "没有什么要更正"),
        (Part::Code, "123", "有", "统一社会信用代码"),
        (Part::City, "440100", "有", "不是广西"),
        (Part::City, "450200", "有", "没有什么要更正"),
        (Part::Name, "另一个名称", " ", "理由和依据"),
    ] {
        let refusal = asks(part, right, reason, false).unwrap_err();
        assert!(refusal.to_string().contains(told) && refusal.articles == ["A9.3"], "{refusal}");
    }
    assert!(asks(Part::Name, "另一个名称", "有", true).unwrap_err().to_string().contains("已经有一份更正"));
    assert_eq!(asks(Part::Name, " ", " ", true).unwrap_err().reasons.len(), 3);
}

#[test]
fn 另一人批准_有文号_只办一次() {
    let correction = proposed();
    let (handler, leader) = (AccountId("handler".into()), AccountId("leader".into()));
    let own = announce(&correction, "示例〔2026〕9号", handler, TODAY).unwrap_err();
    assert!(own.to_string().contains("不能自己批准"), "{own}");
    assert!(announce(&correction, " ", leader.clone(), TODAY).unwrap_err().to_string().contains("文号"));
    let events = announce(&correction, " 示例〔2026〕9号 ", leader.clone(), TODAY).unwrap();
    let after = events.iter().fold(Some(correction.clone()), CorrectionAnnouncement::evolve).unwrap();
    let paper = Paper::Announcement(AnnouncementId("g".into()));
    assert!(after.stands_at(&paper, &ApplicationId("c".into())));
    assert!(
        !after.stands_at(&paper, &ApplicationId("other".into()))
            && !correction.stands_at(&paper, &ApplicationId("c".into()))
    );
    assert!(announce(&after, "示例〔2026〕10号", leader.clone(), TODAY).is_err());
    assert!(drop(&after, "名单没有错", leader.clone(), TODAY).is_err());
    assert!(drop(&correction, " ", leader.clone(), TODAY).is_err());
    let dropped = drop(&correction, "名单没有错", leader, TODAY).unwrap();
    let after = dropped.iter().fold(Some(correction), CorrectionAnnouncement::evolve).unwrap();
    assert_eq!(after.stage.id(), "dropped");
}

#[test]
fn 代码属于别家的不能更正_更正不换企业() {
    let taken = |part| {
        let neighbours = Neighbours { taken_by: Some("示例另一家".into()), ..Neighbours::default() };
        beside(part, if part == Part::Code { "91450200MA5N00002T" } else { "另一个名称" }, "营业执照", neighbours)
    };
    let refusal = taken(Part::Code).unwrap_err();
    assert!(refusal.to_string().contains("属于另一家企业“示例另一家”"), "{refusal}");
    assert!(taken(Part::Name).is_ok());
}

#[test]
fn 再次更正从上一次更正的结果算起_可以改回去() {
    let mended =
        || Neighbours { mended: Some("示例虚构企业0001号有限公司".into()), ..Neighbours::default() };
    let back = beside(Part::Name, "示例虚构企业0001号", "营业执照", mended()).unwrap();
    let back: CorrectionAnnouncement = replay(&back).unwrap();
    assert_eq!(back.wrong, "示例虚构企业0001号有限公司");
    assert!(beside(Part::Name, "示例虚构企业0001号有限公司", "营业执照", mended()).is_err());
}

#[test]
fn 之后的名单照更正后的写_没有公告的更正不算() {
    let (proposed, leader) = (proposed(), AccountId("leader".into()));
    let entry = || proposed.entry.clone();
    assert_eq!(mended(entry(), [&proposed]).name, "示例虚构企业0001号");
    let events = announce(&proposed, "示例〔2026〕9号", leader, TODAY).unwrap();
    let announced = events.iter().fold(Some(proposed.clone()), CorrectionAnnouncement::evolve).unwrap();
    assert_eq!(mended(entry(), [&announced]).name, "示例虚构企业0001号有限公司");
    let other = Entry { application: ApplicationId("other".into()), ..entry() };
    assert_eq!(mended(other.clone(), [&announced]), other);
    assert_eq!((announced.number(), announced.city()), (Some(("示例〔2026〕9号", TODAY)), None));
}
