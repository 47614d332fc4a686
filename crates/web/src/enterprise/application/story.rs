//! 办理经过 What happened to a case, as the enterprise is told it: the acts that concern it, the newest first.
//!
//! Who handles it, what is proposed inside the office and single rulings are the office's own until they are decided.

use titian_domain::application::{Application, Desk, Event};
use titian_domain::room::Room;

use crate::components::{Act, Timeline};
use crate::show::{self, Day};

/// The acts of a case. `city` is the reviewing city in words.
pub fn story(events: &[Event], city: &str) -> Timeline {
    let mut acts: Vec<Act> = Vec::new();
    let mut submitted = false;
    let mut case = None;
    for event in events {
        case = Application::evolve(case, event);
        // Acts without a day of their own happen on the day of the act before.
        let before = acts.last().map(|act| act.on.clone());
        let cite = show::article(Application::basis(case.as_ref(), event));
        let province = case.as_ref().is_some_and(|case| case.desk == Desk::Province);
        let office = if province { "自治区".to_owned() } else { city.to_owned() };
        acts.extend(act(event, &office, submitted, before).map(|act| if cites(event) { act.cite(cite) } else { act }));
        submitted |= matches!(event, Event::Submitted { .. });
    }
    acts.reverse();
    let over = events.last().is_some_and(|event| {
        matches!(
            event,
            Event::Recognised { .. }
                | Event::CertifiedByMiit { .. }
                | Event::PassedOver { .. }
                | Event::Refused { .. }
                | Event::Withdrawn { .. }
        )
    });
    if let Some(newest) = acts.first_mut().filter(|_| !over) {
        newest.now = true;
    }
    Timeline(acts)
}

/// Acts that rest on a clause a person would look up.
fn cites(event: &Event) -> bool {
    !matches!(
        event,
        Event::Began { .. }
            | Event::Withdrawn { .. }
            | Event::Returned { .. }
            | Event::Held { .. }
            | Event::Released { .. }
            | Event::Reopened { .. }
            | Event::Cleared { .. }
    )
}

fn act(event: &Event, office: &str, submitted: bool, before: Option<Day>) -> Option<Act> {
    let act = |on, what: &str| Some(Act::new(Day::full(on), what));
    match event {
        Event::Began { on, .. } => act(*on, "开始填报"),
        Event::Submitted { filing, number } => {
            let what = if submitted { "重新提交".to_owned() } else { format!("提交，受理编号 {number}") };
            let [when, who] = show::declared(filing);
            let by = format!("{when}，声明人 {who}");
            Some(Act::new(Day::full(filing.on), what).text(by))
        }
        Event::Withdrawn { on } => act(*on, "企业撤回"),
        Event::TakenUp { on, .. } => act(*on, &format!("{office}主管部门受理，开始审核")),
        Event::Returned { on, due, deficiencies, .. } => act(*on, "退回补正")
            .map(|act| act.text(format!("{} 处，{} 24:00 前重新提交", deficiencies.len(), show::day(*due)))),
        Event::Endorsed { on, .. } => act(*on, &format!("{office}审核通过，等待推荐")),
        Event::Recommended { desk: Desk::City, on, .. } => act(*on, "已推荐到自治区工业和信息化厅"),
        Event::Recommended { on, .. } => act(*on, "已推荐到工业和信息化部"),
        Event::Listed { on, .. } => act(*on, "审核通过，等待公示"),
        Event::Refused { on, .. } => act(*on, "审核未通过"),
        Event::Publicised { until, .. } => {
            before.map(|on| Act::new(on, "开始公示").text(format!("到 {} 24:00", show::day(*until))))
        }
        Event::Held { .. } => before.map(|on| Act::new(on, "收到异议，正在核实").text("核实期间暂不往下办")),
        Event::Released { .. } => before.map(|on| Act::new(on, "异议不成立，继续办理")),
        Event::Reopened { on, .. } => act(*on, "异议成立，重新审核"),
        Event::Cleared { on } => act(*on, "公示期满"),
        Event::Filed { on } => act(*on, "已报自治区备案"),
        Event::Recognised { on, .. } => act(*on, "自治区公告，称号生效"),
        Event::CertifiedByMiit { on, .. } => act(*on, "工业和信息化部公布，称号生效"),
        Event::Corrected { on, edits, .. } => {
            act(*on, "准予更正填报数据").map(|act| act.text(format!("{} 项，原填报照原样保留", edits.len())))
        }
        Event::PassedOver { on, .. } => act(*on, "没有列入工业和信息化部公布的名单"),
        Event::CountyRecommended { .. }
        | Event::Recused { .. }
        | Event::Ruled { .. }
        | Event::Concluded { .. }
        | Event::SentBack { .. }
        | Event::Fixed { .. }
        | Event::Unfixed { .. } => None,
    }
}
