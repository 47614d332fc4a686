//! Requests to correct filed data: the enterprise asks, its city examines, the province decides; an accepted one is
//! written down in the case.

use titian_domain::answers::Edit;
use titian_domain::application::{Application, correct};
use titian_domain::correction_request::{
    Asking, CorrectionRequest, Decision, Opinion, Stage, ask, decide, examine, withdraw,
};
use titian_domain::id::{ApplicationId, CorrectionRequestId, EvidenceId};
use titian_domain::refusal::Refusal;
use titian_store::{Recipient, Standing, Tx, args};

use super::tell::News;
use super::{Doing, case as load_case, subject};
use crate::command::{Attached, Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject};

impl Doing<'_> {
    pub(super) async fn request_correction(
        &mut self,
        tx: &mut Tx,
        application: &ApplicationId,
        edits: Vec<Edit>,
        why: String,
        evidence: Vec<Attached>,
    ) -> Result<Done, Failure> {
        let (_, case) = load_case(tx, application).await?;
        self.may(Act::RequestCorrection, subject(&case))?;
        let sql = "SELECT COUNT(*) AS n FROM correction_request WHERE application = $1 \
                   AND stage IN ('asked', 'examined')";
        let waits = tx.number(sql, args![application.as_str()]).await? > 0;
        let id = CorrectionRequestId(fresh());
        let files = evidence.iter().map(|file| EvidenceId(file.blob.id.clone())).collect();
        let asking = Asking { id: id.clone(), edits, why, evidence: files };
        let policy = self.app.policy_of(tx, case.local_table.as_ref()).await?;
        let events = ask(&case, asking, (self.me(), self.today), &policy.catalogue, waits)?;
        evidence.iter().for_each(|file| self.keep_for_this(file));
        self.record(&Standing::<CorrectionRequest>::fresh(id.as_str()), events);
        Ok(Done::said("更正申请已提交，由所在市核对后报自治区决定").of(id))
    }

    pub(super) async fn examine_correction(
        &mut self,
        tx: &mut Tx,
        id: &CorrectionRequestId,
        supports: bool,
        words: String,
    ) -> Result<Done, Failure> {
        let (standing, known) = self.requested(tx, id, Act::ExamineCorrection).await?;
        self.keeps_away_from(tx, &known.enterprise, known.article(), "核对它的更正申请").await?;
        let opinion = Opinion { supports, words, by: self.me(), on: self.today };
        let events = examine(&known, opinion)?;
        self.record(&standing, events);
        Ok(Done::said("市级意见已提出，由自治区决定").of(id))
    }

    pub(super) async fn decide_correction(
        &mut self,
        tx: &mut Tx,
        id: &CorrectionRequestId,
        seen: u64,
        accept: bool,
        words: String,
    ) -> Result<Done, Failure> {
        let (standing, known) = self.requested(tx, id, Act::DecideCorrection).await?;
        self.keeps_away_from(tx, &known.enterprise, known.article(), "决定它的更正申请").await?;
        let (case_standing, case) = load_case(tx, &known.application).await?;
        if seen != case_standing.version && known.stage.waits() {
            let refusal = Refusal::new(known.article(), "这件申报在您打开之后又有变化");
            return Err(refusal.todo("请看过现在的情况再决定").into());
        }
        let policy = self.app.policy_of(tx, case.local_table.as_ref()).await?;
        let effect = if accept { case.corrected_to(&policy, &known.edits()) } else { None };
        let decision = Decision { words, by: self.me(), on: self.today };
        let events = decide(&known, &case, accept, decision, effect.clone())?;
        let after = self.record(&standing, events);
        let turns = effect.as_ref().is_some_and(|effect| effect.turns());
        if accept {
            let touches = effect.as_ref().map(|effect| effect.touches.clone()).unwrap_or_default();
            let events = correct(&case, id.clone(), known.edits(), touches, self.today)?;
            self.record(&case_standing, events);
        }
        if let Some(after) = &after {
            self.tell_officers(after, &case, turns);
            self.tell_of_correction(after);
        }
        let said = match (accept, &effect) {
            (false, _) => "不予更正，已通知企业".to_owned(),
            (true, None) => "已准予更正，记在申报旁边；这件申报所依据的标准没有装入，没有重新评判".to_owned(),
            (true, Some(effect)) if effect.turns() => format!(
                "已准予更正。按更正后的数据评判，结论由“{}”变为“{}”；是否重新审核、是否另行核实处理，请按程序决定",
                effect.before.label(),
                effect.after.label()
            ),
            (true, Some(_)) => "已准予更正，记在申报旁边；按更正后的数据评判，结论不变".to_owned(),
        };
        Ok(Done::said(said).of(id))
    }

    pub(super) async fn withdraw_correction(&mut self, tx: &mut Tx, id: &CorrectionRequestId) -> Result<Done, Failure> {
        let (standing, known) = self.requested(tx, id, Act::RequestCorrection).await?;
        let events = withdraw(&known, self.today)?;
        self.record(&standing, events);
        Ok(Done::said("更正申请已撤回").of(id))
    }

    /// A request that is there, for somebody who may do this about it.
    async fn requested(
        &self,
        tx: &mut Tx,
        id: &CorrectionRequestId,
        act: Act,
    ) -> Result<(Standing<CorrectionRequest>, CorrectionRequest), Failure> {
        let standing = tx.load::<CorrectionRequest>(id.as_str()).await?;
        let known = standing.state.clone();
        let (enterprise, city) = (known.as_ref().map(|one| &one.enterprise), known.as_ref().map(|one| one.city));
        self.may(act, Subject { enterprise, city, ..Subject::default() })?;
        let missing = || Refusal::new("A9.1", "没有找到这份更正申请").todo("请从更正的列表进入");
        Ok((standing, known.ok_or_else(missing)?))
    }

    /// Tells who has the case in hand, and who examined the request in the city, what became of it.
    fn tell_officers(&mut self, request: &CorrectionRequest, case: &Application, turns: bool) {
        let (opinion, accepted) = match &request.stage {
            Stage::Accepted { opinion, .. } => (opinion, true),
            Stage::Declined { opinion, .. } => (opinion, false),
            Stage::Asked | Stage::Examined { .. } | Stage::Withdrawn { .. } => return,
        };
        let what = match (accepted, turns) {
            (false, _) => "自治区不予更正。",
            (true, false) => "自治区准予更正；按更正后的数据评判，结论不变。",
            (true, true) => "自治区准予更正；按更正后的数据评判，结论会不同，请按程序决定怎样处理。",
        };
        let mut told = vec![opinion.by.clone()];
        let handler = case.stage.handler().filter(|handler| accepted && **handler != opinion.by);
        told.extend(handler.cloned());
        for account in told {
            let body = format!("受理编号 {} 的更正填报数据申请：{what}", request.number);
            let (mail, link) = (body.clone(), format!("/office/correction-requests/{}", request.id));
            self.tell(Recipient::Account(account), News { subject: "更正申请已有决定", body, mail, link });
        }
    }

    /// Tells the enterprise what was decided.
    fn tell_of_correction(&mut self, request: &CorrectionRequest) {
        let (body, mail) = match &request.stage {
            Stage::Accepted { decision, .. } => (
                format!(
                    "受理编号 {} 的填报数据准予更正：{}。原填报照原样保留，更正记在旁边。企业档案不会自动改动，请一并改正。",
                    request.number, decision.words
                ),
                "贵企业更正填报数据的申请已准予，请登录后查看。",
            ),
            Stage::Declined { decision, .. } => (
                format!("受理编号 {} 的填报数据不予更正：{}。", request.number, decision.words),
                "贵企业更正填报数据的申请未予准许，理由请登录后查看。",
            ),
            Stage::Asked | Stage::Examined { .. } | Stage::Withdrawn { .. } => return,
        };
        let link = format!("/enterprise/corrections/{}", request.id);
        let news = News { subject: "更正申请已有决定", body, mail: mail.into(), link };
        self.tell(Recipient::Enterprise(request.enterprise.clone()), news);
    }
}
