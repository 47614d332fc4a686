//! What waits for the officers whom visitors look over the shoulder, so that each finds something of everything to do.

use super::*;

/// The city whose officers are among the personas: 柳州.
const SHOWN: &str = "450200";

/// Whether a firm lies in the shown city.
pub(super) fn is_shown(firm: &Firm) -> bool {
    Some(firm.city) == DivisionCode::parse(SHOWN)
}

/// Puts a firm of the shown city at the head of each part of the second round, which begins at `half` and is cut into
/// tenths: filed, before the public, listed, untouched, under review, returned, concluded, drafting.
pub(super) fn spread(members: &mut [Member], half: usize, tenth: usize) {
    let heads = [0, 2 * tenth, 3 * tenth, 4 * tenth, 4 * tenth + 1, 4 * tenth + 2, 4 * tenth + 3, 7 * tenth];
    for (taken, head) in heads.into_iter().enumerate() {
        let settled = |at: usize| heads[..taken].iter().any(|known| half + known == at);
        let fits = |(at, member): &(usize, &Member)| {
            is_shown(&member.firm) && member.firm.strength() == Strength::Fair && !settled(*at)
        };
        let found = members.iter().enumerate().filter(fits).map(|(at, _)| at).next_back();
        if let Some(found) = found.filter(|_| half + head < members.len() && !settled(half + head)) {
            members.swap(half + head, found);
        }
    }
}

impl Seeding<'_> {
    /// Somebody who signed up for an enterprise of the shown city yesterday, is drafting, and waits to be vouched for.
    pub(super) async fn newcomer(&self, after: u64, batch: &BatchId) -> Result<()> {
        let mut firms = (after + 1..).filter_map(Firm::new);
        let firm = firms.find(is_shown).context("柳州市的企业")?;
        let sign_up = Command::SignUp {
            login: format!("firm{:04}", firm.serial),
            name: "演示新用户".into(),
            secret: self.app.passwords.hash("demo").await.context("密码")?,
            code: firm.code,
            enterprise: firm.name.clone(),
            city: firm.city,
            email: String::new(),
        };
        let account = AccountId(self.one(&Actor::Public, sign_up).await?.id);
        let actor = self.actor(&account).await?;
        let enterprise = actor.person().and_then(|person| person.drafts_for.clone()).context("企业")?;
        let licence = firm.licence(&self.licence, self.size, self.app.clock.today());
        self.one(&actor, Command::Dossier(enterprise.clone(), firm.dossier(2025, Strength::Fair))).await?;
        self.one(&actor, Command::Dossier(enterprise.clone(), licence)).await?;
        self.one(&actor, Command::Begin { batch: batch.clone(), enterprise }).await?;
        Ok(())
    }

    /// The notice of the next round, still a draft.
    pub(super) async fn next_notice(&self, province: &Office) -> Result<()> {
        let next = Round {
            tier: Tier::Innovative,
            name: "2027年第一批",
            half: "2027-H1",
            from: date(2027, 3, 1),
            until: date(2027, 3, 26),
            city_due: date(2027, 4, 30),
            number: "",
        };
        let draft = Command::DraftNotice {
            notice: None,
            title: "关于开展2027年第一批创新型中小企业评价工作的通知（演示，草稿）".into(),
            text: "各设区市中小企业主管部门、各有关企业：\n现开展2027年第一批创新型中小企业评价工作。".into(),
            batches: vec![next.batch()],
        };
        self.one(&province.handler, draft).await?;
        Ok(())
    }
}
