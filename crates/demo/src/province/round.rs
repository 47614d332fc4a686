//! One round, step by step: notice, submission, review, publicity, filing, announcement.

use super::*;

/// From this day on the national rules stand for what the province's said.
const NATIONAL: Date = date(2026, 4, 1);

/// A batch and its notice.
pub(super) struct Round {
    pub tier: Tier,
    /// 2026年第一批.
    pub name: &'static str,
    /// 2026-H1.
    pub half: &'static str,
    /// The window.
    pub from: Date,
    pub until: Date,
    /// Until when the city reports.
    pub city_due: Date,
    /// 文号 of the notice.
    pub number: &'static str,
}

impl Round {
    pub(super) fn batch(&self) -> Batch {
        let national = self.from >= NATIONAL;
        let standard = match self.tier {
            Tier::Innovative => "miit-2022/innovative",
            Tier::Specialised => "miit-2026/specialised",
            Tier::LittleGiant => "miit-2026/little-giant",
        };
        Batch {
            id: BatchId(String::new()),
            name: format!("{}{}", self.name, self.tier),
            tier: self.tier,
            purpose: Purpose::Apply,
            half: self.half.into(),
            from: self.from,
            until: self.until,
            city_due: self.city_due,
            county_due: None,
            paper_due: None,
            cohort: None,
            standard: standard.into(),
            gates: if national { "gates/miit-2026" } else { "gates/guangxi-2023" }.into(),
            procedure: if national { "national-2026" } else { "guangxi-2023" }.into(),
            local_table: None,
            publicity: Length::WorkingDays(5),
            correction: Length::WorkingDays(5),
            signing: Signing::Click,
            evidence: vec!["licence".into()],
            county: vec![],
            switched: vec![],
            lapsed_because: String::new(),
        }
    }

    /// 评价, 认定 or 推荐, as the work is called for the tier.
    fn work(&self) -> &'static str {
        match self.tier {
            Tier::Innovative => "评价",
            Tier::Specialised => "认定",
            Tier::LittleGiant => "推荐",
        }
    }

    fn text(&self) -> String {
        let (what, work) = (format!("{}{}", self.name, self.tier), self.work());
        let then = match self.tier {
            Tier::Innovative => "各市审核、实地抽查并公示后，于{}前报自治区备案。",
            Tier::Specialised | Tier::LittleGiant => "各市初审后，于{}前排出名次，推荐到自治区。",
        };
        let day = |day: Date| day.strftime("%Y年%-m月%-d日").to_string();
        format!(
            "各设区市中小企业主管部门、各有关企业：\n现开展{what}{work}工作。\n企业在本平台自评并提交，截止时间为{} 24:00。\n{}\n申报不收取任何费用，不委托任何中介代办。",
            day(self.until),
            then.replace("{}", &day(self.city_due)),
        )
    }
}

impl Seeding<'_> {
    /// Published on the eve of its window.
    pub(super) async fn notice(&self, province: &Office, round: &Round) -> Result<BatchId> {
        self.day(round.from.yesterday()?)?;
        let draft = Command::DraftNotice {
            notice: None,
            title: format!("关于开展{}{}{}工作的通知（演示）", round.name, round.tier, round.work()),
            text: round.text(),
            batches: vec![round.batch()],
        };
        let notice = NoticeId(self.one(&province.handler, draft).await?.id);
        let publish = notice::Command::Publish { number: round.number.into() };
        self.one(&province.leader, Command::Notice(notice.clone(), publish)).await?;
        Ok(BatchId::of(&notice, 1))
    }

    pub(super) async fn submitted(
        &self,
        members: &[&Member],
        batch: &BatchId,
    ) -> Result<Vec<(ApplicationId, DivisionCode)>> {
        let mut cases = Vec::new();
        for some in members.chunks(TOGETHER / 2) {
            let begin = |member: &&Member| {
                let command = Command::Begin { batch: batch.clone(), enterprise: member.enterprise.clone() };
                (member.actor.clone(), command)
            };
            let begun = self.all(&some.iter().map(begin).collect::<Vec<_>>()).await?;
            let ids: Vec<&str> = some.iter().map(|member| member.enterprise.as_str()).collect();
            let mut reading = self.app.store.read().await.map_err(|error| told(error.into()))?;
            let dossiers = reading.load_all::<Enterprise>(&ids).await.map_err(|error| told(error.into()))?;
            drop(reading);
            let mut submits = Vec::new();
            for ((member, done), dossier) in some.iter().zip(&begun).zip(dossiers) {
                let mut dossier = dossier.state.context("档案")?;
                let titles = self.app.titles_on_record(&dossier.id).await.map_err(|error| told(error.into()))?;
                // What is declared is what the enterprise reads: its titles are told in it.
                application::tell_titles(&mut dossier.answers, &titles, self.app.clock.today());
                let declared = Content::of(&dossier).digest();
                let application = ApplicationId(done.id.clone());
                let name = format!("演示用户{:04}", member.firm.serial);
                submits.push((
                    member.actor.clone(),
                    Command::Submit { application: application.clone(), declared, name, scan: None },
                ));
                cases.push((application, member.firm.city));
            }
            self.all(&submits).await?;
            (self.done)(some.len());
        }
        Ok(cases)
    }

    /// Taken up, ruled on, checked, visited, concluded and approved; those that do not reach the standard are refused.
    pub(super) async fn reviewed(&self, cases: &[(ApplicationId, DivisionCode)], offices: &[Office]) -> Result<()> {
        for some in cases.chunks(TOGETHER / 8) {
            let mut acts = Vec::new();
            for (id, city) in some {
                let office = offices.iter().find(|office| office.city == *city).context("没有这个市")?;
                acts.extend(self.review(id, office).await?);
            }
            self.all(&acts).await?;
            (self.done)(some.len() * 2);
        }
        Ok(())
    }

    /// The same by one office, wherever the enterprises are.
    pub(super) async fn reviewed_by(&self, cases: &[(ApplicationId, DivisionCode)], office: &Office) -> Result<()> {
        for some in cases.chunks(TOGETHER / 8) {
            let mut acts = Vec::new();
            for (id, _) in some {
                acts.extend(self.review(id, office).await?);
            }
            self.all(&acts).await?;
        }
        Ok(())
    }

    pub(super) async fn review(&self, id: &ApplicationId, office: &Office) -> Result<Vec<(Actor, Command)>> {
        let me = AccountId(office.handler.id().to_owned());
        let mut reading = self.app.store.read().await.map_err(|error| told(error.into()))?;
        let case = reading.load::<Application>(id.as_str()).await.map_err(|error| told(error.into()))?;
        let case = case.state.context("申报")?;
        let policy = &self.app.policy;
        let edition = policy.edition_of(&case.standard, &case.gates, case.purpose).context("标准")?;
        let passes =
            case.judged(policy).context("评价")?.declared.outcome.truth() == titian_rulebook::judge::Truth::Met;
        let today = self.app.clock.today();
        let by_handler = |command| (office.handler.clone(), Command::Case(id.clone(), command));
        let mut acts = vec![by_handler(application::Command::TakeUp { handler: me.clone(), from: None })];
        if passes {
            let rulings = application::items(&edition).into_iter().map(|(item, _)| (item, Ruling::Accept)).collect();
            acts.push(by_handler(application::Command::Rule { rulings }));
            acts.push(self.check(&case, office)?);
            let finding = |claim: &str| Finding {
                claim: claim.into(),
                claimed: String::new(),
                agrees: true,
                seen: String::new(),
            };
            let visit = Visit {
                on: today,
                inspectors: vec!["演示抽查员甲".into(), "演示抽查员乙".into()],
                findings: vec![finding("研发费用"), finding("知识产权")],
                photos: vec![],
                note: String::new(),
                recorded_by: me,
                draw: None,
                signed: vec![],
            };
            acts.push((office.handler.clone(), Command::Visit(id.clone(), visit)));
        }
        let opinion = if passes { "各项属实，建议通过" } else { "审核后总分没有达到合格线" };
        acts.push(by_handler(application::Command::Conclude {
            pass: passes,
            opinion: opinion.into(),
            uncalled: if office.city == DivisionCode::GUANGXI { "不涉及其他部门的职责" } else { "" }.into(),
            heard: vec![],
        }));
        acts.push((office.leader.clone(), Command::Case(id.clone(), application::Command::Approve)));
        Ok(acts)
    }

    /// Everything that a gate asks about an enterprise is looked up today.
    fn check(&self, case: &Application, office: &Office) -> Result<(Actor, Command)> {
        let gates = self.app.policy.gates.get(&case.gates).context("基本条件")?;
        let check = |gate: &titian_rulebook::standard::Clause| Check {
            gate: gate.id.clone(),
            place: "信用中国（演示）".into(),
            on: self.app.clock.today(),
            officer: AccountId(office.handler.id().to_owned()),
            result: CheckResult::Clear,
            detail: String::new(),
            evidence: None,
        };
        let checks = gates.gates.iter().filter(|gate| gate.asked_for(case.purpose)).map(check).collect();
        Ok((office.handler.clone(), Command::Check(case.enterprise.clone(), checks)))
    }

    /// One list a city, of those that passed.
    pub(super) async fn publicised(
        &self,
        batch: &BatchId,
        title: &str,
        cases: &[(ApplicationId, DivisionCode)],
        offices: &[Office],
        day: Date,
    ) -> Result<Vec<PublicityId>> {
        self.day(day)?;
        let mut lists = Vec::new();
        for office in offices {
            let own: Vec<_> = cases.iter().filter(|(_, city)| *city == office.city).cloned().collect();
            let name = self.app.policy.regions.cities().find(|city| city.code == office.city);
            let title = format!("{}{title}", name.map_or("", |city| city.name.as_str()));
            lists.extend(self.publicised_by(batch, &title, &own, office).await?);
        }
        Ok(lists)
    }

    /// One list of those that passed, if any did.
    pub(super) async fn publicised_by(
        &self,
        batch: &BatchId,
        title: &str,
        cases: &[(ApplicationId, DivisionCode)],
        office: &Office,
    ) -> Result<Option<PublicityId>> {
        let ids: Vec<&str> = cases.iter().map(|(id, _)| id.as_str()).collect();
        let mut reading = self.app.store.read().await.map_err(|error| told(error.into()))?;
        let known = reading.load_all::<Application>(&ids).await.map_err(|error| told(error.into()))?;
        drop(reading);
        let applications: Vec<ApplicationId> = known
            .into_iter()
            .filter_map(|standing| standing.state)
            .filter(|case| case.stage.id() == "listed")
            .map(|case| case.id)
            .collect();
        if applications.is_empty() {
            return Ok(None);
        }
        let (batch, city, title) = (batch.clone(), office.city, title.to_owned());
        let command = Command::Publicise { batch, city, title, applications };
        Ok(Some(PublicityId(self.one(&office.handler, command).await?.id)))
    }

    pub(super) async fn filed(&self, lists: &[PublicityId], offices: &[Office]) -> Result<()> {
        for (list, number) in lists.iter().zip(1..) {
            let Some(known) = self.app.publicity(list.as_str()).await.map_err(|error| told(error.into()))? else {
                continue;
            };
            let office = offices.iter().find(|office| office.city == known.city).context("没有这个市")?;
            let applications = known.list.into_iter().map(|entry| entry.application).collect();
            let number = format!("演示备案〔2026〕{number}号");
            self.one(&office.handler, Command::File { publicity: list.clone(), number, applications }).await?;
        }
        Ok(())
    }

    pub(super) async fn announced(
        &self,
        province: &Office,
        batch: &BatchId,
        (title, number): (&str, &str),
        lists: &[PublicityId],
    ) -> Result<()> {
        let mut applications = Vec::new();
        for list in lists {
            let known = self.app.publicity(list.as_str()).await.map_err(|error| told(error.into()))?;
            applications.extend(known.into_iter().flat_map(|list| list.list).map(|entry| entry.application));
        }
        let prepare = Command::PrepareAnnouncement { batch: batch.clone(), title: title.into(), applications };
        let announcement = AnnouncementId(self.one(&province.handler, prepare).await?.id);
        let approval = Approval {
            number: number.into(),
            dated: self.app.clock.today(),
            scan: None,
            by: AccountId(province.leader.id().to_owned()),
        };
        self.one(&province.leader, Command::Announce { announcement, approval, paper: None }).await?;
        Ok(())
    }

    /// One objection against each of the first three lists.
    pub(super) async fn objections(&self, lists: &[PublicityId]) -> Result<()> {
        for list in lists.iter().take(3) {
            let known = self.app.publicity(list.as_str()).await.map_err(|error| told(error.into()))?;
            let Some(entry) = known.and_then(|list| list.list.into_iter().next()) else { continue };
            let statement = Statement {
                party: Some(Party::Person),
                name: "演示异议人".into(),
                contact: "demo@example.invalid".into(),
                text: "演示：所报的一项知识产权与主导产品无关，请核实。".into(),
            };
            let object = Command::Object {
                publicity: list.clone(),
                application: entry.application,
                statement,
                evidence: vec![self.paper.clone()],
            };
            self.one(&Actor::Public, object).await?;
        }
        Ok(())
    }

    /// Some taken up, some returned, some waiting for the leader, the rest untouched.
    pub(super) async fn under_way(&self, cases: &[(ApplicationId, DivisionCode)], offices: &[Office]) -> Result<()> {
        let mut acts = Vec::new();
        for ((id, city), turn) in cases.iter().zip((0..4).cycle()) {
            let office = offices.iter().find(|office| office.city == *city).context("没有这个市")?;
            let by_handler = |command| (office.handler.clone(), Command::Case(id.clone(), command));
            let me = AccountId(office.handler.id().to_owned());
            if turn > 0 {
                acts.push(by_handler(application::Command::TakeUp { handler: me, from: None }));
            }
            if turn == 2 {
                let what = "审计报告中没有列示研发费用,请补交研发费用专项审计报告。".to_owned();
                let rulings = vec![("rd_share".to_owned(), Ruling::Ask { what })];
                acts.push(by_handler(application::Command::Rule { rulings }));
                acts.push(by_handler(application::Command::Return { deficiencies: vec![] }));
            }
            if turn == 3 {
                let opinion = "审核后没有达到标准".to_owned();
                acts.push(by_handler(application::Command::Conclude {
                    pass: false,
                    opinion,
                    uncalled: String::new(),
                    heard: vec![],
                }));
            }
        }
        self.all(&acts).await?;
        Ok(())
    }
}
