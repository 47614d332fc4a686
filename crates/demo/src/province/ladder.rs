//! The ladder above the innovative tier (A10, A11): in summer half of those who reach it became specialised, and are
//! recommended as little giants now; the other half applies for the specialised tier, and waits on every desk.

use titian_domain::consultation::Department;

use super::*;

/// 自治区生态环境厅: its name and login among the personas.
pub(super) const DEPARTMENT: (&str, &str) = ("自治区生态环境部门", "environment");

/// Those who reach the higher tiers, the shown city's first in each half.
pub(super) struct Climbers<'a> {
    summer: Vec<&'a Member>,
    autumn: Vec<&'a Member>,
}

impl<'a> Climbers<'a> {
    pub(super) fn among(members: &'a [Member]) -> Climbers<'a> {
        let mut all: Vec<&Member> =
            members.iter().filter(|member| member.firm.strength() == Strength::Climbing).collect();
        all.sort_by_key(|member| !waiting::is_shown(&member.firm));
        let half = |odd| all.iter().skip(odd).step_by(2).copied().collect();
        Climbers { summer: half(0), autumn: half(1) }
    }

    /// The first who climbed.
    pub(super) fn foremost(&self) -> Option<&'a Member> {
        self.summer.first().copied()
    }
}

/// What November finds of the specialised tier.
pub(super) struct UnderWay {
    specialised: BatchId,
    /// Passed by the province.
    listed: Vec<(ApplicationId, DivisionCode)>,
    /// Recommended, and waiting for the province.
    waiting: Vec<(ApplicationId, DivisionCode)>,
}

/// About which condition the department is asked.
const GROUND: &str = "incident";

type Cases = [(ApplicationId, DivisionCode)];

impl Seeding<'_> {
    /// A round of the specialised tier, from its notice to its announcement.
    pub(super) async fn summer(&self, climbers: &Climbers<'_>, province: &Office, offices: &[Office]) -> Result<()> {
        let summer = Round {
            tier: Tier::Specialised,
            name: "2026年第一批",
            half: "2026-H1",
            from: date(2026, 6, 8),
            until: date(2026, 6, 30),
            city_due: date(2026, 7, 24),
            number: "演示企业〔2026〕21号",
        };
        let batch = self.notice(province, &summer).await?;
        self.day(date(2026, 6, 15))?;
        let cases = self.submitted(&climbers.summer, &batch).await?;
        self.day(date(2026, 7, 10))?;
        self.reviewed(&cases, offices).await?;
        self.recommended(&batch, &cases, offices).await?;
        self.day(date(2026, 8, 12))?;
        self.reviewed_by(&cases, province).await?;
        if cases.is_empty() {
            return Ok(());
        }
        let list = self.publicised_by(&batch, "2026年第一批专精特新中小企业公示", &cases, province).await?;
        self.day(date(2026, 8, 21))?;
        self.app.tick().await.map_err(told)?;
        self.day(date(2026, 9, 7))?;
        let paper = ("2026年第一批专精特新中小企业公告", "演示公告〔2026〕15号");
        self.announced(province, &batch, paper, &list.into_iter().collect::<Vec<_>>()).await
    }

    /// October: both tiers are applied for, reviewed by the cities and recommended; the province nominates the first little
    /// giants to MIIT and lets the first specialised cases pass.
    pub(super) async fn october(
        &self,
        climbers: &Climbers<'_>,
        province: &Office,
        offices: &[Office],
    ) -> Result<UnderWay> {
        let giants = Round {
            tier: Tier::LittleGiant,
            name: "2026年",
            half: "2026-H2",
            from: date(2026, 10, 9),
            until: date(2026, 10, 30),
            city_due: date(2026, 11, 13),
            number: "演示企业〔2026〕39号",
        };
        let specialised = Round {
            tier: Tier::Specialised,
            name: "2026年第二批",
            half: "2026-H2",
            from: date(2026, 10, 12),
            until: date(2026, 11, 6),
            city_due: date(2026, 12, 4),
            number: "演示企业〔2026〕40号",
        };
        let giants = self.notice(province, &giants).await?;
        let specialised = self.notice(province, &specialised).await?;
        self.day(date(2026, 10, 15))?;
        let nominees = self.submitted(&climbers.summer, &giants).await?;
        let cases = self.submitted(&climbers.autumn, &specialised).await?;
        self.day(date(2026, 10, 26))?;
        // The last two little giants stay where they are; of the specialised, every sixth part has come one step less far.
        let nominees = &nominees[..nominees.len().saturating_sub(2)];
        self.reviewed(nominees, offices).await?;
        self.recommended(&giants, nominees, offices).await?;
        let sixths = |count: usize| cases.len() * count / 6;
        self.reviewed(&cases[..sixths(5)], offices).await?;
        self.recommended(&specialised, &cases[..sixths(4)], offices).await?;
        self.day(date(2026, 11, 1))?;
        let nominated = &nominees[..nominees.len().div_ceil(2)];
        self.reviewed_by(nominated, province).await?;
        self.recommended_by(&giants, nominated, province).await?;
        self.reviewed_by(&cases[..sixths(2)], province).await?;
        Ok(UnderWay { specialised, listed: cases[..sixths(2)].to_vec(), waiting: cases[sixths(2)..sixths(4)].to_vec() })
    }

    /// November: the first list of the province is before the public, and a department is asked about what waits.
    pub(super) async fn november(&self, way: &UnderWay, province: &Office) -> Result<()> {
        let grant = Grant::answering(Department::Environment, None);
        self.granted(DEPARTMENT.1, "演示生态环境部门", grant).await?;
        let title = "2026年第二批专精特新中小企业公示";
        self.publicised_by(&way.specialised, title, &way.listed, province).await?;
        if way.waiting.is_empty() {
            return Ok(());
        }
        let me = AccountId(province.handler.id().to_owned());
        let take_up = |(id, _): &(ApplicationId, DivisionCode)| {
            let take_up = application::Command::TakeUp { handler: me.clone(), from: None };
            (province.handler.clone(), Command::Case(id.clone(), take_up))
        };
        let half = way.waiting.len().div_ceil(2);
        self.all(&way.waiting[..half].iter().map(take_up).collect::<Vec<_>>()).await?;
        let consult = Command::Consult {
            batch: way.specialised.clone(),
            office: province.city,
            number: "演示函〔2026〕31号".into(),
            grounds: vec![GROUND.into()],
            list: way.waiting.iter().map(|(id, _)| id.clone()).collect(),
            due: date(2026, 12, 1),
            departments: vec![(Department::Environment, "自治区生态环境厅".into())],
        };
        self.one(&province.handler, consult).await?;
        Ok(())
    }

    /// What passed in each city, recommended by it, as it stands in order.
    async fn recommended(&self, batch: &BatchId, cases: &Cases, offices: &[Office]) -> Result<()> {
        for office in offices {
            let own: Vec<_> = cases.iter().filter(|(_, city)| *city == office.city).cloned().collect();
            self.recommended_by(batch, &own, office).await?;
        }
        Ok(())
    }

    async fn recommended_by(&self, batch: &BatchId, cases: &Cases, office: &Office) -> Result<()> {
        if cases.is_empty() {
            return Ok(());
        }
        let list = cases.iter().map(|(id, _)| (id.clone(), "主导产品在本市产业链中作用明显".to_owned())).collect();
        let number = format!("演示推荐〔2026〕{}号", office.city);
        let recommend = Command::Recommend { batch: batch.clone(), office: office.city, number, list };
        self.one(&office.handler, recommend).await?;
        Ok(())
    }
}
