//! 审批 The leader decides: what the handler proposes, everything behind it, agree or send back.

use askama::Template;
use serde::Deserialize;
use titian_domain::application::{Onward, Stage};

use super::consulting::Consulting;
use super::inspection::InspectionPage;
use super::{Bench, Docket, Obstacle, Overview};
use crate::components::{Errors, Refused, Tag};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::office::sample::{Gathered, handler};
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/review/approval.html")]
pub struct ApprovalPage {
    /// The page.
    pub page: Page,
    /// Head, rail and tally.
    pub bench: Bench,
    /// 拟通过, 拟不予通过; `None` if nothing is proposed now.
    pub proposal: Option<Tag>,
    /// By whom and when it was proposed.
    pub by: String,
    /// The handler's words.
    pub opinion: String,
    /// What agreeing means: 列入拟公示名单.
    pub means: &'static str,
    /// Facts a leader asks for: label, answer, whether it needs a look.
    pub facts: Vec<(&'static str, String, bool)>,
    /// Whatever stands in the way all the same: things have moved since the proposal.
    pub left: Vec<Obstacle>,
    /// What departments say, where they can be asked.
    pub consulting: Option<Consulting>,
    /// Everything that was said.
    pub overview: Overview,
    /// For what the reader decides what they have handled themselves (替岗); empty if they have not.
    pub substitution: String,
    /// Whether the reader may decide.
    pub may_decide: bool,
    /// Why not; empty if they may.
    pub why_not: &'static str,
    /// How many events the case had when it was read.
    pub seen: u64,
    /// What is typed.
    pub form: SendBack,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted to `approval`: agreed to what was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Agree {
    /// How many events the case had.
    pub seen: String,
}

/// What is posted to `send-back`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SendBack {
    /// How many events the case had.
    pub seen: String,
    /// Why it goes back to the handler.
    pub why: String,
}

impl SendBack {
    /// The reason, or what has to be put right.
    pub fn parse(&self) -> Result<String, Errors> {
        let mut reading = Reading::default();
        let why = reading.need("why", &self.why, "请写明为什么退回，经办人才知道改什么");
        if why.chars().count() > 500 {
            reading.errors.push("why", "理由最多写 500 个字");
        }
        reading.done(Some(why))
    }
}

impl ApprovalPage {
    /// The page with what was typed.
    pub fn of(docket: &Docket<'_>, form: SendBack, errors: Errors) -> ApprovalPage {
        let (proposal, by, opinion, pass) = match &docket.case.stage {
            Stage::Concluded { on, handler, pass, opinion, uncalled, heard } => {
                let tag = if *pass { Tag::ok("拟通过") } else { Tag::warn("拟不予通过") };
                let by = format!("{}，{}", docket.name(handler), show::day_short(*on));
                let without = if uncalled.is_empty() {
                    String::new()
                } else {
                    format!("\n没有办“视情况”步骤的理由，对未答复、有意见的说明：{uncalled}")
                };
                let heard = if heard.is_empty() {
                    String::new()
                } else {
                    format!("\n拟办时的部门意见：{}", heard.join("；"))
                };
                (Some(tag), by, format!("{opinion}{without}{heard}"), *pass)
            }
            _ => (None, String::new(), String::new(), false),
        };
        let own = matches!(&docket.case.stage, Stage::Concluded { handler, .. } if *handler == docket.reader.account);
        ApprovalPage {
            page: docket.page.clone(),
            bench: Bench::of(docket, "approval"),
            means: match (pass, docket.steps().at(docket.case.desk).onward) {
                (false, _) => "同意后不予通过，理由即拟办意见，通知企业。",
                (true, Onward::Publicity) => "同意后列入拟公示名单。",
                (true, Onward::Recommendation) => "同意后列入拟推荐名单。",
            },
            left: if pass { docket.obstacles() } else { vec![] },
            facts: facts(docket),
            consulting: Consulting::of(docket),
            overview: Overview::of(docket),
            substitution: if own { docket.reader.substitution.clone() } else { String::new() },
            may_decide: docket.decides(),
            why_not: match &proposal {
                None => "现在没有待审批的拟办意见。",
                Some(_) if docket.stays_away() => "您对这家企业回避，请由另一位有审批权的人员办理。",
                Some(_) if handler_away(docket) => "拟办的经办人对这家企业回避，请先在“经过”页转交，重新审核。",
                Some(_) if own && docket.reader.substitution.is_empty() => {
                    "这件是您拟办的，请由另一位有审批权的人员办理。"
                }
                Some(_) if !docket.decides() => "您没有审批权。",
                Some(_) => "",
            },
            seen: docket.version,
            proposal,
            by,
            opinion,
            form,
            errors,
            refused: None,
        }
    }

    /// Values to look at.
    pub fn sample() -> Option<ApprovalPage> {
        let gathered = Gathered::concluded()?;
        Some(ApprovalPage::of(&gathered.docket()?, SendBack::default(), Errors::none()))
    }

    /// Sent back without a reason.
    pub fn sample_refused() -> Option<ApprovalPage> {
        let gathered = Gathered::concluded()?;
        let form = SendBack::default();
        let errors = form.parse().err()?;
        Some(ApprovalPage::of(&gathered.docket()?, form, errors))
    }

    /// The same, while they stand in for the leader.
    pub fn sample_substitute() -> Option<ApprovalPage> {
        let mut gathered = Gathered::concluded()?;
        gathered.reader.account = handler();
        gathered.reader.substitution = "替演示用户丁，至2026年11月27日：外出培训".into();
        Some(ApprovalPage::of(&gathered.docket()?, SendBack::default(), Errors::none()))
    }

    /// A leader who stays away from the enterprise.
    pub fn sample_recused() -> Option<ApprovalPage> {
        let mut gathered = Gathered::concluded()?;
        gathered.away.push(gathered.reader.account.clone());
        Some(ApprovalPage::of(&gathered.docket()?, SendBack::default(), Errors::none()))
    }

    /// The handler looks at their own.
    pub fn sample_own() -> Option<ApprovalPage> {
        let mut gathered = Gathered::concluded()?;
        gathered.reader.account = handler();
        Some(ApprovalPage::of(&gathered.docket()?, SendBack::default(), Errors::none()))
    }
}

/// Whether what is proposed was proposed by somebody who stays away from the enterprise.
fn handler_away(docket: &Docket<'_>) -> bool {
    docket.case.stage.handler().is_some_and(|handler| docket.away.contains(handler))
}

/// What a leader asks for before signing.
pub(super) fn facts(docket: &Docket<'_>) -> Vec<(&'static str, String, bool)> {
    let mut facts = Vec::new();
    if let (Some(was), Some(now)) = (docket.declared.points, docket.reviewed.points) {
        let (was, now) = (show::points(was.low, was.high), show::points(now.low, now.high));
        let pass = docket.reviewed.points.map_or(0, |mark| mark.pass);
        let differs = was != now;
        let said = match differs {
            true => format!("填报 {was}，审核 {now}"),
            false if docket.case.verdicts.is_empty() => format!("填报 {was}，各项还没有审核"),
            false => format!("填报与审核都是 {now}"),
        };
        facts.push(("得分", format!("{said}，过线 {pass}"), differs));
    }
    let (clear, all) = (docket.gates_clear(), docket.edition.gates.gates.len());
    facts.push(("基本条件", format!("{all}\u{a0}条，近期核查符合 {clear}\u{a0}条"), clear < all));
    let visits = InspectionPage::told(docket);
    let odd = docket.visits.is_none_or(|visits| visits.visits.is_empty() || visits.disagrees());
    facts.push(("实地抽查", visits, odd));
    // What is proposed and what the figures come to should agree.
    let proposed = !matches!(&docket.case.stage, Stage::Concluded { pass: false, .. });
    let passes = docket.reviewed.outcome.id == "passes";
    facts.push(("评价结果", show::sentence(&docket.reviewed.because), passes != proposed));
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sending_back_needs_a_reason() {
        assert_eq!(SendBack { why: " ".into(), ..SendBack::default() }.parse().unwrap_err().list[0].0, "why");
        assert_eq!(SendBack { why: " 请补查 ".into(), ..SendBack::default() }.parse(), Ok("请补查".into()));
    }

    #[test]
    fn who_handled_it_does_not_decide() {
        let own = ApprovalPage::sample_own().unwrap();
        assert!(!own.may_decide && own.why_not.contains("另一位"));
        let substitute = ApprovalPage::sample_substitute().unwrap();
        assert!(substitute.may_decide && substitute.substitution.contains("外出培训"));
        let recused = ApprovalPage::sample_recused().unwrap();
        assert!(!recused.may_decide && recused.why_not.contains("回避") && recused.substitution.is_empty());
        let other = ApprovalPage::sample().unwrap();
        assert!(other.may_decide && other.left.is_empty());
    }
}
