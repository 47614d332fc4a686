//! What can be asked of the house, and how it answers.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use titian_domain::account::Grant;
use titian_domain::announcement::Approval;
use titian_domain::annual_update::{self, Channel};
use titian_domain::answers::Edit;
use titian_domain::compliance::Check;
use titian_domain::consultation::{Department, Opinion};
use titian_domain::correction::{Paper, Part};
use titian_domain::draw::{Proposal, Source};
use titian_domain::id::{
    AccountId, AnnouncementId, ApplicationId, BatchId, ComplianceListId, ConsultationId, CorrectionId,
    CorrectionRequestId, DrawId, EnterpriseId, EvidenceId, ImportId, LocalTableId, NoticeId, ObjectionId, PublicityId,
    RecusalId, SubstitutionId,
};
use titian_domain::inspection::Visit;
use titian_domain::miit_list;
use titian_domain::notice::Batch;
use titian_domain::objection::Statement;
use titian_domain::refusal::Refusal;
use titian_domain::{application, earlier, enterprise, import, local_table, notice};
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::DivisionCode;
use titian_store::{Blob, StoreError};

use crate::lists::Read;
use crate::permission::NotAllowed;

pub use crate::perform::compliance_list::Incoming;

/// A command, parsed at the door.
#[derive(Debug, Clone)]
pub enum Command {
    /// 企业注册: an account, bound to an enterprise by its code.
    SignUp {
        /// With what they sign in.
        login: String,
        /// 姓名.
        name: String,
        /// 邮箱, to which mail goes as well; may be empty.
        email: String,
        /// The password's hash; the password itself never comes this far.
        secret: String,
        /// The enterprise's code.
        code: CreditCode,
        /// Its name on the licence.
        enterprise: String,
        /// Its city on the licence.
        city: DivisionCode,
    },
    /// 绑定企业, by somebody who has an account: for the first time, or again after a refusal.
    Bind {
        /// The enterprise's code.
        code: CreditCode,
        /// Its name on the licence; counts if we do not know it yet.
        enterprise: String,
        /// Its city on the licence, likewise.
        city: DivisionCode,
        /// What is to prove it.
        paper: Option<Attached>,
    },
    /// 邮箱 of one's own account, to which mail goes as well; empty takes it away.
    Email(String),
    /// 补交证明 while the binding waits.
    Prove(Attached),
    /// 核验企业账号.
    Vouch {
        /// Whose.
        account: AccountId,
        /// Whether they belong to the enterprise.
        approve: bool,
        /// Why not.
        reason: String,
    },
    /// 开设主管部门账号.
    OpenOfficer {
        /// With what they sign in.
        login: String,
        /// 姓名.
        name: String,
        /// The password's hash.
        secret: String,
        /// Whether the password was made by somebody else, and has to be changed at the first sign-in.
        temporary: bool,
    },
    /// 授予 or 收回角色.
    Grant {
        /// Whose.
        account: AccountId,
        /// Which.
        grant: Grant,
        /// Whether it is given or taken back.
        give: bool,
    },
    /// 重置密码和动态码 of somebody who has lost them: an officer's by those who open accounts, an enterprise person's by
    /// their city.
    Reset {
        /// Whose.
        account: AccountId,
        /// The hash of the password that somebody else made; it has to be changed at the first sign-in.
        secret: String,
    },
    /// 停用 or 启用账号.
    Disable {
        /// Whose.
        account: AccountId,
        /// Whether it is disabled.
        disabled: bool,
    },
    /// 填报企业资料.
    Dossier(EnterpriseId, enterprise::Command),
    /// 填报企业资料 on a page that was made a while ago: refused as a conflict where another has changed the same
    /// meanwhile.
    Fill {
        /// Whose.
        enterprise: EnterpriseId,
        /// The version of the dossier that the page showed.
        seen: u64,
        /// What changes, in order.
        commands: Vec<enterprise::Command>,
    },
    /// 起草通知 with its batches; a fresh one if there is no id.
    DraftNotice {
        /// The draft, if it is one already, and how many events it had when it was read: what somebody else has drafted
        /// meanwhile is not written over unseen.
        notice: Option<(NoticeId, u64)>,
        /// Title.
        title: String,
        /// Text.
        text: String,
        /// Batches; their ids are given by the house.
        batches: Vec<Batch>,
    },
    /// 发布通知, 延长申报期.
    Notice(NoticeId, notice::Command),
    /// 起草特色化指标表; a fresh version if there is no id.
    DraftLocalTable {
        /// The draft, if it is one already, and how many events it had when it was read.
        table: Option<(LocalTableId, u64)>,
        /// What it says.
        content: local_table::Content,
    },
    /// 检查, 发布特色化指标表: as it was read, and not as it may have become since.
    LocalTable {
        /// Which.
        table: LocalTableId,
        /// How many events it had when it was read.
        seen: u64,
        /// What.
        command: local_table::Command,
    },
    /// 开始申报.
    Begin {
        /// In which batch.
        batch: BatchId,
        /// Which enterprise.
        enterprise: EnterpriseId,
    },
    /// 提交申报.
    Submit {
        /// Which.
        application: ApplicationId,
        /// The digest that was read and declared.
        declared: String,
        /// 声明人.
        name: String,
        /// The sealed scan.
        scan: Option<EvidenceId>,
    },
    /// 留存一份扫描件, before what it belongs to can be done.
    Keep(Attached),
    /// Whatever else is done with one case.
    Case(ApplicationId, application::Command),
    /// The same on a page that was made a while ago: a leader signs what they have read, and nothing that has come
    /// since.
    AsSeen {
        /// Which.
        application: ApplicationId,
        /// How many events the case had when it was read.
        seen: u64,
        /// What.
        command: application::Command,
    },
    /// Many cases in hand returned, or proposed to pass, as they were read: all of them or none.
    Together {
        /// Which, and how many events each had when it was read.
        list: Vec<(ApplicationId, u64)>,
        /// What.
        what: application::Together,
    },
    /// 保存筛选 of the queue, for oneself.
    SaveFilter {
        /// Its name.
        name: String,
        /// What stands after the address of the list.
        query: String,
    },
    /// 删除保存的筛选.
    ForgetFilter(String),
    /// 内部备注 of the office about a case.
    Note {
        /// About which.
        application: ApplicationId,
        /// The words.
        text: String,
    },
    /// 询问企业, without returning the case.
    Ask {
        /// About which case.
        application: ApplicationId,
        /// The words.
        text: String,
    },
    /// 答复询问, by the enterprise.
    AnswerQuestion {
        /// About which case.
        application: ApplicationId,
        /// The number of the question, from 0.
        question: usize,
        /// The words.
        text: String,
    },
    /// 申请更正填报数据, by the enterprise.
    RequestCorrection {
        /// In which case.
        application: ApplicationId,
        /// What is right, place by place.
        edits: Vec<Edit>,
        /// How it came to be wrong.
        why: String,
        /// What proves it.
        evidence: Vec<Attached>,
    },
    /// 市级核对更正申请.
    ExamineCorrection {
        /// Which.
        request: CorrectionRequestId,
        /// Whether the evidence bears it out.
        supports: bool,
        /// In which words.
        words: String,
    },
    /// 自治区决定更正申请.
    DecideCorrection {
        /// Which.
        request: CorrectionRequestId,
        /// How many events its case had when it was read: what the correction changes depends on it.
        seen: u64,
        /// Whether it is accepted.
        accept: bool,
        /// In which words.
        words: String,
    },
    /// 撤回更正申请, by the enterprise.
    WithdrawCorrection(CorrectionRequestId),
    /// 分派: cases that nobody has, each to a handler; all of them or none.
    Assign {
        /// Which, to whom, and how many events each case had when that was looked at.
        list: Vec<(ApplicationId, AccountId, u64)>,
    },
    /// 回避 from the enterprise of a case; what they have of it in hand goes to another in the same act.
    Recuse {
        /// A case of the enterprise.
        application: ApplicationId,
        /// Who stays away: the one who acts, or somebody of their office.
        account: AccountId,
        /// Why.
        why: String,
        /// To whom goes what they have in hand; none = to nobody yet.
        to: Option<AccountId>,
    },
    /// 解除回避.
    LiftRecusal {
        /// Which.
        recusal: RecusalId,
        /// Why.
        why: String,
    },
    /// 登记替岗.
    Substitute {
        /// In which office: a city, or the province under its own code.
        office: DivisionCode,
        /// Who stands in.
        who: AccountId,
        /// For whom.
        whom: AccountId,
        /// From this day.
        from: Date,
        /// To the end of this one.
        until: Date,
        /// Why.
        why: String,
    },
    /// 提前结束替岗.
    EndSubstitution(SubstitutionId),
    /// 登记合规核查.
    Check(EnterpriseId, Vec<Check>),
    /// 登记曾用名, read off the registry.
    RecordFormerName {
        /// Whose.
        enterprise: EnterpriseId,
        /// The name.
        name: String,
        /// Its last day, if that is known.
        until: Option<Date>,
        /// Where it stands written.
        source: String,
    },
    /// 自述曾用名, by the enterprise itself.
    StateFormerName {
        /// Whose.
        enterprise: EnterpriseId,
        /// The name.
        name: String,
        /// Its last day, if that is known.
        until: Option<Date>,
    },
    /// 登记合规名单 that enterprises are compared with: all of it or nothing.
    ImportComplianceList {
        /// The list, read.
        list: Box<Incoming>,
        /// The file as it came.
        file: Attached,
        /// What was looked at before, by its digest; none if nobody looked.
        seen: Option<String>,
    },
    /// 确认合规名单的一行: whether it means an enterprise whose name it bears.
    ResolveListed {
        /// Which list.
        list: ComplianceListId,
        /// Which row.
        row: u64,
        /// Which enterprise.
        enterprise: EnterpriseId,
        /// Whether it is the same firm.
        same: bool,
        /// Why not; may be empty if it is.
        why: String,
    },
    /// 登记实地抽查.
    Visit(ApplicationId, Visit),
    /// 推荐 a ranked list to the level above.
    Recommend {
        /// Of which batch.
        batch: BatchId,
        /// By which office: a city, or the province under its own code.
        office: DivisionCode,
        /// 文号 of the letter.
        number: String,
        /// The fixed list, the best first, each with what the office says of it; may be empty.
        list: Vec<(ApplicationId, String)>,
    },
    /// 登记风险提示的核对情况.
    LookInto {
        /// In which case.
        application: ApplicationId,
        /// Which signal, by its key.
        signal: String,
        /// What it rested on when it was read.
        digest: String,
        /// What was found.
        note: String,
    },
    /// 拟定抽查抽签; the house finds the candidates itself, all of them.
    PrepareDraw {
        /// The draw, if it is prepared already, and how many events it had when it was read.
        draw: Option<(DrawId, u64)>,
        /// What is proposed. Its candidates and who prepared it are filled in by the house.
        proposal: Box<Proposal>,
    },
    /// 固定抽签名单.
    FixDraw {
        /// Which.
        draw: DrawId,
        /// How many events it had when it was read: nobody fixes a list they have not seen.
        seen: u64,
        /// Where the public value will come from.
        source: Source,
    },
    /// 开签.
    OpenDraw {
        /// Which.
        draw: DrawId,
        /// The public value.
        value: String,
    },
    /// 抽签作废.
    DropDraw {
        /// Which.
        draw: DrawId,
        /// Why.
        reason: String,
    },
    /// 征求部门意见.
    Consult {
        /// Of which batch.
        batch: BatchId,
        /// By which office: a city, or the province under its own code.
        office: DivisionCode,
        /// 文号 of the letter.
        number: String,
        /// Which conditions are asked about, by the ids of their gates.
        grounds: Vec<String>,
        /// About which enterprises.
        list: Vec<ApplicationId>,
        /// Until when an answer is in time.
        due: Date,
        /// Who is asked, each as it is addressed.
        departments: Vec<(Department, String)>,
    },
    /// 生成一次性链接; those made before for the same department no longer open.
    MakeLink {
        /// On which request.
        consultation: ConsultationId,
        /// For which department.
        department: Department,
        /// To where it is mailed as well; empty: nowhere.
        email: String,
    },
    /// 催办.
    RemindDepartment {
        /// On which request.
        consultation: ConsultationId,
        /// Which department.
        department: Department,
    },
    /// 答复: by the department itself, or entered from its letter.
    Reply {
        /// On which request.
        consultation: ConsultationId,
        /// Which department.
        department: Department,
        /// Who answers for it, in words.
        by: String,
        /// What it says of each enterprise.
        opinions: BTreeMap<ApplicationId, Opinion>,
        /// The day its letter came and the stamped scan, if an officer enters it.
        letter: Option<(Date, Attached)>,
    },
    /// 发布公示.
    Publicise {
        /// Of which batch.
        batch: BatchId,
        /// By which office: a city, or the province under its own code.
        city: DivisionCode,
        /// Title.
        title: String,
        /// The fixed list.
        applications: Vec<ApplicationId>,
    },
    /// 提出异议.
    Object {
        /// Against which list.
        publicity: PublicityId,
        /// Against which enterprise of it.
        application: ApplicationId,
        /// The words.
        statement: Statement,
        /// What is to prove them.
        evidence: Vec<Attached>,
    },
    /// 处理异议.
    AnswerObjection {
        /// Which.
        objection: ObjectionId,
        /// Whether it holds.
        upheld: bool,
        /// Why.
        reason: String,
    },
    /// 备案.
    File {
        /// From which list.
        publicity: PublicityId,
        /// 文号.
        number: String,
        /// The fixed list.
        applications: Vec<ApplicationId>,
    },
    /// 准备公告.
    PrepareAnnouncement {
        /// Of which batch.
        batch: BatchId,
        /// Title.
        title: String,
        /// The fixed list.
        applications: Vec<ApplicationId>,
    },
    /// 公告生效.
    Announce {
        /// Which.
        announcement: AnnouncementId,
        /// The office's approval.
        approval: Approval,
        /// The scan that the approval names, if it came with it.
        paper: Option<Attached>,
    },
    /// 补录施行前取得的称号 from an old list: all of its rows or none.
    ImportTitles(Vec<earlier::Line>),
    /// 登记工业和信息化部公布的名单.
    RegisterMiit {
        /// Title of what MIIT published.
        title: String,
        /// 文号.
        number: String,
        /// The date on it.
        dated: Date,
        /// First day of the titles, and the first day on which their term is over.
        term: (Date, Date),
        /// Batches that it answers; who was recommended in them and is not on it was passed over.
        batches: Vec<BatchId>,
        /// Its rows.
        lines: Vec<miit_list::Line>,
    },
    /// 导入名单: uploaded, to be looked at row by row before anything is written.
    PrepareImport {
        /// What it is a list of.
        what: import::What,
        /// The file.
        file: Attached,
    },
    /// 逐行确认 whom rows of a list mean.
    AnswerImport {
        /// Which.
        import: ImportId,
        /// By row: 新企业, or a code or id; empty takes back what was said.
        answers: BTreeMap<u64, String>,
    },
    /// 确认导入: as it was shown, all of it or none; see [`App::carry_out`](crate::App::carry_out).
    CarryOutImport {
        /// Which.
        import: ImportId,
        /// The digest of what was shown.
        shown: String,
        /// Whether the rows that are bad or open stay outside and the others come in.
        leave_out: bool,
        /// The file, read.
        read: Arc<Read>,
    },
    /// 提交年度更新.
    FileUpdate {
        /// Whose.
        enterprise: EnterpriseId,
        /// Of which year.
        year: i16,
        /// The digest that was read and declared.
        declared: String,
        /// 声明人.
        name: String,
    },
    /// 安排年度更新 as a notice has it: until when, and where.
    ArrangeUpdates {
        /// Of which year; opened with this act, if it is not yet.
        year: i16,
        /// The last day.
        due: Date,
        /// Where it is filed.
        channel: Channel,
        /// 文号 of the notice.
        number: String,
    },
    /// 导入国家平台的更新名单.
    ImportUpdates {
        /// Of which year.
        year: i16,
        /// Name and SHA-256 of the file.
        file: (String, String),
        /// 统计截至日.
        through: Date,
        /// Its rows.
        lines: Vec<annual_update::list::Line>,
    },
    /// 确认国家平台的更新名单: the year closes, and who is not on it has missed it.
    ConfirmUpdates {
        /// Of which year.
        year: i16,
        /// How many events the year had when it was read: nobody confirms a list they have not seen.
        seen: u64,
    },
    /// 恢复因逾期未更新失去的复核资格.
    ExcuseUpdate {
        /// Whose.
        enterprise: EnterpriseId,
        /// Of which year.
        year: i16,
        /// Why.
        reason: String,
    },
    /// 撤回公告名单.
    DropAnnouncement {
        /// Which.
        announcement: AnnouncementId,
        /// Why.
        reason: String,
    },
    /// 提出更正 of an entry of a list that is out.
    ProposeCorrection {
        /// On which list.
        paper: Paper,
        /// Whose entry.
        application: ApplicationId,
        /// What of it is wrong.
        part: Part,
        /// What is right, as typed.
        right: String,
        /// Why.
        reason: String,
    },
    /// 更正公告: the paper that announces it is registered.
    AnnounceCorrection {
        /// Which.
        correction: CorrectionId,
        /// 文号.
        number: String,
    },
    /// 不予更正.
    DropCorrection {
        /// Which.
        correction: CorrectionId,
        /// Why.
        reason: String,
    },
}

impl Command {
    /// Whether it may touch thousands of cases at once.
    pub(crate) fn is_large(&self) -> bool {
        self.of_a_list()
            || matches!(
                self,
                Command::Assign { .. }
                    | Command::ImportComplianceList { .. }
                    | Command::ArrangeUpdates { .. }
                    | Command::PrepareAnnouncement { .. }
                    | Command::DropAnnouncement { .. }
                    | Command::Notice(_, notice::Command::Publish { .. })
            )
    }

    /// Whether it changes a list of cases at once: such acts are sealed without delay.
    pub(crate) fn of_a_list(&self) -> bool {
        matches!(
            self,
            Command::Recommend { .. }
                | Command::Publicise { .. }
                | Command::File { .. }
                | Command::Announce { .. }
                | Command::AnnounceCorrection { .. }
                | Command::ImportTitles(_)
                | Command::RegisterMiit { .. }
                | Command::CarryOutImport { .. }
                | Command::ImportUpdates { .. }
                | Command::ConfirmUpdates { .. }
        )
    }
}

/// A file that came with a form; its bytes are kept already.
#[derive(Debug, Clone)]
pub struct Attached {
    /// The bytes.
    pub blob: Blob,
    /// Their type, as their first bytes say.
    pub media: String,
    /// The name it was uploaded under.
    pub name: String,
    /// The control of the form that it came in.
    pub control: String,
}

/// What was done. A repeated command with the same key gets the same answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Done {
    /// What has happened, in a sentence.
    pub said: String,
    /// The id of what came about, if something did.
    pub id: String,
    /// A number to keep (受理编号, 查询编号), if there is one.
    pub number: String,
    /// 查询码, told this once: it is in no answer that is kept.
    #[serde(skip)]
    pub secret: String,
}

impl Done {
    pub(crate) fn said(said: impl Into<String>) -> Done {
        Done { said: said.into(), ..Done::default() }
    }

    pub(crate) fn of(mut self, id: impl fmt::Display) -> Done {
        self.id = id.to_string();
        self
    }
}

/// Why something was not done.
#[derive(Debug)]
pub enum Failure {
    /// Refused, with article, reasons and the next step.
    Refused(Refusal),
    /// Not allowed for this person.
    NotAllowed(NotAllowed),
    /// The store could not; nothing was done.
    Store(StoreError),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Failure::Refused(refusal)
    }
}

impl From<NotAllowed> for Failure {
    fn from(not: NotAllowed) -> Failure {
        Failure::NotAllowed(not)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::Store(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Refused(refusal) => refusal.fmt(f),
            Failure::NotAllowed(not) => not.fmt(f),
            Failure::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}
