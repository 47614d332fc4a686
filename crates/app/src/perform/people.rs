//! People: who signs up, who vouches for them, who holds which office.

use titian_domain::account::{Account, Binding, Command, Grant, Paper, decide};
use titian_domain::enterprise::{self, Enterprise};
use titian_domain::id::{AccountId, EnterpriseId, EvidenceId};
use titian_domain::matching::folded;
use titian_domain::refusal::Refusal;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::DivisionCode;
use titian_store::{Recipient, Standing, Tx, args};

use super::Doing;
use super::tell::News;
use crate::command::{Attached, Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject};

/// Login, name and the password's hash.
type Credentials<'a> = (&'a str, &'a str, &'a str);

impl Doing<'_> {
    pub(super) async fn sign_up(
        &mut self,
        tx: &mut Tx,
        credentials: Credentials<'_>,
        email: &str,
        code: CreditCode,
        name: &str,
        city: DivisionCode,
    ) -> Result<Done, Failure> {
        let opened = self.open(tx, credentials, false).await?;
        if !email.trim().is_empty() {
            self.keep_email(opened.id.as_str(), email)?;
        }
        let Bound { enterprise, city, founder, claims } = self.bound_to(tx, code, name, city).await?;
        let mut events = opened.events;
        let account = events.iter().fold(None, <Account as titian_domain::room::Room>::evolve);
        let command = Command::Bind { enterprise, city, founder, paper: None, claims };
        events.extend(decide(account.as_ref(), command, self.today)?);
        self.record(&opened.standing, events);
        let said = if founder {
            "账号已经开设,企业资料可以现在开始填报;账号由所在市核验后即可提交申报"
        } else {
            "账号已经开设;这家企业已有资料,账号由所在市核验后即可查看和填报"
        };
        Ok(Done::said(said).of(opened.id))
    }

    /// The enterprise of a code; the one that an old list names so, in the same city, if nobody has the code (A13.4);
    /// else a new one.
    async fn bound_to(
        &mut self,
        tx: &mut Tx,
        code: CreditCode,
        name: &str,
        city: DivisionCode,
    ) -> Result<Bound, Failure> {
        let known = tx.rows("SELECT id FROM enterprise WHERE code = $1", args![code.as_str()]).await?;
        if let Some(row) = known.first() {
            let id = EnterpriseId(row.text("id")?.to_owned());
            let known = tx.load::<Enterprise>(id.as_str()).await?;
            let city = known.state()?.city;
            return Ok(Bound { enterprise: id, city, founder: false, claims: None });
        }
        if !self.app.policy.regions.cities().any(|known| known.code == city) {
            return Err(Refusal::new("A3.1", "请选择企业注册地所在的设区市").todo("以营业执照的住所为准").into());
        }
        if let Some(id) = holder(tx, name, city).await? {
            let others = "SELECT COUNT(*) AS n FROM account WHERE enterprise = $1";
            let founder = tx.number(others, args![id.as_str()]).await? == 0;
            return Ok(Bound { enterprise: id, city, founder, claims: Some(code.to_string()) });
        }
        let id = EnterpriseId(fresh());
        let command = enterprise::Command::Register { id: id.clone(), code, name: name.to_owned(), city };
        let events = enterprise::decide(None, command, &self.app.policy.catalogue, self.today)?;
        self.record(&Standing::<Enterprise>::fresh(id.as_str()), events);
        Ok(Bound { enterprise: id, city, founder: true, claims: None })
    }

    pub(super) async fn bind(
        &mut self,
        tx: &mut Tx,
        code: CreditCode,
        name: &str,
        city: DivisionCode,
        paper: Option<Attached>,
    ) -> Result<Done, Failure> {
        let standing = self.own_account(tx).await?;
        let Bound { enterprise, city, founder: fresh, claims } = self.bound_to(tx, code, name, city).await?;
        // Who began a dossier goes on with it after a refusal, unless others have come to it meanwhile.
        let before = standing.state.as_ref().and_then(|account| account.binding.as_ref());
        let began = before.is_some_and(|binding| binding.founder && binding.enterprise == enterprise);
        let others = "SELECT COUNT(*) AS n FROM account WHERE enterprise = $1 AND id <> $2";
        let alone = tx.number(others, args![enterprise.as_str(), self.actor.id()]).await? == 0;
        let paper = paper.map(|file| self.paper(file));
        let command = Command::Bind { enterprise, city, founder: fresh || (began && alone), paper, claims };
        let events = decide(standing.state.as_ref(), command, self.today)?;
        self.record(&standing, events);
        Ok(Done::said("已申请代表这家企业,等待所在市核验").of(self.actor.id()))
    }

    pub(super) async fn prove(&mut self, tx: &mut Tx, file: Attached) -> Result<Done, Failure> {
        let standing = self.own_account(tx).await?;
        let paper = self.paper(file);
        let events = decide(standing.state.as_ref(), Command::Prove(paper), self.today)?;
        self.record(&standing, events);
        Ok(Done::said("证明已交给所在市主管部门").of(self.actor.id()))
    }

    pub(super) async fn email(&mut self, tx: &mut Tx, email: &str) -> Result<Done, Failure> {
        let standing = self.own_account(tx).await?;
        let before = tx.rows("SELECT address FROM email WHERE account = $1", args![standing.id.as_str()]).await?;
        let before = before.first().map(|row| row.text("address").map(str::to_owned)).transpose()?;
        let said = if email.trim().is_empty() {
            self.changes.sql("DELETE FROM email WHERE account = $1", args![standing.id.as_str()]);
            "邮箱已删除,通知仍在“消息”中"
        } else {
            self.keep_email(&standing.id, email)?;
            "邮箱已保存,通知会同时发到这里"
        };
        // The last thing sent to an address that is left: who did not ask for that learns of it.
        if let Some(before) = before.filter(|before| before != email.trim()) {
            let body = "您在平台上的账号不再使用这个邮箱接收通知。不是您本人更改的,请登录后修改密码,并告知主管部门。";
            self.changes.mail(&before, "邮箱已更换", body.to_owned());
        }
        Ok(Done::said(said).of(standing.id))
    }

    /// Keeps where mail goes as well. It is not in the journal: it changes, and can be erased.
    fn keep_email(&mut self, account: &str, email: &str) -> Result<(), Failure> {
        let address = titian_domain::account::email(email)
            .map_err(|wrong| Refusal::new("A9.1", "邮箱没有保存").because(wrong).todo("请核对邮箱,或者先不填"))?;
        self.changes.sql(
            "INSERT INTO email (account, address, changed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (account) DO UPDATE SET address = $2, changed_at = $3",
            args![account, address, self.now],
        );
        Ok(())
    }

    /// The account of who acts.
    async fn own_account(&self, tx: &mut Tx) -> Result<Standing<Account>, Failure> {
        match self.actor.person() {
            Some(person) => Ok(tx.load::<Account>(person.account.as_str()).await?),
            None => Err(Refusal::new("A9.1", "请先登录").into()),
        }
    }

    /// Keeps a file that is to prove whom somebody acts for.
    fn paper(&mut self, file: Attached) -> Paper {
        self.keep_for_this(&file);
        Paper { id: EvidenceId(file.blob.id), name: file.name, media: file.media }
    }

    pub(super) async fn open_officer(
        &mut self,
        tx: &mut Tx,
        credentials: Credentials<'_>,
        temporary: bool,
    ) -> Result<Done, Failure> {
        self.may(Act::OpenOfficer, Subject::default())?;
        let opened = self.open(tx, credentials, temporary).await?;
        self.record(&opened.standing, opened.events);
        Ok(Done::said("账号已经开设,由安全管理员授予角色后即可使用").of(opened.id))
    }

    async fn open(
        &mut self,
        tx: &mut Tx,
        (login, name, secret): Credentials<'_>,
        temporary: bool,
    ) -> Result<Opened, Failure> {
        let id = AccountId(fresh());
        let command = Command::Open { id: id.clone(), login: login.to_owned(), name: name.to_owned() };
        let events = decide(None, command, self.today)?;
        let login = login.trim().to_lowercase();
        let taken = tx.rows("SELECT id FROM account WHERE login = $1", args![&login]).await?;
        if !taken.is_empty() {
            return Err(Refusal::new("A9.1", "这个登录名已经有人使用").todo("请换一个登录名,或者直接登录").into());
        }
        self.changes.sql(
            "INSERT INTO credential (account, kind, secret, must_change, changed_at) \
             VALUES ($1, 'password', $2, $3, $4)",
            args![id.as_str(), secret, temporary, self.now],
        );
        Ok(Opened { standing: Standing::fresh(id.as_str()), id, events })
    }

    pub(super) async fn vouch(
        &mut self,
        tx: &mut Tx,
        account: &AccountId,
        approve: bool,
        reason: String,
    ) -> Result<Done, Failure> {
        let standing = tx.load::<Account>(account.as_str()).await?;
        let binding: Option<&Binding> = standing.state.as_ref().and_then(|account| account.binding.as_ref());
        self.may(Act::Vouch, Subject { city: binding.map(|binding| binding.city), ..Subject::default() })?;
        let by = AccountId(self.actor.id().to_owned());
        let claimed = binding.and_then(|binding| Some((binding.enterprise.clone(), binding.claims.clone()?)));
        let events =
            decide(standing.state.as_ref(), Command::Vouch { approve, reason: reason.clone(), by }, self.today)?;
        self.record(&standing, events);
        if let Some((enterprise, code)) = claimed.filter(|_| approve) {
            self.claim(tx, &enterprise, &code).await?;
        }
        let (subject, body, mail) = if approve {
            let body = "您的账号已经通过核验,可以提交申报。";
            ("账号已经核验", body.to_owned(), body)
        } else {
            let body = format!("您的账号没有通过核验:{reason}。您可以更正后重新绑定企业。");
            ("账号未通过核验", body, "您的账号没有通过核验,理由和更正的办法请登录后查看。")
        };
        let news = News { subject, body, mail: mail.into(), link: "/enterprise".into() };
        self.tell(Recipient::Account(account.clone()), news);
        Ok(Done::said(if approve { "已核验" } else { "已答复不予核验" }).of(account))
    }

    /// An enterprise that only an old list had named gets the code its person says it has.
    async fn claim(&mut self, tx: &mut Tx, enterprise: &EnterpriseId, code: &str) -> Result<(), Failure> {
        let taken = "SELECT COUNT(*) AS n FROM enterprise WHERE code = $1 AND id <> $2";
        if tx.number(taken, args![code, enterprise.as_str()]).await? > 0 {
            let refusal = Refusal::new("A13.4", "这个代码不能认领").because(format!("{code} 已由另一家企业登记"));
            return Err(refusal.todo("请不予核验并写明理由，由申请人核对营业执照后重新绑定").into());
        }
        let code = CreditCode::parse(code).map_err(|error| {
            Refusal::new("A13.4", "认领的代码读不出来").because(error.to_string()).todo("请申请人重新绑定")
        })?;
        let standing = tx.load::<Enterprise>(enterprise.as_str()).await?;
        let command = enterprise::Command::Claim { code };
        let events = enterprise::decide(standing.state.as_ref(), command, &self.app.policy.catalogue, self.today)?;
        self.record(&standing, events);
        Ok(())
    }

    pub(super) async fn grant(
        &mut self,
        tx: &mut Tx,
        account: &AccountId,
        grant: Grant,
        give: bool,
    ) -> Result<Done, Failure> {
        self.may(Act::GrantRole, Subject::default())?;
        if self.actor.id() == account.as_str() {
            return Err(Refusal::new("A5", "不能给自己授予或者收回角色").todo("请由另一位安全管理员办理").into());
        }
        let standing = tx.load::<Account>(account.as_str()).await?;
        let command = if give { Command::Grant(grant) } else { Command::Revoke(grant) };
        let events = decide(standing.state.as_ref(), command, self.today)?;
        self.record(&standing, events);
        Ok(Done::said(if give { "角色已授予" } else { "角色已收回" }).of(account))
    }

    /// Whether the actor may reset or disable an account: that of an enterprise's person belongs to the city that vouches
    /// for them, any other to those who open accounts.
    fn may_manage(&self, account: Option<&Account>) -> Result<(), Failure> {
        match account.and_then(|account| account.binding.as_ref()) {
            Some(binding) => self.may(Act::ManageMember, Subject { city: Some(binding.city), ..Subject::default() }),
            None => self.may(Act::OpenOfficer, Subject::default()),
        }
    }

    /// A lost password or phone: another password, made by somebody else, and no second factor until one is set up anew.
    /// That it was done stands in the audit log; how somebody proves who they are stands in no journal. Who acts for the
    /// enterprise is told, so that a password that nobody had asked for is noticed.
    pub(super) async fn reset(&mut self, tx: &mut Tx, account: &AccountId, secret: &str) -> Result<Done, Failure> {
        let standing = tx.load::<Account>(account.as_str()).await?.state;
        self.may_manage(standing.as_ref())?;
        if self.actor.id() == account.as_str() {
            return Err(Refusal::new("A5", "不能重置自己的密码").todo("请在“修改密码”里更换").into());
        }
        let Some(holder) = standing else {
            return Err(Refusal::new("A5", "没有找到这个账号").todo("请刷新后重新选定").into());
        };
        self.changes.sql(
            "UPDATE credential SET secret = $1, must_change = 1, changed_at = $2 \
             WHERE account = $3 AND kind = 'password'",
            args![secret, self.now, account.as_str()],
        );
        self.changes.sql("DELETE FROM credential WHERE account = $1 AND kind <> 'password'", args![account.as_str()]);
        self.changes.sql("DELETE FROM session WHERE account = $1", args![account.as_str()]);
        self.changes.audit("reset", &format!("account/{account}"), "");
        let body = format!(
            "{} 的密码和动态码已由所在市主管部门重置,所有设备都已退出登录。不是本人要求的,请立即与主管部门联系。",
            holder.name
        );
        self.tell_of_member(&holder, "账号密码已重置", body);
        Ok(Done::said(format!("已重置 {} 的密码和动态码", holder.name)).of(account))
    }

    pub(super) async fn disable(&mut self, tx: &mut Tx, account: &AccountId, disabled: bool) -> Result<Done, Failure> {
        let standing = tx.load::<Account>(account.as_str()).await?;
        self.may_manage(standing.state.as_ref())?;
        if self.actor.id() == account.as_str() {
            return Err(Refusal::new("A5", "不能停用自己的账号").todo("请由另一位系统管理员办理").into());
        }
        let events = decide(standing.state.as_ref(), Command::Disable { disabled }, self.today)?;
        let changed = !events.is_empty();
        self.record(&standing, events);
        if disabled {
            self.changes.sql(
                "UPDATE session SET revoked_at = $1 WHERE account = $2 AND revoked_at IS NULL",
                args![self.now, account.as_str()],
            );
        }
        if let Some(holder) = standing.state.filter(|_| changed) {
            let (subject, what) = if disabled { ("账号已停用", "停用") } else { ("账号已启用", "启用") };
            let body = format!("{} 的账号已由所在市主管部门{what}。有疑问的,请与主管部门联系。", holder.name);
            self.tell_of_member(&holder, subject, body);
        }
        Ok(Done::said(if disabled { "账号已停用" } else { "账号已启用" }).of(account))
    }

    /// Tells those who act for an enterprise what was done with the account of one of them; who does not act for it yet
    /// is told alone. Officers are told by whom it was done, face to face.
    fn tell_of_member(&mut self, holder: &Account, subject: &'static str, body: String) {
        if holder.binding.is_none() {
            return;
        }
        let to = match holder.acts_for() {
            Some(enterprise) => Recipient::Enterprise(enterprise.clone()),
            None => Recipient::Account(holder.id.clone()),
        };
        let mail =
            "您所在企业的一个平台账号有变动,详情请登录后在“消息”中查看。不是本企业要求的,请与所在市主管部门联系。";
        self.tell(to, News { subject, body, mail: mail.into(), link: "/enterprise/team".into() });
    }
}

/// An account about to be opened.
struct Opened {
    id: AccountId,
    standing: Standing<Account>,
    events: Vec<titian_domain::account::Event>,
}

/// The enterprise that somebody is to act for.
struct Bound {
    enterprise: EnterpriseId,
    city: DivisionCode,
    /// Whether nobody was there before them.
    founder: bool,
    /// The code they say it has, if we did not know it.
    claims: Option<String>,
}

/// The enterprise without a code that an old list names so, in this city; none if it could be several.
async fn holder(tx: &mut Tx, name: &str, city: DivisionCode) -> Result<Option<EnterpriseId>, Failure> {
    let sql = "SELECT id, name FROM enterprise WHERE code IS NULL AND city = $1";
    let mut named = Vec::new();
    for row in tx.rows(sql, args![city.to_string()]).await? {
        if folded(row.text("name")?) == folded(name) {
            named.push(EnterpriseId(row.text("id")?.to_owned()));
        }
    }
    Ok(if named.len() == 1 { named.pop() } else { None })
}
