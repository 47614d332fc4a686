//! 经过 What happened to a case, told from its events.

use jiff::Timestamp;
use titian_domain::application::{Application, Desk, Event};
use titian_domain::room::Room;

use crate::components::{Act, Timeline};
use crate::show::{self, Day};

/// An event, when and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// By whom, by name.
    pub by: String,
    /// What.
    pub event: Event,
}

/// The story of a case, the newest act first. Events come the oldest first, as the journal has them.
pub fn story(events: &[Told]) -> Timeline {
    let mut case = None;
    let mut acts: Vec<Act> = Vec::new();
    for one in events {
        case = Application::evolve(case, &one.event);
        acts.push(told(one, Application::basis(case.as_ref(), &one.event)));
    }
    acts.reverse();
    Timeline(acts)
}

fn told(one: &Told, basis: &str) -> Act {
    let (what, more) = words(&one.event);
    let at = show::beijing(one.at);
    let mut parts = vec![one.by.clone(), format!("{:02}:{:02}", at.hour(), at.minute())];
    parts.extend(Some(more).filter(|more| !more.is_empty()));
    Act::new(Day::full(at.date()), what).text(parts.join("，")).cite(show::article(basis))
}

/// What happened, and more about it; the latter may be empty.
pub fn words(event: &Event) -> (String, String) {
    let none = String::new();
    match event {
        Event::Began { .. } => ("开始填报".into(), none),
        Event::Submitted { number, filing } => (
            "提交申报".into(),
            format!("{number}，声明人 {}，内容码 {}", show::declared(filing)[1], digest(&filing.digest)),
        ),
        Event::Withdrawn { .. } => ("企业撤回申报".into(), none),
        Event::Recused { .. } => ("经办人回避，转交另一位".into(), "原经办人填写的意见作废，重新审核".into()),
        Event::TakenUp { .. } => ("受理或接手".into(), none),
        Event::CountyRecommended { recommendation: one } => {
            ("登记县级推荐意见".into(), format!("{}：{}", one.county, one.opinion))
        }
        Event::Ruled { verdicts } => {
            let counted = |label: &str| verdicts.iter().filter(|(_, one)| one.ruling.label() == label).count();
            let labels = ["采信", "调整", "不予采信", "待补正"];
            let said = labels.iter().filter(|label| counted(label) > 0);
            let said: Vec<String> = said.map(|label| format!("{label}\u{a0}{}\u{a0}项", counted(label))).collect();
            ("填写审核意见".into(), said.join("，"))
        }
        Event::Returned { due, deficiencies, .. } => {
            let (count, due) = (deficiencies.len(), show::day_short(*due));
            ("退回补正".into(), format!("{count}\u{a0}处，{due} 24:00 前答复"))
        }
        Event::Concluded { pass: true, opinion, .. } => ("拟办：拟通过".into(), opinion.clone()),
        Event::Concluded { opinion, .. } => ("拟办：拟不予通过".into(), opinion.clone()),
        Event::SentBack { why, .. } => ("退回经办人".into(), why.clone()),
        Event::Endorsed { substitution, .. } => ("审批同意，列入拟推荐".into(), substituted(substitution)),
        Event::Recommended { desk: Desk::City, rank, .. } => ("推荐到自治区".into(), format!("名单中排第\u{a0}{rank}")),
        Event::Recommended { rank, .. } => ("推荐到工业和信息化部".into(), format!("名单中排第\u{a0}{rank}")),
        Event::Listed { substitution, .. } => ("审批同意，列入拟公示".into(), substituted(substitution)),
        Event::Refused { ground, substitution, .. } => {
            let said = [substituted(substitution), ground.clone()];
            ("审批同意，不予通过".into(), said.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join("，"))
        }
        Event::Publicised { until, .. } => ("公示".into(), format!("至{} 24:00", show::day_short(*until))),
        Event::Held { .. } => ("收到异议，暂缓".into(), none),
        Event::Released { .. } => ("异议不成立，恢复办理".into(), none),
        Event::Reopened { .. } => ("异议成立，移出名单，重新审核".into(), none),
        Event::Cleared { .. } => ("公示期满".into(), none),
        Event::Filed { .. } => ("向自治区备案".into(), none),
        Event::Fixed { .. } => ("列入公告名单，待批准".into(), none),
        Event::Unfixed { .. } => ("公告名单撤回，回到原来的环节".into(), none),
        Event::Recognised { on, .. } => ("公告，取得称号".into(), format!("自{}起", show::day(*on))),
        Event::CertifiedByMiit { on, .. } => ("列入工业和信息化部公布的名单".into(), format!("自{}起", show::day(*on))),
        Event::Corrected { edits, .. } => (
            "准予更正填报数据".into(),
            format!("{}\u{a0}项；原填报照原样保留，受影响各项的审核意见重新填写", edits.len()),
        ),
        Event::PassedOver { ground, .. } => ("登记工业和信息化部公布的结果".into(), ground.clone()),
    }
}

/// That who decided had handled it and stood in for somebody; empty if they had not.
fn substituted(substitution: &str) -> String {
    if substitution.is_empty() { String::new() } else { format!("经办人替岗审批（{substitution}）") }
}

/// The first characters of a digest, enough to compare by eye.
pub fn digest(digest: &str) -> String {
    digest.trim_start_matches("sha256:").chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use titian_domain::id::AccountId;

    #[test]
    fn an_act_is_told_with_person_hour_and_clause() {
        let event =
            Event::SentBack {
                on: date(2026, 11, 23), why: "请补查信用中国".into(), handler: AccountId("h".into())
            };
        let one = Told { at: "2026-11-23T01:05:00Z".parse().unwrap(), by: "演示用户丁".into(), event };
        let Timeline(acts) = story(&[one]);
        assert_eq!(acts[0].what, "退回经办人");
        assert_eq!(acts[0].text, "演示用户丁，09:05，请补查信用中国");
        assert_eq!(acts[0].cite, "细则第九条（二）");
    }
}
