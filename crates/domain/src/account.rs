//! 账号 Account: a person, the enterprise they act for, the offices they hold (Art. 5 第五条).
//!
//! An enterprise's person is bound to its code and waits for approval; drafting does not wait. An officer's roles are
//! granted, each with its jurisdiction. Secrets (passwords, second factors) are never here.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;

use crate::consultation::Department;
use crate::id::{AccountId, EnterpriseId, EvidenceId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// With what they sign in.
    pub login: String,
    /// 姓名.
    pub name: String,
    /// For which enterprise they act.
    pub binding: Option<Binding>,
    /// What offices they hold.
    pub grants: Vec<Grant>,
    /// Whether they may sign in.
    pub disabled: bool,
    /// Since when.
    pub since: Date,
}

/// 企业绑定.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// Which enterprise.
    pub enterprise: EnterpriseId,
    /// The city that approves it.
    pub city: DivisionCode,
    /// Whether they began its dossier, so that they may go on drafting before they are approved.
    pub founder: bool,
    /// How far it is.
    pub state: BindingState,
    /// What is to prove that the person belongs to it: 授权书 or 营业执照, the latest one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
    /// 认领的代码 The code the person says it has, where only an old list had named it (A13.4); it counts once they are
    /// vouched for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
}

/// A file that proves whom somebody acts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// SHA-256 of its bytes.
    pub id: EvidenceId,
    /// Its name as uploaded.
    pub name: String,
    /// `application/pdf`, …
    pub media: String,
}

/// How far a binding is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum BindingState {
    /// 待核验.
    Pending,
    /// 已核验.
    Approved {
        /// By whom.
        by: AccountId,
        /// When.
        on: Date,
    },
    /// 未通过.
    Refused {
        /// Why.
        reason: String,
        /// When.
        on: Date,
    },
}

/// A role with its jurisdiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The city; none for roles of the province and of the system.
    pub city: Option<DivisionCode>,
    /// The department, for those who answer for one (A10.2, A10.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
}

impl Grant {
    /// An office or administration: of a city, or of none.
    pub const fn of(role: Role, city: Option<DivisionCode>) -> Grant {
        Grant { role, city, department: None }
    }

    /// Answering for a department, of a city or of the province.
    pub const fn answering(department: Department, city: Option<DivisionCode>) -> Grant {
        Grant { role: Role::Department, city, department: Some(department) }
    }
}

/// What somebody may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 市级经办.
    CityHandler,
    /// 市级审批.
    CityLeader,
    /// 自治区经办.
    ProvinceHandler,
    /// 自治区审批.
    ProvinceLeader,
    /// 市级抽查员: visits the cases drawn for them, nothing else.
    CityInspector,
    /// 自治区抽查员, likewise.
    ProvinceInspector,
    /// 部门答复: answers what its department is asked (A10.2, A10.3), of a city or of the province.
    Department,
    /// 系统管理员: people and settings, no cases.
    SystemAdministrator,
    /// 安全管理员: grants and sessions, no cases.
    SecurityAdministrator,
    /// 审计管理员: reads the records of all others, changes nothing.
    Auditor,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 10] = [
        Role::CityHandler,
        Role::CityLeader,
        Role::ProvinceHandler,
        Role::ProvinceLeader,
        Role::CityInspector,
        Role::ProvinceInspector,
        Role::Department,
        Role::SystemAdministrator,
        Role::SecurityAdministrator,
        Role::Auditor,
    ];

    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Role::CityHandler => "市级经办",
            Role::CityLeader => "市级审批",
            Role::ProvinceHandler => "自治区经办",
            Role::ProvinceLeader => "自治区审批",
            Role::CityInspector => "市级抽查员",
            Role::ProvinceInspector => "自治区抽查员",
            Role::Department => "部门答复",
            Role::SystemAdministrator => "系统管理员",
            Role::SecurityAdministrator => "安全管理员",
            Role::Auditor => "审计管理员",
        }
    }

    /// Whether it belongs to one city.
    pub fn of_a_city(self) -> bool {
        matches!(self, Role::CityHandler | Role::CityLeader | Role::CityInspector)
    }

    /// Whether it works on cases. Those who do answer for no department and hold no office of administration,
    /// and the other way round.
    pub fn of_an_office(self) -> bool {
        use Role::{Auditor, Department, SecurityAdministrator, SystemAdministrator};
        !matches!(self, Department | SystemAdministrator | SecurityAdministrator | Auditor)
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 注册.
    Open {
        /// A fresh id.
        id: AccountId,
        /// With what they sign in.
        login: String,
        /// 姓名.
        name: String,
    },
    /// 绑定企业.
    Bind {
        /// Which.
        enterprise: EnterpriseId,
        /// Its city.
        city: DivisionCode,
        /// Whether this person began its dossier.
        founder: bool,
        /// What is to prove it.
        paper: Option<Paper>,
        /// The code it is said to have, if that is not known yet.
        claims: Option<String>,
    },
    /// 补交证明: a paper, while the binding waits.
    Prove(Paper),
    /// 核验绑定.
    Vouch {
        /// Whether the person belongs to the enterprise.
        approve: bool,
        /// Why not.
        reason: String,
        /// Who says so.
        by: AccountId,
    },
    /// 授权.
    Grant(Grant),
    /// 收回授权.
    Revoke(Grant),
    /// 停用 or 启用.
    Disable {
        /// Whether it is disabled.
        disabled: bool,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are those of the state, documented there")]
pub enum Event {
    /// It was opened.
    Opened { id: AccountId, login: String, name: String, on: Date },
    /// It asks to act for an enterprise.
    Bound {
        enterprise: EnterpriseId,
        city: DivisionCode,
        founder: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<Paper>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        claims: Option<String>,
    },
    /// A paper was handed in that is to prove it.
    Proved { paper: Paper },
    /// That was answered.
    Vouched { state: BindingState },
    /// A role was granted.
    Granted { grant: Grant },
    /// A role was taken back.
    Revoked { grant: Grant },
    /// It was disabled or enabled.
    Disabled { disabled: bool },
}

/// Decides.
pub fn decide(standing: Option<&Account>, command: Command, today: Date) -> Result<Vec<Event>, Refusal> {
    let Some(account) = standing else {
        return match command {
            Command::Open { id, login, name } => open(id, &login, &name, today),
            _ => Err(Refusal::new("A5", "没有找到这个账号")),
        };
    };
    match command {
        Command::Open { .. } => Err(Refusal::new("A5", "这个账号已经存在").todo("请直接登录")),
        Command::Bind { enterprise, city, founder, paper, claims } => match &account.binding {
            Some(binding) if !matches!(binding.state, BindingState::Refused { .. }) => {
                Err(Refusal::new("A9.1", "这个账号已经绑定了企业").todo("一个账号只代表一家企业"))
            }
            _ if !account.grants.is_empty() => Err(Refusal::new("A5", "主管部门的账号不能代表企业申报")),
            _ => Ok(vec![Event::Bound { enterprise, city, founder, paper, claims }]),
        },
        Command::Prove(paper) => match &account.binding {
            Some(Binding { state: BindingState::Pending, paper: known, .. }) if known.as_ref() == Some(&paper) => {
                Ok(vec![])
            }
            Some(Binding { state: BindingState::Pending, .. }) => Ok(vec![Event::Proved { paper }]),
            _ => Err(Refusal::new("A9.1", "现在不需要补交证明").todo("请刷新页面查看核验情况")),
        },
        Command::Vouch { approve, reason, by } => {
            let pending = account.binding.as_ref().is_some_and(|binding| binding.state == BindingState::Pending);
            if !pending {
                return Err(Refusal::new("A9.1", "没有待核验的绑定").todo("请刷新页面查看"));
            }
            if by == account.id {
                return Err(Refusal::new("A9.1", "不能核验自己的账号"));
            }
            if !approve && reason.trim().is_empty() {
                return Err(Refusal::new("A9.1", "不予核验要写明理由").todo("理由会告知申请人"));
            }
            let state = if approve {
                BindingState::Approved { by, on: today }
            } else {
                BindingState::Refused { reason: reason.trim().to_owned(), on: today }
            };
            Ok(vec![Event::Vouched { state }])
        }
        Command::Grant(grant) => grant_role(account, grant),
        Command::Revoke(grant) if account.grants.contains(&grant) => Ok(vec![Event::Revoked { grant }]),
        Command::Revoke(_) => Ok(vec![]),
        Command::Disable { disabled } if disabled == account.disabled => Ok(vec![]),
        Command::Disable { disabled } => Ok(vec![Event::Disabled { disabled }]),
    }
}

fn open(id: AccountId, login: &str, name: &str, today: Date) -> Result<Vec<Event>, Refusal> {
    let login = login.trim().to_lowercase();
    let mut reasons = Vec::new();
    let plain = |c: char| c.is_ascii_alphanumeric() || "@._-+".contains(c);
    if !(4..=64).contains(&login.len()) || !login.chars().all(plain) {
        reasons.push("登录名用 4 到 64 个字母、数字或 @ . _ - +,可以用邮箱或手机号".into());
    }
    match wording::line(name) {
        Ok("") => reasons.push("没有填写姓名".into()),
        Ok(name) if name.chars().count() > 60 => reasons.push("姓名超过 60 个字".into()),
        Ok(_) => {}
        Err(odd) => reasons.push(format!("姓名中{odd}")),
    }
    if !reasons.is_empty() {
        return Err(Refusal::new("A9.1", "账号还不能注册").because_all(reasons).todo("请改正后重试"));
    }
    Ok(vec![Event::Opened { id, login, name: name.trim().to_owned(), on: today }])
}

fn grant_role(account: &Account, grant: Grant) -> Result<Vec<Event>, Refusal> {
    if account.grants.contains(&grant) {
        return Ok(vec![]);
    }
    if grant.department.is_some() != (grant.role == Role::Department) {
        return Err(Refusal::new("A5", "部门答复的角色要写明部门，其他角色不写").todo("请核对后重试"));
    }
    // One account for all others would read what another of them was asked.
    if grant.department == Some(Department::Other) {
        return Err(Refusal::new("A5", "“其他部门”不开设账号")
            .because("“其他部门”不止一个，一个账号会看到发给别的部门的名单")
            .todo("请把一次性链接发给该部门，或者用函件征求意见"));
    }
    if grant.role == Role::Department && account.grants.iter().any(|known| known.role == Role::Department) {
        return Err(Refusal::new("A5", "一个账号只代表一个部门").todo("请先收回现有的部门，或者授予另一位人员"));
    }
    if grant.role != Role::Department && grant.role.of_a_city() != grant.city.is_some() {
        return Err(Refusal::new("A5", "市级角色要写明设区市,其他角色不写").todo("请核对后重试"));
    }
    if account.binding.is_some() {
        return Err(Refusal::new("A5", "代表企业的账号不能授予主管部门角色"));
    }
    // 三员分立: offices, departments, system, security and audit are different people.
    let family = |role: Role| if role.of_an_office() { None } else { Some(role) };
    if account.grants.iter().any(|known| family(known.role) != family(grant.role)) {
        return Err(Refusal::new("A5", "业务、部门答复、系统、安全、审计五类角色不能由一人兼任")
            .todo("请授予另一位人员,或者先收回现有角色"));
    }
    Ok(vec![Event::Granted { grant }])
}

/// 邮箱 An address to which mail can be sent, as it is to be kept; or what is wrong with it.
pub fn email(text: &str) -> Result<String, &'static str> {
    const WRONG: &str = "邮箱不像是完整的地址,例如 name@example.cn";
    let text = text.trim();
    let (name, domain) = text.rsplit_once('@').ok_or(WRONG)?;
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let named =
        (1..=64).contains(&name.len()) && name.split('.').all(|part| !part.is_empty() && part.chars().all(atom));
    let placed = domain.contains('.') && domain.len() <= 190 && domain.split('.').all(label);
    if named && placed { Ok(format!("{name}@{}", domain.to_ascii_lowercase())) } else { Err(WRONG) }
}

impl Account {
    /// The enterprise this person may act for, if they are approved.
    pub fn acts_for(&self) -> Option<&EnterpriseId> {
        let binding = self.binding.as_ref()?;
        matches!(binding.state, BindingState::Approved { .. }).then_some(&binding.enterprise)
    }

    /// The enterprise whose dossier this person may draft: once approved, or if they began it and were not refused.
    pub fn drafts_for(&self) -> Option<&EnterpriseId> {
        let binding = self.binding.as_ref()?;
        let founding = binding.founder && binding.state == BindingState::Pending;
        self.acts_for().or(founding.then_some(&binding.enterprise))
    }
}

impl Room for Account {
    const NAME: &'static str = "account";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let (None, Event::Opened { id, login, name, on }) = (&state, event) {
            return Some(Account {
                id: id.clone(),
                login: login.clone(),
                name: name.clone(),
                binding: None,
                grants: vec![],
                disabled: false,
                since: *on,
            });
        }
        let mut account = state?;
        match event {
            Event::Opened { .. } => {}
            Event::Bound { enterprise, city, founder, paper, claims } => {
                let (enterprise, city, founder) = (enterprise.clone(), *city, *founder);
                let (paper, claims, state) = (paper.clone(), claims.clone(), BindingState::Pending);
                account.binding = Some(Binding { enterprise, city, founder, state, paper, claims });
            }
            Event::Proved { paper } => {
                if let Some(binding) = &mut account.binding {
                    binding.paper = Some(paper.clone());
                }
            }
            Event::Vouched { state } => {
                if let Some(binding) = &mut account.binding {
                    binding.state = state.clone();
                }
            }
            Event::Granted { grant } => account.grants.push(*grant),
            Event::Revoked { grant } => account.grants.retain(|known| known != grant),
            Event::Disabled { disabled } => account.disabled = *disabled,
        }
        Some(account)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        let binding = self.binding.as_ref();
        let pending = binding.is_some_and(|binding| binding.state == BindingState::Pending);
        vec![
            ("login", self.login.as_str().into()),
            ("name", self.name.as_str().into()),
            ("enterprise", binding.map(|binding| binding.enterprise.as_str()).into()),
            ("city", binding.map(|binding| binding.city.to_string()).into()),
            ("pending", pending.into()),
            ("officer", (!self.grants.is_empty()).into()),
            ("disabled", self.disabled.into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        match self {
            Event::Opened { .. } | Event::Bound { .. } | Event::Proved { .. } | Event::Vouched { .. } => "A9.1",
            Event::Granted { .. } | Event::Revoked { .. } | Event::Disabled { .. } => "A5",
        }
    }
}
