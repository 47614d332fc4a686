//! 意见 The verdict form: four rulings, each with what it needs.

use serde::Deserialize;
use titian_domain::application::{Ruling, Verdict};
use titian_domain::id::EvidenceId;
use titian_rulebook::explain::Report;

use super::Ruled;
use super::adjust::{adjustments, in_words, name_of};
use crate::components::{Errors, Tag};
use crate::form::Typed;
use crate::office::read::Reading;
use crate::office::review::{Docket, Matter};
use crate::show;

/// What is posted to `items/ITEM`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// `accept`, `adjust`, `reject` or `ask`.
    pub ruling: String,
    /// Why it is adjusted or rejected; the enterprise reads it.
    pub why: String,
    /// What the enterprise is to mend.
    pub what: String,
    /// The file that shows it.
    pub file: String,
    /// On which page of it.
    pub page: String,
    /// Adjusted figures: `figure.rd_expense.2025`.
    #[serde(flatten)]
    pub figures: Typed,
}

impl Form {
    /// A ruling as the form shows it.
    pub fn of(ruling: &Ruling) -> Form {
        match ruling.clone() {
            Ruling::Accept => Form { ruling: "accept".into(), ..Form::default() },
            Ruling::Adjust { edits, why, evidence, page } => Form {
                ruling: "adjust".into(),
                why,
                file: evidence.map(|id| id.0).unwrap_or_default(),
                page,
                // The unit stands beside the control.
                figures: edits
                    .iter()
                    .map(|edit| (name_of(&edit.place), edit.text.clone().unwrap_or_default()))
                    .map(|(name, text)| (name, text.trim_end_matches("万元").to_owned()))
                    .collect(),
                ..Form::default()
            },
            Ruling::Reject { why } => Form { ruling: "reject".into(), why, ..Form::default() },
            Ruling::Ask { what } => Form { ruling: "ask".into(), what, ..Form::default() },
        }
    }

    /// The ruling, or what has to be put right. Figures equal to those declared are no adjustment.
    pub fn parse(&self, docket: &Docket<'_>, matter: Matter<'_>) -> Result<Ruling, Errors> {
        let mut reading = Reading::default();
        let ruling = match self.ruling.as_str() {
            "accept" => Some(Ruling::Accept),
            "adjust" => {
                let all = adjustments(docket, matter);
                let edits: Vec<_> = all.iter().filter_map(|one| one.read(&self.figures, &mut reading.errors)).collect();
                if let (true, true, Some(first)) = (edits.is_empty(), reading.errors.is_empty(), all.first()) {
                    reading.errors.push(first.name(), "没有改动任何数。与填报一致的，请选“采信”");
                }
                if all.is_empty() {
                    reading.errors.push("ruling", "本项没有可以调整的数，请选其他意见");
                }
                let why = reading.need("why", &self.why, "请写明调整的理由，企业会看到");
                let known = |id: &&str| docket.filing.content.evidence.iter().any(|one| one.id.as_str() == *id);
                let evidence = Some(self.file.trim()).filter(|id| !id.is_empty());
                if evidence.is_some_and(|id| !known(&id)) {
                    reading.errors.push("file", "这份材料不在本次申报中，请重新选择");
                }
                let page = self.page.trim().trim_start_matches('第').trim_end_matches('页').trim();
                if page.chars().count() > 40 {
                    reading.errors.push("page", "页码太长，请写成 12 或 12-15");
                }
                let evidence = evidence.map(|id| EvidenceId(id.to_owned()));
                Some(Ruling::Adjust { edits, why, evidence, page: page.to_owned() })
            }
            "reject" => {
                let why = reading.need("why", &self.why, "请写明不予采信的理由，企业会看到");
                Some(Ruling::Reject { why })
            }
            "ask" => {
                let what = reading.need("what", &self.what, "请写明要企业补正什么");
                Some(Ruling::Ask { what })
            }
            _ => reading.one_of("ruling", None, "请选一个意见"),
        };
        for (field, text) in [("why", &self.why), ("what", &self.what)] {
            if text.chars().count() > 1_000 {
                reading.errors.push(field, "最多写 1000 个字");
            }
        }
        reading.done(ruling)
    }
}

/// What a ruling comes to, as far as it is typed: 得 10 分，比填报少 5 分；合计 75 分，达到.
pub(super) fn effect(docket: &Docket<'_>, matter: Matter<'_>, form: &Form) -> String {
    let Ok(ruling) = form.parse(docket, matter) else { return String::new() };
    let Some(report) = docket.trying(matter.id(), ruling) else { return String::new() };
    let outcome = match report.outcome.id.as_str() {
        "undetermined" => "本件待定".to_owned(),
        _ => format!("本件{}标准", report.outcome.label),
    };
    match (matter, report.points) {
        (Matter::Indicator(at, _), Some(total)) => {
            let points = |report: &Report| report.indicators.get(at).map_or((0, 0), |line| (line.low, line.high));
            let ((was, _), (low, high)) = (points(&docket.declared), points(&report));
            let differs = match low - was {
                0 => "与填报相同".into(),
                more @ 1.. => format!("比填报多\u{a0}{more}\u{a0}分"),
                less => format!("比填报少\u{a0}{}\u{a0}分", -less),
            };
            let (one, all) = (show::points(low, high), show::points(total.low, total.high));
            format!("本项得\u{a0}{one}\u{a0}分，{differs}；合计\u{a0}{all}\u{a0}分，{outcome}。")
        }
        _ => format!("{outcome}。"),
    }
}

impl Ruled {
    /// A verdict in words.
    pub fn of(docket: &Docket<'_>, verdict: &Verdict) -> Ruled {
        let (tag, words) = match &verdict.ruling {
            Ruling::Accept => (Tag::ok("采信"), String::new()),
            Ruling::Adjust { why, .. } => (Tag::warn("调整"), why.clone()),
            Ruling::Reject { why } => (Tag::warn("不予采信"), why.clone()),
            Ruling::Ask { what } => (Tag::ask("待补正"), what.clone()),
        };
        let (edits, source) = match &verdict.ruling {
            Ruling::Adjust { edits, evidence, page, .. } => {
                let files = &docket.filing.content.evidence;
                let file = evidence.as_ref().and_then(|id| files.iter().find(|one| one.id == *id));
                let page = if page.is_empty() { String::new() } else { format!("，第\u{a0}{page}\u{a0}页") };
                let source = file.map_or(String::new(), |file| format!("{}{page}", file.name));
                (edits.iter().map(|edit| in_words(docket, edit)).collect(), source)
            }
            _ => (vec![], String::new()),
        };
        let by = format!("{}，{}", docket.name(&verdict.by), show::day_short(verdict.on));
        let of = if docket.steps().province.is_some() { verdict.desk.label() } else { "" };
        Ruled { tag, of, by, words, edits, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::sample::{Gathered, adjusted};

    fn form(ruling: &str, figures: &[(&str, &str)]) -> Form {
        let figures = figures.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Form { ruling: ruling.into(), why: "审计报告第 12 页".into(), figures, ..Form::default() }
    }

    fn read(item: &str, form: &Form) -> Result<Ruling, Vec<String>> {
        let gathered = Gathered::reviewing().unwrap();
        let docket = gathered.docket().unwrap();
        let matter = docket.matter(item).unwrap();
        form.parse(&docket, matter).map_err(|errors| errors.list.into_iter().map(|(field, _)| field).collect())
    }

    #[test]
    fn a_ruling_survives_being_shown_and_posted() {
        let shown = Form::of(&adjusted());
        assert_eq!(shown.figures.get("figure.rd_expense.2025").map(String::as_str), Some("118.2"));
        assert_eq!(read("rd_share", &shown), Ok(adjusted()));
        for ruling in [Ruling::Accept, Ruling::Reject { why: "无".into() }, Ruling::Ask { what: "补".into() }] {
            assert_eq!(read("ip", &Form::of(&ruling)), Ok(ruling));
        }
    }

    #[test]
    fn a_figure_that_is_unchanged_is_no_adjustment() {
        let same = form("adjust", &[("figure.rd_expense.2025", "186.40"), ("figure.revenue.2025", "4,128")]);
        assert_eq!(read("rd_share", &same), Err(vec!["figure.rd_expense.2025".into()]));
        let other = form("adjust", &[("figure.rd_expense.2025", "118.20万元"), ("figure.revenue.2025", "4128")]);
        let Ok(Ruling::Adjust { edits, .. }) = read("rd_share", &other) else { panic!() };
        assert_eq!(edits.len(), 1);
        assert_eq!(edits[0].text.as_deref(), Some("118.2万元"));
    }

    #[test]
    fn what_is_missing_is_told_at_its_place() {
        let bad = Form { why: " ".into(), ..form("adjust", &[("figure.rd_expense.2025", "很多")]) };
        assert_eq!(read("rd_share", &bad), Err(vec!["figure.rd_expense.2025".into(), "why".into()]));
        let emptied = form("adjust", &[("figure.rd_expense.2025", "")]);
        assert_eq!(read("rd_share", &emptied), Err(vec!["figure.rd_expense.2025".into()]));
        assert_eq!(read("ip", &form("adjust", &[])), Err(vec!["ruling".into()]));
        assert_eq!(read("ip", &Form::default()), Err(vec!["ruling".into()]));
        let ask = Form { ruling: "ask".into(), ..Form::default() };
        assert_eq!(read("ip", &ask), Err(vec!["what".into()]));
        let foreign = Form { file: "other".into(), ..form("adjust", &[("figure.rd_expense.2025", "1")]) };
        assert_eq!(read("rd_share", &foreign), Err(vec!["file".into()]));
    }

    #[test]
    fn a_choice_is_adjusted_by_its_option() {
        let yes = form("adjust", &[("figure.strategic_emerging", "yes")]);
        let Ok(Ruling::Adjust { edits, .. }) = read("field", &yes) else { panic!() };
        assert_eq!(edits[0].text.as_deref(), Some("是"));
    }

    #[test]
    fn the_effect_is_told_before_it_is_saved() {
        let gathered = Gathered::reviewing().unwrap();
        let docket = gathered.docket().unwrap();
        let matter = docket.matter("rd_share").unwrap();
        let said = effect(&docket, matter, &Form::of(&adjusted())).replace('\u{a0}', " ");
        assert_eq!(said, "本项得 10 分，比填报少 5 分；合计 75 分，本件达到标准。");
        let rejected = Form { ruling: "reject".into(), why: "无".into(), ..Form::default() };
        let said = effect(&docket, matter, &rejected).replace('\u{a0}', " ");
        assert!(said.starts_with("本项得 0 分，比填报少 15 分；合计 65 分，"), "{said}");
    }
}
