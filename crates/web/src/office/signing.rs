//! 批量审批 Several cases decided in one go (A9.2): for each what is proposed and why, and only those that are ticked.
//!
//! POST `/office/approvals` shows the page for the boxes ticked in the queue; POST `/office/approvals/agree` decides
//! those ticked here, each as an act of its own.

use askama::Template;
use serde::Deserialize;
use titian_domain::application::Stage;
use titian_domain::id::ApplicationId;

use super::sample::Gathered;
use crate::components::{Empty, Errors, Refused, Tag};
use crate::form::Typed;
use crate::layout::Page;
use crate::office::read::{picked, typed};
use crate::office::review::{Docket, Overview};
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/signing.html")]
pub struct Signing {
    /// The page.
    pub page: Page,
    /// Cases that are proposed.
    pub lines: Vec<SigningLine>,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused, case by case.
    pub refused: Vec<Refused>,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningLine {
    /// Its id.
    pub id: String,
    /// The enterprise.
    pub name: Name,
    /// 受理编号.
    pub number: String,
    /// 拟通过, 拟不予通过.
    pub proposal: Tag,
    /// By whom.
    pub by: String,
    /// The handler's words.
    pub opinion: String,
    /// Points: 80 → 75, 过线 60.
    pub points: String,
    /// What was not simply accepted.
    pub changes: Vec<String>,
    /// Why the reader cannot decide it here; empty if they can.
    pub why_not: String,
    /// Whether its box is ticked.
    pub ticked: bool,
    /// How many events it had when it was read.
    pub seen: u64,
}

/// What is posted: boxes `pick.ID`; and from the page of decisions `seen.ID`, how many events each case had.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The boxes.
    #[serde(flatten)]
    pub boxes: Typed,
}

impl Form {
    /// The cases that are ticked, or that none is.
    pub fn parse(&self) -> Result<Vec<ApplicationId>, Errors> {
        let cases: Vec<ApplicationId> = picked(&self.boxes, "pick").into_iter().map(ApplicationId).collect();
        if cases.is_empty() {
            return Err(Errors { lead: "没有勾选任何一件。".into(), ..Errors::none() });
        }
        Ok(cases)
    }

    /// All cases of the page of decisions, ticked or not.
    pub fn shown(&self) -> Vec<ApplicationId> {
        let shown = |name: &String| name.strip_prefix("seen.").map(|id| ApplicationId(id.to_owned()));
        self.boxes.keys().filter_map(shown).collect()
    }

    /// How many events a case had when it was read.
    pub fn seen(&self, case: &ApplicationId) -> u64 {
        typed(&self.boxes, &format!("seen.{case}")).parse().unwrap_or(0)
    }
}

impl SigningLine {
    /// A case; `None` if nothing is proposed. It comes ticked only where nothing asks for a closer look.
    pub fn of(docket: &Docket<'_>) -> Option<SigningLine> {
        let Stage::Concluded { on, handler, pass, opinion, .. } = &docket.case.stage else { return None };
        let overview = Overview::of(docket);
        let changed = |line: &crate::office::review::OverviewLine| {
            let ruled = line.ruled.as_ref().filter(|ruled| line.differs || !ruled.words.is_empty())?;
            let ruled = format!("{}：{}", line.label, ruled.tag.word);
            Some(if line.differs { format!("{ruled}，{} → {}", line.declared, line.reviewed) } else { ruled })
        };
        let unruled = overview.lines.iter().filter(|line| line.ruled.is_none()).count();
        let unruled = (unruled > 0).then(|| format!("{unruled}\u{a0}项没有逐项审核"));
        let changes = overview.lines.iter().filter_map(changed).chain(unruled);
        let points = match (docket.declared.points, docket.reviewed.points) {
            (Some(was), Some(now)) => {
                let (was, all) = (show::points(was.low, was.high), show::points(now.low, now.high));
                let said = if was == all { all } else { format!("{was} → {all}") };
                format!("{said}，过线 {}", now.pass)
            }
            _ => show::sentence(&docket.reviewed.outcome.label),
        };
        let left = if *pass { docket.obstacles() } else { vec![] };
        let why_not = match left.first() {
            _ if docket.stays_away() => "您对这家企业回避，请由另一位有审批权的人员办理".to_owned(),
            _ if docket.away.contains(handler) => "拟办的经办人对这家企业回避，要先转交、重新审核".into(),
            // What somebody decides who has handled it themselves is looked at one by one.
            _ if *handler == docket.reader.account && docket.decides() => "这件是您拟办的，替岗期间请逐件审批".into(),
            _ if *handler == docket.reader.account => "这件是您拟办的，请由另一位有审批权的人员办理".into(),
            _ if !docket.decides() => "您没有审批权".into(),
            Some(first) => format!("拟办之后情况有变：{}", first.text),
            None => String::new(),
        };
        let changes: Vec<String> = changes.collect();
        Some(SigningLine {
            id: docket.case.id.to_string(),
            name: Name::new(&docket.filing.content.name),
            number: docket.case.number.clone(),
            proposal: if *pass { Tag::ok("拟通过") } else { Tag::warn("拟不予通过") },
            by: format!("{}，{}", docket.name(handler), show::day_short(*on)),
            opinion: opinion.clone(),
            points,
            ticked: why_not.is_empty() && *pass && changes.is_empty(),
            seen: docket.version,
            changes,
            why_not,
        })
    }
}

impl Signing {
    /// The page for some cases.
    pub fn of(page: Page, dockets: &[Docket<'_>], errors: Errors) -> Signing {
        Signing { page, lines: dockets.iter().filter_map(SigningLine::of).collect(), errors, refused: vec![] }
    }

    /// Whether any can be decided here.
    fn ready(&self) -> bool {
        self.lines.iter().any(|line| line.why_not.is_empty())
    }

    /// Said when nothing is proposed any more.
    fn nothing(&self) -> Empty {
        Empty::new("没有待审批的", "勾选的各件已经有人审批，或者退回了经办人。").link("回到待办", "/office")
    }

    /// Values to look at.
    pub fn sample() -> Option<Signing> {
        let page = super::sample::office("/office", "审批 3 件").under("待办", "/office");
        let adjusted = Gathered::concluded()?;
        let mut plain = Gathered::concluded()?;
        let accept = plain.case.verdicts.get("ip").cloned()?;
        plain.case.verdicts.insert("rd_share".into(), accept);
        plain.rename(
            "0055",
            "示例甘蔗机械（柳州）0055号有限公司",
            true,
            "审核后得 80 分，与填报一致，抽查与核查均符合。拟通过。",
        );
        let mut failing = Gathered::concluded()?;
        failing.rename(
            "0068",
            "示例稀土永磁（柳州）0068号股份有限公司",
            false,
            "信用中国查询列入严重失信主体名单，不符合基本条件。",
        );
        let (a, b, c) = (plain.docket()?, adjusted.docket()?, failing.docket()?);
        Some(Signing::of(page, &[a, b, c], Errors::none()))
    }

    /// Nothing ticked.
    pub fn sample_refused() -> Option<Signing> {
        let errors = Form::default().parse().err()?;
        Signing::sample().map(|page| Signing { errors, ..page })
    }

    /// All decided meanwhile.
    pub fn sample_empty() -> Option<Signing> {
        Signing::sample().map(|page| Signing { lines: vec![], ..page })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_no_closer_look_comes_ticked() {
        let page = Signing::sample().unwrap();
        let ticked: Vec<bool> = page.lines.iter().map(|line| line.ticked).collect();
        assert_eq!(ticked, [true, false, false]);
        assert_eq!(page.lines[1].changes.len(), 1);
        assert!(page.ready());
    }

    #[test]
    fn ticked_cases_are_read() {
        let form = Form { boxes: [("pick.0042".into(), "on".into())].into() };
        assert_eq!(form.parse(), Ok(vec![ApplicationId("0042".into())]));
        assert!(Form::default().parse().is_err());
    }
}
