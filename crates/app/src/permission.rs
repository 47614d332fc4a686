//! 权限 Who may do what (Art. 5 第五条): one table of role × act × reach × stage, asked once, printable for an auditor.
//!
//! Everything that is not in the table is refused. A city sees and touches its own cases only; administrators touch no
//! cases, officers grant no roles, the auditor changes nothing.

use std::fmt;

use titian_domain::account::{Grant, Role};
use titian_domain::application::Desk;
use titian_domain::consultation::Department;
use titian_domain::id::{AccountId, ConsultationId, EnterpriseId};
use titian_rulebook::region::DivisionCode;

use crate::actor::Actor;

/// Acts, each a line or more of the table.
macro_rules! acts {
    ($($act:ident = $label:literal),* $(,)?) => {
        /// Something that can be done or looked at.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Act { $(#[doc = $label] $act),* }

        impl Act {
            /// All of them.
            pub const ALL: &'static [Act] = &[$(Act::$act),*];

            /// In Chinese.
            pub fn label(self) -> &'static str {
                match self { $(Act::$act => $label),* }
            }
        }
    };
}

acts! {
    Draft = "填报企业资料",
    Begin = "开始申报",
    Submit = "提交申报",
    Withdraw = "撤回申报",
    ReadCase = "查看申报",
    TakeUp = "受理、转交",
    Assign = "分派申报，查看各经办人的工作量",
    Correspond = "写内部备注、询问企业",
    AnswerQuestion = "答复主管部门的询问",
    Recuse = "登记本人回避",
    OrderRecusal = "决定他人回避、解除回避",
    Substitute = "登记、结束替岗",
    RecordCounty = "登记县级推荐意见",
    Review = "逐项审核、退回、拟办",
    Check = "登记合规核查、曾用名",
    ImportComplianceList = "登记、确认合规名单",
    Inspect = "登记实地抽查",
    LookInto = "登记风险提示的核对情况",
    ReadDraw = "查看抽查抽签",
    Draw = "办理抽查抽签",
    ReadVisits = "查看派给本人的抽查",
    Consult = "征求部门意见、催办、登记复函",
    Reply = "答复征求的意见",
    Approve = "审批",
    RecommendList = "向上一级推荐名单",
    Publicise = "发布公示",
    ProposeCorrection = "提出更正公告",
    AnnounceCorrection = "批准更正公告、不予更正",
    RequestCorrection = "申请更正填报数据",
    ReadCorrectionRequest = "查看更正填报数据的申请",
    ExamineCorrection = "核对更正填报数据的申请、提出市级意见",
    DecideCorrection = "决定更正填报数据的申请",
    ReadObjection = "查看异议",
    AnswerObjection = "处理异议",
    File = "备案",
    DraftLocalTable = "起草、检查特色化指标表",
    PublishLocalTable = "发布特色化指标表",
    DraftNotice = "起草申报通知",
    PublishNotice = "发布申报通知、延长申报期",
    PrepareAnnouncement = "准备公告名单",
    Announce = "登记批准、公告生效",
    ImportTitles = "补录施行前取得的称号",
    RegisterMiit = "登记工业和信息化部公布的名单",
    ImportFilings = "导入国家平台的申报",
    FileUpdate = "提交年度更新",
    ReadUpdates = "查看年度更新",
    ArrangeUpdates = "按当年通知安排年度更新",
    ImportUpdates = "导入国家平台的更新名单",
    ConfirmUpdates = "确认国家平台的更新名单",
    ExcuseUpdate = "恢复因逾期未更新失去的复核资格",
    Vouch = "核验企业账号",
    ManageMember = "重置企业账号密码、停用企业账号",
    OpenOfficer = "开设、重置、停用主管部门账号",
    GrantRole = "授予、收回角色",
    ReadAudit = "查看审计记录",
}

/// How far a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// 本企业.
    OwnEnterprise,
    /// 抽签派给本人的.
    Assigned,
    /// 本市.
    OwnCity,
    /// 自治区本级: what the province does under its own name, apart from what its cities do.
    OwnProvince,
    /// 全自治区.
    Province,
    /// 发给本部门的征求意见, of the same city or of the province.
    OwnRequests,
}

impl Reach {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Reach::OwnEnterprise => "本企业",
            Reach::Assigned => "抽签派给本人的",
            Reach::OwnCity => "本市",
            Reach::OwnProvince => "自治区本级",
            Reach::Province => "全自治区",
            Reach::OwnRequests => "发给本部门的",
        }
    }
}

/// Who a line speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A person of an enterprise, approved.
    Member,
    /// A person of an enterprise who may draft although not approved yet.
    Drafter,
    /// An officer or administrator.
    Officer(Role),
    /// Whoever holds a one-time link.
    Link,
}

impl Who {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Who::Member => "企业人员(已核验)",
            Who::Drafter => "企业人员(待核验)",
            Who::Officer(role) => role.label(),
            Who::Link => "持一次性链接的部门",
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Who.
    pub who: Who,
    /// May do what.
    pub act: Act,
    /// How far.
    pub reach: Reach,
    /// While the case is in one of these stages; empty = whatever the stage.
    pub stages: &'static [&'static str],
    /// While this office has the case in hand; none = whoever has.
    pub desk: Option<Desk>,
}

const fn line(who: Who, act: Act, reach: Reach, stages: &'static [&'static str]) -> Line {
    let desk = match (who, stages) {
        (_, []) => None,
        (Who::Officer(Role::CityHandler | Role::CityLeader), _) => Some(Desk::City),
        (Who::Officer(Role::ProvinceHandler | Role::ProvinceLeader), _) => Some(Desk::Province),
        _ => None,
    };
    Line { who, act, reach, stages, desk }
}

/// Stages in which the city works on a case.
const AT_CITY: &[&str] = &["submitted", "under_review", "returned"];

/// Stages in which the province does: it begins where the city recommended.
const AT_PROVINCE: &[&str] = &["recommended", "under_review", "returned"];

/// The table.
pub const TABLE: &[Line] = {
    use Act::*;
    use Reach::{Assigned, OwnCity, OwnEnterprise, OwnProvince, OwnRequests, Province};
    use Role::*;
    use Who::{Drafter, Link, Member, Officer};
    &[
        line(Drafter, Draft, OwnEnterprise, &[]),
        line(Drafter, Begin, OwnEnterprise, &[]),
        line(Drafter, ReadCase, OwnEnterprise, &[]),
        // Approval of the account is the domain's to ask for, so that the refusal can say what is still missing.
        line(Drafter, Submit, OwnEnterprise, &["draft"]),
        line(Drafter, FileUpdate, OwnEnterprise, &[]),
        line(Member, Draft, OwnEnterprise, &[]),
        line(Member, Begin, OwnEnterprise, &[]),
        line(Member, ReadCase, OwnEnterprise, &[]),
        line(Member, Submit, OwnEnterprise, &["draft", "returned"]),
        line(Member, Withdraw, OwnEnterprise, &[]),
        line(Member, AnswerQuestion, OwnEnterprise, &[]),
        line(Member, RequestCorrection, OwnEnterprise, &[]),
        line(Officer(CityHandler), ReadCase, OwnCity, &[]),
        line(Officer(CityHandler), TakeUp, OwnCity, AT_CITY),
        line(Officer(CityHandler), RecordCounty, OwnCity, AT_CITY),
        line(Officer(CityHandler), Review, OwnCity, AT_CITY),
        line(Officer(CityHandler), Correspond, OwnCity, &[]),
        line(Officer(CityHandler), Recuse, OwnCity, &[]),
        line(Officer(CityHandler), Check, OwnCity, &[]),
        line(Officer(CityHandler), ImportComplianceList, OwnCity, &[]),
        line(Officer(CityHandler), Inspect, OwnCity, AT_CITY),
        line(Officer(CityHandler), LookInto, OwnCity, AT_CITY),
        line(Officer(CityHandler), Consult, OwnCity, &[]),
        line(Officer(CityHandler), RecommendList, OwnCity, &[]),
        line(Officer(CityHandler), ReadDraw, OwnCity, &[]),
        line(Officer(CityHandler), Draw, OwnCity, &[]),
        line(Officer(CityHandler), Publicise, OwnCity, &[]),
        line(Officer(CityHandler), ProposeCorrection, OwnCity, &[]),
        line(Officer(CityHandler), ReadCorrectionRequest, OwnCity, &[]),
        line(Officer(CityHandler), ExamineCorrection, OwnCity, &[]),
        line(Officer(CityHandler), ReadObjection, OwnCity, &[]),
        line(Officer(CityHandler), AnswerObjection, OwnCity, &[]),
        line(Officer(CityHandler), File, OwnCity, &[]),
        line(Officer(CityHandler), ReadUpdates, OwnCity, &[]),
        line(Officer(CityHandler), Vouch, OwnCity, &[]),
        line(Officer(CityHandler), ManageMember, OwnCity, &[]),
        line(Officer(CityLeader), ReadCase, OwnCity, &[]),
        line(Officer(CityLeader), ReadDraw, OwnCity, &[]),
        line(Officer(CityLeader), TakeUp, OwnCity, AT_CITY),
        line(Officer(CityLeader), Correspond, OwnCity, &[]),
        line(Officer(CityLeader), Recuse, OwnCity, &[]),
        line(Officer(CityLeader), Assign, OwnCity, AT_CITY),
        line(Officer(CityLeader), OrderRecusal, OwnCity, &[]),
        line(Officer(CityLeader), Substitute, OwnCity, &[]),
        line(Officer(CityLeader), Approve, OwnCity, &["concluded"]),
        line(Officer(CityLeader), RecommendList, OwnCity, &[]),
        line(Officer(CityLeader), Publicise, OwnCity, &[]),
        line(Officer(CityLeader), ProposeCorrection, OwnCity, &[]),
        line(Officer(CityLeader), AnnounceCorrection, OwnCity, &[]),
        line(Officer(CityLeader), ReadCorrectionRequest, OwnCity, &[]),
        line(Officer(CityLeader), ExamineCorrection, OwnCity, &[]),
        line(Officer(CityLeader), ReadObjection, OwnCity, &[]),
        line(Officer(CityLeader), AnswerObjection, OwnCity, &[]),
        line(Officer(CityLeader), File, OwnCity, &[]),
        line(Officer(CityLeader), ReadUpdates, OwnCity, &[]),
        line(Officer(CityLeader), Vouch, OwnCity, &[]),
        line(Officer(CityLeader), ManageMember, OwnCity, &[]),
        // Who is sent by a draw records what they saw there or says that they stay away, and sees nothing else.
        line(Officer(CityInspector), ReadVisits, Assigned, &[]),
        line(Officer(ProvinceInspector), ReadVisits, Assigned, &[]),
        line(Officer(CityInspector), Recuse, Assigned, &[]),
        line(Officer(ProvinceInspector), Recuse, Assigned, &[]),
        line(Officer(CityInspector), Inspect, Assigned, AT_CITY),
        line(Officer(ProvinceInspector), Inspect, Assigned, AT_PROVINCE),
        line(Officer(ProvinceHandler), ReadCase, Province, &[]),
        line(Officer(ProvinceHandler), TakeUp, Province, AT_PROVINCE),
        line(Officer(ProvinceHandler), Review, Province, AT_PROVINCE),
        line(Officer(ProvinceHandler), Correspond, Province, &[]),
        line(Officer(ProvinceHandler), Recuse, Province, &[]),
        line(Officer(ProvinceHandler), Check, Province, &[]),
        line(Officer(ProvinceHandler), ImportComplianceList, Province, &[]),
        line(Officer(ProvinceHandler), Inspect, Province, AT_PROVINCE),
        line(Officer(ProvinceHandler), LookInto, Province, AT_PROVINCE),
        line(Officer(ProvinceHandler), ReadDraw, Province, &[]),
        line(Officer(ProvinceHandler), Draw, OwnProvince, &[]),
        line(Officer(ProvinceHandler), Consult, OwnProvince, &[]),
        line(Officer(ProvinceHandler), RecommendList, OwnProvince, &[]),
        line(Officer(ProvinceHandler), Publicise, OwnProvince, &[]),
        line(Officer(ProvinceHandler), ProposeCorrection, OwnProvince, &[]),
        line(Officer(ProvinceHandler), ReadCorrectionRequest, Province, &[]),
        line(Officer(ProvinceHandler), ReadObjection, OwnProvince, &[]),
        line(Officer(ProvinceHandler), AnswerObjection, OwnProvince, &[]),
        line(Officer(ProvinceHandler), DraftLocalTable, Province, &[]),
        line(Officer(ProvinceHandler), ImportFilings, Province, &[]),
        line(Officer(ProvinceHandler), DraftNotice, Province, &[]),
        line(Officer(ProvinceHandler), PrepareAnnouncement, Province, &[]),
        line(Officer(ProvinceHandler), ReadUpdates, Province, &[]),
        line(Officer(ProvinceHandler), ImportUpdates, Province, &[]),
        line(Officer(ProvinceLeader), ReadCase, Province, &[]),
        line(Officer(ProvinceLeader), ReadDraw, Province, &[]),
        line(Officer(ProvinceLeader), TakeUp, Province, AT_PROVINCE),
        line(Officer(ProvinceLeader), Correspond, Province, &[]),
        line(Officer(ProvinceLeader), Recuse, Province, &[]),
        line(Officer(ProvinceLeader), Assign, Province, AT_PROVINCE),
        line(Officer(ProvinceLeader), OrderRecusal, Province, &[]),
        line(Officer(ProvinceLeader), Substitute, Province, &[]),
        line(Officer(ProvinceLeader), Approve, Province, &["concluded"]),
        line(Officer(ProvinceLeader), RecommendList, OwnProvince, &[]),
        line(Officer(ProvinceLeader), Publicise, OwnProvince, &[]),
        line(Officer(ProvinceLeader), ProposeCorrection, OwnProvince, &[]),
        line(Officer(ProvinceLeader), AnnounceCorrection, OwnProvince, &[]),
        line(Officer(ProvinceLeader), ReadCorrectionRequest, Province, &[]),
        line(Officer(ProvinceLeader), DecideCorrection, Province, &[]),
        line(Officer(ProvinceLeader), ReadObjection, OwnProvince, &[]),
        line(Officer(ProvinceLeader), AnswerObjection, OwnProvince, &[]),
        line(Officer(ProvinceLeader), PublishLocalTable, Province, &[]),
        line(Officer(ProvinceLeader), DraftNotice, Province, &[]),
        line(Officer(ProvinceLeader), PublishNotice, Province, &[]),
        line(Officer(ProvinceLeader), PrepareAnnouncement, Province, &[]),
        line(Officer(ProvinceLeader), Announce, Province, &[]),
        line(Officer(ProvinceLeader), ImportTitles, Province, &[]),
        line(Officer(ProvinceLeader), RegisterMiit, Province, &[]),
        line(Officer(ProvinceLeader), ImportFilings, Province, &[]),
        line(Officer(ProvinceLeader), ReadUpdates, Province, &[]),
        line(Officer(ProvinceLeader), ArrangeUpdates, Province, &[]),
        line(Officer(ProvinceLeader), ImportUpdates, Province, &[]),
        line(Officer(ProvinceLeader), ConfirmUpdates, Province, &[]),
        line(Officer(ProvinceLeader), ExcuseUpdate, Province, &[]),
        line(Officer(Department), Reply, OwnRequests, &[]),
        line(Link, Reply, OwnRequests, &[]),
        line(Officer(SystemAdministrator), OpenOfficer, Province, &[]),
        line(Officer(SecurityAdministrator), GrantRole, Province, &[]),
        line(Officer(Auditor), ReadAudit, Province, &[]),
    ]
};

/// What an act is about, as far as it is about something.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject<'a> {
    /// The enterprise.
    pub enterprise: Option<&'a EnterpriseId>,
    /// The city.
    pub city: Option<DivisionCode>,
    /// The stage of the case.
    pub stage: Option<&'a str>,
    /// Which office has it in hand.
    pub desk: Option<Desk>,
    /// The accounts that a draw has sent to visit it.
    pub assigned: &'a [AccountId],
    /// The department that is asked.
    pub department: Option<Department>,
    /// In which request.
    pub consultation: Option<&'a ConsultationId>,
}

/// It may not be done. Tells what was asked, never what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAllowed {
    /// What was asked.
    pub act: Act,
}

impl fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "您没有“{}”的权限,或者它不属于您的管辖范围(A5)", self.act.label())
    }
}

impl std::error::Error for NotAllowed {}

/// Whether somebody may do something about a subject. The one question, asked in one place.
pub fn may(actor: &Actor, act: Act, subject: Subject<'_>) -> Result<(), NotAllowed> {
    let allowed = TABLE.iter().any(|line| {
        line.act == act
            && (line.stages.is_empty() || subject.stage.is_some_and(|stage| line.stages.contains(&stage)))
            && (line.desk.is_none() || line.desk == subject.desk)
            && reaches(actor, line, subject)
    });
    if allowed { Ok(()) } else { Err(NotAllowed { act }) }
}

/// How far somebody may do something, over all they hold: for lists, and for what is offered at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// In these cities.
    Cities(Vec<DivisionCode>),
    /// Everywhere.
    Province,
}

/// How far an officer may do something, whatever the stage of a case; or that they may not at all.
pub fn extent(actor: &Actor, act: Act) -> Result<Extent, NotAllowed> {
    let person = actor.person().ok_or(NotAllowed { act })?;
    let mut cities = Vec::new();
    for line in TABLE.iter().filter(|line| line.act == act) {
        let Who::Officer(role) = line.who else { continue };
        for grant in person.grants.iter().filter(|grant| grant.role == role) {
            match (line.reach, grant.city) {
                (Reach::Province, None) => return Ok(Extent::Province),
                (Reach::OwnCity, Some(city)) => cities.push(city),
                (Reach::OwnProvince | Reach::OwnRequests, None) => cities.push(DivisionCode::GUANGXI),
                (Reach::OwnRequests, Some(city)) => cities.push(city),
                _ => {}
            }
        }
    }
    cities.sort_unstable();
    cities.dedup();
    if cities.is_empty() { Err(NotAllowed { act }) } else { Ok(Extent::Cities(cities)) }
}

/// Whether the table speaks of somebody's office at all when it speaks of an act: for what is offered.
pub fn holds(actor: &Actor, act: Act) -> bool {
    let held = |role| actor.person().is_some_and(|person| person.grants.iter().any(|grant| grant.role == role));
    TABLE.iter().any(|line| line.act == act && matches!(line.who, Who::Officer(role) if held(role)))
}

fn reaches(actor: &Actor, line: &Line, subject: Subject<'_>) -> bool {
    if let (Actor::Link(link), Who::Link) = (actor, line.who) {
        return Some(&link.consultation) == subject.consultation && Some(link.department) == subject.department;
    }
    let Actor::Person(person) = actor else { return false };
    let own = |of: Option<&EnterpriseId>| of.is_some() && of == subject.enterprise;
    let office = |role: Role| {
        person.grants.iter().any(|grant: &Grant| {
            grant.role == role
                && match line.reach {
                    Reach::OwnCity => grant.city.is_some() && grant.city == subject.city,
                    Reach::OwnProvince => grant.city.is_none() && subject.city == Some(DivisionCode::GUANGXI),
                    Reach::Province => grant.city.is_none(),
                    Reach::Assigned => {
                        grant.city.is_none_or(|city| subject.city == Some(city))
                            && subject.assigned.contains(&person.account)
                    }
                    Reach::OwnRequests => {
                        grant.department.is_some()
                            && grant.department == subject.department
                            && Some(grant.city.unwrap_or(DivisionCode::GUANGXI)) == subject.city
                    }
                    Reach::OwnEnterprise => false,
                }
        })
    };
    match line.who {
        Who::Member => own(person.acts_for.as_ref()),
        Who::Drafter => own(person.drafts_for.as_ref()),
        Who::Officer(role) => office(role),
        Who::Link => false,
    }
}
